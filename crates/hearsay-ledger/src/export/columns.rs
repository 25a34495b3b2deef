//! The columns of our own tables, from one file: the tables, their description and the manual
//! cannot drift apart.

use std::sync::LazyLock;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// A day.
    Date,
    /// Several words; in CSV parted by `; `.
    List,
    /// Bytes that only Hearsay reads.
    Bytes,
    /// A row of another table.
    Row,
    /// Rows of another table.
    Rows,
}

impl Kind {
    /// The word for it in `columns.tsv`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::List => "list",
            Self::Bytes => "bytes",
            Self::Row => "row",
            Self::Rows => "rows",
        }
    }

    fn of(name: &str) -> Option<Self> {
        let cells = [Self::Text, Self::Integer, Self::Number, Self::Boolean, Self::Date];
        let mut all = cells.into_iter().chain([Self::List, Self::Bytes, Self::Row, Self::Rows]);
        all.find(|kind| kind.name() == name)
    }
}

/// One column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Its HXL hashtag with attributes; empty where HXL has none.
    pub hxl: &'static str,
    /// The table and column whose values it names: `articles.article_id`. Of a kind that holds rows, the
    /// table and its key.
    pub refers_to: Option<(&'static str, &'static str)>,
    /// What it means.
    pub meaning: &'static str,
}

impl Column {
    /// The table whose rows it holds.
    pub(super) fn table(&self) -> &'static str {
        self.refers_to.expect("a column of rows names their table").0
    }
}

/// One table; its first column, where no other row has the same value, is its key.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns, in order.
    pub columns: Vec<Column>,
}

const FILE: &str = include_str!("../../data/columns.tsv");
const WIDE: &str = include_str!("../../data/wide_columns.tsv");

/// Our tables.
#[must_use]
pub fn tables() -> &'static [Table] {
    static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| read(FILE));
    &TABLES
}

/// The tables that travel between machines: one row for all of an article or an incident.
#[must_use]
pub fn wide_tables() -> &'static [Table] {
    static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| read(WIDE));
    &TABLES
}

/// The columns of a table.
pub(crate) fn columns(table: &str) -> &'static [Column] {
    let table = tables().iter().chain(wide_tables()).find(|known| known.name == table);
    &table.expect("the table is in columns.tsv or wide_columns.tsv").columns
}

fn read(file: &'static str) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for row in rows(file) {
        let [table, name, kind, hxl, refers_to, meaning] = row[..] else {
            panic!("a row of columns has six cells: {row:?}");
        };
        let column = Column {
            name,
            kind: Kind::of(kind).expect("a kind of column is one of those in columns.rs"),
            hxl,
            refers_to: refers_to.split_once('.'),
            meaning,
        };
        match tables.last_mut() {
            Some(last) if last.name == table => last.columns.push(column),
            _ => tables.push(Table { name: table, columns: vec![column] }),
        }
    }
    tables
}

/// The rows of a file below its head.
pub(super) fn rows(file: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = file.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.skip(1).map(|line| line.split('\t').collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_told_of_once_and_refers_to_one_that_is_there() {
        for table in tables().iter().chain(wide_tables()) {
            for (at, column) in table.columns.iter().enumerate() {
                let is_new = table.columns[..at].iter().all(|other| other.name != column.name);
                assert!(is_new, "{}.{}", table.name, column.name);
                assert!(column.meaning.len() > 7, "{}.{}", table.name, column.name);
                assert!(column.hxl.is_empty() || column.hxl.starts_with('#'), "{}", column.hxl);
                if let Some((table, name)) = column.refers_to {
                    assert!(columns(table).iter().any(|column| column.name == name), "{name}");
                }
            }
        }
    }

    #[test]
    fn tables_are_whole() {
        let mut names: Vec<&str> = tables().iter().map(|table| table.name).collect();
        assert_eq!(
            names,
            [
                "articles",
                "claims",
                "figures",
                "statements",
                "incidents",
                "totals",
                "contradictions",
                "changes"
            ]
        );
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), tables().len(), "the rows of a table stand together");
    }
}
