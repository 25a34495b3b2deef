//! Near-copies: an article whose text is nearly another's is linked to the earliest such, never
//! dropped.
//!
//! Articles that are copies of each other, or of a third, are one *family*, which is known by the one
//! that arrived first. What an incident is told of them does not depend on who arrived first: there
//! the copies are copies of the one that was out first.

use std::collections::BTreeMap;

use hearsay_incidents::Account;
use hearsay_input::duplicates::{Signature, containment, is_copy, similarity};
use rusqlite::{Connection, OptionalExtension};

use crate::error::Result;

/// The article of which this one is a near-copy.
pub(crate) fn of(connection: &Connection, article: i64) -> Result<Option<String>> {
    let id = connection
        .prepare_cached(
            "SELECT id FROM copy JOIN article ON article.number = copy.of WHERE copy.article = ?1",
        )?
        .query_row([article], |row| row.get(0))
        .optional()?;
    Ok(id)
}

/// So many articles that share a band are compared at most: a text that is copied a thousand times
/// is a near-copy of its first thirty-two.
const COMPARED: usize = 32;

/// Keeps an article's signature, and links it to the earliest article of which it is a near-copy.
pub(crate) fn link(
    connection: &Connection,
    article: i64,
    signature: &Signature,
) -> Result<Option<String>> {
    forget(connection, article)?;
    join(connection, article, &families(connection, article, signature)?)?;
    connection
        .prepare_cached("INSERT INTO signature (article, bytes) VALUES (?1, ?2)")?
        .execute((article, signature.to_bytes()))?;
    let mut insert =
        connection.prepare_cached("INSERT OR IGNORE INTO band (band, article) VALUES (?1, ?2)")?;
    for band in bands(signature) {
        insert.execute((band, article))?;
    }
    of(connection, article)
}

/// Takes out the signature of the version before.
fn forget(connection: &Connection, article: i64) -> Result<()> {
    let before: Option<Vec<u8>> = connection
        .prepare_cached("SELECT bytes FROM signature WHERE article = ?1")?
        .query_row([article], |row| row.get(0))
        .optional()?;
    let Some(before) = before else { return Ok(()) };
    // A band is found by its own number alone.
    for band in Signature::from_bytes(&before).iter().flat_map(bands) {
        connection
            .prepare_cached("DELETE FROM band WHERE band = ?1 AND article = ?2")?
            .execute((band, article))?;
    }
    for sql in [
        "DELETE FROM signature WHERE article = ?1",
        "DELETE FROM copy WHERE article = ?1",
        // What were its copies are copies of the earliest among them.
        "UPDATE copy SET of = (SELECT min(article) FROM copy WHERE of = ?1) WHERE of = ?1",
    ] {
        connection.prepare_cached(sql)?.execute([article])?;
    }
    connection.prepare_cached("DELETE FROM copy WHERE article = of")?.execute([])?;
    Ok(())
}

/// The families of which the article is a near-copy, each with how alike it is to one of them.
fn families(
    connection: &Connection,
    article: i64,
    signature: &Signature,
) -> Result<BTreeMap<i64, f64>> {
    let mut sharing = connection.prepare_cached(
        "SELECT signature.bytes, coalesce(copy.of, band.article)
         FROM band JOIN signature ON signature.article = band.article
                   LEFT JOIN copy ON copy.article = band.article
         WHERE band.band = ?1 AND band.article <> ?2 ORDER BY band.article LIMIT ?3",
    )?;
    let mut families = BTreeMap::new();
    if signature.is_empty() {
        return Ok(families);
    }
    for band in bands(signature) {
        let mut rows = sharing.query((band, article, COMPARED))?;
        while let Some(row) = rows.next()? {
            let (bytes, family): (Vec<u8>, i64) = (row.get(0)?, row.get(1)?);
            // Older than those that copy it, an article may be edited and become a copy itself.
            if family == article || families.contains_key(&family) {
                continue;
            }
            let Some(other) = Signature::from_bytes(&bytes) else { continue };
            if is_copy(signature, &other) {
                let shared = similarity(signature, &other).max(containment(signature, &other));
                families.insert(family, shared);
            }
        }
    }
    Ok(families)
}

/// Makes one family of an article and those of which it is a copy, known by the earliest of all.
fn join(connection: &Connection, article: i64, families: &BTreeMap<i64, f64>) -> Result<()> {
    let Some((&earliest, &alike)) = families.first_key_value() else { return Ok(()) };
    let family = earliest.min(article);
    let mut insert = connection
        .prepare_cached("INSERT INTO copy (article, of, similarity) VALUES (?1, ?2, ?3)")?;
    if family != article {
        insert.execute((article, family, alike))?;
    }
    for (&other, &alike) in families.iter().filter(|(other, _)| **other != family) {
        connection
            .prepare_cached("UPDATE copy SET of = ?1 WHERE of = ?2")?
            .execute((family, other))?;
        insert.execute((other, family, alike))?;
    }
    if families.len() > 1 {
        wake(connection, family)?;
    }
    Ok(())
}

/// Lets the incidents that a family tells of be described anew.
pub(crate) fn wake(connection: &Connection, family: i64) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE account SET waits = 'copied'
             WHERE incident IS NOT NULL AND waits IS NULL
               AND article IN (SELECT ?1 UNION ALL SELECT article FROM copy WHERE of = ?1)",
        )?
        .execute([family])?;
    Ok(())
}

/// Says of accounts of one incident which are of copies of another's article.
pub(crate) fn mark(connection: &Connection, accounts: &mut [Account]) -> Result<()> {
    let mut family = connection.prepare_cached(
        "SELECT coalesce(copy.of, article.number) FROM article
         LEFT JOIN copy ON copy.article = article.number WHERE article.id = ?1",
    )?;
    let mut families: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (i, account) in accounts.iter().enumerate() {
        let number = family.query_row([&account.article.id], |row| row.get(0))?;
        families.entry(number).or_default().push(i);
    }
    for family in families.into_values() {
        // One whose day is not known cannot be said to have been out first.
        let out = |i: &usize| {
            let article = &accounts[*i].article;
            (article.created.is_none(), article.created.clone(), article.id.clone())
        };
        let Some((.., first)) = family.iter().map(out).min() else { continue };
        for i in family {
            let is_copy = accounts[i].article.id != first;
            accounts[i].copy_of = is_copy.then(|| first.clone());
        }
    }
    Ok(())
}

fn bands(signature: &Signature) -> impl Iterator<Item = i64> {
    signature.bands().into_iter().map(u64::cast_signed)
}
