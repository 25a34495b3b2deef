//! Correcting a field of a claim.
//!
//! A field is named by its path in the claim's JSON form: `event.mode`, `toll.0.min`,
//! `recipients.1.name`. What comes of it must be a claim again, and its spans must still be the
//! article's words.

use hearsay_incidents::{Account, Claim, Figure, Toll};
use rusqlite::Connection;
use serde_json::Value;

use crate::error::{LedgerError, Result};
use crate::pack::{Words, hex, sha256, spans};
use crate::told;
use crate::versions::newest;

/// What no correction may touch: by these a claim is recognized and rests on its text.
const FIXED: [&str; 5] = ["id", "article", "evidence", "trigger", "rule"];

/// The claim with another value at `path`; null takes the field away.
pub(crate) fn corrected(claim: &Claim, path: &str, value: &Value) -> Result<Claim> {
    let fail = |message: String| LedgerError::Decision(message);
    let names: Vec<&str> = path.split('.').collect();
    if FIXED.contains(&names[0]) {
        return Err(fail(format!("`{}` says where a claim comes from and stands", names[0])));
    }
    let mut json = serde_json::to_value(claim)?;
    put(&mut json, &names, value.clone()).map_err(|at| {
        fail(format!("a claim has no field `{path}` (`{at}` leads nowhere); see `--json`"))
    })?;
    let corrected: Claim = serde_json::from_value(json)
        .map_err(|error| fail(format!("`{path}` cannot be {value}: {error}")))?;
    // A name that a claim does not know would be passed over in silence.
    let written = serde_json::to_value(&corrected)?;
    if !value.is_null() && get(&written, &names) != Some(value) {
        return Err(fail(format!("a claim has no field `{path}`; see `--json` for their names")));
    }
    if corrected == *claim {
        return Err(fail(format!("`{path}` says that already")));
    }
    Ok(corrected)
}

/// Whether a stored claim can be corrected so: what comes of it is a claim, and cites the text.
pub(crate) fn check(connection: &Connection, id: &str, field: &str, value: &Value) -> Result<()> {
    let (article, claim) = told::claim(connection, id)?;
    let (_, text) = newest(connection, article)?;
    let mut json = serde_json::to_value(corrected(&claim, field, value)?)?;
    let words = Words::new(&text);
    let mut wrong = None;
    spans(&mut json, &mut |span, start, end| {
        let said = span.get("text").and_then(Value::as_str).unwrap_or_default();
        // A value that stands nowhere in the text cites nothing.
        let is_empty = said.is_empty() && start == end;
        if !is_empty && words.between(start, end) != Some(said) {
            wrong = Some(format!("`{said}` does not stand at {start} to {end} in the article"));
        }
    });
    wrong.map_or(Ok(()), |message| Err(LedgerError::Decision(message)))
}

/// Sets the value at a path; fails with the name that leads nowhere.
fn put<'p>(json: &mut Value, path: &[&'p str], value: Value) -> std::result::Result<(), &'p str> {
    let Some((name, rest)) = path.split_first() else { return Ok(()) };
    let next = match json {
        Value::Array(values) => {
            let index: usize = name.parse().map_err(|_| *name)?;
            if rest.is_empty() && value.is_null() && index < values.len() {
                values.remove(index);
                return Ok(());
            }
            if index == values.len() && rest.is_empty() {
                values.push(Value::Null);
            }
            values.get_mut(index).ok_or(*name)?
        }
        Value::Object(fields) if rest.is_empty() && value.is_null() => {
            fields.remove(*name);
            return Ok(());
        }
        Value::Object(fields) if rest.is_empty() => {
            fields.entry((*name).to_owned()).or_insert(Value::Null)
        }
        Value::Object(fields) => fields.get_mut(*name).ok_or(*name)?,
        _ => return Err(name),
    };
    if rest.is_empty() {
        *next = value;
        return Ok(());
    }
    put(next, rest, value)
}

fn get<'v>(json: &'v Value, path: &[&str]) -> Option<&'v Value> {
    path.iter().try_fold(json, |json, name| match json {
        Value::Array(values) => values.get(name.parse::<usize>().ok()?),
        Value::Object(fields) => fields.get(*name),
        _ => None,
    })
}

/// Lets the accounts of an article say what a corrected claim says: the claim itself, its figures,
/// and where the account took them from this claim, time and place.
pub(crate) fn carry_over(accounts: &mut [Account], before: &Claim, after: &Claim) {
    for account in accounts {
        let Some(claim) = account.claims.iter_mut().find(|claim| claim.id == before.id) else {
            continue;
        };
        *claim = after.clone();
        if account.time == before.time || account.claims.len() == 1 {
            account.time.clone_from(&after.time);
        }
        if before.place != after.place {
            account.places.retain(|place| Some(place) != before.place.as_ref());
            if let Some(place) = &after.place
                && !account.places.contains(place)
            {
                account.places.insert(0, place.clone());
            }
        }
        account.figures.retain_mut(|figure| {
            if figure.claim.as_ref() != Some(&before.id) {
                return true;
            }
            figure.claimants.clone_from(&after.claimants);
            let Some(index) = before.toll.iter().position(|toll| *toll == figure.toll) else {
                return true;
            };
            if before.toll.len() == after.toll.len() {
                figure.toll = after.toll[index].clone();
                return true;
            }
            after.toll.contains(&figure.toll)
        });
        for toll in after.toll.iter().filter(|toll| !before.toll.contains(toll)) {
            if before.toll.len() < after.toll.len() {
                account.figures.push(figure(after, toll));
            }
        }
    }
}

/// The figure of a toll that a person added.
fn figure(claim: &Claim, toll: &Toll) -> Figure {
    let (start, end) = (toll.span.start.to_string(), toll.span.end.to_string());
    let hash = sha256(&[&claim.id, &start, &end, &toll.kind]);
    Figure {
        id: hex(&hash[..8]),
        toll: toll.clone(),
        claim: Some(claim.id.clone()),
        claimants: claim.claimants.clone(),
        modality: claim.modality.clone(),
        single: false,
    }
}
