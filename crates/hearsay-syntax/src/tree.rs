//! What the tree says without saying it: understood subjects and objects, voice, clauses, phrases.
//!
//! The parser gives "decided to introduce" no subject for "introduce", and "was shelled and
//! burned" none for "burned". Patterns would need one copy for every such detour; these functions
//! take the detour once, and the pattern language offers them as relations of their own.

use crate::{Dep, Document, Pos, Span, Tag};

/// How far understood subjects are followed; news sentences nest less than this.
const DEPTH: usize = 10;

/// Whether token `i` is a relative pronoun.
#[must_use]
pub fn is_relative(document: &Document, i: usize) -> bool {
    let token = document.token(i);
    matches!(token.tag, Tag::Wdt | Tag::Wp | Tag::WpPoss)
        || (document.word(i).eq_ignore_ascii_case("that")
            && matches!(token.dep, Dep::Nsubj | Dep::Nsubjpass | Dep::Dobj)
            && document.token(token.head()).dep == Dep::Relcl)
}

/// Whether clause `i` tells what its noun holds, also where the parser takes it for a relative one:
/// "a report that ships had supplied oil".
#[must_use]
pub fn is_noun_content(document: &Document, i: usize) -> bool {
    match document.token(i).dep {
        Dep::Acl | Dep::Ccomp => true,
        Dep::Relcl => document.children_by(i, Dep::Mark).any(|m| document.lemma(m) == "that"),
        _ => false,
    }
}

/// Whether token `i` is a verb or an auxiliary that stands as one.
#[must_use]
pub fn is_verb(document: &Document, i: usize) -> bool {
    matches!(document.token(i).pos, Pos::Verb | Pos::Aux)
}

/// Whether the verb `i` is passive, also when only its form or its neighbour tells.
#[must_use]
pub fn is_passive(document: &Document, i: usize) -> bool {
    let token = document.token(i);
    if document
        .children(i)
        .any(|c| matches!(document.token(c).dep, Dep::Nsubjpass | Dep::Auxpass | Dep::Agent))
    {
        return true;
    }
    if token.tag != Tag::Vbn && token.tag != Tag::Vbd {
        return false;
    }
    let has = |dep| document.children_by(i, dep).next().is_some();
    match token.dep {
        // "The village shelled on Monday": a participle after its noun.
        // "It became known that ...".
        // With an object it is a finite verb that the parser mistook: "A gunman killed ten people".
        Dep::Acl | Dep::Amod | Dep::Acomp => token.tag == Tag::Vbn && !has(Dep::Dobj),
        Dep::Advcl => token.tag == Tag::Vbn && !has(Dep::Nsubj) && !has(Dep::Aux),
        // "was captured and killed" shares the auxiliary; "was hit and lost" does not.
        Dep::Conj => {
            let head = token.head();
            // "58 were killed and 527 injured" leaves it out.
            token.tag == Tag::Vbn
                && !has(Dep::Aux)
                && !has(Dep::Dobj)
                && head != i
                && is_passive(document, head)
        }
        // Headline style: "Three killed in shelling".
        Dep::Root => {
            token.tag == Tag::Vbn
                && !has(Dep::Nsubj)
                && !has(Dep::Aux)
                && !has(Dep::Dobj)
                && !has(Dep::Auxpass)
        }
        _ => false,
    }
}

/// The subject of verb `i`, written or understood; a relative pronoun gives what it stands for.
#[must_use]
pub fn subject(document: &Document, i: usize) -> Option<usize> {
    subject_within(document, i, DEPTH)
}

