//! CSV with a row of HXL hashtags below the head: one claim a row (RFC 4180).

use std::io::Write;

use csv::{Terminator, WriterBuilder};

use super::columns::columns;
use super::guard::guarded;
use super::links::Links;
use super::rows::{self, Cell, NOT_FLAT};
use super::{ExportError, Form, Losses, Material, Options};

pub(super) fn write(
    material: &dyn Material,
    options: Options,
    out: &mut dyn Write,
) -> Result<Losses, ExportError> {
    let links = Links::of(material)?;
    let mut losses = Losses::new(Form::Csv);
    let mut table = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    table.write_record(columns("claims").iter().map(|column| column.name)).map_err(failed)?;
    table.write_record(columns("claims").iter().map(|column| column.hxl)).map_err(failed)?;
    material.articles(&mut |told| {
        losses.wrote_article(told);
        for claim in told.accounts.iter().flat_map(|account| &account.claims) {
            let row = rows::claim(claim, &links);
            let cells = row.iter().map(|(_, cell)| written(cell, options.raw));
            table.write_record(cells).map_err(failed)?;
            losses.wrote_claim(claim, &links);
        }
        Ok(())
    })?;
    table.flush()?;
    Ok(losses)
}

/// A cell in letters.
fn written(cell: &Cell, raw: bool) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Text(text) => guarded(text, raw).into_owned(),
        Cell::Integer(number) => number.to_string(),
        Cell::Number(number) => number.to_string(),
        Cell::Boolean(is_true) => is_true.to_string(),
        Cell::Bytes(_) | Cell::Row(_) | Cell::Rows(_) => panic!("{NOT_FLAT}"),
        // Where nothing is known of any, "; ; " would say nothing.
        Cell::List(items) if items.iter().all(String::is_empty) => String::new(),
        // A part of a list may not look like two.
        Cell::List(items) => {
            let parts: Vec<String> = items.iter().map(|item| item.replace(';', ",")).collect();
            guarded(&parts.join("; "), raw).into_owned()
        }
    }
}

/// What the writer of CSV cannot write is a matter of the file below.
pub(super) fn failed(error: csv::Error) -> ExportError {
    ExportError::Write(error.into())
}
