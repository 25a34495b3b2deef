//! Near-copies: an article whose text is nearly another's is linked to the earliest such, never
//! dropped.
//!
//! Articles that are copies of each other, or of a third, are one *family*, which is known by the one
//! that arrived first. What an incident is told of them does not depend on who arrived first: there
//! the copies are copies of the one that was out first.

use std::collections::BTreeMap;

use hearsay_incidents::Account;
use hearsay_input::duplicates::{Signature, containment, is_copy, signature, similarity};
use rusqlite::{Connection, OptionalExtension};

use crate::error::Result;
use crate::pack::unpack_text;
use crate::shelf;

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

/// So many articles that share a band are compared at most: a text that is copied a thousand times is
/// compared with its first copies.
const COMPARED: usize = 256;

/// What the words of bands are written in: what the index takes for parts of words, in ASCII.
const LETTERS: &[u8; 64] = b"0123456789abcdefghijklmnopqrstuvwxyz!#$%&()*+,-./:;<=>?@[]^_{|}~";

/// Keeps what an article's copies are found by, and links it to the earliest article of which it is a
/// near-copy.
pub(crate) fn link(
    connection: &Connection,
    article: i64,
    signature: &Signature,
) -> Result<Option<String>> {
    forget(connection, article)?;
    join(connection, article, &families(connection, article, signature)?)?;
    file(connection, article, signature)?;
    of(connection, article)
}

/// Keeps what an article's copies are found by, in the place of what its version before had.
pub(crate) fn file(connection: &Connection, article: i64, signature: &Signature) -> Result<()> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO band (rowid, bands) VALUES (?1, ?2)")?
        .execute((article, words(signature, " ")))?;
    Ok(())
}

/// Takes the version before out of its family.
fn forget(connection: &Connection, article: i64) -> Result<()> {
    let is_in_family = connection
        .prepare_cached(
            "SELECT 1 FROM copy WHERE article = ?1 UNION ALL SELECT 1 FROM copy WHERE of = ?1",
        )?
        .exists([article])?;
    if !is_in_family {
        return Ok(());
    }
    for sql in [
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
///
/// Signatures are not kept: that of an article that shares a band is made from its text, which is
/// seldom asked for.
fn families(
    connection: &Connection,
    article: i64,
    wanted: &Signature,
) -> Result<BTreeMap<i64, f64>> {
    let mut families = BTreeMap::new();
    if wanted.is_empty() {
        return Ok(families);
    }
    let mut sharing = connection.prepare_cached(
        "SELECT coalesce(copy.of, article.number), version.text
         FROM band JOIN article ON article.number = band.rowid
         JOIN version ON version.number = article.version
         LEFT JOIN copy ON copy.article = article.number
         WHERE band MATCH ?1 AND band.rowid <> ?2 ORDER BY band.rowid LIMIT ?3",
    )?;
    let query = format!("\"{}\"", words(wanted, "\" OR \""));
    let mut rows = sharing.query((query, article, COMPARED))?;
    while let Some(row) = rows.next()? {
        let family: i64 = row.get(0)?;
        // Older than those that copy it, an article may be edited and become a copy itself.
        if family == article || families.contains_key(&family) {
            continue;
        }
        let other = signature(&unpack_text(&row.get::<_, Vec<u8>>(1)?)?);
        if is_copy(wanted, &other) {
            let shared = similarity(wanted, &other).max(containment(wanted, &other));
            families.insert(family, shared);
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
    shelf::changed(connection)
}

/// Says of accounts of one incident which are of copies of another's article.
pub(crate) fn mark(connection: &Connection, accounts: &mut [Account]) -> Result<()> {
    let mut family = connection.prepare_cached(
        "SELECT coalesce(copy.of, article.number) FROM article
         LEFT JOIN copy ON copy.article = article.number WHERE article.id = ?1",
    )?;
    let families: Vec<i64> = accounts
        .iter()
        .map(|account| family.query_row([&account.article.id], |row| row.get(0)))
        .collect::<rusqlite::Result<_>>()?;
    mark_families(accounts, &families);
    Ok(())
}

/// The same, where the family of each is known.
pub(crate) fn mark_families<Family: Ord + Copy>(accounts: &mut [Account], of: &[Family]) {
    let mut families: BTreeMap<Family, Vec<usize>> = BTreeMap::new();
    for (i, family) in of.iter().enumerate() {
        families.entry(*family).or_default().push(i);
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
}

/// The short bands as words of five letters.
fn words(signature: &Signature, between: &str) -> String {
    let word = |band: u32| -> String {
        let letter = |at: u32| LETTERS[usize::from((band >> (6 * at)).to_le_bytes()[0] & 63)];
        (0..5).map(|at| char::from(letter(at))).collect()
    };
    signature.short_bands().map(word).join(between)
}
