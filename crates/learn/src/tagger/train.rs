//! The training of a tagger as the caller sees it: options, examples in, model bytes out.

use std::error::Error;
use std::fmt;
use std::panic::resume_unwind;
use std::thread;

use super::chain::{Chain, FORBIDDEN};
use super::examples::Examples;
use super::{crf, perceptron, write_model};
use crate::features::Features;
use crate::rng::Rng;
use crate::rows::RowsBuilder;

/// How weights are learned.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Method {
    /// Averaged structured perceptron (Collins 2002): trains in seconds, small models.
    Perceptron,
    /// Conditional random field, by AdaGrad (Duchi et al. 2011): trains five times as long, is a
    /// little better, much so on classes that only one of several corpora marks, and has
    /// probabilities that mean something uncalibrated. Its models are large unless
    /// [pruned](TaggerOptions::prune).
    Crf {
        /// The size of the first step, about 0.1.
        rate: f32,
        /// The strength of the squared penalty on each weight, summed over the corpus; about 1.
        l2: f32,
    },
}

impl Method {
    /// The CRF with its usual step size and penalty.
    pub const CRF: Self = Self::Crf { rate: 0.1, l2: 1.0 };
}

/// How a tagger is trained.
#[derive(Clone, Debug, PartialEq)]
pub struct TaggerOptions {
    /// How weights are learned.
    pub method: Method,
    /// The number of passes over the examples.
    pub epochs: u32,
    /// Features that occur fewer times than this in the examples are dropped.
    pub min_count: u32,
    /// Weights nearer to zero than this are dropped from the model.
    pub prune: f32,
    /// CRF: the share of features that is left out, drawn anew each time that an example is seen, so
    /// that weights are learned that do not need each other (feature noising, Wang & Manning 2013);
    /// 0 to below 1.
    pub dropout: f32,
    /// CRF: the number of last passes after each of which the weights are noted; the mean of them is
    /// the result. 1 takes the last weights as they are.
    pub averaged: u32,
    /// The number of trainings, side by side, each with lots of its own; the mean of their weights is the
    /// result. What depends on the lots then counts for less (bagging without resampling, Breiman 1996).
    pub trainings: u32,
    /// What the order of the examples, which is shuffled for each pass, is drawn from.
    pub seed: u64,
}

impl Default for TaggerOptions {
    /// Ten passes of the perceptron over features that occur at least twice; nothing is pruned
    /// beyond what quantises to zero.
    fn default() -> Self {
        Self {
            method: Method::Perceptron,
            epochs: 10,
            min_count: 2,
            prune: 0.0,
            dropout: 0.0,
            averaged: 1,
            trainings: 1,
            seed: 1,
        }
    }
}

/// What a pass over the examples found; for showing progress.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Epoch {
    /// The number of the pass, from 1.
    pub epoch: u32,
    /// The number of tokens seen, in all passes the same.
    pub tokens: u64,
    /// Perceptron: tokens whose label was wrong when they were seen. CRF: the negative logarithm of
    /// the probability that the gold masks had, summed over the sequences.
    pub loss: f64,
}

/// Why a sequence was not taken as an example.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GoldError {
    /// There are more or fewer masks than tokens.
    Length {
        /// The number of tokens in the features.
        tokens: usize,
        /// The number of gold masks.
        masks: usize,
    },
    /// No path that the constraints allow stays within the masks.
    NoPath {
        /// The token, from 0, at which the last path ends.
        token: usize,
    },
}

impl fmt::Display for GoldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { tokens, masks } => write!(f, "{masks} gold masks for {tokens} tokens"),
            Self::NoPath { token } => {
                write!(f, "no allowed path stays within the gold masks at token {token}")
            }
        }
    }
}

impl Error for GoldError {}

/// Collects examples and trains a tagger on them; [the module](super) has an example.
#[derive(Debug)]
pub struct TaggerTrainer {
    chain: Chain,
    options: TaggerOptions,
    examples: Examples,
}

impl TaggerTrainer {
    /// A trainer for labels `0..labels`, any of which may follow any other.
    ///
    /// # Panics
    ///
    /// When `labels` is not 1 to 64.
    pub fn new(labels: usize, options: TaggerOptions) -> Self {
        Self::with_constraints(labels, options, |_, _| true)
    }

    /// A trainer for labels of which some must not follow others. `allowed(None, Some(label))`
    /// says whether a sequence may begin with a label, `allowed(Some(label), None)` whether it may
    /// end with it. Neither training nor the trained tagger considers a forbidden path.
    ///
    /// # Panics
    ///
    /// When `labels` is not 1 to 64.
    pub fn with_constraints(
        labels: usize,
        options: TaggerOptions,
        allowed: impl Fn(Option<u8>, Option<u8>) -> bool,
    ) -> Self {
        Self { chain: Chain::new(labels, allowed), options, examples: Examples::default() }
    }

    /// Adds a sequence with, for each token, the labels that are right for it, as bits.
    ///
    /// Bits beyond the labels are not looked at. An empty sequence is passed over.
    ///
    /// # Errors
    ///
    /// When there is not one mask a token or no allowed path stays within them; the sequence is not
    /// added then.
    pub fn push(&mut self, features: &Features, gold: &[u64]) -> Result<(), GoldError> {
        if features.len() != gold.len() {
            return Err(GoldError::Length { tokens: features.len(), masks: gold.len() });
        }
        if !gold.is_empty() {
            self.check_path(gold)?;
            self.examples.push(features, gold);
        }
        Ok(())
    }

