//! What a ledger gives is as the schemas of the API say: no field more, none of the required ones less.
#![cfg(feature = "openapi")]

mod common;

use std::collections::BTreeSet;

use common::{Desk, article, read, texts};
use hearsay::{Ask, Explanation, Reader, Reading, Scratch};
use hearsay_incidents::{Account, Incident, Policy, Series, complete, series};
use hearsay_ledger::sides::{Sides, sides};
use hearsay_ledger::{
    Added, Arrival, ArticleEntry, Checked, ClaimEntry, ContradictionEntry, Counts, Decide,
    Decision, Entry, Filter, News, Page, Revision, Source, SourceKind, What,
};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// The properties of an object, and the names of those that are required.
type Object<'a> = (Vec<(&'a String, &'a Value)>, Vec<&'a str>);

/// A schema, with those that it refers to.
struct Schemas {
    root: Value,
    named: Map<String, Value>,
}

impl Schemas {
    fn of<T: ToSchema>() -> Self {
        let mut named = Vec::new();
        T::schemas(&mut named);
        let json = |schema: &_| serde_json::to_value(schema).expect("a schema is plain data");
        let named = named.iter().map(|(name, schema)| (name.clone(), json(schema))).collect();
        Self { root: json(&T::schema()), named }
    }

    fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(path) => {
                let name = path.rsplit('/').next().unwrap_or_default();
                self.named.get(name).unwrap_or_else(|| panic!("{name} is described nowhere"))
            }
            None => schema,
        }
    }

    /// The objects that a schema allows.
    fn objects<'a>(&'a self, schema: &'a Value) -> Vec<Object<'a>> {
        let schema = self.resolved(schema);
        let mut objects = match schema["oneOf"].as_array() {
            Some(ways) => ways.iter().flat_map(|way| self.objects(way)).collect(),
            None => vec![(Vec::new(), Vec::new())],
        };
        for part in schema["allOf"].as_array().into_iter().flatten() {
            let parts = self.objects(part);
            let joined = objects.iter().flat_map(|(properties, required)| {
                parts.iter().map(move |(more, needed)| {
                    ([properties.clone(), more.clone()].concat(), [&required[..], needed].concat())
                })
            });
            objects = joined.collect();
        }
        for (properties, required) in &mut objects {
            properties.extend(schema["properties"].as_object().into_iter().flatten());
            let needed = schema["required"].as_array().into_iter().flatten();
            required.extend(needed.filter_map(Value::as_str));
        }
        objects
    }

    fn fits(&self, value: &Value, schema: &Value) -> Result<(), String> {
        let schema = self.resolved(schema);
        // What says neither is any JSON.
        if ["type", "oneOf", "allOf"].iter().all(|word| schema[*word].is_null()) {
            return Ok(());
        }
        if let Some(fields) = value.as_object() {
            let objects = self.objects(schema);
            let ways = objects.iter().map(|(known, needed)| self.object(fields, known, needed));
            return ways.reduce(Result::or).expect("a schema allows at least one object");
        }
        if let Some(ways) = schema["oneOf"].as_array() {
            let ways = ways.iter().map(|way| self.fits(value, way));
            return ways.reduce(Result::or).unwrap_or(Ok(()));
        }
        if let Some(items) = value.as_array() {
            return items.iter().try_for_each(|item| self.fits(item, &schema["items"]));
        }
        let types: Vec<&str> = match &schema["type"] {
            Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
            other => other.as_str().into_iter().collect(),
        };
        let has = |name: &str| types.contains(&name);
        let is_well = match value {
            Value::Null => has("null"),
            Value::Bool(_) => has("boolean"),
            Value::Number(number) => has("number") || !number.is_f64() && has("integer"),
            _ => has("string"),
        };
        let is_named = schema["enum"].as_array().is_none_or(|names| names.contains(value));
        if is_well && is_named { Ok(()) } else { Err(format!("{value} is not {schema}")) }
    }

    fn object(
        &self,
        fields: &Map<String, Value>,
        known: &[(&String, &Value)],
        needed: &[&str],
    ) -> Result<(), String> {
        for name in needed {
            fields.get(*name).ok_or_else(|| format!("`{name}` is missing in {fields:?}"))?;
        }
        for (name, value) in fields {
            let (_, schema) = known
                .iter()
                .find(|(known, _)| *known == name)
                .ok_or_else(|| format!("`{name}` is not described"))?;
            self.fits(value, schema).map_err(|error| format!("{name}: {error}"))?;
        }
        Ok(())
    }
}

#[track_caller]
fn check<T: ToSchema + Serialize>(value: &T) {
    let schemas = Schemas::of::<T>();
    let value = serde_json::to_value(value).expect("it is plain data");
    if let Err(error) = schemas.fits(&value, &schemas.root) {
        panic!("{}: {error}", T::name());
    }
}

/// A page's own schema refers to that of what is on it by name.
#[track_caller]
fn check_page<T: ToSchema + Serialize>(page: &Page<T>) {
    assert!(!page.items.is_empty());
    let mut schemas = Schemas::of::<Page<T>>();
    let item = Schemas::of::<T>();
    schemas.named.insert(T::name().into_owned(), item.root);
    schemas.named.extend(item.named);
    let value = serde_json::to_value(page).expect("it is plain data");
    if let Err(error) = schemas.fits(&value, &schemas.root) {
        panic!("page of {}: {error}", T::name());
    }
}

