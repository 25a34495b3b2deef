//! What is said within one incident: the sides, who says what, what cannot both hold, what has
//! changed, what comes from one source, and what the figures come to.
//!
//! Everything cites claims by id and gives its reason in words. Nothing is scored as true.

mod attackers;
mod belonging;
mod bodies;
mod changes;
mod contradictions;
mod deeds;
pub(crate) mod figures;
mod lands;
mod origins;
pub(crate) mod outlets;
mod responsibility;
mod said;
mod series;
mod sides;
mod totals;
mod voices;

use std::collections::BTreeMap;

use hearsay::EventForm;
use indexmap::IndexSet;

use crate::account::Account;
use crate::incident::Incident;
use crate::merging::incident_id;
use crate::merging::words::is_said;
pub use belonging::Belonging;
use deeds::{Stated, Told};
use figures::Tally;
use lands::Lands;
pub use responsibility::{Responsibility, responsibility};
pub use series::{Line, Point, Policy, Series, series};

/// What is said within one incident, one list a sort of saying, each oldest first.
struct Scene<'a> {
    lands: Lands,
    told: Vec<Told<'a>>,
    tallies: Vec<Tally<'a>>,
    stated: Vec<Stated<'a>>,
}

impl<'a> Scene<'a> {
    fn of(accounts: &[&'a Account]) -> Self {
        let lands = Lands::of(accounts);
        let told = deeds::told(&lands, accounts);
        let mut tallies = figures::tallies(&lands, accounts);
        origins::credit(&mut tallies);
        let stated = deeds::stated(&lands, accounts);
        Self { lands, told, tallies, stated }
    }
}

/// The accounts, oldest first, each once.
fn sorted<'a>(accounts: &[&'a Account]) -> Vec<&'a Account> {
    let mut accounts = accounts.to_vec();
    accounts.sort_by_key(|account| (&account.article.created, &account.article.id, &account.id));
    accounts.dedup_by_key(|account| (&account.article.id, &account.id));
    accounts
}

/// One incident from the accounts that tell of it; their order does not matter.
///
/// # Panics
/// When there is no account: an incident is what somebody tells of.
#[must_use]
pub fn describe(accounts: &[&Account]) -> Incident {
    let accounts = sorted(accounts);
    let scene = Scene::of(&accounts);
    let mut incident = outline(&accounts);
    let sides = sides::sides(&scene);
    incident.one_sided = sides::one_sided(&sides);
    incident.admissions = sides::admissions(&scene, &sides);
    incident.changes = changes::changes(&scene);
    incident.origins = origins::origins(&scene);
    // An outlet that credits a source speaks for that source also in its own voice.
    let carried = origins::carried(&incident.origins);
    incident.contradictions = contradictions::contradictions(&scene, &sides);
    incident.contradictions.retain(|pair| {
        let [a, b] = pair.claims.each_ref().map(|claim| carried.get(claim.as_str()));
        !a.zip(b).is_some_and(|(a, b)| a.iter().any(|origin| b.contains(origin)))
    });
    let stated = scene.stated.iter().map(|stated| crate::incident::Stated {
        article: stated.said.account.article.id.clone(),
        statement: stated.statement.clone(),
    });
    incident.statements = stated.collect();
    let withdrawn = changes::withdrawn(&incident.changes);
    incident.toll = totals::totals(&scene, &sides, Policy::default(), &withdrawn);
    incident.sides = sides;
    incident
}

/// What, when, where, and who reports it.
fn outline(accounts: &[&Account]) -> Incident {
    let claims = || accounts.iter().flat_map(|account| &account.claims);
    let first = claims().next().map(|claim| claim.id.as_str());
    let articles: IndexSet<&String> = accounts.iter().map(|account| &account.article.id).collect();
    let times = || accounts.iter().filter_map(|account| account.time.as_ref());
    let main = accounts.iter().filter(|account| account.main);
    Incident {
        id: incident_id(first.unwrap_or(&accounts[0].id)),
        articles: articles.into_iter().cloned().collect(),
        main: main.map(|account| account.article.id.clone()).collect(),
        claims: claims().map(|claim| claim.id.clone()).collect(),
        accounts: accounts.iter().map(|account| account.id.clone()).collect(),
        event: event(accounts),
        begin: times().filter_map(|time| time.begin.clone()).min(),
        end: times().filter_map(|time| time.end.clone()).max(),
        place: accounts.iter().flat_map(|account| &account.places).next().cloned(),
        ..Incident::default()
    }
}

/// What sort of event, as most claims have it; deeds before words about them.
fn event(accounts: &[&Account]) -> EventForm {
    let claims: Vec<_> = accounts.iter().flat_map(|account| &account.claims).collect();
    let mut counts: BTreeMap<_, (bool, usize, usize)> = BTreeMap::new();
    for (number, claim) in claims.iter().enumerate() {
        let event = &claim.event;
        let first = claims.len() - number;
        let count = counts.entry((&event.kind, &event.mode)).or_insert((!is_said(event), 0, first));
        count.1 += 1;
    }
    let commonest = counts.into_iter().max_by_key(|(_, count)| *count).map(|(event, _)| event);
    let is = |event: &EventForm| Some((&event.kind, &event.mode)) == commonest;
    let event = claims.iter().find(|claim| is(&claim.event));
    event.map(|claim| claim.event.clone()).unwrap_or_default()
}
