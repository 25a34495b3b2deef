//! `datapackage.json`: the tables described for machines (Frictionless Data Package, Table Schema).

use serde_json::{Value, json};

use super::columns::{Column, Kind, Table, tables};

/// The description of the tables in a folder.
pub(super) fn description() -> Value {
    let resources: Vec<Value> = tables().iter().map(resource).collect();
    json!({
        "profile": "data-package",
        "name": "hearsay-ledger",
        "title": "Who says what happened",
        "description": "Claims of news articles with who makes them, and the incidents they are \
                        held to be about. Nothing here is scored as true; what is denied or in \
                        doubt says so in the column status. Missing means unknown, never zero.",
        "created_by": concat!("hearsay ", env!("CARGO_PKG_VERSION")),
        "resources": resources,
    })
}

fn resource(table: &Table) -> Value {
    let fields: Vec<Value> = table.columns.iter().map(field).collect();
    let foreign: Vec<Value> = table.columns.iter().filter_map(foreign).collect();
    let mut schema = json!({ "fields": fields });
    if let Some(key) = key(table) {
        schema["primaryKey"] = json!([key]);
    }
    if !foreign.is_empty() {
        schema["foreignKeys"] = Value::Array(foreign);
    }
    json!({
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": format!("{}.parquet", table.name),
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": schema,
    })
}

/// The column that names a row.
fn key(table: &Table) -> Option<&'static str> {
    let first = table.columns.first()?;
    (first.refers_to.is_none() && first.name.ends_with("_id")).then_some(first.name)
}

fn field(column: &Column) -> Value {
    let kind = match column.kind {
        Kind::Text => "string",
        Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::Boolean => "boolean",
        Kind::Date => "date",
        Kind::List | Kind::Rows => "array",
        Kind::Row => "object",
        Kind::Bytes => "string",
    };
    let mut field = json!({
        "name": column.name,
        "type": kind,
        "description": column.meaning,
    });
    if !column.hxl.is_empty() {
        field["hxl"] = json!(column.hxl);
    }
    field
}

/// A list names several rows, which a foreign key cannot.
fn foreign(column: &Column) -> Option<Value> {
    let (table, name) = column.refers_to.filter(|_| column.kind != Kind::List)?;
    Some(json!({
        "fields": [column.name],
        "reference": { "resource": table, "fields": [name] },
    }))
}
