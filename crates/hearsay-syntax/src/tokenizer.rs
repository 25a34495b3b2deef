//! Text to tokens: cut at white space, peel prefixes and suffixes, split at infixes.
//!
//! The rules are spaCy's for English, read from the model file; this module is the machine that
//! applies them. Python searches each pattern as one large regular expression. Here every
//! alternative is matched at the place where it can stand, so a run of a million brackets costs
//! a million steps and no more.

use std::collections::{HashMap, HashSet};

use crate::chars::{CharSet, is_space};
use crate::model::{Alternative, RunOf, TokenizerData};
use crate::url;

/// A piece of the text before anything is known about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) followed_by_blank: bool,
    /// Number of the norm that an exception gives the token, in [`Tokenizer::norm`].
    norm: Option<u32>,
}

/// Alternatives, and which of them an ASCII character can be at the end they are tried from.
#[derive(Debug)]
struct Patterns {
    all: Vec<Alternative>,
    by_ascii: Vec<Vec<usize>>,
}

impl Patterns {
    /// `end` picks the run of characters that is tried first.
    fn new(all: &[Alternative], classes: &[CharSet], end: fn(&[RunOf]) -> Option<&RunOf>) -> Self {
        let admits = |alternative: &Alternative, c: char| {
            end(&alternative.body).is_some_and(|run| classes[usize::from(run.class)].contains(c))
        };
        let by_ascii = (0..128_u8)
            .map(|b| (0..all.len()).filter(|i| admits(&all[*i], char::from(b))).collect())
            .collect();
        Self { all: all.to_vec(), by_ascii }
    }

    /// The alternatives that `c` does not rule out, in order.
    fn candidates(&self, c: char) -> impl Iterator<Item = &Alternative> {
        let listed = self.by_ascii.get(c as usize);
        let others = if listed.is_some() { &[] } else { &self.all[..] };
        listed.into_iter().flatten().map(|i| &self.all[*i]).chain(others)
    }
}

/// The tokens of one exception: how long each is, in bytes, and its norm.
type Pieces = Vec<(usize, Option<u32>)>;

/// The tokenizer of one model.
#[derive(Debug)]
pub(crate) struct Tokenizer {
    classes: Vec<CharSet>,
    prefixes: Patterns,
    suffixes: Patterns,
    infixes: Patterns,
    domain_letters: CharSet,
    exceptions: HashMap<Box<str>, Pieces>,
    /// No exception is longer than this many bytes.
    longest_exception: usize,
    norms: Vec<Box<str>>,
    /// Exceptions that the patterns cut apart, by their first token: the tokens they fall into.
    cut_exceptions: HashMap<Box<str>, Vec<Vec<Box<str>>>>,
}

impl Tokenizer {
    pub(crate) fn new(data: &TokenizerData) -> Self {
        let mut norms: Vec<Box<str>> = Vec::new();
        let mut norm_numbers: HashMap<&str, u32> = HashMap::new();
        let mut exceptions = HashMap::new();
        for (text, tokens) in &data.exceptions {
            let pieces = tokens.iter().map(|(orth, norm)| {
                let number = norm.as_deref().map(|norm| {
                    *norm_numbers.entry(norm).or_insert_with(|| {
                        norms.push(norm.into());
                        u32::try_from(norms.len() - 1).expect("norms are few")
                    })
                });
                (orth.len(), number)
            });
            exceptions.insert(text.as_str().into(), pieces.collect());
        }
        let classes: Vec<CharSet> =
            data.classes.iter().map(|ranges| CharSet::new(ranges)).collect();
        let mut tokenizer = Self {
            prefixes: Patterns::new(&data.prefixes, &classes, <[RunOf]>::first),
            suffixes: Patterns::new(&data.suffixes, &classes, <[RunOf]>::last),
            infixes: Patterns::new(&data.infixes, &classes, <[RunOf]>::first),
            classes,
            domain_letters: CharSet::new(&data.domain_letters),
            longest_exception: data
                .exceptions
                .iter()
                .map(|(text, _)| text.len())
                .max()
                .unwrap_or(0),
            exceptions,
            norms,
            cut_exceptions: HashMap::new(),
        };
        tokenizer.cut_exceptions = tokenizer.find_cut_exceptions(data);
        tokenizer
    }

    /// The norm that an exception gives a token, if any.
    pub(crate) fn norm(&self, piece: &Piece) -> Option<&str> {
        piece.norm.map(|number| &*self.norms[number as usize])
    }

    /// Cuts a text into tokens; tokens and the blanks they are followed by give back the text.
    pub(crate) fn tokenize(&self, text: &str) -> Vec<Piece> {
        let mut pieces = Vec::with_capacity(text.len() / 5);
        for_each_run(text, |run| match run {
            Run::Blank => {
                // Only the first run of a text has no token before it, and a blank there is kept
                // as a run of its own.
                let last: &mut Piece = pieces.last_mut().expect("a blank follows a token");
                last.followed_by_blank = true;
            }
            Run::Space(start, end) => {
                pieces.push(Piece { start, end, followed_by_blank: false, norm: None });
            }
            Run::Word(start, end) => self.cut_word(text, start, end, true, &mut pieces),
        });
        self.restore_exceptions(text, pieces)
    }

