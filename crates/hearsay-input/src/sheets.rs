//! Sheets: CSV of any size row by row, Excel and `OpenDocument` workbooks as a whole.

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use calamine::{Data, Range, Reader as _, Xlsx, open_workbook_auto_from_rs};

use crate::decode::{self, Opened, Stream};
use crate::json::Fields;
use crate::mapping::Columns;
use crate::{InputError, MAX_BYTES, Mapping, Place};

/// The most bytes of a workbook, and of what it unpacks to.
const MAX_WORKBOOK: usize = 64 << 20;
const MAX_UNPACKED: u64 = 512 << 20;

/// A row of a sheet that may be an article.
pub(crate) struct Row {
    pub(crate) place: Place,
    pub(crate) fields: Fields,
    /// The row as CSV.
    pub(crate) raw: Vec<u8>,
}

type Rows = Box<dyn Iterator<Item = Result<Vec<String>, String>> + Send>;

/// The rows of a sheet below its head.
pub(crate) struct Sheet {
    name: String,
    rows: Rows,
    columns: Columns,
    number: usize,
    finished: bool,
}

impl Sheet {
    fn new(name: &str, mut rows: Rows, mapping: &Mapping) -> Result<Self, InputError> {
        let place = Place::file(name);
        let head = rows.next().ok_or_else(|| InputError::Empty { place: place.clone() })?;
        let head = head.map_err(|reason| InputError::Sheet { name: name.to_owned(), reason })?;
        let head: Vec<String> = head.iter().map(|name| name.trim().to_owned()).collect();
        let columns = mapping.columns(&place, &head)?;
        Ok(Self { name: name.to_owned(), rows, columns, number: 1, finished: false })
    }

    /// Comma, semicolon or tab, whichever the head has most of.
    pub(crate) fn csv(name: &str, opened: Opened, mapping: &Mapping) -> Result<Self, InputError> {
        if opened.head.trim_ascii().is_empty() {
            return Err(InputError::Empty { place: Place::file(name) });
        }
        let line = opened.head.trim_ascii_start().split(|&byte| byte == b'\n').next();
        let line = line.unwrap_or_default().to_vec();
        let count = |byte: &u8| line.iter().filter(|other| *other == byte).count();
        let delimiter =
            *b",;\t".iter().rev().max_by_key(|byte| count(byte)).expect("there are three");
        let reader: Stream = decode::transcoded(name, opened)?;
        let read = Arc::new(AtomicUsize::new(0));
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(Bounded { reader, read: Arc::clone(&read) });
        let name = name.to_owned();
        let records = reader.into_byte_records().map({
            let name = name.clone();
            move |record| {
                read.store(0, Ordering::Relaxed);
                let record = record.map_err(|error| error.to_string())?;
                let text = |cell: &[u8]| decode::decode_bytes(&name, cell, false).0;
                Ok(record.iter().map(text).collect())
            }
        });
        Self::new(&name, Box::new(records), mapping)
    }

    /// The first sheet of a workbook that has the needed column.
    pub(crate) fn workbook(
        name: &str,
        opened: Opened,
        mapping: &Mapping,
    ) -> Result<Self, InputError> {
        let refused = |reason: String| InputError::Sheet { name: name.to_owned(), reason };
        let bytes =
            opened.all(MAX_WORKBOOK).map_err(|error| InputError::unreadable(name, error))?;
        let bytes =
            bytes.ok_or_else(|| refused(format!("it has more than {} MB", MAX_WORKBOOK >> 20)))?;
        check_size(&bytes).map_err(refused)?;
        // The parser has known panics on damaged files.
        let sheets = catch_unwind(AssertUnwindSafe(|| sheets(bytes)));
        let sheets = sheets.unwrap_or_else(|_| Err("it is damaged".to_owned())).map_err(refused)?;
        let mut first = None;
        for rows in sheets {
            match Self::new(name, Box::new(rows.into_iter().map(Ok)), mapping) {
                Ok(sheet) => return Ok(sheet),
                Err(error) => first = first.or(Some(error)),
            }
        }
        Err(first.unwrap_or(InputError::Empty { place: Place::file(name) }))
    }
}

impl Iterator for Sheet {
    type Item = Result<Row, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.finished {
                return None;
            }
            let row = self.rows.next()?;
            self.number += 1;
            let place = Place::row(&self.name, self.number);
            let row = match row {
                Ok(row) => row,
                Err(reason) => {
                    self.finished = true;
                    return Some(Err(InputError::Row { place, reason }));
                }
            };
            if row.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
            let written = writer.write_record(&row).is_ok();
            let raw = writer.into_inner().ok().filter(|_| written).unwrap_or_default();
            return Some(Ok(Row { place, fields: self.columns.fields(&row), raw }));
        }
    }
}

/// Refuses a workbook, which is a ZIP archive, whose parts say they unpack to too much.
fn check_size(bytes: &[u8]) -> Result<(), String> {
    if !bytes.starts_with(b"PK") {
        return Ok(());
    }
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let mut unpacked = 0_u64;
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(|error| error.to_string())?;
        unpacked = unpacked.saturating_add(part.size());
    }
    if unpacked > MAX_UNPACKED || unpacked > (100 * bytes.len() as u64).max(1 << 20) {
        return Err(format!("it unpacks to {} MB, too much for its size", unpacked >> 20));
    }
    Ok(())
}

type Table = Vec<Vec<String>>;

/// All rows of all sheets.
fn sheets(bytes: Vec<u8>) -> Result<Vec<Table>, String> {
    let bytes = Cursor::new(bytes);
    // Nearly all workbooks are of this kind, and its errors say more.
    match Xlsx::new(bytes.clone()) {
        Ok(workbook) => Ok(tables(workbook)),
        Err(error) => open_workbook_auto_from_rs(bytes).map(tables).map_err(|_| error.to_string()),
    }
}

fn tables<W: calamine::Reader<Cursor<Vec<u8>>>>(mut workbook: W) -> Vec<Table> {
    let table =
        |range: &Range<Data>| range.rows().map(|row| row.iter().map(cell).collect()).collect();
    workbook.worksheets().iter().map(|(_, range)| table(range)).collect()
}

fn cell(data: &Data) -> String {
    match data {
        Data::DateTime(date) if date.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            if (hour, minute, second) == (0, 0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
            }
        }
        Data::Empty | Data::Error(_) => String::new(),
        other => other.to_string(),
    }
}

/// Fails when a row has no end in sight: nothing else bounds a quoted cell.
struct Bounded {
    reader: Stream,
    /// Bytes since the last row.
    read: Arc<AtomicUsize>,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.reader.read(buffer)?;
        if self.read.fetch_add(read, Ordering::Relaxed) > MAX_BYTES {
            let reason =
                format!("it is longer than {} MB; a quote may lack its end", MAX_BYTES >> 20);
            return Err(std::io::Error::other(reason));
        }
        Ok(read)
    }
}
