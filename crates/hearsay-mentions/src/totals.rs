//! Totals: what the figures of a text come to together, for each kind of harm.
//!
//! A news text tells its figures more than once, whole and in parts. Those that one word of harm
//! takes together are added, but for parts of one of them. Another telling of the same harm is a
//! repetition when it gives the same figure or only names somebody known, an addition when it says
//! so, and else a rival: then the article stands by the greater, and the interval holds both.

use std::collections::{BTreeMap, HashMap};

use hearsay_syntax::Dep;

use crate::context::Context;
use crate::data::{self, HarmContext};
use crate::mention::{Actor, GroupId, Harm, Loss, Quantity, QuantityId, Reality, Total};

/// How many of those told of are remembered, to know them again; a longer memory would make time
/// grow faster than the text.
const REMEMBERED: usize = 64;

/// The totals of a text, in the order in which the kinds of harm are first told.
pub(crate) fn find(context: &Context, actors: &[Actor], quantities: &[Quantity]) -> Vec<Total> {
    let groups: HashMap<usize, GroupId> =
        actors.iter().map(|actor| (actor.head, actor.group)).collect();
    let mut totals: Vec<(Harm, Sum)> = Vec::new();
    let mut is_nobody_hurt = false;
    for telling in tellings(context, &groups, quantities) {
        is_nobody_hurt |=
            telling.harm == Harm::Casualties && telling.low == 0 && !telling.is_claimed;
        match totals.iter_mut().find(|(harm, _)| *harm == telling.harm) {
            Some((_, sum)) => sum.take(telling),
            None => totals.push((telling.harm, Sum::of(telling))),
        }
    }
    // "No casualties were reported. The rebels claimed to have killed eight."
    for (_, sum) in totals.iter_mut().filter(|(_, sum)| is_nobody_hurt && sum.last.is_claimed) {
        (sum.low, sum.best) = (0, 0);
        sum.quantities.clear();
    }
    let total = |(harm, sum): (Harm, Sum)| Total {
        harm,
        low: Some(sum.low),
        best: Some(sum.best),
        high: sum.high,
        quantities: sum.quantities,
    };
    totals.into_iter().map(total).collect()
}

/// What one word of harm tells: its figures added up.
struct Telling {
    harm: Harm,
    sentence: usize,
    low: u64,
    high: Option<u64>,
    quantities: Vec<QuantityId>,
    victims: Vec<Victim>,
    /// Whether it says that it comes on top of others.
    is_more: bool,
    /// Whether it says that it is of all together.
    is_whole: bool,
    /// Whether only somebody else claims it.
    is_claimed: bool,
}

/// Those counted, who may be told of again.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Victim {
    /// Somebody by name.
    Named(Option<GroupId>, String),
    /// Somebody known: "the guard", "his wife".
    Known(String),
    /// Somebody known by a pronoun.
    Pronoun,
    /// A figure for some sort of people.
    Some(String),
    /// A figure for whoever they are: "12 people", "12".
    Anyone,
    /// A figure for dead bodies.
    Body,
}

impl Telling {
    fn all(&self, is: impl Fn(&Victim) -> bool) -> bool {
        self.victims.iter().all(is)
    }
}

