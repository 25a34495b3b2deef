//! Every form of export of one small invented world, against stored files and against the rules of
//! its standard. `UPDATE_GOLDEN=1 cargo test -p hearsay-ledger --test exports` writes the files anew;
//! their author reads the difference.
#![allow(clippy::disallowed_methods)] // a test reads and writes files

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch};
use hearsay_ledger::export::{
    ExportError, Form, Losses, Material, Options, Told, Whole, tables, write, write_folder,
};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct World {
    articles: Vec<Told>,
    incidents: Vec<Whole>,
}

impl Material for World {
    fn articles(
        &self,
        each: &mut dyn FnMut(&Told) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        self.articles.iter().try_for_each(each)
    }

    fn incidents(
        &self,
        each: &mut dyn FnMut(&Whole) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        self.incidents.iter().try_for_each(each)
    }
}

fn world() -> World {
    serde_json::from_str(include_str!("data/material.json")).expect("the world is well formed")
}

const CLAIMS: usize = 6;

fn written(form: Form, options: Options) -> (String, Losses) {
    let mut out = Vec::new();
    let losses = write(form, &world(), options, &mut out).expect("it can be written");
    (String::from_utf8(out).expect("it is UTF-8"), losses)
}

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

#[track_caller]
fn check_golden(name: &str, now: &str) {
    let path = golden(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, now).expect("the file can be written");
        return;
    }
    let stored = fs::read_to_string(&path).expect("the file is there");
    assert!(stored == now, "{name} has changed; UPDATE_GOLDEN=1 writes it anew");
}

#[track_caller]
fn check_losses(form: Form, losses: &Losses) {
    let json = serde_json::to_string_pretty(&losses.json()).expect("it is JSON") + "\n";
    check_golden(&format!("{}.loss.json", form.name()), &json);
    check_golden(&format!("{}.loss.txt", form.name()), &losses.text());
}

fn ids(entries: &Value, what: &str) -> BTreeSet<String> {
    let entries = entries.as_array().expect("a list");
    let chosen = entries.iter().filter(|entry| entry["what"] == what);
    let ids = chosen.flat_map(|entry| entry["ids"].as_array().expect("a list"));
    ids.map(|id| id.as_str().expect("an id").to_owned()).collect()
}

#[test]
fn csv_is_rfc_4180_with_a_row_of_hashtags() {
    let (text, losses) = written(Form::Csv, Options::default());
    check_golden("claims.csv", &text);
    check_losses(Form::Csv, &losses);
    assert!(
        text.lines().count() >= 2
            && text.split('\n').all(|line| line.is_empty() || line.ends_with('\r'))
    );
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().expect("a head").clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), CLAIMS + 1);
    let hxl = regex_like_hxl(&rows[0]);
    assert!(hxl > 20, "{hxl} hashtags");
    let cell = |row: usize, name: &str| {
        let at = head.iter().position(|column| column == name).expect("the column is there");
        rows[row][at].to_owned()
    };
    assert_eq!(cell(1, "title"), "'=cmd|calc: five dead at the river");
    assert_eq!(cell(1, "lon"), "-12.5", "a number stays a number");
    assert_eq!(cell(1, "killed_min"), "4");
    assert_eq!(cell(1, "killed_max"), "", "at least four is open");
    assert_eq!(cell(2, "status"), "denied");
    assert_eq!(cell(4, "status"), "held possible");
    let (raw, _) = written(Form::Csv, Options { raw: true });
    assert!(raw.contains(",=cmd|calc") && !raw.contains("'=cmd"));
}

/// How many cells are HXL tags: `#word`, then `+attribute`s.
fn regex_like_hxl(row: &csv::StringRecord) -> usize {
    let is_word = |word: &str| {
        word.starts_with(|l: char| l.is_ascii_lowercase())
            && word.chars().all(|l| l.is_ascii_lowercase() || l.is_ascii_digit() || l == '_')
    };
    let tags: Vec<&str> = row.iter().filter(|cell| !cell.is_empty()).collect();
    for tag in &tags {
        let words = tag.strip_prefix('#').expect("a tag begins with #");
        assert!(words.split('+').all(is_word), "{tag}");
    }
    tags.len()
}

