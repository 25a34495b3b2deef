//! Makes the list of words by which texts in capitals get their small letters back.
//!
//! It reads SCOWL's american-english, one word a line, which Debian ships as `wamerican`, and keeps
//! the words that are written small and the acronyms; what is written with one capital is a name,
//! and what is on no list is held to be one, too.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{Context, Result};

/// Build the list of ordinary words from SCOWL's american-english
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The word list: /usr/share/dict/american-english of Debian's wamerican 2020.12.07
    #[arg(long)]
    words: PathBuf,
    /// Where the list goes
    #[arg(long, default_value = "models/ordinary_words.txt")]
    out: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let text = std::fs::read_to_string(&arguments.words)
        .with_context(|| format!("{}: cannot be read", arguments.words.display()))?;
    let kept: BTreeSet<&str> = text.lines().map(str::trim).filter(|word| is_kept(word)).collect();
    let list: String = kept.iter().flat_map(|word| [*word, "\n"]).collect();
    std::fs::write(&arguments.out, list)
        .with_context(|| format!("{}: cannot be written", arguments.out.display()))?;
    println!("{} words", kept.len());
    Ok(())
}

/// Whether a word is written small, or is an acronym. Possessives and single letters are neither.
fn is_kept(word: &str) -> bool {
    let small = !word.bytes().any(|b| b.is_ascii_uppercase()) && (word.len() > 1 || word == "a");
    let acronym = word.len() > 2 && word.bytes().all(|b| b.is_ascii_uppercase());
    word.is_ascii() && !word.ends_with("'s") && (small || acronym)
}
