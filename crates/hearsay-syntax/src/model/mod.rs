//! The model file: what the backbone knows, in one versioned blob.
//!
//! [`ModelData`] is that knowledge as plain values. The `xtask model` command fills it from the
//! published wheel and writes it with [`ModelData::encode`]; [`ModelData::decode`] reads it back
//! and trusts no length, shape or label in it. Weights are stored as f16 or f32 and computed with
//! as f32.
//!
//! Layout: magic `HSYNTAX\0`, format version (u32), then the fields in the order of
//! [`ModelData`]; integers little-endian, lists and texts preceded by their length (u32).

mod bytes;

pub use bytes::ModelError;
use bytes::{Reader, Writer};
use half::f16;

const MAGIC: &[u8; 8] = b"HSYNTAX\0";
/// Changes whenever the layout does.
const VERSION: u32 = 1;

/// The model compiled into the program: `en_core_web_sm` 3.8.0 with f16 weights.
pub(crate) static EMBEDDED: &[u8] = include_bytes!("../../../../models/en_core_web_sm-3.8.0.bin");

/// Everything the backbone was taught.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelData {
    /// Name and version of the published model, and where it came from.
    pub name: String,
    /// How to cut text into tokens.
    pub tokenizer: TokenizerData,
    /// Norms by string id (spaCy's `lexeme_norm` table), sorted by id.
    pub lexeme_norms: Vec<(u64, String)>,
    /// Norms that spaCy gives in every language, by exact text.
    pub base_norms: Vec<(String, String)>,
    /// Token vectors for tagger and parser.
    pub vectors: VectorsData,
    /// The tagger's one layer, 50 tags.
    pub tagger: Linear,
    /// The tags in the order of its rows.
    pub tags: Vec<String>,
    /// The parser's moves: `S`, `D`, `L-nsubj`, `R-pobj||prep`, `B-ROOT`.
    pub parser: TransitionsData,
    /// Token vectors for the entity recognizer.
    pub entity_vectors: VectorsData,
    /// The entity recognizer's moves: `B-ORG`, `O`.
    pub entities: TransitionsData,
    /// The attribute ruler's rules, in the order in which they apply.
    pub rules: Vec<AttributeRule>,
    /// The lemmatizer's tables.
    pub lemmas: Vec<LemmaTable>,
}

/// A matrix, row after row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matrix {
    /// How many rows.
    pub rows: usize,
    /// How many columns.
    pub columns: usize,
    /// `rows * columns` numbers.
    pub values: Vec<f32>,
}

/// `W x + b`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Linear {
    /// One row an output.
    pub weights: Matrix,
    /// One number an output.
    pub bias: Vec<f32>,
}

/// Maxout over three pieces, then layer normalization.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MaxoutNorm {
    /// Rows are output-major: output 0 piece 0, output 0 piece 1, …
    pub maxout: Linear,
    /// Factor of the normalized value, one an output.
    pub gain: Vec<f32>,
    /// What is added to it.
    pub shift: Vec<f32>,
}

/// Hashed embeddings, a mixing layer, and layers that see one neighbour on either side.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VectorsData {
    /// Which token features go in: indices into `NORM PREFIX SUFFIX SHAPE SPACY IS_SPACE`.
    pub columns: Vec<u8>,
    /// Hash seed of each column.
    pub seeds: Vec<u32>,
    /// Embedding table of each column.
    pub tables: Vec<Matrix>,
    /// Concatenated embeddings to token vector.
    pub mixing: MaxoutNorm,
    /// The window layers, first to last.
    pub windows: Vec<MaxoutNorm>,
}

/// A transition-based predictor: features of a few tokens, one hidden layer, one score a move.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TransitionsData {
    /// Token vector to the predictor's own, narrower vector.
    pub narrow: Linear,
    /// Feature slots.
    pub slots: usize,
    /// Rows: slot, hidden unit, maxout piece (two).
    pub lower: Matrix,
    /// One number a hidden unit and piece.
    pub lower_bias: Vec<f32>,
    /// What an empty slot adds: slot, hidden unit, piece.
    pub pad: Vec<f32>,
    /// Hidden units to move scores.
    pub upper: Linear,
    /// The moves in the order of the upper layer's rows.
    pub moves: Vec<String>,
}

/// Inclusive ranges of characters.
pub type CharRanges = Vec<(char, char)>;

/// One alternative of a tokenizer pattern.
///
/// Published as regular expressions; every alternative of them has this shape.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alternative {
    /// Classes that must stand before the match, left to right (look-behind).
    pub behind: Vec<u16>,
    /// The match itself, run after run; no two neighbouring runs share a character.
    pub body: Vec<RunOf>,
    /// A class that must follow, or must not (look-ahead).
    pub ahead: Option<(u16, bool)>,
}

