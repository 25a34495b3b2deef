//! Words that say who began.

use crate::claim::Claim;
use crate::table::{find, rows, words};

const BEGINNINGS: &str = include_str!("../data/en/beginnings.tsv");

/// Whether a claim's words say who began the fighting: "Oravian mortars struck first".
///
/// ```
/// use hearsay_incidents::{Claim, tells_who_began};
/// let mut claim = Claim::default();
/// claim.trigger.text = "its troops were fired on first".to_owned();
/// assert!(tells_who_began(&claim));
/// claim.trigger.text = "its troops were fired on".to_owned();
/// assert!(!tells_who_began(&claim));
/// ```
#[must_use]
pub fn tells_who_began(claim: &Claim) -> bool {
    let evidence = claim.evidence.iter().map(|span| span.text.as_str());
    let text = evidence.chain([claim.trigger.text.as_str()]).collect::<Vec<_>>().join(" ");
    let words = words(&text);
    rows(BEGINNINGS).any(|row| find(&words, row[0]).is_some())
}
