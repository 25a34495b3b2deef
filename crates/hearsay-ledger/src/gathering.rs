//! Bringing accounts together into incidents, and taking incidents apart again.
//!
//! An account without an incident waits. It waits in the same transaction that stored it, so that a
//! program that is killed loses nothing: whoever opens the ledger next finds it waiting.

use std::collections::HashMap;
use std::sync::Arc;

use hearsay_incidents::{Account, ArticleRef, Claim, Incident, merge};
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

use crate::anchors::Words;
use crate::decisions;
use crate::deriving::day;
use crate::error::Result;

/// Brings together all that waits, in transactions of its own.
pub(crate) fn gather(connection: &mut Connection) -> Result<()> {
    while is_anything_waiting(connection)? {
        let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        some(&change)?;
        change.commit()?;
    }
    Ok(())
}

fn is_anything_waiting(connection: &Connection) -> Result<bool> {
    let waiting = connection
        .prepare_cached("SELECT 1 FROM account WHERE incident IS NULL LIMIT 1")?
        .exists([])?;
    Ok(waiting)
}

/// Brings some of what waits together within a transaction; true: there is more.
pub(crate) fn some(connection: &Connection) -> Result<bool> {
    if !is_anything_waiting(connection)? {
        return Ok(false);
    }
    let mut numbers = HashMap::new();
    let mut accounts = Vec::new();
    let all: Vec<i64> = connection
        .prepare_cached("SELECT number FROM account ORDER BY number")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for number in all {
        let account = load(connection, number)?;
        numbers.insert(account.id.clone(), number);
        accounts.push(account);
    }
    let old: Vec<i64> = connection
        .prepare_cached("SELECT number FROM incident")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for incident in old {
        dissolve(connection, incident)?;
    }
    for incident in merge(&accounts, &decisions::together(connection)?) {
        insert(connection, &incident, &numbers)?;
    }
    Ok(false)
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

/// Stores an incident; `numbers` are those of its accounts by id.
fn insert(
    connection: &Connection,
    incident: &Incident,
    numbers: &HashMap<String, i64>,
) -> Result<()> {
    let accounts: Vec<i64> =
        incident.accounts.iter().filter_map(|id| numbers.get(id)).copied().collect();
    let mut known = connection.prepare_cached(
        "SELECT known FROM account JOIN article ON article.number = account.article
         JOIN version ON version.number = article.version WHERE account.number = ?1",
    )?;
    let mut first: Option<String> = None;
    let mut last = String::new();
    for account in &accounts {
        let known: String = known.query_row([account], |row| row.get(0))?;
        last = last.max(known.clone());
        first = Some(first.map_or(known.clone(), |first| first.min(known)));
    }
    let day = |moment: &Option<String>| moment.as_deref().map(|moment| day(moment).to_owned());
    let place = incident.place.as_ref();
    connection.prepare_cached("DELETE FROM former WHERE incident = ?1")?.execute([&incident.id])?;
    connection
        .prepare_cached(
            "INSERT INTO incident (id, event, mode, begin, end, country, contested, one_sided,
                                   articles, claims, first, last, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?
        .execute(params![
            incident.id,
            incident.event.kind,
            incident.event.mode,
            day(&incident.begin),
            day(&incident.end),
            place.and_then(|place| place.country.as_ref()),
            incident.contradictions.len(),
            incident.one_sided,
            incident.articles.len(),
            incident.claims.len(),
            first.unwrap_or_default(),
            last,
            serde_json::to_string(incident)?,
        ])?;
    let number = connection.last_insert_rowid();
    let mut join =
        connection.prepare_cached("UPDATE account SET incident = ?2 WHERE number = ?1")?;
    for account in accounts {
        join.execute((account, number))?;
    }
    if let Some((lat, lon)) = place.and_then(|place| place.lat.zip(place.lon)) {
        connection
            .prepare_cached("INSERT INTO incident_place VALUES (?1, ?2, ?2, ?3, ?3)")?
            .execute((number, lat, lon))?;
    }
    for other in &incident.contradictions {
        let [earlier, later] = &other.claims;
        connection
            .prepare_cached(
                "INSERT INTO contradiction (incident, earlier, later, about, reason)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute((number, earlier, later, &other.about, &other.reason))?;
    }
    for change in &incident.changes {
        let [earlier, later] = &change.claims;
        connection
            .prepare_cached(
                "INSERT INTO change (incident, earlier, later, kind, about, reason)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute((number, earlier, later, &change.kind, &change.about, &change.reason))?;
    }
    Ok(())
}

/// Takes an incident apart: its accounts wait again, and its id stays known by its first claim.
pub(crate) fn dissolve(connection: &Connection, incident: i64) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO former (incident, claim, article)
             SELECT incident.id, claim.id, claim.article FROM incident
             JOIN claim ON claim.id = incident.body ->> '$.claims[0]' WHERE incident.number = ?1",
        )?
        .execute([incident])?;
    for sql in [
        "UPDATE account SET incident = NULL WHERE incident = ?1",
        "DELETE FROM contradiction WHERE incident = ?1",
        "DELETE FROM change WHERE incident = ?1",
        "DELETE FROM incident_place WHERE number = ?1",
        "DELETE FROM incident WHERE number = ?1",
    ] {
        connection.prepare_cached(sql)?.execute([incident])?;
    }
    Ok(())
}

/// Takes apart the incidents that an article tells of.
pub(crate) fn dissolve_of(connection: &Connection, article: i64) -> Result<()> {
    let incidents: Vec<i64> = connection
        .prepare_cached(
            "SELECT DISTINCT incident FROM account WHERE article = ?1 AND incident IS NOT NULL",
        )?
        .query_map([article], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    incidents.into_iter().try_for_each(|incident| dissolve(connection, incident))
}

/// Lets the ids that incidents had find their claims again among an article's new ones.
pub(crate) fn follow(connection: &Connection, article: i64, later: &[Claim]) -> Result<()> {
    let mut former = connection.prepare_cached(
        "SELECT former.incident, claim.body FROM former JOIN claim ON claim.id = former.claim
         WHERE former.article = ?1",
    )?;
    let former: Vec<(String, String)> = former
        .query_map([article], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let candidates: Vec<&Claim> = later.iter().collect();
    for (incident, body) in former {
        let claim: Claim = serde_json::from_str(&body)?;
        let start = claim.trigger.start;
        // Where no claim is the same, the nearest stands for what the article tells there.
        let nearest = || later.iter().min_by_key(|claim| claim.trigger.start.abs_diff(start));
        let found = Words::of(&claim).find(&candidates).map(|index| &later[index]);
        if let Some(found) = found.or_else(nearest) {
            connection
                .prepare_cached("UPDATE former SET claim = ?2 WHERE incident = ?1")?
                .execute((incident, &found.id))?;
        }
    }
    Ok(())
}

/// The incident that an id means now: its own, or the one in which its first claim is today.
pub(crate) fn resolve(connection: &Connection, id: &str) -> Result<Option<i64>> {
    let own = connection
        .prepare_cached("SELECT number FROM incident WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    if own.is_some() {
        return Ok(own);
    }
    let now: Option<Option<i64>> = connection
        .prepare_cached(
            "SELECT account.incident FROM former JOIN claim ON claim.id = former.claim
             JOIN account ON account.number = claim.account WHERE former.incident = ?1",
        )?
        .query_row([id], |row| row.get(0))
        .optional()?;
    Ok(now.flatten())
}
