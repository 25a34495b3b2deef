//! Bringing accounts together into incidents.
//!
//! An account that is added, taken out or decided about waits, in the same transaction that made it
//! so; a program that is killed loses nothing, since whoever opens the ledger next finds it waiting.
//! What waits is absorbed a batch at a time. What comes of it does not depend on the batches.

use std::collections::BTreeSet;
use std::sync::Arc;

use hearsay_incidents::{Account, Batch, Changes, Claim, Incident, Sketch, absorb, describe, keys};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::accounts::{self, load};
use crate::anchors::Words;
use crate::copies;
use crate::decisions;
use crate::deriving::day;
use crate::error::Result;
use crate::news::telling;
use crate::pack::{pack, unpack};
use crate::shelf::{Stored, sketch};
use crate::told;

/// At least so many accounts are absorbed in one transaction, and at most so many; others who write
/// wait as long. What hangs together with a batch is grouped anew, so many small ones cost more.
const BATCH: (usize, usize) = (200, 2_000);

/// Brings some of what waits together, in a transaction of its own; true: there is more.
pub(crate) fn batch(connection: &mut Connection) -> Result<bool> {
    if !is_anything_waiting(connection)? {
        return Ok(false);
    }
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let is_more = some(&change)?;
    change.commit()?;
    Ok(is_more)
}

fn is_anything_waiting(connection: &Connection) -> Result<bool> {
    let waiting = connection
        .prepare_cached(
            "SELECT 1 FROM account WHERE waits IS NOT NULL UNION ALL SELECT 1 FROM leaving LIMIT 1",
        )?
        .exists([])?;
    Ok(waiting)
}

/// Brings some of what waits together within a transaction, and tells what is new in it; true: there
/// is more.
pub(crate) fn some(connection: &Connection) -> Result<bool> {
    let is_more = bring_together(connection)?;
    telling::tell(connection)?;
    Ok(is_more)
}

fn bring_together(connection: &Connection) -> Result<bool> {
    let together = decisions::together(connection)?;
    // What leaves goes first: an account read again may come back under the same id.
    let removed = leaving(connection)?;
    if !removed.is_empty() {
        let batch = Batch { removed, ..Batch::default() };
        let changes = absorb(&mut Stored::new(connection), &batch, &together)?;
        carry_out(connection, &changes)?;
        connection.prepare_cached("DELETE FROM leaving")?.execute([])?;
        telling::unsettle(connection)?;
    }
    let [added, decided, copied] =
        ["added", "decided", "copied"].map(|why| waiting(connection, why));
    let (added, decided, copied) = (added?, decided?, copied?);
    if added.is_empty() && decided.is_empty() && copied.is_empty() {
        return Ok(false);
    }
    let sketches = |waiting: &[(i64, Arc<Sketch>)]| {
        waiting.iter().map(|(_, sketch)| Arc::clone(sketch)).collect()
    };
    let batch = Batch { added: sketches(&added), decided: sketches(&decided), ..Batch::default() };
    let changes = absorb(&mut Stored::new(connection), &batch, &together)?;
    let mut file =
        connection.prepare_cached("INSERT OR IGNORE INTO key (key, account) VALUES (?1, ?2)")?;
    for (number, sketch) in &added {
        for key in keys(sketch).filed {
            file.execute((key, number))?;
        }
    }
    let mut rest =
        connection.prepare_cached("UPDATE account SET waits = NULL WHERE number = ?1")?;
    for (number, _) in added.iter().chain(&decided).chain(&copied) {
        rest.execute([number])?;
    }
    carry_out(connection, &changes)?;
    let copied: Vec<i64> = copied.into_iter().map(|(number, _)| number).collect();
    describe_again(connection, &copied)?;
    is_anything_waiting(connection)
}

fn leaving(connection: &Connection) -> Result<Vec<Arc<Sketch>>> {
    let mut statement = connection.prepare_cached("SELECT sketch FROM leaving ORDER BY number")?;
    let mut rows = statement.query([])?;
    let mut sketches = Vec::new();
    while let Some(row) = rows.next()? {
        sketches.push(sketch(row.get_ref(0)?.as_blob().unwrap_or_default())?);
    }
    Ok(sketches)
}

