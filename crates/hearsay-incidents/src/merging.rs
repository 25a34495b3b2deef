//! Which accounts tell of one incident.
//!
//! ```text
//! Account ─▶ Sketch ─▶ keys ─▶ pairs ─▶ likeness ─▶ clusters ─▶ describe ─▶ Incident
//!            what is compared   within keys   a pair   most alike first
//! ```
//!
//! Likeness is a function of two accounts, and groups are made within sets of accounts that hang
//! together by it. So an incident depends on its own neighbourhood alone: [`absorb`] gives, batch by
//! batch, what [`merge`] gives on all, and a cluster of machines may take the neighbourhoods apart.

mod absorbing;
mod alike;
mod apart;
mod clusters;
mod components;
mod decided;
mod dividing;
mod kept;
mod keys;
mod sets;
mod sketch;
pub(crate) mod words;

use std::collections::HashMap;

pub use absorbing::{Batch, Changes, Shelf, absorb};
use alike::likeness;
pub use alike::{Reasons, reasons};
pub use apart::Blocks;
use components::Compared;
use decided::Decided;
pub use decided::Together;
pub use dividing::divide;
pub use kept::Kept;
pub use keys::{Key, Keys, keys};
pub use sets::Ties;
pub use sketch::{Count, Interval, Sketch, Spot};
pub use words::Sorts;

use crate::account::Account;
use crate::description::describe;
use crate::incident::Incident;
use crate::reading::digest;

/// The number of this way of bringing accounts together.
///
/// It is raised with every change to what a [`Sketch`] holds, to [`keys`], to likenesses and to how
/// groups are made of them. Whoever keeps sketches or groups makes them anew when it is another.
pub const MERGING: u32 = 1;

/// The incidents of all accounts; the order of the accounts does not matter.
#[must_use]
pub fn merge(accounts: &[Account], together: &Together) -> Vec<Incident> {
    let accounts: Vec<Account> =
        accounts.iter().flat_map(|account| divide(account, together)).collect();
    let mut sorted: Vec<(Sketch, &Account)> =
        accounts.iter().map(|account| (Sketch::of(account), account)).collect();
    sorted.sort_by(|(a, _), (b, _)| a.rank().cmp(&b.rank()));
    let sketches: Vec<&Sketch> = sorted.iter().map(|(sketch, _)| sketch).collect();
    let groups = group(&sketches, together).into_iter();
    groups
        .map(|group| describe(&group.into_iter().map(|i| sorted[i].1).collect::<Vec<_>>()))
        .collect()
}

/// Which sketches tell of one incident: groups of their numbers, oldest first.
///
/// What hangs together by likeness must be given together; then any part of all sketches gives
/// its part of the groups.
#[must_use]
pub fn group(sketches: &[&Sketch], together: &Together) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..sketches.len()).collect();
    order.sort_by(|a, b| sketches[*a].rank().cmp(&sketches[*b].rank()));
    let sorted: Vec<&Sketch> = order.iter().map(|i| sketches[*i]).collect();
    let groups =
        components::groups(&sorted, &compared(&sorted), &Decided::new(together)).into_iter();
    groups.map(|group| group.into_iter().map(|i| order[i]).collect()).collect()
}

/// The likeness of all pairs that meet under a key.
fn compared(sketches: &[&Sketch]) -> Vec<Compared> {
    let keys: Vec<Keys> = sketches.iter().map(|sketch| keys(sketch)).collect();
    let mut filed: HashMap<Key, Vec<u32>> = HashMap::new();
    for (keys, i) in keys.iter().zip(0..) {
        for key in &keys.filed {
            filed.entry(*key).or_default().push(i);
        }
    }
    let mut alike = Vec::new();
    let mut near: Vec<u32> = Vec::new();
    for (keys, i) in keys.iter().zip(0_u32..) {
        near.clear();
        let found = keys.sought.iter().filter_map(|key| filed.get(key)).flatten();
        near.extend(found.copied().filter(|j| *j > i));
        near.sort_unstable();
        near.dedup();
        let pairs =
            near.iter().map(|&j| (i, j, likeness(sketches[i as usize], sketches[j as usize])));
        alike.extend(pairs);
    }
    alike
}

/// The name of the incident whose first claim is this.
#[must_use]
pub fn incident_id(claim: &str) -> String {
    format!("i{}", digest(&["incident", claim]))
}
