//! What a feed said of itself when it was fetched last, so that the next fetch can ask for what is
//! new alone.

use rusqlite::OptionalExtension;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Result;
use crate::ledger::Ledger;
use crate::pack::now;
use crate::view::View;

impl View {
    /// What was kept of the feed at this address.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read, or what was kept is of another form.
    pub fn feed<State: DeserializeOwned>(&self, url: &str) -> Result<Option<State>> {
        let state: Option<String> = self
            .connection()
            .prepare_cached("SELECT state FROM feed WHERE url = ?1")?
            .query_row([url], |row| row.get(0))
            .optional()?;
        Ok(state.as_deref().map(serde_json::from_str).transpose()?)
    }
}

impl Ledger {
    /// Keeps what a feed says of itself. Keep it after what it brought: a program that is killed in
    /// between fetches the same again, and adds nothing twice.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn keep_feed(&self, url: &str, state: &impl Serialize) -> Result<()> {
        let (url, state) = (url.to_owned(), serde_json::to_string(state)?);
        let kept = self.writer()?.submit(move |connection| {
            connection
                .prepare_cached(
                    "INSERT OR REPLACE INTO feed (url, fetched, state) VALUES (?1, ?2, ?3)",
                )?
                .execute((&url, now(), &state))?;
            Ok(())
        })?;
        kept.wait()
    }
}
