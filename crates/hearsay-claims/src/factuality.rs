//! Factuality: in what mode an event is spoken of, and how firmly.
//!
//! We climb from the trigger to the root of its sentence. On the way, small words ("not", "may",
//! "if") and the words above that take the event as their complement ("plans to", "an end to",
//! "called for") each say something. The climb ends where the event is taken for granted: at a
//! relative clause, at an adjunct ("after the attack"), as the object of a verb that only speaks of
//! it ("condemned the attack"), or where somebody's words begin.

use hearsay_syntax::{Dep, Document, Pos, Tag, tree};

use crate::claim::{Act, Certainty, Modality, Polarity};
use crate::frames;
use crate::hints::{hints, is_indirect_question, is_infinitive, is_question, shared_hints};
use crate::lexicon::{Effect, Hint, LEXICON, List};
use crate::negation;
use crate::ontology::EventType;
use crate::scene::Scene;
use crate::stance::{Stance, flipped, settle, weaken};

/// Reads how the event at token `i` is spoken of.
pub(crate) fn stance(scene: &Scene, i: usize) -> Stance {
    let document = scene.document;
    let mut stance = Stance::told();
    hints(document, i, None, &mut stance);
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
        hints(document, at, None, &mut stance);
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
            // "It is not known if they attacked": the parser takes the question for a condition.
            Dep::Advcl if is_indirect_question(document, at, head) => {
                weaken(&mut stance, Modality::Possible);
                None
            }
            Dep::Conj => {
                if verb && tree::is_verb(document, head) {
                    shared_hints(document, at, head, &mut stance);
                }
                Some(head)
            }
            // "must be ready to mediate": what is said of "ready" is said of the rest.
            Dep::Acomp => {
                hints(document, head, None, &mut stance);
                Some(head)
            }
            Dep::Dobj | Dep::Nsubjpass | Dep::Attr => carried_by(scene, at, head, &mut stance),
            Dep::Nsubj => {
                let effects = LEXICON.effects(document, head);
                if effects.contains(&Effect::Occur) {
                    stance.carried = true;
                    hints(document, head, Some(at), &mut stance);
                    Some(head)
                } else {
                    // "A continuation of the fighting could lead to": it may not come to it.
                    let open = |c: usize| {
                        matches!(
                            LEXICON.hint(document, c),
                            Some(Hint::Possible | Hint::Able | Hint::Would)
                        )
                    };
                    if stance.carried && document.children_by(head, Dep::Aux).any(open) {
                        weaken(&mut stance, Modality::Possible);
                    }
                    // "Any attack would violate the agreement".
                    let any = document
                        .children_by(at, Dep::Det)
                        .any(|c| document.word(c).eq_ignore_ascii_case("any"));
                    let would = document
                        .children_by(head, Dep::Aux)
                        .any(|c| LEXICON.hint(document, c).is_some());
                    if any && would {
                        weaken(&mut stance, Modality::Conditional);
                    }
                    None
                }
            }
            Dep::Pobj | Dep::Pcomp => through_preposition(scene, head, &mut stance),
            Dep::Acl | Dep::Relcl if is_infinitive(document, at) => {
                // "a plan to attack", "the threat to shell", "time to withdraw"
                if absorbs(scene, head) {
                    stance.absorbed_by = Some(head);
                    break;
                }
                effects(scene, head, &mut stance);
                if LEXICON.effects(document, head).is_empty() && !is_ranked(document, head) {
                    // "A contract to rebuild the port": what it is for is yet to be done.
                    weaken(&mut stance, Modality::Planned);
                }
                hints(document, head, None, &mut stance);
                nothing_of_it(document, head, &mut stance);
                Some(head)
            }
            Dep::Acl | Dep::Relcl if verb && tree::is_noun_content(document, at) => {
                // "the claim that ...": whose it is, attribution tells; "on condition that",
                // "the claim that ... is false".
                noun_of_content(scene, head, &mut stance);
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

/// "The first to attack", "the only man to attack": they did.
fn is_ranked(document: &Document, noun: usize) -> bool {
    let ranks = |c: usize| {
        matches!(document.lemma(c), "first" | "last" | "only" | "latest")
            || document.word(c).ends_with("th")
    };
    ranks(noun) || document.children(noun).any(|c| c < noun && ranks(c))
}

/// "No possibility of war", "no danger of an attack": it will not come.
fn nothing_of_it(document: &Document, noun: usize, stance: &mut Stance) {
    let open = LEXICON
        .effects(document, noun)
        .iter()
        .any(|e| matches!(e, Effect::Possible | Effect::Threatened | Effect::Planned));
    if open && negation::is_negated(document, noun) && stance.polarity == Polarity::Negative {
        weaken(stance, Modality::Denied);
    }
}

/// The noun whose content the event is: "on condition that", "no evidence that", "the claim that
/// they attacked is false".
fn noun_of_content(scene: &Scene, noun: usize, stance: &mut Stance) {
    let document = scene.document;
    effects(scene, noun, stance);
    let head = document.token(noun).head();
    if document.token(noun).dep == Dep::Nsubj && head != noun {
        for child in document.children_by(head, Dep::Acomp) {
            if LEXICON.effects(document, child).contains(&Effect::Negative) {
                effects(scene, child, stance);
                hints(document, head, Some(noun), stance);
            }
        }
    }
}

/// The event is the clausal complement of `head`.
fn above(scene: &Scene, at: usize, head: usize, stance: &mut Stance) -> Option<usize> {
    let document = scene.document;
    if absorbs(scene, head) && !is_question(document, at) {
        stance.absorbed_by = Some(head);
        return None;
    }
    let infinitive = document.token(at).dep == Dep::Xcomp || is_infinitive(document, at);
    if let Some((cue, _)) = LEXICON.cue(document, head)
        && !(infinitive && LEXICON.effects(document, head).contains(&Effect::Support))
    {
        let negated = negation::is_negated(document, head);
        let asked = cue.act == Act::Demand && is_question(document, at);
        act(if asked { Act::Ask } else { cue.act }, negated, infinitive, stance);
        doubt(scene, head, stance);
        let leaves_open = LEXICON.effects(document, head).contains(&Effect::Possible);
        // Whoever decides to ban something has banned it; to withdraw is another matter.
        let done = cue.act == Act::Announce
            && matches!(scene.event(at), Some(EventType::Coerce | EventType::Sanction) | None);
        stance.decided |= infinitive && cue.act == Act::Announce;
        if infinitive && !done && matches!(cue.act, Act::Assert | Act::Believe | Act::Announce)
            || cue.act == Act::Believe && leaves_open
        {
            effects(scene, head, stance);
        }
        // Inside words that somebody says, the words above say nothing of the event.
        if !infinitive {
            // "The video appears to show": the showing itself is in doubt.
            let further = document.token(head).head();
            if document.token(head).dep == Dep::Xcomp && further != head {
                doubt(scene, further, stance);
                hedged(document, further, stance);
            }
            return None;
        }
        hints_but_negation(document, head, stance);
        return Some(head);
    }
    // "Too weak to attack".
    let too = |c: usize| document.word(c).eq_ignore_ascii_case("too");
    if infinitive && document.children_by(head, Dep::Advmod).any(too) {
        stance.polarity = flipped(stance.polarity);
    }
    // "They were to blame": nothing is planned.
    if document.lemma(head) == "be" && document.lemma(at) == "blame" {
        return None;
    }
    // "It wants the government to reject the plan" asks for it; "does not want it to" is against it.
    let another = document.children_by(at, Dep::Nsubj).next().is_some();
    let negated = document.children_by(head, Dep::Neg).next().is_some();
    if another && !negated && LEXICON.is_listed(List::Wishes, document, head) {
        stance.ought = true;
        weaken(stance, Modality::Requested);
        hints(document, head, None, stance);
        return Some(head);
    }
    // "it is necessary to stop"
    for child in document.children_by(head, Dep::Acomp) {
        effects(scene, child, stance);
    }
    effects(scene, head, stance);
    hints(document, head, Some(at), stance);
    excluded(scene, head, stance);
    Some(head)
}

/// What the verb of an act of saying does to the certainty of what is said: "suspect that"; in the
/// passive nobody vouches for it, "is said to have".
fn doubt(scene: &Scene, head: usize, stance: &mut Stance) {
    let document = scene.document;
    let passive = tree::is_passive(document, head);
    let raised = passive && document.children_by(head, Dep::Xcomp).next().is_some();
    let lexical = LEXICON.effects(document, head);
    if lexical.contains(&Effect::Probable) || raised {
        stance.certainty = stance.certainty.max(Certainty::Probable);
    }
    if lexical.contains(&Effect::Underspecified) && passive {
        stance.certainty = Certainty::Underspecified;
    }
}

/// "Purports to show": nobody vouches for it.
fn hedged(document: &Document, verb: usize, stance: &mut Stance) {
    if LEXICON.effects(document, verb).contains(&Effect::Underspecified) {
        stance.certainty = Certainty::Underspecified;
    }
}

/// "Did not rule out an attack": it may come.
fn excluded(scene: &Scene, head: usize, stance: &mut Stance) {
    let document = scene.document;
    if LEXICON.effects(document, head).contains(&Effect::Excluded)
        && negation::is_negated(document, head)
    {
        stance.polarity = Polarity::Positive;
        stance.modality = Modality::Actual;
        weaken(stance, Modality::Possible);
    }
}

/// The event is the object or passive subject of `head`.
fn carried_by(scene: &Scene, at: usize, head: usize, stance: &mut Stance) -> Option<usize> {
    let document = scene.document;
    // "Ordered a mobilization" makes it rather than asks for it; an attack that is ordered has yet
    // to be carried out.
    let makes = LEXICON.effects(document, head).contains(&Effect::Support)
        && scene.event(at) != Some(EventType::Assault);
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
            act(cue.act, negation::is_negated(document, head), false, stance);
            doubt(scene, head, stance);
            unreal_object(document, at, head, stance);
        }
        return None;
    }
    if copula {
        // "There was fighting" says that it took place; "this is war" does not, but "this is no
        // attack" denies it.
        if document.children_by(head, Dep::Expl).next().is_none() {
            if negation::is_negated_but_for(document, head, Some(at)) {
                stance.polarity = flipped(stance.polarity);
            }
            return None;
        }
        stance.carried = true;
    }
    effects(scene, head, stance);
    hints(document, head, Some(at), stance);
    excluded(scene, head, stance);
    Some(head)
}

