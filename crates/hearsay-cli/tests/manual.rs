//! The commands that `docs/rules.md` shows print what it shows.
//!
//! `UPDATE_GOLDEN=1 cargo test -p hearsay-cli --test manual` writes the page anew; its author reads
//! the difference. Line numbers of rows are not compared: every new row moves them.
#![allow(clippy::disallowed_methods)] // a test reads the page

mod page;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use page::comparable;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The words of a command line; single and double quotes keep blanks.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for letter in line.chars() {
        match (quote, letter) {
            (None, '\'' | '"') => quote = Some(letter),
            (Some(open), letter) if open == letter => quote = None,
            (None, ' ') => words.push(String::new()),
            _ => words.last_mut().expect("there is a word").push(letter),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// What a line of the page prints: `hearsay …`, or `echo '…' | hearsay …`.
fn run(line: &str) -> String {
    let (input, command) = match line.split_once(" | ") {
        Some((echo, command)) => (words(echo)[1..].join(" ") + "\n", command),
        None => (String::new(), line),
    };
    let words = words(command);
    assert_eq!(words[0], "hearsay", "{line}");
    let mut child = Command::new(env!("CARGO_BIN_EXE_hearsay"))
        .args(&words[1..])
        .current_dir(root())
        .env_remove("CLICOLOR_FORCE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .expect("the command runs");
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(input.as_bytes()).expect("it reads");
    drop(stdin);
    let output = child.wait_with_output().expect("the command ends");
    assert!(output.status.success(), "{line}");
    String::from_utf8(output.stdout).expect("it is UTF-8")
}

/// The page with every command run.
fn anew(page: &str) -> String {
    let mut out = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        out += &format!("{line}\n");
        if line != "```console" {
            continue;
        }
        let command = lines.next().expect("a block has a command");
        out += &format!("{command}\n");
        out += &run(command.strip_prefix("$ ").expect("a command begins with `$ `"));
        let _old = lines.by_ref().take_while(|line| *line != "```").count();
        out += "```\n";
    }
    out
}

#[test]
fn commands_of_the_manual_print_what_it_shows() {
    let path = root().join("docs/rules.md");
    let page = std::fs::read_to_string(&path).expect("the page is there");
    let anew = anew(&page);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &anew).expect("the page can be written");
        return;
    }
    let (old, new) = (comparable(&page), comparable(&anew));
    for (old, new) in old.lines().zip(new.lines()) {
        assert_eq!(old, new, "UPDATE_GOLDEN=1 writes docs/rules.md anew");
    }
    assert_eq!(old.lines().count(), new.lines().count());
}

/// The files of a folder and of those below it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

#[test]
fn every_data_file_is_in_the_manual() {
    let page = std::fs::read_to_string(root().join("docs/rules.md")).expect("the page is there");
    for home in ["hearsay-claims", "hearsay-mentions"] {
        for path in files(&root().join(format!("crates/{home}/data"))) {
            let name = path.file_name().expect("it is a file").to_string_lossy().into_owned();
            assert!(page.contains(&format!("`{name}`")), "docs/rules.md does not tell of {name}");
        }
    }
}
