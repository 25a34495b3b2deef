//! What a figure counts, and when two figures are of the same victims.
//!
//! Only figures of the same victims can contradict or update each other: one kind of loss, one
//! side, one class of people, one day, one place, and all of them, not some.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::lands::Lands;
use super::said::Said;
use crate::account::{Account, Figure};
use crate::claim::Claim;
use crate::merging::{Interval, Spot};
use crate::table::{rows, words};

const VICTIMS: &str = include_str!("../../data/en/victims.tsv");

static CLASSES: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| rows(VICTIMS).map(|cells| (cells[0], cells[1])).collect());

/// "About 40" holds for this much less or more, in percent.
const ABOUT: u64 = 15;

/// A figure with what it counts.
#[derive(Debug)]
pub(super) struct Tally<'a> {
    /// The figure.
    pub(super) figure: &'a Figure,
    /// Who says it, where and when.
    pub(super) said: Said<'a>,
    /// The least it may be.
    pub(super) low: u64,
    /// The most it may be; nothing is open.
    pub(super) high: Option<u64>,
    /// Who is counted: `everyone`, or a class of people.
    pub(super) class: String,
    /// The side whose loss it is.
    pub(super) side: Option<String>,
    /// Whether it counts some of those that another figure counts.
    pub(super) is_part: bool,
    days: Option<Interval>,
    spot: Option<Spot>,
}

impl Tally<'_> {
    /// What names it in an incident: its claim, or itself.
    pub(super) fn id(&self) -> &str {
        self.figure.claim.as_deref().unwrap_or(&self.figure.id)
    }

    /// The kind of loss.
    pub(super) fn kind(&self) -> &str {
        &self.figure.toll.kind
    }

    /// The one number that stands for it: the middle of a closed range, else the known end.
    pub(super) fn best(&self) -> u64 {
        let toll = &self.figure.toll;
        match (toll.min, toll.max) {
            (Some(min), Some(max)) => min.midpoint(max),
            (min, max) => min.or(max).unwrap_or(0),
        }
    }

    /// As people write it: "at least 16", "30 to 40", "up to 9".
    pub(super) fn shown(&self) -> String {
        let toll = &self.figure.toll;
        match (toll.min, toll.max) {
            (Some(min), Some(max)) if min == max => min.to_string(),
            (Some(min), Some(max)) => format!("{min} to {max}"),
            (Some(min), None) => format!("at least {min}"),
            (None, Some(max)) => format!("up to {max}"),
            (None, None) => "some".to_owned(),
        }
    }

    /// The victims in words: "killed", "soldiers of Tarsk killed".
    pub(super) fn victims(&self, lands: &Lands) -> String {
        let mut words = Vec::new();
        if self.class != "everyone" {
            words.push(self.class.clone());
        }
        if let Some(side) = &self.side {
            words.push(format!("of {}", lands.name(side)));
        }
        words.push(self.kind().to_owned());
        words.join(" ")
    }

    /// Whether both ranges hold a number that they share.
    pub(super) fn meets(&self, other: &Tally<'_>) -> bool {
        let below = |low: u64, high: Option<u64>| high.is_none_or(|high| low <= high);
        below(self.low, other.high) && below(other.low, self.high)
    }

    /// Whether it is told as a fact of this incident.
    pub(super) fn is_told(&self) -> bool {
        ["actual", "claimed"].contains(&self.figure.modality.as_str())
    }
}

/// The figures of an incident, as they were said; units and other things that are no people are
/// left out, and so is what is told as mere background.
pub(super) fn tallies<'a>(lands: &Lands, accounts: &[&'a Account]) -> Vec<Tally<'a>> {
    let mut tallies = Vec::new();
    for account in accounts {
        for figure in &account.figures {
            let claim =
                account.claims.iter().find(|claim| Some(&claim.id) == figure.claim.as_ref());
            let tally = tally(lands, account, figure, claim);
            if tally.class != "units" && tally.is_told() {
                tallies.push(tally);
            }
        }
    }
    tallies.sort_by(|a, b| a.said.order().cmp(&b.said.order()).then(a.figure.id.cmp(&b.figure.id)));
    // Two claims may tell one figure.
    tallies.dedup_by(|a, b| a.figure.id == b.figure.id);
    tallies
}

