//! The merge of readings that fit into one machine's memory.

use std::collections::{BTreeMap, HashMap};

use hearsay::ArticleForm;
use hearsay_incidents::{Blocks, Sketch, Ties};
use hearsay_input::duplicates::{Signature, copies, signature};
use hearsay_ledger::tables::{Flat, Part, Stored, incidents};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use rayon::prelude::*;

use crate::columns::batches;
use crate::reading::{pool, stored_in};
use crate::table::Table;

/// Into so many blocks for each thread the keys are shared out, so that no thread waits long for another.
const BLOCKS_OF_A_THREAD: usize = 4;

/// The tables of the incidents that readings tell of, by name.
#[pyfunction]
#[pyo3(signature = (readings, *, threads=None))]
pub(crate) fn merge<'py>(
    py: Python<'py>,
    readings: &Bound<'py, PyAny>,
    threads: Option<usize>,
) -> PyResult<Bound<'py, PyDict>> {
    let mut stored = Vec::new();
    for batch in batches(readings)? {
        stored.extend(stored_in(&batch)?);
    }
    let pool = pool(threads)?;
    let tables = py.detach(|| pool.install(|| told(&stored).map(|told| merged(&told).take())));
    let all = PyDict::new(py);
    for (name, batches) in tables.map_err(PyValueError::new_err)? {
        all.set_item(name, Py::new(py, Table::new(batches))?)?;
    }
    Ok(all)
}

/// What an article tells.
struct Telling {
    article: ArticleForm,
    parts: Vec<Part>,
    signature: Signature,
}

/// What the articles tell that were read, in their order, each id once: of articles by one id the one
/// that was published last counts, as a ledger's newest version does.
fn told(stored: &[Stored]) -> Result<Vec<Telling>, String> {
    let rows: Vec<(&Stored, usize)> =
        stored.iter().flat_map(|stored| (0..stored.len()).map(move |row| (stored, row))).collect();
    let telling = |(stored, row): &(&Stored, usize)| -> Result<Option<Telling>, String> {
        let reading = stored.reading(*row).map_err(|error| error.to_string())?;
        Ok(reading.map(|reading| Telling {
            parts: Part::of(&reading),
            signature: signature(&reading.article.text),
            article: reading.article,
        }))
    };
    let all: Vec<Option<Telling>> = rows.par_iter().map(telling).collect::<Result<_, _>>()?;
    let mut newest: HashMap<String, usize> = HashMap::new();
    let mut kept: Vec<Telling> = Vec::new();
    for telling in all.into_iter().flatten() {
        match newest.get(&telling.article.id) {
            Some(&at) => {
                if out(&telling.article) > out(&kept[at].article) {
                    kept[at] = telling;
                }
            }
            None => {
                newest.insert(telling.article.id.clone(), kept.len());
                kept.push(telling);
            }
        }
    }
    Ok(kept)
}

/// By this the newest of several articles by one id is told. No two that differ are equal by it, so that their
/// order does not matter.
fn out(article: &ArticleForm) -> impl Ord {
    let ArticleForm { created, text, title, publisher, url, language, .. } = article;
    [
        created.clone(),
        Some(text.clone()),
        title.clone(),
        publisher.clone(),
        url.clone(),
        language.clone(),
    ]
}

fn merged(tellings: &[Telling]) -> Flat {
    let mut flat = Flat::default();
    tellings.iter().for_each(|telling| flat.article(&telling.article));
    let families = families(tellings);
    let parts: Vec<(&Part, u64)> = tellings
        .iter()
        .zip(families)
        .flat_map(|(telling, family)| telling.parts.iter().map(move |part| (part, family)))
        .collect();
    let mut sets: BTreeMap<u64, Vec<(Part, u64)>> = BTreeMap::new();
    for ((part, family), set) in parts.iter().zip(sets_of(&parts)) {
        sets.entry(set).or_default().push(((*part).clone(), *family));
    }
    let sets: Vec<Vec<(Part, u64)>> = sets.into_values().collect();
    let wholes: Vec<_> = sets.par_iter().map(|set| incidents(set)).collect();
    wholes.iter().flatten().for_each(|whole| flat.incident(whole));
    flat
}

/// The family of copies that each article belongs to: the place of its first.
fn families(tellings: &[Telling]) -> Vec<u64> {
    let mut sharing: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (article, telling) in tellings.iter().enumerate() {
        for band in telling.signature.bands() {
            sharing.entry(band).or_default().push(article);
        }
    }
    let sharing: Vec<Vec<usize>> =
        sharing.into_values().filter(|articles| articles.len() > 1).collect();
    let pairs = sharing.par_iter().flat_map_iter(|articles| {
        let signatures: Vec<&Signature> =
            articles.iter().map(|article| &tellings[*article].signature).collect();
        copies(&signatures).into_iter().map(|(a, b)| (articles[a] as u64, articles[b] as u64))
    });
    sets(tellings.len(), pairs.collect())
}

/// The set of accounts that each hangs together with: the place of its first.
fn sets_of(parts: &[(&Part, u64)]) -> Vec<u64> {
    let count = u32::try_from(rayon::current_num_threads() * BLOCKS_OF_A_THREAD).unwrap_or(1);
    let blocks = Blocks::new(count);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); count as usize];
    let of: Vec<Vec<u32>> = parts.par_iter().map(|(part, _)| blocks.of(&part.sketch)).collect();
    for (account, of) in of.into_iter().enumerate() {
        of.into_iter().for_each(|block| members[block as usize].push(account));
    }
    let pairs = (0..count).into_par_iter().flat_map_iter(|block| {
        let members = &members[block as usize];
        let sketches: Vec<&Sketch> =
            members.iter().map(|account| &parts[*account].0.sketch).collect();
        let pairs = blocks.alike(block, &sketches);
        pairs.into_iter().map(|(a, b)| (members[a] as u64, members[b] as u64)).collect::<Vec<_>>()
    });
    sets(parts.len(), pairs.collect())
}

/// The set of each number up to `count`.
fn sets(count: usize, pairs: Vec<(u64, u64)>) -> Vec<u64> {
    let mut ties = Ties::default();
    (0..count as u64).for_each(|number| {
        ties.tie(number, number);
    });
    for (a, b) in pairs {
        ties.tie(a, b);
    }
    ties.sets().into_iter().map(|(_, set)| set).collect()
}
