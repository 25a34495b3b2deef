//! One row an article, with its claims and the whole reading packed.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, BinaryArray, RecordBatch, StringArray};
use arrow_cast::cast;
use arrow_schema::DataType;
use hearsay::{ArticleForm, Reading};

use super::parts::Part;
use crate::error::{LedgerError, Result};
use crate::export::Links;
use crate::export::arrow::Rows;
use crate::export::flat::of_account;
use crate::export::rows::{self, Cell, Row};
use crate::pack::{pack_reading, unpack_reading};

/// An article that was not read.
#[derive(Clone, Debug, Default)]
pub struct Unread {
    /// What is known of it, its text as far as there is one.
    pub article: ArticleForm,
    /// Why.
    pub error: String,
}

/// Articles on their way to be rows of the table `readings`, in the order in which they come.
#[derive(Debug)]
pub struct Readings {
    rows: Rows,
    with_claims: bool,
}

/// A row, made on whatever thread read the article.
#[derive(Debug)]
pub struct ReadRow(Row);

impl Readings {
    /// None yet; with claims, figures and statements laid open, or with these columns left empty.
    #[must_use]
    pub fn new(with_claims: bool) -> Self {
        Self { rows: Rows::new("readings"), with_claims }
    }

    /// The row of an article that was read, by these authors, with notes on how it went.
    #[must_use]
    pub fn row(&self, reading: &Reading, authors: Vec<String>, notes: Vec<String>) -> ReadRow {
        let mut lists: [(&str, Vec<Row>); 3] =
            [("claims", Vec::new()), ("figures", Vec::new()), ("statements", Vec::new())];
        if self.with_claims {
            let links = Links::default();
            for part in Part::of(reading) {
                let done = of_account(&part.account, &links, &mut |table, row| {
                    let list = lists.iter_mut().find(|(name, _)| *name == table);
                    list.expect("an account has rows of these").1.push(row);
                    Ok(())
                });
                done.expect("taking rows in cannot fail");
            }
        }
        let (packed, error) = match pack_reading(reading) {
            Ok(packed) => (Cell::Bytes(packed), Cell::Null),
            Err(error) => (Cell::Null, Cell::Text(error.to_string())),
        };
        let mut row = of_article(&reading.article);
        row.extend([("authors", Cell::List(authors)), ("notes", Cell::List(notes))]);
        row.extend(lists.map(|(name, rows)| (name, Cell::Rows(rows))));
        row.extend([
            ("error", error),
            ("program", Cell::Text(crate::PROGRAM.to_owned())),
            ("reading", packed),
        ]);
        ReadRow(row)
    }

    /// The row of an article that was not read.
    #[must_use]
    pub fn unread(unread: &Unread) -> ReadRow {
        let mut row = of_article(&unread.article);
        row.extend([("authors", Cell::List(Vec::new())), ("notes", Cell::List(Vec::new()))]);
        row.extend(["claims", "figures", "statements"].map(|name| (name, Cell::Rows(Vec::new()))));
        row.extend([
            ("error", Cell::Text(unread.error.clone())),
            ("program", Cell::Text(crate::PROGRAM.to_owned())),
            ("reading", Cell::Null),
        ]);
        ReadRow(row)
    }

    /// Takes a row in.
    pub fn push(&mut self, row: ReadRow) {
        self.rows.push(row.0);
    }

    /// All rows taken in since the last time.
    pub fn take(&mut self) -> RecordBatch {
        self.rows.take()
    }
}

fn of_article(article: &ArticleForm) -> Row {
    let mut row = rows::article(article);
    row.push(("text", Cell::Text(article.text.clone())));
    row
}

/// A column that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ColumnError {
    /// It is not there.
    #[error("there is no column `{name}`, but {there}; give what read_batch gave")]
    Missing {
        /// Its name.
        name: String,
        /// The names of those that are there.
        there: String,
    },
    /// It holds something else.
    #[error("the column `{name}` holds {holds}; it must hold {wanted}")]
    Wrong {
        /// Its name.
        name: String,
        /// What it holds.
        holds: DataType,
        /// What it must hold.
        wanted: DataType,
    },
}

impl From<ColumnError> for LedgerError {
    fn from(error: ColumnError) -> Self {
        Self::Filter(error.to_string())
    }
}

/// Readings in a batch of a table that has the columns from which they are unpacked.
#[derive(Debug)]
pub struct Stored {
    columns: Vec<ArrayRef>,
    authors: Option<ArrayRef>,
    program: Option<ArrayRef>,
}

/// The columns from which a reading is unpacked.
const NEEDED: [&str; 8] =
    ["article_id", "title", "publisher", "published", "url", "language", "text", "reading"];

impl Stored {
    /// The columns from which a reading is unpacked.
    #[must_use]
    pub fn needed() -> [&'static str; 8] {
        NEEDED
    }

    /// The columns that tell more of it.
    #[must_use]
    pub fn beside() -> [&'static str; 2] {
        ["authors", "program"]
    }

