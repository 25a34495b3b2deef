//! Which of the places that bear a name an article means.
//!
//! One name means one place in an article, unless the text sets them apart ("Paris, Texas"). What
//! counts: what contains what ("Stepanakert, in Nagorno-Karabakh"), which countries and provinces
//! the article is about, how near the other places lie, and how well known a place is. The doubts
//! of all names are weighed together in a few rounds.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use super::candidates::{Candidate, Level};
use super::geometry::distance_km;
use crate::context::Context;

/// What each reason counts, in powers of ten of inhabitants.
mod weight {
    /// A name that is not the usual one.
    pub(super) const ALTERNATE: f64 = -1.0;
    /// A capital.
    pub(super) const CAPITAL: f64 = 1.0;
    /// The text says so: "Paris, Texas".
    pub(super) const CONTAINED: f64 = 6.0;
    /// All that the article names lies in this country, or in this division.
    pub(super) const COUNTRY: f64 = 2.5;
    pub(super) const DIVISION: f64 = 2.75;
    /// All that the article names lies here.
    pub(super) const NEAR: f64 = 4.0;
    /// How well known what has no inhabitants of its own is, at least.
    pub(super) const CONTINENT: f64 = 9.0;
    pub(super) const KNOWN_COUNTRY: f64 = 9.0;
    pub(super) const OTHER: f64 = 6.0;
    /// A division is named less often than its people would make one think.
    pub(super) const DIVISION1: f64 = 0.0;
    pub(super) const DIVISION2: f64 = -1.0;
    /// A town after which its division is called: "São Paulo" is the town.
    pub(super) const TWIN: f64 = 1.0;
    /// Below this a place is not believed; what has a name of its own is believed sooner.
    pub(super) const DOUBTFUL: f64 = 5.0;
    pub(super) const UNIQUE: f64 = 4.0;
}

/// So many candidates are kept of each name, and how much less may speak for them than for the best.
const RANKED: usize = 4;
const DOUBT: f64 = 1.5;
/// Rounds of weighing; more change nothing in practice.
const ROUNDS: usize = 3;
/// So many names are weighed against each other, the most frequent ones: an atlas must not take
/// longer than an article.
const ANCHORS: usize = 64;
/// So many candidates of an anchor are looked at.
const DOUBTS: usize = 6;
/// So much weight of other places is taken to lie elsewhere: two names alone prove little of each
/// other.
const THIN_EVIDENCE: f64 = 1.5;
/// Where nearness fades, in kilometres.
const NEARNESS_KM: f64 = 70.0;

/// A name of a place, with what it may mean.
#[derive(Clone, Debug)]
pub(crate) struct Toponym {
    pub(crate) tokens: Range<usize>,
    /// Whether it is an adjective: "Armenian".
    pub(crate) is_adjective: bool,
    /// Whether the name takes only a part of the place: "North London".
    pub(crate) is_part: bool,
    /// What it may mean.
    pub(super) candidates: Rc<[Candidate]>,
    /// What it does mean most likely, the likeliest first, once it is resolved.
    pub(super) ranked: Vec<Candidate>,
    /// What made it out to be one.
    pub(crate) rule: &'static str,
}

impl Toponym {
    pub(super) fn new(
        tokens: Range<usize>,
        is_adjective: bool,
        is_part: bool,
        candidates: Rc<[Candidate]>,
        rule: &'static str,
    ) -> Self {
        Self { tokens, is_adjective, is_part, candidates, ranked: Vec::new(), rule }
    }

    /// Whether it is a name by itself, and not one inside the name of a body.
    pub(crate) fn is_ground_for_all(&self) -> bool {
        !self.is_adjective && self.rule != "body" && !self.ranked.is_empty()
    }

    /// Whether it most likely means a country, or a territory that acts like one.
    pub(crate) fn is_country(&self) -> bool {
        self.ranked.first().is_some_and(|best| best.level >= Level::Country || best.is_contested)
    }
}

/// All occurrences of one name.
struct Group {
    occurrences: Vec<usize>,
    /// What the candidates count by themselves and by what the text says of them.
    prior: Vec<f64>,
    /// How likely each is.
    share: Vec<f64>,
}

