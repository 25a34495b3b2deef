//! Claims that cannot both hold, each pair with its reason.
//!
//! One source never contradicts itself: what it says differently later is a change. Nor do figures
//! contradict each other that count different people, or that a rising toll explains.

mod doers;
mod happened;
mod numbers;

use std::collections::BTreeSet;

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
    pairs.sort_by(|x, y| {
        let key = |end: &End<'_>| {
            (end.said.order().0.to_owned(), end.said.order().1.to_owned(), end.said.span.start)
        };
        let keys = |pair: &Pair<'_>| (key(&pair.ends[0]), key(&pair.ends[1]));
        keys(x).cmp(&keys(y)).then_with(|| {
            (x.ends[0].id, x.ends[1].id, &x.about).cmp(&(y.ends[0].id, y.ends[1].id, &y.about))
        })
    });
    let mut seen: BTreeSet<Vec<String>> = BTreeSet::new();
    pairs.retain(|pair| {
        let end =
            |end: &End<'_>| format!("{}\n{}", end.said.voice.origin, end.said.account.article.id);
        let victims =
            pair.ends[0].figure.map(|_| pair.reason.split(':').next().unwrap_or_default());
        let key = [
            end(&pair.ends[0]),
            end(&pair.ends[1]),
            pair.about.clone(),
            victims.unwrap_or_default().to_owned(),
        ];
        seen.insert(key.to_vec())
    });
    pairs.into_iter().map(Contradiction::from).collect()
}

impl From<Pair<'_>> for Contradiction {
    fn from(pair: Pair<'_>) -> Self {
        let [a, b] = &pair.ends;
        Self {
            claims: [a.id.to_owned(), b.id.to_owned()],
            figures: a.figure.into_iter().chain(b.figure).map(str::to_owned).collect(),
            about: pair.about,
            reason: pair.reason,
        }
    }
}
