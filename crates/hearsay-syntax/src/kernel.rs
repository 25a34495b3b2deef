//! Matrix products: the one place where time is spent, and the one place with `unsafe`.
//!
//! Weights are packed once into panels of 24 outputs, three vectors of eight. A tile computes a
//! few rows against one or more panels with all sums in registers. Each output is one chain of
//! fused multiply-adds over the inputs in order, so the result is the same to the bit whatever
//! the tile, the chunk or the processor: the portable path runs the same chain.
#![allow(unsafe_code)]

use crate::model::{Linear, Matrix};

/// Numbers in one vector.
const LANES: usize = 8;
/// Vectors side by side in a panel.
const VECTORS: usize = 3;
/// Rows of a tile: nine sums, three weights and the input leave registers to spare. With four rows
/// one of the sixteen would have to be kept in memory, and every step would wait for it.
const ROWS: usize = 3;
/// Outputs of a panel.
const PANEL: usize = LANES * VECTORS;

/// A weight matrix, packed for the kernels, with its bias.
#[derive(Debug)]
pub(crate) struct Packed {
    inputs: usize,
    /// Panel after panel; inside a panel input after input, 24 numbers each.
    weights: Vec<f32>,
    /// Padded to whole panels.
    bias: Vec<f32>,
}

/// Which instructions to use; decided once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Instructions {
    /// AVX2 and FMA.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// Whatever the compiler makes of plain arithmetic.
    Portable,
}

impl Instructions {
    /// Runs `body`, compiled for these instructions: plain loops become as wide as they allow.
    pub(crate) fn run<R>(self, body: impl FnOnce() -> R) -> R {
        match self {
            // SAFETY: `Avx2` is only made where the processor has AVX2 and FMA.
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => unsafe { with_avx2(body) },
            Self::Portable => body(),
        }
    }

    /// The best that this processor has.
    pub(crate) fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            return Self::Avx2;
        }
        Self::Portable
    }
}

/// # Safety
/// AVX2 and FMA must be there.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
unsafe fn with_avx2<R>(body: impl FnOnce() -> R) -> R {
    body()
}

impl Packed {
    /// Packs `W` and `b`, outputs in the order of the rows of `W`.
    pub(crate) fn linear(linear: &Linear) -> Self {
        let order: Vec<usize> = (0..linear.weights.rows).collect();
        Self::ordered(&linear.weights, &linear.bias, &order)
    }

    /// Packs a maxout layer whose rows are output-major with three pieces each, so that a panel
    /// holds the three pieces of eight outputs side by side: see [`max_of_pieces`].
    pub(crate) fn maxout(weights: &Matrix, bias: &[f32]) -> Self {
        let order: Vec<usize> = (0..weights.rows / PANEL)
            .flat_map(|panel| {
                (0..VECTORS).flat_map(move |piece| {
                    (0..LANES).map(move |lane| (panel * LANES + lane) * VECTORS + piece)
                })
            })
            .collect();
        Self::ordered(weights, bias, &order)
    }

    /// Packs the rows of `weights` in the order given; without a bias it is zero.
    pub(crate) fn ordered(weights: &Matrix, bias: &[f32], order: &[usize]) -> Self {
        let inputs = weights.columns;
        let panels = order.len().div_ceil(PANEL);
        let mut packed = vec![0.0; panels * inputs * PANEL];
        let mut padded_bias = vec![0.0; panels * PANEL];
        for (output, row) in order.iter().enumerate() {
            let (panel, column) = (output / PANEL, output % PANEL);
            padded_bias[output] = bias.get(*row).copied().unwrap_or(0.0);
            for input in 0..inputs {
                packed[(panel * inputs + input) * PANEL + column] =
                    weights.values[row * inputs + input];
            }
        }
        Self { inputs, weights: packed, bias: padded_bias }
    }

    /// Numbers in one row of a product: the outputs, padded to whole panels.
    pub(crate) fn stride(&self) -> usize {
        self.bias.len()
    }

