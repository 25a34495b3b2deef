//! A reading with its parts at hand.

use std::collections::{BTreeMap, HashMap};

use hearsay::{ActorForm, ClaimForm, PlaceForm, Reading, SpanForm};

use super::words::{self, Kind};

/// Which side of a fight somebody is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Outlaw,
    Soldier,
    Unknown,
    Police,
    Civilian,
}

pub(super) struct Story<'r> {
    pub(super) reading: &'r Reading,
    actors: HashMap<&'r str, &'r ActorForm>,
    places: HashMap<&'r str, &'r PlaceForm>,
    groups: BTreeMap<&'r str, Vec<&'r ActorForm>>,
    letters: Vec<char>,
    pub(super) dateline: Option<&'r PlaceForm>,
    /// The country that the article is mostly about.
    pub(super) country: Option<String>,
}

/// A dateline ends before this.
pub(super) const DATELINE: usize = 60;

impl<'r> Story<'r> {
    pub(super) fn new(reading: &'r Reading) -> Self {
        let mentions = &reading.mentions;
        let mut groups: BTreeMap<&str, Vec<&ActorForm>> = BTreeMap::new();
        for actor in &mentions.actors {
            groups.entry(&actor.group).or_default().push(actor);
        }
        let dateline = mentions.places.iter().find(|place| place.span.end <= DATELINE);
        Self {
            reading,
            actors: mentions.actors.iter().map(|actor| (actor.id.as_str(), actor)).collect(),
            places: mentions.places.iter().map(|place| (place.id.as_str(), place)).collect(),
            groups,
            letters: reading.article.text.chars().collect(),
            dateline,
            country: country(reading, dateline),
        }
    }

    pub(super) fn created(&self) -> Option<&'r str> {
        self.reading.article.created.as_deref().map(day)
    }

    pub(super) fn actor(&self, id: &str) -> Option<&'r ActorForm> {
        self.actors.get(id).copied()
    }

    pub(super) fn place(&self, id: &str) -> Option<&'r PlaceForm> {
        self.places.get(id).copied()
    }

    /// All mentions of an actor.
    pub(super) fn mentions(&self, actor: &ActorForm) -> &[&'r ActorForm] {
        self.groups.get(actor.group.as_str()).map_or(&[], Vec::as_slice)
    }

    /// The innermost claimant of a claim that is known.
    pub(super) fn claimant(&self, claim: &ClaimForm) -> Option<&'r ActorForm> {
        claim.claimants.iter().rev().find_map(|claimant| self.actor(claimant.actor.as_deref()?))
    }

    pub(super) fn length(&self) -> usize {
        self.letters.len()
    }

    /// A stretch of the text on one line.
    pub(super) fn text(&self, start: usize, end: usize) -> String {
        let end = end.min(self.letters.len());
        line(&self.letters[start.min(end)..end].iter().collect::<String>())
    }

    /// The sentence around a stretch, from its first to past its last letter.
    pub(super) fn sentence(&self, start: usize, end: usize) -> (usize, usize) {
        let ends = |at: usize| match self.letters[at] {
            '.' => self.letters.get(at + 1).is_none_or(|next| next.is_whitespace()),
            '\n' => self.letters.get(at + 1) == Some(&'\n'),
            _ => false,
        };
        let last = self.letters.len();
        let first = (0..start.min(last)).rev().find(|at| ends(*at)).map_or(0, |at| at + 1);
        (first, (end.min(last)..last).find(|at| ends(*at)).unwrap_or(last))
    }

    pub(super) fn side(&self, actor: &ActorForm) -> Side {
        let words = &actor.span.text;
        let named = actor.role.is_some() || (actor.kind == "person" && is_name(&actor.name));
        match actor.kind.as_str() {
            "rebels" => Side::Outlaw,
            _ if words::has(words, Kind::Outlaw) => Side::Outlaw,
            "armed forces" if !named => Side::Soldier,
            _ if !named && words::has(words, Kind::Military) => Side::Soldier,
            "armed forces" => Side::Civilian,
            "unidentified forces" | "militia" => Side::Unknown,
            "police" => Side::Police,
            _ => Side::Civilian,
        }
    }
}

/// The country named most often, apart from one that is in every piece of news.
fn country(reading: &Reading, dateline: Option<&PlaceForm>) -> Option<String> {
    const OF_DATELINE: u32 = 60;
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    let mut count = |country: &'_ Option<String>, weight: u32| -> Option<()> {
        let country = country.as_deref()?;
        let weight = if country == "USA" { weight / 3 } else { weight };
        let key = reading_country(reading, country)?;
        *counts.entry(key).or_default() += weight;
        Some(())
    };
    for place in reading.mentions.places.iter().filter(|place| place.span.end > DATELINE) {
        count(&place.country, 10);
    }
    for actor in &reading.mentions.actors {
        count(&actor.country, 10);
    }
    if let Some(dateline) = dateline {
        count(&dateline.country, OF_DATELINE);
    }
    let best =
        counts.into_iter().max_by_key(|(country, count)| (*count, std::cmp::Reverse(*country)));
    best.map(|(country, _)| country.to_owned())
}

/// A country's code, kept as long as the reading.
fn reading_country<'r>(reading: &'r Reading, code: &str) -> Option<&'r str> {
    let places = reading.mentions.places.iter().filter_map(|place| place.country.as_deref());
    let actors = reading.mentions.actors.iter().filter_map(|actor| actor.country.as_deref());
    places.chain(actors).find(|country| *country == code)
}

/// The day of a date or time.
pub(super) fn day(moment: &str) -> &str {
    moment.get(..10).unwrap_or(moment)
}

/// Words on one line.
pub(super) fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A span's words on one line, in capitals.
pub(super) fn upper(span: &SpanForm) -> String {
    line(&span.text).to_uppercase()
}

/// Whether words are a name: all begin with capitals, but for particles.
pub(super) fn is_name(words: &str) -> bool {
    const PARTICLES: [&str; 14] =
        ["de", "la", "del", "y", "las", "los", "da", "do", "von", "bin", "al", "el", "of", "the"];
    let large = |word: &str| word.starts_with(char::is_uppercase);
    words.split_whitespace().all(|word| large(word) || PARTICLES.contains(&word))
        && words.starts_with(char::is_uppercase)
}