    /// The readings of a batch whose columns are those of the table `readings`, in any of Arrow's kinds of
    /// text and bytes.
    ///
    /// # Errors
    ///
    /// When a column is missing or holds something else.
    pub fn new(batch: &RecordBatch) -> std::result::Result<Self, ColumnError> {
        let expected = super::schema("readings");
        let wanted = |name: &str| {
            let field = expected.field_with_name(name).expect("it is in the table");
            field.data_type().clone()
        };
        let column = |name: &&str| as_ours(batch, name, &wanted(name));
        let beside = |name: &str| {
            let column = batch.column_by_name(name)?;
            cast(column, &wanted(name)).ok()
        };
        Ok(Self {
            columns: NEEDED.iter().map(column).collect::<std::result::Result<_, _>>()?,
            authors: beside("authors"),
            program: beside("program"),
        })
    }

    /// How many rows there are, those without a reading among them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.columns[0].len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The id of a row's article.
    #[must_use]
    pub fn id(&self, row: usize) -> &str {
        self.columns[0].as_string::<i32>().value(row)
    }

    /// The article of a row.
    #[must_use]
    pub fn article(&self, row: usize) -> ArticleForm {
        let text = |column: usize| {
            let column = self.columns[column].as_string::<i32>();
            column.is_valid(row).then(|| column.value(row).to_owned())
        };
        ArticleForm {
            id: text(0).unwrap_or_default(),
            title: text(1),
            publisher: text(2),
            created: text(3),
            url: text(4),
            language: text(5),
            text: text(6).unwrap_or_default(),
        }
    }

    /// Whether the article of a row was read.
    #[must_use]
    pub fn is_read(&self, row: usize) -> bool {
        self.columns[7].is_valid(row)
    }

    /// Who wrote the article of a row.
    #[must_use]
    pub fn authors(&self, row: usize) -> Vec<String> {
        let Some(authors) = &self.authors else { return Vec::new() };
        let names = authors.as_list::<i32>().value(row);
        names.as_string::<i32>().iter().flatten().map(str::to_owned).collect()
    }

    /// The version of the program that read a row; ours where it does not say.
    #[must_use]
    pub fn program(&self, row: usize) -> &str {
        let program = self.program.as_ref().filter(|program| program.is_valid(row));
        program.map_or(crate::PROGRAM, |program| program.as_string::<i32>().value(row))
    }

    /// The reading of a row; none for an article that was not read.
    ///
    /// # Errors
    ///
    /// When the bytes are no reading of this article.
    pub fn reading(&self, row: usize) -> Result<Option<Reading>> {
        if !self.is_read(row) {
            return Ok(None);
        }
        let article = self.article(row);
        let id = article.id.clone();
        let reading = unpack_reading(self.columns[7].as_binary::<i32>().value(row), article);
        reading.map(Some).map_err(|error| {
            LedgerError::Damaged(format!(
                "the reading of article `{id}` cannot be unpacked: {error}"
            ))
        })
    }
}

/// A column of text or bytes, of whichever of Arrow's kinds, as our tables have it.
///
/// # Errors
///
/// When it is not there, or holds something else.
///
/// # Panics
///
/// When the batch has more than two billion bytes in it: give a slice.
pub fn as_ours(
    batch: &RecordBatch,
    name: &str,
    wanted: &DataType,
) -> std::result::Result<ArrayRef, ColumnError> {
    use DataType::{Binary, BinaryView, Dictionary, LargeBinary, LargeUtf8, Null, Utf8, Utf8View};
    let column = batch.column_by_name(name).ok_or_else(|| {
        let schema = batch.schema();
        let there: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
        ColumnError::Missing { name: name.to_owned(), there: there.join(", ") }
    })?;
    let wrong = |holds: &DataType| {
        let (name, holds, wanted) = (name.to_owned(), holds.clone(), wanted.clone());
        ColumnError::Wrong { name, holds, wanted }
    };
    let column = match column.data_type() {
        Dictionary(_, values) => cast(column, values).map_err(|_| wrong(values))?,
        _ => Arc::clone(column),
    };
    // A slice of a column whose positions do not fit is itself not cast, though its own positions would fit.
    match (column.data_type(), wanted) {
        (LargeUtf8, Utf8) => Ok(Arc::new(StringArray::from_iter(column.as_string::<i64>().iter()))),
        (Utf8View, Utf8) => Ok(Arc::new(StringArray::from_iter(column.as_string_view().iter()))),
        (LargeBinary, Binary) => {
            Ok(Arc::new(BinaryArray::from_iter(column.as_binary::<i64>().iter())))
        }
        (BinaryView, Binary) => {
            Ok(Arc::new(BinaryArray::from_iter(column.as_binary_view().iter())))
        }
        (holds, wanted) if holds == wanted => Ok(column),
        (Null, Utf8 | Binary) => cast(&column, wanted).map_err(|_| wrong(&Null)),
        (holds, _) => Err(wrong(holds)),
    }
}
