//! Near-copies: an article whose text is nearly another's is linked to the earliest such, never
//! dropped.

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
    if let Some((original, similarity)) = original(connection, article, signature)? {
        connection
            .prepare_cached("INSERT INTO copy (article, of, similarity) VALUES (?1, ?2, ?3)")?
            .execute((article, original, similarity))?;
    }
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
    connection.prepare_cached("DELETE FROM signature WHERE article = ?1")?.execute([article])?;
    connection.prepare_cached("DELETE FROM copy WHERE article = ?1")?.execute([article])?;
    Ok(())
}

/// The earliest near-copy that came before; a copy of a copy is a copy of the original.
fn original(
    connection: &Connection,
    article: i64,
    signature: &Signature,
) -> Result<Option<(i64, f64)>> {
    let mut sharing = connection.prepare_cached(
        "SELECT signature.article, signature.bytes, copy.of
         FROM band JOIN signature ON signature.article = band.article
                   LEFT JOIN copy ON copy.article = band.article
         WHERE band.band = ?1 AND band.article < ?2 ORDER BY band.article LIMIT ?3",
    )?;
    if signature.is_empty() {
        return Ok(None);
    }
    let mut earliest: Option<(i64, f64)> = None;
    for band in bands(signature) {
        let mut rows = sharing.query((band, article, COMPARED))?;
        while let Some(row) = rows.next()? {
            let (candidate, bytes): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
            let original = row.get::<_, Option<i64>>(2)?.unwrap_or(candidate);
            let Some(other) = Signature::from_bytes(&bytes) else { continue };
            if earliest.is_none_or(|(earliest, _)| original < earliest)
                && is_copy(signature, &other)
            {
                let shared = similarity(signature, &other).max(containment(signature, &other));
                earliest = Some((original, shared));
            }
        }
    }
    Ok(earliest.filter(|(original, _)| *original != article))
}

fn bands(signature: &Signature) -> impl Iterator<Item = i64> {
    signature.bands().into_iter().map(u64::cast_signed)
}
