//! What the figures come to: the latest of each source, and one of them by the policy.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::Scene;
use super::figures::Tally;
use super::series::{Policy, choose};
use crate::incident::{Side, Total};

/// A total a kind, whose loss, and who is counted, without what is `withdrawn`; everyone before
/// classes of people.
pub(super) fn totals(
    scene: &Scene<'_>,
    sides: &[Side],
    policy: Policy,
    withdrawn: &HashSet<&str>,
) -> Vec<Total> {
    let stands = |tally: &&Tally<'_>| {
        let taken_back = |id: &String| withdrawn.contains(id.as_str());
        !taken_back(&tally.figure.id) && !tally.figure.claim.as_ref().is_some_and(taken_back)
    };
    let mut groups: BTreeMap<(&str, Option<&str>, bool, &str), Vec<&Tally<'_>>> = BTreeMap::new();
    for tally in scene.tallies.iter().filter(stands).filter(|tally| !tally.is_part) {
        let is_class = tally.class != "everyone";
        let key = (tally.kind(), tally.side.as_deref(), is_class, tally.class.as_str());
        groups.entry(key).or_default().push(tally);
    }
    let total = |((kind, side, is_class, class), tallies): (
        (&str, Option<&str>, bool, &str),
        Vec<&Tally<'_>>,
    )| {
        let latest = latest(&tallies);
        let highest = latest.iter().filter_map(|tally| tally.figure.toll.max).max();
        let least_open = latest.iter().filter(|tally| tally.figure.toll.max.is_none());
        let open = least_open.filter_map(|tally| tally.figure.toll.min).max();
        // "At least 59" beside "58" leaves the top open.
        let high = if open.is_some() && open >= highest { None } else { highest };
        let low = latest.iter().filter_map(|tally| tally.figure.toll.min).min();
        let claims: BTreeSet<&String> =
            latest.iter().filter_map(|t| t.figure.claim.as_ref()).collect();
        Total {
            kind: kind.to_owned(),
            side: side.map(|key| scene.lands.name(key)),
            who: is_class.then(|| class.to_owned()),
            low,
            best: choose(policy, &latest, sides),
            high,
            figures: latest.iter().map(|tally| tally.figure.id.clone()).collect(),
            claims: claims.into_iter().cloned().collect(),
        }
    };
    groups.into_iter().map(total).collect()
}

/// The latest figure of each source. Of several in one article the highest is the running total.
fn latest<'t, 'a>(tallies: &[&'t Tally<'a>]) -> Vec<&'t Tally<'a>> {
    let mut latest: BTreeMap<&str, &'t Tally<'a>> = BTreeMap::new();
    for tally in tallies {
        let known = latest.entry(&tally.said.voice.origin).or_insert(tally);
        let rank = |tally: &Tally<'_>| (tally.said.created().to_owned(), tally.best());
        if rank(tally) > rank(known) {
            *known = tally;
        }
    }
    let mut latest: Vec<_> = latest.into_values().collect();
    latest.sort_by(|a, b| a.said.order().cmp(&b.said.order()).then(a.figure.id.cmp(&b.figure.id)));
    latest
}
