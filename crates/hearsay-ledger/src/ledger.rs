//! Opening a ledger: the file, its writer and its readers.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::adding::{Added, Arrival, add};
use crate::deciding::decide;
use crate::decisions::{Decide, Decision};
use crate::error::{LedgerError, Result};
use crate::gatherer::Rounds;
use crate::gathering::{self, Portion};
use crate::renewing;
use crate::rereading::{self, Reread};
use crate::revising::Revised;
use crate::schema::{self, Found};
use crate::view::View;
use crate::writer::{Ticket, Writer};

/// What a ledger is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// To look things up.
    Read,
    /// To write into one that is there.
    Write,
    /// To write, and to make one where there is none.
    Create,
}

/// How long to wait for another program that is writing.
const PATIENCE: Duration = Duration::from_secs(10);

/// So many readers are kept for the next who asks.
const KEPT: usize = 16;

/// An open ledger. Ties share it.
pub struct Ledger {
    path: PathBuf,
    patience: Duration,
    /// Whether the file lies where nothing can be written, and is read without a lock.
    is_frozen: bool,
    writer: Option<Writer>,
    readers: Arc<Mutex<Vec<Connection>>>,
}

impl Ledger {
    /// Opens the ledger at `path`.
    ///
    /// One of an older form is brought up to date first. What was added and not yet brought together
    /// with the rest, because the program was killed, is brought together when the writer has time.
    ///
    /// # Errors
    ///
    /// When there is none (or, for [`Access::Create`], none can be made), when the file is something
    /// else or of a newer form, when it is locked or may not be written.
    pub fn open(path: &Path, access: Access) -> Result<Self> {
        Self::open_within(path, access, PATIENCE)
    }

    /// The same, waiting so long for another program that is writing, now and later.
    ///
    /// # Errors
    ///
    /// As [`Ledger::open`].
    pub fn open_within(path: &Path, access: Access, patience: Duration) -> Result<Self> {
        let found = fs::metadata(path);
        match (&found, access) {
            (Ok(file), _) if file.is_dir() => return Err(LedgerError::Foreign("a folder")),
            (Err(_), Access::Read | Access::Write) => return Err(LedgerError::Missing),
            // SQLite would take an empty file for an empty database.
            (Ok(file), Access::Read | Access::Write) if file.len() == 0 => {
                return Err(LedgerError::Missing);
            }
            // The owner of a file that is marked so means it, whatever this user may do.
            (Ok(file), Access::Write | Access::Create) if file.permissions().readonly() => {
                return Err(LedgerError::ReadOnly);
            }
            _ => {}
        }
        let mut ledger = Self {
            path: path.to_owned(),
            patience,
            is_frozen: false,
            writer: None,
            readers: Arc::default(),
        };
        if access == Access::Read {
            ledger.open_to_read()?;
        } else {
            ledger.open_to_write(access)?;
        }
        Ok(ledger)
    }

    fn open_to_write(&mut self, access: Access) -> Result<()> {
        let mut connection = writable(&self.path, self.patience)?;
        match schema::look(&connection)? {
            Found::Ours => {}
            Found::Empty if access != Access::Create => return Err(LedgerError::Missing),
            Found::Empty | Found::Older(_) => schema::bring_up_to_date(&mut connection)?,
        }
        renewing::renew(&mut connection)?;
        self.writer = Some(Writer::start(connection, self.looking()?));
        Ok(())
    }

    fn open_to_read(&mut self) -> Result<()> {
        let connection = match self.connect() {
            // Readers of a WAL file write into its index beside it. Where even that cannot be
            // written, nobody else writes either, and the file may be read as it lies.
            Err(LedgerError::Io(_) | LedgerError::ReadOnly) if !has_log(&self.path) => {
                self.is_frozen = true;
                self.connect()?
            }
            connection => connection?,
        };
        match schema::look(&connection)? {
            Found::Ours => {}
            Found::Empty => return Err(LedgerError::Missing),
            Found::Older(found) => {
                drop(connection);
                let renewed = writable(&self.path, self.patience)
                    .and_then(|mut connection| schema::bring_up_to_date(&mut connection));
                return renewed.map_err(|error| match error {
                    LedgerError::ReadOnly | LedgerError::Io(_) => {
                        LedgerError::Older { found, known: schema::FORM }
                    }
                    error => error,
                });
            }
        }
        self.give_back(connection);
        Ok(())
    }