fn subject_within(document: &Document, i: usize, depth: usize) -> Option<usize> {
    if depth == 0 {
        return None;
    }
    let token = document.token(i);
    let head = token.head();
    let own = document
        .children(i)
        .find(|c| matches!(document.token(*c).dep, Dep::Nsubj | Dep::Nsubjpass | Dep::Csubj));
    if let Some(own) = own {
        if is_relative(document, own) {
            return antecedent(document, i);
        }
        return Some(own);
    }
    if head == i {
        return None;
    }
    match token.dep {
        // 'stated that "there is no solution" and called on': "there" calls on nobody.
        Dep::Conj
            if is_verb(document, head)
                && document.children_by(head, Dep::Expl).next().is_some()
                && document.token(head).dep == Dep::Ccomp =>
        {
            subject_within(document, document.token(head).head(), depth - 1)
        }
        Dep::Conj if is_verb(document, head) => subject_within(document, head, depth - 1),
        Dep::Conj => None,
        Dep::Xcomp | Dep::Ccomp
            if is_verb(document, head) || document.token(head).pos == Pos::Adj =>
        {
            // "urged both sides to stop", "called on the army to withdraw": the one addressed.
            let addressed = if matches!(document.lemma(head), "promise" | "threaten" | "vow") {
                None
            } else {
                addressee(document, head)
            };
            if token.dep == Dep::Ccomp
                && !document.children_by(i, Dep::Aux).any(|c| document.token(c).tag == Tag::To)
            {
                return None;
            }
            addressed.or_else(|| subject_within(document, head, depth - 1))
        }
        // "helped by ..., saying ..."; "before attacking".
        Dep::Advcl
            if document.children_by(i, Dep::Mark).next().is_none() || token.tag == Tag::Vbg =>
        {
            is_verb(document, head).then(|| subject_within(document, head, depth - 1)).flatten()
        }
        Dep::Acl => {
            if token.tag == Tag::Vb {
                // "the decision of parliament to introduce": whose decision it is.
                possessor(document, head).or_else(|| {
                    let above = document.token(head).head();
                    (document.token(head).dep == Dep::Dobj)
                        .then(|| subject_within(document, above, depth - 1))
                        .flatten()
                })
            } else {
                Some(head)
            }
        }
        Dep::Amod if token.tag == Tag::Vbn => Some(head),
        // "The army was unable to": whose property it is does it.
        Dep::Acomp if is_verb(document, head) => subject_within(document, head, depth - 1),
        Dep::Pcomp => {
            let above = document.token(head).head();
            if above == head {
                return None;
            }
            if is_verb(document, above) {
                let lemma = document.lemma(head).to_lowercase();
                // "accused Oravia of shelling", "prevented them from crossing".
                let addressed = matches!(lemma.as_str(), "of" | "from" | "for" | "as")
                    .then(|| document.children_by(above, Dep::Dobj).next())
                    .flatten();
                addressed.or_else(|| {
                    if matches!(lemma.as_str(), "of" | "for") && is_passive(document, above) {
                        return subject_within(document, above, depth - 1);
                    }
                    subject_within(document, above, depth - 1)
                })
            } else {
                // "X is accused of"; "accusations against X of": the noun's own possessor.
                if matches!(document.token(above).dep, Dep::Dobj | Dep::Nsubjpass) {
                    // The parser often hangs "of shelling" on the one accused.
                    return Some(above);
                }
                possessor(document, above)
            }
        }
        _ => None,
    }
}

/// Whom the verb `i` addresses: its object, or "on the army", "upon them".
#[must_use]
pub fn addressee(document: &Document, i: usize) -> Option<usize> {
    document.children_by(i, Dep::Dobj).chain(document.children_by(i, Dep::Dative)).next().or_else(
        || {
            document
                .children_by(i, Dep::Prep)
                .filter(|p| matches!(document.lemma(*p), "on" | "upon" | "to" | "with"))
                .find_map(|p| document.children_by(p, Dep::Pobj).next())
        },
    )
}

/// What the relative clause headed by `i` describes.
#[must_use]
pub fn antecedent(document: &Document, mut i: usize) -> Option<usize> {
    for _ in 0..DEPTH {
        let token = document.token(i);
        // The root describes nothing, whatever an odd tree calls it.
        if token.head() == i {
            return None;
        }
        match token.dep {
            Dep::Relcl => return Some(token.head()),
            // ", which will operate ..." the parser likes to hang on the verb: then it describes
            // the last noun before it, and for want of a rule for which, the subject.
            Dep::Advcl => return subject(document, token.head()).filter(|s| *s < i),
            Dep::Conj | Dep::Xcomp | Dep::Ccomp => i = token.head(),
            _ => return None,
        }
    }
    None
}

/// Whose the noun `i` is: "Oravia's decision", "the decision of parliament", "a call by Corvane".
#[must_use]
pub fn possessor(document: &Document, i: usize) -> Option<usize> {
    document.children_by(i, Dep::Poss).next().or_else(|| {
        document
            .children(i)
            .filter(|p| matches!(document.token(*p).dep, Dep::Prep | Dep::Agent))
            .filter(|p| matches!(document.lemma(*p), "by" | "of" | "from"))
            .find_map(|p| document.children_by(p, Dep::Pobj).next())
    })
}

