//! Whether it happened: asserted by one and denied by another; reports that another side calls
//! false; attacks that failed for one and gained ground for the other.

use std::collections::BTreeSet;

use super::{End, Pair, numbers};
use crate::description::Scene;
use crate::description::deeds::Told;
use crate::table::{find, rows};

const OUTCOMES: &str = include_str!("../../../data/en/outcomes.tsv");

/// An attack is told of within so many days.
const SAME_NEWS_DAYS: u32 = 2;
/// A report is called false within so many days.
const ANSWERED_DAYS: u32 = 7;

pub(super) fn pairs<'s>(scene: &'s Scene<'_>) -> Vec<Pair<'s>> {
    let mut pairs = denials(scene);
    pairs.extend(reports(scene));
    pairs.extend(outcomes(scene));
    pairs.extend(numbers::circumstances(scene));
    pairs
}

fn end<'s>(told: &'s Told<'_>) -> End<'s> {
    End { said: &told.said, id: &told.claim.id, figure: None }
}

/// The same deed, asserted by one source and denied by another.
fn denials<'s>(scene: &'s Scene<'_>) -> Vec<Pair<'s>> {
    let mut pairs = Vec::new();
    for denied in scene.told.iter().filter(|told| told.is_denied() && told.is_force()) {
        for asserted in scene.told.iter().filter(|told| told.is_asserted()) {
            if !is_of(denied, asserted) {
                continue;
            }
            let speaker = denied.said.voice.party.as_ref().map(|party| &party.key);
            let itself = speaker
                .is_some_and(|key| denied.doers.contains(key) && asserted.doers.contains(key));
            let (about, what) =
                if itself { ("actor", "who did it") } else { ("happened", "did it happen") };
            pairs.push(Pair {
                ends: [end(asserted), end(denied)],
                about: about.to_owned(),
                reason: format!(
                    "{what}: {} says so (“{}”), {} denies it (“{}”)",
                    asserted.said.speaker(),
                    asserted.claim.trigger.text,
                    denied.said.speaker(),
                    denied.claim.trigger.text,
                ),
            });
        }
    }
    pairs
}

/// Whether a denial is of this claim: the same sort of deed, and nothing that tells them apart, but
/// something that they share.
fn is_of(denied: &Told<'_>, asserted: &Told<'_>) -> bool {
    let apart = |a: &BTreeSet<String>, b: &BTreeSet<String>| {
        !a.is_empty() && !b.is_empty() && a.is_disjoint(b)
    };
    let other_mode =
        denied.claim.event.mode.is_some() && denied.claim.event.mode != asserted.claim.event.mode;
    let elsewhere = denied
        .spot
        .zip(asserted.spot)
        .is_some_and(|(a, b)| a.distance_km(b) > a.radius_km + b.radius_km);
    let other_day = denied.days.zip(asserted.days).is_some_and(|(a, b)| a.gap(b) > 0);
    if denied.claim.event.kind != asserted.claim.event.kind
        || apart(&denied.doers, &asserted.doers)
        || apart(&denied.sufferers, &asserted.sufferers)
        || other_mode
        || elsewhere
        || other_day
    {
        return false;
    }
    // A toll of none is a figure, and figures are compared as such; a denied figure is of that
    // figure alone.
    let figures = |told: &Told<'_>| -> Vec<(String, Option<u64>)> {
        told.claim.toll.iter().map(|toll| (toll.kind.clone(), toll.min)).collect()
    };
    let (no, yes) = (figures(denied), figures(asserted));
    if !no.is_empty() {
        return no.iter().any(|figure| figure.1 != Some(0) && yes.contains(figure));
    }
    let shared_doers = denied.doers.intersection(&asserted.doers).count() > 0;
    let shared_sufferers = denied.sufferers.intersection(&asserted.sufferers).count() > 0;
    let same_place = denied.spot.is_some() && asserted.spot.is_some();
    let same_mode = denied.claim.event.mode.is_some();
    let same_word = stem(&denied.claim.trigger.text) == stem(&asserted.claim.trigger.text);
    let kin = same_mode || same_word;
    (shared_doers && shared_sufferers) || (kin && (shared_doers || shared_sufferers || same_place))
}

