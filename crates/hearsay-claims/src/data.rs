//! The data files: how they are opened, and how a mistake in one is reported.
//!
//! Words stand in TSV, one entry a row under a header row, with `#` comments; patterns stand in
//! TOML. All of it is built into the program, so a mistake is ours: a test loads everything, and
//! the message names the file, the line and what to do.

/// A mistake in a data file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {problem}")]
pub struct DataError {
    /// The file, relative to the crate.
    pub file: String,
    /// The line, counted from 1; 0 where it is not known.
    pub line: usize,
    /// What is wrong, with a hint.
    pub problem: String,
}

impl DataError {
    pub(crate) fn new(file: &str, line: usize, problem: impl ToString) -> Self {
        Self { file: file.to_owned(), line, problem: problem.to_string() }
    }
}

/// One row of a TSV file.
pub(crate) struct Row<'a> {
    pub(crate) file: &'a str,
    pub(crate) line: usize,
    cells: Vec<&'a str>,
}

impl<'a> Row<'a> {
    /// Cell number `column`, without blanks around it.
    pub(crate) fn cell(&self, column: usize) -> &'a str {
        self.cells.get(column).map_or("", |cell| cell.trim())
    }

    /// The cell, or nothing when it is empty or `-`.
    pub(crate) fn optional(&self, column: usize) -> Option<&'a str> {
        Some(self.cell(column)).filter(|cell| !cell.is_empty() && *cell != "-")
    }

    /// The parts of a cell that lists several things.
    pub(crate) fn list(&self, column: usize) -> Vec<&'a str> {
        self.optional(column).map_or(Vec::new(), |cell| cell.split(',').map(str::trim).collect())
    }

    /// The cell as a label of a closed set.
    pub(crate) fn label<T>(&self, column: usize) -> Result<T, DataError>
    where
        T: std::str::FromStr<Err = hearsay_syntax::UnknownLabel>,
    {
        self.cell(column).parse().map_err(|error: hearsay_syntax::UnknownLabel| self.fail(error))
    }

    /// An error at this row.
    pub(crate) fn fail(&self, problem: impl ToString) -> DataError {
        DataError::new(self.file, self.line, problem)
    }
}

/// The rows of a TSV file whose header row must read `columns`.
pub(crate) fn rows<'a>(
    file: &'a str,
    text: &'a str,
    columns: &[&str],
) -> Result<Vec<Row<'a>>, DataError> {
    let mut found = Vec::new();
    let mut header = false;
    for (number, line) in text.lines().enumerate() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let cells: Vec<&str> = line.split('\t').collect();
        let fail = |problem: String| DataError::new(file, number + 1, problem);
        if !header {
            if cells != columns {
                return Err(fail(format!("the header must read {}", columns.join(", "))));
            }
            header = true;
            continue;
        }
        if cells.len() > columns.len() {
            return Err(fail(format!("{} cells under {} columns", cells.len(), columns.len())));
        }
        found.push(Row { file, line: number + 1, cells });
    }
    Ok(found)
}
