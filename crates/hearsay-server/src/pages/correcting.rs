//! Correcting a field that was misread.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::routing::get;
use hearsay_incidents::Claim;
use serde::Deserialize;
use serde_json::Value;

use super::article::line;
use super::frame::Frame;
use super::passage::{Piece, passage};
use super::{Answer, html};
use crate::access::{Role, Visitor};
use crate::asked::given;
use crate::desk::Desk;
use crate::problem::Problem;

pub(super) fn routes() -> Router<Arc<Desk>> {
    Router::new().route("/claims/{id}/edit", get(page))
}

/// A field of a claim that can be corrected.
pub(super) struct Field {
    /// Its path in the claim's JSON form, by which a correction names it.
    pub(super) path: String,
    /// What it is, in words.
    pub(super) name: String,
    pub(super) value: Option<String>,
    /// What it may be, where there is a list.
    pub(super) choices: &'static [&'static str],
    pub(super) is_number: bool,
    /// Whether it may be unknown.
    pub(super) is_optional: bool,
}

const EVENTS: [&str; 16] = [
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "COOPERATE",
    "AID",
    "RETREAT",
    "CONCEDE",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
];
const ACTS: [&str; 11] = [
    "assert", "deny", "confirm", "accuse", "demand", "warn", "plan", "believe", "announce", "ask",
    "decline",
];
const MODALITIES: [&str; 9] = [
    "actual",
    "denied",
    "requested",
    "planned",
    "threatened",
    "conditional",
    "possible",
    "habitual",
    "historical",
];
const CERTAINTIES: [&str; 4] = ["certain", "probable", "possible", "underspecified"];
const PRECISIONS: [&str; 6] = ["time", "day", "interval", "month", "year", "no year"];

/// The fields of a claim that can be corrected, with what they say now.
pub(super) fn fields(claim: &Claim) -> Vec<Field> {
    let json = serde_json::to_value(claim).unwrap_or_default();
    let mut fields = Vec::new();
    let mut add = |path: String, name: String, choices: &'static [&'static str], sort: Sort| {
        let value = at(&json, &path).map(plain);
        let (is_number, is_optional) = (sort == Sort::Number, sort != Sort::Needed);
        fields.push(Field { path, name, value, choices, is_number, is_optional });
    };
    let mut of = |path: &str, name: &str, choices, sort| {
        add(path.to_owned(), name.to_owned(), choices, sort);
    };
    of("event.type", "event: type", &EVENTS, Sort::Needed);
    of("event.mode", "event: mode", &[], Sort::Optional);
    of("act", "what its source does in saying so", &ACTS, Sort::Needed);
    of("modality", "how it is told: as done, denied, planned …", &MODALITIES, Sort::Needed);
    of("polarity", "said to be so (+) or not (-)", &["+", "-"], Sort::Needed);
    of("certainty", "how firmly", &CERTAINTIES, Sort::Needed);
    if claim.place.is_some() {
        of("place", "place as a whole", &[], Sort::Whole);
        of("place.name", "place: name", &[], Sort::Needed);
        of("place.country", "place: country code", &[], Sort::Optional);
        of("place.lat", "place: degrees north", &[], Sort::Number);
        of("place.lon", "place: degrees east", &[], Sort::Number);
    }
    if claim.time.is_some() {
        of("time.begin", "time: first day", &[], Sort::Optional);
        of("time.end", "time: last day", &[], Sort::Optional);
        of("time.precision", "time: how fine", &PRECISIONS, Sort::Needed);
    }
    let people = [
        ("claimants", "source", claim.claimants.len()),
        ("actors", "who acts", claim.actors.len()),
        ("recipients", "to whom", claim.recipients.len()),
    ];
    for (list, name, count) in people {
        for number in 0..count {
            let nth = if count > 1 { format!(" {}", number + 1) } else { String::new() };
            add(format!("{list}.{number}"), format!("{name}{nth} as a whole"), &[], Sort::Whole);
            add(format!("{list}.{number}.name"), format!("{name}{nth}: name"), &[], Sort::Needed);
            let country = format!("{list}.{number}.country");
            add(country, format!("{name}{nth}: country code"), &[], Sort::Optional);
        }
    }
    for number in 0..claim.toll.len() {
        let nth = if claim.toll.len() > 1 { format!(" {}", number + 1) } else { String::new() };
        let mut of = |field: &str, name: &str, choices, sort| {
            let dot = if field.is_empty() { "" } else { "." };
            add(format!("toll.{number}{dot}{field}"), format!("toll{nth}{name}"), choices, sort);
        };
        of("", " as a whole", &[], Sort::Whole);
        of("kind", ": kind", &hearsay_ledger::words::KINDS, Sort::Needed);
        of("min", ": at least", &[], Sort::Number);
        of("max", ": at most", &[], Sort::Number);
        of("who", ": who was lost", &[], Sort::Optional);
        of("hedge", ": what makes it vague", &[], Sort::Optional);
        if claim.toll[number].side.is_some() {
            of("side.name", ": whose loss", &[], Sort::Needed);
        }
    }
    fields
}

