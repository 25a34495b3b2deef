//! Conditions, questions and what was to come: clauses whose event hangs on something else.

use hearsay_syntax::{Dep, Document, Tag, tree};

use crate::lexicon::{Effect, Hint, LEXICON, List};

/// Whether clause `i` is a condition: "if they attack", "should they attack", "had they attacked".
pub(crate) fn is_condition(document: &Document, i: usize) -> bool {
    let marked = document.children(i).any(|c| {
        let conditional = matches!(document.token(c).dep, Dep::Mark | Dep::Advmod)
            && LEXICON.hint(document, c) == Some(Hint::Conditional);
        // "Even if" makes no condition of it, for what is told beside it.
        conditional && (c == 0 || !document.word(c - 1).eq_ignore_ascii_case("even"))
    });
    marked || is_inverted(document, i)
}

/// "Should the rebels attack", "had the army attacked": the verb in front makes a condition.
pub(crate) fn is_inverted(document: &Document, i: usize) -> bool {
    let dep = document.token(i).dep;
    if !matches!(dep, Dep::Advcl | Dep::Ccomp) || is_asked(document, i) {
        return false;
    }
    let first = document.children_by(i, Dep::Aux).next();
    let subject = document
        .children(i)
        .find(|c| matches!(document.token(*c).dep, Dep::Nsubj | Dep::Nsubjpass));
    let (Some(first), Some(subject)) = (first, subject) else { return false };
    let word = document.word(first).to_lowercase();
    first < subject
        && matches!(word.as_str(), "should" | "had" | "were")
        && document.subtree(i).first() == Some(&first)
}

/// Whether the verb `i` is said to follow under a condition: "if they attack, the army will".
pub(crate) fn hangs_on_condition(document: &Document, i: usize) -> bool {
    let open = document.children_by(i, Dep::Aux).any(|c| {
        matches!(
            LEXICON.hint(document, c),
            Some(Hint::Planned | Hint::Possible | Hint::Able | Hint::Would)
        )
    });
    // "Provided that they leave".
    let provided = |c: usize| LEXICON.effects(document, c).contains(&Effect::Conditional);
    open && document.children(i).any(|c| {
        provided(c)
            || matches!(document.token(c).dep, Dep::Advcl | Dep::Ccomp)
                && tree::is_verb(document, c)
                && is_condition(document, c)
    })
}

/// Whether "would" in clause `i` is "will" told in the past: "said that it would attack".
pub(crate) fn is_told_in_past(document: &Document, i: usize) -> bool {
    let perfect = document.children_by(i, Dep::Aux).any(|c| document.lemma(c) == "have");
    if perfect || LEXICON.is_listed(List::Hypothetical, document, i) {
        return false;
    }
    let mut at = i;
    for _ in 0..4 {
        let token = document.token(at);
        let head = token.head();
        if head == at {
            return false;
        }
        match token.dep {
            Dep::Conj | Dep::Xcomp => at = head,
            Dep::Ccomp => {
                return matches!(document.token(head).tag, Tag::Vbd | Tag::Vbn)
                    && LEXICON.cue(document, head).is_some();
            }
            _ => return false,
        }
    }
    false
}

/// Whether the verb `i` is asked about with yes or no: "Did they attack?"
pub(crate) fn is_asked(document: &Document, i: usize) -> bool {
    let sentence = &document.sentences()[document.sentence_of(i)];
    let question = sentence.clone().rev().take(3).any(|t| document.word(t) == "?");
    let subject = document
        .children(i)
        .find(|c| matches!(document.token(*c).dep, Dep::Nsubj | Dep::Nsubjpass | Dep::Expl));
    let (true, Some(subject)) = (question, subject) else { return false };
    let inverted = document
        .children(i)
        .any(|c| c < subject && matches!(document.token(c).dep, Dep::Aux | Dep::Auxpass));
    let whose =
        |c: usize| matches!(document.token(c).tag, Tag::Wrb | Tag::Wp | Tag::Wdt | Tag::WpPoss);
    inverted && !document.subtree(i).into_iter().take_while(|c| *c < subject).any(whose)
}

/// "Stop the shelling": a bare verb at the head of somebody's words asks for it.
pub(crate) fn is_imperative(document: &Document, i: usize) -> bool {
    let token = document.token(i);
    let bare = token.tag == Tag::Vb
        && matches!(token.dep, Dep::Root | Dep::Ccomp)
        && !document.children(i).any(|c| {
            matches!(document.token(c).dep, Dep::Aux | Dep::Nsubj | Dep::Nsubjpass | Dep::Mark)
        });
    let before = i.checked_sub(1).map(|b| document.word(b));
    let opens = document.token(i).starts_sentence
        || before.is_some_and(|word| matches!(word, "“" | "\"" | "«" | "``" | ":"));
    // "Helped rebuild": the bare verb is another's complement.
    bare && opens && LEXICON.effects(document, token.head()).iter().all(|e| *e != Effect::Actual)
}