    /// A reader's connection.
    pub(crate) fn connect(&self) -> Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_URI;
        let connection = Connection::open_with_flags(uri(&self.path, self.is_frozen), flags)?;
        connection.busy_timeout(self.patience)?;
        connection.set_prepared_statement_cache_capacity(64);
        connection.execute_batch("PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY;")?;
        schema::teach(&connection)?;
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        Ok(connection)
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A look at the ledger as it is at this moment; what is written later is not in it.
    ///
    /// Drop it soon: the log of what is written cannot be folded into the file while someone looks.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn view(&self) -> Result<View> {
        let kept = self.readers.lock().expect("no thread panics with the pool").pop();
        let connection = kept.map_or_else(|| self.connect(), Ok)?;
        View::begin(connection, Arc::clone(&self.readers))
    }

    fn give_back(&self, connection: Connection) {
        give_back(&self.readers, connection);
    }

    pub(crate) fn writer(&self) -> Result<&Writer> {
        self.writer.as_ref().ok_or(LedgerError::ReadOnly)
    }

    /// Adds an article. The ticket is answered when it is on the disk.
    ///
    /// Waits while the queue is full.
    ///
    /// # Errors
    ///
    /// When the ledger was opened to be read.
    pub fn add(&self, arrival: Arrival) -> Result<Ticket<Added>> {
        self.writer()?.submit(move |connection| add(connection, arrival))
    }

    /// Puts a new reading in the place of the one that is there; decisions find their claims again.
    /// The answer is none where the article has a newer version by now.
    ///
    /// # Errors
    ///
    /// When the ledger was opened to be read.
    pub fn reread(&self, reread: Reread) -> Result<Ticket<Option<Revised>>> {
        self.writer()?.submit(move |connection| rereading::reread(connection, reread))
    }

    /// Keeps what somebody decided, and carries it out.
    ///
    /// # Errors
    ///
    /// When there is no such claim, incident or decision, or it cannot be decided so.
    pub fn decide(&self, decision: Decide) -> Result<Decision> {
        let decided = self.decide_all(vec![decision])?;
        Ok(decided.into_iter().next().expect("one is decided"))
    }

    /// Keeps several decisions and carries them out: all of them, or none.
    ///
    /// # Errors
    ///
    /// As [`Ledger::decide`], for the first that cannot be decided.
    pub fn decide_all(&self, decisions: Vec<Decide>) -> Result<Vec<Decision>> {
        let decisions = Arc::new(decisions);
        let decided = self.try_to_decide(Arc::clone(&decisions));
        let decided = match decided {
            // It may be about an incident that is not there yet.
            Err(LedgerError::Unknown { .. }) => {
                self.gather()?;
                self.try_to_decide(decisions)
            }
            decided => decided,
        }?;
        self.gather()?;
        Ok(decided)
    }

    fn try_to_decide(&self, decisions: Arc<Vec<Decide>>) -> Result<Vec<Decision>> {
        let decided = self.writer()?.submit(move |connection| {
            decisions.iter().map(|decision| decide(connection, decision)).collect::<Result<_>>()
        })?;
        decided.wait()
    }

    /// Folds the log of what was written into the file, so that one file is all there is. This is
    /// done now and then anyway, and when the ledger is closed.
    ///
    /// # Errors
    ///
    /// When it cannot be written; nothing is lost, the log is as good as the file.
    pub fn fold(&self) -> Result<()> {
        self.readers.lock().expect("no thread panics with the pool").clear();
        let connection = writable(&self.path, self.patience)?;
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    /// Brings what was added until now together with what was there.
    ///
    /// # Errors
    ///
    /// When it cannot be written; the articles are safe all the same, and it is made up for when the
    /// ledger is opened the next time.
    pub fn gather(&self) -> Result<()> {
        self.gather_telling(|_| {})
    }

    /// The same; `progress` is told after every portion how many accounts still wait.
    ///
    /// # Errors
    ///
    /// As [`Ledger::gather`].
    pub fn gather_telling(&self, mut progress: impl FnMut(u64)) -> Result<()> {
        let writer = self.writer()?;
        let _turn = writer.take_turn()?;
        let mut rounds = Rounds::new(self.looking()?, writer.jobs()?, Portion::ALL);
        let Some(last) = gathering::last_waiting(rounds.connection())? else { return Ok(()) };
        while rounds.round()? {
            match gathering::left(rounds.connection(), last)? {
                0 => break,
                left => progress(left),
            }
        }
        Ok(())
    }

    /// A connection on which is worked out what the articles that were added have in common.
    fn looking(&self) -> Result<Connection> {
        let look = self.connect()?;
        look.execute_batch("PRAGMA cache_size = -32768")?;
        Ok(look)
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        // Who closes last folds the log into the file, and only a writer can.
        self.readers.lock().expect("no thread panics with the pool").clear();
    }
}

/// Keeps a connection for the next who asks.
pub(crate) fn give_back(readers: &Mutex<Vec<Connection>>, connection: Connection) {
    let mut readers = readers.lock().expect("no thread panics with the pool");
    if readers.len() < KEPT {
        readers.push(connection);
    }
}

/// The writer's connection.
fn writable(path: &Path, patience: Duration) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|error| {
        match LedgerError::from(error) {
            LedgerError::Io(_) if !path.exists() => {
                let folder = path.parent().map(|folder| folder.display().to_string());
                let folder = folder.filter(|folder| !folder.is_empty());
                let folder = folder.unwrap_or_else(|| "the current folder".to_owned());
                LedgerError::Io(format!("no file can be made in {folder}"))
            }
            LedgerError::Io(_) => LedgerError::ReadOnly,
            error => error,
        }
    })?;
    if connection.is_readonly(rusqlite::MAIN_DB)? {
        return Err(LedgerError::ReadOnly);
    }
    connection.busy_timeout(patience)?;
    connection.set_prepared_statement_cache_capacity(128);
    schema::teach(&connection)?;
    // Whose file is it? Only then is anything changed about it.
    schema::look(&connection)?;
    connection.execute_batch(
        "PRAGMA page_size = 8192;
         PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -65536;
         PRAGMA journal_size_limit = 67108864;",
    )?;
    Ok(connection)
}

/// Whether there is something in the log beside the file.
fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    fs::metadata(log).is_ok_and(|log| log.len() > 0)
}

/// The path as SQLite's URI, in which some characters mean something.
fn uri(path: &Path, is_frozen: bool) -> String {
    let mut uri = String::from("file:");
    for character in path.to_string_lossy().chars() {
        match character {
            '%' => uri.push_str("%25"),
            '?' => uri.push_str("%3f"),
            '#' => uri.push_str("%23"),
            other => uri.push(other),
        }
    }
    if is_frozen {
        uri.push_str("?immutable=1");
    }
    uri
}
