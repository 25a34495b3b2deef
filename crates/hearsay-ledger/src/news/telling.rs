//! Telling what is new, in the transaction that made it so.

use std::collections::{BTreeMap, HashMap};

use hearsay_incidents::{Account, Claimant, Contradiction, Incident};
use rusqlite::Connection;

use super::{Loss, NewsOf, Range, Sum};
use crate::accounts::load;
use crate::error::Result;
use crate::gathering::former::resolve;
use crate::pack::{hex, now, sha256, unpack};
use crate::words;

/// Tells what is new in the incidents that were made, or made anew, since.
pub(crate) fn tell(connection: &Connection) -> Result<()> {
    if !is_settled(connection)? {
        return Ok(());
    }
    let mut untold = connection.prepare_cached("SELECT incident FROM untold ORDER BY incident")?;
    let untold: Vec<i64> =
        untold.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    if untold.is_empty() {
        return Ok(());
    }
    let at = now();
    for number in untold {
        let incident = stored(connection, number)?;
        match told(connection, &names(connection, number, &incident)?)? {
            None => put(connection, &at, &incident.id, None, &of_incident(&incident))?,
            Some(told) => {
                for of in changes(told, &incident) {
                    put(connection, &at, &incident.id, None, &of)?;
                }
            }
        }
        let mut subjects = connection.prepare_cached(
            "SELECT subject FROM contradiction WHERE incident = ?1 ORDER BY number",
        )?;
        let subjects: Vec<String> =
            subjects.query_map([number], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        for (contradiction, subject) in incident.contradictions.iter().zip(subjects) {
            let of = of_contradiction(contradiction);
            put(connection, &at, &incident.id, Some(&subject), &of)?;
        }
    }
    connection.prepare_cached("DELETE FROM untold")?.execute([])?;
    Ok(())
}

/// Waits with the telling until all are at rest that wait now: of incidents whose accounts have left
/// and come back a few at a time, nobody needs to hear what they were in between.
pub(crate) fn unsettle(connection: &Connection) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO unsettled
             SELECT number FROM account WHERE waits IS NOT NULL ORDER BY number DESC LIMIT 1",
        )?
        .execute([])?;
    Ok(())
}

fn is_settled(connection: &Connection) -> Result<bool> {
    let is_coming_back = connection
        .prepare_cached(
            "SELECT 1 FROM account WHERE waits IS NOT NULL
             AND number <= (SELECT max(account) FROM unsettled) LIMIT 1",
        )?
        .exists([])?;
    if !is_coming_back {
        connection.prepare_cached("DELETE FROM unsettled")?.execute([])?;
    }
    Ok(!is_coming_back)
}

