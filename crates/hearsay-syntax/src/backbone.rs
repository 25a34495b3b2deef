//! The backbone: all stages from text to [`Document`], over one loaded model.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::chars::{is_alpha, is_space, is_upper};
use crate::document::{Document, Span, Strings, Token};
use crate::entities;
use crate::features::{FeatureMaker, Features};
use crate::kernel::{Instructions, Packed};
use crate::labels::{Dep, Pos, Tag};
use crate::lemmatizer::Lemmatizer;
use crate::model::{EMBEDDED, ModelData, ModelError};
use crate::parser;
use crate::ruler::{RuledToken, Ruler};
use crate::tokenizer::Tokenizer;
use crate::transitions::{Chunks, Predictor, Scorer, best};
use crate::vectors::{VectorCache, VectorNet};

/// A loaded model, ready to read texts. It does not change, so threads may share it; each brings
/// its own [`Scratch`].
///
/// ```
/// use hearsay_syntax::{Backbone, Dep, Scratch};
///
/// let backbone = Backbone::embedded();
/// let document = backbone.parse("Baku denied it.", &mut Scratch::default());
/// let verb = (0..document.len()).find(|i| document.lemma(*i) == "deny").unwrap();
/// let subject = document.children_by(verb, Dep::Nsubj).next().unwrap();
/// assert_eq!(document.word(subject), "Baku");
/// ```
#[derive(Debug)]
pub struct Backbone {
    tokenizer: Tokenizer,
    features: FeatureMaker,
    vectors: VectorNet,
    tagger: Packed,
    tags: Vec<Tag>,
    parser: Predictor,
    parser_moves: parser::Moves,
    entity_vectors: VectorNet,
    entities: Predictor,
    entity_moves: entities::Moves,
    ruler: Ruler,
    lemmatizer: Lemmatizer,
}

/// Buffers and caches that a thread keeps from text to text. Results do not depend on them.
#[derive(Debug, Default)]
pub struct Scratch {
    vectors: VectorCache,
    entity_vectors: VectorCache,
    parser: Chunks,
    entities: Chunks,
    scores: Vec<f32>,
    lemmas: HashMap<LemmaKey, String>,
}

/// What a lemma depends on.
#[derive(Debug, PartialEq, Eq, Hash)]
struct LemmaKey {
    word: String,
    pos: Option<Pos>,
    morph: String,
}

/// Lemmas kept in a [`Scratch`] before it starts afresh.
const LEMMAS_KEPT: usize = 20_000;

/// How a text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseOptions {
    /// Whether blank lines and datelines ("BAGHDAD, March 29 -") force the start of a sentence.
    /// Without this, headings and captions stick to what follows them, and a dateline is taken
    /// for somebody who acts.
    pub break_at_structure: bool,
}

impl Default for ParseOptions {
    fn default() -> Self {
        Self { break_at_structure: true }
    }
}

