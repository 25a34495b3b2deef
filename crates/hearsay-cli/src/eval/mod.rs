//! `hearsay eval`: reads the articles of a gold file and writes predictions that its scorer takes.
//!
//! A gold file has one JSON object a line with `id`, `text` and perhaps `created`; what else it
//! holds is not looked at, except the spans that `resolve` is given to place and the event whose
//! place `locations` is asked for. The predictions are
//! what any reading holds, in the scorer's form: nothing is read differently because it is measured.

mod incidents;
mod pages;
mod roles;
mod same_event;
mod tasks;
mod templates;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread::available_parallelism;

use anyhow::{Context, bail};
use clap::ValueHint;
use hearsay::{Article, Created, Reader, Scratch};
use hearsay_input::{Raw, Received};
use serde_json::Value;

pub(crate) use self::tasks::Task;
use crate::args::Color;
use crate::messages::Messages;
use crate::pipeline::{Outcome, outcomes};

const HELP: &str = "\
Examples:
  hearsay eval times --gold timebank.jsonl --out predictions.jsonl
          one row an article: {\"id\", \"timex\": [{\"start\", \"end\", \"type\", \"value\"}]}
  hearsay eval places --gold trnews.jsonl --out predictions.jsonl
          {\"id\", \"toponyms\": [{\"start\", \"end\", \"lat\", \"lon\", \"geonames_id\"}]}
  hearsay eval locations --gold events.jsonl --out predictions.jsonl
          {\"id\", \"locations\": [{\"start\", \"end\"}]}: where the event was that \"events\" marks
  hearsay eval actors --gold records.jsonl --out predictions.jsonl
          {\"id\", \"source\": [{\"text\", \"code\"}], \"target\": [{\"text\", \"code\"}]}
  hearsay eval attributions --gold articles.jsonl --out predictions.jsonl
          {\"id\", \"attributions\": [{\"source\", \"cue\", \"content\": [[start, end]]}]}
  hearsay eval templates --gold reports.jsonl --out predictions.jsonl
          {\"id\", \"templates\": [{\"type\", \"date\", \"location\", \"perp_org\", \"victims\", …}]}
  hearsay eval roles --gold documents.jsonl --out predictions.jsonl
          {\"id\", \"events\": [{\"sentence\", \"type\", \"args\": [{\"role\", \"text\"}]}]}
  hearsay eval incidents --gold articles.jsonl --out prediction.json
          one object: {\"articles\", \"clusters\", \"contradictions\", \"independence\"}
  hearsay eval same-event --gold articles.jsonl --out predictions.jsonl
          {\"id\", \"group\"}: articles of one group report one event
  hearsay eval pages --gold gold.jsonl --out predictions.jsonl
          {\"id\", \"text\", \"title\", \"created\", \"publisher\", …} of the files that \"page\" names

Offsets count Unicode code points.";

/// `hearsay eval`.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Eval {
    /// What to predict
    #[arg(value_enum)]
    task: Task,

    /// The gold file: one JSON object a line, with `id`, `text` and perhaps `created`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    gold: PathBuf,

    /// Where to write the predictions; - for standard output
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    out: PathBuf,
}

/// Runs `hearsay eval`.
///
/// # Errors
///
/// When the gold file cannot be read, a row of it is no article, or the output cannot be written.
pub fn eval(args: &Eval, color: Color) -> anyhow::Result<ExitCode> {
    let rows = rows(&args.gold)?;
    if args.task == Task::Pages {
        return pages::predict(
            &rows,
            args.gold.parent().unwrap_or(Path::new(".")),
            &mut *out(args)?,
        );
    }
    let articles: Vec<Article> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| {
            article(row).with_context(|| format!("{}, row {}", args.gold.display(), at + 1))
        })
        .collect::<anyhow::Result<_>>()?;
    let mut messages = Messages::new(color, false);
    let mut out = out(args)?;

    let task = args.task;
    let reader = Reader::new();
    let threads = available_parallelism().map_or(1, usize::from);
    let received = articles.into_iter().map(|article| Ok(received(article)));
    let predictions = outcomes(received, threads, {
        let rows = Arc::new(rows);
        move |scratch: &mut Scratch, number, received| {
            task.prediction(&reader, &rows[number - 1], &received.article, scratch)
        }
    });
    let mut rows = Vec::new();
    for prediction in predictions {
        match prediction {
            Outcome::Read(row) => rows.push(row),
            Outcome::Fault(id) => messages.error(&format!("{id}: reading it failed")),
            Outcome::Input(error) => messages.input(&error),
        }
    }
    for row in task.together(rows) {
        writeln!(out, "{row}").context("the predictions are not written")?;
    }
    out.flush().context("the predictions are not written")?;
    Ok(if messages.errors() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Where the predictions go.
fn out(args: &Eval) -> anyhow::Result<Box<dyn Write>> {
    Ok(if args.out.as_os_str() == "-" {
        Box::new(io::stdout().lock())
    } else {
        let failed = || format!("{}: cannot be written", args.out.display());
        Box::new(BufWriter::new(File::create(&args.out).with_context(failed)?))
    })
}

/// The rows of a gold file.
fn rows(path: &Path) -> anyhow::Result<Vec<Value>> {
    let text = fs::read_to_string(path)
        .with_context(|| format!("{}: the gold file cannot be read", path.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            serde_json::from_str(line).with_context(|| {
                format!("{}, line {}: not a JSON object", path.display(), number + 1)
            })
        })
        .collect()
}

fn article(row: &Value) -> anyhow::Result<Article> {
    let (Some(id), Some(text)) = (row["id"].as_str(), row["text"].as_str()) else {
        bail!("it lacks `id` or `text`, which are strings");
    };
    let created = match row["created"].as_str() {
        Some(created) => Some(created.parse::<Created>()?),
        None => None,
    };
    Ok(Article { id: id.to_owned(), text: text.to_owned(), created, ..Article::default() })
}

/// A row's article in the form that the pipeline takes; nothing is kept of where it came from.
fn received(article: Article) -> Received {
    Received { article, authors: Vec::new(), raw: Raw::new([], "application/json") }
}
