//! One thread writes, and commits in groups.
//!
//! A commit waits for the disk, whether it holds one article or a hundred. So the writer takes what
//! has come within [`WINDOW`], [`GROUP`] pieces of work at most, into one transaction, and
//! acknowledges each after the commit. The queue is bounded: who writes faster than the disk waits.
//!
//! Bringing together is much at once and has a transaction of its own: a piece of work that could be
//! taken back by itself makes every later statement of it dearer, by all that it has changed so far.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::MutexGuard;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::error::{LedgerError, Result};
use crate::gatherer::{self, Gatherer};

/// So many pieces of work at most go into one commit.
const GROUP: usize = 100;

/// So long the first of them waits for others at most.
const WINDOW: Duration = Duration::from_millis(20);

/// So many may wait to be written.
const QUEUE: usize = 2 * GROUP;

/// The thread that writes.
pub(crate) struct Writer {
    gatherer: Option<Gatherer>,
    jobs: Option<Jobs>,
    thread: Option<JoinHandle<()>>,
}

/// Answered when the work is committed, or has failed.
pub struct Ticket<T>(Receiver<Result<T>>);

impl<T> Ticket<T> {
    /// Waits for the commit.
    ///
    /// # Errors
    ///
    /// When the work could not be done or the commit failed; then nothing of it is in the ledger.
    pub fn wait(self) -> Result<T> {
        self.0.recv().unwrap_or(Err(LedgerError::Closed))
    }
}

impl Writer {
    /// Starts writing to `connection`; `look` is another, on which is worked out what the articles that
    /// were added have in common.
    pub(crate) fn start(mut connection: Connection, look: Connection) -> Self {
        let (jobs, queue) = sync_channel::<Box<dyn Job>>(QUEUE);
        let (bell, heard) = gatherer::bell();
        let rung = bell.clone();
        let thread = std::thread::spawn(move || {
            while let Ok(first) = queue.recv() {
                let jobs = taken(first, &queue);
                let is_news = jobs.iter().any(|job| job.purpose() == Purpose::Adding);
                for group in groups(jobs) {
                    write(&mut connection, group);
                }
                if is_news {
                    rung.ring();
                }
            }
        });
        let jobs = Jobs(jobs);
        let gatherer = Gatherer::start(look, jobs.clone(), bell, heard);
        Self { gatherer: Some(gatherer), jobs: Some(jobs), thread: Some(thread) }
    }

    /// Hands work to the writer; waits while the queue is full.
    pub(crate) fn submit<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<Ticket<T>> {
        self.jobs()?.submit(work, Purpose::Adding)
    }

    /// Lets nobody else bring anything together until the guard is dropped.
    pub(crate) fn take_turn(&self) -> Result<MutexGuard<'_, ()>> {
        Ok(self.gatherer.as_ref().ok_or(LedgerError::Closed)?.take_turn())
    }

    /// Where work is handed in.
    pub(crate) fn jobs(&self) -> Result<Jobs> {
        self.jobs.clone().ok_or(LedgerError::Closed)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // It hands work to the writer to the last.
        drop(self.gatherer.take());
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What a piece of work is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// It writes something that may be to be brought together.
    Adding,
    /// It brings together, after which there is nothing new.
    Gathering,
}

/// Where work is handed to the writer.
#[derive(Clone)]
pub(crate) struct Jobs(SyncSender<Box<dyn Job>>);

impl Jobs {
    /// Hands in work; waits while the queue is full.
    pub(crate) fn submit<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
        purpose: Purpose,
    ) -> Result<Ticket<T>> {
        let (reply, ticket) = sync_channel(1);
        let task = Task { work: Some(work), done: None, reply, purpose };
        self.0.send(Box::new(task)).map_err(|_| LedgerError::Closed)?;
        Ok(Ticket(ticket))
    }
}

/// A piece of work on its way through the writer.
trait Job: Send {
    fn purpose(&self) -> Purpose;
    /// Does the work inside a transaction; what it did is taken back when it fails.
    fn run(&mut self, connection: &Connection) -> Result<()>;
    /// Tells whoever waits.
    fn settle(self: Box<Self>, committed: &Result<()>);
}

struct Task<T, F> {
    work: Option<F>,
    done: Option<Result<T>>,
    reply: SyncSender<Result<T>>,
    purpose: Purpose,
}

impl<T: Send, F: FnOnce(&Connection) -> Result<T> + Send> Job for Task<T, F> {
    fn purpose(&self) -> Purpose {
        self.purpose
    }

    fn run(&mut self, connection: &Connection) -> Result<()> {
        let work = self.work.take().expect("work is done once");
        // A panic is a fault of ours in one piece of work; it must not cost the others.
        let done = catch_unwind(AssertUnwindSafe(|| work(connection)));
        let done = done.unwrap_or(Err(LedgerError::Fault));
        let error = done.as_ref().err().cloned();
        self.done = Some(done);
        error.map_or(Ok(()), Err)
    }

    fn settle(self: Box<Self>, committed: &Result<()>) {
        let answer = match (self.done, committed) {
            (Some(Err(error)), _) => Err(error),
            (_, Err(error)) => Err(error.clone()),
            (Some(done), Ok(())) => done,
            (None, Ok(())) => Err(LedgerError::Closed),
        };
        // Who does not wait does not want to know.
        let _ = self.reply.send(answer);
    }
}

/// What has come by the time the first of it must be written.
fn taken(first: Box<dyn Job>, queue: &Receiver<Box<dyn Job>>) -> Vec<Box<dyn Job>> {
    let deadline = Instant::now() + WINDOW;
    let mut jobs = vec![first];
    while jobs.len() < GROUP {
        match queue.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(job) => jobs.push(job),
            Err(_) => break,
        }
    }
    jobs
}

