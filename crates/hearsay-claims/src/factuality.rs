//! Factuality: in what mode an event is spoken of, and how firmly.
//!
//! We climb from the trigger to the root of its sentence. On the way, small words ("not", "may",
//! "if") and the words above that take the event as their complement ("plans to", "an end to",
//! "called for") each say something. The climb ends where the event is taken for granted: at a
//! relative clause, at an adjunct ("after the attack"), as the object of a verb that only speaks of
//! it ("condemned the attack"), or where somebody's words begin.

use hearsay_syntax::{Dep, Document, Pos, Tag, tree};

use crate::claim::{Act, Certainty, Modality, Polarity};
use crate::lexicon::{Effect, Hint, LEXICON};
use crate::ontology::EventType;
use crate::scene::Scene;

/// How an event is spoken of inside its claimant's words.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stance {
    pub(crate) polarity: Polarity,
    pub(crate) certainty: Certainty,
    pub(crate) modality: Modality,
    /// The word above puts an end to it.
    pub(crate) ended: bool,
    /// The event is what another trigger asks for, promises, refuses or threatens.
    pub(crate) absorbed_by: Option<usize>,
    /// Somebody says that it ought to be, without a verb of asking.
    pub(crate) ought: bool,
    /// A verb or noun above says that it took place, or lends it a doer.
    pub(crate) carried: bool,
}

/// Reads how the event at token `i` is spoken of.
pub(crate) fn stance(scene: &Scene, i: usize) -> Stance {
    let document = scene.document;
    let mut stance = Stance {
        polarity: Polarity::Positive,
        certainty: Certainty::Certain,
        modality: Modality::Actual,
        ended: false,
        absorbed_by: None,
        ought: false,
        carried: false,
    };
    hints(document, i, &mut stance);
    // A trigger of several words is climbed from its topmost: "use of force" from "use".
    let own = scene.trigger_tokens(i);
    let mut at = i;
    while document.token(at).head() != at && !tree::is_verb(document, i) {
        let above = document.token(at).head();
        let through = document.token(above).head();
        if own.contains(&above) {
            at = above;
        } else if document.token(at).dep == Dep::Pobj && own.contains(&through) {
            at = through;
        } else {
            break;
        }
    }
    if at != i {
        hints(document, at, &mut stance);
    }
    for _ in 0..40 {
        let token = document.token(at);
        let head = token.head();
        if head == at {
            break;
        }
        let verb = tree::is_verb(document, at);
        let next = match token.dep {
            Dep::Ccomp | Dep::Xcomp | Dep::Csubj | Dep::Oprd => above(scene, at, head, &mut stance),
            Dep::Conj => {
                if verb && tree::is_verb(document, head) {
                    shared_hints(document, at, head, &mut stance);
                }
                Some(head)
            }
            Dep::Dobj | Dep::Nsubjpass | Dep::Attr => carried_by(scene, at, head, &mut stance),
            Dep::Nsubj => {
                let effects = LEXICON.effects(document, head);
                if effects.contains(&Effect::Occur) {
                    stance.carried = true;
                    hints(document, head, &mut stance);
                    Some(head)
                } else {
                    // "A continuation of the fighting could lead to": it may not come to it.
                    let open = |c: usize| {
                        matches!(
                            LEXICON.hint(document, c),
                            Some(Hint::Possible | Hint::Conditional)
                        )
                    };
                    if stance.carried && document.children_by(head, Dep::Aux).any(open) {
                        weaken(&mut stance, Modality::Possible);
                    }
                    None
                }
            }
            Dep::Pobj | Dep::Pcomp => through_preposition(scene, head, &mut stance),
            Dep::Acl if token.tag == Tag::Vb => {
                // "a plan to attack", "the threat to shell"
                effects(scene, head, &mut stance);
                hints(document, head, &mut stance);
                Some(head)
            }
            Dep::Acl if verb => {
                // "the claim that ...": whose it is, attribution tells.
                None
            }
            Dep::Advcl => {
                let purpose = token.tag == Tag::Vb
                    && document.children_by(at, Dep::Aux).any(|c| document.token(c).tag == Tag::To);
                if purpose {
                    // What is done in order that something happen has not made it happen.
                    weaken(&mut stance, Modality::Planned);
                }
                None
            }
            _ => None,
        };
        match next {
            Some(next) if stance.absorbed_by.is_none() => at = next,
            _ => break,
        }
    }
    settle(&mut stance);
    stance
}

