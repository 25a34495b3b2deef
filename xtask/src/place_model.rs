//! Trains what every reason for and against a place counts (`crates/hearsay-claims/src/locating`).
//!
//! A sentence gives one event and the places that are its own. Each place that the sentence names,
//! and "none of them", is a choice; the choices' chances are those of a log-linear model. The same
//! data give the same file.

mod learner;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use hearsay_claims::locating::{self, Candidate};
use hearsay_mentions::{Mentions, PlaceId};
use hearsay_syntax::{Backbone, Document, Scratch, Span};
use serde_json::Value;

use self::learner::{Choice, learn};

/// A reason that fewer choices have is left out.
const RARE: usize = 5;
/// Parts of the cross-validation.
const PARTS: usize = 5;

/// Train the weights of events' places from JSONL with "text", "events" and "locations"
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What to learn from: {"text", "events": [{"start", "end"}], "locations": [{"start", "end"}]}
    #[arg(long)]
    train: PathBuf,
    /// Where to write the weights
    #[arg(long)]
    out: PathBuf,
    /// Learn from every other row only, the first among them, and try the rest
    #[arg(long)]
    half: bool,
}

/// A sentence with an event.
struct Row {
    document: Document,
    mentions: Mentions,
    candidates: Vec<Candidate>,
    gold: Vec<Span>,
}

/// The weights by the reasons' names.
type Weights = BTreeMap<String, f64>;

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let rows = read(&arguments.train)?;
    let (even, odd): (Vec<_>, Vec<_>) = rows.iter().enumerate().partition(|(n, _)| n % 2 == 0);
    let [even, odd] = [even, odd].map(|half| half.into_iter().map(|(_, row)| row).collect());
    let all: Vec<&Row> = rows.iter().collect();
    let from: &Vec<&Row> = if arguments.half { &even } else { &all };
    report("in reach of any weights", from.iter().map(|row| (*row, row.reachable())));
    report("cross-validated", cross_validated(from).into_iter());
    let weights = train(from);
    if arguments.half {
        let odd: &Vec<&Row> = &odd;
        report("the other half", odd.iter().map(|row| (*row, row.is_right(&weights))));
    }
    report("learned from", from.iter().map(|row| (*row, row.is_right(&weights))));
    fs::write(&arguments.out, table(&weights, &arguments.out)?)
        .with_context(|| format!("cannot write {}", arguments.out.display()))?;
    println!("{}: {} reasons", arguments.out.display(), weights.len());
    Ok(())
}

fn read(path: &Path) -> Result<Vec<Row>> {
    let text =
        fs::read_to_string(path).with_context(|| format!("{}: cannot be read", path.display()))?;
    let backbone = Backbone::embedded();
    let mut scratch = Scratch::default();
    let mut rows = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let row: Value = serde_json::from_str(line)?;
        let text = row["text"].as_str().context("a row lacks `text`")?;
        let document = backbone.parse(text, &mut scratch);
        let mentions = hearsay_mentions::find(&document, None);
        let event = spans(text, &row["events"]).first().copied();
        let event = event.and_then(|event| locating::event_at(&document, event));
        let candidates = event
            .map(|event| locating::candidates(&document, &mentions, event))
            .unwrap_or_default();
        rows.push(Row { gold: spans(text, &row["locations"]), document, mentions, candidates });
    }
    ensure!(!rows.is_empty(), "{}: no rows", path.display());
    Ok(rows)
}

/// The spans that a row marks, in bytes.
fn spans(text: &str, marked: &Value) -> Vec<Span> {
    let byte = |value: &Value| {
        let point = usize::try_from(value.as_u64().unwrap_or(0)).unwrap_or(usize::MAX);
        text.char_indices().nth(point).map_or(text.len(), |(at, _)| at)
    };
    let marked = marked.as_array().into_iter().flatten();
    marked.map(|span| Span::new(byte(&span["start"]), byte(&span["end"]))).collect()
}

impl Row {
    fn is_gold(&self, place: PlaceId) -> bool {
        self.gold.contains(&locating::name(&self.document, &self.mentions, place))
    }

    /// Whether the places that are marked are those that some choice gives.
    fn reachable(&self) -> bool {
        self.gold.is_empty()
            || self.candidates.iter().any(|best| {
                self.is_right_with(|one| if one.place == best.place { i32::MAX } else { 0 })
            })
    }