#[test]
fn geojson_keeps_to_rfc_7946() {
    let (text, losses) = written(Form::Geojson, Options::default());
    check_golden("claims.geojson", &text);
    check_losses(Form::Geojson, &losses);
    let json: Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(json["type"], "FeatureCollection");
    assert!(json.get("crs").is_none());
    let features = json["features"].as_array().expect("features");
    assert_eq!(features.len(), CLAIMS);
    for feature in features {
        assert_eq!(feature["type"], "Feature");
        assert!(feature["properties"].is_object());
        match &feature["geometry"] {
            Value::Null => {}
            point => {
                assert_eq!(point["type"], "Point");
                assert_eq!(point["coordinates"], serde_json::json!([-12.5, 47.25]), "lon, lat");
            }
        }
    }
    assert!(features[3]["geometry"].is_null(), "a claim without a place");
    assert_eq!(ids(&losses.json()["not_said"], "no point").len(), 3);
}

#[test]
fn ucdp_has_49_columns_whose_parts_make_up_the_best_figure() {
    let (text, losses) = written(Form::Ucdp, Options::default());
    check_golden("ucdp.csv", &text);
    check_losses(Form::Ucdp, &losses);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().expect("a head").clone();
    assert_eq!(head.len(), 49);
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 1, "one incident has dead");
    let number = |name: &str| -> i64 {
        let at = head.iter().position(|column| column == name).expect("the column is there");
        rows[0][at].parse().expect("a number")
    };
    let parts = ["deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"];
    assert_eq!(parts.iter().map(|part| number(part)).sum::<i64>(), number("best"));
    assert!(number("low") <= number("best") && number("best") <= number("high"));
    assert_eq!(losses.count_left_out("incident"), 2);
}

#[test]
fn gdelt_has_61_and_16_columns_and_no_denial() {
    let folder = tempfile::tempdir().expect("a folder");
    let losses =
        write_folder(Form::Gdelt, &world(), Options::default(), folder.path()).expect("written");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("it is there");
    let (events, mentions) = (read("hearsay.export.CSV"), read("hearsay.mentions.CSV"));
    check_golden("gdelt.export.CSV", &events);
    check_golden("gdelt.mentions.CSV", &mentions);
    check_losses(Form::Gdelt, &losses);
    let numbers = |text: &str, columns: usize| -> BTreeSet<String> {
        for line in text.lines() {
            assert_eq!(line.split('\t').count(), columns, "{line}");
        }
        text.lines().map(|line| line.split('\t').next().expect("a cell").to_owned()).collect()
    };
    assert_eq!(numbers(&events, 61), numbers(&mentions, 16));
    let json = losses.json();
    assert_eq!(ids(&json["left_out"], "denied"), ["c2bbbbbbbbbbbbbb".to_owned()].into());
    assert_eq!(ids(&json["left_out"], "doubtful"), ["c4dddddddddddddd".to_owned()].into());
    assert_eq!(losses.written("claim") + losses.count_left_out("claim"), CLAIMS);
}

#[test]
fn polecat_has_40_columns_and_says_none() {
    let (text, losses) = written(Form::Polecat, Options::default());
    check_golden("polecat.tsv", &text);
    check_losses(Form::Polecat, &losses);
    for line in text.lines() {
        assert_eq!(line.split('\t').count(), 40);
        assert!(line.split('\t').all(|cell| !cell.is_empty()), "empty is None: {line}");
    }
    assert!(!text.contains("c2bbbbbbbbbbbbbb"), "a denial is no event");
    assert_eq!(losses.written("claim") + losses.count_left_out("claim"), CLAIMS);
}

#[test]
fn annotations_select_their_words_by_position_and_quotation() {
    let (text, losses) = written(Form::Webannotation, Options::default());
    check_golden("claims.jsonld", &text);
    check_losses(Form::Webannotation, &losses);
    let json: Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(json["@context"], "http://www.w3.org/ns/anno.jsonld");
    assert_eq!(json["type"], "AnnotationPage");
    let items = json["items"].as_array().expect("items");
    assert_eq!(items.len(), CLAIMS);
    let world = world();
    let texts = world.articles.iter().flat_map(|told| {
        let claims = told.accounts.iter().map(|account| account.claims.len()).sum();
        std::iter::repeat_n(&told.article.text, claims)
    });
    for (item, text) in items.iter().zip(texts) {
        assert_eq!(item["type"], "Annotation");
        let selectors = item["target"]["selector"].as_array().expect("selectors");
        let number = |name: &str| selectors[1][name].as_u64().expect("a number") as usize;
        let selected: String =
            text.chars().skip(number("start")).take(number("end") - number("start")).collect();
        assert_eq!(selectors[0]["exact"], selected);
        let whole =
            ["prefix", "exact", "suffix"].map(|part| selectors[0][part].as_str().expect("words"));
        assert!(text.contains(&whole.concat()));
    }
    let described = |at: usize| items[at]["body"].to_string();
    assert!(described(1).contains("DENIED") && described(3).contains("HELD POSSIBLE"));
    assert!(described(0).contains("killed at least 4"));
}