/// What the words at token `i` itself say: its auxiliaries, adverbs, negation, articles.
fn hints(document: &Document, i: usize, stance: &mut Stance) {
    let past = document
        .children(i)
        .any(|c| matches!(document.word(c).to_lowercase().as_str(), "have" | "had" | "has"));
    for child in document.children(i) {
        let dep = document.token(child).dep;
        if !matches!(
            dep,
            Dep::Aux
                | Dep::Neg
                | Dep::Advmod
                | Dep::Mark
                | Dep::Det
                | Dep::Amod
                | Dep::Acomp
                | Dep::Preconj
        ) {
            continue;
        }
        let Some(hint) = LEXICON.hint(document, child) else { continue };
        let modality = match hint {
            Hint::Negated => {
                stance.polarity = flipped(stance.polarity);
                continue;
            }
            Hint::Probable => {
                stance.certainty = stance.certainty.max(Certainty::Probable);
                continue;
            }
            Hint::Underspecified => {
                stance.certainty = Certainty::Underspecified;
                continue;
            }
            Hint::Actual => continue,
            Hint::Possible => Modality::Possible,
            Hint::Planned => Modality::Planned,
            // "should have been attacked" is regret, not request; "must have" is a guess.
            Hint::Requested if past => Modality::Possible,
            Hint::Requested => {
                stance.ought = true;
                Modality::Requested
            }
            Hint::Conditional => Modality::Conditional,
            Hint::Habitual => Modality::Habitual,
            Hint::Historical => Modality::Historical,
        };
        weaken(stance, modality);
    }
    // "if they attack" hangs the mark on the verb; "is going to attack" is a plan.
    if document.lemma(i) == "go"
        && document.token(i).tag == Tag::Vbg
        && document.children_by(i, Dep::Xcomp).next().is_some()
    {
        weaken(stance, Modality::Planned);
    }
    // "no attack", "none of the attacks"; "there was no shelling".
    if document.token(i).pos != Pos::Verb
        && document.children_by(i, Dep::Det).any(|c| document.lemma(c) == "no")
        && !document
            .children_by(i, Dep::Det)
            .any(|c| document.word(c) == "no" && LEXICON.hint(document, c) == Some(Hint::Negated))
    {
        stance.polarity = flipped(stance.polarity);
    }
    // A subject that is nobody denies the verb: "nobody was killed", "no one died".
    if tree::is_verb(document, i) {
        let none = document.children(i).any(|c| {
            matches!(document.token(c).dep, Dep::Nsubj | Dep::Nsubjpass)
                && (document.children(c).any(|d| {
                    document.token(d).dep == Dep::Det && document.word(d).eq_ignore_ascii_case("no")
                }) || matches!(
                    document.word(c).to_lowercase().as_str(),
                    "nobody" | "none" | "nothing"
                ))
        });
        if none {
            stance.polarity = flipped(stance.polarity);
        }
    }
}

/// What a verb coordinated with `head` shares with it: modals, and "not" where it has none.
fn shared_hints(document: &Document, at: usize, head: usize, stance: &mut Stance) {
    let own = document
        .children(at)
        .any(|c| matches!(document.token(c).dep, Dep::Aux | Dep::Auxpass | Dep::Nsubj));
    let bare = matches!(document.token(at).tag, Tag::Vb | Tag::Vbn | Tag::Vbg);
    if !own && bare {
        for child in document.children_by(head, Dep::Aux) {
            match LEXICON.hint(document, child) {
                Some(Hint::Possible) => weaken(stance, Modality::Possible),
                Some(Hint::Planned) => weaken(stance, Modality::Planned),
                Some(Hint::Conditional) => weaken(stance, Modality::Conditional),
                Some(Hint::Requested) => {
                    stance.ought = true;
                    weaken(stance, Modality::Requested);
                }
                _ => {}
            }
        }
    }
    if document.token(head).dep == Dep::Xcomp || document.token(head).dep == Dep::Ccomp {
        return;
    }
    for child in document.children_by(head, Dep::Mark) {
        if LEXICON.hint(document, child) == Some(Hint::Conditional) {
            weaken(stance, Modality::Conditional);
        }
    }
}

