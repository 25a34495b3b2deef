//! Arrow out: a table that any library takes which knows the Arrow `PyCapsule` interface.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StructArray};
use arrow_schema::{ArrowError, DataType, Field, SchemaRef};
use hearsay_ledger::tables;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};
use pyo3_arrow::ffi::{ArrayIterator, to_schema_pycapsule, to_stream_pycapsule};

/// A table in Arrow's memory: batches of one schema.
#[pyclass(module = "hearsay", frozen)]
#[derive(Clone, Debug)]
pub(crate) struct Table {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl Table {
    pub(crate) fn new(batches: Vec<RecordBatch>) -> Self {
        let schema = batches.first().map(RecordBatch::schema);
        Self { schema: schema.expect("a table has a batch"), batches }
    }

    pub(crate) fn empty(schema: SchemaRef) -> Self {
        Self { schema, batches: Vec::new() }
    }
}

#[pymethods]
impl Table {
    /// How many rows it has.
    #[getter]
    fn num_rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// The names of its columns, in order.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }

    fn __len__(&self) -> usize {
        self.num_rows()
    }

    fn __repr__(&self) -> String {
        let (rows, columns) = (self.num_rows(), self.column_names().join(", "));
        let rows = if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
        format!("<hearsay.Table of {rows}: {columns}>")
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(py, self.schema.as_ref())?)
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let of_rows = DataType::Struct(self.schema.fields().clone());
        let field = Arc::new(Field::new("", of_rows, false));
        let arrays: Vec<Result<ArrayRef, ArrowError>> = self
            .batches
            .iter()
            .map(|batch| Ok(Arc::new(StructArray::from(batch.clone())) as ArrayRef))
            .collect();
        let reader = Box::new(ArrayIterator::new(arrays, field));
        Ok(to_stream_pycapsule(py, reader, requested_schema)?)
    }

    /// The same as a table of pyarrow, which must be installed. Nothing is copied.
    fn to_pyarrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("pyarrow")?.call_method1("table", (slf,))
    }

    /// The same as a data frame of polars, which must be installed.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("polars")?.call_method1("DataFrame", (slf,))
    }

    /// The same as a data frame of pandas, which must be installed, as must pyarrow.
    ///
    /// Columns keep the types that Arrow gives them: a number that is missing is `<NA>` and never nought,
    /// and whole numbers stay whole.
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let arrow_type = py.import("pandas")?.getattr("ArrowDtype")?;
        let options = PyDict::new(py);
        options.set_item("types_mapper", arrow_type)?;
        Self::to_pyarrow(slf)?.call_method("to_pandas", (), Some(&options))
    }
}

/// A table without rows.
#[pyfunction]
#[pyo3(name = "_empty")]
pub(crate) fn empty(name: &str) -> PyResult<Table> {
    let known = || tables::tables().iter().chain(tables::wide_tables());
    if !known().any(|table| table.name == name) {
        let names: Vec<&str> = known().map(|table| table.name).collect();
        let names = names.join(", ");
        return Err(PyValueError::new_err(format!(
            "there is no table `{name}`; there are {names}"
        )));
    }
    Ok(Table::empty(tables::schema(name)))
}
