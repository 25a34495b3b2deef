//! How firmly a claim is told: what keeps it from being taken for a fact.

use hearsay_incidents::{Claim, Figure};

/// Words that keep a claim from being taken for a fact, and how loud they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The words: "denied", "planned", "held possible".
    pub words: String,
    /// Whether it is told not to be so.
    pub is_negative: bool,
}

/// `None` where the claim is simply that it happened, and certain.
///
/// ```
/// use hearsay_ledger::words::status;
/// assert_eq!(status("actual", "+", "certain"), None);
/// assert_eq!(status("denied", "-", "certain").unwrap().words, "denied");
/// assert_eq!(status("actual", "+", "possible").unwrap().words, "held possible");
/// ```
#[must_use]
pub fn status(modality: &str, polarity: &str, certainty: &str) -> Option<Status> {
    let is_negative = polarity == "-" || modality == "denied";
    let mut words = match (modality, is_negative) {
        ("actual", false) => String::new(),
        ("actual", true) => "said not to be so".to_owned(),
        ("denied", _) => "denied".to_owned(),
        ("requested" | "planned", true) => format!("{modality} not to happen"),
        (other, false) => other.to_owned(),
        (other, true) => format!("{other}, in the negative"),
    };
    // A request or a plan is never certain; there the word would say nothing.
    let is_told_as_fact = matches!(modality, "actual" | "denied" | "historical");
    let certainty = match certainty {
        "probable" => "held probable",
        "possible" => "held possible",
        "underspecified" => "left open",
        _ => "",
    };
    if is_told_as_fact && !certainty.is_empty() {
        if !words.is_empty() {
            words.push_str(", ");
        }
        words.push_str(certainty);
    }
    (!words.is_empty()).then_some(Status { words, is_negative })
}

/// How a figure is told: denied, held possible, told as history; else as the claim that tells it,
/// see [`claim_of`](super::claim_of).
#[must_use]
pub fn figure_status(figure: &Figure, claim: Option<&Claim>) -> Option<Status> {
    let of_claim = claim.and_then(|it| status(&it.modality, &it.polarity, &it.certainty));
    match figure.modality.as_str() {
        "denied" => status("denied", "-", "certain"),
        "possible" => status("actual", "+", "possible").or(of_claim),
        "background" => status("historical", "+", "certain"),
        _ => of_claim,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(modality: &str, polarity: &str, certainty: &str, words: Option<&str>) {
        let status = status(modality, polarity, certainty);
        assert_eq!(status.map(|status| status.words).as_deref(), words);
    }

    #[test]
    fn what_is_no_plain_fact_says_so() {
        check("actual", "+", "certain", None);
        check("actual", "-", "certain", Some("said not to be so"));
        check("actual", "+", "probable", Some("held probable"));
        check("denied", "-", "certain", Some("denied"));
        check("requested", "+", "underspecified", Some("requested"));
        check("requested", "-", "underspecified", Some("requested not to happen"));
        check("planned", "+", "certain", Some("planned"));
        check("historical", "+", "certain", Some("historical"));
    }
}