/// A candidate as it was weighed: what it counts by itself, and with all that the article adds.
#[derive(Clone, Debug)]
pub(crate) struct Weighed {
    /// The number of the toponym.
    pub(crate) toponym: usize,
    pub(crate) candidate: Candidate,
    pub(crate) known: f64,
    pub(crate) score: f64,
}

/// Puts the likeliest candidate of each toponym first.
pub(crate) fn resolve(context: &Context, toponyms: &mut [Toponym]) {
    resolve_watched(context, toponyms, &mut |_| {});
}

/// The same, telling `watch` of every candidate as it was weighed.
pub(crate) fn resolve_watched(
    context: &Context,
    toponyms: &mut [Toponym],
    watch: &mut dyn FnMut(Weighed),
) {
    let mut number_of: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for (at, toponym) in toponyms.iter().enumerate() {
        if toponym.candidates.is_empty() {
            continue;
        }
        let name = context.words(toponym.tokens.clone());
        let number = *number_of.entry(name).or_insert_with(|| {
            let prior = toponym.candidates.iter().map(prior).collect();
            groups.push(Group { occurrences: Vec::new(), prior, share: Vec::new() });
            groups.len() - 1
        });
        groups[number].occurrences.push(at);
    }
    let containers = containers(context, toponyms);
    // What is said once of a name holds for all its occurrences.
    for group in &mut groups {
        let inner = &toponyms[group.occurrences[0]].candidates;
        for (k, candidate) in inner.iter().enumerate() {
            let is_contained = group.occurrences.iter().any(|at| {
                containers[*at]
                    .is_some_and(|outer| is_in_any(candidate, &toponyms[outer].candidates))
            });
            if is_contained {
                group.prior[k] += weight::CONTAINED / 2.0;
            }
        }
        group.share = shares(&group.prior);
    }
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|g| std::cmp::Reverse(groups[*g].occurrences.len()));
    order.truncate(ANCHORS);
    let mut scores: Vec<Vec<f64>> = groups.iter().map(|group| group.prior.clone()).collect();
    for _ in 0..ROUNDS {
        let scene = Scene::new(&order, &groups, toponyms);
        for (g, group) in groups.iter().enumerate() {
            let candidates = &toponyms[group.occurrences[0]].candidates;
            for (k, candidate) in candidates.iter().enumerate() {
                scores[g][k] = group.prior[k] + scene.support(g, group, candidate);
            }
        }
        for (group, scores) in groups.iter_mut().zip(&scores) {
            group.share = shares(scores);
        }
    }
    for (group, scores) in groups.iter().zip(&scores) {
        let candidates = Rc::clone(&toponyms[group.occurrences[0]].candidates);
        for at in &group.occurrences {
            let own = |k: usize| {
                let is_contained = containers[*at]
                    .is_some_and(|outer| is_in_any(&candidates[k], &toponyms[outer].candidates));
                scores[k] + if is_contained { weight::CONTAINED / 2.0 } else { 0.0 }
            };
            let mut order: Vec<(f64, usize)> = (0..candidates.len()).map(|k| (own(k), k)).collect();
            for (score, k) in &order {
                let (candidate, known) = (candidates[*k], prior(&candidates[*k]));
                watch(Weighed { toponym: *at, candidate, known, score: *score });
            }
            order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            // A village that nothing in the article speaks for is hardly the one that is meant.
            let least = if order.len() > 1 { weight::DOUBTFUL } else { weight::UNIQUE };
            order.retain(|(score, _)| *score >= least);
            let best = order.first().map_or(0.0, |(score, _)| *score);
            order.retain(|(score, _)| *score > best - DOUBT);
            order.truncate(RANKED);
            toponyms[*at].ranked = order.into_iter().map(|(_, k)| candidates[k]).collect();
        }
    }
    // What was weighed is not needed any more; an article has thousands of names.
    for toponym in toponyms {
        toponym.candidates = Rc::new([]);
    }
}

