//! A log-linear model of choices, learned by gradient steps of adaptive size (`AdaGrad`).
//!
//! It runs in one thread and one order, from a fixed seed. The weights are the mean of those after
//! each round but the first, which errs less than the last ones do.

use hearsay_claims::tagger::{Step, chances, slot};

/// Features seen less often than this in training weigh nothing.
const SEEN_LEAST: u32 = 3;
/// How far the first steps go.
const RATE: f32 = 0.12;
/// Smaller gradients are not worth a step.
const LEAST_GRADIENT: f32 = 1e-3;

/// A choice among several, or none of them.
pub(super) struct Example {
    /// The features that all share.
    pub(super) shared: Vec<u32>,
    /// The features of each.
    pub(super) choices: Vec<Vec<u32>>,
    /// Which are right.
    pub(super) right: Vec<bool>,
}

/// Weights under which the right choices are likely.
pub(super) fn learn<'a>(
    step: Step,
    examples: impl Iterator<Item = &'a Example>,
    rounds: u16,
) -> Vec<f32> {
    let mut examples: Vec<&Example> = examples.collect();
    let mut learner = Learner::new(step, &examples);
    let mut mean = vec![0.0; 1 << step.bits()];
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    for round in 0..rounds {
        for last in (1..examples.len()).rev() {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            examples.swap(last, usize::try_from(random % (last as u64 + 1)).unwrap_or(0));
        }
        learner.rate = RATE / (1.0 + 0.5 * f32::from(round));
        let loss: f64 = examples.iter().map(|example| learner.see(example)).sum();
        println!("  {step:?}, round {}: loss {:.4}", round + 1, loss / examples.len() as f64);
        if round > 0 {
            for (mean, weight) in mean.iter_mut().zip(&learner.weights) {
                *mean += weight / f32::from(rounds - 1);
            }
        }
    }
    mean
}

/// What features add up to.
pub(super) fn sum(weights: &[f32], features: &[u32]) -> f32 {
    let bits = weights.len().ilog2();
    features.iter().map(|feature| weights[slot(*feature, bits)]).sum()
}

struct Learner {
    bits: u32,
    rate: f32,
    weights: Vec<f32>,
    /// The sums of squared gradients.
    squares: Vec<f32>,
    seen: Vec<u32>,
}

impl Learner {
    fn new(step: Step, examples: &[&Example]) -> Self {
        let bits = step.bits();
        let mut seen = vec![0; 1 << bits];
        for example in examples {
            // Of the many wrong choices a few stand for all.
            let choices = example.choices.iter().zip(&example.right).enumerate();
            let counted = choices.filter(|(n, (_, right))| *n < 3 || **right);
            let features = counted.flat_map(|(_, (choice, _))| choice);
            for feature in example.shared.iter().chain(features) {
                seen[slot(*feature, bits)] += 1;
            }
        }
        let zeros = vec![0.0; 1 << bits];
        Self { bits, rate: RATE, weights: zeros.clone(), squares: zeros, seen }
    }

    /// Learns from an example; how surprising it was.
    fn see(&mut self, example: &Example) -> f64 {
        let base = sum(&self.weights, &example.shared);
        let scores: Vec<f32> =
            example.choices.iter().map(|choice| base + sum(&self.weights, choice)).collect();
        let (likely, none) = chances(&scores);
        let right = likely.iter().zip(&example.right).filter(|(_, right)| **right);
        let hit: f32 = right.map(|(chance, _)| chance).sum();
        let mut all = 0.0;
        for ((choice, chance), right) in example.choices.iter().zip(&likely).zip(&example.right) {
            let gradient = if *right { chance - chance / hit.max(1e-9) } else { *chance };
            all += gradient;
            self.step(choice, gradient);
        }
        self.step(&example.shared, all);
        let chance = if example.right.contains(&true) { hit } else { none };
        -f64::from(chance.max(1e-9)).ln()
    }

    fn step(&mut self, features: &[u32], gradient: f32) {
        if gradient.abs() <= LEAST_GRADIENT {
            return;
        }
        for feature in features {
            let slot = slot(*feature, self.bits);
            if self.seen[slot] >= SEEN_LEAST {
                self.squares[slot] += gradient * gradient;
                self.weights[slot] -= self.rate * gradient / (self.squares[slot].sqrt() + 0.1);
            }
        }
    }
}
