//! Merging: drafts of one sentence that tell of one event become one claim.
//!
//! The wounded and the shelling that wounded them, the shelled village and the three it killed, the
//! dead and the injured told in one breath.

use hearsay_syntax::{Dep, Document, Tag, tree};

use crate::assembly::Draft;
use crate::claim::Claim;
use crate::fate::Fate;
use crate::lexicon::{Effect, LEXICON};
use crate::ontology::{EventType, ONTOLOGY};
use crate::scene::Scene;

/// Brings together drafts of one event.
pub(crate) fn merge(scene: &Scene, drafts: &mut Vec<Draft>, watch: &mut dyn FnMut(usize, Fate)) {
    let mut gone = vec![false; drafts.len()];
    for a in 0..drafts.len() {
        for b in 0..drafts.len() {
            if a == b || gone[a] || gone[b] || !same_speech(&drafts[a].claim, &drafts[b].claim) {
                continue;
            }
            if is_circumstance(scene, &drafts[a], &drafts[b]) {
                take_cause(drafts, a, b);
                gone[b] = true;
            } else if is_outcome(scene, &drafts[a], &drafts[b])
                || are_losses(scene, &drafts[a], &drafts[b])
            {
                take_outcome(drafts, a, b);
                gone[b] = true;
            }
            if gone[b] {
                watch(drafts[b].trigger, Fate::Merged(drafts[a].trigger));
            }
        }
    }
    let mut gone = gone.into_iter();
    drafts.retain(|_| !gone.next().expect("one mark for each draft"));
}

fn same_speech(a: &Claim, b: &Claim) -> bool {
    a.claimants == b.claimants && a.modality == b.modality && a.polarity == b.polarity
}

/// `b` is the noun in a phrase of `a`'s clause that names the same event: wounded in shelling,
/// discussed in a telephone conversation.
fn is_circumstance(scene: &Scene, a: &Draft, b: &Draft) -> bool {
    let document = scene.document;
    // "Damage was caused by shelling": the carrying verb stands for its noun.
    let anchor = if a.stance.carried && document.token(a.trigger).dep != Dep::Pobj {
        document.token(a.trigger).head()
    } else {
        a.trigger
    };
    if !tree::is_verb(document, anchor) || a.code.kind != b.code.kind || b.stance.carried {
        return false;
    }
    let casualty = scene
        .trigger(a.trigger)
        .is_some_and(|t| t.toll.is_some() || matches!(t.set, "suffer" | "damage"));
    let consult = a.code.kind == EventType::Consult;
    if !(casualty || consult) {
        return false;
    }
    // "The rebels' attack killed three", "left three killed": the subject is what killed them.
    if casualty && leaving(document, a.trigger) == Some(b.trigger) {
        return true;
    }
    // "Killed when the army shelled": the clause tells what killed them.
    let token = document.token(b.trigger);
    if casualty
        && a.claim.actors.is_empty()
        && token.dep == Dep::Advcl
        && token.head() == a.trigger
        && document
            .children(b.trigger)
            .any(|c| matches!(document.lemma(c), "when" | "as" | "after" | "while"))
    {
        return true;
    }
    // The way up from `b` to `a` leads through prepositions only.
    let mut at = b.trigger;
    for _ in 0..8 {
        let token = document.token(at);
        if token.head() == anchor {
            return matches!(token.dep, Dep::Prep | Dep::Agent | Dep::Npadvmod);
        }
        if !matches!(token.dep, Dep::Prep | Dep::Pobj | Dep::Pcomp | Dep::Agent)
            || token.head() == at
        {
            return false;
        }
        at = token.head();
    }
    false
}

/// The subject of a loss, or of the "left" that the loss belongs to.
fn leaving(document: &Document, loss: usize) -> Option<usize> {
    let above = std::iter::successors(Some(loss), |i| Some(document.token(*i).head()));
    let left = above.take(4).find(|i| document.lemma(*i) == "leave");
    tree::subject(document, left.unwrap_or(loss))
}

fn take_cause(drafts: &mut [Draft], a: usize, b: usize) {
    let (cause, code, rule) =
        (drafts[b].claim.clone(), drafts[b].code.clone(), drafts[b].claim.rule.clone());
    let trigger = drafts[b].trigger;
    let draft = &mut drafts[a];
    if draft.code.mode.is_none() || draft.code.cameo == "180" {
        draft.code = code;
        draft.claim.event = ONTOLOGY.class(&draft.code);
    }
    if draft.claim.actors.is_empty() {
        let recipients = draft.claim.recipients.clone();
        draft.claim.actors =
            cause.actors.into_iter().filter(|actor| !recipients.contains(actor)).collect();
    }
    if draft.claim.recipients.is_empty() {
        draft.claim.recipients = cause.recipients;
    }
    if draft.claim.place.is_none() {
        draft.claim.place = cause.place;
        draft.claim.place_inferred = cause.place_inferred;
    }
    if draft.claim.time.is_none() {
        draft.claim.time = cause.time;
    }
    draft.claim.rule = format!("{}; {rule}", draft.claim.rule);
    draft.merged.push(trigger);
}

