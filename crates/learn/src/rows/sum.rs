//! Adds up the rows of binary features, a sentence's at once.
//!
//! The number of labels is rounded up to a multiple of eight and is known to the compiler, so that a
//! dense row is added without a loop's end to wait for, in vector instructions; dense rows come
//! first and sparse ones after, so that the processor is not surprised by what comes next. The sums
//! are of integers, for which the order makes no difference.

use std::hint::black_box;

use pulp::{Simd, WithSimd};

use super::look_up::{Hit, INLINE, Rows, TOGETHER, shift};
use super::{DENSE, MAX_LABELS, Sums, padded};
use crate::features::Features;

/// What was found of a feature, in one number, which is written down at once: where its row is (the number
/// of its block, for a long one), the row's head, the place of the feature among those looked up together.
#[derive(Clone, Copy, Debug, Default)]
struct Found(u64);

impl Found {
    #[inline(always)]
    fn new(place: usize, hit: Hit<'_>, at: u32) -> Self {
        Self((place as u64) << 40 | u64::from(hit.head()) << 32 | u64::from(at))
    }

    #[inline(always)]
    fn place(self) -> usize {
        (self.0 >> 40) as usize
    }

    #[inline(always)]
    fn head(self) -> u8 {
        (self.0 >> 32) as u8
    }

    #[inline(always)]
    fn at(self) -> usize {
        self.0 as u32 as usize
    }

    /// What follows the row's head in the blocks' bytes, and all that comes behind it.
    #[inline(always)]
    fn row(self, bytes: &[u8]) -> &[u8] {
        &bytes[self.at() + 1..]
    }
}

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
        self.arch.dispatch(Summing { rows: self, ids, ends, scratch });
    }

    /// `LABELS` is the number of labels, padded; `ends` says where each token's features end.
    #[inline(always)]
    fn sum_padded<const LABELS: usize>(
        &self,
        ids: &[u32],
        ends: &[usize],
        scratch: &mut SumScratch,
    ) {
        let SumScratch { dense, sparse, tokens, sums } = scratch;
        sums.clear();
        sums.resize(ends.len(), [0; MAX_LABELS]);
        let (bytes, long) = (self.bytes(), self.long());
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
            self.find(ids[first..first + size].iter().copied(), |place, hit| {
                let is_dense = hit.head() & DENSE == DENSE;
                let long = LABELS > INLINE;
                dense[denses] = Found::new(place, hit, if long { hit.long() } else { hit.place() });
                sparse[sparses] = Found::new(place, hit, hit.place());
                denses += usize::from(is_dense);
                sparses += usize::from(!is_dense);
            });
            first += size;
            if LABELS > INLINE {
                let touched = dense[..denses].iter().map(|&found| long[found.at()][0]);
                black_box(touched.fold(0, |touched, byte| touched ^ byte));
            }
            for &found in &dense[..denses] {
                let sums = &mut sums[tokens[found.place()] as usize];
                let row = if LABELS > INLINE { &long[found.at()] } else { found.row(bytes) };
                add_dense::<LABELS>(row, shift(found.head()), sums);
            }
            for &found in &sparse[..sparses] {
                let sums = &mut sums[tokens[found.place()] as usize];
                add_sparse(found, bytes, sums);
            }
        }
    }
}

/// [`Rows::sum`], to be run with the widest vector instructions that the processor has.
struct Summing<'r, 'a> {
    rows: &'r Rows<'a>,
    ids: &'r [u32],
    ends: &'r [usize],
    scratch: &'r mut SumScratch,
}

impl WithSimd for Summing<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { rows, ids, ends, scratch } = self;
        padded!(rows.labels, LABELS => rows.sum_padded::<LABELS>(ids, ends, scratch));
    }
}

/// Adds the weights of a dense row, which are padded.
#[inline(always)]
fn add_dense<const LABELS: usize>(row: &[u8], shift: u32, sums: &mut Sums) {
    // All weights before the first sum, so that nobody has to ask whether the one overlap the other.
    let mut weights = [0_i32; LABELS];
    for (weight, &byte) in weights.iter_mut().zip(&row[..LABELS]) {
        *weight = i32::from(byte as i8) << shift;
    }
    for (sum, weight) in sums.iter_mut().zip(weights) {
        *sum += weight;
    }
}

/// Adds the weights of a row of a few labels.
#[inline(always)]
fn add_sparse(found: Found, bytes: &[u8], sums: &mut Sums) {
    let (head, shift) = (found.head(), shift(found.head()));
    let row = found.row(bytes);
    let pairs = usize::from(head & DENSE) + 1;
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
