//! OGC API – Features, Part 1: Core (17-069r4): incidents and claims for programs for maps.
//!
//! The requirements are those of the Core and GeoJSON classes. Features without a known place have a
//! null geometry and are found by all requests but those with a box.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use hearsay::PlaceForm;
use hearsay_incidents::{Incident, Total};
use hearsay_ledger::{Bounds, ClaimEntry, Filter, words};
use serde_json::{Map, Value, json};

use crate::access::Visitor;
use crate::desk::Desk;
use crate::problem::Problem;

/// The standard's own words for what is met.
const CONFORMANCE: [&str; 2] = [
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
];

/// Longitude and latitude of WGS 84, in this order.
const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

/// So many features a page has unless told otherwise, and at most.
const LIMIT: usize = 100;
const MOST: usize = 1000;

const GEOJSON: &str = "application/geo+json";

/// Id, title and description of each collection.
const COLLECTIONS: [(&str, &str, &str); 2] = [
    ("incidents", "Incidents", "What claims of one or many articles are held to be about"),
    ("claims", "Claims", "One event as one claimant tells it in one article"),
];

/// The routes below `/ogc`.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/ogc", get(landing))
        .route("/ogc/", get(landing))
        .route("/ogc/conformance", get(conformance))
        .route("/ogc/collections", get(collections))
        .route("/ogc/collections/{collection}", get(collection))
        .route("/ogc/collections/{collection}/items", get(items))
        .route("/ogc/collections/{collection}/items/{feature}", get(feature))
}

/// Where a client reached us, for links, which it may store: `http://127.0.0.1:7770`.
fn base(desk: &Desk, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    desk.doors.hosts.origin_of(host)
}

fn link(href: String, rel: &str, media: &str, title: &str) -> Value {
    json!({"href": href, "rel": rel, "type": media, "title": title})
}

/// Refuses parameters that a path does not know, as the standard demands.
fn known(uri: &Uri, names: &[&str]) -> Result<Vec<(String, String)>, Problem> {
    let pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let pairs: Vec<(String, String)> = pairs.into_owned().collect();
    let unknown = pairs.iter().find(|(name, _)| !names.contains(&name.as_str()));
    match unknown {
        Some((name, _)) => Err(Problem::bad_request(format!(
            "there is no parameter `{name}`; there are {}",
            names.join(", ")
        ))),
        None => Ok(pairs),
    }
}

/// What a client wants: JSON, unless it asks for a page.
fn wants_page(pairs: &[(String, String)], headers: &HeaderMap) -> Result<bool, Problem> {
    match pairs.iter().find(|(name, _)| name == "f").map(|(_, value)| value.as_str()) {
        Some("json" | "geojson") => Ok(false),
        Some("html") => Ok(true),
        Some(other) => Err(Problem::bad_request(format!("f is json or html, not `{other}`"))),
        None => {
            let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
            Ok(accept.is_some_and(|accept| accept.contains("text/html")))
        }
    }
}

async fn landing(
    State(desk): State<Arc<Desk>>,
    _: Visitor,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if wants_page(&known(&uri, &["f"])?, &headers)? {
        return Ok(Redirect::to("/map").into_response());
    }
    let base = base(&desk, &headers);
    let json = "application/json";
    let landing = json!({
        "title": format!("Hearsay: {}", desk.name),
        "description": "Who says what happened. Nothing is scored as true.",
        "links": [
            link(format!("{base}/ogc?f=json"), "self", json, "This document"),
            link(format!("{base}/map"), "alternate", "text/html", "The map"),
            link(format!("{base}/api/openapi.json"), "service-desc", "application/vnd.oai.openapi+json;version=3.1", "The API"),
            link(format!("{base}/api/docs"), "service-doc", "text/html", "The API, for people"),
            link(format!("{base}/ogc/conformance"), "conformance", json, "What is conformed to"),
            link(format!("{base}/ogc/collections"), "data", json, "Collections"),
        ],
    });
    Ok(Json(landing).into_response())
}

async fn conformance(_: Visitor, uri: Uri) -> Result<Response, Problem> {
    known(&uri, &["f"])?;
    Ok(Json(json!({"conformsTo": CONFORMANCE})).into_response())
}

