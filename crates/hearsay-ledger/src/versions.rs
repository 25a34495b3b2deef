//! Stored versions of articles with their readings.

use hearsay::{ArticleForm, Reading};
use rusqlite::{Connection, OptionalExtension};

use crate::error::{LedgerError, Result};
use crate::pack::{unpack_reading, unpack_text};

/// The reading of a version, by the version's number; none where it has none.
pub(crate) fn reading(connection: &Connection, version: i64) -> Result<Option<Reading>> {
    let mut statement = connection.prepare_cached(
        "SELECT reading.body, version.text, article.id, title, url, publisher, created, language
         FROM reading JOIN version ON version.number = reading.version
         JOIN article ON article.number = version.article WHERE reading.version = ?1",
    )?;
    let found = statement.query_row([version], |row| {
        let article = ArticleForm {
            id: row.get(2)?,
            title: row.get(3)?,
            url: row.get(4)?,
            publisher: row.get(5)?,
            created: row.get(6)?,
            language: row.get(7)?,
            text: String::new(),
        };
        Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?, article))
    });
    let Some((packed, text, article)) = found.optional()? else { return Ok(None) };
    let article = ArticleForm { text: unpack_text(&text)?, ..article };
    unpack_reading(&packed, article).map(Some)
}

/// The number and the words of an article's newest version.
pub(crate) fn newest(connection: &Connection, article: i64) -> Result<(i64, String)> {
    let (version, text): (i64, Vec<u8>) = connection
        .prepare_cached(
            "SELECT version.number, text FROM article
             JOIN version ON version.number = article.version WHERE article.number = ?1",
        )?
        .query_row([article], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((version, unpack_text(&text)?))
}

/// The reading of an article's newest version.
pub(crate) fn newest_reading(connection: &Connection, article: i64) -> Result<Reading> {
    let version = connection
        .prepare_cached("SELECT version FROM article WHERE number = ?1")?
        .query_row([article], |row| row.get(0))?;
    reading(connection, version)?.ok_or_else(|| {
        LedgerError::Damaged(format!("the newest version of article {article} has no reading"))
    })
}