/// So many characters of one class in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunOf {
    /// The class, by index.
    pub class: u16,
    /// How many at least.
    pub least: u8,
    /// Whether more are taken too.
    pub or_more: bool,
}

/// One token of an exception: its text, and its norm, if the exception gives one.
pub type ExceptionToken = (String, Option<String>);

/// The tokenizer's patterns and exceptions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenizerData {
    /// Character classes that the alternatives refer to by index.
    pub classes: Vec<CharRanges>,
    /// What may be cut off in front; the first alternative that matches counts.
    pub prefixes: Vec<Alternative>,
    /// What may be cut off at the end; the longest counts.
    pub suffixes: Vec<Alternative>,
    /// Where a word is cut inside; leftmost, then first.
    pub infixes: Vec<Alternative>,
    /// Letters that a top-level domain is made of.
    pub domain_letters: CharRanges,
    /// Words with tokens of their own; each token with its norm, if it has one.
    pub exceptions: Vec<(String, Vec<ExceptionToken>)>,
}

/// What a token must be for an attribute rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenPattern {
    /// Its tag is one of these; `None` asks nothing.
    pub tags: Option<Vec<String>>,
    /// Its tag is none of these.
    pub not_tags: Vec<String>,
    /// Its dependency label is one of these.
    pub deps: Option<Vec<String>>,
    /// Its dependency label is none of these.
    pub not_deps: Vec<String>,
    /// Its lower-case form is one of these.
    pub lowers: Option<Vec<String>>,
    /// Whether it is white space.
    pub is_space: Option<bool>,
}

/// Sets attributes of one token where one or two tokens in a row match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttributeRule {
    /// Any of these may match.
    pub patterns: Vec<Vec<TokenPattern>>,
    /// Which token of the match is changed.
    pub index: usize,
    /// Its new tag.
    pub tag: Option<String>,
    /// Its new part of speech.
    pub pos: Option<String>,
    /// Its new dependency label.
    pub dep: Option<String>,
    /// Its new features; empty removes them.
    pub morph: Option<String>,
    /// Its lemma.
    pub lemma: Option<String>,
}

/// The lemma tables of one part of speech.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LemmaTable {
    /// The part of speech, in lower case.
    pub pos: String,
    /// Endings and what takes their place, in order.
    pub rules: Vec<(String, String)>,
    /// Known lemmas, as a finite-state set.
    pub index: Vec<u8>,
    /// Irregular forms to a number in `exceptions`, as a finite-state map.
    pub exception_index: Vec<u8>,
    /// The lemmas of each irregular form.
    pub exceptions: Vec<Vec<String>>,
}

impl ModelData {
    /// Writes the file; `half` stores weights as f16.
    #[must_use]
    pub fn encode(&self, half: bool) -> Vec<u8> {
        let mut out = Writer::default();
        out.bytes.extend(MAGIC);
        out.u32(VERSION);
        out.u8(u8::from(half));
        out.text(&self.name);
        write_tokenizer(&mut out, &self.tokenizer);
        out.list(&self.lexeme_norms, |out, (id, norm)| {
            out.u64(*id);
            out.text(norm);
        });
        out.list(&self.base_norms, write_pair);
        write_vectors(&mut out, &self.vectors, half);
        write_linear(&mut out, &self.tagger, half);
        out.list(&self.tags, |out, tag| out.text(tag));
        write_transitions(&mut out, &self.parser, half);
        write_vectors(&mut out, &self.entity_vectors, half);
        write_transitions(&mut out, &self.entities, half);
        out.list(&self.rules, write_rule);
        out.list(&self.lemmas, write_lemmas);
        out.bytes
    }

    /// Reads a file that [`encode`](Self::encode) wrote.
    ///
    /// # Errors
    /// When the bytes are no such file, are cut short, or hold a list that cannot be.
    pub fn decode(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut file = Reader::new(bytes);
        if file.take(MAGIC.len())? != MAGIC {
            return Err(file.error("this is no Hearsay model"));
        }
        let version = file.u32()?;
        if version != VERSION {
            return Err(file.error(format!("format {version}, and only {VERSION} is known here")));
        }
        let half = file.u8()? == 1;
        let data = Self {
            name: file.text()?.to_owned(),
            tokenizer: read_tokenizer(&mut file)?,
            lexeme_norms: file.list(|file| Ok((file.u64()?, file.text()?.to_owned())))?,
            base_norms: file.list(read_pair)?,
            vectors: read_vectors(&mut file, half)?,
            tagger: read_linear(&mut file, half)?,
            tags: file.list(|file| Ok(file.text()?.to_owned()))?,
            parser: read_transitions(&mut file, half)?,
            entity_vectors: read_vectors(&mut file, half)?,
            entities: read_transitions(&mut file, half)?,
            rules: file.list(read_rule)?,
            lemmas: file.list(read_lemmas)?,
        };
        if !file.at_end() {
            return Err(file.error("bytes left over"));
        }
        Ok(data)
    }
}

