//! The commands that write a ledger or look after it.

mod add;
mod arriving;
mod backup;
mod check;
mod decide;
mod import;
mod reread;
mod restoring;
mod sum;
mod watch;

use std::io::{self, Write};

use hearsay_ledger::{Access, Ledger};
use serde::Serialize;

pub use add::{Add, add};
pub use backup::{Backup, backup};
pub use check::{Check, check};
pub use decide::{Decide, Decisions, Undo, decide, decisions, undo};
pub use import::{Import, import};
pub use reread::{Reread, reread};
pub use watch::{Watch, watch};

use crate::shelf::Shelf;

impl Shelf {
    /// The ledger, to be written.
    fn open(&self, access: Access) -> anyhow::Result<Ledger> {
        Ledger::open(&self.ledger, access).map_err(|error| self.failed(error))
    }
}

/// Prints one object as a line.
fn line(value: &impl Serialize) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, value)?;
    out.write_all(b"\n")?;
    // Who reads along acts on what has been acknowledged.
    out.flush()?;
    Ok(())
}

/// Prints words as a line.
fn say(words: &str) -> anyhow::Result<()> {
    writeln!(io::stdout(), "{words}")?;
    Ok(())
}
