//! A ledger, read into tables.

use std::path::PathBuf;

use hearsay_ledger::export::Chosen;
use hearsay_ledger::sides::sides;
use hearsay_ledger::tables::Flat;
use hearsay_ledger::{Access, Filter, LedgerError, Order};
use pyo3::exceptions::{PyFileNotFoundError, PyKeyError, PyOSError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::reading::loads;
use crate::table::Table;

/// A ledger that `hearsay add`, `hearsay watch` or the desk keeps, to look things up.
#[pyclass(module = "hearsay", frozen)]
pub(crate) struct Ledger {
    ledger: hearsay_ledger::Ledger,
}

#[pymethods]
impl Ledger {
    #[new]
    #[pyo3(signature = (path="hearsay.db".into()))]
    fn new(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        let opened = py.detach(|| hearsay_ledger::Ledger::open(&path, Access::Read));
        let ledger = opened.map_err(|error| told(&path.display().to_string(), &error))?;
        Ok(Self { ledger })
    }

    /// The tables of the Parquet export, by name, of what the filters choose.
    #[pyo3(signature = (*, claimant=None, actor=None, event=None, date_from=None, date_to=None,
        country=None, text=None, incident=None, article=None, contested=false, one_sided=false,
        private_persons=true))]
    #[expect(clippy::too_many_arguments)] // Python calls them by name
    fn tables<'py>(
        &self,
        py: Python<'py>,
        claimant: Option<String>,
        actor: Option<String>,
        event: Option<String>,
        date_from: Option<String>,
        date_to: Option<String>,
        country: Option<String>,
        text: Option<String>,
        incident: Option<String>,
        article: Option<String>,
        contested: bool,
        one_sided: bool,
        private_persons: bool,
    ) -> PyResult<Bound<'py, PyDict>> {
        for (name, day) in [("date_from", &date_from), ("date_to", &date_to)] {
            if day.as_ref().is_some_and(|day| day.parse::<hearsay::Created>().is_err()) {
                let day = day.as_deref().unwrap_or_default();
                return Err(PyValueError::new_err(format!(
                    "{name}: `{day}` is no day like 2024-03-12"
                )));
            }
        }
        let filter = Filter {
            claimant,
            actor,
            event,
            from: date_from,
            to: date_to,
            country,
            text,
            incident,
            article,
            contested,
            one_sided,
            order: Order::Oldest,
            ..Filter::default()
        };
        let tables = py.detach(|| -> Result<_, LedgerOrExport> {
            let view = self.ledger.view()?;
            let chosen = Chosen::new(&view, &filter).without_private_persons(!private_persons);
            Ok(Flat::of(&chosen)?.take())
        });
        let all = PyDict::new(py);
        for (name, batches) in tables.map_err(|error| self.failed(error))? {
            all.set_item(name, Py::new(py, Table::new(batches))?)?;
        }
        Ok(all)
    }

    /// The reading of an article in the JSON form.
    fn reading<'py>(&self, py: Python<'py>, article: &str) -> PyResult<Bound<'py, PyAny>> {
        let json = py.detach(|| -> Result<String, LedgerOrExport> {
            let mut reading = self.ledger.view()?.article(article, None)?.reading;
            hearsay_incidents::complete(&mut reading);
            Ok(serde_json::to_string(&reading).map_err(LedgerError::from)?)
        });
        loads(py, &json.map_err(|error| self.failed(error))?)
    }

    /// The sides of an incident, set beside each other.
    fn compare<'py>(&self, py: Python<'py>, incident: &str) -> PyResult<Bound<'py, PyAny>> {
        let json = py.detach(|| -> Result<String, LedgerOrExport> {
            let view = self.ledger.view()?;
            let (incident, accounts) = (view.incident(incident)?, view.accounts(incident, None)?);
            let mut compared = serde_json::Map::new();
            let sides = serde_json::to_value(sides(&incident, &accounts));
            let incident = serde_json::to_value(incident).map_err(LedgerError::from)?;
            compared.insert("incident".to_owned(), incident);
            if let serde_json::Value::Object(sides) = sides.map_err(LedgerError::from)? {
                compared.extend(sides);
            }
            Ok(serde_json::Value::Object(compared).to_string())
        });
        loads(py, &json.map_err(|error| self.failed(error))?)
    }
}

impl Ledger {
    fn failed(&self, error: LedgerOrExport) -> PyErr {
        match error {
            LedgerOrExport::Ledger(error) => {
                told(&self.ledger.path().display().to_string(), &error)
            }
            LedgerOrExport::Export(error) => PyOSError::new_err(error.to_string()),
        }
    }
}

enum LedgerOrExport {
    Ledger(LedgerError),
    Export(hearsay_ledger::export::ExportError),
}

impl From<LedgerError> for LedgerOrExport {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}

impl From<hearsay_ledger::export::ExportError> for LedgerOrExport {
    fn from(error: hearsay_ledger::export::ExportError) -> Self {
        Self::Export(error)
    }
}

/// The exception for what went wrong.
fn told(path: &str, error: &LedgerError) -> PyErr {
    let words = format!("{path}: {error}");
    match error {
        LedgerError::Missing => PyFileNotFoundError::new_err(words),
        LedgerError::Unknown { .. } => PyKeyError::new_err(error.to_string()),
        LedgerError::Filter(_) => PyValueError::new_err(error.to_string()),
        _ => PyOSError::new_err(words),
    }
}
