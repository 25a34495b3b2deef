//! Sets that grow together.

use std::collections::{BTreeMap, HashMap};

/// Numbers from nought on, in sets; the smallest number stands for its set.
#[derive(Clone, Debug, Default)]
pub(super) struct Sets(Vec<usize>);

impl Sets {
    pub(super) fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    pub(super) fn find(&mut self, mut i: usize) -> usize {
        while self.0[i] != i {
            self.0[i] = self.0[self.0[i]];
            i = self.0[i];
        }
        i
    }

    /// Makes one set of those of two; says whether they were apart.
    pub(super) fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b)] = a.min(b);
        a != b
    }
}

/// What hangs together by pairs that come in any order, each of two numbers of any size.
///
/// ```
/// use hearsay_incidents::Ties;
///
/// let mut ties = Ties::default();
/// assert!(ties.tie(700, 300));
/// assert!(ties.tie(300, 500));
/// assert!(!ties.tie(500, 700), "they hang together already");
/// assert_eq!(ties.sets(), [(300, 300), (500, 300), (700, 300)]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Ties {
    places: HashMap<u64, usize>,
    numbers: Vec<u64>,
    sets: Sets,
}

impl Ties {
    /// Ties two; says whether they did not hang together before.
    pub fn tie(&mut self, a: u64, b: u64) -> bool {
        let (a, b) = (self.place(a), self.place(b));
        self.sets.join(a, b)
    }

    /// Every number that was tied, in order, each with the least of those it hangs together with.
    #[must_use]
    pub fn sets(mut self) -> Vec<(u64, u64)> {
        let of: Vec<usize> = (0..self.numbers.len()).map(|place| self.sets.find(place)).collect();
        let mut least: BTreeMap<usize, u64> = BTreeMap::new();
        for (&set, &number) in of.iter().zip(&self.numbers) {
            least.entry(set).and_modify(|least| *least = number.min(*least)).or_insert(number);
        }
        let mut sets: Vec<(u64, u64)> =
            of.iter().zip(&self.numbers).map(|(set, number)| (*number, least[set])).collect();
        sets.sort_unstable();
        sets
    }

    fn place(&mut self, number: u64) -> usize {
        let next = self.numbers.len();
        let place = *self.places.entry(number).or_insert(next);
        if place == next {
            self.numbers.push(number);
            self.sets.0.push(next);
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_pairs_does_not_show() {
        let pairs = [(3, 9), (9, 4), (7, 8), (4, 3), (1, 7)];
        let sets = |pairs: &mut dyn Iterator<Item = (u64, u64)>| {
            let mut ties = Ties::default();
            let new = pairs.filter(|(a, b)| ties.tie(*a, *b)).count();
            (new, ties.sets())
        };
        let expected = (4, vec![(1, 1), (3, 3), (4, 3), (7, 1), (8, 1), (9, 3)]);
        assert_eq!(sets(&mut pairs.into_iter()), expected);
        assert_eq!(sets(&mut pairs.into_iter().rev()), expected);
    }
}
