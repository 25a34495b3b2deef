//! Who says so, and what they do in saying it.

use hearsay_incidents::{Claim, Claimant, Statement};

use super::claims::name;

/// Who says so, outermost first: "state television ← the ministry".
#[must_use]
pub fn chain(claimants: &[Claimant]) -> String {
    let names: Vec<&str> = claimants.iter().map(claimant).collect();
    if names.is_empty() { "the article itself".to_owned() } else { names.join(" ← ") }
}

fn claimant(link: &Claimant) -> &str {
    let name = name(&link.actor);
    if name.is_empty() { "someone not named" } else { name }
}

/// What the last of them does: "says", "denies".
#[must_use]
pub fn says(claim: &Claim) -> String {
    match claim.claimants.last() {
        None => "says".to_owned(),
        Some(last) => {
            let is_not = last.cue.as_ref().is_some_and(|cue| is_not_said(&cue.text));
            verb(&claim.act, is_plural(claimant(last), &last.actor.kind), is_not)
        }
    }
}

/// What a speaker does in saying something, as a verb: "denies", "do not confirm".
///
/// ```
/// use hearsay_ledger::words::verb;
/// assert_eq!(verb("deny", false, false), "denies");
/// assert_eq!(verb("confirm", true, true), "do not confirm");
/// ```
#[must_use]
pub fn verb(act: &str, is_plural: bool, is_negated: bool) -> String {
    let (one, many, rest) = match act {
        "assert" => ("says", "say", ""),
        "deny" => ("denies", "deny", ""),
        "confirm" => ("confirms", "confirm", ""),
        "accuse" => ("accuses", "accuse", ""),
        "demand" => ("demands", "demand", ""),
        "warn" => ("warns", "warn", ""),
        "plan" => ("plans", "plan", ""),
        "believe" => ("believes", "believe", ""),
        "announce" => ("announces", "announce", ""),
        "ask" => ("asks", "ask", " whether"),
        "decline" => ("declines", "decline", " to say"),
        other => return other.to_owned(),
    };
    match (is_negated, is_plural) {
        (false, false) => format!("{one}{rest}"),
        (false, true) => format!("{many}{rest}"),
        (true, false) => format!("does not {many}{rest}"),
        (true, true) => format!("do not {many}{rest}"),
    }
}

/// Whether the verb after this name is in the plural: "doctors", "both sides", "police"; not a
/// proper name, whatever it ends in.
#[must_use]
pub fn is_plural(name: &str, kind: &str) -> bool {
    let last = name.rsplit(' ').next().unwrap_or(name);
    let is_common = last.starts_with(char::is_lowercase);
    let ends_plural = last.ends_with('s') && !last.ends_with("ss");
    kind == "sides" || is_common && (ends_plural || matches!(last, "people" | "police"))
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
    let of = statement.of.as_ref().map(name);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_plural(name: &str, plural: bool) {
        assert_eq!(is_plural(name, ""), plural, "{name}");
    }

    #[test]
    fn verbs_agree_with_common_nouns() {
        check_plural("two doctors", true);
        check_plural("police", true);
        check_plural("Azerbaijani troops", true);
        check_plural("Kremlin press", false);
        check_plural("Médecins Sans Frontières", false);
        check_plural("Interfax news agency", false);
    }
}
