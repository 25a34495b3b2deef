//! What people have decided about claims, as it binds accounts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::sketch::Sketch;

/// What people have decided about claims: which belong together, and which do not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Together {
    /// Pairs of claims, by id, that are of one incident.
    pub joined: Vec<(String, String)>,
    /// Pairs of claims, by id, that are not.
    pub parted: Vec<(String, String)>,
}

/// The decisions, to be looked up by claim.
#[derive(Debug, Default)]
pub(super) struct Decided<'d> {
    joined: BTreeMap<&'d str, BTreeSet<&'d str>>,
    parted: BTreeMap<&'d str, BTreeSet<&'d str>>,
}

impl<'d> Decided<'d> {
    pub(super) fn new(together: &'d Together) -> Self {
        let both = |pairs: &'d [(String, String)]| {
            let mut by_claim: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
            for (a, b) in pairs {
                by_claim.entry(a).or_default().insert(b);
                by_claim.entry(b).or_default().insert(a);
            }
            by_claim
        };
        Self { joined: both(&together.joined), parted: both(&together.parted) }
    }

    /// The claims that belong with any of an account's.
    pub(super) fn joined_with(&self, sketch: &Sketch) -> impl Iterator<Item = &'d str> {
        sketch.claims.iter().filter_map(|claim| self.joined.get(&**claim)).flatten().copied()
    }

    /// The pairs of accounts that must stand together and those that must not, by their numbers.
    pub(super) fn pairs(&self, sketches: &[&Sketch]) -> (Pairs, Pairs) {
        if self.joined.is_empty() && self.parted.is_empty() {
            return (Pairs::new(), Pairs::new());
        }
        let tellers: HashMap<&str, usize> = (sketches.iter().enumerate())
            .flat_map(|(i, sketch)| sketch.claims.iter().map(move |claim| (&**claim, i)))
            .collect();
        let of = |decided: &BTreeMap<&str, BTreeSet<&str>>| {
            let mut pairs = Pairs::new();
            for (i, sketch) in sketches.iter().enumerate() {
                let others = sketch.claims.iter().filter_map(|claim| decided.get(&**claim));
                let others = others.flatten().filter_map(|claim| tellers.get(claim));
                pairs.extend(others.filter(|j| i < **j).map(|j| (i, *j)));
            }
            pairs
        };
        (of(&self.joined), of(&self.parted))
    }

    pub(super) fn are_parted(&self, a: &str, b: &str) -> bool {
        self.parted.get(a).is_some_and(|others| others.contains(b))
    }
}

/// Pairs of numbers, the smaller first, in order.
pub(super) type Pairs = BTreeSet<(usize, usize)>;