// Each `write_` has its `read_` beside it, and they must name the same fields in the same order.

fn write_numbers(out: &mut Writer, values: &[f32], half: bool) {
    out.count(values.len());
    for value in values {
        if half {
            out.bytes.extend(f16::from_f32(*value).to_le_bytes());
        } else {
            out.bytes.extend(value.to_le_bytes());
        }
    }
}

fn read_numbers(file: &mut Reader<'_>, half: bool) -> Result<Vec<f32>, ModelError> {
    let count = file.u32()? as usize;
    let size = if half { 2 } else { 4 };
    let bytes =
        file.take(count.checked_mul(size).ok_or_else(|| file.error("too many numbers"))?)?;
    Ok(if half {
        bytes.chunks_exact(2).map(|b| f16::from_le_bytes([b[0], b[1]]).to_f32()).collect()
    } else {
        bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
    })
}

fn write_matrix(out: &mut Writer, matrix: &Matrix, half: bool) {
    out.count(matrix.rows);
    out.count(matrix.columns);
    write_numbers(out, &matrix.values, half);
}

fn read_matrix(file: &mut Reader<'_>, half: bool) -> Result<Matrix, ModelError> {
    let (rows, columns) = (file.u32()? as usize, file.u32()? as usize);
    let values = read_numbers(file, half)?;
    if rows.checked_mul(columns) != Some(values.len()) {
        return Err(file.error(format!("{} numbers for {rows} by {columns}", values.len())));
    }
    Ok(Matrix { rows, columns, values })
}

fn write_linear(out: &mut Writer, linear: &Linear, half: bool) {
    write_matrix(out, &linear.weights, half);
    // Biases are few, and an f16 bias would move every token alike: they keep all their digits.
    write_numbers(out, &linear.bias, false);
}

fn read_linear(file: &mut Reader<'_>, half: bool) -> Result<Linear, ModelError> {
    let linear = Linear { weights: read_matrix(file, half)?, bias: read_numbers(file, false)? };
    if linear.bias.len() != linear.weights.rows {
        return Err(file.error("as many biases as outputs are needed"));
    }
    Ok(linear)
}

fn write_maxout(out: &mut Writer, layer: &MaxoutNorm, half: bool) {
    write_linear(out, &layer.maxout, half);
    write_numbers(out, &layer.gain, false);
    write_numbers(out, &layer.shift, false);
}

fn read_maxout(file: &mut Reader<'_>, half: bool) -> Result<MaxoutNorm, ModelError> {
    let layer = MaxoutNorm {
        maxout: read_linear(file, half)?,
        gain: read_numbers(file, false)?,
        shift: read_numbers(file, false)?,
    };
    if layer.gain.len() * 3 != layer.maxout.bias.len() || layer.shift.len() != layer.gain.len() {
        return Err(file.error("a maxout layer of other than three pieces"));
    }
    Ok(layer)
}

fn write_vectors(out: &mut Writer, vectors: &VectorsData, half: bool) {
    out.list(&vectors.columns, |out, column| out.u8(*column));
    out.list(&vectors.seeds, |out, seed| out.u32(*seed));
    out.list(&vectors.tables, |out, table| write_matrix(out, table, half));
    write_maxout(out, &vectors.mixing, half);
    out.list(&vectors.windows, |out, layer| write_maxout(out, layer, half));
}

fn read_vectors(file: &mut Reader<'_>, half: bool) -> Result<VectorsData, ModelError> {
    let vectors = VectorsData {
        columns: file.list(Reader::u8)?,
        seeds: file.list(Reader::u32)?,
        tables: file.list(|file| read_matrix(file, half))?,
        mixing: read_maxout(file, half)?,
        windows: file.list(|file| read_maxout(file, half))?,
    };
    let width = vectors.mixing.gain.len();
    let fits = vectors.columns.iter().all(|column| *column < 6)
        && vectors.columns.len() == vectors.tables.len()
        && vectors.seeds.len() == vectors.tables.len()
        && vectors.tables.iter().all(|table| table.columns == width && table.rows > 0)
        && vectors.mixing.maxout.weights.columns == width * vectors.tables.len()
        && vectors.windows.len() == 4
        && vectors
            .windows
            .iter()
            .all(|layer| layer.gain.len() == width && layer.maxout.weights.columns == 3 * width);
    // The kernels work on whole vectors of eight numbers.
    if !fits || width == 0 || !width.is_multiple_of(8) {
        return Err(file.error("token vectors whose layers do not fit together"));
    }
    Ok(vectors)
}

