//! A log-linear model of one choice among several, or none.

/// How often all examples are seen.
const ROUNDS: usize = 200;
/// How far a round goes.
const STEP: f64 = 0.5;
/// How much large weights are held down.
const PENALTY: f64 = 0.8;

/// One of several choices.
pub(super) struct Choice {
    /// The numbers of its features.
    pub(super) features: Vec<usize>,
    pub(super) is_right: bool,
}

/// The weights under which the right choices are likeliest. Where no choice is right, none is
/// chosen; where several are, any of them will do.
#[allow(clippy::cast_precision_loss)] // counts
pub(super) fn learn(examples: &[Vec<Choice>], features: usize) -> Vec<f64> {
    let mut weights = vec![0.0; features];
    let mut travelled = vec![1e-8; features];
    for _ in 0..ROUNDS {
        let mut slope: Vec<f64> = weights.iter().map(|weight| PENALTY * weight).collect();
        for choices in examples {
            let powers: Vec<f64> = choices
                .iter()
                .map(|choice| choice.features.iter().map(|f| weights[*f]).sum::<f64>().exp())
                .collect();
            let all = 1.0 + powers.iter().sum::<f64>();
            let right: f64 = choices
                .iter()
                .zip(&powers)
                .filter(|(choice, _)| choice.is_right)
                .map(|(_, power)| power)
                .sum();
            for (choice, power) in choices.iter().zip(&powers) {
                let wanted = if choice.is_right { power / right } else { 0.0 };
                for feature in &choice.features {
                    slope[*feature] += power / all - wanted;
                }
            }
        }
        for ((weight, slope), travelled) in weights.iter_mut().zip(&slope).zip(&mut travelled) {
            let slope = slope / examples.len().max(1) as f64;
            *travelled += slope * slope;
            *weight -= STEP * slope / travelled.sqrt();
        }
    }
    weights
}
