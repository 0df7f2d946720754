//! A greedy left-to-right tagger: an averaged perceptron whose features may look at the two labels
//! it has just given; for part-of-speech tagging.
//!
//! The caller's closure is asked, token by token, for the features and for the labels that are
//! still possible, for example from a [tag dictionary](crate::word_table). A token with only one
//! possible label gets it unseen, which is where such a tagger gains most of its speed.
//!
//! ```
//! use copydesk_learn::features::{Features, hash2, hash3, hash_str};
//! use copydesk_learn::greedy::{self, GreedyOptions, GreedyScratch, GreedyTagger};
//!
//! const DETERMINER: u8 = 0;
//! const NOUN: u8 = 1;
//! const VERB: u8 = 2;
//!
//! fn features_of(word: &str, history: [u8; 2], features: &mut Features) -> u64 {
//!     if word == "the" {
//!         return 1 << DETERMINER;
//!     }
//!     features.push(hash2(1, hash_str(word)));
//!     features.push(hash3(2, history[0].into(), history[1].into()));
//!     u64::MAX
//! }
//!
//! let corpus = [["the", "report", "calls"], ["the", "calls", "report"]];
//! let gold = [vec![DETERMINER, NOUN, VERB], vec![DETERMINER, NOUN, VERB]];
//! let options = GreedyOptions { min_count: 1, ..Default::default() };
//! let model = greedy::train(3, &gold, &options, |sentence, token, history, features| {
//!     features_of(corpus[sentence][token], history, features)
//! });
//!
//! let tagger = GreedyTagger::from_bytes(&model)?;
//! let mut scratch = GreedyScratch::new();
//! let words = ["the", "calls", "report"];
//! let labels = tagger.decode(words.len(), &mut scratch, |token, history, features| {
//!     features_of(words[token], history, features)
//! });
//! assert_eq!(labels, [DETERMINER, NOUN, VERB]);
//! # Ok::<(), copydesk_learn::ModelError>(())
//! ```

pub mod adapt;

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use crate::features::Features;
use crate::model::{Kind, ModelError, Reader, Writer};
use crate::rng::Rng;
use crate::rows::{MAX_LABELS, Rows, RowsBuilder, SumScratch, Sums, read_head};
use crate::tagger::examples::IdHasher;

/// Stands in a history for the label of a token before the first.
pub const START: u8 = u8::MAX;

/// How a greedy tagger is trained.
#[derive(Clone, Debug, PartialEq)]
pub struct GreedyOptions {
    /// The number of passes over the sequences.
    pub epochs: u32,
    /// Features that occur fewer times than this, with the gold labels as history, are dropped.
    pub min_count: u32,
    /// Weights nearer to zero than this are dropped from the model.
    pub prune: f32,
    /// The number of trainings, each with an order of its own; the mean of their weights is the result.
    pub trainings: u32,
    /// What the order of the sequences, which is shuffled for each pass, is drawn from.
    pub seed: u64,
}

impl Default for GreedyOptions {
    /// Eight passes over features that occur at least twice.
    fn default() -> Self {
        Self { epochs: 8, min_count: 2, prune: 0.0, trainings: 1, seed: 1 }
    }
}

/// Trains a greedy tagger and returns its model bytes, for [`GreedyTagger::from_bytes`].
///
/// `gold` has the labels of each sequence. `features` is called with the number of a sequence, that
/// of a token in it, and the labels given to the token before (first) and the one before that, or
/// [`START`]; it writes the token's features and returns the labels still possible, as bits. In
/// training the history is what the tagger itself has predicted, so that it learns to live with
/// its mistakes. Where the gold label is not among the possible ones, or is the only one, nothing
/// is learned.
///
/// # Panics
///
/// When `labels` is not 1 to 64 or a gold label is not below it.
pub fn train(
    labels: usize,
    gold: &[Vec<u8>],
    options: &GreedyOptions,
    mut features: impl FnMut(usize, usize, [u8; 2], &mut Features) -> u64,
) -> Vec<u8> {
    let known = |&label: &u8| usize::from(label) < labels;
    assert!(gold.iter().flatten().all(known), "a gold label is not below {labels}");
    let kept = known_features(gold, options.min_count, &mut features);
    let numbers: Numbers = kept.iter().enumerate().map(|(number, &id)| (id, number)).collect();

    let mut mean = vec![0.0_f32; kept.len() * labels];
    let trainings = options.trainings.max(1);
    for training in 0..u64::from(trainings) {
        let options = GreedyOptions { seed: options.seed + training, ..options.clone() };
        let weights = train_once(labels, gold, &options, &numbers, &mut features);
        mean.iter_mut().zip(weights).for_each(|(mean, weight)| *mean += weight / trainings as f32);
    }
    let mut rows = RowsBuilder::new(labels);
    for (&id, row) in kept.iter().zip(mean.chunks_exact(labels)) {
        rows.push(id, row, options.prune);
    }
    write_model(labels, rows)
}

