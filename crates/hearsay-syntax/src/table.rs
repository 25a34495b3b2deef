//! Word lists: TSV files with `#` comments, a header row, sorted rows, and `|` between the parts of
//! a cell.
//!
//! The stages keep their words in such files and build them into the program, so a mistake in one
//! is ours; it is reported with file, line and a hint, and a test of each stage loads them all.
//!
//! ```
//! use hearsay_syntax::table;
//!
//! let rows = table::rows("cues.tsv", "# ours\nlemma\tacts\nclaim\tassert\nwarn\twarn|plan\n")?;
//! assert_eq!(rows[1].get("lemma"), "warn");
//! assert_eq!(rows[1].list("acts").collect::<Vec<_>>(), ["warn", "plan"]);
//!
//! let error = table::rows("cues.tsv", "lemma\tacts\nwarn\n").unwrap_err();
//! assert_eq!(error.to_string(), "cues.tsv, line 2: 1 cell where 2 are named");
//! # Ok::<(), table::DataError>(())
//! ```

use std::fmt::Display;
use std::str::FromStr;

/// A mistake in a data file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {problem}")]
pub struct DataError {
    /// The file, relative to its crate.
    pub file: String,
    /// The line, counted from 1; 0 where it is not known.
    pub line: usize,
    /// What is wrong, with a hint.
    pub problem: String,
}

impl DataError {
    /// A mistake at a line of a file.
    #[must_use]
    pub fn new(file: &str, line: usize, problem: impl Display) -> Self {
        Self { file: file.to_owned(), line, problem: problem.to_string() }
    }
}

/// One row of a table; its cells are asked for by the name of their column.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    file: &'a str,
    line: usize,
    cells: Vec<(&'a str, &'a str)>,
}

impl<'a> Row<'a> {
    /// The cell under a column; an empty one is the empty string.
    ///
    /// # Panics
    /// When the table has no such column, which is a mistake in the code that reads it.
    #[must_use]
    pub fn get(&self, column: &str) -> &'a str {
        let cell = self.cells.iter().find(|(name, _)| *name == column);
        cell.unwrap_or_else(|| panic!("{} has a column {column}", self.file)).1
    }

    /// The text of a cell, or nothing when it is empty.
    #[must_use]
    pub fn text(&self, column: &str) -> Option<&'a str> {
        Some(self.get(column)).filter(|cell| !cell.is_empty())
    }

    /// The parts of a cell that lists several things.
    pub fn list(&self, column: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.get(column).split('|').filter(|part| !part.is_empty())
    }

    /// The cell as a value, or nothing when it is empty.
    ///
    /// # Errors
    /// When the cell is no such value.
    pub fn optional<T: FromStr>(&self, column: &str) -> Result<Option<T>, DataError>
    where
        T::Err: Display,
    {
        self.text(column)
            .map(|cell| cell.parse().map_err(|error| self.fail(format!("{column}: {error}"))))
            .transpose()
    }

    /// The cell as a value.
    ///
    /// # Errors
    /// When the cell is empty or no such value.
    pub fn required<T: FromStr>(&self, column: &str) -> Result<T, DataError>
    where
        T::Err: Display,
    {
        self.optional(column)?.ok_or_else(|| self.fail(format!("{column} is empty")))
    }

    /// The row's line in its file, counted from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// A mistake in this row.
    #[must_use]
    pub fn fail(&self, problem: impl Display) -> DataError {
        DataError::new(self.file, self.line, problem)
    }
}

/// Reads the rows of a table.
///
/// # Errors
/// When a row has another number of cells than the header, or stands out of order or twice: sorted
/// rows are found at once and merge well.
pub fn rows<'a>(file: &'a str, text: &'a str) -> Result<Vec<Row<'a>>, DataError> {
    let mut header: Option<Vec<&str>> = None;
    let mut rows: Vec<Row<'a>> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        let cells: Vec<&str> = line.split('\t').collect();
        let Some(columns) = &header else {
            header = Some(cells);
            continue;
        };
        let fail = |problem: String| DataError::new(file, number + 1, problem);
        if cells.len() != columns.len() {
            let cell = if cells.len() == 1 { "cell" } else { "cells" };
            return Err(fail(format!("{} {cell} where {} are named", cells.len(), columns.len())));
        }
        let cells: Vec<_> = columns.iter().copied().zip(cells).collect();
        match rows.last().map(|last| last.cells.cmp(&cells)) {
            Some(std::cmp::Ordering::Greater) => {
                return Err(fail("out of order; keep the rows sorted".to_owned()));
            }
            Some(std::cmp::Ordering::Equal) => {
                return Err(fail("the same row again; keep one".to_owned()));
            }
            _ => rows.push(Row { file, line: number + 1, cells }),
        }
    }
    Ok(rows)
}