/// "Would welcome talks": talks of which nothing is known but that; "the talks" are.
fn unreal_object(document: &Document, at: usize, head: usize, stance: &mut Stance) {
    let known = document
        .children(at)
        .any(|c| matches!(document.word(c).to_lowercase().as_str(), "the" | "this" | "these"))
        || document.children_by(at, Dep::Poss).next().is_some();
    let would = document
        .children_by(head, Dep::Aux)
        .any(|c| LEXICON.hint(document, c) == Some(Hint::Would));
    if would && !known {
        weaken(stance, Modality::Conditional);
    }
}

/// The event stands after a preposition.
fn through_preposition(scene: &Scene, preposition: usize, stance: &mut Stance) -> Option<usize> {
    let document = scene.document;
    let head = document.token(preposition).head();
    if head == preposition {
        return None;
    }
    let lemma = document.lemma(preposition).to_lowercase();
    let clause = document.children_by(preposition, Dep::Pcomp).next().is_some();
    if negation::is_barring(document, preposition)
        || lemma == "against" && clause && LEXICON.cue(document, head).is_none()
    {
        stance.polarity = flipped(stance.polarity);
        return None;
    }
    // "Stopped short of attacking": what matters hangs one word higher.
    let adverb = matches!(document.token(head).pos, Pos::Adv | Pos::Adj)
        && LEXICON.effects(document, head).is_empty();
    let head = if adverb { document.token(head).head() } else { head };
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
            if reported {
                return reports(document, head, stance);
            }
            // "Denied responsibility for the attack": theirs it was not.
            if LEXICON.is_listed(List::Responsibility, document, head)
                && document.token(head).dep == Dep::Dobj
            {
                let above = document.token(head).head();
                if let Some((cue, _)) = LEXICON.cue(document, above) {
                    act(cue.act, negation::is_negated(document, above), false, stance);
                }
            }
            // "Found no record of his arrest": nobody can vouch for it.
            if LEXICON.is_listed(List::Proof, document, head)
                && negation::is_negated(document, head)
            {
                stance.certainty = Certainty::Underspecified;
            }
            // "one of the attacks"; "information about": nothing is said of it.
            return None;
        }
        // "At the end of his visit" only says when.
        if document.token(head).dep == Dep::Pobj
            && LEXICON.effects(document, head).contains(&Effect::Ended)
            && LEXICON.is_listed(List::Moment, document, document.token(head).head())
        {
            return None;
        }
        effects(scene, head, stance);
        hints(document, head, None, stance);
        nothing_of_it(document, head, stance);
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
    hints(document, head, None, stance);
    Some(head)
}

