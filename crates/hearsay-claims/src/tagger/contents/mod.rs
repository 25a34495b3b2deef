//! The second step: which words a cue tells of. Stretches that begin and end where the tree, the
//! marks or the quotations have an edge are ranked, none of them being one of the choices.

mod features;

use std::ops::Range;

use hearsay_syntax::{Dep, Pos, Tag, tree};

pub use self::features::features;
use super::words::Words;

/// No more edges than these are tried at one side of the cue.
const EDGES: usize = 14;
/// How far from its sentence a cue may tell of something unquoted, in tokens.
const FARTHEST: usize = 300;
/// How many quotations in a row may be one speech.
const LONGEST_SPEECH: usize = 8;

/// How a candidate was come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
enum Kind {
    /// In the sentence, after the cue.
    After,
    /// In the sentence, before the cue.
    Before,
    /// Both.
    Around,
    /// A quotation.
    Quote,
    /// A quotation and more.
    QuoteOn,
    /// Several quotations.
    Speech,
    /// The noun that the cue hangs on, or its subject.
    Noun,
    /// The clause around the cue.
    Clause,
    /// With sentences before.
    Back,
    /// All the rest of the paragraph.
    Paragraph,
}

/// A stretch of text, perhaps in pieces, that a cue may tell of.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its ranges of tokens, in order.
    pub ranges: Vec<Range<usize>>,
    kind: Kind,
}

/// What cue `i` may tell of.
#[must_use]
pub fn candidates(words: &Words, i: usize) -> Vec<Candidate> {
    let document = words.document;
    let sentence = words.trimmed(document.sentences()[document.sentence_of(i)].clone());
    let sentence = sentence.start.min(i)..sentence.end.max(i + 1);
    let subject = words.subject(i);
    let mut pool = Pool { words, found: Vec::new() };

    let starts = right_starts(words, i, &sentence);
    pool.add_all(Kind::After, &starts, &right_ends(words, i, &sentence));
    let before = subject.filter(|s| *s < i).map_or(i, |s| words.left[s]).min(i);
    let left_starts = left_starts(words, i, &sentence);
    let children = document.children(i).filter(|c| *c < i).take(EDGES);
    let mut left_ends: Vec<usize> = children.map(|c| words.right[c] + 1).collect();
    left_ends.extend([before, i]);
    pool.add_all(Kind::Before, &left_starts, &left_ends);
    // On both sides: "The bridge, she said, was closed."
    let after = subject.filter(|s| *s > i).map_or(i, |s| words.right[s].max(i)) + 1;
    let comma = (after..sentence.end)
        .find(|t| document.token(*t).tag == Tag::Comma || words.is_quote_mark(*t));
    for start in left_starts.iter().filter(|start| **start < before).take(4) {
        for rest in [Some(after), comma].into_iter().flatten() {
            let beyond = end_of_quote(words, rest, &sentence);
            for end in [Some(sentence.end), beyond].into_iter().flatten() {
                pool.add(Kind::Around, vec![*start..before, rest..end]);
            }
        }
    }
    tree_candidates(&mut pool, i, &sentence);
    quote_candidates(&mut pool, i, &sentence, &starts, before);
    paragraph_candidates(&mut pool, i, &sentence, before);
    pool.found
}

/// Candidates without doubles and without marks at their ends.
struct Pool<'a> {
    words: &'a Words<'a>,
    found: Vec<Candidate>,
}

impl Pool<'_> {
    /// Every stretch from one of the starts to a later one of the ends.
    fn add_all(&mut self, kind: Kind, starts: &[usize], ends: &[usize]) {
        for start in starts {
            for end in ends.iter().filter(|end| start < end) {
                self.add_one(kind, *start..*end);
            }
        }
    }

    fn add_one(&mut self, kind: Kind, range: Range<usize>) {
        self.add(kind, std::iter::once(range).collect());
    }

    fn add(&mut self, kind: Kind, ranges: Vec<Range<usize>>) {
        let mut ranges: Vec<Range<usize>> =
            ranges.into_iter().map(|range| self.words.trimmed(range)).collect();
        ranges.retain(|range| self.words.count(range) > 0);
        // Pieces that meet are one; a tree whose branches cross may even turn them round.
        ranges.sort_by_key(|range| range.start);
        ranges.dedup_by(|next, range| {
            let meet = next.start <= range.end;
            range.end = if meet { range.end.max(next.end) } else { range.end };
            meet
        });
        if ranges.is_empty() || self.found.iter().any(|other| other.ranges == ranges) {
            return;
        }
        self.found.push(Candidate { ranges, kind });
    }
}