/// What goes into one transaction each, in its order.
fn groups(jobs: Vec<Box<dyn Job>>) -> Vec<Vec<Box<dyn Job>>> {
    let mut groups: Vec<Vec<Box<dyn Job>>> = Vec::new();
    let mut is_open = false;
    for job in jobs {
        let is_adding = job.purpose() == Purpose::Adding;
        match groups.last_mut() {
            Some(group) if is_open && is_adding => group.push(job),
            _ => groups.push(vec![job]),
        }
        is_open = is_adding;
    }
    groups
}

/// Writes a group in one transaction and tells each who waits.
fn write(connection: &mut Connection, mut group: Vec<Box<dyn Job>>) {
    let committed = transact(connection, &mut group);
    if !connection.is_autocommit() {
        // Where even this fails, the next transaction cannot begin, and says so.
        let _ = connection.execute_batch("ROLLBACK");
    }
    for job in group {
        job.settle(&committed);
    }
}

fn transact(connection: &Connection, group: &mut [Box<dyn Job>]) -> Result<()> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    if let [job] = group {
        job.run(connection)?;
        connection.execute_batch("COMMIT")?;
        return Ok(());
    }
    for job in group {
        connection.execute_batch("SAVEPOINT job")?;
        if let Err(error) = job.run(connection) {
            // After some errors, a full disk for one, SQLite has taken everything back already.
            if connection.is_autocommit() {
                return Err(error);
            }
            connection.execute_batch("ROLLBACK TO job")?;
        }
        connection.execute_batch("RELEASE job")?;
    }
    connection.execute_batch("COMMIT")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use hearsay::{Article, Reader, Scratch};

    use super::Purpose;
    use crate::{Access, Arrival, Ledger, LedgerError};

    fn arrival(number: usize) -> Arrival {
        let article = Article {
            id: number.to_string(),
            text: format!("Orlan said on Sunday that shelling had killed {number} soldiers."),
            ..Article::default()
        };
        let reading = Reader::new().read(&article, &mut Scratch::default());
        Arrival::bare(article, &reading)
    }

    /// Limits the file to what it has and so many pages more.
    fn leave_room(ledger: &Ledger, pages: u32) {
        let writer = ledger.writer().expect("it is open to be written");
        let limit = writer.submit(move |connection| {
            let has: u32 = connection.query_row("PRAGMA page_count", [], |row| row.get(0))?;
            connection.execute_batch(&format!("PRAGMA max_page_count = {}", has + pages))?;
            Ok(())
        });
        limit.and_then(super::Ticket::wait).expect("it is set");
    }

    #[test]
    fn full_disk_loses_nothing_and_work_goes_on_when_there_is_room() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("hearsay.db");
        let ledger = Ledger::open(&path, Access::Create).expect("it can be made");
        leave_room(&ledger, 20);
        let tickets: Vec<_> =
            (0..300).map(|n| ledger.add(arrival(n)).expect("it is open")).collect();
        let answers: Vec<_> = tickets.into_iter().map(super::Ticket::wait).collect();
        let full = answers.iter().filter(|answer| **answer == Err(LedgerError::Full)).count();
        assert!(full > 0 && full < 300, "{full} of 300 did not fit");
        let is_there = |ledger: &Ledger, n: usize| {
            ledger.view().and_then(|view| view.original(&n.to_string())).is_ok()
        };
        for (n, answer) in answers.iter().enumerate() {
            assert_eq!(answer.is_ok(), is_there(&ledger, n), "article {n}: {answer:?}");
        }
        leave_room(&ledger, 100_000);
        let again: Vec<_> = (0..300).map(|n| ledger.add(arrival(n)).expect("it is open")).collect();
        assert!(again.into_iter().all(|ticket| ticket.wait().is_ok()), "there is room now");
        ledger.gather().expect("there is room now");
        assert!((0..300).all(|n| is_there(&ledger, n)));
        assert!(ledger.check(|_, _| {}).is_ok_and(|checked| checked.is_clean()));
    }

    #[test]
    fn what_fails_does_not_take_others_with_it() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("hearsay.db");
        let ledger = Ledger::open(&path, Access::Create).expect("it can be made");
        let writer = ledger.writer().expect("it is open to be written");
        let first = ledger.add(arrival(1)).expect("it is open");
        let panicking = writer.submit(|_| -> crate::Result<()> { panic!("a fault of ours") });
        let half = writer.submit(|connection| -> crate::Result<()> {
            connection.execute_batch("DELETE FROM claim_text")?;
            Err(LedgerError::Decision("no".to_owned()))
        });
        // This has a transaction of its own, between those of the others.
        let jobs = writer.jobs().expect("it is open");
        let gathering = |connection: &rusqlite::Connection| -> crate::Result<()> {
            connection.execute_batch("DELETE FROM claim_text")?;
            Err(LedgerError::Decision("no".to_owned()))
        };
        let gathering = jobs.submit(gathering, Purpose::Gathering);
        let last = ledger.add(arrival(2)).expect("it is open");
        assert!(first.wait().is_ok());
        let no = Err(LedgerError::Decision("no".to_owned()));
        assert_eq!(gathering.and_then(super::Ticket::wait), no);
        assert_eq!(panicking.and_then(super::Ticket::wait), Err(LedgerError::Fault));
        assert_eq!(half.and_then(super::Ticket::wait), Err(LedgerError::Decision("no".to_owned())));
        assert!(last.wait().is_ok());
        ledger.gather().expect("it can be brought together");
        assert!(ledger.check(|_, _| {}).is_ok_and(|checked| checked.is_clean()));
    }
}
