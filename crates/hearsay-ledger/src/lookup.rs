//! Finding things by their id, or by the beginning of it.

use rusqlite::{Connection, OptionalExtension};

use crate::error::{LedgerError, Result};
use crate::gathering::former;

/// The claim whose id is, or begins, so.
pub(crate) fn claim(connection: &Connection, id: &str) -> Result<String> {
    by_beginning(connection, "claim", id)
}

/// The decision whose id is, or begins, so.
pub(crate) fn decision(connection: &Connection, id: &str) -> Result<String> {
    by_beginning(connection, "decision", id)
}

/// The number of the incident whose id is, was, or begins, so.
pub(crate) fn incident(connection: &Connection, id: &str) -> Result<i64> {
    if let Some(number) = former::resolve(connection, id)? {
        return Ok(number);
    }
    let id = by_beginning(connection, "incident", id)?;
    let number = former::resolve(connection, &id)?;
    number.ok_or_else(|| LedgerError::unknown("incident", &id))
}

/// An article's number.
pub(crate) fn article(connection: &Connection, id: &str) -> Result<i64> {
    let number = connection
        .prepare_cached("SELECT number FROM article WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    number.ok_or_else(|| LedgerError::unknown("article", id))
}

fn by_beginning(connection: &Connection, what: &'static str, id: &str) -> Result<String> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT id, (SELECT count(*) FROM {what} WHERE id >= ?1 AND id < ?1 || 'g') FROM {what}
         WHERE id >= ?1 AND id < ?1 || 'g' ORDER BY id LIMIT 1"
    ))?;
    let found: Option<(String, usize)> =
        statement.query_row([id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    match found {
        Some((found, count)) if found == id || count == 1 => Ok(found),
        Some((_, count)) if !id.is_empty() => {
            Err(LedgerError::Ambiguous { what, id: id.to_owned(), count })
        }
        _ => Err(LedgerError::unknown(what, id)),
    }
}
