//! The reader: an article with its claims beside it.

mod about;
mod cards;
mod layers;
mod pieces;
mod text;

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use hearsay::{Article, Reading, SpanForm};
use hearsay_incidents::{Claim, accounts};
use hearsay_input::Raw;
use hearsay_ledger::{ArticleEntry, ClaimEntry, Filter, Revision, View, words};
use serde::Deserialize;

pub(super) use about::{About, Kept, line, outside};
pub(super) use cards::{Card, card, time_words};
use layers::layers;
use pieces::Layer;
use text::{Shown, Text, parts, shown};

use super::frame::Frame;
use super::rows::IncidentRow;
use super::{Answer, html};
use crate::access::Visitor;
use crate::asked::given;
use crate::desk::Desk;
use crate::problem::Problem;

pub(super) fn routes() -> Router<Arc<Desk>> {
    Router::new().route("/articles/{id}", get(page)).route("/articles/{id}/raw", get(raw))
}

/// An article beside its claims.
#[derive(Template)]
#[template(path = "article.html")]
pub(super) struct ArticlePage {
    pub(super) frame: Frame,
    pub(super) about: About,
    /// What the ledger has of it; none of what is only looked at.
    pub(super) kept: Option<Kept>,
    /// What was handed in to be looked at.
    pub(super) look: Option<Looked>,
    pub(super) text: Shown,
    pub(super) legend: Legend,
    /// The number of the part that is shown, counted from 1, of how many.
    pub(super) part: (usize, usize),
    /// How many claims the whole article has.
    pub(super) claims: usize,
    /// What the reading says of itself, and of which words.
    pub(super) notes: Vec<(String, String)>,
    /// This page's address, with what is asked of it.
    pub(super) here: String,
}

/// A text that is looked at and kept nowhere.
pub(super) struct Looked {
    pub(super) text: String,
    pub(super) title: String,
    pub(super) publisher: String,
    pub(super) created: String,
    pub(super) url: String,
    /// Whether it was read although it does not seem to be English.
    pub(super) force: bool,
    /// What its claims come to.
    pub(super) incidents: Vec<IncidentRow>,
}

/// What is asked of an article's page.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    version: Option<String>,
    part: Option<String>,
    /// The part in which this claim stands.
    claim: Option<String>,
}

impl Asked {
    fn number<T: std::str::FromStr>(
        name: &str,
        value: &Option<String>,
    ) -> Result<Option<T>, Problem> {
        let Some(text) = given(value) else { return Ok(None) };
        let number = text.parse().map(Some);
        number.map_err(|_| Problem::bad_request(format!("{name} is a number, not `{text}`")))
    }
}

/// Which layers show.
pub(super) struct Legend {
    entries: Vec<(&'static str, &'static str, bool)>,
    /// Whether also words show on which no claim rests.
    is_all: bool,
}

impl Legend {
    /// From an address: `layers=event,time`, or the parameter more than once; all where it is absent.
    pub(super) fn asked(query: Option<&str>) -> Self {
        let pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        let values: Vec<String> = pairs
            .filter(|(name, _)| name == "layers")
            .map(|(_, value)| value.into_owned())
            .collect();
        let named: HashSet<&str> = values.iter().flat_map(|value| value.split(',')).collect();
        let is_on = |layer: Layer| values.is_empty() || named.contains(layer.as_str());
        let entries = Layer::ALL.map(|layer| (layer.as_str(), in_words(layer), is_on(layer)));
        Self { entries: entries.to_vec(), is_all: named.contains("unclaimed") }
    }
}

fn in_words(layer: Layer) -> &'static str {
    match layer {
        Layer::Claimant => "Who says so",
        Layer::Cue => "How it is said",
        Layer::Event => "What happens",
        Layer::Actor => "Who and whom",
        Layer::Figure => "How many",
        Layer::Time => "When",
        Layer::Place => "Where",
    }
}

/// What the ledger has for the page.
struct Found {
    entry: ArticleEntry,
    reading: Reading,
    claims: Vec<ClaimEntry>,
    contested: HashSet<String>,
    raw: Option<Raw>,
    revisions: Vec<Revision>,
}

fn find(view: &View, id: &str, version: Option<u32>) -> Result<Found, Problem> {
    let stored = view.article(id, version)?;
    let (entry, reading) = (stored.entry, stored.reading);
    let claims = match entry.version == entry.versions {
        true => {
            let filter = Filter { article: Some(entry.id.clone()), ..Filter::default() };
            view.claims(&filter)?.items
        }
        // The ledger's claims are those of the newest version.
        false => claims_of(&reading),
    };
    let mut contested = HashSet::new();
    for claim in &claims {
        if view.is_contested(&claim.claim.id)? {
            contested.insert(claim.claim.id.clone());
        }
    }
    let raw = view.raw(&entry.id, Some(entry.version))?;
    let revisions = view.revisions(Some(&entry.id))?;
    Ok(Found { entry, reading, claims, contested, raw, revisions })
}

