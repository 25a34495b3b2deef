//! Looking articles up: their versions, readings and bytes, and what changed in them.

use hearsay::Reading;
use hearsay_incidents::Claim;
use hearsay_input::Raw;
use rusqlite::{OptionalExtension, Row};
use serde::Serialize;

use crate::error::{LedgerError, Result};
use crate::filter::{Filter, Page};
use crate::lookup;
use crate::pack::{hex, unpack_raw, unpack_text};
use crate::versions;
use crate::view::{View, cursor_number, cursor_parts};

/// An article in a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArticleEntry {
    /// Its id.
    pub id: String,
    /// The version meant, counted from 1; in lists the newest.
    pub version: u32,
    /// How many versions there are.
    pub versions: u32,
    /// The headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// When it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// ISO 639-1 code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// When this version was added.
    pub added: String,
    /// The program whose reading this is.
    pub program: String,
    /// Hash of title, publisher, creation time and text.
    pub sha256: String,
    /// The earliest article that it is a near-copy of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<String>,
    /// How many claims the newest version makes.
    pub claims: u32,
}

/// An article with its text and reading.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredArticle {
    /// What stands in lists.
    pub entry: ArticleEntry,
    /// The reading, with the text. It is as the program read it, before people's corrections.
    pub reading: Reading,
}

/// What changed between two versions of an article, or between two readings of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Revision {
    /// The article's id.
    pub article: String,
    /// The later version.
    pub version: u32,
    /// edited, reread.
    pub cause: String,
    /// appeared, vanished, changed.
    pub kind: String,
    /// The claim's id; the later one's where there are two.
    pub claim: String,
    /// What was claimed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub earlier: Option<Claim>,
    /// What is claimed instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub later: Option<Claim>,
    /// When it was noticed.
    pub at: String,
}

const ARTICLE: &str = "
    SELECT article.id, version.ordinal, newest.ordinal, version.title, version.publisher,
           version.authors, version.created, version.url, version.language, version.added,
           reading.program, version.sha256,
           (SELECT original.id FROM copy JOIN article AS original ON original.number = copy.of
            WHERE copy.article = article.number),
           (SELECT count(*) FROM claim WHERE claim.article = article.number),
           version.known, article.number, version.number
    FROM article JOIN version AS newest ON newest.number = article.version";

impl View {
    /// The articles that a filter finds: by their own text, date and id, and by their claims.
    ///
    /// # Errors
    ///
    /// When the filter means nothing.
    pub fn articles(&self, filter: &Filter) -> Result<Page<ArticleEntry>> {
        let mut conditions = filter.on_articles(self.connection())?;
        let (direction, after) = filter.order.sql();
        if let Some(cursor) = &filter.after {
            let [known, number] = cursor_parts(cursor)?;
            let sql = format!("(version.known, article.number) {after} (?, ?)");
            conditions.add(sql, [known.into(), cursor_number(cursor, &number)?.into()]);
        }
        let sql = format!(
            "{ARTICLE} JOIN version ON version.number = article.version
             JOIN reading ON reading.version = version.number
             WHERE {} ORDER BY version.known {direction}, article.number {direction}",
            conditions.sql()
        );
        self.page(&sql, &conditions, filter.limit, |row| {
            let cursor = format!("{}_{}", row.get::<_, String>(14)?, row.get::<_, i64>(15)?);
            Ok((article_entry(row)?, cursor))
        })
    }

