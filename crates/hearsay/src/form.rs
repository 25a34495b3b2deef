//! The JSON form of a reading: the public contract.
//!
//! Offsets are Unicode code points, end exclusive, into `article.text` exactly as read
//! (`TextPositionSelector` of the W3C Web Annotation model). A missing field means unknown; a
//! value that is not stated in the text carries `"inferred": true`.

use serde::{Deserialize, Serialize};

/// Everything read from one article.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reading {
    /// The article, with its text.
    pub article: ArticleForm,
    /// What the text mentions.
    pub mentions: MentionsForm,
    /// Acts of saying.
    pub attributions: Vec<AttributionForm>,
    /// What is said to have happened.
    pub claims: Vec<ClaimForm>,
    /// What the text's figures of harm come to together, a kind each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub totals: Vec<TotalForm>,
    /// What the claims are about; absent until they are merged, which the crate to the right does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incidents: Option<Vec<IncidentForm>>,
    /// What a reader should know.
    #[serde(default)]
    pub notes: Vec<NoteForm>,
}

/// A stretch of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SpanForm {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The words.
    pub text: String,
}

/// The article as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArticleForm {
    /// A name unique in its batch.
    pub id: String,
    /// The headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Its creation time: `2020-09-28` or `2020-09-28T14:05:00`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// ISO 639-1 code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The text that all spans count in.
    pub text: String,
}

/// The four lists of mentions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MentionsForm {
    /// Who.
    pub actors: Vec<ActorForm>,
    /// Where.
    pub places: Vec<PlaceForm>,
    /// When.
    pub times: Vec<TimeForm>,
    /// How many.
    pub quantities: Vec<QuantityForm>,
}

/// Someone who acts, suffers or speaks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActorForm {
    /// `a1`, `a2`, …
    pub id: String,
    /// The words.
    pub span: SpanForm,
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
    /// `g1`, `g2`, …: the same for all mentions of one actor.
    pub group: String,
    /// The groups it stands for, when it stands for several ("both sides").
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
    /// Whether name, country or group come from elsewhere in the article.
    #[serde(default, skip_serializing_if = "is_false")]
    pub inferred: bool,
    /// The earlier mention from which it takes its name or country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What made the words out to be an actor: person, name, state, noun, pronoun, sides, acronym,
    /// entity.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rule: String,
}

/// A place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaceForm {
    /// `p1`, `p2`, …
    pub id: String,
    /// The words.
    pub span: SpanForm,
    /// The name to show; a contested place carries all names in use.
    pub name: String,
    /// Degrees north.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Degrees east.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// ISO 3166-1 alpha-3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// First-order administrative division.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin1: Option<String>,
    /// What sort of place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feature: Option<String>,
    /// How precise the point is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub radius_km: Option<f64>,
    /// The GeoNames id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub geonames_id: Option<u64>,
    /// Other places of that name that the article may mean, the likelier first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<AlternativeForm>,
    /// What made the words out to be a place.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rule: String,
}

/// A place that a name may mean as well.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlternativeForm {
    /// The name to show.
    pub name: String,
    /// Degrees north.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Degrees east.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// ISO 3166-1 alpha-3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// First-order administrative division.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin1: Option<String>,
    /// The GeoNames id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub geonames_id: Option<u64>,
}

/// A time expression.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimeForm {
    /// `t1`, `t2`, …
    pub id: String,
    /// The words.
    pub span: SpanForm,
    /// TIMEX3 type.
    #[serde(rename = "type")]
    pub kind: String,
    /// TIMEX3 value.
    pub value: String,
    /// TIMEX3 modifier.
    #[serde(rename = "mod", default, skip_serializing_if = "Option::is_none")]
    pub modifier: Option<String>,
    /// First day or instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begin: Option<String>,
    /// Last day or instant, inclusive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// The years that a weekday told with a day allows, where the year is not known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<i16>,
    /// The row of the rules that its words fit: `time_rules.tsv:deictic/{last} {unit}`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rule: String,
}

/// A count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuantityForm {
    /// `q1`, `q2`, …
    pub id: String,
    /// The words.
    pub span: SpanForm,
    /// The least it may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u64>,
    /// The most it may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
    /// A unit of measure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// What is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<SpanForm>,
    /// What makes it vague.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hedge: Option<String>,
    /// What befell those counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub harm: Vec<HarmForm>,
    /// The quantity of which this is a part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<String>,
    /// Whether it is a running total.
    #[serde(default, skip_serializing_if = "is_false")]
    pub cumulative: bool,
    /// Whether no number stands there, but a single person or a pair.
    #[serde(default, skip_serializing_if = "is_false")]
    pub inferred: bool,
    /// What made the words out to be a quantity: number, none, person.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rule: String,
}

/// What befell those whom a quantity counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HarmForm {
    /// killed, wounded, missing, captured, displaced, casualties.
    pub kind: String,
    /// The words that say so.
    pub span: SpanForm,
    /// actual, claimed, denied, background, possible.
    pub modality: String,
}

/// What a text's figures for one kind of harm come to together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TotalForm {
    /// killed, wounded, missing, captured, displaced, casualties.
    pub kind: String,
    /// The lowest that the text supports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<u64>,
    /// The figure that the text itself stands by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best: Option<u64>,
    /// The highest; absent when open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<u64>,
    /// The quantities that the best figure is made of.
    pub quantities: Vec<String>,
}

