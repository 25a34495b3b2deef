//! Adding an article: new, a new version, or known already.

use std::sync::Arc;

use hearsay::{Article, Reading};
use hearsay_incidents::{Account, accounts};
use hearsay_input::duplicates::{Signature, signature};
use hearsay_input::{Raw, Received};
use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::audit;
use crate::copies;
use crate::deriving::{Cause, derive};
use crate::error::{LedgerError, Result};
use crate::pack::{hex, now, pack_raw, pack_reading, pack_text, sha256, unpack_text};
use crate::revising::Revised;

/// An article that has been read and is to be kept.
///
/// What can be got ready without the ledger is got ready by [`Arrival::new`], on the thread that read
/// the article, so that the writer has only to write.
#[derive(Clone, Debug)]
pub struct Arrival {
    article: Article,
    text: Vec<u8>,
    packed: Result<Vec<u8>>,
    accounts: Vec<Account>,
    authors: Vec<String>,
    raw: Option<Packed>,
    signature: Signature,
    program: String,
    by: String,
}

/// What became of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Added {
    /// The article's id.
    pub id: String,
    /// new, version, known.
    pub outcome: Outcome,
    /// Which version of the article it is, counted from 1.
    pub version: u32,
    /// How many claims its reading has.
    pub claims: usize,
    /// The earliest article that it is a near-copy of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<String>,
    /// What a new version changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revised: Option<Revised>,
}

/// What became of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It was not there before.
    New,
    /// It was there with another text, title, publisher or date.
    Version,
    /// It was there; nothing was added.
    Known,
}

/// The bytes that an article was taken from, as they are stored.
#[derive(Clone, Debug)]
struct Packed {
    /// Without its bytes.
    raw: Raw,
    sha256: Vec<u8>,
    /// Packed beside the text; none where they are the text itself.
    bytes: Option<Vec<u8>>,
}

impl Arrival {
    /// An article with its reading by this program, and what it was taken from.
    #[must_use]
    pub fn new(received: Received, reading: &Reading) -> Self {
        let Received { article, authors, raw } = received;
        let text = &article.text;
        let bytes =
            (*raw.bytes != *text.as_bytes()).then(|| pack_raw(&raw.bytes, text, &raw.media_type));
        let sha256 = Sha256::digest(&raw.bytes).to_vec();
        let raw = Raw { bytes: Arc::default(), ..raw };
        Self { authors, raw: Some(Packed { raw, sha256, bytes }), ..Self::bare(article, reading) }
    }

    /// An article of which the text is all there is.
    #[must_use]
    pub fn bare(article: Article, reading: &Reading) -> Self {
        Self {
            text: pack_text(&article.text),
            packed: pack_reading(reading),
            accounts: accounts(reading),
            signature: signature(&article.text),
            article,
            authors: Vec::new(),
            raw: None,
            program: crate::PROGRAM.to_owned(),
            by: "hearsay".to_owned(),
        }
    }

    /// An article that was read elsewhere, by this version of the program.
    #[must_use]
    pub fn read_by(
        program: &str,
        article: Article,
        reading: &Reading,
        authors: Vec<String>,
    ) -> Self {
        Self { program: program.to_owned(), authors, ..Self::bare(article, reading) }
    }

    /// An article as another ledger had it.
    pub(crate) fn restored(
        article: Article,
        reading: &Reading,
        authors: Vec<String>,
        raw: Option<Raw>,
    ) -> Self {
        match raw {
            Some(raw) => Self::new(Received { article, authors, raw }, reading),
            None => Self { authors, ..Self::bare(article, reading) },
        }
    }

    /// The same, added by somebody whose name the audit keeps.
    #[must_use]
    pub fn by(self, name: &str) -> Self {
        Self { by: name.to_owned(), ..self }
    }

    /// The article's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.article.id
    }
}

/// What becomes of an article that the ledger has.
pub(crate) fn known(connection: &Connection, article: &Article) -> Result<Option<Added>> {
    let Some(version) = known_version(connection, article)? else { return Ok(None) };
    let id = article.id.clone();
    let (number, _) = find(connection, &id)?.ok_or_else(|| LedgerError::unknown("article", &id))?;
    let claims = connection
        .prepare_cached("SELECT count(*) FROM claim WHERE article = ?1")?
        .query_row([number], |row| row.get(0))?;
    let copy_of = copies::of(connection, number)?;
    Ok(Some(Added { id, outcome: Outcome::Known, version, claims, copy_of, revised: None }))
}

/// Which version of an article is this one, if the ledger has it.
///
/// A version is the same when the text is, and whatever else is told of it this time. Older versions
/// count too: a file that holds an article twice, edited in between, may be added again.
fn known_version(connection: &Connection, article: &Article) -> Result<Option<u32>> {
    let created = article.created.map(|created| created.to_string());
    let mut statement = connection.prepare_cached(
        "SELECT version.ordinal, version.text
         FROM version JOIN article ON article.number = version.article
         WHERE article.id = ?1 AND coalesce(?2 = title, ?2 IS NULL)
           AND coalesce(?3 = publisher, ?3 IS NULL) AND coalesce(?4 = created, ?4 IS NULL)
         ORDER BY version.ordinal DESC",
    )?;
    let mut rows = statement.query((&article.id, &article.title, &article.publisher, created))?;
    while let Some(row) = rows.next()? {
        if unpack_text(&row.get::<_, Vec<u8>>(1)?)? == article.text {
            return Ok(Some(row.get(0)?));
        }
    }
    Ok(None)
}

