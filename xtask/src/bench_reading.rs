//! What the whole reading of an article costs, beside the backbone's parse and beside spaCy's on the
//! same texts in the same run.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, ensure};
use cpu_time::ThreadTime;
use hearsay::{Article, Reader, Scratch};
use hearsay_syntax::{Backbone, Document, ParseOptions};

use crate::bench::{linearity, median, read_texts, spacy, texts_of_tests};

/// Measure what reading costs, whole: beside the parse alone and beside spaCy
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// JSONL with "text", or text files; default are the texts of the conformance test
    paths: Vec<PathBuf>,
    /// The Python that has spaCy 3.8 and the model package; without it only we are measured
    #[arg(long, default_value = ".venv/bin/python")]
    python: PathBuf,
    /// How often each side reads all texts, in turn; the median counts
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Read only so many texts
    #[arg(long)]
    limit: Option<usize>,
    /// Used by the command itself: read one text of so many bytes and print peak memory
    #[arg(long, hide = true)]
    memory_of: Option<usize>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let paths =
        if arguments.paths.is_empty() { texts_of_tests()? } else { arguments.paths.clone() };
    let mut texts = read_texts(&paths)?;
    texts.truncate(arguments.limit.unwrap_or(usize::MAX));
    ensure!(!texts.is_empty(), "there is no text to read");
    if let Some(bytes) = arguments.memory_of {
        return memory(&texts, bytes);
    }
    speed(&texts, &paths, arguments)?;
    let reader = Reader::new();
    linearity(&texts, |text| {
        let article = article(text);
        let begin = ThreadTime::now();
        std::hint::black_box(reader.read(&article, &mut Scratch::default()));
        begin.elapsed().as_secs_f64()
    });
    for bytes in [100_000, 1_000_000] {
        let child = Command::new(std::env::current_exe()?)
            .args(["bench-reading", "--memory-of", &bytes.to_string()])
            .args(&arguments.paths)
            .output()?;
        print!("{}", String::from_utf8_lossy(&child.stdout));
    }
    Ok(())
}

fn article(text: &str) -> Article {
    let created = Some("2020-09-28".parse().expect("a date"));
    Article { id: "1".to_owned(), text: text.to_owned(), created, ..Article::default() }
}

/// CPU seconds of each stage over all texts.
#[derive(Default)]
struct Round {
    tokens: usize,
    parse: f64,
    mentions: f64,
    claims: f64,
    whole: f64,
}

fn round(reader: Reader, articles: &[Article]) -> Round {
    let backbone = Backbone::embedded();
    let options = ParseOptions { break_at_structure: true };
    let mut round = Round::default();
    let mut scratch = Scratch::default();
    let begin = ThreadTime::now();
    let documents: Vec<Document> = articles
        .iter()
        .map(|article| backbone.parse_with(&article.text, options, &mut scratch))
        .collect();
    round.parse = begin.elapsed().as_secs_f64();
    round.tokens = documents.iter().map(Document::len).sum();
    let created = Some(jiff::civil::date(2020, 9, 28).at(12, 0, 0, 0));
    let begin = ThreadTime::now();
    let mentions: Vec<_> =
        documents.iter().map(|document| hearsay_mentions::find(document, created)).collect();
    round.mentions = begin.elapsed().as_secs_f64();
    let begin = ThreadTime::now();
    for (document, mentions) in documents.iter().zip(&mentions) {
        std::hint::black_box(hearsay_claims::read(document, mentions));
    }
    round.claims = begin.elapsed().as_secs_f64();
    drop((documents, mentions));
    let mut scratch = Scratch::default();
    let begin = ThreadTime::now();
    for article in articles {
        std::hint::black_box(reader.read(article, &mut scratch));
    }
    round.whole = begin.elapsed().as_secs_f64();
    round
}

/// The whole reading beside the parse, and spaCy's in turn.
#[allow(clippy::cast_precision_loss)] // rates
fn speed(texts: &[String], paths: &[PathBuf], arguments: &Arguments) -> Result<()> {
    let reader = Reader::new();
    let articles: Vec<Article> = texts.iter().map(|text| article(text)).collect();
    // The tables are loaded before the clock runs, as the model is.
    let _warm = reader.read(&articles[0], &mut Scratch::default());
    let (mut over_parse, mut over_spacy, mut rates) = (Vec::new(), Vec::new(), Vec::new());
    for number in 1..=arguments.rounds {
        let round = round(reader, &articles);
        let rate = |seconds: f64| round.tokens as f64 / seconds;
        let mut line = format!(
            "round {number}: {} tokens; parse {:.0}, whole reading {:.0} tokens a CPU-second, {:.3} \
             of the parse's time (mentions {:.3}, claims {:.3})",
            round.tokens,
            rate(round.parse),
            rate(round.whole),
            round.whole / round.parse,
            round.mentions / round.parse,
            round.claims / round.parse,
        );
        over_parse.push(round.whole / round.parse);
        rates.push(rate(round.whole));
        if arguments.python.exists() {
            let theirs = spacy(paths, &arguments.python, arguments.limit)?;
            over_spacy.push(rate(round.whole) / theirs);
            line += &format!(
                "; spaCy's parse alone {theirs:.0}, the whole reading {:.2} times as fast",
                rate(round.whole) / theirs
            );
        }
        println!("{line}");
    }
    println!(
        "median: the whole reading takes {:.3} of the parse's time, {:.0} tokens a CPU-second",
        median(&mut over_parse),
        median(&mut rates)
    );
    if !over_spacy.is_empty() {
        println!("median: {:.2} times as fast as spaCy's parse alone", median(&mut over_spacy));
    }
    Ok(())
}

/// Reads one text of so many bytes in a process of its own and prints its peak memory.
fn memory(texts: &[String], bytes: usize) -> Result<()> {
    let mut text = texts.concat().repeat(bytes / texts.concat().len() + 1);
    text.truncate(text.floor_char_boundary(bytes));
    let reading = Reader::new().read(&article(&text), &mut Scratch::default());
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or(" unknown");
    let claims = reading.claims.len();
    println!("one text of {bytes} bytes, {claims} claims: peak memory {}", peak.trim());
    Ok(())
}
