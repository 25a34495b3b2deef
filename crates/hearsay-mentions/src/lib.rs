//! Who, where, when and how many: the spans of an article that name actors, places, times and
//! quantities, each with what it resolves to.
//!
//! The second stage. [`find`] takes a parsed [`Document`] and the article's creation time, and
//! gives [`Mentions`]. It is a pure function: without a creation time no year is invented.
#![warn(clippy::disallowed_methods)]
#![allow(
    clippy::needless_range_loop,
    reason = "a token's number looks up several tables at once, of which the loop names one"
)]

mod actors;
mod context;
mod coreference;
mod data;
pub mod explain;
pub mod gazetteer;
mod harms;
mod mention;
mod numbers;
mod places;
mod quantities;
mod times;
mod totals;

pub use data::check_data;
pub use gazetteer::Gazetteer;
pub use hearsay_syntax::table::DataError;
pub use mention::{
    Actor, ActorId, ActorKind, Alternative, GroupId, Harm, Loss, Mentions, Modifier, Moment, Place,
    PlaceId, Quantity, QuantityId, Reality, Sector, Time, TimeId, TimeType, Total,
};

use hearsay_syntax::{Document, Span};

/// What the country of an ISO 3166-1 alpha-3 code is called in English.
///
/// ```
/// assert_eq!(hearsay_mentions::country_name("PER"), Some("Peru"));
/// assert_eq!(hearsay_mentions::country_name("???"), None);
/// ```
#[must_use]
pub fn country_name(code: &str) -> Option<&'static str> {
    data::lexicon().country_names.get(code).map(String::as_str)
}

/// Finds every mention in a document.
///
/// `created` is the document creation time (TimeML); relative times are counted from it.
///
/// ```
/// let tree = "1\tClashes\tclash\tNOUN\tNNS\t_\t2\tnsubj\t_\t_\n\
///             2\tbegan\tbegin\tVERB\tVBD\t_\t0\tROOT\t_\t_\n\
///             3\ton\ton\tADP\tIN\t_\t2\tprep\t_\t_\n\
///             4\tMay\tMay\tPROPN\tNNP\t_\t3\tpobj\t_\tNER=B-DATE\n\
///             5\t3\t3\tNUM\tCD\t_\t4\tnummod\t_\tNER=I-DATE\n";
/// let document = hearsay_syntax::conllu::read(tree)?;
/// let mentions = hearsay_mentions::find(&document, None);
/// assert_eq!(mentions.times[0].value, "XXXX-05-03");
/// assert_eq!(mentions.times[0].begin, None);
/// # Ok::<(), hearsay_syntax::conllu::ConlluError>(())
/// ```
#[must_use]
pub fn find(document: &Document, created: Option<jiff::civil::DateTime>) -> Mentions {
    let mut context = context::Context::new(document);
    context.year = created.map(jiff::civil::DateTime::year);
    let times = times::find(&context, created);
    let mut quantities = quantities::find(&context, &times);
    let mut toponyms = places::toponyms(&context, &times);
    places::resolve(&context, &mut toponyms);
    context.learn_places(&toponyms);
    let found = actors::find(&context, &times);
    let places = places::find(&context, &toponyms, &found.taken, &times);
    let actors = coreference::resolve(&context, found.drafts);
    harms::find(&context, &actors, &times, created, &mut quantities);
    let totals = totals::find(&context, &actors, &quantities);
    Mentions { created, actors, places, times, quantities, totals }
}

/// Every name of a place in a document, on its likeliest reading: as ground, as an actor ("Baku
/// said"), before a noun ("the Armenian side").
#[must_use]
pub fn toponyms(document: &Document) -> Vec<Place> {
    let context = context::Context::new(document);
    let times = times::find(&context, None);
    let mut toponyms = places::toponyms(&context, &times);
    places::resolve(&context, &mut toponyms);
    toponyms.iter().map(|toponym| places::place(&context, toponym)).collect()
}

/// What sort of place a noun names: `city` for "village", `site` for "airport".
#[must_use]
pub fn sort_of_place(noun: &str) -> Option<&'static str> {
    data::lexicon().features.get(noun).map(String::as_str)
}

/// Whether a word takes a part of a place: "northern".
#[must_use]
pub fn is_direction(word: &str) -> bool {
    data::lexicon().places.is_direction(word)
}

/// The places that given spans of a document name, one for each span.
#[must_use]
pub fn resolve(document: &Document, spans: &[Span]) -> Vec<Place> {
    let context = context::Context::new(document);
    let times = times::find(&context, None);
    places::at_spans(&context, &times, spans)
}
