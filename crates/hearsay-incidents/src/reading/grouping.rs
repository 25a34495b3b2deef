//! Which claims of one article are of one incident.
//!
//! Claims are taken in the order of the text, and each goes to the group that it fits best: the
//! same sort of deed, day and place, the same people or figures, told nearby. What another day or
//! another town speaks against is another incident. Mere words about a deed go with the deed.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::history::history;
use crate::account::Figure;
use crate::claim::{Actor, Claim};
use crate::merging::words::{Sorts, is_said, sort};
use crate::merging::{Interval, Spot};

/// What an article tells of one incident, claims in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) claims: Vec<Claim>,
    pub(super) figures: Vec<Figure>,
    sorts: Sorts,
    days: Option<Interval>,
    spots: Vec<Spot>,
    people: BTreeSet<String>,
    unreal: bool,
    /// Told as history, not as news.
    past: bool,
    said: bool,
}

/// Code points between the words of two claims that still stand in one passage.
const NEAR: usize = 400;
/// Further on, only what is shared speaks for one incident.
const FAR: usize = 1_500;
/// How far apart two places must be to be two.
const ELSEWHERE_KM: f32 = 15.0;

/// The groups of an article's claims.
pub(super) fn groups(mut claims: Vec<Claim>, text: &str) -> Vec<Group> {
    claims.sort_by(|a, b| (a.trigger.start, &a.id).cmp(&(b.trigger.start, &b.id)));
    let history = history(&claims, text);
    let group = |claim: Claim| Group { past: history.contains_key(&claim.id), ..Group::of(claim) };
    let (said, deeds): (Vec<Claim>, Vec<Claim>) =
        claims.into_iter().partition(|claim| is_said(&claim.event));
    let mut groups: Vec<Group> = Vec::new();
    // First those that tell when or where, then those that lean on them.
    let (placed, leaning): (Vec<Group>, Vec<Group>) =
        deeds.into_iter().map(group).partition(|one| one.days.is_some() || !one.spots.is_empty());
    for one in placed.into_iter().chain(leaning) {
        let at = one.claims[0].trigger.start;
        let told_on = history.get(&one.claims[0].id).and_then(Option::as_ref);
        let before = told_on.and_then(|claim| groups.iter().position(|group| group.has(claim)));
        let best = (groups.iter().enumerate())
            .filter_map(|(i, group)| Some((group.fit(&one)?, Reverse(group.distance(at)), i)))
            .max();
        match before.or(best.map(|(_, _, i)| i)) {
            Some(i) => groups[i].take(one),
            None => groups.push(one),
        }
    }
    for claim in said {
        let one = group(claim);
        let at = one.claims[0].trigger.start;
        let best = (groups.iter().enumerate())
            .filter_map(|(i, group)| Some((group.subject(&one)?, Reverse(group.distance(at)), i)))
            .max();
        match best {
            Some((_, _, i)) => groups[i].put(one),
            None => groups.push(one),
        }
    }
    groups.sort_by_key(|group| group.claims[0].trigger.start);
    groups
}

/// A figure that no claim tells goes to what is told nearest of losses; else to the main group.
pub(super) fn place_figure(groups: &mut [Group], main: usize, figure: Figure) {
    let at = figure.toll.span.start;
    let nearest = (groups.iter().enumerate())
        .filter(|(_, group)| group.tells_losses())
        .map(|(i, group)| (group.distance(at), i))
        .min();
    let i = nearest.filter(|(distance, _)| *distance < NEAR).map_or(main, |(_, i)| i);
    groups[i].figures.push(figure);
}

impl Group {
    fn of(claim: Claim) -> Self {
        let unreal = ["requested", "planned", "threatened", "conditional", "habitual"];
        let sides = claim.actors.iter().chain(&claim.recipients);
        Self {
            sorts: sort(&claim.event),
            days: claim.time.as_ref().and_then(Interval::of),
            spots: claim.place.as_ref().and_then(Spot::of).into_iter().collect(),
            people: sides.map(who).collect(),
            unreal: unreal.contains(&claim.modality.as_str()),
            past: false,
            said: is_said(&claim.event),
            claims: vec![claim],
            figures: Vec::new(),
        }
    }

