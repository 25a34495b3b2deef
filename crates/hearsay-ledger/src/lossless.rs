//! The ledger as lines of JSON, without loss: everything that cannot be made again, with the readings.
//!
//! ```text
//! {"hearsay":"ledger","form":1}
//! {"hearsay":"version", "ordinal", "authors", "added", "program", "read", "reading", "raw"}
//! {"hearsay":"copy", …}  "revision"  "former"  "decision"  "feed"
//! ```
//!
//! Into an empty ledger this makes the same one again, and exporting that gives the same bytes. Claims
//! and incidents are not in it: they are made from the readings and the decisions. The audit is not
//! in it either, since it tells what was done to this file; `hearsay backup` copies it.

use std::collections::BTreeSet;
use std::io::{BufRead, Write};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hearsay::Reading;
use hearsay_incidents::accounts;
use hearsay_input::Raw;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::adding::{self, Stamp};
use crate::audit;
use crate::copies;
use crate::deriving::{Cause, derive_again};
use crate::error::{LedgerError, Result};
use crate::export::ExportError;
use crate::ledger::Ledger;
use crate::news::telling;
use crate::pack::{unpack_raw, unpack_text};
use crate::versions;
use crate::view::View;

/// The form of the lines.
const FORM: u64 = 1;

/// A version of an article with its reading.
#[derive(Serialize, Deserialize)]
struct Version {
    ordinal: u32,
    authors: Vec<String>,
    added: String,
    program: String,
    read: String,
    reading: Reading,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    raw: Option<RawForm>,
}

/// The bytes that it was taken from.
#[derive(Serialize, Deserialize)]
struct RawForm {
    media_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fetched: Option<String>,
    headers: Vec<(String, String)>,
    /// In base 64; absent where they are the text itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bytes: Option<String>,
}

/// Tables whose rows go as they are; an article stands there by its id, not by its number.
const ROWS: [(&str, &str); 4] = [
    (
        "copy",
        "SELECT article.id AS article, original.id AS of, similarity
         FROM copy JOIN article ON article.number = copy.article
         JOIN article AS original ON original.number = copy.of ORDER BY article.number",
    ),
    (
        "revision",
        "SELECT article.id AS article, version.ordinal AS ordinal, cause, kind, claim, earlier,
                later, at
         FROM revision JOIN article ON article.number = revision.article
         JOIN version ON version.number = revision.version ORDER BY revision.number",
    ),
    (
        "former",
        "SELECT incident, claim, article.id AS article
         FROM former JOIN article ON article.number = former.article ORDER BY incident",
    ),
    ("feed", "SELECT url, fetched, state FROM feed ORDER BY url"),
];

impl View {
    /// Writes the ledger as lines of JSON, without loss; gives how many versions of articles it has.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read or the lines not be written.
    pub fn write_jsonl(&self, out: &mut dyn Write) -> std::result::Result<usize, ExportError> {
        let mut line = |what: &str, fields: Value| -> std::result::Result<(), ExportError> {
            let mut object = Map::new();
            object.insert("hearsay".to_owned(), what.into());
            if let Value::Object(fields) = fields {
                object.extend(fields);
            }
            serde_json::to_writer(&mut *out, &object).map_err(std::io::Error::from)?;
            Ok(out.write_all(b"\n")?)
        };
        line("ledger", json!({ "form": FORM }))?;
        let connection = self.connection();
        let numbers: Vec<i64> = column(connection, "SELECT number FROM version ORDER BY number")?;
        for number in &numbers {
            let version = version(connection, *number)?;
            line("version", serde_json::to_value(version).map_err(LedgerError::from)?)?;
        }
        for (what, sql) in ROWS {
            each_row(connection, sql, &mut |row| line(what, row))?;
        }
        let decisions = "SELECT number, id, kind, by, at, note, field, value, in_force,
                (SELECT other.id FROM decision AS other WHERE other.number = decision.undoes)
                AS undoes
             FROM decision ORDER BY number";
        each_row(connection, decisions, &mut |mut row| {
            let number = row["number"].as_i64().unwrap_or_default();
            let about = format!(
                "SELECT part, article.id AS article, start, end, words, evidence, event, was, claim
                 FROM anchor JOIN article ON article.number = anchor.article
                 WHERE decision = {number} ORDER BY anchor.number"
            );
            let mut anchors = Vec::new();
            each_row(connection, &about, &mut |anchor| {
                anchors.push(anchor);
                Ok(())
            })?;
            if let Some(fields) = row.as_object_mut() {
                fields.shift_remove("number");
                fields.insert("about".to_owned(), anchors.into());
            }
            line("decision", row)
        })?;
        out.flush()?;
        Ok(numbers.len())
    }
}

