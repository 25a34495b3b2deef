//! The sides as a table: a column each, a row for each question, and in each cell what is answered.

use std::collections::{BTreeSet, HashMap, HashSet};

use hearsay_ledger::sides::{Column, Row, Saying, Sides};
use hearsay_ledger::words::{self, Status};

use super::citation::{Cited, citation};
use crate::pages::rows::article_address;

/// So many answers stand open in a cell; more where more are contradicted.
const ANSWERS: usize = 3;

/// So many answers a cell has at most; the list of all claims has the others.
const MOST_ANSWERS: usize = 60;

/// So many signs of contradictions an answer carries.
const SIGNS: usize = 6;

/// So many contradictions of one question are joined by bars, which would hide the answers else.
const BARS: usize = 5;

/// With more columns than these the table is moved sideways in its frame.
const FITTING: usize = 4;

/// The table.
pub(super) struct Table {
    pub(super) columns: Vec<Side>,
    pub(super) questions: Vec<Question>,
    pub(super) is_wide: bool,
    pub(super) has_admissions: bool,
    /// Where the answers stand that have part in a contradiction, by its number.
    pub(super) parts: HashMap<usize, Vec<Part>>,
}

/// An answer that has part in a contradiction.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) anchor: String,
    pub(super) side: String,
}

/// The head of a column.
pub(super) struct Side {
    pub(super) name: String,
    /// How much it says: "12 claims", "silent".
    pub(super) says: String,
}

/// A row.
pub(super) struct Question {
    /// "who began", "killed".
    pub(super) name: &'static str,
    pub(super) cells: Vec<Cell>,
}

/// What a side answers.
pub(super) struct Cell {
    /// The side's name, for where columns become a list.
    pub(super) side: String,
    /// The numbers of the contradictions for which bars join it to others, with blanks between.
    pub(super) contested: String,
    /// What always stands open.
    pub(super) open: Vec<Answer>,
    pub(super) more: Vec<Answer>,
    /// How many have no room here.
    pub(super) unlisted: usize,
    /// What is said of silence.
    pub(super) silence: &'static str,
}

/// One answer.
pub(super) struct Answer {
    /// The name under which the page can be opened at it.
    pub(super) anchor: String,
    /// The numbers of contradictions that it has part in, and of how many further ones.
    pub(super) numbers: Vec<usize>,
    pub(super) further: usize,
    pub(super) status: Option<Status>,
    pub(super) value: String,
    pub(super) is_admission: bool,
    pub(super) quote: String,
    /// Who says so, outermost first, where it is not the side itself.
    pub(super) chain: Vec<String>,
    /// Whether the article says so of its own.
    pub(super) is_own_voice: bool,
    pub(super) published: String,
    /// The address of its words.
    pub(super) article: String,
    pub(super) claim: Option<String>,
    /// Other claims that say the same, with the beginnings of their ids.
    pub(super) same: Vec<(String, String)>,
    pub(super) citation: String,
}

/// What the answers belong to.
pub(super) struct Context<'a> {
    pub(super) incident: &'a str,
    pub(super) ledger: &'a str,
    pub(super) as_of: Option<&'a str>,
    /// The ids of claims; others are of figures and statements beside the claims.
    pub(super) claims: &'a HashSet<&'a str>,
}

/// Lays the sides out as a table.
pub(super) fn table(sides: &Sides, context: &Context<'_>) -> Table {
    let mut placed = Placed { joined: joined(sides), ..Placed::default() };
    let question = |row: &Row| Question {
        name: question(&row.about),
        cells: cells(row, &sides.columns, context, &mut placed),
    };
    let questions: Vec<Question> = sides.rows.iter().map(question).collect();
    let mut answers = sides.rows.iter().flat_map(|row| &row.cells).flatten();
    Table {
        columns: sides.columns.iter().map(side).collect(),
        questions,
        is_wide: sides.columns.len() > FITTING,
        has_admissions: answers.any(|saying| saying.admission),
        parts: placed.parts,
    }
}

/// What is known of the table while it is laid out.
#[derive(Default)]
struct Placed {
    /// The contradictions that are joined by bars.
    joined: BTreeSet<usize>,
    /// The names of answers that are taken.
    anchors: HashSet<String>,
    parts: HashMap<usize, Vec<Part>>,
}

/// The first contradictions of each question.
fn joined(sides: &Sides) -> BTreeSet<usize> {
    let first = |row: &Row| {
        let numbers: BTreeSet<usize> =
            row.cells.iter().flatten().flat_map(|it| &it.contested).copied().collect();
        numbers.into_iter().take(BARS)
    };
    sides.rows.iter().flat_map(first).collect()
}