/// Adds an article within a transaction.
pub(crate) fn add(connection: &Connection, arrival: Arrival) -> Result<Added> {
    let article = &arrival.article;
    let id = article.id.clone();
    if let Some(known) = known(connection, article)? {
        return Ok(known);
    }
    let before = find(connection, &id)?;
    let ordinal = before.map_or(1, |(_, ordinal)| ordinal + 1);
    let added = now();
    let stamp = Stamp { added: added.clone(), program: arrival.program.clone(), read: added };
    let number = insert(connection, &arrival, before.map(|(number, _)| number), ordinal, &stamp)?;
    let copy_of = copies::link(connection, number, &arrival.signature)?;
    let hash = content_hash(article);
    let detail = json!({"version": ordinal, "sha256": hex(&hash)});
    audit::record(connection, &arrival.by, "add", &id, &detail)?;
    let cause = if ordinal == 1 { Cause::New } else { Cause::Edited };
    let revised = derive(connection, number, arrival.accounts, cause)?;
    let outcome = if ordinal == 1 { Outcome::New } else { Outcome::Version };
    let claims = revised.claims;
    let revised = (ordinal > 1).then_some(revised);
    Ok(Added { id, outcome, version: ordinal, claims, copy_of, revised })
}

/// When a version was added, and which program read it when.
pub(crate) struct Stamp {
    pub(crate) added: String,
    pub(crate) program: String,
    pub(crate) read: String,
}

/// Adds a version as another ledger had it.
pub(crate) fn restore(
    connection: &Connection,
    arrival: &Arrival,
    ordinal: u32,
    stamp: &Stamp,
    accounts: Vec<Account>,
) -> Result<()> {
    let id = &arrival.article.id;
    let before = find(connection, id)?.map(|(number, _)| number);
    let number = insert(connection, arrival, before, ordinal, stamp)?;
    copies::file(connection, number, &arrival.signature)?;
    let hash = content_hash(&arrival.article);
    let detail = json!({"version": ordinal, "sha256": hex(&hash), "restored": true});
    audit::record(connection, "hearsay", "add", id, &detail)?;
    let cause = if ordinal == 1 { Cause::New } else { Cause::Decided };
    derive(connection, number, accounts, cause)?;
    Ok(())
}

/// An article's number, and how many versions it has.
fn find(connection: &Connection, id: &str) -> Result<Option<(i64, u32)>> {
    let found = connection
        .prepare_cached(
            "SELECT article.number, version.ordinal
             FROM article JOIN version ON version.number = article.version WHERE article.id = ?1",
        )?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found)
}

/// The hash of what makes a version.
pub(crate) fn content_hash(article: &Article) -> Vec<u8> {
    let created = article.created.map(|created| created.to_string());
    hash_of([&article.title, &article.publisher, &created], &article.text)
}

/// The same from the parts as they are stored.
pub(crate) fn hash_of([title, publisher, created]: [&Option<String>; 3], text: &str) -> Vec<u8> {
    let part = |part: &Option<String>| part.clone().unwrap_or_default();
    sha256(&[&part(title), &part(publisher), &part(created), text])
}

/// Inserts the article, where it is new, its version, bytes and reading; gives its number.
fn insert(
    connection: &Connection,
    arrival: &Arrival,
    number: Option<i64>,
    ordinal: u32,
    stamp: &Stamp,
) -> Result<i64> {
    let Arrival { article, authors, .. } = arrival;
    let next = |table: &str| -> rusqlite::Result<i64> {
        let sql = format!("SELECT coalesce(max(number), 0) + 1 FROM {table}");
        connection.prepare_cached(&sql)?.query_row([], |row| row.get(0))
    };
    let version = next("version")?;
    let number = match number {
        Some(number) => {
            unindex(connection, number)?;
            connection
                .prepare_cached("UPDATE article SET version = ?2 WHERE number = ?1")?
                .execute((number, version))?;
            number
        }
        None => {
            let number = next("article")?;
            connection
                .prepare_cached("INSERT INTO article (number, id, version) VALUES (?1, ?2, ?3)")?
                .execute((number, &article.id, version))?;
            number
        }
    };
    let created = article.created.map(|created| created.to_string());
    connection
        .prepare_cached(
            "INSERT INTO version (number, article, ordinal, title, publisher, authors, created, url,
                                  language, text, sha256, added, known)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, coalesce(?7, ?12))",
        )?
        .execute((
            version,
            number,
            ordinal,
            &article.title,
            &article.publisher,
            serde_json::to_string(authors)?,
            created,
            &article.url,
            &article.language,
            &arrival.text,
            content_hash(article),
            &stamp.added,
        ))?;
    connection
        .prepare_cached(
            "INSERT INTO reading (version, program, read, body) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute((
            version,
            &stamp.program,
            &stamp.read,
            arrival.packed.as_ref().map_err(Clone::clone)?,
        ))?;
    if let Some(raw) = &arrival.raw {
        keep_raw(connection, version, raw)?;
    }
    index(connection, number)?;
    Ok(number)
}

fn keep_raw(connection: &Connection, version: i64, packed: &Packed) -> Result<()> {
    let Packed { raw, sha256, bytes } = packed;
    connection
        .prepare_cached(
            "INSERT INTO raw (version, sha256, bytes, media_type, url, fetched, headers)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute((
            version,
            sha256,
            bytes,
            &raw.media_type,
            &raw.url,
            &raw.fetched,
            serde_json::to_string(&raw.headers)?,
        ))?;
    Ok(())
}

/// Makes the newest version's words findable.
fn index(connection: &Connection, article: i64) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO article_text (rowid, title, text)
             SELECT number, title, text FROM newest WHERE number = ?1",
        )?
        .execute([article])?;
    Ok(())
}

/// Takes the newest version's words out again, before there is a newer one.
fn unindex(connection: &Connection, article: i64) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO article_text (article_text, rowid, title, text)
             SELECT 'delete', number, title, text FROM newest WHERE number = ?1",
        )?
        .execute([article])?;
    Ok(())
}
