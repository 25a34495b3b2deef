//! Finding what hangs together on many machines, none of which sees all accounts.
//!
//! ```text
//! Sketch ─▶ Blocks::of ─▶ Blocks::alike ─▶ pairs ─▶ Ties::sets
//!           where to look   one block at a time       what hangs together
//! ```
//!
//! [`group`](super::group) needs everything that hangs together by likeness in one place, and nothing
//! else. Here is found what does. Every key belongs to one block, or where very many accounts are filed
//! under it to several, so whoever looks through all blocks has compared all pairs that share a key. The
//! pairs given are no more than it takes to hold each set together.

use std::collections::{BTreeMap, HashMap};

use super::alike::likeness;
use super::keys::{Key, keys};
use super::sets::Sets;
use super::sketch::{Sketch, wide_hash};

/// How the keys are shared out.
#[derive(Clone, Debug)]
pub struct Blocks {
    count: u32,
    parts: BTreeMap<Key, u32>,
}

impl Blocks {
    /// So many blocks, at least one.
    #[must_use]
    pub fn new(count: u32) -> Self {
        Self { count: count.max(1), parts: BTreeMap::new() }
    }

    /// The same, where a key under which very many accounts are filed has so many parts: its accounts
    /// are spread over them, and whoever seeks the key looks at every part.
    #[must_use]
    pub fn with_parts(self, parts: impl IntoIterator<Item = (Key, u32)>) -> Self {
        Self { parts: parts.into_iter().filter(|(_, parts)| *parts > 1).collect(), ..self }
    }

    /// The blocks in which an account must be looked at, in order.
    #[must_use]
    pub fn of(&self, sketch: &Sketch) -> Vec<u32> {
        let keys = keys(sketch);
        let filed = keys.filed.iter().map(|key| self.block(*key, self.part(*key, sketch)));
        let sought = keys.sought.iter().flat_map(|key| self.all(*key));
        let mut blocks: Vec<u32> = filed.chain(sought.map(|(_, block)| block)).collect();
        blocks.sort_unstable();
        blocks.dedup();
        blocks
    }

    /// Pairs of accounts, by their numbers in `sketches`, that are alike and share a key of this block:
    /// enough of them to hold each set together that hangs together here.
    ///
    /// All accounts must be given that have the block among [`Blocks::of`] theirs; the order does not
    /// matter to which sets come of it.
    #[must_use]
    pub fn alike(&self, block: u32, sketches: &[&Sketch]) -> Vec<(usize, usize)> {
        let mut filed: HashMap<(Key, u32), Vec<usize>> = HashMap::new();
        let sought: Vec<Vec<Key>> = (sketches.iter().enumerate())
            .map(|(number, sketch)| {
                let keys = keys(sketch);
                for key in keys.filed {
                    let part = self.part(key, sketch);
                    if self.block(key, part) == block {
                        filed.entry((key, part)).or_default().push(number);
                    }
                }
                keys.sought
            })
            .collect();
        let mut sets = Sets::new(sketches.len());
        let mut pairs = Vec::new();
        for (number, keys) in sought.iter().enumerate() {
            let here = keys.iter().flat_map(|key| self.all(*key).map(move |at| (*key, at)));
            let here = here.filter(|(_, (_, at))| *at == block);
            let near = here.filter_map(|(key, (part, _))| filed.get(&(key, part))).flatten();
            for &other in near {
                // Who seeks is sought: each pair is met from one side, the one with the greater id.
                let (a, b) = (sketches[number], sketches[other]);
                let is_open = a.id > b.id && sets.find(number) != sets.find(other);
                if is_open && likeness(a, b) > 0 {
                    sets.join(number, other);
                    pairs.push((other, number));
                }
            }
        }
        pairs
    }

    /// The part of a key that an account is filed in.
    fn part(&self, key: Key, sketch: &Sketch) -> u32 {
        match self.parts.get(&key) {
            Some(parts) => remainder(wide_hash(&[&sketch.id]), *parts),
            None => 0,
        }
    }

    /// All parts of a key, each with its block.
    fn all(&self, key: Key) -> impl Iterator<Item = (u32, u32)> {
        let parts = self.parts.get(&key).copied().unwrap_or(1);
        (0..parts).map(move |part| (part, self.block(key, part)))
    }

    fn block(&self, key: Key, part: u32) -> u32 {
        let mixed = (key.cast_unsigned() >> 1).wrapping_add(u64::from(part));
        // Fibonacci hashing: neighbouring numbers come to lie far apart.
        remainder(mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 16, self.count)
    }
}

fn remainder(number: u64, count: u32) -> u32 {
    u32::try_from(number % u64::from(count)).expect("a remainder is less than what it is of")
}