/// `b` is the loss in which `a` ended: shelled the village, killing three.
fn is_outcome(scene: &Scene, a: &Draft, b: &Draft) -> bool {
    let document = scene.document;
    let counted = scene.trigger(b.trigger).is_some_and(|t| t.toll.is_some());
    let loss = (counted || !b.claim.toll.is_empty()) && b.code.kind == EventType::Assault;
    // "Killing three and wounding twelve": the second is joined to the first.
    // "Inflicting heavy casualties": the verb that carries the loss stands for it.
    let mut first = b.trigger;
    if document.token(first).dep == Dep::Pobj {
        let counter = document.token(document.token(first).head()).head();
        first = if LEXICON.measured(document, counter) == first { counter } else { first };
    }
    if document.token(first).dep == Dep::Dobj
        && LEXICON.effects(document, document.token(first).head()).contains(&Effect::Support)
    {
        first = document.token(first).head();
    }
    while document.token(first).dep == Dep::Conj
        && document.token(first).tag == Tag::Vbg
        && document.token(first).head() != first
    {
        first = document.token(first).head();
    }
    let token = document.token(first);
    if loss
        && a.code.kind == EventType::Assault
        && accompanied(document, first) == Some(tree::clause(document, a.trigger))
    {
        return true;
    }
    loss && a.code.kind == EventType::Assault
        && token.dep == Dep::Advcl
        && token.tag == Tag::Vbg
        && document.is_below(first, a.trigger)
        && token.head() != first
        && (token.head() == a.trigger || tree::clause(document, a.trigger) == token.head())
}

/// The clause that the loss `i` accompanies: of "ended with five officers left dead", "ended".
fn accompanied(document: &Document, i: usize) -> Option<usize> {
    let mut inside = match document.token(i).dep {
        Dep::Acl => document.token(i).head(),
        Dep::Pcomp => i,
        _ => return None,
    };
    while document.token(inside).dep == Dep::Conj && document.token(inside).head() != inside {
        inside = document.token(inside).head();
    }
    let with = document.token(inside).head();
    let is_with = matches!(document.token(inside).dep, Dep::Pobj | Dep::Pcomp)
        && document.lemma(with) == "with";
    is_with.then(|| document.token(with).head())
}

/// Two losses told in one breath: 16 were killed, another 100 were injured.
fn are_losses(scene: &Scene, a: &Draft, b: &Draft) -> bool {
    let document = scene.document;
    let loss =
        |draft: &Draft| !draft.claim.toll.is_empty() && draft.code.kind == EventType::Assault;
    if !loss(a) || !loss(b) || a.trigger >= b.trigger {
        return false;
    }
    let actors = &b.claim.actors;
    if !actors.is_empty() && *actors != a.claim.actors {
        return false;
    }
    let (x, y) = (document.token(a.trigger), document.token(b.trigger));
    let joined = |dep: Dep| matches!(dep, Dep::Conj | Dep::Ccomp | Dep::Parataxis);
    (y.head() == a.trigger && joined(y.dep))
        || (x.head() == b.trigger && joined(x.dep))
        || (joined(y.dep) && joined(x.dep) && x.head() == y.head())
}

fn take_outcome(drafts: &mut [Draft], a: usize, b: usize) {
    let other = drafts[b].claim.clone();
    let trigger = drafts[b].trigger;
    let merged = std::mem::take(&mut drafts[b].merged);
    let draft = &mut drafts[a];
    let claim = &mut draft.claim;
    for toll in other.toll {
        if !claim.toll.contains(&toll) {
            claim.toll.push(toll);
        }
    }
    for recipient in other.recipients {
        if !claim.recipients.contains(&recipient) && !claim.actors.contains(&recipient) {
            claim.recipients.push(recipient);
        }
    }
    for span in other.evidence {
        if !claim.evidence.iter().any(|kept| kept.overlaps(span)) {
            claim.evidence.push(span);
        }
    }
    claim.evidence.sort_unstable();
    if claim.place.is_none() {
        claim.place = other.place;
        claim.place_inferred = other.place_inferred;
    }
    if claim.time.is_none() {
        claim.time = other.time;
    }
    claim.rule = format!("{}; {}", claim.rule, other.rule);
    draft.merged.push(trigger);
    draft.merged.extend(merged);
}
