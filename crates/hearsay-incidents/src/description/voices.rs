//! Who really says it: the innermost source of a claim, the same under all its names.
//!
//! A state, its army, its ministries and its press service are one source: none of them tells what
//! the others would not. Police, courts, doctors and others of a country are sources of their own.
//! Where nobody is named, the outlet itself speaks, and outlets of one family are one.

use super::bodies::is_of_state;
use super::lands::{Lands, Party};
use super::outlets::{outlet, press_service, split};
use crate::account::Account;
use crate::claim::{Actor, Claimant};
use crate::table::words;

/// Sectors of which a country has one voice each, as far as reports without names go.
const PUBLIC: [&str; 4] = ["COP", "MED", "JUD", "LEG"];

/// The innermost source of a claim, figure or statement.
#[derive(Clone, Debug)]
pub(super) struct Voice {
    /// The same for all names of one source.
    pub(super) origin: String,
    /// The name to show.
    pub(super) name: String,
    /// The source, where it is an actor; nothing where the outlet itself speaks.
    pub(super) actor: Option<Actor>,
    /// The side for which it speaks.
    pub(super) party: Option<Party>,
    /// Why it is this source, where its words alone do not say so.
    pub(super) reason: Option<String>,
}

impl Voice {
    /// Whether the outlet itself speaks.
    pub(super) fn is_own(&self) -> bool {
        self.actor.is_none()
    }
}

/// Who says it.
pub(super) fn voice(lands: &Lands, account: &Account, claimants: &[Claimant]) -> Voice {
    // A source without any words is nobody.
    let named = claimants.iter().rev().find(|claimant| !claimant.actor.name.trim().is_empty());
    let Some(claimant) = named else { return own(lands, account) };
    let mut voice = spoken(lands, account, &claimant.actor);
    // "The commander, IRNA said": whom a press service quotes without a name speaks for its side.
    let unplaced = voice.party.is_none() && voice.origin.starts_with("source: ");
    let official = is_of_state(claimant.actor.sector.as_deref());
    if unplaced && official {
        let outer = claimants.iter().map(|outer| spoken(lands, account, &outer.actor));
        if let Some(side) = outer.into_iter().find(|outer| outer.party.is_some()) {
            let reason = format!("{} is quoted by {}", claimant.actor.name, side.name);
            voice = Voice { reason: Some(reason), actor: voice.actor, ..side };
        }
    }
    voice
}

/// The outlet's own voice.
///
/// Copy of one agency is that agency's; copy put together from several is the outlet's own work.
/// A copy of an article is what the article is.
fn own(lands: &Lands, account: &Account) -> Voice {
    let outlet = |name: String, reason: Option<String>| Voice {
        origin: format!("outlet: {}", name.to_lowercase()),
        name,
        actor: None,
        party: None,
        reason,
    };
    let printed = Printed::of(account);
    let shown = printed.publisher.as_deref().unwrap_or(&account.article.id);
    if let (Some(agency), true) = (printed.agency(), printed.family() != printed.agency()) {
        return outlet(agency.to_owned(), Some(format!("{shown} prints copy of {agency}")));
    }
    if let Some(copied) = &account.copy_of {
        let reason = format!("{shown} prints a copy of article {copied}");
        let original = lands.printed(copied).map(|original| original.source(copied));
        return outlet(original.unwrap_or_else(|| copied.clone()), Some(reason));
    }
    let source = printed.source(&account.article.id);
    let reason = (words(&source) != words(shown)).then(|| format!("{shown} belongs to {source}"));
    outlet(source, reason)
}

/// By whom an article is printed.
#[derive(Clone, Debug, Default)]
pub(super) struct Printed {
    publisher: Option<String>,
    agencies: Vec<String>,
}

impl Printed {
    pub(super) fn of(account: &Account) -> Self {
        let (publisher, credited) = split(account.article.publisher.as_deref().unwrap_or_default());
        let credited = credited.into_iter().map(str::to_owned);
        let mut agencies: Vec<String> = account.credits.iter().cloned().chain(credited).collect();
        agencies.sort_unstable();
        agencies.dedup();
        let publisher = (!publisher.is_empty()).then(|| publisher.to_owned());
        Self { publisher, agencies }
    }

    /// The only agency whose copy it is.
    fn agency(&self) -> Option<&str> {
        match self.agencies.as_slice() {
            [agency] => Some(agency),
            _ => None,
        }
    }

    /// The family of its publisher, where that has one.
    fn family(&self) -> Option<&str> {
        self.publisher.as_deref().and_then(outlet).map(|outlet| outlet.family)
    }

    /// Whose words its own words are; an article without a publisher stands for itself.
    fn source(&self, article: &str) -> String {
        let own = self.agency().or(self.family()).or(self.publisher.as_deref());
        own.unwrap_or(article).to_owned()
    }
}

