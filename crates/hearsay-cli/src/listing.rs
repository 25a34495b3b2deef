//! What the commands that look things up have in common: one array for programs, a table for people,
//! and what is told where nothing fits.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use anyhow::Context;
use clap::builder::RangedU64ValueParser;
use serde::Serialize;

use crate::args::Color;
use crate::filters::NOTHING_FOUND;
use crate::messages::Messages;
use crate::read::layout;
use crate::table::Layout;

/// How to print what was found.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Listing {
    /// One array for programs, in the form of docs/claims.md with every reference written out
    #[arg(long)]
    pub(crate) json: bool,

    /// Columns of the table [default: the terminal's, 100 at most]
    #[arg(long, value_name = "COLUMNS", value_parser = RangedU64ValueParser::<usize>::new().range(20..=1000))]
    pub(crate) width: Option<usize>,
}

/// So many rows a table has, where no limit is given: more is for programs.
pub(crate) const ROWS: usize = 50;

impl Listing {
    pub(crate) fn layout(&self, color: Color) -> Layout {
        layout(self.width, false, color)
    }
}

/// Writes an array, an item a line, as they come.
pub(crate) struct Array<W> {
    out: W,
    count: usize,
}

impl Array<BufWriter<io::StdoutLock<'static>>> {
    pub(crate) fn to_stdout() -> Self {
        Self { out: BufWriter::new(io::stdout().lock()), count: 0 }
    }
}

impl<W: Write> Array<W> {
    pub(crate) fn push(&mut self, item: &impl Serialize) -> anyhow::Result<()> {
        let begin: &[u8] = if self.count == 0 { b"[\n" } else { b",\n" };
        self.out.write_all(begin).context(FAILED)?;
        serde_json::to_writer(&mut self.out, item).context(FAILED)?;
        self.count += 1;
        Ok(())
    }

    /// Ends the array, which stands there also when nothing is in it.
    pub(crate) fn finish(mut self) -> anyhow::Result<ExitCode> {
        let end: &[u8] = if self.count == 0 { b"[]\n" } else { b"\n]\n" };
        self.out.write_all(end).and_then(|()| self.out.flush()).context(FAILED)?;
        Ok(if self.count == 0 { NOTHING_FOUND.into() } else { ExitCode::SUCCESS })
    }
}

const FAILED: &str = "standard output cannot be written";

/// Prints a table.
pub(crate) fn print(text: &str, layout: Layout) -> anyhow::Result<()> {
    let choice =
        if layout.color { anstream::ColorChoice::Always } else { anstream::ColorChoice::Never };
    let mut out = anstream::AutoStream::new(io::stdout(), choice);
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).context(FAILED)
}

/// Tells that nothing was found, and whether there was anything to find.
pub(crate) fn nothing(what: &str, is_empty: bool, color: Color) -> ExitCode {
    let message = if is_empty {
        "the ledger is empty; `hearsay add PATH` reads articles into it".to_owned()
    } else {
        format!("no {what} fits; ask for less, or leave a filter out")
    };
    Messages::new(color, false).note(&message);
    NOTHING_FOUND.into()
}

/// Tells that the table does not show everything, how much there is, and how to get at it.
pub(crate) fn more(shown: usize, all: usize, what: &str, next: &str, color: Color) {
    let (shown, all) = (grouped(shown), grouped(all));
    let message = format!(
        "{shown} of {all} {what}; --after {next} shows the next, --limit N shows N of them, --json \
         all, and filters choose"
    );
    Messages::new(color, false).note(&message);
}

/// Tells that the table does not show all sources, of which there are no pages.
pub(crate) fn more_sources(shown: usize, color: Color) {
    let message = format!(
        "the first {shown} sources; there are more: --limit N shows N of them, --json all, and \
         filters choose"
    );
    Messages::new(color, false).note(&message);
}

/// "10,234".
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
