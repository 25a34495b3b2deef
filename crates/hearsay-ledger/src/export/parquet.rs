//! Parquet: a folder of tables with `datapackage.json` beside them, which pandas, polars, R and
//! Spark read.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
};
use arrow_schema::{DataType, Field, Schema};
use jiff::civil::Date;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use super::columns::{Column, Kind, columns};
use super::links::Links;
use super::rows::{self, Cell, Row};
use super::{ExportError, Form, Losses, Material, create, package};

/// So many rows are held before they are written.
const BATCH: usize = 4096;

pub(super) fn write(material: &dyn Material, folder: &Path) -> Result<Losses, ExportError> {
    let links = Links::of(material)?;
    let mut losses = Losses::new(Form::Parquet);
    let mut articles = Sheet::new(folder, "articles")?;
    let mut claims = Sheet::new(folder, "claims")?;
    let mut figures = Sheet::new(folder, "figures")?;
    let mut statements = Sheet::new(folder, "statements")?;
    material.articles(&mut |told| {
        losses.wrote_article(told);
        articles.push(rows::article(&told.article))?;
        for account in &told.accounts {
            for claim in &account.claims {
                claims.push(rows::claim(claim, &links))?;
                losses.wrote_claim(claim, &links);
            }
            let incident = account.claims.first().and_then(|claim| links.incident(&claim.id));
            for figure in &account.figures {
                figures.push(rows::figure(figure, &told.article, incident))?;
            }
            for statement in &account.statements {
                statements.push(rows::statement(statement, &told.article.id, incident))?;
            }
        }
        Ok(())
    })?;
    let mut incidents = Sheet::new(folder, "incidents")?;
    let mut totals = Sheet::new(folder, "totals")?;
    let mut contradictions = Sheet::new(folder, "contradictions")?;
    let mut changes = Sheet::new(folder, "changes")?;
    material.incidents(&mut |whole| {
        let incident = &whole.incident;
        losses.wrote("incident");
        incidents.push(rows::incident(incident))?;
        totals.extend(rows::totals(incident))?;
        contradictions.extend(rows::contradictions(incident))?;
        changes.extend(rows::changes(incident))
    })?;
    let of_articles = [articles, claims, figures, statements];
    let of_incidents = [incidents, totals, contradictions, changes];
    for sheet in of_articles.into_iter().chain(of_incidents) {
        sheet.finish()?;
    }
    let mut file = create(folder, "datapackage.json")?;
    serde_json::to_writer_pretty(&mut file, &package::description())
        .map_err(std::io::Error::from)?;
    file.write_all(b"\n")?;
    file.flush()?;
    Ok(losses)
}

/// One table on its way to a file.
struct Sheet {
    columns: &'static [Column],
    schema: Arc<Schema>,
    writer: ArrowWriter<BufWriter<File>>,
    cells: Vec<Vec<Cell>>,
}

impl Sheet {
    fn new(folder: &Path, table: &str) -> Result<Self, ExportError> {
        let columns = columns(table);
        let field = |column: &Column| {
            let meaning = [("description".to_owned(), column.meaning.to_owned())];
            Field::new(column.name, data_type(column.kind), true).with_metadata(meaning.into())
        };
        let fields: Vec<Field> = columns.iter().map(field).collect();
        let schema = Arc::new(Schema::new(fields));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("hearsay ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let file = create(folder, &format!("{table}.parquet"))?;
        let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties))?;
        Ok(Self { columns, schema, writer, cells: vec![Vec::new(); columns.len()] })
    }

    fn push(&mut self, row: Row) -> Result<(), ExportError> {
        assert_eq!(row.len(), self.columns.len(), "a row has a cell for each column");
        for (cells, (_, cell)) in self.cells.iter_mut().zip(row) {
            cells.push(cell);
        }
        if self.cells[0].len() >= BATCH { self.flush() } else { Ok(()) }
    }

    fn extend(&mut self, rows: Vec<Row>) -> Result<(), ExportError> {
        rows.into_iter().try_for_each(|row| self.push(row))
    }

    fn flush(&mut self) -> Result<(), ExportError> {
        let columns = self.columns.iter().zip(&mut self.cells);
        let arrays = columns.map(|(column, cells)| array(column.kind, std::mem::take(cells)));
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), arrays.collect())
            .expect("every column has its type and one cell a row");
        Ok(self.writer.write(&batch)?)
    }

    fn finish(mut self) -> Result<(), ExportError> {
        if !self.cells[0].is_empty() {
            self.flush()?;
        }
        self.writer.close()?;
        Ok(())
    }
}

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text => DataType::Utf8,
        Kind::Integer => DataType::Int64,
        Kind::Number => DataType::Float64,
        Kind::Boolean => DataType::Boolean,
        Kind::Date => DataType::Date32,
        Kind::List => DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true))),
    }
}

/// The cells of a column as Arrow has them.
fn array(kind: Kind, cells: Vec<Cell>) -> ArrayRef {
    let cells = cells.into_iter();
    match kind {
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
    }
}

fn text(cell: Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text),
        _ => None,
    }
}

/// From here Arrow counts its days.
const EPOCH: Date = Date::constant(1970, 1, 1);
