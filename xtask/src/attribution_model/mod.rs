//! Trains the attribution tagger: cues, contents, sources (`crates/hearsay-claims/src/tagger`).
//!
//! Articles are parsed by the backbone, each step's choices are made by the tagger's own code, and
//! the learner weighs them. The same data give the same file.

mod learner;

use std::fs;
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use cpu_time::ThreadTime;
use hearsay_claims::tagger::{self, Model, Step, Words, chance, contents, sources, spots};
use hearsay_syntax::{Backbone, Document, Scratch, Span};
use serde_json::{Value, json};

use self::learner::{Example, learn, sum};

/// Cues are scored for the second step by models that did not learn from them: so many parts.
const FOLDS: usize = 4;

/// Train the attribution tagger from JSONL with "text" and "attributions"
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What to learn from: {"text", "attributions": [{"source", "cue", "content": [[start, end]]}]}
    #[arg(long)]
    train: PathBuf,
    /// Where to write the model
    #[arg(long)]
    out: PathBuf,
    /// Articles to tag with the new model, without building it in
    #[arg(long, requires = "predictions")]
    gold: Option<PathBuf>,
    /// Where to write their attributions
    #[arg(long)]
    predictions: Option<PathBuf>,
    /// How often all examples are seen
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u16).range(2..))]
    rounds: u16,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let articles = read(&arguments.train)?;
    let told: usize = articles.iter().map(|article| article.told.len()).sum();
    println!("{} articles, {told} attributions", articles.len());
    let words: Vec<Words> = articles.iter().map(|article| Words::new(&article.document)).collect();
    let mut trained = Vec::new();

    let spots = spot_examples(&articles, &words);
    let logits = held_out(&spots, articles.len(), arguments.rounds);
    trained.push(learn(Step::Spot, spots.examples.iter(), arguments.rounds));
    println!("cues: {} words", spots.examples.len());

    let contents = content_examples(&articles, &words, &spots, &logits);
    trained.push(learn(Step::Content, contents.iter(), arguments.rounds));
    let sources = source_examples(&articles, &words);
    trained.push(learn(Step::Source, sources.iter(), arguments.rounds));

    let model = Model::rounded(&trained);
    let bytes = model.to_bytes();
    fs::write(&arguments.out, &bytes)
        .with_context(|| format!("cannot write {}", arguments.out.display()))?;
    println!("{}: {} bytes", arguments.out.display(), bytes.len());
    if let (Some(gold), Some(out)) = (&arguments.gold, &arguments.predictions) {
        predict(&model, gold, out)?;
    }
    Ok(())
}

/// An article with what it attributes, as token ranges.
struct Article {
    id: String,
    document: Document,
    told: Vec<Told>,
}

struct Told {
    anchor: usize,
    source: Vec<Range<usize>>,
    content: Vec<Range<usize>>,
}

fn read(path: &Path) -> Result<Vec<Article>> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let rows: Vec<Value> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()
        .with_context(|| format!("{}: not JSONL", path.display()))?;
    ensure!(!rows.is_empty(), "{}: no articles", path.display());
    let half = rows.len().div_ceil(2);
    let (first, second) = std::thread::scope(|scope| {
        let other = scope.spawn(|| rows[half..].iter().map(article).collect::<Vec<_>>());
        let mine: Vec<Article> = rows[..half].iter().map(article).collect();
        (mine, other.join().expect("parsing does not panic"))
    });
    Ok(first.into_iter().chain(second).collect())
}

fn article(row: &Value) -> Article {
    let text = row["text"].as_str().unwrap_or_default();
    let document = Backbone::embedded().parse(text, &mut Scratch::default());
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let ranges = |value: &Value| -> Vec<Range<usize>> {
        let pairs = value.as_array().into_iter().flatten();
        let mut ranges: Vec<Range<usize>> = pairs
            .filter_map(|pair| {
                let at = |n: usize| bytes.get(usize::try_from(pair[n].as_u64()?).ok()?).copied();
                Some(document.tokens_in(Span::new(at(0)?, at(1)?)))
            })
            .collect();
        ranges.sort_by_key(|range| range.start);
        ranges
    };
    let told = row["attributions"].as_array().into_iter().flatten().filter_map(|said| {
        let cue: Vec<usize> = ranges(&said["cue"]).into_iter().flatten().collect();
        let anchor = tagger::anchor(&document, &cue)?;
        Some(Told { anchor, source: ranges(&said["source"]), content: ranges(&said["content"]) })
    });
    let told = told.collect();
    Article { id: row["id"].as_str().unwrap_or_default().to_owned(), document, told }
}

/// For each word that may be a cue: its article, its token, and the choice.
struct Spots {
    places: Vec<(usize, usize)>,
    examples: Vec<Example>,
}

fn spot_examples(articles: &[Article], words: &[Words]) -> Spots {
    let (mut places, mut examples) = (Vec::new(), Vec::new());
    for (number, article) in articles.iter().enumerate() {
        for i in (0..article.document.len()).filter(|i| spots::is_spot(&words[number], *i)) {
            places.push((number, i));
            examples.push(Example {
                shared: Vec::new(),
                choices: vec![spots::features(&words[number], i)],
                right: vec![article.told.iter().any(|told| told.anchor == i)],
            });
        }
    }
    Spots { places, examples }
}