/// Begins anew with what the incidents are now, as if each had been told when its articles came: for
/// ledgers that come from where there were no news yet, or that were made from an export.
pub(crate) fn begin_anew(connection: &Connection) -> Result<()> {
    connection.execute_batch("DELETE FROM news; DELETE FROM untold;")?;
    let mut numbers = connection.prepare("SELECT number FROM incident ORDER BY number")?;
    let numbers: Vec<i64> =
        numbers.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut all = Vec::new();
    for number in numbers {
        let incident = stored(connection, number)?;
        let (first, last): (Option<String>, Option<String>) = connection
            .prepare_cached(
                "SELECT min(added), max(added) FROM account
                 JOIN version ON version.article = account.article WHERE account.incident = ?1",
            )?
            .query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let (first, last) = (first.unwrap_or_else(now), last.unwrap_or_else(now));
        all.push((first, incident.id.clone(), None, of_incident(&incident)));
        if incident.contradictions.is_empty() {
            continue;
        }
        let accounts = accounts(connection, number)?;
        let subjects = subjects(&accounts, &incident.contradictions);
        for (contradiction, subject) in incident.contradictions.iter().zip(subjects) {
            let of = of_contradiction(contradiction);
            all.push((last.clone(), incident.id.clone(), Some(subject), of));
        }
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    for (at, incident, subject, of) in &all {
        put(connection, at, incident, subject.as_deref(), of)?;
    }
    Ok(())
}

fn stored(connection: &Connection, number: i64) -> Result<Incident> {
    let body: Vec<u8> = connection
        .prepare_cached("SELECT body FROM incident WHERE number = ?1")?
        .query_row([number], |row| row.get(0))?;
    unpack(&body, "")
}

fn accounts(connection: &Connection, incident: i64) -> Result<Vec<Account>> {
    let mut numbers =
        connection.prepare_cached("SELECT number FROM account WHERE incident = ?1")?;
    let numbers: Vec<i64> =
        numbers.query_map([incident], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    numbers.into_iter().map(|number| load(connection, number)).collect()
}

/// The ids by which an incident may have been told of: its own, and those that lead to it now.
fn names(connection: &Connection, number: i64, incident: &Incident) -> Result<Vec<String>> {
    let mut former = connection.prepare_cached(
        "SELECT DISTINCT former.incident FROM account JOIN former ON former.article = account.article
         WHERE account.incident = ?1",
    )?;
    let former: Vec<String> =
        former.query_map([number], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut names = vec![incident.id.clone()];
    for id in former {
        if resolve(connection, &id)? == Some(number) {
            names.push(id);
        }
    }
    Ok(names)
}

/// What was told last of the tolls of an incident by these names; `None` where nothing was told of it.
fn told(connection: &Connection, names: &[String]) -> Result<Option<BTreeMap<Loss, Range>>> {
    let mut statement = connection.prepare_cached(
        "SELECT number, detail FROM news WHERE incident = ?1 AND kind <> 'contradiction'",
    )?;
    let mut all: BTreeMap<i64, NewsOf> = BTreeMap::new();
    for name in names {
        let mut rows = statement.query([name])?;
        while let Some(row) = rows.next()? {
            all.insert(row.get(0)?, serde_json::from_str(&row.get::<_, String>(1)?)?);
        }
    }
    if all.is_empty() {
        return Ok(None);
    }
    let mut told = BTreeMap::new();
    for of in all.into_values() {
        match of {
            NewsOf::Incident { toll } => {
                told.extend(toll.into_iter().map(|sum| (sum.of, sum.range)));
            }
            NewsOf::Toll { of, now: Some(now), .. } => {
                told.insert(of, now);
            }
            NewsOf::Toll { of, now: None, .. } => {
                told.remove(&of);
            }
            NewsOf::Contradiction { .. } => {}
        }
    }
    Ok(Some(told))
}

/// Where the toll is not what was told.
fn changes(mut told: BTreeMap<Loss, Range>, incident: &Incident) -> Vec<NewsOf> {
    let mut changes = Vec::new();
    for Sum { of, range } in sums(incident) {
        let before = told.remove(&of);
        if before.as_ref() != Some(&range) {
            changes.push((of, before, Some(range)));
        }
    }
    changes.extend(told.into_iter().map(|(of, before)| (of, Some(before), None)));
    changes.into_iter().map(|(of, before, now)| NewsOf::Toll { of, before, now }).collect()
}

fn of_incident(incident: &Incident) -> NewsOf {
    NewsOf::Incident { toll: sums(incident) }
}

fn of_contradiction(of: &Contradiction) -> NewsOf {
    NewsOf::Contradiction {
        claims: of.claims.clone(),
        about: of.about.clone(),
        reason: of.reason.clone(),
    }
}

fn sums(incident: &Incident) -> Vec<Sum> {
    let sum = |total: &hearsay_incidents::Total| Sum {
        of: Loss { loss: total.kind.clone(), side: total.side.clone(), who: total.who.clone() },
        range: Range { low: total.low, best: total.best, high: total.high },
    };
    incident.toll.iter().map(sum).collect()
}

/// What contradicts each other, by its words: for each contradiction sixteen hexadecimal digits, which
/// stay the same when claims get other ids.
pub(crate) fn subjects(accounts: &[Account], contradictions: &[Contradiction]) -> Vec<String> {
    if contradictions.is_empty() {
        return Vec::new();
    }
    let said = said(accounts);
    let subject = |of: &Contradiction| {
        let sides = of.claims.iter().chain(&of.figures);
        let sides = sides.map(|id| said.get(id.as_str()).map_or(id.as_str(), String::as_str));
        let parts: Vec<&str> = std::iter::once(of.about.as_str()).chain(sides).collect();
        hex(&sha256(&parts)[..8])
    };
    contradictions.iter().map(subject).collect()
}

/// Who says what in which article, by the ids of claims, figures and statements.
fn said(accounts: &[Account]) -> HashMap<&str, String> {
    let by = |claimants: &[Claimant]| {
        let names = claimants.iter().map(|link| words::name(&link.actor));
        names.collect::<Vec<_>>().join("\n")
    };
    let mut said = HashMap::new();
    for account in accounts {
        let article = &account.article.id;
        for claim in &account.claims {
            let evidence: Vec<&str> =
                claim.evidence.iter().map(|span| span.text.as_str()).collect();
            let parts = [article, &evidence.join("\n"), &claim.trigger.text, &by(&claim.claimants)];
            said.insert(claim.id.as_str(), parts.map(String::as_str).join("\n\n"));
        }
        for figure in &account.figures {
            let toll = &figure.toll;
            let parts = [article, &toll.span.text, &toll.kind, &by(&figure.claimants)];
            said.insert(figure.id.as_str(), parts.map(String::as_str).join("\n\n"));
        }
        for statement in &account.statements {
            let parts =
                [article, &statement.span.text, &statement.about, &by(&statement.claimants)];
            said.insert(statement.id.as_str(), parts.map(String::as_str).join("\n\n"));
        }
    }
    said
}

fn put(
    connection: &Connection,
    at: &str,
    incident: &str,
    subject: Option<&str>,
    of: &NewsOf,
) -> Result<()> {
    let kind = match of {
        NewsOf::Incident { .. } => "incident",
        NewsOf::Contradiction { .. } => "contradiction",
        NewsOf::Toll { .. } => "toll",
    };
    connection
        .prepare_cached(
            "INSERT INTO news (at, kind, incident, subject, detail)
             VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
        )?
        .execute((at, kind, incident, subject, serde_json::to_string(of)?))?;
    Ok(())
}
