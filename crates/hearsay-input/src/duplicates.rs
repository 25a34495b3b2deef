//! Near-duplicates: the same story printed twice, with other headlines, cuts and house styles.
//!
//! News travels by copying: ten outlets print one wire story, some with a line of their own before
//! it, some only its beginning. A [`Signature`] is a `MinHash` over the word shingles of a text, small
//! and of a fixed size, from which two things are estimated without the texts: how much two texts
//! share ([`similarity`]), and how much of the shorter one lies in the longer one
//! ([`containment`]). Copies are linked, never dropped.
//!
//! A store that holds many signatures finds the few worth comparing by [`Signature::bands`]: each
//! is a key to index, and two copies have one in common with near certainty.
//!
//! ```
//! use hearsay_input::duplicates::{is_copy, signature};
//!
//! let wire = "Two soldiers were killed near the river Ansa on Monday, the ministry said. \
//!             It accused the other side of shelling the village of Voskar before dawn.";
//! let outlet = format!("(Oravia Press) {}", wire.to_uppercase());
//! assert!(is_copy(&signature(wire), &signature(&outlet)));
//! assert!(!is_copy(&signature(wire), &signature("The harvest festival opens on Friday.")));
//! ```
//!
//! Signatures are kept in ledgers, so they must not change: the permutations come from a fixed
//! seed, shingles are hashed by bytes, and a test holds the bytes of one signature.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasher, Hasher};
use std::sync::LazyLock;

use gaoya::minhash::{MinHasher, MinHasher64V1, compute_minhash_similarity};

/// Words in a shingle. Longer ones would break at every light edit, shorter ones are shared by any
/// two reports on one topic.
const SHINGLE: usize = 3;

/// Hashes over the whole text: the standard error of a similarity is at most 0.044.
const WHOLE: usize = 128;

/// Hashes over the opening.
const OPENING: usize = 32;

/// Words that make the opening. Who cuts a wire story cuts from its end.
const OPENING_WORDS: usize = 120;

/// Bands over the whole text, of three hashes each: texts that share half of their shingles have
/// one in common in 96 of 100 cases, unrelated ones in less than one of 1,000.
const WHOLE_BANDS: usize = 24;
const WHOLE_ROWS: usize = 3;

/// Bands over the opening, of four hashes each.
const OPENING_BANDS: usize = 8;
const OPENING_ROWS: usize = 4;

/// How many bands a signature has.
pub const BANDS: usize = WHOLE_BANDS + OPENING_BANDS;

/// The size of a signature as bytes.
pub const BYTES: usize = 4 * (WHOLE + OPENING + 1);

/// Two texts are copies of each other from this similarity on.
///
/// Measured on the invented stories of `tests/duplicates.rs`: edited copies of full length have
/// 0.75 and more, another agency's report on the event and the agency's own of the next day 0.08
/// and less.
pub const SIMILAR: f64 = 0.45;

/// A text is a copy of part of another when so much of it lies there.
///
/// Measured likewise: cut copies have 0.70 and more, reports on one topic 0.19 and less.
pub const CONTAINED: f64 = 0.55;

/// A part must have so many shingles: two short notices share their form by chance.
const LEAST_CONTAINED: u32 = 30;

/// What is kept of a text to recognize its copies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// How many different shingles the text has.
    shingles: u32,
    whole: [u32; WHOLE],
    opening: [u32; OPENING],
}

/// The signature of a text.
///
/// Only words count, in lower case: not their punctuation, quotation marks or line breaks.
#[must_use]
pub fn signature(text: &str) -> Signature {
    let words = words(text);
    let shingled = shingles(&words);
    let opening = shingles(&words[..words.len().min(OPENING_WORDS)]);
    Signature {
        shingles: u32::try_from(shingled.len()).unwrap_or(u32::MAX),
        whole: hashes(&WHOLE_HASHER, &shingled),
        opening: hashes(&OPENING_HASHER, &opening),
    }
}

/// How much two texts share, from 0 to 1: an estimate of the Jaccard index of their shingles.
///
/// A text without words is similar to nothing.
#[must_use]
pub fn similarity(a: &Signature, b: &Signature) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    compute_minhash_similarity(&a.whole, &b.whole)
}

/// How much of the shorter text lies in the longer one, from 0 to 1, as estimated from how similar
/// they are and how long.
#[must_use]
pub fn containment(a: &Signature, b: &Signature) -> f64 {
    let similarity = similarity(a, b);
    let (a, b) = (f64::from(a.shingles), f64::from(b.shingles));
    if a.min(b) == 0.0 {
        return 0.0;
    }
    let shared = similarity * (a + b) / (1.0 + similarity);
    (shared / a.min(b)).min(1.0)
}

/// Whether one text is a copy of the other, or of a part of it: edited, cut, with words added.
///
/// It says nothing on which came first.
#[must_use]
pub fn is_copy(a: &Signature, b: &Signature) -> bool {
    let is_long_enough = a.shingles.min(b.shingles) >= LEAST_CONTAINED;
    similarity(a, b) >= SIMILAR || is_long_enough && containment(a, b) >= CONTAINED
}

/// So many different texts that share a band are compared with each other at most. Copies share many
/// bands; what more texts than this have in common is how their outlet begins or ends every one of them.
const COMPARED: usize = 8192;

