//! Reading and merging in steps, for many machines: each step takes the rows of one part of the work and gives rows
//! that are sent on. The functions in `python/hearsay/spark.py` join them.
//!
//! ```text
//! readings ─▶ _signatures ─▶ _bands ─▶ _copies ─▶ _ties, _sets ─▶ family of each article
//!          ─▶ _sketches ─▶ _alike ─▶ _ties, _sets ─▶ set of each account
//!          ─▶ _parts ──── brought together by set ───▶ _merged
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef, BinaryArray, Int64Array, LargeBinaryArray, RecordBatch};
use hearsay::Reading;
use hearsay_incidents::{Blocks, Sketch, Ties, keys};
use hearsay_input::Record;
use hearsay_input::duplicates::{Signature, copies, signature};
use hearsay_ledger::tables::{Merged, Part, Stored, incidents, number};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::columns::{as_ours, batches, words};
use crate::reading::{mapping, stored_in};
use crate::table::Table;
use crate::{articles, files};

pub(crate) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("_NEEDED", Stored::needed().to_vec())?;
    module.add_function(wrap_pyfunction!(articles_schema, module)?)?;
    module.add_function(wrap_pyfunction!(find, module)?)?;
    module.add_function(wrap_pyfunction!(lines, module)?)?;
    module.add_function(wrap_pyfunction!(parts, module)?)?;
    module.add_function(wrap_pyfunction!(sketches, module)?)?;
    module.add_function(wrap_pyfunction!(filed, module)?)?;
    module.add_function(wrap_pyfunction!(alike, module)?)?;
    module.add_function(wrap_pyfunction!(bands, module)?)?;
    module.add_function(wrap_pyfunction!(signatures, module)?)?;
    module.add_function(wrap_pyfunction!(copies_of, module)?)?;
    module.add_function(wrap_pyfunction!(ties, module)?)?;
    module.add_function(wrap_pyfunction!(sets, module)?)?;
    module.add_function(wrap_pyfunction!(merged, module)?)
}

/// A merged batch holds no more cells than this, roughly, however many incidents that is.
const CELLS: usize = 200_000;

/// A table of articles without rows.
#[pyfunction]
#[pyo3(name = "_articles_schema")]
fn articles_schema() -> Table {
    Table::empty(files::batch(&[]).schema())
}

/// Which of these columns hold the parts of articles, by the names of the parts.
#[pyfunction]
#[pyo3(name = "_find", signature = (names, columns=None))]
fn find(
    names: Vec<String>,
    columns: Option<Bound<'_, PyDict>>,
) -> PyResult<BTreeMap<&'static str, String>> {
    let found = articles::find(&mapping(columns)?, &names)?;
    Ok(found.into_iter().map(|(field, at)| (field, names[at].clone())).collect())
}

/// Articles from lines of JSON.
#[pyfunction]
#[pyo3(name = "_lines", signature = (lines, columns=None))]
fn lines(
    py: Python<'_>,
    lines: &Bound<'_, PyAny>,
    columns: Option<Bound<'_, PyDict>>,
) -> PyResult<Table> {
    let mapping = mapping(columns)?;
    let batches = batches(lines)?;
    let lines =
        batches.iter().map(|batch| Ok((words("value", batch.column(0))?, batch.num_rows())));
    let lines = lines.collect::<PyResult<Vec<_>>>()?;
    py.detach(|| {
        let row = |line: Result<Option<String>, String>| match line {
            Ok(None) => None,
            Ok(Some(line)) if line.trim().is_empty() => None,
            Ok(Some(line)) => {
                Some(Record::from_json(&line, &mapping).map(|record| (record, Vec::new())))
            }
            Err(why) => Some(Err(format!("JSON: {why}"))),
        };
        let rows = lines.iter().map(|(lines, count)| {
            files::batch(&(0..*count).filter_map(|at| row(lines.get(at))).collect::<Vec<_>>())
        });
        Ok(Table::new(rows.collect()))
    })
}

/// The accounts of readings: number, article, sketch, account.
#[pyfunction]
#[pyo3(name = "_parts")]
fn parts(py: Python<'_>, readings: &Bound<'_, PyAny>) -> PyResult<Table> {
    of_readings(py, readings, |all| {
        let parts: Vec<(Part, u64)> = all
            .iter()
            .flat_map(|reading| {
                let article = number(&reading.article.id);
                Part::of(reading).into_iter().map(move |part| (part, article))
            })
            .collect();
        batch([
            ("number", numbers(parts.iter().map(|(part, _)| part.number()))),
            ("article", numbers(parts.iter().map(|(_, article)| *article))),
            ("sketch", bytes(parts.iter().map(|(part, _)| part.pack_sketch()))),
            ("account", bytes(parts.iter().map(|(part, _)| part.pack_account()))),
        ])
    })
}