    /// How well a deed fits in, or nothing where it is of another incident.
    fn fit(&self, one: &Group) -> Option<i32> {
        let same_figure = self.shares_figure(one);
        let shared = self.people.intersection(&one.people).count().min(2);
        let same_day = self.days.is_some() && self.days == one.days;
        let same_place = self.spots.iter().any(|a| one.spots.iter().any(|b| is_one(*a, *b)));
        let far = self.distance(one.claims[0].trigger.start);
        let same_sort = self.sorts.meet(one.sorts);
        // Prisoners are taken in the battle in which others fall.
        let losses = self.tells_losses() && one.tells_losses();
        let related = same_sort || (far < NEAR && (losses || self.sorts.are_near(one.sorts)));
        let apart = match (self.is_other_time(one), self.is_elsewhere(one) && !same_place) {
            (true, true) => true,
            (false, false) => false,
            _ => !same_figure,
        };
        let is_other_mode = self.unreal != one.unreal || self.past != one.past;
        if is_other_mode || !related || apart {
            return None;
        }
        let nothing_new = one.days.is_none() && one.spots.is_empty();
        let near = if far < NEAR { 1 } else { 0 } - if far > FAR { 1 } else { 0 };
        let one_if = |is: bool| i32::from(is);
        #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)] // at most two
        let shared = shared as i32;
        let fit = 2 * one_if(same_figure)
            + shared
            + one_if(same_day)
            + one_if(same_place)
            + one_if(nothing_new)
            + near;
        (fit > 0).then_some(2 * fit + one_if(same_sort))
    }

    /// How clearly words are about this deed: in the same sentence, or of the same people nearby.
    fn subject(&self, one: &Group) -> Option<i32> {
        let words = &one.claims[0];
        let at = words.trigger.start;
        if self.said {
            let shared = self.people.intersection(&one.people).count();
            return (shared > 0 && self.distance(at) < NEAR && !self.is_other_time(one))
                .then_some(1);
        }
        let in_sentence = self.claims.iter().any(|claim| {
            let deed = &claim.trigger;
            words.evidence.iter().any(|span| span.start <= deed.start && deed.end <= span.end)
        });
        if in_sentence {
            return Some(3);
        }
        let shared = self.people.intersection(&one.people).count();
        (shared > 0 && self.distance(at) < NEAR / 2 && !self.is_other_time(one)).then_some(2)
    }

    fn shares_figure(&self, one: &Group) -> bool {
        let figures = |group: &'_ Group| {
            let tolls = group.claims.iter().flat_map(|claim| claim.toll.clone());
            tolls.collect::<Vec<_>>()
        };
        let theirs = figures(one);
        figures(self).iter().any(|a| {
            let counts = |n: Option<u64>| n.is_some_and(|n| n > 2);
            theirs.iter().any(|b| {
                a.kind == b.kind
                    && (a.min, a.max) == (b.min, b.max)
                    && (counts(a.min) || counts(a.max))
            })
        })
    }

    fn is_other_time(&self, one: &Group) -> bool {
        let (Some(a), Some(b)) = (self.days, one.days) else { return false };
        a.gap(b) > 0
    }

    fn is_elsewhere(&self, one: &Group) -> bool {
        let apart = |a: &Spot| one.spots.iter().all(|b| !is_one(*a, *b));
        !self.spots.is_empty() && !one.spots.is_empty() && self.spots.iter().all(apart)
    }

    /// Takes a deed in, with its day and place.
    fn take(&mut self, one: Group) {
        self.days = match (self.days, one.days) {
            (Some(a), Some(b)) => Some(if b.length() < a.length() { b } else { a }),
            (a, b) => a.or(b),
        };
        self.spots.extend(&one.spots);
        self.sorts = self.sorts.with(one.sorts);
        self.put(one);
    }

    /// Takes words in, which have their own day and place.
    fn put(&mut self, one: Group) {
        self.people.extend(one.people);
        self.claims.extend(one.claims);
        self.claims.sort_by(|a, b| (a.trigger.start, &a.id).cmp(&(b.trigger.start, &b.id)));
    }

    fn has(&self, claim: &str) -> bool {
        self.claims.iter().any(|own| own.id == claim)
    }

    fn distance(&self, at: usize) -> usize {
        let claims = self.claims.iter().map(|claim| claim.trigger.start.abs_diff(at));
        claims.min().unwrap_or(usize::MAX)
    }

    fn tells_losses(&self) -> bool {
        self.claims.iter().any(|claim| !claim.toll.is_empty())
    }

    pub(super) fn is_said(&self) -> bool {
        self.said
    }

    pub(super) fn is_past(&self) -> bool {
        self.past
    }

    pub(super) fn is_news(&self) -> bool {
        !self.unreal && !self.past
    }
}

fn is_one(a: Spot, b: Spot) -> bool {
    a.distance_km(b) <= a.radius_km.max(b.radius_km) + ELSEWHERE_KM
}

fn who(actor: &Actor) -> String {
    actor.name.to_lowercase()
}