/// The tellings in text order, each with all that its word of harm counts.
fn tellings(
    context: &Context,
    groups: &HashMap<usize, GroupId>,
    quantities: &[Quantity],
) -> Vec<Telling> {
    let mut by_word: BTreeMap<(usize, Harm), Vec<QuantityId>> = BTreeMap::new();
    let mut harms_of: BTreeMap<usize, Vec<(usize, Harm)>> = BTreeMap::new();
    for (at, quantity) in quantities.iter().enumerate() {
        for loss in quantity.losses.iter().filter(|loss| is_told(loss)) {
            let is_part = quantity.part_of.is_some_and(|whole| {
                quantities[whole.0].losses.iter().any(|other| other.harm == loss.harm)
            });
            if !is_part && (quantity.min.is_some() || quantity.max.is_some()) {
                by_word.entry((loss.word, loss.harm)).or_default().push(QuantityId(at));
                let sentence = context.document.sentence_of(loss.word);
                harms_of.entry(sentence).or_default().push((loss.word, loss.harm));
            }
        }
    }
    let telling = |((word, harm), told): ((usize, Harm), Vec<QuantityId>)| {
        let told = without_parts(context, groups, quantities, told);
        let figures = || told.iter().map(|id| &quantities[id.0]);
        let sentence = context.document.sentence_of(word);
        // "Three killed and two others wounded": others than the killed, not than other wounded.
        let is_contrast =
            harms_of[&sentence].iter().any(|(other, kind)| *kind != harm && *other < word);
        let is_more = context
            .document
            .children_by(word, Dep::Advmod)
            .any(|c| is(context, c, HarmContext::Also))
            || !is_contrast
                && figures().any(|quantity| {
                    let noun = quantity.of_head.unwrap_or(quantity.head);
                    quantity.tokens.clone().chain([noun]).any(|t| is(context, t, HarmContext::Also))
                });
        Telling {
            harm,
            sentence,
            low: figures().filter_map(|q| q.min.or(q.max)).fold(0, u64::saturating_add),
            high: figures().map(|q| q.max).try_fold(0, |sum: u64, max| sum.checked_add(max?)),
            victims: figures().map(|quantity| victim(context, groups, quantity)).collect(),
            is_more,
            is_claimed: figures().all(|quantity| {
                let own = |loss: &&Loss| loss.word == word && loss.harm == harm;
                let loss = quantity.losses.iter().find(own);
                loss.is_some_and(|loss| loss.reality == Reality::Claimed)
            }),
            is_whole: figures().any(|q| q.is_cumulative) || is_whole(context, word),
            quantities: told,
        }
    };
    by_word.into_iter().map(telling).collect()
}

/// Whether a harm is told as one of this text's.
fn is_told(loss: &Loss) -> bool {
    matches!(loss.reality, Reality::Actual | Reality::Claimed)
}

/// The figures without those that only divide the first: "15 others, four police and eleven
/// civilians".
fn without_parts(
    context: &Context,
    groups: &HashMap<usize, GroupId>,
    quantities: &[Quantity],
    told: Vec<QuantityId>,
) -> Vec<QuantityId> {
    let least = |id: &QuantityId| quantities[id.0].min.unwrap_or(0);
    let Some((first, rest)) = told.split_first() else { return told };
    let sum = rest.iter().map(least).fold(0, u64::saturating_add);
    let is_anyone = victim(context, groups, &quantities[first.0]) == Victim::Anyone;
    if is_anyone && rest.len() > 1 && sum == least(first) { vec![*first] } else { told }
}

fn is(context: &Context, i: usize, class: HarmContext) -> bool {
    context.lexicon.harm_context.get(context.lower(i)) == Some(&class)
}

/// Whether words of a total stand near the word of harm: "in total", "a total of".
fn is_whole(context: &Context, word: usize) -> bool {
    let sentence = context.sentence(word);
    let from = word.saturating_sub(8).max(sentence.start);
    let to = (word + 6).min(sentence.end);
    (from..to).any(|t| is(context, t, HarmContext::Total))
}

/// Whom a quantity counts, to know them again.
fn victim(context: &Context, groups: &HashMap<usize, GroupId>, quantity: &Quantity) -> Victim {
    let Some(of) = quantity.of_head else { return Victim::Anyone };
    let noun = context.base(of).to_owned();
    if !quantity.is_implied {
        let is_anyone = context.lexicon.harm_context.get(&noun) == Some(&HarmContext::Anyone);
        let is_noun = context.is_noun(of);
        let mut entries = context.lexicon.harms.get(&noun).into_iter().flatten();
        if entries.any(|entry| entry.victim == data::Victim::Body) {
            return Victim::Body;
        }
        return if is_anyone || !is_noun { Victim::Anyone } else { Victim::Some(noun) };
    }
    let is_new = |t: usize| matches!(context.lower(t), "a" | "an" | "another" | "one");
    if quantity.tokens.clone().any(is_new) {
        Victim::Some(noun)
    } else if context.is_proper(of) {
        Victim::Named(groups.get(&of).copied(), noun)
    } else if context.is_noun(of) {
        Victim::Known(noun)
    } else {
        Victim::Pronoun
    }
}

