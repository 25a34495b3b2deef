//! Accounts that come later: only what they touch is grouped anew.
//!
//! Incidents are groups within sets of accounts that hang together by likeness, and each such set
//! is grouped by itself. So it is enough to find the sets that new or removed accounts touch and to
//! group these: what comes out is what [`merge`](super::merge) makes of all accounts, whatever
//! came first and however much at a time.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::alike::likeness;
use super::components::{self, Compared};
use super::decided::{Decided, Together};
use super::keys::{Key, keys};
use super::sketch::Sketch;

/// Whoever keeps accounts, as [`absorb`] asks for them.
///
/// A shelf must have filed every sketch under each of `keys(sketch).filed`, and know which accounts
/// make up an incident now.
pub trait Shelf {
    /// Why the shelf cannot answer.
    type Error;

    /// The sketches filed under any of these keys, each once, in any order.
    ///
    /// # Errors
    /// When the shelf cannot be read.
    fn under(&mut self, keys: &[Key]) -> Result<Vec<Arc<Sketch>>, Self::Error>;

    /// The sketches of the accounts that hold any of these claims.
    ///
    /// # Errors
    /// When the shelf cannot be read.
    fn telling(&mut self, claims: &[&str]) -> Result<Vec<Arc<Sketch>>, Self::Error>;

    /// The incidents in which any of these accounts stand, each once, with all its sketches.
    ///
    /// # Errors
    /// When the shelf cannot be read.
    fn incidents(&mut self, accounts: &[&str]) -> Result<Vec<Vec<Arc<Sketch>>>, Self::Error>;
}

/// What is new on a shelf.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Accounts that are not on the shelf yet. An article read again brings its accounts as added
    /// and its old ones as removed.
    pub added: Vec<Arc<Sketch>>,
    /// Accounts that are on the shelf and shall go.
    pub removed: Vec<Arc<Sketch>>,
    /// Accounts on the shelf whose claims people have newly joined or parted, or no longer do.
    pub decided: Vec<Arc<Sketch>>,
}

/// What has changed. The keeper takes `gone` off, puts `made` on, and describes these alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Incidents that are no more, each by the ids of its accounts.
    pub gone: Vec<Vec<Arc<str>>>,
    /// Incidents that are new, each by the ids of its accounts, oldest first.
    pub made: Vec<Vec<Arc<str>>>,
}

/// Finds what new accounts, removed ones and decisions change.
///
/// The shelf is only read: afterwards the keeper files `added`, takes off `removed` and replaces
/// the incidents `gone` by those `made`, in one step of its own.
///
/// # Errors
/// When the shelf cannot be read.
pub fn absorb<S: Shelf>(
    shelf: &mut S,
    batch: &Batch,
    together: &Together,
) -> Result<Changes, S::Error> {
    let mut search = Search::new(shelf, batch, together);
    search.touch(batch)?;
    let mut old: BTreeMap<Arc<str>, Vec<Arc<str>>> = BTreeMap::new();
    // How many of the found have been asked for, and who else is to be.
    let mut asked = 0;
    let mut ids: Vec<Arc<str>> = search.removed.iter().cloned().collect();
    loop {
        search.spread()?;
        // What stood together with anything touched is looked at, too: it may have hung on what is gone.
        ids.extend(search.found[asked..].iter().map(|sketch| sketch.id.clone()));
        asked = search.found.len();
        if ids.is_empty() {
            break;
        }
        let asking: Vec<&str> = ids.iter().map(|id| &**id).collect();
        let incidents = search.shelf.incidents(&asking)?;
        ids.clear();
        for incident in incidents {
            for sketch in &incident {
                search.find(sketch);
            }
            let ids: Vec<Arc<str>> = in_order(&incident).iter().map(|s| s.id.clone()).collect();
            old.insert(ids[0].clone(), ids);
        }
    }
    let mut gone: BTreeSet<Vec<Arc<str>>> = old.into_values().collect();
    let mut made = search.groups();
    // What stays as it was is neither gone nor made.
    made.retain(|incident| !gone.remove(incident));
    Ok(Changes { gone: gone.into_iter().collect(), made })
}

/// The accounts that hang together with what is touched.
struct Search<'s, S> {
    shelf: &'s mut S,
    decided: Decided<'s>,
    added: HashMap<Key, Vec<Arc<Sketch>>>,
    adding: BTreeMap<&'s str, Arc<Sketch>>,
    removed: BTreeSet<Arc<str>>,
    /// Numbered as they were found.
    found: Vec<Arc<Sketch>>,
    numbers: HashMap<Arc<str>, u32>,
    /// How many of them have been compared with all near them.
    compared: u32,
    /// How many had been, for each, when it was found.
    since: Vec<u32>,
    /// Each pair once, by number.
    alike: Vec<Compared>,
}

