//! What claims of one or many articles are held to be about.

use hearsay::{EventForm, PlaceForm};
use serde::{Deserialize, Serialize};

use crate::account::Statement;
use crate::claim::Actor;

/// What claims of one or many articles are held to be about, with what each side says of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Incident {
    /// Made from the id of its first claim, so that it keeps its id when articles are added later.
    pub id: String,
    /// The articles, by id, oldest first.
    pub articles: Vec<String>,
    /// The articles of which it is the main incident.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub main: Vec<String>,
    /// The claims, by id, oldest first.
    pub claims: Vec<String>,
    /// The accounts, by id, oldest first.
    pub accounts: Vec<String>,
    /// What sort of event, as most claims have it.
    pub event: EventForm,
    /// First day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begin: Option<String>,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// The finest place that its claims agree on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceForm>,
    /// The sides, and third parties after them.
    pub sides: Vec<Side>,
    /// What the figures come to under the default policy, a kind and whose loss each.
    pub toll: Vec<Total>,
    /// Pairs of claims that cannot both hold.
    pub contradictions: Vec<Contradiction>,
    /// What an origin said differently later.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// What is said beside the claims, oldest first: who is behind it, that a report is false.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<Stated>,
    /// The independent sources.
    pub origins: Vec<Origin>,
    /// The only side that speaks, where there is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_sided: Option<String>,
    /// Claims in which a side tells of its own losses or of the other's restraint.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub admissions: Vec<String>,
}

/// A statement with the article that it stands in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stated {
    /// The article's id.
    pub article: String,
    /// What is said.
    #[serde(flatten)]
    pub statement: Statement,
}

/// A party to an incident, or a third party that speaks of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Side {
    /// The name to show: a country's or a group's.
    pub name: String,
    /// ISO 3166-1 alpha-3 or the CAMEO-style code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Whether it takes no part itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub third_party: bool,
    /// The claims that it makes; empty is silence.
    pub claims: Vec<String>,
}

/// What the figures of one kind come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Total {
    /// killed, wounded, missing, captured, displaced, casualties.
    pub kind: String,
    /// Whose losses, where they are told apart: a side's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<String>,
    /// Who is counted, where only some are: civilians, soldiers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// The lowest that a claimant gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<u64>,
    /// The figure that the policy chooses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best: Option<u64>,
    /// The highest; absent when open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<u64>,
    /// The figures that it is made of, by id.
    pub figures: Vec<String>,
    /// The claims that tell them, by id.
    pub claims: Vec<String>,
}

/// Two claims about one incident that cannot both hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Contradiction {
    /// The two claims (or figures or statements beside the claims), by id, the older first.
    pub claims: [String; 2],
    /// The two figures, by id, where it is about figures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<String>,
    /// killed, wounded, …; actor, began, belonging, happened, outcome, place, time.
    pub about: String,
    /// Why both cannot hold, in words.
    pub reason: String,
}

/// What an origin said differently later.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Change {
    /// The earlier claim and the later one (or figures or statements beside the claims), by id.
    pub claims: [String; 2],
    /// The two figures, by id, where it is about figures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<String>,
    /// update, correction, retraction, drift.
    pub kind: String,
    /// killed, wounded, …; actor, happened, place, time, words.
    pub about: String,
    /// What changed, in words.
    pub reason: String,
}

/// An independent source: however many outlets carry it, it counts once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Origin {
    /// The innermost source, where it is an actor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Actor>,
    /// The name to show: the innermost source's, or the outlet's family where the article speaks itself.
    pub name: String,
    /// The outlets that carry it.
    pub outlets: Vec<String>,
    /// Its claims, by id, with its figures and statements beside the claims.
    pub claims: Vec<String>,
    /// Why claims of different words or articles are held to be of this one source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
}
