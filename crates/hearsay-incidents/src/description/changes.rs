//! What a source said differently later, and how its words drifted between those who report them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use super::Scene;
use super::deeds::Told;
use super::figures::{Tally, same_victims};
use super::said::Said;
use crate::incident::Change;
use crate::table::{find, rows, words};

const CORRECTIONS: &str = include_str!("../../data/en/corrections.tsv");
const CUES: &str = include_str!("../../data/en/cues.tsv");

static STANCES: LazyLock<BTreeMap<&str, &str>> =
    LazyLock::new(|| rows(CUES).map(|cells| (cells[0], cells[1])).collect());

/// What each source changed, oldest first.
pub(super) fn changes(scene: &Scene<'_>) -> Vec<Change> {
    let of_tallies = Sources::of(scene.tallies.iter().map(|tally| &tally.said));
    let mut changes = figures(scene, &of_tallies);
    changes.extend(retractions(scene));
    changes.extend(verbs(scene, &of_tallies));
    let mut seen = BTreeSet::new();
    changes.retain(|change| seen.insert((change.claims.clone(), change.about.clone())));
    changes
}

/// The figures and claims that sources have taken back, of all their changes.
pub(super) fn withdrawn(changes: &[Change]) -> HashSet<&str> {
    let retracted = changes.iter().filter(|change| change.kind == "retraction");
    retracted
        .flat_map(|change| change.figures.first().into_iter().chain(&change.claims[..1]))
        .map(String::as_str)
        .collect()
}

/// Which of the things said come from one source, by their numbers, in their order.
struct Sources {
    /// The source of each, by number, and its place among what that source said.
    of: Vec<(usize, usize)>,
    said: Vec<Vec<usize>>,
}

impl Sources {
    fn of<'s>(said: impl Iterator<Item = &'s Said<'s>>) -> Self {
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut sources = Self { of: Vec::new(), said: Vec::new() };
        for (i, said) in said.enumerate() {
            let next = numbers.len();
            let source = *numbers.entry(&said.voice.origin).or_insert(next);
            if source == next {
                sources.said.push(Vec::new());
            }
            sources.of.push((source, sources.said[source].len()));
            sources.said[source].push(i);
        }
        sources
    }

    /// What the source of one said after it.
    fn later(&self, i: usize) -> &[usize] {
        let (source, place) = self.of[i];
        &self.said[source][place + 1..]
    }
}

/// A source's figures of the same victims, each with the next that differs.
fn figures(scene: &Scene<'_>, sources: &Sources) -> Vec<Change> {
    let mut changes = Vec::new();
    for (i, old) in scene.tallies.iter().enumerate() {
        let later = sources.later(i).iter().map(|j| &scene.tallies[*j]);
        let mut later = later.filter(|new| same_victims(old, new));
        // Within one article a source gives its figures in no order of time.
        let next = later.find(|new| new.said.account.article.id != old.said.account.article.id);
        let Some(new) = next else { continue };
        if let Some((kind, reason)) = change(scene, old, new) {
            changes.push(Change {
                claims: [old.id().to_owned(), new.id().to_owned()],
                figures: vec![old.figure.id.clone(), new.figure.id.clone()],
                kind: kind.to_owned(),
                about: old.kind().to_owned(),
                reason,
            });
        }
    }
    changes
}

/// How a figure changed into a later one of the same source.
fn change(scene: &Scene<'_>, old: &Tally<'_>, new: &Tally<'_>) -> Option<(&'static str, String)> {
    let (a, b) = (&old.figure.toll, &new.figure.toll);
    if (a.min, a.max) == (b.min, b.max) {
        return None;
    }
    let of = format!("{}: {}", old.victims(&scene.lands), old.said.speaker());
    // The same number with and without its "at least", reported by two at about the same time.
    let one_number = a.min.or(a.max) == b.min.or(b.max);
    let two_reporters = old.said.reporter() != new.said.reporter();
    if one_number && two_reporters && old.said.days_between(&new.said) <= 1 {
        let reason = format!("{of} is reported with {} and with {}", old.shown(), new.shown());
        return Some(("drift", reason));
    }
    let told = cause(scene, new);
    let from_to = format!("{of} says {} after {}", new.shown(), old.shown());
    Some(match told {
        Some("retraction") => {
            ("retraction", format!("{from_to}, and takes the earlier figure back"))
        }
        Some("correction") => ("correction", format!("{from_to}, and calls it a correction")),
        _ if new.high.is_some_and(|high| high < old.low) => ("update", format!("{from_to}: lower")),
        _ if old.high.is_some_and(|high| high < new.low) => {
            ("update", format!("{from_to}: higher"))
        }
        _ => ("update", from_to),
    })
}

