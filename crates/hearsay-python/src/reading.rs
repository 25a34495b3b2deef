//! Reading: one text, or a table of articles.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use arrow_array::RecordBatch;
use hearsay::{Created, Reader, Reading, Scratch};
use hearsay_incidents::complete;
use hearsay_input::{Admitted, Mapping, Options, Record};
use hearsay_ledger::tables::{ReadRow, Readings, Stored, Unread};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use rayon::prelude::*;

use crate::articles::Rows;
use crate::columns::{as_ours, batches, broken, pieces};
use crate::table::Table;

/// The reading of one text in the JSON form.
#[pyfunction]
#[pyo3(signature = (text, created=None, *, id="", title=None, publisher=None, url=None, force=false))]
#[expect(clippy::too_many_arguments)] // Python calls them by name
pub(crate) fn read<'py>(
    py: Python<'py>,
    text: String,
    created: Option<Bound<'py, PyAny>>,
    id: &str,
    title: Option<String>,
    publisher: Option<String>,
    url: Option<String>,
    force: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let created = created.map(|created| moment(&created)).transpose()?;
    let id = Some(id.to_owned());
    let options = Options { created, force, ..Options::default() };
    let is_blank = text.trim().is_empty();
    let record = Record { id, text: Some(text), title, publisher, url, ..Record::default() };
    let json = py.detach(|| {
        let Admitted { article, refused, .. } = record.admit(&options);
        if let Some(why) = refused.filter(|_| !is_blank) {
            return Err(why);
        }
        let mut reading = Reader::new().read(&article, &mut Scratch::default());
        complete(&mut reading);
        serde_json::to_string(&reading).map_err(|error| error.to_string())
    });
    loads(py, &json.map_err(PyValueError::new_err)?)
}

/// A table of articles, read: one row each, in the same order.
#[pyfunction]
#[pyo3(signature = (articles, *, created=None, columns=None, force=false, claims=true, threads=None))]
pub(crate) fn read_batch(
    py: Python<'_>,
    articles: &Bound<'_, PyAny>,
    created: Option<Bound<'_, PyAny>>,
    columns: Option<Bound<'_, PyDict>>,
    force: bool,
    claims: bool,
    threads: Option<usize>,
) -> PyResult<Table> {
    let mapping = mapping(columns)?;
    let created = created.map(|created| moment(&created)).transpose()?;
    let options = Options { created, force, ..Options::default() };
    let mut rows = Vec::new();
    for batch in batches(articles)? {
        let whole = Rows::new(&batch, &mapping)?;
        for piece in pieces(&batch, |row| whole.len(row)) {
            rows.push(Rows::new(&piece, &mapping)?);
        }
    }
    let pool = if threads == Some(1) { None } else { Some(pool(threads)?) };
    let table = py.detach(|| {
        let of = |rows: &Rows| {
            let mut readings = Readings::new(claims);
            let read = |row: usize| read_row(&readings, rows, row, &options);
            let all = 0..rows.count();
            let done: Vec<ReadRow> = match &pool {
                None => all.map(read).collect(),
                Some(pool) => {
                    pool.install(|| all.into_par_iter().with_max_len(1).map(read).collect())
                }
            };
            done.into_iter().for_each(|row| readings.push(row));
            readings.take()
        };
        rows.iter().map(of).collect()
    });
    Ok(Table::new(table))
}

