//! What bringing together comes to, worked out without writing.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use hearsay_incidents::{Account, Batch, Incident, Sketch, Together, absorb, describe, keys};
use rusqlite::{Connection, OptionalExtension};

use super::is_anything_waiting;
use crate::accounts::{known, load_of};
use crate::copies;
use crate::decisions;
use crate::error::Result;
use crate::news::telling;
use crate::pack::pack;
use crate::shelf::{self, Stored, sketch};
use crate::told::Recent;

/// How much of what waits is absorbed at once. All that hangs together with a portion is grouped anew,
/// so many small ones cost more; but a large one takes longer to be carried out, and whoever writes waits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Portion {
    /// One of so many that wait.
    of: usize,
    least: usize,
    most: usize,
}

impl Portion {
    /// While others may write.
    pub(crate) const BEHIND: Self = Self { of: 4, least: 200, most: 5_000 };

    /// Where somebody waits for all of it. What takes memory is not the portion but all that hangs
    /// together with it, ten to twenty kilobytes an account.
    pub(crate) const ALL: Self = Self { of: 1, least: 200, most: 50_000 };

    fn size(self, waiting: usize) -> usize {
        (waiting / self.of).clamp(self.least, self.most)
    }
}

/// What there is to do.
pub(crate) enum Planned {
    /// Nothing waits.
    Nothing,
    /// Something leaves the ledger, which is taken out in a transaction before all else.
    First,
    /// This.
    Plan(Plan),
}

/// Which incidents are no more and which are new, worked out on one state of the ledger.
pub(crate) struct Plan {
    /// The state of the shelf on which it rests.
    pub(super) state: i64,
    /// The accounts that wait no longer.
    pub(super) settled: Vec<i64>,
    /// The keys under which accounts are filed from now on.
    pub(super) filed: Vec<(i64, Vec<i64>)>,
    /// The numbers of the incidents that are no more.
    pub(super) gone: Vec<i64>,
    /// The incidents that are new.
    pub(super) made: Vec<Made>,
    /// Those of which the same accounts tell, described anew.
    pub(super) again: Vec<(i64, Made)>,
}

/// An incident as it will be stored.
pub(super) struct Made {
    pub(super) incident: Incident,
    pub(super) body: Vec<u8>,
    pub(super) accounts: Vec<i64>,
    /// Of each contradiction, what contradicts each other.
    pub(super) subjects: Vec<String>,
    /// When the first and the last words of it were out.
    pub(super) first: String,
    pub(super) last: String,
}

/// Works out what some of what waits comes to.
pub(crate) fn plan(connection: &Connection, portion: Portion) -> Result<Planned> {
    if !is_anything_waiting(connection)? {
        return Ok(Planned::Nothing);
    }
    if connection.prepare_cached("SELECT 1 FROM leaving LIMIT 1")?.exists([])? {
        return Ok(Planned::First);
    }
    let [added, decided, copied] =
        ["added", "decided", "copied"].map(|why| waiting(connection, why, portion));
    let (added, decided, copied) = (added?, decided?, copied?);
    let sketches = |waiting: &[(i64, Arc<Sketch>)]| {
        waiting.iter().map(|(_, sketch)| Arc::clone(sketch)).collect()
    };
    let batch = Batch { added: sketches(&added), decided: sketches(&decided), ..Batch::default() };
    let mut plan = Plan::of(connection, &batch, &decisions::together(connection)?)?;
    plan.filed = added.iter().map(|(number, sketch)| (*number, keys(sketch).filed)).collect();
    let numbers = |waiting: &[(i64, Arc<Sketch>)]| -> Vec<i64> {
        waiting.iter().map(|(number, _)| *number).collect()
    };
    plan.settled = [&added, &decided, &copied].into_iter().flat_map(|all| numbers(all)).collect();
    plan.describe_again(connection, &numbers(&copied))?;
    Ok(Planned::Plan(plan))
}

fn waiting(
    connection: &Connection,
    why: &str,
    portion: Portion,
) -> Result<Vec<(i64, Arc<Sketch>)>> {
    let all: usize = connection
        .prepare_cached("SELECT count(*) FROM account WHERE waits IS NOT NULL")?
        .query_row([], |row| row.get(0))?;
    let mut statement = connection.prepare_cached(
        "SELECT number, sketch FROM account WHERE waits IS NOT NULL AND waits = ?1
         ORDER BY number LIMIT ?2",
    )?;
    let mut rows = statement.query((why, portion.size(all)))?;
    let mut sketches = Vec::new();
    while let Some(row) = rows.next()? {
        sketches.push((row.get(0)?, sketch(row.get_ref(1)?.as_blob().unwrap_or_default())?));
    }
    Ok(sketches)
}

impl Plan {
    /// What a batch comes to.
    pub(super) fn of(connection: &Connection, batch: &Batch, together: &Together) -> Result<Self> {
        let changes = absorb(&mut Stored::new(connection), batch, together)?;
        let mut plan = Self {
            state: shelf::state(connection)?,
            settled: Vec::new(),
            filed: Vec::new(),
            gone: Vec::new(),
            made: Vec::new(),
            again: Vec::new(),
        };
        for accounts in &changes.gone {
            let incident: Option<i64> = connection
                .prepare_cached(
                    "SELECT incident FROM leaving WHERE id = ?1
                     UNION ALL SELECT incident FROM account WHERE id = ?1 AND incident IS NOT NULL",
                )?
                .query_row([&*accounts[0]], |row| row.get(0))
                .optional()?;
            plan.gone.extend(incident);
        }
        let mut recent = Recent::default();
        let mut number = connection.prepare_cached("SELECT number FROM account WHERE id = ?1")?;
        for made in &changes.made {
            let accounts = made
                .iter()
                .map(|id| number.query_row([&**id], |row| row.get(0)))
                .collect::<rusqlite::Result<Vec<i64>>>()?;
            plan.made.push(Made::of(&mut recent, connection, accounts)?);
        }
        Ok(plan)
    }

    /// Describes the incidents anew in which these accounts stand, unless they are no more.
    fn describe_again(&mut self, connection: &Connection, accounts: &[i64]) -> Result<()> {
        let mut recent = Recent::default();
        let gone: HashSet<i64> = self.gone.iter().copied().collect();
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
        for incident in incidents.into_iter().filter(|incident| !gone.contains(incident)) {
            let accounts: Vec<i64> = members
                .query_map([incident], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            self.again.push((incident, Made::of(&mut recent, connection, accounts)?));
        }
        Ok(())
    }
}

impl Made {
    /// The incident of which these accounts tell, which are given in their order.
    fn of(recent: &mut Recent, connection: &Connection, accounts: Vec<i64>) -> Result<Self> {
        let told = accounts.iter().map(|number| load_of(recent, connection, *number));
        let mut told: Vec<Account> = told.collect::<Result<_>>()?;
        copies::mark(connection, &mut told)?;
        let incident = describe(&told.iter().collect::<Vec<_>>());
        let known: Vec<String> =
            accounts.iter().map(|number| known(connection, *number)).collect::<Result<_>>()?;
        Ok(Self {
            subjects: telling::subjects(&told, &incident.contradictions),
            body: pack(&incident, "")?,
            first: known.iter().min().cloned().unwrap_or_default(),
            last: known.into_iter().max().unwrap_or_default(),
            incident,
            accounts,
        })
    }
}