/// What the words around a figure say about why it is another.
fn cause(scene: &Scene<'_>, tally: &Tally<'_>) -> Option<&'static str> {
    let claim = scene.told.iter().find(|told| Some(&told.claim.id) == tally.figure.claim.as_ref());
    let mut words = claim.map(Told::words).unwrap_or_default();
    let cues = tally.said.claimants.iter().filter_map(|claimant| claimant.cue.as_ref());
    words.extend(cues.flat_map(|cue| crate::table::words(&cue.text)));
    rows(CORRECTIONS).find(|row| find(&words, row[0]).is_some()).map(|row| row[1])
}

/// A source tells of a deed, and later says that it was not so.
fn retractions(scene: &Scene<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let sources = Sources::of(scene.told.iter().map(|told| &told.said));
    for (i, old) in scene.told.iter().enumerate().filter(|(_, told)| told.is_asserted()) {
        let later = sources.later(i).iter().map(|j| &scene.told[*j]);
        for new in later.filter(|told| told.is_denied()) {
            let later = old.said.account.article.id != new.said.account.article.id;
            let same = old.claim.event.kind == new.claim.event.kind
                && old.claim.event.mode == new.claim.event.mode
                && old.doers == new.doers
                && old.sufferers == new.sufferers
                && !(old.doers.is_empty() && old.sufferers.is_empty());
            if later && same {
                changes.push(Change {
                    claims: [old.claim.id.clone(), new.claim.id.clone()],
                    figures: Vec::new(),
                    kind: "retraction".to_owned(),
                    about: "happened".to_owned(),
                    reason: format!(
                        "{} told of it (“{}”) and later denies it (“{}”)",
                        old.said.speaker(),
                        old.claim.trigger.text,
                        new.claim.trigger.text
                    ),
                });
            }
        }
    }
    changes
}

/// One figure of one speaker, reported with verbs that do not say the same: says, admits.
fn verbs(scene: &Scene<'_>, sources: &Sources) -> Vec<Change> {
    let stance = |tally: &Tally<'_>| {
        let cue = tally.said.claimants.last()?.cue.as_ref()?;
        let word = words(&cue.text).pop()?;
        let stance = STANCES.get(word.as_str()).copied().unwrap_or("neutral");
        Some((word, stance))
    };
    let stances: Vec<_> = scene.tallies.iter().map(stance).collect();
    let mut changes = Vec::new();
    for (i, a) in scene.tallies.iter().enumerate().filter(|(_, a)| !a.said.voice.is_own()) {
        let Some((one, x)) = &stances[i] else { continue };
        for &j in sources.later(i) {
            let Some((other, y)) = &stances[j] else { continue };
            let b = &scene.tallies[j];
            let same = a.said.reporter() != b.said.reporter()
                && (a.figure.toll.min, a.figure.toll.max) == (b.figure.toll.min, b.figure.toll.max)
                && a.said.days_between(&b.said) <= 1;
            if x != y && same && same_victims(a, b) {
                changes.push(Change {
                    claims: [a.id().to_owned(), b.id().to_owned()],
                    figures: vec![a.figure.id.clone(), b.figure.id.clone()],
                    kind: "drift".to_owned(),
                    about: "words".to_owned(),
                    reason: format!(
                        "what {} says is told with “{one}” by {} and with “{other}” by {}",
                        a.said.speaker(),
                        a.said.reporter(),
                        b.said.reporter(),
                    ),
                });
            }
        }
    }
    changes
}
