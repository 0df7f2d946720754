//! Probabilities of labels and of runs of labels: the forward–backward algorithm.

use pulp::{Arch, Simd, WithSimd};

use super::chain::{Chain, FORBIDDEN, fold_rows, highest};
use crate::rows::padded;

/// Scores further below a token's best than this count as this. Without a floor a product of two
/// unlikely factors would underflow, and a sequence could be left without any path.
const FLOOR: f32 = -30.0;

/// The transition factors of a chain at a temperature: exp(weight ÷ temperature).
#[derive(Clone, Debug, Default)]
pub(crate) struct Factors {
    stride: usize,
    start: Vec<f32>,
    from: Vec<f32>,
    /// The same numbers by next label, so that the backward sums add up rows as well.
    into: Vec<f32>,
    end: Vec<f32>,
}

impl Factors {
    /// Takes over the weights of `chain`, each multiplied by `unit` (the inverse temperature).
    pub(crate) fn set(&mut self, chain: &Chain, unit: f32) {
        let top = chain.weights().iter().fold(FORBIDDEN, |top, &weight| top.max(weight));
        let factor = |&weight: &f32| {
            if weight <= FORBIDDEN / 2.0 { 0.0 } else { exp(((weight - top) * unit).max(FLOOR)) }
        };
        self.stride = chain.stride();
        self.from.clear();
        self.from.extend(chain.weights().iter().map(factor));
        self.start = self.from.split_off(chain.labels() * self.stride);
        self.into.clear();
        self.into.resize(chain.labels() * self.stride, 0.0);
        for prev in 0..chain.labels() {
            for next in 0..chain.labels() {
                self.into[next * self.stride + prev] = self.from[prev * self.stride + next];
            }
        }
        self.end.clear();
        self.end.extend(chain.end().iter().map(|&e| if e < 0.0 { 0.0 } else { 1.0 }));
    }

    pub(crate) fn from(&self) -> &[f32] {
        &self.from
    }
}

/// The probabilities of one sequence, computed by `TaggerScratch::marginals` or in training.
///
/// Forward and backward sums are scaled token by token (Rabiner 1989), so that the product of the
/// two is the marginal probability itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct ForwardBackward {
    stride: usize,
    /// exp(emission), the best label of each token having 1; forbidden labels have 0.
    pub(crate) emissions: Vec<f32>,
    pub(crate) forward: Vec<f32>,
    pub(crate) backward: Vec<f32>,
    /// One divided by the forward sum of each token before scaling.
    pub(crate) scales: Vec<f32>,
    pub(crate) marginals: Vec<f32>,
}

impl ForwardBackward {
    /// Computes the probabilities for emissions, multiplied by `unit`; only labels in a token's
    /// mask take part.
    pub(crate) fn run(
        &mut self,
        factors: &Factors,
        emissions: &[f32],
        unit: f32,
        mask: impl Fn(usize) -> u64,
    ) {
        Arch::new().dispatch(Run { sums: self, factors, emissions, unit, mask });
    }

    #[inline(always)]
    fn exp_emissions<const STRIDE: usize>(
        &mut self,
        factors: &Factors,
        emissions: &[f32],
        unit: f32,
        mask: &impl Fn(usize) -> u64,
    ) {
        self.emissions.clear();
        let labels = factors.from.len() / STRIDE;
        let all = u64::MAX >> (crate::rows::MAX_LABELS - labels);
        for (token, row) in emissions.as_chunks::<STRIDE>().0.iter().enumerate() {
            let mask = mask(token);
            let mut factors = [0.0; STRIDE];
            if mask & all == all {
                // What stands beyond the labels is cut off by the transitions.
                let mut within = [FORBIDDEN; STRIDE];
                for (label, (within, &score)) in within.iter_mut().zip(row).enumerate() {
                    *within = if label < labels { score } else { FORBIDDEN };
                }
                let top = highest(&within);
                for (factor, score) in factors.iter_mut().zip(row) {
                    *factor = exp(((score - top) * unit).clamp(FLOOR, 0.0));
                }
            } else {
                let within = |label: usize| mask >> label & 1 == 1;
                let allowed = row.iter().enumerate().filter(|&(label, _)| within(label));
                let top = allowed.fold(FORBIDDEN, |top, (_, &score)| top.max(score));
                for (label, (factor, score)) in factors.iter_mut().zip(row).enumerate() {
                    if within(label) {
                        *factor = exp(((score - top) * unit).max(FLOOR));
                    }
                }
            }
            self.emissions.extend_from_slice(&factors);
        }
    }

    #[inline(always)]
    fn forward<const STRIDE: usize>(&mut self, factors: &Factors) {
        self.forward.clear();
        self.scales.clear();
        let emissions = self.emissions.as_chunks::<STRIDE>().0;
        let mut previous: Option<[f32; STRIDE]> = None;
        for (token, emissions) in emissions.iter().enumerate() {
            let mut current = [0.0; STRIDE];
            match &previous {
                None => current.copy_from_slice(&factors.start),
                Some(previous) => fold_rows(&factors.from, previous, &mut current, add),
            }
            for (sum, emission) in current.iter_mut().zip(emissions) {
                *sum *= emission;
            }
            if token + 1 == self.emissions.len() / STRIDE {
                for (sum, end) in current.iter_mut().zip(&factors.end) {
                    *sum *= end;
                }
            }
            // A dead end (constraints that leave no path at all) gives zeros, not NaNs.
            let scale = 1.0 / current.iter().sum::<f32>().max(f32::MIN_POSITIVE);
            current.iter_mut().for_each(|sum| *sum *= scale);
            self.scales.push(scale);
            self.forward.extend_from_slice(&current);
            previous = Some(current);
        }
    }

