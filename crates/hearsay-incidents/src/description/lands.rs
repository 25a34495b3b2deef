//! Which country or group somebody speaks or fights for.
//!
//! An article may call a country by its name, its adjective, its capital, its army, its ministry.
//! Names with a code are looked up on the left; the rest is learnt from the accounts themselves: if
//! they speak of a country Tarsk, "Tarsk's troops" are its, and so is whoever an article calls
//! Tarsk's minister wherever he is named.

use std::collections::{BTreeMap, BTreeSet};

use hearsay::country_name;

use super::bodies::{self, Placed};
use super::voices::Printed;
use crate::account::Account;
use crate::claim::Actor;
use crate::stem::{names, stem};
use crate::table::{self, words};

/// Sectors whose people act and speak for their state.
const STATE: [&str; 4] = ["GOV", "MIL", "SPY", "LEG"];
/// Sectors of armed groups.
const ARMED: [&str; 5] = ["REB", "UAF", "PRM", "CRM", "OPP"];

/// A country or group, as far as a side can be told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Party {
    /// Country code or group code, or the lower-case name of a country without one.
    pub(super) key: String,
    /// Whether it is an armed group rather than a country.
    pub(super) is_group: bool,
}

/// What the accounts of one incident teach about countries, groups and people.
#[derive(Debug, Default)]
pub(super) struct Lands {
    /// Beginnings of the names of countries, with the country's key.
    stems: Vec<(String, String)>,
    /// People by lower-case name.
    people: BTreeMap<String, String>,
    /// Those of whom their article tells the country, by the article's id.
    placed: BTreeMap<String, Vec<Placed>>,
    /// The names to show.
    names: BTreeMap<String, String>,
    /// The only country that the incident's places lie in.
    home: Option<String>,
    /// By whom the articles are printed, by id.
    printed: BTreeMap<String, Printed>,
}

impl Lands {
    pub(super) fn of(accounts: &[&Account]) -> Self {
        let printed =
            accounts.iter().map(|account| (account.article.id.clone(), Printed::of(account)));
        let mut lands = Self { printed: printed.collect(), ..Self::default() };
        let mut stems = BTreeSet::new();
        let mut served: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut names: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
        for actor in accounts.iter().flat_map(|account| account.everybody()) {
            let key = actor.country.clone().unwrap_or_else(|| actor.name.to_lowercase());
            if actor.kind == "country" && !key.is_empty() {
                if let Some(stem) = stem(&actor.name) {
                    stems.insert((stem, key.clone()));
                }
                *names.entry(key).or_default().entry(&actor.name).or_default() += 1;
            } else if let Some(code) = group_code(actor) {
                *names.entry(code).or_default().entry(&actor.name).or_default() += 1;
            } else if let Some(country) = bodies::owner(actor) {
                // "Tarsk's army" tells that there is a country Tarsk, also where nobody names it.
                if let Some(stem) = stem(country) {
                    stems.insert((stem, country.to_lowercase()));
                }
                *names.entry(country.to_lowercase()).or_default().entry(country).or_default() += 1;
            }
        }
        lands.stems = stems.into_iter().collect();
        // The commonest name, and of those the first in the alphabet.
        let commonest = |names: BTreeMap<&str, usize>| {
            let mut names: Vec<_> = names.into_iter().collect();
            names.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
            names.first().map(|(name, _)| (*name).to_owned()).unwrap_or_default()
        };
        lands.names = names.into_iter().map(|(key, names)| (key, commonest(names))).collect();
        for actor in accounts.iter().flat_map(|account| account.everybody()) {
            if actor.name.contains(' ')
                && !["country", "source"].contains(&actor.kind.as_str())
                && let Some(land) = lands.own_land(actor)
            {
                lands.people.entry(actor.name.to_lowercase()).or_insert(land);
            }
        }
        for account in accounts {
            let named = account.everybody();
            let placed = named.filter_map(|actor| Some(Placed::new(actor, lands.land(actor)?)));
            let placed: Vec<Placed> = placed.collect();
            lands.placed.entry(account.article.id.clone()).or_default().extend(placed);
        }
        // "The ministry's spokesman Arvid Tolmash" is its country's also where he stands alone.
        for account in accounts {
            let people = account.everybody().filter(|actor| bodies::is_servant(actor));
            for actor in people.filter(|actor| lands.land(actor).is_none()) {
                if let Some(land) = lands.namesake(&account.article.id, actor) {
                    served.entry(actor.name.to_lowercase()).or_default().insert(land);
                }
            }
        }
        let of_one = served.into_iter().filter(|(_, lands)| lands.len() == 1);
        lands
            .people
            .extend(of_one.flat_map(|(name, lands)| Some((name, lands.into_iter().next()?))));
        let places = accounts.iter().flat_map(|account| account.places.first());
        let countries: BTreeSet<&String> = places.filter_map(|p| p.country.as_ref()).collect();
        if let (1, Some(country)) = (countries.len(), countries.first()) {
            // Where another country takes part, officials of the place's own go without saying no more.
            let claims = accounts.iter().flat_map(|account| &account.claims);
            let claims = claims.filter(|claim| claim.event.kind == "ASSAULT");
            let takers = claims.flat_map(|claim| claim.actors.iter().chain(&claim.recipients));
            let other = |party: Party| !party.is_group && party.key != **country;
            if !takers.filter_map(|actor| lands.party(actor)).any(other) {
                lands.home = Some((*country).clone());
            }
        }
        lands
    }

