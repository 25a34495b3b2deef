//! Answers: claims that somebody else denies or confirms.
//!
//! "China denied the reports", "Russia confirmed this": what was told before, as the one who
//! answers holds it.

use hearsay_mentions::ActorId;
use hearsay_syntax::{Dep, tree};

use crate::assembly::{Draft, claimant};
use crate::attribution::{self, Saying};
use crate::claim::{Act, Certainty, Claim, Modality, Polarity};
use crate::roles;
use crate::scene::Scene;

/// "China denied the reports": the claim that is answered, as the one who answers holds it.
///
/// Of the claims a little before, the nearest; in one sentence, rather what somebody tells, and tells
/// of the one who answers. "This" points at the sentence before, whoever tells it.
pub(crate) fn answer(
    scene: &Scene,
    saying: &Saying,
    number: usize,
    told: &[Claim],
) -> Option<Claim> {
    let document = scene.document;
    let cue = saying.cue?;
    let sentence = document.sentence_of(cue);
    let actor = saying.attribution.actor;
    let back = |claim: &Claim| sentence - document.sentence_of(claim.trigger_token).min(sentence);
    let fits = |claim: &&Claim| {
        let by_other = claim.claimants.last().is_none_or(|last| {
            last.actor.is_none() || last.actor != actor || is_several(scene, actor)
        });
        by_other
            && claim.trigger_token < cue
            && back(claim) <= 4
            && matches!(claim.modality, Modality::Actual | Modality::Possible)
            && !matches!(claim.event.kind.as_str(), "REQUEST" | "ACCUSE" | "REJECT" | "AGREE")
            && matches!(claim.act, Act::Assert | Act::Accuse | Act::Announce | Act::Believe)
    };
    let recent = || told.iter().rev().take(20).filter(fits);
    let concerned = |claim: &Claim| {
        let mut named = claim.actors.iter().chain(&claim.recipients);
        named.any(|other| actor.is_some_and(|actor| scene.is_same(actor, *other)))
    };
    // In an article's own voice only deeds are charged; talks are not.
    let pointed = points_at_all(scene, cue);
    let charge = |claim: &&Claim| {
        !claim.claimants.is_empty()
            || (pointed && back(claim) <= 1)
            || claim.event.quad.starts_with("MATERIAL")
    };
    // "Disputes the rebels' account": what the rebels say is meant.
    let whose = document
        .children_by(cue, Dep::Dobj)
        .filter_map(|object| document.children_by(object, Dep::Poss).next())
        .find_map(|owner| scene.actor(owner));
    let theirs = |claim: &Claim| {
        let speakers = || claim.claimants.iter().filter_map(|link| link.actor);
        whose.is_some_and(|whose| speakers().any(|speaker| scene.is_same(speaker, whose)))
    };
    let answered = recent().filter(charge).min_by_key(|claim| {
        let accused = claim.act == Act::Accuse && back(claim) == 0;
        (
            !theirs(claim),
            !accused,
            back(claim),
            claim.claimants.is_empty(),
            !concerned(claim),
            !claim.main,
        )
    })?;
    Some(held_otherwise(scene, answered, saying, number))
}

/// "Denied this": whatever was told just before; "rejected it" may mean any thing.
fn points_at_all(scene: &Scene, cue: usize) -> bool {
    let document = scene.document;
    document.children(cue).any(|c| {
        matches!(document.token(c).dep, Dep::Dobj | Dep::Nsubjpass)
            && matches!(document.word(c).to_lowercase().as_str(), "this" | "that" | "these")
            && document.children(c).next().is_none()
    })
}

/// "Each denied it": one who stands for several answers what each says of the other.
fn is_several(scene: &Scene, actor: Option<ActorId>) -> bool {
    actor.is_some_and(|id| roles::is_several(&scene.mentions.actors[id.0]))
}

/// The denials around a claim: who "dismissed the claim that" holds that it is not so.
pub(crate) fn denials(scene: &Scene, draft: &Draft, sayings: &[Saying]) -> Vec<Claim> {
    draft.denied_by.iter().map(|n| held_otherwise(scene, &draft.claim, &sayings[*n], *n)).collect()
}

/// The words of an answer: its clause without what is joined to it.
fn own_words(scene: &Scene, cue: usize) -> Vec<usize> {
    let document = scene.document;
    let clause = tree::clause(document, cue);
    let joined = |c: &usize| {
        matches!(document.token(*c).dep, Dep::Conj | Dep::Cc) && !document.is_below(cue, *c)
    };
    let apart: Vec<usize> =
        document.children(clause).filter(joined).flat_map(|c| document.subtree(c)).collect();
    document.subtree(clause).into_iter().filter(|t| !apart.contains(t)).collect()
}

/// A claim as another speaker holds it, who denies or confirms it.
fn held_otherwise(scene: &Scene, told: &Claim, saying: &Saying, number: usize) -> Claim {
    let document = scene.document;
    let attribution = &saying.attribution;
    let cue = saying.cue.unwrap_or(told.trigger_token);
    let mut claim = told.clone();
    claim.claimants = vec![claimant(attribution, number)];
    claim.act = attribution.act;
    claim.main = false;
    claim.trigger = document.token(cue).span();
    claim.trigger_token = cue;
    claim.evidence = attribution::spans(document, &own_words(scene, cue));
    if claim.evidence.is_empty() {
        claim.evidence.push(claim.trigger);
    }
    claim.toll.clear();
    claim.time = None;
    claim.certainty = Certainty::Certain;
    // What is taken over stands in other words than these.
    claim.actors_inferred = true;
    claim.recipients_inferred = true;
    claim.place_inferred = claim.place.is_some();
    claim.rule = format!("{}; answers; {}", attribution.rule, told.rule);
    let denies = (attribution.act == Act::Deny) != attribution.negated;
    if denies {
        claim.polarity = Polarity::Negative;
        claim.modality = Modality::Denied;
    }
    claim
}
