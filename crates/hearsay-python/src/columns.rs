//! Arrow in: the columns of a table, whatever library made it, as text.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow_cast::cast;
use arrow_schema::DataType;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;

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
    let batches: Result<Vec<RecordBatch>, _> = reader.collect();
    let mut batches = batches.map_err(|error| PyValueError::new_err(error.to_string()))?;
    if batches.is_empty() {
        batches.push(RecordBatch::new_empty(schema));
    }
    Ok(batches)
}

/// Words as they may be in a column.
#[derive(Clone, Debug)]
pub(crate) enum Words {
    /// Letters.
    Text(StringArray),
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
}

fn wrong(name: &str, holds: &DataType, wanted: &str) -> PyErr {
    PyTypeError::new_err(format!("the column `{name}` holds {holds}; it must hold {wanted}"))
}

/// What the dictionary of a column of categories holds.
fn plain(kind: &DataType) -> &DataType {
    match kind {
        DataType::Dictionary(_, values) => values,
        other => other,
    }
}

/// A column of text; `null` columns are text that is missing everywhere.
pub(crate) fn words(name: &str, column: &ArrayRef) -> PyResult<Words> {
    checked(name, column)?;
    match plain(column.data_type()) {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => {
            Ok(Words::Text(as_text(name, column)?))
        }
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => {
            let bytes = cast(column, &DataType::LargeBinary);
            bytes.map(Words::Bytes).map_err(|error| PyValueError::new_err(error.to_string()))
        }
        other => Err(wrong(name, other, "text")),
    }
}

/// A column of text, or of numbers that name something.
pub(crate) fn names(name: &str, column: &ArrayRef) -> PyResult<StringArray> {
    checked(name, column)?;
    match plain(column.data_type()) {
        kind if kind.is_integer() => as_text(name, column),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => {
            as_text(name, column)
        }
        other => Err(wrong(name, other, "text or whole numbers")),
    }
}

/// A column of text, days or instants. An instant with a time zone counts as its clock shows it there.
pub(crate) fn moments(name: &str, column: &ArrayRef) -> PyResult<StringArray> {
    checked(name, column)?;
    match plain(column.data_type()) {
        kind if kind.is_temporal()
            && !matches!(kind, DataType::Time32(_) | DataType::Time64(_)) =>
        {
            as_text(name, column)
        }
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => {
            as_text(name, column)
        }
        other => Err(wrong(name, other, "text, dates or timestamps")),
    }
}

/// A column of text or of lists of text: each cell's parts.
pub(crate) fn lists(name: &str, column: &ArrayRef) -> PyResult<Vec<Vec<String>>> {
    checked(name, column)?;
    let of_text = |kind: &DataType| {
        matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null)
    };
    let parts =
        |text: &StringArray| -> Vec<String> { text.iter().flatten().map(str::to_owned).collect() };
    match column.data_type() {
        DataType::List(field) | DataType::LargeList(field) if of_text(field.data_type()) => {
            let lists = cast(column, &DataType::new_list(DataType::Utf8, true))
                .map_err(|error| PyValueError::new_err(format!("the column `{name}`: {error}")))?;
            let lists = lists.as_list::<i32>();
            Ok(lists
                .iter()
                .map(|list| list.map(|list| parts(list.as_string())).unwrap_or_default())
                .collect())
        }
        kind if of_text(plain(kind)) => {
            let text = as_text(name, column)?;
            Ok(text.iter().map(|cell| cell.map(str::to_owned).into_iter().collect()).collect())
        }
        other => Err(wrong(name, other, "text or lists of text")),
    }
}

fn as_text(name: &str, column: &ArrayRef) -> PyResult<StringArray> {
    let text = cast(column, &DataType::Utf8)
        .map_err(|error| PyValueError::new_err(format!("the column `{name}`: {error}")))?;
    Ok(text.as_string::<i32>().clone())
}

/// What comes over the interface has been checked by nobody: letters that are none would break more than
/// their own row.
fn checked(name: &str, column: &ArrayRef) -> PyResult<()> {
    let whole = column.to_data().validate_full();
    whole.map_err(|error| PyValueError::new_err(format!("the column `{name}` is broken: {error}")))
}

/// The columns of a batch as a table of ours has them, whichever of Arrow's kinds of text and bytes they
/// came in.
pub(crate) fn as_ours(batch: &RecordBatch, table: &str, names: &[&str]) -> PyResult<RecordBatch> {
    let expected = hearsay_ledger::tables::schema(table);
    let there = || batch.schema().fields().iter().map(|f| f.name().clone()).collect::<Vec<_>>();
    let columns = names.iter().map(|name| {
        let column = batch.column_by_name(name).ok_or_else(|| {
            let there = there().join(", ");
            PyValueError::new_err(format!(
                "there is no column `{name}`, but {there}; give what read_batch gave"
            ))
        })?;
        checked(name, column)?;
        let wanted = expected.field_with_name(name).expect("we name our own columns").data_type();
        let is_alike = match wanted {
            DataType::Utf8 => matches!(
                plain(column.data_type()),
                DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null
            ),
            DataType::Binary => matches!(
                column.data_type(),
                DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::Null
            ),
            other => column.data_type() == other,
        };
        if !is_alike {
            return Err(wrong(name, column.data_type(), &wanted.to_string()));
        }
        let column = cast(column, wanted)
            .map_err(|error| PyValueError::new_err(format!("the column `{name}`: {error}")))?;
        Ok((*name, column))
    });
    let columns = columns.collect::<PyResult<Vec<_>>>()?;
    RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, column)| (name, column, true)),
    )
    .map_err(|error| PyValueError::new_err(error.to_string()))
}
