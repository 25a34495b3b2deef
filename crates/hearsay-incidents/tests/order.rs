//! What merging gives depends on the set of accounts and decisions alone: not on their order, not on
//! how many come at a time, not on what was there and has gone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hearsay_incidents::world::world_of;
use hearsay_incidents::{
    Account, Batch, Blocks, Kept, Sketch, Ties, Together, divide, group, keys,
};
use proptest::prelude::*;

/// A small crowded world, so that much hangs together.
fn accounts(seed: u64) -> Vec<Account> {
    world_of(40, 30, seed).map(|told| told.account).take(120).collect()
}

fn sketches(accounts: &[Account], together: &Together) -> Vec<Arc<Sketch>> {
    let parts = accounts.iter().flat_map(|account| divide(account, together));
    parts.map(|account| Arc::new(Sketch::of(&account))).collect()
}

/// The groups as sets of ids.
fn at_once(sketches: &[Arc<Sketch>], together: &Together) -> BTreeSet<Vec<Arc<str>>> {
    let all: Vec<&Sketch> = sketches.iter().map(|sketch| &**sketch).collect();
    let groups = group(&all, together).into_iter();
    groups.map(|group| group.into_iter().map(|i| all[i].id.clone()).collect()).collect()
}

fn kept(kept: &Kept) -> BTreeSet<Vec<Arc<str>>> {
    kept.incidents().into_iter().collect()
}

/// Joins and splits of claims taken at random.
fn decisions(accounts: &[Account], picks: &[(usize, usize, bool)]) -> Together {
    let claims: Vec<&str> = accounts
        .iter()
        .flat_map(|account| &account.claims)
        .map(|claim| claim.id.as_str())
        .collect();
    let mut together = Together::default();
    for (a, b, join) in picks {
        let pair = (claims[a % claims.len()].to_owned(), claims[b % claims.len()].to_owned());
        if pair.0 != pair.1 {
            if *join { together.joined.push(pair) } else { together.parted.push(pair) }
        }
    }
    together
}

fn picks() -> impl Strategy<Value = Vec<(usize, usize, bool)>> {
    proptest::collection::vec((0..10_000_usize, 0..10_000_usize, any::<bool>()), 0..6)
}

