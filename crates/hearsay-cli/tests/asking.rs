//! What the commands print that ask a ledger, and how they end.
#![allow(clippy::disallowed_methods)] // what was written is read back

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use unicode_width::UnicodeWidthStr;

fn run(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hearsay"));
    command.current_dir(folder).args(words).stdin(Stdio::null());
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM"] {
        command.env_remove(variable);
    }
    command.output().expect("the command runs")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("the output is UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("messages are UTF-8")
}

/// Runs a line that ends well; gives what it prints.
#[track_caller]
fn print(folder: &Path, words: &[&str]) -> String {
    let output = run(folder, words);
    assert_eq!(output.status.code(), Some(0), "{words:?}: {}", err(&output));
    out(&output)
}

#[track_caller]
fn array(folder: &Path, words: &[&str]) -> Vec<Value> {
    let text = print(folder, words);
    let Value::Array(items) = serde_json::from_str(&text).expect("it is JSON") else {
        panic!("{words:?} prints no array");
    };
    items
}

/// Runs a line; expects how it ends and a part of what it says.
#[track_caller]
fn check(folder: &Path, words: &[&str], code: i32, message: &str) {
    let output = run(folder, words);
    assert!(err(&output).contains(message), "{words:?}: {}", err(&output));
    assert_eq!(output.status.code(), Some(code), "{words:?}");
}

/// A folder with a ledger of the example articles.
fn examples() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let articles = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/clash.jsonl");
    print(folder.path(), &["add", "--quiet", &articles.display().to_string()]);
    folder
}

/// The id of the contested incident.
fn clash(folder: &Path) -> String {
    let found = array(folder, &["incidents", "--contested", "--event", "assault", "--json"]);
    let most = found.iter().max_by_key(|incident| incident["claims"].as_array().map(Vec::len));
    most.expect("there is one")["id"].as_str().expect("it has an id").to_owned()
}

#[test]
fn without_a_ledger_the_message_tells_how_to_make_one() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    for words in [
        &["claims"][..],
        &["incidents", "--json"],
        &["sources"],
        &["compare", "i3"],
        &["toll", "i3"],
        &["export", "--to", "csv"],
        &["explain", "1f0c33a1"],
    ] {
        check(folder.path(), words, 2, "hearsay.db: no ledger there; `hearsay add` makes one");
    }
    fs::write(folder.path().join("other.db"), "no database, but long enough to be taken for one")
        .expect("it can be written");
    check(folder.path(), &["claims", "--ledger", "other.db"], 2, "other.db: not a ledger");
}

#[test]
fn nothing_that_fits_is_three() {
    let folder = examples();
    let at = folder.path();
    check(at, &["claims", "--claimant", "nobody at all"], 3, "no claim fits");
    check(at, &["incidents", "--date", "1850-01-01"], 3, "no incident fits");
    check(at, &["sources", "--text", "zebra"], 3, "no source fits");
    check(at, &["export", "--to", "csv", "--text", "zebra"], 3, "no claim fits");
    let output = run(at, &["claims", "--text", "zebra", "--json"]);
    assert_eq!((out(&output).as_str(), output.status.code()), ("[]\n", Some(3)));
}

#[test]
fn wrong_usage_is_two_and_says_what_is_right() {
    let folder = examples();
    let at = folder.path();
    check(at, &["claims", "--date", "yesterday"], 2, "write 2024-03-12, or 2024-03-12/2024-03-14");
    check(at, &["claims", "--bbox", "1,2,3"], 2, "west,south,east,north");
    check(at, &["claims", "--limit", "0"], 2, "0 is not in 1..");
    check(at, &["toll", "i3", "--policy", "mean"], 2, "possible values: min, median, max, ucdp");
    check(at, &["toll", "i3", "--as-of", "soon"], 2, "is not a date");
    check(at, &["export", "--to", "xml"], 2, "possible values: jsonl, csv, geojson");
    check(at, &["export", "--to", "parquet"], 2, "name a folder with --output");
    check(at, &["export", "--to", "jsonl", "--contested"], 2, "takes no filters");
    check(at, &["export", "--to", "csv", "--output", "no/such/file"], 2, "cannot be written");
    check(at, &["compare"], 2, "<INCIDENT>");
    check(at, &["compare", "zebra"], 2, "`hearsay incidents` shows the ids");
    check(at, &["explain", "--ledger", "hearsay.db", "ffffffffffff"], 2, "`hearsay claims`");
}