    fn is_right(&self, weights: &Weights) -> bool {
        self.is_right_with(|candidate| {
            let sum: f64 = candidate.reasons.iter().filter_map(|reason| weights.get(reason)).sum();
            #[allow(clippy::cast_possible_truncation)] // weights are small
            let hundredths = (sum * 100.0).round() as i32;
            hundredths
        })
    }

    fn is_right_with(&self, score: impl Fn(&Candidate) -> i32) -> bool {
        let chosen = locating::choose(&self.document, &self.mentions, &self.candidates, score);
        let name = |place: &PlaceId| locating::name(&self.document, &self.mentions, *place);
        let mut chosen: Vec<Span> = chosen.iter().map(name).collect();
        chosen.sort_unstable();
        let mut gold = self.gold.clone();
        gold.sort_unstable();
        chosen == gold
    }
}

/// Each row read with weights that others taught.
fn cross_validated<'a>(rows: &[&'a Row]) -> Vec<(&'a Row, bool)> {
    let mut read = Vec::new();
    for part in 0..PARTS {
        let others: Vec<&Row> = rows
            .iter()
            .enumerate()
            .filter(|(n, _)| n % PARTS != part)
            .map(|(_, row)| *row)
            .collect();
        let weights = train(&others);
        let held_out = rows.iter().skip(part).step_by(PARTS);
        read.extend(held_out.map(|row| (*row, row.is_right(&weights))));
    }
    read
}

fn train(rows: &[&Row]) -> Weights {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in rows.iter().flat_map(|row| &row.candidates).flat_map(|one| &one.reasons) {
        *counts.entry(reason).or_default() += 1;
    }
    let names: Vec<&str> =
        counts.into_iter().filter(|(_, count)| *count >= RARE).map(|(name, _)| name).collect();
    let numbers: HashMap<&str, usize> =
        names.iter().enumerate().map(|(number, name)| (*name, number)).collect();
    let choice = |row: &Row, candidate: &Candidate| Choice {
        features: candidate
            .reasons
            .iter()
            .filter_map(|r| numbers.get(r.as_str()).copied())
            .collect(),
        is_right: row.is_gold(candidate.place),
    };
    let examples: Vec<Vec<Choice>> = rows
        .iter()
        .map(|row| row.candidates.iter().map(|one| choice(row, one)).collect::<Vec<_>>())
        .zip(rows)
        // Where none of the marked places is found, nothing can be learned.
        .filter(|(choices, row)| {
            !choices.is_empty()
                && (row.gold.is_empty() || choices.iter().any(|choice| choice.is_right))
        })
        .map(|(choices, _)| choices)
        .collect();
    let weights = learn(&examples, names.len());
    let weights = names.into_iter().map(str::to_owned).zip(weights);
    weights.filter(|(_, weight)| weight.abs() >= 0.005).collect()
}

#[allow(clippy::cast_precision_loss)] // shares
fn report<'a>(what: &str, read: impl Iterator<Item = (&'a Row, bool)>) {
    let (mut rows, mut right) = ([0_usize; 2], [0_usize; 2]);
    for (row, is_right) in read {
        let which = usize::from(row.gold.is_empty());
        rows[which] += 1;
        right[which] += usize::from(is_right);
    }
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    println!(
        "{what}: exact {:.4} of {}; with a place {:.4}, without {:.4}",
        share(right[0] + right[1], rows[0] + rows[1]),
        rows[0] + rows[1],
        share(right[0], rows[0]),
        share(right[1], rows[1]),
    );
}

/// The file: the comments of the one before it, and the weights.
fn table(weights: &Weights, before: &Path) -> Result<String> {
    let comments = fs::read_to_string(before).unwrap_or_default();
    let comments: Vec<&str> = comments.lines().take_while(|line| line.starts_with('#')).collect();
    let mut out = comments.join("\n");
    out.push_str("\nreason\tweight\n");
    for (reason, weight) in weights {
        ensure!(!reason.contains(['\t', '\n']), "a reason is one cell: {reason:?}");
        out.push_str(&format!("{reason}\t{weight:.2}\n"));
    }
    Ok(out.trim_start().to_owned())
}