/// One training of several: the averaged weights of each feature in turn, one a label. `numbers` has the
/// features by their ids.
fn train_once(
    labels: usize,
    gold: &[Vec<u8>],
    options: &GreedyOptions,
    numbers: &Numbers,
    features: &mut impl FnMut(usize, usize, [u8; 2], &mut Features) -> u64,
) -> Vec<f32> {
    let all = u64::MAX >> (MAX_LABELS - labels);
    let mut buffer = Features::new();
    // Averaging as in the chain tagger: w − u ÷ steps.
    let mut weights = vec![0.0_f32; numbers.len() * labels];
    let mut history_sums = vec![0.0_f32; weights.len()];
    let mut step = 0.0_f32;
    let mut order: Vec<usize> = (0..gold.len()).collect();
    let mut rng = Rng::new(options.seed);
    let mut numbered: Vec<usize> = Vec::new();
    for _ in 0..options.epochs {
        rng.shuffle(&mut order);
        for &sequence in &order {
            let mut history = [START; 2];
            step += 1.0;
            for (token, &right) in gold[sequence].iter().enumerate() {
                buffer.clear();
                let possible = features(sequence, token, history, &mut buffer) & all;
                let label = if let Some(label) = only_label(possible) {
                    label
                } else {
                    numbered.clear();
                    numbered.extend(buffer.open().iter().filter_map(|id| numbers.get(id)));
                    let mut scores = [0.0_f32; MAX_LABELS];
                    for &number in &numbered {
                        let row = &weights[number * labels..][..labels];
                        scores.iter_mut().zip(row).for_each(|(score, weight)| *score += weight);
                    }
                    best_label(&scores, possible)
                };
                if label != right && possible >> right & 1 == 1 {
                    for &number in &numbered {
                        for (label, by) in [(right, 1.0), (label, -1.0)] {
                            let at = number * labels + usize::from(label);
                            weights[at] += by;
                            history_sums[at] += by * step;
                        }
                    }
                }
                history = [label, history[0]];
            }
        }
    }
    for (weight, sum) in weights.iter_mut().zip(&history_sums) {
        *weight -= sum / (step + 1.0);
    }
    weights
}

/// The numbers of features by their ids.
type Numbers = HashMap<u32, usize, BuildHasherDefault<IdHasher>>;

/// The ids of the features that occur often enough with the gold labels as history, in order of
/// first occurrence.
fn known_features(
    gold: &[Vec<u8>],
    min_count: u32,
    features: &mut impl FnMut(usize, usize, [u8; 2], &mut Features) -> u64,
) -> Vec<u32> {
    let mut buffer = Features::new();
    let mut counts: HashMap<u32, u32, BuildHasherDefault<IdHasher>> = HashMap::default();
    let mut seen = Vec::new();
    for (sequence, labels) in gold.iter().enumerate() {
        let mut history = [START; 2];
        for (token, &label) in labels.iter().enumerate() {
            buffer.clear();
            features(sequence, token, history, &mut buffer);
            for &id in buffer.open() {
                let count = counts.entry(id).or_default();
                if *count == 0 {
                    seen.push(id);
                }
                *count += 1;
            }
            history = [label, history[0]];
        }
    }
    seen.retain(|id| counts.get(id).is_some_and(|&count| count >= min_count));
    seen
}

/// The label of a mask with one bit; 0 for an empty mask, as nothing better can be said.
#[inline]
fn only_label(possible: u64) -> Option<u8> {
    match possible.count_ones() {
        0 => Some(0),
        1 => Some(possible.trailing_zeros() as u8),
        _ => None,
    }
}

