//! What people decide: accept, reject, correct, merge, split, note, undo.
//!
//! A decision is a row that is never changed or removed. Undoing is a decision too: it takes another
//! out of force, and may itself be undone. What a decision is about is anchored to words, see
//! [`crate::anchors`].

use std::collections::{BTreeMap, BTreeSet};

use hearsay_incidents::{Claim, Together};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use serde_json::{Value, json};

use crate::anchors::Words;
use crate::audit;
use crate::claims::bare;
use crate::correcting;
use crate::deriving::{Cause, derive_again};
use crate::error::{LedgerError, Result};
use crate::lookup;
use crate::pack::{hex, now, sha256};

/// What somebody decides.
#[derive(Clone, Debug, PartialEq)]
pub struct Decide {
    /// What.
    pub what: What,
    /// Who.
    pub by: String,
    /// Why, in their words.
    pub note: Option<String>,
}

/// What may be decided. Ids may be shortened as long as one thing alone begins so.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// The claim is read rightly.
    Accept(String),
    /// The claim is misread: it stays visible, and no incident counts it.
    Reject(String),
    /// A field of the claim is misread.
    Correct {
        /// The claim.
        claim: String,
        /// The field's path in the claim's JSON form: `event.mode`, `toll.0.min`.
        field: String,
        /// What it is; null for unknown.
        value: Value,
    },
    /// These are one incident: incidents, or claims.
    Merge(Vec<String>),
    /// These claims are not of the incident they are in.
    Split(Vec<String>),
    /// Something to remember about a claim or an incident.
    Note(String),
    /// The decision is taken back.
    Undo(String),
}

/// A decision as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Decision {
    /// Its id.
    pub id: String,
    /// accept, reject, correct, merge, split, note, undo.
    pub kind: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: String,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The field that is corrected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What it is corrected to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// The decision that is undone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undoes: Option<String>,
    /// Whether it has not been undone.
    pub in_force: bool,
    /// What it is about.
    pub about: Vec<Anchor>,
}

/// The words that a decision is about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Anchor {
    /// The article's id.
    pub article: String,
    /// First code point of the words that name the event.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The words.
    pub words: String,
    /// The sentence.
    pub evidence: String,
    /// The event's type.
    pub event: String,
    /// The claim that the reading has there now; absent where it has none any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
    /// Of a split: whether it is taken out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub parted: bool,
}

impl Decision {
    /// Whether no reading has any more what the decision is about.
    #[must_use]
    pub fn is_orphaned(&self) -> bool {
        self.about.iter().any(|anchor| anchor.claim.is_none())
    }
}

/// What people think of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It is read rightly.
    Accepted,
    /// It is misread.
    Rejected,
}

impl Verdict {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
        }
    }
}

impl FromSql for Verdict {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value.as_str()? {
            "accepted" => Ok(Self::Accepted),
            "rejected" => Ok(Self::Rejected),
            _ => Err(FromSqlError::InvalidType),
        }
    }
}

/// What is decided about one claim, the later decision over the earlier.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct About {
    pub(crate) verdict: Option<Verdict>,
    pub(crate) corrections: Vec<(String, Value)>,
}

impl About {
    pub(crate) fn fields(&self) -> Vec<String> {
        let fields: BTreeSet<&String> = self.corrections.iter().map(|(field, _)| field).collect();
        fields.into_iter().cloned().collect()
    }
}

/// What is in force about the claims of an article, by claim.
pub(crate) fn about(connection: &Connection, article: i64) -> Result<BTreeMap<String, About>> {
    let mut statement = connection.prepare_cached(
        "SELECT anchor.claim, decision.kind, decision.field, decision.value
         FROM anchor JOIN decision ON decision.number = anchor.decision
         WHERE anchor.article = ?1 AND anchor.claim IS NOT NULL AND decision.in_force
           AND decision.kind IN ('accept', 'reject', 'correct')
         ORDER BY decision.number",
    )?;
    let mut rows = statement.query([article])?;
    let mut decided: BTreeMap<String, About> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let about = decided.entry(row.get(0)?).or_default();
        match row.get::<_, String>(1)?.as_str() {
            "accept" => about.verdict = Some(Verdict::Accepted),
            "reject" => about.verdict = Some(Verdict::Rejected),
            _ => {
                let value = serde_json::from_str(&row.get::<_, String>(3)?)?;
                about.corrections.push((row.get(2)?, value));
            }
        }
    }
    Ok(decided)
}