fn tally<'a>(
    lands: &Lands,
    account: &'a Account,
    figure: &'a Figure,
    claim: Option<&'a Claim>,
) -> Tally<'a> {
    let toll = &figure.toll;
    let who = toll.who.as_deref().unwrap_or_default();
    let (class, part) = class(who, &toll.span.text);
    let mut side =
        toll.side.as_ref().and_then(|side| lands.land(side)).or_else(|| lands.named_in(who));
    if let (None, Some(claim)) = (&side, claim) {
        let mut lands: Vec<_> = claim.recipients.iter().filter_map(|r| lands.land(r)).collect();
        lands.sort();
        lands.dedup();
        if lands.len() == 1 {
            side = lands.pop();
        }
    }
    let about = toll
        .hedge
        .as_deref()
        .is_some_and(|hedge| hedge.contains("about") || hedge.contains("approx"))
        && toll.min == toll.max;
    let (low, high) = match (toll.min, toll.max) {
        (Some(n), Some(_)) if about => (n - n * ABOUT / 100, Some(n + n * ABOUT / 100)),
        (min, max) => (min.unwrap_or(0), max),
    };
    let stated = claim.and_then(|claim| claim.time.as_ref()).filter(|time| !time.inferred);
    Tally {
        figure,
        said: Said::new(lands, account, &figure.claimants, &toll.span),
        low,
        high,
        class,
        side,
        is_part: part,
        days: stated.and_then(Interval::of),
        spot: claim.and_then(|claim| claim.place.as_ref()).and_then(Spot::of),
    }
}

/// Who is counted, and whether only some of another figure's people are.
fn class(who: &str, figure: &str) -> (String, bool) {
    let listed = |word: &String| {
        let singular = word.strip_suffix('s').unwrap_or(word);
        CLASSES.get(word.as_str()).or_else(|| CLASSES.get(singular)).copied()
    };
    let counted = words(who);
    let numbers = words(figure);
    let rest = |word: &String| {
        ["another", "other", "others", "more", "further", "additional"].contains(&word.as_str())
    };
    let single =
        !figure.chars().any(|c| c.is_ascii_digit()) && who == figure.trim_start_matches("the ");
    let mut part = numbers.iter().chain(&counted).any(rest);
    let class = match counted.iter().rev().find_map(listed) {
        Some("part") => {
            part = true;
            "everyone".to_owned()
        }
        Some(class) => class.to_owned(),
        // A name, or people of whom the list does not know.
        None if counted.is_empty() || who.chars().all(|c| !c.is_lowercase()) => {
            "everyone".to_owned()
        }
        None if is_nation(who) => "everyone".to_owned(),
        None => counted.last().cloned().unwrap_or_default(),
    };
    (class, part || single)
}

/// "Iraqis", "Iranian Revolutionary Guards": nothing but names.
fn is_nation(who: &str) -> bool {
    who.split_whitespace().all(|word| word.chars().next().is_some_and(char::is_uppercase))
}

/// Whether two figures are of the same victims.
///
/// `attackers` is how many of the dead are the doers themselves, whom some count and others do not.
pub(super) fn same_victims(a: &Tally<'_>, b: &Tally<'_>) -> bool {
    let apart = |a: Option<Interval>, b: Option<Interval>| {
        a.zip(b).is_some_and(|(a, b)| a.end < b.begin || b.end < a.begin)
    };
    let elsewhere = a.spot.zip(b.spot).is_some_and(|(a, b)| !near(a, b));
    a.kind() == b.kind()
        && a.side == b.side
        && same_class(a, b)
        && !(a.is_part || b.is_part)
        && !apart(a.days, b.days)
        && !elsewhere
}

/// Among the losses of a side in arms, "Iraqis", "men" and "troops" are the same people.
fn same_class(a: &Tally<'_>, b: &Tally<'_>) -> bool {
    let in_arms = |class: &str| ["everyone", "soldiers", "men", "fighters"].contains(&class);
    a.class == b.class || (a.side.is_some() && in_arms(&a.class) && in_arms(&b.class))
}

fn near(a: Spot, b: Spot) -> bool {
    a.distance_km(b) <= a.radius_km + b.radius_km
}
