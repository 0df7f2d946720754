//! A first-order linear-chain sequence tagger: features in, one label a token out.
//!
//! Training is by the averaged structured perceptron (Collins 2002) or as a conditional random
//! field (Lafferty et al. 2001). Gold labels are *masks*, sets of labels that a token may have: with
//! one bit this is ordinary supervision; with several, as for a corpus that does not mark dates
//! or does not tell a facility from a place, the best (perceptron) or the weighted (CRF) path within
//! the masks is learned from (Sun et al. 2009; Tsuboi et al. 2008).
//!
//! ```
//! use copydesk_learn::features::{Features, hash2, hash_str};
//! use copydesk_learn::tagger::{Tagger, TaggerOptions, TaggerScratch, TaggerTrainer};
//!
//! fn write_features(words: &[&str], features: &mut Features) {
//!     features.clear();
//!     for (i, word) in words.iter().enumerate() {
//!         features.push(hash2(1, hash_str(word)));
//!         features.push(hash2(2, hash_str(if i > 0 { words[i - 1] } else { "" })));
//!         features.end_token();
//!     }
//! }
//!
//! const OUTSIDE: u8 = 0;
//! const PERSON: u8 = 1;
//! let mut trainer = TaggerTrainer::new(2, TaggerOptions { min_count: 1, ..Default::default() });
//! let mut features = Features::new();
//! write_features(&["Mr", "Kato", "was", "killed"], &mut features);
//! trainer.push(&features, &[1 << OUTSIDE, 1 << PERSON, 1 << OUTSIDE, 1 << OUTSIDE])?;
//! let model: Vec<u8> = trainer.train();
//!
//! let tagger = Tagger::from_bytes(&model)?;
//! let mut scratch = TaggerScratch::new();
//! write_features(&["Mr", "Okello", "was", "there"], &mut features);
//! assert_eq!(tagger.decode(&features, &mut scratch), [OUTSIDE, PERSON, OUTSIDE, OUTSIDE]);
//! let marginals = tagger.marginals(&mut scratch);
//! assert!(marginals.label(1, PERSON) > 0.5);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod adapt;
mod calibrate;
pub(crate) mod chain;
mod crf;
pub(crate) mod examples;
mod marginals;
mod perceptron;
#[cfg(test)]
mod tests;
mod train;

pub use adapt::{AdaptOptions, Adapter};
pub use calibrate::calibrate;
pub use marginals::Marginals;
pub use train::{Epoch, GoldError, Method, TaggerOptions, TaggerTrainer};

use crate::features::Features;
use crate::model::{Kind, ModelError, Reader, Writer};
pub use crate::rows::Sums;
use crate::rows::{MAX_LABELS, Rows, RowsBuilder, SumScratch, quantise, read_head};
use chain::{Chain, FORBIDDEN};
use marginals::{Factors, ForwardBackward};

/// Where the temperature lies in the body; see `write_model`.
const TEMPERATURE_OFFSET: usize = 8;

/// Stands for a transition that the constraints forbid.
const FORBIDDEN_UNITS: i16 = i16::MIN;

/// A trained tagger.
///
/// It is made once and may be shared between threads; each thread has its own [`TaggerScratch`].
#[derive(Clone, Debug)]
pub struct Tagger<'a> {
    rows: Rows<'a>,
    /// The transitions, in quantised units like the rows.
    chain: Chain,
    factors: Factors,
    /// One divided by the temperature, for a quantised unit.
    unit: f32,
    /// The hash of the model's body.
    hash: u64,
}

/// The working memory of decoding, kept between calls so that they allocate nothing.
#[derive(Clone, Debug, Default)]
pub struct TaggerScratch {
    sums: SumScratch,
    emissions: Vec<f32>,
    best: Vec<f32>,
    path: Vec<u8>,
    probabilities: ForwardBackward,
}

impl TaggerScratch {
    /// Empty working memory; it grows with the longest sequence seen.
    pub fn new() -> Self {
        Self::default()
    }

    /// The labels of the sequence decoded last, one a token.
    pub fn labels(&self) -> &[u8] {
        &self.path
    }
}

