//! Reading stored articles again, with a newer program.

use hearsay::{Article, Reading};
use hearsay_incidents::{Account, accounts};
use rusqlite::{Connection, OptionalExtension};
use serde_json::json;

use crate::accounts::load;
use crate::audit;
use crate::decisions;
use crate::deriving::{Cause, derive};
use crate::error::{LedgerError, Result};
use crate::lookup;
use crate::pack::{now, pack_reading, unpack_text};
use crate::revising::Revised;
use crate::view::View;

/// An article that has been read again.
#[derive(Clone, Debug)]
pub struct Reread {
    id: String,
    version: u32,
    packed: Result<Vec<u8>>,
    accounts: Vec<Account>,
    program: String,
}

impl Reread {
    /// A new reading of this version of an article, by this program.
    #[must_use]
    pub fn new(id: &str, version: u32, reading: &Reading) -> Self {
        Self::by(crate::PROGRAM, id, version, reading)
    }

    /// The same by a program of another version.
    #[must_use]
    pub fn by(program: &str, id: &str, version: u32, reading: &Reading) -> Self {
        Self {
            id: id.to_owned(),
            version,
            packed: pack_reading(reading),
            accounts: accounts(reading),
            program: program.to_owned(),
        }
    }
}

impl View {
    /// The articles, by id, that another version of the program read, or all; in the order in which
    /// they were added.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn to_reread(&self, all: bool) -> Result<Vec<String>> {
        let mut statement = self.connection().prepare_cached(
            "SELECT id FROM article JOIN reading ON reading.version = article.version
             WHERE ?1 OR reading.program <> ?2 ORDER BY article.number",
        )?;
        let ids = statement.query_map((all, crate::PROGRAM), |row| row.get(0))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    /// The newest version of an article, as it went to the reader, and that version's number.
    ///
    /// # Errors
    ///
    /// When there is no such article.
    pub fn original(&self, id: &str) -> Result<(Article, u32)> {
        let number = lookup::article(self.connection(), id)?;
        let (article, version, created, text) = self
            .connection()
            .prepare_cached(
                "SELECT title, url, publisher, language, text, ordinal, created
                 FROM article JOIN version ON version.number = article.version
                 WHERE article.number = ?1",
            )?
            .query_row([number], |row| {
                let article = Article {
                    id: id.to_owned(),
                    title: row.get(0)?,
                    url: row.get(1)?,
                    publisher: row.get(2)?,
                    created: None,
                    language: row.get(3)?,
                    text: String::new(),
                };
                let created: Option<String> = row.get(6)?;
                Ok((article, row.get(5)?, created, row.get::<_, Vec<u8>>(4)?))
            })?;
        let created = created.map(|created| created.parse()).transpose();
        let created = created.map_err(|error| LedgerError::Damaged(format!("{id}: {error}")))?;
        Ok((Article { created, text: unpack_text(&text)?, ..article }, version))
    }
}

/// Puts a new reading in the place of the old one, within a transaction. None: the article has a
/// newer version by now.
pub(crate) fn reread(connection: &Connection, reread: Reread) -> Result<Option<Revised>> {
    let Reread { id, version: ordinal, packed, accounts, program } = reread;
    let article = lookup::article(connection, &id)?;
    let version: Option<i64> = connection
        .prepare_cached(
            "SELECT version.number FROM article JOIN version ON version.number = article.version
             WHERE article.number = ?1 AND version.ordinal = ?2",
        )?
        .query_row((article, ordinal), |row| row.get(0))
        .optional()?;
    let Some(version) = version else { return Ok(None) };
    connection
        .prepare_cached("UPDATE reading SET program = ?2, read = ?3, body = ?4 WHERE version = ?1")?
        .execute((version, &program, now(), packed?))?;
    if is_as_before(connection, article, &accounts)? {
        let claims = accounts.iter().map(|account| account.claims.len()).sum();
        return Ok(Some(Revised { claims, ..Revised::default() }));
    }
    let revised = derive(connection, article, accounts, Cause::Reread)?;
    let detail = json!({"version": ordinal, "program": program, "revised": revised});
    audit::record(connection, "hearsay", "reread", &id, &detail)?;
    Ok(Some(revised))
}

/// Whether a new reading gives the accounts that are there, so that nothing needs to be made anew.
fn is_as_before(connection: &Connection, article: i64, accounts: &[Account]) -> Result<bool> {
    if !decisions::about(connection, article)?.is_empty() {
        return Ok(false);
    }
    let numbers: Vec<i64> = connection
        .prepare_cached("SELECT number FROM account WHERE article = ?1 ORDER BY number")?
        .query_map([article], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    if numbers.len() != accounts.len() {
        return Ok(false);
    }
    for (number, account) in numbers.into_iter().zip(accounts) {
        if load(connection, number)? != *account {
            return Ok(false);
        }
    }
    Ok(true)
}
