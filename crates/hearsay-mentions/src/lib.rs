//! Who, where, when and how many: the spans of an article that name actors, places, times and
//! quantities, each with what it resolves to.
//!
//! The second stage. [`find`] takes a parsed [`Document`] and the article's creation time, and
//! gives [`Mentions`]. It is a pure function: without a creation time no year is invented.
#![warn(clippy::disallowed_methods)]

mod mention;

pub use mention::{
    Actor, ActorId, ActorKind, GroupId, Mentions, Modifier, Moment, Place, PlaceId, Quantity,
    QuantityId, Sector, Time, TimeId, TimeType,
};

use hearsay_syntax::Document;

/// Finds every mention in a document.
///
/// `created` is the document creation time (TimeML); relative times are counted from it.
#[must_use]
pub fn find(_document: &Document, _created: Option<jiff::civil::DateTime>) -> Mentions {
    Mentions::default()
}