fn column(connection: &Connection, sql: &str) -> Result<Vec<i64>> {
    let mut statement = connection.prepare_cached(sql)?;
    let numbers = statement.query_map([], |row| row.get(0))?;
    Ok(numbers.collect::<rusqlite::Result<_>>()?)
}

fn version(connection: &Connection, number: i64) -> Result<Version> {
    let sql = "SELECT ordinal, authors, added, program, read, version.text, raw.version,
                      raw.bytes, raw.media_type, raw.url, raw.fetched, raw.headers
               FROM version JOIN reading ON reading.version = version.number
               LEFT JOIN raw ON raw.version = version.number WHERE version.number = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([number])?;
    let unread = || LedgerError::Damaged(format!("version {number} has no reading"));
    let row = rows.next()?.ok_or_else(unread)?;
    let text = unpack_text(&row.get::<_, Vec<u8>>(5)?)?;
    let raw = match row.get::<_, Option<i64>>(6)? {
        None => None,
        Some(_) => {
            let packed: Option<Vec<u8>> = row.get(7)?;
            let media_type: String = row.get(8)?;
            let bytes = packed.map(|packed| unpack_raw(&packed, &text, &media_type)).transpose()?;
            Some(RawForm {
                media_type,
                url: row.get(9)?,
                fetched: row.get(10)?,
                headers: serde_json::from_str(&row.get::<_, String>(11)?)?,
                bytes: bytes.map(|bytes| BASE64_STANDARD.encode(bytes)),
            })
        }
    };
    Ok(Version {
        ordinal: row.get(0)?,
        authors: serde_json::from_str(&row.get::<_, String>(1)?)?,
        added: row.get(2)?,
        program: row.get(3)?,
        read: row.get(4)?,
        reading: versions::reading(connection, number)?.ok_or_else(unread)?,
        raw,
    })
}

/// Every row of a query as an object; what is null is left out.
fn each_row(
    connection: &Connection,
    sql: &str,
    each: &mut dyn FnMut(Value) -> std::result::Result<(), ExportError>,
) -> std::result::Result<(), ExportError> {
    let mut statement = connection.prepare_cached(sql).map_err(LedgerError::from)?;
    let names: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
    let mut rows = statement.query([]).map_err(LedgerError::from)?;
    while let Some(row) = rows.next().map_err(LedgerError::from)? {
        let mut object = Map::new();
        for (at, name) in names.iter().enumerate() {
            let value = match row.get_ref(at).map_err(LedgerError::from)? {
                ValueRef::Null => continue,
                ValueRef::Integer(number) => number.into(),
                ValueRef::Real(number) => number.into(),
                ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned().into(),
                ValueRef::Blob(bytes) => BASE64_STANDARD.encode(bytes).into(),
            };
            object.insert(name.clone(), value);
        }
        each(Value::Object(object))?;
    }
    Ok(())
}

/// What an export brought back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// Versions of articles that were not there.
    pub versions: usize,
    /// Those that were.
    pub known: usize,
    /// Decisions that were not there.
    pub decisions: usize,
}

/// Whether a file begins as an export of a ledger does.
#[must_use]
pub fn is_export(beginning: &[u8]) -> bool {
    beginning.starts_with(b"{\"hearsay\":\"ledger\"")
}