    /// Cuts one run without white space.
    fn cut_word(
        &self,
        text: &str,
        start: usize,
        end: usize,
        use_exceptions: bool,
        out: &mut Vec<Piece>,
    ) {
        let exception = |word: &str| {
            if use_exceptions && word.len() <= self.longest_exception {
                self.exceptions.get(word)
            } else {
                None
            }
        };
        if let Some(tokens) = exception(&text[start..end]) {
            push_exception(start, tokens, out);
            return;
        }
        let (mut from, mut to) = (start, end);
        let mut suffixes: Vec<(usize, usize)> = Vec::new();
        let mut last_length = usize::MAX;
        while from < to && to - from != last_length {
            let word = &text[from..to];
            if exception(word).is_some() {
                break;
            }
            last_length = word.len();
            let prefix = self.prefix_length(word);
            if prefix > 0 && prefix < word.len() && exception(&word[prefix..]).is_some() {
                out.push(plain(from, from + prefix));
                from += prefix;
                break;
            }
            // The search for a suffix does not see the prefix, not even to look behind.
            let suffix = self.suffix_length(&word[prefix..]);
            if suffix > 0
                && suffix < word.len()
                && exception(&word[..word.len() - suffix]).is_some()
            {
                suffixes.push((to - suffix, to));
                to -= suffix;
                break;
            }
            if prefix > 0 {
                out.push(plain(from, from + prefix));
                from += prefix;
            }
            if suffix > 0 {
                suffixes.push((to - suffix, to));
                to -= suffix;
            }
        }
        if from < to {
            let word = &text[from..to];
            if let Some(tokens) = exception(word) {
                push_exception(from, tokens, out);
            } else if url::is_url(word, &self.domain_letters) {
                out.push(plain(from, to));
            } else {
                self.split_infixes(text, from, to, out);
            }
        }
        out.extend(suffixes.iter().rev().map(|(start, end)| plain(*start, *end)));
    }

    /// How many bytes of `word` are a prefix; the first alternative that matches decides.
    fn prefix_length(&self, word: &str) -> usize {
        let Some(first) = word.chars().next() else { return 0 };
        self.prefixes
            .candidates(first)
            .find_map(|alternative| self.match_forward(alternative, word, 0))
            .unwrap_or(0)
    }

    /// How many bytes at the end of `word` are a suffix; the longest counts.
    fn suffix_length(&self, word: &str) -> usize {
        let Some(last) = word.chars().next_back() else { return 0 };
        self.suffixes
            .candidates(last)
            .filter_map(|alternative| self.match_backward(alternative, word))
            .max()
            .unwrap_or(0)
    }

    /// The length of a match that starts at byte `at`; runs take all they can.
    fn match_forward(&self, alternative: &Alternative, word: &str, at: usize) -> Option<usize> {
        if !self.stands_behind(alternative, &word[..at]) {
            return None;
        }
        let mut rest = &word[at..];
        for run in &alternative.body {
            let class = &self.classes[usize::from(run.class)];
            for _ in 0..run.least {
                let c = rest.chars().next().filter(|c| class.contains(*c))?;
                rest = &rest[c.len_utf8()..];
            }
            if run.or_more {
                rest = rest.trim_start_matches(|c| class.contains(c));
            }
        }
        if let Some((class, wanted)) = alternative.ahead {
            let class = &self.classes[usize::from(class)];
            if rest.chars().next().is_some_and(|c| class.contains(c)) != wanted {
                return None;
            }
        }
        Some(word.len() - at - rest.len())
    }

    /// The length of the longest match that reaches to the end of `word`.
    fn match_backward(&self, alternative: &Alternative, word: &str) -> Option<usize> {
        let mut rest = word;
        for run in alternative.body.iter().rev() {
            let class = &self.classes[usize::from(run.class)];
            for _ in 0..run.least {
                let c = rest.chars().next_back().filter(|c| class.contains(*c))?;
                rest = &rest[..rest.len() - c.len_utf8()];
            }
            if run.or_more {
                rest = rest.trim_end_matches(|c| class.contains(c));
            }
        }
        self.stands_behind(alternative, rest).then_some(word.len() - rest.len())
    }

    /// Whether the look-behind of an alternative is satisfied by what comes before it.
    fn stands_behind(&self, alternative: &Alternative, before: &str) -> bool {
        let mut before = before.chars();
        alternative.behind.iter().rev().all(|class| {
            before.next_back().is_some_and(|c| self.classes[usize::from(*class)].contains(c))
        })
    }