/// Each word's score as a cue, by a model that has not seen its article.
fn held_out(spots: &Spots, articles: usize, rounds: u16) -> Vec<f32> {
    let mut logits = vec![0.0; spots.examples.len()];
    let fold = |n: usize| spots.places[n].0 * FOLDS / articles;
    for part in 0..FOLDS {
        let others = (0..logits.len()).filter(|n| fold(*n) != part).map(|n| &spots.examples[n]);
        let weights = learn(Step::Spot, others, rounds);
        for n in (0..logits.len()).filter(|n| fold(*n) == part) {
            logits[n] = sum(&weights, &spots.examples[n].choices[0]);
        }
    }
    logits
}

fn content_examples(
    articles: &[Article],
    words: &[Words],
    spots: &Spots,
    logits: &[f32],
) -> Vec<Example> {
    let mut examples = Vec::new();
    let (mut golds, mut reached, mut exact) = (0, 0, 0);
    for (n, (number, i)) in spots.places.iter().enumerate() {
        let told = articles[*number].told.iter().filter(|told| told.anchor == *i);
        let told = told.max_by_key(|told| told.content.iter().map(Range::len).sum::<usize>());
        if told.is_none() && chance(logits[n]) < tagger::LEAST_SPOT {
            continue;
        }
        let words = &words[*number];
        let candidates = contents::candidates(words, *i);
        let mut right = vec![false; candidates.len()];
        if let Some(told) = told {
            let alike: Vec<f32> =
                candidates.iter().map(|c| words.likeness(&c.ranges, &told.content)).collect();
            let best = alike.iter().copied().fold(0.0, f32::max);
            golds += 1;
            reached += usize::from(best >= 0.5);
            exact += usize::from(best > 0.9999);
            if best < 0.5 {
                continue;
            }
            for (right, alike) in right.iter_mut().zip(alike) {
                *right = alike >= best - 1e-6;
            }
        }
        examples.push(Example {
            shared: tagger::cue_features(words, *i, logits[n]),
            choices: candidates.iter().map(|c| contents::features(words, *i, c)).collect(),
            right,
        });
    }
    let choices: usize = examples.iter().map(|example| example.choices.len()).sum();
    println!(
        "contents: {} cues, {choices} candidates; of {golds}, reached {reached}, exact {exact}",
        examples.len()
    );
    examples
}

fn source_examples(articles: &[Article], words: &[Words]) -> Vec<Example> {
    let mut examples = Vec::new();
    let (mut golds, mut reached) = (0, 0);
    for (article, words) in articles.iter().zip(words) {
        for told in &article.told {
            let candidates = sources::candidates(words, told.anchor, &told.content);
            let alike: Vec<f32> = candidates
                .iter()
                .map(|c| words.likeness(std::slice::from_ref(&c.range), &told.source))
                .collect();
            let best = alike.iter().copied().fold(0.0, f32::max);
            if !told.source.is_empty() {
                golds += 1;
                reached += usize::from(best > 0.0);
                if best == 0.0 {
                    continue;
                }
            }
            let right = alike.iter().map(|alike| best > 0.0 && *alike >= best - 1e-6).collect();
            let features = |c| sources::features(words, told.anchor, &told.content, c);
            let choices = candidates.iter().map(features).collect();
            examples.push(Example { shared: Vec::new(), choices, right });
        }
    }
    println!("sources: {} cues; of {golds}, reached {reached}", examples.len());
    examples
}

/// Writes what the model finds in the articles of a gold file, in the form that scorers take.
#[allow(clippy::cast_precision_loss)] // a rate
fn predict(model: &Model, gold: &Path, out: &Path) -> Result<()> {
    let mut file =
        fs::File::create(out).with_context(|| format!("cannot write {}", out.display()))?;
    let (mut tokens, mut seconds) = (0, 0.0);
    for article in read(gold)? {
        let document = &article.document;
        let points = |span: Span| {
            let count = |at: usize| document.text()[..at].chars().count();
            json!([count(span.start), count(span.end)])
        };
        let begin = ThreadTime::now();
        let tagged = tagger::tag(model, document);
        seconds += begin.elapsed().as_secs_f64();
        tokens += document.len();
        let said: Vec<Value> = tagged
            .sayings
            .iter()
            .map(|said| {
                let source = said.source.iter().map(|s| points(document.span_of(s.range.clone())));
                let content = said.content.iter().map(|r| points(document.span_of(r.clone())));
                json!({
                    "source": source.collect::<Value>(),
                    "cue": [points(document.token(said.cue).span())],
                    "content": content.collect::<Value>(),
                    "sure": said.sure,
                })
            })
            .collect();
        writeln!(file, "{}", json!({ "id": article.id, "attributions": said }))?;
    }
    println!("tagged {tokens} tokens, {:.0} a CPU-second", tokens as f64 / seconds);
    Ok(())
}
