//! Keeping a decision and carrying it out.

use std::collections::BTreeSet;

use hearsay_incidents::Incident;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::json;

use crate::anchors::Words;
use crate::audit;
use crate::claims::bare;
use crate::correcting;
use crate::decisions::{Decide, Decision, What, select};
use crate::deriving::{Cause, derive_again};
use crate::error::{LedgerError, Result};
use crate::lookup;
use crate::pack::{hex, now, sha256, unpack};
use crate::shelf;
use crate::told;

/// Keeps a decision and carries it out, within a transaction.
pub(crate) fn decide(connection: &Connection, decide: &Decide) -> Result<Decision> {
    if decide.by.trim().is_empty() {
        return Err(LedgerError::Decision("who decides? give a name".to_owned()));
    }
    let mut row = Row { field: None, value: None, undoes: None, anchors: Vec::new() };
    let kind = match &decide.what {
        What::Accept(id) => row.claim("accept", connection, id)?,
        What::Reject(id) => row.claim("reject", connection, id)?,
        What::Correct { claim, field, value } => {
            let id = lookup::claim(connection, claim)?;
            correcting::check(connection, &id, field, value)?;
            row.field = Some(field.clone());
            row.value = Some(value.to_string());
            row.claim("correct", connection, &id)?
        }
        What::Merge(ids) => row.merge(connection, ids)?,
        What::Split(ids) => row.split(connection, ids)?,
        What::Note(id) => {
            if decide.note.as_deref().is_none_or(|note| note.trim().is_empty()) {
                return Err(LedgerError::Decision("a note needs words".to_owned()));
            }
            row.note(connection, id)?
        }
        What::Undo(id) => row.undo(connection, id)?,
    };
    let (number, id) = row.insert(connection, kind, decide)?;
    redo(connection, number, kind)?;
    let decision = one(connection, &id)?;
    let detail = serde_json::to_value(&decision)?;
    audit::record(connection, &decide.by, "decide", &id, &detail)?;
    Ok(decision)
}

/// A decision that is about to be kept.
struct Row {
    field: Option<String>,
    value: Option<String>,
    undoes: Option<i64>,
    /// The claims that it is about, by id, and of a split whether each is taken out.
    anchors: Vec<(String, bool)>,
}

impl Row {
    fn claim<'k>(&mut self, kind: &'k str, connection: &Connection, id: &str) -> Result<&'k str> {
        self.anchors.push((lookup::claim(connection, id)?, false));
        Ok(kind)
    }

    fn note(&mut self, connection: &Connection, id: &str) -> Result<&'static str> {
        let claim = match lookup::claim(connection, id) {
            Err(LedgerError::Unknown { .. }) => {
                let incident = lookup::incident(connection, id).map_err(|error| match error {
                    LedgerError::Unknown { id, .. } => {
                        LedgerError::Unknown { what: "claim or incident", id }
                    }
                    error => error,
                })?;
                first_claim(connection, incident)?
            }
            claim => claim?,
        };
        self.anchors.push((claim, false));
        Ok("note")
    }

    fn merge(&mut self, connection: &Connection, ids: &[String]) -> Result<&'static str> {
        let mut incidents = BTreeSet::new();
        for id in ids {
            let claim = match lookup::incident(connection, id) {
                Ok(incident) => first_claim(connection, incident)?,
                Err(LedgerError::Unknown { .. }) => lookup::claim(connection, id)
                    .map_err(|_| LedgerError::unknown("incident or claim", id))?,
                Err(error) => return Err(error),
            };
            incidents.insert(incident_of(connection, &claim)?);
            if !self.anchors.iter().any(|(anchor, _)| *anchor == claim) {
                self.anchors.push((claim, false));
            }
        }
        if incidents.len() < 2 {
            let message = "these are one incident already; a merge needs two";
            return Err(LedgerError::Decision(message.to_owned()));
        }
        Ok("merge")
    }

    fn split(&mut self, connection: &Connection, ids: &[String]) -> Result<&'static str> {
        let mut claims = Vec::new();
        let mut incidents = BTreeSet::new();
        for id in ids {
            let claim = lookup::claim(connection, id)?;
            incidents.insert(incident_of(connection, &claim)?);
            claims.push(claim);
        }
        let [Some(incident)] = incidents.into_iter().collect::<Vec<_>>()[..] else {
            let message =
                "claims are split from one incident: name claims that are in the same one";
            return Err(LedgerError::Decision(message.to_owned()));
        };
        // Of an account that is divided every claim is told which part it belongs to; of any other
        // one claim speaks for all.
        let mut statement = connection.prepare_cached(
            "SELECT account.number, claim.id FROM account JOIN claim ON claim.account = account.number
             WHERE account.incident = ?1 ORDER BY account.number, claim.position",
        )?;
        let all: Vec<(i64, String)> = statement
            .query_map([incident], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let is_parted = |claim: &String| claims.contains(claim);
        let divided: BTreeSet<i64> =
            all.iter().filter(|(_, claim)| is_parted(claim)).map(|(account, _)| *account).collect();
        let mut spoken = BTreeSet::new();
        let kept: Vec<String> = all
            .into_iter()
            .filter(|(account, claim)| {
                !is_parted(claim) && (divided.contains(account) || spoken.insert(*account))
            })
            .map(|(_, claim)| claim)
            .collect();
        if kept.is_empty() {
            let message = "nothing of the incident would be left; name some of its claims, not all";
            return Err(LedgerError::Decision(message.to_owned()));
        }
        self.anchors = kept.into_iter().map(|claim| (claim, false)).collect();
        self.anchors.extend(claims.into_iter().map(|claim| (claim, true)));
        Ok("split")
    }

    fn undo(&mut self, connection: &Connection, id: &str) -> Result<&'static str> {
        let id = lookup::decision(connection, id)?;
        let (number, in_force): (i64, bool) = connection.query_row(
            "SELECT number, in_force FROM decision WHERE id = ?1",
            [&id],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        if !in_force {
            return Err(LedgerError::Decision(format!("`{id}` has been undone already")));
        }
        self.undoes = Some(number);
        Ok("undo")
    }

    /// Stores the decision with its anchors; gives its number and id.
    fn insert(self, connection: &Connection, kind: &str, decide: &Decide) -> Result<(i64, String)> {
        let number: i64 = connection.query_row(
            "SELECT coalesce(max(number), 0) + 1 FROM decision",
            [],
            |row| row.get(0),
        )?;
        let at = now();
        let about = json!([self.field, self.value, self.anchors]).to_string();
        let hash = sha256(&[&number.to_string(), kind, &decide.by, &at, &about]);
        let id = format!("d{}", hex(&hash[..4]));
        connection.execute(
            "INSERT INTO decision (number, id, kind, by, at, note, field, value, undoes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                number,
                id,
                kind,
                decide.by,
                at,
                decide.note,
                self.field,
                self.value,
                self.undoes
            ],
        )?;
        for (claim, is_parted) in &self.anchors {
            let (article, was) = told::claim(connection, claim)?;
            let words = Words::of(&was);
            connection
                .prepare_cached(
                    "INSERT INTO anchor (decision, part, article, start, end, words, evidence, event,
                                         was, claim)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                )?
                .execute(params![
                    number,
                    is_parted,
                    article,
                    words.start,
                    words.end,
                    words.words,
                    words.evidence,
                    words.event,
                    serde_json::to_string(&bare(&was))?,
                    claim,
                ])?;
        }
        Ok((number, id))
    }
}

