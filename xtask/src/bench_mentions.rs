//! What finding all mentions costs beside the parse of the same texts, in the same run.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use cpu_time::ThreadTime;
use hearsay_syntax::{Backbone, Document, ParseOptions, Scratch};

use crate::bench::{linearity, median, read_texts, texts_of_tests};

/// Measure what finding all mentions costs beside the parse
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// JSONL with "text", or text files; default are the texts of the conformance test
    paths: Vec<PathBuf>,
    /// How often each stage reads all texts, in turn; the median counts
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Read only so many texts
    #[arg(long)]
    limit: Option<usize>,
}

#[allow(clippy::cast_precision_loss)] // rates
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let paths =
        if arguments.paths.is_empty() { texts_of_tests()? } else { arguments.paths.clone() };
    let mut texts = read_texts(&paths)?;
    texts.truncate(arguments.limit.unwrap_or(usize::MAX));
    ensure!(!texts.is_empty(), "there is no text to read");
    let backbone = Backbone::embedded();
    let options = ParseOptions { break_at_structure: true };
    let created = Some(jiff::civil::date(2020, 9, 28).at(12, 0, 0, 0));
    // The tables are loaded before the clock runs, as the model is.
    let _warm = hearsay_mentions::find(
        &backbone.parse_with(&texts[0], options, &mut Scratch::default()),
        created,
    );
    let (mut parses, mut finds) = (Vec::new(), Vec::new());
    for round in 1..=arguments.rounds {
        let mut scratch = Scratch::default();
        let begin = ThreadTime::now();
        let documents: Vec<Document> =
            texts.iter().map(|text| backbone.parse_with(text, options, &mut scratch)).collect();
        let parse = begin.elapsed().as_secs_f64();
        let begin = ThreadTime::now();
        let mentions: usize = documents
            .iter()
            .map(|document| {
                let found = hearsay_mentions::find(document, created);
                found.actors.len() + found.places.len() + found.times.len() + found.quantities.len()
            })
            .sum();
        let find = begin.elapsed().as_secs_f64();
        let tokens: usize = documents.iter().map(Document::len).sum();
        println!(
            "round {round}: {tokens} tokens, {mentions} mentions: parse {:.0}, mentions {:.0} \
             tokens a CPU-second, {:.3} of the parse's time",
            tokens as f64 / parse,
            tokens as f64 / find,
            find / parse
        );
        parses.push(parse);
        finds.push(find);
    }
    let ratio = median(&mut finds) / median(&mut parses);
    println!("median: the mentions take {ratio:.3} of the parse's time");
    linearity(&texts, |text| {
        let document = Backbone::embedded().parse(text, &mut Scratch::default());
        let begin = ThreadTime::now();
        let _found = hearsay_mentions::find(&document, created);
        begin.elapsed().as_secs_f64()
    });
    Ok(())
}