/// The possible label with the highest score; of equal ones the lowest.
#[inline]
fn best_label<T: PartialOrd + Copy>(scores: &[T; MAX_LABELS], mut possible: u64) -> u8 {
    let mut best = possible.trailing_zeros() as usize % MAX_LABELS;
    while possible != 0 {
        let label = possible.trailing_zeros() as usize % MAX_LABELS;
        if scores[label] > scores[best] {
            best = label;
        }
        possible &= possible - 1;
    }
    best as u8
}

/// Writes a greedy tagger's body: the number of labels (4 bytes), the scale (f32, the real weight of
/// one quantised unit, not used in decoding) and the [rows](crate::rows).
fn write_model(labels: usize, rows: RowsBuilder) -> Vec<u8> {
    let scale = rows.scale([]);
    let mut writer = Writer::new(Kind::Greedy);
    writer.u32(labels as u32);
    writer.f32(scale);
    rows.write(scale, &mut writer);
    writer.finish()
}

/// A trained greedy tagger.
#[derive(Clone, Debug)]
pub struct GreedyTagger<'a> {
    labels: usize,
    /// The real weight of one quantised unit.
    unit: f32,
    rows: Rows<'a>,
    /// The hash of the model's body.
    hash: u64,
}

/// The working memory of decoding, kept between calls so that they allocate nothing.
#[derive(Clone, Debug, Default)]
pub struct GreedyScratch {
    features: Features,
    sums: SumScratch,
    labels: Vec<u8>,
}

impl GreedyScratch {
    /// Empty working memory.
    pub fn new() -> Self {
        Self::default()
    }
}