    fn check_path(&self, gold: &[u64]) -> Result<(), GoldError> {
        let bits = |row: &[f32]| {
            let allowed = row.iter().enumerate().filter(|&(_, &weight)| weight > FORBIDDEN);
            allowed.fold(0_u64, |bits, (label, _)| bits | 1 << label)
        };
        let mut reachable = bits(self.chain.from(None)) & gold[0];
        for (token, mask) in gold.iter().enumerate().skip(1) {
            if reachable == 0 {
                return Err(GoldError::NoPath { token: token - 1 });
            }
            let previous = (0..self.chain.labels() as u8).filter(|&l| reachable >> l & 1 == 1);
            let next = previous.fold(0, |next, label| next | bits(self.chain.from(Some(label))));
            reachable = next & mask;
        }
        match reachable & bits(self.chain.end()) {
            0 => Err(GoldError::NoPath { token: gold.len() - 1 }),
            _ => Ok(()),
        }
    }

    /// The number of sequences added.
    pub fn len(&self) -> usize {
        self.examples.len()
    }

    /// Whether no sequence has been added.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Trains and returns the model's bytes, for [`Tagger::from_bytes`](super::Tagger::from_bytes).
    ///
    /// The same options and examples in the same order give the same bytes.
    pub fn train(self) -> Vec<u8> {
        self.train_reporting(|_| ())
    }

    /// [`train`](Self::train), with a report after each pass of the first training over the examples.
    pub fn train_reporting(mut self, report: impl FnMut(Epoch)) -> Vec<u8> {
        let features = self.examples.number(self.options.min_count);
        let (chain, weights) = thread::scope(|scope| {
            let (this, features) = (&self, &features);
            let others: Vec<_> = (1..u64::from(this.options.trainings))
                .map(|number| scope.spawn(move || this.train_once(features, number, |_| ())))
                .collect();
            let mut mean = this.train_once(features, 0, report);
            let trainings = others.len() + 1;
            for other in others {
                add(&mut mean, &other.join().unwrap_or_else(|panic| resume_unwind(panic)));
            }
            scale(&mut mean, 1.0 / trainings as f32);
            mean
        });
        let labels = chain.labels();
        let mut rows = RowsBuilder::new(labels);
        for (&(id, _), row) in features.iter().zip(weights.chunks_exact(labels)) {
            rows.push(id, row, self.options.prune);
        }
        write_model(&chain, rows)
    }

    /// One training of several: the transitions, and the weights of each feature in turn, one a label.
    fn train_once(
        &self,
        features: &[(u32, u32)],
        number: u64,
        mut report: impl FnMut(Epoch),
    ) -> (Chain, Vec<f32>) {
        let mut order: Vec<usize> = (0..self.examples.len()).collect();
        let seed = self.options.seed + number;
        let mut rng = Rng::new(seed);
        let tokens = order.iter().map(|&n| self.examples.get(n).masks.len() as u64).sum();
        let chain = self.chain.clone();
        let mut trainer: Box<dyn Learner> = match self.options.method {
            Method::Perceptron => Box::new(perceptron::Perceptron::new(chain, features.len())),
            Method::Crf { rate, l2 } => {
                let counts = features.iter().map(|&(_, count)| count).collect();
                let (examples, dropout) = (self.examples.len(), self.options.dropout);
                Box::new(crf::Crf::new(chain, counts, examples, rate, l2, dropout, seed))
            }
        };
        for epoch in 1..=self.options.epochs {
            rng.shuffle(&mut order);
            let loss = order.iter().map(|&n| trainer.learn(&self.examples.get(n))).sum();
            if epoch + self.options.averaged > self.options.epochs {
                trainer.note();
            }
            report(Epoch { epoch, tokens, loss });
        }
        trainer.finish()
    }
}

/// Adds the weights of another training.
fn add((chain, weights): &mut (Chain, Vec<f32>), (other, others): &(Chain, Vec<f32>)) {
    weights.iter_mut().zip(others).for_each(|(weight, other)| *weight += other);
    for (weight, &other) in chain.weights_mut().iter_mut().zip(other.weights()) {
        if *weight > FORBIDDEN {
            *weight += other;
        }
    }
}

/// Multiplies the weights by a number.
fn scale((chain, weights): &mut (Chain, Vec<f32>), by: f32) {
    weights.iter_mut().for_each(|weight| *weight *= by);
    for weight in chain.weights_mut() {
        if *weight > FORBIDDEN {
            *weight *= by;
        }
    }
    chain.transpose();
}

/// A learning algorithm: it sees an example at a time and has weights at the end.
pub(super) trait Learner {
    /// Learns from one example and returns its loss; see [`Epoch::loss`].
    fn learn(&mut self, example: &super::examples::Example<'_>) -> f64;

    /// Notes the weights as they are, for [`finish`](Self::finish) to take the mean of what was noted.
    fn note(&mut self);

    /// The transitions, and the weights of each feature in turn, one a label.
    fn finish(self: Box<Self>) -> (Chain, Vec<f32>);
}