impl Ledger {
    /// Takes in an export without loss. What is there already is left alone, so that the same may be
    /// run again after it was broken off.
    ///
    /// # Errors
    ///
    /// When a line is no line of an export, an article of that id is another one here, or the ledger
    /// cannot be written. What was taken in before stays.
    pub fn restore(&self, lines: impl BufRead) -> Result<Restored> {
        let mut restored = Restored::default();
        let was_empty = self.view()?.counts()?.articles == 0;
        let mut former = BTreeSet::new();
        let wrong = |number: usize, why: &str| {
            LedgerError::Filter(format!("line {number} is not of an export of a ledger: {why}"))
        };
        for (at, line) in lines.lines().enumerate() {
            let line = line.map_err(|error| LedgerError::Io(error.to_string()))?;
            let value: Value =
                serde_json::from_str(&line).map_err(|error| wrong(at + 1, &error.to_string()))?;
            let what = value["hearsay"].as_str().unwrap_or_default().to_owned();
            match what.as_str() {
                "ledger" if value["form"].as_u64() == Some(FORM) => {}
                "ledger" => return Err(wrong(at + 1, "it is of a newer form; use that version")),
                "version" => {
                    let version: Version = serde_json::from_value(value)
                        .map_err(|error| wrong(at + 1, &error.to_string()))?;
                    let work = move |connection: &Connection| restore_version(connection, version);
                    match self.writer()?.submit(work)?.wait()? {
                        true => restored.versions += 1,
                        false => restored.known += 1,
                    }
                }
                "decision" => {
                    let work = move |connection: &Connection| restore_decision(connection, &value);
                    restored.decisions += usize::from(self.writer()?.submit(work)?.wait()?);
                }
                "copy" | "revision" | "former" | "feed" => {
                    if what == "former" {
                        former.extend(value["incident"].as_str().map(str::to_owned));
                    }
                    let work =
                        move |connection: &Connection| restore_row(connection, &what, &value);
                    self.writer()?.submit(work)?.wait()?;
                }
                _ => return Err(wrong(at + 1, "it does not say what it is (\"hearsay\")")),
            }
        }
        self.gather()?;
        if was_empty {
            self.writer()?
                .submit(move |connection| {
                    forget(connection, &former)?;
                    telling::begin_anew(connection)
                })?
                .wait()?;
        }
        Ok(restored)
    }
}

/// Forgets incidents that were there on the way alone: nobody has heard of their ids.
fn forget(connection: &Connection, known: &BTreeSet<String>) -> Result<()> {
    let mut former = connection.prepare("SELECT incident FROM former")?;
    let former: Vec<String> =
        former.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for incident in former.iter().filter(|incident| !known.contains(*incident)) {
        connection.execute("DELETE FROM former WHERE incident = ?1", [incident])?;
    }
    Ok(())
}

/// Takes in a version with its reading; false: it was there.
fn restore_version(connection: &Connection, version: Version) -> Result<bool> {
    let form = &version.reading.article;
    let created = form.created.as_deref().map(str::parse).transpose();
    let article = hearsay::Article {
        id: form.id.clone(),
        title: form.title.clone(),
        url: form.url.clone(),
        publisher: form.publisher.clone(),
        created: created.map_err(|error: hearsay::CreatedError| {
            LedgerError::Filter(format!("article `{}`: {error}", form.id))
        })?,
        language: form.language.clone(),
        text: form.text.clone(),
    };
    let known: Option<Vec<u8>> = connection
        .prepare_cached(
            "SELECT text FROM version JOIN article ON article.number = version.article
             WHERE article.id = ?1 AND ordinal = ?2",
        )?
        .query_row((&article.id, version.ordinal), |row| row.get(0))
        .optional()?;
    match known.map(|known| unpack_text(&known)).transpose()? {
        Some(text) if text == article.text => return Ok(false),
        Some(_) => {
            return Err(LedgerError::Filter(format!(
                "this ledger has another article by the id `{}`; take the export into a ledger of \
                 its own",
                article.id
            )));
        }
        None => {}
    }
    let raw = version.raw.map(|raw| -> Result<Raw> {
        let bytes = match &raw.bytes {
            None => article.text.clone().into_bytes(),
            Some(bytes) => BASE64_STANDARD.decode(bytes).map_err(|error| {
                LedgerError::Filter(format!("article `{}`: bytes in base 64: {error}", article.id))
            })?,
        };
        let RawForm { media_type, url, fetched, headers, .. } = raw;
        Ok(Raw { url, headers, fetched, ..Raw::new(bytes, &media_type) })
    });
    let raw = raw.transpose()?;
    let arrival = crate::Arrival::restored(article, &version.reading, version.authors, raw);
    let stamp = Stamp { added: version.added, program: version.program, read: version.read };
    adding::restore(connection, &arrival, version.ordinal, &stamp, accounts(&version.reading))?;
    Ok(true)
}

