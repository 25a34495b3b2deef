//! Accounts on their way to where they are brought together.

use hearsay::Reading;
use hearsay_incidents::{Account, Sketch, Together, describe, group};
use serde::de::DeserializeOwned;

use crate::copies;
use crate::error::{LedgerError, Result};
use crate::export::Whole;
use crate::pack::sha256;
use crate::shelf;
use crate::told;

/// One account, apart from the article that tells it.
#[derive(Clone, Debug)]
pub struct Part {
    /// What of it is compared.
    pub sketch: Sketch,
    /// The account, as a ledger would keep it.
    pub account: Account,
}

impl Part {
    /// The accounts of a reading.
    #[must_use]
    pub fn of(reading: &Reading) -> Vec<Self> {
        let accounts = hearsay_incidents::accounts(reading);
        let sketches: Vec<Sketch> = accounts.iter().filter(is_kept).map(Sketch::of).collect();
        let kept = told::kept(accounts);
        sketches.into_iter().zip(kept).map(|(sketch, account)| Self { sketch, account }).collect()
    }

    /// The number by which the account is known on the way.
    #[must_use]
    pub fn number(&self) -> u64 {
        number(&self.sketch.id)
    }

    /// The account as bytes.
    #[must_use]
    pub fn pack_account(&self) -> Vec<u8> {
        rmp_serde::to_vec_named(&self.account).expect("an account is plain data")
    }

    /// The sketch as bytes.
    #[must_use]
    pub fn pack_sketch(&self) -> Vec<u8> {
        shelf::packed(&self.sketch)
    }

    /// From what [`pack_sketch`](Self::pack_sketch) and [`pack_account`](Self::pack_account) gave.
    ///
    /// # Errors
    ///
    /// When they gave something else.
    pub fn unpack(sketch: &[u8], account: &[u8]) -> Result<Self> {
        Ok(Self { sketch: Self::unpack_sketch(sketch)?, account: unpack(account)? })
    }

    /// From what [`pack_sketch`](Self::pack_sketch) gave.
    ///
    /// # Errors
    ///
    /// When it gave something else.
    pub fn unpack_sketch(sketch: &[u8]) -> Result<Sketch> {
        shelf::sketch(sketch).map(|sketch| (*sketch).clone())
    }
}

fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let unpacked = rmp_serde::from_slice(bytes);
    unpacked
        .map_err(|error| LedgerError::Damaged(format!("an account cannot be unpacked: {error}")))
}

/// Whether a ledger keeps an account: one that tells of nothing is dropped.
pub(crate) fn is_kept(account: &&Account) -> bool {
    !account.claims.is_empty() || !account.figures.is_empty()
}

/// A number for an id: the id itself where it is sixteen hexadecimal digits, as those of accounts are.
///
/// Two ids that come to have the same number are looked at together, which costs time and changes
/// nothing; of articles they would be held to be copies, which is likely once in a billion articles
/// among a few thousand of which it could be seen.
#[must_use]
pub fn number(id: &str) -> u64 {
    let own = (id.len() == 16).then(|| u64::from_str_radix(id, 16).ok()).flatten();
    own.unwrap_or_else(|| {
        let hash = sha256(&[id]);
        u64::from_le_bytes(hash[..8].try_into().expect("a hash is longer"))
    })
}

/// The incidents of accounts that hang together with no others. With each account comes the family of
/// copies that its article belongs to; articles in no family have families of their own.
///
/// The order of the accounts does not matter.
#[must_use]
pub fn incidents(parts: &[(Part, u64)]) -> Vec<Whole> {
    let sketches: Vec<&Sketch> = parts.iter().map(|(part, _)| &part.sketch).collect();
    let groups = group(&sketches, &Together::default()).into_iter();
    groups
        .map(|members| {
            let mut accounts: Vec<Account> =
                members.iter().map(|i| parts[*i].0.account.clone()).collect();
            let families: Vec<u64> = members.iter().map(|i| parts[*i].1).collect();
            copies::mark_families(&mut accounts, &families);
            let incident = describe(&accounts.iter().collect::<Vec<_>>());
            Whole { incident, accounts, withheld: false }
        })
        .collect()
}
