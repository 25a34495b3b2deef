//! What is made from accounts is made anew where this program brings them together in another way
//! than the one that did so last.
//!
//! Readings, decisions and accounts stay; sketches, keys and incidents follow from them. The ids that
//! incidents had go on to find theirs.

use hearsay_incidents::{MERGING, Sketch};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use serde_json::json;

use crate::accounts::load;
use crate::audit;
use crate::error::Result;
use crate::gathering::former::remember;
use crate::news::telling;
use crate::shelf::{self, packed};

/// Whether sketches, keys and incidents were made in this program's way.
pub(crate) fn is_our_way(connection: &Connection) -> Result<bool> {
    Ok(way(connection)? == Some(MERGING))
}

/// Makes what is not of our way wait to be brought together anew.
pub(crate) fn renew(connection: &mut Connection) -> Result<()> {
    if is_our_way(connection)? {
        return Ok(());
    }
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another program may have been quicker.
    let from = way(&change)?;
    if from != Some(MERGING) {
        start_anew(&change)?;
        change.execute("INSERT OR REPLACE INTO way VALUES ('merging', ?1)", [MERGING])?;
        if from.is_some() {
            let detail = json!({"from": from, "to": MERGING, "program": crate::PROGRAM});
            audit::record(&change, "hearsay", "merge anew", "ledger", &detail)?;
        }
    }
    change.commit()?;
    Ok(())
}

fn way(connection: &Connection) -> Result<Option<u32>> {
    let way = connection
        .prepare_cached("SELECT number FROM way WHERE what = 'merging'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(way)
}

fn start_anew(connection: &Connection) -> Result<()> {
    let mut incidents = connection.prepare("SELECT number FROM incident ORDER BY number")?;
    let numbers: Vec<i64> =
        incidents.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for number in numbers {
        remember(connection, number)?;
    }
    connection.execute_batch(
        "UPDATE account SET incident = NULL, waits = 'added';
         DELETE FROM leaving;
         DELETE FROM untold;
         DELETE FROM contradiction;
         DELETE FROM change;
         DELETE FROM incident_place;
         DELETE FROM incident;
         DELETE FROM key;",
    )?;
    telling::unsettle(connection)?;
    let mut accounts = connection.prepare("SELECT number FROM account ORDER BY number")?;
    let numbers: Vec<i64> =
        accounts.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut update = connection.prepare("UPDATE account SET sketch = ?2 WHERE number = ?1")?;
    for number in numbers {
        update.execute((number, packed(&Sketch::of(&load(connection, number)?))))?;
    }
    shelf::changed(connection)
}
