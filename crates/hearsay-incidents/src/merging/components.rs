//! Sets of accounts that hang together by likeness or by decision, each grouped by itself.

use super::alike::{Likeness, likeness};
use super::clusters::{Linked, clusters};
use super::decided::{Decided, Pairs};
use super::sets::Sets;
use super::sketch::Sketch;

/// In a set no larger than this all pairs are compared, also those that share no key.
const ALL_COMPARED: usize = 60;

/// The same for what articles are chiefly about.
const ALL_CHIEF_COMPARED: usize = 400;

/// A pair of accounts that were compared, the smaller number first.
pub(super) type Compared = (u32, u32, Likeness);

/// The groups of sketches that are given in their order, as numbers, in the order of their first.
pub(super) fn groups(
    sketches: &[&Sketch],
    alike: &[Compared],
    decided: &Decided,
) -> Vec<Vec<usize>> {
    let (joined, parted) = decided.pairs(sketches);
    let mut sets = Sets::new(sketches.len());
    for &(a, b, likeness) in alike {
        if likeness > 0 {
            sets.join(a as usize, b as usize);
        }
    }
    for &(a, b) in &joined {
        sets.join(a, b);
    }
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); sketches.len()];
    // The number of each account within its set.
    let mut local = vec![0_u32; sketches.len()];
    for (i, number) in local.iter_mut().enumerate() {
        let set = &mut members[sets.find(i)];
        *number = u32::try_from(set.len()).expect("fewer accounts than numbers");
        set.push(i);
    }
    let mut pairs: Vec<Vec<Compared>> = vec![Vec::new(); sketches.len()];
    for &(a, b, likeness) in alike {
        let set = sets.find(a as usize);
        if set == sets.find(b as usize) {
            pairs[set].push((local[a as usize], local[b as usize], likeness));
        }
    }
    let within = |decided: &Pairs, set: &[usize]| {
        let mut found = Pairs::new();
        for &i in set {
            let others = decided.range((i, 0)..=(i, usize::MAX)).map(|(_, j)| *j);
            let others = others.filter_map(|j| set.binary_search(&j).ok());
            found.extend(others.map(|j| (local[i] as usize, j)));
        }
        found
    };
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (set, mut alike) in members.into_iter().zip(pairs).filter(|(set, _)| !set.is_empty()) {
        if set.len() == 1 {
            groups.push(set);
            continue;
        }
        let first = chief(&set, sketches, &alike);
        if set.len() <= ALL_COMPARED {
            let all: Vec<&Sketch> = set.iter().map(|i| sketches[*i]).collect();
            alike = all_compared(&all);
        }
        let (joined, parted) = (within(&joined, &set), within(&parted, &set));
        let count = set.len();
        let linked =
            Linked { count, alike: &alike, joined: &joined, first: &first, parted: &parted };
        for group in clusters(&linked) {
            groups.push(group.into_iter().map(|i| set[i]).collect());
        }
    }
    groups.sort_unstable();
    groups
}

/// What articles are chiefly about is brought together first, before what they tell beside it: pairs
/// of neighbours within each group.
fn chief(set: &[usize], sketches: &[&Sketch], alike: &[Compared]) -> Vec<(usize, usize)> {
    let mains: Vec<usize> = (0..set.len()).filter(|i| sketches[set[*i]].main).collect();
    let number = |i: u32| mains.binary_search(&(i as usize)).ok().map(|i| i as u32);
    let alike: Vec<Compared> = if mains.len() <= ALL_CHIEF_COMPARED {
        all_compared(&mains.iter().map(|i| sketches[set[*i]]).collect::<Vec<_>>())
    } else {
        let known = alike.iter();
        known.filter_map(|(a, b, likeness)| Some((number(*a)?, number(*b)?, *likeness))).collect()
    };
    let none = Pairs::new();
    let linked =
        Linked { count: mains.len(), alike: &alike, joined: &none, first: &[], parted: &none };
    let groups = clusters(&linked).into_iter();
    let neighbours = |group: Vec<usize>| {
        group.windows(2).map(|pair| (mains[pair[0]], mains[pair[1]])).collect::<Vec<_>>()
    };
    groups.flat_map(neighbours).collect()
}

/// The likeness of every pair.
fn all_compared(sketches: &[&Sketch]) -> Vec<Compared> {
    let mut alike = Vec::with_capacity(sketches.len() * sketches.len() / 2);
    for (a, i) in sketches.iter().zip(0..) {
        for (b, j) in sketches.iter().zip(0..).skip(i as usize + 1) {
            alike.push((i, j, likeness(a, b)));
        }
    }
    alike
}
