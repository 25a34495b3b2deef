//! Whether it happened: asserted by one and denied by another; reports that another side calls
//! false; attacks that failed for one and gained ground for the other.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::{End, Pair, numbers};
use crate::claim::Toll;
use crate::description::Scene;
use crate::description::deeds::Told;
use crate::description::said::Said;
use crate::table::{find, rows};

const OUTCOMES: &str = include_str!("../../../data/en/outcomes.tsv");

/// An attack is told of within so many days.
const SAME_NEWS_DAYS: u32 = 2;
/// A report is called false within so many days.
const ANSWERED_DAYS: u32 = 7;

static ENDINGS: LazyLock<Vec<(&str, &str)>> =
    LazyLock::new(|| rows(OUTCOMES).map(|cells| (cells[0], cells[1])).collect());

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
    let denied = scene.told.iter().filter(|told| told.is_denied() && told.is_force());
    let denied: Vec<Deed<'_>> = denied.map(Deed::of).collect();
    if denied.is_empty() {
        return pairs;
    }
    let asserted = scene.told.iter().filter(|told| told.is_asserted());
    let asserted: Vec<Deed<'_>> = asserted.map(Deed::of).collect();
    for denied in &denied {
        for asserted in asserted.iter().filter(|asserted| is_of(denied, asserted)) {
            let (denied, asserted) = (denied.told, asserted.told);
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

/// What is compared to find what a denial is of.
struct Deed<'s> {
    told: &'s Told<'s>,
    /// The word for it, without its ending.
    word: String,
}

impl<'s> Deed<'s> {
    fn of(told: &'s Told<'_>) -> Self {
        Self { told, word: stem(&told.claim.trigger.text) }
    }
}

/// Whether a denial is of this claim: the same sort of deed, and nothing that tells them apart, but
/// something that they share.
fn is_of(denial: &Deed<'_>, assertion: &Deed<'_>) -> bool {
    let (denied, asserted) = (denial.told, assertion.told);
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
    let (no, yes) = (&denied.claim.toll, &asserted.claim.toll);
    if !no.is_empty() {
        let is_told = |no: &Toll| yes.iter().any(|yes| (&no.kind, no.min) == (&yes.kind, yes.min));
        return no.iter().any(|no| no.min != Some(0) && is_told(no));
    }
    let shared_doers = !denied.doers.is_disjoint(&asserted.doers);
    let shared_sufferers = !denied.sufferers.is_disjoint(&asserted.sufferers);
    let same_place = denied.spot.is_some() && asserted.spot.is_some();
    let same_mode = denied.claim.event.mode.is_some();
    let same_word = denial.word == assertion.word && !PLAIN.contains(&denial.word.as_str());
    let kin = same_mode || same_word;
    // That one man was not killed says nothing of a toll.
    let counted = !yes.is_empty() && !same_mode;
    (shared_doers && shared_sufferers)
        || (kin && !counted && (shared_doers || shared_sufferers || same_place))
}

/// Words that tell of any deed of force, so that sharing them tells nothing.
const PLAIN: [&str; 9] =
    ["attack", "dead", "death", "deni", "dismiss", "fight", "kill", "reject", "wound"];

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
        let of_other = |said: &Said<'_>| {
            said.voice.party.as_ref().is_some_and(|party| party.key == *other)
                && said.days_between(&stated.said) <= ANSWERED_DAYS
                && said.created() <= stated.said.created()
        };
        let mut push = |end: End<'s>, about: &str, words: &str| {
            pairs.push(Pair {
                reason: format!(
                    "did it happen so: {} says “{words}”, {} calls such reports false (“{}”)",
                    end.said.speaker(),
                    stated.said.speaker(),
                    stated.statement.span.text,
                ),
                ends: [end, End { said: &stated.said, id: &stated.statement.id, figure: None }],
                about: about.to_owned(),
            });
        };
        for tally in scene.tallies.iter().filter(|tally| of_other(&tally.said)) {
            if tally.side.as_ref() == speaker {
                let words = format!("{} {}", tally.shown(), tally.victims(&scene.lands));
                push(End { said: &tally.said, id: tally.id(), figure: None }, tally.kind(), &words);
            }
        }
        for told in scene.told.iter().filter(|told| of_other(&told.said) && told.is_asserted()) {
            if told.doers.contains(other) && outcome(told) == Some("gained") {
                let evidence = told.claim.evidence.first().unwrap_or(&told.claim.trigger);
                push(end(told), "happened", &evidence.text);
            }
        }
    }
    pairs
}

/// How a claim says that an attack ended.
fn outcome(told: &Told<'_>) -> Option<&'static str> {
    let trigger = crate::table::words(&told.claim.trigger.text);
    ENDINGS.iter().find(|(words, _)| find(&trigger, words).is_some()).map(|(_, ending)| *ending)
}

/// One side beat the attack back, the other gained ground by it.
fn outcomes<'s>(scene: &'s Scene<'_>) -> Vec<Pair<'s>> {
    let mut pairs = Vec::new();
    let (mut failed, mut gained) = (Vec::new(), Vec::new());
    for told in scene.told.iter().filter(|told| told.is_asserted()) {
        match outcome(told) {
            Some("failed") => failed.push(told),
            Some("gained") => gained.push(told),
            _ => {}
        }
    }
    for failed in failed {
        let Some(defender) = &failed.said.voice.party else { continue };
        for gained in &gained {
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
