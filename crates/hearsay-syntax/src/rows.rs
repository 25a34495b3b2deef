//! Rows of word lists by the words in their cells: which row did a word come from?
//!
//! Reading has no use for this. Explaining has: whoever asks why a word was taken so is shown the
//! row, with file and line, which is where it would be mended.

use std::collections::HashMap;

use crate::table::{self, DataError};

/// A row of a data file, as it stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowRef {
    /// The file, relative to its crate.
    pub file: &'static str,
    /// The line, counted from 1.
    pub line: usize,
    /// The row itself, with its tabs.
    pub text: &'static str,
}

/// The rows of several tables by the words in some of their columns.
#[derive(Debug, Default)]
pub struct Index {
    rows: HashMap<String, Vec<RowRef>>,
}

impl Index {
    /// Indexes tables, each given as its name and text, by the words in columns of these names.
    ///
    /// # Errors
    /// When a table is malformed.
    pub fn new(
        tables: &[(&'static str, &'static str)],
        columns: &[&str],
    ) -> Result<Self, DataError> {
        let mut index = Self::default();
        for (file, text) in tables {
            let lines: Vec<&'static str> = text.lines().collect();
            let header = lines.iter().find(|line| !line.starts_with('#') && !line.is_empty());
            let named: Vec<&str> = header.map_or(Vec::new(), |line| line.split('\t').collect());
            let own: Vec<&str> =
                columns.iter().copied().filter(|column| named.contains(column)).collect();
            for row in table::rows(file, text)? {
                let found = RowRef { file, line: row.line(), text: lines[row.line() - 1] };
                for word in own.iter().flat_map(|column| row.list(column)) {
                    index.add(word, found);
                }
            }
        }
        Ok(index)
    }

    fn add(&mut self, word: &str, row: RowRef) {
        let rows = self.rows.entry(word.to_lowercase()).or_default();
        if !rows.contains(&row) {
            rows.push(row);
        }
    }

    /// The rows that have a phrase in one of the columns, in whatever letters.
    #[must_use]
    pub fn rows(&self, phrase: &str) -> &[RowRef] {
        self.rows.get(&phrase.to_lowercase()).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_any_word_of_a_cell() {
        let table = "# ours\nname\taliases\tkind\nKremlin\t\tseat\nReuters\tReuter|RTR\tmedia\n";
        let index = Index::new(&[("names.tsv", table)], &["name", "aliases"]).expect("it is sound");
        let [row] = index.rows("rtr") else { panic!("one row") };
        assert_eq!((row.file, row.line, row.text), ("names.tsv", 4, "Reuters\tReuter|RTR\tmedia"));
        assert!(index.rows("media").is_empty());
    }
}
