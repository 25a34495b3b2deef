//! The tables of this crate by their words.

use std::sync::LazyLock;

use hearsay_syntax::rows::{Index, RowRef};
use hearsay_syntax::{Document, Span};

/// A table with its name.
macro_rules! table {
    ($file:literal) => {
        (
            concat!("data/en/", $file),
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/en/", $file)),
        )
    };
}

/// The tables in which a word of the text may have a row of its own.
const TABLES: &[(&str, &str)] = &[
    table!("body_words.tsv"),
    table!("collectives.tsv"),
    table!("contested.tsv"),
    table!("countries.tsv"),
    table!("descriptions.tsv"),
    table!("features.tsv"),
    table!("harm_context.tsv"),
    table!("harms.tsv"),
    table!("hedges.tsv"),
    table!("impersonal.tsv"),
    table!("lines.tsv"),
    table!("no_nation.tsv"),
    table!("number_words.tsv"),
    table!("organizations.tsv"),
    table!("place_words.tsv"),
    table!("regions.tsv"),
    table!("roles.tsv"),
    table!("seats.tsv"),
    table!("speech.tsv"),
    table!("subdivisions.tsv"),
    table!("territories.tsv"),
    table!("time_modifiers.tsv"),
    table!("time_words.tsv"),
    table!("uncertain.tsv"),
    table!("units.tsv"),
    table!("victims.tsv"),
];

/// The columns that hold words as they stand in texts.
const COLUMNS: &[&str] = &[
    "adjectives",
    "aliases",
    "capitals",
    "lemma",
    "name",
    "names",
    "noun",
    "people",
    "phrase",
    "role",
    "seats",
    "word",
    "words",
];

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    Index::new(TABLES, COLUMNS).expect("the tables under data/en are well formed")
});

/// The rows of this crate's tables that have a word or phrase.
#[must_use]
pub fn rows_naming(phrase: &str) -> &'static [RowRef] {
    INDEX.rows(phrase)
}

/// The row with that number of words tried at most.
const LONGEST: usize = 6;

/// Phrases of the tables that a stretch of tokens holds, the longest first at each token, with
/// their rows in any of these files; no files means all.
pub(super) fn phrases(
    document: &Document,
    tokens: std::ops::Range<usize>,
    files: &[&str],
) -> Vec<(Span, Vec<RowRef>)> {
    let wanted = |row: &&RowRef| {
        files.is_empty() || files.iter().any(|file| row.file.ends_with(&format!("/{file}")))
    };
    let mut found = Vec::new();
    let mut at = tokens.start;
    while at < tokens.end {
        let hit = (at + 1..=tokens.end.min(at + LONGEST)).rev().find_map(|end| {
            let rows: Vec<RowRef> = spellings(document, at..end)
                .iter()
                .flat_map(|phrase| rows_naming(phrase))
                .filter(wanted)
                .copied()
                .collect();
            (!rows.is_empty()).then_some((end, rows))
        });
        match hit {
            Some((end, mut rows)) => {
                rows.dedup();
                found.push((document.span_of(at..end), rows));
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// A phrase as it stands, and with the base form of its last word.
fn spellings(document: &Document, tokens: std::ops::Range<usize>) -> Vec<String> {
    let span = document.span_of(tokens.clone());
    let words: Vec<&str> = span.of(document.text()).split_whitespace().collect();
    let written = words.join(" ");
    let last = tokens.end - 1;
    let stem = written.strip_suffix(document.word(last)).unwrap_or("");
    let based = format!("{stem}{}", document.lemma(last));
    if based.eq_ignore_ascii_case(&written) { vec![written] } else { vec![written, based] }
}

/// Whether a file is one of this crate's, of those that rows are told of.
#[must_use]
pub fn is_own(file: &str) -> bool {
    file == "data/en/time_rules.tsv" || TABLES.iter().any(|(own, _)| *own == file)
}
