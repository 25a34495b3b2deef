//! Incidents: deeds that are told of one happening are brought together.
//!
//! Deeds are one incident when their sort, day, place and sufferers do not speak against it and
//! they stand near each other, or when the same people suffer.

use std::collections::BTreeSet;

use hearsay::{ActorForm, PlaceForm};

use super::deeds::{Deed, Sort, When, is_day};
use super::story::{DATELINE, Story, is_name};

/// Deeds held to be one happening.
pub(super) struct Incident<'r> {
    pub(super) sort: Sort,
    pub(super) deeds: Vec<Deed<'r>>,
    pub(super) when: Option<When>,
    pub(super) places: Vec<&'r PlaceForm>,
    /// The groups of those who suffer, and of those among them who have names.
    pub(super) sufferers: BTreeSet<&'r str>,
    named: BTreeSet<&'r str>,
    last: usize,
}

/// A deed told further on than this, of another person, is another incident.
const OTHER_PERSON: usize = 600;
/// And any deed that does not share its day or those who suffer.
const FAR: usize = 400;
/// Where a place is first named further on than this, it is another place.
const NEW_PLACE: usize = 300;

pub(super) fn incidents<'r>(story: &Story<'r>, deeds: Vec<Deed<'r>>) -> Vec<Incident<'r>> {
    let mut incidents: Vec<Incident<'r>> = Vec::new();
    for deed in deeds {
        let sufferers = sufferers(story, &deed);
        let named: BTreeSet<&str> =
            deed.sufferers.iter().filter(|a| is_person(a)).map(|a| a.group.as_str()).collect();
        let fits = |incident: &Incident| incident.fit(&deed, &sufferers, &named);
        let best = (0..incidents.len())
            .filter_map(|i| Some((fits(&incidents[i])?, incidents[i].last, i)))
            .max();
        let i = best.map_or_else(
            || {
                incidents.push(Incident::new(deed.sort));
                incidents.len() - 1
            },
            |(_, _, i)| i,
        );
        incidents[i].add(deed, sufferers, named);
    }
    incidents
}

/// The groups of those who suffer a deed.
fn sufferers<'r>(story: &Story<'r>, deed: &Deed<'r>) -> BTreeSet<&'r str> {
    let mut groups: BTreeSet<&str> =
        deed.sufferers.iter().map(|actor| actor.group.as_str()).collect();
    for (quantity, _) in &deed.harms {
        let Some(of) = &quantity.of else { continue };
        let actors = story.reading.mentions.actors.iter();
        let counted = actors.filter(|a| a.span.start < of.end && of.start < a.span.end);
        groups.extend(counted.map(|actor| actor.group.as_str()));
    }
    groups
}

fn is_person(actor: &ActorForm) -> bool {
    const KINDS: [&str; 10] = [
        "person",
        "government",
        "civilians",
        "legislature",
        "business",
        "judiciary",
        "media",
        "party",
        "police",
        "intelligence",
    ];
    KINDS.contains(&actor.kind.as_str()) && is_name(&actor.name)
}

fn is_country(place: &PlaceForm) -> bool {
    place.feature.as_deref() == Some("country")
}

impl<'r> Incident<'r> {
    fn new(sort: Sort) -> Self {
        Self {
            sort,
            deeds: Vec::new(),
            when: None,
            places: Vec::new(),
            sufferers: BTreeSet::new(),
            named: BTreeSet::new(),
            last: 0,
        }
    }

    /// How well a deed fits in, or nothing when it is of another incident.
    fn fit(
        &self,
        deed: &Deed,
        sufferers: &BTreeSet<&str>,
        named: &BTreeSet<&str>,
    ) -> Option<usize> {
        let shared = sufferers.iter().filter(|group| self.sufferers.contains(*group)).count();
        let burnt = |sort: Sort| matches!(sort, Sort::Bombing | Sort::Arson);
        let same_sort = self.sort == deed.sort
            || self.sort == Sort::Attack
            || deed.sort == Sort::Attack
            || (burnt(self.sort) && burnt(deed.sort))
            || (shared > 0 && !named.is_empty());
        let same_time = deed.when.is_some() && deed.when == self.when;
        let same_place = deed
            .place
            .is_some_and(|place| self.places.iter().any(|known| known.name == place.name));
        let far = deed.at.saturating_sub(self.last);
        let apart = self.is_other_day(deed)
            || (self.is_elsewhere(deed) && !same_place)
            || (!named.is_empty() && !self.named.is_empty() && far > OTHER_PERSON)
            || (deed.place.is_some() && self.places.is_empty() && far > NEW_PLACE)
            || (far > FAR && !same_time);
        if !same_sort || (shared == 0 && apart) {
            return None;
        }
        let one = |is: bool| usize::from(is);
        Some(2 * shared + one(self.sort == deed.sort) + one(same_time) + one(same_place))
    }

    fn is_other_day(&self, deed: &Deed) -> bool {
        matches!((&self.when, &deed.when), (Some(a), Some(b)) if is_day(a) && is_day(b) && a != b)
    }

    fn is_elsewhere(&self, deed: &Deed) -> bool {
        let Some(place) = deed.place else { return false };
        !self.places.is_empty() && !is_country(place) && !self.places.iter().any(|p| is_country(p))
    }

    fn add(&mut self, deed: Deed<'r>, sufferers: BTreeSet<&'r str>, named: BTreeSet<&'r str>) {
        let finer = match (&self.when, &deed.when) {
            (None, Some(_)) => true,
            (Some(known), Some(when)) => !is_day(known) && is_day(when),
            _ => false,
        };
        if finer {
            self.when.clone_from(&deed.when);
        }
        if self.sort == Sort::Attack {
            self.sort = deed.sort;
        }
        self.places.extend(deed.place);
        self.sufferers.extend(sufferers);
        self.named.extend(named);
        self.last = deed.at;
        self.deeds.push(deed);
    }

    /// The towns and districts where it was told to be, or that its sentences name.
    pub(super) fn towns(&self, story: &Story<'r>) -> Vec<&'r PlaceForm> {
        let mut towns: Vec<&PlaceForm> =
            self.places.iter().copied().filter(|place| !is_country(place)).collect();
        for deed in &self.deeds {
            let inside = |place: &PlaceForm| match deed.claim {
                Some(claim) => claim
                    .evidence
                    .iter()
                    .any(|span| span.start <= place.span.start && place.span.start < span.end),
                None => (deed.sentence.0..deed.sentence.1).contains(&place.span.start),
            };
            let places = story.reading.mentions.places.iter();
            towns.extend(places.filter(|place| {
                !is_country(place) && place.span.start > DATELINE && inside(place)
            }));
        }
        let mut seen = BTreeSet::new();
        towns.retain(|place| seen.insert(place.id.as_str()));
        towns
    }

    /// How far a stretch of text lies from the incident's words.
    pub(super) fn distance(&self, at: usize) -> usize {
        self.deeds.iter().map(|deed| deed.at.abs_diff(at)).min().unwrap_or(usize::MAX)
    }
}
