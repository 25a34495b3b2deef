//! Arrow in: the columns of a table, whatever library made it, as text.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, LargeStringArray, RecordBatch};
use arrow_cast::cast;
use arrow_schema::{ArrowError, DataType};
use hearsay_ledger::tables::{self, ColumnError};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;

/// So many rows are worked on at once, and so much text: what comes out must fit into columns that count
/// their bytes with 32 bits, and into memory beside what went in.
const ROWS: usize = 4096;
const BYTES: usize = 64 << 20;

/// The batches of whatever has the Arrow `PyCapsule` interface.
pub(crate) fn batches(table: &Bound<'_, PyAny>) -> PyResult<Vec<RecordBatch>> {
    let any: AnyRecordBatch = table.extract().map_err(|_| {
        let kind = table.get_type().name().map_or_else(|_| "this".to_owned(), |n| n.to_string());
        PyTypeError::new_err(format!(
            "{kind} is no table: give one of pyarrow, polars, pandas or DuckDB, or anything with the \
             Arrow PyCapsule interface (__arrow_c_stream__ or __arrow_c_array__)"
        ))
    })?;
    let schema = any.schema()?;
    let reader = any.into_reader()?;
    // Whoever makes the rows only now may need Python's lock for it, on threads of its own.
    let batches = table.py().detach(|| reader.collect::<Result<Vec<RecordBatch>, _>>());
    let mut batches = batches.map_err(|error| PyValueError::new_err(error.to_string()))?;
    if batches.is_empty() {
        batches.push(RecordBatch::new_empty(schema));
    }
    Ok(batches)
}

/// A batch in pieces that can be worked on, at least one; `size` is about how many bytes a row has.
pub(crate) fn pieces(batch: &RecordBatch, size: impl Fn(usize) -> usize) -> Vec<RecordBatch> {
    let mut pieces = Vec::new();
    let (mut begin, mut bytes) = (0, 0);
    for row in 0..batch.num_rows() {
        bytes += size(row);
        if row + 1 - begin == ROWS || bytes >= BYTES {
            pieces.push(batch.slice(begin, row + 1 - begin));
            (begin, bytes) = (row + 1, 0);
        }
    }
    if begin < batch.num_rows() || pieces.is_empty() {
        pieces.push(batch.slice(begin, batch.num_rows() - begin));
    }
    pieces
}

/// Words as they may be in a column.
#[derive(Clone, Debug)]
pub(crate) enum Words {
    /// Letters.
    Text(LargeStringArray),
    /// Bytes, each of which may or may not be letters.
    Bytes(ArrayRef),
}

impl Words {
    /// The cell of a row; an error says why it is no text.
    pub(crate) fn get(&self, row: usize) -> Result<Option<String>, String> {
        match self {
            Self::Text(text) => Ok(text.is_valid(row).then(|| text.value(row).to_owned())),
            Self::Bytes(bytes) => {
                let bytes = bytes.as_binary::<i64>();
                if bytes.is_null(row) {
                    return Ok(None);
                }
                let text = std::str::from_utf8(bytes.value(row));
                text.map(|text| Some(text.to_owned())).map_err(|error| {
                    format!("its text is not UTF-8 from byte {} on", error.valid_up_to())
                })
            }
        }
    }

    /// The cell of a row, where what is no letter is shown as U+FFFD.
    pub(crate) fn shown(&self, row: usize) -> Option<String> {
        match self {
            Self::Text(text) => text.is_valid(row).then(|| text.value(row).to_owned()),
            Self::Bytes(bytes) => {
                let bytes = bytes.as_binary::<i64>();
                let letters = |row| String::from_utf8_lossy(bytes.value(row)).into_owned();
                bytes.is_valid(row).then(|| letters(row))
            }
        }
    }

    /// How many bytes the cell of a row has.
    pub(crate) fn len(&self, row: usize) -> usize {
        let length = match self {
            Self::Text(text) => text.value_length(row),
            Self::Bytes(bytes) => bytes.as_binary::<i64>().value_length(row),
        };
        usize::try_from(length).unwrap_or(0)
    }
}

fn wrong(name: &str, holds: &DataType, wanted: &str) -> PyErr {
    PyTypeError::new_err(format!("the column `{name}` holds {holds}; it must hold {wanted}"))
}

/// What is wrong with a column of a table of ours.
pub(crate) fn broken(error: &ColumnError) -> PyErr {
    match error {
        ColumnError::Missing { .. } => PyValueError::new_err(error.to_string()),
        ColumnError::Wrong { .. } => PyTypeError::new_err(error.to_string()),
    }
}

/// What the dictionary of a column of categories holds.
fn plain(kind: &DataType) -> &DataType {
    match kind {
        DataType::Dictionary(_, values) => values,
        other => other,
    }
}

fn is_text(kind: &DataType) -> bool {
    use DataType::{LargeUtf8, Null, Utf8, Utf8View};
    matches!(kind, Utf8 | LargeUtf8 | Utf8View | Null)
}

fn is_bytes(kind: &DataType) -> bool {
    matches!(kind, DataType::Binary | DataType::LargeBinary | DataType::BinaryView)
}

