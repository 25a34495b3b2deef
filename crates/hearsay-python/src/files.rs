//! Articles from files, a table at a time: whatever `hearsay read` reads.

use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch, StringArray};
use hearsay_input::{InputError, Options, Received, Record, Source, articles};
use pyo3::exceptions::{PyRuntimeError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

use crate::reading::{mapping, moment};
use crate::table::Table;

/// Tables of articles, from files.
#[pyclass(module = "hearsay", frozen)]
pub(crate) struct Articles {
    articles: Mutex<Box<dyn Iterator<Item = Result<Received, InputError>> + Send>>,
    rows: usize,
}

/// A table holds no more letters than this, so that few long articles make a table too.
const LETTERS: usize = 32 << 20;

#[pymethods]
impl Articles {
    #[new]
    #[pyo3(signature = (sources, *, columns=None, created=None, force=false, rows=1000))]
    fn new(
        sources: Vec<Bound<'_, PyAny>>,
        columns: Option<Bound<'_, PyDict>>,
        created: Option<Bound<'_, PyAny>>,
        force: bool,
        rows: usize,
    ) -> PyResult<Self> {
        if rows == 0 {
            return Err(PyValueError::new_err("rows must be at least 1"));
        }
        let mapping = mapping(columns)?;
        let created = created.map(|created| moment(&created)).transpose()?;
        let options = Options { created, force, mapping, ..Options::default() };
        let sources = sources.iter().map(source).collect::<PyResult<Vec<_>>>()?;
        Ok(Self { articles: Mutex::new(Box::new(articles(sources, options))), rows })
    }

    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Table>> {
        let batch = py.detach(|| {
            let mut articles = self.articles.lock().unwrap_or_else(PoisonError::into_inner);
            // Pages and sheets are looked at by others' code: a panic there is an error here.
            catch_unwind(AssertUnwindSafe(|| next(&mut **articles, self.rows)))
        });
        let batch = batch.map_err(|_| {
            PyRuntimeError::new_err(
                "a file could not be looked at, which is a fault of ours; please report it",
            )
        })?;
        Ok(batch.map(|batch| Table::new(vec![batch])))
    }
}

/// The next articles, as a table of so many rows at most.
fn next(
    articles: &mut dyn Iterator<Item = Result<Received, InputError>>,
    most: usize,
) -> Option<RecordBatch> {
    let mut rows: Vec<Row> = Vec::new();
    let mut letters = 0;
    let mut notes: Vec<String> = Vec::new();
    let mut created: Option<String> = None;
    while rows.len() < most && letters < LETTERS {
        let Some(next) = articles.next() else { break };
        match next {
            // These come before the article that they are about.
            Err(InputError::Created { source, .. }) => created = Some(source.words().to_owned()),
            Err(note) if note.is_note() => notes.push(note.to_string()),
            Err(error) => {
                (created, notes) = (None, Vec::new());
                rows.push(Err(error.to_string()));
            }
            Ok(received) => {
                letters += received.article.text.len();
                let record = record(received);
                // What is no date is told when the article is read, which then has none.
                let record = Record { created: record.created.or(created.take()), ..record };
                rows.push(Ok((record, std::mem::take(&mut notes))));
            }
        }
    }
    (!rows.is_empty()).then(|| batch(&rows))
}

/// An article with notes on it, or why there is none.
pub(crate) type Row = Result<(Record, Vec<String>), String>;

/// Rows as a table of articles.
pub(crate) fn batch(rows: &[Row]) -> RecordBatch {
    let column = |cell: fn(&Record) -> Option<&String>| -> ArrayRef {
        let cells = rows.iter().map(|row| row.as_ref().ok().and_then(|(record, _)| cell(record)));
        Arc::new(StringArray::from_iter(cells))
    };
    let lists = |list: fn(&(Record, Vec<String>)) -> &Vec<String>| -> ArrayRef {
        let mut lists = ListBuilder::new(StringBuilder::new());
        for row in rows {
            lists.values().extend(row.as_ref().ok().map(list).into_iter().flatten().map(Some));
            lists.append(true);
        }
        Arc::new(lists.finish())
    };
    let errors = rows.iter().map(|row| row.as_ref().err());
    let columns: [(&str, ArrayRef); 9] = [
        ("id", column(|record| record.id.as_ref())),
        ("text", column(|record| record.text.as_ref())),
        ("created", column(|record| record.created.as_ref())),
        ("title", column(|record| record.title.as_ref())),
        ("publisher", column(|record| record.publisher.as_ref())),
        ("url", column(|record| record.url.as_ref())),
        ("authors", lists(|(record, _)| &record.authors)),
        ("notes", lists(|(_, notes)| notes)),
        ("error", Arc::new(StringArray::from_iter(errors))),
    ];
    RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, column)| (name, column, true)),
    )
    .expect("every column has a cell a row")
}

fn record(received: Received) -> Record {
    let Received { article, authors, .. } = received;
    Record {
        id: Some(article.id),
        text: Some(article.text),
        created: article.created.map(|created| created.to_string()),
        title: article.title,
        publisher: article.publisher,
        url: article.url,
        authors,
    }
}

/// A path, an open file, or a name with an open file.
fn source(given: &Bound<'_, PyAny>) -> PyResult<Source> {
    if let Ok(path) = given.extract::<PathBuf>() {
        return Ok(Source::Path(path));
    }
    let (name, file) = match given.extract::<(String, Bound<'_, PyAny>)>() {
        Ok(pair) => pair,
        Err(_) => {
            let name = given.getattr("name").and_then(|name| name.extract::<String>());
            (name.unwrap_or_else(|_| "file".to_owned()), given.clone())
        }
    };
    if !file.hasattr("read")? {
        let kind = given.get_type().name()?;
        return Err(PyTypeError::new_err(format!(
            "{kind} is nothing to read from: give paths, files open for reading bytes, or pairs of a \
             name and such a file"
        )));
    }
    Ok(Source::stream(name, PythonFile { file: file.unbind(), rest: Vec::new(), at: 0 }))
}

/// So many bytes are asked of a file of Python's at once.
const ASKED: usize = 1 << 20;

/// A file of Python's; its lock is taken once for many bytes.
struct PythonFile {
    file: Py<PyAny>,
    rest: Vec<u8>,
    at: usize,
}

impl Read for PythonFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.rest.len() {
            self.rest = Python::attach(|py| -> PyResult<Vec<u8>> {
                let bytes = self.file.bind(py).call_method1("read", (ASKED,))?;
                let bytes = bytes.cast_into::<PyBytes>().map_err(|_| {
                    PyTypeError::new_err("the file gives no bytes; open it with mode \"rb\"")
                })?;
                Ok(bytes.as_bytes().to_vec())
            })
            .map_err(|error| io::Error::other(error.to_string()))?;
            self.at = 0;
        }
        let count = buffer.len().min(self.rest.len() - self.at);
        buffer[..count].copy_from_slice(&self.rest[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}
