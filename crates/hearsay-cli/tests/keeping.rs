//! The commands that write a ledger or look after it, as they are run.
#![allow(clippy::disallowed_methods)] // what was written is read back

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const SHELLING: &str = "Oravia said on Tuesday that Tarsk had shelled villages along the Ilmet \
    river, killing four soldiers and one civilian.\n\nTarsk denied the report.\n";
const BOMBING: &str = "A car bomb killed at least nine people in Baghdad on 5 May 2024, the interior \
    ministry said.\n";

/// A folder with two articles and a file that is none.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    for (name, bytes) in [("n/a.txt", SHELLING), ("n/b.txt", BOMBING), ("empty.txt", "")] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it is in the folder")).expect("it can be made");
        fs::write(path, bytes).expect("the file can be written");
    }
    folder
}

fn run(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hearsay"));
    command.current_dir(folder).args(words).stdin(Stdio::null());
    for variable in ["CLICOLOR_FORCE", "HEARSAY_NAME", "LOGNAME"] {
        command.env_remove(variable);
    }
    command.env("USER", "Ada").output().expect("the command runs")
}

/// Runs a command; expects this exit code and gives what it printed.
#[track_caller]
fn check(folder: &Path, words: &str, exit: i32) -> String {
    let output = run(folder, &words.split_whitespace().collect::<Vec<_>>());
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(exit), "{words}: {err}");
    String::from_utf8(output.stdout).expect("the output is UTF-8") + &err
}

fn json(line: &str) -> Value {
    serde_json::from_str(line).expect("an object a line")
}

#[test]
fn adding_twice_adds_once() {
    let folder = folder();
    let first = check(folder.path(), "add n --json", 0);
    let outcomes =
        |out: &str| out.lines().map(|line| json(line)["outcome"].clone()).collect::<Vec<_>>();
    assert_eq!(outcomes(&first), ["new", "new"]);
    assert_eq!(outcomes(&check(folder.path(), "add n --json", 0)), ["known", "known"]);
    let told = check(folder.path(), "add n", 0);
    assert!(
        told.starts_with("0 articles added, 2 known already\nhearsay.db: 2 articles, "),
        "{told}"
    );
    assert!(!folder.path().join("hearsay.db-wal").exists(), "one file is all there is");
}

#[test]
fn what_cannot_be_read_does_not_stop_the_rest() {
    let folder = folder();
    let out = check(folder.path(), "add empty.txt n missing.txt --json", 1);
    let errors = out.lines().filter(|line| line.starts_with('{')).map(json);
    let errors = errors.filter(|line| line["outcome"] == "error");
    assert_eq!(errors.count(), 2, "{out}");
    assert!(out.contains("error: empty.txt: empty; there is nothing to read"), "{out}");
    check(folder.path(), "add empty.txt --ledger other.db", 3);
}

#[test]
fn claim_is_rejected_listed_and_taken_back() {
    let folder = folder();
    check(folder.path(), "add n", 0);
    let ledger = hearsay_ledger::Ledger::open(
        &folder.path().join("hearsay.db"),
        hearsay_ledger::Access::Read,
    );
    let claims = ledger.and_then(|l| l.view()?.claims(&hearsay_ledger::Filter::default()));
    let id = claims.expect("it is a ledger").items[0].claim.id.clone();
    let decided = json(&check(folder.path(), &format!("decide reject {} --json", &id[..10]), 0));
    assert_eq!((&decided["by"], &decided["kind"]), (&"Ada".into(), &"reject".into()));
    assert_eq!(decided["about"][0]["claim"], id);
    let decision = decided["id"].as_str().expect("it has an id");
    let listed = json(&check(folder.path(), &format!("decisions --claim {id} --json"), 0));
    assert_eq!(listed[0]["id"], decision);
    let told = check(folder.path(), &format!("undo {decision} --by Grace"), 0);
    assert!(told.contains("Grace  undo"), "{told}");
    assert!(check(folder.path(), "decisions", 0).contains("(undone)"));
    assert!(check(folder.path(), &format!("undo {decision}"), 2).contains("undone already"));
    let wrong = check(folder.path(), &format!("decide correct {id} toll.0.minimum 3"), 2);
    assert!(wrong.contains("a claim has no field `toll.0.minimum`"), "{wrong}");
    assert!(
        check(folder.path(), "decide accept 0000", 2).contains("no claim `0000` in this ledger")
    );
    assert!(check(folder.path(), "decisions --orphaned", 0).is_empty());
}

