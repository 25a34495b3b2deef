//! Token vectors: hashed embeddings, mixed, then widened four times by a neighbour on each side.
//!
//! A token sees four tokens to either side, so vectors are computed in chunks with four more rows
//! at each end, and come out the same however a text is cut. What depends on the token alone (the
//! mixed embedding and its three shares of the first window layer) is kept for the next time the
//! same token occurs.

use std::collections::HashMap;
use std::ops::Range;

use crate::features::{Features, embedding_rows};
use crate::kernel::{Instructions, Packed, max_of_pieces, normalize};
use crate::model::{Matrix, MaxoutNorm, VectorsData};

/// How far a token sees to either side.
const REACH: usize = 4;

/// The layers of one model's token vectors.
#[derive(Debug)]
pub(crate) struct VectorNet {
    columns: Vec<u8>,
    seeds: Vec<u32>,
    tables: Vec<Matrix>,
    mixing: Layer,
    /// The first window layer in three parts: what the token before, the token itself and the
    /// token after add to the sums. The bias goes with the middle one.
    first: [Packed; 3],
    first_norm: Norm,
    later: Vec<Layer>,
    /// Numbers in a token vector.
    pub(crate) width: usize,
    instructions: Instructions,
}

#[derive(Debug)]
struct Layer {
    maxout: Packed,
    norm: Norm,
}

#[derive(Debug)]
struct Norm {
    gain: Vec<f32>,
    shift: Vec<f32>,
}

impl Norm {
    fn new(layer: &MaxoutNorm) -> Self {
        Self { gain: layer.gain.clone(), shift: layer.shift.clone() }
    }
}

impl Layer {
    fn new(layer: &MaxoutNorm) -> Self {
        Self {
            maxout: Packed::maxout(&layer.maxout.weights, &layer.maxout.bias),
            norm: Norm::new(layer),
        }
    }
}

/// What is kept of the tokens met before, in two generations: when the younger is full, the older
/// is forgotten. Results do not depend on what is in it.
#[derive(Debug, Default)]
pub(crate) struct VectorCache {
    young: Generation,
    old: Generation,
    work: Work,
}

#[derive(Debug, Default)]
struct Generation {
    slots: HashMap<Features, u32>,
    values: Vec<f32>,
}

/// Buffers kept from chunk to chunk.
#[derive(Debug, Default)]
struct Work {
    missing: Vec<Features>,
    embedded: Vec<f32>,
    pieces: Vec<f32>,
    /// The slot of each row; `None` is padding.
    slots: Vec<Option<u32>>,
    /// What stands for a padding row.
    padding: Vec<f32>,
    x: Vec<f32>,
}

/// Tokens of which a generation keeps the values: about 8 MB a network.
const GENERATION: usize = 2000;

impl VectorNet {
    pub(crate) fn new(data: &VectorsData, instructions: Instructions) -> Self {
        let width = data.mixing.gain.len();
        let first = &data.windows[0];
        let part = |number: usize| {
            let weights = &first.maxout.weights;
            let values = (0..weights.rows)
                .flat_map(|row| {
                    let start = row * weights.columns + number * width;
                    weights.values[start..start + width].iter().copied()
                })
                .collect();
            let matrix = Matrix { rows: weights.rows, columns: width, values };
            Packed::maxout(&matrix, if number == 1 { &first.maxout.bias } else { &[] })
        };
        Self {
            columns: data.columns.clone(),
            seeds: data.seeds.clone(),
            tables: data.tables.clone(),
            mixing: Layer::new(&data.mixing),
            first: [part(0), part(1), part(2)],
            first_norm: Norm::new(first),
            later: data.windows[1..].iter().map(Layer::new).collect(),
            width,
            instructions,
        }
    }

    /// The instructions that this network's products run on.
    pub(crate) fn instructions(&self) -> Instructions {
        self.instructions
    }

    /// Computes the vectors of tokens `range` into `out`, one row of `width` numbers each.
    ///
    /// `kinds[i]` is the index into `features` of token `i`.
    pub(crate) fn compute(
        &self,
        kinds: &[u32],
        features: &[Features],
        range: Range<usize>,
        cache: &mut VectorCache,
        out: &mut Vec<f32>,
    ) {
        let width = self.width;
        let rows = range.len() + 2 * REACH;
        self.look_up(kinds, features, &range, cache);
        let VectorCache { young, work, .. } = cache;
        let entry = self.entry_size();
        let stride = self.first[0].stride();
        let value = |row: usize| match work.slots[row] {
            Some(slot) => &young.values[slot as usize * entry..][..entry],
            None => &work.padding[..],
        };
        work.x.clear();
        for row in 0..rows {
            work.x.extend_from_slice(&value(row)[..width]);
        }
        work.pieces.resize(rows * stride, 0.0);
        let (sums, _) = work.pieces.split_at_mut(stride);
        let mut widened = vec![0.0; width];
        self.instructions.run(|| {
            for row in 1..rows - 1 {
                let before = &value(row - 1)[width..][..stride];
                let own = &value(row)[width + stride..][..stride];
                let after = &value(row + 1)[width + 2 * stride..][..stride];
                for (((sum, before), own), after) in sums.iter_mut().zip(before).zip(own).zip(after)
                {
                    *sum = before + own + after;
                }
                let x = &mut work.x[row * width..][..width];
                add_layer(sums, &self.first_norm, &mut widened, x);
            }
        });
        for (number, layer) in self.later.iter().enumerate() {
            let first = number + 2;
            let count = rows - 2 * first;
            let window = &work.x[(first - 1) * width..];
            layer.maxout.multiply(self.instructions, window, width, count, &mut work.pieces);
            self.instructions.run(|| {
                for row in 0..count {
                    let pieces = &work.pieces[row * stride..][..stride];
                    let x = &mut work.x[(first + row) * width..][..width];
                    add_layer(pieces, &layer.norm, &mut widened, x);
                }
            });
        }
        out.clear();
        out.extend_from_slice(&work.x[REACH * width..(rows - REACH) * width]);
    }