/// Makes again what a decision has part in, after it came into force or went out of it.
fn redo(connection: &Connection, number: i64, kind: &str) -> Result<()> {
    match kind {
        "accept" | "reject" | "correct" => {
            for article in articles_of(connection, number)? {
                derive_again(connection, article, Cause::Decided)?;
            }
            Ok(())
        }
        "merge" | "split" => {
            // What one article tells may have to be divided, or made whole again.
            let mut statement = connection.prepare_cached(
                "SELECT article FROM anchor WHERE decision = ?1
                 GROUP BY article HAVING count(DISTINCT part) = 2",
            )?;
            let divided: Vec<i64> = statement
                .query_map([number], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            for article in divided {
                derive_again(connection, article, Cause::Decided)?;
            }
            connection.execute(
                "UPDATE account SET waits = 'decided'
                 WHERE incident IS NOT NULL AND number IN (
                     SELECT claim.account FROM anchor JOIN claim ON claim.id = anchor.claim
                     WHERE anchor.decision = ?1)",
                [number],
            )?;
            shelf::changed(connection)
        }
        // An undo takes another decision out of force; one that is undone puts it in again.
        "undo" => {
            let (undone, kind): (i64, String) = connection.query_row(
                "SELECT other.number, other.kind FROM decision
                 JOIN decision AS other ON other.number = decision.undoes
                 WHERE decision.number = ?1",
                [number],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            let in_force: bool = connection.query_row(
                "SELECT in_force FROM decision WHERE number = ?1",
                [number],
                |row| row.get(0),
            )?;
            set_force(connection, undone, !in_force)?;
            redo(connection, undone, &kind)
        }
        _ => Ok(()),
    }
}

fn set_force(connection: &Connection, number: i64, in_force: bool) -> Result<()> {
    connection
        .execute("UPDATE decision SET in_force = ?2 WHERE number = ?1", (number, in_force))?;
    Ok(())
}

fn articles_of(connection: &Connection, number: i64) -> Result<Vec<i64>> {
    let mut statement =
        connection.prepare_cached("SELECT DISTINCT article FROM anchor WHERE decision = ?1")?;
    let articles = statement.query_map([number], |row| row.get(0))?;
    Ok(articles.collect::<rusqlite::Result<_>>()?)
}

fn first_claim(connection: &Connection, incident: i64) -> Result<String> {
    let body: Vec<u8> = connection
        .prepare_cached("SELECT body FROM incident WHERE number = ?1")?
        .query_row([incident], |row| row.get(0))?;
    let claim = unpack::<Incident>(&body, "")?.claims.into_iter().next();
    let message = "an incident without a claim has no words to hold a decision";
    claim.ok_or_else(|| LedgerError::Decision(message.to_owned()))
}

fn incident_of(connection: &Connection, claim: &str) -> Result<Option<i64>> {
    let incident = connection
        .prepare_cached(
            "SELECT account.incident FROM claim JOIN account ON account.number = claim.account
             WHERE claim.id = ?1",
        )?
        .query_row([claim], |row| row.get(0))
        .optional()?;
    incident.ok_or_else(|| {
        LedgerError::Decision(format!("claim `{claim}` is rejected and in no incident"))
    })
}

/// One decision.
fn one(connection: &Connection, id: &str) -> Result<Decision> {
    let mut all = select(connection, "decision.id = ?1", [id])?;
    all.pop().ok_or_else(|| LedgerError::unknown("decision", id))
}
