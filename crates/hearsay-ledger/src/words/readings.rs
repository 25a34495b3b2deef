//! The claims of one reading in words.
//!
//! Everything shown is a field of the reading. What is absent there is absent here.

use std::collections::HashMap;

use hearsay::{
    ActorForm, AttributionForm, ClaimForm, PlaceForm, Reading, SpanForm, TimeForm, TollForm,
    WhenForm,
};

use super::claims::{event, or_words, place_name};
use super::days::days;
use super::figures::toll;
use super::speaking::{is_plural, verb};
use super::standing::{Status, status};

/// Every claim of a reading in words, in its order.
#[must_use]
pub fn tell(reading: &Reading) -> Vec<Told> {
    let told = Mentioned::in_reading(reading);
    reading.claims.iter().map(|claim| told.tell(claim)).collect()
}

/// A name, and whether it was carried over from elsewhere in the article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The name, or the words where there is none.
    pub name: String,
    /// Whether it comes from elsewhere in the article.
    pub inferred: bool,
}

/// One claim in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Who says so, outermost first; empty is the article's own voice.
    pub chain: Vec<Named>,
    /// What the innermost does: "says", "denies".
    pub says: String,
    /// How it is spoken of when not simply as a fact: "denied", "requested".
    pub status: Option<Status>,
    /// Event type and mode: "assault / aerial".
    pub event: String,
    /// Who does it.
    pub actors: Vec<Named>,
    /// To whom.
    pub recipients: Vec<Named>,
    /// With what.
    pub instruments: Vec<String>,
    /// Where; a contested place with other names of it.
    pub place: Option<Named>,
    /// When, with the words for it: "13 Mar 2024 (“Wednesday”)".
    pub time: Option<Named>,
    /// The losses: "killed at least 16 (Oravian soldiers)".
    pub toll: Vec<String>,
}

/// What one reading mentions, by id.
struct Mentioned<'a> {
    actors: HashMap<&'a str, &'a ActorForm>,
    places: HashMap<&'a str, &'a PlaceForm>,
    times: HashMap<&'a str, &'a TimeForm>,
    attributions: HashMap<&'a str, &'a AttributionForm>,
}

impl<'a> Mentioned<'a> {
    fn in_reading(reading: &'a Reading) -> Self {
        let mentions = &reading.mentions;
        Self {
            actors: mentions.actors.iter().map(|actor| (actor.id.as_str(), actor)).collect(),
            places: mentions.places.iter().map(|place| (place.id.as_str(), place)).collect(),
            times: mentions.times.iter().map(|time| (time.id.as_str(), time)).collect(),
            attributions: reading.attributions.iter().map(|act| (act.id.as_str(), act)).collect(),
        }
    }

    fn tell(&self, claim: &ClaimForm) -> Told {
        let is_inferred = |field: &str| claim.inferred.iter().any(|inferred| inferred == field);
        Told {
            chain: self.chain(claim),
            says: self.says(claim),
            status: status(&claim.modality, &claim.polarity, &claim.certainty),
            event: event(&claim.event),
            actors: self.names(&claim.actors, is_inferred("actors")),
            recipients: self.names(&claim.recipients, is_inferred("recipients")),
            instruments: claim.instruments.iter().map(|span| span.text.clone()).collect(),
            place: claim
                .place
                .as_deref()
                .and_then(|id| self.places.get(id))
                .map(|place| Named { name: place_name(place), inferred: is_inferred("place") }),
            time: claim.time.as_ref().and_then(|time| self.time(time)),
            toll: claim.toll.iter().map(|toll| self.toll(toll)).collect(),
        }
    }

    fn chain(&self, claim: &ClaimForm) -> Vec<Named> {
        let link = |claimant: &hearsay::ClaimantForm| {
            let actor = claimant.actor.as_deref().and_then(|id| self.actors.get(id));
            let name = match (actor, &claimant.span) {
                (Some(actor), _) => or_words(&actor.name, &actor.span).to_owned(),
                (None, Some(span)) => span.text.clone(),
                (None, None) => "someone not named".to_owned(),
            };
            Named { name, inferred: claimant.inferred }
        };
        claim.claimants.iter().map(link).collect()
    }

    /// The verb for the innermost claimant, or for the article.
    fn says(&self, claim: &ClaimForm) -> String {
        let last = claim.claimants.last();
        // An article of its own accord only tells.
        if last.is_none() {
            return "says".to_owned();
        }
        let actor = last
            .and_then(|claimant| claimant.actor.as_deref())
            .and_then(|id| self.actors.get(id).copied());
        let attribution = last.and_then(|last| self.attributions.get(last.attribution.as_str()));
        let is_plural = actor.is_some_and(|actor| {
            !actor.members.is_empty() || is_plural(or_words(&actor.name, &actor.span), &actor.kind)
        });
        let is_negated = attribution.is_some_and(|attribution| attribution.negated);
        verb(&claim.act, is_plural, is_negated)
    }

    /// The names behind the mention ids, each actor once.
    fn names(&self, ids: &[String], inferred: bool) -> Vec<Named> {
        let mut names: Vec<Named> = Vec::new();
        for actor in ids.iter().filter_map(|id| self.actors.get(id.as_str())) {
            let name = or_words(&actor.name, &actor.span);
            if names.iter().all(|named| named.name != name) {
                let inferred = inferred || actor.inferred;
                names.push(Named { name: name.to_owned(), inferred });
            }
        }
        names
    }

    fn time(&self, time: &WhenForm) -> Option<Named> {
        let mention = time.mention.as_deref().and_then(|id| self.times.get(id));
        let words = mention.map(|mention| format!("“{}”", mention.span.text));
        let days = days(time.begin.as_deref(), time.end.as_deref(), &time.precision);
        let name = match (days, words) {
            (Some(days), Some(words)) if words != format!("“{days}”") => {
                format!("{days} ({words})")
            }
            (Some(days), _) => days,
            (None, Some(words)) if time.precision == "no year" => {
                format!("{words} (no year given)")
            }
            (None, Some(words)) => words,
            (None, None) => return None,
        };
        Some(Named { name, inferred: time.inferred })
    }

    /// "killed at least 16 (Armenian soldiers)".
    fn toll(&self, of: &TollForm) -> String {
        let side = of.side.as_deref().and_then(|id| self.actors.get(id));
        toll(
            &of.kind,
            (of.min, of.max),
            of.hedge.as_deref(),
            of.who.as_deref(),
            side.map(|actor| or_words(&actor.name, &actor.span)),
            of.cumulative == Some(true),
        )
    }
}

/// A span before, within and after another, such as evidence around its trigger.
#[must_use]
pub fn cut<'a>(span: &'a SpanForm, inner: &SpanForm) -> (&'a str, &'a str, &'a str) {
    let byte = |point: usize| {
        let within = point.saturating_sub(span.start);
        span.text.char_indices().nth(within).map_or(span.text.len(), |(at, _)| at)
    };
    let (from, to) = (byte(inner.start), byte(inner.end.max(inner.start)));
    if inner.end <= span.start || inner.start >= span.end {
        return (&span.text, "", "");
    }
    (&span.text[..from], &span.text[from..to], &span.text[to..])
}
