//! What the small words around a verb or noun say of it: modals, adverbs, marks, articles.
//!
//! `stance.tsv` lists the words; here stands what depends on more than the word: "could" with "not",
//! "should" with "have", "would" told in the past, "if" that only asks.

use hearsay_syntax::{Dep, Document, Tag};

use crate::claim::{Act, Certainty, Modality, Polarity};
use crate::conditions;
use crate::lexicon::{Hint, LEXICON};
use crate::negation;
use crate::stance::{Stance, flipped, weaken};

/// What the words at token `i` itself say: its auxiliaries, adverbs, negation, articles.
pub(crate) fn hints(document: &Document, i: usize, from: Option<usize>, stance: &mut Stance) {
    let past = document
        .children(i)
        .any(|c| matches!(document.word(c).to_lowercase().as_str(), "have" | "had" | "has"));
    let negated = negation::is_negated_but_for(document, i, from);
    if negated {
        stance.polarity = flipped(stance.polarity);
    }
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
            Hint::Negated | Hint::Actual => continue,
            Hint::Probable => {
                stance.certainty = stance.certainty.max(Certainty::Probable);
                continue;
            }
            Hint::Underspecified => {
                stance.certainty = Certainty::Underspecified;
                continue;
            }
            Hint::Played => {
                stance.played = true;
                continue;
            }
            // "Could not capture" tells that it failed; "may not" leaves it open.
            Hint::Able if negated => Modality::Denied,
            Hint::Possible | Hint::Able => Modality::Possible,
            // "Asked if they had attacked" makes no condition.
            Hint::Conditional if dep == Dep::Mark && is_asked_about(document, i) => {
                Modality::Possible
            }
            Hint::Planned => Modality::Planned,
            Hint::Would if conditions::is_told_in_past(document, i) => Modality::Planned,
            Hint::Conditional | Hint::Would => Modality::Conditional,
            // "Must have been attacked" is a guess; "should have been arrested" tells that they
            // were not.
            Hint::Requested if past => Modality::Possible,
            Hint::Owed if past => {
                stance.polarity = flipped(stance.polarity);
                continue;
            }
            Hint::Owed if conditions::is_inverted(document, i) => continue,
            Hint::Requested | Hint::Owed => {
                stance.ought = true;
                Modality::Requested
            }
            // An attempt that failed; an attack that failed took place.
            Hint::Failed if stance.modality == Modality::Possible => {
                stance.polarity = Polarity::Negative;
                Modality::Denied
            }
            Hint::Failed => continue,
            Hint::Pending if is_present(document, i) => Modality::Conditional,
            Hint::Pending => continue,
            Hint::Habitual => Modality::Habitual,
            Hint::Historical => Modality::Historical,
        };
        weaken(stance, modality);
    }
    if conditions::is_inverted(document, i) || conditions::hangs_on_condition(document, i) {
        weaken(stance, Modality::Conditional);
    }
    if conditions::is_asked(document, i) {
        weaken(stance, Modality::Possible);
    }
    if conditions::is_imperative(document, i) {
        stance.ought = true;
        weaken(stance, Modality::Requested);
    }
    // "if they attack" hangs the mark on the verb; "is going to attack" is a plan.
    if document.lemma(i) == "go"
        && document.token(i).tag == Tag::Vbg
        && document.children_by(i, Dep::Xcomp).next().is_some()
    {
        weaken(stance, Modality::Planned);
    }
}

/// Whether verb `i` stands in the present: "until they leave".
fn is_present(document: &Document, i: usize) -> bool {
    matches!(document.token(i).tag, Tag::Vbz | Tag::Vbp)
}

/// Whether clause `i` is an infinitive: "to attack".
pub(crate) fn is_infinitive(document: &Document, i: usize) -> bool {
    document.token(i).tag == Tag::Vb
        && document.children_by(i, Dep::Aux).any(|c| document.token(c).tag == Tag::To)
}

/// Whether clause `i` is a question that somebody asks or leaves open.
fn is_asked_about(document: &Document, i: usize) -> bool {
    let head = document.token(i).head();
    let asked = document.token(i).dep == Dep::Ccomp && LEXICON.cue(document, head).is_some();
    asked || is_indirect_question(document, i, head)
}

/// "It is not known if they attacked", "police asked if they attacked".
pub(crate) fn is_indirect_question(document: &Document, i: usize, head: usize) -> bool {
    let asks = LEXICON.cue(document, head).is_some()
        && (document.children_by(head, Dep::Neg).next().is_some()
            || LEXICON.cue(document, head).is_some_and(|(cue, _)| cue.act == Act::Ask));
    asks && i > head && is_question(document, i)
}

/// Whether clause `i` is what somebody asks: "whether they attacked", "if they attacked".
pub(crate) fn is_question(document: &Document, i: usize) -> bool {
    document
        .children_by(i, Dep::Mark)
        .any(|c| matches!(document.word(c).to_lowercase().as_str(), "if" | "whether"))
}

/// What a verb coordinated with `head` shares with it: modals, and "not" where it has none.
pub(crate) fn shared_hints(document: &Document, at: usize, head: usize, stance: &mut Stance) {
    let own = document
        .children(at)
        .any(|c| matches!(document.token(c).dep, Dep::Aux | Dep::Auxpass | Dep::Nsubj));
    let bare = matches!(document.token(at).tag, Tag::Vb | Tag::Vbn | Tag::Vbg);
    if !own && bare {
        for child in document.children_by(head, Dep::Aux) {
            match LEXICON.hint(document, child) {
                Some(Hint::Possible | Hint::Able) => weaken(stance, Modality::Possible),
                Some(Hint::Planned) => weaken(stance, Modality::Planned),
                Some(Hint::Would) if conditions::is_told_in_past(document, head) => {
                    weaken(stance, Modality::Planned);
                }
                Some(Hint::Conditional | Hint::Would) => weaken(stance, Modality::Conditional),
                Some(Hint::Requested | Hint::Owed) => {
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
