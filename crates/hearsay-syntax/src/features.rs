//! What the networks see of a token: six strings, as 64-bit ids.
//!
//! An id is a number that spaCy gives a string: its place among the reserved symbol names, or
//! else `MurmurHash64A` of its UTF-8 bytes. The embedding tables were trained on these numbers, so
//! they must be repeated to the bit.

use std::collections::HashMap;

use crate::chars::{is_alpha, is_digit, is_space, is_upper};
use crate::model::ModelData;

/// The six columns, in the order in which the model's tables name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Features(pub(crate) [u64; 6]);

/// Makes features; knows the model's norms.
#[derive(Debug)]
pub(crate) struct FeatureMaker {
    symbols: HashMap<Box<str>, u64>,
    lexeme_norms: HashMap<u64, Box<str>>,
    base_norms: HashMap<Box<str>, Box<str>>,
}

impl FeatureMaker {
    pub(crate) fn new(data: &ModelData) -> Self {
        let boxed = |text: &String| text.as_str().into();
        Self {
            symbols: symbol_names().map(|(name, id)| (name.into(), id)).collect(),
            lexeme_norms: data.lexeme_norms.iter().map(|(id, norm)| (*id, boxed(norm))).collect(),
            base_norms: data
                .base_norms
                .iter()
                .map(|(text, norm)| (boxed(text), boxed(norm)))
                .collect(),
        }
    }

    /// The features of a token; `exception_norm` is what the tokenizer's exceptions say.
    pub(crate) fn features(
        &self,
        word: &str,
        exception_norm: Option<&str>,
        followed_by_blank: bool,
    ) -> Features {
        let norm = match exception_norm {
            Some(norm) => self.id(norm),
            None => match self.lexeme_norms.get(&self.id(word)) {
                Some(norm) => self.id(norm),
                None => match self.base_norms.get(word) {
                    Some(norm) => self.id(norm),
                    None => self.id(&word.to_lowercase()),
                },
            },
        };
        let first = word.chars().next().map_or(0, char::len_utf8);
        let last = word.char_indices().rev().nth(2).map_or(0, |(at, _)| at);
        Features([
            norm,
            self.id(&word[..first]),
            self.id(&word[last..]),
            self.id(&shape(word)),
            u64::from(followed_by_blank),
            u64::from(word.chars().all(is_space)),
        ])
    }

    /// The id of a string.
    fn id(&self, text: &str) -> u64 {
        if text.is_empty() {
            return 0;
        }
        self.symbols.get(text).copied().unwrap_or_else(|| murmur64a(text.as_bytes(), 1))
    }
}

/// The outline of a word: `Xxxxx` for "Baku", `dd:dd` for "21:00"; runs are cut at four.
fn shape(word: &str) -> String {
    if word.chars().nth(99).is_some() {
        return "LONG".to_owned();
    }
    let mut shape = String::with_capacity(word.len());
    let mut last = None;
    let mut repeated = 0;
    for c in word.chars() {
        let outline = if is_alpha(c) {
            if is_upper(c) { 'X' } else { 'x' }
        } else if is_digit(c) {
            'd'
        } else {
            c
        };
        if last == Some(outline) {
            repeated += 1;
        } else {
            repeated = 0;
            last = Some(outline);
        }
        if repeated < 4 {
            shape.push(outline);
        }
    }
    shape
}

/// `MurmurHash64A` by Austin Appleby.
fn murmur64a(bytes: &[u8], seed: u64) -> u64 {
    const M: u64 = 0xc6a4_a793_5bd1_e995;
    let mut h = seed ^ (bytes.len() as u64).wrapping_mul(M);
    let mut blocks = bytes.chunks_exact(8);
    for block in &mut blocks {
        let mut k = u64::from_le_bytes(block.try_into().expect("blocks of eight"));
        k = k.wrapping_mul(M);
        k ^= k >> 47;
        k = k.wrapping_mul(M);
        h ^= k;
        h = h.wrapping_mul(M);
    }
    let rest = blocks.remainder();
    if !rest.is_empty() {
        for (i, byte) in rest.iter().enumerate() {
            h ^= u64::from(*byte) << (8 * i);
        }
        h = h.wrapping_mul(M);
    }
    h ^= h >> 47;
    h = h.wrapping_mul(M);
    h ^ (h >> 47)
}

/// The four table rows of an id: the 128-bit hash of one 64-bit key, cut in four.
///
/// This is `MurmurHash3_x64_128` as the trainer has it, so with the length mixed in as 8.
pub(crate) fn embedding_rows(id: u64, seed: u32) -> [u32; 4] {
    let mix = |mut h: u64| {
        h ^= h >> 33;
        h = h.wrapping_mul(0xff51_afd7_ed55_8ccd);
        h ^= h >> 33;
        h = h.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        h ^ (h >> 33)
    };
    let seed = u64::from(seed);
    let mut h1 =
        id.wrapping_mul(0x87c3_7b91_1142_53d5).rotate_left(31).wrapping_mul(0x4cf5_ad43_2745_937f);
    h1 ^= seed;
    h1 ^= 8;
    let mut h2 = seed ^ 8;
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    h1 = mix(h1);
    h2 = mix(h2);
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    #[allow(clippy::cast_possible_truncation)] // the halves are what is wanted
    [h1 as u32, (h1 >> 32) as u32, h2 as u32, (h2 >> 32) as u32]
}

