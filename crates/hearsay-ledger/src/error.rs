//! What can go wrong with a ledger, told so that a stranger knows what to do next.

use rusqlite::ErrorCode;

/// What can go wrong with a ledger.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// There is none.
    #[error("no ledger there; `hearsay add` makes one, `--ledger PATH` names another")]
    Missing,
    /// The file is no ledger.
    #[error("not a ledger of hearsay's but {0}; name another file with --ledger")]
    Foreign(&'static str),
    /// A newer program wrote it.
    #[error(
        "written by a newer hearsay (form {found}, this one knows up to {known}); use that version"
    )]
    Newer {
        /// The number of its form.
        found: u32,
        /// The newest form that this program knows.
        known: u32,
    },
    /// An older program wrote it and it cannot be brought up to date.
    #[error(
        "written by an older hearsay (form {found} of {known}) and not writable, so it cannot be \
         brought up to date; make it writable or copy it"
    )]
    Older {
        /// The number of its form.
        found: u32,
        /// The form of this program.
        known: u32,
    },
    /// Another program is writing.
    #[error("locked: another program is writing to it; try again when that has ended")]
    Locked,
    /// It may not be written.
    #[error("read-only: make the file and its folder writable, or work on a copy")]
    ReadOnly,
    /// No room on the disk.
    #[error(
        "the disk is full; everything acknowledged so far is safe; make room and run the same \
         command again"
    )]
    Full,
    /// The file system fails.
    #[error("the file cannot be read or written: {0}")]
    Io(String),
    /// What is in the file does not fit together.
    #[error("damaged: {0}; run `hearsay check` and go back to a backup if it agrees")]
    Damaged(String),
    /// There is no such thing in it.
    #[error("no {what} `{id}` in this ledger")]
    Unknown {
        /// article, claim, incident, decision.
        what: &'static str,
        /// As asked for.
        id: String,
    },
    /// The beginning of an id that fits several.
    #[error("`{id}` may be any of {count} {what}s; write more of it")]
    Ambiguous {
        /// article, claim, incident, decision.
        what: &'static str,
        /// As asked for.
        id: String,
        /// How many.
        count: usize,
    },
    /// A filter that means nothing.
    #[error("{0}")]
    Filter(String),
    /// A decision that cannot be made.
    #[error("{0}")]
    Decision(String),
    /// A backup that cannot be made.
    #[error("{0}")]
    Backup(String),
    /// We broke an invariant of our own.
    #[error("writing it failed, which is a fault in hearsay; please report it with the article")]
    Fault,
    /// The writer has ended.
    #[error("the ledger is closed")]
    Closed,
}

/// The result of using a ledger.
pub type Result<T> = std::result::Result<T, LedgerError>;

impl LedgerError {
    pub(crate) fn unknown(what: &'static str, id: &str) -> Self {
        Self::Unknown { what, id: id.to_owned() }
    }

    /// Whether trying the same again may succeed without anything being mended in the ledger.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Locked | Self::Full | Self::Io(_))
    }
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        let code = error.sqlite_error_code();
        match code {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::NotADatabase) => Self::Foreign("some other file"),
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => Self::Io(error.to_string()),
            _ => Self::Damaged(error.to_string()),
        }
    }
}

impl From<serde_json::Error> for LedgerError {
    fn from(error: serde_json::Error) -> Self {
        Self::Damaged(format!("a row that should be JSON is not: {error}"))
    }
}
