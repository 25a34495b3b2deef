//! What incidents were called: ids that people have written down go on to mean something.

use hearsay_incidents::{Claim, Incident};
use rusqlite::{Connection, OptionalExtension};

use crate::anchors::Words;
use crate::error::Result;
use crate::pack::unpack;
use crate::told;

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

/// Lets the ids that incidents had find their claims again among an article's new ones.
pub(super) fn follow(connection: &Connection, article: i64, later: &[Claim]) -> Result<()> {
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