fn waiting(connection: &Connection, why: &str) -> Result<Vec<(i64, Arc<Sketch>)>> {
    let all: usize = connection
        .prepare_cached("SELECT count(*) FROM account WHERE waits IS NOT NULL")?
        .query_row([], |row| row.get(0))?;
    let batch = (all / 4).clamp(BATCH.0, BATCH.1);
    let mut statement = connection.prepare_cached(
        "SELECT number, sketch FROM account WHERE waits IS NOT NULL AND waits = ?1
         ORDER BY number LIMIT ?2",
    )?;
    let mut rows = statement.query((why, batch))?;
    let mut sketches = Vec::new();
    while let Some(row) = rows.next()? {
        sketches.push((row.get(0)?, sketch(row.get_ref(1)?.as_blob().unwrap_or_default())?));
    }
    Ok(sketches)
}

/// Replaces the incidents that are no more by those that are new.
fn carry_out(connection: &Connection, changes: &Changes) -> Result<()> {
    // Incidents are made anew again and again: those that take the place of others leave no holes.
    let mut free = Vec::new();
    for accounts in &changes.gone {
        let incident: Option<i64> = connection
            .prepare_cached(
                "SELECT incident FROM leaving WHERE id = ?1
                 UNION ALL SELECT incident FROM account WHERE id = ?1 AND incident IS NOT NULL",
            )?
            .query_row([&*accounts[0]], |row| row.get(0))
            .optional()?;
        if let Some(incident) = incident {
            remove(connection, incident)?;
            free.push(incident);
        }
    }
    for made in &changes.made {
        let mut numbers = Vec::new();
        for id in made {
            let number: i64 = connection
                .prepare_cached("SELECT number FROM account WHERE id = ?1")?
                .query_row([&**id], |row| row.get(0))?;
            numbers.push(number);
        }
        found(connection, &numbers, free.pop())?;
    }
    Ok(())
}

/// Makes an incident of these accounts, which are given in their order, under a number that is free
/// again or under the next.
fn found(connection: &Connection, numbers: &[i64], free: Option<i64>) -> Result<()> {
    let mut accounts: Vec<Account> =
        numbers.iter().map(|number| load(connection, *number)).collect::<Result<_>>()?;
    copies::mark(connection, &mut accounts)?;
    let incident = describe(&accounts.iter().collect::<Vec<_>>());
    insert(connection, &incident, &accounts, numbers, free)
}

/// Makes the incidents anew in which these accounts stand.
fn describe_again(connection: &Connection, accounts: &[i64]) -> Result<()> {
    let mut incidents = BTreeSet::new();
    let mut standing =
        connection.prepare_cached("SELECT incident FROM account WHERE number = ?1")?;
    for account in accounts {
        incidents.extend(standing.query_row([account], |row| row.get::<_, Option<i64>>(0))?);
    }
    let mut members = connection.prepare_cached(
        "SELECT account.number FROM account JOIN article ON article.number = account.article
         JOIN version ON version.number = article.version
         WHERE incident = ?1 ORDER BY coalesce(created, ''), article.id, account.id",
    )?;
    for incident in incidents {
        let numbers: Vec<i64> =
            members.query_map([incident], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        remove(connection, incident)?;
        found(connection, &numbers, Some(incident))?;
    }
    Ok(())
}

/// Stores an incident.
fn insert(
    connection: &Connection,
    incident: &Incident,
    accounts: &[Account],
    numbers: &[i64],
    number: Option<i64>,
) -> Result<()> {
    let mut first: Option<String> = None;
    let mut last = String::new();
    for account in numbers {
        let known = accounts::known(connection, *account)?;
        first = Some(first.map_or(known.clone(), |first| first.min(known.clone())));
        last = last.max(known);
    }
    let day = |moment: &Option<String>| moment.as_deref().map(|moment| day(moment).to_owned());
    let place = incident.place.as_ref();
    connection.prepare_cached("DELETE FROM former WHERE incident = ?1")?.execute([&incident.id])?;
    connection
        .prepare_cached(
            "INSERT INTO incident (id, event, mode, begin, end, country, contested, one_sided,
                                   articles, claims, first, last, body, number)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
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
            incident.articles.iter().collect::<BTreeSet<_>>().len(),
            incident.claims.len(),
            first.unwrap_or_default(),
            last,
            pack(incident, "")?,
            number,
        ])?;
    let number = connection.last_insert_rowid();
    let mut join =
        connection.prepare_cached("UPDATE account SET incident = ?2 WHERE number = ?1")?;
    for account in numbers {
        join.execute((account, number))?;
    }
    if let Some((lat, lon)) = place.and_then(|place| place.lat.zip(place.lon)) {
        connection
            .prepare_cached("INSERT INTO incident_place VALUES (?1, ?2, ?2, ?3, ?3)")?
            .execute((number, lat, lon))?;
    }
    let mut contradiction = connection.prepare_cached(
        "INSERT INTO contradiction (incident, earlier, later, about, reason, subject)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let subjects = telling::subjects(accounts, &incident.contradictions);
    for (other, subject) in incident.contradictions.iter().zip(subjects) {
        let [earlier, later] = &other.claims;
        contradiction.execute((number, earlier, later, &other.about, &other.reason, subject))?;
    }
    let mut change = connection.prepare_cached(
        "INSERT INTO change (incident, earlier, later, kind, about, reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for other in &incident.changes {
        let [earlier, later] = &other.claims;
        change.execute((number, earlier, later, &other.kind, &other.about, &other.reason))?;
    }
    connection.prepare_cached("INSERT INTO untold (incident) VALUES (?1)")?.execute([number])?;
    Ok(())
}

