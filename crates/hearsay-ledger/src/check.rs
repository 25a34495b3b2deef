//! Looking a ledger through: does everything in it fit together, and is it what was put in?

use std::collections::HashSet;

use hearsay_incidents::{Incident, keys};
use rusqlite::Connection;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::adding::hash_of;
use crate::audit;
use crate::error::Result;
use crate::ledger::Ledger;
use crate::pack::{Words, hex, spans, unpack, unpack_raw, unpack_text};
use crate::renewing;
use crate::shelf::sketch;
use crate::told::Recent;
use crate::versions::reading;
use crate::view::View;

/// So many problems are told; more say nothing new.
const TOLD: usize = 100;

/// What a look through a ledger found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Checked {
    /// What does not fit, in words; [`Checked::more`] counts those beyond the first hundred.
    pub problems: Vec<String>,
    /// Further problems.
    pub more: usize,
    /// Versions of articles that were looked at.
    pub versions: u64,
    /// Spans that reproduce their words.
    pub spans: u64,
    /// Claims that were looked at.
    pub claims: u64,
    /// Rows of the audit.
    pub audit: u64,
    /// The seal of its last row: note it elsewhere to know later that nothing was cut off.
    pub seal: String,
}

impl Checked {
    /// Whether everything fits.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    fn problem(&mut self, problem: String) {
        if self.problems.len() < TOLD {
            self.problems.push(problem);
        } else {
            self.more += 1;
        }
    }
}

impl Ledger {
    /// Looks everything through; `progress` is told how many versions of how many have been looked at.
    ///
    /// Where the ledger was opened to write, the text index is compared with the texts as well.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read; what does not fit is no error but told.
    pub fn check(&self, progress: impl FnMut(u64, u64)) -> Result<Checked> {
        let mut checked = Checked::default();
        if let Ok(writer) = self.writer() {
            self.gather()?;
            let compared = writer.submit(|connection| {
                connection.execute_batch(
                    "INSERT INTO article_text (article_text, rank) VALUES ('integrity-check', 1)",
                )?;
                Ok(())
            })?;
            if let Err(error) = compared.wait() {
                checked.problem(format!("the index of texts is not that of the texts: {error}"));
            }
        }
        let view = self.view()?;
        structure(view.connection(), &mut checked)?;
        history(&view, &mut checked)?;
        versions(view.connection(), &mut checked, progress)?;
        claims(view.connection(), &mut checked)?;
        incidents(view.connection(), &mut checked)?;
        accounts(view.connection(), &mut checked)?;
        agreements(view.connection(), &mut checked)?;
        Ok(checked)
    }
}

/// SQLite's own checks.
fn structure(connection: &Connection, checked: &mut Checked) -> Result<()> {
    let mut statement = connection.prepare("PRAGMA integrity_check")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let told: String = row.get(0)?;
        if told != "ok" {
            checked.problem(format!("SQLite: {told}"));
        }
    }
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
        checked.problem(format!("a row of {table} refers to a row of {parent} that is not there"));
    }
    Ok(())
}