/// The figures taken together so far.
struct Sum {
    low: u64,
    best: u64,
    high: Option<u64>,
    last: Telling,
    quantities: Vec<QuantityId>,
    victims: Vec<Victim>,
    is_whole: bool,
}

impl Sum {
    fn of(telling: Telling) -> Self {
        Self {
            low: telling.low,
            best: telling.low,
            high: telling.high,
            quantities: telling.quantities.clone(),
            victims: telling.victims.clone(),
            is_whole: telling.is_whole,
            last: telling,
        }
    }

    /// Takes another telling of the same harm.
    fn take(&mut self, telling: Telling) {
        if telling.is_claimed && !self.last.is_claimed {
            self.rival(&telling);
        } else if self.best == 0 || telling.is_whole || self.last.is_claimed {
            *self = Self::of(telling);
        } else if telling.low == 0 || self.is_whole || self.knows(&telling) {
            // Nobody else.
        } else if self.is_addition(&telling) {
            self.low = self.low.saturating_add(telling.low);
            self.best = self.best.saturating_add(telling.low);
            self.high = self.high.zip(telling.high).and_then(|(a, b)| a.checked_add(b));
            self.quantities.extend(&telling.quantities);
            self.victims.extend(telling.victims.iter().cloned());
            let forgotten = self.victims.len().saturating_sub(REMEMBERED);
            self.victims.drain(..forgotten);
            self.last = telling;
        } else if telling.low > self.best {
            let low = self.low;
            *self = Self::of(telling);
            self.low = low;
        } else if telling.all(|victim| *victim == Victim::Anyone) {
            self.rival(&telling);
        }
    }

    /// Widens the interval by a figure that the text does not make its own.
    fn rival(&mut self, telling: &Telling) {
        self.low = self.low.min(telling.low);
        self.high = self.high.zip(telling.high).map(|(a, b)| a.max(b));
    }

    /// Whether a telling only names those of whom the text told before.
    fn knows(&self, telling: &Telling) -> bool {
        let is_told =
            |id: &QuantityId| self.quantities.iter().rev().take(REMEMBERED).any(|q| q == id);
        if telling.quantities.iter().all(is_told) {
            return true;
        }
        telling.all(|victim| match victim {
            Victim::Pronoun => true,
            Victim::Named(group, name) => {
                let is_same = |known: &Victim| match known {
                    Victim::Named(other, word) => word == name || group.is_some() && group == other,
                    _ => false,
                };
                // "A councillor was shot dead. Ansel Rudvik was killed at home."
                let is_new = self.victims.iter().all(|known| matches!(known, Victim::Named(..)));
                self.victims.iter().any(is_same) || !is_new && !telling.is_more
            }
            Victim::Known(_) => !telling.is_more && telling.sentence != self.last.sentence,
            // The bodies that are found are of those told of before.
            Victim::Body => !telling.is_more,
            Victim::Some(_) | Victim::Anyone => false,
        }) && !telling.victims.is_empty()
    }

    /// Whether a telling comes on top of those before: it says so, or counts other people.
    fn is_addition(&self, telling: &Telling) -> bool {
        if telling.is_more || telling.all(|victim| matches!(victim, Victim::Named(..))) {
            return true;
        }
        let is_told_again = telling.low == self.last.low || telling.low == self.best;
        let is_sort = |victim: &Victim| !matches!(victim, Victim::Anyone | Victim::Pronoun);
        let differ = telling.all(|victim| is_sort(victim) && !self.victims.contains(victim))
            && self.victims.iter().all(is_sort);
        !is_told_again && (differ || telling.sentence == self.last.sentence)
    }
}
