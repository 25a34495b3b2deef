//! The rows of accounts and of their figures.

use std::sync::Arc;

use hearsay_incidents::{Account, ArticleRef, Claim, Figure, Sketch};
use rusqlite::{Connection, Row};

use crate::error::Result;
use crate::shelf::packed;

/// Puts in an account of this article, to wait until it is brought together with others.
pub(crate) fn insert(connection: &Connection, article: i64, account: &Account) -> Result<i64> {
    let id = account.article.id.clone();
    let body = Account {
        article: Arc::new(ArticleRef { id, ..ArticleRef::default() }),
        claims: Vec::new(),
        figures: Vec::new(),
        ..account.clone()
    };
    connection
        .prepare_cached(
            "INSERT INTO account (id, article, waits, sketch, body)
             VALUES (?1, ?2, 'added', ?3, ?4)",
        )?
        .execute((
            &account.id,
            article,
            packed(&Sketch::of(account)),
            serde_json::to_string(&body)?,
        ))?;
    let number = connection.last_insert_rowid();
    let mut insert = connection.prepare_cached(
        "INSERT INTO figure (id, account, position, kind, min, max, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (position, figure) in account.figures.iter().enumerate() {
        let Figure { id, toll, .. } = figure;
        let body = serde_json::to_string(figure)?;
        insert.execute((id, number, position, &toll.kind, toll.min, toll.max, body))?;
    }
    Ok(number)
}

/// Takes out the accounts of an article.
pub(crate) fn clear(connection: &Connection, article: i64) -> Result<()> {
    for sql in [
        "DELETE FROM figure WHERE account IN (SELECT number FROM account WHERE article = ?1)",
        "DELETE FROM account WHERE article = ?1",
    ] {
        connection.prepare_cached(sql)?.execute([article])?;
    }
    Ok(())
}

/// An account with its claims and figures.
pub(crate) fn load(connection: &Connection, number: i64) -> Result<Account> {
    let (body, article) = connection
        .prepare_cached(
            "SELECT account.body, article.id, publisher, created, title, url FROM account
             JOIN article ON article.number = account.article
             JOIN version ON version.number = article.version WHERE account.number = ?1",
        )?
        .query_row([number], |row| Ok((row.get::<_, String>(0)?, article_ref(row, 1)?)))?;
    let mut account: Account = serde_json::from_str(&body)?;
    account.article = Arc::new(article);
    let mut claims =
        connection.prepare_cached("SELECT body FROM claim WHERE account = ?1 ORDER BY position")?;
    let mut rows = claims.query([number])?;
    while let Some(row) = rows.next()? {
        let mut claim: Claim = serde_json::from_str(&row.get::<_, String>(0)?)?;
        claim.article = Arc::clone(&account.article);
        account.claims.push(claim);
    }
    let mut figures = connection
        .prepare_cached("SELECT body FROM figure WHERE account = ?1 ORDER BY position")?;
    let mut rows = figures.query([number])?;
    while let Some(row) = rows.next()? {
        account.figures.push(serde_json::from_str(&row.get::<_, String>(0)?)?);
    }
    Ok(account)
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
