//! Independent sources: however many outlets carry one, it counts once.

use std::collections::{BTreeMap, BTreeSet};

use super::Scene;
use super::figures::{Tally, same_victims};
use super::said::Said;
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
    for (i, own) in tallies.iter().enumerate().filter(|(_, t)| t.said.voice.is_own()) {
        let equal = |other: &Tally<'_>| {
            !other.said.voice.is_own()
                && (own.figure.toll.min, own.figure.toll.max)
                    == (other.figure.toll.min, other.figure.toll.max)
                && own.low > SMALL
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

/// The sources, by whoever spoke first.
pub(super) fn origins(scene: &Scene<'_>) -> Vec<Origin> {
    let mut said: Vec<(&Said<'_>, &str)> = Vec::new();
    said.extend(scene.told.iter().map(|told| (&told.said, told.claim.id.as_str())));
    // A claim's figure goes with the claim, unless the figure has been traced to another source.
    said.extend(scene.tallies.iter().map(|tally| (&tally.said, tally.id())));
    said.extend(scene.stated.iter().map(|stated| (&stated.said, stated.statement.id.as_str())));
    said.sort_by(|(a, i), (b, j)| a.order().cmp(&b.order()).then(i.cmp(j)));
    let mut traced: BTreeMap<&str, &str> = BTreeMap::new();
    for tally in scene.tallies.iter().filter(|tally| tally.said.voice.is_own()) {
        traced.insert(tally.id(), tally.said.voice.origin.as_str());
    }
    let mut order: Vec<&str> = Vec::new();
    let mut found: BTreeMap<&str, Origin> = BTreeMap::new();
    for (said, id) in said {
        let voice = &said.voice;
        let key = traced.get(id).copied().unwrap_or(&voice.origin);
        if !found.contains_key(key) {
            order.push(key);
        }
        let origin = found.entry(key).or_default();
        if origin.actor.is_none() && voice.actor.is_some() {
            origin.actor.clone_from(&voice.actor);
            origin.name.clone_from(&voice.name);
        } else if origin.name.is_empty() {
            origin.name.clone_from(&voice.name);
        }
        let article = &said.account.article;
        let outlet = article.publisher.clone().unwrap_or_else(|| article.id.clone());
        for (list, value) in [
            (&mut origin.outlets, Some(outlet)),
            (&mut origin.claims, Some(id.to_owned())),
            (&mut origin.reasons, voice.reason.clone()),
        ] {
            if let Some(value) = value.filter(|value| !list.contains(value)) {
                list.push(value);
            }
        }
    }
    order.into_iter().filter_map(|key| found.remove(key)).collect()
}
