//! The word lists of this crate by their words, and the places of frames.

use std::sync::LazyLock;

use hearsay_syntax::rows::{Index, RowRef};

use crate::frames::{self, Frame};
use crate::lexicon::{self, Trigger};

/// The word list that is read elsewhere.
const PHRASES: (&str, &str) = ("data/en/phrases.tsv", include_str!("../../data/en/phrases.tsv"));

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let files: Vec<(&str, &str)> = lexicon::FILES.into_iter().chain([PHRASES]).collect();
    Index::new(&files, &["first", "lemma", "weapon", "word"]).expect("our own data is sound")
});

/// The rows of this crate's word lists that have a word or phrase, in any of these files.
pub(super) fn naming(phrase: &str, files: &[&str]) -> Vec<RowRef> {
    let wanted = |row: &&RowRef| files.iter().any(|file| row.file.ends_with(&format!("/{file}")));
    INDEX.rows(phrase).iter().filter(wanted).copied().collect()
}

/// The row of a trigger.
pub(super) fn of_trigger(trigger: &Trigger) -> RowRef {
    let file = "data/en/triggers.tsv";
    let found = lexicon::FILES.iter().find(|(name, _)| *name == file);
    let (_, text) = found.expect("it is one of the word lists");
    let row = text.lines().nth(trigger.line - 1).expect("the row was read from there");
    RowRef { file, line: trigger.line, text: row }
}

/// Where a frame stands.
pub(super) fn of_frame(frame: &Frame) -> RowRef {
    let text = frames::files().iter().find(|(file, _)| *file == frame.file);
    let row = text.and_then(|(_, text)| text.lines().nth(frame.line - 1));
    RowRef { file: frame.file, line: frame.line, text: row.unwrap_or("") }
}