/// How well known a place is.
fn prior(candidate: &Candidate) -> f64 {
    let people = f64::from(candidate.population.max(100)).log10();
    let mut score = match candidate.level {
        Level::Continent => weight::CONTINENT,
        Level::Country => weight::KNOWN_COUNTRY,
        // A territory in dispute is in the news like a country.
        Level::Other if candidate.is_contested => weight::KNOWN_COUNTRY - 0.5,
        // An ocean is better known than a brook.
        Level::Other => {
            let reach = candidate.radius_km.unwrap_or(0.0) / 100.0;
            weight::OTHER + reach.max(1.0).log10().min(2.0)
        }
        Level::Division1 => people + weight::DIVISION1,
        Level::Division2 => people + weight::DIVISION2,
        // What stands in our own table is there because news tells of it.
        Level::City if candidate.population == 0 => weight::OTHER,
        Level::City => people,
    };
    if candidate.is_twin {
        score += weight::TWIN;
    }
    if candidate.is_alternate {
        score += weight::ALTERNATE;
    }
    if candidate.is_capital {
        score += weight::CAPITAL;
    }
    score
}

/// Scores as shares of one.
fn shares(scores: &[f64]) -> Vec<f64> {
    let top = scores.iter().copied().fold(f64::MIN, f64::max);
    let powers: Vec<f64> = scores.iter().map(|score| (score - top).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}

/// What the article is about so far.
struct Scene<'g> {
    total: f64,
    countries: HashMap<&'static str, f64>,
    divisions: HashMap<&'static str, f64>,
    anchors: Vec<Anchor<'g>>,
}

/// A name that others are weighed against: its group, its weight, and its likeliest places with
/// their shares.
type Anchor<'g> = (usize, f64, Vec<(f64, &'g Candidate)>);

impl<'g> Scene<'g> {
    fn new(order: &[usize], groups: &[Group], toponyms: &'g [Toponym]) -> Self {
        let mut scene = Self {
            total: THIN_EVIDENCE,
            countries: HashMap::new(),
            divisions: HashMap::new(),
            anchors: Vec::new(),
        };
        for g in order {
            let group = &groups[*g];
            let candidates = &toponyms[group.occurrences[0]].candidates;
            let weight = frequency(group);
            scene.total += weight;
            let mut likely: Vec<(f64, &Candidate)> = Vec::new();
            for (share, candidate) in group.share.iter().zip(candidates.iter()) {
                if let Some(country) = candidate.country {
                    *scene.countries.entry(country).or_default() += weight * share;
                }
                if let Some((division, _)) = candidate.division {
                    *scene.divisions.entry(division).or_default() += weight * share;
                }
                if *share > 0.05 && candidate.point.is_some() && candidate.level < Level::Country {
                    likely.push((*share, candidate));
                }
            }
            likely.sort_by(|a, b| b.0.total_cmp(&a.0));
            likely.truncate(DOUBTS);
            scene.anchors.push((*g, weight, likely));
        }
        scene
    }

    /// What the rest of the article adds to a candidate of group `g`.
    fn support(&self, g: usize, group: &Group, candidate: &Candidate) -> f64 {
        let own = self.anchors.iter().find(|anchor| anchor.0 == g);
        let own_weight = own.map_or(0.0, |_| frequency(group));
        let total = self.total - own_weight;
        let own_share = |is_same: &dyn Fn(&Candidate) -> bool| {
            own.map_or(0.0, |(_, weight, likely)| {
                let same = likely.iter().filter(|(_, other)| is_same(other));
                weight * same.map(|(share, _)| share).sum::<f64>()
            })
        };
        let mut support = 0.0;
        if let Some(country) = candidate.country {
            let of = self.countries.get(country).copied().unwrap_or(0.0)
                - own_share(&|other| other.country == Some(country));
            support += weight::COUNTRY * (of / total).clamp(0.0, 1.0).sqrt();
        }
        if let Some((division, _)) = candidate.division {
            let of = self.divisions.get(division).copied().unwrap_or(0.0)
                - own_share(&|other| other.division.is_some_and(|(code, _)| code == division));
            support += weight::DIVISION * (of / total).clamp(0.0, 1.0).sqrt();
        }
        if let Some(point) = candidate.point
            && candidate.level < Level::Country
        {
            let mut near = 0.0;
            for (other, weight, likely) in &self.anchors {
                if *other == g {
                    continue;
                }
                for (share, place) in likely {
                    let Some(there) = place.point else { continue };
                    // Far places add nothing; most are told by latitude alone.
                    if (there.0 - point.0).abs() < 6.0 {
                        near += weight * share * (-distance_km(point, there) / NEARNESS_KM).exp();
                    }
                }
            }
            support += weight::NEAR * (near / total).clamp(0.0, 1.0).sqrt();
        }
        support
    }
}