fn side(column: &Column) -> Side {
    let says = match column.claims {
        0 => "silent".to_owned(),
        claims => words::count(claims, "claim"),
    };
    Side { name: column.name.clone(), says }
}

/// How a question is asked.
fn question(about: &str) -> &'static str {
    match about {
        "began" => "who began",
        "what" => "what",
        "where" => "where",
        "when" => "when",
        "also said" => "also said",
        about => words::KINDS.into_iter().find(|kind| *kind == about).unwrap_or("what else"),
    }
}

fn cells(row: &Row, columns: &[Column], context: &Context<'_>, placed: &mut Placed) -> Vec<Cell> {
    let cell = |(sayings, column): (&Vec<Saying>, &Column)| {
        let contested: BTreeSet<usize> =
            sayings.iter().flat_map(|saying| &saying.contested).copied().collect();
        let contested: Vec<String> =
            contested.intersection(&placed.joined).map(usize::to_string).collect();
        // What is contested is always shown.
        let most = sayings.iter().filter(|saying| !saying.contested.is_empty()).count();
        let listed = sayings.iter().take(MOST_ANSWERS);
        let mut open: Vec<Answer> =
            listed.map(|saying| answer(saying, &row.about, column, context, placed)).collect();
        let more = open.split_off(open.len().min(ANSWERS.max(most).min(2 * ANSWERS)));
        Cell {
            side: column.name.clone(),
            contested: contested.join(" "),
            open,
            more,
            unlisted: sayings.len().saturating_sub(MOST_ANSWERS),
            silence: if column.claims == 0 { "silent" } else { "says nothing of it" },
        }
    };
    row.cells.iter().zip(columns).map(cell).collect()
}

fn answer(
    saying: &Saying,
    about: &str,
    column: &Column,
    context: &Context<'_>,
    placed: &mut Placed,
) -> Answer {
    let is_claim = |id: &String| context.claims.contains(id.as_str());
    let id = saying.claims.first().cloned().unwrap_or_default();
    let claim = Some(id.clone()).filter(is_claim);
    let names = saying.claimants.iter().map(|name| match name.as_str() {
        "" => "someone not named".to_owned(),
        name => words::one_line(name),
    });
    let names: Vec<String> = names.collect();
    let is_side_itself =
        !column.third_party && names.len() == 1 && names.last() == Some(&column.name);
    let status = saying.status.clone();
    let sort = match (&claim, about) {
        (Some(_), _) => "claim",
        (None, "also said") => "statement",
        (None, _) => "figure",
    };
    let cited = Cited {
        claimants: &names,
        quote: &saying.quote,
        status: status.as_deref(),
        article: &saying.article,
        incident: context.incident,
        sort,
        id: &id,
        ledger: context.ledger,
        as_of: context.as_of,
    };
    let citation = citation(&cited);
    let at = claim.as_deref().map(|claim| format!("#c-{claim}")).unwrap_or_default();
    let others = saying.claims.iter().skip(1).filter(|id| is_claim(id));
    let anchor = anchor(&id, about, &mut placed.anchors);
    for number in &saying.contested {
        let part = Part { anchor: anchor.clone(), side: column.name.clone() };
        placed.parts.entry(*number).or_default().push(part);
    }
    Answer {
        anchor,
        numbers: saying.contested.iter().take(SIGNS).copied().collect(),
        further: saying.contested.len().saturating_sub(SIGNS),
        status: status.map(|words| Status { words, is_negative: saying.is_negative }),
        value: saying.value.clone(),
        is_admission: saying.admission,
        quote: saying.quote.clone(),
        is_own_voice: names.is_empty(),
        chain: if is_side_itself { Vec::new() } else { names },
        published: words::published(&saying.article),
        article: format!("{}{at}", article_address(&saying.article.id)),
        claim,
        same: others.map(|id| (id.clone(), words::short(id).to_owned())).collect(),
        citation,
    }
}

/// A name for an answer that stays while its claim does. A claim may give several answers to one
/// question: soldiers killed, and a teacher.
fn anchor(id: &str, about: &str, taken: &mut HashSet<String>) -> String {
    let first = format!("s-{id}-{}", about.replace(' ', "-"));
    let later = (2..).map(|number| format!("{first}-{number}"));
    let free = std::iter::once(first.clone()).chain(later).find(|name| !taken.contains(name));
    let free = free.expect("there is always a further number");
    taken.insert(free.clone());
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_one_claim_have_names_of_their_own() {
        let mut taken = HashSet::new();
        let mut name = |about: &str| anchor("c1", about, &mut taken);
        assert_eq!(name("killed"), "s-c1-killed");
        assert_eq!(name("killed"), "s-c1-killed-2");
        assert_eq!(name("killed"), "s-c1-killed-3");
        assert_eq!(name("also said"), "s-c1-also-said");
    }
}
