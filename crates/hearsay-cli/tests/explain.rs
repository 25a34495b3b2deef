//! `hearsay explain` as it is run.
#![allow(clippy::disallowed_methods)] // the data files are looked at

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use hearsay::Explanation;

const TEXT: &str = "The defence ministry of Armenia said on Monday that its army had not shelled the town \
                    of Terter. Three farmers were killed by gunmen near Baku. The delay killed the bill. \
                    The storm flooded the valley.\n";

/// Runs `hearsay explain - WORDS` on a text.
fn run(text: &str, words: &[&str]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hearsay"))
        .args(["explain", "-"])
        .args(words)
        .env_remove("CLICOLOR_FORCE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command runs");
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(text.as_bytes()).expect("it reads");
    drop(stdin);
    child.wait_with_output().expect("the command ends")
}

fn out(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).expect("it is UTF-8")
}

fn explained(text: &str, words: &[&str]) -> Explanation {
    let mut all = vec!["--format", "json"];
    all.extend(words);
    serde_json::from_str(&out(&run(text, &all))).expect("an explanation a line")
}

#[track_caller]
fn says(text: &str, words: &[&str], parts: &[&str]) {
    let printed = out(&run(text, words));
    // Wrapped lines are one sentence.
    let flat = printed.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in parts {
        assert!(flat.contains(part), "{part}\n{printed}");
    }
}

#[test]
fn all_claims_are_explained_and_words_without_one_listed() {
    says(
        TEXT,
        &["--created", "2024-03-14"],
        &[
            "“shelled” names an event: ASSAULT",
            "“not” makes it so",
            "“said” is a word of saying",
            "“Terter”",
            "“killed” → agent “by” → pobj “gunmen”",
            "“killed” ASSAULT, veto",
        ],
    );
}

#[test]
fn words_that_made_no_claim_say_why() {
    says(TEXT, &["--at", "delay killed"], &["No claim at “killed”", "the frame “met a need” fits"]);
    says(TEXT, &["--at", "flooded"], &["No claim at “flooded”"]);
}

#[test]
fn claim_by_id_or_its_beginning() {
    let all = explained(TEXT, &[]);
    let id = &all.claims[0].claim.id;
    let one = explained(TEXT, &["--claim", id]);
    assert_eq!(one.claims, all.claims[..1]);
    let one = explained(TEXT, &["--claim", &id[..8]]);
    assert_eq!(one.claims[0].claim.id, *id);
}

#[test]
fn what_is_not_there_is_an_error_that_helps() {
    for (words, message) in [
        (["--claim", "no-such-id"], "has the id `no-such-id`"),
        (["--claim", ""], "the claim's id is empty"),
        (["--at", "no such words"], "stand in none of the 1 article read"),
        (["--at", "   "], "stand in none"),
    ] {
        let output = run(TEXT, &words);
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        let error = String::from_utf8(output.stderr).expect("it is UTF-8");
        assert!(error.contains(message), "{error}");
        assert!(output.stdout.is_empty());
    }
    assert_eq!(run("", &[]).status.code(), Some(3));
}

#[test]
fn rows_are_where_they_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let all = explained(TEXT, &["--created", "2024-03-14"]);
    let claims = all.claims.iter().flat_map(|why| &why.steps);
    let steps = claims.chain(all.mentions.iter().flat_map(|why| &why.steps));
    let rows: Vec<_> = steps.flat_map(|step| &step.rows).collect();
    assert!(rows.len() > 10, "{rows:?}");
    for row in rows {
        let file = std::fs::read_to_string(root.join(&row.file)).expect("the file is there");
        assert_eq!(file.lines().nth(row.line - 1), Some(row.text.as_str()), "{row:?}");
    }
}

#[test]
fn words_of_steps_are_those_of_the_text() {
    let letters: Vec<char> = TEXT.chars().collect();
    let all = explained(TEXT, &["--created", "2024-03-14"]);
    let claims = all.claims.iter().flat_map(|why| &why.steps);
    let steps = claims.chain(all.mentions.iter().flat_map(|why| &why.steps));
    for span in steps.flat_map(|step| &step.words) {
        assert_eq!(letters[span.start..span.end].iter().collect::<String>(), span.text);
    }
}

#[test]
fn odd_input_is_explained() {
    let long = "Troops shelled the town and ".repeat(120) + "left.";
    for text in ["(((", "\u{202e}x\u{ad}y killed z.", "停火。", "A.\n\n\n\nB killed C", &long] {
        for words in
            [&["--force"][..], &["--force", "--width", "20"], &["--force", "--format", "json"]]
        {
            out(&run(text, words));
        }
    }
}

#[test]
fn lines_are_no_wider_than_asked() {
    for width in ["40", "80"] {
        let printed = out(&run(TEXT, &["--width", width]));
        let most: usize = width.parse().expect("a number");
        for line in printed.lines() {
            assert!(line.chars().count() <= most, "{line}");
        }
    }
}
