//! What is said within one incident.

use crate::account::Account;
use crate::incident::Incident;
use crate::merging::incident_id;

/// One incident from the accounts that tell of it, oldest first.
///
/// # Panics
/// When there is no account: an incident is what somebody tells of.
#[must_use]
pub fn describe(accounts: &[&Account]) -> Incident {
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
    incident.main = (accounts.iter().filter(|account| account.main))
        .map(|account| account.article.id.clone())
        .collect();
    if let Some(claim) = claims().next() {
        incident.event = claim.event.clone();
    }
    let times = || accounts.iter().filter_map(|account| account.time.as_ref());
    incident.begin = times().filter_map(|time| time.begin.clone()).min();
    incident.end = times().filter_map(|time| time.end.clone()).max();
    incident
}
