//! Makes probabilities mean what they say: Platt scaling, and a temperature for several classes.

use super::{Classifier, OFFSET_OFFSET, SLOPE_OFFSET};
use crate::features::ValuedFeatures;
use crate::minimum::golden_section;
use crate::model::{ModelError, patch_f32};

/// A sigmoid that turns a margin into a probability (Platt 1999).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Platt {
    /// What the margin is multiplied by.
    pub slope: f32,
    /// What is added then.
    pub offset: f32,
}

impl Default for Platt {
    /// The plain logistic function.
    fn default() -> Self {
        Self { slope: 1.0, offset: 0.0 }
    }
}

impl Platt {
    /// Fits the sigmoid to margins and whether each was a positive, by Newton's method with the
    /// smoothed targets of Platt's paper. Without both positives and negatives it is the plain
    /// logistic function.
    ///
    /// ```
    /// use copydesk_learn::classifier::Platt;
    ///
    /// // Sentences of margin 2 turned out to be claims three times out of four.
    /// let seen: Vec<(f32, bool)> =
    ///     (0..4000).map(|i| (if i % 2 == 0 { 2.0 } else { -2.0 }, (i / 2 % 4 == 0) != (i % 2 == 0))).collect();
    /// let platt = Platt::fit(&seen);
    /// assert!((platt.probability(2.0) - 0.75).abs() < 0.01);
    /// ```
    pub fn fit(seen: &[(f32, bool)]) -> Self {
        let positives = seen.iter().filter(|(_, positive)| *positive).count() as f64;
        let negatives = seen.len() as f64 - positives;
        if positives == 0.0 || negatives == 0.0 {
            return Self::default();
        }
        let (high, low) = ((positives + 1.0) / (positives + 2.0), 1.0 / (negatives + 2.0));
        let loss = |slope: f64, offset: f64| -> f64 {
            seen.iter()
                .map(|&(margin, positive)| {
                    let target = if positive { high } else { low };
                    let output = slope * f64::from(margin) + offset;
                    // ln(1 + e^output) − target × output, without overflow.
                    output.max(0.0) + (-output.abs()).exp().ln_1p() - target * output
                })
                .sum()
        };
        let (mut slope, mut offset) = (1.0, (positives / negatives).ln());
        let mut now = loss(slope, offset);
        for _ in 0..100 {
            // Gradient and Hessian; the small addition keeps the latter invertible when all
            // margins are equal.
            let (mut g, mut h) = ([0.0; 2], [1e-9, 0.0, 1e-9]);
            for &(margin, positive) in seen {
                let margin = f64::from(margin);
                let target = if positive { high } else { low };
                let probability = 1.0 / (1.0 + (-(slope * margin + offset)).exp());
                let (error, curve) = (probability - target, probability * (1.0 - probability));
                g = [g[0] + error * margin, g[1] + error];
                h = [h[0] + curve * margin * margin, h[1] + curve * margin, h[2] + curve];
            }
            let determinant = h[0] * h[2] - h[1] * h[1];
            let step = [
                (h[2] * g[0] - h[1] * g[1]) / determinant,
                (h[0] * g[1] - h[1] * g[0]) / determinant,
            ];
            // Halve the step until it leads downhill (Lin et al. 2007).
            let mut size = 1.0;
            let next = loop {
                let next = (slope - size * step[0], offset - size * step[1]);
                let then = loss(next.0, next.1);
                if then < now {
                    break Some((next, then));
                }
                size /= 2.0;
                if size < 1e-8 {
                    break None;
                }
            };
            let Some((next, then)) = next else { break };
            let done = now - then < 1e-10 * now;
            ((slope, offset), now) = (next, then);
            if done {
                break;
            }
        }
        Self { slope: slope as f32, offset: offset as f32 }
    }

    /// The probability of a margin, between 0 and 1.
    pub fn probability(&self, margin: f32) -> f32 {
        1.0 / (1.0 + (-(self.slope * margin + self.offset)).exp())
    }
}

/// Fits a classifier's probabilities to held-out items and returns the model with the fit.
///
/// With two classes this is Platt scaling, with more a temperature (Guo et al. 2017). The items
/// must not be among those trained on, as the classifier is too sure of those; to use every item
/// for both, collect margins over the folds of a cross-validation and use [`Platt::fit`] with
/// [`set_platt`].
///
/// # Errors
///
/// When `model` is not a classifier's bytes.
pub fn calibrate(
    model: Vec<u8>,
    held_out: &[(ValuedFeatures, usize)],
) -> Result<Vec<u8>, ModelError> {
    let classifier = Classifier::from_bytes(&model)?;
    let platt = if classifier.classes == 2 {
        let seen: Vec<(f32, bool)> = held_out
            .iter()
            .map(|(features, class)| (classifier.margin(features), *class == 1))
            .collect();
        Platt::fit(&seen)
    } else {
        let mut classifier = classifier.clone();
        let mut probabilities = vec![0.0; classifier.classes];
        let log_slope = golden_section(-5.0, 3.0, &mut |log_slope| {
            classifier.platt.slope = log_slope.exp();
            let mut loss = 0.0;
            for (features, class) in held_out {
                classifier.probabilities(features, &mut probabilities);
                let probability = probabilities.get(*class).copied().unwrap_or(1.0);
                loss -= f64::from(probability.max(1e-6).ln());
            }
            loss
        });
        let slope = if held_out.is_empty() { 1.0 } else { log_slope.exp() };
        Platt { slope, offset: 0.0 }
    };
    set_platt(model, platt)
}

/// Puts a calibration into a classifier's model.
///
/// # Errors
///
/// When `model` is not a classifier's bytes.
pub fn set_platt(mut model: Vec<u8>, platt: Platt) -> Result<Vec<u8>, ModelError> {
    Classifier::from_bytes(&model)?;
    patch_f32(&mut model, SLOPE_OFFSET, platt.slope);
    patch_f32(&mut model, OFFSET_OFFSET, platt.offset);
    Ok(model)
}
