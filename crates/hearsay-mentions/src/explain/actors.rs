//! Actors: what made the words somebody, and from where name, country and office come.

use hearsay_syntax::{Document, Span};

use super::rows::phrases;
use super::{Step, quoted};
use crate::mention::{Actor, ActorId, Mentions};

/// The tables that make somebody of words or tell whose they are.
const FILES: &[&str] = &[
    "collectives.tsv",
    "contested.tsv",
    "countries.tsv",
    "descriptions.tsv",
    "organizations.tsv",
    "roles.tsv",
    "seats.tsv",
    "subdivisions.tsv",
    "territories.tsv",
];

/// How many mentions a chain of pronouns and descriptions is followed.
const CHAIN: usize = 4;

pub(super) fn steps(document: &Document, mentions: &Mentions, id: ActorId) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut at = Some(id);
    for _ in 0..CHAIN {
        let Some(id) = at else { break };
        let actor = &mentions.actors[id.0];
        steps.push(found(document, mentions, actor));
        steps.extend(words(document, actor));
        at = actor.from;
    }
    let actor = &mentions.actors[id.0];
    steps.push(result(document, mentions, actor));
    steps
}

/// What made the words out to be somebody.
fn found(document: &Document, mentions: &Mentions, actor: &Actor) -> Step {
    let own = quoted(document, actor.span);
    let before = actor.from.map(|from| &mentions.actors[from.0]);
    let mut spans = vec![actor.span];
    let how = match actor.rule {
        "person" => "is the name of a person".to_owned(),
        "name" => "is a name that the tables know".to_owned(),
        "state" => "is a country, a capital or a people that the sentence lets act".to_owned(),
        "noun" => "is a noun for those who act".to_owned(),
        "pronoun" => "is a pronoun".to_owned(),
        "sides" => "stands for each of several".to_owned(),
        "acronym" => "is short for a name that the article spells out".to_owned(),
        "entity" => {
            "is no name of the tables, but the model takes it for that of a body".to_owned()
        }
        other => format!("was found by the rule `{other}`"),
    };
    let mut says = format!("{own} {how}");
    if let Some(before) = before {
        spans.push(before.span);
        says += &format!(" and stands for {}", quoted(document, before.span));
    }
    Step::new("actor", says, spans)
}

/// The rows that its words have.
fn words(document: &Document, actor: &Actor) -> Vec<Step> {
    let own = quoted(document, actor.span);
    let hits = phrases(document, actor.tokens.clone(), FILES);
    let step = |(span, rows): (Span, Vec<_>)| {
        let phrase = quoted(document, span);
        let place = if phrase == own { "has" } else { "in it has" };
        let number = if rows.len() == 1 { "a row" } else { "rows" };
        Step { rows, ..Step::new("actor", format!("{phrase} {place} {number}"), vec![span]) }
    };
    hits.into_iter().map(step).collect()
}

/// What it comes to.
fn result(document: &Document, mentions: &Mentions, actor: &Actor) -> Step {
    let mut facts = vec![actor.kind.as_str().to_owned()];
    facts.extend(actor.role.as_ref().map(|role| format!("office “{role}”")));
    facts.extend(actor.country.as_ref().map(|country| format!("country {country}")));
    facts.extend(actor.sector.map(|sector| format!("sector {}", sector.as_str())));
    facts.extend(actor.code.as_ref().map(|code| format!("code {code}")));
    let mut says = format!("so it is {}: {}", actor.name, facts.join(", "));
    if !actor.members.is_empty() {
        let names: Vec<&str> = actor
            .members
            .iter()
            .filter_map(|group| mentions.actors.iter().find(|other| other.group == *group))
            .map(|other| other.name.as_str())
            .collect();
        says += &format!("; it stands for several: {}", names.join(", "));
    }
    if actor.inferred {
        says += "; some of that stands elsewhere in the article";
    }
    let same: Vec<Span> = mentions
        .actors
        .iter()
        .filter(|other| other.group == actor.group && other.span != actor.span)
        .map(|other| other.span)
        .collect();
    if !same.is_empty() {
        let mut shown: Vec<String> = same.iter().map(|span| quoted(document, *span)).collect();
        shown.dedup();
        let more = shown.len().saturating_sub(4);
        shown.truncate(4);
        says += &format!("; the same as {}", shown.join(", "));
        if more > 0 {
            says += &format!(" and {more} more");
        }
    }
    Step::new("actor", says, vec![actor.span])
}
