//! What is made from an article's reading and from what people decided of its claims: the rows of
//! claims, parties, figures and accounts.
//!
//! The same way is gone when an article is added, edited, reread, and when somebody decides: the old
//! rows are taken out, the new ones put in, and the accounts wait to be brought together anew.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use hearsay::Reading;
use hearsay_incidents::{Account, Actor, ArticleRef, Claim, Figure};
use rusqlite::{Connection, params};
use serde::Serialize;
use serde_json::Value;

use crate::anchors;
use crate::correcting;
use crate::decisions::{self, About, Verdict};
use crate::error::Result;
use crate::gathering;
use crate::pack::{now, unpack};

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

/// How the claims of an article differ from those before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Revised {
    /// How many there are now.
    pub claims: usize,
    /// New ones.
    pub appeared: usize,
    /// Gone ones.
    pub vanished: usize,
    /// Those of the same words that say something else now.
    pub changed: usize,
}

/// Makes an article's rows; the accounts are those of its newest version's reading.
pub(crate) fn derive(
    connection: &Connection,
    article: i64,
    mut accounts: Vec<Account>,
    cause: Cause,
) -> Result<Revised> {
    let mut claims: Vec<Claim> =
        accounts.iter().flat_map(|account| &account.claims).cloned().collect();
    // What cannot be told apart by its id is one claim.
    let mut seen = HashSet::new();
    claims.retain(|claim| seen.insert(claim.id.clone()));
    claims.sort_by_key(|claim| claim.evidence.first().map(|span| span.start));

    let mut revised = Revised { claims: claims.len(), ..Revised::default() };
    if matches!(cause, Cause::Edited | Cause::Reread) {
        compare(connection, article, &claims, cause, &mut revised)?;
    }
    if cause != Cause::New {
        gathering::dissolve_of(connection, article)?;
        gathering::follow(connection, article, &claims)?;
        anchors::weigh(connection, article, &claims)?;
        clear(connection, article)?;
    }
    let decided = decisions::about(connection, article)?;
    let read_as = correct(&mut accounts, &mut claims, &decided)?;
    let is_rejected =
        |id: &str| decided.get(id).is_some_and(|d| d.verdict == Some(Verdict::Rejected));
    for account in &mut accounts {
        account.claims.retain(|claim| !is_rejected(&claim.id));
        account.figures.retain(|figure| !figure.claim.as_deref().is_some_and(is_rejected));
    }
    accounts.retain(|account| !account.claims.is_empty() || !account.figures.is_empty());

    let mut account_of = HashMap::new();
    for account in &accounts {
        let number = insert_account(connection, article, account)?;
        for claim in &account.claims {
            account_of.entry(claim.id.as_str()).or_insert(number);
        }
    }
    let known = known(connection, article)?;
    for (position, claim) in claims.iter().enumerate() {
        let row = ClaimRow {
            article,
            position,
            account: account_of.get(claim.id.as_str()).copied(),
            verdict: decided.get(&claim.id).and_then(|decided| decided.verdict),
            corrected: decided.get(&claim.id).map(About::fields).unwrap_or_default(),
            read_as: read_as.get(&claim.id),
            known: &known,
        };
        insert_claim(connection, claim, &row)?;
    }
    Ok(revised)
}

/// When an article's words were out.
fn known(connection: &Connection, article: i64) -> Result<String> {
    let known = connection
        .prepare_cached(
            "SELECT known FROM version JOIN article ON article.version = version.number
             WHERE article.number = ?1",
        )?
        .query_row([article], |row| row.get(0))?;
    Ok(known)
}

/// Takes out what was made before.
fn clear(connection: &Connection, article: i64) -> Result<()> {
    for sql in [
        "DELETE FROM party WHERE claim IN (SELECT number FROM claim WHERE article = ?1)",
        "DELETE FROM claim_text WHERE rowid IN (SELECT number FROM claim WHERE article = ?1)",
        "DELETE FROM claim_place WHERE number IN (SELECT number FROM claim WHERE article = ?1)",
        "DELETE FROM claim WHERE article = ?1",
        "DELETE FROM figure WHERE account IN (SELECT number FROM account WHERE article = ?1)",
        "DELETE FROM key WHERE account IN (SELECT number FROM account WHERE article = ?1)",
        "DELETE FROM account WHERE article = ?1",
    ] {
        connection.prepare_cached(sql)?.execute([article])?;
    }
    Ok(())
}

