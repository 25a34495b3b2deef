//! Readings as tables: nothing is lost on the way, and what is brought together without a ledger is what a
//! ledger brings together.
#![allow(clippy::disallowed_methods)] // a test writes the folder that it reads

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;

use hearsay::{Article, Reader, Reading, Scratch};
use hearsay_input::duplicates::{copies, signature};
use hearsay_ledger::export::Chosen;
use hearsay_ledger::tables::{Flat, Folder, Part, Readings, Slice, Stored, Unread, incidents};
use hearsay_ledger::{Access, Arrival, Filter, Ledger};
use parquet::arrow::ArrowWriter;

const TEXTS: [(&str, &str, &str); 4] = [
    (
        "a",
        "2024-03-13",
        "Oravia said that shelling had killed four soldiers near Solkat on Tuesday. \
        Its ministry accused Tarsk of breaking the truce that both had signed in January.",
    ),
    ("b", "2024-03-14", "Tarsk denied that its guns had opened fire near Solkat on Tuesday."),
    (
        "c",
        "2024-03-14",
        "(Wire) Oravia said that shelling had killed four soldiers near Solkat on \
        Tuesday. Its ministry accused Tarsk of breaking the truce that both had signed in January.",
    ),
    (
        "d",
        "2024-05-06",
        "A car bomb killed at least nine people in Baghdad on 5 May 2024, police said.",
    ),
];

fn articles() -> Vec<Article> {
    let article = |(id, created, text): &(&str, &str, &str)| Article {
        id: (*id).to_owned(),
        created: created.parse().ok(),
        publisher: Some(format!("Outlet {id}")),
        text: (*text).to_owned(),
        ..Article::default()
    };
    TEXTS.iter().map(article).collect()
}

fn readings() -> Vec<Reading> {
    let read = |article: &Article| Reader::new().read(article, &mut Scratch::default());
    articles().iter().map(read).collect()
}

/// The rows of each table, as text, in an order of their own.
fn rows(flat: Flat) -> BTreeMap<&'static str, Vec<String>> {
    let of = |batches: Vec<arrow_array::RecordBatch>| {
        let mut rows: Vec<String> = Vec::new();
        for batch in batches {
            for row in 0..batch.num_rows() {
                let cells =
                    batch.columns().iter().map(|column| format!("{:?}", column.slice(row, 1)));
                rows.push(cells.collect::<Vec<_>>().join(" "));
            }
        }
        rows.sort();
        rows
    };
    flat.take().into_iter().map(|(name, batches)| (name, of(batches))).collect()
}

/// One more, with a figure that no claim tells.
fn with_a_bare_figure() -> Vec<Reading> {
    let mut readings = readings();
    let mut bare = readings[3].clone();
    bare.article.id = "e".to_owned();
    bare.article.text = bare.article.text.replace("Baghdad", "Karbala");
    bare.claims.clear();
    readings.push(bare);
    readings
}

fn kept(folder: &Path, readings: &[Reading]) -> Ledger {
    let ledger = Ledger::open(&folder.join("hearsay.db"), Access::Create).expect("it is made");
    for reading in readings {
        let article = Article::try_from(reading.article.clone()).expect("its date is one");
        let ticket = ledger.add(Arrival::bare(article, reading)).expect("it is taken");
        ticket.wait().expect("it is written");
    }
    ledger.gather().expect("it is brought together");
    ledger
}

#[test]
fn without_a_ledger_comes_what_a_ledger_gives() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let readings = with_a_bare_figure();
    let ledger = kept(folder.path(), &readings);
    let view = ledger.view().expect("it can be read");
    let expected = Flat::of(&Chosen::new(&view, &Filter::default())).expect("it can be exported");

    let signatures: Vec<_> = readings.iter().map(|it| signature(&it.article.text)).collect();
    let pairs = copies(&signatures.iter().collect::<Vec<_>>());
    assert_eq!(pairs, [(0, 2), (3, 4)]);
    let family = |article: usize| [0, 1, 0, 3, 3][article];
    let mut parts: Vec<(Part, u64)> = (readings.iter().enumerate())
        .flat_map(|(at, it)| Part::of(it).into_iter().map(move |part| (part, family(at))))
        .collect();
    // On the way they are bytes, and come in any order.
    parts.reverse();
    let sent = parts.into_iter().map(|(part, family)| {
        let (sketch, account) = (part.pack_sketch(), part.pack_account());
        (Part::unpack(&sketch, &account).expect("it is what was packed"), family)
    });
    let mut flat = Flat::default();
    readings.iter().for_each(|reading| flat.article(&reading.article));
    incidents(&sent.collect::<Vec<_>>()).iter().for_each(|whole| flat.incident(whole));
    let expected = rows(expected);
    assert!(expected["figures"].iter().any(|row| row.contains("\"e\"")), "nothing is lost");
    assert_eq!(rows(flat), expected);
}