async fn collections(
    State(desk): State<Arc<Desk>>,
    _: Visitor,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    known(&uri, &["f"])?;
    let base = base(&desk, &headers);
    let all: Vec<Value> = COLLECTIONS.into_iter().map(|of| described(&base, of)).collect();
    let own = link(format!("{base}/ogc/collections"), "self", "application/json", "This document");
    Ok(Json(json!({"links": [own], "collections": all})).into_response())
}

async fn collection(
    State(desk): State<Arc<Desk>>,
    _: Visitor,
    Path(name): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    known(&uri, &["f"])?;
    let of = find(&name)?;
    Ok(Json(described(&base(&desk, &headers), of)).into_response())
}

fn find(name: &str) -> Result<(&'static str, &'static str, &'static str), Problem> {
    let found = COLLECTIONS.into_iter().find(|(id, ..)| *id == name);
    found.ok_or_else(|| Problem::not_found(format!("there is no collection `{name}`")))
}

fn described(base: &str, (id, title, about): (&str, &str, &str)) -> Value {
    let own = format!("{base}/ogc/collections/{id}");
    json!({
        "id": id,
        "title": title,
        "description": about,
        "itemType": "feature",
        "crs": [CRS84],
        "extent": {"spatial": {"bbox": [[-180, -90, 180, 90]], "crs": CRS84}, "temporal": {"interval": [[null, null]]}},
        "links": [
            link(own.clone(), "self", "application/json", title),
            link(format!("{own}/items"), "items", GEOJSON, title),
        ],
    })
}

/// Box, time, number and cursor of a request, as the ledger's filter.
fn filter(pairs: &[(String, String)]) -> Result<Filter, Problem> {
    let mut filter = Filter { limit: Some(LIMIT), ..Filter::default() };
    for (name, value) in pairs {
        match name.as_str() {
            "limit" => {
                let limit = value.parse::<usize>().ok().filter(|limit| *limit > 0);
                let wrong =
                    || Problem::bad_request(format!("limit is a number above 0, not `{value}`"));
                // More than the most is no error: fewer are given.
                filter.limit = Some(limit.ok_or_else(wrong)?.min(MOST));
            }
            "bbox" => filter.bbox = Some(bounds(value)?),
            "datetime" => (filter.from, filter.to) = interval(value)?,
            "after" => filter.after = Some(value.clone()),
            _ => {}
        }
    }
    Ok(filter)
}

/// Four numbers, or six with heights, which nothing here has.
fn bounds(text: &str) -> Result<Bounds, Problem> {
    let parts: Vec<&str> = text.split(',').collect();
    let flat = match parts.as_slice() {
        [west, south, _, east, north, _] => [*west, *south, *east, *north].join(","),
        _ => text.to_owned(),
    };
    Ok(flat.parse()?)
}

/// The days of an instant, or of an interval whose ends may be open (RFC 3339, section 5.6).
fn interval(text: &str) -> Result<(Option<String>, Option<String>), Problem> {
    let day = |text: &str| match text.trim() {
        "" | ".." => Ok(None),
        text => {
            let day = text.parse::<jiff::Timestamp>().map(|instant| instant.to_string());
            let day = day.or_else(|_| text.parse::<jiff::civil::Date>().map(|day| day.to_string()));
            let wrong = |_| {
                Problem::bad_request(format!(
                    "`{text}` is no time: write 2020-09-27, 2020-09-27T10:00:00Z, or two of them with a \
                     slash, of which one may be .."
                ))
            };
            day.map(|day| day.get(..10).map(str::to_owned)).map_err(wrong)
        }
    };
    let (from, to) = text.split_once('/').unwrap_or((text, text));
    let days = (day(from)?, day(to)?);
    match &days {
        (None, None) if !text.contains('/') => Err(Problem::bad_request("datetime is empty")),
        (Some(from), Some(to)) if from > to => {
            Err(Problem::bad_request(format!("{from} is later than {to}")))
        }
        _ => Ok(days),
    }
}

