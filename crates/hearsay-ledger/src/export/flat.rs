//! Every row of our own tables, one after the other.

use hearsay_incidents::{Account, Incident};

use super::links::Links;
use super::rows::{self, Row};
use super::{ExportError, Losses, Material, Whole};

/// What is done with a row of the table of that name.
pub(crate) type Each<'e> = dyn FnMut(&'static str, Row) -> Result<(), ExportError> + 'e;

/// Goes through the rows of all tables.
pub(crate) fn rows(
    material: &dyn Material,
    losses: &mut Losses,
    each: &mut Each<'_>,
) -> Result<(), ExportError> {
    let links = Links::of(material)?;
    material.articles(&mut |told| {
        losses.wrote_article(told);
        each("articles", rows::article(&told.article))?;
        for account in &told.accounts {
            of_account(account, &links, each)?;
            account.claims.iter().for_each(|claim| losses.wrote_claim(claim, &links));
        }
        Ok(())
    })?;
    material.incidents(&mut |whole| {
        losses.wrote("incident");
        of_incident(&whole.incident, each)
    })
}

/// Goes through the rows of an incident and of all that is told of it. An incident of which there is no
/// claim has none itself: only figures name it, and nothing could be asked about it.
pub(crate) fn of_whole(whole: &Whole, each: &mut Each<'_>) -> Result<(), ExportError> {
    let links = Links::within(whole);
    for account in &whole.accounts {
        of_account(account, &links, each)?;
    }
    if whole.incident.claims.is_empty() { Ok(()) } else { of_incident(&whole.incident, each) }
}

/// Goes through the rows of an account.
pub(crate) fn of_account(
    account: &Account,
    links: &Links,
    each: &mut Each<'_>,
) -> Result<(), ExportError> {
    for claim in &account.claims {
        each("claims", rows::claim(claim, links))?;
    }
    let incident = account.claims.first().and_then(|claim| links.incident(&claim.id));
    for figure in &account.figures {
        each("figures", rows::figure(figure, &account.article, incident))?;
    }
    for statement in &account.statements {
        each("statements", rows::statement(statement, &account.article, incident))?;
    }
    Ok(())
}

fn of_incident(incident: &Incident, each: &mut Each<'_>) -> Result<(), ExportError> {
    each("incidents", rows::incident(incident))?;
    let all = [
        ("totals", rows::totals(incident)),
        ("contradictions", rows::contradictions(incident)),
        ("changes", rows::changes(incident)),
    ];
    for (table, rows) in all {
        rows.into_iter().try_for_each(|row| each(table, row))?;
    }
    Ok(())
}
