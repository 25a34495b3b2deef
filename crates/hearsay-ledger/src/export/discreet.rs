//! Private persons left out: in what is exported, the names of persons who hold no office.
//!
//! A person is private when no mention in the article gives an office of `offices.tsv`. The name, and
//! each part of it that names nobody else in the article, is withheld wherever it stands: in the
//! actors, the quotations, the headline. Positions still count in the article as it was published.
//! Addresses and ids stay as they are: without them nothing could be looked up.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use hearsay::{ActorForm, Reading};
use regex::Regex;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::columns::rows;

/// What stands in place of a name.
pub const WITHHELD: &str = "[name withheld]";

/// Keys whose values lead to something, or are codes, and name nobody.
const NAMELESS: [&str; 10] =
    ["id", "url", "copy_of", "claim", "code", "country", "kind", "mode", "sector", "cameo"];

/// The names of private persons in one or several articles.
#[derive(Default)]
pub(super) struct Names {
    /// Whole names and those parts of them that name nobody else.
    all: BTreeSet<String>,
}

impl Names {
    /// Takes in those of one article.
    pub(super) fn add(&mut self, reading: &Reading) {
        let mut groups: HashMap<&str, Vec<&ActorForm>> = HashMap::new();
        for actor in &reading.mentions.actors {
            groups.entry(&actor.group).or_default().push(actor);
        }
        let (private, public): (Vec<_>, Vec<_>) =
            groups.into_values().partition(|group| is_private(group));
        let public = public.into_iter().flatten().map(|actor| actor.name.as_str());
        let places = reading.mentions.places.iter().map(|place| place.span.text.as_str());
        let known: HashSet<&str> =
            public.chain(places).flat_map(str::split_whitespace).map(bare).collect();
        for actor in private.into_iter().flatten().filter(|actor| actor.rule == PERSON) {
            let parts: Vec<&str> = actor.name.split_whitespace().map(bare).collect();
            if parts.len() > 1 {
                self.all.insert(parts.join(" "));
            }
            let parts = parts.into_iter().filter(|part| is_name(part) && !known.contains(part));
            self.all.extend(parts.map(str::to_owned));
        }
    }

    /// What is left of `thing` without these names, and whether any stood there.
    pub(super) fn withheld<T: Serialize + DeserializeOwned>(&self, thing: T) -> (T, bool) {
        let Some(pattern) = self.pattern() else { return (thing, false) };
        let mut value = serde_json::to_value(&thing).expect("its keys are strings");
        let mut found = false;
        self.walk(&mut value, &pattern, &mut found);
        if !found {
            return (thing, false);
        }
        (serde_json::from_value(value).expect("names alone were replaced"), true)
    }

    fn pattern(&self) -> Option<Regex> {
        if self.all.is_empty() {
            return None;
        }
        // The longest first: a whole name is withheld once, not part by part.
        let mut all: Vec<&String> = self.all.iter().collect();
        all.sort_by_key(|name| std::cmp::Reverse(name.len()));
        // Headlines are often in capitals.
        let spellings = all.into_iter().flat_map(|name| [name.clone(), name.to_uppercase()]);
        let spellings = spellings.map(|name| regex::escape(&name).replace(' ', r"\s+"));
        let names = spellings.collect::<Vec<_>>().join("|");
        let pattern = format!(r"\b(?:{names})\b(?:\s+(?:{names})\b)*");
        Some(Regex::new(&pattern).expect("the names are escaped"))
    }

    fn walk(&self, value: &mut Value, pattern: &Regex, found: &mut bool) {
        match value {
            Value::String(text) if pattern.is_match(text) => {
                *found = true;
                *text = pattern.replace_all(text, WITHHELD).into_owned();
            }
            Value::Array(all) => all.iter_mut().for_each(|one| self.walk(one, pattern, found)),
            Value::Object(fields) => {
                for (key, value) in
                    fields.iter_mut().filter(|(key, _)| !NAMELESS.contains(&key.as_str()))
                {
                    match value {
                        Value::Array(terms) if key == "terms" => {
                            let before = terms.len();
                            terms.retain(|term| {
                                !term.as_str().is_some_and(|term| self.is_term(term))
                            });
                            *found |= terms.len() < before;
                        }
                        value => self.walk(value, pattern, found),
                    }
                }
            }
            _ => {}
        }
    }

    /// Whether a lower-case word is of a name.
    fn is_term(&self, term: &str) -> bool {
        self.all.iter().flat_map(|name| name.split(' ')).any(|part| part.to_lowercase() == term)
    }
}

/// The rule by which a mention is of a named person.
const PERSON: &str = "person";

/// Whether these mentions of one actor name a person, and none of them gives an office.
fn is_private(group: &[&ActorForm]) -> bool {
    group.iter().any(|actor| actor.rule == PERSON)
        && !group.iter().any(|actor| OFFICES.contains(actor.kind.as_str()))
}

static OFFICES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| rows(include_str!("../../data/offices.tsv")).map(|row| row[0]).collect());

/// A word without the marks and the genitive at its end.
fn bare(word: &str) -> &str {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.strip_suffix("'s").or_else(|| word.strip_suffix("\u{2019}s")).unwrap_or(word)
}

/// Whether a part of a name names somebody by itself: "Karimov", and neither "al" nor "J".
fn is_name(part: &str) -> bool {
    part.chars().count() > 2 && part.starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_go_from_words_and_codes_stay() {
        let all = ["Ben Carter", "Ben", "Carter"].map(str::to_owned);
        let names = Names { all: BTreeSet::from(all) };
        let told = json!({
            "id": "Carter/1",
            "title": "BEN CARTER SHOT",
            "words": ["Ben\nCarter's house", "the cart, a carter, Carterton"],
            "terms": ["carter", "market"],
            "country": "BEN",
        });
        let (told, found) = names.withheld(told);
        assert!(found);
        let withheld = json!({
            "id": "Carter/1",
            "title": "[name withheld] SHOT",
            "words": ["[name withheld]'s house", "the cart, a carter, Carterton"],
            "terms": ["market"],
            "country": "BEN",
        });
        assert_eq!(told, withheld);
    }
}
