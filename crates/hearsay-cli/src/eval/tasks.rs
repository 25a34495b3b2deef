//! What each task takes from a reading.

use clap::ValueEnum;
use hearsay::{ActorForm, Article, Reader, Reading, Scratch};
use serde_json::{Value, json};

/// A task that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Task {
    /// Time expressions: span, TIMEX3 type and value
    Times,
    /// Places: span and coordinates
    Places,
    /// Who does it to whom in the main claim of a text
    Actors,
    /// Killed and wounded in all that a text tells
    Casualties,
}

impl Task {
    /// The prediction for one row.
    pub(super) fn prediction(
        self,
        reader: &Reader,
        _row: &Value,
        article: &Article,
        scratch: &mut Scratch,
    ) -> Value {
        let reading = reader.read(article, scratch);
        let mut row = json!({ "id": article.id });
        match self {
            Self::Times => row["timex"] = times(&reading),
            Self::Places => row["toponyms"] = places(&reading),
            Self::Actors => {
                let (source, target) = actors(&reading);
                row["source"] = source;
                row["target"] = target;
            }
            Self::Casualties => {
                for kind in ["killed", "wounded"] {
                    row[kind] = casualties(&reading, kind);
                }
            }
        }
        row
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

fn places(reading: &Reading) -> Value {
    let places = reading.mentions.places.iter().map(|place| {
        json!({
            "start": place.span.start,
            "end": place.span.end,
            "lat": place.lat,
            "lon": place.lon,
            "geonames_id": place.geonames_id,
        })
    });
    places.collect()
}

/// Actors and recipients of the first main claim, or of the first claim without one.
fn actors(reading: &Reading) -> (Value, Value) {
    let claims = &reading.claims;
    let Some(claim) = claims.iter().find(|claim| claim.main).or(claims.first()) else {
        return (json!([]), json!([]));
    };
    let form = |id: &String| {
        let actor: &ActorForm =
            reading.mentions.actors.iter().find(|actor| actor.id == *id).expect("a claim's actor");
        json!({ "text": actor.span.text, "code": actor.country.as_ref().or(actor.code.as_ref()) })
    };
    let forms = |ids: &[String]| ids.iter().map(form).collect::<Value>();
    (forms(&claim.actors), forms(&claim.recipients))
}

/// The greatest figure of a kind that any claim tells; null where none does.
fn casualties(reading: &Reading, kind: &str) -> Value {
    let tolls = reading.claims.iter().flat_map(|claim| &claim.toll);
    let figures = tolls.filter(|toll| toll.kind == kind).map(|toll| (toll.min, toll.max));
    match figures.max_by_key(|(min, max)| min.or(*max)) {
        Some((min, max)) => json!([min, max]),
        None => Value::Null,
    }
}
