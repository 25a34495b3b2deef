//! Readings and incidents as Arrow tables, for programs that keep no ledger and for many machines.
//!
//! ```text
//! Reading ─▶ Readings ─▶ RecordBatch        one row an article, with the reading packed
//!                           │ reading, Part::of
//!                           ▼
//!            Part, one account: what hangs together is brought to one place (hearsay_incidents::Blocks)
//!                           │ incidents
//!                           ▼
//!            Whole ─▶ Merged, one row an incident, or Flat, the tables of the Parquet export
//! ```
//!
//! The same functions make a ledger's incidents and rows, so what many machines give is what one ledger
//! gives of the same articles.

mod flat;
mod folder;
mod merged;
mod parts;
mod readings;

pub use crate::export::{Column, Kind, Table, tables, wide_tables};
pub use flat::Flat;
pub use folder::{Folder, Slice};
pub use merged::Merged;
pub(crate) use parts::is_kept;
pub use parts::{Part, incidents, number};
pub use readings::{ColumnError, ReadRow, Readings, Stored, Unread, as_ours};

use std::sync::Arc;

use arrow_schema::{Schema, SchemaRef};

/// The schema of a table, by its name in [`tables`] or [`wide_tables`].
///
/// # Panics
///
/// When there is no such table.
#[must_use]
pub fn schema(table: &str) -> SchemaRef {
    Arc::new(Schema::new(crate::export::arrow::fields(table)))
}