#[test]
fn a_slip_in_an_id_is_seen_and_its_beginning_is_enough() {
    let folder = examples();
    let id = clash(folder.path());
    let slip = format!("{}x{}", &id[..5], &id[6..]);
    check(folder.path(), &["toll", &slip], 2, &format!("did you mean `{id}`"));
    let short = print(folder.path(), &["toll", &id[..8]]);
    assert_eq!(short, print(folder.path(), &["toll", &id]));
    assert!(short.contains(&id));
}

#[test]
fn programs_get_one_array_in_which_every_reference_is_written_out() {
    let folder = examples();
    let at = folder.path();
    let claims = array(at, &["claims", "--json"]);
    assert!(claims.len() > 50);
    for claim in &claims {
        assert!(claim["article"]["id"].is_string() && claim["evidence"].is_array(), "{claim}");
        let actors = claim["actors"].as_array().expect("a list");
        assert!(actors.iter().all(|actor| actor["name"].is_string()), "{claim}");
    }
    assert_eq!(array(at, &["claims", "--json", "--limit", "3"]).len(), 3);
    let id = clash(at);
    let of_incident = array(at, &["claims", "--incident", &id, "--json"]);
    assert!(of_incident.iter().all(|claim| claim["incident"] == id.as_str()));
    let compared = array(at, &["compare", &id, "--json"]);
    let columns = compared[0]["columns"].as_array().expect("columns").len();
    for row in compared[0]["rows"].as_array().expect("rows") {
        assert_eq!(row["cells"].as_array().expect("cells").len(), columns);
    }
    assert!(!compared[0]["contradictions"].as_array().expect("a list").is_empty());
    let tolls = array(at, &["toll", &id, "--json"]);
    assert!(tolls.iter().all(|toll| toll["lines"].is_array() && toll["policy"] == "median"));
    assert!(!array(at, &["sources", "--json"]).is_empty());
}

#[test]
fn toll_of_an_earlier_day_knows_less() {
    let folder = examples();
    let id = clash(folder.path());
    let points = |as_of: &str| -> usize {
        let tolls = array(folder.path(), &["toll", &id, "--as-of", as_of, "--json"]);
        let lines = tolls.iter().flat_map(|toll| toll["lines"].as_array().expect("lines"));
        lines.map(|line| line["points"].as_array().map_or(0, Vec::len)).sum()
    };
    assert!(points("2024-03-12") > 0 && points("2024-03-12") < points("2024-03-15"));
    check(folder.path(), &["toll", &id, "--as-of", "2020-01-01"], 3, "nobody gives a figure");
}

#[test]
fn denials_and_doubts_survive_every_rendering() {
    let folder = examples();
    let at = folder.path();
    let denial = ["--text", "\"came under fire\""];
    let with = |words: &[&'static str]| [words, &denial[..]].concat();
    assert!(print(at, &with(&["claims"])).contains("DENIED: "));
    assert!(print(at, &with(&["export", "--to", "csv"])).contains(",denied,"));
    assert!(print(at, &with(&["export", "--to", "geojson"])).contains("\"status\":\"denied\""));
    assert!(print(at, &with(&["export", "--to", "webannotation"])).contains("DENIED: "));
    for form in ["gdelt", "polecat"] {
        print(at, &with(&["export", "--output", "out", "--to", form]));
        let folder = at.join("out");
        let report =
            if form == "gdelt" { folder.join("loss.json") } else { at.join("out.loss.json") };
        let report: Value =
            serde_json::from_str(&fs::read_to_string(report).expect("it is there")).expect("JSON");
        assert_eq!(report["left_out"][0]["what"], "denied", "{form}");
        assert!(report["written"].get("claim").is_none(), "{form}");
        fs::remove_dir_all(&folder).or_else(|_| fs::remove_file(&folder)).expect("it is removed");
    }
    let id = clash(at);
    let compared = print(at, &["compare", &id]);
    assert!(compared.contains("DENIED: ") && compared.contains("at least 14"), "{compared}");
    assert!(compared.contains("✗1 ") && compared.contains("They cannot both be so"));
}

/// Articles whose words would do harm on a terminal or in a table.
const ODD: &str = r#"{"id": "o\u001b[31m1", "title": "\u001b]0;owned\u0007 title", "publisher": "\u202eיומון הגבול", "created": "2024-03-12", "text": "Tarsk shelled the village of Hask on Tuesday, killing four soldiers, the Oravian ministry said.\n\nThe \u001b[2Jministry said that Tarsk troops had attacked Hask and killed at least two farmers."}
{"id": "=1+1", "title": "=HYPERLINK(\"x\")", "publisher": "A very long name of a newspaper in which every single thing is told at length and more", "created": "2024-03-13", "text": "Tarsk denied on Tuesday that it had shelled Hask. Nine soldiers were killed in Hask on Tuesday, doctors said."}
"#;

#[test]
fn nothing_of_an_article_reaches_the_terminal_raw_and_no_line_is_too_wide() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let at = folder.path();
    fs::write(at.join("odd.jsonl"), ODD).expect("it can be written");
    print(at, &["add", "--quiet", "odd.jsonl"]);
    let incidents = array(at, &["incidents", "--json"]);
    let id = incidents[0]["id"].as_str().expect("an id").to_owned();
    for width in ["20", "33", "60", "80", "140"] {
        for words in [
            &["claims"][..],
            &["incidents"],
            &["sources"],
            &["sources", "--outlets"],
            &["compare", &id],
            &["toll", &id],
        ] {
            let output = run(at, &[words, &["--width", width]].concat());
            let text = out(&output);
            let harmful =
                |letter: char| letter.is_control() && letter != '\n' || letter == '\u{202E}';
            assert!(!text.contains(harmful), "{words:?}: {text:?}");
            for line in text.lines() {
                assert!(
                    line.width() <= width.parse().expect("a number"),
                    "{words:?} {width}: {line}"
                );
            }
        }
    }
    let outlets = print(at, &["sources", "--outlets"]);
    assert!(outlets.contains('\u{2068}') && outlets.contains("יומון הגבול\u{2069}"), "{outlets}");
    let table = print(at, &["export", "--to", "csv"]);
    assert!(table.contains("'=HYPERLINK") && !table.contains(",=1+1"), "{table}");
    assert!(print(at, &["export", "--to", "csv", "--raw-csv"]).contains(",=1+1,"));
}

