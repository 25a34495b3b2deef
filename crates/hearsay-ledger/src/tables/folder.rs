//! A folder of tables that `hearsay-spark` or `hearsay export --to parquet` has written.

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray;
use arrow_array::types::Date32Type;
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use jiff::civil::Date;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::readings::{Stored, as_ours};
use crate::error::{LedgerError, Result};
use crate::export::arrow::EPOCH;

/// So many rows are held at once.
const AT_ONCE: usize = 256;

/// A folder of tables, each a file or, as Spark writes them, a folder of files.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
}

/// Which articles of a folder are wanted: those of which a claim fits all that is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slice {
    /// The incidents, by id.
    pub incidents: Vec<String>,
    /// The articles, by id.
    pub articles: Vec<String>,
    /// Was on this day or later.
    pub from: Option<Date>,
    /// Was on this day or earlier.
    pub to: Option<Date>,
    /// ISO 3166-1 alpha-3 code of the country where it was.
    pub country: Option<String>,
    /// PLOVER event type, or type and mode with a slash.
    pub event: Option<String>,
}

impl Slice {
    /// Whether it is everything.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }
}

fn failed(path: &Path, why: impl std::fmt::Display) -> LedgerError {
    LedgerError::Filter(format!("{}: {why}", path.display()))
}

fn unreadable(path: &Path, error: impl std::fmt::Display) -> LedgerError {
    LedgerError::Io(format!("{}: {error}", path.display()))
}

impl Folder {
    /// A folder in which there are readings.
    ///
    /// # Errors
    ///
    /// When there are none.
    pub fn open(path: &Path) -> Result<Self> {
        let folder = Self { path: path.to_owned() };
        if folder.files("readings")?.is_empty() {
            return Err(failed(
                path,
                "there is no readings.parquet; hearsay-spark writes it, and so does \
                 pyarrow.parquet.write_table(hearsay.read_batch(…).to_pyarrow(), …)",
            ));
        }
        Ok(folder)
    }

    /// The files of a table, in order; none where it is not there.
    fn files(&self, table: &str) -> Result<Vec<PathBuf>> {
        let path = self.path.join(format!("{table}.parquet"));
        if path.is_file() {
            return Ok(vec![path]);
        }
        if !path.is_dir() {
            return Ok(Vec::new());
        }
        let committed = committed(&path)?;
        let mut files = Vec::new();
        for entry in fs::read_dir(&path).map_err(|error| unreadable(&path, error))? {
            let file = entry.map_err(|error| unreadable(&path, error))?.path();
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let is_table = name.ends_with(".parquet") && !name.starts_with(['_', '.']);
            if is_table && committed.as_ref().is_none_or(|committed| committed.contains(&name)) {
                files.push(file);
            }
        }
        files.sort();
        Ok(files)
    }

    /// How many rows a table has.
    ///
    /// # Errors
    ///
    /// When a file of it cannot be read.
    pub fn count(&self, table: &str) -> Result<u64> {
        let mut count = 0;
        for file in self.files(table)? {
            let opened = File::open(&file).map_err(|error| unreadable(&file, error))?;
            let builder = ParquetRecordBatchReaderBuilder::try_new(opened);
            let builder = builder.map_err(|error| unreadable(&file, error))?;
            count += u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
        }
        Ok(count)
    }

    /// Goes through the rows of a table, some at a time, with the columns that are named and there.
    fn each(
        &self,
        table: &str,
        columns: &[&str],
        each: &mut dyn FnMut(&RecordBatch) -> Result<()>,
    ) -> Result<()> {
        for file in self.files(table)? {
            let opened = File::open(&file).map_err(|error| unreadable(&file, error))?;
            let builder = ParquetRecordBatchReaderBuilder::try_new(opened);
            let builder = builder.map_err(|error| unreadable(&file, error))?;
            let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
            let reader = builder.with_projection(mask).with_batch_size(AT_ONCE).build();
            for batch in reader.map_err(|error| unreadable(&file, error))? {
                each(&batch.map_err(|error| unreadable(&file, error))?)?;
            }
        }
        Ok(())
    }

