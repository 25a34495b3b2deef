//! One thread writes, and commits in groups.
//!
//! A commit waits for the disk, whether it holds one article or a hundred. So the writer takes what
//! has come within [`WINDOW`], [`GROUP`] pieces of work at most, into one transaction, and
//! acknowledges each after the commit. The queue is bounded: who writes faster than the disk waits.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::error::{LedgerError, Result};

/// So many pieces of work at most go into one commit.
const GROUP: usize = 100;

/// So long the first of them waits for others at most.
const WINDOW: Duration = Duration::from_millis(20);

/// So many may wait to be written.
const QUEUE: usize = 2 * GROUP;

/// The thread that writes.
pub(crate) struct Writer {
    jobs: Option<SyncSender<Box<dyn Job>>>,
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
    pub(crate) fn start(mut connection: Connection) -> Self {
        let (jobs, queue) = sync_channel::<Box<dyn Job>>(QUEUE);
        let thread = std::thread::spawn(move || {
            while let Ok(first) = queue.recv() {
                write(&mut connection, group(first, &queue));
            }
            // The last one out folds the log into the file, so that one file is all there is.
            drop(connection);
        });
        Self { jobs: Some(jobs), thread: Some(thread) }
    }

    /// Hands work to the writer; waits while the queue is full.
    pub(crate) fn submit<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<Ticket<T>> {
        let (reply, ticket) = sync_channel(1);
        let task = Task { work: Some(work), done: None, reply };
        let jobs = self.jobs.as_ref().ok_or(LedgerError::Closed)?;
        jobs.send(Box::new(task)).map_err(|_| LedgerError::Closed)?;
        Ok(Ticket(ticket))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A piece of work on its way through the writer.
trait Job: Send {
    /// Does the work inside a transaction; what it did is taken back when it fails.
    fn run(&mut self, connection: &Connection) -> Result<()>;
    /// Tells whoever waits.
    fn settle(self: Box<Self>, committed: &Result<()>);
}

struct Task<T, F> {
    work: Option<F>,
    done: Option<Result<T>>,
    reply: SyncSender<Result<T>>,
}

impl<T: Send, F: FnOnce(&Connection) -> Result<T> + Send> Job for Task<T, F> {
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
fn group(first: Box<dyn Job>, queue: &Receiver<Box<dyn Job>>) -> Vec<Box<dyn Job>> {
    let deadline = Instant::now() + WINDOW;
    let mut group = vec![first];
    while group.len() < GROUP {
        match queue.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(job) => group.push(job),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
        }
    }
    group
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