/// Keeps what appeared, vanished and changed.
fn compare(
    connection: &Connection,
    article: i64,
    later: &[Claim],
    cause: Cause,
    revised: &mut Revised,
) -> Result<()> {
    let earlier = stored_claims(connection, article)?;
    let mut is_taken = vec![false; later.len()];
    let mut insert = connection.prepare_cached(
        "INSERT INTO revision (article, version, cause, kind, claim, earlier, later, at)
         SELECT ?1, version, ?2, ?3, ?4, ?5, ?6, ?7 FROM article WHERE number = ?1",
    )?;
    let cause = if cause == Cause::Edited { "edited" } else { "reread" };
    let at = now();
    let json = |claim: &Claim| serde_json::to_string(&bare(claim));
    for claim in &earlier {
        let free: Vec<usize> = (0..later.len()).filter(|index| !is_taken[*index]).collect();
        let candidates: Vec<&Claim> = free.iter().map(|index| &later[*index]).collect();
        match anchors::Words::of(claim).find(&candidates) {
            Some(found) => {
                let other = candidates[found];
                is_taken[free[found]] = true;
                let (was, is) = (json(claim)?, json(other)?);
                if is_moved_only(claim, other) {
                    continue;
                }
                revised.changed += 1;
                insert.execute((article, cause, "changed", &other.id, Some(was), Some(is), &at))?;
            }
            None => {
                revised.vanished += 1;
                let was = Some(json(claim)?);
                insert.execute((
                    article,
                    cause,
                    "vanished",
                    &claim.id,
                    was,
                    None::<String>,
                    &at,
                ))?;
            }
        }
    }
    for (claim, _) in later.iter().zip(&is_taken).filter(|(_, is_taken)| !**is_taken) {
        revised.appeared += 1;
        let is = Some(json(claim)?);
        insert.execute((article, cause, "appeared", &claim.id, None::<String>, is, &at))?;
    }
    Ok(())
}

/// Whether two claims say the same, wherever their words stand.
fn is_moved_only(one: &Claim, other: &Claim) -> bool {
    let says = |claim: &Claim| {
        let mut value = serde_json::to_value(claim).unwrap_or_default();
        forget_positions(&mut value);
        value
    };
    says(one) == says(other)
}

/// Takes out where words stand, and the ids that count from there.
fn forget_positions(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(forget_positions),
        Value::Object(fields) => {
            for field in ["id", "article", "start", "end", "mention"] {
                fields.remove(field);
            }
            fields.values_mut().for_each(forget_positions);
        }
        _ => {}
    }
}

/// The claims of an article as its reading has them, before anything was corrected.
fn stored_claims(connection: &Connection, article: i64) -> Result<Vec<Claim>> {
    let mut statement = connection.prepare_cached(
        "SELECT coalesce(read_as, body) FROM claim WHERE article = ?1 ORDER BY position",
    )?;
    let mut rows = statement.query([article])?;
    let mut claims = Vec::new();
    while let Some(row) = rows.next()? {
        claims.push(serde_json::from_str(&row.get::<_, String>(0)?)?);
    }
    Ok(claims)
}

/// A claim as it is stored: its article's id is enough.
pub(crate) fn bare(claim: &Claim) -> Claim {
    let id = claim.article.id.clone();
    Claim { article: Arc::new(ArticleRef { id, ..ArticleRef::default() }), ..claim.clone() }
}

/// Applies people's corrections; gives what the corrected claims were read as.
fn correct(
    accounts: &mut [Account],
    claims: &mut [Claim],
    decided: &BTreeMap<String, About>,
) -> Result<HashMap<String, String>> {
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
        read_as.insert(claim.id.clone(), serde_json::to_string(&bare(&before))?);
    }
    Ok(read_as)
}

/// What stands beside a claim in its row.
struct ClaimRow<'a> {
    article: i64,
    position: usize,
    account: Option<i64>,
    verdict: Option<Verdict>,
    corrected: Vec<String>,
    read_as: Option<&'a String>,
    known: &'a str,
}

