//! The averaged structured perceptron (Collins 2002), with latent gold paths.

use super::chain::{Chain, FORBIDDEN};
use super::examples::Example;
use super::train::Learner;

/// Weights with their history. The average over all steps is w − u ÷ steps, where u sums each
/// update times the step at which it was made (Daumé 2006), so that only the weights that change
/// are touched.
#[derive(Debug)]
pub(super) struct Perceptron {
    chain: Chain,
    chain_history: Vec<f32>,
    weights: Vec<f32>,
    history: Vec<f32>,
    step: f32,
    emissions: Vec<f32>,
    best: Vec<f32>,
    predicted: Vec<u8>,
    gold: Vec<u8>,
}

impl Perceptron {
    pub(super) fn new(chain: Chain, features: usize) -> Self {
        let size = features * chain.labels();
        Self {
            chain_history: vec![0.0; chain.weights().len()],
            chain,
            weights: vec![0.0; size],
            history: vec![0.0; size],
            step: 0.0,
            emissions: Vec::new(),
            best: Vec::new(),
            predicted: Vec::new(),
            gold: Vec::new(),
        }
    }

    fn update(&mut self, features: &[u32], label: u8, by: f32) {
        let labels = self.chain.labels();
        for &feature in features {
            let at = feature as usize * labels + usize::from(label);
            self.weights[at] += by;
            self.history[at] += by * self.step;
        }
    }

    fn update_transition(&mut self, prev: Option<u8>, next: u8, by: f32) {
        let prev = prev.map_or(self.chain.labels(), usize::from);
        let at = prev * self.chain.stride() + usize::from(next);
        self.chain.weights_mut()[at] += by;
        self.chain_history[at] += by * self.step;
    }
}

/// Sums the rows of each token's features.
pub(super) fn emit(
    example: &Example<'_>,
    weights: &[f32],
    chain: &Chain,
    emissions: &mut Vec<f32>,
) {
    let (labels, stride) = (chain.labels(), chain.stride());
    emissions.clear();
    emissions.resize(example.masks.len() * stride, 0.0);
    for (token, scores) in emissions.chunks_exact_mut(stride).enumerate() {
        let scores = &mut scores[..labels];
        for &feature in example.features(token) {
            let row = &weights[feature as usize * labels..][..labels];
            for (score, weight) in scores.iter_mut().zip(row) {
                *score += weight;
            }
        }
    }
}

impl Learner for Perceptron {
    fn learn(&mut self, example: &Example<'_>) -> f64 {
        self.step += 1.0;
        emit(example, &self.weights, &self.chain, &mut self.emissions);
        self.chain.viterbi(&self.emissions, &mut self.best, &mut self.predicted);
        let right = |(&label, &mask): (&u8, &u64)| mask >> label & 1 == 1;
        let wrong = self.predicted.iter().zip(example.masks).filter(|&pair| !right(pair)).count();
        if wrong == 0 {
            return 0.0;
        }
        // The gold path is the best one within the masks, as the weights see it now.
        for (row, mask) in self.emissions.chunks_exact_mut(self.chain.stride()).zip(example.masks) {
            for (label, score) in row.iter_mut().enumerate() {
                if mask >> label & 1 == 0 {
                    *score = FORBIDDEN;
                }
            }
        }
        self.chain.viterbi(&self.emissions, &mut self.best, &mut self.gold);
        let (predicted, gold) =
            (std::mem::take(&mut self.predicted), std::mem::take(&mut self.gold));
        let (mut prev_predicted, mut prev_gold) = (None, None);
        for (token, (&predicted, &gold)) in predicted.iter().zip(&gold).enumerate() {
            if predicted != gold {
                self.update(example.features(token), gold, 1.0);
                self.update(example.features(token), predicted, -1.0);
            }
            if (prev_predicted, predicted) != (prev_gold, gold) {
                self.update_transition(prev_gold, gold, 1.0);
                self.update_transition(prev_predicted, predicted, -1.0);
            }
            (prev_predicted, prev_gold) = (Some(predicted), Some(gold));
        }
        (self.predicted, self.gold) = (predicted, gold);
        self.chain.transpose();
        wrong as f64
    }

    fn note(&mut self) {
        // The perceptron's mean is over all steps.
    }

    fn finish(mut self: Box<Self>) -> (Chain, Vec<f32>) {
        // One more step, so that the last update counts and no examples do not divide by zero.
        let steps = self.step + 1.0;
        for (weight, history) in self.weights.iter_mut().zip(&self.history) {
            *weight -= history / steps;
        }
        for (weight, history) in self.chain.weights_mut().iter_mut().zip(&self.chain_history) {
            *weight -= history / steps;
        }
        self.chain.transpose();
        (self.chain, self.weights)
    }
}