/// The groups, where each block is looked through by itself.
fn apart(sketches: &[Arc<Sketch>], blocks: &Blocks, count: u32) -> BTreeSet<Vec<Arc<str>>> {
    let mut ties = Ties::default();
    for number in 0..sketches.len() as u64 {
        ties.tie(number, number);
    }
    for block in 0..count {
        let is_here = |number: &usize| blocks.of(&sketches[*number]).contains(&block);
        let here: Vec<usize> = (0..sketches.len()).filter(is_here).collect();
        let own: Vec<&Sketch> = here.iter().map(|number| &*sketches[*number]).collect();
        for (a, b) in blocks.alike(block, &own) {
            assert!(ties.tie(here[a] as u64, here[b] as u64) || count > 1);
        }
    }
    let mut sets: BTreeMap<u64, Vec<&Sketch>> = BTreeMap::new();
    for (number, set) in ties.sets() {
        sets.entry(set).or_default().push(&sketches[number as usize]);
    }
    let groups = sets.values().flat_map(|set| {
        let groups = group(set, &Together::default()).into_iter();
        groups.map(|group| group.into_iter().map(|i| set[i].id.clone()).collect())
    });
    groups.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_order_and_any_batches_give_the_same(
        seed in 0..1_000_u64,
        shuffle in any::<u64>(),
        size in 1..60_usize,
        picks in picks(),
    ) {
        let accounts = accounts(seed);
        let together = decisions(&accounts, &picks);
        let mut all = sketches(&accounts, &together);
        let expected = at_once(&all, &together);
        fastrand::Rng::with_seed(shuffle).shuffle(&mut all);
        prop_assert_eq!(&at_once(&all, &together), &expected);
        let mut shelf = Kept::default();
        for added in all.chunks(size) {
            shelf.take(&Batch { added: added.to_vec(), ..Batch::default() }, &together);
        }
        prop_assert_eq!(kept(&shelf), expected);
    }

    #[test]
    fn many_machines_give_the_same(
        seed in 0..1_000_u64,
        count in 1..40_u32,
        parts in proptest::collection::vec((0..200_usize, 2..5_u32), 0..20),
        shuffle in any::<u64>(),
    ) {
        let accounts = accounts(seed);
        let mut all = sketches(&accounts, &Together::default());
        let expected = at_once(&all, &Together::default());
        let filed: Vec<i64> = all.iter().flat_map(|sketch| keys(sketch).filed).collect();
        let parts = parts.into_iter().map(|(key, parts)| (filed[key * 7 % filed.len()], parts));
        let blocks = Blocks::new(count).with_parts(parts);
        fastrand::Rng::with_seed(shuffle).shuffle(&mut all);
        prop_assert_eq!(apart(&all, &blocks, count), expected);
    }

    #[test]
    fn what_has_gone_leaves_nothing_behind(
        seed in 0..1_000_u64,
        gone in proptest::collection::vec(0..120_usize, 1..60),
        size in 1..60_usize,
        picks in picks(),
    ) {
        let accounts = accounts(seed);
        let together = decisions(&accounts, &picks);
        let all = sketches(&accounts, &together);
        let mut shelf = Kept::default();
        shelf.take(&Batch { added: all.clone(), ..Batch::default() }, &together);
        let gone: BTreeSet<usize> = gone.into_iter().filter(|i| *i < all.len()).collect();
        let removed: Vec<Arc<Sketch>> = gone.iter().map(|i| Arc::clone(&all[*i])).collect();
        for removed in removed.chunks(size) {
            shelf.take(&Batch { removed: removed.to_vec(), ..Batch::default() }, &together);
        }
        let left: Vec<Arc<Sketch>> = (all.iter().enumerate())
            .filter(|(i, _)| !gone.contains(i))
            .map(|(_, sketch)| Arc::clone(sketch))
            .collect();
        prop_assert_eq!(kept(&shelf), at_once(&left, &together));
    }

    #[test]
    fn decisions_may_come_later_and_be_undone(seed in 0..1_000_u64, picks in picks()) {
        let accounts = accounts(seed);
        let mut together = decisions(&accounts, &picks);
        // Accounts are divided for good here, so that the shelf holds the same sketches throughout.
        let all = sketches(&accounts, &together);
        let none = Together::default();
        let mut shelf = Kept::default();
        shelf.take(&Batch { added: all.clone(), ..Batch::default() }, &none);
        let decided = |together: &Together| -> Vec<Arc<Sketch>> {
            let pairs = together.joined.iter().chain(&together.parted);
            let claims: BTreeSet<&str> = pairs.flat_map(|(a, b)| [a.as_str(), b.as_str()]).collect();
            let touched = all.iter().filter(|s| s.claims.iter().any(|c| claims.contains(&**c)));
            touched.cloned().collect()
        };
        shelf.take(&Batch { decided: decided(&together), ..Batch::default() }, &together);
        prop_assert_eq!(kept(&shelf), at_once(&all, &together));
        let touched = decided(&together);
        together.joined.clear();
        shelf.take(&Batch { decided: touched.clone(), ..Batch::default() }, &together);
        prop_assert_eq!(kept(&shelf), at_once(&all, &together));
        shelf.take(&Batch { decided: touched, ..Batch::default() }, &none);
        prop_assert_eq!(kept(&shelf), at_once(&all, &none));
    }

    #[test]
    fn people_are_obeyed(seed in 0..1_000_u64, picks in picks()) {
        let accounts = accounts(seed);
        let mut together = decisions(&accounts, &picks);
        let all = sketches(&accounts, &together);
        let place = |claim: &str, groups: &BTreeSet<Vec<Arc<str>>>| {
            let teller = all.iter().find(|s| s.claims.iter().any(|c| **c == *claim)).map(|s| s.id.clone());
            groups.iter().position(|group| teller.as_ref().is_some_and(|id| group.contains(id)))
        };
        let groups = at_once(&all, &together);
        for (a, b) in &together.parted {
            prop_assert_ne!(place(a, &groups), place(b, &groups));
        }
        // Joins alone contradict nothing, so all hold, and so do chains of them.
        together.parted.clear();
        let groups = at_once(&all, &together);
        for (a, b) in &together.joined {
            prop_assert_eq!(place(a, &groups), place(b, &groups));
        }
    }
}