/// What sort of value a field takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// A text that must be there.
    Needed,
    Optional,
    Number,
    /// Several fields in one, which can be taken away.
    Whole,
}

/// What a claim says in a field; nothing where it says nothing.
pub(super) fn value_at(claim: &Claim, path: &str) -> Option<String> {
    at(&serde_json::to_value(claim).ok()?, path).map(plain)
}

fn at<'v>(json: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(json, |json, name| match json {
        Value::Array(values) => values.get(name.parse::<usize>().ok()?),
        Value::Object(fields) => fields.get(name),
        _ => None,
    })
}

/// A value as somebody would write it; of several fields the name.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(fields) => match fields.get("name").or_else(|| fields.get("kind")) {
            Some(Value::String(name)) => name.clone(),
            _ => value.to_string(),
        },
        other => other.to_string(),
    }
}

#[derive(Template)]
#[template(path = "correct.html")]
struct CorrectPage {
    frame: Frame,
    id: String,
    line: String,
    passage: Vec<Piece>,
    fields: Vec<Field>,
    /// The field that is to be corrected.
    chosen: Option<Field>,
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    field: Option<String>,
}

/// `/claims/{id}/edit`
async fn page(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    if visitor.role < Role::Analyst {
        let detail = format!("{} comes in as {}; this takes analyst", visitor.name, visitor.role);
        return Err(Problem::forbidden(detail).into());
    }
    let found = desk.look(move |view| {
        let claim = view.claim(&id)?.claim;
        let text = view.original(&claim.article.id)?.0.text;
        Ok::<_, Problem>((claim, text))
    });
    let (claim, text) = found.await?;
    let chosen = match given(&asked.field) {
        None => None,
        Some(path) => match fields(&claim).into_iter().find(|field| field.path == path) {
            Some(field) => Some(field),
            None => {
                let detail = format!("this claim has no field `{path}` that can be corrected");
                return Err(Problem::bad_request(detail).into());
            }
        },
    };
    Ok(html(&CorrectPage {
        frame: Frame::new(&desk, &visitor, "/claims"),
        line: line(&claim),
        passage: passage(&text, &claim.evidence, &claim.trigger),
        fields: fields(&claim),
        chosen,
        id: claim.id,
    }))
}

#[cfg(test)]
mod tests {
    use hearsay_incidents::{Actor, Toll};

    use super::*;

    #[test]
    fn fields_are_those_that_the_claim_has() {
        let claim = Claim {
            act: "assert".to_owned(),
            actors: vec![Actor { name: "Tarsk".to_owned(), ..Actor::default() }],
            toll: vec![Toll { kind: "killed".to_owned(), min: Some(3), ..Toll::default() }],
            ..Claim::default()
        };
        let fields = fields(&claim);
        let value = |path: &str| {
            let found = fields.iter().find(|field| field.path == path);
            found.map(|field| field.value.clone().unwrap_or_default())
        };
        assert_eq!(value("act").as_deref(), Some("assert"));
        assert_eq!(value("actors.0.name").as_deref(), Some("Tarsk"));
        assert_eq!(value("actors.0").as_deref(), Some("Tarsk"));
        assert_eq!(value("toll.0.min").as_deref(), Some("3"));
        assert_eq!(value("toll.0.max").as_deref(), Some(""));
        assert_eq!(value("recipients.0.name"), None);
        assert_eq!(value("place.name"), None);
        assert_eq!(value_at(&claim, "toll.0.min").as_deref(), Some("3"));
        assert_eq!(value_at(&claim, "toll.0.max"), None);
    }
}
