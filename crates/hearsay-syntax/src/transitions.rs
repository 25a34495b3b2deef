//! Scores of the next move, from the vectors of a few tokens: the part that the parser and the
//! entity recognizer share.
//!
//! What a token adds to the hidden layer in each feature slot is computed once, a chunk of tokens
//! at a time, when the first of them is asked for. Only the chunks used last are kept, so memory
//! does not grow with the text; a chunk that is asked for again is computed again.

use std::ops::Range;

use crate::features::Features;
use crate::kernel::{Instructions, Packed};
use crate::model::{Matrix, TransitionsData};
use crate::vectors::{VectorCache, VectorNet};

/// Tokens of a chunk.
const CHUNK: usize = 128;
/// Chunks kept. A step looks at eight tokens at most, so that a step's chunks are always there.
const CHUNKS: usize = 12;

/// The layers of one predictor.
#[derive(Debug)]
pub(crate) struct Predictor {
    narrow: Packed,
    lower: Packed,
    /// Hidden units.
    hidden: usize,
    slots: usize,
    /// First pieces of all hidden units, then second pieces.
    bias: Vec<f32>,
    /// What an empty slot adds, slot after slot, ordered as `bias`.
    pad: Vec<f32>,
    upper: Packed,
}

impl Predictor {
    pub(crate) fn new(data: &TransitionsData) -> Self {
        let hidden = data.upper.weights.columns;
        // Published are the two pieces of a unit side by side; here all first pieces come before
        // all second ones, so that the larger of each pair is found eight at a time.
        let order: Vec<usize> = (0..data.slots)
            .flat_map(|slot| {
                (0..2).flat_map(move |piece| {
                    (0..hidden).map(move |unit| (slot * hidden + unit) * 2 + piece)
                })
            })
            .collect();
        let bias_order = &order[..2 * hidden];
        // The narrow layer's rows are read with padding, which meets zero weights.
        let narrow = Packed::linear(&data.narrow);
        let inputs = narrow.stride();
        let mut widened = Matrix { rows: data.lower.rows, columns: inputs, values: Vec::new() };
        for row in data.lower.values.chunks_exact(data.lower.columns) {
            widened.values.extend_from_slice(row);
            widened.values.resize(widened.values.len() + inputs - row.len(), 0.0);
        }
        Self {
            lower: Packed::ordered(&widened, &[], &order),
            narrow,
            hidden,
            slots: data.slots,
            bias: bias_order.iter().map(|row| data.lower_bias[*row]).collect(),
            pad: order.iter().map(|row| data.pad[*row]).collect(),
            upper: Packed::linear(&data.upper),
        }
    }
}

/// The rows of some tokens, computed when they are first asked for.
#[derive(Debug, Default)]
pub(crate) struct Chunks {
    kept: Vec<Chunk>,
    clock: u64,
    vectors: Vec<f32>,
    narrow: Vec<f32>,
    sums: Vec<f32>,
    units: Vec<f32>,
    scores: Vec<f32>,
}

#[derive(Debug)]
struct Chunk {
    number: usize,
    used: u64,
    rows: Vec<f32>,
}

/// Scores moves over one document.
pub(crate) struct Scorer<'a, F: FnMut(Range<usize>, &[f32])> {
    pub(crate) predictor: &'a Predictor,
    pub(crate) net: &'a VectorNet,
    pub(crate) kinds: &'a [u32],
    pub(crate) features: &'a [Features],
    pub(crate) cache: &'a mut VectorCache,
    pub(crate) chunks: &'a mut Chunks,
    /// Is shown the vectors of every chunk that is computed.
    pub(crate) on_vectors: F,
}

impl<F: FnMut(Range<usize>, &[f32])> Scorer<'_, F> {
    /// Forgets the document before this one.
    pub(crate) fn start(&mut self) {
        for chunk in &mut self.chunks.kept {
            chunk.number = usize::MAX;
            chunk.used = 0;
        }
    }

    /// The score of every move, given the token in each feature slot.
    pub(crate) fn scores(&mut self, slots: &[Option<usize>]) -> &[f32] {
        debug_assert_eq!(slots.len(), self.predictor.slots, "one token or none a slot");
        let pieces = 2 * self.predictor.hidden;
        let mut sums = std::mem::take(&mut self.chunks.sums);
        sums.clear();
        sums.resize(pieces, 0.0);
        for (slot, token) in slots.iter().enumerate() {
            let part = match token {
                Some(token) => &self.row(*token)[slot * pieces..][..pieces],
                None => &self.predictor.pad[slot * pieces..][..pieces],
            };
            for (sum, value) in sums.iter_mut().zip(part) {
                *sum += value;
            }
        }
        let predictor = self.predictor;
        for (sum, bias) in sums.iter_mut().zip(&predictor.bias) {
            *sum += bias;
        }
        let chunks = &mut *self.chunks;
        let (first, second) = sums.split_at(predictor.hidden);
        chunks.units.clear();
        chunks.units.extend(first.iter().zip(second).map(|(a, b)| a.max(*b)));
        chunks.scores.resize(predictor.upper.stride(), 0.0);
        let instructions: Instructions = self.net.instructions();
        predictor.upper.multiply(
            instructions,
            &chunks.units,
            predictor.hidden,
            1,
            &mut chunks.scores,
        );
        chunks.sums = sums;
        &chunks.scores
    }

    /// What a token adds to the hidden layer in every slot.
    fn row(&mut self, token: usize) -> &[f32] {
        let number = token / CHUNK;
        self.chunks.clock += 1;
        let at = match self.chunks.kept.iter().position(|chunk| chunk.number == number) {
            Some(at) => at,
            None => self.compute(number),
        };
        let chunk = &mut self.chunks.kept[at];
        chunk.used = self.chunks.clock;
        let stride = self.predictor.lower.stride();
        &chunk.rows[(token % CHUNK) * stride..][..stride]
    }

    /// Computes a chunk in the place of the one not used for longest.
    fn compute(&mut self, number: usize) -> usize {
        let chunks = &mut *self.chunks;
        if chunks.kept.len() < CHUNKS {
            chunks.kept.push(Chunk { number, used: 0, rows: Vec::new() });
        }
        let (at, chunk) = chunks
            .kept
            .iter_mut()
            .enumerate()
            .min_by_key(|(_, chunk)| chunk.used)
            .expect("at least one chunk is kept");
        chunk.number = number;
        let start = number * CHUNK;
        let range = start..(start + CHUNK).min(self.kinds.len());
        let count = range.len();
        self.net.compute(self.kinds, self.features, range.clone(), self.cache, &mut chunks.vectors);
        (self.on_vectors)(range, &chunks.vectors);
        let Predictor { narrow, lower, .. } = self.predictor;
        let instructions = self.net.instructions();
        chunks.narrow.resize(CHUNK * narrow.stride(), 0.0);
        narrow.multiply(instructions, &chunks.vectors, self.net.width, count, &mut chunks.narrow);
        chunk.rows.resize(CHUNK * lower.stride(), 0.0);
        lower.multiply(instructions, &chunks.narrow, narrow.stride(), count, &mut chunk.rows);
        at
    }
}

/// The best move among those that are valid; the first of equals.
pub(crate) fn best(
    scores: &[f32],
    moves: usize,
    is_valid: impl Fn(usize) -> bool,
) -> Option<usize> {
    let mut best = None;
    for (number, score) in scores[..moves].iter().enumerate() {
        if best.is_none_or(|(_, highest)| *score > highest) && is_valid(number) {
            best = Some((number, *score));
        }
    }
    best.map(|(number, _)| number)
}
