//! What an article tells: its claims and accounts as they stand, people's corrections included.
//!
//! They have most of their words in common, so an article's are packed as one; the rows of claims and
//! accounts hold what is looked for, and where in it they stand.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use hearsay::Reading;
use hearsay_incidents::{Account, ArticleRef, Claim, Together};
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};

use crate::accounts::article_ref;
use crate::deriving::claims_of;
use crate::error::{LedgerError, Result};
use crate::pack::{form, pack, reading_form, unpack, unpack_text};
use crate::tables::is_kept;
use crate::versions::newest;

/// Of so many articles at most it is held what they tell.
const HELD: usize = 256;

/// What an article tells.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Told {
    /// All claims, in the order of the text; rejected ones are in no account.
    claims: Vec<Claim>,
    accounts: Vec<Part>,
    #[serde(skip)]
    article: Arc<ArticleRef>,
}

/// An account, and its claims by their places among all.
#[derive(Debug, Serialize, Deserialize)]
struct Part {
    account: Account,
    claims: Vec<usize>,
}

impl Told {
    /// The claim at this place, if there is one.
    pub(crate) fn claim(&self, position: usize) -> Option<Claim> {
        let claim = self.claims.get(position)?.clone();
        Some(Claim { article: Arc::clone(&self.article), ..claim })
    }

    /// All claims, in the order of the text.
    pub(crate) fn claims(&self) -> Vec<Claim> {
        (0..self.claims.len()).filter_map(|position| self.claim(position)).collect()
    }

    /// The account at this place, if there is one.
    pub(crate) fn account(&self, position: usize) -> Option<Account> {
        let part = self.accounts.get(position)?;
        let claims: Option<_> = part.claims.iter().map(|position| self.claim(*position)).collect();
        Some(Account {
            article: Arc::clone(&self.article),
            claims: claims?,
            ..part.account.clone()
        })
    }
}

/// What an article tells, from its claims and its accounts.
fn of(claims: &[Claim], accounts: &[Account]) -> Told {
    let nameless = Arc::new(ArticleRef::default());
    let mut seen = HashSet::new();
    let mut part = |account: &Account| {
        // A claim is in one account.
        let own = account.claims.iter().filter(|claim| seen.insert(claim.id.clone()));
        let place = |claim: &Claim| claims.iter().position(|other| other.id == claim.id);
        let claims = own.filter_map(place).collect();
        let account =
            Account { article: Arc::clone(&nameless), claims: Vec::new(), ..account.clone() };
        Part { account, claims }
    };
    let accounts = accounts.iter().map(&mut part).collect();
    let bare = |claim: &Claim| Claim { article: Arc::clone(&nameless), ..claim.clone() };
    Told { claims: claims.iter().map(bare).collect(), accounts, article: Arc::default() }
}

/// The accounts of an article as they are kept and found again: every claim once, and none that tell of
/// nothing.
pub(crate) fn kept(mut accounts: Vec<Account>) -> Vec<Account> {
    let claims = claims_of(&accounts);
    accounts.retain(|account| is_kept(&account));
    let Some(first) = accounts.first() else { return accounts };
    let article = Arc::clone(&first.article);
    let told = Told { article, ..of(&claims, &accounts) };
    (0..accounts.len()).filter_map(|position| told.account(position)).collect()
}

/// Keeps what an article tells, in the place of what it told before.
pub(crate) fn keep(
    connection: &Connection,
    article: i64,
    claims: &[Claim],
    accounts: &[Account],
) -> Result<()> {
    let told = of(claims, accounts);
    let (version, text) = newest(connection, article)?;
    connection
        .prepare_cached("INSERT OR REPLACE INTO told (article, version, body) VALUES (?1, ?2, ?3)")?
        .execute((article, version, pack(&told, &text)?))?;
    Ok(())
}

/// What an article tells.
pub(crate) fn by(connection: &Connection, article: i64) -> Result<Told> {
    let found: Option<(Vec<u8>, Vec<u8>, ArticleRef)> = connection
        .prepare_cached(
            "SELECT told.body, version.text, article.id, publisher, created, title, url
             FROM told JOIN article ON article.number = told.article
             JOIN version ON version.number = told.version WHERE told.article = ?1",
        )?
        .query_row([article], |row| Ok((row.get(0)?, row.get(1)?, article_ref(row, 2)?)))
        .optional()?;
    let (packed, text, article) =
        found.ok_or_else(|| damaged("what an article tells is not there"))?;
    let told: Told = unpack(&packed, &unpack_text(&text)?)?;
    Ok(Told { article: Arc::new(article), ..told })
}

/// The claim of this id, as it stands.
pub(crate) fn claim(connection: &Connection, id: &str) -> Result<(i64, Claim)> {
    let (article, position) = connection
        .prepare_cached("SELECT article, position FROM claim WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let claim = by(connection, article)?.claim(position);
    Ok((article, claim.ok_or_else(|| damaged("a claim is not in what its article tells"))?))
}

/// What articles told of which something was asked for: what is asked for next is mostly of one of them.
#[derive(Default)]
pub(crate) struct Recent(HashMap<i64, Told>);

impl Recent {
    /// What this article tells.
    pub(crate) fn by(&mut self, connection: &Connection, article: i64) -> Result<&Told> {
        if self.0.len() >= HELD && !self.0.contains_key(&article) {
            self.0.clear();
        }
        Ok(match self.0.entry(article) {
            Entry::Occupied(held) => held.into_mut(),
            Entry::Vacant(free) => free.insert(by(connection, article)?),
        })
    }

    /// A claim of an article.
    pub(crate) fn claim(
        &mut self,
        connection: &Connection,
        article: i64,
        position: usize,
    ) -> Result<Claim> {
        let claim = self.by(connection, article)?.claim(position);
        claim.ok_or_else(|| damaged("a claim is not in what its article tells"))
    }
}

/// The forms in which an article's reading, what it tells, and its incidents are stored, before they are
/// made small: what the dictionary for them is made of.
///
/// # Errors
///
/// When something of the reading has no JSON form.
#[doc(hidden)]
pub fn samples(reading: &Reading) -> Result<Vec<Vec<u8>>> {
    let accounts = hearsay_incidents::accounts(reading);
    let claims: Vec<Claim> = accounts.iter().flat_map(|account| account.claims.clone()).collect();
    let told = form(&of(&claims, &accounts), &reading.article.text)?;
    let mut samples = vec![reading_form(reading)?, told];
    for incident in hearsay_incidents::merge(&accounts, &Together::default()) {
        samples.push(form(&incident, "")?);
    }
    Ok(samples)
}

fn damaged(what: &str) -> LedgerError {
    LedgerError::Damaged(what.to_owned())
}
