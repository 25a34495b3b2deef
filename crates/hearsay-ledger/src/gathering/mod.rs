//! Bringing accounts together into incidents.
//!
//! An account that is added, taken out or decided about waits, in the same transaction that made it
//! so; a program that is killed loses nothing, since whoever opens the ledger next finds it waiting.
//! What waits is absorbed a portion at a time. What comes of it does not depend on the portions.
//!
//! What a portion comes to is worked out on a look at the ledger ([`plan`]), while others write, and
//! carried out in a short transaction ([`Plan::carry_out`]), unless something has meanwhile been changed on which
//! it rests: a new article changes nothing of that kind, an edit or a decision does.

mod carrying;
pub(crate) mod former;
mod planning;

use std::sync::Arc;

use hearsay_incidents::{Batch, Claim, Sketch, keys};
use rusqlite::Connection;

pub(crate) use self::planning::{Plan, Planned, Portion, plan};
use crate::decisions;
use crate::error::Result;
use crate::news::telling;
use crate::shelf::{self, sketch};

/// Whether accounts wait to be brought together, or to be taken out.
fn is_anything_waiting(connection: &Connection) -> Result<bool> {
    let waiting = connection
        .prepare_cached(
            "SELECT 1 FROM account WHERE waits IS NOT NULL UNION ALL SELECT 1 FROM leaving LIMIT 1",
        )?
        .exists([])?;
    Ok(waiting)
}

/// The last account that waits now, or none where nothing does.
pub(crate) fn last_waiting(connection: &Connection) -> Result<Option<i64>> {
    if !is_anything_waiting(connection)? {
        return Ok(None);
    }
    let last: Option<i64> = connection
        .prepare_cached("SELECT max(number) FROM account WHERE waits IS NOT NULL")?
        .query_row([], |row| row.get(0))?;
    Ok(Some(last.unwrap_or(0)))
}

/// How many accounts up to `last` still wait, to be brought together or to be taken out.
pub(crate) fn left(connection: &Connection, last: i64) -> Result<u64> {
    let left = connection
        .prepare_cached(
            "SELECT (SELECT count(*) FROM account WHERE waits IS NOT NULL AND number <= ?1)
                  + (SELECT count(*) FROM leaving)",
        )?
        .query_row([last], |row| row.get(0))?;
    Ok(left)
}

/// Brings some of what waits together within a transaction, and tells what is new in it; true: there
/// is more.
pub(crate) fn some(connection: &Connection) -> Result<bool> {
    take_out(connection)?;
    if let Planned::Plan(plan) = plan(connection, Portion::BEHIND)? {
        plan.carry_out(connection)?;
    }
    telling::tell(connection)?;
    is_anything_waiting(connection)
}

/// What leaves goes before anything else is done: an account read again may come back under the same
/// id.
pub(crate) fn take_out(connection: &Connection) -> Result<()> {
    let removed = leaving(connection)?;
    if removed.is_empty() {
        return Ok(());
    }
    let batch = Batch { removed, ..Batch::default() };
    let plan = Plan::of(connection, &batch, &decisions::together(connection)?)?;
    plan.carry_out(connection)?;
    connection.prepare_cached("DELETE FROM leaving")?.execute([])?;
    telling::unsettle(connection)?;
    telling::tell(connection)
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
        former::remember(connection, incident)?;
        connection
            .prepare_cached("INSERT INTO leaving (id, incident, sketch) VALUES (?1, ?2, ?3)")?
            .execute((id, incident, packed))?;
    }
    shelf::changed(connection)?;
    former::follow(connection, article, later)
}

#[cfg(test)]
mod tests {
    use hearsay::{Article, Reader, Scratch};

    use super::*;
    use crate::adding::{Arrival, add};
    use crate::writer::Ticket;
    use crate::{Access, Ledger};

    fn arrival(id: &str, text: &str) -> Arrival {
        let article = Article { id: id.to_owned(), text: text.to_owned(), ..Article::default() };
        let reading = Reader::new().read(&article, &mut Scratch::default());
        Arrival::bare(article, &reading)
    }

    fn planned(connection: &Connection) -> Plan {
        match plan(connection, Portion::ALL).expect("it can be worked out") {
            Planned::Plan(plan) => plan,
            Planned::Nothing | Planned::First => panic!("something waits, and nothing leaves"),
        }
    }

    const SHELLING: &str =
        "Oravia said on Tuesday that Tarsk had shelled Hask, killing four soldiers.";
    const RAID: &str = "Oravia said on Friday that Tarsk had raided Velm, wounding two soldiers.";

    /// Does everything in one piece of work, so that nobody else brings anything together.
    fn within(work: impl FnOnce(&Connection) -> Result<()> + Send + 'static) {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("hearsay.db");
        let ledger = Ledger::open(&path, Access::Create).expect("it can be made");
        let done = ledger.writer().and_then(|writer| writer.submit(work)).and_then(Ticket::wait);
        done.expect("the work is done");
        ledger.gather().expect("the rest is brought together");
        assert!(ledger.check(|_, _| {}).is_ok_and(|checked| checked.is_clean()));
    }

    #[test]
    fn a_plan_holds_while_articles_come_in() {
        let (first, second) = (arrival("shelling", SHELLING), arrival("raid", RAID));
        within(move |connection| {
            add(connection, first)?;
            let plan = planned(connection);
            add(connection, second)?;
            assert!(plan.settle(connection)?);
            assert!(is_anything_waiting(connection)?, "the second is in no plan yet");
            Ok(())
        });
    }

    #[test]
    fn a_plan_does_not_hold_when_what_it_rests_on_is_edited() {
        let first = arrival("shelling", SHELLING);
        let edited = arrival("shelling", &SHELLING.replace("four", "six"));
        within(move |connection| {
            add(connection, first)?;
            let plan = planned(connection);
            add(connection, edited)?;
            assert!(!plan.settle(connection)?);
            let incidents: i64 =
                connection.query_row("SELECT count(*) FROM incident", [], |row| row.get(0))?;
            assert_eq!(incidents, 0);
            Ok(())
        });
    }

    #[test]
    fn a_plan_is_carried_out_once() {
        let first = arrival("shelling", SHELLING);
        within(move |connection| {
            add(connection, first)?;
            let (plan, same) = (planned(connection), planned(connection));
            assert!(plan.settle(connection)?);
            assert!(!same.settle(connection)?);
            Ok(())
        });
    }
}
