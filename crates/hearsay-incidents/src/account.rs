//! What one article tells of one incident.

use std::sync::Arc;

use hearsay::{PlaceForm, SpanForm, WhenForm};
use serde::{Deserialize, Serialize};

use crate::claim::{Actor, ArticleRef, Claim, Claimant, Toll};

/// A figure of losses with whoever gives it, in a claim or beside the claims.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Figure {
    /// Derived from the article, the words and the kind.
    pub id: String,
    /// The figure.
    #[serde(flatten)]
    pub toll: Toll,
    /// The claim that tells it, where one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
    /// Who gives it, outermost first; empty is the article's own voice.
    pub claimants: Vec<Claimant>,
    /// actual, claimed, denied, background, possible.
    pub modality: String,
    /// Whether no number stands there, but a single person who is named or described.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub single: bool,
}

/// What somebody says about an incident that is no deed: who is behind it, whom its doer belongs to,
/// that another's report is false.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Statement {
    /// Derived from the article, the words and what they are about.
    pub id: String,
    /// `link` (who is behind the deed), `alone` (nobody is), `belonging` (the doer's creed or group), `report` (whether
    /// what another says is so).
    pub about: String,
    /// `+` or `-`.
    pub polarity: String,
    /// With whom the link is, or whose report it is; absent is anybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Actor>,
    /// The words.
    pub span: SpanForm,
    /// Who says so, outermost first.
    pub claimants: Vec<Claimant>,
    /// The row of `statements.tsv` that the words fit.
    pub rule: String,
}

/// What one article tells of one incident: the unit that is merged across articles.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Account {
    /// Derived from the article and the claims.
    pub id: String,
    /// The article.
    pub article: Arc<ArticleRef>,
    /// Whether it is what the article is chiefly about; one account an article is.
    pub main: bool,
    /// Whether it is told as history, not as news.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub past: bool,
    /// Its claims, in the order of the text.
    pub claims: Vec<Claim>,
    /// Its figures, in the order of the text.
    pub figures: Vec<Figure>,
    /// What else is said about it, in the order of the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<Statement>,
    /// The agencies whose copy the article says it is: `(Reuters)`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credits: Vec<String>,
    /// The article that this one is a copy of, by id, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<String>,
    /// When it is said to have been.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<WhenForm>,
    /// Where, the finest place first.
    pub places: Vec<PlaceForm>,
    /// What the article names around it: lower-case words that tell its story from others, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<String>,
}

impl Account {
    /// Everybody whom the account names: who acts, suffers, loses, speaks.
    pub(crate) fn everybody(&self) -> impl Iterator<Item = &Actor> {
        let claims = self.claims.iter().flat_map(|claim| {
            let named = claim.actors.iter().chain(&claim.recipients);
            let sides = claim.toll.iter().filter_map(|toll| toll.side.as_ref());
            named.chain(sides).chain(claim.claimants.iter().map(|claimant| &claimant.actor))
        });
        let figures = self.figures.iter().flat_map(|figure| {
            let sides = figure.toll.side.iter();
            sides.chain(figure.claimants.iter().map(|claimant| &claimant.actor))
        });
        let statements = self.statements.iter().flat_map(|statement| {
            let of = statement.of.iter();
            of.chain(statement.claimants.iter().map(|claimant| &claimant.actor))
        });
        claims.chain(figures).chain(statements)
    }
}