#[test]
fn export_may_be_piped_into_another_ledger() {
    let folder = folder();
    check(folder.path(), "add n", 0);
    check(folder.path(), "export --to jsonl --output ledger.jsonl", 0);
    let lines = fs::read(folder.path().join("ledger.jsonl")).expect("it was written");
    let piped = |words: &str, input: &[u8]| {
        fs::write(folder.path().join("input"), input).expect("it can be written");
        let input = fs::File::open(folder.path().join("input")).expect("it is there");
        let mut command = Command::new(env!("CARGO_BIN_EXE_hearsay"));
        command.current_dir(folder.path()).args(words.split_whitespace()).stdin(input);
        let output = command.output().expect("the command runs");
        assert_eq!(output.status.code(), Some(0), "{words}");
        String::from_utf8(output.stdout).expect("the output is UTF-8")
    };
    let told = piped("add - --ledger other.db", &lines);
    assert_eq!(told, "stdin: 2 versions with 0 decisions taken in, 0 known already\n");
    let again = piped("add --ledger other.db", &lines);
    assert_eq!(again, "stdin: 0 versions with 0 decisions taken in, 2 known already\n");
    check(folder.path(), "export --to jsonl --ledger other.db --output other.jsonl", 0);
    let other = fs::read(folder.path().join("other.jsonl")).expect("it was written");
    assert!(lines == other, "the same ledger, byte for byte");
    // Text that is piped in is text as before.
    assert!(piped("add - --ledger third.db", SHELLING.as_bytes()).starts_with("1 article added"));
}

#[test]
fn check_tells_what_does_not_fit() {
    let folder = folder();
    check(folder.path(), "add n", 0);
    let clean = check(folder.path(), "check", 0);
    assert!(clean.starts_with("everything fits: 2 texts, "), "{clean}");
    check(folder.path(), "backup copy.db", 0);
    assert!(check(folder.path(), "backup copy.db", 2).contains("a backup never replaces one"));
    let ledger = rusqlite::Connection::open(folder.path().join("hearsay.db"));
    ledger
        .and_then(|ledger| ledger.execute("UPDATE version SET text = x'00'", []))
        .expect("it is a database");
    let found = check(folder.path(), "check", 1);
    assert!(found.contains("the text is not the one that was added"), "{found}");
    let report = json(&check(folder.path(), "check --json --ledger copy.db", 0));
    assert_eq!(report["problems"], serde_json::json!([]));
}

#[test]
fn reread_of_what_this_version_read_does_nothing_unless_asked() {
    let folder = folder();
    check(folder.path(), "add n", 0);
    assert!(check(folder.path(), "reread", 0).starts_with("0 articles read again"));
    let told = check(folder.path(), "reread --all", 0);
    assert!(told.starts_with("2 articles read again"), "{told}");
    assert!(told.contains("0 appeared, 0 vanished, 0 changed"), "{told}");
    check(folder.path(), "check", 0);
}

#[test]
fn wrong_ledgers_are_named() {
    let folder = folder();
    fs::write(folder.path().join("text.db"), SHELLING.repeat(20)).expect("it can be written");
    for (words, message) in [
        ("check", "hearsay.db: no ledger there; `hearsay add` makes one"),
        ("decisions --ledger text.db", "text.db: not a ledger of hearsay's but some other file"),
        ("add n --ledger n", "n: not a ledger of hearsay's but a folder"),
        ("add n --ledger no/such/folder.db", "no file can be made in no/such"),
    ] {
        let told = check(folder.path(), words, 2);
        assert!(told.contains(message), "{words}: {told}");
    }
}
