//! Anchors: what a decision is about, by the words rather than by a row.
//!
//! A newer program may read an article otherwise, and an edited article may say its sentences
//! elsewhere. So a decision keeps the article, the words that name the event and where they stood,
//! the sentence around them and the type of event, and looks for its claim again among the claims of
//! each new reading.

use hearsay_incidents::Claim;
use rusqlite::Connection;

use crate::error::Result;

/// What a claim is recognized by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) claim: Option<String>,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) words: String,
    pub(crate) evidence: String,
    pub(crate) event: String,
}

impl Words {
    pub(crate) fn of(claim: &Claim) -> Self {
        Self {
            claim: Some(claim.id.clone()),
            start: claim.trigger.start,
            end: claim.trigger.end,
            words: claim.trigger.text.clone(),
            evidence: evidence(claim),
            event: claim.event.kind.clone(),
        }
    }

    /// Which of these claims it is: the one of the same id; else of the same words at the same place
    /// and the same event; else, where the article was edited, of the same words in the same sentence
    /// elsewhere; else the claim whose words overlap and whose event is the same.
    pub(crate) fn find(&self, claims: &[&Claim]) -> Option<usize> {
        let best = |fits: &dyn Fn(&Claim) -> bool| {
            let fitting = claims.iter().enumerate().filter(|(_, claim)| fits(claim));
            // Of several the nearest.
            fitting.min_by_key(|(_, claim)| claim.trigger.start.abs_diff(self.start))
        };
        let is_same_event = |claim: &Claim| claim.event.kind == self.event;
        let is_here = |claim: &Claim| {
            (claim.trigger.start, claim.trigger.end) == (self.start, self.end)
                && claim.trigger.text == self.words
        };
        let overlaps =
            |claim: &Claim| claim.trigger.start < self.end && self.start < claim.trigger.end;
        let is_same_sentence = |claim: &Claim| evidence(claim) == self.evidence;
        best(&|claim| self.claim.as_deref() == Some(&claim.id))
            .or_else(|| best(&|claim| is_same_event(claim) && is_here(claim)))
            .or_else(|| {
                best(&|claim| {
                    is_same_event(claim)
                        && claim.trigger.text == self.words
                        && is_same_sentence(claim)
                })
            })
            .or_else(|| {
                best(&|claim| is_same_event(claim) && overlaps(claim) && shares_words(claim, self))
            })
            .map(|(index, _)| index)
    }
}

/// Whether the sentences have most of their words in common: where a text was edited, other words
/// may stand at the same place.
fn shares_words(claim: &Claim, anchor: &Words) -> bool {
    let evidence = evidence(claim);
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let (one, other) = (words(&evidence), words(&anchor.evidence));
    let common = one.iter().filter(|word| other.contains(word)).count();
    2 * common >= one.len().min(other.len()).max(1)
}

pub(crate) fn evidence(claim: &Claim) -> String {
    let words: Vec<&str> = claim.evidence.iter().map(|span| span.text.as_str()).collect();
    words.join(" … ")
}

/// Lets every decision about an article find its claim again among the claims of a new reading.
pub(crate) fn weigh(connection: &Connection, article: i64, claims: &[Claim]) -> Result<()> {
    let candidates: Vec<&Claim> = claims.iter().collect();
    for (number, words) in stored(connection, article)? {
        let claim = words.find(&candidates).map(|index| &claims[index].id);
        connection
            .prepare_cached("UPDATE anchor SET claim = ?2 WHERE number = ?1")?
            .execute((number, claim))?;
    }
    Ok(())
}

fn stored(connection: &Connection, article: i64) -> Result<Vec<(i64, Words)>> {
    let mut statement = connection.prepare_cached(
        "SELECT number, claim, start, end, words, evidence, event FROM anchor WHERE article = ?1",
    )?;
    let rows = statement.query_map([article], |row| {
        let words = Words {
            claim: row.get(1)?,
            start: row.get(2)?,
            end: row.get(3)?,
            words: row.get(4)?,
            evidence: row.get(5)?,
            event: row.get(6)?,
        };
        Ok((row.get(0)?, words))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
