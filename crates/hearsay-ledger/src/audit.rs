//! The audit: what was done to the ledger, one row after the other, each sealed by a hash over
//! itself and the row before it.
//!
//! Who changes, adds or removes a row in the middle breaks the chain at that row. Rows cut off at
//! the end leave articles and decisions behind that no row speaks of, which `check` finds too; and
//! the last hash, which `check` prints, may be kept elsewhere.

use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::error::Result;
use crate::pack::{hex, now};

/// One row of the audit.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = AuditEntry))]
pub struct Entry {
    /// Counted from 1.
    pub number: u64,
    /// When.
    pub at: String,
    /// Who: a person's name, or `hearsay`.
    pub by: String,
    /// create, migrate, add, reread, decide, backup.
    pub what: String,
    /// The id of what it was done to.
    pub subject: String,
    /// More of it.
    pub detail: Value,
    /// The seal, in hexadecimal digits.
    pub hash: String,
}

/// Adds a row.
pub(crate) fn record(
    connection: &Connection,
    by: &str,
    what: &str,
    subject: &str,
    detail: &Value,
) -> Result<()> {
    let last: Option<(u64, Vec<u8>)> = connection
        .prepare_cached("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (last, before) = last.unwrap_or_default();
    let (number, at, detail) = (last + 1, now(), detail.to_string());
    let hash = seal(&before, number, [&at, by, what, subject, &detail]);
    connection
        .prepare_cached(
            "INSERT INTO audit (number, at, by, what, subject, detail, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute((number, at, by, what, subject, detail, hash))?;
    Ok(())
}

/// What a walk along the chain found.
pub(crate) struct Chain {
    /// The rows.
    pub(crate) rows: u64,
    /// The last row's seal.
    pub(crate) last: Vec<u8>,
    /// The first row that does not fit.
    pub(crate) broken: Option<u64>,
}

/// Walks along the whole chain, handing each row on.
pub(crate) fn walk(connection: &Connection, mut each: impl FnMut(&Entry)) -> Result<Chain> {
    let mut chain = Chain { rows: 0, last: Vec::new(), broken: None };
    let mut statement = connection
        .prepare("SELECT number, at, by, what, subject, detail, hash FROM audit ORDER BY number")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let detail: String = row.get(5)?;
        let hash: Vec<u8> = row.get(6)?;
        let mut entry = Entry {
            number: row.get(0)?,
            at: row.get(1)?,
            by: row.get(2)?,
            what: row.get(3)?,
            subject: row.get(4)?,
            detail: Value::Null,
            hash: hex(&hash),
        };
        let parts = [&*entry.at, &entry.by, &entry.what, &entry.subject, &detail];
        chain.rows += 1;
        let expected = seal(&chain.last, entry.number, parts);
        if chain.broken.is_none() && (entry.number != chain.rows || expected != hash) {
            chain.broken = Some(entry.number);
        }
        entry.detail = serde_json::from_str(&detail).unwrap_or_default();
        each(&entry);
        chain.last = hash;
    }
    Ok(chain)
}

fn seal(before: &[u8], number: u64, parts: [&str; 5]) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(number.to_le_bytes());
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().to_vec()
}
