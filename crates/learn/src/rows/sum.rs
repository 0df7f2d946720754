//! Adds up the rows of binary features, a sentence's at once.
//!
//! The number of labels is rounded up to a multiple of eight and is known to the compiler, so that a
//! dense row is added without a loop's end to wait for, in vector instructions; dense rows come
//! first and sparse ones after, so that the processor is not surprised by what comes next. The sums
//! are of integers, for which the order makes no difference.

use std::hint::black_box;

use super::look_up::{Found, INLINE, Rows, long_number, shift};
use super::{DENSE, MAX_LABELS, Sums};
use crate::features::Features;

/// How many features are looked up together.
const TOGETHER: usize = 256;

/// The working memory of summing, kept between calls.
#[derive(Clone, Debug)]
pub(crate) struct SumScratch {
    dense: [Found; TOGETHER],
    sparse: [Found; TOGETHER],
    /// By feature, its token.
    tokens: [u32; TOGETHER],
    /// The sums of each token.
    pub(crate) sums: Vec<Sums>,
}

impl Default for SumScratch {
    fn default() -> Self {
        let none = [Found::default(); TOGETHER];
        Self { dense: none, sparse: none, tokens: [0; TOGETHER], sums: Vec::new() }
    }
}

impl Rows<'_> {
    /// Sums the rows of each token's features up, in `scratch.sums`.
    pub(crate) fn sum_tokens(&self, features: &Features, scratch: &mut SumScratch) {
        let (ids, ends) = features.parts();
        self.sum(ids, ends, scratch);
    }

    /// Sums the rows of one token's features up.
    pub(crate) fn sum_one<'s>(&self, ids: &[u32], scratch: &'s mut SumScratch) -> &'s mut Sums {
        self.sum(ids, &[ids.len()], scratch);
        &mut scratch.sums[0]
    }

    fn sum(&self, ids: &[u32], ends: &[usize], scratch: &mut SumScratch) {
        match self.labels.div_ceil(8) {
            1 => self.sum_padded::<8>(ids, ends, scratch),
            2 => self.sum_padded::<16>(ids, ends, scratch),
            3 => self.sum_padded::<24>(ids, ends, scratch),
            4 => self.sum_padded::<32>(ids, ends, scratch),
            5 => self.sum_padded::<40>(ids, ends, scratch),
            6 => self.sum_padded::<48>(ids, ends, scratch),
            7 => self.sum_padded::<56>(ids, ends, scratch),
            _ => self.sum_padded::<64>(ids, ends, scratch),
        }
    }

    /// `LABELS` is the number of labels, padded; `ends` says where each token's features end.
    fn sum_padded<const LABELS: usize>(
        &self,
        ids: &[u32],
        ends: &[usize],
        scratch: &mut SumScratch,
    ) {
        let SumScratch { dense, sparse, tokens, sums } = scratch;
        sums.clear();
        sums.resize(ends.len(), [0; MAX_LABELS]);
        let (mut first, mut token) = (0, 0);
        while token < ends.len() {
            // The features of as many tokens as there is room for, or part of one token's.
            let mut size = 0;
            while token < ends.len() {
                let end = (ends[token] - first).min(TOGETHER);
                tokens[size..end].fill(token as u32);
                size = end;
                if ends[token] - first > TOGETHER {
                    break;
                }
                token += 1;
            }
            let (mut denses, mut sparses) = (0, 0);
            self.find(&ids[first..first + size], |found| {
                let is_dense = found.head & DENSE == DENSE;
                (dense[denses], sparse[sparses]) = (found, found);
                denses += usize::from(is_dense);
                sparses += usize::from(!is_dense);
            });
            first += size;
            if LABELS > INLINE {
                let touched = dense[..denses].iter().map(|&found| self.long_row(found)[0]);
                black_box(touched.fold(0, |touched, byte| touched ^ byte));
            }
            for &found in &dense[..denses] {
                let sums = &mut sums[tokens[usize::from(found.place)] as usize][..LABELS];
                let row: &[u8] = if LABELS > INLINE {
                    &self.long_row(found)[..LABELS]
                } else {
                    let start = usize::from(found.start) + 1;
                    &self.blocks[found.block as usize].0[start..start + LABELS]
                };
                let shift = shift(found.head);
                for (sum, &weight) in sums.iter_mut().zip(row) {
                    *sum += i32::from(weight as i8) << shift;
                }
            }
            for &found in &sparse[..sparses] {
                let sums = &mut sums[tokens[usize::from(found.place)] as usize];
                self.add_sparse(found, sums);
            }
        }
    }

    /// The weights of a long row.
    #[inline(always)]
    fn long_row(&self, found: Found) -> &[u8; 64] {
        let block = &self.blocks[found.block as usize].0;
        &self.long[long_number(&block[usize::from(found.start) + 1..])].0
    }

    #[inline(always)]
    fn add_sparse(&self, found: Found, sums: &mut Sums) {
        let shift = shift(found.head);
        let row = &self.blocks[found.block as usize].0[usize::from(found.start) + 1..];
        let pairs = usize::from(found.head & DENSE) + 1;
        let mut add = |label: u8, weight: u8| {
            sums[usize::from(label) % MAX_LABELS] += i32::from(weight as i8) << shift;
        };
        let Some(chunk) = row.first_chunk::<8>() else {
            row[..2 * pairs].chunks_exact(2).for_each(|pair| add(pair[0], pair[1]));
            return;
        };
        // Four pairs at once. What is not of the row is made to add nothing, which takes less than to
        // ask how many they are.
        let unused = 16 * 4_usize.saturating_sub(pairs);
        let chunk = (u64::from_le_bytes(*chunk) << unused).to_be_bytes();
        chunk.chunks_exact(2).for_each(|pair| add(pair[1], pair[0]));
        if pairs > 4 {
            row[8..2 * pairs].chunks_exact(2).for_each(|pair| add(pair[0], pair[1]));
        }
    }
}