/// The event is the clausal complement of `head`.
fn above(scene: &Scene, at: usize, head: usize, stance: &mut Stance) -> Option<usize> {
    let document = scene.document;
    if absorbs(scene, head) {
        stance.absorbed_by = Some(head);
        return None;
    }
    let infinitive = document.token(at).dep == Dep::Xcomp || document.token(at).tag == Tag::Vb;
    if let Some((cue, _)) = LEXICON.cue(document, head)
        && !(infinitive && LEXICON.effects(document, head).contains(&Effect::Support))
    {
        let cue_hint = |child: usize| LEXICON.hint(document, child) == Some(Hint::Negated);
        let negated = document.children_by(head, Dep::Neg).any(cue_hint);
        act(cue.act, negated, infinitive, stance);
        // Inside words that somebody says, the words above say nothing of the event.
        if !infinitive {
            return None;
        }
        hints_but_negation(document, head, stance);
        return Some(head);
    }
    // "it is necessary to stop"
    for child in document.children_by(head, Dep::Acomp) {
        effects(scene, child, stance);
    }
    effects(scene, head, stance);
    hints(document, head, stance);
    Some(head)
}

/// The event is the object or passive subject of `head`.
fn carried_by(scene: &Scene, at: usize, head: usize, stance: &mut Stance) -> Option<usize> {
    let document = scene.document;
    // "Ordered a mobilization" makes it rather than asks for it.
    let makes = LEXICON.effects(document, head).contains(&Effect::Support);
    if absorbs(scene, head) && !makes {
        stance.absorbed_by = Some(head);
        return None;
    }
    let lexical = LEXICON.effects(document, head);
    let copula = document.token(at).dep == Dep::Attr;
    if lexical.is_empty() && !copula {
        if let Some((cue, _)) = LEXICON.cue(document, head)
            && cue.takes("object")
        {
            act(cue.act, false, false, stance);
        }
        return None;
    }
    if copula {
        // "There was fighting" says that it took place; "this is war" does not.
        document.children_by(head, Dep::Expl).next()?;
        stance.carried = true;
    }
    effects(scene, head, stance);
    hints(document, head, stance);
    Some(head)
}

/// The event stands after a preposition.
fn through_preposition(scene: &Scene, preposition: usize, stance: &mut Stance) -> Option<usize> {
    let document = scene.document;
    let head = document.token(preposition).head();
    if head == preposition {
        return None;
    }
    let lemma = document.lemma(preposition).to_lowercase();
    if lemma == "without" {
        stance.polarity = flipped(stance.polarity);
        return None;
    }
    if absorbs(scene, head)
        && (scene.trigger_tokens(head).contains(&preposition)
            || matches!(lemma.as_str(), "for" | "to" | "on" | "of"))
        && !matches!(scene.event(head), Some(EventType::Reject))
    {
        stance.absorbed_by = Some(head);
        return None;
    }
    let noun = matches!(document.token(head).pos, Pos::Noun | Pos::Propn);
    if noun {
        if !matches!(lemma.as_str(), "of" | "for" | "to") {
            return None;
        }
        if LEXICON.effects(document, head).is_empty() {
            // "There were no reports of damage."
            let reported = LEXICON.cue(document, head).is_some_and(|(cue, _)| cue.takes(&lemma));
            if reported && document.token(head).dep == Dep::Attr {
                hints(document, head, stance);
                return Some(head);
            }
            // "one of the attacks"; "information about": nothing is said of it.
            return None;
        }
        effects(scene, head, stance);
        hints(document, head, stance);
        return Some(head);
    }
    // "prevent them from attacking", "led to clashes", "called for", "prepared for"
    let lexical = LEXICON.effects(document, head);
    if lexical.is_empty() {
        if let Some((cue, _)) = LEXICON.cue(document, head)
            && cue.takes(&lemma)
        {
            act(cue.act, false, false, stance);
        }
        return None;
    }
    let adjunct = matches!(
        lemma.as_str(),
        "during"
            | "after"
            | "before"
            | "since"
            | "in"
            | "at"
            | "by"
            | "amid"
            | "following"
            | "despite"
            | "because"
            | "over"
            | "as"
            | "due"
            | "until"
            | "on"
            | "with"
            | "about"
    );
    if adjunct && !scene.trigger_tokens(head).contains(&preposition) {
        return None;
    }
    effects(scene, head, stance);
    hints(document, head, stance);
    Some(head)
}

