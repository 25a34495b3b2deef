//! Bodies of a state: ministries, armies, and whose they are.
//!
//! An article names a ministry in full once and then goes on with "the Defence Ministry", "the
//! ministry", "the ministry's spokesman". All of them are of the country that it named with it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::claim::Actor;
use crate::table::{find, rows, words};

/// Sectors that act and speak for their state as one.
const STATE: [&str; 3] = ["GOV", "MIL", "SPY"];

/// Words that stand between those that tell.
const SMALL: [&str; 3] = ["the", "of", "a"];

static BODIES: LazyLock<Vec<(&'static str, bool)>> = LazyLock::new(|| {
    let table = include_str!("../../data/en/bodies.tsv");
    rows(table).map(|cells| (cells[0], cells[1] == "yes")).collect()
});

/// The body that words name.
fn body(words: &[String]) -> Option<(&'static str, bool)> {
    BODIES.iter().find(|(body, _)| find(words, body).is_some()).copied()
}

/// The country that the name of a body tells: Tarsk of "Tarsk's army", Oravia of "Ministry of Defence
/// of the Republic of Oravia".
pub(super) fn owner(actor: &Actor) -> Option<&str> {
    if !is_of_state(actor.sector.as_deref()) || actor.country.is_some() {
        return None;
    }
    body(&words(&actor.name)).filter(|(_, tells)| *tells)?;
    let of_ministry = actor.name.to_lowercase().starts_with("ministr");
    let parts: Vec<&str> = actor.name.split_whitespace().collect();
    let genitive =
        parts.iter().find_map(|part| part.strip_suffix("'s").or_else(|| part.strip_suffix("’s")));
    // "Ministry of Defence" ends with what it is for, "Ministry of Defence of Tarsk" with whose it is.
    let ofs = parts.iter().filter(|part| **part == "of").count();
    let last = || {
        let [.., before, last] = parts[..] else { return None };
        (before == "of" && ofs > usize::from(of_ministry)).then_some(last)
    };
    let is_name = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    genitive.or_else(last).filter(is_name)
}

/// Somebody of whom an article says to which country he belongs.
#[derive(Debug)]
pub(super) struct Placed {
    name: String,
    words: Vec<String>,
    sector: Option<String>,
    country: String,
}

impl Placed {
    pub(super) fn new(actor: &Actor, country: String) -> Self {
        let words = words(&actor.name);
        Self { name: actor.name.clone(), words, sector: actor.sector.clone(), country }
    }
}

/// The country of an actor without one: that of the bodies of his name in his article, if they are of
/// one country alone.
///
/// "The Defence Ministry" is not the Interior Ministry; "a spokesman of the ministry" may be either's.
pub(super) fn namesake(placed: &[Placed], actor: &Actor) -> Option<String> {
    let said = [Some(&actor.name), actor.role.as_ref(), Some(&actor.span.text)];
    let said: Vec<String> = said.into_iter().flatten().flat_map(|part| words(part)).collect();
    let own = words(&actor.name);
    let body = is_of_state(actor.sector.as_deref()).then(|| body(&said)).flatten();
    let is_alike = |other: &&Placed| {
        let is_state = is_of_state(other.sector.as_deref());
        other.name != actor.name
            && match body {
                Some((body, _)) if find(&own, body).is_some() => {
                    let is_in = |word: &String| {
                        SMALL.contains(&word.as_str()) || other.words.contains(word)
                    };
                    is_state && own.iter().all(is_in)
                }
                Some((body, _)) => is_state && find(&other.words, body).is_some(),
                None => other.sector == actor.sector && other.words.last() == own.last(),
            }
    };
    let found: BTreeSet<&String> =
        placed.iter().filter(is_alike).map(|other| &other.country).collect();
    // Where two countries have such a ministry, nobody can tell whose is meant.
    if found.len() == 1 { found.first().map(|country| (*country).clone()) } else { None }
}

/// Whether it is a person, by name, who is called one of a body: "the ministry's spokesman Arvid
/// Tolmash".
pub(super) fn is_servant(actor: &Actor) -> bool {
    let own = words(&actor.name);
    let said: Vec<String> = words(&actor.span.text);
    is_of_state(actor.sector.as_deref())
        && own.len() > 1
        && actor.role.is_some()
        && body(&own).is_none()
        && body(&said).is_some()
}

/// Whether those of a sector act and speak for their state as one.
pub(super) fn is_of_state(sector: Option<&str>) -> bool {
    sector.is_some_and(|sector| STATE.contains(&sector))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, country: Option<&str>) {
        let sector = Some("GOV".to_owned());
        let actor = Actor { name: name.to_owned(), sector, ..Actor::default() };
        assert_eq!(owner(&actor), country, "{name}");
    }

    #[test]
    fn bodies_tell_whose_they_are() {
        check("Oravia's defence ministry", Some("Oravia"));
        check("Ministry of Defence of the Republic of Tarsk", Some("Tarsk"));
        check("army of Tarsk", Some("Tarsk"));
        check("Ministry of Defence", None);
        check("the country's army", None);
        check("Dresh's government", None);
        check("Arvid Tolmash", None);
    }
}
