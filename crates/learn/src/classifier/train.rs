//! The training of a classifier: options, items in, model bytes out.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::{outputs, softmax, write_model};
use crate::features::ValuedFeatures;
use crate::rng::Rng;
use crate::rows::{MAX_LABELS, RowsBuilder};
use crate::tagger::examples::IdHasher;

/// How a classifier is trained.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassifierOptions {
    /// The number of passes over the items.
    pub epochs: u32,
    /// The size of the first step.
    pub rate: f32,
    /// The strength of the squared penalty on each weight, summed over all items; the inverse of
    /// the C of liblinear.
    pub l2: f32,
    /// Features that occur in fewer items than this are dropped.
    pub min_count: u32,
    /// Whether each class has a weight of its own besides those of the features.
    pub bias: bool,
    /// Weights nearer to zero than this are dropped from the model.
    pub prune: f32,
    /// What the order of the items, which is shuffled for each pass, is drawn from.
    pub seed: u64,
}

impl Default for ClassifierOptions {
    /// Thirty passes with a penalty of 1 over all features, with a bias.
    fn default() -> Self {
        Self { epochs: 30, rate: 0.2, l2: 1.0, min_count: 1, bias: true, prune: 0.0, seed: 1 }
    }
}

/// Collects items and trains a classifier on them; [the module](super) has an example.
#[derive(Clone, Debug)]
pub struct ClassifierTrainer {
    classes: usize,
    options: ClassifierOptions,
    entries: Vec<(u32, f32)>,
    items: Vec<Item>,
}

/// An item: its class and weight, and where its entries end.
#[derive(Clone, Copy, Debug)]
struct Item {
    class: usize,
    weight: f32,
    end: usize,
}

impl ClassifierTrainer {
    /// A trainer for the classes `0..classes`.
    ///
    /// # Panics
    ///
    /// When `classes` is not 2 to 64.
    pub fn new(classes: usize, options: ClassifierOptions) -> Self {
        assert!((2..=MAX_LABELS).contains(&classes), "2 to 64 classes, not {classes}");
        Self { classes, options, entries: Vec::new(), items: Vec::new() }
    }

    /// Adds an item of a class. `weight` says how many items it stands for: 1, or more for a rare
    /// class that must not be missed.
    ///
    /// # Panics
    ///
    /// When there is no such class.
    pub fn push(&mut self, features: &ValuedFeatures, class: usize, weight: f32) {
        assert!(class < self.classes, "class {class} of {}", self.classes);
        self.entries.extend_from_slice(features.entries());
        self.items.push(Item { class, weight, end: self.entries.len() });
    }

    /// The number of items added.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether no item has been added.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Trains and returns the model's bytes, for
    /// [`Classifier::from_bytes`](super::Classifier::from_bytes).
    ///
    /// The same options and items in the same order give the same bytes.
    pub fn train(mut self) -> Vec<u8> {
        let kept = self.number();
        let outputs = outputs(self.classes);
        let options = &self.options;
        // The bias is a feature after the last, there with the value 1 in every item.
        let bias = kept.len() * outputs;
        let size = bias + outputs;
        let mut weights = vec![0.0_f32; size];
        let mut squares = vec![0.0_f32; size];
        let mut sums = vec![0.0_f32; size];
        let mut summed = 0;
        let mut order: Vec<usize> = (0..self.items.len()).collect();
        let mut rng = Rng::new(options.seed);
        let mut gradient = vec![0.0_f32; outputs];
        for epoch in 0..options.epochs {
            rng.shuffle(&mut order);
            for &number in &order {
                let item = self.items[number];
                let start = if number == 0 { 0 } else { self.items[number - 1].end };
                let entries = &self.entries[start..item.end];
                gradient.copy_from_slice(&weights[bias..]);
                for &(feature, value) in entries {
                    let row = &weights[feature as usize * outputs..][..outputs];
                    gradient.iter_mut().zip(row).for_each(|(sum, weight)| *sum += value * weight);
                }
                if outputs == 1 {
                    gradient[0] = item.class as f32 - 1.0 / (1.0 + (-gradient[0]).exp());
                } else {
                    softmax(&mut gradient);
                    gradient.iter_mut().for_each(|probability| *probability = -*probability);
                    gradient[item.class] += 1.0;
                }
                gradient.iter_mut().for_each(|gradient| *gradient *= item.weight);
                let mut ascend = |at: usize, gradient: f32, penalty: f32| {
                    let gradient = gradient - penalty * weights[at];
                    squares[at] += gradient * gradient;
                    weights[at] += options.rate * gradient / (squares[at].sqrt() + 1e-6);
                };
                if options.bias {
                    for (output, &gradient) in gradient.iter().enumerate() {
                        ascend(bias + output, gradient, 0.0);
                    }
                }
                // The penalty is spread over a feature's items, so that only the weights of
                // features that are there are touched.
                for &(feature, value) in entries {
                    let penalty = options.l2 / kept[feature as usize].1 as f32;
                    for (output, &gradient) in gradient.iter().enumerate() {
                        let at = feature as usize * outputs + output;
                        ascend(at, value * gradient, penalty);
                    }
                }
            }
            if epoch >= options.epochs / 2 {
                sums.iter_mut().zip(&weights).for_each(|(sum, weight)| *sum += weight);
                summed += 1;
            }
        }
        sums.iter_mut().for_each(|sum| *sum /= summed.max(1) as f32);
        let mut rows = RowsBuilder::new(outputs);
        for (&(id, _), row) in kept.iter().zip(sums.chunks_exact(outputs)) {
            rows.push(id, row, options.prune);
        }
        write_model(self.classes, &sums[bias..], rows)
    }

    /// Drops rare features and replaces ids by numbers in order of first occurrence; returns the id
    /// and the count of each.
    fn number(&mut self) -> Vec<(u32, u32)> {
        let mut numbers: HashMap<u32, u32, BuildHasherDefault<IdHasher>> = HashMap::default();
        let mut seen: Vec<(u32, u32)> = Vec::new();
        for (id, _) in &mut self.entries {
            let number = *numbers.entry(*id).or_insert_with(|| {
                seen.push((*id, 0));
                seen.len() as u32 - 1
            });
            seen[number as usize].1 += 1;
            *id = number;
        }
        let mut kept = Vec::new();
        let renumbered: Vec<Option<u32>> = seen
            .iter()
            .map(|&feature| {
                (feature.1 >= self.options.min_count).then(|| {
                    kept.push(feature);
                    kept.len() as u32 - 1
                })
            })
            .collect();
        let mut written = 0;
        let mut start = 0;
        for item in &mut self.items {
            for at in start..item.end {
                let (number, value) = self.entries[at];
                if let Some(number) = renumbered[number as usize] {
                    self.entries[written] = (number, value);
                    written += 1;
                }
            }
            start = item.end;
            item.end = written;
        }
        self.entries.truncate(written);
        kept
    }
}
