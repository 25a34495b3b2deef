//! The sides of an incident beside each other: a column each, a row for each question, and in each
//! cell what the side says, in its words.

use std::collections::BTreeSet;

use hearsay_incidents::{
    Account, ArticleRef, Claim, Claimant, Figure, Incident, Statement, tells_who_began,
};
use hearsay_ledger::words;
use serde::Serialize;

use crate::said;
use crate::told::event;

/// One incident, side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Grid {
    /// The sides, and third parties after them.
    pub(crate) columns: Vec<Column>,
    /// The questions to which anybody says something.
    pub(crate) rows: Vec<Row>,
    /// Why cells cannot both hold, in the order of their numbers.
    pub(crate) contradictions: Vec<Note>,
    /// What an origin said differently later.
    pub(crate) changes: Vec<Note>,
}

/// A side, or all third parties together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Column {
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<String>,
    /// Whether those in it take no part.
    pub(crate) third_party: bool,
    /// How many claims it makes; none is silence.
    pub(crate) claims: usize,
}

/// A question with each side's answers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Row {
    /// began, what, where, when, killed, wounded, …, also said
    pub(crate) about: String,
    /// One for each column; empty is silence.
    pub(crate) cells: Vec<Vec<Saying>>,
}

/// One answer, with the shortest words for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Saying {
    /// What is said: "Tarsk → Oravia", "at least 14 (soldiers)".
    pub(crate) value: String,
    /// What keeps it from being a plain statement: denied, planned, held possible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<String>,
    /// Whether that is a denial.
    #[serde(skip)]
    pub(crate) is_negative: bool,
    /// The words.
    pub(crate) quote: String,
    /// Who says so, outermost first.
    pub(crate) claimants: Vec<String>,
    /// Where it was published.
    pub(crate) article: ArticleRef,
    /// The claims, and figures and statements beside the claims, by id.
    pub(crate) claims: Vec<String>,
    /// The numbers of the contradictions that it is part of.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) contested: BTreeSet<usize>,
    /// Whether a side tells of its own losses or of the other's restraint.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) admission: bool,
    /// What it is preferred for where there is no room for all.
    #[serde(skip)]
    weight: usize,
}

/// Why two claims do not agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Note {
    /// What it is about, or what sort of change it is.
    pub(crate) about: String,
    /// Why, in words.
    pub(crate) reason: String,
    /// The two claims.
    pub(crate) claims: [String; 2],
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

/// Sets an incident's sides beside each other.
pub(crate) fn grid(incident: &Incident, accounts: &[Account]) -> Grid {
    let sides = Sides::of(incident);
    let contradiction = |it: &hearsay_incidents::Contradiction| Note {
        about: it.about.clone(),
        reason: it.reason.clone(),
        claims: it.claims.clone(),
    };
    let change = |it: &hearsay_incidents::Change| Note {
        about: format!("{}, {}", it.kind, it.about),
        reason: it.reason.clone(),
        claims: it.claims.clone(),
    };
    let mut rows: Vec<Row> = QUESTIONS
        .iter()
        .map(|about| Row { about: (*about).to_owned(), cells: vec![Vec::new(); sides.columns] })
        .collect();
    for account in accounts {
        for claim in &account.claims {
            let column = sides.column(incident, &claim.id, &claim.claimants);
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
            let column = sides.column(incident, id, &figure.claimants);
            put(&mut row.cells[column], told(incident, account, figure));
        }
        if let Some(row) = rows.iter_mut().find(|row| row.about == BESIDE) {
            for statement in &account.statements {
                let column = sides.column(incident, &statement.id, &statement.claimants);
                put(&mut row.cells[column], stated(incident, account, statement));
            }
        }
    }
    for cell in rows.iter_mut().flat_map(|row| &mut row.cells) {
        cell.sort_by_key(|saying| std::cmp::Reverse(saying.weight));
    }
    rows.retain(|row| row.cells.iter().any(|cell| !cell.is_empty()));
    Grid {
        columns: sides.heads(incident, accounts),
        rows,
        contradictions: incident.contradictions.iter().map(contradiction).collect(),
        changes: incident.changes.iter().map(change).collect(),
    }
}

/// Which column who speaks in.
struct Sides {
    /// The sides' places in `incident.sides`.
    parties: Vec<usize>,
    columns: usize,
}

impl Sides {
    fn of(incident: &Incident) -> Self {
        let parties: Vec<usize> =
            (0..incident.sides.len()).filter(|at| !incident.sides[*at].third_party).collect();
        Self { columns: parties.len() + 1, parties }
    }

