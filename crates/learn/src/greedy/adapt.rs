//! Adapts a greedy tagger, or a set of rules, to further examples: learns weights that are
//! [added](crate::added) to the scores that are there already, and none where these are surely right.
//!
//! Each mistake is mended by the smallest change that mends it with a margin, up to a limit
//! (passive-aggressive, Crammer et al. 2006), and the weights are averaged over all sequences.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::{START, best_label, only_label};
use crate::added::AddedWeights;
use crate::features::Features;
use crate::rng::Rng;
use crate::rows::{MAX_LABELS, Sums};
use crate::tagger::examples::IdHasher;

/// How scores are adapted.
#[derive(Clone, Debug, PartialEq)]
pub struct AdaptOptions {
    /// The number of passes over the sequences.
    pub epochs: u32,
    /// By how much the right label must lead, in the units of the scores.
    pub margin: f32,
    /// The most that one step changes a weight, in the same units.
    pub most: f32,
    /// What the order of the sequences, which is shuffled for each pass, is drawn from.
    pub seed: u64,
}

/// What is to be learned from.
#[derive(Clone, Copy, Debug)]
pub struct Lessons<'a> {
    /// The number of labels.
    pub labels: usize,
    /// The hash of what the weights will be added to.
    pub base: u64,
    /// The labels of each sequence. From a label that is none of them, or is not possible, nothing is
    /// learned.
    pub gold: &'a [Vec<u8>],
}

impl Lessons<'_> {
    /// Learns from the sequences whose numbers are in `of`.
    ///
    /// `scores` is called with the number of a sequence, that of a token in it, and the labels given to
    /// the token before (first) and the one before that, or [`START`]. It writes the token's features,
    /// adds what is known of each label to the sums, and returns the labels still possible, as bits.
    /// The history is what is predicted, as in use.
    ///
    /// ```
    /// use copydesk_learn::features::{hash2, hash_str};
    /// use copydesk_learn::greedy::adapt::{AdaptOptions, Lessons};
    ///
    /// // A rule: what has a capital is a name. Of it "Monday" is to be an exception.
    /// let words = [["Ana", "left", "Monday"], ["Monday", "came", "Ben"]];
    /// let gold = [vec![1, 0, 0], vec![0, 0, 1]];
    /// let scores = |sequence: usize, token: usize, sums: &mut [i32; 64]| {
    ///     let capital = words[sequence][token].starts_with(char::is_uppercase);
    ///     sums[usize::from(capital)] += 100;
    /// };
    /// let options = AdaptOptions { epochs: 5, margin: 50.0, most: 100.0, seed: 1 };
    /// let lessons = Lessons { labels: 2, base: 7, gold: &gold };
    /// let added = lessons.adapt(&[0, 1], &options, |sequence, token, _, features, sums| {
    ///     features.push(hash2(1, hash_str(words[sequence][token])));
    ///     scores(sequence, token, sums);
    ///     u64::MAX
    /// });
    /// assert!(!added.is_empty());
    /// ```
    pub fn adapt(
        &self,
        of: &[usize],
        options: &AdaptOptions,
        mut scores: impl FnMut(usize, usize, [u8; 2], &mut Features, &mut Sums) -> u64,
    ) -> AddedWeights {
        let mut learned = Learned::new(self.labels);
        let mut features = Features::new();
        let mut order = of.to_vec();
        let mut rng = Rng::new(options.seed);
        for _ in 0..options.epochs {
            rng.shuffle(&mut order);
            for &sequence in &order {
                learned.step += 1.0;
                let mut history = [START; 2];
                for (token, &right) in self.gold[sequence].iter().enumerate() {
                    features.clear();
                    let mut sums = [0; MAX_LABELS];
                    let possible = scores(sequence, token, history, &mut features, &mut sums)
                        & (u64::MAX >> (MAX_LABELS - self.labels));
                    let label = only_label(possible).unwrap_or_else(|| {
                        let mut sums = sums.map(|sum| sum as f32);
                        learned.add(features.open(), &mut sums);
                        let label = best_label(&sums, possible);
                        learned.learn(features.open(), &sums, possible, right, options);
                        label
                    });
                    history = [label, history[0]];
                }
            }
        }
        learned.finish(self.base)
    }
}

/// Weights with their history: averaged, they are w − u ÷ steps.
#[derive(Debug)]
struct Learned {
    labels: usize,
    numbers: HashMap<u32, usize, BuildHasherDefault<IdHasher>>,
    /// By number, the feature.
    features: Vec<u32>,
    weights: Vec<f32>,
    history: Vec<f32>,
    step: f32,
}

impl Learned {
    fn new(labels: usize) -> Self {
        let (numbers, features) = (HashMap::default(), Vec::new());
        Self { labels, numbers, features, weights: Vec::new(), history: Vec::new(), step: 0.0 }
    }

