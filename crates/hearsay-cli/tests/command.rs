//! The command as it is run: what it prints where, and how it ends.
#![allow(clippy::disallowed_methods)] // what was written is read back

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use hearsay::Reading;
use tempfile::TempDir;

const TEXT: &str = "Two soldiers were killed near the river on Monday, the ministry said.\n";
const RUSSIAN: &str =
    "Министерство обороны сообщило, что обстрел сёл на берегу реки прекратился.\n";

/// A folder with these files.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it is in the folder")).expect("it can be made");
        fs::write(path, bytes).expect("the file can be written");
    }
    folder
}

fn hearsay(folder: &Path, words: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hearsay"));
    command.current_dir(folder).args(words.split_whitespace()).stdin(Stdio::null());
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM"] {
        command.env_remove(variable);
    }
    command
}

fn run(folder: &Path, words: &str) -> Output {
    hearsay(folder, words).output().expect("the command runs")
}

/// The same with something piped in.
fn run_with(folder: &Path, words: &str, input: &[u8]) -> Output {
    let mut command = hearsay(folder, words);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command runs");
    let mut stdin = child.stdin.take().expect("it is piped");
    let input = input.to_owned();
    // It may end before it has read everything.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().expect("the command ends");
    writer.join().expect("the writer does not panic");
    output
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("the output is UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("messages are UTF-8")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("it was not killed")
}

/// The ids of what was read, of JSONL.
fn ids(output: &Output) -> Vec<String> {
    let reading = |line: &str| serde_json::from_str::<Reading>(line).expect("a reading a line");
    out(output).lines().map(|line| reading(line).article.id).collect()
}

/// Runs `hearsay read --format jsonl` on files; expects these ids, messages and code.
#[track_caller]
fn check(files: &[(&str, &[u8])], words: &str, read: &[&str], messages: &[&str], exit: i32) {
    let folder = folder(files);
    let output = run(folder.path(), &format!("read --format jsonl {words}"));
    assert_eq!(ids(&output), read, "{}", err(&output));
    assert_eq!(err(&output).lines().collect::<Vec<_>>(), messages);
    assert_eq!(code(&output), exit);
}

#[test]
fn everything_read_is_zero() {
    check(&[("a.txt", TEXT.as_bytes())], "a.txt", &["a.txt"], &[], 0);
}

#[test]
fn note_is_no_failure() {
    check(
        &[("n/a.txt", TEXT.as_bytes()), ("n/b.pdf", b"%PDF-1.7")],
        "n",
        &["a.txt"],
        &["note: n: 1 other file left aside (b.pdf); name a file itself to read it as text"],
        0,
    );
    check(&[("n/a.txt", TEXT.as_bytes()), ("n/b.pdf", b"")], "n --quiet", &["a.txt"], &[], 0);
}

#[test]
fn some_unread_is_one() {
    let lines = format!(
        "{{\"id\": \"a\", \"text\": {TEXT:?}}}\n{{\"id\": \"b\", \"text\": \n\
         {{\"id\": \"c\", \"text\": {TEXT:?}}}\n"
    );
    check(
        &[("x.jsonl", lines.as_bytes()), ("e.txt", b"")],
        "missing.txt x.jsonl e.txt",
        &["a", "c"],
        &[
            "error: missing.txt: no such file or folder; check the spelling and the current folder",
            "error: x.jsonl, line 2: not a JSON object: EOF while parsing a value, column 19",
            "error: e.txt: empty; there is nothing to read",
            "note: 2 articles read, with 3 errors",
        ],
        1,
    );
}

#[test]
fn unreadable_date_of_an_article_is_one_and_the_article_is_read() {
    let line = format!("{{\"id\": \"a\", \"text\": {TEXT:?}, \"created\": \"2020-02-30\"}}\n");
    let folder = folder(&[("x.jsonl", line.as_bytes())]);
    let output = run(folder.path(), "read x.jsonl --format jsonl");
    assert_eq!(ids(&output), ["a"]);
    assert!(err(&output).starts_with("error: x.jsonl, line 1: `created`: `2020-02-30` is not"));
    assert_eq!(code(&output), 1);
}

#[test]
fn nothing_read_is_three() {
    let message = "error: x: no such file or folder; check the spelling and the current folder";
    check(&[], "x", &[], &[message], 3);
    check(
        &[("d/.x", b"")],
        "d",
        &[],
        &["error: d: no articles in this folder; only files of text, JSON, HTML, feeds, sheets \
         and WARC are taken from a folder, name any other file itself"],
        3,
    );
    check(
        &[("r.txt", RUSSIAN.as_bytes())],
        "r.txt",
        &[],
        &["error: r.txt: not English but Russian (or a language like it); only English is read \
           (--force reads it anyway)"],
        3,
    );
    check(
        &[("p.txt", b"\x89PNG\r\n\x1a\n")],
        "p.txt",
        &[],
        &["error: p.txt: a PNG image, not text; extract its text first and give that"],
        3,
    );
}

#[test]
fn force_reads_other_languages() {
    check(&[("r.txt", RUSSIAN.as_bytes())], "r.txt --force", &["r.txt"], &[], 0);
}

#[test]
fn hundred_megabytes_in_one_line_are_refused() {
    let long = vec![b'x'; 100 << 20];
    let message = "longer than 8 MB, too long for one article; split it, or give its articles as \
                   JSONL, one a line";
    check(
        &[("long.txt", &long), ("long.jsonl", &long), ("a.txt", TEXT.as_bytes())],
        "long.txt long.jsonl a.txt",
        &["a.txt"],
        &[
            &format!("error: long.txt: {message}"),
            &format!("error: long.jsonl, line 1: {message}"),
            "note: 1 article read, with 2 errors",
        ],
        1,
    );
}

#[test]
fn nested_brackets_are_read_without_harm() {
    let brackets = "[".repeat(5_000);
    let lines = "[".repeat(1_000_000);
    check(
        &[("b.txt", brackets.as_bytes()), ("b.jsonl", lines.as_bytes())],
        "b.txt b.jsonl",
        &["b.txt"],
        &["error: b.jsonl, line 1: not a JSON object: it begins with `[` instead of `{`"],
        1,
    );
}

#[test]
fn encodings_give_the_same_text() {
    let text = "“The ministry’s guns”, the spokesman said, “did not open fire on the village.”\n";
    let (windows, _) = (text.replace('’', "\u{92}").replace('“', "\u{93}"), ());
    let windows =
        windows.replace('”', "\u{94}").chars().map(|c| c as u32 as u8).collect::<Vec<_>>();
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let files: [(&str, &[u8]); 3] =
        [("a.txt", text.as_bytes()), ("b.txt", &utf16), ("c.txt", &windows)];
    let folder = folder(&files);
    let output = run(folder.path(), "read --format jsonl a.txt b.txt c.txt");
    assert_eq!(err(&output), "note: c.txt: not UTF-8; read as windows-1252\n");
    for line in out(&output).lines() {
        let reading: Reading = serde_json::from_str(line).expect("a reading a line");
        assert_eq!(reading.article.text, text);
    }
    assert_eq!(out(&output).lines().count(), 3);
}

#[track_caller]
fn check_usage(words: &str, message: &str) {
    let folder = folder(&[("a.txt", TEXT.as_bytes())]);
    let output = run(folder.path(), words);
    assert_eq!(out(&output), "");
    assert!(err(&output).contains(message), "{}", err(&output));
    assert_eq!(code(&output), 2);
}

#[test]
fn wrong_usage_is_two() {
    check_usage("", "Usage: hearsay");
    check_usage("read a.txt --created 2020-13-01", "`2020-13-01` is not a date: write it as");
    check_usage("read a.txt --created yesterday", "is not a date");
    check_usage("read a.txt --format xml", "possible values: table, json, jsonl, html");
    check_usage("read a.txt --threads 0", "0 is not in 1..=1024");
    check_usage("read a.txt --width 5", "5 is not in 20..=1000");
    check_usage("read a.txt --output a.txt", "a.txt is both input and output");
    check_usage("read a.txt --output no/such/place", "no/such/place: cannot be written");
    check_usage("read a.txt --output .", "a folder, not a file");
}

#[test]
fn stdin_is_read_with_and_without_dash() {
    let folder = folder(&[]);
    for words in ["read", "read -", "read - --format jsonl"] {
        let output = run_with(folder.path(), words, TEXT.as_bytes());
        assert!(out(&output).contains("stdin"), "{}", err(&output));
        assert_eq!(code(&output), 0);
    }
    let lines = format!("{{\"id\": \"a\", \"text\": {TEXT:?}}}\n");
    let output = run_with(folder.path(), "read --format jsonl", lines.repeat(2).as_bytes());
    assert_eq!(ids(&output), ["a", "a"]);
    let output = run_with(folder.path(), "read", b"");
    assert_eq!(err(&output), "error: stdin: empty; there is nothing to read\n");
    assert_eq!(code(&output), 3);
}

/// Many articles, some broken, for what must not depend on timing.
fn many() -> String {
    let line = |number: usize| match number % 10 {
        7 => "{broken\n".to_owned(),
        _ => format!("{{\"id\": {number}, \"text\": {:?}}}\n", TEXT.repeat(1 + number * 7 % 5)),
    };
    (0..80).map(line).collect()
}

#[test]
fn output_does_not_depend_on_threads() {
    let folder = folder(&[("x.jsonl", many().as_bytes())]);
    for format in ["jsonl", "json", "table", "html"] {
        let with = |threads: usize| {
            let words = format!("read x.jsonl --format {format} --threads {threads}");
            let output = run(folder.path(), &words);
            assert_eq!(code(&output), 1);
            (output.stdout, output.stderr)
        };
        let one = with(1);
        assert!(one == with(2) && one == with(7), "{format}");
    }
    let output = run(folder.path(), "read x.jsonl --format jsonl --threads 3");
    let expected = (0..80).filter(|number| number % 10 != 7).map(|number| number.to_string());
    assert_eq!(ids(&output), expected.collect::<Vec<_>>());
}

#[test]
fn json_is_an_object_or_an_array() {
    let folder = folder(&[("a.txt", TEXT.as_bytes()), ("b.txt", TEXT.as_bytes())]);
    let one = out(&run(folder.path(), "read a.txt --format json"));
    assert_eq!(
        serde_json::from_str::<Reading>(&one).map(|one| one.article.id).ok(),
        Some("a.txt".into())
    );
    let two = out(&run(folder.path(), "read a.txt b.txt --format json"));
    assert_eq!(serde_json::from_str::<Vec<Reading>>(&two).map(|two| two.len()).ok(), Some(2));
    assert!(!two.contains("null"), "{two}");
}

#[test]
fn created_is_for_articles_without_their_own() {
    let lines = format!(
        "{{\"id\": \"a\", \"text\": {TEXT:?}, \"created\": \"2024-03-12\"}}\n\
         {{\"id\": \"b\", \"text\": {TEXT:?}}}\n"
    );
    let folder = folder(&[("x.jsonl", lines.as_bytes())]);
    let output = run(folder.path(), "read x.jsonl --format jsonl --created 2020-09-28");
    let created = |line: &str| {
        let reading: Reading = serde_json::from_str(line).expect("a reading a line");
        reading.article.created
    };
    let created: Vec<_> = out(&output).lines().map(created).collect();
    assert_eq!(created, [Some("2024-03-12".to_owned()), Some("2020-09-28".to_owned())]);
}

#[test]
fn color_is_only_where_it_is_wanted() {
    let folder = folder(&[("a.txt", TEXT.as_bytes())]);
    let colored = |words: &str, variable: &str, value: &str| {
        let mut command = hearsay(folder.path(), &format!("read a.txt missing.txt {words}"));
        let output = command.env(variable, value).output().expect("the command runs");
        (out(&output).contains('\x1b'), err(&output).contains('\x1b'))
    };
    assert_eq!(colored("", "X", ""), (false, false));
    assert_eq!(colored("", "CLICOLOR", "1"), (false, false));
    assert_eq!(colored("", "CLICOLOR_FORCE", "1"), (true, true));
    assert_eq!(colored("", "NO_COLOR", "1"), (false, false));
    assert_eq!(colored("--color always", "NO_COLOR", "1"), (true, true));
    assert_eq!(colored("--color never", "CLICOLOR_FORCE", "1"), (false, false));
}

#[test]
fn width_is_kept() {
    let folder = folder(&[("a.txt", TEXT.repeat(5).as_bytes())]);
    let output = out(&run(folder.path(), "read a.txt --width 40"));
    assert!(output.lines().all(|line| line.chars().count() <= 40), "{output}");
    assert!(output.lines().any(|line| line == "─".repeat(40)), "{output}");
}

#[test]
fn output_file_gets_its_name_when_it_is_complete() {
    let folder = folder(&[("a.txt", TEXT.as_bytes())]);
    let output = run(folder.path(), "read a.txt --format html --output page.html");
    assert_eq!((out(&output).as_str(), err(&output).as_str()), ("", ""));
    let page = fs::read_to_string(folder.path().join("page.html")).expect("it was written");
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    run(folder.path(), "read missing.txt --output page.html");
    let again = fs::read_to_string(folder.path().join("page.html")).expect("it is still there");
    assert_eq!(again, page);
    let names = fs::read_dir(folder.path()).expect("the folder is there").count();
    assert_eq!(names, 2, "nothing is left behind");
}

#[test]
fn messages_cannot_play_with_the_terminal() {
    let folder = folder(&[]);
    let mut command = hearsay(folder.path(), "read");
    let output = command.arg("x\u{1b}]0;title\u{7}\ny").output().expect("the command runs");
    assert!(!err(&output).contains(['\u{1b}', '\u{7}']));
    assert_eq!(err(&output).lines().count(), 1);
}

#[test]
fn closed_pipe_ends_quietly() {
    let folder = folder(&[("x.jsonl", many().repeat(5).as_bytes())]);
    let mut command = hearsay(folder.path(), "read x.jsonl --format jsonl --quiet");
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the command runs");
    let mut some = [0; 100];
    let mut stdout = child.stdout.take().expect("it is piped");
    stdout.read_exact(&mut some).expect("there is output");
    drop(stdout);
    let output = child.wait_with_output().expect("the command ends");
    assert!(err(&output).lines().all(|line| line.starts_with("error: x.jsonl, line ")));
    assert_eq!(code(&output), 0);
}

#[test]
fn help_says_how() {
    let folder = folder(&[]);
    let help = out(&run(folder.path(), "read --help"));
    for words in ["Examples:", "Exit codes:", "  3  nothing could be read", "--created", "JSONL"] {
        assert!(help.contains(words), "{words}");
    }
    let version = out(&run(folder.path(), "--version"));
    assert_eq!(version, format!("hearsay {}\n", env!("CARGO_PKG_VERSION")));
    assert!(out(&run(folder.path(), "man")).contains(".TH hearsay 1"));
    assert!(out(&run(folder.path(), "man read")).contains("\\-\\-created"));
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(out(&run(folder.path(), &format!("completions {shell}"))).contains("created"));
    }
}

