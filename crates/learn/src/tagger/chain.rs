//! The chain of labels: transition weights, and the best path through a sequence (Viterbi).

use pulp::{Arch, Simd, WithSimd};

use crate::rows::{MAX_LABELS, padded};

/// The score of what must not happen: low enough that no weights outvote it, and finite, so that
/// sums and differences of it stay numbers.
pub(crate) const FORBIDDEN: f32 = -1e30;

/// Transition weights from each label, and from the start, to each label.
///
/// Rows are padded with forbidden labels to a multiple of eight, so that the inner loops have no
/// remainder and become vector instructions.
#[derive(Clone, Debug)]
pub(crate) struct Chain {
    labels: usize,
    stride: usize,
    /// Row `prev` holds the weights to each next label; row `labels` is the start.
    from: Vec<f32>,
    /// The same numbers by next label, for walking back along the best path.
    into: Vec<f32>,
    /// Zero for the labels that a sequence may end on, forbidden for the others.
    end: Vec<f32>,
}

impl Chain {
    /// A chain whose allowed transitions all weigh zero.
    pub(crate) fn new(labels: usize, allowed: impl Fn(Option<u8>, Option<u8>) -> bool) -> Self {
        assert!((1..=MAX_LABELS).contains(&labels), "a tagger has 1 to 64 labels, not {labels}");
        let stride = labels.next_multiple_of(8);
        let mut from = vec![FORBIDDEN; (labels + 1) * stride];
        let mut end = vec![FORBIDDEN; stride];
        for prev in 0..=labels {
            let prev_label = (prev < labels).then_some(prev as u8);
            for next in (0..labels).filter(|&next| allowed(prev_label, Some(next as u8))) {
                from[prev * stride + next] = 0.0;
            }
            if prev < labels && allowed(prev_label, None) {
                end[prev] = 0.0;
            }
        }
        let mut chain = Self { labels, stride, from, into: Vec::new(), end };
        chain.transpose();
        chain
    }

    /// Brings the weights by next label up to date, after a change of `weights_mut`.
    pub(crate) fn transpose(&mut self) {
        self.into.resize(self.labels * self.stride, FORBIDDEN);
        for prev in 0..self.labels {
            for next in 0..self.labels {
                self.into[next * self.stride + prev] = self.from[prev * self.stride + next];
            }
        }
    }

    pub(crate) fn labels(&self) -> usize {
        self.labels
    }

    /// The number of scores kept for a token: the labels, padded.
    pub(crate) fn stride(&self) -> usize {
        self.stride
    }

    /// The weights from `prev`, or from the start for `None`.
    #[inline]
    pub(crate) fn from(&self, prev: Option<u8>) -> &[f32] {
        let prev = prev.map_or(self.labels, usize::from);
        &self.from[prev * self.stride..][..self.stride]
    }

    /// All transition weights: a row for each label and one for the start.
    pub(crate) fn weights(&self) -> &[f32] {
        &self.from
    }

    pub(crate) fn weights_mut(&mut self) -> &mut [f32] {
        &mut self.from
    }

    pub(crate) fn end(&self) -> &[f32] {
        &self.end
    }

    /// Finds the best path for `emissions`, which hold `stride` scores a token; equal paths are
    /// resolved in favour of the lower label. The label scores must be moderate (below 10⁶).
    pub(crate) fn viterbi(&self, emissions: &[f32], best: &mut Vec<f32>, path: &mut Vec<u8>) {
        Arch::new().dispatch(Viterbi { chain: self, emissions, best, path });
    }

