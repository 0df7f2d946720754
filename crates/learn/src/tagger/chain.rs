//! The chain of labels: transition weights, and the best path through a sequence (Viterbi).

use crate::rows::MAX_LABELS;

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
    /// By previous label, its only allowed next labels where those are few; else none.
    few: Vec<Vec<u8>>,
    /// Zero for the labels that a sequence may end on, forbidden for the others.
    end: Vec<f32>,
}

/// Rows with at most this many allowed labels are walked label by label: that is as fast as a row of
/// vector instructions. In BILOU half of the labels have two.
const FEW: usize = 4;

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
        let few = from[..labels * stride].chunks_exact(stride).map(|row| {
            let allowed = (0..labels).filter(|&next| row[next] == 0.0).map(|next| next as u8);
            let allowed: Vec<u8> = allowed.collect();
            if allowed.len() > FEW { Vec::new() } else { allowed }
        });
        let few = few.collect();
        let mut chain = Self { labels, stride, from, into: Vec::new(), few, end };
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
        let tokens = emissions.len() / self.stride;
        path.clear();
        path.resize(tokens, 0);
        if tokens == 0 {
            return;
        }
        // `best` holds, for each token and label, the score of the best path that ends there, less
        // that of the token's best label. Back-pointers are not kept: the path's own predecessors
        // are found again at the end, which costs one row a token instead of one a label.
        best.clear();
        best.resize(emissions.len(), 0.0);
        let mut scores = [FORBIDDEN; MAX_LABELS];
        let scores = &mut scores[..self.stride];
        scores.copy_from_slice(self.from(None));
        for (token, emissions) in emissions.chunks_exact(self.stride).enumerate() {
            if token > 0 {
                let previous = &best[(token - 1) * self.stride..][..self.labels];
                scores.fill(2.0 * FORBIDDEN);
                let rows = self.from.chunks_exact(self.stride).zip(&self.few);
                for ((row, few), &score) in rows.zip(previous) {
                    if score > FORBIDDEN / 2.0 {
                        if !few.is_empty() {
                            for &next in few {
                                let next = usize::from(next);
                                scores[next] = scores[next].max(score + row[next]);
                            }
                            continue;
                        }
                        for (best, &transition) in scores.iter_mut().zip(row) {
                            let candidate = score + transition;
                            *best = if candidate > *best { candidate } else { *best };
                        }
                    }
                }
            }
            for (score, emission) in scores.iter_mut().zip(emissions) {
                *score += emission;
            }
            let top = scores.iter().fold(f32::MIN, |top, &s| if s > top { s } else { top });
            for (best, score) in best[token * self.stride..].iter_mut().zip(&*scores) {
                *best = score - top;
            }
        }
        let last = &best[(tokens - 1) * self.stride..];
        let mut label = argmax(last.iter().zip(&self.end).map(|(score, end)| score + end));
        path[tokens - 1] = label as u8;
        for token in (1..tokens).rev() {
            let previous = &best[(token - 1) * self.stride..][..self.stride];
            let into = &self.into[label * self.stride..][..self.stride];
            label = argmax(previous.iter().zip(into).map(|(score, weight)| score + weight));
            path[token - 1] = label as u8;
        }
    }
}

/// The place of the largest number; of equal ones the first.
#[inline]
fn argmax(scores: impl Iterator<Item = f32>) -> usize {
    let mut best = (0, f32::MIN);
    for (place, score) in scores.enumerate() {
        if score > best.1 {
            best = (place, score);
        }
    }
    best.0
}