    /// Numbers kept of a token: its mixed embedding and three shares of the first window layer.
    fn entry_size(&self) -> usize {
        self.width + 3 * self.first[0].stride()
    }

    /// Finds or makes the entries of the tokens of `range` and of those within reach.
    fn look_up(
        &self,
        kinds: &[u32],
        features: &[Features],
        range: &Range<usize>,
        cache: &mut VectorCache,
    ) {
        let VectorCache { young, old, work } = cache;
        let entry = self.entry_size();
        if work.padding.is_empty() {
            work.padding = vec![0.0; entry];
            self.share_out(1, &mut work.padding);
        }
        if young.slots.len() + range.len() + 2 * REACH > GENERATION {
            std::mem::swap(young, old);
            young.slots.clear();
            young.values.clear();
        }
        work.slots.clear();
        work.missing.clear();
        let known = young.slots.len();
        for position in range.start..range.end + 2 * REACH {
            // `position` is four ahead of the token, so that it does not go below zero.
            let token = position.checked_sub(REACH).filter(|token| *token < kinds.len());
            work.slots.push(token.map(|token| {
                let features = features[kinds[token] as usize];
                let next = u32::try_from(young.slots.len()).expect("a generation is small");
                *young.slots.entry(features).or_insert_with(|| {
                    work.missing.push(features);
                    next
                })
            }));
        }
        // The older generation's values are taken over; what is in neither is computed, all
        // missing tokens at once.
        young.values.resize((known + work.missing.len()) * entry, 0.0);
        let values = &mut young.values[known * entry..];
        let mut compute = Vec::new();
        work.embedded.clear();
        for (number, features) in work.missing.iter().enumerate() {
            if let Some(slot) = old.slots.get(features) {
                let kept = &old.values[*slot as usize * entry..][..entry];
                values[number * entry..][..entry].copy_from_slice(kept);
            } else {
                compute.push(number);
                self.embed(*features, &mut work.embedded);
            }
        }
        if compute.is_empty() {
            return;
        }
        let inputs = self.tables.len() * self.width;
        let stride = self.mixing.maxout.stride();
        work.pieces.resize(work.pieces.len().max(compute.len() * stride), 0.0);
        self.mixing.maxout.multiply(
            self.instructions,
            &work.embedded,
            inputs,
            compute.len(),
            &mut work.pieces,
        );
        for (row, number) in compute.iter().enumerate() {
            let vector = &mut values[number * entry..][..self.width];
            max_of_pieces(&work.pieces[row * stride..][..stride], vector);
            normalize(vector, &self.mixing.norm.gain, &self.mixing.norm.shift);
        }
        for number in compute {
            self.share_out(1, &mut values[number * entry..][..entry]);
        }
    }

    /// Fills in what an entry's vector adds to the first window layer of its neighbours and itself.
    fn share_out(&self, rows: usize, entry: &mut [f32]) {
        let (vector, mut shares) = entry.split_at_mut(self.width);
        for part in &self.first {
            let (share, rest) = shares.split_at_mut(part.stride());
            part.multiply(self.instructions, vector, self.width, rows, share);
            shares = rest;
        }
    }

    /// Appends the embeddings of a token's columns, one after the other.
    fn embed(&self, features: Features, out: &mut Vec<f32>) {
        for ((column, seed), table) in self.columns.iter().zip(&self.seeds).zip(&self.tables) {
            let start = out.len();
            out.resize(start + table.columns, 0.0);
            for row in embedding_rows(features.0[usize::from(*column)], *seed) {
                let row = row as usize % table.rows;
                let values = &table.values[row * table.columns..][..table.columns];
                for (sum, value) in out[start..].iter_mut().zip(values) {
                    *sum += value;
                }
            }
        }
    }
}

/// Adds one layer's answer to a token's vector: maxout, normalization, residual sum.
#[inline(always)]
fn add_layer(pieces: &[f32], norm: &Norm, widened: &mut [f32], x: &mut [f32]) {
    max_of_pieces(pieces, widened);
    normalize(widened, &norm.gain, &norm.shift);
    for (x, value) in x.iter_mut().zip(widened) {
        *x += *value;
    }
}
