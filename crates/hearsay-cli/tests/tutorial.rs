//! Every line of `docs/tutorial.md`, run one after the other in an empty folder, prints what the page
//! shows.
//!
//! `UPDATE_GOLDEN=1 cargo test -p hearsay-cli --test tutorial` writes the page anew; its author reads
//! the difference. Ids in the page are those that the program prints.
#![cfg(unix)] // the lines are those of a shell
#![allow(clippy::disallowed_methods)] // a test reads the page

mod page;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use page::comparable;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs a line of the page as a shell does, both streams together.
fn run(line: &str, folder: &Path) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_hearsay"));
    let programs = program.parent().expect("the program lies in a folder").display();
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("sh")
        .args(["-c", &format!("{line} 2>&1")])
        .current_dir(folder)
        .env("PATH", format!("{programs}:{path}"))
        .env_remove("CLICOLOR_FORCE")
        .output()
        .expect("the shell runs");
    let text = String::from_utf8(output.stdout).expect("it is UTF-8");
    assert!(output.status.success(), "{line}: {:?}\n{text}", output.status);
    text
}

/// The line with the ids that the lines before have printed: when the program reads otherwise, ids
/// change, and the page with them.
fn with_ids(line: &str, printed: &str) -> String {
    let is_id = |word: &str, length: usize| {
        word.len() == length && word.chars().all(|digit| digit.is_ascii_hexdigit())
    };
    let words = || printed.split_whitespace().filter(|word| word.is_ascii());
    let incident = words().find(|word| word.starts_with('i') && is_id(&word[1..], 8));
    let claim = words().rfind(|word| is_id(word, 9));
    let renamed = |word: &str| match word.strip_prefix('i') {
        Some(digits) if is_id(digits, 5) => incident.map(|id| id[..6].to_owned()),
        _ if is_id(word, 6) => claim.map(|id| id[..6].to_owned()),
        _ => None,
    };
    let words = line.split(' ').map(|word| renamed(word).unwrap_or_else(|| word.to_owned()));
    words.collect::<Vec<_>>().join(" ")
}

/// The page with every line run.
fn anew(page: &str, folder: &Path) -> String {
    let mut out = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        out += &format!("{line}\n");
        if line != "```console" {
            continue;
        }
        for line in lines.by_ref().take_while(|line| *line != "```") {
            if let Some(command) = line.strip_prefix("$ ") {
                let command = with_ids(command, &out);
                out += &format!("$ {command}\n{}", run(&command, folder));
                if !out.ends_with('\n') {
                    out.push('\n');
                }
            }
        }
        out += "```\n";
    }
    out
}

#[test]
fn every_line_of_the_tutorial_prints_what_it_shows() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let examples = folder.path().join("examples");
    fs::create_dir(&examples).expect("it can be made");
    fs::copy(root().join("examples/clash.jsonl"), examples.join("clash.jsonl"))
        .expect("the examples are there");
    let path = root().join("docs/tutorial.md");
    let page = fs::read_to_string(&path).expect("the page is there");
    let anew = anew(&page, folder.path());
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &anew).expect("the page can be written");
        return;
    }
    let (old, new) = (comparable(&page), comparable(&anew));
    for (old, new) in old.lines().zip(new.lines()) {
        assert_eq!(old, new, "UPDATE_GOLDEN=1 writes docs/tutorial.md anew");
    }
    assert_eq!(old.lines().count(), new.lines().count());
}
