//! The sides of an incident beside each other: a column each, a row for each question, and in each
//! cell what the side says, in its words.

mod answers;
mod columns;

use std::collections::BTreeSet;

use hearsay_incidents::{Account, ArticleRef, Change, Contradiction, Incident};
use serde::Serialize;

use self::answers::{answer, stated, told};
use self::columns::Columns;

/// Sets an incident's sides beside each other.
#[must_use]
pub fn sides(incident: &Incident, accounts: &[Account]) -> Sides {
    let columns = Columns::of(incident);
    let contradiction = |it: &Contradiction| Note {
        about: it.about.clone(),
        reason: it.reason.clone(),
        claims: it.claims.clone(),
    };
    let change = |it: &Change| Note {
        about: format!("{}, {}", it.kind, it.about),
        reason: it.reason.clone(),
        claims: it.claims.clone(),
    };
    let mut rows: Vec<Row> = QUESTIONS
        .iter()
        .map(|about| Row { about: (*about).to_owned(), cells: vec![Vec::new(); columns.count] })
        .collect();
    for account in accounts {
        for claim in &account.claims {
            let column = columns.column(incident, &claim.id, &claim.claimants);
            for (row, about) in rows.iter_mut().zip(QUESTIONS) {
                if let Some(saying) = answer(incident, claim, about) {
                    put(&mut row.cells[column], saying);
                }
            }
        }
        for figure in &account.figures {
            let row = rows.iter_mut().find(|row| row.about == figure.toll.kind);
            let Some(row) = row else { continue };
            let id = figure.claim.as_ref().unwrap_or(&figure.id);
            let column = columns.column(incident, id, &figure.claimants);
            put(&mut row.cells[column], told(incident, accounts, account, figure));
        }
        if let Some(row) = rows.iter_mut().find(|row| row.about == BESIDE) {
            for statement in &account.statements {
                let column = columns.column(incident, &statement.id, &statement.claimants);
                put(&mut row.cells[column], stated(incident, account, statement));
            }
        }
    }
    for cell in rows.iter_mut().flat_map(|row| &mut row.cells) {
        cell.sort_by_key(|saying| std::cmp::Reverse(saying.weight));
    }
    rows.retain(|row| row.cells.iter().any(|cell| !cell.is_empty()));
    Sides {
        columns: columns.heads(incident, accounts),
        rows,
        contradictions: incident.contradictions.iter().map(contradiction).collect(),
        changes: incident.changes.iter().map(change).collect(),
    }
}

/// One incident, side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sides {
    /// The sides, and third parties after them.
    pub columns: Vec<Column>,
    /// The questions to which anybody says something.
    pub rows: Vec<Row>,
    /// Why cells cannot both hold, in the order of their numbers.
    pub contradictions: Vec<Note>,
    /// What an origin said differently later.
    pub changes: Vec<Note>,
}

/// A side, or all third parties together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = SidesColumn))]
pub struct Column {
    /// Its name: "Oravia", "third parties".
    pub name: String,
    /// ISO 3166-1 alpha-3 or the CAMEO-style code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Whether those in it take no part.
    pub third_party: bool,
    /// How many claims it makes; none is silence.
    pub claims: usize,
}

/// A question with each side's answers.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = SidesRow))]
pub struct Row {
    /// began, what, where, when, killed, wounded, …, also said
    pub about: String,
    /// One for each column; empty is silence.
    pub cells: Vec<Vec<Saying>>,
}

/// One answer, with the shortest words for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Saying {
    /// What is said: "Tarsk → Oravia", "at least 14 (soldiers)".
    pub value: String,
    /// What keeps it from being a plain statement: denied, planned, held possible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Whether that is a denial.
    #[serde(skip)]
    pub is_negative: bool,
    /// The words.
    pub quote: String,
    /// Who says so, outermost first.
    pub claimants: Vec<String>,
    /// Where it was published.
    pub article: ArticleRef,
    /// The claims, and figures and statements beside the claims, by id; first the one whose words these are.
    pub claims: Vec<String>,
    /// The numbers of the contradictions that it is part of.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub contested: BTreeSet<usize>,
    /// Whether a side tells of its own losses or of the other's restraint.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub admission: bool,
    /// What it is preferred for where there is no room for all.
    #[serde(skip)]
    weight: usize,
}

/// Why two claims do not agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = SidesNote))]
pub struct Note {
    /// What it is about, or what sort of change it is.
    pub about: String,
    /// Why, in words.
    pub reason: String,
    /// The two claims.
    pub claims: [String; 2],
}

/// The questions, in order.
const QUESTIONS: [&str; 11] = [
    "began",
    "what",
    "where",
    "when",
    "killed",
    "wounded",
    "missing",
    "captured",
    "displaced",
    "casualties",
    BESIDE,
];

/// The row of what is said beside the claims: who is behind it, that another's report is false.
const BESIDE: &str = "also said";

/// Adds an answer; the same answer again keeps the shorter words.
fn put(cell: &mut Vec<Saying>, saying: Saying) {
    let same = |known: &&mut Saying| {
        (&known.value, &known.status) == (&saying.value, &saying.status)
            && known.claimants.last() == saying.claimants.last()
    };
    let Some(known) = cell.iter_mut().find(same) else {
        cell.push(saying);
        return;
    };
    let mut other = saying;
    if other.quote.chars().count() < known.quote.chars().count() {
        std::mem::swap(known, &mut other);
    }
    for claim in other.claims {
        if !known.claims.contains(&claim) {
            known.claims.push(claim);
        }
    }
    known.contested.extend(other.contested);
    known.admission |= other.admission;
    known.weight = known.weight.max(other.weight);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saying(claim: &str, quote: &str, contested: usize) -> Saying {
        Saying {
            value: "4 (soldiers)".to_owned(),
            status: None,
            is_negative: false,
            quote: quote.to_owned(),
            claimants: vec!["Oravia".to_owned()],
            article: ArticleRef { id: claim.to_owned(), ..ArticleRef::default() },
            claims: vec![claim.to_owned()],
            contested: BTreeSet::from([contested]),
            admission: false,
            weight: 0,
        }
    }

    #[test]
    fn shorter_words_stand_with_their_own_claim_and_article() {
        let mut cell = Vec::new();
        for (claim, quote, contested) in
            [("a", "“killing four soldiers”", 2), ("b", "“four”", 1), ("c", "“four of them”", 3)]
        {
            put(&mut cell, saying(claim, quote, contested));
        }
        let [answer] = cell.as_slice() else { panic!("they say the same") };
        assert_eq!((answer.quote.as_str(), answer.article.id.as_str()), ("“four”", "b"));
        assert_eq!(answer.claims, ["b", "a", "c"]);
        assert_eq!(answer.contested, BTreeSet::from([1, 2, 3]));
    }
}
