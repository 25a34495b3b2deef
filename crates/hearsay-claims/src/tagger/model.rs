//! The weights: three tables of small whole numbers, found by hashed features.
//!
//! The file: eight bytes that name format and version, then for each table its size as a power of
//! two and the value of one step, then the steps, one signed byte a slot.

use hearsay_syntax::table::DataError;

/// What a model file begins with.
const MAGIC: &[u8; 8] = b"HSYATTR1";

/// A step of the tagger, which has a table of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Is it a cue?
    Spot,
    /// What does it tell of?
    Content,
    /// Who says it?
    Source,
}

impl Step {
    /// The steps in the order of the file.
    pub const ALL: [Self; 3] = [Self::Spot, Self::Content, Self::Source];

    /// How many bits of a feature choose its slot.
    #[must_use]
    pub const fn bits(self) -> u32 {
        match self {
            Self::Spot | Self::Content => 20,
            Self::Source => 19,
        }
    }
}

/// The slot of a feature in a table of `bits` bits.
#[must_use]
pub const fn slot(feature: u32, bits: u32) -> usize {
    (feature & ((1 << bits) - 1)) as usize
}

/// The weights of one step.
#[derive(Clone, Debug)]
struct Table {
    bits: u32,
    step: f32,
    weights: Vec<i8>,
}

/// A trained tagger's weights.
#[derive(Clone, Debug)]
pub struct Model {
    tables: Vec<Table>,
}

impl Model {
    /// Rounds trained weights, one list a step in the order of [`Step::ALL`].
    #[must_use]
    pub fn rounded(trained: &[Vec<f32>]) -> Self {
        let tables = Step::ALL.iter().zip(trained).map(|(step, weights)| {
            // The few largest are cut, so that the many small ones keep more of their worth.
            let mut sizes: Vec<f32> =
                weights.iter().map(|w| w.abs()).filter(|w| *w > 0.0).collect();
            sizes.sort_by(f32::total_cmp);
            let largest = sizes.get(sizes.len().saturating_sub(1 + sizes.len() / 5000));
            let unit = largest.map_or(1.0, |largest| largest / 127.0);
            let round = |w: &f32| (w / unit).round().clamp(-127.0, 127.0) as i8;
            Table { bits: step.bits(), step: unit, weights: weights.iter().map(round).collect() }
        });
        Self { tables: tables.collect() }
    }

    /// The model file's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for table in &self.tables {
            bytes.extend(table.bits.to_le_bytes());
            bytes.extend(table.step.to_le_bytes());
            bytes.extend(table.weights.iter().map(|weight| weight.to_le_bytes()[0]));
        }
        bytes
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// When it is no model file of this version, or cut short.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DataError> {
        let wrong = |what: &str| DataError::new("models/attribution.bin", 0, what);
        let mut rest =
            bytes.strip_prefix(MAGIC).ok_or_else(|| wrong("not an attribution model"))?;
        let mut tables = Vec::new();
        for step in Step::ALL {
            let (head, tail) =
                rest.split_at_checked(8).ok_or_else(|| wrong("the file is cut short"))?;
            let number = |at: usize| [head[at], head[at + 1], head[at + 2], head[at + 3]];
            let bits = u32::from_le_bytes(number(0));
            if bits != step.bits() {
                return Err(wrong("a table has another size than this version reads"));
            }
            let (weights, tail) =
                tail.split_at_checked(1 << bits).ok_or_else(|| wrong("the file is cut short"))?;
            let weights = weights.iter().map(|byte| i8::from_le_bytes([*byte])).collect();
            tables.push(Table { bits, step: f32::from_le_bytes(number(4)), weights });
            rest = tail;
        }
        if rest.is_empty() { Ok(Self { tables }) } else { Err(wrong("bytes after the last table")) }
    }

    /// What the features of a choice add up to. Whole numbers are added, so order does not matter.
    pub(super) fn score(&self, step: Step, features: &[u32]) -> f32 {
        let table = &self.tables[step as usize];
        let sum: i32 = features
            .iter()
            .map(|feature| i32::from(table.weights[slot(*feature, table.bits)]))
            .sum();
        sum as f32 * table.step
    }
}

/// e to the power of `x`, by the same additions and products on every processor.
#[must_use]
pub fn exp(x: f32) -> f32 {
    let x = f64::from(x.clamp(-40.0, 40.0));
    // e^x = (e^(x/256))^256, the inner power by its series.
    let small = x / 256.0;
    let mut power = 1.0 + small * (1.0 + small / 2.0 * (1.0 + small / 3.0 * (1.0 + small / 4.0)));
    for _ in 0..8 {
        power *= power;
    }
    power as f32
}

/// The chances of choices with these scores, and of none of them, which scores 0.
#[must_use]
pub fn chances(scores: &[f32]) -> (Vec<f32>, f32) {
    let largest = scores.iter().copied().fold(0.0, f32::max);
    let powers: Vec<f32> = scores.iter().map(|score| exp(score - largest)).collect();
    let none = exp(-largest);
    let sum = powers.iter().sum::<f32>() + none;
    (powers.into_iter().map(|power| power / sum).collect(), none / sum)
}
