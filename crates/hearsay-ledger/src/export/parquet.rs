//! Parquet: a folder of tables with `datapackage.json` beside them, which pandas, polars, R and
//! Spark read.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use super::arrow::Rows;
use super::columns::tables;
use super::rows::Row;
use super::{ExportError, Form, Losses, Material, create, flat, package};

/// So many rows are held before they are written.
const BATCH: usize = 4096;

pub(super) fn write(material: &dyn Material, folder: &Path) -> Result<Losses, ExportError> {
    let mut losses = Losses::new(Form::Parquet);
    let mut sheets = BTreeMap::new();
    for table in tables() {
        sheets.insert(table.name, Sheet::new(folder, table.name)?);
    }
    flat::rows(material, &mut losses, &mut |table, row| {
        sheets.get_mut(table).expect("it is one of our tables").push(row)
    })?;
    sheets.into_values().try_for_each(Sheet::finish)?;
    let mut file = create(folder, "datapackage.json")?;
    serde_json::to_writer_pretty(&mut file, &package::description())
        .map_err(std::io::Error::from)?;
    file.write_all(b"\n")?;
    file.flush()?;
    Ok(losses)
}

/// One table on its way to a file.
struct Sheet {
    rows: Rows,
    writer: ArrowWriter<BufWriter<File>>,
}

impl Sheet {
    fn new(folder: &Path, table: &str) -> Result<Self, ExportError> {
        let rows = Rows::new(table);
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("hearsay ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let file = create(folder, &format!("{table}.parquet"))?;
        let writer = ArrowWriter::try_new(file, rows.schema(), Some(properties))?;
        Ok(Self { rows, writer })
    }

    fn push(&mut self, row: Row) -> Result<(), ExportError> {
        self.rows.push(row);
        if self.rows.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), ExportError> {
        Ok(self.writer.write(&self.rows.take())?)
    }

    fn finish(mut self) -> Result<(), ExportError> {
        if !self.rows.is_empty() {
            self.flush()?;
        }
        self.writer.close()?;
        Ok(())
    }
}
