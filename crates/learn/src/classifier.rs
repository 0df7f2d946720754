//! Logistic regression, binary or multinomial, over hashed features with values.
//!
//! Trained by AdaGrad (Duchi et al. 2011) with a squared penalty; the weights of the later passes
//! are averaged, which takes the noise of the single steps out of them. Probabilities can be
//! calibrated on held-out items.
//!
//! As a pointwise ranker, order items by [`Classifier::margin`]. As a pairwise one, train on the
//! differences of two items ([`ValuedFeatures::push_all`] with −1), without a bias, the class being
//! whether the first is the better; then order single items by their margin.
//!
//! ```
//! use copydesk_learn::classifier::{Classifier, ClassifierOptions, ClassifierTrainer};
//! use copydesk_learn::features::{ValuedFeatures, hash2, hash_str};
//!
//! fn write_features(sentence: &str, features: &mut ValuedFeatures) {
//!     features.clear();
//!     for word in sentence.split(' ') {
//!         features.push(hash2(1, hash_str(word)));
//!     }
//! }
//!
//! let mut trainer = ClassifierTrainer::new(2, ClassifierOptions::default());
//! let mut features = ValuedFeatures::new();
//! for (sentence, is_claim) in [
//!     ("unemployment fell by 4 percent", 1),
//!     ("crime rose by 9 percent", 1),
//!     ("thank you very much", 0),
//!     ("good evening and thank you", 0),
//! ] {
//!     write_features(sentence, &mut features);
//!     trainer.push(&features, is_claim, 1.0);
//! }
//! let model = trainer.train();
//!
//! let classifier = Classifier::from_bytes(&model)?;
//! write_features("exports rose by 2 percent", &mut features);
//! assert!(classifier.score(&features) > 0.5);
//! # Ok::<(), copydesk_learn::ModelError>(())
//! ```

use crate::features::ValuedFeatures;
use crate::model::{Kind, ModelError, Reader, Writer};
use crate::rows::{MAX_LABELS, Row, Rows, RowsBuilder, read_head};

mod calibrate;
#[cfg(test)]
mod tests;
mod train;

pub use calibrate::{Platt, calibrate, set_platt};
pub use train::{ClassifierOptions, ClassifierTrainer};

/// Where the calibration's slope lies in the body; see `write_model`.
const SLOPE_OFFSET: usize = 8;
/// Where its offset lies.
const OFFSET_OFFSET: usize = 12;

/// A trained classifier.
#[derive(Clone, Debug)]
pub struct Classifier<'a> {
    classes: usize,
    scale: f32,
    platt: Platt,
    biases: Vec<f32>,
    rows: Rows<'a>,
}

/// The number of weights that a feature has: two classes are told apart by one number.
fn outputs(classes: usize) -> usize {
    if classes == 2 { 1 } else { classes }
}

impl<'a> Classifier<'a> {
    /// Checks model bytes, as [`ClassifierTrainer::train`] returns them, and lays the
    /// weights out for look-ups.
    ///
    /// # Errors
    ///
    /// When the bytes are not a classifier's, are cut short or have been altered.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, ModelError> {
        let mut reader = Reader::open(bytes, Kind::Classifier)?;
        let (classes, scale) = read_head(&mut reader, 2)?;
        let platt = Platt { slope: reader.f32()?, offset: reader.f32()? };
        let biases = reader.f32s(outputs(classes))?;
        let rows = Rows::read(&mut reader, outputs(classes))?;
        reader.end()?;
        Ok(Self { classes, scale, platt, biases, rows })
    }

    /// The number of classes.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// The probability of class 1, between 0 and 1.
    pub fn score(&self, features: &ValuedFeatures) -> f32 {
        if self.classes == 2 {
            return self.platt.probability(self.margin(features));
        }
        let mut probabilities = [0.0; MAX_LABELS];
        self.probabilities(features, &mut probabilities[..self.classes]);
        probabilities[1]
    }

    /// The score of class 1 before it is made a probability: with two classes the logarithm of its
    /// odds, uncalibrated. It orders items just as [`score`](Self::score) does, but does not
    /// saturate.
    pub fn margin(&self, features: &ValuedFeatures) -> f32 {
        if let [bias] = *self.biases {
            let mut margin = bias;
            self.for_each(features, |value, row| margin += value * row.only() as f32);
            return margin;
        }
        let mut outputs = [0.0; MAX_LABELS];
        self.add_outputs(features, &mut outputs);
        outputs[1]
    }

    /// Writes the probability of each class; they sum to 1.
    ///
    /// # Panics
    ///
    /// When `probabilities` is not as long as there are classes.
    pub fn probabilities(&self, features: &ValuedFeatures, probabilities: &mut [f32]) {
        assert_eq!(probabilities.len(), self.classes, "one probability a class");
        if self.classes == 2 {
            let one = self.score(features);
            probabilities.copy_from_slice(&[1.0 - one, one]);
            return;
        }
        let mut outputs = [0.0; MAX_LABELS];
        self.add_outputs(features, &mut outputs);
        for (probability, output) in probabilities.iter_mut().zip(outputs) {
            *probability = output * self.platt.slope;
        }
        softmax(probabilities);
    }

    fn add_outputs(&self, features: &ValuedFeatures, outputs: &mut [f32; MAX_LABELS]) {
        outputs[..self.biases.len()].copy_from_slice(&self.biases);
        self.for_each(features, |value, row| {
            row.for_each(|class, weight| outputs[class % MAX_LABELS] += value * weight as f32);
        });
    }

    /// Calls `add` with each feature that has weights: with its value, in quantised units, and its row.
    #[inline(always)]
    fn for_each(&self, features: &ValuedFeatures, mut add: impl FnMut(f32, Row<'_>)) {
        self.rows.for_each(features.entries(), |value, row| add(value * self.scale, row));
    }
}

fn softmax(outputs: &mut [f32]) {
    let top = outputs.iter().fold(f32::MIN, |top, &output| top.max(output));
    let mut sum = 0.0;
    for output in &mut *outputs {
        *output = (*output - top).exp();
        sum += *output;
    }
    outputs.iter_mut().for_each(|output| *output /= sum);
}

/// Writes a classifier's body.
///
/// | bytes | what |
/// |---|---|
/// | 4 | number of classes |
/// | 4 | scale: the real weight of one quantised unit (f32) |
/// | 4 | slope of the calibration (f32) |
/// | 4 | offset of the calibration (f32); not used with more than two classes |
/// | 4 × outputs | biases (f32); one output for two classes, else one a class |
/// | … | the [rows](crate::rows), a weight for each output |
fn write_model(classes: usize, biases: &[f32], rows: RowsBuilder) -> Vec<u8> {
    let scale = rows.scale([]);
    let mut writer = Writer::new(Kind::Classifier);
    writer.u32(classes as u32);
    writer.f32(scale);
    writer.f32(1.0);
    writer.f32(0.0);
    for &bias in biases {
        writer.f32(bias);
    }
    rows.write(scale, &mut writer);
    writer.finish()
}
