//! The third step: who says it. The nouns and pronouns around a cue are ranked, nobody being one
//! of the choices.

use std::ops::Range;

use hearsay_syntax::{Dep, Pos};

use super::words::{Words, mix, size};

/// Somebody who may be the source: the head of the phrase, and the phrase.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The token that heads the phrase.
    pub head: usize,
    /// The tokens of the phrase.
    pub range: Range<usize>,
}

/// Who may say what cue `i` tells, `content` being what is told.
#[must_use]
pub fn candidates(words: &Words, i: usize, content: &[Range<usize>]) -> Vec<Candidate> {
    let document = words.document;
    let number = document.sentence_of(i);
    let sentence = document.sentences()[number].clone();
    // "Orlan: ..." may be cut before the colon; "He said." after a name in the sentence before.
    let from = number.checked_sub(1).map_or(sentence.start, |n| document.sentences()[n].start);
    let mut found = Vec::new();
    for head in from.max(i.saturating_sub(120))..sentence.end.min(i + 120) {
        let token = document.token(head);
        let nominal = matches!(token.pos, Pos::Noun | Pos::Propn | Pos::Pron)
            || (token.pos == Pos::Det || token.pos == Pos::Adj || token.pos == Pos::Num)
                && matches!(token.dep, Dep::Nsubj | Dep::Pobj | Dep::Nsubjpass);
        let part = matches!(token.dep, Dep::Compound | Dep::Appos) && token.head() != i;
        if !nominal || part || head == i || content.iter().any(|range| range.contains(&head)) {
            continue;
        }
        if head < sentence.start && !matches!(token.dep, Dep::Nsubj | Dep::Root | Dep::Pobj) {
            continue;
        }
        // The phrase ends where the cue or the content begins.
        let mut range = words.left[head].min(head)..words.right[head].max(head) + 1;
        for other in content.iter().chain(std::iter::once(&(i..i + 1))) {
            if other.start > head {
                range.end = range.end.min(other.start);
            } else {
                range.start = range.start.max(other.end);
            }
        }
        let range = words.trimmed(range.start.min(head)..range.end.max(head + 1));
        found.push(Candidate { head, range });
    }
    found
}

/// What speaks for or against a candidate being the source at cue `i`.
#[must_use]
pub fn features(
    words: &Words,
    i: usize,
    content: &[Range<usize>],
    candidate: &Candidate,
) -> Vec<u32> {
    let document = words.document;
    let head = candidate.head;
    let (lemma, shape) = (words.lemma[i], mix(&[words.shape(i) & 3, words.tag(i)]));
    let mut found = Vec::with_capacity(64);
    let mut add = |parts: &[u32]| {
        let base = mix(parts);
        found.extend([base, mix(&[base, shape]), mix(&[base, lemma])]);
    };
    let path = path(words, i, head);
    let side = u32::from(head > i);
    let token = document.token(head);
    let parent = token.head();
    let gap = head.abs_diff(i);
    let near = document.sentence_of(head) == document.sentence_of(i);
    let between = head.min(i) + 1..head.max(i);
    let others = between
        .clone()
        .take(60)
        .filter(|t| matches!(document.token(*t).dep, Dep::Nsubj | Dep::Nsubjpass))
        .count();
    let told_between = content.iter().any(|range| between.contains(&range.start));
    let who = mix(&[words.tag(head), words.entity[head]]);
    add(&[1, path]);
    add(&[2, path, who]);
    add(&[3, words.dep(head), side]);
    add(&[4, who, side]);
    add(&[5, words.lemma[head]]);
    add(&[6, words.dep(head), words.lemma[parent], side]);
    add(&[7, side, size(gap)]);
    add(&[8, side, size(others), words.dep(head)]);
    add(&[9, u32::from(near), words.dep(head), who]);
    add(&[10, u32::from(words.quoted[head] != 0), u32::from(words.quoted[i] != 0), side]);
    add(&[11, u32::from(told_between), side, words.dep(head)]);
    add(&[12, words.lemma_at(candidate.range.end.into()), side]);
    add(&[13, words.lemma_at(candidate.range.start.checked_sub(1)), side]);
    let touches = candidate.range.end == i || candidate.range.start == i + 1;
    add(&[14, u32::from(touches), side, words.dep(head)]);
    add(&[15, u32::from(parent == i), words.dep(head), words.dep(i)]);
    add(&[16, size(candidate.range.len()), who]);
    add(&[17, path, u32::from(told_between)]);
    found
}

/// The way through the tree from the cue to a token: labels up, then labels down.
fn path(words: &Words, i: usize, head: usize) -> u32 {
    let document = words.document;
    let mut up = [0; 6];
    let mut chain = [usize::MAX; 6];
    let mut at = i;
    for step in 0..6 {
        chain[step] = at;
        up[step] = words.dep(at);
        at = document.token(at).head();
    }
    let mut down = 7;
    let mut at = head;
    for _ in 0..6 {
        if let Some(met) = chain.iter().position(|other| *other == at) {
            let mut all = mix(&[met as u32, down]);
            for label in &up[..met] {
                all = mix(&[all, *label]);
            }
            return all;
        }
        down = mix(&[down, words.dep(at)]);
        at = document.token(at).head();
    }
    3
}