/// The object of verb `i`, written or understood; for a passive verb, its subject.
#[must_use]
pub fn object(document: &Document, i: usize) -> Option<usize> {
    if is_passive(document, i) {
        return subject(document, i);
    }
    let own = document.children_by(i, Dep::Dobj).next();
    if let Some(own) = own {
        if is_relative(document, own) {
            return antecedent(document, i);
        }
        return Some(own);
    }
    let token = document.token(i);
    if token.dep == Dep::Relcl
        && document.children_by(i, Dep::Nsubj).next().is_some_and(|s| !is_relative(document, s))
        && document.children_by(i, Dep::Prep).next().is_none()
    {
        return Some(token.head());
    }
    // "attacked and destroyed the village": the first verb has no object of its own.
    document
        .children_by(i, Dep::Conj)
        .find(|c| *c <= i + 3 && is_verb(document, *c))
        .and_then(|c| document.children_by(c, Dep::Dobj).next())
}

/// The verb (or other head) of the clause that token `i` stands in.
#[must_use]
pub fn clause(document: &Document, mut i: usize) -> usize {
    loop {
        let token = document.token(i);
        let head = token.head();
        if head == i {
            return i;
        }
        let clausal = match token.dep {
            Dep::Ccomp
            | Dep::Advcl
            | Dep::Relcl
            | Dep::Parataxis
            | Dep::Csubj
            | Dep::Csubjpass
            | Dep::Pcomp => is_verb(document, i),
            Dep::Acl => true,
            Dep::Conj => is_verb(document, i) && is_verb(document, head),
            _ => false,
        };
        if clausal {
            return i;
        }
        i = head;
    }
}

/// `i` with everything coordinated with it, in text order: "A, B and C".
#[must_use]
pub fn coordinated(document: &Document, i: usize) -> Vec<usize> {
    let mut found = vec![i];
    let mut next = 0;
    while next < found.len() {
        let at = found[next];
        found.extend(document.children_by(at, Dep::Conj).filter(|c| !is_verb(document, *c)));
        next += 1;
    }
    found
}

/// The noun phrase that `i` heads, as text: its modifiers and "of" phrases, no clauses, and no
/// article in front.
#[must_use]
pub fn phrase(document: &Document, i: usize) -> Span {
    let (mut first, mut last) = (i, i);
    let mut open = vec![i];
    while let Some(at) = open.pop() {
        for child in document.children(at) {
            let dep = document.token(child).dep;
            // The possessive mark of the phrase itself is no part of the name.
            if at == i && dep == Dep::Case && child > at {
                continue;
            }
            let inside = match dep {
                Dep::Amod
                | Dep::Compound
                | Dep::Nummod
                | Dep::Poss
                | Dep::Nmod
                | Dep::Quantmod
                | Dep::Npadvmod
                | Dep::Advmod
                | Dep::Case
                | Dep::Predet
                | Dep::Det
                | Dep::Pobj => true,
                Dep::Prep => {
                    document.lemma(child) == "of"
                        && child > at
                        && document.children_by(child, Dep::Pobj).next().is_some()
                }
                Dep::Punct => document.token(child).tag == Tag::Hyph,
                _ => false,
            };
            if inside {
                first = first.min(child);
                last = last.max(child);
                open.push(child);
            }
        }
    }
    while first < i && matches!(document.token(first).tag, Tag::Dt | Tag::OpenQuote | Tag::Comma) {
        let word = document.word(first).to_lowercase();
        if !matches!(word.as_str(), "the" | "a" | "an" | "\"" | "“" | ",") {
            break;
        }
        first += 1;
    }
    document.span_of(first..last + 1)
}

/// Whether the words stand in a sentence that asserts something: some finite verb is in it.
#[must_use]
pub fn is_finite(document: &Document, sentence: std::ops::Range<usize>) -> bool {
    sentence.into_iter().any(|i| {
        let token = document.token(i);
        matches!(token.tag, Tag::Vbd | Tag::Vbz | Tag::Vbp | Tag::Md)
            && is_verb(document, i)
            && !matches!(token.dep, Dep::Relcl | Dep::Amod | Dep::Compound)
            // "Two servicemen perished": the tagger took a past tense for a participle.
            || (token.tag == Tag::Vbn
                && matches!(token.dep, Dep::Root | Dep::Conj | Dep::Ccomp)
                && document.children_by(i, Dep::Nsubj).next().is_some())
    })
}

/// Whether a token is only white space or punctuation.
#[must_use]
pub fn is_mark(document: &Document, i: usize) -> bool {
    matches!(document.token(i).pos, Pos::Space | Pos::Punct)
        || matches!(document.word(i), "«" | "»" | "„" | "‟" | "‹" | "›" | "―")
}
