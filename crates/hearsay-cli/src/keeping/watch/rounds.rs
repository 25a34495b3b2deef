//! Which feed is due, and what becomes of what it brings.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel, sync_channel};
use std::thread::available_parallelism;
use std::time::Duration;

use hearsay_input::fetch::FetchError;
use hearsay_input::{FeedList, InputError, WatchedFeed};
use hearsay_ledger::words::count;
use hearsay_ledger::{Added, Ledger, LedgerError};
use jiff::Timestamp;
use serde::Serialize;

use super::kept::{Kept, Took};
use super::log::{Log, length};
use super::looking::{Found, Job, Look, lookers};
use super::stopping::Stop;
use super::{Message, Watch};
use crate::keeping::arriving::{Event, events};
use crate::keeping::line;
use crate::keeping::sum::Sum;

/// So many feeds are looked at at once.
const AT_ONCE: usize = 8;

/// So long after the ledger could not be written it is tried again.
const MENDING: Duration = Duration::from_secs(60);

/// The loop and what it needs.
pub(super) struct Rounds<'a> {
    args: &'a Watch,
    ledger: Arc<Ledger>,
    feeds: Vec<Feed>,
    jobs: Sender<Job>,
    messages: Receiver<Message>,
    stop: Stop,
    log: Log,
    /// What became of the articles.
    pub(super) sum: Sum,
    /// What became of the feeds.
    pub(super) tally: Tally,
}

/// A feed and where it stands.
struct Feed {
    watched: WatchedFeed,
    kept: Kept,
    /// When it is looked at next; none for not any more.
    next: Option<Timestamp>,
    is_looked_at: bool,
}

/// What became of the feeds.
#[derive(Default)]
pub(super) struct Tally {
    /// How many looks there were.
    pub(super) asked: usize,
    /// How many of them in vain.
    pub(super) failed: usize,
    /// How many feeds were not due.
    waiting: usize,
}

/// What became of an article, as `--json` has it.
#[derive(Serialize)]
struct Arrived<'a> {
    feed: &'a str,
    #[serde(flatten)]
    added: &'a Added,
}

/// A feed or an item that could not be read, as `--json` has it.
#[derive(Serialize)]
struct Failure<'a> {
    feed: &'a str,
    outcome: &'static str,
    error: String,
}

impl<'a> Rounds<'a> {
    /// Gets everything ready.
    pub(super) fn begin(
        args: &'a Watch,
        list: FeedList,
        ledger: Arc<Ledger>,
    ) -> anyhow::Result<Self> {
        let (jobs, waiting) = channel();
        let (results, messages) = sync_channel(AT_ONCE);
        let stop = Stop::on_signals(results.clone(), args.quiet)?;
        lookers(AT_ONCE.min(list.feeds.len()), waiting, &results, &stop);
        let (log, sum, tally) = (Log::new(args.quiet), Sum::default(), Tally::default());
        let feeds = Vec::new();
        let mut rounds = Self { args, ledger, feeds, jobs, messages, stop, log, sum, tally };
        let now = Timestamp::now();
        for watched in list.feeds {
            let feed = rounds.feed(watched, now).map_err(|error| args.shelf.failed(error))?;
            rounds.feeds.push(feed);
        }
        Ok(rounds)
    }

    /// A feed as it stands at the beginning.
    fn feed(&mut self, watched: WatchedFeed, now: Timestamp) -> Result<Feed, LedgerError> {
        let kept: Kept = self.ledger.view()?.feed(&watched.url)?.unwrap_or_default();
        let due = kept.due(watched.every, now);
        let other = watched.language.as_deref().filter(|code| *code != "en" && !self.args.force);
        let next = if let Some(language) = other {
            let words = format!("left out: its language is `{language}`; --force reads it anyway");
            self.log.say(watched.called(), &words);
            None
        } else if self.args.now {
            Some(now)
        } else if kept.is_gone {
            let words = "gone (410), asked no more; take it off the list, or try with --now";
            self.log.say(watched.called(), words);
            None
        } else if !self.args.once {
            Some(due.unwrap_or(now))
        } else if kept.is_about_due(watched.every, now) {
            Some(now)
        } else {
            self.tally.waiting += 1;
            None
        };
        Ok(Feed { watched, kept, next, is_looked_at: false })
    }