/// An article's number.
fn number(connection: &Connection, row: &Value, field: &str) -> Result<i64> {
    crate::lookup::article(connection, row[field].as_str().unwrap_or_default())
}

/// Takes in a row of one of the plain tables.
fn restore_row(connection: &Connection, what: &str, row: &Value) -> Result<()> {
    let text = |field: &str| row[field].as_str();
    match what {
        "feed" => {
            connection.execute(
                "INSERT OR IGNORE INTO feed (url, fetched, state) VALUES (?1, ?2, ?3)",
                (text("url"), text("fetched"), text("state")),
            )?;
        }
        "former" => {
            connection.execute(
                "INSERT OR IGNORE INTO former (incident, claim, article) VALUES (?1, ?2, ?3)",
                (text("incident"), text("claim"), number(connection, row, "article")?),
            )?;
        }
        "revision" => {
            let article = number(connection, row, "article")?;
            connection.execute(
                "INSERT INTO revision (article, version, cause, kind, claim, earlier, later, at)
                 SELECT ?1, version.number, ?3, ?4, ?5, ?6, ?7, ?8 FROM version
                 WHERE version.article = ?1 AND version.ordinal = ?2 AND NOT EXISTS (
                     SELECT 1 FROM revision WHERE article = ?1 AND version = version.number
                     AND kind = ?4 AND claim = ?5 AND at = ?8)",
                params![
                    article,
                    row["ordinal"].as_i64(),
                    text("cause"),
                    text("kind"),
                    text("claim"),
                    text("earlier"),
                    text("later"),
                    text("at"),
                ],
            )?;
        }
        _ => restore_copy(connection, row)?,
    }
    Ok(())
}

fn restore_copy(connection: &Connection, row: &Value) -> Result<()> {
    let (article, of) = (number(connection, row, "article")?, number(connection, row, "of")?);
    connection.execute(
        "INSERT OR IGNORE INTO copy (article, of, similarity) VALUES (?1, ?2, ?3)",
        (article, of, row["similarity"].as_f64()),
    )?;
    copies::wake(connection, of)
}

/// Takes in a decision and carries it out; false: it was there.
fn restore_decision(connection: &Connection, row: &Value) -> Result<bool> {
    let text = |field: &str| row[field].as_str();
    let inserted = connection.execute(
        "INSERT OR IGNORE INTO decision
             (number, id, kind, by, at, note, field, value, undoes, in_force)
         SELECT coalesce(max(number), 0) + 1, ?1, ?2, ?3, ?4, ?5, ?6, ?7,
                (SELECT number FROM decision WHERE id = ?8), ?9 FROM decision",
        params![
            text("id"),
            text("kind"),
            text("by"),
            text("at"),
            text("note"),
            text("field"),
            text("value"),
            text("undoes"),
            row["in_force"].as_i64(),
        ],
    )?;
    if inserted == 0 {
        return Ok(false);
    }
    let decision = connection.last_insert_rowid();
    let mut articles = Vec::new();
    for anchor in row["about"].as_array().into_iter().flatten() {
        let text = |field: &str| anchor[field].as_str();
        let article = number(connection, anchor, "article")?;
        connection.execute(
            "INSERT INTO anchor
                 (decision, part, article, start, end, words, evidence, event, was, claim)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                decision,
                anchor["part"].as_i64(),
                article,
                anchor["start"].as_i64(),
                anchor["end"].as_i64(),
                text("words"),
                text("evidence"),
                text("event"),
                text("was"),
                text("claim"),
            ],
        )?;
        if !articles.contains(&article) {
            articles.push(article);
        }
    }
    let detail = json!({"restored": true, "kind": text("kind"), "at": text("at")});
    let (by, id) = (text("by").unwrap_or_default(), text("id").unwrap_or_default());
    audit::record(connection, by, "decide", id, &detail)?;
    for article in articles {
        derive_again(connection, article, Cause::Decided)?;
    }
    Ok(true)
}
