//! What a claim has to do with others: its incident, what it contradicts, what changed.

use std::collections::{BTreeMap, BTreeSet};

use hearsay_incidents::Incident;

use super::{ExportError, Material, Whole};

/// Where claims belong, by their ids; ids only, so that it fits where claims would not.
#[derive(Clone, Debug, Default)]
pub struct Links {
    incidents: BTreeMap<String, String>,
    contested: BTreeMap<String, Vec<String>>,
    changed: BTreeSet<String>,
}

impl Links {
    /// The links of all incidents of the material.
    ///
    /// # Errors
    ///
    /// When the material cannot be read.
    pub fn of(material: &dyn Material) -> Result<Self, ExportError> {
        let mut links = Self::default();
        material.incidents(&mut |whole| {
            links.add_whole(whole);
            Ok(())
        })?;
        links.settle();
        Ok(links)
    }

    /// The links of one incident.
    #[must_use]
    pub fn within(whole: &Whole) -> Self {
        let mut links = Self::default();
        links.add_whole(whole);
        links.settle();
        links
    }

    fn add_whole(&mut self, whole: &Whole) {
        self.add(&whole.incident);
        // A contradiction may name a figure: its claim is contested then.
        for figure in whole.accounts.iter().flat_map(|account| &account.figures) {
            if let (Some(claim), Some(others)) =
                (&figure.claim, self.contested.get(&figure.id).cloned())
            {
                self.contested.entry(claim.clone()).or_default().extend(others);
            }
        }
    }

    fn settle(&mut self) {
        for others in self.contested.values_mut() {
            others.sort_unstable();
            others.dedup();
        }
    }

    /// Adds the links of one incident.
    pub fn add(&mut self, incident: &Incident) {
        for claim in &incident.claims {
            self.incidents.insert(claim.clone(), incident.id.clone());
        }
        for contradiction in &incident.contradictions {
            let [earlier, later] = &contradiction.claims;
            self.contested.entry(earlier.clone()).or_default().push(later.clone());
            self.contested.entry(later.clone()).or_default().push(earlier.clone());
        }
        for change in &incident.changes {
            self.changed.extend(change.claims.iter().cloned());
        }
    }

    /// The incident of a claim.
    #[must_use]
    pub fn incident(&self, claim: &str) -> Option<&str> {
        self.incidents.get(claim).map(String::as_str)
    }

    /// What cannot hold together with a claim.
    #[must_use]
    pub fn contested(&self, claim: &str) -> &[String] {
        self.contested.get(claim).map_or(&[], Vec::as_slice)
    }

    pub(super) fn is_changed(&self, claim: &str) -> bool {
        self.changed.contains(claim)
    }
}
