//! One answer as a line to be quoted elsewhere: who says it in which words, where that stands, and
//! where it was found.

use hearsay_incidents::ArticleRef;
use hearsay_ledger::{PROGRAM, words};

/// What a citation names.
pub(super) struct Cited<'a> {
    /// Who says so, outermost first; empty is the article's own voice.
    pub(super) claimants: &'a [String],
    /// The words, in quotation marks.
    pub(super) quote: &'a str,
    /// What keeps it from being a plain statement.
    pub(super) status: Option<&'a str>,
    pub(super) article: &'a ArticleRef,
    pub(super) incident: &'a str,
    /// claim, figure, statement.
    pub(super) sort: &'a str,
    pub(super) id: &'a str,
    pub(super) ledger: &'a str,
    /// The day at whose end it was known.
    pub(super) as_of: Option<&'a str>,
}

/// The line. What an article says may hold anything; it does not break out of the line.
pub(super) fn citation(cited: &Cited<'_>) -> String {
    let names: Vec<&str> = cited.claimants.iter().rev().map(String::as_str).collect();
    let who = match names.as_slice() {
        [] => "The article itself".to_owned(),
        names => names.join(", quoted by "),
    };
    let status = cited.status.map(|status| format!(" [{status}]")).unwrap_or_default();
    let url = cited.article.url.as_deref().map(|url| format!(", {url}")).unwrap_or_default();
    let known = cited.as_of.map(|day| format!(", as known on {}", words::day(day)));
    words::one_line(&format!(
        "{who}: {}{status}. {}{url}. Incident {}, {} {}, in {}{}, Hearsay {PROGRAM}.",
        cited.quote,
        words::published(cited.article),
        cited.incident,
        cited.sort,
        cited.id,
        cited.ledger,
        known.unwrap_or_default(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(claimants: &[&str], status: Option<&str>, as_of: Option<&str>, line: &str) {
        let claimants: Vec<String> = claimants.iter().map(|&name| name.to_owned()).collect();
        let article = ArticleRef {
            id: "1".to_owned(),
            publisher: Some("Meridian\nWire".to_owned()),
            created: Some("2024-03-13".to_owned()),
            url: Some("https://example.org/1".to_owned()),
            ..ArticleRef::default()
        };
        let cited = Cited {
            claimants: &claimants,
            quote: "“Tarsk flew drones”",
            status,
            article: &article,
            incident: "i1",
            sort: "claim",
            id: "c2",
            ledger: "hearsay.db",
            as_of,
        };
        assert_eq!(citation(&cited), format!("{line}, Hearsay {PROGRAM}."));
    }

    #[test]
    fn citation_says_who_quotes_whom_and_that_it_is_denied() {
        check(
            &["state television", "the ministry"],
            Some("denied"),
            Some("2024-03-14"),
            "the ministry, quoted by state television: “Tarsk flew drones” [denied]. Meridian Wire, \
             13 Mar 2024, https://example.org/1. Incident i1, claim c2, in hearsay.db, as known on 14 \
             Mar 2024",
        );
    }

    #[test]
    fn own_voice_is_said_to_be_one() {
        check(
            &[],
            None,
            None,
            "The article itself: “Tarsk flew drones”. Meridian Wire, 13 Mar 2024, \
             https://example.org/1. Incident i1, claim c2, in hearsay.db",
        );
    }
}