const FEW: &str =
    "A car bomb killed nine people in Baghdad on 5 May 2024, the interior ministry said.";
const MANY: &str = "A car bomb killed 31 people in Baghdad on 5 May 2024, doctors said.";

fn desk() -> Desk {
    let desk = Desk::new();
    for (id, text) in [
        ("a", texts::SHELLING),
        ("a", texts::SHELLING_EDITED),
        ("b", texts::PROTEST),
        ("few", FEW),
        ("many", MANY),
    ] {
        let article = hearsay::Article {
            created: "2024-05-06".parse().ok(),
            publisher: Some(format!("The {id}")),
            title: Some("A headline".to_owned()),
            ..article(id, text)
        };
        let reading = read(&article);
        let added = desk.try_add(Arrival::bare(article, &reading)).expect("it is added");
        check::<Added>(&added);
    }
    let claims = desk.claims(&Filter { article: Some("a".to_owned()), ..Filter::default() });
    let ids: Vec<String> = claims.iter().map(|entry| entry.claim.id.clone()).collect();
    let field = "event.mode".to_owned();
    let correct = What::Correct { claim: ids[0].clone(), field, value: "drone".into() };
    for what in [What::Reject(ids[1].clone()), correct, What::Note(ids[0].clone())] {
        let decide = Decide { what, by: "Ada".to_owned(), note: Some("why not".to_owned()) };
        check::<Decision>(&desk.ledger.decide(decide).expect("decided"));
    }
    desk.ledger.gather().expect("it can be brought together");
    desk
}

#[test]
fn readings_and_explanations_are_as_described() {
    let mut scratch = Scratch::default();
    for text in [texts::SHELLING, texts::PROTEST, texts::BOMBING] {
        let article = article("x", text);
        let mut reading = read(&article);
        complete(&mut reading);
        assert!(reading.incidents.is_some() && !reading.claims.is_empty());
        check::<Reading>(&reading);
        let explanation = Reader::new().explain(&article, &Ask::All, &mut scratch);
        assert!(!explanation.claims.is_empty());
        check::<Explanation>(&explanation);
    }
}

#[test]
fn what_a_ledger_gives_is_as_described() {
    let desk = desk();
    let view = desk.ledger.view().expect("it can be read");
    let all = Filter::default();
    check_page::<ClaimEntry>(&view.claims(&all).expect("claims"));
    let first = Filter { limit: Some(1), ..Filter::default() };
    check_page::<ArticleEntry>(&view.articles(&first).expect("articles"));
    let contradictions = view.contradictions(&all).expect("contradictions");
    assert!(!contradictions.items.is_empty());
    check_page::<ContradictionEntry>(&contradictions);
    check_page::<News>(&view.news(None, 99).expect("news"));
    check::<Vec<Entry>>(&view.audit(99).expect("the audit"));
    check::<Vec<Decision>>(&view.decisions(None).expect("decisions"));
    check::<Counts>(&view.counts().expect("counts"));
    let revisions = view.revisions(Some("a")).expect("revisions");
    assert!(!revisions.is_empty());
    check::<Vec<Revision>>(&revisions);
    for kind in [SourceKind::Claimants, SourceKind::Outlets] {
        check::<Vec<Source>>(&view.sources(kind, &all).expect("sources"));
    }
    let incidents = view.incidents(&all).expect("incidents");
    for incident in &incidents.items {
        let accounts = view.accounts(&incident.id, None).expect("accounts");
        check::<Vec<Account>>(&accounts);
        check::<Sides>(&sides(incident, &accounts));
        let accounts: Vec<&Account> = accounts.iter().collect();
        check::<Series>(&series(&accounts, "killed", Policy::Ucdp, None));
    }
    check_page::<Incident>(&incidents);
    drop(view);
    check::<Checked>(&desk.ledger.check(|_, _| {}).expect("it can be looked through"));
}

#[test]
fn what_is_not_written_is_not_described() {
    let fields = |schemas: &Schemas, schema: &Value| -> BTreeSet<String> {
        let objects = schemas.objects(schema);
        objects.iter().flat_map(|(known, _)| known).map(|(name, _)| (*name).clone()).collect()
    };
    let claim = Schemas::of::<ClaimEntry>();
    let claim = fields(&claim, &claim.root);
    assert!(claim.contains("verdict") && claim.contains("evidence"), "{claim:?}");
    assert!(!claim.contains("read_as"));
    let sides = Schemas::of::<Sides>();
    let saying = fields(&sides, &sides.named["Saying"]);
    assert!(saying.contains("quote"), "{saying:?}");
    assert!(!saying.contains("is_negative") && !saying.contains("weight"));
}

#[test]
fn every_schema_has_a_name_of_its_own() {
    let mut named: Vec<(String, Value)> = Vec::new();
    let all: [fn() -> Schemas; 9] = [
        Schemas::of::<Reading>,
        Schemas::of::<Explanation>,
        Schemas::of::<Vec<ClaimEntry>>,
        Schemas::of::<Vec<Incident>>,
        Schemas::of::<Account>,
        Schemas::of::<Series>,
        Schemas::of::<Sides>,
        Schemas::of::<Vec<News>>,
        Schemas::of::<Revision>,
    ];
    for schemas in all {
        for (name, schema) in schemas().named {
            match named.iter().find(|(known, _)| *known == name) {
                Some((_, known)) => assert_eq!(*known, schema, "two schemas are called {name}"),
                None => named.push((name, schema)),
            }
        }
    }
}