/// What reports of an event say of it: "there were no reports of shelling" denies it, "there was no
/// confirmation of it" leaves it open.
fn reports(document: &Document, noun: usize, stance: &mut Stance) -> Option<usize> {
    let mut doubtful = Stance { polarity: Polarity::Positive, ..stance.clone() };
    hints(document, noun, None, &mut doubtful);
    let negated = doubtful.polarity == Polarity::Negative;
    doubtful.polarity = stance.polarity;
    *stance = doubtful;
    if document.token(noun).dep != Dep::Attr {
        return None;
    }
    if negated && LEXICON.is_listed(List::Absent, document, noun) {
        stance.polarity = flipped(stance.polarity);
    } else if negated {
        stance.certainty = Certainty::Underspecified;
    }
    Some(noun)
}

/// Whether the trigger at `i` takes the event under it as its own content: it asks for it,
/// promises it, refuses it, threatens it.
fn absorbs(scene: &Scene, i: usize) -> bool {
    scene.trigger(i).is_some_and(|trigger| {
        matches!(trigger.set, "request" | "promise" | "refuse" | "threaten" | "request-noun")
            && !matches!(trigger.code.kind, EventType::Coerce)
            // "The threat of an attack": nobody utters it.
            && (trigger.set != "request-noun"
                || trigger.code.kind != EventType::Threaten
                || is_owned(scene.document, i))
    }) && !frames::is_vetoed(scene, i)
}