#[test]
fn export_without_loss_makes_the_same_ledger_again() {
    let folder = examples();
    let at = folder.path();
    let edited = "{\"id\": \"tarsk-agency\", \"created\": \"2024-03-12\", \"text\": \"Tarsk said on \
                  Tuesday that two of its soldiers had been killed near Hask.\"}\n";
    fs::write(at.join("edited.jsonl"), edited).expect("it can be written");
    print(at, &["add", "--quiet", "edited.jsonl"]);
    let claims = array(at, &["claims", "--json", "--limit", "2"]);
    let claim = claims[0]["id"].as_str().expect("an id");
    print(at, &["decide", "reject", claim, "--by", "Mara", "--note", "misread"]);
    print(at, &["export", "--to", "jsonl", "--output", "one.jsonl"]);
    print(at, &["add", "--ledger", "copy.db", "one.jsonl"]);
    print(at, &["export", "--ledger", "copy.db", "--to", "jsonl", "--output", "two.jsonl"]);
    let read = |name: &str| fs::read_to_string(at.join(name)).expect("it is there");
    assert!(read("one.jsonl") == read("two.jsonl"));
    assert!(read("one.jsonl").contains("\"hearsay\":\"decision\""));
    assert!(read("one.jsonl").contains("\"hearsay\":\"revision\""));
    let all = |ledger: &str| print(at, &["claims", "--json", "--ledger", ledger]);
    assert!(all("hearsay.db") == all("copy.db"), "the same claims and incidents are made of it");
    print(at, &["check", "--ledger", "copy.db"]);
    // Once more changes nothing, and another article of the same id is refused.
    print(at, &["add", "--ledger", "copy.db", "one.jsonl"]);
    print(at, &["export", "--ledger", "copy.db", "--to", "jsonl", "--output", "two.jsonl"]);
    assert!(read("one.jsonl") == read("two.jsonl"));
    print(at, &["add", "--quiet", "--ledger", "other.db", "edited.jsonl"]);
    check(at, &["add", "--ledger", "other.db", "one.jsonl"], 2, "another article by the id");
    fs::write(at.join("cut.jsonl"), &read("one.jsonl")[..4000]).expect("it can be written");
    check(at, &["add", "--ledger", "third.db", "cut.jsonl"], 2, "line 2 is not of an export");
}

#[test]
fn claims_of_a_ledger_are_explained_by_the_beginning_of_their_id() {
    let folder = examples();
    let claims = array(folder.path(), &["claims", "--json", "--limit", "1"]);
    let id = claims[0]["id"].as_str().expect("an id");
    let text = print(folder.path(), &["explain", &id[..8]]);
    assert!(text.contains(&format!("claim {id}")), "{text}");
    let json = print(folder.path(), &["explain", id, "--format", "json"]);
    let json: Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json["claims"][0]["claim"]["id"], id);
}

#[test]
fn every_command_has_examples_and_tells_how_it_ends() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    for command in ["claims", "incidents", "compare", "toll", "sources", "explain", "export", "mcp"]
    {
        let help = print(folder.path(), &[command, "--help"]);
        assert!(help.contains("Examples:") && help.contains("Exit codes:"), "{command}");
    }
}