impl Backbone {
    /// The model that is built into the program, loaded the first time it is asked for.
    ///
    /// # Panics
    /// When the built-in model is damaged, which the tests rule out.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static BACKBONE: OnceLock<Backbone> = OnceLock::new();
        BACKBONE.get_or_init(|| {
            Self::from_bytes(EMBEDDED).expect("the model built into the program is whole")
        })
    }

    /// Loads a model file.
    ///
    /// # Errors
    /// When the file is damaged, of another format, or names labels that are not known here.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        Self::new(&ModelData::decode(bytes)?)
    }

    /// Makes a model ready.
    ///
    /// # Errors
    /// When it names labels that are not known here, or its layers do not fit together.
    pub fn new(data: &ModelData) -> Result<Self, ModelError> {
        let fail = |problem: String| ModelError { at: 0, problem };
        let instructions = Instructions::detect();
        let tags: Vec<Tag> = data
            .tags
            .iter()
            .map(|tag| tag.parse().map_err(|error: crate::UnknownLabel| fail(error.to_string())))
            .collect::<Result<_, _>>()?;
        let vectors = VectorNet::new(&data.vectors, instructions);
        let entity_vectors = VectorNet::new(&data.entity_vectors, instructions);
        let fits = tags.len() == data.tagger.weights.rows
            && !tags.is_empty()
            && data.tagger.weights.columns == vectors.width
            && data.parser.narrow.weights.columns == vectors.width
            && data.parser.slots == 8
            && data.entities.narrow.weights.columns == entity_vectors.width
            && data.entities.slots == 3;
        if !fits {
            return Err(fail("the networks do not fit together".to_owned()));
        }
        Ok(Self {
            tokenizer: Tokenizer::new(&data.tokenizer),
            features: FeatureMaker::new(data),
            vectors,
            tagger: Packed::linear(&data.tagger),
            tags,
            parser: Predictor::new(&data.parser),
            parser_moves: parser::Moves::new(&data.parser.moves)?,
            entity_vectors,
            entities: Predictor::new(&data.entities),
            entity_moves: entities::Moves::new(&data.entities.moves)?,
            ruler: Ruler::new(&data.rules)?,
            lemmatizer: Lemmatizer::new(&data.lemmas)?,
        })
    }

    /// Cuts a text into tokens and goes no further.
    ///
    /// What lies between two tokens is nothing or one blank.
    #[must_use]
    pub fn tokenize(&self, text: &str) -> Vec<Span> {
        let pieces = self.tokenizer.tokenize(beginning(text));
        pieces.iter().map(|piece| Span::new(piece.start, piece.end)).collect()
    }

    /// Reads a text. Blank lines and datelines are followed by a new sentence.
    ///
    /// Never fails. Of a text longer than 4 GB only the beginning is read.
    #[must_use]
    pub fn parse(&self, text: &str, scratch: &mut Scratch) -> Document {
        self.parse_with(text, ParseOptions::default(), scratch)
    }

    /// Reads a text as `options` say.
    #[must_use]
    pub fn parse_with(&self, text: &str, options: ParseOptions, scratch: &mut Scratch) -> Document {
        let text = beginning(text);
        let mut document = Document::default();
        document.text.push_str(text);
        let (kinds, features) = self.begin_tokens(&mut document);
        let count = document.tokens.len();
        let spaces: Vec<bool> =
            (0..count).map(|i| document.word(i).chars().all(is_space)).collect();
        let starts = if options.break_at_structure {
            structural_starts(&document)
        } else {
            vec![false; count]
        };
        self.parse_trees(&mut document, &kinds, &features, starts, &spaces, scratch);
        self.finish_tokens(&mut document, scratch);
        let mut scorer = Scorer {
            predictor: &self.entities,
            net: &self.entity_vectors,
            kinds: &kinds,
            features: &features,
            cache: &mut scratch.entity_vectors,
            chunks: &mut scratch.entities,
            on_vectors: |_, _: &[f32]| {},
        };
        document.entities = entities::recognize(
            &self.entity_moves,
            &mut scorer,
            count,
            |i| document.tokens[i].starts_sentence,
            |i| spaces[i],
        );
        document.index();
        document
    }

    /// Fills in the tokens; gives the number of each token's features, and the features.
    fn begin_tokens(&self, document: &mut Document) -> (Vec<u32>, Vec<Features>) {
        let pieces = self.tokenizer.tokenize(&document.text);
        let mut numbers: HashMap<Features, u32> = HashMap::new();
        let mut features = Vec::new();
        let mut kinds = Vec::with_capacity(pieces.len());
        let nothing = document.strings.intern("");
        document.tokens.reserve_exact(pieces.len());
        for (i, piece) in pieces.iter().enumerate() {
            let word = Span::new(piece.start, piece.end).of(&document.text);
            let seen =
                self.features.features(word, self.tokenizer.norm(piece), piece.followed_by_blank);
            kinds.push(*numbers.entry(seen).or_insert_with(|| {
                features.push(seen);
                to_u32(features.len() - 1)
            }));
            document.tokens.push(Token {
                start: to_u32(piece.start),
                end: to_u32(piece.end),
                head: to_u32(i),
                lemma: nothing,
                morph: nothing,
                tag: Tag::Xx,
                pos: Pos::X,
                dep: Dep::Dep,
                followed_by_blank: piece.followed_by_blank,
                starts_sentence: false,
            });
        }
        (kinds, features)
    }

    /// Fills in tags, heads, labels and sentence starts.
    fn parse_trees(
        &self,
        document: &mut Document,
        kinds: &[u32],
        features: &[Features],
        starts: Vec<bool>,
        spaces: &[bool],
        scratch: &mut Scratch,
    ) {
        let Scratch { vectors, parser: chunks, scores, .. } = scratch;
        let tokens = &mut document.tokens;
        // The parser asks for the vectors of every token; the tagger looks on.
        let tag = |range: std::ops::Range<usize>, vectors: &[f32]| {
            let stride = self.tagger.stride();
            scores.resize(range.len() * stride, 0.0);
            let width = self.vectors.width;
            let instructions = self.vectors.instructions();
            self.tagger.multiply(instructions, vectors, width, range.len(), scores);
            for (i, scores) in range.zip(scores.chunks_exact(stride)) {
                let number = best(scores, self.tags.len(), |_| true).unwrap_or(0);
                tokens[i].tag = self.tags[number];
            }
        };
        let mut scorer = Scorer {
            predictor: &self.parser,
            net: &self.vectors,
            kinds,
            features,
            cache: vectors,
            chunks,
            on_vectors: tag,
        };
        let arcs = parser::parse(&self.parser_moves, &mut scorer, starts, |i| spaces[i]);
        for (token, arc) in document.tokens.iter_mut().zip(arcs) {
            token.head = arc.head;
            token.dep = arc.label;
            token.starts_sentence = arc.starts_sentence;
        }
    }

    /// Fills in parts of speech, features and lemmas.
    fn finish_tokens(&self, document: &mut Document, scratch: &mut Scratch) {
        let Document { text, tokens, strings, .. } = document;
        let ruled = |token: &Token, text| {
            let word = token.span().of(text);
            RuledToken { word, lower: word.to_lowercase(), tag: token.tag, dep: token.dep }
        };
        let mut carried = Vec::new();
        let mut next = tokens.first().map(|token| ruled(token, text));
        for i in 0..tokens.len() {
            let this = next.take().expect("there is a token `i`");
            next = tokens.get(i + 1).map(|token| ruled(token, text));
            let found = self.ruler.attributes(&this, next.as_ref(), &mut carried);
            let token = &mut tokens[i];
            token.tag = found.tag.unwrap_or(token.tag);
            token.dep = found.dep.unwrap_or(token.dep);
            token.pos = found.pos.unwrap_or(Pos::X);
            token.morph = strings.intern(found.morph);
            token.lemma = match found.lemma {
                Some(lemma) => strings.intern(lemma),
                None => self.lemma(this.word, found.pos, found.morph, strings, &mut scratch.lemmas),
            };
        }
    }

    fn lemma(
        &self,
        word: &str,
        pos: Option<Pos>,
        morph: &str,
        strings: &mut Strings,
        kept: &mut HashMap<LemmaKey, String>,
    ) -> crate::Symbol {
        let key = LemmaKey { word: word.to_owned(), pos, morph: morph.to_owned() };
        if kept.len() > LEMMAS_KEPT {
            kept.clear();
        }
        let lemma = kept.entry(key).or_insert_with(|| self.lemmatizer.lemma(word, pos, morph));
        strings.intern(lemma)
    }
}

