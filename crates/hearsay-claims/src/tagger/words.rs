//! A parsed text made ready for the tagger: hashed words, the edges of subtrees, quotes, paragraphs.

use std::ops::Range;

use hearsay_syntax::{Dep, Document, Pos, Tag, tree};

use crate::quotes;

/// Mixes the parts of a feature into one number. Only such numbers are kept, never the words.
pub(super) fn mix(parts: &[u32]) -> u32 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts {
        hash ^= u64::from(*part);
        hash = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        hash ^= hash >> 29;
    }
    (hash >> 16) as u32
}

/// The number that stands for a string.
pub(super) fn hash(text: &str) -> u32 {
    let mut hash: u32 = 0x811c_9dc5;
    for byte in text.bytes() {
        hash ^= u32::from(byte);
        hash = hash.wrapping_mul(0x0100_0193);
    }
    hash
}

/// A number as one of a few sizes: exact when small, then by doubling.
pub(super) fn size(count: usize) -> u32 {
    match count {
        0..=4 => count as u32,
        5..=6 => 5,
        7..=9 => 6,
        10..=14 => 7,
        15..=22 => 8,
        23..=35 => 9,
        36..=60 => 10,
        _ => 11,
    }
}

/// A document with what the tagger's features look up, each computed once.
pub struct Words<'a> {
    pub(super) document: &'a Document,
    /// Lowercase words and lemmas, hashed.
    pub(super) word: Vec<u32>,
    pub(super) lemma: Vec<u32>,
    /// The first and last token of each token's subtree.
    pub(super) left: Vec<usize>,
    pub(super) right: Vec<usize>,
    /// The quotation around each token, plus one; 0 outside of any.
    pub(super) quoted: Vec<u32>,
    pub(super) quotes: Vec<Range<usize>>,
    /// The number of each token's paragraph.
    pub(super) paragraph: Vec<u32>,
    /// The type of the entity around each token, plus one; 0 outside of any.
    pub(super) entity: Vec<u32>,
    /// How many words, not marks, stand before each token.
    before: Vec<u32>,
}

impl<'a> Words<'a> {
    /// Prepares a document.
    #[must_use]
    pub fn new(document: &'a Document) -> Self {
        let count = document.len();
        let quotes = quotes::quotes(document);
        let mut quoted = vec![0; count];
        for (number, quote) in quotes.iter().enumerate() {
            quoted[quote.clone()].fill(number as u32 + 1);
        }
        let mut entity = vec![0; count];
        for found in document.entities() {
            entity[found.tokens.clone()].fill(found.label as u32 + 1);
        }
        let (left, right) = edges(document);
        let (mut paragraph, mut before) = (vec![0; count], vec![0; count + 1]);
        let mut paragraphs = 0;
        for i in 0..count {
            paragraph[i] = paragraphs;
            paragraphs += u32::from(quotes::is_paragraph_end(document.word(i)));
            before[i + 1] = before[i] + u32::from(!tree::is_mark(document, i));
        }
        Self {
            document,
            word: (0..count).map(|i| hash(&document.word(i).to_lowercase())).collect(),
            lemma: (0..count).map(|i| hash(&document.lemma(i).to_lowercase())).collect(),
            left,
            right,
            quoted,
            quotes,
            paragraph,
            entity,
            before,
        }
    }

    /// How many words stand in a range of tokens.
    pub(super) fn count(&self, range: &Range<usize>) -> usize {
        (self.before[range.end.max(range.start)] - self.before[range.start]) as usize
    }

    /// How alike two sets of ranges are: twice the shared words over all (Dice's measure).
    #[must_use]
    pub fn likeness(&self, some: &[Range<usize>], others: &[Range<usize>]) -> f32 {
        let shared: usize = some
            .iter()
            .flat_map(|a| others.iter().map(move |b| a.start.max(b.start)..a.end.min(b.end)))
            .filter(|both| both.start < both.end)
            .map(|both| self.count(&both))
            .sum();
        let all: usize = some.iter().chain(others).map(|range| self.count(range)).sum();
        if all == 0 { 0.0 } else { 2.0 * shared as f32 / all as f32 }
    }

    /// A range without marks and blanks at its ends.
    pub(super) fn trimmed(&self, mut range: Range<usize>) -> Range<usize> {
        while range.start < range.end && tree::is_mark(self.document, range.start) {
            range.start += 1;
        }
        while range.start < range.end && tree::is_mark(self.document, range.end - 1) {
            range.end -= 1;
        }
        range
    }

    pub(super) fn tag(&self, i: usize) -> u32 {
        self.document.token(i).tag as u32
    }

    pub(super) fn dep(&self, i: usize) -> u32 {
        self.document.token(i).dep as u32
    }

    /// The lemma of a token that may lie outside of the text.
    pub(super) fn lemma_at(&self, i: Option<usize>) -> u32 {
        i.and_then(|i| self.lemma.get(i)).copied().unwrap_or(1)
    }

    /// The tag of a token that may lie outside of the text.
    pub(super) fn tag_at(&self, i: Option<usize>) -> u32 {
        i.and_then(|i| self.document.tokens().get(i)).map_or(99, |token| token.tag as u32)
    }

    pub(super) fn is_quote_mark(&self, i: usize) -> bool {
        matches!(self.document.token(i).tag, Tag::OpenQuote | Tag::CloseQuote)
            || matches!(self.document.word(i), "\"" | "“" | "”" | "''" | "``")
    }

    /// The subject of a verb that the tree writes at it.
    pub(super) fn subject(&self, i: usize) -> Option<usize> {
        self.document.children(i).find(|c| {
            matches!(self.document.token(*c).dep, Dep::Nsubj | Dep::Nsubjpass | Dep::Csubj)
        })
    }

    /// Voice and surroundings of a cue in a few bits.
    pub(super) fn shape(&self, i: usize) -> u32 {
        let document = self.document;
        let has = |dep: Dep| u32::from(document.children_by(i, dep).next().is_some());
        let passive = has(Dep::Auxpass) | has(Dep::Agent);
        let token = document.token(i);
        let verb = u32::from(token.pos == Pos::Verb);
        verb | passive << 1
            | has(Dep::Ccomp) << 2
            | (has(Dep::Xcomp) << 3)
            | (has(Dep::Dobj) << 4)
            | u32::from(self.quote_near(i)) << 5
    }

    /// Whether a quotation stands in the cue's sentence, or closely after or before it.
    pub(super) fn quote_near(&self, i: usize) -> bool {
        let near = i.saturating_sub(12)..(i + 12).min(self.quoted.len());
        self.quoted[near].iter().any(|quote| *quote != 0 && *quote != self.quoted[i])
    }
}

/// The first and last token of each token's subtree.
fn edges(document: &Document) -> (Vec<usize>, Vec<usize>) {
    let mut left: Vec<usize> = (0..document.len()).collect();
    let mut right = left.clone();
    for sentence in document.sentences() {
        if sentence.len() > crate::LONGEST_SENTENCE {
            continue;
        }
        for i in sentence.clone() {
            let mut at = i;
            loop {
                let head = document.token(at).head();
                if head == at || (left[head] <= i && right[head] >= i) && head != i {
                    break;
                }
                left[head] = left[head].min(i);
                right[head] = right[head].max(i);
                at = head;
            }
        }
    }
    (left, right)
}
