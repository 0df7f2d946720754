//! Adapts a finished tagger to further examples, without what it was trained on: weights are learned that
//! are [added](crate::added) to its own, and none where it is surely right already.
//!
//! The tagger's scores stand where a prior would (Chelba & Acero 2004). Each mistake is mended by the
//! smallest change that mends it with a margin, up to a limit (passive-aggressive, Crammer et al. 2006),
//! and the weights are averaged over all steps.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::chain::FORBIDDEN;
use super::examples::IdHasher;
use super::{Tagger, TaggerScratch};
use crate::added::AddedWeights;
use crate::features::Features;
use crate::rng::Rng;

/// How a tagger is adapted.
#[derive(Clone, Debug, PartialEq)]
pub struct AdaptOptions {
    /// The number of passes over the examples.
    pub epochs: u32,
    /// The most that one step changes a weight, as the logarithm of odds.
    pub most: f32,
    /// What the order of the examples, which is shuffled for each pass, is drawn from.
    pub seed: u64,
}

impl Default for AdaptOptions {
    /// Three passes, with steps of at most 0.005: a handful of articles is learned from, and what it says
    /// by accident is not (measured in November 2026 on names in news, 50 articles).
    fn default() -> Self {
        Self { epochs: 3, most: 0.005, seed: 1 }
    }
}

/// Examples to adapt a tagger to.
#[derive(Debug)]
pub struct Adapter<'t> {
    tagger: &'t Tagger<'t>,
    examples: Vec<Example>,
    /// The ids of the features, by their numbers.
    ids: Vec<u32>,
    numbers: HashMap<u32, u32, BuildHasherDefault<IdHasher>>,
}

#[derive(Debug)]
struct Example {
    /// The numbers of all features, and by token where they end.
    features: Vec<u32>,
    ends: Vec<u32>,
    masks: Vec<u64>,
    /// The tagger's own scores.
    base: Vec<f32>,
}

impl Example {
    fn token(&self, token: usize) -> &[u32] {
        let start = if token == 0 { 0 } else { self.ends[token - 1] };
        &self.features[start as usize..self.ends[token] as usize]
    }
}

impl<'t> Adapter<'t> {
    /// No examples yet.
    pub fn new(tagger: &'t Tagger<'t>) -> Self {
        Self { tagger, examples: Vec::new(), ids: Vec::new(), numbers: HashMap::default() }
    }

    /// Adds a sequence: its tokens' features, all of them, and the labels that each may have, as bits.
    ///
    /// # Panics
    ///
    /// When there are not as many masks as tokens.
    pub fn push(&mut self, features: &Features, masks: &[u64]) {
        assert_eq!(features.len(), masks.len(), "a mask a token");
        let mut scratch = TaggerScratch::new();
        self.tagger.decode(features, &mut scratch);
        let mut example = Example {
            features: Vec::new(),
            ends: Vec::new(),
            masks: masks.to_vec(),
            base: scratch.emissions,
        };
        for token in 0..features.len() {
            for &id in features.token(token) {
                let fresh = self.ids.len() as u32;
                let number = *self.numbers.entry(id).or_insert(fresh);
                if number == fresh {
                    self.ids.push(id);
                }
                example.features.push(number);
            }
            example.ends.push(example.features.len() as u32);
        }
        self.examples.push(example);
    }

    /// The number of examples.
    pub fn len(&self) -> usize {
        self.examples.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.examples.is_empty()
    }

    /// Learns from the examples whose numbers `takes` takes. `report` is told after each pass its number
    /// and how many tokens had a wrong label in it, or the right one by too little.
    pub fn adapt(
        &self,
        options: &AdaptOptions,
        takes: impl Fn(usize) -> bool,
        mut report: impl FnMut(u32, u64),
    ) -> AddedWeights {
        let mut order: Vec<usize> = (0..self.examples.len()).filter(|&n| takes(n)).collect();
        let mut learner = Learner::new(self, options.most);
        let mut rng = Rng::new(options.seed);
        for epoch in 1..=options.epochs {
            rng.shuffle(&mut order);
            let wrong = order.iter().map(|&number| learner.learn(&self.examples[number])).sum();
            report(epoch, wrong);
        }
        learner.finish()
    }

