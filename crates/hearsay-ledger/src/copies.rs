//! Near-copies: an article whose text is nearly another's is linked to the earliest such, never
//! dropped.

use rusqlite::{Connection, OptionalExtension};

use crate::error::Result;

/// A text's signature, by which near-copies are found: bytes of which the more agree the more alike
/// two texts are, and bands, one of which at least is equal in texts that are nearly the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// Two bytes for each of its hashes.
    pub bytes: Vec<u8>,
    /// A digest of each band.
    pub bands: Vec<u64>,
}

/// From here two texts are near-copies.
const NEAR: f64 = 0.8;

impl Signature {
    /// How alike two texts are, 0 to 1.
    fn similarity(&self, other: &[u8]) -> f64 {
        let pairs = || self.bytes.chunks(2).zip(other.chunks(2));
        let same = pairs().filter(|(one, other)| one == other).count();
        if self.bytes.len() == other.len() && same > 0 {
            same as f64 / pairs().count() as f64
        } else {
            0.0
        }
    }
}

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
    for table in ["copy", "signature", "band"] {
        let sql = format!("DELETE FROM {table} WHERE article = ?1");
        connection.prepare_cached(&sql)?.execute([article])?;
    }
    if let Some((original, similarity)) = original(connection, article, signature)? {
        connection
            .prepare_cached("INSERT INTO copy (article, of, similarity) VALUES (?1, ?2, ?3)")?
            .execute((article, original, similarity))?;
    }
    connection
        .prepare_cached("INSERT INTO signature (article, bytes) VALUES (?1, ?2)")?
        .execute((article, &signature.bytes))?;
    let mut insert =
        connection.prepare_cached("INSERT OR IGNORE INTO band (band, article) VALUES (?1, ?2)")?;
    for band in &signature.bands {
        insert.execute((band.cast_signed(), article))?;
    }
    of(connection, article)
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
    let mut earliest: Option<(i64, f64)> = None;
    for band in &signature.bands {
        let mut rows = sharing.query((band.cast_signed(), article, COMPARED))?;
        while let Some(row) = rows.next()? {
            let (candidate, bytes): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
            let original = row.get::<_, Option<i64>>(2)?.unwrap_or(candidate);
            let similarity = signature.similarity(&bytes);
            if similarity >= NEAR && earliest.is_none_or(|(earliest, _)| original < earliest) {
                earliest = Some((original, similarity));
            }
        }
    }
    Ok(earliest.filter(|(original, _)| *original != article))
}
