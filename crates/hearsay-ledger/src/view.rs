//! Looking things up: a view of the ledger as it is at one moment.

use std::sync::{Arc, Mutex};

use hearsay::Article;
use hearsay_incidents::{Account, Claim, Incident, Together};
use rusqlite::{Connection, Row};
use serde::Serialize;

use crate::accounts;
use crate::adding::{self, Added};
use crate::audit;
use crate::copies;
use crate::decisions::{self, Decision, Verdict};
use crate::error::{LedgerError, Result};
use crate::filter::{Conditions, Filter, Order, Page};
use crate::ledger::give_back;
use crate::lookup;
use crate::pack::{hex, unpack};
use crate::told;

/// A look at the ledger as it is at one moment. See [`crate::Ledger::view`].
pub struct View {
    /// Taken when the view is dropped.
    connection: Option<Connection>,
    pool: Arc<Mutex<Vec<Connection>>>,
}

/// A claim with what the ledger knows of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimEntry {
    /// The claim, with people's corrections.
    #[serde(flatten)]
    pub claim: Claim,
    /// The incident it is of; a rejected one is of none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident: Option<String>,
    /// What people think of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// The fields that people corrected.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub corrected: Vec<String>,
    /// What the claim was read as, where it is corrected.
    #[serde(skip)]
    pub read_as: Option<Box<Claim>>,
}

/// How much there is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Counts {
    /// Articles.
    pub articles: u64,
    /// Their versions.
    pub versions: u64,
    /// Articles that are near-copies of others.
    pub copies: u64,
    /// Articles read by another version of the program than this one.
    pub to_reread: u64,
    /// Claims.
    pub claims: u64,
    /// Of these accepted by people.
    pub accepted: u64,
    /// Of these rejected by people.
    pub rejected: u64,
    /// Incidents.
    pub incidents: u64,
    /// Of these with a contradiction.
    pub contested: u64,
    /// Of these told by one side alone.
    pub one_sided: u64,
    /// Accounts that wait to be brought together.
    pub waiting: u64,
    /// Decisions in force.
    pub decisions: u64,
    /// Of these about words that no reading has any more.
    pub orphaned: u64,
    /// Rows of the audit.
    pub audit: u64,
    /// Size of the file in bytes.
    pub bytes: u64,
}

const CLAIM: &str = "
    SELECT claim.article, claim.position, claim.known, incident.id, claim.verdict, claim.corrected,
           claim.read_as
    FROM claim
    LEFT JOIN account ON account.number = claim.account
    LEFT JOIN incident ON incident.number = account.incident";

impl View {
    pub(crate) fn begin(connection: Connection, pool: Arc<Mutex<Vec<Connection>>>) -> Result<Self> {
        connection.execute_batch("BEGIN")?;
        // The moment is that of the first look.
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        Ok(Self { connection: Some(connection), pool })
    }

    pub(crate) fn connection(&self) -> &Connection {
        self.connection.as_ref().expect("a view has its connection until it is dropped")
    }

    /// What adding an article would come to, if the ledger has it already.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read; this holds for all methods of a view.
    pub fn known(&self, article: &Article) -> Result<Option<Added>> {
        adding::known(self.connection(), article)
    }

    /// The claims that a filter finds; those of one article stand in the order of its text.
    ///
    /// # Errors
    ///
    /// When the filter means nothing.
    pub fn claims(&self, filter: &Filter) -> Result<Page<ClaimEntry>> {
        let mut conditions = filter.on_claims(self.connection())?;
        let (direction, after) = filter.order.sql();
        let sign = if filter.order == Order::Newest { "-" } else { "" };
        if let Some(cursor) = &filter.after {
            let [known, article, position] = cursor_parts(cursor)?;
            let article = cursor_number(cursor, &article)?;
            let position = cursor_number(cursor, &position)?;
            let position = if sign.is_empty() { position } else { -position };
            conditions.add(
                format!("(claim.known, claim.article, {sign}claim.position) {after} (?, ?, ?)"),
                [known.into(), article.into(), position.into()],
            );
        }
        let sql = format!(
            "{CLAIM} WHERE {}
             ORDER BY claim.known {direction}, claim.article {direction}, claim.position ASC",
            conditions.sql()
        );
        let mut recent = told::Recent::default();
        self.page(&sql, &conditions, filter.limit, |row| {
            let (article, position): (i64, i64) = (row.get(0)?, row.get(1)?);
            let cursor = format!("{}_{article}_{position}", row.get::<_, String>(2)?);
            Ok((self.claim_entry(&mut recent, row)?, cursor))
        })
    }

