//! Where the ledger is: the option that all commands on a ledger share.

use std::path::PathBuf;

use clap::ValueHint;
use hearsay_ledger::{Access, Ledger, LedgerError, View};

/// The ledger.
#[derive(Clone, Debug, clap::Args)]
pub struct Shelf {
    /// The ledger
    #[arg(
        long,
        value_name = "PATH",
        default_value = "hearsay.db",
        value_hint = ValueHint::FilePath
    )]
    pub ledger: PathBuf,
}

impl Shelf {
    /// The ledger as it is now, to be looked up.
    ///
    /// # Errors
    ///
    /// When there is none, or it cannot be read; the message names it.
    pub(crate) fn view(&self) -> anyhow::Result<View> {
        let open = || Ledger::open(&self.ledger, Access::Read)?.view();
        open().map_err(|error| self.failed(error))
    }

    /// An error with the ledger's name before it; one about what was asked needs none.
    pub(crate) fn failed(&self, error: LedgerError) -> anyhow::Error {
        match error {
            LedgerError::Filter(_)
            | LedgerError::Unknown { .. }
            | LedgerError::Ambiguous { .. } => error.into(),
            error => anyhow::anyhow!("{}: {error}", self.ledger.display()),
        }
    }
}
