//! A recurrent net over the words of a text, in their order.
//!
//! Each token's features add up to a few numbers, its *input*. Gated recurrent units (Cho et al. 2014) go
//! through the inputs from the left and others from the right. Over the tokens the output of
//! each unit is pooled by its maximum and by its mean, and the pooled numbers are weighed into a margin of the text;
//! or the outputs at each token are weighed into margins of the token
//! ([`RecurrentTrainer::of_tokens`], [`RecurrentNet::margins`]). So small a net learns little from few examples, but much from what a larger model makes of many
//! (Tang et al. 2019): [`RecurrentTrainer::push`] takes probabilities.
//!
//! Features with a [vector](crate::vectors) share what is learned: their weights are one
//! matrix times their vectors, and weights of their own added to it. After training that sum is worked out for every
//! feature with a vector, so that at run time a word is one row of weights, and words that no training item had
//! are known too.
//!
//! ```
//! use copydesk_learn::features::{Features, hash2, hash_str};
//! use copydesk_learn::recurrent::{RecurrentNet, RecurrentOptions, RecurrentScratch, RecurrentTrainer};
//!
//! fn write_features(sentence: &str, features: &mut Features) {
//!     features.clear();
//!     for word in sentence.split(' ') {
//!         features.push(hash2(1, hash_str(word)));
//!         features.end_token();
//!     }
//! }
//!
//! let options = RecurrentOptions { inputs: 8, units: 8, epochs: 30, batch: 4, ..Default::default() };
//! let mut trainer = RecurrentTrainer::new(options);
//! let mut features = Features::new();
//! for (sentence, probability) in [
//!     ("Nurses accuse ministers", 1.0),
//!     ("Teachers accuse ministers", 1.0),
//!     ("Ministers accuse Nurses", 0.0),
//!     ("Ministers accuse Teachers", 0.0),
//! ].repeat(10) {
//!     write_features(sentence, &mut features);
//!     trainer.push(&features, probability);
//! }
//! let model = trainer.train();
//!
//! let net = RecurrentNet::from_bytes(&model)?;
//! let mut scratch = RecurrentScratch::default();
//! write_features("Nurses accuse ministers", &mut features);
//! assert!(net.margin(&features, &mut scratch) > 0.0);
//! write_features("Ministers accuse Nurses", &mut features);
//! assert!(net.margin(&features, &mut scratch) < 0.0);
//! # Ok::<(), copydesk_learn::ModelError>(())
//! ```

use crate::classifier::Platt;
use crate::features::Features;
use crate::model::{Kind, ModelError, Reader, Writer, patch_f32};
use crate::rows::{MAX_LABELS, Rows, RowsBuilder, SumScratch, Sums, read_head};
use pulp::{Arch, Simd, WithSimd};

use activation::{sigmoid, tanh};
use gradient::Shape;
use head::{Head, pool, weigh};
use matrix::{LANES, Pair, PairMatrix, whole, write_pairs};

mod activation;
mod gradient;
mod head;
mod kept_gates;
mod matrix;
#[cfg(test)]
mod tests;
mod train;

pub use kept_gates::{Gates, KeptGates};
pub use train::{RecurrentOptions, RecurrentTrainer};

/// Where in a body the sigmoid's slope is; its offset follows.
const SLOPE_OFFSET: usize = 8;

/// The most units in either direction.
const MAX_UNITS: usize = 128;

/// The most margins of a token.
const MAX_MARGINS: usize = 64;

/// The directions in which units go through a text.
const DIRECTIONS: usize = 2;

/// A trained net, reading the weights of features from model bytes.
#[derive(Clone, Debug)]
pub struct RecurrentNet<'a> {
    units: usize,
    head: Head,
    scale: f32,
    platt: Platt,
    arch: Arch,
    rows: Rows<'a>,
    /// From the inputs to the gates of the units: those of the first direction, then those of the other.
    of_inputs: PairMatrix,
    /// The biases of these gates, as [`Gates`].
    gate_biases: Vec<i16>,
    directions: [Direction; DIRECTIONS],
    /// Of each margin the weights and, last, the bias.
    of_head: Vec<f32>,
}