fn write_transitions(out: &mut Writer, data: &TransitionsData, half: bool) {
    write_linear(out, &data.narrow, half);
    out.count(data.slots);
    write_matrix(out, &data.lower, half);
    write_numbers(out, &data.lower_bias, false);
    write_numbers(out, &data.pad, false);
    write_linear(out, &data.upper, half);
    out.list(&data.moves, |out, name| out.text(name));
}

fn read_transitions(file: &mut Reader<'_>, half: bool) -> Result<TransitionsData, ModelError> {
    let data = TransitionsData {
        narrow: read_linear(file, half)?,
        slots: file.u32()? as usize,
        lower: read_matrix(file, half)?,
        lower_bias: read_numbers(file, false)?,
        pad: read_numbers(file, false)?,
        upper: read_linear(file, half)?,
        moves: file.list(|file| Ok(file.text()?.to_owned()))?,
    };
    let hidden = data.upper.weights.columns;
    let fits = data.lower.columns == data.narrow.weights.rows
        && data.slots <= 16
        && data.lower.rows == data.slots * hidden * 2
        && data.lower_bias.len() == hidden * 2
        && data.pad.len() == data.lower.rows
        && data.moves.len() == data.upper.weights.rows;
    if !fits || hidden == 0 || data.moves.is_empty() {
        return Err(file.error("a predictor whose layers do not fit together"));
    }
    Ok(data)
}

fn write_ranges(out: &mut Writer, ranges: &CharRanges) {
    out.list(ranges, |out, (first, last)| {
        out.u32(*first as u32);
        out.u32(*last as u32);
    });
}

fn read_ranges(file: &mut Reader<'_>) -> Result<CharRanges, ModelError> {
    file.list(|file| {
        let character = |file: &mut Reader<'_>| {
            let code = file.u32()?;
            char::from_u32(code).ok_or_else(|| file.error(format!("{code:#x} is no character")))
        };
        Ok((character(file)?, character(file)?))
    })
}

fn write_alternative(out: &mut Writer, alternative: &Alternative) {
    out.list(&alternative.behind, |out, class| out.u32(u32::from(*class)));
    out.list(&alternative.body, |out, run| {
        out.u32(u32::from(run.class));
        out.u8(run.least);
        out.u8(u8::from(run.or_more));
    });
    let ahead = alternative.ahead.map(|(class, wanted)| [u32::from(class), u32::from(wanted)]);
    out.list(ahead.as_ref().map_or(&[][..], |ahead| ahead), |out, value| out.u32(*value));
}

fn read_alternative(file: &mut Reader<'_>, classes: usize) -> Result<Alternative, ModelError> {
    let class = |file: &mut Reader<'_>| {
        let number = file.u32()?;
        u16::try_from(number)
            .ok()
            .filter(|number| usize::from(*number) < classes)
            .ok_or_else(|| file.error(format!("there is no character class {number}")))
    };
    let behind = file.list(class)?;
    let body = file.list(|file| {
        Ok(RunOf { class: class(file)?, least: file.u8()?, or_more: file.u8()? == 1 })
    })?;
    let ahead = match file.list(Reader::u32)?[..] {
        [] => None,
        [number, wanted] if (number as usize) < classes => {
            Some((u16::try_from(number).expect("classes are numbered in u16"), wanted == 1))
        }
        _ => return Err(file.error("a look-ahead that is none")),
    };
    if body.is_empty() || body.iter().any(|run| run.least == 0) {
        return Err(file.error("a pattern that matches nothing"));
    }
    Ok(Alternative { behind, body, ahead })
}

fn write_tokenizer(out: &mut Writer, data: &TokenizerData) {
    out.list(&data.classes, write_ranges);
    for alternatives in [&data.prefixes, &data.suffixes, &data.infixes] {
        out.list(alternatives, write_alternative);
    }
    write_ranges(out, &data.domain_letters);
    out.list(&data.exceptions, |out, (text, tokens)| {
        out.text(text);
        out.list(tokens, |out, (orth, norm)| {
            out.text(orth);
            write_option(out, norm.as_deref());
        });
    });
}