    fn add(&self, features: &[u32], sums: &mut [f32; MAX_LABELS]) {
        for number in features.iter().filter_map(|feature| self.numbers.get(feature)) {
            let row = &self.weights[number * self.labels..][..self.labels];
            sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += weight);
        }
    }

    /// Sees to it that the label `right` leads by the margin, or as near as one step comes.
    fn learn(
        &mut self,
        features: &[u32],
        sums: &[f32; MAX_LABELS],
        possible: u64,
        right: u8,
        options: &AdaptOptions,
    ) {
        let others = possible & !1_u64.checked_shl(right.into()).unwrap_or(0);
        if others == possible {
            return;
        }
        let rival = best_label(sums, others);
        let lead = sums[usize::from(right)] - sums[usize::from(rival)];
        if lead >= options.margin {
            return;
        }
        let by = ((options.margin - lead) / (2 * features.len()).max(1) as f32).min(options.most);
        for &feature in features {
            let fresh = self.features.len();
            let number = *self.numbers.entry(feature).or_insert(fresh);
            if number == fresh {
                self.features.push(feature);
                self.weights.resize(self.weights.len() + self.labels, 0.0);
                self.history.resize(self.weights.len(), 0.0);
            }
            for (label, by) in [(right, by), (rival, -by)] {
                let at = number * self.labels + usize::from(label);
                self.weights[at] += by;
                self.history[at] += by * self.step;
            }
        }
    }

    fn finish(self, base: u64) -> AddedWeights {
        let mut added = AddedWeights::new(self.labels, base);
        let rows = self.weights.chunks_exact(self.labels);
        let history = self.history.chunks_exact(self.labels);
        for (&feature, (row, history)) in self.features.iter().zip(rows.zip(history)) {
            let mean = |(weight, history): (&f32, &f32)| weight - history / (self.step + 1.0);
            let units = row.iter().zip(history).map(|pair| mean(pair).round() as i32).enumerate();
            let row = units.filter(|&(_, units)| units != 0);
            added.insert(feature, row.map(|(label, units)| (label as u8, units)).collect());
        }
        added
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{hash_str, hash2, hash3};
    use crate::greedy::{GreedyOptions, GreedyScratch, GreedyTagger, train};

    const NOUN: u8 = 1;
    const VERB: u8 = 2;

    fn features(sentence: &str, token: usize, history: [u8; 2], features: &mut Features) -> u64 {
        let word = sentence.split(' ').nth(token).unwrap();
        features.push(hash2(1, hash_str(word)));
        features.push(hash2(2, history[0].into()));
        features.push(hash3(3, history[0].into(), hash_str(word)));
        if word == "." { 1 } else { u64::MAX }
    }

    #[test]
    fn what_is_new_is_learned_and_what_was_known_stays() {
        let corpus = ["reports claim .", "voters claim reports ."];
        let gold = [vec![NOUN, VERB, 0], vec![NOUN, VERB, NOUN, 0]];
        let options = GreedyOptions { epochs: 20, min_count: 1, ..Default::default() };
        let model = train(3, &gold, &options, |sentence, token, history, buffer| {
            features(corpus[sentence], token, history, buffer)
        });
        let tagger = GreedyTagger::from_bytes(&model).unwrap();
        let mut scratch = GreedyScratch::new();
        let mut tag = |sentence: &str, added: Option<&AddedWeights>| {
            let tokens = sentence.split(' ').count();
            let buffer =
                |token, history, buffer: &mut Features| features(sentence, token, history, buffer);
            let labels = tagger.decode_with(tokens, &mut scratch, buffer, |ids, sums| {
                if let Some(added) = added {
                    added.add(ids, sums);
                }
            });
            labels.to_vec()
        };

        // "zorbel" is a verb; and a label that is none teaches nothing.
        let taught = ["voters zorbel reports .", "reports zorbel claim ."];
        let gold = [vec![NOUN, VERB, NOUN, 0], vec![NOUN, VERB, u8::MAX, 0]];
        let lessons = Lessons { labels: 3, base: tagger.hash(), gold: &gold };
        let most = tagger.step();
        let options = AdaptOptions { epochs: 10, margin: most, most, seed: 1 };
        let mut sums_of = GreedyScratch::new();
        let mut learn = |of: &[usize]| {
            lessons.adapt(of, &options, |sentence, token, history, buffer, sums| {
                let possible = features(taught[sentence], token, history, buffer);
                *sums = *tagger.sum(buffer, &mut sums_of);
                possible
            })
        };
        let added = learn(&[0, 1]);
        assert_eq!(learn(&[0, 1]), added, "the same examples give the same weights");
        assert!(learn(&[]).is_empty());
        assert_ne!(tag("reports zorbel .", None)[1], VERB);
        assert_eq!(tag("reports zorbel .", Some(&added)), [NOUN, VERB, 0]);
        assert_eq!(tag(corpus[1], Some(&added)), [NOUN, VERB, NOUN, 0]);
    }
}
