//! `hearsay reread`: the articles of a ledger, read again.

use std::collections::VecDeque;
use std::io::{self, IsTerminal};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread::available_parallelism;

use clap::builder::RangedU64ValueParser;
use hearsay::{Article, Reader, Scratch};
use hearsay_input::{Raw, Received};
use hearsay_ledger::words::count;
use hearsay_ledger::{Access, Decision, LedgerError, Revised, Ticket};
use serde::Serialize;

use super::{line, say};
use crate::args::Color;
use crate::messages::Messages;
use crate::pipeline::{Outcome, outcomes};
use crate::read::SOME_UNREAD;
use crate::shelf::Shelf;

const HELP: &str = "\
Examples:
  hearsay reread
          the articles that another version of hearsay read
  hearsay reread --all --json
          all articles; what changed in each, one object a line

A newer version reads some sentences otherwise. Each article keeps its text and gets a new reading;
claims that appear, vanish or change are kept in its history. What people decided finds its claims
again by the words; a decision whose words make no claim any more is kept, listed by
`hearsay decisions --orphaned`, and comes back when a reading has its claim again.

It may be broken off and run again; it goes on where it was.

Exit codes:
  0  done
  1  some articles could not be read again
  2  wrong usage, or the ledger could not be written";

/// `hearsay reread`.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Reread {
    /// Which ledger.
    #[command(flatten)]
    pub shelf: Shelf,

    /// Also articles that this version has read
    #[arg(long)]
    pub all: bool,

    /// How many articles to read at once [default: one for each core]
    #[arg(short, long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..=1024))]
    pub threads: Option<usize>,

    /// Tell what changed in each article, one object a line
    #[arg(long)]
    pub json: bool,

    /// Neither notes nor progress, only errors
    #[arg(short, long)]
    pub quiet: bool,
}

/// What a reread changed in one article.
#[derive(Serialize)]
struct Changed<'a> {
    id: &'a str,
    #[serde(flatten)]
    revised: Revised,
}

/// Runs `hearsay reread`.
///
/// # Errors
///
/// When the ledger cannot be opened or written.
pub fn reread(args: &Reread, color: Color) -> anyhow::Result<ExitCode> {
    let mut messages = Messages::new(color, args.quiet);
    let ledger = Arc::new(args.shelf.open(Access::Write)?);
    let failed = |error: LedgerError| args.shelf.failed(error);
    let ids = ledger.view().and_then(|view| view.to_reread(args.all)).map_err(failed)?;
    if messages.can_show_progress(args.json && io::stdout().is_terminal()) {
        messages.start_progress(None);
    }
    let threads = args.threads.unwrap_or_else(|| available_parallelism().map_or(1, usize::from));
    let reader = Reader::new();
    let stored = Arc::clone(&ledger);
    // The articles themselves are fetched by the workers, so that they need not all be in memory.
    let named = ids.into_iter().map(|id| {
        let article = Article { id, ..Article::default() };
        Ok(Received { article, authors: Vec::new(), raw: Raw::new([], "text/plain") })
    });
    let read = outcomes(named, threads, move |scratch: &mut Scratch, _, named| {
        let (article, version) = stored.view()?.original(&named.article.id)?;
        let reading = reader.read(&article, scratch);
        let reread = hearsay_ledger::Reread::new(&article.id, version, &reading);
        Ok((article.id, reread))
    });

    let mut sum = Revised::default();
    let mut articles = 0;
    let mut waiting: VecDeque<(String, Ticket<Option<Revised>>)> = VecDeque::new();
    let mut settle = |(id, ticket): (String, Ticket<Option<Revised>>)| -> anyhow::Result<()> {
        // An article that has a newer version by now was read by this program when that was added.
        let Some(revised) = ticket.wait().map_err(failed)? else { return Ok(()) };
        articles += 1;
        sum.claims += revised.claims;
        sum.appeared += revised.appeared;
        sum.vanished += revised.vanished;
        sum.changed += revised.changed;
        messages.progress(articles, 0);
        if args.json {
            line(&Changed { id: &id, revised })?;
        }
        Ok(())
    };
    let mut faults = Vec::new();
    for outcome in read {
        match outcome {
            Outcome::Read(Ok((id, reread))) => {
                waiting.push_back((id, ledger.reread(reread).map_err(failed)?));
                if waiting.len() > 128
                    && let Some(first) = waiting.pop_front()
                {
                    settle(first)?;
                }
            }
            Outcome::Read(Err(error)) => return Err(failed(error)),
            Outcome::Fault(id) => faults.push(id),
            Outcome::Input(_) => {}
        }
    }
    waiting.into_iter().try_for_each(&mut settle)?;
    ledger.gather_telling(|waiting| messages.gathering(waiting)).map_err(failed)?;
    for id in &faults {
        messages.error(&format!("{id}: {}", LedgerError::Fault));
    }
    // Who is looking just now keeps the log from being folded, which does no harm.
    let _ = ledger.fold();
    messages.finish(articles);
    let decisions = ledger.view().and_then(|view| view.decisions(None)).map_err(failed)?;
    let orphaned =
        decisions.iter().filter(|decision| decision.in_force).filter(|d| Decision::is_orphaned(d));
    let orphaned = orphaned.count();
    if orphaned > 0 {
        messages.note(&format!(
            "{} about words that make no claim any more; see `hearsay decisions --orphaned`",
            count(orphaned, "decision")
        ));
    }
    if !args.json {
        say(&format!(
            "{} read again: {}; {} appeared, {} vanished, {} changed",
            count(articles, "article"),
            count(sum.claims, "claim"),
            sum.appeared,
            sum.vanished,
            sum.changed
        ))?;
    }
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { SOME_UNREAD.into() })
}