impl<'a> Tagger<'a> {
    /// Checks model bytes, as [`TaggerTrainer::train`] returns them, and lays the weights
    /// out for look-ups.
    ///
    /// # Errors
    ///
    /// When the bytes are not a tagger's, are cut short or have been altered.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, ModelError> {
        let mut reader = Reader::open(bytes, Kind::Tagger)?;
        let (labels, scale) = read_head(&mut reader, 1)?;
        let temperature = reader.positive_f32()?;
        let ends = reader.u64()?;
        let units = reader.bytes((labels + 1) * labels * 2)?;
        let unit_at = |prev: usize, next: usize| {
            let at = (prev * labels + next) * 2;
            i16::from_le_bytes([units[at], units[at + 1]])
        };
        let mut chain = Chain::new(labels, |prev, next| match (prev, next) {
            (prev, Some(next)) => {
                unit_at(prev.map_or(labels, usize::from), usize::from(next)) != FORBIDDEN_UNITS
            }
            (Some(prev), None) => ends >> prev & 1 == 1,
            (None, None) => true,
        });
        let stride = chain.stride();
        for prev in 0..=labels {
            for next in 0..labels {
                let weight = &mut chain.weights_mut()[prev * stride + next];
                if *weight > FORBIDDEN {
                    *weight = f32::from(unit_at(prev, next));
                }
            }
        }
        chain.transpose();
        let rows = Rows::read(&mut reader, labels)?;
        reader.end()?;
        let unit = scale / temperature;
        let mut factors = Factors::default();
        factors.set(&chain, unit);
        Ok(Self { rows, chain, factors, unit, hash: reader.checksum() })
    }

    /// The number of labels.
    pub fn labels(&self) -> usize {
        self.chain.labels()
    }

    /// A number for the model, which tells it from every other.
    pub fn hash(&self) -> u64 {
        self.hash
    }

    /// The labels of the best path, one a token; no labels for an empty sequence.
    ///
    /// The result lies in `scratch` and is good until the next call; it obeys the constraints that
    /// the tagger was trained with wherever those leave a path.
    pub fn decode<'s>(&self, features: &Features, scratch: &'s mut TaggerScratch) -> &'s [u8] {
        self.decode_with(features, scratch, |_, _| ())
    }

    /// The same, for a sequence of which some features have been summed up before: `add` is called
    /// with each token's number and the sums of its features in `features`, and adds what
    /// [`sum`](Self::sum) gave for the others. The labels are those of all features together.
    pub fn decode_with<'s>(
        &self,
        features: &Features,
        scratch: &'s mut TaggerScratch,
        mut add: impl FnMut(usize, &mut Sums),
    ) -> &'s [u8] {
        let stride = self.chain.stride();
        scratch.emissions.clear();
        self.rows.sum_tokens(features, &mut scratch.sums);
        for (token, sums) in scratch.sums.sums.iter_mut().enumerate() {
            add(token, sums);
            scratch.emissions.extend(sums[..stride].iter().map(|&sum| sum as f32));
        }
        self.chain.viterbi(&scratch.emissions, &mut scratch.best, &mut scratch.path);
        &scratch.path
    }

    /// The sums of each token's features by label, in quantised units, for keeping:
    /// [`decode_with`](Self::decode_with) takes them in place of the features.
    ///
    /// Half of a tagger's time goes into fetching weights from all over the model. What depends on
    /// one word alone need not be fetched anew each time that the word occurs. The result lies in
    /// `scratch`, whose last decoded sequence stays what it was.
    pub fn sum<'s>(&self, features: &Features, scratch: &'s mut TaggerScratch) -> &'s [Sums] {
        self.rows.sum_tokens(features, &mut scratch.sums);
        &scratch.sums.sums
    }

    /// The probabilities of all labels for the sequence that `scratch` decoded last.
    ///
    /// They cost about as much as a [`decode`](Self::decode) and so come only on request. How far
    /// they can be taken at their word depends on the temperature; see [`calibrate`].
    ///
    /// # Panics
    ///
    /// When `scratch` was last used with a tagger that has another number of labels.
    pub fn marginals<'s>(&'s self, scratch: &'s mut TaggerScratch) -> Marginals<'s> {
        let tokens = scratch.path.len();
        assert_eq!(scratch.emissions.len(), tokens * self.chain.stride(), "another's scratch");
        let all = u64::MAX >> (MAX_LABELS - self.labels());
        scratch.probabilities.run(&self.factors, &scratch.emissions, self.unit, |_| all);
        Marginals { labels: self.labels(), factors: &self.factors, sums: &scratch.probabilities }
    }

    /// The weights of its features.
    pub(crate) fn rows(&self) -> &Rows<'_> {
        &self.rows
    }
}

/// Writes a tagger's body.
///
/// | bytes | what |
/// |---|---|
/// | 4 | number of labels, L |
/// | 4 | scale: the real weight of one quantised unit (f32) |
/// | 4 | temperature by which real scores are divided for probabilities (f32) |
/// | 8 | the labels that a sequence may end on, as bits |
/// | 2 × (L + 1) × L | transition weights by previous label, the start last; −32768 is forbidden |
/// | … | the [rows](crate::rows) |
fn write_model(chain: &Chain, rows: RowsBuilder) -> Vec<u8> {
    let labels = chain.labels();
    let allowed = |&weight: &f32| weight > FORBIDDEN / 2.0;
    let scale = rows.scale(chain.weights().iter().copied().filter(allowed));
    let mut writer = Writer::new(Kind::Tagger);
    writer.u32(labels as u32);
    writer.f32(scale);
    writer.f32(1.0);
    let ends = (0..labels).filter(|&label| chain.end()[label] == 0.0);
    let ends = ends.fold(0_u64, |ends, label| ends | 1 << label);
    writer.bytes(&ends.to_le_bytes());
    for row in chain.weights().chunks_exact(chain.stride()) {
        for weight in &row[..labels] {
            let units = if allowed(weight) { quantise(*weight, scale) } else { FORBIDDEN_UNITS };
            writer.bytes(&units.to_le_bytes());
        }
    }
    rows.write(scale, &mut writer);
    writer.finish()
}
