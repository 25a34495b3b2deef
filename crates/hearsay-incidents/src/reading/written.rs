//! Every reference of a reading's claims, written out.

use std::collections::HashMap;
use std::sync::Arc;

use hearsay::{
    ActorForm, ClaimForm, ClaimantForm, HarmForm, PlaceForm, QuantityForm, Reading, SpanForm,
    TollForm,
};

use super::digest;
use crate::account::Figure;
use crate::claim::{Actor, ArticleRef, Claim, Claimant, Toll};

/// A reading whose references can be looked up.
pub(super) struct Written<'r> {
    reading: &'r Reading,
    pub(super) article: Arc<ArticleRef>,
    actors: HashMap<&'r str, &'r ActorForm>,
    places: HashMap<&'r str, &'r PlaceForm>,
    quantities: HashMap<(usize, usize), &'r QuantityForm>,
}

impl<'r> Written<'r> {
    pub(super) fn new(reading: &'r Reading) -> Self {
        let article = &reading.article;
        let quantities = reading.mentions.quantities.iter();
        Self {
            reading,
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

    pub(super) fn claim(&self, form: &ClaimForm) -> Claim {
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

    pub(super) fn actor(&self, id: &str) -> Option<Actor> {
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

    /// A claim's figure.
    pub(super) fn figure(&self, claim: &Claim, toll: &Toll) -> Figure {
        let quantity = self.quantities.get(&(toll.span.start, toll.span.end));
        let harm = quantity.and_then(|q| q.harm.iter().find(|harm| harm.kind == toll.kind));
        Figure {
            id: figure_id(&self.article.id, &toll.span, &toll.kind),
            toll: toll.clone(),
            claim: Some(claim.id.clone()),
            claimants: claim.claimants.clone(),
            modality: harm.map_or_else(|| claim.modality.clone(), |harm| harm.modality.clone()),
            single: quantity.is_some_and(|quantity| quantity.inferred),
        }
    }

    /// The figures of harm that no claim tells, with whoever says them.
    pub(super) fn figures_beside(&self, claims: &[Claim]) -> Vec<Figure> {
        let told = |quantity: &QuantityForm, harm: &HarmForm| {
            let tolls = claims.iter().flat_map(|claim| &claim.toll);
            tolls.filter(|toll| toll.kind == harm.kind).any(|toll| meet(&toll.span, &quantity.span))
        };
        let quantities = self.reading.mentions.quantities.iter();
        let harms =
            quantities.flat_map(|quantity| quantity.harm.iter().map(move |harm| (quantity, harm)));
        let mut figures: Vec<Figure> = harms
            .filter(|(quantity, harm)| !told(quantity, harm))
            .map(|(quantity, harm)| Figure {
                id: figure_id(&self.article.id, &quantity.span, &harm.kind),
                toll: Toll {
                    kind: harm.kind.clone(),
                    min: quantity.min,
                    max: quantity.max,
                    hedge: quantity.hedge.clone(),
                    who: quantity.of.as_ref().map(|of| of.text.clone()),
                    side: None,
                    cumulative: quantity.cumulative.then_some(true),
                    span: quantity.span.clone(),
                },
                claim: None,
                claimants: self.claimants_of(&quantity.span),
                modality: told_as(quantity, harm, claims),
                single: quantity.inferred,
            })
            .collect();
        figures.sort_by(|a, b| {
            (a.toll.span.start, &a.toll.kind).cmp(&(b.toll.span.start, &b.toll.kind))
        });
        figures.dedup_by(|a, b| a.id == b.id);
        figures
    }

    /// Who says the words, outermost first: the sources of the acts of saying whose content covers them.
    pub(super) fn claimants_of(&self, span: &SpanForm) -> Vec<Claimant> {
        let covers = |content: &SpanForm| content.start <= span.start && span.end <= content.end;
        let acts = self.reading.attributions.iter();
        let mut acts: Vec<_> =
            acts.filter(|act| !act.negated && act.content.iter().any(covers)).collect();
        let length = |content: &[SpanForm]| content.iter().map(|span| span.end - span.start).sum();
        acts.sort_by_key(|act| std::cmp::Reverse::<usize>(length(&act.content)));
        acts.iter().map(|act| self.speaker(act)).collect()
    }

    /// The source of an act of saying.
    pub(super) fn speaker(&self, act: &hearsay::AttributionForm) -> Claimant {
        self.claimant(&ClaimantForm {
            actor: act.actor.clone(),
            span: act.source.first().cloned(),
            cue: act.cue.first().cloned(),
            attribution: act.id.clone(),
            inferred: act.inferred,
        })
    }
}

/// How a figure beside the claims is told: when what befell those whom it counts is denied, so is it.
fn told_as(quantity: &QuantityForm, harm: &HarmForm, claims: &[Claim]) -> String {
    let is_denied = claims.iter().any(|claim| {
        let denies =
            claim.modality == "denied" || claim.modality == "actual" && claim.polarity == "-";
        denies && claim.recipients.iter().any(|recipient| meet(&recipient.span, &quantity.span))
    });
    if is_denied && harm.modality == "actual" { "denied".to_owned() } else { harm.modality.clone() }
}

fn meet(a: &SpanForm, b: &SpanForm) -> bool {
    a.start < b.end && b.start < a.end
}

/// A figure keeps its id for as long as its words and its kind stay the same.
fn figure_id(article: &str, span: &SpanForm, kind: &str) -> String {
    digest(&[article, &span.start.to_string(), &span.end.to_string(), kind])
}
