//! Our own tables as Arrow has them: in memory, in Parquet files, on their way to Python and Spark.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, Float64Array, Int64Array, ListArray,
    RecordBatch, StringArray, StructArray,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{DataType, Field, FieldRef, Fields, Schema, SchemaRef};
use jiff::civil::Date;

use super::columns::{Column, Kind, columns};
use super::rows::{Cell, Row};

/// The fields of a table; what each means is in its metadata.
pub(crate) fn fields(table: &str) -> Fields {
    columns(table).iter().map(field).collect()
}

fn field(column: &Column) -> Field {
    let meaning = [("description".to_owned(), column.meaning.to_owned())];
    Field::new(column.name, data_type(column), true).with_metadata(meaning.into())
}

/// Rows of a table on their way to be Arrow's.
#[derive(Debug)]
pub(crate) struct Rows {
    columns: &'static [Column],
    schema: SchemaRef,
    cells: Vec<Vec<Cell>>,
    count: usize,
}

impl Rows {
    /// None yet.
    pub(crate) fn new(table: &str) -> Self {
        let columns = columns(table);
        let cells = vec![Vec::new(); columns.len()];
        Self { columns, schema: Arc::new(Schema::new(fields(table))), cells, count: 0 }
    }

    pub(crate) fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    pub(crate) fn len(&self) -> usize {
        self.count
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(crate) fn push(&mut self, row: Row) {
        assert_eq!(row.len(), self.columns.len(), "a row has a cell for each column");
        for (cells, (_, cell)) in self.cells.iter_mut().zip(row) {
            cells.push(cell);
        }
        self.count += 1;
    }

    /// The columns of all rows, and none are left.
    pub(crate) fn take_arrays(&mut self) -> Vec<ArrayRef> {
        self.count = 0;
        let columns = self.columns.iter().zip(&mut self.cells);
        columns.map(|(column, cells)| array(column, std::mem::take(cells))).collect()
    }

    /// The same as a batch.
    pub(crate) fn take(&mut self) -> RecordBatch {
        RecordBatch::try_new(self.schema(), self.take_arrays())
            .expect("every column has its type and one cell a row")
    }
}

/// What Arrow calls a column's kind.
fn data_type(column: &Column) -> DataType {
    match column.kind {
        Kind::Text => DataType::Utf8,
        Kind::Integer => DataType::Int64,
        Kind::Number => DataType::Float64,
        Kind::Boolean => DataType::Boolean,
        Kind::Date => DataType::Date32,
        Kind::Bytes => DataType::Binary,
        Kind::List => DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true))),
        Kind::Row => DataType::Struct(fields(column.table())),
        Kind::Rows => DataType::List(row_field(column)),
    }
}

/// An item of a list of rows.
fn row_field(column: &Column) -> FieldRef {
    Arc::new(Field::new_list_field(DataType::Struct(fields(column.table())), true))
}

/// The cells of a column as Arrow has them.
fn array(column: &Column, cells: Vec<Cell>) -> ArrayRef {
    let cells = cells.into_iter();
    match column.kind {
        Kind::Text => Arc::new(StringArray::from_iter(cells.map(text))),
        Kind::Integer => Arc::new(Int64Array::from_iter(cells.map(|cell| match cell {
            Cell::Integer(number) => Some(number),
            _ => None,
        }))),
        Kind::Number => Arc::new(Float64Array::from_iter(cells.map(|cell| match cell {
            Cell::Number(number) => Some(number),
            _ => None,
        }))),
        Kind::Boolean => Arc::new(BooleanArray::from_iter(cells.map(|cell| match cell {
            Cell::Boolean(is_true) => Some(is_true),
            _ => None,
        }))),
        Kind::Date => {
            let day = |cell| text(cell)?.parse::<Date>().ok();
            let days = |cell| day(cell).map(|day| (day - EPOCH).get_days());
            Arc::new(Date32Array::from_iter(cells.map(days)))
        }
        Kind::Bytes => Arc::new(BinaryArray::from_iter(cells.map(|cell| match cell {
            Cell::Bytes(bytes) => Some(bytes),
            _ => None,
        }))),
        Kind::List => {
            let mut lists = ListBuilder::new(StringBuilder::new());
            for cell in cells {
                if let Cell::List(items) = cell {
                    // In lists of codes nothing is known of some.
                    let item = |item: String| Some(item).filter(|item| !item.is_empty());
                    lists.values().extend(items.into_iter().map(item));
                }
                lists.append(true);
            }
            Arc::new(lists.finish())
        }
        Kind::Row => {
            let rows = cells.map(|cell| match cell {
                Cell::Row(row) => Some(row),
                _ => None,
            });
            Arc::new(structs(column, rows))
        }
        Kind::Rows => {
            let lists: Vec<Vec<Row>> = cells
                .map(|cell| match cell {
                    Cell::Rows(rows) => rows,
                    _ => Vec::new(),
                })
                .collect();
            let offsets = OffsetBuffer::from_lengths(lists.iter().map(Vec::len));
            let rows = structs(column, lists.into_iter().flatten().map(Some));
            Arc::new(ListArray::new(row_field(column), offsets, Arc::new(rows), None))
        }
    }
}

/// Rows of another table, some of which may be missing.
fn structs(column: &Column, rows: impl Iterator<Item = Option<Row>>) -> StructArray {
    let mut inner = Rows::new(column.table());
    let mut is_there = Vec::new();
    for row in rows {
        is_there.push(row.is_some());
        let missing = || inner.columns.iter().map(|column| (column.name, Cell::Null)).collect();
        let row = row.unwrap_or_else(missing);
        inner.push(row);
    }
    let nulls = is_there.contains(&false).then(|| NullBuffer::from(is_there));
    StructArray::new(fields(column.table()), inner.take_arrays(), nulls)
}

fn text(cell: Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text),
        _ => None,
    }
}

/// From here Arrow counts its days.
pub(crate) const EPOCH: Date = Date::constant(1970, 1, 1);