/// A word without its ending, roughly.
fn stem(word: &str) -> String {
    let word = word.to_lowercase();
    let word =
        ["ing", "ed", "s"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(&word);
    word.to_owned()
}

/// A side calls the other side's report false: its losses and gains as that side told them before.
fn reports<'s>(scene: &'s Scene<'_>) -> Vec<Pair<'s>> {
    let mut pairs = Vec::new();
    for stated in scene.stated.iter().filter(|s| s.statement.about == "report") {
        let Some(other) = &stated.of else { continue };
        let speaker = stated.said.voice.party.as_ref().map(|party| &party.key);
        if speaker.is_none() || speaker == Some(other) {
            continue;
        }
        let of_other = |told: &&Told<'_>| {
            told.said.voice.party.as_ref().is_some_and(|party| party.key == *other)
                && told.is_asserted()
                && told.said.days_between(&stated.said) <= ANSWERED_DAYS
                && told.said.created() <= stated.said.created()
        };
        for told in scene.told.iter().filter(of_other) {
            let losses =
                !told.claim.toll.is_empty() && speaker.is_some_and(|s| told.sufferers.contains(s));
            let gains = told.doers.contains(other) && outcome(told) == Some("gained");
            if !losses && !gains {
                continue;
            }
            pairs.push(Pair {
                ends: [
                    End { figure: None, ..end(told) },
                    End { said: &stated.said, id: &stated.statement.id, figure: None },
                ],
                about: if losses { told.claim.toll[0].kind.clone() } else { "happened".to_owned() },
                reason: format!(
                    "did it happen so: {} says “{}”, {} calls such reports false (“{}”)",
                    told.said.speaker(),
                    told.claim
                        .evidence
                        .first()
                        .map_or(&*told.claim.trigger.text, |span| &span.text),
                    stated.said.speaker(),
                    stated.statement.span.text,
                ),
            });
        }
    }
    pairs
}

/// How a claim says that an attack ended.
fn outcome(told: &Told<'_>) -> Option<&'static str> {
    let trigger = crate::table::words(&told.claim.trigger.text);
    rows(OUTCOMES).find(|row| find(&trigger, row[0]).is_some()).map(|row| row[1])
}

/// One side beat the attack back, the other gained ground by it.
fn outcomes<'s>(scene: &'s Scene<'_>) -> Vec<Pair<'s>> {
    let mut pairs = Vec::new();
    let with = |which: &'static str| {
        scene.told.iter().filter(move |told| told.is_asserted() && outcome(told) == Some(which))
    };
    for failed in with("failed") {
        let Some(defender) = &failed.said.voice.party else { continue };
        for gained in with("gained") {
            let Some(attacker) = &gained.said.voice.party else { continue };
            let same = gained.doers.contains(&attacker.key)
                && attacker.key != defender.key
                && (failed.sufferers.contains(&attacker.key) || failed.sufferers.is_empty())
                && !failed.doers.contains(&attacker.key)
                && failed.said.days_between(&gained.said) <= SAME_NEWS_DAYS
                && failed.days.zip(gained.days).is_none_or(|(a, b)| a.gap(b) == 0)
                && failed
                    .spot
                    .zip(gained.spot)
                    .is_none_or(|(a, b)| a.distance_km(b) <= a.radius_km + b.radius_km);
            if same {
                pairs.push(Pair {
                    ends: [end(failed), end(gained)],
                    about: "outcome".to_owned(),
                    reason: format!(
                        "how it ended: {} says that the attack failed (“{}”), {} that it gained ground (“{}”)",
                        failed.said.speaker(),
                        failed.claim.trigger.text,
                        gained.said.speaker(),
                        gained.claim.trigger.text,
                    ),
                });
            }
        }
    }
    pairs
}
