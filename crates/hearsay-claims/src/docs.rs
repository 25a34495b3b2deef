//! The rows and frames that `docs/rules.md` shows are true: those it quotes stand in the data files,
//! those it adds are taken by the loaders.

#![allow(clippy::disallowed_methods)] // a test reads the page

use crate::{frames, lexicon};

fn page() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/rules.md");
    std::fs::read_to_string(path).expect("the manual is there")
}

/// The fenced blocks of a language: the words after it, and the lines.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<(&'a str, Vec<&'a str>)> {
    let mut found = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(fence) = line.strip_prefix("```").filter(|rest| !rest.is_empty()) else {
            continue;
        };
        let (kind, words) = fence.split_once(' ').unwrap_or((fence, ""));
        let body: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
        if kind == language {
            found.push((words, body));
        }
    }
    found
}

/// The text of a data file with more rows in their places.
fn with_rows(text: &str, rows: &[&str]) -> &'static str {
    let is_row = |line: &&str| !line.starts_with('#') && !line.is_empty();
    let head: Vec<&str> = text.lines().take_while(|line| !is_row(line)).collect();
    let mut body: Vec<&str> = text.lines().filter(is_row).collect();
    let header = body.remove(0);
    body.extend(rows);
    body.sort_by_key(|row| row.split('\t').collect::<Vec<_>>());
    let lines: Vec<&str> = head.into_iter().chain([header]).chain(body).collect();
    Box::leak((lines.join("\n") + "\n").into_boxed_str())
}

#[test]
fn rows_of_the_manual_are_true() {
    let page = page();
    let blocks = blocks(&page, "tsv");
    assert!(blocks.len() >= 3, "{blocks:?}");
    for (words, rows) in blocks {
        let (file, is_new) = match words.strip_prefix("new ") {
            Some(file) => (file, true),
            None => (words, false),
        };
        let name = format!("data/en/{file}");
        let known = lexicon::FILES.iter().find(|(known, _)| *known == name);
        let (name, text) = known.unwrap_or_else(|| panic!("docs/rules.md: no file `{file}`"));
        if !is_new {
            for row in rows {
                assert!(text.lines().any(|line| line == row), "{file} has no row {row:?}");
            }
            continue;
        }
        for row in &rows {
            assert!(text.lines().all(|line| line != *row), "{row:?} is no new row of {file}");
        }
        let mut files = lexicon::FILES;
        let place = files.iter().position(|(other, _)| other == name).expect("it was found");
        files[place].1 = with_rows(text, &rows);
        lexicon::load_from(&files).unwrap_or_else(|error| panic!("docs/rules.md: {error}"));
    }
}

#[test]
fn frames_of_the_manual_are_true() {
    let page = page();
    let blocks = blocks(&page, "toml");
    assert!(blocks.len() >= 2, "{blocks:?}");
    for (words, lines) in blocks {
        let body = lines.join("\n");
        if words == "case" {
            continue;
        }
        let (file, is_new) = match words.strip_prefix("new ") {
            Some(file) => (file, true),
            None => (words, false),
        };
        let name = format!("data/en/frames/{file}");
        let known = frames::files().iter().position(|(known, _)| *known == name);
        let place = known.unwrap_or_else(|| panic!("docs/rules.md: no file `{file}`"));
        let mut files = frames::files().to_vec();
        if !is_new {
            assert!(files[place].1.contains(&body), "{file} does not have\n{body}");
            continue;
        }
        let longer = format!("{}\n{body}\n", files[place].1);
        files[place].1 = Box::leak(longer.into_boxed_str());
        frames::load_from(&files).unwrap_or_else(|error| panic!("docs/rules.md: {error}"));
    }
}