    /// Cuts a word at its infixes, which become tokens too.
    fn split_infixes(&self, text: &str, start: usize, end: usize, out: &mut Vec<Piece>) {
        let word = &text[start..end];
        let mut piece_start = 0;
        let mut at = 0;
        while let Some(c) = word[at..].chars().next() {
            let found = self
                .infixes
                .candidates(c)
                .find_map(|alternative| self.match_forward(alternative, word, at));
            let Some(length) = found else {
                at += c.len_utf8();
                continue;
            };
            // An infix at the very start cuts nothing off.
            if at > 0 {
                if piece_start < at {
                    out.push(plain(start + piece_start, start + at));
                }
                out.push(plain(start + at, start + at + length));
                piece_start = at + length;
            }
            at += length;
        }
        if piece_start < word.len() {
            out.push(plain(start + piece_start, end));
        }
    }

    /// The exceptions that the patterns would cut, by the tokens they would be cut into.
    fn find_cut_exceptions(&self, data: &TokenizerData) -> HashMap<Box<str>, Vec<Vec<Box<str>>>> {
        let mut found: HashMap<Box<str>, Vec<Vec<Box<str>>>> = HashMap::new();
        for (text, _) in &data.exceptions {
            let mut pieces = Vec::new();
            for_each_run(text, |run| match run {
                Run::Blank => {}
                Run::Space(start, end) => pieces.push(plain(start, end)),
                Run::Word(start, end) => self.cut_word(text, start, end, false, &mut pieces),
            });
            if text.contains(is_space) || self.any_pattern_matches(text) {
                let words: Vec<Box<str>> =
                    pieces.iter().map(|piece| text[piece.start..piece.end].into()).collect();
                found.entry(words[0].clone()).or_default().push(words);
            }
        }
        found
    }

    /// Whether any prefix, suffix or infix is found in `text`.
    fn any_pattern_matches(&self, text: &str) -> bool {
        self.prefix_length(text) > 0
            || self.suffix_length(text) > 0
            || text.char_indices().any(|(at, c)| {
                let mut infixes = self.infixes.candidates(c);
                infixes.any(|infix| self.match_forward(infix, text, at).is_some())
            })
    }

    /// Puts exceptions back together that were cut because something stuck to them: `and/or`.
    fn restore_exceptions(&self, text: &str, pieces: Vec<Piece>) -> Vec<Piece> {
        let word = |piece: &Piece| &text[piece.start..piece.end];
        let mut matches: Vec<(usize, usize)> = Vec::new();
        for start in 0..pieces.len() {
            let Some(candidates) = self.cut_exceptions.get(word(&pieces[start])) else { continue };
            for words in candidates {
                let end = start + words.len();
                if end <= pieces.len()
                    && words.iter().zip(&pieces[start..end]).all(|(w, piece)| &**w == word(piece))
                {
                    matches.push((start, end));
                }
            }
        }
        if matches.is_empty() {
            return pieces;
        }
        // Longest first, then leftmost; one that is begun or ended by another is left out.
        matches.sort_by_key(|(start, end)| (std::cmp::Reverse(end - start), *start));
        let mut covered = HashSet::new();
        let mut kept = Vec::new();
        for (start, end) in matches {
            if !covered.contains(&start) && !covered.contains(&(end - 1)) {
                kept.push((start, end));
            }
            covered.extend(start..end);
        }
        kept.sort_unstable();
        let mut out = Vec::with_capacity(pieces.len());
        let mut at = 0;
        for (start, end) in kept {
            let span = &text[pieces[start].start..pieces[end - 1].end];
            let Some(tokens) = self.exceptions.get(span) else { continue };
            out.extend_from_slice(&pieces[at..start]);
            push_exception(pieces[start].start, tokens, &mut out);
            out.last_mut().expect("an exception has tokens").followed_by_blank =
                pieces[end - 1].followed_by_blank;
            at = end;
        }
        out.extend_from_slice(&pieces[at..]);
        out
    }
}

/// A stretch of text between two changes from white space to other characters or back.
enum Run {
    /// The one blank after a token that is part of no token.
    Blank,
    Space(usize, usize),
    Word(usize, usize),
}

/// Calls `each` for every run, in order.
fn for_each_run(text: &str, mut each: impl FnMut(Run)) {
    let mut start = 0;
    let mut in_space = text.chars().next().is_some_and(is_space);
    for (at, c) in text.char_indices() {
        if is_space(c) == in_space {
            continue;
        }
        if start < at {
            each(if in_space { Run::Space(start, at) } else { Run::Word(start, at) });
        }
        start = at;
        in_space = !in_space;
        if c == ' ' {
            each(Run::Blank);
            start += 1;
        }
    }
    if start < text.len() {
        each(if in_space { Run::Space(start, text.len()) } else { Run::Word(start, text.len()) });
    }
}

/// A token that no exception has made.
fn plain(start: usize, end: usize) -> Piece {
    Piece { start, end, followed_by_blank: false, norm: None }
}

/// Adds the tokens of an exception that starts at byte `start`.
fn push_exception(mut start: usize, tokens: &Pieces, out: &mut Vec<Piece>) {
    for (length, norm) in tokens {
        out.push(Piece { start, end: start + length, followed_by_blank: false, norm: *norm });
        start += length;
    }
}