    /// A claim by its id, or by the beginning of it.
    ///
    /// # Errors
    ///
    /// When there is none, or several.
    pub fn claim(&self, id: &str) -> Result<ClaimEntry> {
        let id = lookup::claim(self.connection(), id)?;
        let mut statement =
            self.connection().prepare_cached(&format!("{CLAIM} WHERE claim.id = ?1"))?;
        let mut rows = statement.query([&id])?;
        let row = rows.next()?.ok_or_else(|| LedgerError::unknown("claim", &id))?;
        self.claim_entry(&mut told::Recent::default(), row)
    }

    /// Whether another claim contradicts the one of this id.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn is_contested(&self, claim: &str) -> Result<bool> {
        let sql = "SELECT 1 FROM contradiction WHERE earlier = ?1
                   UNION ALL SELECT 1 FROM contradiction WHERE later = ?1 LIMIT 1";
        Ok(self.connection().prepare_cached(sql)?.exists([claim])?)
    }

    /// The incidents that a filter finds, by when they were last told of.
    ///
    /// # Errors
    ///
    /// When the filter means nothing.
    pub fn incidents(&self, filter: &Filter) -> Result<Page<Incident>> {
        let mut conditions = filter.on_incidents(self.connection())?;
        let (direction, after) = filter.order.sql();
        if let Some(cursor) = &filter.after {
            let [last, id] = cursor_parts(cursor)?;
            let sql = format!("(incident.last, incident.id) {after} (?, ?)");
            conditions.add(sql, [last.into(), id.into()]);
        }
        let sql = format!(
            "SELECT body, last, id FROM incident WHERE {}
             ORDER BY last {direction}, id {direction}",
            conditions.sql()
        );
        self.page(&sql, &conditions, filter.limit, |row| {
            let cursor = format!("{}_{}", row.get::<_, String>(1)?, row.get::<_, String>(2)?);
            Ok((unpack(&row.get::<_, Vec<u8>>(0)?, "")?, cursor))
        })
    }

    /// An incident by its id, by an id it had before, or by the beginning of its id.
    ///
    /// # Errors
    ///
    /// When there is none, or several.
    pub fn incident(&self, id: &str) -> Result<Incident> {
        let number = lookup::incident(self.connection(), id)?;
        let body: Vec<u8> = self
            .connection()
            .prepare_cached("SELECT body FROM incident WHERE number = ?1")?
            .query_row([number], |row| row.get(0))?;
        unpack(&body, "")
    }

    /// What each article tells of an incident, with claims and figures, oldest first; with a day,
    /// only what was known then.
    ///
    /// # Errors
    ///
    /// When there is no such incident, or no such day.
    pub fn accounts(&self, incident: &str, as_of: Option<&str>) -> Result<Vec<Account>> {
        let number = lookup::incident(self.connection(), incident)?;
        let limit = as_of.map(|day| format!("{}~", day.trim()));
        let mut statement = self.connection().prepare_cached(
            "SELECT account.number FROM account JOIN article ON article.number = account.article
             JOIN version ON version.number = article.version
             WHERE account.incident = ?1 AND (?2 IS NULL OR version.known <= ?2)
             ORDER BY version.known, article.id, account.number",
        )?;
        let numbers: Vec<i64> = statement
            .query_map((number, limit), |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let accounts = numbers.into_iter().map(|number| accounts::load(self.connection(), number));
        let mut accounts: Vec<Account> = accounts.collect::<Result<_>>()?;
        copies::mark(self.connection(), &mut accounts)?;
        Ok(accounts)
    }

    /// All decisions, oldest first; or those about one claim.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn decisions(&self, claim: Option<&str>) -> Result<Vec<Decision>> {
        match claim {
            None => decisions::select(self.connection(), "1", []),
            Some(id) => {
                let id = lookup::claim(self.connection(), id)?;
                let about = "decision.number IN (SELECT decision FROM anchor WHERE claim = ?1)";
                decisions::select(self.connection(), about, [id])
            }
        }
    }

    /// The decisions about claims of an incident, oldest first.
    ///
    /// # Errors
    ///
    /// When there is no such incident.
    pub fn decisions_of(&self, incident: &str) -> Result<Vec<Decision>> {
        let number = lookup::incident(self.connection(), incident)?;
        let about = "decision.number IN (
             SELECT anchor.decision FROM account
             JOIN claim ON claim.account = account.number
             JOIN anchor ON anchor.claim = claim.id
             WHERE account.incident = ?1)";
        decisions::select(self.connection(), about, [number])
    }

    /// What people decided about which claims are of one incident, as the merge takes it.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn together(&self) -> Result<Together> {
        decisions::together(self.connection())
    }

    /// What was done to the ledger, the newest first.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn audit(&self, limit: usize) -> Result<Vec<audit::Entry>> {
        let mut statement = self.connection().prepare_cached(
            "SELECT number, at, by, what, subject, detail, hash FROM audit
             ORDER BY number DESC LIMIT ?1",
        )?;
        let entries = statement.query_map([limit], |row| {
            Ok(audit::Entry {
                number: row.get(0)?,
                at: row.get(1)?,
                by: row.get(2)?,
                what: row.get(3)?,
                subject: row.get(4)?,
                detail: serde_json::from_str(&row.get::<_, String>(5)?).unwrap_or_default(),
                hash: hex(&row.get::<_, Vec<u8>>(6)?),
            })
        })?;
        Ok(entries.collect::<rusqlite::Result<_>>()?)
    }

    /// How much there is.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn counts(&self) -> Result<Counts> {
        let count = |sql: &str| -> Result<u64> {
            Ok(self.connection().prepare_cached(sql)?.query_row([], |row| row.get(0))?)
        };
        let to_reread = self
            .connection()
            .prepare_cached(
                "SELECT count(*) FROM article JOIN reading ON reading.version = article.version
                 WHERE program <> ?1",
            )?
            .query_row([crate::PROGRAM], |row| row.get(0))?;
        let all = decisions::select(self.connection(), "decision.in_force", [])?;
        Ok(Counts {
            articles: count("SELECT count(*) FROM article")?,
            versions: count("SELECT count(*) FROM version")?,
            copies: count("SELECT count(*) FROM copy")?,
            to_reread,
            claims: count("SELECT count(*) FROM claim")?,
            accepted: count("SELECT count(*) FROM claim WHERE verdict = 'accepted'")?,
            rejected: count("SELECT count(*) FROM claim WHERE verdict = 'rejected'")?,
            incidents: count("SELECT count(*) FROM incident")?,
            contested: count("SELECT count(*) FROM incident WHERE contested > 0")?,
            one_sided: count("SELECT count(*) FROM incident WHERE one_sided IS NOT NULL")?,
            waiting: count("SELECT count(*) FROM account WHERE waits IS NOT NULL")?,
            decisions: all.len() as u64,
            orphaned: all.iter().filter(|decision| decision.is_orphaned()).count() as u64,
            audit: count("SELECT count(*) FROM audit")?,
            bytes: count("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")?,
        })
    }

    fn claim_entry(&self, recent: &mut told::Recent, row: &Row<'_>) -> Result<ClaimEntry> {
        let claim = recent.claim(self.connection(), row.get(0)?, row.get(1)?)?;
        let read_as = row.get::<_, Option<String>>(6)?;
        let read_as = read_as.map(|body| serde_json::from_str::<Claim>(&body)).transpose()?;
        let article = Arc::clone(&claim.article);
        Ok(ClaimEntry {
            claim,
            incident: row.get(3)?,
            verdict: row.get(4)?,
            corrected: serde_json::from_str(&row.get::<_, String>(5)?)?,
            read_as: read_as.map(|claim| Box::new(Claim { article, ..claim })),
        })
    }

    /// Runs a query page by page: one row more than asked for tells whether there is more.
    pub(crate) fn page<T>(
        &self,
        sql: &str,
        conditions: &Conditions,
        limit: Option<usize>,
        mut read: impl FnMut(&Row<'_>) -> Result<(T, String)>,
    ) -> Result<Page<T>> {
        let sql = match limit {
            Some(limit) => format!("{sql} LIMIT {}", limit.saturating_add(1).min(1 << 40)),
            None => sql.to_owned(),
        };
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut rows = statement.query(conditions.parameters())?;
        let mut items = Vec::new();
        let mut last = None;
        let mut next = None;
        while let Some(row) = rows.next()? {
            if limit == Some(items.len()) {
                next = last.take();
                break;
            }
            let (item, cursor) = read(row)?;
            items.push(item);
            last = Some(cursor);
        }
        Ok(Page { items, next })
    }
}

impl Drop for View {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take()
            && connection.execute_batch("COMMIT").is_ok()
        {
            give_back(&self.pool, connection);
        }
    }
}

/// The parts of a cursor.
pub(crate) fn cursor_parts<const N: usize>(cursor: &str) -> Result<[String; N]> {
    let parts: Vec<String> = cursor.split('_').map(str::to_owned).collect();
    parts.try_into().map_err(|_| bad_cursor(cursor))
}

pub(crate) fn cursor_number(cursor: &str, part: &str) -> Result<i64> {
    part.parse().map_err(|_| bad_cursor(cursor))
}

fn bad_cursor(cursor: &str) -> LedgerError {
    LedgerError::Filter(format!("`{cursor}` is not a cursor: take the `next` of an earlier page"))
}
