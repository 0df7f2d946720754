//! A net of one hidden layer over the words of a text, whatever their order and number.
//!
//! Each token's features add up to the inputs of up to 64 hidden units; over the tokens each unit's
//! output is pooled by its maximum and by its mean, and the pooled numbers are weighed into a
//! margin: the simple word-embedding model of Shen et al. (2018), with a layer below the pooling.
//!
//! Features with a [vector](crate::vectors) share what is learned: their weights are one
//! matrix times their vectors. After training that product is worked out for every feature with a
//! vector, so that at run time a word is one row of weights, and words that no training item had
//! are known too. Features without a vector have weights of their own.
//!
//! ```
//! use copydesk_learn::features::{Features, hash2, hash_str};
//! use copydesk_learn::pooled::{PooledNet, PooledOptions, PooledTrainer};
//!
//! fn write_features(sentence: &str, features: &mut Features) {
//!     features.clear();
//!     for word in sentence.split(' ') {
//!         features.push(hash2(1, hash_str(word)));
//!         features.end_token();
//!     }
//! }
//!
//! let options = PooledOptions { units: 8, epochs: 60, batch: 4, ..Default::default() };
//! let mut trainer = PooledTrainer::new(options);
//! for (word, vector) in [("4", [1.0, 0.1]), ("9", [1.0, 0.2]), ("2", [1.0, 0.0])] {
//!     trainer.vector(hash2(1, hash_str(word)), &vector);
//! }
//! let mut features = Features::new();
//! for (sentence, probability) in [
//!     ("unemployment fell by 4 percent", 1.0),
//!     ("crime rose by 9 percent", 1.0),
//!     ("thank you very much", 0.0),
//!     ("good evening and thank you", 0.0),
//! ].repeat(10) {
//!     write_features(sentence, &mut features);
//!     trainer.push(&features, probability);
//! }
//! let model = trainer.train();
//!
//! let net = PooledNet::from_bytes(&model)?;
//! write_features("2 jobs", &mut features);
//! assert!(net.margin(&features) > 0.0);
//! # Ok::<(), copydesk_learn::ModelError>(())
//! ```

use crate::features::Features;
use crate::model::{Kind, ModelError, Reader, Writer};
use crate::rows::{MAX_LABELS, Rows, RowsBuilder, SumScratch};

mod gradient;
#[cfg(test)]
mod tests;
mod train;

pub use train::{PooledOptions, PooledTrainer};

/// A trained net, reading its weights from model bytes.
#[derive(Clone, Debug)]
pub struct PooledNet<'a> {
    units: usize,
    scale: f32,
    biases: Vec<f32>,
    /// What the maximum of each unit weighs, then what its mean does, then the margin's own bias.
    output: Vec<f32>,
    rows: Rows<'a>,
}

impl<'a> PooledNet<'a> {
    /// Checks model bytes, as [`PooledTrainer::train`] returns them, and lays the weights
    /// out for look-ups.
    ///
    /// # Errors
    ///
    /// When the bytes are not a net's, are cut short or have been altered.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, ModelError> {
        let mut reader = Reader::open(bytes, Kind::Pooled)?;
        let units = reader.u32()? as usize;
        if !(1..=MAX_LABELS).contains(&units) {
            return Err(ModelError::Body("the number of units is not 1 to 64"));
        }
        let scale = reader.positive_f32()?;
        let biases = (0..units).map(|_| reader.f32()).collect::<Result<_, _>>()?;
        let output = (0..=2 * units).map(|_| reader.f32()).collect::<Result<_, _>>()?;
        let rows = Rows::read(&mut reader, units)?;
        reader.end()?;
        Ok(Self { units, scale, biases, output, rows })
    }

    /// The logarithm of the odds that a text of these tokens is a positive, uncalibrated.
    pub fn margin(&self, tokens: &Features) -> f32 {
        let (mut highest, mut sum) = ([0.0_f32; MAX_LABELS], [0.0_f32; MAX_LABELS]);
        let mut scratch = SumScratch::default();
        self.rows.sum_tokens(tokens, &mut scratch);
        for inputs in &scratch.sums {
            for (unit, bias) in self.biases.iter().enumerate() {
                let out = (inputs[unit] as f32 * self.scale + bias).max(0.0);
                highest[unit] = highest[unit].max(out);
                sum[unit] += out;
            }
        }
        let share = mean_factor(tokens.len());
        let (of_highest, rest) = self.output.split_at(self.units);
        let (of_mean, bias) = rest.split_at(self.units);
        let mut margin = bias[0];
        for unit in 0..self.units {
            margin += of_highest[unit] * highest[unit] + of_mean[unit] * sum[unit] * share;
        }
        margin
    }
}

/// What the sum over `tokens` is multiplied by: between a sum and a mean, as a long text has more
/// evidence than a short one, but not in proportion.
fn mean_factor(tokens: usize) -> f32 {
    1.0 / (tokens as f32 + 4.0).sqrt()
}

/// Writes a net's body.
///
/// | bytes | what |
/// |---|---|
/// | 4 | number of hidden units |
/// | 4 | scale: the real weight of one quantised unit (f32) |
/// | 4 × units | their biases (f32) |
/// | 4 × (2 × units + 1) | weights of the maxima, of the means, and the bias of the margin (f32) |
/// | … | the [rows](crate::rows), a weight for each unit |
fn write_model(biases: &[f32], output: &[f32], rows: RowsBuilder) -> Vec<u8> {
    let scale = rows.scale([]);
    let mut writer = Writer::new(Kind::Pooled);
    writer.u32(biases.len() as u32);
    writer.f32(scale);
    for &number in biases.iter().chain(output) {
        writer.f32(number);
    }
    rows.write(scale, &mut writer);
    writer.finish()
}
