//! What a ledger answers: who speaks for whom, what is said beside the claims, page after page.
#![allow(clippy::disallowed_methods)] // what was written is read back

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

fn run(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hearsay"));
    command.current_dir(folder).args(words).stdin(Stdio::null()).env("NO_COLOR", "1");
    command.output().expect("the command runs")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("messages are UTF-8")
}

#[track_caller]
fn array(folder: &Path, words: &[&str]) -> Vec<Value> {
    let output = run(folder, words);
    assert_eq!(output.status.code(), Some(0), "{words:?}: {}", err(&output));
    let Value::Array(items) = serde_json::from_slice(&output.stdout).expect("it is JSON") else {
        panic!("{words:?} prints no array");
    };
    items
}

fn added(articles: &Path) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let output = run(folder.path(), &["add", "--quiet", &articles.display().to_string()]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    folder
}

/// A folder with a ledger of the example articles.
fn examples() -> TempDir {
    added(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/clash.jsonl"))
}

fn clash(folder: &Path) -> String {
    let found = array(folder, &["incidents", "--contested", "--event", "assault", "--json"]);
    let most = found.iter().max_by_key(|incident| incident["claims"].as_array().map(Vec::len));
    most.expect("there is one")["id"].as_str().expect("it has an id").to_owned()
}

/// The innermost claimants of what is found.
fn speakers(folder: &Path, words: &[&str]) -> BTreeSet<String> {
    let claims = array(folder, words);
    let innermost = claims.iter().filter_map(|claim| claim["claimants"].as_array()?.last());
    innermost.filter_map(|link| Some(link["name"].as_str()?.to_owned())).collect()
}

#[test]
fn a_country_is_also_its_ministries_its_army_and_their_spokesmen() {
    let folder = examples();
    let of = |who: &str| speakers(folder.path(), &["claims", "--json", "--claimant", who]);
    let (tarsk, oravia) = (of("Tarsk"), of("oravia"));
    for name in [
        "Tarsk",
        "Tarsk's military",
        "Ministry of Defence of the Republic of Tarsk",
        "Arvid Tolmash",
    ] {
        assert!(tarsk.contains(name), "{name} speaks for Tarsk: {tarsk:?}");
        assert!(!oravia.contains(name), "{name} does not speak for Oravia");
    }
    for name in ["Oravia", "Defence Ministry", "Edda Brandeval"] {
        assert!(oravia.contains(name), "{name} speaks for Oravia: {oravia:?}");
        assert!(!tarsk.contains(name), "{name} does not speak for Tarsk");
    }
    // What is no code is not shown as one.
    let sources = array(folder.path(), &["sources", "--json"]);
    assert!(sources.iter().all(|source| source["country"] != "tarsk"), "{sources:?}");
}

#[test]
fn a_country_is_also_its_troops() {
    let folder = examples();
    let claims =
        array(folder.path(), &["claims", "--json", "--actor", "Tarsk", "--event", "assault"]);
    let acts = |name: &str| {
        claims.iter().any(|claim| {
            claim["actors"]
                .as_array()
                .is_some_and(|actors| actors.iter().any(|actor| actor["name"] == name))
        })
    };
    assert!(acts("Tarsk troops"), "{claims:?}");
}

#[test]
fn who_began_stands_under_the_side_that_says_so() {
    let folder = examples();
    let compared = array(folder.path(), &["compare", &clash(folder.path()), "--json"]);
    let columns = compared[0]["columns"].as_array().expect("columns");
    let tarsk = columns.iter().position(|column| column["name"] == "Tarsk").expect("a side");
    let rows = compared[0]["rows"].as_array().expect("rows");
    let began = rows.iter().find(|row| row["about"] == "began").expect("a row");
    let said = began["cells"][tarsk].to_string();
    for words in ["mortars struck first", "fired on first", "The fire was opened first"] {
        assert!(said.contains(words), "{words}: {began}");
    }
}

#[test]
fn what_is_said_beside_the_claims_is_shown() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let article = "{\"id\": \"a\", \"publisher\": \"Herald\", \"created\": \"2024-03-13\", \"text\": \"A bomb \
                   killed nine people in Hask on Tuesday, police said.\\n\\nTarsk's government denied any \
                   involvement in the attack.\"}\n";
    let path = folder.path().join("a.jsonl");
    fs::write(&path, article).expect("it can be written");
    let folder = added(&path);
    let incidents = array(folder.path(), &["incidents", "--json"]);
    let told = incidents.iter().find(|incident| incident["statements"].is_array());
    let told = told.expect("an incident of which more is said");
    assert_eq!(told["statements"][0]["article"], "a");
    let id = told["id"].as_str().expect("an id");
    let output = run(folder.path(), &["compare", id, "--width", "120"]);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(text.contains("also said") && text.contains("is not behind it"), "{text}");
}

#[test]
fn a_page_tells_how_many_there_are_and_how_to_go_on() {
    let folder = examples();
    let at = folder.path();
    let all = array(at, &["claims", "--json"]);
    let output = run(at, &["claims", "--limit", "5"]);
    let message = err(&output);
    assert!(message.contains(&format!("5 of {} claims; --after ", all.len())), "{message}");
    let after = message.split("--after ").nth(1).and_then(|rest| rest.split(' ').next());
    let after = after.expect("a cursor");
    let rest = array(at, &["claims", "--json", "--after", after]);
    assert_eq!(rest, all[5..]);
    let output = run(at, &["claims", "--after", "yesterday"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("is not a cursor"), "{}", err(&output));
    assert!(!err(&run(at, &["claims", "--limit", "5000"])).contains("--after"));
}

#[test]
fn a_word_that_is_a_file_and_a_claim_is_asked_back() {
    let folder = examples();
    let at = folder.path();
    let claims = array(at, &["claims", "--json", "--limit", "1"]);
    let id = &claims[0]["id"].as_str().expect("an id")[..8];
    fs::write(at.join(id), "Troops shelled the town.").expect("it can be written");
    let output = run(at, &["explain", id]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains(&format!("`{id}` is a file here and claim")), "{}", err(&output));
    assert_eq!(run(at, &["explain", &format!("./{id}")]).status.code(), Some(0));
    assert_eq!(run(at, &["explain", "--ledger", "hearsay.db", id]).status.code(), Some(0));
    // A file that is no claim is read; a word that is neither is said to be neither.
    fs::write(at.join("feed"), "Troops shelled the town.").expect("it can be written");
    assert_eq!(run(at, &["explain", "feed"]).status.code(), Some(0));
    let output = run(at, &["explain", "ffff0000"]);
    assert_eq!(output.status.code(), Some(2));
    let message = err(&output);
    assert!(
        message.contains("`ffff0000` is no file here, and in hearsay.db no claim"),
        "{message}"
    );
}
