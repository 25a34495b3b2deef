//! What was asked of a ledger: the filters that the commands share, and how they end.

use clap::builder::RangedU64ValueParser;
use hearsay_ledger::{Bounds, Filter, LedgerError, Order};

/// Nothing fits what was asked for.
pub(crate) const NOTHING_FOUND: u8 = 3;

/// What the help of every such command says of how it ends.
pub(crate) const EXIT_CODES: &str = "
Exit codes:
  0  done
  2  wrong usage, no such ledger, incident or claim, or the output could not be written
  3  nothing in the ledger fits";

/// What to look for.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Filters")]
pub(crate) struct Filters {
    /// Who says it: part of a name, a code (ORAGOV) or a country
    ///
    /// A country, by its name or its three letters, is whoever belongs to it or speaks for it as the
    /// article tells: its ministries, its army, their spokesmen, its people. A code is also the
    /// beginning of longer ones. Where an article speaks itself, its publisher says it.
    #[arg(long, value_name = "WHO")]
    pub(crate) claimant: Option<String>,

    /// Who acts, suffers or loses: as above
    #[arg(long, value_name = "WHO")]
    pub(crate) actor: Option<String>,

    /// Type of event, or type and mode: assault, assault/aerial
    #[arg(long, value_name = "TYPE[/MODE]")]
    pub(crate) event: Option<String>,

    /// When it is said to have been: a day, or two with a slash; either may be left out
    #[arg(long, value_name = "DAY[/DAY]", value_parser = Days::parse)]
    pub(crate) date: Option<Days>,

    /// In which country: its name or its three letters
    #[arg(long, value_name = "COUNTRY")]
    pub(crate) country: Option<String>,

    /// Within a box: west,south,east,north in degrees
    #[arg(long, value_name = "W,S,E,N", allow_hyphen_values = true)]
    pub(crate) bbox: Option<Bounds>,

    /// Only what another claim contradicts
    #[arg(long)]
    pub(crate) contested: bool,

    /// Only what one side alone tells
    #[arg(long)]
    pub(crate) one_sided: bool,

    /// Words: all of them; "words in quotes" together; -word not; word* as a beginning
    #[arg(long, value_name = "WORDS", allow_hyphen_values = true)]
    pub(crate) text: Option<String>,

    /// So many at most
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
    pub(crate) limit: Option<usize>,
}

impl Filters {
    /// The ledger's filter.
    pub(crate) fn filter(&self, order: Order) -> Filter {
        let days = self.date.clone().unwrap_or_default();
        Filter {
            claimant: self.claimant.clone(),
            actor: self.actor.clone(),
            event: self.event.clone(),
            from: days.from,
            to: days.to,
            bbox: self.bbox,
            country: self.country.clone(),
            contested: self.contested,
            one_sided: self.one_sided,
            text: self.text.clone(),
            limit: self.limit,
            order,
            ..Filter::default()
        }
    }

    /// Whether anything but the number is asked.
    pub(crate) fn is_empty(&self) -> bool {
        let without_limit = Self { limit: None, ..self.clone() };
        without_limit.filter(Order::default()) == Filter::default()
    }
}

/// A first and a last day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Days {
    /// The first, inclusive.
    pub(crate) from: Option<String>,
    /// The last, inclusive.
    pub(crate) to: Option<String>,
}

impl Days {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let day = |text: &str| match text.trim() {
            "" => Ok(None),
            text => match text.parse::<jiff::civil::Date>() {
                Ok(day) if text.len() == 10 => Ok(Some(day.to_string())),
                _ => Err(format!(
                    "`{text}` is not a day: write 2024-03-12, or 2024-03-12/2024-03-14 for several \
                     days, 2024-03-12/ for that day and later"
                )),
            },
        };
        let (from, to) = text.split_once('/').unwrap_or((text, text));
        let days = Self { from: day(from)?, to: day(to)? };
        match (&days.from, &days.to) {
            (None, None) => Err("no day is given: write 2024-03-12 or 2024-03-12/".to_owned()),
            (Some(from), Some(to)) if from > to => Err(format!("{from} is later than {to}")),
            _ => Ok(days),
        }
    }
}

/// Completes an error about an id with the ids that look like it.
pub(crate) fn did_you_mean(
    error: LedgerError,
    known: impl FnOnce() -> Vec<String>,
    list: &str,
) -> anyhow::Error {
    let LedgerError::Unknown { id, .. } = &error else { return error.into() };
    let mut near: Vec<(usize, String)> = known()
        .into_iter()
        .map(|other| {
            let begin: String = other.chars().take(id.chars().count()).collect();
            (strsim::damerau_levenshtein(id, &begin), other)
        })
        .filter(|(distance, _)| *distance <= 2)
        .collect();
    near.sort();
    near.truncate(3);
    let near: Vec<String> = near.into_iter().map(|(_, id)| format!("`{id}`")).collect();
    if near.is_empty() {
        return anyhow::anyhow!("{error}; {list} shows the ids, of which the beginning is enough");
    }
    anyhow::anyhow!("{error}; did you mean {}?", near.join(" or "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, from: Option<&str>, to: Option<&str>) {
        let days = Days::parse(text).expect("these are days");
        assert_eq!((days.from.as_deref(), days.to.as_deref()), (from, to));
    }

    #[test]
    fn days_may_be_open() {
        let (one, other) = (Some("2024-03-12"), Some("2024-03-14"));
        check("2024-03-12", one, one);
        check("2024-03-12/2024-03-14", one, other);
        check("2024-03-12/", one, None);
        check("/2024-03-14", None, other);
        for wrong in ["", "/", "2024", "12.3.2024", "2024-03-14/2024-03-12", "2024-02-30"] {
            assert!(Days::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn ids_with_a_slip_are_found() {
        let known = || vec!["i1f2e3d4c5b6a7988".to_owned(), "iaaaaaaaaaaaaaaaa".to_owned()];
        let unknown = |id: &str| LedgerError::Unknown { what: "incident", id: id.to_owned() };
        let message = did_you_mean(unknown("i1f2e3c4"), known, "`hearsay incidents`").to_string();
        assert!(message.ends_with("did you mean `i1f2e3d4c5b6a7988`?"), "{message}");
        let message = did_you_mean(unknown("river"), known, "`hearsay incidents`").to_string();
        assert!(message.contains("`hearsay incidents` shows the ids"), "{message}");
    }
}
