//! `hearsay add`: articles in, into a ledger.
//!
//! They are read and written elsewhere ([`arriving`](super::arriving)); here the answers come in, in
//! the order of the articles, each when its article is on the disk.

use std::io::{self, BufReader, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread::available_parallelism;

use clap::ValueHint;
use clap::builder::RangedU64ValueParser;
use hearsay::Created;
use hearsay_input::{Mapping, Options, Source, articles, total_bytes};
use hearsay_ledger::words::count;
use hearsay_ledger::{Access, LedgerError};
use serde::Serialize;

use super::arriving::{Event, events};
use super::sum::Sum;
use super::{line, restoring, say};
use crate::args::{Color, mapping};
use crate::messages::Messages;
use crate::read::{NOTHING_READ, SOME_UNREAD, sources};
use crate::shelf::Shelf;

const HELP: &str = "\
Examples:
  hearsay add article.txt --created 2020-09-28
          into ./hearsay.db, which is made where there is none
  hearsay add --ledger front.db news/ wires.jsonl
          every article below a folder and in a file; each keeps its id
  cat wires.jsonl | hearsay add - --json
          one object a line for each article, printed when it is on the disk

  hearsay add ledger.jsonl
          an export of another ledger (hearsay export --to jsonl): articles as they were read, and
          what people decided; it may also be piped in

An article that is there already, by its id and its text, is left alone; so the same command may be
run again, also after it was broken off. The same id with another text, title, publisher or date is
a new version, whose claims are compared with those of the old one. A near-copy of another article
is kept and linked to it.

With --json:
  {\"id\", \"outcome\": \"new\" | \"version\" | \"known\", \"version\", \"claims\"} and, where it
  is so, \"copy_of\" and \"revised\": {\"claims\", \"appeared\", \"vanished\", \"changed\"}; for what
  could not be added {\"outcome\": \"error\", \"error\"}. What is printed is committed and on the disk.

Exit codes:
  0  everything was added or known
  1  some of the input could not be read; the rest was added
  2  wrong usage, or the ledger could not be written; what was acknowledged is safe
  3  nothing could be read";

/// `hearsay add`.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Add {
    /// Files, folders or addresses of the web, or - for standard input
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,

    /// What the fields of JSON or a sheet are called: text=body,created=date, or a TOML file
    #[arg(long, value_name = "MAP", value_parser = mapping)]
    pub map: Option<Mapping>,

    /// Which ledger.
    #[command(flatten)]
    pub shelf: Shelf,

    /// When the articles were published, for those that do not say: 2020-09-28 or 2020-09-28T14:05
    #[arg(long, value_name = "DATE")]
    pub created: Option<Created>,

    /// How many articles to read at once [default: one for each core]
    #[arg(short, long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..=1024))]
    pub threads: Option<usize>,

    /// Also read texts that do not seem to be English
    #[arg(long)]
    pub force: bool,

    /// Tell what became of each article, one object a line
    #[arg(long)]
    pub json: bool,

    /// Neither notes nor progress, only errors
    #[arg(short, long)]
    pub quiet: bool,
}

/// An article that could not be added, as `--json` has it.
#[derive(Serialize)]
struct Failure<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    outcome: &'static str,
    error: String,
}

/// Runs `hearsay add`.
///
/// # Errors
///
/// When the ledger cannot be opened or written; what is wrong with the input is told and counted in
/// the exit code.
pub fn add(args: &Add, color: Color) -> anyhow::Result<ExitCode> {
    let mut messages = Messages::new(color, args.quiet);
    let (exports, paths): (Vec<PathBuf>, Vec<PathBuf>) =
        args.paths.iter().cloned().partition(|path| restoring::is_export(path));
    if !exports.is_empty() {
        let code = restoring::restore(args, &exports)?;
        if paths.is_empty() {
            return Ok(code);
        }
    }
    let mut sources = sources("add", &paths, &messages);
    if let Some(at) = sources.iter().position(|source| matches!(source, Source::Stream { .. })) {
        // The only stream there is. It may be an export as well.
        let (is_export, stream) = restoring::looked_at(io::stdin())?;
        if is_export {
            sources.remove(at);
            let versions = restoring::restore_from(args, "stdin", BufReader::new(stream))?;
            if sources.is_empty() {
                let nothing = ExitCode::from(NOTHING_READ);
                return Ok(if versions == 0 { nothing } else { ExitCode::SUCCESS });
            }
        } else {
            sources[at] = Source::stream("stdin", stream);
        }
    }
    let ledger = Arc::new(args.shelf.open(Access::Create)?);
    if messages.can_show_progress(args.json && io::stdout().is_terminal()) {
        messages.start_progress(total_bytes(&sources));
    }
    let mapping = args.map.clone().unwrap_or_default();
    let options =
        Options { created: args.created, force: args.force, mapping, ..Options::default() };
    let articles = articles(sources, options);
    let meter = articles.meter();
    let threads = args.threads.unwrap_or_else(|| available_parallelism().map_or(1, usize::from));

    let events = events(articles, threads, &ledger);
    let mut sum = Sum::default();
    for event in events {
        let added = match event {
            Event::Known(added) => Ok(added),
            Event::Written(id, ticket) => ticket.wait().map_err(|error| (id, error)),
            Event::Failed(error) => return Err(broken_off(&args.shelf, error, &sum)),
            Event::Input(error) => {
                if args.json && !error.is_note() {
                    failure(None, error.to_string())?;
                }
                messages.input(&error);
                continue;
            }
            Event::Fault(id) => Err((id, LedgerError::Fault)),
        };
        match added {
            Ok(added) => {
                sum.count(&added);
                if args.json {
                    line(&added)?;
                }
            }
            // What is wrong with one article is told; what is wrong with the ledger ends it all.
            Err((id, LedgerError::Fault)) => {
                let told = LedgerError::Fault.to_string();
                messages.error(&format!("{id}: {told}"));
                if args.json {
                    failure(Some(&id), told)?;
                }
            }
            Err((_, error)) => return Err(broken_off(&args.shelf, error, &sum)),
        }
        messages.progress(sum.articles(), meter.bytes());
    }
    ledger
        .gather_telling(|waiting| messages.gathering(waiting))
        .map_err(|error| broken_off(&args.shelf, error, &sum))?;
    // Who is looking just now keeps the log from being folded, which does no harm.
    let _ = ledger.fold();
    messages.finish(sum.articles());
    if !args.json && sum.articles() > 0 {
        say(&sum.told(&ledger, &args.shelf)?)?;
    }
    Ok(match (sum.articles(), messages.errors()) {
        (0, _) => NOTHING_READ.into(),
        (_, 0) => ExitCode::SUCCESS,
        _ => SOME_UNREAD.into(),
    })
}

fn failure(id: Option<&str>, error: String) -> anyhow::Result<()> {
    line(&Failure { id, outcome: "error", error })
}

/// The end, when the ledger fails under way.
fn broken_off(shelf: &Shelf, error: LedgerError, sum: &Sum) -> anyhow::Error {
    let safe = sum.articles();
    let error = shelf.failed(error);
    if safe == 0 {
        error
    } else {
        error.context(format!("broken off after {}", count(safe, "article")))
    }
}