async fn items(
    State(desk): State<Arc<Desk>>,
    _: Visitor,
    Path(name): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (id, title, _) = find(&name)?;
    let pairs = known(&uri, &["bbox", "datetime", "limit", "after", "f"])?;
    if wants_page(&pairs, &headers)? {
        return Ok(Redirect::to(if id == "claims" { "/" } else { "/map" }).into_response());
    }
    let filter = filter(&pairs)?;
    let base = base(&desk, &headers);
    let of = base.clone();
    let (features, next, matched) = desk
        .look(move |view| {
            Ok::<_, Problem>(if id == "claims" {
                let page = view.claims(&filter)?;
                let features: Vec<Value> =
                    page.items.iter().map(|entry| of_claim(&of, entry)).collect();
                (features, page.next, view.count_claims(&filter)?)
            } else {
                let page = view.incidents(&filter)?;
                let features: Vec<Value> =
                    page.items.iter().map(|it| of_incident(&of, it)).collect();
                (features, page.next, view.count_incidents(&filter)?)
            })
        })
        .await?;
    let own = format!("{base}/ogc/collections/{id}/items");
    let with = |after: Option<&str>| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(pairs.iter().filter(|(name, _)| name != "after" || after.is_none()));
        if let Some(after) = after {
            query.append_pair("after", after);
        }
        let query = query.finish();
        if query.is_empty() { own.clone() } else { format!("{own}?{query}") }
    };
    let mut links = vec![
        link(with(None), "self", GEOJSON, title),
        link(format!("{base}/map"), "alternate", "text/html", "The map"),
        link(format!("{base}/ogc/collections/{id}"), "collection", "application/json", title),
    ];
    links.extend(
        next.as_deref().map(|next| link(with(Some(next)), "next", GEOJSON, "The next page")),
    );
    let body = json!({
        "type": "FeatureCollection",
        "timeStamp": jiff::Timestamp::now().to_string(),
        "numberMatched": matched,
        "numberReturned": features.len(),
        "links": links,
        "features": features,
    });
    Ok(([(header::CONTENT_TYPE, GEOJSON)], body.to_string()).into_response())
}

async fn feature(
    State(desk): State<Arc<Desk>>,
    _: Visitor,
    Path((name, feature)): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (id, title, _) = find(&name)?;
    let pairs = known(&uri, &["f"])?;
    if wants_page(&pairs, &headers)? {
        return Ok(Redirect::to(&format!("/{id}/{feature}")).into_response());
    }
    let base = base(&desk, &headers);
    let of = base.clone();
    let mut body = desk
        .look(move |view| {
            Ok::<_, Problem>(if id == "claims" {
                of_claim(&of, &view.claim(&feature)?)
            } else {
                of_incident(&of, &view.incident(&feature)?)
            })
        })
        .await?;
    let own =
        format!("{base}/ogc/collections/{id}/items/{}", body["id"].as_str().unwrap_or_default());
    let page = body["properties"]["page"].as_str().unwrap_or_default().to_owned();
    body["links"] = json!([
        link(own, "self", GEOJSON, title),
        link(page, "alternate", "text/html", "The page"),
        link(format!("{base}/ogc/collections/{id}"), "collection", "application/json", title),
    ]);
    Ok(([(header::CONTENT_TYPE, GEOJSON)], body.to_string()).into_response())
}

fn geometry(place: Option<&PlaceForm>) -> Value {
    match place.and_then(|place| place.lon.zip(place.lat)) {
        Some((lon, lat)) => json!({"type": "Point", "coordinates": [lon, lat]}),
        None => Value::Null,
    }
}

/// What is told of the place: the point alone would pretend to know more than it does.
fn tell_place(properties: &mut Map<String, Value>, place: Option<&PlaceForm>) {
    properties.insert("place".to_owned(), json!(place.map(|place| &place.name)));
    properties.insert("radius_km".to_owned(), json!(place.and_then(|place| place.radius_km)));
    properties.insert("country".to_owned(), json!(place.and_then(|place| place.country.as_ref())));
}