/// The audit's chain, and whether what it tells of is there as it tells it.
fn history(view: &View, checked: &mut Checked) -> Result<()> {
    let connection = view.connection();
    let mut version = connection.prepare(
        "SELECT version.sha256 FROM article JOIN version ON version.article = article.number
         WHERE article.id = ?1 AND version.ordinal = ?2",
    )?;
    let mut decision = connection.prepare("SELECT 1 FROM decision WHERE id = ?1")?;
    let (mut added, mut decided) = (0_u64, 0_u64);
    let mut problems = Vec::new();
    let chain = audit::walk(connection, |entry| match entry.what.as_str() {
        "add" => {
            added += 1;
            let ordinal = entry.detail["version"].as_u64();
            let hash = version.query_row((&entry.subject, ordinal), |row| row.get::<_, Vec<u8>>(0));
            let told = entry.detail["sha256"].as_str();
            match hash {
                Ok(hash) if told == Some(&hex(&hash)) => {}
                Ok(_) => problems.push(format!(
                    "article `{}`: not what the audit says was added (row {})",
                    entry.subject, entry.number
                )),
                Err(_) => problems.push(format!(
                    "article `{}`: added according to the audit (row {}), and not there",
                    entry.subject, entry.number
                )),
            }
        }
        "decide" => {
            decided += 1;
            if !decision.exists([&entry.subject]).unwrap_or_default() {
                problems.push(format!(
                    "decision `{}`: made according to the audit (row {}), and not there",
                    entry.subject, entry.number
                ));
            }
        }
        _ => {}
    })?;
    problems.into_iter().for_each(|problem| checked.problem(problem));
    if let Some(number) = chain.broken {
        checked.problem(format!(
            "the audit was changed: row {number} does not follow on the one before"
        ));
    }
    let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, u64>(0));
    if count("SELECT count(*) FROM version")? != added {
        checked.problem("the audit does not tell of every version of the articles".to_owned());
    }
    if count("SELECT count(*) FROM decision")? != decided {
        checked.problem("the audit does not tell of every decision".to_owned());
    }
    checked.audit = chain.rows;
    checked.seal = hex(&chain.last);
    Ok(())
}

/// Every version: its hash, its bytes, its reading and the reading's spans.
fn versions(
    connection: &Connection,
    checked: &mut Checked,
    mut progress: impl FnMut(u64, u64),
) -> Result<()> {
    let total = connection.query_row("SELECT count(*) FROM version", [], |row| row.get(0))?;
    let mut statement = connection.prepare(
        "SELECT article.id, version.ordinal, version.title, version.publisher, version.created,
                version.text, version.sha256, version.number, raw.sha256, raw.bytes,
                raw.media_type
         FROM version JOIN article ON article.number = version.article
         LEFT JOIN raw ON raw.version = version.number ORDER BY version.number",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, ordinal): (String, u32) = (row.get(0)?, row.get(1)?);
        let name = format!("article `{id}`, version {ordinal}");
        // What cannot be unpacked is no text that was added.
        let text = unpack_text(&row.get::<_, Vec<u8>>(5)?).unwrap_or_default();
        let hash: Vec<u8> = row.get(6)?;
        if hash_of([&row.get(2)?, &row.get(3)?, &row.get(4)?], &text) != hash {
            checked.problem(format!("{name}: the text is not the one that was added"));
        }
        match reading(connection, row.get(7)?) {
            Ok(None) => checked.problem(format!("{name}: no reading")),
            Err(error) => checked.problem(format!("{name}: its reading: {error}")),
            Ok(Some(reading)) => {
                cites(&name, &mut serde_json::to_value(&reading)?, &text, checked);
            }
        }
        if let Some(hash) = row.get::<_, Option<Vec<u8>>>(8)? {
            let bytes = match row.get::<_, Option<Vec<u8>>>(9)? {
                Some(packed) => unpack_raw(&packed, &text, &row.get::<_, String>(10)?),
                None => Ok(text.into_bytes()),
            };
            if !bytes.is_ok_and(|bytes| Sha256::digest(&bytes).to_vec() == hash) {
                checked.problem(format!("{name}: its bytes are not those that came"));
            }
        }
        checked.versions += 1;
        progress(checked.versions, total);
    }
    Ok(())
}

/// Every span must reproduce its words.
fn cites(name: &str, value: &mut Value, text: &str, checked: &mut Checked) {
    let words = Words::new(text);
    spans(value, &mut |span, start, end| {
        let said = span.get("text").and_then(Value::as_str);
        // What a person added stands nowhere, and says nothing.
        let is_nowhere = start == end && said.is_none_or(str::is_empty);
        if is_nowhere || (said.is_some() && said == words.between(start, end)) {
            checked.spans += 1;
        } else {
            let said = said.unwrap_or_default();
            checked.problem(format!("{name}: `{said}` does not stand at {start} to {end}"));
        }
    });
}

