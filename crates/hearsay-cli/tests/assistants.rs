//! Every question that `docs/assistants.md` shows is answered as it shows, on a ledger of the example
//! articles.
//!
//! `UPDATE_GOLDEN=1 cargo test --test assistants` writes the page anew; its author reads the difference.
//! A line `…` on the page stands for all that follows.
#![allow(clippy::disallowed_methods)] // a test reads the page

mod client;

use std::path::Path;

use client::{Client, clash, examples};
use serde_json::{Value, json};

/// A question as the page has it, with the ids that this ledger has: when the program reads otherwise,
/// ids change, and the page with them.
fn with_ids(question: &str, incident: &str, claim: &str) -> String {
    let (tool, arguments) = question.split_once(' ').expect("a tool and its arguments");
    let mut arguments: Value = serde_json::from_str(arguments).expect("arguments are JSON");
    if let Some(id) = arguments.get("id").and_then(Value::as_str) {
        let now = if tool == "get_claim" { claim } else { incident };
        arguments["id"] = json!(now[..id.len()]);
    }
    format!("{tool} {arguments}")
}

/// The page with every question asked: a block of `question` and the block of its answer.
fn anew(page: &str, client: &mut Client) -> String {
    let incident = clash(client);
    let (found, _) = client.answer("search_claims", json!({"words": "\"came under fire\""}));
    let claim = found["claims"][0]["claim"]["id"].as_str().expect("an id").to_owned();
    let mut out = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        out += &format!("{line}\n");
        if line != "```question" {
            continue;
        }
        let question = lines.next().expect("a block has a question");
        let question = with_ids(question, &incident, &claim);
        out += &format!("{question}\n```\n\n```text\n");
        let between: Vec<&str> = lines.by_ref().take(3).collect();
        assert_eq!(between, ["```", "", "```text"], "{question}");
        let shown: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let (tool, arguments) = question.split_once(' ').expect("a tool and its arguments");
        let arguments = serde_json::from_str(arguments).expect("arguments are JSON");
        let (_, text) = client.answer(tool, arguments);
        let is_cut = shown.last() == Some(&"…");
        let count = if is_cut { shown.len() - 1 } else { usize::MAX };
        text.trim_end().lines().take(count).for_each(|line| out += &format!("{line}\n"));
        out += if is_cut { "…\n```\n" } else { "```\n" };
    }
    out
}

#[test]
fn every_question_of_the_page_is_answered_as_it_shows() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/assistants.md");
    let page = std::fs::read_to_string(&path).expect("the page is there");
    let folder = examples();
    let anew = anew(&page, &mut Client::start(folder.path()));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &anew).expect("the page can be written");
        return;
    }
    for (old, new) in page.lines().zip(anew.lines()) {
        assert_eq!(old, new, "UPDATE_GOLDEN=1 writes docs/assistants.md anew");
    }
    assert_eq!(page.lines().count(), anew.lines().count());
}
