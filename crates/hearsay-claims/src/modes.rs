//! Modes: how a deed is done, where its own word does not tell.
//!
//! "An attack" may be one with knives or with missiles: the weapon named beside it tells. And who
//! clashes matters: what protesters do with stones is a riot, what soldiers do to protesters is
//! the control of a crowd.

use hearsay_syntax::{Dep, tree};

use crate::lexicon::{LEXICON, List};
use crate::ontology::{EventCode, EventType, ONTOLOGY};
use crate::scene::Scene;

/// The code of the trigger at token `i`, with the mode that the words around it tell.
pub(crate) fn told(scene: &Scene, i: usize, code: &EventCode) -> EventCode {
    if code.kind != EventType::Assault {
        return code.clone();
    }
    if acts(scene, i, List::Protester) && !acts(scene, i, List::Guard) {
        let mode = if code.mode == Some("destroy") { "vandalize" } else { "riot" };
        if matches!(code.mode, None | Some("destroy" | "primitive")) {
            return ONTOLOGY
                .code(&format!("PROTEST/{mode}"), Some("145"))
                .expect("the ontology has riots");
        }
    }
    if code.mode.is_none() && acts(scene, i, List::Guard) && suffers(scene, i, List::Protester) {
        return EventCode { mode: Some("crowd-control"), ..code.clone() };
    }
    // "Gunmen killed him" leaves open with what.
    let is_doer = |t: &usize| {
        let token = scene.document.token(*t);
        token.dep == Dep::Nsubj || scene.document.token(token.head()).dep == Dep::Agent
    };
    let shoots = |t: &usize| {
        LEXICON.weapon(scene.document, *t).is_some_and(|weapon| weapon.mode == Some("firearms"))
    };
    let tokens = below(scene, i).into_iter().filter(|t| !(is_doer(t) && shoots(t)));
    with_weapon(scene, tokens, code)
}

/// An attack with the weapon that tells most among the tokens given: gas tells more than the shell
/// that carries it, a plane more than its bombs. What the attack's own word tells counts as much
/// as any other weapon.
pub(crate) fn with_weapon(
    scene: &Scene,
    tokens: impl IntoIterator<Item = usize>,
    code: &EventCode,
) -> EventCode {
    let telling = |mode: Option<&str>| match mode {
        Some("unconventional") => 4,
        Some("suicide-attack") => 3,
        Some("aerial" | "drone") => 2,
        Some(_) => 1,
        None => 0,
    };
    let open =
        matches!(code.mode, None | Some("explosives" | "heavy-weapons" | "firearms" | "aerial"));
    if code.kind != EventType::Assault || !open {
        return code.clone();
    }
    let weapons = tokens.into_iter().filter_map(|i| LEXICON.weapon(scene.document, i));
    let mut best = code.clone();
    for weapon in weapons {
        if telling(weapon.mode) > telling(best.mode) {
            best = EventCode { cameo: code.cameo, ..weapon.clone() };
        }
    }
    best
}

/// Whether one on the list does what token `i` names: "protesters clashed", "clashes between
/// police and protesters".
fn acts(scene: &Scene, i: usize, list: List) -> bool {
    let document = scene.document;
    let listed = |t: usize| {
        LEXICON.is_listed(list, document, t)
            || document.children_by(t, Dep::Conj).any(|c| LEXICON.is_listed(list, document, c))
    };
    if tree::is_verb(document, i) {
        return !tree::is_passive(document, i) && tree::subject(document, i).is_some_and(listed);
    }
    document
        .children_by(i, Dep::Prep)
        .filter(|c| matches!(document.lemma(*c), "by" | "between" | "among"))
        .flat_map(|c| document.children_by(c, Dep::Pobj))
        .any(listed)
}

/// Whether one on the list is the object of token `i`: "soldiers attacked protesters".
fn suffers(scene: &Scene, i: usize, list: List) -> bool {
    let document = scene.document;
    let objects = document.children_by(i, Dep::Dobj);
    let others = document
        .children_by(i, Dep::Prep)
        .filter(|c| LEXICON.is_listed(List::Aimed, document, *c))
        .flat_map(|c| document.children_by(c, Dep::Pobj));
    objects.chain(others).any(|t| LEXICON.is_listed(list, document, t))
}

/// The words of the clause or phrase of token `i`, without the clauses below it.
fn below(scene: &Scene, i: usize) -> Vec<usize> {
    let document = scene.document;
    let mut found = Vec::new();
    let mut open = vec![i];
    while let Some(at) = open.pop() {
        found.push(at);
        let part = |c: &usize| {
            !matches!(
                document.token(*c).dep,
                Dep::Relcl | Dep::Ccomp | Dep::Advcl | Dep::Conj | Dep::Parataxis | Dep::Acl
            )
        };
        open.extend(document.children(at).filter(part));
    }
    found.sort_unstable();
    found
}
