//! `hearsay check`: is everything in a ledger what was put in?

use std::process::ExitCode;

use hearsay_ledger::words::{count, one_line};
use hearsay_ledger::{Access, LedgerError};

use super::{line, say};
use crate::args::Color;
use crate::messages::Messages;
use crate::shelf::Shelf;

const HELP: &str = "\
Examples:
  hearsay check
  hearsay check --ledger backup.db --json

Every text is hashed and compared with what was recorded when it was added; every span of every
reading and claim must reproduce its words; the audit's chain must be unbroken and tell of every
article and decision; indexes and counts must agree; and SQLite checks its own structure.

The last line gives the seal of the audit's last row. Note it elsewhere: a later check whose audit
still has that seal proves that nothing before it was changed.

Exit codes:
  0  everything fits
  1  something does not; the problems are printed
  2  wrong usage, or the ledger could not be read";

/// Something does not fit.
const PROBLEMS: u8 = 1;

/// `hearsay check`.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Check {
    /// Which ledger.
    #[command(flatten)]
    pub shelf: Shelf,

    /// Print what was found as one object
    #[arg(long)]
    pub json: bool,
}

/// Runs `hearsay check`.
///
/// # Errors
///
/// When the ledger cannot be read; what does not fit is printed.
pub fn check(args: &Check, color: Color) -> anyhow::Result<ExitCode> {
    let mut messages = Messages::new(color, false);
    // What only a writer can compare is compared where that is possible.
    let ledger = match hearsay_ledger::Ledger::open(&args.shelf.ledger, Access::Write) {
        Err(LedgerError::ReadOnly | LedgerError::Locked | LedgerError::Io(_)) => {
            args.shelf.open(Access::Read)?
        }
        ledger => ledger.map_err(|error| args.shelf.failed(error))?,
    };
    if messages.can_show_progress(false) {
        messages.start_progress(None);
    }
    let checked = ledger.check(|done, _| {
        messages.progress(usize::try_from(done).unwrap_or(usize::MAX), 0);
    });
    let checked = checked.map_err(|error| args.shelf.failed(error))?;
    messages.finish(0);
    let is_clean = checked.is_clean();
    if args.json {
        line(&checked)?;
    } else {
        for problem in &checked.problems {
            say(&one_line(problem))?;
        }
        if checked.more > 0 {
            say(&format!("and {}", count(checked.more, "more problem")))?;
        }
        let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        say(&format!(
            "{}: {}, {}, {}, {}",
            if is_clean { "everything fits" } else { "looked at" },
            count(number(checked.versions), "text"),
            count(number(checked.claims), "claim"),
            count(number(checked.spans), "span"),
            count(number(checked.audit), "row").replace("row", "audit row"),
        ))?;
        say(&format!("seal {}", checked.seal))?;
    }
    Ok(if is_clean { ExitCode::SUCCESS } else { PROBLEMS.into() })
}
