//! Explaining a claim of a ledger: its article is there with its text, and is read again.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use hearsay::{Article, Ask, Explanation, Reader, Scratch};
use hearsay_ledger::words::{day, one_line};
use hearsay_ledger::{ClaimEntry, Decision, Filter, Verdict, View};

use super::{ExplainFormat, why};
use crate::args::{Color, Explain};
use crate::filters::did_you_mean;
use crate::listing;
use crate::read::layout;
use crate::shelf::Shelf;

/// What the one word after `explain` means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// Files, folders, addresses, standard input.
    Articles,
    /// A claim of the ledger; there is no file of that name unless the ledger was named.
    Claim(String),
}

/// The shortest beginning of an id that is taken for one.
const DIGITS: usize = 4;

/// Tells a claim from a file. With `--ledger` it is a claim. With `--claim`, `--at`, or several words
/// it is a file. Else a file that is there is a file, and what is none but looks like an id, four
/// hexadecimal digits or more, is a claim.
///
/// # Errors
///
/// When it is both: a file, and the beginning of the id of a claim of ./hearsay.db.
pub(super) fn meant(args: &Explain) -> anyhow::Result<Word> {
    let [path] = args.paths.as_slice() else { return Ok(Word::Articles) };
    let Some(word) = path.to_str() else { return Ok(Word::Articles) };
    if args.ledger.is_some() {
        return Ok(Word::Claim(word.to_owned()));
    }
    let looks_like_id = word.len() >= DIGITS && word.chars().all(|digit| digit.is_ascii_hexdigit());
    if !looks_like_id || args.claim.is_some() || args.at.is_some() {
        return Ok(Word::Articles);
    }
    if !path.exists() {
        return Ok(Word::Claim(word.to_owned()));
    }
    let shelf = Shelf { ledger: PathBuf::from(LEDGER) };
    match shelf.view().and_then(|view| Ok(view.claim(word)?)) {
        Ok(entry) => anyhow::bail!(
            "`{word}` is a file here and claim {} of {LEDGER}; write ./{word} for the file, or \
             --ledger {LEDGER} {word} for the claim",
            entry.claim.id
        ),
        Err(_) => Ok(Word::Articles),
    }
}

/// The ledger where none is named.
const LEDGER: &str = "hearsay.db";

/// Explains a claim of the ledger.
pub(super) fn explain(args: &Explain, id: &str, color: Color) -> anyhow::Result<ExitCode> {
    let is_guess = args.ledger.is_none();
    let shelf = Shelf { ledger: args.ledger.clone().unwrap_or_else(|| PathBuf::from(LEDGER)) };
    let view = shelf.view().map_err(|error| match is_guess {
        true => anyhow::anyhow!("`{id}` is no file here, and for the id of a claim: {error}"),
        false => error,
    })?;
    let entry = view
        .claim(id)
        .map_err(|error| did_you_mean(error, || nearest(&view), "`hearsay claims`"))
        .map_err(|error| match is_guess {
            true => anyhow::anyhow!("`{id}` is no file here, and in {LEDGER} {error}"),
            false => error,
        })?;
    let stored = view.article(&entry.claim.article.id, None);
    let stored = stored.map_err(|error| shelf.failed(error))?;
    let article = Article::try_from(stored.reading.article);
    let article = article.context("the stored creation time of the article")?;
    let ask = Ask::Claim(entry.claim.id.clone());
    let explanation = Reader::new().explain(&article, &ask, &mut Scratch::default());
    if explanation.claims.is_empty() {
        anyhow::bail!(
            "claim {} was read by hearsay {}, and this one ({}) reads its article otherwise; \
             `hearsay reread` brings the ledger up to date",
            entry.claim.id,
            stored.entry.program,
            env!("CARGO_PKG_VERSION")
        );
    }
    let decisions = view.decisions(Some(&entry.claim.id));
    let decisions = decisions.map_err(|error| shelf.failed(error))?;
    print(args, &ask, &explanation, &said_by_people(&entry, &decisions), color)?;
    Ok(ExitCode::SUCCESS)
}

fn nearest(view: &View) -> Vec<String> {
    let all = view.claims(&Filter::default());
    all.map(|page| page.items.into_iter().map(|entry| entry.claim.id).collect()).unwrap_or_default()
}

fn print(
    args: &Explain,
    ask: &Ask,
    explanation: &Explanation,
    people: &str,
    color: Color,
) -> anyhow::Result<()> {
    let layout = layout(args.width, false, color);
    if args.format == ExplainFormat::Json {
        let json = serde_json::to_string(explanation).expect("an explanation has string keys");
        return writeln!(std::io::stdout(), "{json}").context("standard output cannot be written");
    }
    listing::print(&format!("{}{people}", why(ask, explanation, layout)), layout)
}

/// What people decided about the claim; empty where they did not.
fn said_by_people(entry: &ClaimEntry, decisions: &[Decision]) -> String {
    let mut out = String::new();
    for decision in decisions.iter().filter(|decision| decision.in_force) {
        let field = decision.field.as_ref().map(|field| format!(" {field}")).unwrap_or_default();
        let value = decision.value.as_ref().map(|value| format!(" to {value}")).unwrap_or_default();
        let note = decision.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
        let by = format!("{}, {}", decision.by, day(&decision.at));
        let line = format!("{}{field}{value}{note} ({by})", decision.kind);
        out.push_str(&format!("  people     {}\n", one_line(&line)));
    }
    if entry.verdict == Some(Verdict::Rejected) {
        out.push_str("  people     it is rejected as misread: no incident counts it\n");
    }
    out
}
