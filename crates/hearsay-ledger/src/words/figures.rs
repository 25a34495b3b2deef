//! Figures: how many, of whom, and whatever makes that vague.

use hearsay_incidents::{Account, Claim, Figure, Toll, Total};

use super::claims::name;

/// The kinds of losses of people, in the order in which they are told.
pub const KINDS: [&str; 6] =
    ["killed", "wounded", "missing", "captured", "displaced", "casualties"];

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

/// The same of a toll as claims and figures hold it.
#[must_use]
pub fn loss(of: &Toll) -> String {
    toll(
        &of.kind,
        (of.min, of.max),
        of.hedge.as_deref(),
        of.who.as_deref(),
        of.side.as_ref().map(name),
        of.cumulative == Some(true),
    )
}

/// The claim that tells a figure: the one it names, or the one in whose words it stands, so that a
/// denial of those words is one of the figure too. Those words may be told in another account of the
/// same article.
#[must_use]
pub fn claim_of<'a>(
    accounts: &'a [Account],
    account: &'a Account,
    figure: &Figure,
) -> Option<&'a Claim> {
    let span = &figure.toll.span;
    let named = |claim: &&Claim| figure.claim.as_ref() == Some(&claim.id);
    let covers = |claim: &&Claim| {
        claim.evidence.iter().any(|words| words.start <= span.start && span.end <= words.end)
    };
    let others = accounts.iter().filter(|other| other.article.id == account.article.id);
    let mut elsewhere = others.flat_map(|other| &other.claims);
    let claims = || account.claims.iter();
    claims().find(named).or_else(|| claims().find(covers)).or_else(|| elsewhere.find(covers))
}

/// What figures come to: "killed 7 (5 to 14), soldiers on the side of Oravia".
#[must_use]
pub fn total(total: &Total) -> String {
    let of: Vec<String> =
        [total.who.clone(), total.side.as_ref().map(|side| format!("on the side of {side}"))]
            .into_iter()
            .flatten()
            .collect();
    let of = if of.is_empty() { String::new() } else { format!(", {}", of.join(" ")) };
    format!("{} {}{of}", total.kind, range(total.low, total.best, total.high))
}

/// What a total ranges over: "7 (5 to 14)", "at least 16", "7 (5 or more)".
#[must_use]
pub fn range(low: Option<u64>, best: Option<u64>, high: Option<u64>) -> String {
    let Some(best) = best else { return figure(low, high) };
    match (low, high) {
        (Some(low), Some(high)) if low == best && high == best => best.to_string(),
        (Some(low), Some(high)) => format!("{best} ({low} to {high})"),
        (Some(low), None) if low == best => format!("at least {best}"),
        (Some(low), None) => format!("{best} ({low} or more)"),
        (None, Some(high)) => format!("{best} (at most {high})"),
        (None, None) => best.to_string(),
    }
}

/// So many of something: "1 claim", "2 claims", "12,000 claims".
#[must_use]
pub fn count(number: usize, noun: &str) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped} {noun}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_toll(min: Option<u64>, max: Option<u64>, hedge: Option<&str>, words: &str) {
        assert_eq!(toll("killed", (min, max), hedge, None, None, false), words);
    }

    #[test]
    fn open_figures_stay_open() {
        check_toll(Some(16), Some(16), None, "killed 16");
        check_toll(Some(16), Some(16), Some("about"), "killed 16 (“about”)");
        check_toll(Some(16), None, Some("at least"), "killed at least 16");
        check_toll(Some(24), None, Some("dozens"), "killed at least 24 (“dozens”)");
        check_toll(None, Some(30), Some("up to"), "killed at most 30");
        check_toll(Some(10), Some(12), None, "killed 10 to 12");
        check_toll(Some(0), Some(0), None, "killed no one");
        check_toll(None, None, Some("many"), "killed a number not given (“many”)");
    }

    #[test]
    fn figure_is_told_by_the_claim_in_whose_words_it_stands_wherever_that_is() {
        let account = |id: &str, claims: Vec<Claim>| Account {
            article: std::sync::Arc::new(hearsay_incidents::ArticleRef {
                id: id.to_owned(),
                ..Default::default()
            }),
            claims,
            ..Account::default()
        };
        let span = |start, end| hearsay::SpanForm { start, end, ..Default::default() };
        let claim = |id: &str| Claim {
            id: id.to_owned(),
            evidence: vec![span(10, 40)],
            ..Claim::default()
        };
        let figure =
            Figure { toll: Toll { span: span(10, 20), ..Toll::default() }, ..Figure::default() };
        let accounts = [
            account("a", vec![]),
            account("b", vec![claim("other")]),
            account("a", vec![claim("it")]),
        ];
        let found = claim_of(&accounts, &accounts[0], &figure);
        assert_eq!(found.map(|claim| claim.id.as_str()), Some("it"));
    }

    #[test]
    fn open_totals_stay_open() {
        assert_eq!(range(Some(5), Some(7), Some(14)), "7 (5 to 14)");
        assert_eq!(range(Some(7), Some(7), Some(7)), "7");
        assert_eq!(range(Some(16), Some(16), None), "at least 16");
        assert_eq!(range(Some(5), Some(7), None), "7 (5 or more)");
        assert_eq!(range(Some(5), None, None), "at least 5");
        assert_eq!(range(Some(0), Some(0), Some(0)), "0");
    }

    #[test]
    fn counts_have_their_plural() {
        assert_eq!(count(0, "claim"), "0 claims");
        assert_eq!(count(1, "claim"), "1 claim");
        assert_eq!(count(1_234_567, "claim"), "1,234,567 claims");
    }
}
