//! From a reading to accounts: every reference is written out, and claims of one incident are
//! brought together.

use std::collections::HashMap;
use std::sync::Arc;

use hearsay::{
    ActorForm, ClaimForm, ClaimantForm, PlaceForm, QuantityForm, Reading, SpanForm, TollForm,
};
use sha2::{Digest, Sha256};

use crate::account::{Account, Figure};
use crate::claim::{Actor, ArticleRef, Claim, Claimant, Toll};

/// What a reading tells of each incident, in the order of the text.
#[must_use]
pub fn accounts(reading: &Reading) -> Vec<Account> {
    let written = Written::new(reading);
    let claims: Vec<Claim> = reading.claims.iter().map(|claim| written.claim(claim)).collect();
    let mut accounts: Vec<Account> = Vec::new();
    for claim in claims {
        let figures = claim.toll.iter().map(|toll| written.figure(&claim, toll)).collect();
        accounts.push(Account {
            id: digest(&[&written.article.id, &claim.id]),
            article: Arc::clone(&written.article),
            main: accounts.is_empty(),
            time: claim.time.clone(),
            places: claim.place.iter().cloned().collect(),
            figures,
            claims: vec![claim],
            terms: Vec::new(),
        });
    }
    accounts
}

/// A reading whose references can be looked up.
struct Written<'r> {
    article: Arc<ArticleRef>,
    actors: HashMap<&'r str, &'r ActorForm>,
    places: HashMap<&'r str, &'r PlaceForm>,
    quantities: HashMap<(usize, usize), &'r QuantityForm>,
}

impl<'r> Written<'r> {
    fn new(reading: &'r Reading) -> Self {
        let article = &reading.article;
        let quantities = reading.mentions.quantities.iter();
        Self {
            article: Arc::new(ArticleRef {
                id: article.id.clone(),
                publisher: article.publisher.clone(),
                created: article.created.clone(),
                title: article.title.clone(),
                url: article.url.clone(),
            }),
            actors: reading.mentions.actors.iter().map(|a| (a.id.as_str(), a)).collect(),
            places: reading.mentions.places.iter().map(|p| (p.id.as_str(), p)).collect(),
            quantities: quantities.map(|q| ((q.span.start, q.span.end), q)).collect(),
        }
    }

    fn claim(&self, form: &ClaimForm) -> Claim {
        Claim {
            id: form.id.clone(),
            article: Arc::clone(&self.article),
            evidence: form.evidence.clone(),
            trigger: form.trigger.clone(),
            main: form.main,
            event: form.event.clone(),
            actors: form.actors.iter().filter_map(|id| self.actor(id)).collect(),
            recipients: form.recipients.iter().filter_map(|id| self.actor(id)).collect(),
            instruments: form.instruments.clone(),
            place: form.place.as_deref().and_then(|id| self.places.get(id)).copied().cloned(),
            time: form.time.clone(),
            toll: form.toll.iter().map(|toll| self.toll(toll)).collect(),
            claimants: form.claimants.iter().map(|claimant| self.claimant(claimant)).collect(),
            act: form.act.clone(),
            polarity: form.polarity.clone(),
            certainty: form.certainty.clone(),
            modality: form.modality.clone(),
            rule: form.rule.clone(),
            inferred: form.inferred.clone(),
        }
    }

    fn actor(&self, id: &str) -> Option<Actor> {
        let form = self.actors.get(id)?;
        Some(Actor {
            name: form.name.clone(),
            code: form.code.clone(),
            country: form.country.clone(),
            kind: form.kind.clone(),
            sector: form.sector.clone(),
            role: form.role.clone(),
            span: form.span.clone(),
            inferred: form.inferred,
        })
    }

    fn claimant(&self, form: &ClaimantForm) -> Claimant {
        let actor = form.actor.as_deref().and_then(|id| self.actor(id));
        let mut actor = actor.unwrap_or_else(|| Actor {
            name: form.span.as_ref().map(|span| span.text.clone()).unwrap_or_default(),
            kind: "source".to_owned(),
            ..Actor::default()
        });
        if let Some(span) = &form.span {
            actor.span = span.clone();
        }
        actor.inferred |= form.inferred;
        Claimant { actor, cue: form.cue.clone() }
    }

    fn toll(&self, form: &TollForm) -> Toll {
        Toll {
            kind: form.kind.clone(),
            min: form.min,
            max: form.max,
            hedge: form.hedge.clone(),
            who: form.who.clone(),
            side: form.side.as_deref().and_then(|id| self.actor(id)),
            cumulative: form.cumulative,
            span: form.span.clone(),
        }
    }

    fn figure(&self, claim: &Claim, toll: &Toll) -> Figure {
        let quantity = self.quantities.get(&(toll.span.start, toll.span.end));
        let harm = quantity.and_then(|q| q.harm.iter().find(|harm| harm.kind == toll.kind));
        Figure {
            id: figure_id(&self.article.id, &toll.span, &toll.kind),
            toll: toll.clone(),
            claim: Some(claim.id.clone()),
            claimants: claim.claimants.clone(),
            modality: harm.map_or_else(|| claim.modality.clone(), |harm| harm.modality.clone()),
        }
    }
}

/// A figure keeps its id for as long as its words and its kind stay the same.
fn figure_id(article: &str, span: &SpanForm, kind: &str) -> String {
    digest(&[article, &span.start.to_string(), &span.end.to_string(), kind])
}

/// Sixteen hexadecimal digits from the parts.
pub(crate) fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