/// spaCy's reserved names, whose ids are small numbers: a word that happens to be one, such as
/// "number" or the shape "X", gets that number instead of a hash.
fn symbol_names() -> impl Iterator<Item = (String, u64)> {
    let blocks: [(u64, &[&str]); 4] = [
        (
            1,
            &[
                "IS_ALPHA",
                "IS_ASCII",
                "IS_DIGIT",
                "IS_LOWER",
                "IS_PUNCT",
                "IS_SPACE",
                "IS_TITLE",
                "IS_UPPER",
                "LIKE_URL",
                "LIKE_NUM",
                "LIKE_EMAIL",
                "IS_STOP",
                "IS_OOV_DEPRECATED",
                "IS_BRACKET",
                "IS_QUOTE",
                "IS_LEFT_PUNCT",
                "IS_RIGHT_PUNCT",
                "IS_CURRENCY",
            ],
        ),
        (
            64,
            &[
                "ID",
                "ORTH",
                "LOWER",
                "NORM",
                "SHAPE",
                "PREFIX",
                "SUFFIX",
                "LENGTH",
                "CLUSTER",
                "LEMMA",
                "POS",
                "TAG",
                "DEP",
                "ENT_IOB",
                "ENT_TYPE",
                "HEAD",
                "SENT_START",
                "SPACY",
                "PROB",
                "LANG",
                "ADJ",
                "ADP",
                "ADV",
                "AUX",
                "CONJ",
                "CCONJ",
                "DET",
                "INTJ",
                "NOUN",
                "NUM",
                "PART",
                "PRON",
                "PROPN",
                "PUNCT",
                "SCONJ",
                "SYM",
                "VERB",
                "X",
                "EOL",
                "SPACE",
            ],
        ),
        (
            380,
            &[
                "PERSON",
                "NORP",
                "FACILITY",
                "ORG",
                "GPE",
                "LOC",
                "PRODUCT",
                "EVENT",
                "WORK_OF_ART",
                "LANGUAGE",
                "LAW",
                "DATE",
                "TIME",
                "PERCENT",
                "MONEY",
                "QUANTITY",
                "ORDINAL",
                "CARDINAL",
                "acomp",
                "advcl",
                "advmod",
                "agent",
                "amod",
                "appos",
                "attr",
                "aux",
                "auxpass",
                "cc",
                "ccomp",
                "complm",
                "conj",
                "cop",
                "csubj",
                "csubjpass",
                "dep",
                "det",
                "dobj",
                "expl",
                "hmod",
                "hyph",
                "infmod",
                "intj",
                "iobj",
                "mark",
                "meta",
                "neg",
                "nmod",
                "nn",
                "npadvmod",
                "nsubj",
                "nsubjpass",
                "num",
                "number",
                "oprd",
                "obj",
                "obl",
                "parataxis",
                "partmod",
                "pcomp",
                "pobj",
                "poss",
                "possessive",
                "preconj",
                "prep",
                "prt",
                "punct",
                "quantmod",
                "relcl",
                "rcmod",
                "root",
                "xcomp",
                "acl",
            ],
        ),
        (452, &["ENT_KB_ID", "MORPH", "ENT_ID", "IDX", "_"]),
    ];
    let named = blocks.into_iter().flat_map(|(first, names)| {
        names.iter().zip(first..).map(|(name, id)| ((*name).to_owned(), id))
    });
    let flags = (19..=63).map(|id| (format!("FLAG{id}"), id));
    let deprecated = (104..=379).map(|id| (format!("DEPRECATED{:03}", id - 103), id));
    named.chain(flags).chain(deprecated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_the_trainer() {
        assert_eq!(murmur64a(b"coffee", 1), 3_197_928_453_018_144_401);
    }

    #[test]
    fn every_reserved_name_has_its_number() {
        let names: HashMap<String, u64> = symbol_names().collect();
        assert_eq!(names.len(), 456);
        for (name, id) in
            [("X", 101), ("SPACE", 103), ("DEPRECATED276", 379), ("root", 449), ("_", 456)]
        {
            assert_eq!(names.get(name), Some(&id), "{name}");
        }
    }

    #[test]
    fn shapes() {
        for (word, expected) in [
            ("Baku", "Xxxx"),
            ("21:00", "dd:dd"),
            ("Azerbaijani", "Xxxxx"),
            ("km²", "xxd"),
            ("U.S.", "X.X."),
            ("-----", "----"),
            ("ТАСС", "XXXX"),
        ] {
            assert_eq!(shape(word), expected, "{word}");
        }
        assert_eq!(shape(&"a".repeat(100)), "LONG");
    }
}
