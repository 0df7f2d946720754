//! The conditional random field (Lafferty et al. 2001), trained by AdaGrad (Duchi et al. 2011).

use super::chain::{Chain, FORBIDDEN};
use super::examples::Example;
use super::marginals::{Factors, ForwardBackward};
use super::train::Learner;
use crate::rng::Rng;

/// Weights and the sums of their squared gradients.
///
/// The gradient of an example is the difference between the label expectations within the gold
/// masks and those over all paths. The penalty on a feature's weights is spread over the feature's
/// occurrences, so that only the weights of features that occur are touched.
#[derive(Debug)]
pub(super) struct Crf {
    chain: Chain,
    chain_squares: Vec<f32>,
    weights: Vec<f32>,
    squares: Vec<f32>,
    /// The penalty for each occurrence of each feature.
    penalties: Vec<f32>,
    chain_penalty: f32,
    rate: f32,
    dropout: f32,
    rng: Rng,
    /// The features of the example in hand that are not left out, and where each token's end.
    active: Vec<u32>,
    ends: Vec<usize>,
    /// The sums of the noted weights, and how many were noted.
    noted: Vec<f32>,
    chain_noted: Vec<f32>,
    notes: u32,
    factors: Factors,
    emissions: Vec<f32>,
    gold: ForwardBackward,
    all: ForwardBackward,
    /// The difference of the expected transitions, laid out like the chain's weights.
    difference: Vec<f32>,
}

impl Crf {
    pub(super) fn new(
        chain: Chain,
        counts: Vec<u32>,
        examples: usize,
        rate: f32,
        l2: f32,
        dropout: f32,
        seed: u64,
    ) -> Self {
        let size = counts.len() * chain.labels();
        Self {
            chain_squares: vec![0.0; chain.weights().len()],
            difference: vec![0.0; chain.weights().len()],
            chain,
            weights: vec![0.0; size],
            squares: vec![0.0; size],
            penalties: counts.into_iter().map(|count| l2 / count as f32).collect(),
            chain_penalty: l2 / examples.max(1) as f32,
            rate,
            dropout,
            rng: Rng::new(seed ^ 0xd0d0),
            active: Vec::new(),
            ends: Vec::new(),
            noted: Vec::new(),
            chain_noted: Vec::new(),
            notes: 0,
            factors: Factors::default(),
            emissions: Vec::new(),
            gold: ForwardBackward::default(),
            all: ForwardBackward::default(),
        }
    }
}

impl Crf {
    /// Draws the features that are left out and sums the rows of the others into `emissions`; returns
    /// by how much the sums were multiplied to make up for those that are missing.
    fn emit(&mut self, example: &Example<'_>) -> f32 {
        let (labels, stride) = (self.chain.labels(), self.chain.stride());
        let boost = 1.0 / (1.0 - self.dropout);
        let threshold = (self.dropout * 65536.0) as u64;
        self.active.clear();
        self.ends.clear();
        self.emissions.clear();
        self.emissions.resize(example.masks.len() * stride, 0.0);
        for (token, scores) in self.emissions.chunks_exact_mut(stride).enumerate() {
            let scores = &mut scores[..labels];
            let start = self.active.len();
            let features = example.features(token);
            if threshold == 0 {
                self.active.extend_from_slice(features);
            } else {
                for four in features.chunks(4) {
                    let mut bits = self.rng.next();
                    for &feature in four {
                        if bits & 0xffff >= threshold {
                            self.active.push(feature);
                        }
                        bits >>= 16;
                    }
                }
            }
            self.ends.push(self.active.len());
            for &feature in &self.active[start..] {
                let row = &self.weights[feature as usize * labels..][..labels];
                for (score, weight) in scores.iter_mut().zip(row) {
                    *score += weight;
                }
            }
            scores.iter_mut().for_each(|score| *score *= boost);
        }
        boost
    }
}

/// One AdaGrad step up the gradient.
#[inline]
fn ascend(weight: &mut f32, squares: &mut f32, gradient: f32, rate: f32) {
    *squares += gradient * gradient;
    *weight += rate * gradient / (squares.sqrt() + 1e-6);
}

