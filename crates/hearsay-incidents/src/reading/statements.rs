//! What is said about an incident that is no deed: who is behind it, whom its doer belongs to,
//! that a report of the other side is false.

use std::sync::LazyLock;

use hearsay::{AttributionForm, Reading, SpanForm};

use super::digest;
use super::written::Written;
use crate::account::{Account, Statement};
use crate::claim::Actor;
use crate::table::{find, rows, words};

const STATEMENTS: &str = include_str!("../../data/en/statements.tsv");

/// Sorts of actors that can be behind a deed.
const BEHIND: [&str; 6] =
    ["country", "government", "armed forces", "rebels", "militia", "criminals"];

#[derive(Debug)]
pub(super) struct Row {
    phrase: &'static str,
    about: &'static str,
    polarity: &'static str,
    of: &'static str,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let row = |cells: Vec<&'static str>| Row {
        phrase: cells[0],
        about: cells[1],
        polarity: cells[2],
        of: cells[3],
    };
    rows(STATEMENTS).map(row).collect()
});

/// Whether the words say that nothing was told of losses: "No casualties were given".
pub(super) fn is_silence(text: &str) -> bool {
    let words = words(text);
    let mut rows = ROWS.iter().filter(|row| row.about == "silence");
    rows.any(|row| find(&words, row.phrase).is_some())
}

/// The statements of a reading, each put to the account that it is about.
pub(super) fn place(reading: &Reading, written: &Written<'_>, accounts: &mut [Account]) {
    for statement in statements(reading, written) {
        if let Some(account) = subject(accounts, &statement) {
            account.statements.push(statement);
        }
    }
}

/// A report that is called false is that of what the article is about; who is behind a deed is said
/// next to the deed.
fn subject<'a>(accounts: &'a mut [Account], statement: &Statement) -> Option<&'a mut Account> {
    let distance = |account: &Account| {
        let triggers = account.claims.iter().map(|claim| claim.trigger.start);
        triggers.map(|at| at.abs_diff(statement.span.start)).min().unwrap_or(usize::MAX)
    };
    if statement.about == "report" {
        return accounts.iter_mut().find(|account| account.main);
    }
    accounts.iter_mut().min_by_key(|account| (distance(account), !account.main))
}

fn statements(reading: &Reading, written: &Written<'_>) -> Vec<Statement> {
    let mut found: Vec<Statement> = Vec::new();
    for said in reading.attributions.iter().filter(|said| !said.negated && !said.source.is_empty())
    {
        for content in &said.content {
            let cue = said.cue.first().filter(|cue| cue.end <= content.start);
            let spoken = cue.map_or_else(String::new, |cue| format!("{} ", cue.text));
            let text = words(&format!("{spoken}{}", content.text));
            let mut told: Vec<&str> = Vec::new();
            for row in ROWS.iter().filter(|row| row.about != "silence") {
                let Some((_, end)) = find(&text, row.phrase) else { continue };
                if told.contains(&row.about) {
                    continue;
                }
                told.push(row.about);
                let before = words(&spoken).len();
                let span = if end <= before { continue } else { content.clone() };
                found.push(statement(reading, written, said, row, span));
            }
        }
    }
    found.sort_by(|a, b| (a.span.start, &a.id).cmp(&(b.span.start, &b.id)));
    found.dedup_by(|a, b| a.id == b.id);
    found
}

fn statement(
    reading: &Reading,
    written: &Written<'_>,
    said: &AttributionForm,
    row: &Row,
    span: SpanForm,
) -> Statement {
    let claimants = written.claimants_of(&span);
    let speaker = claimants.last().map(|claimant| claimant.actor.clone());
    // Where the phrase stands among the words; good enough to tell what stands before and after.
    let first = row.phrase.split([' ', '…']).next().unwrap_or_default();
    let at = span.text.to_lowercase().find(first).unwrap_or(0);
    let at = span.start + span.text[..at].chars().count();
    let inside =
        |actor: &&hearsay::ActorForm| span.start <= actor.span.start && actor.span.end <= span.end;
    let named = reading.mentions.actors.iter().filter(inside);
    let named = named.filter(|actor| is_behind(actor));
    let of: Option<Actor> = match row.of {
        "speaker" => speaker,
        "after" => {
            named.clone().find(|actor| actor.span.start >= at).and_then(|a| written.actor(&a.id))
        }
        "before" => named.clone().next().and_then(|a| written.actor(&a.id)),
        _ => None,
    };
    Statement {
        id: digest(&[
            &reading.article.id,
            &span.start.to_string(),
            &span.end.to_string(),
            row.about,
        ]),
        about: row.about.to_owned(),
        polarity: row.polarity.to_owned(),
        of,
        span,
        claimants,
        rule: format!("statements.tsv:{}", row.phrase),
    }
    .with_attribution(said, written)
}

impl Statement {
    /// Where the words lie in several acts of saying, the one that was matched speaks.
    fn with_attribution(mut self, said: &AttributionForm, written: &Written<'_>) -> Self {
        if self.claimants.is_empty() {
            self.claimants = vec![written.speaker(said)];
        }
        self
    }
}

/// Countries, governments, and armed groups with a name.
fn is_behind(actor: &hearsay::ActorForm) -> bool {
    BEHIND.contains(&actor.kind.as_str())
        || (actor.kind == "unidentified forces" && actor.code.as_ref().is_some_and(|c| c.len() > 3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_whole() {
        for cells in rows(STATEMENTS) {
            assert_eq!(cells.len(), 4, "{cells:?}");
            assert!(["link", "belonging", "report", "silence"].contains(&cells[1]), "{cells:?}");
            assert!(["+", "-"].contains(&cells[2]), "{cells:?}");
            assert!(["speaker", "after", "before", "anybody"].contains(&cells[3]), "{cells:?}");
        }
    }

    #[test]
    fn silence_is_not_none() {
        assert!(is_silence("No Oravian casualties were given"));
        assert!(is_silence("It did not give Oravian casualties"));
        assert!(!is_silence("No casualties were reported"));
    }
}
