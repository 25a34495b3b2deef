//! The requirements of OGC API – Features, Part 1: Core, each by its number in the standard.

mod common;

use std::collections::HashSet;

use common::{Desk, article, examples};
use serde_json::Value;

fn desk() -> Desk {
    let mut articles = examples();
    articles.push(article(
        "yerevan",
        "Armenia said on Sunday that Azerbaijani shelling had killed 16 soldiers near Stepanakert. \
         The ministry denied that a hospital in Yerevan was hit.",
    ));
    Desk::with(articles)
}

fn rels(of: &Value) -> HashSet<String> {
    let links = of["links"].as_array().expect("there are links");
    links.iter().map(|link| link["rel"].as_str().expect("a rel").to_owned()).collect()
}

#[test]
fn landing_page_leads_on() {
    let desk = desk();
    let landing = desk.json("/ogc");
    for rel in ["self", "service-desc", "service-doc", "conformance", "data"] {
        assert!(rels(&landing).contains(rel), "/req/core/root-success: {rel}");
    }
    let conforms = desk.json("/ogc/conformance");
    let core = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core";
    assert!(conforms["conformsTo"].as_array().expect("a list").contains(&Value::from(core)));
    for link in landing["links"].as_array().expect("there are links") {
        let href = link["href"].as_str().expect("an address");
        let path = href.strip_prefix(&format!("http://{}", desk.address())).expect("it is ours");
        assert_eq!(desk.get(path).status, 200, "{href}");
    }
}

#[test]
fn collections_have_items() {
    let desk = desk();
    let all = desk.json("/ogc/collections");
    for of in all["collections"].as_array().expect("a list") {
        let id = of["id"].as_str().expect("an id");
        assert!(rels(of).contains("items"), "/req/core/fc-md-items-links");
        assert_eq!(&desk.json(&format!("/ogc/collections/{id}")), of, "/req/core/sfc-md-success");
        let answered = desk.get(&format!("/ogc/collections/{id}/items"));
        assert_eq!(answered.headers["content-type"], "application/geo+json");
        let items: Value = serde_json::from_str(&answered.text).expect("it is JSON");
        let features = items["features"].as_array().expect("a list");
        assert_eq!(items["type"], "FeatureCollection");
        assert_eq!(items["numberReturned"], features.len(), "/req/core/fc-numberReturned");
        assert!(
            items["timeStamp"].as_str().is_some_and(|at| at.ends_with('Z')),
            "/req/core/fc-timeStamp"
        );
        for rel in ["self", "alternate"] {
            assert!(rels(&items).contains(rel), "/req/core/fc-links: {rel}");
        }
        let one = &features[0];
        let feature = desk
            .json(&format!("/ogc/collections/{id}/items/{}", one["id"].as_str().expect("an id")));
        assert_eq!(feature["properties"], one["properties"], "/req/core/f-success");
        for rel in ["self", "alternate", "collection"] {
            assert!(rels(&feature).contains(rel), "/req/core/f-links: {rel}");
        }
    }
    assert_eq!(desk.get("/ogc/collections/none").status, 404);
    assert_eq!(desk.get("/ogc/collections/incidents/items/none").status, 404);
}

#[test]
fn pages_hold_every_feature_once() {
    let desk = desk();
    let mut path = "/ogc/collections/claims/items?limit=9".to_owned();
    let mut ids = Vec::new();
    let mut matched = None;
    loop {
        let page = desk.json(&path);
        matched = matched.or_else(|| page["numberMatched"].as_u64());
        ids.extend(page["features"].as_array().expect("a list").iter().map(|it| it["id"].clone()));
        let next =
            page["links"].as_array().expect("links").iter().find(|link| link["rel"] == "next");
        let Some(next) = next else { break };
        let href = next["href"].as_str().expect("an address");
        path = href
            .strip_prefix(&format!("http://{}", desk.address()))
            .expect("it is ours")
            .to_owned();
    }
    assert_eq!(Some(ids.len() as u64), matched, "/req/core/fc-numberMatched");
    let unique: HashSet<String> = ids.iter().map(Value::to_string).collect();
    assert_eq!(unique.len(), ids.len());
}

#[test]
fn box_and_time_choose() {
    let desk = desk();
    let count = |query: &str| {
        let items = desk.json(&format!("/ogc/collections/claims/items?limit=1000&{query}"));
        items["features"].as_array().expect("a list").clone()
    };
    let caucasus = count("bbox=40,38,50,42");
    assert!(!caucasus.is_empty());
    for feature in &caucasus {
        let at = feature["geometry"]["coordinates"].as_array().expect("a box finds points alone");
        assert!((40.0..=50.0).contains(&at[0].as_f64().expect("a number")));
    }
    assert_eq!(count("bbox=40,38,0,50,42,0").len(), caucasus.len());
    assert!(count("bbox=0,0,1,1").is_empty());
    assert!(!count("datetime=2024-03-12").is_empty());
    assert!(count("datetime=1990-01-01T00:00:00Z/1990-12-31T00:00:00Z").is_empty());
    assert_eq!(count("datetime=../..").len(), count("").len());
}

#[test]
fn what_the_standard_calls_wrong_is_400() {
    let desk = desk();
    for wrong in [
        "bbox=1,2,3",
        "bbox=a,b,c,d",
        "datetime=soon",
        "limit=0",
        "limit=x",
        "colour=red",
        "f=xml",
        "after=zzz",
    ] {
        let answered = desk.get(&format!("/ogc/collections/incidents/items?{wrong}"));
        assert_eq!(answered.status, 400, "/req/core/query-param-invalid: {wrong}");
        assert_eq!(answered.headers["content-type"], "application/problem+json");
    }
    let most = desk.get("/ogc/collections/incidents/items?limit=100000");
    assert_eq!(most.status, 200, "more than the most is cut down");
}

#[test]
fn denials_are_seen_on_a_map() {
    let desk = desk();
    let items = desk.json("/ogc/collections/claims/items?limit=1000");
    let denied: Vec<&Value> = items["features"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|it| it["properties"]["modality"] == "denied")
        .collect();
    assert!(!denied.is_empty());
    for feature in denied {
        let title = feature["properties"]["title"].as_str().expect("a title");
        assert!(title.starts_with("DENIED"), "{title}");
    }
}