impl Learner for Crf {
    fn learn(&mut self, example: &Example<'_>) -> f64 {
        let (labels, stride) = (self.chain.labels(), self.chain.stride());
        let all = u64::MAX >> (64 - labels);
        let boost = self.emit(example);
        self.factors.set(&self.chain, 1.0);
        self.all.run(&self.factors, &self.emissions, 1.0, |_| all);
        self.gold.run(&self.factors, &self.emissions, 1.0, |token| example.masks[token] & all);

        let mut loss = 0.0;
        for (token, mask) in example.masks.iter().enumerate() {
            let at = token * stride;
            // The scales of a run are what its normaliser is made of; the emissions of the two
            // runs are relative to different best labels.
            let top = |mask: u64| {
                let scores = self.emissions[at..at + labels].iter().enumerate();
                let within = scores.filter(|&(label, _)| mask >> label & 1 == 1);
                within.fold(FORBIDDEN, |top, (_, &score)| top.max(score))
            };
            loss += f64::from(self.gold.scales[token].ln() - self.all.scales[token].ln());
            loss += f64::from(top(all) - top(mask & all));

            let gold = &self.gold.marginals[at..at + labels];
            let expected = &self.all.marginals[at..at + labels];
            let mut gradient = [0.0; 64];
            for ((gradient, gold), expected) in gradient.iter_mut().zip(gold).zip(expected) {
                *gradient = boost * (gold - expected);
            }
            let gradient = &gradient[..labels];
            let start = if token == 0 { 0 } else { self.ends[token - 1] };
            for &feature in &self.active[start..self.ends[token]] {
                let penalty = self.penalties[feature as usize];
                let at = feature as usize * labels;
                let weights = self.weights[at..at + labels].iter_mut();
                let squares = self.squares[at..at + labels].iter_mut();
                for ((weight, squares), gradient) in weights.zip(squares).zip(gradient) {
                    ascend(weight, squares, gradient - penalty * *weight, self.rate);
                }
            }
        }
        self.difference.fill(0.0);
        expect_transitions(&self.gold, &self.factors, stride, labels, 1.0, &mut self.difference);
        expect_transitions(&self.all, &self.factors, stride, labels, -1.0, &mut self.difference);
        let weights = self.chain.weights_mut().iter_mut().zip(&mut self.chain_squares);
        for ((weight, squares), difference) in weights.zip(&self.difference) {
            if *weight > FORBIDDEN / 2.0 {
                ascend(weight, squares, difference - self.chain_penalty * *weight, self.rate);
            }
        }
        loss
    }

    fn note(&mut self) {
        self.notes += 1;
        if self.notes == 1 {
            self.noted.clone_from(&self.weights);
            self.chain_noted.extend_from_slice(self.chain.weights());
            return;
        }
        self.noted.iter_mut().zip(&self.weights).for_each(|(sum, weight)| *sum += weight);
        let chain = self.chain_noted.iter_mut().zip(self.chain.weights());
        chain.for_each(|(sum, weight)| *sum += weight);
    }

    fn finish(mut self: Box<Self>) -> (Chain, Vec<f32>) {
        if self.notes > 0 {
            let share = 1.0 / self.notes as f32;
            self.weights = std::mem::take(&mut self.noted);
            self.weights.iter_mut().for_each(|weight| *weight *= share);
            let weights = self.chain.weights_mut().iter_mut().zip(&self.chain_noted);
            weights.for_each(|(weight, sum)| *weight = sum * share);
        }
        self.chain.transpose();
        (self.chain, self.weights)
    }
}

/// Adds the expected number of each transition, times `sign`.
fn expect_transitions(
    run: &ForwardBackward,
    factors: &Factors,
    stride: usize,
    labels: usize,
    sign: f32,
    sums: &mut [f32],
) {
    let tokens = run.scales.len();
    for (sum, marginal) in sums[labels * stride..].iter_mut().zip(&run.marginals[..stride]) {
        *sum += sign * marginal;
    }
    for token in 1..tokens {
        // Where the backward sum of the last token is 1, a forward sum of 0 marks a forbidden end.
        let mut into = [0.0; 64];
        for (next, into) in into[..labels].iter_mut().enumerate() {
            let at = token * stride + next;
            if run.forward[at] > 0.0 {
                *into = sign * run.emissions[at] * run.backward[at] * run.scales[token];
            }
        }
        let forward = &run.forward[(token - 1) * stride..][..labels];
        for (prev, &forward) in forward.iter().enumerate().filter(|&(_, &sum)| sum > 0.0) {
            let row = &factors.from()[prev * stride..][..labels];
            let sums = &mut sums[prev * stride..][..labels];
            for ((sum, factor), into) in sums.iter_mut().zip(row).zip(&into) {
                *sum += forward * factor * into;
            }
        }
    }
}