/// Where something told before the cue may begin.
fn left_starts(words: &Words, i: usize, sentence: &Range<usize>) -> Vec<usize> {
    let document = words.document;
    let mut found = vec![sentence.start];
    if document.token(sentence.start).pos == Pos::Cconj {
        found.push(sentence.start + 1);
    }
    found.extend(document.children(i).filter(|c| *c < i).take(EDGES).map(|c| words.left[c]));
    let opens = |at: &usize| {
        let token = document.token(*at);
        words.is_quote_mark(*at)
            || matches!(token.tag, Tag::Comma | Tag::Wdt | Tag::Colon)
            || matches!(token.pos, Pos::Sconj | Pos::Cconj)
    };
    found.extend((sentence.start..i).filter(opens).take(EDGES).map(|at| at + 1));
    found.sort_unstable();
    found.dedup();
    found
}

/// Where something told after the cue may begin: at the edges of what hangs on it, and after marks.
fn right_starts(words: &Words, i: usize, sentence: &Range<usize>) -> Vec<usize> {
    let document = words.document;
    let mut found = vec![i + 1];
    let mut open: Vec<usize> = document.children(i).collect();
    for _ in 0..3 {
        let mut next = Vec::new();
        for child in open {
            if words.left[child] > i {
                found.push(words.left[child]);
            }
            if matches!(
                document.token(child).dep,
                Dep::Prep
                    | Dep::Agent
                    | Dep::Dobj
                    | Dep::Prt
                    | Dep::Pobj
                    | Dep::Attr
                    | Dep::Acomp
                    | Dep::Xcomp
                    | Dep::Dative
                    | Dep::Advcl
                    | Dep::Conj
                    | Dep::Pcomp
            ) {
                next.extend(document.children(child));
            }
        }
        open = next;
    }
    for at in i + 1..sentence.end {
        let token = document.token(at);
        if words.is_quote_mark(at)
            || matches!(token.tag, Tag::Comma | Tag::Colon)
            || document.word(at).eq_ignore_ascii_case("that")
        {
            found.push(at + 1);
        }
    }
    found.retain(|at| *at < sentence.end);
    found.sort_unstable();
    found.dedup();
    found.truncate(EDGES);
    found
}

/// Where something told after the cue may end.
fn right_ends(words: &Words, i: usize, sentence: &Range<usize>) -> Vec<usize> {
    let document = words.document;
    let mut found = Vec::new();
    let mut open: Vec<usize> = document.children(i).filter(|c| *c > i).collect();
    for depth in 0..4 {
        let mut next = Vec::new();
        for child in open {
            found.push(words.right[child] + 1);
            let inner = document.children(child).filter(|c| *c > child);
            next.extend(inner.clone());
            // "... closed, as rain fell": also without what hangs on its end.
            if depth < 2 {
                found.extend(inner.map(|c| words.left[c]));
            }
        }
        open = next;
    }
    for at in i + 1..sentence.end {
        if words.is_quote_mark(at) || document.token(at).tag == Tag::Comma {
            found.push(at);
        }
    }
    found.retain(|end| *end > i + 1 && *end < sentence.end);
    found.sort_unstable();
    found.dedup();
    found.truncate(EDGES);
    found.push(sentence.end);
    found
}

/// "A figure since denied by": the noun that the cue hangs on; "an inquiry was asked for by": its
/// subject; the clause that "according to" stands in.
fn tree_candidates(pool: &mut Pool, i: usize, sentence: &Range<usize>) {
    let words = pool.words;
    let document = words.document;
    let token = document.token(i);
    let mut at = i;
    for _ in 0..3 {
        let head = document.token(at).head();
        if head == at {
            break;
        }
        let (left, right) = (words.left[head], words.right[head] + 1);
        if words.left[at] > head {
            pool.add_one(Kind::Noun, left..words.left[at]);
            pool.add_one(Kind::Clause, sentence.start..words.left[at]);
        }
        pool.add(Kind::Clause, vec![left..words.left[at], words.right[at] + 1..right]);
        pool.add_one(Kind::Clause, words.right[at] + 1..right);
        pool.add(
            Kind::Clause,
            vec![sentence.start..words.left[at], words.right[at] + 1..sentence.end],
        );
        pool.add_one(Kind::Clause, words.right[at] + 1..sentence.end);
        at = head;
    }
    if token.pos == Pos::Noun {
        pool.add_one(Kind::Noun, words.left[i]..words.right[i] + 1);
    }
    let subject = words.subject(i).or_else(|| tree::subject(document, i));
    if let Some(s) = subject {
        pool.add_one(Kind::Noun, words.left[s]..words.right[s] + 1);
        let rest = document.children(i).filter(|c| {
            *c > i
                && matches!(document.token(*c).dep, Dep::Xcomp | Dep::Prep | Dep::Oprd | Dep::Ccomp)
        });
        for child in rest.take(3) {
            pool.add(
                Kind::Noun,
                vec![words.left[s]..words.right[s] + 1, words.left[child]..words.right[child] + 1],
            );
        }
    }
    // "Scolded the envoy again on Monday for": an object without what stands between.
    let children: Vec<usize> =
        document.children(i).filter(|c| *c > i && document.token(*c).pos != Pos::Punct).collect();
    for (n, one) in children.iter().enumerate().take(4) {
        for other in children.iter().skip(n + 2).take(3) {
            pool.add(
                Kind::Noun,
                vec![
                    words.left[*one].max(i + 1)..words.right[*one] + 1,
                    words.left[*other]..words.right[*other] + 1,
                ],
            );
        }
    }
}

