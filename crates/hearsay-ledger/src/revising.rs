//! What changes when an article is edited or reread: claims that appear, vanish, or say something
//! else than before. Each is kept.

use hearsay_incidents::Claim;
use rusqlite::Connection;
use serde::Serialize;
use serde_json::Value;

use crate::anchors::Words;
use crate::claims::bare;
use crate::error::Result;
use crate::pack::now;
use crate::told;

/// How the claims of an article differ from those before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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

/// Compares an article's stored claims with those that are to take their place, and keeps what
/// differs.
pub(crate) fn compare(
    connection: &Connection,
    article: i64,
    later: &[Claim],
    is_reread: bool,
) -> Result<Revised> {
    let cause = if is_reread { "reread" } else { "edited" };
    let at = now();
    let mut insert = connection.prepare_cached(
        "INSERT INTO revision (article, version, cause, kind, claim, earlier, later, at)
         SELECT ?1, version, ?2, ?3, ?4, ?5, ?6, ?7 FROM article WHERE number = ?1",
    )?;
    let mut keep = |kind: &str, earlier: Option<&Claim>, later: Option<&Claim>| -> Result<()> {
        let json = |claim: &Claim| serde_json::to_string(&bare(claim));
        let id = later.or(earlier).map(|claim| &claim.id);
        let (earlier, later) = (earlier.map(json).transpose()?, later.map(json).transpose()?);
        insert.execute((article, cause, kind, id, earlier, later, &at))?;
        Ok(())
    };
    let mut revised = Revised { claims: later.len(), ..Revised::default() };
    let mut free: Vec<&Claim> = later.iter().collect();
    for earlier in stored(connection, article)? {
        match Words::of(&earlier).find(&free) {
            Some(found) => {
                let later = free.remove(found);
                if !say_the_same(&earlier, later) {
                    revised.changed += 1;
                    keep("changed", Some(&earlier), Some(later))?;
                }
            }
            None => {
                revised.vanished += 1;
                keep("vanished", Some(&earlier), None)?;
            }
        }
    }
    for later in free {
        revised.appeared += 1;
        keep("appeared", None, Some(later))?;
    }
    Ok(revised)
}

/// The claims of an article as they were read, before anything was corrected.
fn stored(connection: &Connection, article: i64) -> Result<Vec<Claim>> {
    let mut claims = told::by(connection, article)?.claims();
    let mut statement = connection.prepare_cached(
        "SELECT position, read_as FROM claim WHERE article = ?1 AND read_as IS NOT NULL",
    )?;
    let mut rows = statement.query([article])?;
    while let Some(row) = rows.next()? {
        if let Some(claim) = claims.get_mut(row.get::<_, usize>(0)?) {
            *claim = serde_json::from_str(&row.get::<_, String>(1)?)?;
        }
    }
    Ok(claims)
}

/// Whether two claims say the same, wherever their words stand.
fn say_the_same(one: &Claim, other: &Claim) -> bool {
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