/// Numbers of units, as many for each as it has gates, made a multiple of [`LANES`] for each gate by zeros.
fn padded(numbers: &[f32], units: usize) -> Vec<f32> {
    let zeros = units.next_multiple_of(LANES) - units;
    let with_zeros = |units: &[f32]| [units, &vec![0.0; zeros]].concat();
    numbers.chunks(units).flat_map(with_zeros).collect()
}

/// The gates of a unit: its reset, its update and its candidate.
const GATES: usize = 3;

/// What stands for 1 in a gate that is a whole number. Gates are far from 64, where these numbers end.
const GATE: f32 = 512.0;

/// The largest input; those beyond it count as if they were it.
const MOST_INPUT: f32 = 16.0;

/// A gate as a whole number, or the nearest that there is.
#[inline(always)]
fn gate(number: f32) -> i16 {
    whole(number.clamp(f32::from(i16::MIN), f32::from(i16::MAX)))
}

/// The weights of the units that go through a text in one direction, [padded]. Those of gates are in the order
/// all resets, all updates, all candidates.
#[derive(Clone, Debug)]
struct Direction {
    /// From the units' outputs at the token before to their gates.
    of_state: PairMatrix,
    /// What is added to a candidate's share of `of_state`, which the reset gate then weighs.
    candidate_biases: Vec<f32>,
}

/// The working memory of a net, kept between calls.
#[derive(Clone, Debug, Default)]
pub struct RecurrentScratch {
    sums: SumScratch,
    /// By token: the gates of all units, but for what the outputs at the token before add.
    gates: Vec<i16>,
    /// The same from the units' outputs at the token before.
    of_state: Vec<i32>,
    /// Of each direction the outputs of its units at the token where it is.
    states: [Vec<f32>; DIRECTIONS],
    /// The same as pairs.
    pairs: [Vec<Pair>; DIRECTIONS],
    /// By token: the outputs of the units from the left, then of those from the right.
    outputs: Vec<f32>,
    pooled: Vec<f32>,
}

