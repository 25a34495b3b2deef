//! A shelf in memory.

use std::collections::{BTreeSet, HashMap};
use std::convert::Infallible;
use std::sync::Arc;

use super::absorbing::{Batch, Changes, Shelf, absorb};
use super::decided::Together;
use super::keys::{Key, keys};
use super::sketch::Sketch;

/// Accounts and incidents kept in memory: for programs that keep no ledger, and for tests.
#[derive(Debug, Default)]
pub struct Kept {
    sketches: HashMap<Arc<str>, Arc<Sketch>>,
    filed: HashMap<Key, Vec<Arc<Sketch>>>,
    tellers: HashMap<Arc<str>, Arc<str>>,
    /// The incidents by number, each the ids of its accounts, and where each account stands.
    incidents: HashMap<u64, Vec<Arc<str>>>,
    standing: HashMap<Arc<str>, u64>,
    next: u64,
}

impl Kept {
    /// Takes a batch in, and says what it changes.
    pub fn take(&mut self, batch: &Batch, together: &Together) -> Changes {
        let Ok(changes) = absorb(self, batch, together);
        for sketch in &batch.removed {
            self.remove(sketch);
        }
        for sketch in &batch.added {
            self.add(sketch);
        }
        for incident in &changes.gone {
            if let Some(number) = self.standing.get(&incident[0]).copied() {
                for account in self.incidents.remove(&number).into_iter().flatten() {
                    self.standing.remove(&account);
                }
            }
        }
        for incident in &changes.made {
            self.standing.extend(incident.iter().map(|account| (account.clone(), self.next)));
            self.incidents.insert(self.next, incident.clone());
            self.next += 1;
        }
        changes
    }

    /// The incidents, each as the ids of its accounts, oldest first, in the order of their ids.
    #[must_use]
    pub fn incidents(&self) -> Vec<Vec<Arc<str>>> {
        let mut incidents: Vec<_> = self.incidents.values().cloned().collect();
        incidents.sort();
        incidents
    }

    fn add(&mut self, sketch: &Arc<Sketch>) {
        for key in keys(sketch).filed {
            self.filed.entry(key).or_default().push(Arc::clone(sketch));
        }
        self.tellers.extend(sketch.claims.iter().map(|claim| (claim.clone(), sketch.id.clone())));
        self.sketches.insert(sketch.id.clone(), Arc::clone(sketch));
    }

    fn remove(&mut self, sketch: &Sketch) {
        for key in keys(sketch).filed {
            if let Some(filed) = self.filed.get_mut(&key) {
                filed.retain(|other| other.id != sketch.id);
            }
        }
        for claim in &sketch.claims {
            self.tellers.remove(claim);
        }
        self.sketches.remove(&sketch.id);
    }
}

impl Shelf for Kept {
    type Error = Infallible;

    fn under(&mut self, keys: &[Key]) -> Result<Vec<Arc<Sketch>>, Infallible> {
        let filed = keys.iter().filter_map(|key| self.filed.get(key)).flatten();
        let mut under: Vec<Arc<Sketch>> = filed.cloned().collect();
        under.sort_by(|a, b| a.id.cmp(&b.id));
        under.dedup_by(|a, b| a.id == b.id);
        Ok(under)
    }

    fn telling(&mut self, claims: &[&str]) -> Result<Vec<Arc<Sketch>>, Infallible> {
        let accounts = claims.iter().filter_map(|claim| self.tellers.get(*claim));
        Ok(accounts.filter_map(|id| self.sketches.get(id)).cloned().collect())
    }

    fn incidents(&mut self, accounts: &[&str]) -> Result<Vec<Vec<Arc<Sketch>>>, Infallible> {
        let numbers: BTreeSet<u64> =
            accounts.iter().filter_map(|id| self.standing.get(*id)).copied().collect();
        let incidents = numbers.iter().filter_map(|number| self.incidents.get(number));
        let sketches = |ids: &Vec<Arc<str>>| {
            ids.iter().filter_map(|id| self.sketches.get(id)).cloned().collect::<Vec<_>>()
        };
        Ok(incidents.map(sketches).collect())
    }
}
