//! What people decide: accept, reject, correct, merge, split, note, undo.
//!
//! A decision is a row that is never changed or removed. Undoing is a decision too: it takes another
//! out of force, and may itself be undone. What a decision is about is anchored to words, see
//! [`crate::anchors`].

use std::collections::{BTreeMap, BTreeSet};

use hearsay_incidents::Together;
use rusqlite::Connection;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use serde::Serialize;
use serde_json::Value;

use crate::error::Result;

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
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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
