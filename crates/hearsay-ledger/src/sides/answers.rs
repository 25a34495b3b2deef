//! What a claim, a figure or a statement answers to a question.

use std::collections::BTreeSet;

use hearsay_incidents::{
    Account, Claim, Claimant, Contradiction, Figure, Incident, Statement, tells_who_began,
};

use super::{QUESTIONS, Saying};
use crate::words;

/// What a claim answers to a question other than how many.
pub(super) fn answer(incident: &Incident, claim: &Claim, about: &str) -> Option<Saying> {
    let contested = contested(incident, about, &[&claim.id]);
    let value = match about {
        "began" => {
            let is_asked = says_who_began(claim) || !contested.is_empty();
            let who = words::who(claim);
            is_asked.then_some(if who.is_empty() { words::event(&claim.event) } else { who })
        }
        "what" => {
            let who = words::who(claim);
            let event = words::event(&claim.event);
            Some(if who.is_empty() { event } else { format!("{event}: {who}") })
        }
        "where" => words::place(claim),
        "when" => words::time(claim),
        _ => None,
    }?;
    let status = words::status(&claim.modality, &claim.polarity, &claim.certainty);
    let is_like = claim.event.kind == incident.event.kind;
    Some(Saying {
        value,
        is_negative: status.as_ref().is_some_and(|status| status.is_negative),
        status: status.map(|status| status.words),
        quote: words::quote(claim),
        claimants: names(&claim.claimants),
        article: (*claim.article).clone(),
        claims: vec![claim.id.clone()],
        weight: 8 * usize::from(!contested.is_empty())
            + 4 * usize::from(is_like)
            + 2 * usize::from(claim.main)
            + usize::from(!claim.claimants.is_empty()),
        contested,
        admission: about == "what" && incident.admissions.contains(&claim.id),
    })
}

/// What a figure answers to how many.
pub(super) fn told(
    incident: &Incident,
    accounts: &[Account],
    account: &Account,
    figure: &Figure,
) -> Saying {
    let claim = words::claim_of(accounts, account, figure);
    let mut ids = vec![figure.id.as_str()];
    ids.extend(figure.claim.as_deref());
    let contested = contested(incident, &figure.toll.kind, &ids);
    let value = words::loss(&figure.toll);
    let value = value.strip_prefix(&figure.toll.kind).unwrap_or(&value).trim().to_owned();
    let status = words::figure_status(figure, claim);
    Saying {
        value,
        is_negative: status.as_ref().is_some_and(|status| status.is_negative),
        status: status.map(|status| status.words),
        quote: claim.map_or_else(|| words::quoted(&figure.toll.span.text), words::quote),
        claimants: names(&figure.claimants),
        article: (*account.article).clone(),
        claims: vec![figure.claim.clone().unwrap_or_else(|| figure.id.clone())],
        weight: 8 * usize::from(!contested.is_empty())
            + 4 * usize::from(figure.modality != "background")
            + usize::from(!figure.claimants.is_empty()),
        contested,
        admission: figure.claim.as_ref().is_some_and(|id| incident.admissions.contains(id)),
    }
}

/// What somebody says that is neither a deed nor a figure.
pub(super) fn stated(incident: &Incident, account: &Account, statement: &Statement) -> Saying {
    let numbered = incident.contradictions.iter().enumerate();
    let of = numbered.filter(|(_, it)| it.claims.contains(&statement.id));
    let contested: BTreeSet<usize> = of.map(|(number, _)| number + 1).collect();
    Saying {
        value: words::statement(statement),
        is_negative: false,
        status: None,
        quote: words::quoted(&statement.span.text),
        claimants: names(&statement.claimants),
        article: (*account.article).clone(),
        claims: vec![statement.id.clone()],
        weight: 8 * usize::from(!contested.is_empty()),
        contested,
        admission: false,
    }
}

/// The numbers of the contradictions about this question in which these have part.
fn contested(incident: &Incident, about: &str, ids: &[&str]) -> BTreeSet<usize> {
    let numbered = incident.contradictions.iter().enumerate();
    let has_part = |contradiction: &Contradiction| {
        // A claim may tell several figures, of which one is contradicted.
        let of = match contradiction.figures.as_slice() {
            [] => contradiction.claims.as_slice(),
            figures => figures,
        };
        question(&contradiction.about) == about && of.iter().any(|id| ids.contains(&id.as_str()))
    };
    numbered.filter(|(_, it)| has_part(it)).map(|(number, _)| number + 1).collect()
}

fn names(claimants: &[Claimant]) -> Vec<String> {
    claimants.iter().map(|link| words::name(&link.actor).to_owned()).collect()
}

/// Whether a claim of violence says who began.
fn says_who_began(claim: &Claim) -> bool {
    claim.event.quad.to_uppercase().contains("CONFLICT") && tells_who_began(claim)
}

/// The question that a contradiction is about.
fn question(about: &str) -> &str {
    match about {
        "actor" | "began" | "belonging" => "began",
        "place" => "where",
        "time" => "when",
        kind if QUESTIONS.contains(&kind) => kind,
        _ => "what",
    }
}
