//! Negation: whether the words around a verb or noun say that it is not so.
//!
//! "Not" is only one way. Nobody may be its subject ("no one fired", "neither army fired"), it may
//! follow another that is denied ("did not shoot or beat them", "nor did it"), or stand after words
//! that keep it from being so ("instead of attacking", "before they could attack").

use hearsay_syntax::{Dep, Document, Pos, Tag, tree};

use crate::lexicon::{Hint, LEXICON, List};

/// Whether the words at token `i` deny it. Two negations make none.
pub(crate) fn is_negated(document: &Document, i: usize) -> bool {
    is_negated_but_for(document, i, None)
}

/// The same, leaving out what the noun `from` says: "no attack took place" is denied once.
pub(crate) fn is_negated_but_for(document: &Document, i: usize, from: Option<usize>) -> bool {
    let own = document.children(i).filter(|c| negates(document, i, *c)).count();
    let verb = tree::is_verb(document, i);
    let mut count = own + usize::from(no_such(document, i));
    if verb {
        count += usize::from(is_of_nobody(document, i, from));
        count += usize::from(is_forestalled(document, i));
        count += usize::from(shares_negation(document, i, own > 0));
    }
    count % 2 == 1
}

/// Whether the small word at `c` negates its head `i`.
fn negates(document: &Document, i: usize, c: usize) -> bool {
    let dep = document.token(c).dep;
    let small = matches!(
        dep,
        Dep::Aux | Dep::Neg | Dep::Advmod | Dep::Mark | Dep::Det | Dep::Amod | Dep::Preconj
    );
    // "No longer": the parser hangs "no" on "longer".
    let longer = dep == Dep::Advmod
        && document.word(c).eq_ignore_ascii_case("longer")
        && document.children_by(c, Dep::Neg).next().is_some();
    // "Whether or not" leaves it open; "nor" after a verb is told with the next one.
    let open = c > 0
        && document.word(c - 1).eq_ignore_ascii_case("or")
        && document.children(i).any(|m| document.lemma(m) == "whether");
    longer || small && !open && LEXICON.hint(document, c) == Some(Hint::Negated)
}

/// "No attack", where "no" is no listed negation of its own.
fn no_such(document: &Document, i: usize) -> bool {
    document.token(i).pos != Pos::Verb
        && document
            .children_by(i, Dep::Det)
            .any(|c| document.lemma(c) == "no" && LEXICON.hint(document, c) != Some(Hint::Negated))
}

/// Whether the subject or object of verb `i` is nobody: "no one fired", "none of them", "neither
/// side", "not one soldier", "attacked no one".
fn is_of_nobody(document: &Document, i: usize, from: Option<usize>) -> bool {
    let mut named = document.children(i).filter(|c| {
        Some(*c) != from
            && matches!(document.token(*c).dep, Dep::Nsubj | Dep::Nsubjpass | Dep::Dobj)
    });
    named.any(|c| is_nobody(document, c))
}

/// Whether the noun or pronoun at `c` stands for nobody.
pub(crate) fn is_nobody(document: &Document, c: usize) -> bool {
    let word = document.word(c).to_lowercase();
    let denied = |d: usize| {
        let word = document.word(d).to_lowercase();
        match document.token(d).dep {
            Dep::Det | Dep::Preconj | Dep::Cc => matches!(word.as_str(), "no" | "neither"),
            // "Not a shot", but "rebels, not the army".
            Dep::Neg => d < c,
            Dep::Nummod => word == "one" && document.children_by(d, Dep::Neg).next().is_some(),
            _ => false,
        }
    };
    matches!(word.as_str(), "nobody" | "none" | "nothing" | "neither")
        || document.children(c).any(denied)
}

/// "Instead of attacking", "rather than attack", "before they could attack".
fn is_forestalled(document: &Document, i: usize) -> bool {
    let mark = |word: &str| {
        document.children(i).any(|c| {
            document.token(c).dep == Dep::Mark && document.word(c).eq_ignore_ascii_case(word)
        })
    };
    let aside = |word: &str, dep: Dep| {
        document.children_by(i, dep).any(|c| document.word(c).eq_ignore_ascii_case(word))
    };
    mark("than") && aside("rather", Dep::Advmod) || mark("before") && aside("could", Dep::Aux)
}

/// Whether what stands after the preposition `p` is said not to be so: "without", "instead of",
/// "far from".
pub(crate) fn is_barring(document: &Document, p: usize) -> bool {
    let word = document.word(p).to_lowercase();
    if LEXICON.lists(List::Barring, &word) {
        return true;
    }
    let beside = document.children(p).chain([document.token(p).head()]);
    beside.filter(|c| *c + 1 == p).any(|c| {
        LEXICON.lists(List::Barring, &format!("{} {word}", document.word(c).to_lowercase()))
    })
}

/// Whether verb `i` is denied with the verb that it is joined to: "did not shoot or beat them",
/// "neither shot nor beat them", "no one was killed or wounded".
fn shares_negation(document: &Document, i: usize, has_own: bool) -> bool {
    let token = document.token(i);
    let head = token.head();
    if token.dep != Dep::Conj || !tree::is_verb(document, head) || has_own {
        return false;
    }
    let joint = document
        .children_by(head, Dep::Cc)
        .rfind(|c| *c < i)
        .map_or(String::new(), |c| document.word(c).to_lowercase());
    if joint == "nor" {
        return true;
    }
    let subject = document
        .children(i)
        .any(|c| matches!(document.token(c).dep, Dep::Nsubj | Dep::Nsubjpass | Dep::Expl));
    if subject || joint == "but" {
        return false;
    }
    let auxiliary =
        document.children(i).any(|c| matches!(document.token(c).dep, Dep::Aux | Dep::Auxpass));
    let bare = !auxiliary && matches!(token.tag, Tag::Vb | Tag::Vbn | Tag::Vbg);
    let not = document.children_by(head, Dep::Neg).any(|c| negates(document, head, c));
    let nobody = document.children(head).any(|c| {
        matches!(document.token(c).dep, Dep::Nsubj | Dep::Nsubjpass) && is_nobody(document, c)
    });
    bare && not || nobody
}