impl<'a> GreedyTagger<'a> {
    /// Checks model bytes, as [`train`] returns them, and lays the weights out for look-ups.
    ///
    /// # Errors
    ///
    /// When the bytes are not a greedy tagger's, are cut short or have been altered.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, ModelError> {
        let mut reader = Reader::open(bytes, Kind::Greedy)?;
        let (labels, unit) = read_head(&mut reader, 1)?;
        let rows = Rows::read(&mut reader, labels)?;
        reader.end()?;
        Ok(Self { labels, unit, rows, hash: reader.checksum() })
    }

    /// The number of labels.
    pub fn labels(&self) -> usize {
        self.labels
    }

    /// A number for the model, which tells it from every other.
    pub fn hash(&self) -> u64 {
        self.hash
    }

    /// How many quantised units one step of the training was, before averaging.
    pub fn step(&self) -> f32 {
        1.0 / self.unit
    }

    /// What each label's weights of these features add up to, in quantised units. The result lies in
    /// `scratch`.
    pub fn sum<'s>(&self, features: &Features, scratch: &'s mut GreedyScratch) -> &'s Sums {
        self.rows.sum_one(features.open(), &mut scratch.sums)
    }

    /// Labels `tokens` tokens from left to right.
    ///
    /// `features` is called for each token as in [`train`], without the number of the sequence. The
    /// result lies in `scratch` and is good until the next call.
    pub fn decode<'s>(
        &self,
        tokens: usize,
        scratch: &'s mut GreedyScratch,
        features: impl FnMut(usize, [u8; 2], &mut Features) -> u64,
    ) -> &'s [u8] {
        self.decode_with(tokens, scratch, features, |_, _| ())
    }

    /// The same, where `add` is called with each token's features and their sums, and may add to these,
    /// for example [weights](crate::added) that were learned later.
    pub fn decode_with<'s>(
        &self,
        tokens: usize,
        scratch: &'s mut GreedyScratch,
        mut features: impl FnMut(usize, [u8; 2], &mut Features) -> u64,
        mut add: impl FnMut(&[u32], &mut Sums),
    ) -> &'s [u8] {
        let all = u64::MAX >> (MAX_LABELS - self.labels);
        let mut history = [START; 2];
        scratch.labels.clear();
        for token in 0..tokens {
            scratch.features.clear();
            let possible = features(token, history, &mut scratch.features) & all;
            let label = only_label(possible).unwrap_or_else(|| {
                let sums = self.rows.sum_one(scratch.features.open(), &mut scratch.sums);
                add(scratch.features.open(), sums);
                best_label(sums, possible)
            });
            scratch.labels.push(label);
            history = [label, history[0]];
        }
        &scratch.labels
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{hash_str, hash2, hash3};
    use crate::model::check_refuses_damage;

    const DETERMINER: u8 = 0;
    const NOUN: u8 = 1;
    const VERB: u8 = 2;

    const CORPUS: [(&str, &[u8]); 4] = [
        ("the report claims", &[DETERMINER, NOUN, VERB]),
        ("the claims report", &[DETERMINER, NOUN, VERB]),
        ("voters report claims", &[NOUN, VERB, NOUN]),
        ("claims report the report", &[NOUN, VERB, DETERMINER, NOUN]),
    ];

    /// *report* and *claims* look the same, so that only the history tells nouns from verbs.
    fn features(sentence: &str, token: usize, history: [u8; 2], features: &mut Features) -> u64 {
        let word = sentence.split(' ').nth(token).unwrap();
        let known = if matches!(word, "report" | "claims") { "" } else { word };
        features.push(hash2(1, hash_str(known)));
        features.push(hash2(2, history[0].into()));
        features.push(hash3(3, history[0].into(), history[1].into()));
        u64::MAX
    }

    fn model() -> Vec<u8> {
        trained(&GreedyOptions { epochs: 20, ..Default::default() })
    }

    fn trained(options: &GreedyOptions) -> Vec<u8> {
        let gold: Vec<Vec<u8>> = CORPUS.iter().map(|(_, labels)| labels.to_vec()).collect();
        let options = GreedyOptions { min_count: 1, ..options.clone() };
        train(3, &gold, &options, |sentence, token, history, buffer| {
            features(CORPUS[sentence].0, token, history, buffer)
        })
    }

    #[test]
    fn the_history_is_learned_from() {
        let model = model();
        let tagger = GreedyTagger::from_bytes(&model).unwrap();
        let mut scratch = GreedyScratch::new();
        for (sentence, labels) in CORPUS {
            let found = tagger.decode(labels.len(), &mut scratch, |token, history, buffer| {
                features(sentence, token, history, buffer)
            });
            assert_eq!(found, labels, "{sentence}");
        }
    }

    #[test]
    fn several_trainings_give_the_mean_of_their_weights() {
        let weights = |seed, trainings| {
            let options = GreedyOptions { epochs: 3, seed, trainings, ..Default::default() };
            let model = trained(&options);
            let tagger = GreedyTagger::from_bytes(&model).unwrap();
            let mut buffer = Features::new();
            features("the report", 1, [DETERMINER, START], &mut buffer);
            let mut scratch = SumScratch::default();
            let sums = *tagger.rows.sum_one(buffer.open(), &mut scratch);
            [0, 1, 2].map(|label| sums[label] as f32 * tagger.unit)
        };
        let single = [1, 2, 3].map(|seed| weights(seed, 1));
        assert!(single[0] != single[1] || single[1] != single[2]);
        for (label, mean) in weights(1, 3).into_iter().enumerate() {
            let expected = single.iter().map(|weights| weights[label]).sum::<f32>() / 3.0;
            assert!((mean - expected).abs() < 0.05, "{label}: {mean}, not {expected}");
        }
    }

    #[test]
    fn only_possible_labels_are_given() {
        let model = model();
        let tagger = GreedyTagger::from_bytes(&model).unwrap();
        let mut scratch = GreedyScratch::new();
        let mut seen = Vec::new();
        let possible = [1 << VERB, 1 << DETERMINER | 1 << NOUN, 0];
        let found = tagger.decode(3, &mut scratch, |token, history, _| {
            seen.push(history);
            possible[token]
        });
        assert_eq!(found, [VERB, DETERMINER, 0]);
        assert_eq!(seen, [[START, START], [VERB, START], [DETERMINER, VERB]]);
    }

    #[test]
    fn the_same_sequences_give_the_same_bytes() {
        assert_eq!(model(), model());
    }

    #[test]
    fn damage_is_refused() {
        check_refuses_damage(&model(), |bytes| {
            let tagger = GreedyTagger::from_bytes(bytes)?;
            tagger.decode(3, &mut GreedyScratch::new(), |token, history, buffer| {
                features(CORPUS[0].0, token, history, buffer)
            });
            Ok(())
        });
    }
}
