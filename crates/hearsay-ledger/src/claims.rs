//! The rows of claims and of those who take part in them.

use std::sync::Arc;

use hearsay_incidents::{Actor, ArticleRef, Belonging, Claim};
use rusqlite::{Connection, params};

use crate::anchors::evidence;
use crate::decisions::Verdict;
use crate::deriving::day;
use crate::error::Result;

/// What stands beside a claim in its row.
pub(crate) struct Beside<'a> {
    /// Counted from 0 in the order of the text.
    pub(crate) position: usize,
    /// The account that has it; a rejected one is in none.
    pub(crate) account: Option<i64>,
    /// What people think of it.
    pub(crate) verdict: Option<Verdict>,
    /// The fields that people corrected.
    pub(crate) corrected: Vec<String>,
    /// What it was read as, where it is corrected.
    pub(crate) read_as: Option<&'a Claim>,
    /// Whose people the article's people are.
    pub(crate) belonging: &'a Belonging<'a>,
}

/// A claim as it is stored: its article's id is enough.
pub(crate) fn bare(claim: &Claim) -> Claim {
    let id = claim.article.id.clone();
    Claim { article: Arc::new(ArticleRef { id, ..ArticleRef::default() }), ..claim.clone() }
}

/// Puts in the rows of a claim of this article.
pub(crate) fn insert(
    connection: &Connection,
    article: i64,
    claim: &Claim,
    beside: &Beside<'_>,
) -> Result<()> {
    let day = |moment: Option<&String>| moment.map(|moment| day(moment).to_owned());
    let time = claim.time.as_ref();
    let place = claim.place.as_ref();
    let read_as = beside.read_as.map(|claim| serde_json::to_string(&bare(claim))).transpose()?;
    connection
        .prepare_cached(
            "INSERT INTO claim (id, article, position, account, verdict, corrected, read_as, event,
                                mode, act, modality, polarity, begin, end, country, known)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
                    version.known
             FROM article JOIN version ON version.number = article.version
             WHERE article.number = ?2",
        )?
        .execute(params![
            claim.id,
            article,
            beside.position,
            beside.account,
            beside.verdict.map(Verdict::as_str),
            serde_json::to_string(&beside.corrected)?,
            read_as,
            claim.event.kind,
            claim.event.mode,
            claim.act,
            claim.modality,
            claim.polarity,
            day(time.and_then(|time| time.begin.as_ref())),
            day(time.and_then(|time| time.end.as_ref())),
            place.and_then(|place| place.country.as_ref()),
        ])?;
    let number = connection.last_insert_rowid();
    connection
        .prepare_cached("INSERT INTO claim_text (rowid, evidence) VALUES (?1, ?2)")?
        .execute((number, evidence(claim)))?;
    if let Some((lat, lon)) = place.and_then(|place| place.lat.zip(place.lon)) {
        connection
            .prepare_cached("INSERT INTO claim_place VALUES (?1, ?2, ?2, ?3, ?3)")?
            .execute((number, lat, lon))?;
    }
    insert_parties(connection, number, claim, beside.belonging)
}

/// Where a party's country has no code, the row has its name in lower case, by which it is found.
fn insert_parties(
    connection: &Connection,
    number: i64,
    claim: &Claim,
    belonging: &Belonging<'_>,
) -> Result<()> {
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
            let Actor { name, code, .. } = party;
            let country = match role {
                "claimant" => belonging.spoken_for(party),
                _ => belonging.country(party),
            };
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

/// Takes out the claims of an article.
pub(crate) fn clear(connection: &Connection, article: i64) -> Result<()> {
    for sql in [
        "DELETE FROM party WHERE claim IN (SELECT number FROM claim WHERE article = ?1)",
        "DELETE FROM claim_text WHERE rowid IN (SELECT number FROM claim WHERE article = ?1)",
        "DELETE FROM claim_place WHERE number IN (SELECT number FROM claim WHERE article = ?1)",
        "DELETE FROM claim WHERE article = ?1",
    ] {
        connection.prepare_cached(sql)?.execute([article])?;
    }
    Ok(())
}