impl<'a> RecurrentNet<'a> {
    /// Checks model bytes, as [`RecurrentTrainer::train`] returns them, and lays the weights
    /// out for look-ups.
    ///
    /// # Errors
    ///
    /// When the bytes are not a net's, are cut short or have been altered.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, ModelError> {
        let mut reader = Reader::open(bytes, Kind::Recurrent)?;
        let (inputs, scale) = read_head(&mut reader, 1)?;
        let platt = Platt { slope: reader.f32()?, offset: reader.f32()? };
        let units = reader.u32()? as usize;
        let head = match reader.u32()? as usize {
            0 => Head::Text,
            margins => Head::Tokens(margins),
        };
        if !(1..=MAX_UNITS).contains(&units) || head.margins() > MAX_MARGINS {
            return Err(ModelError::Body("it has no units, or too many of them or of margins"));
        }
        let padded_units = units.next_multiple_of(LANES);
        let (mut of_inputs, mut gate_biases) = (Vec::new(), Vec::new());
        let mut direction = || {
            let mut read = |of_units: usize| Ok(padded(&reader.f32s(of_units * units)?, units));
            of_inputs.push(read(inputs * GATES)?);
            gate_biases.extend(read(GATES)?.into_iter().map(|bias| gate(bias * GATE)));
            Ok(Direction {
                of_state: {
                    let mut weights = read(units * GATES)?;
                    weights.resize(padded_units * GATES * padded_units, 0.0);
                    PairMatrix::new(padded_units, &weights)
                },
                candidate_biases: read(1)?,
            })
        };
        let directions = [direction()?, direction()?];
        let [first, second] =
            [0, 1].map(|number: usize| of_inputs[number].chunks(GATES * padded_units));
        let mut of_inputs: Vec<f32> =
            first.zip(second).flat_map(|rows| [rows.0, rows.1].concat()).collect();
        let padded_inputs = inputs.next_multiple_of(LANES);
        of_inputs.resize(padded_inputs * DIRECTIONS * GATES * padded_units, 0.0);
        let of_inputs = PairMatrix::new(padded_inputs, &of_inputs);
        gate_biases.resize(of_inputs.width(), 0);
        let of_head = reader.f32s(head.size(units))?;
        let rows = Rows::read(&mut reader, inputs)?;
        reader.end()?;
        Ok(Self {
            units,
            head,
            scale,
            platt,
            arch: Arch::new(),
            rows,
            of_inputs,
            gate_biases,
            directions,
            of_head,
        })
    }

    /// The probability that the margin of a text means: by the plain logistic function, unless
    /// [`set_platt`] gave another sigmoid.
    pub fn probability(&self, margin: f32) -> f32 {
        self.platt.probability(margin)
    }

    /// The logarithm of the odds that a text of these tokens is a positive, uncalibrated.
    ///
    /// # Panics
    ///
    /// When the net was trained to tell of tokens.
    pub fn margin(&self, tokens: &Features, scratch: &mut RecurrentScratch) -> f32 {
        self.set_gates(tokens, scratch);
        self.margin_of_gates(tokens.len(), scratch)
    }

    /// The same of a text of so many tokens, of which pieces have come before: `add` is called with each token's
    /// number and its gates, and adds what the features of the token say, as [`KeptGates`] does. The numbers
    /// differ from those of [`margin`](Self::margin) by as much as rounding does.
    ///
    /// # Panics
    ///
    /// When the net was trained to tell of tokens.
    pub fn margin_with(
        &self,
        tokens: usize,
        scratch: &mut RecurrentScratch,
        add: impl FnMut(usize, &mut Gates<'_>),
    ) -> f32 {
        self.add_gates(tokens, scratch, add);
        self.margin_of_gates(tokens, scratch)
    }

    fn margin_of_gates(&self, tokens: usize, scratch: &mut RecurrentScratch) -> f32 {
        assert!(self.head == Head::Text, "a net that tells of whole texts");
        self.run(tokens, scratch);
        let RecurrentScratch { outputs, pooled, .. } = scratch;
        let width = DIRECTIONS * self.units;
        if tokens == 0 {
            pooled.clear();
            pooled.resize(2 * width, 0.0);
        } else {
            pool(outputs, width, pooled);
        }
        weigh(pooled, &self.of_head)
    }

    /// Writes the logarithm of the odds that each token is a positive of each sort, uncalibrated, over what is in
    /// `margins`: as many numbers a token as [`RecurrentTrainer::of_tokens`] was told of.
    ///
    /// # Panics
    ///
    /// When the net was trained to tell of whole texts.
    pub fn margins(
        &self,
        tokens: &Features,
        scratch: &mut RecurrentScratch,
        margins: &mut Vec<f32>,
    ) {
        self.set_gates(tokens, scratch);
        self.margins_of_gates(tokens.len(), scratch, margins);
    }

    /// The same of so many tokens of which pieces have come before, as in [`margin_with`](Self::margin_with).
    ///
    /// # Panics
    ///
    /// When the net was trained to tell of whole texts.
    pub fn margins_with(
        &self,
        tokens: usize,
        scratch: &mut RecurrentScratch,
        margins: &mut Vec<f32>,
        add: impl FnMut(usize, &mut Gates<'_>),
    ) {
        self.add_gates(tokens, scratch, add);
        self.margins_of_gates(tokens, scratch, margins);
    }

    fn margins_of_gates(
        &self,
        tokens: usize,
        scratch: &mut RecurrentScratch,
        margins: &mut Vec<f32>,
    ) {
        assert!(self.head != Head::Text, "a net that tells of tokens");
        self.run(tokens, scratch);
        margins.clear();
        for outputs in scratch.outputs.chunks_exact(DIRECTIONS * self.units) {
            let of_margins = (0..self.head.margins())
                .map(|margin| &self.of_head[self.head.of_margin(self.units, margin)]);
            margins.extend(of_margins.map(|parameters| weigh(outputs, parameters)));
        }
    }

    /// Leaves what the features of each token add to the gates.
    fn set_gates(&self, tokens: &Features, scratch: &mut RecurrentScratch) {
        let RecurrentScratch { sums, gates, .. } = scratch;
        self.rows.sum_tokens(tokens, sums);
        gates.clear();
        gates.resize(tokens.len() * self.of_inputs.width(), 0);
        self.weigh_inputs(&sums.sums, gates);
        for gates in gates.chunks_exact_mut(self.gate_biases.len()) {
            add_gates(gates, &self.gate_biases);
        }
    }

    /// Leaves what `add` adds to the gates of each of so many tokens.
    fn add_gates(
        &self,
        tokens: usize,
        scratch: &mut RecurrentScratch,
        mut add: impl FnMut(usize, &mut Gates<'_>),
    ) {
        let gates = &mut scratch.gates;
        gates.clear();
        for token in 0..tokens {
            let from = gates.len();
            gates.extend_from_slice(&self.gate_biases);
            add(token, &mut Gates(&mut gates[from..]));
        }
    }

    /// Writes what the summed weights of features, a sum an input, add to the gates.
    fn weigh_inputs(&self, sums: &[Sums], gates: &mut [i16]) {
        self.arch.dispatch(Inputs { net: self, sums, gates });
    }

    /// Leaves the outputs of the units, given the gates.
    fn run(&self, tokens: usize, scratch: &mut RecurrentScratch) {
        scratch.outputs.clear();
        scratch.outputs.resize(tokens * DIRECTIONS * self.units, 0.0);
        self.arch.dispatch(Walk { net: self, tokens, scratch });
    }

    /// Goes through the tokens, from the left in the first direction and from the right in the other, and writes
    /// the outputs of the units. As neither direction waits for the other, the processor works on both at a time.
    #[inline(always)]
    fn go_through(&self, tokens: usize, scratch: &mut RecurrentScratch) {
        let RecurrentScratch { gates, of_state, states, pairs, outputs, .. } = scratch;
        let padded = self.units.next_multiple_of(LANES);
        of_state.resize(self.directions[0].of_state.width(), 0);
        for (state, pairs) in states.iter_mut().zip(&mut *pairs) {
            state.clear();
            state.resize(padded, 0.0);
            pairs.clear();
            pairs.resize(padded / 2, [0; 2 * LANES]);
        }
        let width = self.of_inputs.width();
        for nth in 0..tokens {
            for (number, direction) in self.directions.iter().enumerate() {
                let token = if number == 0 { nth } else { tokens - 1 - nth };
                let gates = &gates[token * width + number * GATES * padded..][..GATES * padded];
                let (state, pairs) = (&mut states[number], &mut pairs[number]);
                direction.of_state.multiply(pairs, |from, numbers| {
                    of_state[from..][..numbers.len()].copy_from_slice(numbers);
                });
                direction.step(gates, of_state, state, pairs);
                outputs[(token * DIRECTIONS + number) * self.units..][..self.units]
                    .copy_from_slice(&state[..self.units]);
            }
        }
    }
}

impl Direction {
    /// Goes a token further: given its gates, and what the outputs at the token before add to them, those
    /// outputs become the ones at the token.
    #[inline(always)]
    fn step(&self, gates: &[i16], of_state: &[i32], state: &mut [f32], pairs: &mut [Pair]) {
        let padded = state.len();
        let (state, pairs) = (state.as_chunks_mut::<LANES>().0, pairs.as_chunks_mut().0);
        for (part, (state, pairs)) in state.iter_mut().zip(pairs).enumerate() {
            let from = |gate: usize| gate * padded + part * LANES;
            let lanes = |gate: usize| -> [f32; LANES] {
                let numbers: &[i16; LANES] =
                    gates[from(gate)..].first_chunk().expect("as many numbers as units");
                numbers.map(|number| f32::from(number) * (1.0 / GATE))
            };
            let recall = |gate: usize| -> [f32; LANES] {
                let numbers: &[i32; LANES] =
                    of_state[from(gate)..].first_chunk().expect("as many as units");
                numbers.map(|number| number as f32 * self.of_state.unit())
            };
            let sum = |a: [f32; LANES], b: [f32; LANES]| -> [f32; LANES] {
                std::array::from_fn(|lane| a[lane] + b[lane])
            };
            let biases = self.candidate_biases[part * LANES..].first_chunk();
            let resets = sum(lanes(0), recall(0));
            let updates = sum(lanes(1), recall(1));
            let candidates = lanes(2);
            let recalled = sum(recall(2), *biases.expect("as many as units"));
            for lane in 0..LANES {
                let recalled = sigmoid(resets[lane]) * recalled[lane];
                let candidate = tanh(candidates[lane] + recalled);
                let update = sigmoid(updates[lane]);
                state[lane] = candidate + update * (state[lane] - candidate);
            }
            write_pairs(state, pairs);
        }
    }
}

/// Adds to gates.
#[inline(always)]
fn add_gates(gates: &mut [i16], more: &[i16]) {
    gates.iter_mut().zip(more).for_each(|(gate, &more)| *gate = gate.saturating_add(more));
}

/// [`RecurrentNet::weigh_inputs`], to be run with the widest vector instructions that the processor has. They make
/// the same sums in the same order, so the same numbers.
struct Inputs<'w, 'a> {
    net: &'w RecurrentNet<'a>,
    sums: &'w [Sums],
    gates: &'w mut [i16],
}

impl WithSimd for Inputs<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { net, sums, gates } = self;
        let mut pairs = [[0; 2 * LANES]; MAX_LABELS / 2];
        let of_inputs = net.scale / MOST_INPUT;
        let of_gates = net.of_inputs.unit() * MOST_INPUT * GATE;
        for (sums, gates) in sums.iter().zip(gates.chunks_exact_mut(net.of_inputs.width())) {
            for (sums, pairs) in sums.as_chunks().0.iter().zip(pairs.as_chunks_mut().0) {
                write_pairs(&sums.map(|sum| (sum as f32 * of_inputs).clamp(-1.0, 1.0)), pairs);
            }
            net.of_inputs.multiply(&pairs, |from, numbers| {
                for (written, &number) in gates[from..].iter_mut().zip(numbers) {
                    *written = gate(number as f32 * of_gates);
                }
            });
        }
    }
}

