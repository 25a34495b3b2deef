//! A claim as a card in the margin.

use std::collections::HashMap;

use hearsay::Reading;
use hearsay_incidents::{Actor, Claim};
use hearsay_ledger::words::{self, Status};
use hearsay_ledger::{ClaimEntry, Verdict};

use crate::pages::rows::{Chip, chips};

/// A claim beside its words.
#[derive(Default)]
pub(crate) struct Card {
    pub(crate) id: String,
    /// The name of its sentence on the page.
    pub(crate) at: Option<String>,
    pub(crate) chain: Vec<Chip>,
    pub(crate) says: String,
    pub(crate) status: Option<Status>,
    pub(crate) event: String,
    pub(crate) actors: Vec<Chip>,
    pub(crate) recipients: Vec<Chip>,
    pub(crate) instruments: Vec<String>,
    pub(crate) place: Option<Chip>,
    pub(crate) time: Option<Chip>,
    pub(crate) tolls: Vec<String>,
    pub(crate) incident: Option<String>,
    /// Why another claim cannot hold together with it; known for what is read but not kept.
    pub(crate) reasons: Vec<String>,
    pub(crate) is_contested: bool,
    pub(crate) verdict: Option<&'static str>,
    pub(crate) corrected: Vec<String>,
}

/// What is said with a claim's times, by the id of the mention.
pub(crate) fn time_words(reading: &Reading) -> HashMap<&str, &str> {
    let times = reading.mentions.times.iter();
    times.map(|time| (time.id.as_str(), time.span.text.as_str())).collect()
}

/// A card for a claim.
pub(crate) fn card(entry: &ClaimEntry, times: &HashMap<&str, &str>, is_contested: bool) -> Card {
    let claim = &entry.claim;
    let is_inferred = |field: &str| claim.inferred.iter().any(|inferred| inferred == field);
    Card {
        id: claim.id.clone(),
        at: None,
        chain: chips(claim),
        says: words::says(claim),
        status: words::status(&claim.modality, &claim.polarity, &claim.certainty),
        event: words::event(&claim.event),
        actors: names(&claim.actors, is_inferred("actors")),
        recipients: names(&claim.recipients, is_inferred("recipients")),
        instruments: claim.instruments.iter().map(|span| span.text.clone()).collect(),
        place: claim.place.as_ref().map(|place| Chip {
            name: words::place_name(place),
            is_inferred: is_inferred("place"),
        }),
        time: time(claim, times),
        tolls: claim.toll.iter().map(words::loss).collect(),
        incident: entry.incident.clone(),
        reasons: Vec::new(),
        is_contested,
        verdict: entry.verdict.map(|verdict| match verdict {
            Verdict::Accepted => "accepted",
            Verdict::Rejected => "rejected",
        }),
        corrected: entry.corrected.clone(),
    }
}

/// The names, each once.
fn names(actors: &[Actor], is_inferred: bool) -> Vec<Chip> {
    let mut names: Vec<Chip> = Vec::new();
    for actor in actors {
        let name = words::name(actor);
        if names.iter().all(|known| known.name != name) {
            let is_inferred = is_inferred || actor.inferred;
            names.push(Chip { name: name.to_owned(), is_inferred });
        }
    }
    names
}

/// The days, and the words for them: "13 Mar 2024 (“Wednesday”)".
fn time(claim: &Claim, times: &HashMap<&str, &str>) -> Option<Chip> {
    let time = claim.time.as_ref()?;
    let days = words::days(time.begin.as_deref(), time.end.as_deref(), &time.precision);
    let said = time.mention.as_deref().and_then(|id| times.get(id)).map(|it| words::one_line(it));
    let name = match (days, said) {
        (Some(days), Some(said)) if said != days => format!("{days} (“{said}”)"),
        (Some(days), _) => days,
        (None, Some(said)) if time.precision == "no year" => format!("“{said}” (no year given)"),
        (None, Some(said)) => format!("“{said}”"),
        (None, None) => return None,
    };
    Some(Chip { name, is_inferred: time.inferred })
}

#[cfg(test)]
impl Card {
    /// A card that says no more than which claim it is of.
    pub(crate) fn bare(id: &str, at: Option<String>) -> Self {
        Self { id: id.to_owned(), at, ..Self::default() }
    }
}