    /// The side that makes the claim; a figure beside the claims is of the side that its innermost
    /// claimant belongs to. Everybody else, and the articles themselves, are in the last column.
    fn column(&self, incident: &Incident, id: &str, claimants: &[Claimant]) -> usize {
        let makes = |at: &usize| incident.sides[*at].claims.iter().any(|claim| claim == id);
        if let Some(column) = self.parties.iter().position(makes) {
            return column;
        }
        let is_claim = incident.claims.iter().any(|claim| claim == id);
        let innermost = claimants.last().filter(|_| !is_claim).map(|link| &link.actor);
        let speaks = |at: &usize| {
            let side = &incident.sides[*at];
            innermost.is_some_and(|actor| {
                side.code.is_some() && (side.code == actor.country || side.code == actor.code)
                    || side.name == actor.name
            })
        };
        self.parties.iter().position(speaks).unwrap_or(self.columns - 1)
    }

    fn heads(&self, incident: &Incident, accounts: &[Account]) -> Vec<Column> {
        let mut columns: Vec<Column> = self
            .parties
            .iter()
            .map(|at| &incident.sides[*at])
            .map(|side| Column {
                name: side.name.clone(),
                code: side.code.clone(),
                third_party: false,
                claims: side.claims.len(),
            })
            .collect();
        let claims = accounts.iter().flat_map(|account| &account.claims);
        let others = claims
            .filter(|claim| self.column(incident, &claim.id, &claim.claimants) + 1 == self.columns)
            .count();
        let name = if columns.is_empty() { "all who speak" } else { "third parties" };
        columns.push(Column {
            name: name.to_owned(),
            code: None,
            third_party: true,
            claims: others,
        });
        columns
    }
}

/// What a claim answers to a question other than how many.
fn answer(incident: &Incident, claim: &Claim, about: &str) -> Option<Saying> {
    let contested = contested(incident, about, &[&claim.id]);
    let value = match about {
        "began" => {
            let is_asked = says_who_began(claim) || !contested.is_empty();
            let who = said::who(claim);
            is_asked.then_some(if who.is_empty() { event(&claim.event) } else { who })
        }
        "what" => {
            let who = said::who(claim);
            let event = event(&claim.event);
            Some(if who.is_empty() { event } else { format!("{event}: {who}") })
        }
        "where" => said::place(claim),
        "when" => said::time(claim),
        _ => None,
    }?;
    let status = words::status(&claim.modality, &claim.polarity, &claim.certainty);
    let is_like = claim.event.kind == incident.event.kind;
    Some(Saying {
        value,
        is_negative: status.as_ref().is_some_and(|status| status.is_negative),
        status: status.map(|status| status.words),
        quote: said::quote(claim),
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
fn told(incident: &Incident, account: &Account, figure: &Figure) -> Saying {
    let claim = said::claim_of(account, figure);
    let mut ids = vec![figure.id.as_str()];
    ids.extend(figure.claim.as_deref());
    let contested = contested(incident, &figure.toll.kind, &ids);
    let value = said::toll(&figure.toll);
    let value = value.strip_prefix(&figure.toll.kind).unwrap_or(&value).trim().to_owned();
    let of_claim = claim
        .and_then(|claim| words::status(&claim.modality, &claim.polarity, &claim.certainty))
        .filter(|_| figure.modality != "denied");
    let status = match figure.modality.as_str() {
        "denied" => words::status("denied", "-", "certain"),
        "possible" => words::status("actual", "+", "possible").or(of_claim),
        "background" => words::status("historical", "+", "certain"),
        _ => of_claim,
    };
    Saying {
        value,
        is_negative: status.as_ref().is_some_and(|status| status.is_negative),
        status: status.map(|status| status.words),
        quote: claim.map_or_else(|| said::quoted(&figure.toll.span.text), said::quote),
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
fn stated(incident: &Incident, account: &Account, statement: &Statement) -> Saying {
    let numbered = incident.contradictions.iter().enumerate();
    let of = numbered.filter(|(_, it)| it.claims.contains(&statement.id));
    let contested: BTreeSet<usize> = of.map(|(number, _)| number + 1).collect();
    Saying {
        value: words::statement(statement),
        is_negative: false,
        status: None,
        quote: said::quoted(&statement.span.text),
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
    let has_part = |contradiction: &hearsay_incidents::Contradiction| {
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
    claimants.iter().map(|link| said::name(&link.actor).to_owned()).collect()
}

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
    let contested: BTreeSet<usize> = known.contested.union(&saying.contested).copied().collect();
    let claims: Vec<String> = known.claims.iter().chain(&saying.claims).cloned().collect();
    let (admission, weight) =
        (known.admission || saying.admission, known.weight.max(saying.weight));
    if saying.quote.chars().count() < known.quote.chars().count() {
        *known = saying;
    }
    known.claims.clear();
    for claim in claims {
        if !known.claims.contains(&claim) {
            known.claims.push(claim);
        }
    }
    (known.contested, known.admission, known.weight) = (contested, admission, weight);
}

/// Whether a claim of violence says who began.
fn says_who_began(claim: &Claim) -> bool {
    claim.event.quad.to_uppercase().contains("CONFLICT") && tells_who_began(claim)
}