/// Threads: so many, or one for each core.
pub(crate) fn pool(threads: Option<usize>) -> PyResult<rayon::ThreadPool> {
    if threads == Some(0) {
        return Err(PyValueError::new_err("threads must be at least 1"));
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build();
    pool.map_err(|error| PyValueError::new_err(format!("threads cannot be started: {error}")))
}

/// What could not be read is a row as well: one article must not cost the others.
fn read_row(readings: &Readings, rows: &Rows, row: usize, options: &Options) -> ReadRow {
    thread_local!(static SCRATCH: RefCell<Scratch> = RefCell::default());
    let read = catch_unwind(AssertUnwindSafe(|| {
        let admitted = match rows.get(row, options) {
            Ok(admitted) => admitted,
            Err(unread) => return Readings::unread(&unread),
        };
        let Admitted { article, authors, notes, .. } = admitted;
        poison(&article.id);
        let mut scratch = SCRATCH.take();
        let reading: Reading = Reader::new().read(&article, &mut scratch);
        SCRATCH.set(scratch);
        readings.row(&reading, authors, notes)
    }));
    read.unwrap_or_else(|_| {
        let error = "reading it failed, which is a fault of ours; please report it with its text";
        Readings::unread(&Unread { article: rows.known(row), error: error.to_owned() })
    })
}

/// Panics at the article that `HEARSAY_TEST_PANIC` names, so that tests can see what becomes of the rest.
fn poison(id: &str) {
    static POISONED: OnceLock<Option<String>> = OnceLock::new();
    let poisoned = POISONED.get_or_init(|| std::env::var("HEARSAY_TEST_PANIC").ok());
    assert!(poisoned.as_deref() != Some(id), "HEARSAY_TEST_PANIC names this article");
}

/// The readings of a table that `read_batch` gave, in the JSON form; None for articles that were not read.
#[pyfunction]
pub(crate) fn unpack<'py>(
    py: Python<'py>,
    readings: &Bound<'py, PyAny>,
) -> PyResult<Vec<Option<Bound<'py, PyAny>>>> {
    let mut all = Vec::new();
    for batch in batches(readings)? {
        let pieces = stored_in(&batch)?;
        let rows = pieces.iter().flat_map(|stored| (0..stored.len()).map(move |row| (stored, row)));
        for (stored, row) in rows {
            let json = py.detach(|| -> Result<Option<String>, String> {
                let reading = stored.reading(row).map_err(|error| error.to_string())?;
                let Some(mut reading) = reading else { return Ok(None) };
                complete(&mut reading);
                serde_json::to_string(&reading).map(Some).map_err(|error| error.to_string())
            });
            let json = json.map_err(PyValueError::new_err)?;
            all.push(json.map(|json| loads(py, &json)).transpose()?);
        }
    }
    Ok(all)
}

/// The readings of a batch, in pieces.
pub(crate) fn stored_in(batch: &RecordBatch) -> PyResult<Vec<Stored>> {
    let pieces = as_ours(batch, "readings", &Stored::needed())?;
    pieces.iter().map(|piece| Stored::new(piece).map_err(|error| broken(&error))).collect()
}

/// JSON as Python has it.
pub(crate) fn loads<'py>(py: Python<'py>, json: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (json,))
}

/// A moment given as text, a date or a datetime.
pub(crate) fn moment(created: &Bound<'_, PyAny>) -> PyResult<Created> {
    let text: String = match created.extract::<String>() {
        Ok(text) => text,
        // Of an instant with a time zone counts what the clock shows there.
        Err(_) if created.hasattr("isoformat")? => created.call_method0("isoformat")?.extract()?,
        Err(_) => {
            let kind = created.get_type().name()?;
            return Err(pyo3::exceptions::PyTypeError::new_err(format!(
                "created must be text, a date or a datetime, not {kind}"
            )));
        }
    };
    text.parse().map_err(|error| PyValueError::new_err(format!("created: {error}")))
}

/// Which column holds what.
pub(crate) fn mapping(columns: Option<Bound<'_, PyDict>>) -> PyResult<Mapping> {
    let Some(columns) = columns else { return Ok(Mapping::default()) };
    let mut toml = String::new();
    for (field, column) in columns {
        let (field, column): (String, String) = (field.extract()?, column.extract()?);
        // Both as strings of JSON, which are strings of TOML too.
        toml +=
            &format!("{} = {}\n", serde_json::Value::from(field), serde_json::Value::from(column));
    }
    Mapping::from_toml(&toml).map_err(|error| PyValueError::new_err(format!("columns: {error}")))
}
