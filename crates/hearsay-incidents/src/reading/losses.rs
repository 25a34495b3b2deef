//! Figures as they are meant: one number for the killed and the wounded is one figure, and silence
//! about losses is no figure.

use std::collections::{BTreeMap, BTreeSet};

use super::statements::is_silence;
use crate::account::Account;

/// Puts the figures of one article's accounts right.
pub(super) fn settle(accounts: &mut [Account]) {
    let mut kinds: BTreeMap<(usize, usize), BTreeSet<String>> = BTreeMap::new();
    for figure in accounts.iter().flat_map(|account| &account.figures) {
        let span = &figure.toll.span;
        kinds.entry((span.start, span.end)).or_default().insert(figure.toll.kind.clone());
    }
    // "2,000 killed, wounded or captured": no number is told of any of them alone.
    let undivided = |span: &hearsay::SpanForm| {
        kinds.get(&(span.start, span.end)).is_some_and(|kinds| {
            kinds.contains("casualties") && kinds.len() > 1
                || kinds.contains("killed") && kinds.contains("wounded")
        })
    };
    let mut seen = BTreeSet::new();
    for account in accounts {
        let claims = &account.claims;
        account.figures.retain_mut(|figure| {
            let claim = claims.iter().find(|claim| Some(&claim.id) == figure.claim.as_ref());
            let silent = figure.toll.max == Some(0)
                && claim.is_some_and(|claim| claim.evidence.iter().any(|e| is_silence(&e.text)));
            if silent {
                return false;
            }
            if !undivided(&figure.toll.span) {
                return true;
            }
            figure.toll.kind = "casualties".to_owned();
            // The first of them stands for all.
            seen.insert((figure.toll.span.start, figure.toll.span.end))
        });
    }
}
