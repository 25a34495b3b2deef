//! The parsed article: text, tokens, sentences, entities.

use std::collections::HashMap;
use std::ops::Range;

use crate::labels::{Dep, EntityType, Pos, Tag};

/// A half-open range of bytes of the text, on character boundaries.
///
/// Inside the code every span counts bytes; the JSON form counts code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to but not including `end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Whether the span covers no text.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// Whether the two spans share at least one byte.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly inside this span.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The shortest span that covers both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The words that the span stands for.
    ///
    /// # Panics
    /// When the span does not lie in `text` on character boundaries, which no span of ours does.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
}

/// A string kept once in the document, such as a lemma.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Symbol(u32);

/// One token: a word, a number, a punctuation mark, or a run of white space.
#[derive(Clone, Debug)]
pub struct Token {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) head: u32,
    pub(crate) lemma: Symbol,
    pub(crate) morph: Symbol,
    /// Fine part of speech.
    pub tag: Tag,
    /// Universal part of speech.
    pub pos: Pos,
    /// What the token is to its head.
    pub dep: Dep,
    /// Whether one blank (U+0020) follows, which is then part of no token.
    pub followed_by_blank: bool,
    /// Whether a sentence starts here.
    pub starts_sentence: bool,
}

impl Token {
    /// Where the token stands in the text.
    #[must_use]
    pub const fn span(&self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }

    /// The number of the token's head; a root is its own head.
    #[must_use]
    pub const fn head(&self) -> usize {
        self.head as usize
    }
}

/// A named entity as the model found it: a range of tokens and a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// Token numbers, end exclusive.
    pub tokens: Range<usize>,
    /// The OntoNotes type.
    pub label: EntityType,
}

/// A text with its tokens, trees, sentences and entities.
///
/// Tokens are numbered through the whole document; `head` is such a number. The text between
/// tokens is always single blanks, so tokens and blanks together reproduce the text.
#[derive(Clone, Debug, Default)]
pub struct Document {
    pub(crate) text: String,
    pub(crate) tokens: Vec<Token>,
    pub(crate) sentences: Vec<Range<usize>>,
    pub(crate) entities: Vec<Entity>,
    pub(crate) strings: Strings,
    /// Children of each token in text order: `children[offsets[i]..offsets[i + 1]]`.
    children: Vec<u32>,
    child_offsets: Vec<u32>,
}

impl Document {
    /// The text exactly as it was given.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All tokens in order.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// How many tokens there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there is no token at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Token `i`.
    ///
    /// # Panics
    /// When there is no such token.
    #[must_use]
    pub fn token(&self, i: usize) -> &Token {
        &self.tokens[i]
    }

    /// The words of token `i`.
    #[must_use]
    pub fn word(&self, i: usize) -> &str {
        self.tokens[i].span().of(&self.text)
    }

    /// The lemma of token `i`.
    #[must_use]
    pub fn lemma(&self, i: usize) -> &str {
        self.strings.get(self.tokens[i].lemma)
    }

    /// The morphological features of token `i`, such as `Number=Sing`, or an empty string.
    #[must_use]
    pub fn morph(&self, i: usize) -> &str {
        self.strings.get(self.tokens[i].morph)
    }

    /// The sentences as ranges of token numbers; together they cover every token.
    #[must_use]
    pub fn sentences(&self) -> &[Range<usize>] {
        &self.sentences
    }

    /// The number of the sentence that token `i` stands in.
    #[must_use]
    pub fn sentence_of(&self, i: usize) -> usize {
        self.sentences.partition_point(|sentence| sentence.end <= i)
    }

