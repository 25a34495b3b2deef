//! The agencies whose copy an article says it is.
//!
//! A credit stands behind the dateline, "SARRENT (Reuters) -", or alone at an end: "AP - AFP".

use crate::description::outlets::agencies;

/// Code points at each end of a text in which a credit stands.
const NEAR_END: usize = 160;

/// The agencies credited in a text, by family.
pub(super) fn credits(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let ends = lines.iter().take(3).chain(lines.iter().rev().take(3));
    for line in ends {
        let whole = line.chars().count() < 40 && line.chars().filter(|c| *c == ' ').count() < 6;
        if whole && names_only(line) {
            found.extend(agencies(line).into_iter().map(str::to_owned));
        }
        let start: String = line.chars().take(NEAR_END).collect();
        for (at, _) in start.match_indices('(') {
            let inside = start[at + 1..].split(')').next().unwrap_or_default();
            if names_only(inside) {
                found.extend(agencies(inside).into_iter().map(str::to_owned));
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Whether all parts are agencies: "AP - AFP", but not "Reuters said".
fn names_only(text: &str) -> bool {
    let parts = text.split(['-', '–', '—', '/', ',', '|']).map(str::trim);
    let mut parts = parts.filter(|part| !part.is_empty()).peekable();
    let via = |part: &str| part.rsplit(" via ").next().unwrap_or(part).trim().to_owned();
    parts.peek().is_some() && parts.all(|part| !agencies(&via(part)).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, agencies: &[&str]) {
        assert_eq!(credits(text), agencies, "{text}");
    }

    #[test]
    fn credits_behind_datelines() {
        check("SARRENT (Reuters) - Two bridges were blown up.", &["Reuters"]);
        check("SARRENT, May 3 (AP) — Two bridges were blown up.", &["AP"]);
    }

    #[test]
    fn credits_in_lines_of_their_own() {
        check(
            "Two bridges were blown up.\n\nAP - AFP\n\n(City Paper 10/03/2017 page4)",
            &["AFP", "AP"],
        );
        check("Two bridges were blown up, Reuters said.", &[]);
        check("A bridge fell (AP style guides call it a viaduct).", &[]);
    }
}
