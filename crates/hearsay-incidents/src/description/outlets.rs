//! Whose words an outlet's own words are: agencies, owners' groups, press services.

use std::sync::LazyLock;

use crate::table::{find, rows, words};

const OUTLETS: &str = include_str!("../../data/en/outlets.tsv");

/// A row of `outlets.tsv`.
#[derive(Debug)]
pub(crate) struct Outlet {
    names: Vec<Vec<String>>,
    /// The name to show.
    pub(crate) name: &'static str,
    /// What it is counted with.
    pub(crate) family: &'static str,
    /// The side whose press service it is; empty where it is none.
    pub(crate) speaks_for: &'static str,
}

static ROWS: LazyLock<Vec<Outlet>> = LazyLock::new(|| {
    let row = |cells: Vec<&'static str>| Outlet {
        names: std::iter::once(cells[0])
            .chain(cells[1].split('|').filter(|alias| !alias.is_empty()))
            .map(words)
            .collect(),
        name: cells[0],
        family: cells[2],
        speaks_for: cells[3],
    };
    rows(OUTLETS).map(row).collect()
});

/// The outlet of this name.
pub(crate) fn outlet(name: &str) -> Option<&'static Outlet> {
    let mut name = words(name.trim_end_matches(')'));
    if name.first().is_some_and(|word| word == "the") && name.len() > 1 {
        name.remove(0);
    }
    let is = |known: &Vec<String>| {
        let known = known.strip_prefix(&["the".to_owned()][..]).unwrap_or(known);
        known == name.as_slice()
    };
    ROWS.iter().find(|outlet| outlet.names.iter().any(is))
}

/// The press service that these words name, however it is introduced: "Tehran's IRNA news agency".
pub(crate) fn press_service(text: &str) -> Option<&'static Outlet> {
    let text = words(text);
    let services = ROWS.iter().filter(|outlet| !outlet.speaks_for.is_empty());
    services
        .into_iter()
        .find(|outlet| outlet.names.iter().any(|name| find(&text, &name.join(" ")).is_some()))
}

/// A publisher's name without what stands behind it in parentheses, and the agencies named there:
/// "City Post (Reuters)".
pub(crate) fn split(publisher: &str) -> (&str, Vec<&'static str>) {
    let Some((name, rest)) = publisher.split_once('(') else { return (publisher.trim(), vec![]) };
    (name.trim(), agencies(rest))
}

/// The agencies that a credit names: `Reuters`, `AP - AFP`, `Reuters/AP`.
pub(crate) fn agencies(credit: &str) -> Vec<&'static str> {
    let parts = credit.split(['-', '–', '—', '/', ',', ';', '(', ')', '|']);
    let parts = parts.flat_map(|part| part.split(" and ")).flat_map(|part| part.split(" via "));
    let mut found: Vec<&str> =
        parts.filter_map(|part| outlet(part.trim())).map(|outlet| outlet.family).collect();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_whole_and_every_name_is_one_outlet() {
        let mut names: Vec<&Vec<String>> = ROWS.iter().flat_map(|row| &row.names).collect();
        for cells in rows(OUTLETS) {
            assert_eq!(cells.len(), 4, "{cells:?}");
        }
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count, "a name stands twice");
    }

    #[test]
    fn names_are_found_however_they_are_written() {
        assert_eq!(outlet("The Associated Press").map(|o| o.family), Some("AP"));
        assert_eq!(outlet("associated press").map(|o| o.family), Some("AP"));
        assert_eq!(outlet("Sarrent Courier").map(|o| o.family), None);
        assert_eq!(
            press_service("The Iranian news agency IRNA").map(|o| o.speaks_for),
            Some("IRN")
        );
        assert!(press_service("Reuters").is_none());
    }

    #[test]
    fn credits_name_agencies() {
        assert_eq!(agencies("AP - AFP"), ["AP", "AFP"]);
        assert_eq!(split("Sarrent Courier (Reuters)"), ("Sarrent Courier", vec!["Reuters"]));
        assert_eq!(split("Sarrent Courier"), ("Sarrent Courier", vec![]));
    }
}
