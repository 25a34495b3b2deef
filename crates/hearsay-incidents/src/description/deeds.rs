//! Claims and statements with who says them and which sides they tell of.

use std::collections::BTreeSet;

use super::lands::Lands;
use super::said::Said;
use crate::account::{Account, Statement};
use crate::claim::{Actor, Claim};
use crate::merging::{Interval, Spot};
use crate::table::words;

/// A claim with who says it and of which sides.
#[derive(Debug)]
pub(super) struct Told<'a> {
    /// The claim.
    pub(super) claim: &'a Claim,
    /// Who says it.
    pub(super) said: Said<'a>,
    /// The sides that act.
    pub(super) doers: BTreeSet<String>,
    /// The sides that suffer it, or whose people or land do.
    pub(super) sufferers: BTreeSet<String>,
    /// The days, where the claim itself states them.
    pub(super) days: Option<Interval>,
    /// The place.
    pub(super) spot: Option<Spot>,
}

/// A statement with who says it.
#[derive(Debug)]
pub(super) struct Stated<'a> {
    /// The statement.
    pub(super) statement: &'a Statement,
    /// Who says it.
    pub(super) said: Said<'a>,
    /// The country or group that it is about; nothing is anybody.
    pub(super) of: Option<String>,
}

impl Told<'_> {
    /// Whether it is told as having happened.
    pub(super) fn is_asserted(&self) -> bool {
        self.claim.polarity != "-" && self.claim.modality == "actual"
    }

    /// Whether it is told as not having happened.
    pub(super) fn is_denied(&self) -> bool {
        self.claim.polarity == "-" && ["actual", "denied"].contains(&self.claim.modality.as_str())
    }

    /// Whether it is a deed of force.
    pub(super) fn is_force(&self) -> bool {
        self.claim.event.quad == "material conflict"
            || ["ASSAULT", "COERCE"].contains(&self.claim.event.kind.as_str())
    }

    /// The words that name the event and those around it, in lower case.
    pub(super) fn words(&self) -> Vec<String> {
        let evidence = self.claim.evidence.iter().map(|span| span.text.as_str());
        words(&evidence.chain([self.claim.trigger.text.as_str()]).collect::<Vec<_>>().join(" "))
    }
}

/// The claims of an incident, oldest first.
pub(super) fn told<'a>(lands: &Lands, accounts: &[&'a Account]) -> Vec<Told<'a>> {
    let mut told: Vec<Told<'_>> = Vec::new();
    for account in accounts {
        for claim in &account.claims {
            let stated = claim.time.as_ref().filter(|time| !time.inferred);
            told.push(Told {
                claim,
                said: Said::new(lands, account, &claim.claimants, &claim.trigger),
                doers: keys(lands, &claim.actors),
                sufferers: keys(lands, &claim.recipients),
                days: stated.and_then(Interval::of),
                spot: claim.place.as_ref().and_then(Spot::of),
            });
        }
    }
    told.sort_by(|a, b| a.said.order().cmp(&b.said.order()).then(a.claim.id.cmp(&b.claim.id)));
    told
}

/// The sides of actors: their country or group.
fn keys(lands: &Lands, actors: &[Actor]) -> BTreeSet<String> {
    let key = |actor| lands.party(actor).map(|party| party.key).or_else(|| lands.land(actor));
    actors.iter().filter_map(key).collect()
}

/// The statements of an incident, oldest first.
pub(super) fn stated<'a>(lands: &Lands, accounts: &[&'a Account]) -> Vec<Stated<'a>> {
    let mut stated: Vec<Stated<'_>> = Vec::new();
    for account in accounts {
        for statement in &account.statements {
            let party = |actor| lands.party(actor).map(|party| party.key);
            stated.push(Stated {
                statement,
                said: Said::new(lands, account, &statement.claimants, &statement.span),
                of: statement.of.as_ref().and_then(party),
            });
        }
    }
    stated.sort_by(|a, b| {
        a.said.order().cmp(&b.said.order()).then(a.statement.id.cmp(&b.statement.id))
    });
    stated
}