    /// `rows` products `W x + b`, each [`stride`](Self::stride) numbers into `out`.
    ///
    /// Input row `r` begins at `x[r * x_stride]`; rows may overlap, which is how a window over
    /// neighbouring tokens is read in place.
    pub(crate) fn multiply(
        &self,
        instructions: Instructions,
        x: &[f32],
        x_stride: usize,
        rows: usize,
        out: &mut [f32],
    ) {
        if rows == 0 {
            return;
        }
        assert!(x.len() >= (rows - 1) * x_stride + self.inputs, "every input row is whole");
        assert!(out.len() >= rows * self.stride(), "every output row has its place");
        match instructions {
            // SAFETY: `Avx2` is only made where the processor has AVX2 and FMA, and the two
            // assertions above are what the tiles rely on.
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx2 => unsafe { self.multiply_avx2(x, x_stride, rows, out) },
            Instructions::Portable => self.multiply_portable(x, x_stride, rows, out),
        }
    }

    fn multiply_portable(&self, x: &[f32], x_stride: usize, rows: usize, out: &mut [f32]) {
        let stride = self.stride();
        for (panel, weights) in self.weights.chunks_exact(self.inputs * PANEL).enumerate() {
            let bias = &self.bias[panel * PANEL..(panel + 1) * PANEL];
            for row in 0..rows {
                let x = &x[row * x_stride..row * x_stride + self.inputs];
                let mut sums = [0.0_f32; PANEL];
                for (value, weights) in x.iter().zip(weights.chunks_exact(PANEL)) {
                    for (sum, weight) in sums.iter_mut().zip(weights) {
                        *sum = value.mul_add(*weight, *sum);
                    }
                }
                let out = &mut out[row * stride + panel * PANEL..][..PANEL];
                for ((out, sum), bias) in out.iter_mut().zip(sums).zip(bias) {
                    *out = sum + bias;
                }
            }
        }
    }

    /// # Safety
    /// AVX2 and FMA must be there, and `x` and `out` as long as [`multiply`](Self::multiply) asks.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,fma")]
    unsafe fn multiply_avx2(&self, x: &[f32], x_stride: usize, rows: usize, out: &mut [f32]) {
        let panels = self.stride() / PANEL;
        let out = out.as_mut_ptr();
        let mut row = 0;
        // One panel of a wide layer fits the first-level cache: keep it there and stream the rows.
        if rows >= ROWS {
            let blocks = rows / ROWS;
            for panel in 0..panels {
                for block in 0..blocks {
                    // SAFETY: the block's rows and the panel exist.
                    unsafe { self.tile::<ROWS, 1>(x.as_ptr(), x_stride, block * ROWS, panel, out) };
                }
            }
            row = blocks * ROWS;
        }
        while row < rows {
            let mut panel = 0;
            while panel < panels {
                // Several panels at once, so that enough sums are under way to hide the latency.
                // SAFETY: the row exists, and so do as many panels as each tile is wide.
                unsafe {
                    match panels - panel {
                        1 => self.tile::<1, 1>(x.as_ptr(), x_stride, row, panel, out),
                        2 => self.tile::<1, 2>(x.as_ptr(), x_stride, row, panel, out),
                        _ => self.tile::<1, 3>(x.as_ptr(), x_stride, row, panel, out),
                    }
                }
                panel += 3;
            }
            row += 1;
        }
    }

    /// `R` rows against `P` panels.
    ///
    /// # Safety
    /// AVX2 and FMA must be there; rows `first_row .. first_row + R` of `x` and `out` and panels
    /// `first_panel .. first_panel + P` must exist.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,fma")]
    unsafe fn tile<const R: usize, const P: usize>(
        &self,
        x: *const f32,
        x_stride: usize,
        first_row: usize,
        first_panel: usize,
        out: *mut f32,
    ) {
        use std::arch::x86_64::{
            _mm256_add_ps, _mm256_broadcast_ss, _mm256_fmadd_ps, _mm256_loadu_ps,
            _mm256_setzero_ps, _mm256_storeu_ps,
        };
        let mut sums = [[[_mm256_setzero_ps(); VECTORS]; P]; R];
        let panel_size = self.inputs * PANEL;
        // SAFETY: all offsets stay within the rows and panels that the caller vouches for.
        unsafe {
            let weights = self.weights.as_ptr().add(first_panel * panel_size);
            let x = x.add(first_row * x_stride);
            for input in 0..self.inputs {
                let mut columns = [[_mm256_setzero_ps(); VECTORS]; P];
                for (panel, columns) in columns.iter_mut().enumerate() {
                    for (vector, column) in columns.iter_mut().enumerate() {
                        *column = _mm256_loadu_ps(
                            weights.add(panel * panel_size + input * PANEL + vector * LANES),
                        );
                    }
                }
                for (row, sums) in sums.iter_mut().enumerate() {
                    let value = _mm256_broadcast_ss(&*x.add(row * x_stride + input));
                    for (panel, sums) in sums.iter_mut().enumerate() {
                        for (vector, sum) in sums.iter_mut().enumerate() {
                            *sum = _mm256_fmadd_ps(value, columns[panel][vector], *sum);
                        }
                    }
                }
            }
            let stride = self.stride();
            for (row, sums) in sums.iter().enumerate() {
                for (panel, sums) in sums.iter().enumerate() {
                    for (vector, sum) in sums.iter().enumerate() {
                        let column = (first_panel + panel) * PANEL + vector * LANES;
                        let bias = _mm256_loadu_ps(self.bias.as_ptr().add(column));
                        let place = out.add((first_row + row) * stride + column);
                        _mm256_storeu_ps(place, _mm256_add_ps(*sum, bias));
                    }
                }
            }
        }
    }
}