/// The claims of a reading, in the order of its text, as nobody has decided about them.
pub(super) fn claims_of(reading: &Reading) -> Vec<ClaimEntry> {
    let mut seen = HashSet::new();
    let told = accounts(reading);
    let claims = told.into_iter().flat_map(|account| account.claims);
    let mut claims: Vec<Claim> = claims.filter(|claim| seen.insert(claim.id.clone())).collect();
    claims.sort_by_key(|claim| (claim.evidence.first().map(|it| it.start), claim.trigger.start));
    let entry = |claim| ClaimEntry {
        claim,
        incident: None,
        verdict: None,
        corrected: Vec::new(),
        read_as: None,
    };
    claims.into_iter().map(entry).collect()
}

/// `/articles/{id}`
async fn page(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    uri: axum::http::Uri,
) -> Answer {
    let version = Asked::number("version", &asked.version)?;
    let part = Asked::number::<usize>("part", &asked.part)?;
    let claim = given(&asked.claim);
    let found = desk.look(move |view| find(view, &id, version)).await?;
    let frame = Frame::new(&desk, &visitor, "/articles");
    let legend = Legend::asked(uri.query());
    let here = uri.path_and_query().map_or("/", |here| here.as_str()).to_owned();
    let page = desk.readers.read(move |reader, scratch| {
        let Found { entry, reading, claims, contested, raw, revisions } = found;
        let parts = parts(&reading.article.text);
        let part = part.or_else(|| part_of(&claims, claim.as_deref()?, &parts));
        let part = part.unwrap_or(1).clamp(1, parts.len());
        let within = parts[part - 1].clone();
        let sentences = |text: &str| {
            let article = Article { text: text.to_owned(), ..Article::default() };
            reader.sentences(&article, scratch)
        };
        let text = beside(&reading, &claims, within, sentences, |number, times| {
            card(&claims[number], times, contested.contains(&claims[number].claim.id))
        });
        Ok(ArticlePage {
            frame,
            about: About::of(&entry),
            kept: Some(Kept::new(&entry, raw.as_ref(), &revisions)),
            look: None,
            text,
            legend,
            part: (part, parts.len()),
            claims: claims.len(),
            notes: notes(&reading),
            here,
        })
    });
    Ok(html(&page.await?))
}

/// The number of the part in which a claim stands.
fn part_of(claims: &[ClaimEntry], id: &str, parts: &[Range<usize>]) -> Option<usize> {
    let claim = &claims.iter().find(|entry| entry.claim.id.starts_with(id))?.claim;
    let at = claim.evidence.first().map_or(claim.trigger.start, |span| span.start);
    parts.iter().position(|part| part.contains(&at)).map(|at| at + 1)
}

pub(super) fn notes(reading: &Reading) -> Vec<(String, String)> {
    let words = |span: &SpanForm| words::quoted(&span.text).trim_matches(['“', '”']).to_owned();
    let notes = reading.notes.iter();
    notes
        .map(|it| (words::one_line(&it.note), it.span.as_ref().map(words).unwrap_or_default()))
        .collect()
}

/// A stretch of an article beside the cards of its claims.
pub(super) fn beside(
    reading: &Reading,
    entries: &[ClaimEntry],
    within: Range<usize>,
    sentences: impl FnOnce(&str) -> Vec<SpanForm>,
    card: impl Fn(usize, &std::collections::HashMap<&str, &str>) -> Card,
) -> Shown {
    let text = Text::new(&reading.article.text);
    let claims: Vec<&Claim> = entries.iter().map(|entry| &entry.claim).collect();
    let mut sentences = sentences(text.of(within.clone()));
    for sentence in &mut sentences {
        sentence.start += within.start;
        sentence.end += within.start;
    }
    let times = time_words(reading);
    let spans = layers(reading, &claims);
    shown(&text, within, &sentences, &spans, &claims, |number, at| Card {
        at,
        ..card(number, &times)
    })
}

/// `/articles/{id}/raw`: the bytes as they came, to be kept and never to be shown.
async fn raw(
    State(desk): State<Arc<Desk>>,
    _: Visitor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let version = Asked::number("version", &asked.version)?;
    let name = file_name(&id);
    let raw = desk.look(move |view| view.raw(&id, version)).await?;
    let raw = raw.ok_or_else(|| Problem::not_found("the bytes of this article were not kept"))?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.bin\"")),
    ];
    Ok((headers, raw.bytes.to_vec()).into_response())
}

/// A name that every system takes for a file's.
fn file_name(id: &str) -> String {
    let safe = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    let name: String = id.chars().take(60).map(safe).collect();
    match name.trim_matches('-') {
        "" => "article".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_asked_for_in_either_writing() {
        let on = |query: Option<&str>| {
            let legend = Legend::asked(query);
            let on = legend.entries.iter().filter(|entry| entry.2).map(|entry| entry.0);
            (on.collect::<Vec<_>>().join(" "), legend.is_all)
        };
        let all = "claimant cue event actor figure time place";
        assert_eq!(on(None), (all.to_owned(), false));
        assert_eq!(on(Some("layers=event,time,unclaimed")), ("event time".to_owned(), true));
        assert_eq!(
            on(Some("layers=&layers=event&layers=place")),
            ("event place".to_owned(), false)
        );
        assert_eq!(on(Some("layers=")), (String::new(), false));
    }

    #[test]
    fn file_names_are_harmless() {
        assert_eq!(file_name("https://a.example/x?\"y\r\n"), "https---a-example-x--y");
        assert_eq!(file_name("../.."), "article");
    }
}