/// The sketches of the accounts of readings, once for each block in which they must be looked at.
#[pyfunction]
#[pyo3(name = "_sketches")]
fn sketches(
    py: Python<'_>,
    readings: &Bound<'_, PyAny>,
    count: u32,
    giants: Vec<(i64, u32)>,
) -> PyResult<Table> {
    let blocks = Blocks::new(count).with_parts(giants);
    of_readings(py, readings, |all| {
        let (mut of, mut sketches) = (Vec::new(), Vec::new());
        for part in all.iter().flat_map(Part::of) {
            let packed = part.pack_sketch();
            for block in blocks.of(&part.sketch) {
                of.push(u64::from(block));
                sketches.push(packed.clone());
            }
        }
        batch([("block", numbers(of)), ("sketch", bytes(sketches))])
    })
}

/// The keys under which the accounts of readings are filed, to find those with very many.
#[pyfunction]
#[pyo3(name = "_filed")]
fn filed(py: Python<'_>, readings: &Bound<'_, PyAny>) -> PyResult<Table> {
    of_readings(py, readings, |all| {
        let filed = all.iter().flat_map(Part::of).flat_map(|part| keys(&part.sketch).filed);
        batch([("key", numbers(filed.map(i64::cast_unsigned)))])
    })
}

/// Pairs of accounts that are alike, from the sketches of whole blocks.
#[pyfunction]
#[pyo3(name = "_alike")]
fn alike(
    py: Python<'_>,
    table: &Bound<'_, PyAny>,
    count: u32,
    giants: Vec<(i64, u32)>,
) -> PyResult<Table> {
    let blocks = Blocks::new(count).with_parts(giants);
    let table = Steps::new(table)?;
    py.detach(|| {
        let mut of: BTreeMap<u32, Vec<Sketch>> = BTreeMap::new();
        for step in &table.batches {
            let (block, sketch) = (step.numbers("block")?, step.bytes("sketch")?);
            for row in 0..step.len() {
                let block = u32::try_from(block.value(row)).map_err(|_| broken("block"))?;
                let sketch = Part::unpack_sketch(sketch.value(row)).map_err(failed)?;
                of.entry(block).or_default().push(sketch);
            }
        }
        let mut pairs = Vec::new();
        for (block, mut sketches) in of {
            // What is sent on must not depend on the order in which rows came: a machine that has to do
            // its part again gives the very same pairs.
            sketches.sort_unstable_by(|a, b| a.id.cmp(&b.id));
            sketches.dedup_by(|a, b| a.id == b.id);
            let sketches: Vec<&Sketch> = sketches.iter().collect();
            let alike = blocks.alike(block, &sketches).into_iter();
            let alike = alike.map(|(a, b)| (number(&sketches[a].id), number(&sketches[b].id)));
            pairs.extend(alike);
        }
        Ok(Table::new(vec![of_pairs(pairs)?]))
    })
}

/// The signatures of the texts of readings: article, signature.
#[pyfunction]
#[pyo3(name = "_signatures")]
fn signatures(py: Python<'_>, readings: &Bound<'_, PyAny>) -> PyResult<Table> {
    of_texts(py, readings, |articles| {
        // A text without words is a copy of nothing.
        let articles: Vec<_> = articles.iter().filter(|(_, it)| !it.is_empty()).collect();
        batch([
            ("article", numbers(articles.iter().map(|(article, _)| *article))),
            ("signature", bytes(articles.iter().map(|(_, s)| s.to_bytes().to_vec()))),
        ])
    })
}