/// An act of saying.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttributionForm {
    /// `s1`, `s2`, …
    pub id: String,
    /// Who says it.
    pub source: Vec<SpanForm>,
    /// The words of saying.
    pub cue: Vec<SpanForm>,
    /// What is said.
    pub content: Vec<SpanForm>,
    /// The actor's mention.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// What the speaker does in saying so.
    pub act: String,
    /// Whether it is quoted word for word.
    pub direct: bool,
    /// Whether the saying itself is negated.
    #[serde(default, skip_serializing_if = "is_false")]
    pub negated: bool,
    /// The act of saying that reports this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// Whether the source was carried over from another sentence.
    #[serde(default, skip_serializing_if = "is_false")]
    pub inferred: bool,
    /// What found it: a row and the place of its content, the tagger, or both.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rule: String,
}

/// What sort of happening.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventForm {
    /// PLOVER event type.
    #[serde(rename = "type")]
    pub kind: String,
    /// PLOVER mode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// CAMEO code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cameo: Option<String>,
    /// Quad class.
    pub quad: String,
    /// Goldstein score of the CAMEO code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goldstein: Option<f64>,
    /// PLOVER contexts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub context: Vec<String>,
}

/// When a claim's event is said to have been.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WhenForm {
    /// First day or instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begin: Option<String>,
    /// Last day or instant, inclusive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// How fine that is.
    pub precision: String,
    /// The time mention.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mention: Option<String>,
    /// Whether it comes from outside the event's own clause.
    #[serde(default, skip_serializing_if = "is_false")]
    pub inferred: bool,
}

/// A loss of people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TollForm {
    /// killed, wounded, missing, captured, displaced, casualties.
    pub kind: String,
    /// The least it may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u64>,
    /// The most it may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
    /// What makes the figure vague.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hedge: Option<String>,
    /// Who was lost, as stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// Whose loss it is: an actor mention.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<String>,
    /// Whether the figure is a running total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cumulative: Option<bool>,
    /// The words of the figure.
    pub span: SpanForm,
}

/// One link of the claimant chain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimantForm {
    /// The actor's mention.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// The source as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<SpanForm>,
    /// The cue as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cue: Option<SpanForm>,
    /// The act of saying.
    pub attribution: String,
    /// Whether the source was carried over from elsewhere.
    #[serde(default, skip_serializing_if = "is_false")]
    pub inferred: bool,
}

/// One event as one claimant tells it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimForm {
    /// Derived from the content: the same reading gives the same id.
    pub id: String,
    /// The words that say it.
    pub evidence: Vec<SpanForm>,
    /// The words that name the event.
    pub trigger: SpanForm,
    /// Whether it is its sentence's main claim.
    #[serde(default, skip_serializing_if = "is_false")]
    pub main: bool,
    /// What sort of event.
    pub event: EventForm,
    /// Who does it: actor mentions.
    pub actors: Vec<String>,
    /// To whom: actor mentions.
    pub recipients: Vec<String>,
    /// With what.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instruments: Vec<SpanForm>,
    /// Where: a place mention.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<WhenForm>,
    /// Losses of people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub toll: Vec<TollForm>,
    /// Who says so, outermost first; empty is the article's own voice.
    pub claimants: Vec<ClaimantForm>,
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

/// What claims of one article are held to be about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IncidentForm {
    /// Made from the id of its first claim.
    pub id: String,
    /// Whether it is what the article is chiefly about; one incident is.
    #[serde(default, skip_serializing_if = "is_false")]
    pub main: bool,
    /// The claims, by id, in the order of the text; none where the article tells it without any.
    pub claims: Vec<String>,
    /// What sort of event, as most claims have it; absent where there is no claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<EventForm>,
    /// First day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begin: Option<String>,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// Where: a place mention.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The parties, as groups of actor mentions.
    pub sides: Vec<String>,
    /// What its figures come to, a kind each.
    pub toll: Vec<IncidentTollForm>,
    /// Pairs of claims that cannot both hold.
    pub contradictions: Vec<ContradictionForm>,
    /// The independent sources.
    pub origins: Vec<OriginForm>,
}

/// What the figures of one kind come to within an incident.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IncidentTollForm {
    /// killed, wounded, missing, captured, displaced, casualties.
    pub kind: String,
    /// The lowest that a claimant gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<u64>,
    /// The figure that the text itself stands by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best: Option<u64>,
    /// The highest; absent when open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<u64>,
    /// The claims that tell it, by id.
    pub claims: Vec<String>,
}

/// Two claims that cannot both hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContradictionForm {
    /// The two claims, by id.
    pub claims: Vec<String>,
    /// killed, wounded, …; actor, happened, place, time.
    pub about: String,
    /// Why both cannot hold.
    pub reason: String,
}

/// A source that counts once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OriginForm {
    /// The actor mention; absent where it is the article itself or no known actor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Its claims, by id.
    pub claims: Vec<String>,
}

/// Something a reader should know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoteForm {
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<SpanForm>,
    /// What.
    pub note: String,
}

/// Whether a flag may be left out of the JSON.
#[allow(clippy::trivially_copy_pass_by_ref)] // serde hands a reference
fn is_false(flag: &bool) -> bool {
    !*flag
}

/// Who acts on whom; see [`crate::Reader::principals`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrincipalsForm {
    /// Those who act.
    pub sources: Vec<PrincipalForm>,
    /// Those acted on.
    pub targets: Vec<PrincipalForm>,
    /// What they do, as one code: what is only announced is an agreement or a threat.
    pub event: Option<EventForm>,
    /// The same under CAMEO's head where PLOVER's manual has another.
    pub coded: Option<EventForm>,
}

/// One of those who act or are acted on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrincipalForm {
    /// The words.
    pub span: SpanForm,
    /// The actor mention, when the words are one.
    pub actor: Option<String>,
    /// The place mention that stands for those who live or rule there.
    pub place: Option<String>,
    /// The actor's code.
    pub code: Option<String>,
    /// The country of the actor or place.
    pub country: Option<String>,
}
