//! News of the ledger: new incidents, new contradictions, changed tolls, each told once and numbered,
//! for whoever wants to know what came since they last looked.
//!
//! An incident is new unless it was told of by this id or by one that leads to it now. A contradiction
//! is new by the words that contradict each other, so that an article read again, or edited elsewhere,
//! brings no news. A toll is news where it is not what was told of that incident last.

pub(crate) mod telling;

use hearsay_incidents::Incident;
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

use crate::contradictions::IncidentRef;
use crate::error::{LedgerError, Result};
use crate::filter::Page;
use crate::gathering::former;
use crate::pack::unpack;
use crate::view::View;

/// Something that became known.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct News {
    /// Later news have greater numbers.
    pub number: i64,
    /// When it was told.
    pub at: String,
    /// The id that the incident had then.
    pub told_as: String,
    /// The incident as it is now; absent where none of its claims stand any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentRef>,
    /// What became known.
    #[serde(flatten)]
    pub of: NewsOf,
}

/// What became known of an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum NewsOf {
    /// That there is one.
    Incident {
        /// What its figures came to.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        toll: Vec<Sum>,
    },
    /// That two claims of it cannot both hold.
    Contradiction {
        /// The two claims (or figures or statements beside the claims), by the ids they had then.
        claims: [String; 2],
        /// killed, wounded, …; actor, began, belonging, happened, outcome, place, time.
        about: String,
        /// Why both cannot hold, in words.
        reason: String,
    },
    /// That its figures come to something else.
    Toll {
        /// Which losses.
        #[serde(flatten)]
        of: Loss,
        /// What was told before, where anything was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<Range>,
        /// What they come to now; absent where no figure stands any more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        now: Option<Range>,
    },
}

/// Losses of one kind, of those who are told apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Loss {
    /// killed, wounded, missing, captured, displaced, casualties.
    pub loss: String,
    /// Whose, where they are told apart: a side's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<String>,
    /// Who is counted, where only some are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
}

/// What figures come to, under the default policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Range {
    /// The lowest that a claimant gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<u64>,
    /// The figure that the policy chooses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best: Option<u64>,
    /// The highest; absent when open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<u64>,
}

/// Losses and what their figures come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sum {
    /// Which losses.
    #[serde(flatten)]
    pub of: Loss,
    /// How many.
    #[serde(flatten)]
    pub range: Range,
}

impl View {
    /// What was told after the news of that number, the oldest first; all that ever was without one.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn news(&self, after: Option<i64>, limit: usize) -> Result<Page<News>> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            "SELECT number, at, incident, detail FROM news WHERE number > ?1
             ORDER BY number LIMIT ?2",
        )?;
        let mut rows =
            statement.query((after.unwrap_or_default(), limit.saturating_add(1).min(1 << 40)))?;
        let mut items: Vec<News> = Vec::new();
        let mut next = None;
        while let Some(row) = rows.next()? {
            if items.len() == limit {
                next = items.last().map(|news| news.number.to_string());
                break;
            }
            let told_as: String = row.get(2)?;
            let incident = former::resolve(connection, &told_as)?;
            items.push(News {
                number: row.get(0)?,
                at: row.get(1)?,
                incident: incident.map(|number| self.incident_ref(number)).transpose()?,
                told_as,
                of: serde_json::from_str(&row.get::<_, String>(3)?)?,
            });
        }
        Ok(Page { items, next })
    }

    /// The number of the latest news; 0 where nothing has been told yet.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn latest_news(&self) -> Result<i64> {
        let number = self
            .connection()
            .prepare_cached("SELECT coalesce(max(number), 0) FROM news")?
            .query_row([], |row| row.get(0))?;
        Ok(number)
    }

    /// The number of the latest news that had been told by a moment: what comes after it is news to
    /// whoever looked then. Moments are told to the second, so a number kept from
    /// [`View::latest_news`] is better where there is one.
    ///
    /// # Errors
    ///
    /// When it is no instant, as `2024-03-12T14:00:00Z` is, and no day, which means its beginning.
    pub fn news_until(&self, moment: &str) -> Result<i64> {
        let moment = moment.trim();
        let day = || moment.parse::<jiff::civil::Date>().and_then(|day| day.in_tz("UTC"));
        let instant =
            moment.parse::<jiff::Timestamp>().or_else(|_| day().map(|day| day.timestamp()));
        let instant = instant.map_err(|_| {
            LedgerError::Filter(format!(
                "`{moment}` is no moment: write it as 2020-09-28T14:05:00Z or 2020-09-28"
            ))
        })?;
        // Written as `at` is: a fraction would sort before the letter at its end.
        let second = jiff::Timestamp::from_second(instant.as_second()).unwrap_or_default();
        let number = self
            .connection()
            .prepare_cached("SELECT number FROM news WHERE at <= ?1 ORDER BY number DESC LIMIT 1")?
            .query_row([second.to_string()], |row| row.get(0))
            .optional()?;
        Ok(number.unwrap_or_default())
    }

    /// What an incident is about, by its number.
    fn incident_ref(&self, number: i64) -> Result<IncidentRef> {
        let body: Vec<u8> = self
            .connection()
            .prepare_cached("SELECT body FROM incident WHERE number = ?1")?
            .query_row([number], |row| row.get(0))?;
        Ok(unpack::<Incident>(&body, "")?.into())
    }
}