    /// An article, its newest version or the one of that number.
    ///
    /// # Errors
    ///
    /// When there is no such article or version.
    pub fn article(&self, id: &str, version: Option<u32>) -> Result<StoredArticle> {
        let number = lookup::article(self.connection(), id)?;
        let sql = format!(
            "{ARTICLE} JOIN version ON version.article = article.number
             JOIN reading ON reading.version = version.number
             WHERE article.number = ?1 AND version.ordinal = coalesce(?2, newest.ordinal)"
        );
        let found = self
            .connection()
            .prepare_cached(&sql)?
            .query_row((number, version), |row| Ok((article_entry(row), row.get::<_, i64>(16)?)))
            .optional()?;
        let Some((entry, version)) = found else {
            let version = version.unwrap_or_default();
            return Err(LedgerError::unknown("version", &format!("{version} of {id}")));
        };
        let reading = versions::reading(self.connection(), version)?;
        let reading = reading.ok_or_else(|| LedgerError::unknown("reading", id))?;
        Ok(StoredArticle { entry: entry?, reading })
    }

    /// The bytes that a version of an article was taken from, where they were kept.
    ///
    /// # Errors
    ///
    /// When there is no such article.
    pub fn raw(&self, id: &str, version: Option<u32>) -> Result<Option<Raw>> {
        let number = lookup::article(self.connection(), id)?;
        let mut statement = self.connection().prepare_cached(
            "SELECT raw.bytes, version.text, raw.media_type, raw.url, raw.fetched, raw.headers
             FROM raw JOIN version ON version.number = raw.version
             JOIN article ON article.number = version.article
             JOIN version AS newest ON newest.number = article.version
             WHERE article.number = ?1 AND version.ordinal = coalesce(?2, newest.ordinal)",
        )?;
        let mut rows = statement.query((number, version))?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let text = unpack_text(&row.get::<_, Vec<u8>>(1)?)?;
        let media_type: String = row.get(2)?;
        let bytes = match row.get::<_, Option<Vec<u8>>>(0)? {
            Some(packed) => unpack_raw(&packed, &text, &media_type)?,
            None => text.into_bytes(),
        };
        Ok(Some(Raw {
            url: row.get(3)?,
            fetched: row.get(4)?,
            headers: serde_json::from_str(&row.get::<_, String>(5)?)?,
            ..Raw::new(bytes, &media_type)
        }))
    }

    /// What changed between the versions and readings of an article, or of all, oldest first.
    ///
    /// # Errors
    ///
    /// When there is no such article.
    pub fn revisions(&self, article: Option<&str>) -> Result<Vec<Revision>> {
        let number = article.map(|id| lookup::article(self.connection(), id)).transpose()?;
        let mut statement = self.connection().prepare_cached(
            "SELECT article.id, version.ordinal, cause, kind, claim, earlier, later, at
             FROM revision JOIN article ON article.number = revision.article
             JOIN version ON version.number = revision.version
             WHERE ?1 IS NULL OR revision.article = ?1 ORDER BY revision.number",
        )?;
        let mut rows = statement.query([number])?;
        let mut revisions = Vec::new();
        while let Some(row) = rows.next()? {
            let claim = |column: usize| -> Result<Option<Claim>> {
                let body: Option<String> = row.get(column)?;
                Ok(body.as_deref().map(serde_json::from_str).transpose()?)
            };
            revisions.push(Revision {
                article: row.get(0)?,
                version: row.get(1)?,
                cause: row.get(2)?,
                kind: row.get(3)?,
                claim: row.get(4)?,
                earlier: claim(5)?,
                later: claim(6)?,
                at: row.get(7)?,
            });
        }
        Ok(revisions)
    }
}

fn article_entry(row: &Row<'_>) -> Result<ArticleEntry> {
    Ok(ArticleEntry {
        id: row.get(0)?,
        version: row.get(1)?,
        versions: row.get(2)?,
        title: row.get(3)?,
        publisher: row.get(4)?,
        authors: serde_json::from_str(&row.get::<_, String>(5)?)?,
        created: row.get(6)?,
        url: row.get(7)?,
        language: row.get(8)?,
        added: row.get(9)?,
        program: row.get(10)?,
        sha256: hex(&row.get::<_, Vec<u8>>(11)?),
        copy_of: row.get(12)?,
        claims: row.get(13)?,
    })
}