    /// The name to show for a country's or group's key.
    pub(super) fn name(&self, key: &str) -> String {
        self.names
            .get(key)
            .cloned()
            .or_else(|| country_name(key).map(str::to_owned))
            .unwrap_or_else(|| key.to_owned())
    }

    /// The country of whoever the article calls by the same word with a country: the commander is
    /// the Iranian military commander, the ministry's spokesman that country's whose ministry it is.
    pub(super) fn namesake(&self, article: &str, actor: &Actor) -> Option<String> {
        bodies::namesake(self.placed.get(article)?, actor)
    }

    /// By whom an article of the incident is printed.
    pub(super) fn printed(&self, article: &str) -> Option<&Printed> {
        self.printed.get(article)
    }

    /// The only country that the incident's places lie in.
    pub(super) fn home(&self) -> Option<&str> {
        self.home.as_deref()
    }

    /// Takes a word for that of a country of which nothing else is known.
    pub(super) fn learn(&mut self, word: &str) {
        self.stems.push((word.to_owned(), word.to_owned()));
    }

    /// The country that these words name.
    pub(super) fn named_in(&self, text: &str) -> Option<String> {
        self.all_named_in(text).into_iter().next()
    }

    /// All countries that these words name.
    pub(super) fn all_named_in(&self, text: &str) -> Vec<String> {
        let words = words(text);
        let named = |stem: &String| words.iter().any(|word| names(word, stem));
        let mut keys: Vec<String> =
            self.stems.iter().filter(|(stem, _)| named(stem)).map(|(_, key)| key.clone()).collect();
        keys.dedup();
        keys
    }

    /// The country of somebody whose full name stands in these words: "President Ilyan Dresh".
    fn known_in(&self, text: &str) -> Option<String> {
        let words = words(text);
        let find = |(name, key): (&String, &String)| {
            table::find(&words, name).is_some().then(|| key.clone())
        };
        self.people.iter().find_map(find)
    }

    /// The country that somebody belongs to.
    pub(super) fn land(&self, actor: &Actor) -> Option<String> {
        self.own_land(actor).or_else(|| self.known_in(&actor.name))
    }

    fn own_land(&self, actor: &Actor) -> Option<String> {
        let named = || {
            let words = [Some(&actor.name), actor.role.as_ref(), Some(&actor.span.text)];
            words.into_iter().flatten().find_map(|words| self.named_in(words))
        };
        actor.country.clone().or_else(named)
    }

    /// The side that somebody acts or speaks for; nothing for people who only live there.
    pub(super) fn party(&self, actor: &Actor) -> Option<Party> {
        if let Some(key) = group_code(actor) {
            return Some(Party { key, is_group: true });
        }
        let sector = actor.sector.as_deref().unwrap_or_default();
        let official = STATE.contains(&sector) || actor.kind == "country" || sector == "COP";
        if !official {
            return None;
        }
        Some(Party { key: self.land(actor)?, is_group: false })
    }
}

/// The code of an armed group that has a name of its own, not just a word such as "gunmen".
fn group_code(actor: &Actor) -> Option<String> {
    let sector = actor.sector.as_deref()?;
    let code = actor.code.as_deref()?;
    let own = code.rsplit(sector).next().unwrap_or_default();
    (ARMED.contains(&sector) && code.len() > sector.len() && !own.is_empty())
        .then(|| code.to_owned())
}