/// What is in force about which claims belong together.
pub(crate) fn together(connection: &Connection) -> Result<Together> {
    let mut statement = connection.prepare_cached(
        "SELECT decision.number, decision.kind, anchor.part, anchor.claim
         FROM decision JOIN anchor ON anchor.decision = decision.number
         WHERE decision.in_force AND decision.kind IN ('merge', 'split')
           AND anchor.claim IS NOT NULL
         ORDER BY decision.number, anchor.number",
    )?;
    let mut rows = statement.query([])?;
    let mut decided: BTreeMap<i64, (bool, [Vec<String>; 2])> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let is_merge = row.get::<_, String>(1)? == "merge";
        let (_, parts) = decided.entry(row.get(0)?).or_insert((is_merge, Default::default()));
        parts[usize::from(row.get::<_, bool>(2)?)].push(row.get(3)?);
    }
    let mut together = Together::default();
    for (is_merge, [kept, parted]) in decided.into_values() {
        if is_merge {
            let pairs = kept.windows(2).map(|pair| (pair[0].clone(), pair[1].clone()));
            together.joined.extend(pairs);
        } else {
            let pairs = parted.iter().flat_map(|one| kept.iter().map(move |other| (one, other)));
            together.parted.extend(pairs.map(|(one, other)| (one.clone(), other.clone())));
        }
    }
    Ok(together)
}

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
            let (article, body): (i64, String) = connection
                .prepare_cached("SELECT article, body FROM claim WHERE id = ?1")?
                .query_row([claim], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let was: Claim = serde_json::from_str(&body)?;
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
            Ok(())
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
    let claim: Option<String> = connection.query_row(
        "SELECT body ->> '$.claims[0]' FROM incident WHERE number = ?1",
        [incident],
        |row| row.get(0),
    )?;
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

/// The decisions that fit a condition, oldest first.
pub(crate) fn select(
    connection: &Connection,
    condition: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<Decision>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT decision.number, decision.id, decision.kind, decision.by, decision.at, decision.note,
                decision.field, decision.value, other.id, decision.in_force
         FROM decision LEFT JOIN decision AS other ON other.number = decision.undoes
         WHERE {condition} ORDER BY decision.number"
    ))?;
    let mut rows = statement.query(parameters)?;
    let mut decisions = Vec::new();
    while let Some(row) = rows.next()? {
        let value: Option<String> = row.get(7)?;
        decisions.push(Decision {
            id: row.get(1)?,
            kind: row.get(2)?,
            by: row.get(3)?,
            at: row.get(4)?,
            note: row.get(5)?,
            field: row.get(6)?,
            value: value.as_deref().map(serde_json::from_str).transpose()?,
            undoes: row.get(8)?,
            in_force: row.get(9)?,
            about: anchors(connection, row.get(0)?)?,
        });
    }
    Ok(decisions)
}

fn anchors(connection: &Connection, decision: i64) -> Result<Vec<Anchor>> {
    let mut statement = connection.prepare_cached(
        "SELECT article.id, start, end, words, evidence, event, claim, part
         FROM anchor JOIN article ON article.number = anchor.article
         WHERE decision = ?1 ORDER BY anchor.number",
    )?;
    let anchors = statement.query_map([decision], |row| {
        Ok(Anchor {
            article: row.get(0)?,
            start: row.get(1)?,
            end: row.get(2)?,
            words: row.get(3)?,
            evidence: row.get(4)?,
            event: row.get(5)?,
            claim: row.get(6)?,
            parted: row.get(7)?,
        })
    })?;
    Ok(anchors.collect::<rusqlite::Result<_>>()?)
}
