//! Which drafts tell of anything, and which of a sentence's claims it is chiefly about.

use hearsay_syntax::{Dep, Document, Pos, tree};

use crate::assembly::Draft;
use crate::attribution;
use crate::claim::Modality;
use crate::lexicon::{Effect, LEXICON, Trigger};
use crate::ontology::EventType;
use crate::scene::Scene;

/// Whether a draft tells of anything: somebody takes part, somebody is lost, or it is said to have
/// taken place.
pub(crate) fn says_something(scene: &Scene, draft: &Draft) -> bool {
    let document = scene.document;
    let claim = &draft.claim;
    let trigger = scene.trigger(draft.trigger);
    let who = !claim.actors.is_empty() || !claim.recipients.is_empty();
    if !claim.toll.is_empty() {
        return true;
    }
    // "Demand grew": nobody asks for anything.
    let verb = tree::is_verb(document, draft.trigger);
    let asked = !who && (claim.claimants.is_empty() || !verb);
    if asked && matches!(draft.code.kind, EventType::Request | EventType::Threaten) {
        return false;
    }
    if trigger.is_some_and(|t| matches!(t.set, "toll" | "loss")) {
        return false;
    }
    if !verb {
        // "The conflict", "these attacks" only point back at what was told before; "a grenade
        // attack near the station", "Thursday's blasts" tell of something.
        let violent = matches!(draft.code.kind, EventType::Assault | EventType::Protest);
        let named = draft.arguments.is_owned || !draft.arguments.frames.is_empty();
        return (who && named)
            || draft.stance.carried
            || (violent && is_placed(scene, draft.trigger));
    }
    // "Chinese ships supplied": somebody in particular, though only their things are named.
    let both = [&draft.arguments.actors, &draft.arguments.recipients];
    let nation = both
        .into_iter()
        .flatten()
        .any(|token| document.children(*token).any(|c| attribution::is_nationality(document, c)));
    // "Gunships fired on the positions" can mean but one thing; "the storm hit the coast" cannot.
    let plain = draft.code.kind == EventType::Assault
        && (draft.code.mode.is_some() || trigger.is_some_and(|t| t.words.len() > 1))
        && both.iter().all(|tokens| !tokens.is_empty());
    if nation || plain {
        return true;
    }
    let violent =
        matches!(draft.code.kind, EventType::Assault | EventType::Coerce | EventType::Mobilize);
    let passive = violent && tree::is_passive(document, draft.trigger);
    // "Those who died" are somebody; sheep and hopes that die are not.
    let suffers = |t: &Trigger| {
        let sufferers = &draft.arguments.recipients;
        t.set == "suffer" && sufferers.iter().any(|r| document.token(*r).pos == Pos::Pron)
    };
    let occurs = trigger.is_some_and(|t| matches!(t.set, "occur" | "thing") || suffers(t));
    who || passive || (occurs && violent) || claim.place.is_some() && violent
}

/// Whether the phrase of a noun itself says where or when, and does not only point back.
fn is_placed(scene: &Scene, i: usize) -> bool {
    let document = scene.document;
    // "Fought a war in the valley": the verb has told of it.
    let above = tree::clause(document, i);
    let told = above != i
        && scene.event(above) == scene.event(i)
        && tree::subject(document, above) != Some(i);
    if told || document.token(i).pos != Pos::Noun || scene.time(i).is_some() {
        return false;
    }
    let points = |c: usize| {
        matches!(document.token(c).dep, Dep::Det | Dep::Poss)
            && scene.time(c).is_none()
            && !matches!(document.lemma(c), "a" | "an" | "another" | "several")
    };
    let placed = |c: usize| {
        let beside = matches!(document.lemma(c), "near" | "outside" | "inside" | "along");
        scene.time(c).is_some()
            || document.token(c).dep == Dep::Prep
                && document.children_by(c, Dep::Pobj).any(|o| beside || scene.place(o).is_some())
    };
    !document.children(i).any(points) && document.children(i).any(placed)
}

/// Marks the draft that the sentence is chiefly about: what is told as having happened, before
/// background; nearer to the root; with losses before without.
pub(crate) fn mark_main(document: &Document, drafts: &mut [Draft]) {
    let weight = |draft: &Draft| {
        let claim = &draft.claim;
        let told = match claim.modality {
            Modality::Actual | Modality::Requested | Modality::Denied => 0,
            Modality::Planned | Modality::Threatened => 1,
            _ => 2,
        };
        let named = !tree::is_verb(document, draft.trigger) && !draft.stance.carried;
        let named = named || in_subject(document, draft.trigger);
        (told, named, claim.toll.is_empty(), depth(document, draft.trigger), draft.trigger)
    };
    let best = drafts.iter().map(weight).min();
    for draft in drafts {
        draft.claim.main = Some(weight(draft)) == best;
    }
}

/// Whether a noun stands in the subject of a verb that tells something else: "the introduction of
/// martial law does not mean mobilization".
fn in_subject(document: &Document, i: usize) -> bool {
    let mut at = i;
    for _ in 0..8 {
        let token = document.token(at);
        if matches!(token.dep, Dep::Nsubj | Dep::Nsubjpass) {
            let effects = LEXICON.effects(document, token.head());
            return at != i && !effects.contains(&Effect::Occur);
        }
        if !matches!(token.dep, Dep::Pobj | Dep::Prep) {
            return false;
        }
        at = token.head();
    }
    false
}

/// How many clauses lie above a token; words of saying do not count.
fn depth(document: &Document, i: usize) -> usize {
    let mut depth = 0;
    let mut at = tree::clause(document, i);
    for _ in 0..20 {
        let head = document.token(at).head();
        if head == at {
            break;
        }
        at = tree::clause(document, head);
        if LEXICON.cue(document, at).is_none() {
            depth += 1;
        }
    }
    depth
}
