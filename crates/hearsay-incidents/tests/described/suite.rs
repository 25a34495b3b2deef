//! Invented stories, told by several outlets, and what must come of them: `suite/*.toml`.
//!
//! A story is lines of what is said; each is an article of its own unless it continues one. See
//! `suite/README.md` for the fields.

use std::fs;
use std::path::Path;

use crate::stories::{Expected, Story};
use hearsay_incidents::{Account, Incident, describe};

/// Everything that a story expects of its incident and does not find there.
fn failures(story: &Story, incident: &Incident) -> Vec<String> {
    let mut failures = Vec::new();
    let mut check = |what: &str, expected: &[String], found: Vec<String>| {
        let (mut expected, mut found) = (expected.to_vec(), found);
        expected.sort();
        found.sort();
        if expected != found {
            failures.push(format!(
                "{}: {what}\n  expected {expected:#?}\n  found    {found:#?}",
                story.name
            ));
        }
    };
    let Expected { contradictions, changes, origins, toll, sides, one_sided, admissions } =
        &story.expect;
    let pair = |claims: &[String; 2], about: &str| {
        format!("{} {} {about}", story.label(&claims[0]), story.label(&claims[1]))
    };
    let found = incident.contradictions.iter();
    check("contradictions", contradictions, found.map(|c| pair(&c.claims, &c.about)).collect());
    let found = incident.changes.iter();
    let change =
        |c: &hearsay_incidents::Change| format!("{} {}", pair(&c.claims, &c.about), c.kind);
    check("changes", changes, found.map(change).collect());
    if let Some(origins) = origins {
        let found = incident.origins.iter().map(|origin| {
            let claims = origin.claims.iter().map(|id| story.label(id));
            format!("{}: {}", origin.name, claims.collect::<Vec<_>>().join(" "))
        });
        check("origins", origins, found.collect());
    }
    if let Some(toll) = toll {
        let number = |n: Option<u64>| n.map_or("?".to_owned(), |n| n.to_string());
        let found = incident.toll.iter().map(|total| {
            let whose = [&total.who, &total.side].into_iter().flatten().cloned();
            let of = whose.collect::<Vec<_>>().join(" of ");
            let numbers = [total.low, total.best, total.high].map(number).join(" ");
            format!("{} {numbers} {of}", total.kind).trim().to_owned()
        });
        check("toll", toll, found.collect());
    }
    if let Some(sides) = sides {
        let found = incident.sides.iter().map(|side| {
            let third = if side.third_party { "third " } else { "" };
            let claims = side.claims.iter().map(|id| story.label(id)).collect::<Vec<_>>().join(" ");
            format!("{third}{}: {claims}", side.name).trim().to_owned()
        });
        check("sides", sides, found.collect());
    }
    check("one_sided", one_sided.as_slice(), incident.one_sided.iter().cloned().collect());
    if let Some(admissions) = admissions {
        let found = incident.admissions.iter().map(|id| story.label(id));
        check("admissions", admissions, found.collect());
    }
    failures
}

#[test]
fn stories_come_out_as_they_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/described/suite");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the suite's folder can be read")
        .map(|entry| entry.expect("its entries can be read").path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "the suite has stories");
    let mut failed = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a story file can be read");
        for story in crate::stories::parse(&text) {
            let accounts = story.accounts();
            let incident = describe(&accounts.iter().collect::<Vec<&Account>>());
            failed.extend(failures(&story, &incident));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}