/// [`RecurrentNet::go_through`], to be run likewise.
struct Walk<'w, 'a> {
    net: &'w RecurrentNet<'a>,
    tokens: usize,
    scratch: &'w mut RecurrentScratch,
}

impl WithSimd for Walk<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        self.net.go_through(self.tokens, self.scratch);
    }
}

/// Gives a net a sigmoid, fitted to margins of held-out texts.
///
/// # Errors
///
/// When `model` is not a net's bytes.
pub fn set_platt(mut model: Vec<u8>, platt: Platt) -> Result<Vec<u8>, ModelError> {
    RecurrentNet::from_bytes(&model)?;
    patch_f32(&mut model, SLOPE_OFFSET, platt.slope);
    patch_f32(&mut model, SLOPE_OFFSET + 4, platt.offset);
    Ok(model)
}

/// Writes a net's body. `dense` has the numbers in the order in which the body has them.
///
/// | bytes | what |
/// |---|---|
/// | 4 | number of inputs |
/// | 4 | scale: the real weight of one quantised unit (f32) |
/// | 8 | slope and offset of the sigmoid (f32 each) |
/// | 4 | number of units in each direction |
/// | 4 | number of margins of a token, or 0 for one margin of the text |
/// | … | of each direction, all of them f32: the weights from each input to the gates (all resets, all updates, all candidates), the gates' biases, the weights from each unit's output to the gates, the candidates' inner biases |
/// | … | of each margin the weights of what it is of, maxima and means of all units or their outputs at a token, and its bias (f32) |
/// | … | the [rows](crate::rows), a weight for each input |
fn write_model(shape: Shape, dense: &[f32], rows: RowsBuilder) -> Vec<u8> {
    let scale = rows.scale([]);
    let mut writer = Writer::new(Kind::Recurrent);
    writer.u32(shape.inputs as u32);
    writer.f32(scale);
    writer.f32(Platt::default().slope);
    writer.f32(Platt::default().offset);
    writer.u32(shape.units as u32);
    writer.u32(if shape.head == Head::Text { 0 } else { shape.head.margins() as u32 });
    for &number in dense {
        writer.f32(number);
    }
    rows.write(scale, &mut writer);
    writer.finish()
}
