//! How a claim is told in words: its standing and its figures. Denial and doubt must survive here,
//! since tables, pages and exports all take these words.

use hearsay_incidents::{Claim, Statement};

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

/// A figure in words: "16", "10 to 12", "at least 16", "no one".
///
/// ```
/// use hearsay_ledger::words::figure;
/// assert_eq!(figure(Some(16), None), "at least 16");
/// assert_eq!(figure(Some(0), Some(0)), "no one");
/// ```
#[must_use]
pub fn figure(min: Option<u64>, max: Option<u64>) -> String {
    match (min, max) {
        (Some(0), Some(0)) => "no one".to_owned(),
        (Some(min), Some(max)) if min == max => min.to_string(),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => "a number not given".to_owned(),
    }
}

/// What a toll says, with whatever makes it vague: "killed at least 14 (soldiers; “dozens”)".
#[must_use]
pub fn toll(
    kind: &str,
    (min, max): (Option<u64>, Option<u64>),
    hedge: Option<&str>,
    who: Option<&str>,
    side: Option<&str>,
    is_total: bool,
) -> String {
    let figure = figure(min, max);
    // "Armenian soldiers" have told their side.
    let side = side.filter(|side| !who.is_some_and(|who| who.contains(side)));
    let hedge = hedge.filter(|hedge| !figure.contains(hedge) && *hedge != "up to");
    let details: Vec<String> = [
        who.map(str::to_owned),
        side.map(|side| format!("on the side of {side}")),
        is_total.then(|| "running total".to_owned()),
        hedge.map(|hedge| format!("“{hedge}”")),
    ]
    .into_iter()
    .flatten()
    .collect();
    if details.is_empty() {
        return format!("{kind} {figure}");
    }
    format!("{kind} {figure} ({})", details.join("; "))
}

/// What a statement says that is no deed: "Oravia is not behind it".
///
/// ```
/// use hearsay_incidents::Statement;
/// use hearsay_ledger::words::statement;
/// let mut said = Statement { about: "link".into(), polarity: "-".into(), ..Statement::default() };
/// assert_eq!(statement(&said), "nobody is behind it");
/// said.of = Some(hearsay_incidents::Actor { name: "Oravia".into(), ..Default::default() });
/// assert_eq!(statement(&said), "Oravia is not behind it");
/// ```
#[must_use]
pub fn statement(statement: &Statement) -> String {
    let of = statement.of.as_ref();
    let of = of.map(|of| if of.name.is_empty() { of.span.text.as_str() } else { of.name.as_str() });
    match (statement.about.as_str(), statement.polarity == "-", of) {
        ("link", false, Some(of)) => format!("{of} is behind it"),
        ("link", true, Some(of)) => format!("{of} is not behind it"),
        ("link", false, None) => "someone is behind it".to_owned(),
        ("link", true, None) => "nobody is behind it".to_owned(),
        ("alone", false, _) => "the doer acted alone".to_owned(),
        ("alone", true, _) => "the doer did not act alone".to_owned(),
        ("belonging", false, Some(of)) => format!("the doer belongs to {of}"),
        ("belonging", true, Some(of)) => format!("the doer does not belong to {of}"),
        ("belonging", false, None) => "the doer belongs to a group".to_owned(),
        ("belonging", true, None) => "the doer belongs to no group".to_owned(),
        ("report", true, Some(of)) => format!("what {of} says is false"),
        ("report", true, None) => "a report of it is false".to_owned(),
        ("report", false, Some(of)) => format!("what {of} says is so"),
        ("report", false, None) => "a report of it is so".to_owned(),
        (about, ..) => about.to_owned(),
    }
}

/// Whether the words of saying are negated themselves: "did not deny" is no denial.
///
/// ```
/// use hearsay_ledger::words::is_not_said;
/// assert!(is_not_said("not deny") && is_not_said("wouldn't confirm") && is_not_said("never said"));
/// assert!(!is_not_said("denied") && !is_not_said("noted"));
/// ```
#[must_use]
pub fn is_not_said(cue: &str) -> bool {
    cue.split_whitespace().any(|word| {
        let word = word.to_lowercase().replace('’', "'");
        matches!(word.as_str(), "not" | "never" | "cannot") || word.ends_with("n't")
    })
}

/// What a claim's innermost claimant does in saying so: "deny", "not deny".
#[must_use]
pub fn act(claim: &Claim) -> String {
    let cue = claim.claimants.last().and_then(|claimant| claimant.cue.as_ref());
    let is_not = cue.is_some_and(|cue| is_not_said(&cue.text));
    if is_not { format!("not {}", claim.act) } else { claim.act.clone() }
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
