//! `hearsay import`: readings that were made on other machines, into a ledger.

use std::collections::HashSet;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;
use std::thread::available_parallelism;

use clap::ValueHint;
use hearsay::Article;
use hearsay_ledger::tables::{Folder, Slice, Stored};
use hearsay_ledger::words::count;
use hearsay_ledger::{Access, Arrival, Ledger, LedgerError};
use jiff::civil::Date;

use super::say;
use super::sum::Sum;
use crate::args::Color;
use crate::filters::Days;
use crate::messages::Messages;
use crate::read::{NOTHING_READ, SOME_UNREAD};
use crate::shelf::Shelf;

const HELP: &str = "\
Examples:
  hearsay import tables/
          all readings of a folder that hearsay-spark has written, into ./hearsay.db
  hearsay import tables/ --country ARM --date 2020-09-27/2020-11-10 --ledger autumn.db
          the articles of which a claim fits: a slice of a large result, for the desk
  hearsay import tables/ --incident i3f9a0c11d2e4b567
          the articles of one incident

A folder holds readings.parquet, a file or a folder of files, as hearsay-spark writes it or
pyarrow from what hearsay.read_batch gave; to choose from it, claims.parquet beside it. Nothing is
read again: what the program found there is taken in as it is, and brought together with what the ledger
has. What is known already is left alone, so the same command may be run again. `hearsay reread` reads
anew what another version of the program has read.

Exit codes:
  0  everything was added or known
  1  some readings could not be taken in; the rest was added
  2  wrong usage, no such folder, or the ledger could not be written
  3  nothing there, or nothing that fits";

/// `hearsay import`.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Import {
    /// Folders of tables
    #[arg(value_name = "FOLDER", value_hint = ValueHint::DirPath, required = true)]
    pub folders: Vec<PathBuf>,

    /// Which ledger.
    #[command(flatten)]
    pub shelf: Shelf,

    /// Only the articles of this incident; may be given several times
    #[arg(long, value_name = "ID", help_heading = "Slice")]
    pub incident: Vec<String>,

    /// Only this article; may be given several times
    #[arg(long, value_name = "ID", help_heading = "Slice")]
    pub article: Vec<String>,

    /// When it is said to have been: a day, or two with a slash; either may be left out
    #[arg(long, value_name = "DAY[/DAY]", value_parser = Days::parse, help_heading = "Slice")]
    pub(crate) date: Option<Days>,

    /// In which country: three letters
    #[arg(long, value_name = "COUNTRY", value_parser = country, help_heading = "Slice")]
    pub country: Option<String>,

    /// Type of event, or type and mode: assault, assault/aerial
    #[arg(long, value_name = "TYPE[/MODE]", help_heading = "Slice")]
    pub event: Option<String>,

    /// Neither notes nor progress, only errors
    #[arg(short, long)]
    pub quiet: bool,
}

/// The table of claims has codes alone.
fn country(word: &str) -> Result<String, String> {
    let is_code = word.len() == 3 && word.bytes().all(|letter| letter.is_ascii_alphabetic());
    if is_code {
        Ok(word.to_ascii_uppercase())
    } else {
        Err(format!("`{word}` is no code of three letters such as ARM"))
    }
}

impl Import {
    fn slice(&self) -> Slice {
        let days = self.date.clone().unwrap_or_default();
        let day = |day: Option<String>| day.and_then(|day| day.parse::<Date>().ok());
        Slice {
            incidents: self.incident.clone(),
            articles: self.article.clone(),
            from: day(days.from),
            to: day(days.to),
            country: self.country.clone(),
            event: self.event.clone(),
        }
    }
}

