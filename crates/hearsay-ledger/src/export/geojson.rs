//! `GeoJSON` (RFC 7946): one claim a feature, with every column of the table of claims for a
//! property. A claim without a point has no geometry, and is never put at (0, 0).

use std::io::Write;

use serde_json::{Map, Value, json};

use super::links::Links;
use super::rows::{self, Cell, NOT_FLAT};
use super::{ExportError, Form, Losses, Material};

pub(super) fn write(material: &dyn Material, out: &mut dyn Write) -> Result<Losses, ExportError> {
    let links = Links::of(material)?;
    let mut losses = Losses::new(Form::Geojson);
    let mut is_first = true;
    out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
    material.articles(&mut |told| {
        losses.wrote_article(told);
        for claim in told.accounts.iter().flat_map(|account| &account.claims) {
            out.write_all(if is_first { b"\n" } else { b",\n" })?;
            is_first = false;
            let feature = json!({
                "type": "Feature",
                "id": claim.id,
                "geometry": geometry(claim),
                "properties": properties(rows::claim(claim, &links)),
            });
            serde_json::to_writer(&mut *out, &feature).map_err(std::io::Error::from)?;
            losses.wrote_claim(claim, &links);
        }
        Ok(())
    })?;
    out.write_all(b"\n]}\n")?;
    out.flush()?;
    Ok(losses)
}

/// Longitude first.
fn geometry(claim: &hearsay_incidents::Claim) -> Value {
    let point = claim.place.as_ref().and_then(|place| Some((place.lon?, place.lat?)));
    match point {
        Some((lon, lat)) if is_on_earth(lon, lat) => {
            json!({"type": "Point", "coordinates": [lon, lat]})
        }
        _ => Value::Null,
    }
}

fn is_on_earth(lon: f64, lat: f64) -> bool {
    (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat)
}

/// What is not known is null, so that every feature has the same properties, as programs for maps
/// want it.
fn properties(row: rows::Row) -> Map<String, Value> {
    let value = |cell| match cell {
        Cell::Null => Value::Null,
        Cell::Text(text) => Value::String(text),
        Cell::Integer(number) => number.into(),
        Cell::Number(number) => number.into(),
        Cell::Boolean(is_true) => is_true.into(),
        Cell::List(items) => items.into(),
        Cell::Bytes(_) | Cell::Row(_) | Cell::Rows(_) => panic!("{NOT_FLAT}"),
    };
    row.into_iter().map(|(name, cell)| (name.to_owned(), value(cell))).collect()
}
