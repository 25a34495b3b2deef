//! What is made from an article's reading and from what people decided of its claims: the rows of
//! claims, parties, figures and accounts.
//!
//! The same way is gone when an article is added, edited, reread, and when somebody decides: the old
//! rows are taken out, the new ones put in, and the accounts wait to be brought together anew.

use std::collections::{BTreeMap, HashMap, HashSet};

use hearsay_incidents::{Account, Belonging, Claim, accounts, divide};
use rusqlite::Connection;

use crate::accounts;
use crate::anchors;
use crate::claims::{self, Beside};
use crate::correcting;
use crate::decisions::{self, About, Verdict};
use crate::error::Result;
use crate::gathering;
use crate::revising::{self, Revised};
use crate::tables::is_kept;
use crate::told;
use crate::versions::newest_reading;

/// Why rows are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The article is new.
    New,
    /// It has a new version.
    Edited,
    /// Another program read it.
    Reread,
    /// Somebody decided something about one of its claims.
    Decided,
}

/// Makes an article's rows; the accounts are those of its newest version's reading.
pub(crate) fn derive(
    connection: &Connection,
    article: i64,
    mut accounts: Vec<Account>,
    cause: Cause,
) -> Result<Revised> {
    let mut claims = claims_of(&accounts);
    let mut revised = Revised { claims: claims.len(), ..Revised::default() };
    if cause != Cause::New {
        if cause != Cause::Decided {
            revised = revising::compare(connection, article, &claims, cause == Cause::Reread)?;
        }
        anchors::weigh(connection, article, &claims)?;
    }
    let decided = match cause {
        Cause::New => BTreeMap::new(),
        _ => decisions::about(connection, article)?,
    };
    let read_as = correct(&mut accounts, &mut claims, &decided);
    let is_rejected =
        |id: &str| decided.get(id).is_some_and(|about| about.verdict == Some(Verdict::Rejected));
    for account in &mut accounts {
        account.claims.retain(|claim| !is_rejected(&claim.id));
        account.figures.retain(|figure| !figure.claim.as_deref().is_some_and(is_rejected));
    }
    accounts.retain(|account| is_kept(&account));
    if cause != Cause::New {
        let together = decisions::together(connection)?;
        accounts = accounts.iter().flat_map(|account| divide(account, &together)).collect();
        gathering::retire(connection, article, &claims)?;
        claims::clear(connection, article)?;
        accounts::clear(connection, article)?;
    }

    let mut account_of = HashMap::new();
    told::keep(connection, article, &claims, &accounts)?;
    for (position, account) in accounts.iter().enumerate() {
        let number = accounts::insert(connection, article, position, account)?;
        for claim in &account.claims {
            account_of.entry(claim.id.as_str()).or_insert(number);
        }
    }
    let belonging = Belonging::of(&accounts);
    for (position, claim) in claims.iter().enumerate() {
        let about = decided.get(&claim.id);
        let beside = Beside {
            position,
            account: account_of.get(claim.id.as_str()).copied(),
            verdict: about.and_then(|about| about.verdict),
            corrected: about.map(About::fields).unwrap_or_default(),
            read_as: read_as.get(&claim.id),
            belonging: &belonging,
        };
        claims::insert(connection, article, claim, &beside)?;
    }
    Ok(revised)
}

/// The claims of all accounts, in the order of the text. What its id does not tell apart is one.
pub(crate) fn claims_of(accounts: &[Account]) -> Vec<Claim> {
    let mut seen = HashSet::new();
    let claims = accounts.iter().flat_map(|account| &account.claims);
    let mut claims: Vec<Claim> =
        claims.filter(|claim| seen.insert(claim.id.as_str())).cloned().collect();
    claims
        .sort_by_key(|claim| (claim.evidence.first().map(|span| span.start), claim.trigger.start));
    claims
}

/// Applies people's corrections; gives what the corrected claims were read as.
fn correct(
    accounts: &mut [Account],
    claims: &mut [Claim],
    decided: &BTreeMap<String, About>,
) -> HashMap<String, Claim> {
    let mut read_as = HashMap::new();
    for claim in claims {
        let Some(about) = decided.get(&claim.id).filter(|about| !about.corrections.is_empty())
        else {
            continue;
        };
        let before = claim.clone();
        for (field, value) in &about.corrections {
            // What fitted an older reading may not fit this one; then this one stands.
            if let Ok(corrected) = correcting::corrected(claim, field, value) {
                *claim = corrected;
            }
        }
        correcting::carry_over(accounts, &before, claim);
        read_as.insert(claim.id.clone(), before);
    }
    read_as
}

/// Makes an article's rows again from its stored reading.
pub(crate) fn derive_again(connection: &Connection, article: i64, cause: Cause) -> Result<Revised> {
    let reading = newest_reading(connection, article)?;
    derive(connection, article, accounts(&reading), cause)
}

/// The day of a day or an instant.
pub(crate) fn day(moment: &str) -> &str {
    moment.get(..10).unwrap_or(moment)
}