fn read_tokenizer(file: &mut Reader<'_>) -> Result<TokenizerData, ModelError> {
    let classes = file.list(read_ranges)?;
    let count = classes.len();
    let mut alternatives = || file.list(|file| read_alternative(file, count));
    let (prefixes, suffixes, infixes) = (alternatives()?, alternatives()?, alternatives()?);
    let domain_letters = read_ranges(file)?;
    let exceptions = file.list(|file| {
        let text = file.text()?.to_owned();
        let tokens = file.list(|file| Ok((file.text()?.to_owned(), read_option(file)?)))?;
        let joined: String = tokens.iter().map(|(orth, _)| orth.as_str()).collect();
        if joined != text || tokens.iter().any(|(orth, _)| orth.is_empty()) {
            return Err(file.error(format!("the tokens of `{text}` do not add up to it")));
        }
        Ok((text, tokens))
    })?;
    Ok(TokenizerData { classes, prefixes, suffixes, infixes, domain_letters, exceptions })
}

fn write_option(out: &mut Writer, value: Option<&str>) {
    out.u8(u8::from(value.is_some()));
    if let Some(value) = value {
        out.text(value);
    }
}

fn read_option(file: &mut Reader<'_>) -> Result<Option<String>, ModelError> {
    Ok(if file.u8()? == 1 { Some(file.text()?.to_owned()) } else { None })
}

fn write_pair(out: &mut Writer, (left, right): &(String, String)) {
    out.text(left);
    out.text(right);
}

fn read_pair(file: &mut Reader<'_>) -> Result<(String, String), ModelError> {
    Ok((file.text()?.to_owned(), file.text()?.to_owned()))
}

fn write_texts(out: &mut Writer, texts: &[String]) {
    out.list(texts, |out, text| out.text(text));
}

fn read_texts(file: &mut Reader<'_>) -> Result<Vec<String>, ModelError> {
    file.list(|file| Ok(file.text()?.to_owned()))
}

fn write_optional_texts(out: &mut Writer, texts: Option<&Vec<String>>) {
    out.u8(u8::from(texts.is_some()));
    write_texts(out, texts.map_or(&[], Vec::as_slice));
}

fn read_optional_texts(file: &mut Reader<'_>) -> Result<Option<Vec<String>>, ModelError> {
    let present = file.u8()? == 1;
    Ok(Some(read_texts(file)?).filter(|_| present))
}

fn write_rule(out: &mut Writer, rule: &AttributeRule) {
    out.list(&rule.patterns, |out, pattern| {
        out.list(pattern, |out, token| {
            write_optional_texts(out, token.tags.as_ref());
            write_texts(out, &token.not_tags);
            write_optional_texts(out, token.deps.as_ref());
            write_texts(out, &token.not_deps);
            write_optional_texts(out, token.lowers.as_ref());
            out.u8(token.is_space.map_or(2, u8::from));
        });
    });
    out.count(rule.index);
    for value in [&rule.tag, &rule.pos, &rule.dep, &rule.morph, &rule.lemma] {
        write_option(out, value.as_deref());
    }
}

fn read_rule(file: &mut Reader<'_>) -> Result<AttributeRule, ModelError> {
    let patterns = file.list(|file| {
        file.list(|file| {
            Ok(TokenPattern {
                tags: read_optional_texts(file)?,
                not_tags: read_texts(file)?,
                deps: read_optional_texts(file)?,
                not_deps: read_texts(file)?,
                lowers: read_optional_texts(file)?,
                is_space: match file.u8()? {
                    0 => Some(false),
                    1 => Some(true),
                    _ => None,
                },
            })
        })
    })?;
    let index = file.u32()? as usize;
    if patterns.iter().any(|pattern| index >= pattern.len()) {
        return Err(file.error("an attribute rule that changes a token it does not match"));
    }
    Ok(AttributeRule {
        patterns,
        index,
        tag: read_option(file)?,
        pos: read_option(file)?,
        dep: read_option(file)?,
        morph: read_option(file)?,
        lemma: read_option(file)?,
    })
}

fn write_lemmas(out: &mut Writer, table: &LemmaTable) {
    out.text(&table.pos);
    out.list(&table.rules, write_pair);
    out.blob(&table.index);
    out.blob(&table.exception_index);
    out.list(&table.exceptions, |out, lemmas| write_texts(out, lemmas));
}

fn read_lemmas(file: &mut Reader<'_>) -> Result<LemmaTable, ModelError> {
    Ok(LemmaTable {
        pos: file.text()?.to_owned(),
        rules: file.list(read_pair)?,
        index: file.blob()?.to_vec(),
        exception_index: file.blob()?.to_vec(),
        exceptions: file.list(read_texts)?,
    })
}
