//! The tables of the Parquet export, in memory.

use arrow_array::RecordBatch;

use crate::export::arrow::Rows;
use crate::export::{Chosen, ExportError, Form, Losses, Whole, flat, rows, tables};
use hearsay::ArticleForm;

/// So many rows make a batch.
const BATCH: usize = 8192;

/// Rows on their way to be the tables of the Parquet export.
#[derive(Debug)]
pub struct Flat {
    rows: Vec<(&'static str, Rows)>,
    full: Vec<(&'static str, RecordBatch)>,
}

impl Default for Flat {
    fn default() -> Self {
        let rows = tables().iter().map(|table| (table.name, Rows::new(table.name)));
        Self { rows: rows.collect(), full: Vec::new() }
    }
}

impl Flat {
    /// What a filter chooses in a ledger.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn of(chosen: &Chosen<'_>) -> Result<Self, ExportError> {
        let mut all = Self::default();
        let mut losses = Losses::new(Form::Parquet);
        flat::rows(chosen, &mut losses, &mut |table, row| {
            all.row(table, row);
            Ok(())
        })?;
        Ok(all)
    }

    /// Takes an article in.
    pub fn article(&mut self, article: &ArticleForm) {
        self.row("articles", rows::article(article));
    }

    /// Takes in an incident with all that is told of it.
    pub fn incident(&mut self, whole: &Whole) {
        let done = flat::of_whole(whole, &mut |table, row| {
            self.row(table, row);
            Ok(())
        });
        done.expect("taking rows in cannot fail");
    }

    fn row(&mut self, table: &'static str, row: rows::Row) {
        let (_, rows) =
            self.rows.iter_mut().find(|(name, _)| *name == table).expect("it is one of our tables");
        rows.push(row);
        if rows.len() >= BATCH {
            self.full.push((table, rows.take()));
        }
    }

    /// The tables with their batches, at least one each.
    #[must_use]
    pub fn take(mut self) -> Vec<(&'static str, Vec<RecordBatch>)> {
        let mut tables: Vec<(&'static str, Vec<RecordBatch>)> =
            self.rows.iter().map(|(name, _)| (*name, Vec::new())).collect();
        for (table, batch) in self.full {
            let (_, batches) =
                tables.iter_mut().find(|(name, _)| *name == table).expect("it is one of them");
            batches.push(batch);
        }
        for ((_, rows), (_, batches)) in self.rows.iter_mut().zip(&mut tables) {
            if !rows.is_empty() || batches.is_empty() {
                batches.push(rows.take());
            }
        }
        tables
    }
}
