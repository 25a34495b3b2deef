//! Bringing together what was added, while the writer goes on writing: a thread does it behind the
//! articles, and whoever waits for all to be brought together does it himself.
//!
//! Either works out on a look of its own what a portion comes to, and hands the writer only what there is to
//! write. Where that no longer holds when its turn comes, it is worked out anew; where it fails so
//! again and again, the writer does all of it and everybody waits. Whoever waits for all to be brought
//! together takes the gatherer's turn: two who do the same would only spoil each other's work.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::error::Result;
use crate::gathering::{self, Planned, Portion};
use crate::writer::{Jobs, Purpose};

/// What was written is brought together after so long.
const IDLE: Duration = Duration::from_millis(50);

/// While there is something to write, that goes on so many times as long as it last took to bring
/// things together: the more at a time, the less it costs.
const SHARE: u32 = 4;

/// So many times in a row something may come between.
const TRIES: usize = 3;

/// The thread that brings together.
pub(crate) struct Gatherer {
    wake: SyncSender<()>,
    is_closing: Arc<AtomicBool>,
    turn: Turn,
    thread: Option<JoinHandle<()>>,
}

/// Whose turn it is to bring together.
#[derive(Clone, Default)]
struct Turn(Arc<Mutex<()>>);

impl Turn {
    fn take(&self) -> MutexGuard<'_, ()> {
        // Who panicked has left nothing half done: that is in the ledger or not.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells the gatherer that something was written.
#[derive(Clone)]
pub(crate) struct Bell(SyncSender<()>);

impl Bell {
    /// Rings; it goes on ringing until it is heard.
    pub(crate) fn ring(&self) {
        // Where this fails it rings already, or nobody is there any more.
        let _ = self.0.try_send(());
    }
}

/// A bell, and who hears it.
pub(crate) fn bell() -> (Bell, Receiver<()>) {
    let (wake, heard) = sync_channel(1);
    (Bell(wake), heard)
}

impl Gatherer {
    /// Starts it; `connection` is its own, to look.
    pub(crate) fn start(
        connection: Connection,
        jobs: Jobs,
        bell: Bell,
        heard: Receiver<()>,
    ) -> Self {
        let is_closing = Arc::new(AtomicBool::new(false));
        let closing = Arc::clone(&is_closing);
        let turn = Turn::default();
        let own = turn.clone();
        let thread = std::thread::spawn(move || {
            let rounds = Rounds::new(connection, jobs, Portion::BEHIND);
            Behind { rounds, turn: own }.go(&heard, &closing);
        });
        Self { wake: bell.0, is_closing, turn, thread: Some(thread) }
    }

    /// Waits until it has finished its round, and lets it begin none until this is dropped.
    pub(crate) fn take_turn(&self) -> MutexGuard<'_, ()> {
        self.turn.take()
    }
}

impl Drop for Gatherer {
    fn drop(&mut self) {
        self.is_closing.store(true, Ordering::Relaxed);
        let _ = self.wake.try_send(());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Behind {
    rounds: Rounds,
    turn: Turn,
}

impl Behind {
    fn go(&mut self, heard: &Receiver<()>, is_closing: &AtomicBool) {
        // A program that was killed may have left something to be brought together.
        let mut is_ungathered = true;
        let mut due = Instant::now() + IDLE;
        let mut is_written_to = false;
        loop {
            let rung = if is_ungathered {
                heard.recv_timeout(due.saturating_duration_since(Instant::now()))
            } else {
                heard.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            if is_closing.load(Ordering::Relaxed) {
                break;
            }
            match rung {
                Ok(()) => {
                    if !is_ungathered {
                        due = due.max(Instant::now() + IDLE);
                    }
                    is_ungathered = true;
                    is_written_to = true;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if is_ungathered && Instant::now() >= due {
                let turn = self.turn.take();
                let begin = Instant::now();
                // What fails now is tried again after the next commit.
                is_ungathered = self.rounds.round().unwrap_or(false);
                drop(turn);
                let share = if is_written_to { SHARE * begin.elapsed() } else { IDLE };
                due = Instant::now() + IDLE.max(share);
                is_written_to = false;
            }
        }
    }
}

/// Bringing together, a portion at a time.
pub(crate) struct Rounds {
    connection: Connection,
    jobs: Jobs,
    portion: Portion,
    /// How often in a row something came between.
    failures: usize,
}

impl Rounds {
    /// On a connection of its own, to look.
    pub(crate) fn new(connection: Connection, jobs: Jobs, portion: Portion) -> Self {
        Self { connection, jobs, portion, failures: 0 }
    }

    /// Where it looks.
    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Brings a portion together; true: there may be more.
    pub(crate) fn round(&mut self) -> Result<bool> {
        if self.failures >= TRIES {
            self.failures = 0;
            return self.jobs.submit(gathering::some, Purpose::Gathering)?.wait();
        }
        self.connection.execute_batch("BEGIN")?;
        let planned = gathering::plan(&self.connection, self.portion);
        self.connection.execute_batch("COMMIT")?;
        let carried_out = match planned? {
            Planned::Nothing => return Ok(false),
            Planned::First => self.jobs.submit(
                |connection| gathering::take_out(connection).map(|()| true),
                Purpose::Gathering,
            )?,
            Planned::Plan(plan) => {
                self.jobs.submit(move |connection| plan.settle(connection), Purpose::Gathering)?
            }
        };
        let is_done = carried_out.wait()?;
        self.failures = if is_done { 0 } else { self.failures + 1 };
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use hearsay::{Article, Reader, Scratch};

    use super::*;
    use crate::writer::Ticket;
    use crate::{Access, Arrival, Ledger};

    /// Where something comes between again and again, the writer does it all.
    #[test]
    fn what_cannot_be_worked_out_beside_the_writer_is_done_by_it() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("hearsay.db");
        let ledger = Ledger::open(&path, Access::Create).expect("it can be made");
        let text = "Oravia said on Tuesday that Tarsk had shelled Hask, killing four soldiers.";
        let article = Article { text: text.to_owned(), ..Article::default() };
        let reading = Reader::new().read(&article, &mut Scratch::default());
        let added = ledger.add(Arrival::bare(article, &reading)).and_then(Ticket::wait);
        assert!(added.is_ok());
        let writer = ledger.writer().expect("it is open to be written");
        let connection = ledger.connect().expect("it can be looked at");
        let mut rounds = Rounds::new(connection, writer.jobs().expect("it is open"), Portion::ALL);
        rounds.failures = TRIES;
        assert_eq!(rounds.round(), Ok(false));
        assert_eq!(rounds.failures, 0);
        let counts = ledger.view().and_then(|view| view.counts()).expect("they can be counted");
        assert_eq!((counts.waiting, counts.incidents), (0, 1));
    }
}
