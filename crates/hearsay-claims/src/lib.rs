//! Who says that what happened, and how firmly.
//!
//! The third stage: a parsed document and its mentions go in, [`Claims`] come out.
#![warn(clippy::disallowed_methods)]

mod claim;

pub use claim::{
    Act, Attribution, AttributionId, Certainty, Claim, Claimant, Claims, EventClass, Modality,
    Note, Polarity, Precision, Toll, TollKind, WhenSaid,
};

use hearsay_mentions::Mentions;
use hearsay_syntax::Document;

/// Reads the attributions and claims of a document.
#[must_use]
pub fn read(_document: &Document, _mentions: &Mentions) -> Claims {
    Claims::default()
}