/// Every claim: its evidence and spans, and whether its row says what it says.
fn claims(connection: &Connection, checked: &mut Checked) -> Result<()> {
    let mut statement = connection.prepare(
        "SELECT claim.id, claim.article, claim.position, claim.event, version.text, claim.account,
                claim.verdict, EXISTS (SELECT 1 FROM claim_place WHERE number = claim.number)
         FROM claim JOIN article ON article.number = claim.article
         JOIN version ON version.number = article.version ORDER BY claim.article, claim.position",
    )?;
    let mut recent = Recent::default();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, event): (String, String) = (row.get(0)?, row.get(3)?);
        let name = format!("claim `{id}`");
        checked.claims += 1;
        let claim = match recent.claim(connection, row.get(1)?, row.get(2)?) {
            Ok(claim) => claim,
            Err(error) => {
                checked.problem(format!("{name}: {error}"));
                continue;
            }
        };
        if claim.evidence.is_empty() {
            checked.problem(format!("{name}: without evidence"));
        }
        if (&claim.id, &claim.event.kind) != (&id, &event) {
            checked.problem(format!("{name}: its row says something else than it does"));
        }
        let (account, verdict): (Option<i64>, Option<String>) = (row.get(5)?, row.get(6)?);
        if account.is_none() != (verdict.as_deref() == Some("rejected")) {
            checked.problem(format!("{name}: rejected claims alone are in no account"));
        }
        let point = claim.place.as_ref().and_then(|place| place.lat.zip(place.lon));
        if point.is_some() != row.get::<_, bool>(7)? {
            checked.problem(format!("{name}: missing on the map, or too many there"));
        }
        let text = unpack_text(&row.get::<_, Vec<u8>>(4)?).unwrap_or_default();
        cites(&name, &mut serde_json::to_value(&claim)?, &text, checked);
    }
    Ok(())
}

/// Every incident: whether its row says what it says.
fn incidents(connection: &Connection, checked: &mut Checked) -> Result<()> {
    let mut statement = connection.prepare(
        "SELECT id, event, claims, contested, body,
                EXISTS (SELECT 1 FROM incident_place WHERE number = incident.number)
         FROM incident ORDER BY number",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, event): (String, String) = (row.get(0)?, row.get(1)?);
        let name = format!("incident `{id}`");
        let incident: Incident = match unpack(&row.get::<_, Vec<u8>>(4)?, "") {
            Ok(incident) => incident,
            Err(error) => {
                checked.problem(format!("{name}: {error}"));
                continue;
            }
        };
        let counts = (incident.claims.len(), incident.contradictions.len());
        if (&incident.id, &incident.event.kind) != (&id, &event)
            || counts != (row.get(2)?, row.get(3)?)
        {
            checked.problem(format!("{name}: its row says something else than it does"));
        }
        let point = incident.place.as_ref().and_then(|place| place.lat.zip(place.lon));
        if point.is_some() != row.get::<_, bool>(5)? {
            checked.problem(format!("{name}: missing on the map, or too many there"));
        }
    }
    Ok(())
}

/// Every account at rest must be filed where others look for it.
fn accounts(connection: &Connection, checked: &mut Checked) -> Result<()> {
    // What another way has made is made anew by whoever writes next.
    if !renewing::is_our_way(connection)? {
        return Ok(());
    }
    let mut filed = connection.prepare("SELECT 1 FROM key WHERE key = ?1 AND account = ?2")?;
    let mut statement =
        connection.prepare("SELECT number, id, sketch, incident, waits FROM account")?;
    let mut rows = statement.query([])?;
    let mut count = 0_u64;
    while let Some(row) = rows.next()? {
        let (number, id): (i64, String) = (row.get(0)?, row.get(1)?);
        let is_at_rest = row.get::<_, Option<i64>>(3)?.is_some();
        let waits: Option<String> = row.get(4)?;
        if is_at_rest == (waits.as_deref() == Some("added")) {
            checked.problem(format!("account `{id}`: neither in an incident nor waiting for one"));
        }
        let Ok(sketch) = sketch(&row.get::<_, Vec<u8>>(2)?) else {
            checked.problem(format!("account `{id}`: its sketch cannot be unpacked"));
            continue;
        };
        if is_at_rest {
            let keys: HashSet<i64> = keys(&sketch).filed.into_iter().collect();
            count += keys.len() as u64;
            let mut missing = false;
            for key in &keys.into_iter().collect::<std::collections::BTreeSet<_>>() {
                missing |= !filed.exists((key, number))?;
            }
            if missing {
                checked.problem(format!("account `{id}`: not filed where others look for it"));
            }
        }
    }
    let keys: u64 = connection.query_row("SELECT count(*) FROM key", [], |row| row.get(0))?;
    if keys != count {
        checked.problem(format!("{keys} keys are filed, {count} should be"));
    }
    Ok(())
}