    #[inline(always)]
    fn viterbi_padded<const STRIDE: usize>(
        &self,
        emissions: &[f32],
        best: &mut Vec<f32>,
        path: &mut Vec<u8>,
    ) {
        // `best` holds, for each token and label, the score of the best path that ends there, less
        // that of the token's best label. Back-pointers are not kept: the path's own predecessors
        // are found again at the end, which costs one row a token instead of one a label.
        best.clear();
        best.reserve(emissions.len());
        let mut start = [FORBIDDEN; STRIDE];
        start.copy_from_slice(self.from(None));
        let mut previous: Option<[f32; STRIDE]> = None;
        for emissions in emissions.as_chunks::<STRIDE>().0 {
            let mut scores = start;
            if let Some(previous) = &previous {
                scores = [2.0 * FORBIDDEN; STRIDE];
                fold_rows(&self.from[..self.labels * STRIDE], previous, &mut scores, better);
            }
            for (score, emission) in scores.iter_mut().zip(emissions) {
                *score += emission;
            }
            let top = highest(&scores);
            scores.iter_mut().for_each(|score| *score -= top);
            best.extend_from_slice(&scores);
            previous = Some(scores);
        }
        path.clear();
        let best = best.as_chunks::<STRIDE>().0;
        let Some(last) = best.last() else { return };
        path.resize(best.len(), 0);
        let mut label = argmax(last.iter().zip(&self.end).map(|(score, end)| score + end));
        path[best.len() - 1] = label as u8;
        let into = self.into.as_chunks::<STRIDE>().0;
        for (previous, given) in best[..best.len() - 1].iter().zip(&mut *path).rev() {
            let into = &into[label];
            label = argmax(previous.iter().zip(into).map(|(score, weight)| score + weight));
            *given = label as u8;
        }
    }
}

/// [`Chain::viterbi`], to be run with the widest vector instructions that the processor has.
struct Viterbi<'v> {
    chain: &'v Chain,
    emissions: &'v [f32],
    best: &'v mut Vec<f32>,
    path: &'v mut Vec<u8>,
}

impl WithSimd for Viterbi<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { chain, emissions, best, path } = self;
        padded!(chain.labels, STRIDE => chain.viterbi_padded::<STRIDE>(emissions, best, path));
    }
}

/// Goes with each label's row of transitions over what the labels after it have: `fold` gets that, the
/// label's own number and the transition's. There may be numbers for more labels than have a row.
#[inline(always)]
pub(crate) fn fold_rows<const STRIDE: usize>(
    rows: &[f32],
    of_labels: &[f32; STRIDE],
    after: &mut [f32; STRIDE],
    fold: impl Fn(f32, f32, f32) -> f32,
) {
    // Eight labels after another, which stay in registers meanwhile.
    let rows = rows.as_chunks::<STRIDE>().0;
    for (number, after) in after.as_chunks_mut::<8>().0.iter_mut().enumerate() {
        let mut lanes = *after;
        for (row, &own) in rows.iter().zip(of_labels) {
            for (lane, &transition) in lanes.iter_mut().zip(&row.as_chunks::<8>().0[number]) {
                *lane = fold(*lane, own, transition);
            }
        }
        *after = lanes;
    }
}

/// The better of a path's score and that of another, which has come so far and takes a transition.
#[inline(always)]
fn better(best: f32, so_far: f32, transition: f32) -> f32 {
    let other = so_far + transition;
    if other > best { other } else { best }
}

/// The highest of the scores, of which there is a multiple of eight.
// A function of its own: as part of another it is not made vector instructions.
#[inline(never)]
pub(crate) fn highest(scores: &[f32]) -> f32 {
    let mut top = [f32::MIN; 8];
    for scores in scores.as_chunks::<8>().0 {
        for (top, &score) in top.iter_mut().zip(scores) {
            *top = if score > *top { score } else { *top };
        }
    }
    top.into_iter().fold(f32::MIN, |top, score| if score > top { score } else { top })
}

/// The place of the largest number; of equal ones the first.
#[inline(always)]
fn argmax(scores: impl Iterator<Item = f32>) -> usize {
    let mut best = (0, f32::MIN);
    for (place, score) in scores.enumerate() {
        if score > best.1 {
            best = (place, score);
        }
    }
    best.0
}