fn table(folder: &Path, name: &str) -> RecordBatch {
    let file = fs::File::open(folder.join(format!("{name}.parquet"))).expect("it is there");
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("it is Parquet");
    let schema = reader.schema().clone();
    let batches: Vec<RecordBatch> =
        reader.build().expect("it can be read").map(|batch| batch.expect("a batch")).collect();
    match batches.into_iter().next() {
        Some(batch) => batch,
        None => RecordBatch::new_empty(schema),
    }
}

#[test]
fn parquet_tables_have_the_columns_that_their_description_tells_of() {
    let folder = tempfile::tempdir().expect("a folder");
    let losses =
        write_folder(Form::Parquet, &world(), Options::default(), folder.path()).expect("written");
    check_losses(Form::Parquet, &losses);
    let package = fs::read_to_string(folder.path().join("datapackage.json")).expect("it is there");
    check_golden("datapackage.json", &package);
    let package: Value = serde_json::from_str(&package).expect("it is JSON");
    let resources = package["resources"].as_array().expect("resources");
    assert_eq!(resources.len(), tables().len());
    for resource in resources {
        let batch = table(folder.path(), resource["name"].as_str().expect("a name"));
        let fields = resource["schema"]["fields"].as_array().expect("fields");
        let told: Vec<&str> = fields.iter().map(|f| f["name"].as_str().expect("a name")).collect();
        let schema = batch.schema();
        let written: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
        assert_eq!(told, written);
        if let Some(key) = resource["schema"]["primaryKey"][0].as_str() {
            let column = batch.column_by_name(key).expect("the key is there").as_string::<i32>();
            let keys: BTreeSet<&str> = column.iter().map(|key| key.expect("a key")).collect();
            assert_eq!(keys.len(), batch.num_rows(), "{key}");
        }
        for key in resource["schema"]["foreignKeys"].as_array().into_iter().flatten() {
            let other = &key["reference"];
            let other_table = table(folder.path(), other["resource"].as_str().expect("a name"));
            let names = |batch: &RecordBatch, name: &Value| -> BTreeSet<String> {
                let column = batch.column_by_name(name.as_str().expect("a name"));
                let column = column.expect("the column is there").as_string::<i32>().clone();
                column.iter().flatten().map(str::to_owned).collect()
            };
            let (from, to) =
                (names(&batch, &key["fields"][0]), names(&other_table, &other["fields"][0]));
            assert!(from.is_subset(&to), "{key}");
        }
    }
    let claims = table(folder.path(), "claims");
    assert_eq!(claims.num_rows(), CLAIMS);
    let actors = claims.column_by_name("actors").expect("it is there").as_list::<i32>();
    assert_eq!(actors.value(0).as_string::<i32>().value(0), "Tarsk artillery");
    assert!(claims.column_by_name("killed_max").expect("it is there").is_null(0));
    let day = claims.column_by_name("begin_day").expect("it is there");
    assert_eq!(day.as_primitive::<arrow_array::types::Date32Type>().value(0), 19_794);
}

#[test]
fn nothing_in_gives_well_formed_nothing_out() {
    let nothing = World { articles: Vec::new(), incidents: Vec::new() };
    let folder = tempfile::tempdir().expect("a folder");
    for form in Form::ALL {
        if form.is_folder() {
            write_folder(form, &nothing, Options::default(), folder.path()).expect("written");
            continue;
        }
        let mut out = Vec::new();
        let losses = write(form, &nothing, Options::default(), &mut out).expect("written");
        assert_eq!(losses.written("claim"), 0);
        let text = String::from_utf8(out).expect("it is UTF-8");
        if matches!(form, Form::Geojson | Form::Webannotation) {
            serde_json::from_str::<Value>(&text).expect("it is JSON");
        }
    }
    assert_eq!(table(folder.path(), "claims").num_rows(), 0);
}

#[test]
fn same_world_gives_the_same_bytes() {
    for form in Form::ALL.into_iter().filter(|form| !form.is_folder()) {
        assert_eq!(written(form, Options::default()).0, written(form, Options::default()).0);
    }
}
