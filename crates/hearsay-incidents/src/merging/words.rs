//! Words that merging goes by: sorts of incidents, and how much a word tells.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use hearsay::{EventForm, country_name};
use serde::{Deserialize, Serialize};

use super::sketch::hash;
use crate::account::Account;
use crate::stem::{names, stem};

const KINDS: &str = include_str!("../../data/en/kinds.tsv");
const COMMON: &str = include_str!("../../data/en/common_words.tsv");

/// The sorts of incident that an account's claims belong to, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sorts(u16);

/// The sorts, in the order of their bits; a sort and the one after it are near when both are deeds
/// of force.
const SORTS: [&str; 9] =
    ["violence", "force", "protest", "custody", "measures", "aid", "talks", "words", "mishap"];
const FORCE: u16 = 0b0000_0111;
const POLICY: u16 = 0b0111_1000;

impl Sorts {
    /// The sort of this name.
    pub(super) fn named(name: &str) -> Self {
        SORTS.iter().position(|sort| *sort == name).map_or(Self(0), |bit| Self(1 << bit))
    }

    /// Whether they have one in common.
    pub(crate) fn meet(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether both hold deeds of force, or both deeds of policy.
    pub(crate) fn are_near(self, other: Self) -> bool {
        let both = |set: u16| self.0 & set != 0 && other.0 & set != 0;
        both(FORCE) || both(POLICY)
    }

    /// The sorts of both.
    pub(crate) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it says what sort it is.
    pub(super) fn is_known(self) -> bool {
        self.0 != 0
    }

    /// Under which heads an account is filed: deeds of force, others, both.
    pub(super) fn heads(self) -> &'static [u64] {
        match (self.0 & FORCE != 0, self.0 & !FORCE != 0 || self.0 == 0) {
            (true, true) => &[0, 1],
            (true, false) => &[0],
            _ => &[1],
        }
    }
}

struct Row {
    event: &'static str,
    mode: &'static str,
    sort: Sorts,
    said: bool,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let rows = table(KINDS).map(|cells| Row {
        event: cells[0],
        mode: cells[1],
        sort: Sorts::named(cells[2]),
        said: cells[3] == "yes",
    });
    rows.collect()
});

static WEIGHTS: LazyLock<HashMap<&str, u16>> = LazyLock::new(|| {
    let rows = table(COMMON).map(|cells| (cells[0], if cells[1] == "1" { 1 } else { 2 }));
    rows.collect()
});

/// What a word weighs that is on no list: a name, or a rare word.
pub(super) const RARE: u16 = 4;

/// The rows of a table below its header.
fn table(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let rows = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    rows.skip(1).map(|line| line.split('\t').collect())
}

/// The row of an event's mode, or of its type.
fn row(event: &EventForm) -> Option<&'static Row> {
    let rows = ROWS.iter().filter(|row| row.event == event.kind);
    let fits = |row: &&Row| event.mode.as_deref() == Some(row.mode);
    rows.clone().find(fits).or_else(|| rows.clone().find(|row| row.mode.is_empty()))
}

/// Whether an event is mere words about something else.
pub(crate) fn is_said(event: &EventForm) -> bool {
    row(event).is_some_and(|row| row.said)
}

/// The sort of incident that an event belongs to.
pub(crate) fn sort(event: &EventForm) -> Sorts {
    row(event).map_or(Sorts(0), |row| row.sort)
}

/// The sorts of an account's deeds; of its words where it tells of no deed.
pub(super) fn sorts(account: &Account) -> Sorts {
    let all = |said: bool| {
        let claims = account.claims.iter().filter(|claim| is_said(&claim.event) == said);
        claims.fold(Sorts(0), |sorts, claim| sorts.with(sort(&claim.event)))
    };
    let deeds = all(false);
    if deeds.is_known() { deeds } else { all(true) }
}

/// How much a lower-case word tells a story from others.
pub(crate) fn weight(word: &str) -> u16 {
    WEIGHTS.get(word).copied().unwrap_or(RARE)
}

/// An account's words with their weights; those of the headline weigh more, and what names its place
/// or the countries that take part weighs less, since places and sides are compared as such.
pub(super) fn weighed(account: &Account) -> Vec<(u32, u16)> {
    let words = |text: &str| -> Vec<String> {
        let text = text.to_lowercase();
        text.split(|c: char| !c.is_alphanumeric()).map(singular).collect()
    };
    let headline = words(account.article.title.as_deref().unwrap_or_default());
    let places: Vec<String> = account.places.iter().flat_map(|place| words(&place.name)).collect();
    let countries = countries(account);
    let is_country = |term: &str| countries.iter().any(|stem| names(term, stem));
    let weigh = |term: &String| {
        let known = places.contains(term) || is_country(term);
        let weight = if known { 1 } else { weight(term) };
        weight * if headline.contains(term) { 2 } else { 1 }
    };
    let mut weighed: Vec<(u32, u16)> =
        account.terms.iter().map(|term| (hash(&[term]), weigh(term))).collect();
    weighed.sort_unstable();
    weighed.dedup_by_key(|(hash, _)| *hash);
    weighed
}

/// The words of a name that tell it from others, as hashes; all of them where none does.
pub(super) fn named(name: &str) -> Vec<u32> {
    let name = name.to_lowercase();
    let words = || name.split_whitespace().map(singular);
    let telling: Vec<u32> =
        words().filter(|word| weight(word) >= RARE).map(|word| hash(&[&word])).collect();
    if telling.is_empty() { words().map(|word| hash(&[&word])).collect() } else { telling }
}

/// What the names begin with of the countries that take part.
fn countries(account: &Account) -> BTreeSet<String> {
    let named = account.everybody().flat_map(|actor| {
        let own = (actor.kind == "country").then_some(actor.name.as_str());
        own.into_iter().chain(actor.country.as_deref().and_then(country_name))
    });
    named.filter_map(stem).collect()
}

/// A lower-case word without the endings of plural and possessive, roughly: what counts is that
/// its forms become one.
pub(crate) fn singular(word: &str) -> String {
    let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    let kept = |ending: &str| word.strip_suffix(ending).filter(|stem| stem.chars().count() > 2);
    if let Some(stem) = kept("ies") {
        return format!("{stem}y");
    }
    let hissed = |stem: &&str| ["ch", "sh", "ss", "x", "z"].iter().any(|end| stem.ends_with(end));
    if let Some(stem) = kept("es").filter(hissed) {
        return stem.to_owned();
    }
    let is_plural = |stem: &&str| !stem.ends_with(['s', 'u', 'i']);
    kept("s").filter(is_plural).unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_names_a_sort() {
        for cells in table(KINDS) {
            assert_eq!(cells.len(), 4, "{cells:?}");
            assert!(Sorts::named(cells[2]).is_known(), "{cells:?}");
        }
        assert!(table(COMMON).all(|cells| cells.len() == 2 && ["1", "2"].contains(&cells[1])));
    }

    #[test]
    fn plurals_and_possessives_become_one() {
        for (word, one) in [
            ("launches", "launch"),
            ("families", "family"),
            ("gunmen's", "gunmen"),
            ("missiles", "missile"),
            ("this", "this"),
            ("crisis", "crisis"),
            ("virus", "virus"),
        ] {
            assert_eq!(singular(word), one);
        }
    }

    #[test]
    fn rare_words_weigh_more() {
        assert!(weight("sarrent") > weight("bomb") && weight("bomb") > weight("people"));
    }
}
