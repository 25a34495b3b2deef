//! From likenesses to incidents: the most alike accounts are brought together first.
//!
//! Two groups are as alike as their accounts are on average, and are brought together for as long
//! as that speaks for one incident. Likenesses are whole numbers and ties go by the accounts' order, so what
//! comes out depends on the set of accounts alone. Groups between which nothing is alike never meet, so each
//! set of accounts that hang together can be grouped by itself.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::alike::{Likeness, NOT_COMPARED};
use super::decided::Pairs;

/// Accounts, numbered in their order, with what is known about pairs of them.
pub(super) struct Linked<'l> {
    pub(super) count: usize,
    /// The pairs that were compared, the smaller number first, each once.
    pub(super) alike: &'l [(u32, u32, Likeness)],
    /// What people have joined, and then what is brought together before all else.
    pub(super) joined: &'l Pairs,
    pub(super) first: &'l [(usize, usize)],
    pub(super) parted: &'l Pairs,
}

/// The groups, each in order, in the order of their first.
pub(super) fn clusters(linked: &Linked) -> Vec<Vec<usize>> {
    let mut groups = Groups::new(linked);
    for &(a, b) in linked.joined.iter().chain(linked.first) {
        let (a, b) = (groups.of(a), groups.of(b));
        if a != b && !groups.parted[a].contains(&b) {
            groups.bring_together(a, b);
        }
    }
    groups.agglomerate();
    let mut members: Vec<Vec<usize>> =
        groups.members.into_iter().filter(|members| !members.is_empty()).collect();
    for group in &mut members {
        group.sort_unstable();
    }
    members.sort_unstable();
    members
}

/// Sums over the compared pairs between two groups.
#[derive(Clone, Copy, Default)]
struct Between {
    sum: i64,
    compared: i64,
}

struct Groups {
    /// What is in each group; nothing where it has gone into another.
    members: Vec<Vec<usize>>,
    within: Vec<usize>,
    /// The smallest number in the group.
    first: Vec<usize>,
    between: Vec<BTreeMap<usize, Between>>,
    parted: Vec<BTreeSet<usize>>,
}

/// How alike two groups are, and their first numbers, so that no two pairs are equal.
type Candidate = (i64, Reverse<(usize, usize)>);

impl Groups {
    fn new(linked: &Linked) -> Self {
        let mut groups = Self {
            members: (0..linked.count).map(|i| vec![i]).collect(),
            within: (0..linked.count).collect(),
            first: (0..linked.count).collect(),
            between: vec![BTreeMap::new(); linked.count],
            parted: vec![BTreeSet::new(); linked.count],
        };
        for &(a, b, likeness) in linked.alike {
            let between = Between { sum: i64::from(likeness), compared: 1 };
            groups.between[a as usize].insert(b as usize, between);
            groups.between[b as usize].insert(a as usize, between);
        }
        for &(a, b) in linked.parted {
            groups.parted[a].insert(b);
            groups.parted[b].insert(a);
        }
        groups
    }

    fn of(&self, account: usize) -> usize {
        self.within[account]
    }

    /// How alike two groups are on average, in millionths of a likeness.
    fn average(&self, a: usize, b: usize, between: Between) -> i64 {
        let all = self.members[a].len() as i64 * self.members[b].len() as i64;
        let open = (all - between.compared) * i64::from(NOT_COMPARED);
        ((between.sum + open) * 1_000_000).div_euclid(all)
    }

    fn candidate(&self, a: usize, b: usize, between: Between) -> Option<Candidate> {
        let average = self.average(a, b, between);
        let (first, second) = (self.first[a].min(self.first[b]), self.first[a].max(self.first[b]));
        let allowed = average > 0 && !self.parted[a].contains(&b);
        allowed.then_some((average, Reverse((first, second))))
    }

    /// Follows each group to the one most like it, from there to the one most like that, until two
    /// are each other's; these are brought together. For averages this gives what bringing together
    /// the most alike pair of all would give, without an order of all pairs.
    fn agglomerate(&mut self) {
        for start in 0..self.members.len() {
            let mut chain = vec![start];
            while let Some(&tip) = chain.last() {
                let Some((_, best)) = self.most_alike(tip) else {
                    chain.pop();
                    continue;
                };
                if chain.len() > 1 && chain[chain.len() - 2] == best {
                    chain.truncate(chain.len() - 2);
                    let whole = self.bring_together(tip, best);
                    if chain.is_empty() {
                        chain.push(whole);
                    }
                } else {
                    chain.push(best);
                }
            }
        }
    }

    /// The group most like this one, of those that speak for one incident.
    fn most_alike(&self, group: usize) -> Option<(Candidate, usize)> {
        let others = self.between[group].iter();
        let candidates =
            others.filter_map(|(b, between)| Some((self.candidate(group, *b, *between)?, *b)));
        candidates.max()
    }

    /// Makes one group of two; the one with more neighbours takes the other in.
    fn bring_together(&mut self, a: usize, b: usize) -> usize {
        let size = |group: usize| self.between[group].len() + self.members[group].len();
        let (whole, part) = if size(a) >= size(b) { (a, b) } else { (b, a) };
        for other in std::mem::take(&mut self.parted[part]) {
            self.parted[other].remove(&part);
            self.parted[other].insert(whole);
            self.parted[whole].insert(other);
        }
        for (other, between) in std::mem::take(&mut self.between[part]) {
            self.between[other].remove(&part);
            if other == whole {
                continue;
            }
            for (x, y) in [(whole, other), (other, whole)] {
                let known = self.between[x].entry(y).or_default();
                known.sum += between.sum;
                known.compared += between.compared;
            }
        }
        let members = std::mem::take(&mut self.members[part]);
        for &member in &members {
            self.within[member] = whole;
        }
        self.members[whole].extend(members);
        self.first[whole] = self.first[whole].min(self.first[part]);
        whole
    }
}