/// Runs `hearsay import`.
///
/// # Errors
///
/// When a folder has no readings, or the ledger cannot be opened or written.
pub fn import(args: &Import, color: Color) -> anyhow::Result<ExitCode> {
    let mut messages = Messages::new(color, args.quiet);
    let folders = args.folders.iter().map(|path| Folder::open(path));
    let folders = folders.collect::<Result<Vec<_>, _>>()?;
    let slice = args.slice();
    let mut chosen = Vec::new();
    let mut rows = 0;
    for folder in &folders {
        chosen.push(if slice.is_everything() { None } else { Some(folder.articles(&slice)?) });
        rows += folder.count("readings")?;
    }
    let ledger = args.shelf.open(Access::Create)?;
    if messages.can_show_progress(false) {
        messages.start_progress(Some(rows));
    }
    let mut intake = Intake { ledger: &ledger, sum: Sum::default(), unread: 0 };
    let mut seen = 0;
    for (folder, chosen) in folders.iter().zip(&chosen) {
        let done = folder.readings(&mut |stored| {
            intake.take(stored, chosen.as_ref(), &mut messages)?;
            seen += stored.len() as u64;
            messages.progress(intake.sum.articles(), seen);
            Ok(())
        });
        done.map_err(|error| args.shelf.failed(error))?;
    }
    let Intake { sum, unread, .. } = intake;
    ledger
        .gather_telling(|waiting| messages.gathering(waiting))
        .map_err(|error| args.shelf.failed(error))?;
    let _ = ledger.fold();
    messages.finish(sum.articles());
    if unread > 0 {
        messages.note(&format!(
            "{} could not be read where the readings were made; errors.parquet there tells why",
            count(unread, "article")
        ));
    }
    if sum.articles() > 0 {
        say(&sum.told(&ledger, &args.shelf)?)?;
    }
    Ok(match (sum.articles(), messages.errors()) {
        (0, 0) => NOTHING_READ.into(),
        (_, 0) => ExitCode::SUCCESS,
        _ => SOME_UNREAD.into(),
    })
}

/// What has been taken in so far.
struct Intake<'l> {
    ledger: &'l Ledger,
    sum: Sum,
    unread: usize,
}

impl Intake<'_> {
    /// Takes in those readings of a batch that are chosen.
    fn take(
        &mut self,
        stored: &Stored,
        chosen: Option<&HashSet<String>>,
        messages: &mut Messages,
    ) -> Result<(), LedgerError> {
        let wanted = |row: &usize| chosen.is_none_or(|chosen| chosen.contains(stored.id(*row)));
        let (read, unread): (Vec<usize>, Vec<usize>) =
            (0..stored.len()).filter(wanted).partition(|row| stored.is_read(*row));
        self.unread += unread.len();
        let mut tickets = Vec::new();
        for arrival in arrivals(stored, &read) {
            match arrival {
                Ok(arrival) => tickets.push(self.ledger.add(arrival)?),
                Err(error) => messages.error(&error),
            }
        }
        for ticket in tickets {
            self.sum.count(&ticket.wait()?);
        }
        Ok(())
    }
}

/// Readings made ready to be added, on all cores, in their order.
fn arrivals(stored: &Stored, rows: &[usize]) -> Vec<Result<Arrival, String>> {
    let threads = available_parallelism().map_or(1, usize::from);
    let size = rows.len().div_ceil(threads).max(1);
    thread::scope(|scope| {
        let shares: Vec<_> = rows
            .chunks(size)
            .map(|rows| {
                scope.spawn(|| rows.iter().map(|row| arrival(stored, *row)).collect::<Vec<_>>())
            })
            .collect();
        shares
            .into_iter()
            .flat_map(|share| share.join().expect("unpacking a reading does not panic"))
            .collect()
    })
}

fn arrival(stored: &Stored, row: usize) -> Result<Arrival, String> {
    let reading = stored.reading(row).map_err(|error| error.to_string())?;
    let reading = reading.ok_or_else(|| format!("article `{}` was not read", stored.id(row)))?;
    let article = Article::try_from(reading.article.clone())
        .map_err(|error| format!("article `{}`: {error}", stored.id(row)))?;
    Ok(Arrival::read_by(stored.program(row), article, &reading, stored.authors(row)))
}
