//! An account whose claims people have parted.

use super::decided::{Decided, Together};
use crate::account::Account;
use crate::reading::digest;

/// The parts of an account of which no two claims are parted; mostly the account itself.
///
/// The first part keeps the account's id. Whoever keeps accounts on a shelf divides them first, and
/// when claims of one account are newly parted, replaces the account by its parts.
#[must_use]
pub fn divide(account: &Account, together: &Together) -> Vec<Account> {
    let decided = Decided::new(together);
    let mut parts: Vec<Vec<usize>> = Vec::new();
    for (i, claim) in account.claims.iter().enumerate() {
        let fits = |part: &Vec<usize>| {
            part.iter().all(|j| !decided.are_parted(&account.claims[*j].id, &claim.id))
        };
        match parts.iter_mut().find(|part| fits(part)) {
            Some(part) => part.push(i),
            None => parts.push(vec![i]),
        }
    }
    if parts.len() < 2 {
        return vec![account.clone()];
    }
    let part = |(n, numbers): (usize, Vec<usize>)| {
        let claims: Vec<_> = numbers.into_iter().map(|i| account.claims[i].clone()).collect();
        let is_here = |id: &String| claims.iter().any(|claim| claim.id == *id);
        let figures = account.figures.iter().filter(|f| f.claim.as_ref().map_or(n == 0, is_here));
        Account {
            id: if n == 0 { account.id.clone() } else { digest(&[&account.id, &claims[0].id]) },
            main: account.main && n == 0,
            figures: figures.cloned().collect(),
            statements: if n == 0 { account.statements.clone() } else { Vec::new() },
            claims,
            ..account.clone()
        }
    };
    parts.into_iter().enumerate().map(part).collect()
}