    /// The labels of an example, by the tagger alone or with added weights.
    ///
    /// # Panics
    ///
    /// When there is no such example.
    pub fn decode<'s>(
        &self,
        example: usize,
        added: Option<&AddedWeights>,
        scratch: &'s mut TaggerScratch,
    ) -> &'s [u8] {
        let example = &self.examples[example];
        let stride = self.tagger.chain.stride();
        scratch.emissions.clone_from(&example.base);
        let mut ids = Vec::new();
        for (token, scores) in scratch.emissions.chunks_exact_mut(stride).enumerate() {
            let Some(added) = added else { break };
            ids.clear();
            ids.extend(example.token(token).iter().map(|&number| self.ids[number as usize]));
            let mut sums = [0; crate::rows::MAX_LABELS];
            added.add(&ids, &mut sums);
            scores.iter_mut().zip(sums).for_each(|(score, sum)| *score += sum as f32);
        }
        self.tagger.chain.viterbi(&scratch.emissions, &mut scratch.best, &mut scratch.path);
        &scratch.path
    }
}

/// No row.
const NONE: u32 = u32::MAX;

/// Weights with their history, as in the [perceptron](super::perceptron), for the features that have any.
struct Learner<'a> {
    adapter: &'a Adapter<'a>,
    /// By feature, its row.
    row_of: Vec<u32>,
    weights: Vec<f32>,
    history: Vec<f32>,
    step: f32,
    /// The most that a step changes a weight, and the margin, in the model's units.
    most: f32,
    margin: f32,
    emissions: Vec<f32>,
    best: Vec<f32>,
    predicted: Vec<u8>,
    gold: Vec<u8>,
}

impl<'a> Learner<'a> {
    fn new(adapter: &'a Adapter<'a>, most: f32) -> Self {
        let unit = adapter.tagger.unit;
        Self {
            adapter,
            row_of: vec![NONE; adapter.ids.len()],
            weights: Vec::new(),
            history: Vec::new(),
            step: 0.0,
            most: most / unit,
            margin: 1.0 / unit,
            emissions: Vec::new(),
            best: Vec::new(),
            predicted: Vec::new(),
            gold: Vec::new(),
        }
    }

    /// Learns from one example and returns the number of its tokens whose label was wrong, or right by
    /// less than the margin.
    fn learn(&mut self, example: &Example) -> u64 {
        let chain = &self.adapter.tagger.chain;
        let (labels, stride) = (chain.labels(), chain.stride());
        self.step += 1.0;
        self.emissions.clone_from(&example.base);
        for (token, scores) in self.emissions.chunks_exact_mut(stride).enumerate() {
            for &number in example.token(token) {
                let row = self.row_of[number as usize];
                if row != NONE {
                    let row = &self.weights[row as usize * labels..][..labels];
                    scores.iter_mut().zip(row).for_each(|(score, weight)| *score += weight);
                }
            }
        }
        // What is wrong is made more likely by the margin, so that it must be beaten by as much.
        for (scores, mask) in self.emissions.chunks_exact_mut(stride).zip(&example.masks) {
            for (label, score) in scores.iter_mut().enumerate().take(labels) {
                *score += if mask >> label & 1 == 0 { self.margin } else { 0.0 };
            }
        }
        chain.viterbi(&self.emissions, &mut self.best, &mut self.predicted);
        let right = |(&label, &mask): (&u8, &u64)| mask >> label & 1 == 1;
        let wrong = self.predicted.iter().zip(&example.masks).filter(|&pair| !right(pair)).count();
        if wrong == 0 {
            return 0;
        }
        let score_of = |path: &[u8], emissions: &[f32]| {
            let mut previous = None;
            let mut score = 0.0;
            for (scores, &label) in emissions.chunks_exact(stride).zip(path) {
                score += scores[usize::from(label)] + chain.from(previous)[usize::from(label)];
                previous = Some(label);
            }
            score
        };
        let predicted_score = score_of(&self.predicted, &self.emissions);
        for (scores, mask) in self.emissions.chunks_exact_mut(stride).zip(&example.masks) {
            for (label, score) in scores.iter_mut().enumerate() {
                if mask >> label & 1 == 0 {
                    *score = FORBIDDEN;
                }
            }
        }
        chain.viterbi(&self.emissions, &mut self.best, &mut self.gold);
        let gold_score = score_of(&self.gold, &self.emissions);
        if gold_score < FORBIDDEN / 2.0 {
            // No path that the constraints allow is right: nothing can be learned.
            return wrong as u64;
        }
        let differ: Vec<usize> =
            (0..self.gold.len()).filter(|&at| self.gold[at] != self.predicted[at]).collect();
        let square: usize = differ.iter().map(|&at| 2 * example.token(at).len()).sum();
        let need = predicted_score - gold_score;
        let by = (need / (square as f32).max(1.0)).min(self.most);
        for at in differ {
            for &number in example.token(at) {
                let (gold, predicted) = (self.gold[at], self.predicted[at]);
                self.change(number, gold, by);
                self.change(number, predicted, -by);
            }
        }
        wrong as u64
    }

