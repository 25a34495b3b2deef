//! Claims that cannot both hold, each pair with its reason.
//!
//! One source never contradicts itself: what it says differently later is a change. Nor do figures
//! contradict each other that count different people, or that a rising toll explains.

mod doers;
mod happened;
mod numbers;

use std::collections::HashSet;
use std::hash::Hash;

use super::Scene;
use super::said::Said;
use crate::incident::{Contradiction, Side};

/// One of the two things said.
struct End<'s> {
    said: &'s Said<'s>,
    id: &'s str,
    figure: Option<&'s str>,
}

/// A pair that cannot both hold.
struct Pair<'s> {
    ends: [End<'s>; 2],
    about: String,
    reason: String,
}

/// All pairs that cannot both hold, oldest first; of the same two sources about the same thing in
/// the same two articles, one pair.
pub(super) fn contradictions(scene: &Scene<'_>, sides: &[Side]) -> Vec<Contradiction> {
    let mut pairs = numbers::pairs(scene, sides);
    pairs.extend(doers::pairs(scene));
    pairs.extend(happened::pairs(scene));
    for pair in &mut pairs {
        let [a, b] = &mut pair.ends;
        if (b.said.order(), b.id) < (a.said.order(), a.id) {
            std::mem::swap(a, b);
        }
    }
    pairs.retain(|pair| !pair.ends[0].said.same_origin(pair.ends[1].said));
    pairs.sort_by(|x, y| x.place().cmp(&y.place()).then_with(|| x.about.cmp(&y.about)));
    let mut seen = HashSet::new();
    pairs.iter().filter(|pair| seen.insert(pair.sameness())).map(Contradiction::from).collect()
}

impl<'s> Pair<'s> {
    /// Where it stands among others: by the places of its ends, and their ids.
    fn place(&self) -> impl Ord + use<'s> {
        let place = |end: &End<'s>| {
            let (created, article, start, _) = end.said.order();
            (created, article, start)
        };
        let [a, b] = &self.ends;
        (place(a), place(b), a.id, b.id)
    }

    /// The same for two pairs of which one is enough.
    fn sameness(&self) -> impl Eq + Hash + '_ {
        let end = |end: &End<'s>| (&end.said.voice.origin, &end.said.account.article.id);
        let [a, b] = &self.ends;
        let victims = a.figure.and_then(|_| self.reason.split(':').next());
        (end(a), end(b), &self.about, victims.unwrap_or_default())
    }
}

impl From<&Pair<'_>> for Contradiction {
    fn from(pair: &Pair<'_>) -> Self {
        let [a, b] = &pair.ends;
        Self {
            claims: [a.id.to_owned(), b.id.to_owned()],
            figures: a.figure.into_iter().chain(b.figure).map(str::to_owned).collect(),
            about: pair.about.clone(),
            reason: pair.reason.clone(),
        }
    }
}