fn batch(with_claims: bool) -> arrow_array::RecordBatch {
    let mut table = Readings::new(with_claims);
    for reading in readings() {
        let row = table.row(&reading, vec!["Ada Ormond".to_owned()], Vec::new());
        table.push(row);
    }
    let unread = Unread { error: "there is no text".to_owned(), ..Unread::default() };
    table.push(Readings::unread(&unread));
    table.take()
}

#[test]
fn a_reading_is_the_same_when_it_comes_out_of_its_row() {
    for with_claims in [true, false] {
        let batch = batch(with_claims);
        let stored = Stored::new(&batch).expect("its columns are ours");
        for (row, reading) in readings().iter().enumerate() {
            let found = stored.reading(row).expect("it can be unpacked");
            let json =
                |reading: &Reading| serde_json::to_string(reading).expect("it is plain data");
            assert_eq!(found.as_ref().map(json), Some(json(reading)));
            assert_eq!(stored.authors(row), ["Ada Ormond"]);
        }
        assert!(!stored.is_read(4) && stored.reading(4).expect("that is no error").is_none());
    }
}

fn write(folder: &Path, name: &str, batch: &arrow_array::RecordBatch) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("it is in the folder")).expect("it can be made");
    let file = File::create(path).expect("it can be made");
    let mut writer = ArrowWriter::try_new(file, batch.schema(), None).expect("it can be written");
    writer.write(batch).expect("it can be written");
    writer.close().expect("it can be written");
}

fn found(folder: &Folder) -> Vec<String> {
    let mut ids = Vec::new();
    folder
        .readings(&mut |stored| {
            ids.extend(
                (0..stored.len())
                    .filter(|row| stored.is_read(*row))
                    .map(|row| stored.id(row).to_owned()),
            );
            Ok(())
        })
        .expect("it can be read");
    ids
}

#[test]
fn a_folder_gives_all_or_a_slice() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let error = Folder::open(folder.path()).expect_err("there is nothing in it").to_string();
    assert!(error.contains("there is no readings.parquet; hearsay-spark writes it"), "{error}");
    write(folder.path(), "readings.parquet/part-0.snappy.parquet", &batch(false));
    write(folder.path(), "readings.parquet/_part-1.parquet", &batch(false));
    let opened = Folder::open(folder.path()).expect("there are readings");
    assert_eq!(
        (opened.count("readings"), found(&opened)),
        (Ok(5), ["a", "b", "c", "d"].map(str::to_owned).to_vec())
    );
    let named = Slice { articles: vec!["e".to_owned()], ..Slice::default() };
    assert!(opened.articles(&named).expect("no claim is needed").contains("e"));
    let error = opened.articles(&Slice::default()).expect_err("there are no claims").to_string();
    assert!(error.contains("there is no claims.parquet to choose from"), "{error}");

    let ledger = tempfile::tempdir().expect("a temporary folder can be made");
    let kept = kept(ledger.path(), &readings());
    let view = kept.view().expect("it can be read");
    let tables = Flat::of(&Chosen::new(&view, &Filter::default())).expect("it can be exported");
    for (name, batches) in tables.take() {
        if name == "claims" {
            write(folder.path(), "claims.parquet", &batches[0]);
        }
    }
    let check = |slice: Slice, expected: &[&str]| {
        let mut ids: Vec<String> =
            opened.articles(&slice).expect("it can be read").into_iter().collect();
        ids.sort();
        assert_eq!(ids, expected, "{slice:?}");
    };
    let day = |day: &str| day.parse().ok();
    check(Slice { country: Some("irq".to_owned()), ..Slice::default() }, &["d"]);
    check(Slice { event: Some("ASSAULT".to_owned()), ..Slice::default() }, &["a", "b", "c", "d"]);
    check(Slice { from: day("2024-05-05"), to: day("2024-05-05"), ..Slice::default() }, &["d"]);
    check(Slice { to: day("2024-04-01"), ..Slice::default() }, &["a", "b", "c"]);
    check(Slice { articles: vec!["b".to_owned()], ..Slice::default() }, &["b"]);
    check(Slice { incidents: vec!["i0".to_owned()], ..Slice::default() }, &[]);
}

#[test]
fn of_a_stream_only_what_was_finished_counts() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    write(folder.path(), "readings.parquet/part-0.parquet", &batch(false));
    write(folder.path(), "readings.parquet/part-1.parquet", &batch(false));
    let log = folder.path().join("readings.parquet/_spark_metadata");
    fs::create_dir(&log).expect("it can be made");
    let line = r#"v1
{"path":"file:///somewhere/readings.parquet/part-1.parquet","size":7,"action":"add"}"#;
    fs::write(log.join("0"), line).expect("it can be written");
    fs::write(log.join(".0.crc"), [0xff]).expect("it can be written");
    let opened = Folder::open(folder.path()).expect("there are readings");
    assert_eq!(opened.count("readings"), Ok(5));
}
