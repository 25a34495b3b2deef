//! Coding: the one event of the ontology that a sentence chiefly tells of.
//!
//! Claims keep an event and the mode in which it is spoken of apart: talks that are planned are a
//! CONSULT, planned. Who codes a text by PLOVER wants one type for both: talks to come are an AGREE,
//! an attack to come is a THREATEN, talks that are refused are a REJECT. The trigger nearest to the
//! root of the sentence is coded, where words of saying and of beginning are no distance. Where no
//! trigger is near, the words around the verb tell what is said: "must", "will not", "warned".

use std::ops::Range;

use hearsay_syntax::{Dep, Document, Pos, Tag, tree};

use crate::claim::{Act, Modality, Polarity};
use crate::factuality;
use crate::frames;
use crate::lexicon::{Effect, Hint, LEXICON, List, Trigger, WordClass};
use crate::modes;
use crate::ontology::{EventCode, EventType, ONTOLOGY};
use crate::requests;
use crate::scene::Scene;
use crate::stance::Stance;

/// The event that a sentence is coded as.
pub(crate) fn of(scene: &Scene, sentence: &Range<usize>) -> Option<EventCode> {
    let nearest = sentence
        .clone()
        .filter_map(|i| Some((i, candidate(scene, i)?)))
        .filter_map(|(i, trigger)| Some((distance(scene, i)?, i, trigger)))
        .min_by_key(|(distance, i, _)| (*distance, *i));
    let told = |(_, i, trigger): (usize, usize, &Trigger)| coded(scene, i, trigger);
    let near = nearest.filter(|(distance, _, _)| *distance < FAR).map(told);
    let code = near.or_else(|| untold(scene, sentence)).or_else(|| nearest.map(told))?;
    Some(modes::with_weapon(scene, sentence.clone(), &code))
}

/// A trigger as far from the root as this says less than the words around the root.
const FAR: usize = 9;

/// The trigger at token `i`, when it may be what the sentence tells of.
fn candidate(scene: &Scene, i: usize) -> Option<&'static Trigger> {
    let trigger = scene.trigger(i)?;
    let token = scene.document.token(i);
    let noun = trigger.class == WordClass::Noun;
    let colours = noun && matches!(token.dep, Dep::Compound | Dep::Nmod) || token.dep == Dep::Amod;
    let in_name = noun && token.pos == Pos::Propn && scene.is_inside_name(i);
    // "Ordered strikes" is about the strikes.
    let carries = LEXICON.effects(scene.document, i).contains(&Effect::Support)
        && scene.document.children_by(i, Dep::Dobj).any(|object| scene.trigger(object).is_some());
    let fits = !colours && !in_name && !carries && !frames::is_vetoed(scene, i);
    fits.then_some(trigger)
}

/// How far token `i` is from the root of its sentence.
fn distance(scene: &Scene, i: usize) -> Option<usize> {
    let document = scene.document;
    let mut at = i;
    let mut sum = usize::from(!tree::is_verb(document, i));
    for _ in 0..MAX_DEPTH {
        let head = document.token(at).head();
        if head == at {
            return Some(sum);
        }
        sum += step(document, at, head);
        at = head;
    }
    None
}

/// Deeper words are not what a sentence is about.
const MAX_DEPTH: usize = 60;

/// How far a word is from the word it hangs on.
fn step(document: &Document, at: usize, head: usize) -> usize {
    let carries = |effect| LEXICON.effects(document, head).contains(&effect);
    match document.token(at).dep {
        Dep::Ccomp | Dep::Xcomp | Dep::Parataxis => 1,
        Dep::Dobj | Dep::Attr | Dep::Acomp | Dep::Oprd if carries(Effect::Support) => 0,
        Dep::Dobj | Dep::Attr | Dep::Acomp | Dep::Oprd | Dep::Pobj | Dep::Pcomp => 2,
        Dep::Nsubjpass => 1,
        Dep::Nsubj if carries(Effect::Occur) => 0,
        Dep::Nsubj => 6,
        Dep::Prep if LEXICON.lists(List::Circumstance, &document.word(at).to_lowercase()) => 10,
        Dep::Prep => 2,
        Dep::Conj => 4,
        Dep::Acl | Dep::Advcl if document.token(at).tag == Tag::Vb => 5,
        Dep::Acl | Dep::Appos => 6,
        Dep::Advcl | Dep::Relcl | Dep::Poss => 8,
        _ => 3,
    }
}

/// The code of a trigger as it is spoken of.
fn coded(scene: &Scene, i: usize, trigger: &Trigger) -> EventCode {
    let stance = factuality::stance(scene, i);
    let mut code = modes::told(scene, i, &trigger.code);
    if stance.ended
        && let Some(ended) = ONTOLOGY.ended(code.kind)
    {
        code = ended;
    }
    match trigger.set {
        "promise" => promised(scene, i, &code, &stance),
        "request" => requested(scene, i, &code),
        "refuse" => about(scene, i, &code),
        _ => turned(scene, i, &code, &stance),
    }
}