/// Pairs of copies among texts that share a band, by their numbers: enough of them to hold each family
/// together.
///
/// ```
/// use hearsay_input::duplicates::{copies, signature};
///
/// let wire = "Two soldiers were killed near the river Ansa on Monday, the ministry said. \
///             It accused the other side of shelling the village of Voskar before dawn.";
/// let [a, b, c] = [wire, &wire.to_uppercase(), "The harvest festival opens on Friday."].map(signature);
/// assert_eq!(copies(&[&a, &c, &b]), [(0, 2)]);
/// ```
#[must_use]
pub fn copies(sharing: &[&Signature]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    // Those that are the same to the last hash need no comparing, however many they are.
    let mut first: HashMap<[u8; BYTES], usize> = HashMap::new();
    let mut different: Vec<usize> = Vec::new();
    for (number, signature) in sharing.iter().enumerate().filter(|(_, one)| !one.is_empty()) {
        match first.entry(signature.to_bytes()) {
            Entry::Occupied(same) => pairs.push((*same.get(), number)),
            Entry::Vacant(new) => {
                new.insert(number);
                different.push(number);
            }
        }
    }
    if different.len() > COMPARED {
        return pairs;
    }
    // Which family each is of, by the place of its first among the different ones.
    let mut family: Vec<usize> = (0..different.len()).collect();
    for later in 1..different.len() {
        for earlier in 0..later {
            if family[earlier] != family[later]
                && is_copy(sharing[different[earlier]], sharing[different[later]])
            {
                pairs.push((different[earlier], different[later]));
                let (gone, stays) = (family[later], family[earlier]);
                family.iter_mut().filter(|of| **of == gone).for_each(|of| *of = stays);
            }
        }
    }
    pairs
}

impl Signature {
    /// Whether the text had no words; such texts are copies of nothing, though their bands agree.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shingles == 0
    }

    /// Keys to look copies up by: texts that share a key should be compared, others need not.
    ///
    /// Different bands have different keys, so that one index over all of them does.
    #[must_use]
    pub fn bands(&self) -> [u64; BANDS] {
        let whole = self.whole.chunks_exact(WHOLE_ROWS).take(WHOLE_BANDS);
        let opening = self.opening.chunks_exact(OPENING_ROWS).take(OPENING_BANDS);
        let mut keys = [0; BANDS];
        for (number, (key, rows)) in keys.iter_mut().zip(whole.chain(opening)).enumerate() {
            let mut hash = Fnv::default();
            hash.write(&[u8::try_from(number).expect("there are fewer bands than 256")]);
            rows.iter().for_each(|row| hash.write(&row.to_le_bytes()));
            *key = hash.finish();
        }
        keys
    }

    /// The same in thirty bits each, as ledgers keep them: among a million articles one pair in a
    /// thousand shares one by chance of this, and is then compared for nothing.
    #[must_use]
    pub fn short_bands(&self) -> [u32; BANDS] {
        let short = (1 << 30) - 1;
        self.bands().map(|band| u32::try_from(band & short).expect("it has thirty bits"))
    }

    /// For keeping.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; BYTES] {
        let mut bytes = [0; BYTES];
        let numbers = [self.shingles].into_iter().chain(self.whole).chain(self.opening);
        for (piece, number) in bytes.chunks_exact_mut(4).zip(numbers) {
            piece.copy_from_slice(&number.to_le_bytes());
        }
        bytes
    }

    /// From what [`Signature::to_bytes`] gave; `None` when the length is another.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != BYTES {
            return None;
        }
        let mut numbers = bytes
            .chunks_exact(4)
            .map(|piece| u32::from_le_bytes(piece.try_into().expect("a piece has four bytes")));
        let mut next = || numbers.next().expect("the length is right");
        Some(Self {
            shingles: next(),
            whole: std::array::from_fn(|_| next()),
            opening: std::array::from_fn(|_| next()),
        })
    }
}

/// The words of a text in lower case. A date line or a quotation mark joins no words and splits
/// none: "don’t" and "don't" are both `dont`.
fn words(text: &str) -> Vec<String> {
    text.split(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '\'' | '’'))
        .map(|word| word.chars().filter(|letter| letter.is_alphanumeric()))
        .map(|word| word.flat_map(char::to_lowercase).collect::<String>())
        .filter(|word| !word.is_empty())
        .collect()
}

/// The different shingles of some words, hashed; a text shorter than one is one by itself.
fn shingles(words: &[String]) -> BTreeSet<u64> {
    let hash = |words: &[String]| {
        let mut hash = Fnv::default();
        for word in words {
            hash.write(word.as_bytes());
            hash.write(b" ");
        }
        hash.finish()
    };
    if words.is_empty() {
        BTreeSet::new()
    } else if words.len() < SHINGLE {
        BTreeSet::from([hash(words)])
    } else {
        words.windows(SHINGLE).map(hash).collect()
    }
}

type Permutations = LazyLock<MinHasher64V1<AsItIs>>;

static WHOLE_HASHER: Permutations =
    LazyLock::new(|| MinHasher64V1::new_with_hasher_and_seed(WHOLE, AsItIs::default(), 3));
static OPENING_HASHER: Permutations =
    LazyLock::new(|| MinHasher64V1::new_with_hasher_and_seed(OPENING, AsItIs::default(), 5));

fn hashes<const N: usize>(hasher: &Permutations, shingles: &BTreeSet<u64>) -> [u32; N] {
    let hashes = hasher.create_signature(shingles.iter());
    // Half of each hash is kept: that two differ and agree in it is rarer than one in a billion.
    std::array::from_fn(|at| hashes[at] as u32)
}

/// The FNV-1a hash, the same on every machine.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Takes what is a hash already; the default way of hashing numbers depends on the machine.
#[derive(Clone, Copy, Default)]
struct AsItIs(u64);

impl BuildHasher for AsItIs {
    type Hasher = Self;

    fn build_hasher(&self) -> Self {
        Self(0)
    }
}

impl Hasher for AsItIs {
    fn write(&mut self, _: &[u8]) {
        unreachable!("only numbers are hashed");
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
