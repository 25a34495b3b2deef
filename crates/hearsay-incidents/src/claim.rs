//! A claim that stands alone: every reference of a reading's claim is written out.
//!
//! This is the form in which the ledger prints claims (`hearsay claims --json`) and in which they
//! travel between machines.

use std::sync::Arc;

use hearsay::{EventForm, PlaceForm, SpanForm, WhenForm};
use serde::{Deserialize, Serialize};

/// The article that a claim stands in, without its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArticleRef {
    /// The article's id.
    pub id: String,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Its creation time: `2020-09-28` or `2020-09-28T14:05:00`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// The headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Someone who acts, suffers or speaks, as one article mentions them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Actor {
    /// The name to show.
    pub name: String,
    /// CAMEO-style code: `ARMGOV`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// ISO 3166-1 alpha-3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// What kind of actor.
    pub kind: String,
    /// PLOVER sector.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<String>,
    /// Office or function as stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The words.
    pub span: SpanForm,
    /// Whether name, country or group come from elsewhere in the article.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inferred: bool,
}

/// One link of the claimant chain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Claimant {
    /// Who speaks. A source that is no actor we know of has its words for a name and `source` for a
    /// kind; `inferred` says that it was carried over from elsewhere in the article.
    #[serde(flatten)]
    pub actor: Actor,
    /// The cue as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cue: Option<SpanForm>,
}

/// A loss of people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Toll {
    /// killed, wounded, missing, captured, displaced, casualties.
    pub kind: String,
    /// The least it may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u64>,
    /// The most it may be; absent when open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
    /// What makes the figure vague.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hedge: Option<String>,
    /// Who was lost, as stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// Whose loss it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<Actor>,
    /// Whether the figure is a running total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cumulative: Option<bool>,
    /// The words of the figure.
    pub span: SpanForm,
}

/// One event as one claimant tells it in one article.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Claim {
    /// Derived from the content: the same reading gives the same id.
    pub id: String,
    /// The article it stands in.
    pub article: Arc<ArticleRef>,
    /// The words that say it.
    pub evidence: Vec<SpanForm>,
    /// The words that name the event.
    pub trigger: SpanForm,
    /// Whether it is its sentence's main claim.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub main: bool,
    /// What sort of event.
    pub event: EventForm,
    /// Who does it.
    pub actors: Vec<Actor>,
    /// To whom.
    pub recipients: Vec<Actor>,
    /// With what.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instruments: Vec<SpanForm>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceForm>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<WhenForm>,
    /// Losses of people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub toll: Vec<Toll>,
    /// Who says so, outermost first; empty is the article's own voice.
    pub claimants: Vec<Claimant>,
    /// What the innermost claimant does in saying so.
    pub act: String,
    /// `+` or `-`.
    pub polarity: String,
    /// certain, probable, possible, underspecified.
    pub certainty: String,
    /// actual, denied, requested, planned, …
    pub modality: String,
    /// What in the rules and lexicons produced it.
    pub rule: String,
    /// Which fields were not stated in the event's own clause: `actors`, `recipients`, `place`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inferred: Vec<String>,
}
