//! What one article tells of one incident.

use std::sync::Arc;

use hearsay::{PlaceForm, WhenForm};
use serde::{Deserialize, Serialize};

use crate::claim::{ArticleRef, Claim, Claimant, Toll};

/// A figure of losses with whoever gives it, in a claim or beside the claims.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
}

/// What one article tells of one incident: the unit that is merged across articles.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// Derived from the article and the claims.
    pub id: String,
    /// The article.
    pub article: Arc<ArticleRef>,
    /// Whether it is what the article is chiefly about; one account an article is.
    pub main: bool,
    /// Its claims, in the order of the text.
    pub claims: Vec<Claim>,
    /// Its figures, in the order of the text.
    pub figures: Vec<Figure>,
    /// When it is said to have been.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<WhenForm>,
    /// Where, the finest place first.
    pub places: Vec<PlaceForm>,
    /// What the article names around it: lower-case words that tell its story from others, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<String>,
}