fn of_incident(base: &str, incident: &Incident) -> Value {
    let articles: std::collections::BTreeSet<&String> = incident.articles.iter().collect();
    let sides = |third: bool| {
        let names = incident.sides.iter().filter(|side| side.third_party == third);
        names.map(|side| side.name.as_str()).collect::<Vec<_>>().join("; ")
    };
    let mut properties = Map::new();
    for (name, value) in [
        ("title", json!(words::title(&incident.event, incident.place.as_ref()))),
        ("event", json!(incident.event.kind)),
        ("mode", json!(incident.event.mode)),
        ("begin", json!(incident.begin)),
        ("end", json!(incident.end)),
        ("sides", json!(sides(false))),
        ("third_parties", json!(sides(true))),
        ("articles", json!(articles.len())),
        ("claims", json!(incident.claims.len())),
        ("independent_sources", json!(incident.origins.len())),
        ("contradictions", json!(incident.contradictions.len())),
        ("one_sided", json!(incident.one_sided)),
        ("page", json!(format!("{base}/incidents/{}", incident.id))),
    ] {
        properties.insert(name.to_owned(), value);
    }
    tell_place(&mut properties, incident.place.as_ref());
    for kind in ["killed", "wounded"] {
        // One number for all of a kind only where nobody tells losses apart.
        let whole: Vec<&Total> = incident.toll.iter().filter(|total| total.kind == kind).collect();
        let one = whole.iter().find(|total| total.side.is_none() && total.who.is_none());
        for (end, of) in [
            ("low", one.and_then(|total| total.low)),
            ("best", one.and_then(|total| total.best)),
            ("high", one.and_then(|total| total.high)),
        ] {
            properties.insert(format!("{kind}_{end}"), json!(of));
        }
        let told: Vec<String> = whole.into_iter().map(words::total).collect();
        properties.insert(format!("{kind}_claimed"), json!(told.join("; ")));
    }
    json!({"type": "Feature", "id": incident.id, "geometry": geometry(incident.place.as_ref()), "properties": properties})
}

fn of_claim(base: &str, entry: &ClaimEntry) -> Value {
    let claim = &entry.claim;
    let status = words::status(&claim.modality, &claim.polarity, &claim.certainty);
    let tolls: Vec<String> = claim.toll.iter().map(words::loss).collect();
    let mut properties = Map::new();
    for (name, value) in [
        // A map shows titles alone: a denial must be seen in them.
        (
            "title",
            json!(match &status {
                Some(status) =>
                    format!("{}: {}", status.words.to_uppercase(), words::event(&claim.event)),
                None => words::event(&claim.event),
            }),
        ),
        ("claimants", json!(words::chain(&claim.claimants))),
        ("says", json!(words::says(claim))),
        ("standing", json!(status.map(|status| status.words))),
        ("event", json!(claim.event.kind)),
        ("mode", json!(claim.event.mode)),
        ("modality", json!(claim.modality)),
        ("polarity", json!(claim.polarity)),
        ("certainty", json!(claim.certainty)),
        ("who", json!(words::who(claim))),
        ("begin", json!(claim.time.as_ref().and_then(|time| time.begin.as_ref()))),
        ("end", json!(claim.time.as_ref().and_then(|time| time.end.as_ref()))),
        ("losses", json!(tolls.join("; "))),
        ("quote", json!(words::quote(claim))),
        ("publisher", json!(claim.article.publisher)),
        ("created", json!(claim.article.created)),
        ("article", json!(claim.article.id)),
        ("incident", json!(entry.incident)),
        ("page", json!(format!("{base}/claims/{}", claim.id))),
    ] {
        properties.insert(name.to_owned(), value);
    }
    tell_place(&mut properties, claim.place.as_ref());
    json!({"type": "Feature", "id": claim.id, "geometry": geometry(claim.place.as_ref()), "properties": properties})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_instants_or_intervals() {
        let of = |text: &str| interval(text).ok();
        let day = |text: &str| Some(text.to_owned());
        assert_eq!(of("2020-09-27"), Some((day("2020-09-27"), day("2020-09-27"))));
        assert_eq!(of("2020-09-27T10:00:00Z"), Some((day("2020-09-27"), day("2020-09-27"))));
        assert_eq!(of("2020-09-27T00:00:00Z/.."), Some((day("2020-09-27"), None)));
        assert_eq!(of("../2020-09-28"), Some((None, day("2020-09-28"))));
        assert_eq!(of("/2020-09-28"), Some((None, day("2020-09-28"))));
        for wrong in ["", "..", "yesterday", "2020-09-28/2020-09-27", "2020-13-01/.."] {
            assert!(interval(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn boxes_may_have_heights() {
        let flat = Bounds { west: 44.0, south: 38.0, east: 48.0, north: 41.0 };
        assert_eq!(bounds("44,38,48,41").ok(), Some(flat));
        assert_eq!(bounds("44,38,0,48,41,100").ok(), Some(flat));
        assert!(bounds("44,38,48").is_err());
    }
}
