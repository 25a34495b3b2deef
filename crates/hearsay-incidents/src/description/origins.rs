//! Independent sources: however many outlets carry one, it counts once.

use std::collections::{BTreeSet, HashMap};

use indexmap::{IndexMap, IndexSet};

use super::Scene;
use super::figures::{Tally, same_victims};
use super::said::Said;
use crate::claim::Actor;
use crate::incident::Origin;

/// How many days later an outlet may repeat a source's figure without naming the source.
const SAME_NEWS_DAYS: u32 = 1;

/// Gives an outlet's own figure to the source from which it has it, where one source alone gave
/// that very figure for the same victims in those days.
///
/// An outlet that says "sixteen were killed" on the day on which the ministry says sixteen has
/// counted nobody itself. Small figures are left alone: two people agree on "two" by themselves.
pub(super) fn credit(tallies: &mut [Tally<'_>]) {
    const SMALL: u64 = 3;
    let mut given: Vec<(usize, usize)> = Vec::new();
    let own = tallies.iter().enumerate().filter(|(_, t)| t.said.voice.is_own() && t.low > SMALL);
    for (i, own) in own {
        let equal = |other: &Tally<'_>| {
            !other.said.voice.is_own()
                && (own.figure.toll.min, own.figure.toll.max)
                    == (other.figure.toll.min, other.figure.toll.max)
                && same_victims(own, other)
                && own.said.days_between(&other.said) <= SAME_NEWS_DAYS
        };
        let sources: Vec<usize> =
            tallies.iter().enumerate().filter(|(_, t)| equal(t)).map(|(j, _)| j).collect();
        let origins: BTreeSet<&str> =
            sources.iter().map(|j| tallies[*j].said.voice.origin.as_str()).collect();
        if let (1, Some(j)) = (origins.len(), sources.first()) {
            given.push((i, *j));
        }
    }
    for (i, j) in given {
        let source = tallies[j].said.voice.clone();
        let reason = format!(
            "{} gives, without a source, the figure that {} gave ({})",
            tallies[i].said.voice.name,
            source.name,
            tallies[j].shown(),
        );
        tallies[i].said.voice.origin = source.origin;
        tallies[i].said.voice.reason = Some(reason);
    }
}

/// A source on the way to be told: its name, and what it lists, each once.
#[derive(Default)]
struct Source<'s> {
    name: &'s str,
    actor: Option<&'s Actor>,
    outlets: IndexSet<&'s str>,
    claims: IndexSet<&'s str>,
    reasons: IndexSet<&'s str>,
}

/// The sources, by whoever spoke first.
pub(super) fn origins(scene: &Scene<'_>) -> Vec<Origin> {
    let mut said: Vec<(&Said<'_>, &str)> = Vec::new();
    said.extend(scene.told.iter().map(|told| (&told.said, told.claim.id.as_str())));
    // A claim's figure goes with the claim, unless the figure has been traced to another source.
    said.extend(scene.tallies.iter().map(|tally| (&tally.said, tally.id())));
    said.extend(scene.stated.iter().map(|stated| (&stated.said, stated.statement.id.as_str())));
    said.sort_by(|(a, i), (b, j)| a.order().cmp(&b.order()).then(i.cmp(j)));
    let mut traced: HashMap<&str, &str> = HashMap::new();
    for tally in scene.tallies.iter().filter(|tally| tally.said.voice.is_own()) {
        traced.insert(tally.id(), tally.said.voice.origin.as_str());
    }
    let mut sources: IndexMap<&str, Source<'_>> = IndexMap::new();
    for (said, id) in said {
        let voice = &said.voice;
        let key = traced.get(id).copied().unwrap_or(&voice.origin);
        let source = sources.entry(key).or_default();
        if source.actor.is_none() && voice.actor.is_some() {
            source.actor = voice.actor.as_ref();
            source.name = &voice.name;
        } else if source.name.is_empty() {
            source.name = &voice.name;
        }
        source.outlets.insert(said.reporter());
        source.claims.insert(id);
        source.reasons.extend(voice.reason.as_deref());
    }
    sources.into_values().map(Origin::from).collect()
}

impl From<Source<'_>> for Origin {
    fn from(source: Source<'_>) -> Self {
        let owned = |list: IndexSet<&str>| list.into_iter().map(str::to_owned).collect();
        Self {
            name: source.name.to_owned(),
            actor: source.actor.cloned(),
            outlets: owned(source.outlets),
            claims: owned(source.claims),
            reasons: owned(source.reasons),
        }
    }
}

/// The numbers of the origins by which each claim comes.
pub(super) fn carried(origins: &[Origin]) -> HashMap<&str, Vec<usize>> {
    let mut carried: HashMap<&str, Vec<usize>> = HashMap::new();
    for (number, origin) in origins.iter().enumerate() {
        for claim in &origin.claims {
            carried.entry(claim).or_default().push(number);
        }
    }
    carried
}