#[test]
fn eval_writes_predictions_in_the_scorers_form() {
    let gold = r#"{"id": "a", "created": "2024-03-12", "text": "He left on Sunday for Paris, Texas.", "toponyms": [{"start": 22, "end": 27}]}"#;
    let folder = folder(&[("gold.jsonl", gold.as_bytes())]);
    let times = run(folder.path(), "eval times --gold gold.jsonl --out -");
    assert_eq!(
        out(&times),
        "{\"id\":\"a\",\"timex\":[{\"start\":11,\"end\":17,\"type\":\"DATE\",\"value\":\"2024-03-10\"}]}\n"
    );
    let resolved = run(folder.path(), "eval resolve --gold gold.jsonl --out placed.jsonl");
    assert!(resolved.status.success(), "{}", err(&resolved));
    let placed = fs::read_to_string(folder.path().join("placed.jsonl")).expect("it was written");
    let row: serde_json::Value = serde_json::from_str(&placed).expect("it is JSON");
    let north = row["toponyms"][0]["lat"].as_f64().expect("Paris, Texas, has a place");
    assert!((north - 33.66).abs() < 0.1, "{row}");
}

#[test]
fn eval_names_the_row_that_is_wrong() {
    let rows = "{\"id\": \"a\", \"text\": \"Shells fell.\"}\n{\"id\": \"b\"}\n";
    let folder = folder(&[("gold.jsonl", rows.as_bytes()), ("bad.jsonl", b"no json\n")]);
    for (words, message) in [
        ("eval times --gold gold.jsonl --out -", "gold.jsonl, row 2: it lacks `id` or `text`"),
        ("eval times --gold bad.jsonl --out -", "bad.jsonl, line 1: not a JSON object"),
        ("eval times --gold none.jsonl --out -", "none.jsonl: the gold file cannot be read"),
    ] {
        let output = run(folder.path(), words);
        assert_eq!(output.status.code(), Some(2));
        assert!(err(&output).contains(message), "{}", err(&output));
        assert_eq!(out(&output), "");
    }
}