    #[inline(always)]
    fn backward<const STRIDE: usize>(&mut self, factors: &Factors) {
        self.backward.clear();
        self.backward.resize(self.emissions.len(), 0.0);
        let emissions = self.emissions.as_chunks::<STRIDE>().0;
        let backward = self.backward.as_chunks_mut::<STRIDE>().0;
        // The end factors are in the last forward sums already.
        let mut current = [1.0; STRIDE];
        for (token, backward) in backward.iter_mut().enumerate().rev() {
            if let Some(after) = emissions.get(token + 1) {
                let mut weighted = [0.0; STRIDE];
                let scale = self.scales[token + 1];
                let is_end = token + 2 == emissions.len();
                for (next, weighted) in weighted.iter_mut().enumerate() {
                    let end = if is_end { factors.end[next] } else { 1.0 };
                    *weighted = current[next] * after[next] * scale * end;
                }
                current = [0.0; STRIDE];
                fold_rows(&factors.into, &weighted, &mut current, add);
            }
            *backward = current;
        }
    }

    /// The probability that the tokens from `first` on have exactly these labels.
    fn path(&self, factors: &Factors, first: usize, labels: &[u8]) -> f32 {
        let at = |token: usize, label: u8| token * self.stride + usize::from(label);
        let (Some(&head), Some(&last)) = (labels.first(), labels.last()) else {
            return 1.0;
        };
        let mut probability = self.forward[at(first, head)];
        for (offset, pair) in labels.windows(2).enumerate() {
            let token = first + offset + 1;
            probability *= factors.from[at(usize::from(pair[0]), pair[1])]
                * self.emissions[at(token, pair[1])]
                * self.scales[token];
            if token + 1 == self.scales.len() {
                probability *= factors.end[usize::from(pair[1])];
            }
        }
        (probability * self.backward[at(first + labels.len() - 1, last)]).min(1.0)
    }
}

/// [`ForwardBackward::run`], to be run with the widest vector instructions that the processor has.
struct Run<'r, F> {
    sums: &'r mut ForwardBackward,
    factors: &'r Factors,
    emissions: &'r [f32],
    unit: f32,
    mask: F,
}

impl<F: Fn(usize) -> u64> WithSimd for Run<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { sums, factors, emissions, unit, mask } = self;
        padded!(factors.stride, STRIDE => {
            sums.exp_emissions::<STRIDE>(factors, emissions, unit, &mask);
            sums.forward::<STRIDE>(factors);
            sums.backward::<STRIDE>(factors);
        });
        sums.stride = factors.stride;
        sums.marginals.clear();
        let both = sums.forward.iter().zip(&sums.backward);
        sums.marginals.extend(both.map(|(forward, backward)| forward * backward));
    }
}

/// A sum and what comes from a label: its own sum times the factor of the transition.
#[inline(always)]
fn add(sum: f32, weight: f32, factor: f32) -> f32 {
    sum + weight * factor
}

/// e to the power of a number from [`FLOOR`] to 0, to within a millionth of itself; in plain
/// arithmetic, which becomes vector instructions and is the same on every platform.
#[inline(always)]
fn exp(x: f32) -> f32 {
    // e^x = 2^(whole + part), the part from −½ to ½ by the first terms of its series.
    let powers = x * std::f32::consts::LOG2_E;
    let whole = (powers - 0.5) as i32;
    let part = (powers - whole as f32) * std::f32::consts::LN_2;
    let terms = 1.0 / 720.0;
    let terms = terms * part + 1.0 / 120.0;
    let terms = terms * part + 1.0 / 24.0;
    let terms = terms * part + 1.0 / 6.0;
    let terms = (terms * part + 0.5) * part + 1.0;
    (terms * part + 1.0) * f32::from_bits(((whole + 127) << 23) as u32)
}

/// The label probabilities of the sequence decoded last; see
/// [`Tagger::marginals`](super::Tagger::marginals).
#[derive(Clone, Copy, Debug)]
pub struct Marginals<'a> {
    pub(super) labels: usize,
    pub(super) factors: &'a Factors,
    pub(super) sums: &'a ForwardBackward,
}

impl Marginals<'_> {
    /// The probability of each label at a token; they sum to 1.
    ///
    /// # Panics
    ///
    /// When the sequence has no such token.
    pub fn token(&self, token: usize) -> &[f32] {
        &self.sums.marginals[token * self.sums.stride..][..self.labels]
    }

    /// The probability of one label at one token, between 0 and 1.
    ///
    /// # Panics
    ///
    /// When the sequence has no such token or the tagger no such label.
    pub fn label(&self, token: usize, label: u8) -> f32 {
        self.token(token)[usize::from(label)]
    }

    /// The probability that the tokens from `first` on have exactly these labels, whatever the
    /// labels around them: with the BILOU labels of a mention, the probability that just this
    /// mention is there (Culotta & McCallum 2004). 1 for no labels.
    ///
    /// # Panics
    ///
    /// When the sequence or the tagger has no such tokens or labels.
    pub fn path(&self, first: usize, labels: &[u8]) -> f32 {
        self.sums.path(self.factors, first, labels)
    }
}
