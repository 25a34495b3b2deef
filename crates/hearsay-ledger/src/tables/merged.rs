//! One row an incident, with rows of everything that is told of it.

use arrow_array::RecordBatch;

use crate::export::arrow::Rows;
use crate::export::flat::of_whole;
use crate::export::rows::Cell;
use crate::export::{Whole, columns};

/// Incidents on their way to be rows of the table `merged`.
#[derive(Debug)]
pub struct Merged {
    rows: Rows,
    cells: usize,
}

impl Default for Merged {
    fn default() -> Self {
        Self { rows: Rows::new("merged"), cells: 0 }
    }
}

impl Merged {
    /// Takes one in.
    pub fn push(&mut self, whole: &Whole) {
        let columns = columns::columns("merged");
        let mut incident = Cell::Null;
        let mut lists: Vec<(&'static str, Vec<_>)> =
            columns[1..].iter().map(|column| (column.name, Vec::new())).collect();
        let count = &mut self.cells;
        let done = of_whole(whole, &mut |table, row| {
            *count += row.len();
            match lists.iter_mut().find(|(name, _)| *name == table) {
                Some((_, list)) => list.push(row),
                None => incident = Cell::Row(row),
            }
            Ok(())
        });
        done.expect("taking rows in cannot fail");
        let lists = lists.into_iter().map(|(name, rows)| (name, Cell::Rows(rows)));
        self.rows.push([("incident", incident)].into_iter().chain(lists).collect());
    }

    /// How many cells have been taken in since the last batch: what a batch weighs, roughly.
    #[must_use]
    pub fn cells(&self) -> usize {
        self.cells
    }

    /// Those that have been taken in.
    pub fn take(&mut self) -> RecordBatch {
        self.cells = 0;
        self.rows.take()
    }
}
