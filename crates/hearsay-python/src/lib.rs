//! Hearsay for Python: Arrow in, Arrow out.
//!
//! ```text
//! articles ─▶ read_batch ─▶ readings ─▶ merge ─▶ incidents, claims, figures …
//!                              │
//!                              └─ stages: the same merge in steps, for many machines
//! ```
//!
//! The package `hearsay` (in `python/hearsay`) gives these functions their places and their
//! documentation; here they are made. None holds Python's lock while it works.

mod articles;
mod columns;
mod files;
mod ledger;
mod merging;
mod reading;
mod stages;
mod table;

use pyo3::prelude::*;

/// What the package `hearsay` is made of.
#[pymodule]
fn _hearsay(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<table::Table>()?;
    module.add_class::<ledger::Ledger>()?;
    module.add_class::<files::Articles>()?;
    module.add_function(wrap_pyfunction!(reading::read, module)?)?;
    module.add_function(wrap_pyfunction!(reading::read_batch, module)?)?;
    module.add_function(wrap_pyfunction!(reading::unpack, module)?)?;
    module.add_function(wrap_pyfunction!(merging::merge, module)?)?;
    module.add_function(wrap_pyfunction!(table::empty, module)?)?;
    stages::add(module)
}
