//! What becomes of the units' outputs: one margin of the whole text, or a few of each token.

use std::ops::Range;

use super::DIRECTIONS;
use super::matrix::dot;

/// What is weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// The maximum of each unit's outputs over the tokens, and their mean: a margin of the text.
    Text,
    /// The outputs at each token: so many margins of it.
    Tokens(usize),
}

impl Head {
    /// How many numbers are weighed together, of so many units a direction.
    pub(super) fn width(self, units: usize) -> usize {
        match self {
            Self::Text => 2 * DIRECTIONS * units,
            Self::Tokens(_) => DIRECTIONS * units,
        }
    }

    /// How many margins a text, or a token, has.
    pub(super) fn margins(self) -> usize {
        match self {
            Self::Text => 1,
            Self::Tokens(margins) => margins,
        }
    }

    /// How many parameters there are: for each margin its weights and its bias.
    pub(super) fn size(self, units: usize) -> usize {
        self.margins() * (self.width(units) + 1)
    }

    /// The parameters of a margin, its weights and, last, its bias, among the head's.
    pub(super) fn of_margin(self, units: usize, margin: usize) -> Range<usize> {
        let size = self.width(units) + 1;
        margin * size..(margin + 1) * size
    }
}

/// The margin of numbers, given the weights and, last, the bias.
pub(super) fn weigh(numbers: &[f32], parameters: &[f32]) -> f32 {
    let (weights, bias) = parameters.split_at(numbers.len());
    dot(numbers, weights) + bias[0]
}

/// Writes the maximum and then the mean of each unit over the tokens, `width` outputs a token, of which there
/// is one or more.
pub(super) fn pool(outputs: &[f32], width: usize, pooled: &mut Vec<f32>) {
    pooled.clear();
    pooled.resize(2 * width, 0.0);
    let (maxima, means) = pooled.split_at_mut(width);
    maxima.fill(f32::NEG_INFINITY);
    for outputs in outputs.chunks_exact(width) {
        maxima
            .iter_mut()
            .zip(outputs)
            .for_each(|(highest, &output)| *highest = highest.max(output));
        means.iter_mut().zip(outputs).for_each(|(sum, &output)| *sum += output);
    }
    let tokens = outputs.len() / width;
    means.iter_mut().for_each(|mean| *mean /= tokens as f32);
}

/// The token at which each unit was highest; of several the first.
pub(super) fn highest(outputs: &[f32], width: usize, maxima: &[f32]) -> Vec<usize> {
    let at = |unit: usize| {
        let mut of_unit = outputs.iter().skip(unit).step_by(width);
        of_unit.position(|output| *output == maxima[unit]).unwrap_or(0)
    };
    (0..width).map(at).collect()
}