/// Who really speaks, where this one of the chain does.
pub(super) fn spoken(lands: &Lands, account: &Account, actor: &Actor) -> Voice {
    let voice = |origin: String, name: String, party: Option<Party>, reason: Option<String>| {
        Voice { origin, name, actor: Some(actor.clone()), party, reason }
    };
    let words_of = if actor.span.text.is_empty() { &actor.name } else { &actor.span.text };
    if let Some(service) = press_service(words_of).or_else(|| press_service(&actor.name)) {
        let key = service.speaks_for.to_owned();
        let is_group = key.len() > 3;
        let name = lands.name(&key);
        let reason = format!("{} is the press service of {name}", service.name);
        return voice(key.clone(), name, Some(Party { key, is_group }), Some(reason));
    }
    let sector = actor.sector.as_deref().unwrap_or_default();
    if let Some(party) = lands.party(actor).filter(|party| party.is_group) {
        let name = lands.name(&party.key);
        return voice(party.key.clone(), name, Some(party), None);
    }
    // Words that are no actor we know of may still name a minister of whom we do.
    let is_known = actor.kind == "source" && lands.land(actor).is_some() && has_own_name(actor);
    let is_state = is_of_state(actor.sector.as_deref()) || actor.kind == "country" || is_known;
    let stated = lands.land(actor).or_else(|| lands.namesake(&account.article.id, actor));
    let land = stated.clone().or_else(|| guessed(lands, account, sector));
    if let (true, Some(key)) = (is_state, &land) {
        let name = lands.name(key);
        let guess = if stated.is_none() { ", as the article or its place has it" } else { "" };
        let reason = (words(&name) != words(&actor.name))
            .then(|| format!("{} speaks for {name}{guess}", actor.name));
        let party = Party { key: key.clone(), is_group: false };
        return voice(key.clone(), name, Some(party), reason);
    }
    if (actor.kind == "media" || sector == "JRN")
        && let Some(known) = outlet(&actor.name).or_else(|| outlet(words_of))
    {
        return voice(
            format!("outlet: {}", known.family.to_lowercase()),
            known.family.to_owned(),
            None,
            None,
        );
    }
    if let Some(code) = own_code(actor) {
        return voice(format!("code: {code}"), actor.name.clone(), lands.party(actor), None);
    }
    if PUBLIC.contains(&sector)
        && actor.kind != "person"
        && !has_own_name(actor)
        && let Some(key) = &land
    {
        let reason = stated
            .is_none()
            .then(|| format!("{} of {}, where it happened", actor.name, lands.name(key)));
        let party = lands.party(actor);
        return voice(format!("{key} {sector}"), actor.name.clone(), party, reason);
    }
    // A person is known by the last name, whatever stands before it.
    let key = if actor.kind == "person" || has_own_name(actor) {
        let names = words(&actor.name);
        names.last().cloned().unwrap_or_default()
    } else {
        let kept = words(words_of);
        let kept = kept.into_iter().filter(|word| !["the", "a", "an"].contains(&word.as_str()));
        kept.collect::<Vec<_>>().join(" ")
    };
    let party = lands.party(actor);
    voice(format!("source: {key}"), actor.name.clone(), party, None)
}

/// Officials without a country: those of the outlet's, where it is named for one, or those of the
/// place.
fn guessed(lands: &Lands, account: &Account, sector: &str) -> Option<String> {
    if sector.is_empty() {
        return None;
    }
    let publisher = account.article.publisher.as_deref().unwrap_or_default();
    lands.named_in(&parted(publisher)).or_else(|| lands.home().map(str::to_owned))
}

/// The name with its words apart, where it is written as one: "Tarsk Agency".
fn parted(name: &str) -> String {
    let mut parted = String::new();
    let mut was_lower = false;
    for letter in name.chars() {
        if was_lower && letter.is_uppercase() {
            parted.push(' ');
        }
        was_lower = letter.is_lowercase();
        parted.push(letter);
    }
    parted
}

/// The code of an organization that has one of its own: `USACOPFBI`, not `USACOP`.
fn own_code(actor: &Actor) -> Option<&str> {
    let (code, sector) = (actor.code.as_deref()?, actor.sector.as_deref()?);
    let own = code.rsplit_once(sector).map(|(_, own)| own)?;
    (!own.is_empty() && Some(own) != actor.country.as_deref()).then_some(code)
}

/// Whether an actor is called by a name, not just by what he is: "Arvid Tolmash", not "officials".
fn has_own_name(actor: &Actor) -> bool {
    let mut words = actor.name.split_whitespace();
    words.clone().count() > 1
        && words.all(|word| word.chars().next().is_some_and(char::is_uppercase))
}
