//! Figures of the same victims whose ranges do not meet; and days and places of one deed, known by
//! its figure, that are not the same.

use std::cell::OnceCell;

use super::{End, Pair};
use crate::description::Scene;
use crate::description::attackers;
use crate::description::figures::{Tally, same_victims};
use crate::description::said::Order;
use crate::incident::Side;

/// Two figures published no further apart than this are of one moment of the count.
const SAME_MOMENT_DAYS: u32 = 1;
/// The two sides of a fight count the same dead for longer: neither is waiting for the other's hospitals.
const SIDES_DAYS: u32 = 4;
/// Figures under this are told of many different deeds.
const TELLING: u64 = 5;

pub(super) fn pairs<'s>(scene: &'s Scene<'_>, sides: &[Side]) -> Vec<Pair<'s>> {
    let tallies = &scene.tallies;
    let suicide =
        scene.told.iter().any(|told| told.claim.event.mode.as_deref() == Some("suicide-attack"));
    let dead = attackers::dead(tallies, suicide);
    let mut pairs = Vec::new();
    // When the figure of each was given for the first time, as far as that had to be asked.
    let first_given = vec![OnceCell::new(); tallies.len()];
    for (i, a) in tallies.iter().enumerate() {
        for (j, b) in tallies.iter().enumerate().skip(i + 1) {
            // They stand in the order in which they were published.
            let is_stale = || {
                let lower = b.high.is_some_and(|high| high < a.low);
                let first = || first_given[j].get_or_init(|| given_first(tallies, b));
                lower && *first() < a.said.order()
            };
            if !a.meets(b)
                && !a.said.same_origin(&b.said)
                && same_victims(a, b)
                && !attackers::explain(a, b, dead)
                && !grew(a, b, are_sides(a, b, sides))
                && !is_stale()
            {
                pairs.push(numbers(scene, a, b));
            }
        }
    }
    pairs
}

/// Whether the two speak for two sides of the incident.
fn are_sides(a: &Tally<'_>, b: &Tally<'_>, sides: &[Side]) -> bool {
    let is_side = |tally: &Tally<'_>| {
        let key = tally.said.voice.party.as_ref().map(|party| party.key.as_str());
        key.is_some() && sides.iter().any(|side| !side.third_party && side.code.as_deref() == key)
    };
    is_side(a) && is_side(b) && a.said.voice.party != b.said.voice.party
}

/// Whether time alone explains it: tolls rise while the dead are found, so an early low figure and a
/// later high one hold together.
fn grew(a: &Tally<'_>, b: &Tally<'_>, rival: bool) -> bool {
    let days = a.said.days_between(&b.said);
    let (first, later) = if a.said.order() <= b.said.order() { (a, b) } else { (b, a) };
    let rises = first.high.is_some_and(|high| high < later.low);
    if rival {
        return days > SIDES_DAYS;
    }
    if rises {
        days > SAME_MOMENT_DAYS || later_in_the_day(first, later)
    } else {
        days > SIDES_DAYS
    }
}

/// Whether the hours of publication are known and the higher figure came hours later.
fn later_in_the_day(first: &Tally<'_>, later: &Tally<'_>) -> bool {
    let timed = |tally: &Tally<'_>| tally.said.created().len() > 10;
    let own = first.said.voice.is_own() || later.said.voice.is_own();
    own && timed(first) && timed(later) && first.said.created() < later.said.created()
}

/// When this figure was given for the same victims for the first time. What is given again after
/// another figure has come is only repeated, and contradicts nothing.
fn given_first<'a>(tallies: &[Tally<'a>], tally: &Tally<'a>) -> Order<'a> {
    let gives = |old: &&Tally<'_>| {
        (old.figure.toll.min, old.figure.toll.max) == (tally.figure.toll.min, tally.figure.toll.max)
            && same_victims(old, tally)
    };
    tallies.iter().find(gives).map_or(tally.said.order(), |first| first.said.order())
}

fn numbers<'s>(scene: &'s Scene<'_>, a: &'s Tally<'_>, b: &'s Tally<'_>) -> Pair<'s> {
    Pair {
        ends: [end(a), end(b)],
        about: a.kind().to_owned(),
        reason: format!(
            "{}: {} says {}, {} says {}; the same victims, and the ranges do not meet",
            a.victims(&scene.lands),
            a.said.speaker(),
            a.shown(),
            b.said.speaker(),
            b.shown(),
        ),
    }
}

fn end<'s>(tally: &'s Tally<'_>) -> End<'s> {
    End { said: &tally.said, id: tally.id(), figure: Some(&tally.figure.id) }
}

/// Claims of one deed, known by an uncommon figure that both tell, with two days or two places.
pub(super) fn circumstances<'s>(scene: &'s Scene<'_>) -> Vec<Pair<'s>> {
    let mut pairs = Vec::new();
    let told: Vec<_> = scene
        .told
        .iter()
        .filter(|told| told.is_asserted() && !told.claim.toll.is_empty())
        .collect();
    for (i, a) in told.iter().enumerate() {
        for b in &told[i + 1..] {
            let shared = a.claim.toll.iter().find(|x| {
                b.claim.toll.iter().any(|y| {
                    (&x.kind, x.min, x.max) == (&y.kind, y.min, y.max)
                        && x.min.or(x.max).is_some_and(|n| n >= TELLING)
                        && x.min == x.max
                })
            });
            let Some(figure) = shared else { continue };
            let of = format!("the deed with {} {}", figure.min.unwrap_or(0), figure.kind);
            let mut push = |about: &str, reason: String| {
                pairs.push(Pair {
                    ends: [
                        End { said: &a.said, id: &a.claim.id, figure: None },
                        End { said: &b.said, id: &b.claim.id, figure: None },
                    ],
                    about: about.to_owned(),
                    reason,
                });
            };
            if let (Some(x), Some(y)) = (a.days, b.days) {
                let one_day = x.length() == 1 && y.length() == 1;
                if one_day && x.gap(y) > 0 {
                    let day = |told: &crate::description::deeds::Told<'_>| {
                        let begin = told.claim.time.as_ref().and_then(|time| time.begin.clone());
                        begin
                            .map(|begin| begin.chars().take(10).collect::<String>())
                            .unwrap_or_default()
                    };
                    push(
                        "time",
                        format!(
                            "when: {} puts {of} on {}, {} on {}",
                            a.said.speaker(),
                            day(a),
                            b.said.speaker(),
                            day(b)
                        ),
                    );
                }
            }
            if let (Some(x), Some(y), Some(p), Some(q)) =
                (a.spot, b.spot, &a.claim.place, &b.claim.place)
            {
                let precise = |spot: crate::merging::Spot| spot.radius_km <= PRECISE_KM;
                if precise(x)
                    && precise(y)
                    && x.distance_km(y) > x.radius_km + y.radius_km + APART_KM
                {
                    push(
                        "place",
                        format!(
                            "where: {} puts {of} in {}, {} in {}",
                            a.said.speaker(),
                            p.name,
                            b.said.speaker(),
                            q.name
                        ),
                    );
                }
            }
        }
    }
    pairs
}

/// A place that reaches no further is a town.
const PRECISE_KM: f32 = 15.0;
/// Two towns further apart than they reach, and this, are not one place told in two ways.
const APART_KM: f32 = 20.0;