/// How much a name weighs by how often it stands.
fn frequency(group: &Group) -> f64 {
    1.0 + (group.occurrences.len() as f64).ln()
}

fn is_in_any(inner: &Candidate, outers: &[Candidate]) -> bool {
    outers.iter().any(|outer| is_in(inner, outer))
}

/// Whether one place lies in another.
pub(super) fn is_in(inner: &Candidate, outer: &Candidate) -> bool {
    if inner.level >= outer.level && outer.level != Level::Other {
        return false;
    }
    let within = |slack: f64| match (inner.point, outer.point, outer.radius_km) {
        (Some(a), Some(b), Some(radius)) => distance_km(a, b) <= radius * 1.2 + slack,
        _ => false,
    };
    match outer.level {
        Level::Continent => false,
        Level::Country => inner.country.is_some() && inner.country == outer.country,
        Level::Division1 => {
            inner.division.is_some()
                && inner.division.map(|(code, _)| code) == outer.division.map(|(code, _)| code)
        }
        Level::Division2 => inner.country == outer.country && within(10.0),
        Level::Other => outer.radius_km.is_some_and(|radius| radius < 3000.0) && within(10.0),
        Level::City => false,
    }
}

/// For each toponym the one that the text puts around it: "Hask, Armenia", "Hask (Armenia)",
/// "Hask in Armenia", "Armenia's Hask", "the Armenian town of Hask".
fn containers(context: &Context, toponyms: &[Toponym]) -> Vec<Option<usize>> {
    let mut at: HashMap<usize, usize> = HashMap::new();
    let mut ends: HashMap<usize, usize> = HashMap::new();
    for (number, toponym) in toponyms.iter().enumerate() {
        at.insert(toponym.tokens.start, number);
        ends.insert(toponym.tokens.end, number);
    }
    let is_feature = |i: usize| context.lexicon.features.contains_key(context.base(i));
    toponyms
        .iter()
        .map(|toponym| {
            let Range { start, end } = toponym.tokens;
            let mut next = end;
            // "Hask district, Armenia", "Hask, a town in Armenia"
            if is_feature(next) {
                next += 1;
            }
            let after = match context.lower(next) {
                "," | "(" => {
                    let mut there = next + 1;
                    if matches!(context.lower(there), "in" | "the") {
                        there += 1;
                    }
                    if context.lower(there) == "the" {
                        there += 1;
                    }
                    at.get(&there)
                }
                "in" | "of" if context.lower(next + 1) == "the" => at.get(&(next + 2)),
                "in" | "of" => at.get(&(next + 1)),
                _ => None,
            };
            if let Some(after) = after.filter(|after| !toponyms[**after].is_adjective) {
                return Some(*after);
            }
            let mut before = start;
            // "city of Hask"
            if before >= 2 && context.lower(before - 1) == "of" && is_feature(before - 2) {
                before -= 2;
                while before > 0
                    && (context.tag(before - 1) == hearsay_syntax::Tag::Jj
                        || context.is_noun(before - 1))
                    && !ends.contains_key(&before)
                {
                    before -= 1;
                }
            } else if before > 0 && is_feature(before - 1) {
                before -= 1;
            }
            if before > 0 && matches!(context.lower(before - 1), "'s" | "'") {
                before -= 1;
            }
            ends.get(&before).copied().filter(|_| before < start || toponym.tokens.len() > 1)
        })
        .collect()
}