/// What is told twice must be told alike: each query counts what is not.
const AGREEMENTS: &[(&str, &str)] = &[
    (
        "articles whose newest version is not their last",
        "SELECT count(*) FROM article JOIN version ON version.number = article.version
         WHERE version.article <> article.number OR version.ordinal <>
               (SELECT max(ordinal) FROM version WHERE version.article = article.number)",
    ),
    (
        "articles that are missing in the index of texts, or too many there",
        "SELECT abs((SELECT count(*) FROM article) - (SELECT count(*) FROM article_text_docsize))",
    ),
    (
        "articles whose copies cannot be found, or too many that can",
        "SELECT abs((SELECT count(*) FROM article) - (SELECT count(*) FROM band_docsize))",
    ),
    (
        "articles of which it is not known what they tell",
        "SELECT count(*) FROM article WHERE NOT EXISTS (
             SELECT 1 FROM told WHERE told.article = article.number
                                AND told.version = article.version)",
    ),
    (
        "claims that are missing in the index of texts, or too many there",
        "SELECT abs((SELECT count(*) FROM claim) - (SELECT count(*) FROM claim_text_docsize))",
    ),
    (
        "incidents that nobody tells of",
        "SELECT count(*) FROM incident
         WHERE NOT EXISTS (SELECT 1 FROM account WHERE account.incident = incident.number)
           AND NOT EXISTS (SELECT 1 FROM leaving WHERE leaving.incident = incident.number)",
    ),
    (
        "incidents that count other claims than their accounts have",
        "SELECT count(*) FROM incident
         WHERE NOT EXISTS (SELECT 1 FROM leaving WHERE leaving.incident = incident.number)
           AND claims <> (SELECT count(*) FROM claim JOIN account ON account.number = claim.account
                          WHERE account.incident = incident.number)",
    ),
    (
        "contradictions that their incidents do not name",
        "SELECT abs((SELECT count(*) FROM contradiction)
                    - (SELECT coalesce(sum(contested), 0) FROM incident))",
    ),
    (
        "decisions about claims that are not there",
        "SELECT count(*) FROM anchor
         WHERE claim IS NOT NULL AND claim NOT IN (SELECT id FROM claim)",
    ),
    (
        "decisions that are in force though undone, or the other way round",
        "SELECT count(*) FROM decision WHERE in_force = EXISTS (
             SELECT 1 FROM decision AS undo WHERE undo.undoes = decision.number AND undo.in_force)",
    ),
    (
        "claims without anyone who says them, though their outlet is known",
        "SELECT count(*) FROM claim JOIN article ON article.number = claim.article
         JOIN version ON version.number = article.version
         WHERE version.publisher IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM party WHERE claim = claim.number AND role = 'claimant')",
    ),
];

fn agreements(connection: &Connection, checked: &mut Checked) -> Result<()> {
    for (what, sql) in AGREEMENTS {
        let count: u64 = connection.query_row(sql, [], |row| row.get(0))?;
        if count > 0 {
            checked.problem(format!("{count} {what}"));
        }
    }
    Ok(())
}
