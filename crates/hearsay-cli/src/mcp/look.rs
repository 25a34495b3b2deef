//! Looking into the ledger, and never writing into it.

use hearsay_ledger::{Filter, LedgerError, View, older_form};

use crate::filters::did_you_mean;
use crate::shelf::Shelf;

/// The ledger as it is now.
///
/// # Errors
///
/// When there is none, or it is not of this program's form.
pub(super) fn look(shelf: &Shelf) -> anyhow::Result<View> {
    // Whoever opens an older one brings it up to date, which is to write into it.
    if let Some((form, ours)) = older_form(&shelf.ledger) {
        anyhow::bail!(
            "{}: written by an older hearsay (form {form} of {ours}), and nothing is written here; any \
             other command on it brings it up to date, such as `hearsay claims --limit 1 --ledger \
             {0}`. read_text works without it.",
            shelf.ledger.display()
        );
    }
    shelf.view().map_err(|error| anyhow::anyhow!("{error:#}. read_text works without a ledger."))
}

/// So many ids are looked through for one that was meant.
const NEAR: usize = 5000;

/// An error about a claim's id, with the ids that look like it.
pub(super) fn no_claim(view: &View, error: LedgerError) -> anyhow::Error {
    let known = || {
        let page = view.claims(&Filter { limit: Some(NEAR), ..Filter::default() });
        page.map(|page| page.items.into_iter().map(|entry| entry.claim.id).collect())
            .unwrap_or_default()
    };
    did_you_mean(error, known, "search_claims")
}

/// An error about an incident's id, with the ids that look like it.
pub(super) fn no_incident(view: &View, error: LedgerError) -> anyhow::Error {
    let known = || {
        let page = view.incidents(&Filter { limit: Some(NEAR), ..Filter::default() });
        page.map(|page| page.items.into_iter().map(|incident| incident.id).collect())
            .unwrap_or_default()
    };
    did_you_mean(error, known, "search_incidents")
}

#[cfg(test)]
mod tests {
    use hearsay_ledger::{Access, Ledger};
    use rusqlite::Connection;

    use super::*;

    #[test]
    fn ledger_of_an_older_form_is_left_as_it_is() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let shelf = Shelf { ledger: folder.path().join("hearsay.db") };
        drop(Ledger::open(&shelf.ledger, Access::Create).expect("a ledger can be made"));
        assert!(look(&shelf).is_ok());
        let connection = Connection::open(&shelf.ledger).expect("it is a database");
        connection.pragma_update(None, "user_version", 1).expect("it can be written");
        drop(connection);
        let before = std::fs::read(&shelf.ledger).expect("it is there");
        let error = look(&shelf).err().expect("it is too old").to_string();
        assert!(error.contains("form 1 of 3") && error.contains("hearsay claims"), "{error}");
        assert!(std::fs::read(&shelf.ledger).expect("it is there") == before);
    }
}
