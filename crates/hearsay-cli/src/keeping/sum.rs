//! What became of articles, counted and told.

use hearsay_ledger::words::count;
use hearsay_ledger::{Added, Ledger};

use crate::shelf::Shelf;

/// What became of all articles.
#[derive(Default)]
pub(super) struct Sum {
    pub(super) new: usize,
    pub(super) versions: usize,
    pub(super) known: usize,
    pub(super) copies: usize,
    pub(super) claims: usize,
    pub(super) changed: usize,
}

impl Sum {
    /// Counts one.
    pub(super) fn count(&mut self, added: &Added) {
        use hearsay_ledger::Outcome::{Known, New, Version};
        match added.outcome {
            New => self.new += 1,
            Version => self.versions += 1,
            Known => self.known += 1,
        }
        if added.outcome != Known {
            self.claims += added.claims;
            self.copies += usize::from(added.copy_of.is_some());
        }
        if let Some(revised) = added.revised {
            self.changed += revised.appeared + revised.vanished + revised.changed;
        }
    }

    /// How many there were.
    pub(super) fn articles(&self) -> usize {
        self.new + self.versions + self.known
    }

    /// A sentence for a person.
    pub(super) fn told(&self, ledger: &Ledger, shelf: &Shelf) -> anyhow::Result<String> {
        let mut parts = vec![format!("{} added", count(self.new, "article"))];
        if self.new > 0 || self.versions > 0 {
            parts.push(format!("with {}", count(self.claims, "claim")));
        }
        if self.versions > 0 {
            let changes = count(self.changed, "claim");
            let versions = count(self.versions, "new version");
            parts.push(format!("{versions} ({changes} appeared, vanished or changed)"));
        }
        if self.copies > 0 {
            parts.push(format!("{} of them near-copies of others", self.copies));
        }
        if self.known > 0 {
            parts.push(format!("{} known already", self.known));
        }
        let counts = ledger.view().and_then(|view| view.counts());
        let counts = counts.map_err(|error| shelf.failed(error))?;
        let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        Ok(format!(
            "{}\n{}: {}, {}, {}",
            parts.join(", "),
            shelf.ledger.display(),
            count(number(counts.articles), "article"),
            count(number(counts.claims), "claim"),
            count(number(counts.incidents), "incident"),
        ))
    }
}