/// Whether the trigger at `i` takes the event under it as its own content: it asks for it,
/// promises it, refuses it, threatens it.
fn absorbs(scene: &Scene, i: usize) -> bool {
    scene.trigger(i).is_some_and(|trigger| {
        matches!(trigger.set, "request" | "promise" | "refuse" | "threaten" | "request-noun")
            && !matches!(trigger.code.kind, EventType::Coerce)
    })
}

/// What an embedding word does to the event.
fn effects(scene: &Scene, i: usize, stance: &mut Stance) {
    for effect in LEXICON.effects(scene.document, i) {
        match effect {
            Effect::Support => stance.carried = true,
            Effect::Occur | Effect::Actual => {}
            Effect::Ended => {
                stance.ended = !stance.ended;
                stance.carried = true;
            }
            Effect::Negative => stance.polarity = flipped(stance.polarity),
            Effect::Planned => weaken(stance, Modality::Planned),
            Effect::Requested => {
                stance.ought = true;
                weaken(stance, Modality::Requested);
            }
            Effect::Threatened => weaken(stance, Modality::Threatened),
            Effect::Possible => weaken(stance, Modality::Possible),
        }
    }
}

/// The same without negation, which then belongs to the act of saying.
fn hints_but_negation(document: &Document, i: usize, stance: &mut Stance) {
    let polarity = stance.polarity;
    hints(document, i, stance);
    stance.polarity = polarity;
}

/// What an act of saying does to the event in its content.
fn act(act: Act, negated: bool, infinitive: bool, stance: &mut Stance) {
    match act {
        Act::Deny => stance.polarity = flipped(stance.polarity),
        Act::Demand => {
            stance.ought = true;
            weaken(stance, Modality::Requested);
        }
        Act::Plan => weaken(stance, Modality::Planned),
        Act::Warn => weaken(stance, Modality::Threatened),
        Act::Ask => weaken(stance, Modality::Possible),
        Act::Decline if infinitive => stance.polarity = flipped(stance.polarity),
        Act::Believe => stance.certainty = stance.certainty.max(Certainty::Probable),
        _ => {}
    }
    if negated && !matches!(act, Act::Deny) {
        stance.certainty = Certainty::Underspecified;
    }
}

/// Takes the weaker of two modes: what is both planned and possible is only possible.
fn weaken(stance: &mut Stance, modality: Modality) {
    let rank = |modality: Modality| match modality {
        Modality::Actual => 0,
        Modality::Historical => 1,
        Modality::Habitual => 2,
        Modality::Planned => 3,
        Modality::Possible => 4,
        Modality::Conditional => 5,
        Modality::Threatened => 6,
        Modality::Requested => 7,
        Modality::Denied => 8,
    };
    if rank(modality) > rank(stance.modality) {
        stance.modality = modality;
    }
}

fn flipped(polarity: Polarity) -> Polarity {
    match polarity {
        Polarity::Positive => Polarity::Negative,
        Polarity::Negative => Polarity::Positive,
    }
}

/// Brings the three into agreement.
fn settle(stance: &mut Stance) {
    if stance.polarity == Polarity::Negative
        && matches!(stance.modality, Modality::Actual | Modality::Habitual | Modality::Planned)
    {
        stance.modality = Modality::Denied;
    }
    let ceiling = match stance.modality {
        Modality::Possible | Modality::Conditional | Modality::Threatened => Certainty::Possible,
        Modality::Requested => Certainty::Underspecified,
        Modality::Planned => Certainty::Probable,
        _ => Certainty::Certain,
    };
    stance.certainty = stance.certainty.max(ceiling);
}
