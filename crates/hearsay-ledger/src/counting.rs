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
        self.count("claim LEFT JOIN account ON account.number = claim.account", &conditions)
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

    fn count(&self, of: &str, conditions: &Conditions) -> Result<usize> {
        let sql = format!("SELECT count(*) FROM {of} WHERE {}", conditions.sql());
        let mut statement = self.connection().prepare_cached(&sql)?;
        Ok(statement.query_row(conditions.parameters(), |row| row.get(0))?)
    }
}