/// What an event amounts to when it is refused, asked for or still to come.
fn turned(scene: &Scene, i: usize, code: &EventCode, stance: &Stance) -> EventCode {
    let planned = ONTOLOGY.planned(code.kind);
    let other = match (stance.polarity, stance.modality) {
        (_, Modality::Requested) if planned.is_some() => {
            let avoided = stance.polarity == Polarity::Negative || stance.ended;
            let mode = if avoided { "yield" } else { ONTOLOGY.asked(code.kind) };
            Some(fixed(&format!("REQUEST/{mode}"), "100"))
        }
        (Polarity::Negative, _) => ONTOLOGY.refused(code.kind),
        // Who decides to grant something grants it.
        (_, Modality::Planned) if stance.decided => None,
        (_, Modality::Planned) if code.kind == EventType::Assault && is_readied(scene, i) => {
            Some(fixed("MOBILIZE/troops", "150"))
        }
        (_, Modality::Planned | Modality::Threatened | Modality::Conditional) => planned,
        // "May halt the talks" warns of it; "may meet" promises nothing.
        (_, Modality::Possible) => planned.filter(|code| code.kind == EventType::Threaten),
        _ => None,
    };
    other.unwrap_or_else(|| code.clone())
}

/// "Prepared to shell": whoever readies an attack shows force.
fn is_readied(scene: &Scene, i: usize) -> bool {
    let document = scene.document;
    let above = document.token(i).head();
    let further = document.token(above).head();
    [above, further].into_iter().any(|t| LEXICON.is_listed(List::Ready, document, t))
}

/// The triggers in the complement of token `i`, with whether they are to end.
fn contents(scene: &Scene, i: usize) -> Vec<(usize, EventType, bool)> {
    let document = scene.document;
    let complement = |c: &usize| {
        matches!(document.token(*c).dep, Dep::Xcomp | Dep::Ccomp | Dep::Dobj | Dep::Prep)
    };
    let below = document.children(i).filter(complement).flat_map(|c| match document.token(c).dep {
        Dep::Prep => document.children_by(c, Dep::Pobj).collect::<Vec<_>>(),
        _ => vec![c],
    });
    let told = |c: usize| Some((c, scene.event(c)?, factuality::stance(scene, c).ended));
    below.filter_map(told).collect()
}

/// What a promise amounts to: one to attack is a threat.
fn promised(scene: &Scene, i: usize, code: &EventCode, stance: &Stance) -> EventCode {
    if stance.polarity == Polarity::Negative {
        return turned(scene, i, code, stance);
    }
    let content = contents(scene, i).first().and_then(|(_, kind, _)| ONTOLOGY.planned(*kind));
    // Who offers troops means well; who vows to send them may not.
    let vows = LEXICON.is_listed(List::Vows, scene.document, i);
    content
        .filter(|_| vows)
        .filter(|code| code.kind == EventType::Threaten)
        .unwrap_or_else(|| code.clone())
}

/// What a request amounts to: an order to seize is a seizure, a call for sanctions turns others
/// against somebody.
fn requested(scene: &Scene, i: usize, code: &EventCode) -> EventCode {
    let orders = LEXICON.effects(scene.document, i).contains(&Effect::Support);
    for (content, kind, ended) in contents(scene, i) {
        match kind {
            EventType::Coerce | EventType::Assault | EventType::Mobilize if orders && !ended => {
                return scene.trigger(content).map_or_else(|| code.clone(), |t| t.code.clone());
            }
            EventType::Sanction if !orders && !ended => return fixed("ACCUSE/disapprove", "113"),
            _ => {}
        }
    }
    about(scene, i, code)
}

/// A request or refusal with what it is about as its mode.
fn about(scene: &Scene, i: usize, code: &EventCode) -> EventCode {
    let first = contents(scene, i).first().copied();
    match first.filter(|_| code.mode.is_none()) {
        Some((_, kind, ended)) => requests::request(code, kind, ended),
        None => code.clone(),
    }
}

/// How deep reports are nested at most: "X said that Y had announced that".
const REPORTS: usize = 4;

/// What is said where no word names an event.
fn untold(scene: &Scene, sentence: &Range<usize>) -> Option<EventCode> {
    let document = scene.document;
    let root = sentence.clone().find(|i| document.token(*i).dep == Dep::Root)?;
    let mut at = root;
    for _ in 0..REPORTS {
        let said = document
            .children_by(at, Dep::Ccomp)
            .find(|c| tree::is_verb(document, *c) && LEXICON.cue(document, at).is_some());
        at = said.unwrap_or(at);
    }
    let hint = |dep| document.children_by(at, dep).find_map(|c| LEXICON.hint(document, c));
    let negated = hint(Dep::Neg).is_some();
    let willing = document
        .children_by(at, Dep::Acomp)
        .any(|c| LEXICON.effects(document, c).contains(&Effect::Planned));
    let acts: Vec<Act> =
        [root, at].into_iter().filter_map(|i| Some(LEXICON.cue(document, i)?.0.act)).collect();
    match hint(Dep::Aux) {
        Some(Hint::Requested | Hint::Owed) => return Some(fixed("REQUEST", "100")),
        _ if acts.contains(&Act::Warn) => return Some(fixed("THREATEN", "130")),
        Some(Hint::Planned | Hint::Conditional | Hint::Would) if negated => {
            return Some(fixed("REJECT", "120"));
        }
        Some(Hint::Planned) => return Some(fixed("AGREE", "030")),
        _ if willing => return Some(fixed("AGREE", "030")),
        _ => {}
    }
    acts.into_iter().find_map(|act| match act {
        Act::Accuse => Some(fixed("ACCUSE/allege", "112")),
        Act::Demand => Some(fixed("REQUEST", "020")),
        Act::Plan => Some(fixed("AGREE", "030")),
        Act::Deny | Act::Decline => Some(fixed("REJECT", "120")),
        _ => None,
    })
}

/// A code of the ontology that is known to be there.
fn fixed(event: &str, cameo: &str) -> EventCode {
    ONTOLOGY.code(event, Some(cameo)).expect("the ontology has the event")
}
