//! `hearsay backup`: a copy of a ledger while it is in use.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::ValueHint;
use hearsay_ledger::words::count;
use hearsay_ledger::{Access, Ledger, LedgerError};

use super::{line, say};
use crate::shelf::Shelf;

const HELP: &str = "\
Examples:
  hearsay backup hearsay-2024-03-14.db
  hearsay backup --ledger front.db /mnt/backup/front.db

The copy is the ledger as it is at this moment, however much is being added meanwhile. It is looked
through before it gets its name, and never replaces a file. It is a ledger itself: to go back to it,
put it in the place of the other. Do not copy a ledger that is in use by other means: what was
written last may lie in a second file beside it.

Exit codes:
  0  the copy is there and whole
  2  wrong usage, or it could not be made";

/// `hearsay backup`.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Backup {
    /// The new file
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub path: PathBuf,

    /// Which ledger.
    #[command(flatten)]
    pub shelf: Shelf,

    /// Print what was copied as one object
    #[arg(long)]
    pub json: bool,
}

/// Runs `hearsay backup`.
///
/// # Errors
///
/// When the ledger cannot be read or the copy not written.
pub fn backup(args: &Backup) -> anyhow::Result<ExitCode> {
    // The audit tells of the backup where it can be written.
    let ledger = match Ledger::open(&args.shelf.ledger, Access::Write) {
        Err(LedgerError::ReadOnly | LedgerError::Locked | LedgerError::Io(_)) => {
            args.shelf.open(Access::Read)?
        }
        ledger => ledger.map_err(|error| args.shelf.failed(error))?,
    };
    let backup = ledger.backup(&args.path).with_context(|| args.path.display().to_string())?;
    if args.json {
        line(&backup)?;
    } else {
        let articles = usize::try_from(backup.articles).unwrap_or(usize::MAX);
        say(&format!(
            "{}: {}, {} bytes, seal {}",
            args.path.display(),
            count(articles, "article"),
            backup.bytes,
            backup.audit
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}