/// Takes an incident off; its id stays known by its first claim.
fn remove(connection: &Connection, incident: i64) -> Result<()> {
    remember(connection, incident)?;
    for sql in [
        "UPDATE account SET incident = NULL WHERE incident = ?1",
        "DELETE FROM leaving WHERE incident = ?1",
        "DELETE FROM contradiction WHERE incident = ?1",
        "DELETE FROM change WHERE incident = ?1",
        "DELETE FROM incident_place WHERE number = ?1",
        "DELETE FROM untold WHERE incident = ?1",
        "DELETE FROM incident WHERE number = ?1",
    ] {
        connection.prepare_cached(sql)?.execute([incident])?;
    }
    Ok(())
}

/// Keeps an incident's id, as that of its first claim.
pub(crate) fn remember(connection: &Connection, incident: i64) -> Result<()> {
    let body: Vec<u8> = connection
        .prepare_cached("SELECT body FROM incident WHERE number = ?1")?
        .query_row([incident], |row| row.get(0))?;
    let Incident { id, claims, .. } = unpack(&body, "")?;
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO former (incident, claim, article)
             SELECT ?1, id, article FROM claim WHERE id = ?2",
        )?
        .execute((id, claims.first()))?;
    Ok(())
}

/// Takes the accounts of an article off the shelf; what they were in is made anew at the next
/// gathering. `later` are the article's claims from now on, among which the ids of incidents that
/// were known by its claims find theirs.
pub(crate) fn retire(connection: &Connection, article: i64, later: &[Claim]) -> Result<()> {
    let mut statement = connection.prepare_cached(
        "SELECT number, id, incident, sketch FROM account
         WHERE article = ?1 AND incident IS NOT NULL",
    )?;
    let mut rows = statement.query([article])?;
    while let Some(row) = rows.next()? {
        let (number, id): (i64, String) = (row.get(0)?, row.get(1)?);
        let (incident, packed): (i64, Vec<u8>) = (row.get(2)?, row.get(3)?);
        for key in keys(&*sketch(&packed)?).filed {
            connection
                .prepare_cached("DELETE FROM key WHERE key = ?1 AND account = ?2")?
                .execute((key, number))?;
        }
        remember(connection, incident)?;
        connection
            .prepare_cached("INSERT INTO leaving (id, incident, sketch) VALUES (?1, ?2, ?3)")?
            .execute((id, incident, packed))?;
    }
    follow(connection, article, later)
}

/// Lets the ids that incidents had find their claims again among an article's new ones.
fn follow(connection: &Connection, article: i64, later: &[Claim]) -> Result<()> {
    let mut former = connection.prepare_cached(
        "SELECT former.incident, claim.id FROM former JOIN claim ON claim.id = former.claim
         WHERE former.article = ?1",
    )?;
    let former: Vec<(String, String)> = former
        .query_map([article], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let candidates: Vec<&Claim> = later.iter().collect();
    for (incident, id) in former {
        let (_, claim) = told::claim(connection, &id)?;
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
    // A claim that people reject is in no incident; another of its article's may stand for it.
    let now = connection
        .prepare_cached(
            "SELECT account.incident FROM former
             JOIN claim AS first ON first.id = former.claim
             JOIN claim ON claim.article = first.article
             JOIN account ON account.number = claim.account
             WHERE former.incident = ?1 AND account.incident IS NOT NULL
             ORDER BY claim.number <> first.number, abs(claim.position - first.position) LIMIT 1",
        )?
        .query_row([id], |row| row.get(0))
        .optional()?;
    Ok(now)
}
