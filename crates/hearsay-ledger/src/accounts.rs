//! The rows of accounts.

use hearsay_incidents::{Account, ArticleRef, Sketch};
use rusqlite::{Connection, Row};

use crate::error::{LedgerError, Result};
use crate::shelf::packed;
use crate::told::Recent;

/// Puts in the row of an account of this article, to wait until it is brought together with others;
/// `position` is its place in what the article tells.
pub(crate) fn insert(
    connection: &Connection,
    article: i64,
    position: usize,
    account: &Account,
) -> Result<i64> {
    connection
        .prepare_cached(
            "INSERT INTO account (id, article, position, waits, sketch)
             VALUES (?1, ?2, ?3, 'added', ?4)",
        )?
        .execute((&account.id, article, position, packed(&Sketch::of(account))))?;
    Ok(connection.last_insert_rowid())
}

/// Takes out the accounts of an article.
pub(crate) fn clear(connection: &Connection, article: i64) -> Result<()> {
    connection.prepare_cached("DELETE FROM account WHERE article = ?1")?.execute([article])?;
    Ok(())
}

/// An account with its claims and figures.
pub(crate) fn load(connection: &Connection, number: i64) -> Result<Account> {
    load_of(&mut Recent::default(), connection, number)
}

/// The same, where several of an article are asked for in turn.
pub(crate) fn load_of(
    recent: &mut Recent,
    connection: &Connection,
    number: i64,
) -> Result<Account> {
    let (article, position) = connection
        .prepare_cached("SELECT article, position FROM account WHERE number = ?1")?
        .query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let account = recent.by(connection, article)?.account(position);
    account.ok_or_else(|| {
        LedgerError::Damaged("an account is not in what its article tells".to_owned())
    })
}

/// When the words of an account's article were out.
pub(crate) fn known(connection: &Connection, number: i64) -> Result<String> {
    let known = connection
        .prepare_cached(
            "SELECT known FROM account JOIN article ON article.number = account.article
             JOIN version ON version.number = article.version WHERE account.number = ?1",
        )?
        .query_row([number], |row| row.get(0))?;
    Ok(known)
}

/// What a claim tells of its article: id, publisher, created, title, url, from this column on.
pub(crate) fn article_ref(row: &Row<'_>, from: usize) -> rusqlite::Result<ArticleRef> {
    Ok(ArticleRef {
        id: row.get(from)?,
        publisher: row.get(from + 1)?,
        created: row.get(from + 2)?,
        title: row.get(from + 3)?,
        url: row.get(from + 4)?,
    })
}
