//! The first step: which words are cues of an act of saying.

use hearsay_syntax::{Dep, Pos, Tag, tree};

use super::words::{Words, mix, size};

/// Whether token `i` may be a cue at all.
#[must_use]
pub fn is_spot(words: &Words, i: usize) -> bool {
    let token = words.document.token(i);
    match token.pos {
        Pos::Verb | Pos::Noun | Pos::Adj | Pos::Adv | Pos::Adp | Pos::Aux | Pos::Propn => true,
        _ => words.document.word(i) == ":",
    }
}

/// What speaks for or against token `i` being a cue.
#[must_use]
pub fn features(words: &Words, i: usize) -> Vec<u32> {
    let document = words.document;
    let token = document.token(i);
    let (lemma, tag, dep) = (words.lemma[i], words.tag(i), words.dep(i));
    let head = token.head();
    let above = if head == i { 2 } else { words.lemma[head] };
    let shape = words.shape(i);
    let subject = words
        .subject(i)
        .or_else(|| (token.pos == Pos::Verb).then(|| tree::subject(document, i)).flatten());
    let who = subject.map_or(77, |s| {
        mix(&[words.tag(s), words.entity[s], u32::from(s < i), u32::from(words.quoted[s] != 0)])
    });
    let sentence = &document.sentences()[document.sentence_of(i)];
    let in_quote = u32::from(words.quoted[i] != 0);
    let mut found = Vec::with_capacity(96);
    let mut add = |parts: &[u32]| found.push(mix(parts));
    add(&[0]);
    add(&[1, lemma]);
    add(&[2, words.word[i], tag]);
    add(&[3, tag, dep]);
    add(&[4, lemma, dep]);
    add(&[5, above, dep]);
    add(&[6, above, lemma]);
    add(&[7, shape]);
    add(&[8, shape, lemma]);
    add(&[9, who]);
    add(&[10, who, lemma]);
    add(&[11, in_quote]);
    add(&[12, in_quote, lemma]);
    add(&[13, in_quote, tag, dep]);
    add(&[14, who, shape, tag]);
    if let Some(s) = subject {
        add(&[15, words.lemma[s]]);
        add(&[16, words.lemma[s], lemma]);
        add(&[17, words.entity[s], tag, shape]);
    }
    for step in [1, 2] {
        let (back, on) = (i.checked_sub(step), i + step);
        let step = step as u32;
        add(&[20, step, words.lemma_at(back)]);
        add(&[21, step, words.lemma_at(Some(on))]);
        add(&[22, step, words.lemma_at(back), lemma]);
        add(&[23, step, words.lemma_at(Some(on)), lemma]);
        add(&[24, step, words.tag_at(back), tag]);
        add(&[25, step, words.tag_at(Some(on)), tag]);
        add(&[26, step, words.tag_at(Some(on)), lemma]);
    }
    add(&[27, words.tag_at(i.checked_sub(1)), words.tag_at(Some(i + 1)), lemma]);
    add(&[28, words.tag_at(i.checked_sub(1)), tag, words.tag_at(Some(i + 1))]);
    for child in document.children(i) {
        let side = u32::from(child > i);
        let its = words.dep(child);
        add(&[30, its, side]);
        add(&[31, its, side, lemma]);
        add(&[32, its, words.lemma[child]]);
        match document.token(child).dep {
            Dep::Prep
            | Dep::Prt
            | Dep::Dobj
            | Dep::Advmod
            | Dep::Aux
            | Dep::Neg
            | Dep::Attr
            | Dep::Acomp
            | Dep::Agent => add(&[33, its, words.lemma[child], lemma]),
            Dep::Ccomp | Dep::Xcomp | Dep::Acl | Dep::Advcl | Dep::Parataxis => {
                let mark = document
                    .children(child)
                    .find(|m| matches!(document.token(*m).dep, Dep::Mark | Dep::Aux | Dep::Advmod));
                let first = mark.map_or(3, |m| words.lemma[m]);
                add(&[34, its, side, first]);
                add(&[35, its, side, first, lemma]);
                add(&[36, its, words.tag(child), lemma]);
                let quoted = words.quoted[child] != words.quoted[i];
                add(&[37, its, u32::from(quoted), side]);
            }
            _ => {}
        }
        if document.token(child).dep == Dep::Prep {
            for object in document.children(child) {
                add(&[38, words.lemma[child], words.entity[object], lemma]);
                add(&[39, words.lemma[child], words.lemma[object]]);
            }
        }
    }
    // What stands over it: who embeds, what governs.
    let mut at = i;
    for step in 0..4_u32 {
        let next = document.token(at).head();
        if next == at {
            add(&[40, step]);
            break;
        }
        at = next;
        if tree::is_verb(document, at) {
            add(&[41, words.lemma[at], document.token(i).dep as u32]);
            add(&[42, step, words.lemma[at], tag]);
            add(&[43, step, words.shape(at), tag, dep]);
        }
    }
    add(&[44, size(i - sentence.start), tag]);
    add(&[45, size(sentence.end - i), tag]);
    add(&[46, u32::from(words.quote_near(i)), tag, dep]);
    add(&[47, u32::from(words.paragraph[i] == 0), tag]);
    // A quotation mark close by, and on which side.
    for step in 1..=4 {
        if i >= step && words.is_quote_mark(i - step) {
            add(&[50, step as u32, tag]);
            add(&[51, lemma]);
        }
        if i + step < document.len() && words.is_quote_mark(i + step) {
            add(&[52, step as u32, tag]);
            add(&[53, lemma]);
        }
    }
    let word = document.word(i);
    for letters in [2, 3, 4] {
        let end: String = word.chars().rev().take(letters).collect();
        add(&[54, letters as u32, super::words::hash(&end), tag]);
    }
    if token.tag == Tag::Nn || token.tag == Tag::Nns {
        let owner = document.children_by(i, Dep::Poss).next();
        add(&[55, owner.map_or(0, |o| words.entity[o] + 1)]);
        add(&[56, owner.map_or(0, |o| words.tag(o)), lemma]);
    }
    found
}