/// The tokens before which the text's structure puts the start of a sentence.
///
/// `xtask/spacy_dump.py --breaks` has the same rules, so that spaCy can be held against this.
fn structural_starts(document: &Document) -> Vec<bool> {
    let count = document.len();
    let mut starts = vec![false; count];
    let is_blank_line = |i: usize| {
        let word = document.word(i);
        word.chars().all(is_space) && word.bytes().filter(|b| *b == b'\n').count() >= 2
    };
    for i in 0..count {
        if i > 0 && is_blank_line(i - 1) {
            starts[i] = true;
        }
        let begins_paragraph = i == 0 || starts[i];
        let end = begins_paragraph.then(|| dateline_end(document, i)).flatten();
        if let Some(end) = end.filter(|end| *end < count) {
            starts[end] = true;
        }
    }
    starts
}

/// Where the text after a dateline begins, if a paragraph that starts at token `first` has one: a
/// place in capitals, then only names, numbers and marks up to a dash between blanks.
fn dateline_end(document: &Document, first: usize) -> Option<usize> {
    /// No dateline has more tokens.
    const LONGEST: usize = 16;
    let place = document.word(first);
    if place.chars().count() < 3 || !place.chars().all(|c| is_alpha(c) && is_upper(c)) {
        return None;
    }
    for i in first + 1..document.len().min(first + LONGEST) {
        let word = document.word(i);
        if matches!(word, "-" | "--" | "–" | "—") {
            if document.token(i - 1).followed_by_blank && document.token(i).followed_by_blank {
                return Some(i + 1);
            }
            continue; // the hyphen of a name
        }
        let begins = word.chars().next()?;
        if !(is_upper(begins) || begins.is_ascii_digit() || ",.()/".contains(begins)) {
            return None;
        }
    }
    None
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).expect("offsets and token numbers of a text under 4 GB fit u32")
}

/// The text up to where offsets stop fitting 32 bits.
fn beginning(text: &str) -> &str {
    let limit = u32::MAX as usize;
    if text.len() <= limit {
        return text;
    }
    &text[..text.floor_char_boundary(limit)]
}