/// Whether the text tells whose the threat or demand at `i` is: "Iran's threat", "a threat by Iran".
fn is_owned(document: &Document, i: usize) -> bool {
    document.children_by(i, Dep::Poss).next().is_some()
        || document.children(i).any(|c| {
            matches!(document.lemma(c), "by" | "from") && document.token(c).dep == Dep::Prep
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
            Effect::Negative | Effect::Excluded => stance.polarity = flipped(stance.polarity),
            Effect::Conditional => weaken(stance, Modality::Conditional),
            // "Used the call to demand" is no habit.
            Effect::Habitual if scene.document.children_by(i, Dep::Dobj).next().is_some() => {}
            Effect::Habitual => weaken(stance, Modality::Habitual),
            Effect::Historical => weaken(stance, Modality::Historical),
            Effect::Played => stance.played = true,
            Effect::Probable => stance.certainty = stance.certainty.max(Certainty::Probable),
            Effect::Underspecified => stance.certainty = Certainty::Underspecified,
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
    hints(document, i, None, stance);
    stance.polarity = polarity;
}

/// What an act of saying does to the event in its content.
fn act(act: Act, negated: bool, infinitive: bool, stance: &mut Stance) {
    match act {
        Act::Deny if !negated => stance.polarity = flipped(stance.polarity),
        Act::Demand => {
            stance.ought = true;
            weaken(stance, Modality::Requested);
        }
        // "Warned civilians to flee" advises it.
        Act::Warn if infinitive => {
            stance.ought = true;
            weaken(stance, Modality::Requested);
        }
        Act::Plan => weaken(stance, Modality::Planned),
        Act::Warn => weaken(stance, Modality::Threatened),
        Act::Ask => weaken(stance, Modality::Possible),
        Act::Decline if infinitive => stance.polarity = flipped(stance.polarity),
        // "Does not believe that they attacked": believes that they did not.
        Act::Believe if negated => {
            stance.polarity = flipped(stance.polarity);
            stance.certainty = stance.certainty.max(Certainty::Probable);
            return;
        }
        Act::Believe => stance.certainty = stance.certainty.max(Certainty::Probable),
        _ => {}
    }
    if negated {
        stance.certainty = Certainty::Underspecified;
    }
}