impl<'s, S: Shelf> Search<'s, S> {
    fn new(shelf: &'s mut S, batch: &'s Batch, together: &'s Together) -> Self {
        let mut added: HashMap<Key, Vec<Arc<Sketch>>> = HashMap::new();
        let mut adding = BTreeMap::new();
        for sketch in &batch.added {
            for key in keys(sketch).filed {
                added.entry(key).or_default().push(Arc::clone(sketch));
            }
            adding.extend(sketch.claims.iter().map(|claim| (&**claim, Arc::clone(sketch))));
        }
        Self {
            shelf,
            decided: Decided::new(together),
            added,
            adding,
            removed: batch.removed.iter().map(|sketch| sketch.id.clone()).collect(),
            found: Vec::new(),
            numbers: HashMap::new(),
            compared: 0,
            since: Vec::new(),
            alike: Vec::new(),
        }
    }

    /// Finds what is new, what has been decided about, and what the removed hung together with.
    fn touch(&mut self, batch: &Batch) -> Result<(), S::Error> {
        for sketch in batch.added.iter().chain(&batch.decided) {
            self.find(sketch);
        }
        for sketch in &batch.removed {
            for other in self.near(sketch)? {
                if likeness(sketch, &other) > 0 {
                    self.find(&other);
                }
            }
            for other in self.joined_with(sketch)? {
                self.find(&other);
            }
        }
        Ok(())
    }

    /// The number of an account among the found; nothing where it is going.
    fn find(&mut self, sketch: &Arc<Sketch>) -> Option<u32> {
        if self.removed.contains(&sketch.id) {
            return None;
        }
        let next = u32::try_from(self.found.len()).expect("fewer accounts than numbers");
        let number = *self.numbers.entry(sketch.id.clone()).or_insert(next);
        if number == next {
            self.found.push(Arc::clone(sketch));
            self.since.push(self.compared);
        }
        Some(number)
    }

    /// Follows likenesses and decisions until nothing new is found.
    fn spread(&mut self) -> Result<(), S::Error> {
        while let Some(sketch) = self.found.get(self.compared as usize).map(Arc::clone) {
            let number = self.compared;
            for other in self.joined_with(&sketch)? {
                self.find(&other);
            }
            for other in self.near(&sketch)? {
                let known = self.numbers.get(&other.id).copied();
                // Who is near is near from both sides: the other met this one, if it had been found.
                let has_met = |other: u32| other < number && self.since[number as usize] <= other;
                if known.is_some_and(has_met) {
                    continue;
                }
                let likeness = likeness(&sketch, &other);
                // What is not found now may be found later, and meets this one then.
                let other = if likeness > 0 { self.find(&other) } else { known };
                self.alike.extend(other.map(|other| (number, other, likeness)));
            }
            self.compared += 1;
        }
        Ok(())
    }

    /// Whom an account must be compared with.
    fn near(&mut self, sketch: &Sketch) -> Result<Vec<Arc<Sketch>>, S::Error> {
        let sought = keys(sketch).sought;
        let mut near = self.shelf.under(&sought)?;
        near.extend(sought.iter().filter_map(|key| self.added.get(key)).flatten().cloned());
        near.retain(|other| other.id != sketch.id && !self.removed.contains(&other.id));
        near.sort_by(|a, b| a.id.cmp(&b.id));
        near.dedup_by(|a, b| a.id == b.id);
        Ok(near)
    }

    fn joined_with(&mut self, sketch: &Sketch) -> Result<Vec<Arc<Sketch>>, S::Error> {
        let claims: Vec<&str> = self.decided.joined_with(sketch).collect();
        if claims.is_empty() {
            return Ok(Vec::new());
        }
        let mut joined = self.shelf.telling(&claims)?;
        joined.extend(claims.iter().filter_map(|claim| self.adding.get(claim)).cloned());
        Ok(joined)
    }

    fn sketch(&self, number: u32) -> &Sketch {
        &self.found[number as usize]
    }

    /// The groups of all that was found, each in order.
    fn groups(&self) -> Vec<Vec<Arc<str>>> {
        let mut order: Vec<u32> = self.numbers.values().copied().collect();
        order.sort_by(|a, b| self.sketch(*a).rank().cmp(&self.sketch(*b).rank()));
        let mut place = vec![0_u32; order.len()];
        for (number, at) in order.iter().zip(0..) {
            place[*number as usize] = at;
        }
        let placed = |(a, b, likeness): &Compared| {
            let (a, b) = (place[*a as usize], place[*b as usize]);
            (a.min(b), a.max(b), *likeness)
        };
        let alike: Vec<Compared> = self.alike.iter().map(placed).collect();
        let sketches: Vec<&Sketch> = order.iter().map(|number| self.sketch(*number)).collect();
        let groups = components::groups(&sketches, &alike, &self.decided).into_iter();
        groups.map(|group| group.into_iter().map(|i| sketches[i].id.clone()).collect()).collect()
    }
}

fn in_order(sketches: &[Arc<Sketch>]) -> Vec<&Arc<Sketch>> {
    let mut sorted: Vec<&Arc<Sketch>> = sketches.iter().collect();
    sorted.sort_by(|a, b| a.rank().cmp(&b.rank()));
    sorted
}
