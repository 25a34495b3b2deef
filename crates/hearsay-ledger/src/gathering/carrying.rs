//! Writing what bringing together has come to.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use super::former::remember;
use super::planning::{Made, Plan};
use crate::deriving::day;
use crate::error::Result;
use crate::news::telling;
use crate::shelf;

impl Plan {
    /// Carries it out in this transaction, if what it rests on is still so, and tells what is new;
    /// false: something was changed, and it is to be worked out anew.
    pub(crate) fn settle(&self, connection: &Connection) -> Result<bool> {
        if shelf::state(connection)? != self.state {
            return Ok(false);
        }
        self.carry_out(connection)?;
        telling::tell(connection)?;
        Ok(true)
    }

    /// Replaces the incidents that are no more by those that are new. To be done in a transaction in
    /// which the plan still holds.
    pub(super) fn carry_out(&self, connection: &Connection) -> Result<()> {
        let mut file = connection
            .prepare_cached("INSERT OR IGNORE INTO key (key, account) VALUES (?1, ?2)")?;
        for (number, keys) in &self.filed {
            for key in keys {
                file.execute((key, number))?;
            }
        }
        let mut rest =
            connection.prepare_cached("UPDATE account SET waits = NULL WHERE number = ?1")?;
        for number in &self.settled {
            rest.execute([number])?;
        }
        for incident in &self.gone {
            remove(connection, *incident)?;
        }
        // Incidents are made anew again and again: those that take the place of others leave no holes.
        let mut free = self.gone.clone();
        for made in &self.made {
            insert(connection, made, free.pop())?;
        }
        for (incident, made) in &self.again {
            remove(connection, *incident)?;
            insert(connection, made, Some(*incident))?;
        }
        shelf::changed(connection)
    }
}

/// Stores an incident, under a number that is free again or under the next.
fn insert(connection: &Connection, made: &Made, number: Option<i64>) -> Result<()> {
    let incident = &made.incident;
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
            made.first,
            made.last,
            made.body,
            number,
        ])?;
    let number = connection.last_insert_rowid();
    let mut join =
        connection.prepare_cached("UPDATE account SET incident = ?2 WHERE number = ?1")?;
    for account in &made.accounts {
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
    for (other, subject) in incident.contradictions.iter().zip(&made.subjects) {
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
