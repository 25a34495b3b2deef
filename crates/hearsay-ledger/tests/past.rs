//! A ledger of every form that was ever released is kept here, and must be opened and brought up to
//! date by this program.
//!
//! `UPDATE_GOLDEN=1 cargo test -p hearsay-ledger --test past` keeps one of the form that this program
//! writes; a form that has been released is never written anew.
#![allow(clippy::disallowed_methods)] // files of tests are read

mod common;

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use common::{Desk, texts};
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use hearsay_ledger::{Access, Decide, Filter, Ledger, What};
use rusqlite::Connection;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/past")
}

/// The number of the form that this program writes.
fn form() -> u32 {
    let desk = Desk::new();
    let other = Connection::open(desk.path()).expect("it can be opened");
    other.pragma_query_value(None, "user_version", |row| row.get(0)).expect("it has a number")
}

/// Every table, index, trigger and view, as it is written down in a file.
fn schema(path: &Path) -> Vec<String> {
    let other = Connection::open(path).expect("it can be opened");
    let mut statement = other
        .prepare(
            "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1",
        )
        .expect("it is a database");
    let rows = statement.query_map([], |row| row.get(0)).expect("it is a database");
    rows.collect::<Result<_, _>>().expect("it is a database")
}

#[test]
fn every_past_form_is_opened_and_brought_up_to_date() {
    let fresh = Desk::new();
    let expected = schema(&fresh.path());
    let mut forms = 0;
    for entry in fs::read_dir(folder()).expect("the folder is there") {
        let kept = fs::read(entry.expect("it can be listed").path()).expect("it can be read");
        let mut bytes = Vec::new();
        DeflateDecoder::new(&*kept).read_to_end(&mut bytes).expect("it is deflated");
        for access in [Access::Read, Access::Write] {
            let path = fresh.folder.path().join(format!("past-{forms}.db"));
            forms += 1;
            fs::write(&path, &bytes).expect("it can be written");
            let ledger = Ledger::open(&path, access).expect("it can be opened");
            let counts = ledger.view().and_then(|view| view.counts()).expect("counts");
            assert_eq!((counts.articles, counts.versions, counts.decisions), (3, 4, 3));
            let checked = ledger.check(|_, _| {}).expect("it can be looked through");
            assert_eq!(checked.problems, Vec::<String>::new());
            drop(ledger);
            assert_eq!(schema(&path), expected, "an old ledger becomes what a new one is");
        }
    }
    assert!(forms > 0);
}

#[test]
fn this_form_is_kept() {
    let path = folder().join(format!("form-{}.db.deflate", form()));
    // A kept form is never written again, or it would not be the one that people have.
    if !path.exists() && std::env::var_os("UPDATE_GOLDEN").is_some() {
        keep_this_form();
    }
    assert!(path.exists(), "keep a ledger of this form: run this test with UPDATE_GOLDEN=1");
}

/// Writes a ledger of this form beside those of the past.
fn keep_this_form() {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    desk.add("a", texts::SHELLING_EDITED);
    desk.add("b", texts::BOMBING);
    desk.add("c", texts::PROTEST);
    let claim = |article: &str| {
        let filter = Filter { article: Some(article.to_owned()), ..Filter::default() };
        desk.claims(&filter)[0].claim.id.clone()
    };
    let correct = What::Correct {
        claim: claim("b"),
        field: "event.mode".to_owned(),
        value: serde_json::json!("car-bomb"),
    };
    for what in [What::Accept(claim("a")), correct, What::Merge(vec![claim("b"), claim("c")])] {
        desk.ledger.decide(Decide { what, by: "Ada".to_owned(), note: None }).expect("decided");
    }
    let copy = desk.folder.path().join("copy.db");
    desk.ledger.backup(&copy).expect("it can be copied");
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&fs::read(copy).expect("it is there")).expect("into memory");
    fs::create_dir_all(folder()).expect("it can be made");
    let path = folder().join(format!("form-{}.db.deflate", form()));
    fs::write(path, encoder.finish().expect("into memory")).expect("it can be written");
}
