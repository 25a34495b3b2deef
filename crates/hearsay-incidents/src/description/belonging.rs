//! Which country somebody belongs to, as far as his article tells.

use super::lands::Lands;
use super::voices::spoken;
use crate::account::Account;
use crate::claim::Actor;

/// What an article teaches about whose people its people are.
///
/// A country with a code may be told by a name alone. An invented one, or one without a code, is
/// learnt: where an article speaks of Tarsk, "Tarsk's ministry" and the ministry's spokesman are its.
#[derive(Debug)]
pub struct Belonging<'a> {
    lands: Lands,
    /// Any account, for by whom the article is printed.
    account: Option<&'a Account>,
}

impl<'a> Belonging<'a> {
    /// From all accounts of one article.
    #[must_use]
    pub fn of(accounts: &'a [Account]) -> Self {
        let mut lands = Lands::of(&accounts.iter().collect::<Vec<_>>());
        for actor in accounts.iter().flat_map(Account::everybody) {
            // "An Oravian officer" tells of a country also where the article never names it.
            if let Some(adjective) = adjective(actor).filter(|word| lands.named_in(word).is_none())
            {
                lands.learn(&adjective);
            }
        }
        Self { lands, account: accounts.first() }
    }

    /// The country of one who acts, suffers or loses: its code, or its name in
    /// lower case, or where the article has only that, its adjective.
    #[must_use]
    pub fn country(&self, actor: &Actor) -> Option<String> {
        let party = || self.lands.party(actor).filter(|party| !party.is_group);
        let country = actor.country.clone().or_else(|| party().map(|party| party.key));
        country.or_else(|| self.lands.land(actor))
    }

    /// The country of one who speaks, or for which he speaks: a ministry without a country in an
    /// outlet that is named for one is that country's.
    #[must_use]
    pub fn spoken_for(&self, claimant: &Actor) -> Option<String> {
        self.country(claimant).or_else(|| {
            let voice = spoken(&self.lands, self.account?, claimant);
            voice.party.filter(|party| !party.is_group).map(|party| party.key)
        })
    }
}

/// Endings of the adjectives of countries.
const ENDINGS: [&str; 3] = ["an", "ish", "ese"];

/// The adjective before somebody who is called by what he is: "Oravian" of "Oravian officer".
fn adjective(actor: &Actor) -> Option<String> {
    let (first, rest) = actor.name.split_once(' ')?;
    let is_name = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    let is_person = actor.role.is_some() && is_name(rest);
    let is_adjective = is_name(first) && ENDINGS.iter().any(|ending| first.ends_with(ending));
    (actor.country.is_none() && is_adjective && !is_person).then(|| first.to_lowercase())
}