    /// Whether it ended because somebody asked for it.
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.is_set()
    }

    /// Looks at feeds until there is nothing to look at, or it is told to stop.
    pub(super) fn go(&mut self) -> anyhow::Result<()> {
        while !self.stop.is_set() {
            let now = Timestamp::now();
            self.send_out(now);
            let is_idle = self.feeds.iter().all(|feed| !feed.is_looked_at);
            // What is due now waits for its host, and so for a message.
            let next = self.feeds.iter().filter(|feed| !feed.is_looked_at);
            let next = next.filter_map(|feed| feed.next).filter(|next| *next > now).min();
            let message = match next {
                None if is_idle => break,
                // A minute, since the clock may be set meanwhile.
                Some(next) => self.messages.recv_timeout(until(next).min(MENDING)),
                None => self.messages.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            if let Ok(Message::Look(look)) = message {
                self.take(*look)?;
            }
        }
        Ok(())
    }

    /// Sends out for the feeds that are due, to each host for one at a time.
    fn send_out(&mut self, now: Timestamp) {
        let looked_at = self.feeds.iter().filter(|feed| feed.is_looked_at);
        let mut busy: BTreeSet<String> = looked_at.map(|feed| feed.watched.host()).collect();
        for (number, feed) in self.feeds.iter_mut().enumerate() {
            let is_due = !feed.is_looked_at && feed.next.is_some_and(|next| next <= now);
            if !is_due || !busy.insert(feed.watched.host()) {
                continue;
            }
            let watched = feed.watched.clone();
            let full = self.args.full || watched.full;
            let job = Job {
                number,
                kept: feed.kept.clone(),
                took: Took { full, force: self.args.force },
                allow_loopback: self.args.allow_loopback && watched.is_local(),
                watched,
            };
            feed.is_looked_at = self.jobs.send(job).is_ok();
        }
    }

    /// Adds what a look brought, keeps what is to be kept, and says when the next is due.
    fn take(&mut self, look: Look) -> anyhow::Result<()> {
        let Look { number, kept, found } = look;
        let feed = &mut self.feeds[number];
        feed.is_looked_at = false;
        let watched = feed.watched.clone();
        let moved = kept.said.moved_to.clone().filter(|_| found.is_ok());
        self.tally.asked += 1;
        let done = match found {
            Ok(None) => Ok(Some(Told::Fine("not changed".to_owned()))),
            Ok(Some(found)) => self.add(&watched, found)?,
            Err(error) => Ok(Some(Told::Failed(self.vain(&watched, &error)?))),
        };
        // A feed is kept when all that it brought is on the disk.
        let done = match done {
            Ok(Some(told)) => self.ledger.keep_feed(&watched.url, &kept).map(|()| told),
            // Stopped half way: the rest comes with the next look.
            Ok(None) => return Ok(()),
            Err(error) => Err(error),
        };
        let feed = &mut self.feeds[number];
        match done {
            Ok(told) => {
                feed.kept = kept;
                let wait = feed.kept.wait(watched.every);
                feed.next = (!self.args.once && !feed.kept.is_gone).then(|| later(wait));
                let again = if feed.kept.is_gone {
                    "; it is gone, and asked no more; take it off the list".to_owned()
                } else if self.args.once {
                    String::new()
                } else {
                    format!("; again in {}", length(wait))
                };
                match told {
                    Told::Fine(words) => self.log.say(watched.called(), &(words + &again)),
                    Told::Failed(words) => self.log.error(watched.called(), &(words + &again)),
                }
            }
            Err(error) if error.may_pass() && !self.args.once => {
                feed.next = Some(later(MENDING));
                let (error, wait) = (self.args.shelf.failed(error), length(MENDING));
                self.log.error(watched.called(), &format!("{error}; tried again in {wait}"));
            }
            Err(error) => return Err(self.args.shelf.failed(error)),
        }
        let moved =
            moved.map(|to| format!("moved for good to {to}; change its address in the list"));
        self.log.notes(watched.called(), moved.into_iter());
        Ok(())
    }

    /// A look in vain, in words.
    fn vain(&mut self, watched: &WatchedFeed, error: &InputError) -> anyhow::Result<String> {
        self.tally.failed += 1;
        let mut words = match error {
            InputError::Fetch { source, .. } => source.to_string(),
            InputError::Feed { reason, .. } => {
                format!("not a feed that can be read: {reason}; RSS, Atom and JSON Feed are read")
            }
            error => error.to_string(),
        };
        let is_local = watched.is_local() && !self.args.allow_loopback;
        if is_local
            && matches!(error, InputError::Fetch { source: FetchError::Forbidden { .. }, .. })
        {
            words += "; --allow-loopback lets this computer be asked";
        }
        if self.args.json {
            line(&Failure { feed: &watched.url, outcome: "error", error: words.clone() })?;
        }
        Ok(words)
    }

    /// Adds what is in a feed and says what became of it; nothing where it was stopped half way.
    fn add(
        &mut self,
        watched: &WatchedFeed,
        found: Found,
    ) -> anyhow::Result<Result<Option<Told>, LedgerError>> {
        let stop = self.stop.clone();
        let items = found.items.into_iter().take_while(move |_| !stop.is_set());
        let mut brought = Sum { known: found.known, ..Sum::default() };
        let mut notes = Vec::new();
        let mut unread = 0;
        for event in events(items, threads(), &self.ledger) {
            let added = match event {
                Event::Known(added) => Ok(added),
                Event::Written(id, ticket) => ticket.wait().map_err(|error| (id, error)),
                Event::Failed(error) => return Ok(Err(error)),
                Event::Input(error) => {
                    unread += usize::from(!error.is_note());
                    notes.push(error.to_string());
                    if self.args.json && !error.is_note() {
                        let (feed, error) = (&*watched.url, error.to_string());
                        line(&Failure { feed, outcome: "error", error })?;
                    }
                    continue;
                }
                Event::Fault(id) => Err((id, LedgerError::Fault)),
            };
            match added {
                Ok(added) => {
                    self.sum.count(&added);
                    brought.count(&added);
                    if self.args.json {
                        line(&Arrived { feed: &watched.url, added: &added })?;
                    }
                }
                // What is wrong with one article is told; the others are added.
                Err((id, LedgerError::Fault)) => {
                    unread += 1;
                    notes.push(format!("{id}: {}", LedgerError::Fault));
                }
                Err((_, error)) => return Ok(Err(error)),
            }
        }
        self.sum.known += found.known;
        if brought.new + brought.versions > 0
            && let Err(error) = self.ledger.gather()
        {
            return Ok(Err(error));
        }
        self.log.notes(watched.called(), notes.into_iter());
        if self.stop.is_set() {
            self.log
                .say(watched.called(), &format!("{}; stopped half way", told(&brought, unread)));
            return Ok(Ok(None));
        }
        Ok(Ok(Some(Told::Fine(told(&brought, unread)))))
    }

    /// The feeds in a sentence for a person.
    pub(super) fn told(&self) -> String {
        let Tally { asked, failed, waiting } = self.tally;
        let mut told = count(asked, "look");
        if failed > 0 {
            told.push_str(&format!(", {failed} in vain"));
        }
        if waiting > 0 {
            told.push_str(&format!("; {} not due yet", count(waiting, "feed")));
        }
        told
    }
}

/// What is told of a look.
enum Told {
    Fine(String),
    Failed(String),
}

/// What a look brought, in words.
fn told(brought: &Sum, unread: usize) -> String {
    let mut parts = vec![format!("{} new", brought.new)];
    if brought.versions > 0 {
        parts.push(count(brought.versions, "new version"));
    }
    parts.push(format!("{} known", brought.known));
    if unread > 0 {
        parts.push(format!("{unread} not read"));
    }
    parts.join(", ")
}

fn threads() -> usize {
    available_parallelism().map_or(1, usize::from)
}

/// So long from now, and a little more, differently each time: not all the world's watchers need to
/// come at the full minute, nor all feeds of one list together.
fn later(wait: Duration) -> Timestamp {
    let little = wait.div_f32(10.0).min(Duration::from_secs(60)).mul_f32(fastrand::f32());
    Timestamp::now().checked_add(wait + little).unwrap_or(Timestamp::MAX)
}

/// How long it is until then.
fn until(then: Timestamp) -> Duration {
    Duration::try_from(then.duration_since(Timestamp::now())).unwrap_or_default()
}
