//! A copy of the whole ledger while it is in use.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde::Serialize;
use serde_json::json;

use crate::audit;
use crate::error::{LedgerError, Result};
use crate::ledger::{Access, Ledger};

/// A backup that was made and looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Backup {
    /// Where it is.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// The articles in it.
    pub articles: u64,
    /// The seal of the last row of its audit.
    pub audit: String,
}

impl Ledger {
    /// Writes a copy of the ledger as it is at this moment to a new file, looks it through, and gives
    /// it its name only then. Others may read and write meanwhile.
    ///
    /// # Errors
    ///
    /// When there is such a file, it cannot be written, or the copy is not whole.
    pub fn backup(&self, to: &Path) -> Result<Backup> {
        if fs::symlink_metadata(to).is_ok() {
            let message = "there is a file of that name; a backup never replaces one";
            return Err(LedgerError::Backup(message.to_owned()));
        }
        let mut partial = to.as_os_str().to_owned();
        partial.push(".partial");
        let partial = PathBuf::from(partial);
        // What a backup left behind that was broken off.
        let _ = fs::remove_file(&partial);
        let copied = self.copy(&partial).and_then(|backup| {
            let sync = File::open(&partial).and_then(|file| file.sync_all());
            sync.and_then(|()| fs::rename(&partial, to)).map_err(|error| failed(&error))?;
            Ok(Backup { path: to.to_owned(), ..backup })
        });
        if copied.is_err() {
            let _ = fs::remove_file(&partial);
        }
        let backup = copied?;
        if let Ok(writer) = self.writer() {
            let subject = to.display().to_string();
            let detail = json!({"bytes": backup.bytes, "audit": backup.audit});
            let record = move |connection: &Connection| {
                audit::record(connection, "hearsay", "backup", &subject, &detail)
            };
            writer.submit(record)?.wait()?;
        }
        Ok(backup)
    }

    fn copy(&self, to: &Path) -> Result<Backup> {
        let connection = self.connect()?;
        let name = to.to_string_lossy();
        let written = connection.execute("VACUUM INTO ?1", [&name]);
        written.map_err(|error| match LedgerError::from(error) {
            LedgerError::Io(reason) => LedgerError::Backup(format!(
                "{} cannot be written ({reason}); check the folder and its mode",
                to.display()
            )),
            error => error,
        })?;
        drop(connection);
        let copy = Ledger::open(to, Access::Read)?;
        let view = copy.view()?;
        let sound: String =
            view.connection().query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        let chain = audit::walk(view.connection(), |_| {})?;
        if sound != "ok" || chain.broken.is_some() {
            let message = "the copy is not whole; run `hearsay check` on the ledger";
            return Err(LedgerError::Backup(message.to_owned()));
        }
        let bytes = fs::metadata(to).map_err(|error| failed(&error))?.len();
        let articles = view.counts()?.articles;
        Ok(Backup { path: to.to_owned(), bytes, articles, audit: crate::pack::hex(&chain.last) })
    }
}

fn failed(error: &std::io::Error) -> LedgerError {
    LedgerError::Backup(format!("the copy cannot be written: {error}"))
}
