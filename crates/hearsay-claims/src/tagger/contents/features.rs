//! What speaks for a stretch of text being what a cue tells of: how it hangs on the cue, what stands
//! at its edges, what it leaves out, and how it lies to the quotations.

use hearsay_syntax::{Dep, Tag, tree};

use super::super::words::{Words, mix, size};
use super::Candidate;

/// So many tokens of a stretch are looked through.
const LOOKED_AT: usize = 60;

/// What speaks for or against a candidate being what cue `i` tells of.
#[must_use]
pub fn features(words: &Words, i: usize, candidate: &Candidate) -> Vec<u32> {
    let document = words.document;
    let kind = candidate.kind as u32;
    let ranges = &candidate.ranges;
    let (first, last) = (&ranges[0], &ranges[ranges.len() - 1]);
    let several = ranges.len() as u32;
    let lemma = words.lemma[i];
    let shape = mix(&[words.shape(i), document.token(i).pos as u32]);
    let shape_few = words.tag(i);
    let mut found = Vec::with_capacity(100);
    let mut add = |parts: &[u32]| {
        let base = mix(parts);
        found.extend([base, mix(&[base, shape]), mix(&[base, lemma]), mix(&[base, shape_few, 9])]);
    };
    let number = document.sentence_of(i);
    let sentence = words.trimmed(document.sentences()[number].clone());
    let side = if first.start > i { 2 } else { u32::from(last.end > i) };
    let start = first.start;
    let (top, hangs) = top(words, start, i);
    let end = last.end;
    let (end_top, end_hangs) = top_ending(words, end - 1, i);
    let subject = words.subject(i);
    let holds = |t: usize| ranges.iter().any(|range| range.contains(&t));

    add(&[1, kind, several]);
    add(&[2, kind, hangs, words.dep(top)]);
    add(&[3, hangs, words.dep(top), words.tag(top)]);
    add(&[4, side, words.lemma[start]]);
    add(&[5, side, words.lemma_at(start.checked_sub(1))]);
    add(&[6, side, words.tag(start), words.tag_at(start.checked_sub(1))]);
    add(&[7, kind, words.lemma_at(Some(end))]);
    add(&[8, words.tag_at(Some(end)), words.tag(end - 1), side]);
    add(&[9, kind, size(words.count(first)), several]);
    let length: usize = ranges.iter().map(|range| words.count(range)).sum();
    add(&[10, size(length)]);
    let gap = if start > i { size(start - i) } else { 20 + size(i.saturating_sub(first.end)) };
    add(&[11, gap]);
    add(&[12, kind, u32::from(end == sentence.end), u32::from(start == sentence.start)]);
    let next = (end..(end + 3).min(document.len())).find(|t| !tree::is_mark(document, *t));
    let next_dep =
        next.map_or(90, |n| mix(&[words.dep(n), u32::from(document.token(n).head() == i)]));
    add(&[13, u32::from(end == sentence.end), next_dep]);
    add(&[14, end_hangs, words.dep(end_top)]);
    add(&[15, hangs, words.dep(top), end_hangs, words.dep(end_top)]);
    let crossed = document.sentence_of(end - 1) - document.sentence_of(start);
    let paragraphs = words.paragraph[end - 1] - words.paragraph[start];
    add(&[16, size(crossed), paragraphs.min(3), kind]);
    // How it lies to quotations.
    let quote_at = |t: usize| words.quoted[t];
    let opens = start > 0 && words.is_quote_mark(start - 1) || words.is_quote_mark(start);
    let closes = end < document.len()
        && (words.is_quote_mark(end)
            || end + 1 < document.len()
                && tree::is_mark(document, end)
                && words.is_quote_mark(end + 1));
    let whole = quote_at(start) != 0 && quote_at(start) == quote_at(end - 1);
    let cut_left = quote_at(start) != 0 && !opens;
    let cut_right = quote_at(end - 1) != 0 && !closes;
    let holds_quote = ranges.iter().any(|range| {
        range.clone().take(LOOKED_AT).any(|t| quote_at(t) != 0 && quote_at(t) != quote_at(i))
    });
    let state = [opens, closes, whole, cut_left, cut_right, holds_quote, words.quote_near(i)];
    let state = state.iter().fold(0, |sum, bit| sum << 1 | u32::from(*bit));
    add(&[17, state]);
    add(&[18, state, kind, side]);
    add(&[19, state, several]);
    // Which of the cue's own children lie inside, before and after it.
    let mut inside = 0;
    let (mut skipped, mut cut) = (5, 5);
    for child in document.children(i) {
        let dep = document.token(child).dep;
        if matches!(dep, Dep::Punct | Dep::Aux | Dep::Auxpass | Dep::Neg | Dep::Det) {
            continue;
        }
        let label = words.dep(child) + 64 * u32::from(child > i);
        if holds(child) {
            inside = mix(&[inside, label]);
        } else if child > i && child < start {
            skipped = mix(&[skipped, label, words.lemma[child]]);
            add(&[20, label]);
        } else if child > i {
            cut = mix(&[cut, label]);
            add(&[21, label, side]);
            if dep == Dep::Prep || dep == Dep::Advmod || dep == Dep::Npadvmod {
                add(&[22, words.lemma[child]]);
            }
        } else {
            add(&[23, label, side]);
        }
    }
    add(&[24, inside]);
    add(&[25, skipped]);
    add(&[26, cut, side]);
    add(&[27, inside, cut]);
    add(&[28, u32::from(holds(i)), subject.map_or(2, |s| u32::from(holds(s))), kind]);
    let token = document.token(i);
    let head_inside = holds(token.head());
    add(&[29, u32::from(head_inside), words.dep(i), kind]);
    // What the whole is: a clause, a noun, an infinitive.
    let verb = ranges.iter().any(|range| {
        range
            .clone()
            .take(40)
            .any(|t| matches!(document.token(t).tag, Tag::Vbd | Tag::Vbz | Tag::Vbp | Tag::Md))
    });
    add(&[30, u32::from(verb), side, kind]);
    add(&[31, u32::from(verb), size(length)]);
    if several > 1 {
        let second = &ranges[1];
        add(&[32, words.lemma[second.start], words.tag_at(second.start.checked_sub(1))]);
        add(&[
            33,
            words.tag_at(first.end.into()),
            words.tag_at(second.start.checked_sub(1)),
            size(words.count(second)),
        ]);
        add(&[
            34,
            u32::from(quote_at(first.end - 1) != 0),
            u32::from(quote_at(second.start) != 0),
            kind,
        ]);
        add(&[35, u32::from(second.start >= sentence.end), kind]);
        // "..., he said. ..." or "..., he said, ...": what stands after the cue.
        add(&[36, words.lemma_at(Some(first.end)), words.lemma_at(second.start.checked_sub(1))]);
    } else if side == 0 {
        let after = sentence.end.saturating_sub(i.max(subject.map_or(0, |s| words.right[s])) + 1);
        let on = (i + 1..document.len().min(i + 40))
            .find(|t| words.is_quote_mark(*t) && words.quoted[*t] != quote_at(i));
        add(&[37, size(after)]);
        add(&[
            38,
            on.map_or(0, |t| 1 + u32::from(t >= sentence.end)),
            u32::from(quote_at(end - 1) != 0),
            size(after.min(4)),
        ]);
        add(&[39, words.tag_at(Some(i + 1)), size(after.min(4))]);
    }
    found
}

/// The highest token whose subtree begins at `start`, and how it hangs on the cue: directly (1),
/// on a child of it (2) with that child's lemma, or otherwise (0).
fn top(words: &Words, start: usize, i: usize) -> (usize, u32) {
    climb(words, start, i, |t| words.left[t] == start)
}

/// The highest token whose subtree ends at `last`, likewise.
fn top_ending(words: &Words, last: usize, i: usize) -> (usize, u32) {
    climb(words, last, i, |t| words.right[t] == last)
}

fn climb(words: &Words, from: usize, i: usize, fits: impl Fn(usize) -> bool) -> (usize, u32) {
    let document = words.document;
    let mut at = from;
    for _ in 0..30 {
        let head = document.token(at).head();
        if head == at || head == i || !fits(head) {
            break;
        }
        at = head;
    }
    let head = document.token(at).head();
    let above = document.token(head).head();
    let hangs = if head == i {
        1
    } else if above == i {
        mix(&[2, words.dep(head), words.lemma[head]])
    } else if document.token(above).head() == i {
        mix(&[3, words.dep(above), words.dep(head)])
    } else if at == head {
        4
    } else if document.token(i).head() == at || document.token(i).head() == head {
        5
    } else {
        0
    };
    (at, hangs)
}
