//! `hearsay watch`: articles in, from feeds, as they come.
//!
//! One loop decides which feed is due and adds what came; threads fetch ([`looking`]). What a server
//! said of a feed is kept in the ledger after its items are, so a program that is killed asks for the
//! same again and adds nothing twice.

mod kept;
mod log;
mod looking;
mod rounds;
mod stopping;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::ValueHint;
use hearsay_input::FeedList;
use hearsay_ledger::Access;

use super::say;
use crate::read::{NOTHING_READ, SOME_UNREAD};
use crate::shelf::Shelf;
use looking::Look;
use rounds::Rounds;

const HELP: &str = "\
Examples:
  hearsay watch feeds.toml
          until Ctrl-C, one line on standard error for each look at a feed
  hearsay watch feeds.toml --once --quiet
          each feed that is due, once; for cron: */15 * * * * hearsay watch feeds.toml --once -q
  hearsay watch feeds.toml --full --ledger front.db
          also the pages behind items that carry only the beginning of a story
  hearsay watch feeds.toml --json
          one object a line for each article, printed when it is on the disk

The list of feeds (examples/feeds.toml has one with all keys):
  every = \"15m\"                          how often, for feeds that do not say; 90s, 15m, 2h, 1d

  [[feed]]
  url = \"https://example.org/world.rss\"  RSS, Atom or JSON Feed
  name = \"Example\"                       what messages call it
  publisher = \"Example Press\"            where it should not be what the feed calls itself
  every = \"1h\"
  language = \"en\"                        its items' language is not guessed
  full = true                            as --full, for this feed

The list is read at the beginning; start the program again when you have changed it. Known items are
left alone; an edited one is a new version. Where two feeds of one publisher carry the same items,
give both the same publisher, so that they are the same articles.

How servers are treated:
  A feed is sent only when it has changed (ETag, Last-Modified). It is asked no more often than you
  say, than it says itself (ttl, Cache-Control: max-age) and than a server in trouble says
  (Retry-After), up to a day. One that fails is asked less and less often. A host is asked for one
  feed at a time, and for a page a second. A feed that is gone (410) is asked no more; one that has
  moved for good is told of: change its address in the list. When each was asked is kept in the
  ledger, so that the program may be started again at any time. Only the public internet is fetched
  from. robots.txt is not asked: you name the feeds, and the feeds their pages.

Exit codes:
  0  stopped by Ctrl-C or SIGTERM; with --once, every feed that was due was read, or none was due
  1  some feeds could not be read
  2  wrong usage, or the ledger could not be written; what was acknowledged is safe
  3  no feed could be read, or all are gone";

/// `hearsay watch`.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Watch {
    /// The list of feeds, a TOML file
    #[arg(value_name = "FEEDS", value_hint = ValueHint::FilePath)]
    pub feeds: PathBuf,

    /// Which ledger.
    #[command(flatten)]
    pub shelf: Shelf,

    /// Look at each feed that is due once, and end
    #[arg(long)]
    pub once: bool,

    /// Look at every feed at the beginning, due or not, also at those that were gone
    #[arg(long)]
    pub now: bool,

    /// Fetch the page behind an item that carries only the beginning of a story
    #[arg(long)]
    pub full: bool,

    /// Also read texts that do not seem to be English
    #[arg(long)]
    pub force: bool,

    /// Also fetch feeds that this computer serves, by localhost or 127.0.0.1
    #[arg(long)]
    pub allow_loopback: bool,

    /// Tell what became of each article, one object a line
    #[arg(long)]
    pub json: bool,

    /// Only errors
    #[arg(short, long)]
    pub quiet: bool,
}

/// What the loop waits for.
enum Message {
    /// A look is done.
    Look(Box<Look>),
    /// It is time to stop.
    Stop,
}

/// Runs `hearsay watch`.
///
/// # Errors
///
/// When the list of feeds cannot be read, or the ledger cannot be opened or written.
pub fn watch(args: &Watch) -> anyhow::Result<ExitCode> {
    let name = || args.feeds.display().to_string();
    let list = fs::read_to_string(&args.feeds).with_context(name)?;
    let list = FeedList::from_toml(&list).with_context(name)?;
    let ledger = Arc::new(args.shelf.open(Access::Create)?);
    let mut rounds = Rounds::begin(args, list, Arc::clone(&ledger))?;
    let ended = rounds.go();
    // Who is looking just now keeps the log from being folded, which does no harm.
    let _ = ledger.fold();
    ended?;
    if !args.json && !args.quiet {
        say(&rounds.told())?;
        say(&rounds.sum.told(&ledger, &args.shelf)?)?;
    }
    let tally = &rounds.tally;
    Ok(if rounds.is_stopped() {
        ExitCode::SUCCESS
    } else if tally.asked == tally.failed && (tally.failed > 0 || !args.once) {
        NOTHING_READ.into()
    } else if tally.failed > 0 {
        SOME_UNREAD.into()
    } else {
        ExitCode::SUCCESS
    })
}