/// The largest of the three pieces of each output, from a row that [`Packed::maxout`] made.
#[inline(always)]
pub(crate) fn max_of_pieces(pieces: &[f32], out: &mut [f32]) {
    for (pieces, out) in pieces.chunks_exact(PANEL).zip(out.chunks_exact_mut(LANES)) {
        for lane in 0..LANES {
            out[lane] = pieces[lane].max(pieces[LANES + lane]).max(pieces[2 * LANES + lane]);
        }
    }
}

/// Layer normalization of one row, in place: zero mean and unit variance, then gain and shift.
#[inline(always)]
pub(crate) fn normalize(row: &mut [f32], gain: &[f32], shift: &[f32]) {
    #[allow(clippy::cast_precision_loss)] // a row has 96 numbers
    let count = row.len() as f32;
    let mean = sum(row, |value| value) / count;
    let variance = sum(row, |value| (value - mean) * (value - mean)) / count + 1e-8;
    let scale = 1.0 / variance.sqrt();
    for ((value, gain), shift) in row.iter_mut().zip(gain).zip(shift) {
        *value = (*value - mean) * scale * gain + shift;
    }
}

/// Sums a row in eight strands, so that the order is the same with and without vectors.
#[inline(always)]
fn sum(row: &[f32], each: impl Fn(f32) -> f32) -> f32 {
    let mut strands = [0.0_f32; LANES];
    for values in row.chunks_exact(LANES) {
        for (strand, value) in strands.iter_mut().zip(values) {
            *strand += each(*value);
        }
    }
    strands.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look random and are the same every time.
    #[allow(clippy::cast_precision_loss)] // they need not be exact
    fn numbers(count: usize) -> Vec<f32> {
        (0..count as u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 8) as f32 / 1e7 - 0.8).collect()
    }

    #[test]
    fn portable_and_fast_agree_to_the_bit() {
        for (outputs, inputs, rows) in [(288, 288, 13), (106, 64, 1), (50, 96, 6), (24, 7, 9)] {
            let weights =
                Matrix { rows: outputs, columns: inputs, values: numbers(outputs * inputs) };
            let packed =
                Packed::linear(&Linear { weights: weights.clone(), bias: numbers(outputs) });
            let x = numbers(rows * inputs);
            let mut portable = vec![0.0; rows * packed.stride()];
            let mut fast = portable.clone();
            packed.multiply(Instructions::Portable, &x, inputs, rows, &mut portable);
            packed.multiply(Instructions::detect(), &x, inputs, rows, &mut fast);
            assert_eq!(portable, fast);
            let direct: f32 = (0..inputs).map(|i| weights.values[inputs + i] * x[i]).sum();
            assert!((direct + numbers(outputs)[1] - fast[1]).abs() < 1e-4);
        }
    }

    #[test]
    fn maxout_takes_the_largest_piece() {
        let weights = Matrix { rows: 24, columns: 1, values: (0..24_u8).map(f32::from).collect() };
        let packed = Packed::maxout(&weights, &[0.0; 24]);
        let mut pieces = vec![0.0; packed.stride()];
        packed.multiply(Instructions::detect(), &[1.0], 1, 1, &mut pieces);
        let mut out = [0.0; 8];
        max_of_pieces(&pieces, &mut out);
        assert_eq!(out, [2.0, 5.0, 8.0, 11.0, 14.0, 17.0, 20.0, 23.0]);
    }
}
