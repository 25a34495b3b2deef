//! The ledger's accounts as the merge asks for them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use hearsay_incidents::{Key, Shelf, Sketch};
use rusqlite::{Connection, OptionalExtension};

use crate::error::{LedgerError, Result};

/// A stored sketch.
pub(crate) fn sketch(packed: &[u8]) -> Result<Arc<Sketch>> {
    let sketch = postcard::from_bytes(packed).map(Arc::new);
    sketch.map_err(|error| LedgerError::Damaged(format!("a sketch cannot be unpacked: {error}")))
}

/// A sketch as it is stored.
pub(crate) fn packed(sketch: &Sketch) -> Vec<u8> {
    postcard::to_stdvec(sketch).expect("a sketch is plain data")
}

/// Which state of what stands on the shelf this is: a number that goes up with every change but for new
/// articles, which wait before it.
pub(crate) fn state(connection: &Connection) -> Result<i64> {
    let state = connection
        .prepare_cached("SELECT number FROM way WHERE what = 'shelf'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(state.unwrap_or(0))
}

/// Something on the shelf is changed in this transaction: what others have worked out from it holds no
/// longer.
pub(crate) fn changed(connection: &Connection) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO way VALUES ('shelf', 1)
             ON CONFLICT (what) DO UPDATE SET number = number + 1",
        )?
        .execute([])?;
    Ok(())
}

/// The accounts at rest.
pub(crate) struct Stored<'c> {
    connection: &'c Connection,
    /// What was unpacked already, and what stands under keys: neighbours ask for the same again.
    seen: HashMap<i64, Arc<Sketch>>,
    under: HashMap<Key, Vec<i64>>,
}

impl<'c> Stored<'c> {
    pub(crate) fn new(connection: &'c Connection) -> Self {
        Self { connection, seen: HashMap::new(), under: HashMap::new() }
    }

    fn sketch(&mut self, account: i64) -> Result<Option<Arc<Sketch>>> {
        if let Some(seen) = self.seen.get(&account) {
            return Ok(Some(Arc::clone(seen)));
        }
        let packed: Option<Vec<u8>> = self
            .connection
            .prepare_cached(
                "SELECT sketch FROM account WHERE number = ?1 AND incident IS NOT NULL",
            )?
            .query_row([account], |row| row.get(0))
            .optional()?;
        let Some(packed) = packed else { return Ok(None) };
        let sketch = sketch(&packed)?;
        self.seen.insert(account, Arc::clone(&sketch));
        Ok(Some(sketch))
    }

    fn sketches(&mut self, accounts: BTreeSet<i64>) -> Result<Vec<Arc<Sketch>>> {
        accounts.into_iter().filter_map(|account| self.sketch(account).transpose()).collect()
    }
}

impl Shelf for Stored<'_> {
    type Error = LedgerError;

    fn under(&mut self, keys: &[Key]) -> Result<Vec<Arc<Sketch>>> {
        let mut accounts = BTreeSet::new();
        let mut statement =
            self.connection.prepare_cached("SELECT account FROM key WHERE key = ?1")?;
        for key in keys {
            if !self.under.contains_key(key) {
                let filed = statement.query_map([key], |row| row.get(0))?;
                self.under.insert(*key, filed.collect::<rusqlite::Result<_>>()?);
            }
            accounts.extend(&self.under[key]);
        }
        drop(statement);
        self.sketches(accounts)
    }

    fn telling(&mut self, claims: &[&str]) -> Result<Vec<Arc<Sketch>>> {
        let mut accounts = BTreeSet::new();
        let mut statement =
            self.connection.prepare_cached("SELECT account FROM claim WHERE id = ?1")?;
        for claim in claims {
            let account: Option<Option<i64>> =
                statement.query_row([claim], |row| row.get(0)).optional()?;
            accounts.extend(account.flatten());
        }
        drop(statement);
        self.sketches(accounts)
    }

    fn incidents(&mut self, accounts: &[&str]) -> Result<Vec<Vec<Arc<Sketch>>>> {
        let mut incidents: BTreeSet<i64> = BTreeSet::new();
        let mut statement = self.connection.prepare_cached(
            "SELECT incident FROM account WHERE id = ?1 AND incident IS NOT NULL
             UNION SELECT incident FROM leaving WHERE id = ?1",
        )?;
        for account in accounts {
            let mut rows = statement.query([account])?;
            while let Some(row) = rows.next()? {
                incidents.insert(row.get(0)?);
            }
        }
        drop(statement);
        incidents.into_iter().map(|incident| self.incident(incident)).collect()
    }
}

impl Stored<'_> {
    /// All sketches of an incident, those that are leaving among them.
    fn incident(&mut self, incident: i64) -> Result<Vec<Arc<Sketch>>> {
        let accounts: BTreeSet<i64> = self
            .connection
            .prepare_cached("SELECT number FROM account WHERE incident = ?1")?
            .query_map([incident], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let mut sketches = self.sketches(accounts)?;
        let mut statement =
            self.connection.prepare_cached("SELECT sketch FROM leaving WHERE incident = ?1")?;
        let mut rows = statement.query([incident])?;
        while let Some(row) = rows.next()? {
            sketches.push(sketch(&row.get::<_, Vec<u8>>(0)?)?);
        }
        Ok(sketches)
    }
}
