//! What each task takes from a reading.

use clap::ValueEnum;
use hearsay::{Article, EventForm, PlaceForm, PrincipalForm, Reader, Reading, Scratch, SpanForm};
use serde_json::{Value, json};

use super::templates::templates;
use super::{incidents, roles, same_event};

/// A task that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Task {
    /// Time expressions: span, TIMEX3 type and value
    Times,
    /// Names of places, wherever they stand: span and coordinates
    Places,
    /// The places that the gold file's spans name: coordinates
    Resolve,
    /// The places where the event was whose words the gold file gives
    Locations,
    /// Who does it to whom in the main predicate of a text
    Actors,
    /// Killed and wounded in all that a text tells
    Casualties,
    /// Source, cue and content of every act of saying that lies in no other
    Attributions,
    /// PLOVER type and mode and CAMEO code of what a text tells
    Events,
    /// The same under the heads of PLOVER's manual, where CAMEO's differ
    Subtype,
    /// What the police did or failed to do
    Police,
    /// The texts, put in capitals, with their case restored
    Case,
    /// Incident templates: sort, date, place, perpetrators with confidence, victims
    Templates,
    /// Claims as events of WikiEvents, with the words of their roles
    Roles,
    /// Articles grouped by the event that they chiefly report
    SameEvent,
    /// What all articles together say of incidents: tolls, contradictions, sources; one object
    Incidents,
    /// The article on each web page that the gold file names in "page": text, title, date, outlet
    Pages,
}

impl Task {
    /// The prediction for one row.
    pub(super) fn prediction(
        self,
        reader: &Reader,
        gold: &Value,
        article: &Article,
        scratch: &mut Scratch,
    ) -> Value {
        let mut row = json!({ "id": article.id });
        let mut read = || reader.read(article, scratch);
        match self {
            Self::Times => row["timex"] = times(&read()),
            Self::Places => row["toponyms"] = places(&reader.toponyms(article, scratch)),
            Self::Resolve => {
                row["toponyms"] =
                    places(&reader.resolve(article, &spans(&gold["toponyms"]), scratch));
            }
            Self::Locations => {
                let event = spans(&gold["events"]).first().copied();
                let found = event.map(|event| reader.locations(article, event, scratch));
                row["locations"] = found.iter().flatten().map(location).collect();
            }
            Self::Actors => {
                let principals = reader.principals(article, scratch);
                row["source"] = actors(&principals.sources);
                row["target"] = actors(&principals.targets);
            }
            Self::Casualties => {
                let reading = read();
                for kind in ["killed", "wounded"] {
                    row[kind] = casualties(&reading, kind);
                }
            }
            Self::Attributions => row["attributions"] = attributions(&read()),
            Self::Events => coded(&mut row, reader.principals(article, scratch).coded.as_ref()),
            Self::Subtype => coded(&mut row, reader.principals(article, scratch).event.as_ref()),
            Self::Case => {
                let capitals = article.text.to_uppercase();
                row["text"] = json!(hearsay::restored(&capitals));
            }
            Self::Templates => row["templates"] = templates(&read()),
            Self::Roles => row["events"] = roles::events(&read(), &gold["sentences"]),
            Self::SameEvent | Self::Incidents => {
                return same_event::told(reader, gold, article, scratch);
            }
            Self::Pages => unreachable!("pages are read from their files, not from the gold text"),
            Self::Police => row["labels"] = json!(reader.police(article, scratch)),
        }
        row
    }

    /// The rows to write, once every article is read.
    pub(super) fn together(self, rows: Vec<Value>) -> Vec<Value> {
        match self {
            Self::SameEvent => same_event::groups(rows),
            Self::Incidents => vec![incidents::prediction(rows)],
            _ => rows,
        }
    }
}

fn times(reading: &Reading) -> Value {
    let times = reading.mentions.times.iter().map(|time| {
        json!({
            "start": time.span.start,
            "end": time.span.end,
            "type": time.kind,
            "value": time.value,
        })
    });
    times.collect()
}

fn places(places: &[PlaceForm]) -> Value {
    let places = places.iter().map(|place| {
        json!({
            "start": place.span.start,
            "end": place.span.end,
            "lat": place.lat,
            "lon": place.lon,
            "geonames_id": place.geonames_id,
            "rule": place.rule,
        })
    });
    places.collect()
}

/// The offsets of what a gold file marks.
fn spans(marked: &Value) -> Vec<(usize, usize)> {
    let end = |value: &Value| usize::try_from(value.as_u64().unwrap_or(0)).unwrap_or(0);
    let marked = marked.as_array().into_iter().flatten();
    marked.map(|span| (end(&span["start"]), end(&span["end"]))).collect()
}

fn location(span: &SpanForm) -> Value {
    json!({ "start": span.start, "end": span.end })
}

/// Those who act or are acted on, with the country where one is known, else the code.
fn actors(principals: &[PrincipalForm]) -> Value {
    let form = |principal: &PrincipalForm| {
        let code = principal.country.as_ref().or(principal.code.as_ref());
        json!({ "text": principal.span.text, "code": code })
    };
    principals.iter().map(form).collect()
}

/// Puts an event into a row.
fn coded(row: &mut Value, event: Option<&EventForm>) {
    row["event"] = json!(event.map(|event| &event.kind));
    row["mode"] = json!(event.and_then(|event| event.mode.as_ref()));
    row["cameo"] = json!(event.and_then(|event| event.cameo.as_ref()));
}

/// What the figures of a kind come to; null where there is none.
fn casualties(reading: &Reading, kind: &str) -> Value {
    let total = reading.totals.iter().find(|total| total.kind == kind);
    total.map_or(Value::Null, |total| json!([total.best, total.high]))
}

/// The outermost acts of saying, which are those that gold files hold: each with its three parts as
/// pairs of offsets.
fn attributions(reading: &Reading) -> Value {
    let pairs = |spans: &[SpanForm]| -> Value {
        spans.iter().map(|span| json!([span.start, span.end])).collect()
    };
    let outermost = reading.attributions.iter().filter(|said| said.within.is_none());
    let said = outermost.map(|said| {
        json!({
            "source": pairs(&said.source),
            "cue": pairs(&said.cue),
            "content": pairs(&said.content),
        })
    });
    said.collect()
}
