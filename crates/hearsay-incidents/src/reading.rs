//! From a reading to accounts: every reference is written out, and what is told of one incident is
//! brought together.
//!
//! ```text
//! Reading ─▶ written ─▶ grouping ─▶ chief ─▶ Account
//!            claims, figures   which belong together   what the article is about
//! ```

mod chief;
mod credits;
mod grouping;
mod history;
mod losses;
mod statements;
mod terms;
mod whereabouts;
mod written;

use hearsay::Reading;
use sha2::{Digest, Sha256};
use std::sync::Arc;

use crate::account::Account;
use grouping::Group;
use written::Written;

/// What a reading tells of each incident, in the order of the text.
///
/// One account is the main one, what the article is chiefly about, also where no claim tells of it.
#[must_use]
pub fn accounts(reading: &Reading) -> Vec<Account> {
    let written = Written::new(reading);
    let claims = reading.claims.iter().map(|claim| written.claim(claim)).collect();
    let mut groups = grouping::groups(claims, &reading.article.text);
    let main = chief::main(reading, &mut groups);
    for figure in
        written.figures_beside(&groups.iter().flat_map(|g| g.claims.clone()).collect::<Vec<_>>())
    {
        grouping::place_figure(&mut groups, main, figure);
    }
    let credits = credits::credits(&reading.article.text);
    let account = |(i, group): (usize, Group)| {
        let past = group.is_past();
        let mut figures = group.figures;
        figures.extend(
            group
                .claims
                .iter()
                .flat_map(|claim| claim.toll.iter().map(|toll| written.figure(claim, toll))),
        );
        figures.sort_by(|a, b| (a.toll.span.start, &a.id).cmp(&(b.toll.span.start, &b.id)));
        let first = group.claims.first().map_or("", |claim| claim.id.as_str());
        let about = i == main;
        Account {
            id: digest(&[&written.article.id, first]),
            article: Arc::clone(&written.article),
            main: about,
            past,
            time: whereabouts::time(reading, &group.claims, about),
            places: whereabouts::places(reading, &group.claims, about),
            terms: if about { terms::of_article(reading) } else { terms::of_claims(&group.claims) },
            figures,
            statements: Vec::new(),
            credits: credits.clone(),
            copy_of: None,
            claims: group.claims,
        }
    };
    let mut accounts: Vec<Account> = groups.into_iter().enumerate().map(account).collect();
    losses::settle(&mut accounts);
    statements::place(reading, &written, &mut accounts);
    accounts
}

/// Sixteen hexadecimal digits from the parts.
pub(crate) fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