    /// The named entities in order, without overlap.
    #[must_use]
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// The children of token `i` in text order.
    pub fn children(&self, i: usize) -> impl DoubleEndedIterator<Item = usize> + Clone + '_ {
        let range = self.child_offsets[i] as usize..self.child_offsets[i + 1] as usize;
        self.children[range].iter().map(|child| *child as usize)
    }

    /// The children of token `i` that hang on it by `dep`.
    pub fn children_by(
        &self,
        i: usize,
        dep: Dep,
    ) -> impl DoubleEndedIterator<Item = usize> + Clone + '_ {
        self.children(i).filter(move |child| self.tokens[*child].dep == dep)
    }

    /// Token `i` and everything below it in the tree, in text order.
    #[must_use]
    pub fn subtree(&self, i: usize) -> Vec<usize> {
        let mut found = vec![i];
        let mut next = 0;
        while next < found.len() {
            let token = found[next];
            found.extend(self.children(token));
            next += 1;
        }
        found.sort_unstable();
        found
    }

    /// Whether `ancestor` is `i` or stands above it in the tree.
    #[must_use]
    pub fn is_below(&self, mut i: usize, ancestor: usize) -> bool {
        loop {
            if i == ancestor {
                return true;
            }
            let head = self.tokens[i].head();
            if head == i {
                return false;
            }
            i = head;
        }
    }

    /// The span of text from the first to the last token of a range.
    ///
    /// An empty range gives an empty span where the range stands.
    #[must_use]
    pub fn span_of(&self, tokens: Range<usize>) -> Span {
        let start = self.tokens.get(tokens.start).map_or(self.text.len(), |t| t.span().start);
        if tokens.is_empty() {
            return Span::new(start, start);
        }
        Span::new(start, self.tokens[tokens.end - 1].span().end)
    }

    /// The tokens that overlap a span, as a range of token numbers.
    #[must_use]
    pub fn tokens_in(&self, span: Span) -> Range<usize> {
        let start = self.tokens.partition_point(|token| token.span().end <= span.start);
        let end = self.tokens.partition_point(|token| token.span().start < span.end);
        start..end.max(start)
    }

    /// The same document with some words made unreadable, as if nobody knew them: the tree stays.
    ///
    /// To learn what a word was for, read the document without it.
    #[must_use]
    pub fn without(&self, tokens: &[usize]) -> Self {
        let mut document = self.clone();
        let blank = document.strings.intern("_");
        for i in tokens {
            let span = document.tokens[*i].span();
            document.text.replace_range(span.start..span.end, &"_".repeat(span.end - span.start));
            document.tokens[*i].lemma = blank;
        }
        document
    }

    /// Builds the sentence ranges and child lists from `starts_sentence` and `head`.
    pub(crate) fn index(&mut self) {
        let count = self.tokens.len();
        self.sentences.clear();
        let mut start = 0;
        for i in 1..=count {
            if i == count || self.tokens[i].starts_sentence {
                self.sentences.push(start..i);
                start = i;
            }
        }
        let mut offsets = vec![0_u32; count + 1];
        for (i, token) in self.tokens.iter().enumerate() {
            if token.head() != i {
                offsets[token.head() + 1] += 1;
            }
        }
        for i in 0..count {
            offsets[i + 1] += offsets[i];
        }
        let mut next = offsets.clone();
        self.children = vec![0; offsets[count] as usize];
        for (i, token) in self.tokens.iter().enumerate() {
            if token.head() != i {
                let slot = &mut next[token.head()];
                self.children[*slot as usize] = u32::try_from(i).expect("token numbers fit u32");
                *slot += 1;
            }
        }
        self.child_offsets = offsets;
    }
}

/// Strings kept once each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Strings {
    strings: Vec<Box<str>>,
    symbols: HashMap<Box<str>, Symbol>,
}

impl Strings {
    /// The symbol for `text`, the same for the same text.
    pub(crate) fn intern(&mut self, text: &str) -> Symbol {
        if let Some(symbol) = self.symbols.get(text) {
            return *symbol;
        }
        let symbol = Symbol(u32::try_from(self.strings.len()).expect("symbols fit u32"));
        self.strings.push(text.into());
        self.symbols.insert(text.into(), symbol);
        symbol
    }

    /// The text of a symbol.
    pub(crate) fn get(&self, symbol: Symbol) -> &str {
        &self.strings[symbol.0 as usize]
    }
}
