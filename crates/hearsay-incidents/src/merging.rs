//! Which accounts tell of one incident.

use crate::account::Account;
use crate::incident::Incident;
use crate::reading::digest;

/// What people have decided about claims: which belong together, and which do not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Together {
    /// Pairs of claims, by id, that are of one incident.
    pub joined: Vec<(String, String)>,
    /// Pairs of claims, by id, that are not.
    pub parted: Vec<(String, String)>,
}

/// The incidents of all accounts; the order of the accounts does not matter.
#[must_use]
pub fn merge(accounts: &[Account], _decided: &Together) -> Vec<Incident> {
    let mut accounts: Vec<&Account> = accounts.iter().collect();
    accounts.sort_by_key(|account| (&account.article.created, &account.article.id, &account.id));
    accounts.into_iter().map(|account| incident(&[account])).collect()
}

/// The name of the incident whose first claim is this.
#[must_use]
pub fn incident_id(claim: &str) -> String {
    format!("i{}", digest(&["incident", claim]))
}

fn incident(accounts: &[&Account]) -> Incident {
    let claims = || accounts.iter().flat_map(|account| &account.claims);
    let first = claims().next().map(|claim| claim.id.as_str());
    let id = incident_id(first.unwrap_or(&accounts[0].id));
    let mut incident = Incident {
        id,
        accounts: accounts.iter().map(|account| account.id.clone()).collect(),
        claims: claims().map(|claim| claim.id.clone()).collect(),
        articles: accounts.iter().map(|account| account.article.id.clone()).collect(),
        place: accounts.iter().flat_map(|account| &account.places).next().cloned(),
        ..Incident::default()
    };
    if let Some(claim) = claims().next() {
        incident.event = claim.event.clone();
    }
    let times = || accounts.iter().filter_map(|account| account.time.as_ref());
    incident.begin = times().filter_map(|time| time.begin.clone()).min();
    incident.end = times().filter_map(|time| time.end.clone()).max();
    incident
}
