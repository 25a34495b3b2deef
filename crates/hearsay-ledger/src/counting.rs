//! How much a filter finds, without reading it.

use crate::error::Result;
use crate::filter::{Conditions, Filter};
use crate::view::View;

impl View {
    /// How many claims a filter finds, whatever its limit and cursor.
    ///
    /// # Errors
    ///
    /// When the filter means nothing.
    pub fn count_claims(&self, filter: &Filter) -> Result<usize> {
        let conditions = filter.on_claims(self.connection())?;
        // Most filters ask nothing of the account, and the join takes most of the time.
        let of = match conditions.sql().contains("account.") {
            true => "claim LEFT JOIN account ON account.number = claim.account",
            false => "claim",
        };
        self.count(of, &conditions)
    }

    /// How many incidents a filter finds, whatever its limit and cursor.
    ///
    /// # Errors
    ///
    /// When the filter means nothing.
    pub fn count_incidents(&self, filter: &Filter) -> Result<usize> {
        let conditions = filter.on_incidents(self.connection())?;
        self.count("incident", &conditions)
    }

    /// How many contradictions the incidents have that a filter finds, whatever its limit and cursor.
    ///
    /// # Errors
    ///
    /// When the filter means nothing.
    pub fn count_contradictions(&self, filter: &Filter) -> Result<usize> {
        let conditions = filter.on_incidents(self.connection())?;
        let sql =
            format!("SELECT coalesce(sum(contested), 0) FROM incident WHERE {}", conditions.sql());
        let mut statement = self.connection().prepare_cached(&sql)?;
        Ok(statement.query_row(conditions.parameters(), |row| row.get(0))?)
    }

    fn count(&self, of: &str, conditions: &Conditions) -> Result<usize> {
        let sql = format!("SELECT count(*) FROM {of} WHERE {}", conditions.sql());
        let mut statement = self.connection().prepare_cached(&sql)?;
        Ok(statement.query_row(conditions.parameters(), |row| row.get(0))?)
    }
}