fn insert_claim(connection: &Connection, claim: &Claim, row: &ClaimRow<'_>) -> Result<()> {
    let day = |moment: Option<&String>| moment.map(|moment| day(moment).to_owned());
    let time = claim.time.as_ref();
    let place = claim.place.as_ref();
    connection
        .prepare_cached(
            "INSERT INTO claim (id, article, position, account, verdict, corrected, read_as, event, mode,
                                act, modality, polarity, begin, end, country, known, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
        )?
        .execute(params![
            claim.id,
            row.article,
            row.position,
            row.account,
            row.verdict.map(Verdict::as_str),
            serde_json::to_string(&row.corrected)?,
            row.read_as,
            claim.event.kind,
            claim.event.mode,
            claim.act,
            claim.modality,
            claim.polarity,
            day(time.and_then(|time| time.begin.as_ref())),
            day(time.and_then(|time| time.end.as_ref())),
            place.and_then(|place| place.country.as_ref()),
            row.known,
            serde_json::to_string(&bare(claim))?,
        ])?;
    let number = connection.last_insert_rowid();
    let words: Vec<&str> = claim.evidence.iter().map(|span| span.text.as_str()).collect();
    connection
        .prepare_cached("INSERT INTO claim_text (rowid, evidence) VALUES (?1, ?2)")?
        .execute((number, words.join(" … ")))?;
    if let Some((lat, lon)) = place.and_then(|place| place.lat.zip(place.lon)) {
        connection
            .prepare_cached("INSERT INTO claim_place VALUES (?1, ?2, ?2, ?3, ?3)")?
            .execute((number, lat, lon))?;
    }
    insert_parties(connection, number, claim)
}

/// The day of a day or an instant.
pub(crate) fn day(moment: &str) -> &str {
    moment.get(..10).unwrap_or(moment)
}

fn insert_parties(connection: &Connection, number: i64, claim: &Claim) -> Result<()> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO party (claim, role, position, last, name, code, country)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let speakers: Vec<&Actor> = claim.claimants.iter().map(|claimant| &claimant.actor).collect();
    let actors: Vec<&Actor> = claim.actors.iter().collect();
    let recipients: Vec<&Actor> = claim.recipients.iter().collect();
    let sides: Vec<&Actor> = claim.toll.iter().filter_map(|toll| toll.side.as_ref()).collect();
    for (role, parties) in
        [("claimant", &speakers), ("actor", &actors), ("recipient", &recipients), ("side", &sides)]
    {
        for (position, party) in parties.iter().enumerate() {
            let is_last = position + 1 == parties.len();
            let Actor { name, code, country, .. } = party;
            insert.execute((number, role, position, is_last, name, code, country))?;
        }
    }
    // Where nobody else is said to say it, the outlet does.
    if let Some(outlet) = claim.article.publisher.as_ref().filter(|_| speakers.is_empty()) {
        let nothing = None::<&str>;
        insert.execute((number, "claimant", 0, true, outlet, nothing, nothing))?;
    }
    Ok(())
}

fn insert_account(connection: &Connection, article: i64, account: &Account) -> Result<i64> {
    let id = account.article.id.clone();
    let body = Account {
        article: Arc::new(ArticleRef { id, ..ArticleRef::default() }),
        claims: Vec::new(),
        figures: Vec::new(),
        ..account.clone()
    };
    connection
        .prepare_cached("INSERT INTO account (id, article, body) VALUES (?1, ?2, ?3)")?
        .execute((&account.id, article, serde_json::to_string(&body)?))?;
    let number = connection.last_insert_rowid();
    let mut insert = connection.prepare_cached(
        "INSERT INTO figure (id, account, position, kind, min, max, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (position, figure) in account.figures.iter().enumerate() {
        let Figure { id, toll, .. } = figure;
        let body = serde_json::to_string(figure)?;
        insert.execute((id, number, position, &toll.kind, toll.min, toll.max, body))?;
    }
    Ok(number)
}

/// Makes an article's rows again from its stored reading.
pub(crate) fn derive_again(connection: &Connection, article: i64, cause: Cause) -> Result<Revised> {
    let reading = stored_reading(connection, article)?;
    derive(connection, article, hearsay_incidents::accounts(&reading), cause)
}

/// The reading of an article's newest version.
pub(crate) fn stored_reading(connection: &Connection, article: i64) -> Result<Reading> {
    let (packed, text): (Vec<u8>, String) = connection
        .prepare_cached(
            "SELECT reading.body, version.text FROM article
             JOIN version ON version.number = article.version
             JOIN reading ON reading.version = article.version WHERE article.number = ?1",
        )?
        .query_row([article], |row| Ok((row.get(0)?, row.get(1)?)))?;
    unpack(&packed, &text)
}