    /// Goes through the readings, some at a time.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or lacks a column, or `each` fails.
    pub fn readings(&self, each: &mut dyn FnMut(&Stored) -> Result<()>) -> Result<()> {
        let columns: Vec<&str> = Stored::needed().into_iter().chain(Stored::beside()).collect();
        self.each("readings", &columns, &mut |batch| each(&Stored::new(batch)?))
    }

    /// The ids of the articles of which a claim fits.
    ///
    /// # Errors
    ///
    /// When the table of claims is not there or cannot be read.
    pub fn articles(&self, slice: &Slice) -> Result<HashSet<String>> {
        let by_id = Slice { articles: slice.articles.clone(), ..Slice::default() };
        if *slice == by_id && !slice.articles.is_empty() {
            // An article of which there is no claim can be named, too.
            return Ok(slice.articles.iter().cloned().collect());
        }
        if self.files("claims")?.is_empty() {
            return Err(failed(
                &self.path,
                "there is no claims.parquet to choose from; only all of it can be taken in",
            ));
        }
        let columns = [
            "article_id",
            "incident_id",
            "begin_day",
            "end_day",
            "country",
            "event_type",
            "event_mode",
        ];
        let (kind, mode) = match slice.event.as_deref() {
            Some(event) => {
                event.split_once('/').map_or((Some(event), None), |(k, m)| (Some(k), Some(m)))
            }
            None => (None, None),
        };
        let days = |day: Option<Date>| day.map(|day| (day - EPOCH).get_days());
        let (from, to) = (days(slice.from), days(slice.to));
        let mut found = HashSet::new();
        self.each("claims", &columns, &mut |batch| {
            let of = |name: &str| {
                let column = batch.column_by_name(name);
                column.ok_or_else(|| failed(&self.path, format!("claims have no column `{name}`")))
            };
            let texts = ["article_id", "incident_id", "country", "event_type", "event_mode"];
            let mut columns = Vec::new();
            for name in texts {
                columns.push(as_ours(batch, name, &DataType::Utf8)?);
            }
            let text = |column: usize, row: usize| {
                let column = columns[column].as_string::<i32>();
                column.is_valid(row).then(|| column.value(row))
            };
            let [begin, end] = ["begin_day", "end_day"].map(|name| {
                Ok::<_, LedgerError>(of(name)?.as_primitive_opt::<Date32Type>().cloned())
            });
            let (begin, end) = (begin?, end?);
            let day = |column: &Option<arrow_array::Date32Array>, row: usize| {
                let column = column.as_ref().filter(|column| column.is_valid(row))?;
                Some(column.value(row))
            };
            for row in 0..batch.num_rows() {
                let is = |wanted: Option<&str>, column: usize| {
                    wanted.is_none_or(|wanted| {
                        text(column, row).is_some_and(|there| there.eq_ignore_ascii_case(wanted))
                    })
                };
                let among = |wanted: &[String], column: usize| {
                    wanted.is_empty()
                        || text(column, row)
                            .is_some_and(|there| wanted.iter().any(|id| id == there))
                };
                let (begin, end) = (day(&begin, row), day(&end, row).or(day(&begin, row)));
                let fits = among(&slice.articles, 0)
                    && among(&slice.incidents, 1)
                    && is(slice.country.as_deref(), 2)
                    && is(kind, 3)
                    && is(mode, 4)
                    && from.is_none_or(|from| end.is_some_and(|end| end >= from))
                    && to.is_none_or(|to| begin.is_some_and(|begin| begin <= to));
                if fits {
                    found.extend(text(0, row).map(str::to_owned));
                }
            }
            Ok(())
        })?;
        Ok(found)
    }
}

/// The files that a stream has finished, by name; none where the folder was not written by one. What else
/// lies there is left from an attempt that was broken off, and is there a second time.
fn committed(folder: &Path) -> Result<Option<BTreeSet<String>>> {
    let log = folder.join("_spark_metadata");
    if !log.is_dir() {
        return Ok(None);
    }
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(&log).map_err(|error| unreadable(&log, error))? {
        let path = entry.map_err(|error| unreadable(&log, error))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let lines = fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
        for line in lines.lines().filter(|line| line.starts_with('{')) {
            let entry: serde_json::Value = serde_json::from_str(line)?;
            let file = entry["path"].as_str().and_then(|path| path.rsplit('/').next());
            names.extend(file.map(str::to_owned));
        }
    }
    Ok(Some(names))
}