/// The bands of signatures: band, article.
#[pyfunction]
#[pyo3(name = "_bands")]
fn bands(py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<Table> {
    let table = Steps::new(table)?;
    py.detach(|| {
        let mut rows: Vec<(u64, u64)> = Vec::new();
        for step in &table.batches {
            let (article, signature) = (step.numbers("article")?, step.bytes("signature")?);
            for row in 0..step.len() {
                let article = article.value(row).cast_unsigned();
                let bands = signature_of(signature.value(row))?.bands();
                rows.extend(bands.map(|band| (band, article)));
            }
        }
        let batch = batch([
            ("band", numbers(rows.iter().map(|(band, _)| *band))),
            ("article", numbers(rows.iter().map(|(_, article)| *article))),
        ])?;
        Ok(Table::new(vec![batch]))
    })
}

fn signature_of(bytes: &[u8]) -> PyResult<Signature> {
    Signature::from_bytes(bytes).ok_or_else(|| broken("signature"))
}

/// Pairs of articles that are copies, from all that share a band.
#[pyfunction]
#[pyo3(name = "_copies")]
fn copies_of(py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<Table> {
    let table = Steps::new(table)?;
    py.detach(|| {
        let mut sharing: BTreeMap<i64, BTreeMap<u64, Signature>> = BTreeMap::new();
        for step in &table.batches {
            let (band, article) = (step.numbers("band")?, step.numbers("article")?);
            let signature = step.bytes("signature")?;
            for row in 0..step.len() {
                let signature = signature_of(signature.value(row))?;
                let article = article.value(row).cast_unsigned();
                sharing.entry(band.value(row)).or_default().insert(article, signature);
            }
        }
        let mut pairs = Vec::new();
        for articles in sharing.values() {
            let signatures: Vec<&Signature> = articles.values().collect();
            let numbers: Vec<u64> = articles.keys().copied().collect();
            let found = copies(&signatures).into_iter().map(|(a, b)| (numbers[a], numbers[b]));
            pairs.extend(found);
        }
        Ok(Table::new(vec![of_pairs(pairs)?]))
    })
}

/// Of pairs those that it takes to hold each set together.
#[pyfunction]
#[pyo3(name = "_ties")]
fn ties(py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<Table> {
    let table = Steps::new(table)?;
    py.detach(|| {
        let mut ties = Ties::default();
        let mut pairs = table.pairs()?;
        pairs.sort_unstable();
        pairs.retain(|(a, b)| ties.tie(*a, *b));
        Ok(Table::new(vec![of_pairs(pairs)?]))
    })
}

/// Of pairs the set of each number: number, set.
#[pyfunction]
#[pyo3(name = "_sets")]
fn sets(py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<Table> {
    let table = Steps::new(table)?;
    py.detach(|| {
        let mut ties = Ties::default();
        for (a, b) in table.pairs()? {
            ties.tie(a, b);
        }
        let sets = ties.sets();
        let batch = batch([
            ("number", numbers(sets.iter().map(|(number, _)| *number))),
            ("set", numbers(sets.iter().map(|(_, set)| *set))),
        ])?;
        Ok(Table::new(vec![batch]))
    })
}

/// The incidents of whole sets of accounts: set, family, sketch, account. Gives several tables, since
/// one could be too large to be sent.
#[pyfunction]
#[pyo3(name = "_merged")]
fn merged(py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<Vec<Table>> {
    let table = Steps::new(table)?;
    py.detach(|| {
        let mut sets: BTreeMap<i64, Vec<(usize, usize)>> = BTreeMap::new();
        for (number, step) in table.batches.iter().enumerate() {
            let set = step.numbers("set")?;
            for row in 0..step.len() {
                sets.entry(set.value(row)).or_default().push((number, row));
            }
        }
        let mut merged = Merged::default();
        let mut tables = Vec::new();
        for members in sets.into_values() {
            // One set at a time is laid open.
            let mut parts: BTreeMap<Arc<str>, (Part, u64)> = BTreeMap::new();
            for (number, row) in members {
                let step = &table.batches[number];
                let sketch = step.bytes("sketch")?.value(row);
                let part =
                    Part::unpack(sketch, step.bytes("account")?.value(row)).map_err(failed)?;
                let family = step.numbers("family")?.value(row).cast_unsigned();
                parts.insert(Arc::clone(&part.sketch.id), (part, family));
            }
            let parts: Vec<(Part, u64)> = parts.into_values().collect();
            for whole in incidents(&parts) {
                merged.push(&whole);
                if merged.cells() >= CELLS {
                    tables.push(Table::new(vec![merged.take()]));
                }
            }
        }
        tables.push(Table::new(vec![merged.take()]));
        Ok(tables)
    })
}

/// Rows that one step sends to the next.
struct Steps {
    batches: Vec<Step>,
}

struct Step(RecordBatch);

impl Steps {
    fn new(table: &Bound<'_, PyAny>) -> PyResult<Self> {
        let batches = batches(table)?.into_iter().filter(|batch| batch.num_rows() > 0);
        Ok(Self { batches: batches.map(Step).collect() })
    }

    fn pairs(&self) -> PyResult<Vec<(u64, u64)>> {
        let mut pairs = Vec::new();
        for step in &self.batches {
            let (a, b) = (step.numbers("a")?, step.numbers("b")?);
            let unsigned = |numbers: &Int64Array, row: usize| numbers.value(row).cast_unsigned();
            pairs.extend((0..step.len()).map(|row| (unsigned(a, row), unsigned(b, row))));
        }
        Ok(pairs)
    }
}

impl Step {
    fn len(&self) -> usize {
        self.0.num_rows()
    }

    fn numbers(&self, name: &str) -> PyResult<&Int64Array> {
        let column = self.0.column_by_name(name).and_then(|c| c.as_primitive_opt::<Int64Type>());
        column.filter(|column| column.null_count() == 0).ok_or_else(|| broken(name))
    }

    fn bytes(&self, name: &str) -> PyResult<Bytes<'_>> {
        let column = self.0.column_by_name(name).filter(|column| column.null_count() == 0);
        let column = column.ok_or_else(|| broken(name))?;
        let small = column.as_binary_opt::<i32>().map(Bytes::Small);
        small
            .or_else(|| column.as_binary_opt::<i64>().map(Bytes::Large))
            .ok_or_else(|| broken(name))
    }
}

/// A column of bytes; Spark may send either size.
#[derive(Clone, Copy)]
enum Bytes<'a> {
    Small(&'a BinaryArray),
    Large(&'a LargeBinaryArray),
}

impl<'a> Bytes<'a> {
    fn value(self, row: usize) -> &'a [u8] {
        match self {
            Self::Small(bytes) => bytes.value(row),
            Self::Large(bytes) => bytes.value(row),
        }
    }
}

fn broken(name: &str) -> PyErr {
    PyTypeError::new_err(format!("the column `{name}` is not what the step before gives"))
}

fn failed(error: impl std::fmt::Display) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// A table made of the readings of each batch.
fn of_readings(
    py: Python<'_>,
    readings: &Bound<'_, PyAny>,
    step: impl Fn(&[Reading]) -> PyResult<RecordBatch> + Sync,
) -> PyResult<Table> {
    let mut stored = Vec::new();
    for batch in batches(readings)? {
        stored.extend(stored_in(&batch)?);
    }
    py.detach(|| {
        let table = stored.iter().map(|stored| {
            let all = (0..stored.len()).filter_map(|row| stored.reading(row).transpose());
            step(&all.collect::<Result<Vec<_>, _>>().map_err(failed)?)
        });
        table.collect::<PyResult<Vec<_>>>().map(Table::new)
    })
}

/// The same of the texts of what was read, each with its article's number.
fn of_texts(
    py: Python<'_>,
    readings: &Bound<'_, PyAny>,
    step: impl Fn(&[(u64, Signature)]) -> PyResult<RecordBatch> + Sync,
) -> PyResult<Table> {
    let names = ["article_id", "text"];
    let mut ours = Vec::new();
    for batch in batches(readings)? {
        ours.extend(as_ours(&batch, "readings", &names)?);
    }
    py.detach(|| {
        let table = ours.iter().map(|batch| {
            let (id, text) =
                (batch.column(0).as_string::<i32>(), batch.column(1).as_string::<i32>());
            let of = |row: usize| (number(id.value(row)), signature(text.value(row)));
            step(&(0..batch.num_rows()).map(of).collect::<Vec<_>>())
        });
        table.collect::<PyResult<Vec<_>>>().map(Table::new)
    })
}

fn numbers(numbers: impl IntoIterator<Item = u64>) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(numbers.into_iter().map(u64::cast_signed)))
}

fn bytes(bytes: impl IntoIterator<Item = Vec<u8>>) -> ArrayRef {
    Arc::new(BinaryArray::from_iter_values(bytes))
}

fn of_pairs(pairs: Vec<(u64, u64)>) -> PyResult<RecordBatch> {
    let (a, b): (Vec<u64>, Vec<u64>) = pairs.into_iter().unzip();
    batch([("a", numbers(a)), ("b", numbers(b))])
}

fn batch<const N: usize>(columns: [(&str, ArrayRef); N]) -> PyResult<RecordBatch> {
    let columns = columns.into_iter().map(|(name, column)| (name, column, true));
    RecordBatch::try_from_iter_with_nullable(columns).map_err(failed)
}
