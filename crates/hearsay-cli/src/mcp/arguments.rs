//! What a tool may be asked with. The comments on the fields are what an assistant reads of them.

use hearsay_ledger::{Bounds, Filter, Order, View};
use rmcp::schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::look::no_incident;
use crate::filters::{Days, Filters};

/// So many are found unless more or fewer are asked for.
const LIMIT: usize = 20;

/// So many at most.
const MOST: usize = 100;

/// What to look for, among claims or among incidents.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(crate = "rmcp::schemars")]
pub(super) struct Search {
    /// Words of the evidence: all of them; "words in quotes" together; -word not; word* as a
    /// beginning.
    words: Option<String>,
    /// Who says it: part of a name, a code (ORAGOV), or a country by name or ISO 3166-1 alpha-3
    /// letters, with its ministries, army, spokesmen and people.
    claimant: Option<String>,
    /// Who acts, suffers or loses: as claimant.
    actor: Option<String>,
    /// In which country it is said to have been: name or ISO 3166-1 alpha-3 letters.
    country: Option<String>,
    /// PLOVER type of event, or type and mode: assault, assault/aerial, consult, protest.
    event: Option<String>,
    /// Said to have been on this day or later: 2024-03-12.
    from: Option<String>,
    /// Said to have been on this day or earlier: 2024-03-14.
    to: Option<String>,
    /// Within a box: west,south,east,north in degrees, as in 44.5,38.8,47.6,41.0.
    bbox: Option<String>,
    /// Only what another claim contradicts.
    contested: Option<bool>,
    /// Only what one side alone tells.
    one_sided: Option<bool>,
    /// Of this incident: its id, or the beginning of it.
    incident: Option<String>,
    /// In this article: its whole id.
    article: Option<String>,
    /// So many at most, 1 to 100; 20 unless told otherwise.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
    /// The `next` of an earlier page: what comes after it.
    cursor: Option<String>,
}

impl Search {
    /// The ledger's filter.
    ///
    /// # Errors
    ///
    /// When a day, a box, a limit or an incident is none.
    pub(super) fn filter(&self, view: &View) -> anyhow::Result<Filter> {
        let limit = self.limit.unwrap_or(LIMIT);
        if !(1..=MOST).contains(&limit) {
            anyhow::bail!(
                "limit is a number from 1 to {MOST}, not {limit}; `cursor` gets the next"
            );
        }
        let filters = Filters {
            claimant: given(&self.claimant),
            actor: given(&self.actor),
            event: given(&self.event),
            date: days(given(&self.from), given(&self.to))?,
            country: given(&self.country),
            bbox: given(&self.bbox).map(|text| text.parse::<Bounds>()).transpose()?,
            contested: self.contested.unwrap_or_default(),
            one_sided: self.one_sided.unwrap_or_default(),
            text: given(&self.words),
            limit: Some(limit),
        };
        let incident = given(&self.incident).map(|id| match view.incident(&id) {
            Ok(incident) => Ok(incident.id),
            Err(error) => Err(no_incident(view, error)),
        });
        Ok(Filter {
            incident: incident.transpose()?,
            article: given(&self.article),
            after: given(&self.cursor),
            ..filters.filter(Order::Newest)
        })
    }
}

/// Which claim.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
pub(super) struct OneClaim {
    /// The claim's id, or an unambiguous beginning of it.
    pub(super) id: String,
}

/// Which incident.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
pub(super) struct OneIncident {
    /// The incident's id, or an unambiguous beginning of it.
    pub(super) id: String,
    /// So many answers of each side to each question at most, the weightiest first; all unless told
    /// otherwise, which for an incident of many articles is a long answer.
    #[serde(default)]
    #[schemars(range(min = 1))]
    limit: Option<usize>,
}

impl OneIncident {
    /// So many answers at most.
    ///
    /// # Errors
    ///
    /// When it is none at all.
    pub(super) fn most(&self) -> anyhow::Result<Option<usize>> {
        match self.limit {
            Some(0) => anyhow::bail!("limit is a number from 1; leave it out for all answers"),
            limit => Ok(limit),
        }
    }
}

/// Which figures.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
pub(super) struct Tolls {
    /// The incident's id, or an unambiguous beginning of it.
    pub(super) id: String,
    /// Only losses of this kind: killed, wounded, missing, captured, displaced or casualties (killed
    /// or wounded, undivided).
    #[serde(default)]
    pub(super) kind: Option<String>,
    /// How the best figure is chosen over the latest of each independent source: min, median, max, or
    /// ucdp (the middle one of those who take no part or tell of their own losses); median unless told
    /// otherwise. Low and high are the same under each.
    #[serde(default)]
    pub(super) policy: Option<String>,
    /// As it was known at the end of this day, or at this time: 2024-03-12 or 2024-03-12T14:00.
    #[serde(default)]
    pub(super) as_of: Option<String>,
}

/// A text to read.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
pub(super) struct Text {
    /// The article's text, in English, up to 8 MB. Spans count its code points.
    pub(super) text: String,
    /// When it was published: 2024-03-12 or 2024-03-12T14:05. Without it "last Sunday" has no date.
    #[serde(default)]
    pub(super) created: Option<String>,
    /// The headline.
    #[serde(default)]
    pub(super) title: Option<String>,
    /// Who published it.
    #[serde(default)]
    pub(super) publisher: Option<String>,
    /// Also read a text that does not seem to be English.
    #[serde(default)]
    pub(super) force: Option<bool>,
}

/// What was asked, as a tool takes it.
///
/// # Errors
///
/// When it does not fit; the message names what does.
pub(super) fn asked<T: DeserializeOwned>(given: Value) -> anyhow::Result<T> {
    serde_json::from_value(given).map_err(|error| {
        anyhow::anyhow!(
            "the arguments are not as the tool takes them: {error}; see its inputSchema"
        )
    })
}

/// What was asked, if anything was: assistants leave fields empty as forms do.
pub(super) fn given(text: &Option<String>) -> Option<String> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The days from one to another, either of which may be left out.
fn days(from: Option<String>, to: Option<String>) -> anyhow::Result<Option<Days>> {
    if from.is_none() && to.is_none() {
        return Ok(None);
    }
    let both = [&from, &to].map(|day| day.as_deref().unwrap_or_default()).join("/");
    let wrong = |why: String| match why.split_once(": write") {
        // What follows tells of the command line.
        Some((why, _)) => anyhow::anyhow!("{why}: write it as 2024-03-12"),
        None => anyhow::anyhow!(why),
    };
    Days::parse(&both).map(Some).map_err(wrong)
}
