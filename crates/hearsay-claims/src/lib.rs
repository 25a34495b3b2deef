//! Who says that what happened, and how firmly.
//!
//! The third stage: a parsed document and its mentions go in, [`Claims`] come out. [`read`] finds
//! the words that name events (`data/en/triggers.tsv`), their arguments (`data/en/frames/*.toml`),
//! the acts of saying around them (`data/en/cues.tsv`), how firmly each thing is said
//! (`data/en/embedders.tsv`, `data/en/stance.tsv`), and the losses. It is a pure function.
//!
//! Beside the rules a small learned tagger (`src/tagger`) finds acts of saying; `src/joining.rs`
//! joins both, after the claims are made.
//!
//! Which places are an event's own is weighed by named reasons (`src/locating`), whose weights are
//! learned and stand in `data/en/event_places.tsv`.
//!
//! To add a word, add a row; to add a way in which words stand together, add a frame with an
//! example, and parse the examples with `python tests/trees.py`. `tests/suite/*.toml` holds whole
//! cases: a text and the claims that it makes, one a line.
#![warn(clippy::disallowed_methods)]

mod answers;
mod assembly;
mod attribution;
mod chains;
mod claim;
mod coding;
mod conditions;
mod conduct;
#[cfg(test)]
mod docs;
mod evidence;
pub mod explain;
mod factuality;
mod fate;
mod frames;
mod hints;
mod interest;
mod joining;
mod lexicon;
pub mod locating;
mod merging;
mod modes;
mod negation;
mod ontology;
mod passages;
mod past;
mod pattern;
mod phrases;
mod principals;
mod quotes;
mod requests;
mod roles;
mod scene;
mod speeches;
mod stance;
#[doc(hidden)] // for `cargo xtask attribution-model`, which trains it
pub mod tagger;
#[cfg(test)]
mod testing;
mod timing;
mod tolls;
mod worth;

pub use claim::{
    Act, Attribution, AttributionId, Certainty, Claim, Claimant, Claims, EventClass, Modality,
    Note, Polarity, Precision, Toll, WhenSaid,
};
pub use conduct::Conduct;
pub use hearsay_mentions::Harm;
pub use hearsay_syntax::table::DataError;
pub use principals::{Principal, Principals};

use hearsay_mentions::Mentions;
use hearsay_syntax::Document;

/// A sentence of more tokens than this is a list or a broken text; nothing is read from it, so
/// that time stays linear in the text.
const LONGEST_SENTENCE: usize = 500;

/// Reads the attributions and claims of a document.
#[must_use]
pub fn read(document: &Document, mentions: &Mentions) -> Claims {
    assembly::claims(&scene::Scene::new(document, mentions))
}

/// Who acts on whom in the first sentence that tells of a deed, also where no claim is made of it.
#[must_use]
pub fn principals(document: &Document, mentions: &Mentions, claims: &Claims) -> Principals {
    principals::of(&scene::Scene::new(document, mentions), claims)
}

/// What the police of an article did or failed to do, by whomever it is told.
#[must_use]
pub fn police(document: &Document, mentions: &Mentions) -> std::collections::BTreeSet<Conduct> {
    conduct::of(&scene::Scene::new(document, mentions))
}

/// Checks the data that this crate carries.
///
/// # Errors
/// Names the file and line of the first mistake, with a hint.
pub fn check_data() -> Result<(), DataError> {
    ontology::load()?;
    lexicon::load()?;
    conduct::load()?;
    frames::load()?;
    locating::load()?;
    tagger::load()?;
    Ok(())
}