/// Where the quotation at token `at` ends, when that is beyond the sentence.
fn end_of_quote(words: &Words, at: usize, sentence: &Range<usize>) -> Option<usize> {
    let quote = (at..sentence.end).rev().find_map(|t| words.quoted[t].checked_sub(1))?;
    Some(words.quotes[quote as usize].end).filter(|end| *end > sentence.end)
}

/// Quotations beside the cue, and speeches that run over several.
fn quote_candidates(
    pool: &mut Pool,
    i: usize,
    sentence: &Range<usize>,
    starts: &[usize],
    before: usize,
) {
    let words = pool.words;
    let quotes = &words.quotes;
    let first = quotes.partition_point(|quote| quote.end <= sentence.start);
    // The last quotation wholly before the sentence, for "...". She said so.
    let near = first.saturating_sub(1)..quotes.len().min(first + LONGEST_SPEECH);
    for number in near {
        let quote = quotes[number].clone();
        if quote.contains(&i) || quote.start > sentence.end + FARTHEST {
            continue;
        }
        let inside = quote.start < sentence.end && quote.end > sentence.start;
        let follows = quote.start >= sentence.end && words.count(&(sentence.end..quote.start)) == 0;
        let precedes =
            quote.end <= sentence.start && words.count(&(quote.end..sentence.start)) == 0;
        if !inside && !follows && !precedes {
            continue;
        }
        pool.add_one(Kind::Quote, quote.clone());
        let chain = speech(words, number);
        if let Some(last) = chain.last() {
            pool.add_one(Kind::Speech, quote.start..*last);
        }
        if quote.end <= before.max(i) {
            // "It fell," he said. "Nobody was hurt."
            let next = quotes.iter().enumerate().skip(number + 1).find(|(_, q)| q.start > i);
            if let Some((number, next)) = next.filter(|(_, q)| {
                q.start < sentence.end || words.count(&(sentence.end..q.start)) == 0
            }) {
                let starts = [
                    quote.start,
                    sentence.start.min(quote.start),
                    words.trimmed(sentence.start..before).start,
                ];
                for start in starts {
                    pool.add(Kind::QuoteOn, vec![start..quote.end, next.clone()]);
                    pool.add(Kind::QuoteOn, vec![start..before, next.clone()]);
                    for end in speech(words, number).into_iter().take(3) {
                        pool.add(Kind::Speech, vec![start..quote.end, next.start..end]);
                    }
                }
            }
        } else if inside {
            for start in starts.iter().filter(|start| **start <= quote.start).take(4) {
                pool.add_one(Kind::QuoteOn, *start..quote.end);
            }
        } else {
            // Told in the sentence, and then in a quotation of its own.
            pool.add(Kind::QuoteOn, vec![sentence.start..before, quote.clone()]);
            for start in starts.iter().take(3) {
                pool.add_one(Kind::QuoteOn, *start..quote.end);
            }
        }
    }
}

/// Where a speech that begins with a quotation may end: after each of the next ones that follow
/// without a word between.
fn speech(words: &Words, number: usize) -> Vec<usize> {
    let quotes = &words.quotes;
    let mut ends = Vec::new();
    for next in number + 1..quotes.len().min(number + LONGEST_SPEECH) {
        if words.count(&(quotes[next - 1].end..quotes[next].start)) > 0 {
            break;
        }
        ends.push(quotes[next].end);
    }
    ends
}

/// Sentences before it, without quotation marks: "... . The bridge was closed, she said."; and, as
/// in transcripts, all that follows in the paragraph.
fn paragraph_candidates(pool: &mut Pool, i: usize, sentence: &Range<usize>, before: usize) {
    let words = pool.words;
    let document = words.document;
    let here = words.paragraph[i];
    let same = |at: &usize| words.paragraph[*at] == here;
    let first = (0..sentence.start).rev().take(FARTHEST).take_while(same).last();
    if let Some(first) = first {
        let previous = document.sentences()[document.sentence_of(sentence.start - 1)].clone();
        pool.add_one(Kind::Back, previous.start..before);
        pool.add_one(Kind::Back, previous);
        pool.add_one(Kind::Back, first..before);
    }
    let last = (sentence.end..document.len()).take(FARTHEST).take_while(same).last();
    pool.add_one(Kind::Paragraph, i + 1..last.map_or(sentence.end, |last| last + 1));
}