    fn change(&mut self, number: u32, label: u8, by: f32) {
        let labels = self.adapter.tagger.labels();
        let row = &mut self.row_of[number as usize];
        if *row == NONE {
            *row = (self.weights.len() / labels) as u32;
            self.weights.resize(self.weights.len() + labels, 0.0);
            self.history.resize(self.weights.len(), 0.0);
        }
        let at = *row as usize * labels + usize::from(label);
        self.weights[at] += by;
        self.history[at] += by * self.step;
    }

    fn finish(self) -> AddedWeights {
        let tagger = self.adapter.tagger;
        let labels = tagger.labels();
        let mut added = AddedWeights::new(labels, tagger.hash);
        for (number, &row) in self.row_of.iter().enumerate().filter(|&(_, &row)| row != NONE) {
            let at = row as usize * labels;
            let pairs = self.weights[at..at + labels].iter().zip(&self.history[at..]);
            let mean = |(weight, history): (&f32, &f32)| weight - history / (self.step + 1.0);
            let units = pairs.map(|pair| mean(pair).round() as i32).enumerate();
            let row = units.filter(|&(_, units)| units != 0);
            added.insert(
                self.adapter.ids[number],
                row.map(|(label, units)| (label as u8, units)).collect(),
            );
        }
        added
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{hash_str, hash2};
    use crate::tagger::{TaggerOptions, TaggerTrainer};

    const OTHER: u8 = 0;
    const NAME: u8 = 1;

    fn features(words: &str) -> Features {
        let mut features = Features::new();
        for word in words.split(' ') {
            features.push(hash2(1, hash_str(word)));
            features.push(hash2(2, u64::from(word.starts_with(char::is_uppercase))));
            features.end_token();
        }
        features
    }

    fn masks(words: &str, names: &[&str]) -> Vec<u64> {
        words.split(' ').map(|word| 1 << if names.contains(&word) { NAME } else { OTHER }).collect()
    }

    #[test]
    fn what_is_new_is_learned_and_what_was_known_stays() {
        let options = TaggerOptions { min_count: 1, ..Default::default() };
        let mut trainer = TaggerTrainer::new(2, options);
        for words in ["Ana met Ben", "the man saw Ana", "Ben left the town"] {
            trainer.push(&features(words), &masks(words, &["Ana", "Ben"])).unwrap();
        }
        let model = trainer.train();
        let tagger = Tagger::from_bytes(&model).unwrap();
        let mut adapter = Adapter::new(&tagger);
        for (words, names) in
            [("Ana saw zorbel", vec!["Ana", "zorbel"]), ("zorbel met Ben", vec!["Ben", "zorbel"])]
        {
            adapter.push(&features(words), &masks(words, &names));
        }
        let options = AdaptOptions { epochs: 20, most: 0.5, seed: 1 };
        let mut wrong = Vec::new();
        let added = adapter.adapt(&options, |_| true, |_, count| wrong.push(count));
        assert!(wrong[0] > 0 && wrong.last() < wrong.first(), "{wrong:?}");
        let mut scratch = TaggerScratch::new();
        assert_eq!(adapter.decode(0, None, &mut scratch), [NAME, OTHER, OTHER]);
        assert_eq!(adapter.decode(0, Some(&added), &mut scratch), [NAME, OTHER, NAME]);
        // The same in use.
        let new = features("the town saw zorbel");
        let labels = tagger.decode_with(&new, &mut scratch, |token, sums| {
            added.add(new.token(token), sums);
        });
        assert_eq!(labels, [OTHER, OTHER, OTHER, NAME]);
        assert_eq!(adapter.adapt(&options, |_| true, |_, _| ()), added);
    }

    #[test]
    fn without_examples_nothing_is_added() {
        let options = TaggerOptions { min_count: 1, ..Default::default() };
        let mut trainer = TaggerTrainer::new(2, options);
        trainer.push(&features("Ben met them"), &masks("Ben met them", &["Ben"])).unwrap();
        let model = trainer.train();
        let tagger = Tagger::from_bytes(&model).unwrap();
        let mut adapter = Adapter::new(&tagger);
        adapter.push(&features("they saw zorbel"), &masks("they saw zorbel", &["zorbel"]));
        let options = AdaptOptions::default();
        assert!(adapter.adapt(&options, |_| false, |_, _| ()).is_empty());
        assert!(!adapter.adapt(&options, |_| true, |_, _| ()).is_empty());
    }
}
