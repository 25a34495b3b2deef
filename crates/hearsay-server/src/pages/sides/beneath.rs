//! What stands beneath the table: why answers contradict each other, what a source said differently
//! later, who the independent sources are, and the articles with their claims.

use std::collections::{HashMap, HashSet};

use hearsay_incidents::{Account, Claim, Incident};
use hearsay_ledger::Decision;
use hearsay_ledger::sides::{Note, Sides};
use hearsay_ledger::words::{self, Status};
use serde_json::Value;

use super::table::{Part, Table};
use crate::pages::rows::article_address;

/// Why two claims cannot both be so.
pub(super) struct Reason {
    pub(super) number: usize,
    pub(super) words: String,
    /// Where its answers stand.
    pub(super) parts: Vec<Part>,
}

/// What a source said differently later.
pub(super) struct Change {
    pub(super) words: String,
    /// The earlier and the later claim: id and name of the link; figures beside the claims have no page.
    pub(super) claims: Vec<(String, &'static str)>,
}

/// An independent source.
pub(super) struct Source {
    pub(super) name: String,
    /// How many claims, figures and statements it makes.
    pub(super) says: usize,
    pub(super) outlets: Vec<String>,
    pub(super) reasons: Vec<String>,
}

/// What is said beside the claims.
pub(super) struct Said {
    pub(super) chain: Vec<String>,
    pub(super) words: String,
    pub(super) quote: String,
    pub(super) published: String,
    pub(super) article: String,
}

/// An article with its claims about the incident.
pub(super) struct Telling {
    pub(super) title: String,
    pub(super) published: String,
    pub(super) address: String,
    /// The earlier article that it is a copy of.
    pub(super) copy_of: Option<String>,
    pub(super) claims: Vec<Line>,
}

/// A claim in a line.
pub(super) struct Line {
    pub(super) id: String,
    pub(super) chain: Vec<String>,
    pub(super) status: Option<Status>,
    pub(super) words: String,
    pub(super) quote: String,
}

/// What somebody decided about the incident's claims.
pub(super) struct Decided {
    pub(super) id: String,
    pub(super) by: String,
    pub(super) at: String,
    pub(super) kind: String,
    pub(super) note: Option<String>,
    pub(super) in_force: bool,
    /// The words of the claims it is about.
    pub(super) about: Vec<String>,
}

/// So many reasons stand open.
const REASONS: usize = 50;

/// The reasons, and those for which there is less room.
pub(super) fn reasons(sides: &Sides, table: &Table) -> (Vec<Reason>, Vec<Reason>) {
    let numbered = sides.contradictions.iter().zip(1..);
    let reason = |(note, number): (&Note, usize)| {
        let parts = table.parts.get(&number).cloned().unwrap_or_default();
        Reason { number, words: told(note), parts }
    };
    let mut open: Vec<Reason> = numbered.map(reason).collect();
    let more = open.split_off(open.len().min(REASONS));
    (open, more)
}

/// A note in words; most say themselves what they are about.
fn told(note: &Note) -> String {
    let about = format!("{}: ", note.about);
    if note.reason.starts_with(&about) { note.reason.clone() } else { about + &note.reason }
}

pub(super) fn changes(sides: &Sides, claims: &HashSet<&str>) -> Vec<Change> {
    let change = |note: &Note| {
        let named = note.claims.iter().zip(["earlier", "later"]);
        let known = named.filter(|(id, _)| claims.contains(id.as_str()));
        Change { words: told(note), claims: known.map(|(id, name)| (id.clone(), name)).collect() }
    };
    sides.changes.iter().map(change).collect()
}

pub(super) fn sources(incident: &Incident) -> Vec<Source> {
    let origins = incident.origins.iter().map(|origin| Source {
        name: origin.name.clone(),
        says: origin.claims.len(),
        outlets: origin.outlets.clone(),
        reasons: origin.reasons.clone(),
    });
    let mut sources: Vec<Source> = origins.collect();
    sources.sort_by_key(|source| std::cmp::Reverse(source.says));
    sources
}

pub(super) fn said(accounts: &[Account]) -> Vec<Said> {
    let told =
        accounts.iter().flat_map(|account| account.statements.iter().map(move |it| (account, it)));
    told.map(|(account, statement)| Said {
        chain: names(&statement.claimants),
        words: words::statement(statement),
        quote: words::quoted(&statement.span.text),
        published: words::published(&account.article),
        article: article_address(&account.article.id),
    })
    .collect()
}

/// The articles, oldest first, each once.
pub(super) fn tellings(accounts: &[Account]) -> Vec<Telling> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut tellings: Vec<Telling> = Vec::new();
    for account in accounts {
        let article = &*account.article;
        let place = *places.entry(&article.id).or_insert_with(|| {
            tellings.push(Telling {
                title: article.title.clone().unwrap_or_else(|| article.id.clone()),
                published: words::published(article),
                address: article_address(&article.id),
                copy_of: account.copy_of.as_deref().map(article_address),
                claims: Vec::new(),
            });
            tellings.len() - 1
        });
        tellings[place].claims.extend(account.claims.iter().map(line));
    }
    tellings
}

fn line(claim: &Claim) -> Line {
    let who = words::who(claim);
    let event = words::event(&claim.event);
    Line {
        id: claim.id.clone(),
        chain: names(&claim.claimants),
        status: words::status(&claim.modality, &claim.polarity, &claim.certainty),
        words: if who.is_empty() { event } else { format!("{event}: {who}") },
        quote: words::quote(claim),
    }
}

fn names(claimants: &[hearsay_incidents::Claimant]) -> Vec<String> {
    let name = |link: &hearsay_incidents::Claimant| match words::name(&link.actor) {
        "" => "someone not named".to_owned(),
        name => name.to_owned(),
    };
    claimants.iter().map(name).collect()
}

pub(super) fn decided(decisions: &[Decision]) -> Vec<Decided> {
    let decided = decisions.iter().map(|decision| Decided {
        id: decision.id.clone(),
        by: decision.by.clone(),
        at: words::day(&decision.at),
        kind: kind(decision),
        note: decision.note.clone(),
        in_force: decision.in_force,
        about: decision.about.iter().map(|anchor| words::quoted(&anchor.evidence)).collect(),
    });
    decided.collect()
}

/// What was done, in words.
fn kind(decision: &Decision) -> String {
    match decision.kind.as_str() {
        "accept" => "accepted".to_owned(),
        "reject" => "rejected".to_owned(),
        "merge" => "held to be one incident".to_owned(),
        "split" => "split apart".to_owned(),
        "note" => "noted".to_owned(),
        "correct" => {
            let field = decision.field.as_deref().unwrap_or_default();
            match &decision.value {
                None | Some(Value::Null) => format!("corrected: {field} is not known"),
                Some(Value::String(value)) => format!("corrected: {field} is {value}"),
                Some(value) => format!("corrected: {field} is {value}"),
            }
        }
        other => other.to_owned(),
    }
}