/// A column of text; `null` columns are text that is missing everywhere.
pub(crate) fn words(name: &str, column: &ArrayRef) -> PyResult<Words> {
    let column = checked(name, column)?;
    match plain(column.data_type()) {
        kind if is_text(kind) => as_text(name, &column).map(Words::Text),
        kind if is_bytes(kind) => {
            cast(&column, &DataType::LargeBinary).map(Words::Bytes).map_err(|e| unfit(name, &e))
        }
        other => Err(wrong(name, other, "text")),
    }
}

/// A column of text, or of numbers that name something.
pub(crate) fn names(name: &str, column: &ArrayRef) -> PyResult<Words> {
    match plain(column.data_type()) {
        kind if kind.is_integer() => as_text(name, column).map(Words::Text),
        kind if is_text(kind) => words(name, column),
        other => Err(wrong(name, other, "text or whole numbers")),
    }
}

/// A column of text, days or instants. An instant with a time zone counts as its clock shows it there.
pub(crate) fn moments(name: &str, column: &ArrayRef) -> PyResult<Words> {
    match plain(column.data_type()) {
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => {
            as_text(name, column).map(Words::Text)
        }
        kind if is_text(kind) => words(name, column),
        other => Err(wrong(name, other, "text, dates or timestamps")),
    }
}

/// A column of text or of lists of text: each cell's parts.
pub(crate) fn lists(name: &str, column: &ArrayRef) -> PyResult<Vec<Vec<String>>> {
    let parts = |words: &Words, count: usize| -> Vec<String> {
        (0..count).filter_map(|row| words.shown(row)).collect()
    };
    match column.data_type() {
        DataType::List(field) | DataType::LargeList(field) if is_text(field.data_type()) => {
            let lists = cast(column, &DataType::new_large_list(field.data_type().clone(), true));
            let lists = lists.map_err(|error| unfit(name, &error))?;
            let lists = lists.as_list::<i64>();
            let cell = |list: Option<ArrayRef>| {
                let Some(list) = list else { return Ok(Vec::new()) };
                Ok(parts(&words(name, &list)?, list.len()))
            };
            lists.iter().map(cell).collect()
        }
        kind if is_text(plain(kind)) => {
            let words = words(name, column)?;
            Ok((0..column.len()).map(|row| words.shown(row).into_iter().collect()).collect())
        }
        other => Err(wrong(name, other, "text or lists of text")),
    }
}

fn as_text(name: &str, column: &ArrayRef) -> PyResult<LargeStringArray> {
    let text = cast(column, &DataType::LargeUtf8).map_err(|error| unfit(name, &error))?;
    Ok(text.as_string::<i64>().clone())
}

fn unfit(name: &str, error: &ArrowError) -> PyErr {
    PyValueError::new_err(format!("the column `{name}`: {error}"))
}

/// What comes over the interface has been checked by nobody. Letters that are none make the column one of
/// bytes, so that they cost their own row alone.
fn checked(name: &str, column: &ArrayRef) -> PyResult<ArrayRef> {
    if column.is_empty() {
        // Java's Arrow gives such a column positions that nobody wrote.
        return Ok(arrow_array::new_empty_array(column.data_type()));
    }
    let data = column.to_data();
    if data.validate_full().is_ok() {
        return Ok(Arc::clone(column));
    }
    let bytes = match column.data_type() {
        DataType::Utf8 => DataType::Binary,
        DataType::LargeUtf8 => DataType::LargeBinary,
        DataType::Utf8View => DataType::BinaryView,
        other => other.clone(),
    };
    let sound = data.into_builder().data_type(bytes).build();
    let sound = sound.and_then(|data| data.validate_full().map(|()| data));
    sound
        .map(arrow_array::make_array)
        .map_err(|error| PyValueError::new_err(format!("the column `{name}` is broken: {error}")))
}

/// Pieces of a batch with these columns of a table of ours, in whichever of Arrow's kinds of text and bytes
/// they came.
pub(crate) fn as_ours(
    batch: &RecordBatch,
    table: &str,
    names: &[&str],
) -> PyResult<Vec<RecordBatch>> {
    let schema = tables::schema(table);
    let wanted = names.iter().map(|name| {
        let field = schema.field_with_name(name).expect("we name our own columns");
        (*name, field.data_type())
    });
    let wanted: Vec<(&str, &DataType)> = wanted.collect();
    for (name, _) in &wanted {
        if let Some(column) = batch.column_by_name(name).filter(|column| !column.is_empty()) {
            let whole = column.to_data().validate_full();
            whole.map_err(|e| {
                PyValueError::new_err(format!("the column `{name}` is broken: {e}"))
            })?;
        }
    }
    let each = batch.get_array_memory_size() / batch.num_rows().max(1);
    let piece = |piece: &RecordBatch| {
        let columns = wanted.iter().map(|(name, kind)| {
            let column = tables::as_ours(piece, name, kind).map_err(|error| broken(&error))?;
            Ok((*name, column, true))
        });
        let columns = columns.collect::<PyResult<Vec<_>>>()?;
        RecordBatch::try_from_iter_with_nullable(columns)
            .map_err(|error| PyValueError::new_err(error.to_string()))
    };
    pieces(batch, |_| each).iter().map(piece).collect()
}
