//! Who is said to have done it, and by whom: claimed, admitted, accused, suspected, denied.

use serde::{Deserialize, Serialize};

use super::deeds::{Stated, Told};
use super::{Scene, sorted};
use crate::account::Account;

/// What somebody says about who did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Responsibility {
    /// The claim or statement, by id.
    pub id: String,
    /// The article, by id.
    pub article: String,
    /// Who is said to have done it, or not to have.
    pub who: String,
    /// Country or group code, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// `claimed` (by the doer), `accused`, `suspected`, `denied`, `reported_as_fact`.
    pub status: String,
    /// Who says so; nothing where the outlet itself does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimant: Option<String>,
    /// First code point of the words.
    pub start: usize,
    /// One past their last code point.
    pub end: usize,
}

/// What all accounts of an incident say about who did it, oldest first; deeds of force only.
#[must_use]
pub fn responsibility(accounts: &[&Account]) -> Vec<Responsibility> {
    let scene = Scene::of(&sorted(accounts));
    let claims = scene.told.iter().filter_map(|told| by_claim(&scene, told));
    let statements = scene.stated.iter().filter_map(|stated| by_statement(&scene, stated));
    let mut all: Vec<_> = claims.chain(statements).collect();
    all.sort_by(|a, b| (&a.article, a.start, &a.id).cmp(&(&b.article, b.start, &b.id)));
    all
}

/// What a claim that names a doer says.
fn by_claim(scene: &Scene<'_>, told: &Told<'_>) -> Option<Responsibility> {
    let claim = told.claim;
    if claim.event.kind != "ASSAULT" || !(told.is_asserted() || told.is_denied()) {
        return None;
    }
    let doer = claim.actors.first()?;
    let key = scene.lands.party(doer).map(|party| party.key);
    let speaker = told.said.voice.party.as_ref().map(|party| party.key.as_str());
    let own = told.said.voice.is_own();
    let is_doer = key.is_some() && key.as_deref() == speaker;
    let status = match (told.is_denied(), is_doer, own) {
        (true, _, false) => "denied",
        (false, true, _) => "claimed",
        (false, false, true) if claim.inferred.iter().all(|field| field != "actors") => {
            "reported_as_fact"
        }
        (false, false, false) if key.is_some() => match claim.certainty.as_str() {
            "certain" if told.claim.act != "believe" => "accused",
            _ => "suspected",
        },
        _ => return None,
    };
    let span = claim.evidence.iter().min_by_key(|span| span.start).unwrap_or(&claim.trigger);
    Some(Responsibility {
        id: claim.id.clone(),
        article: told.said.account.article.id.clone(),
        who: key.as_deref().map_or_else(|| doer.name.clone(), |key| scene.lands.name(key)),
        code: key,
        status: status.to_owned(),
        claimant: (!own).then(|| told.said.voice.name.clone()),
        start: span.start,
        end: span.end,
    })
}

/// What a statement about who is behind it says. A link to nobody in particular is denied of
/// whoever has claimed it.
fn by_statement(scene: &Scene<'_>, stated: &Stated<'_>) -> Option<Responsibility> {
    let statement = stated.statement;
    if statement.about != "link" {
        return None;
    }
    let own = stated.said.voice.is_own();
    let speaker = stated.said.voice.party.as_ref().map(|party| party.key.as_str());
    let is_doer = stated.of.is_some() && stated.of.as_deref() == speaker;
    let denied = statement.polarity == "-";
    let claimed = || {
        let mut others = scene.stated.iter().filter(|s| s.statement.about == "link");
        others.find(|s| s.statement.polarity == "+").and_then(|s| s.of.clone())
    };
    let of = stated.of.clone().or_else(claimed);
    let lone = denied && statement.of.is_none();
    let status = match (denied, is_doer, own) {
        (true, _, _) => "denied",
        (false, true, _) => "claimed",
        (false, false, true) => "reported_as_fact",
        (false, false, false) => "accused",
    };
    let who = of.as_deref().map(|key| scene.lands.name(key));
    let who = if lone && who.is_none() { Some("nobody else".to_owned()) } else { who };
    Some(Responsibility {
        id: statement.id.clone(),
        article: stated.said.account.article.id.clone(),
        who: who.or_else(|| statement.of.as_ref().map(|of| of.name.clone()))?,
        code: of,
        status: status.to_owned(),
        claimant: (!own).then(|| stated.said.voice.name.clone()),
        start: statement.span.start,
        end: statement.span.end,
    })
}
