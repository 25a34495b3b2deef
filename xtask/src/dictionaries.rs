//! The dictionaries by which a ledger makes texts and readings small.
//!
//! They are made of texts of our own, of the examples and of the annotated articles in the public
//! domain, so that nothing of a publisher's is in the program. A dictionary that was released is never made anew: a better one
//! gets the next number, see `squeeze.rs` in hearsay-ledger.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use hearsay::{Article, Reader, Scratch};
use serde_json::Value;

/// Make the dictionaries by which a ledger makes texts and readings small
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Where they go
    #[arg(long, default_value = "crates/hearsay-ledger/data/dictionaries")]
    out: PathBuf,
    /// The size of each, in bytes
    #[arg(long, default_value_t = 64 << 10)]
    size: usize,
}

/// The size of a piece of a text: few articles are as long as ours.
const PIECE: usize = 1_000;

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let texts = texts()?;
    let pieces: Vec<&str> = texts.iter().flat_map(|text| pieces(text)).collect();
    let (reader, mut scratch) = (Reader::new(), Scratch::default());
    let mut forms = Vec::new();
    for (number, text) in texts.iter().map(String::as_str).chain(pieces.iter().copied()).enumerate()
    {
        let article = Article {
            id: format!("{number}"),
            text: text.to_owned(),
            title: text.lines().next().map(|line| line.chars().take(60).collect()),
            created: format!("20{:02}-{:02}-14", number % 25, number % 12 + 1).parse().ok(),
            language: Some("en".to_owned()),
            ..Article::default()
        };
        forms.extend(hearsay_ledger::samples(&reader.read(&article, &mut scratch))?);
    }
    fs::create_dir_all(&arguments.out)?;
    write(&arguments.out, 1, "text", &pieces, arguments.size)?;
    write(&arguments.out, 2, "form", &forms, arguments.size)
}

fn write(
    folder: &Path,
    number: u32,
    sort: &str,
    samples: &[impl AsRef<[u8]>],
    size: usize,
) -> Result<()> {
    let mut dictionary = zstd::dict::from_samples(samples, size)?;
    // The trainer draws a number of four bytes, which each frame would repeat; ours takes one.
    ensure!(dictionary.len() > 8, "there is too little to make a dictionary of");
    dictionary[4..8].copy_from_slice(&number.to_le_bytes());
    let path = folder.join(format!("{number}-{sort}.zdict"));
    println!("{}: {} bytes from {} samples", path.display(), dictionary.len(), samples.len());
    Ok(fs::write(path, dictionary)?)
}

/// Texts that are ours or free.
fn texts() -> Result<Vec<String>> {
    let mut texts = Vec::new();
    for folder in ["crates/hearsay-syntax/tests/texts", "examples"] {
        let entries = fs::read_dir(folder).context("run this in the repository's root")?;
        let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
        paths.sort();
        for path in paths.iter().filter(|path| path.extension().is_some_and(|end| end == "txt")) {
            texts.push(fs::read_to_string(path)?);
        }
    }
    for line in fs::read_to_string("annotated/articles.jsonl")?.lines() {
        let article: Value = serde_json::from_str(line)?;
        // A licence that asks for a name would ask it of the program.
        if !article["licence"].as_str().is_some_and(|licence| licence.contains("public domain")) {
            continue;
        }
        texts.push(article["text"].as_str().context("an article has no text")?.to_owned());
    }
    Ok(texts)
}

/// A text in pieces that end with a line or a sentence.
fn pieces(text: &str) -> Vec<&str> {
    let mut rest = text;
    let mut pieces = Vec::new();
    while rest.len() > PIECE {
        let limit = rest.floor_char_boundary(PIECE);
        let end = rest[..limit].rfind(['\n', '.']).map_or(limit, |at| at + 1);
        let (piece, after) = rest.split_at(end);
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces
}
