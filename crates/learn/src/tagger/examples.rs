//! The training sequences in memory: features in one flat vector, first hashed, then numbered.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::features::Features;

/// Sequences of tokens with their features and gold masks. A million tokens of sixty features take
/// 240 MB.
#[derive(Debug, Default)]
pub(crate) struct Examples {
    /// Feature ids, and after `number` dense feature numbers, of all tokens of all sequences.
    features: Vec<u32>,
    /// Where each token's features end.
    token_ends: Vec<usize>,
    /// The labels that each token may have.
    masks: Vec<u64>,
    /// Where each sequence's tokens end.
    sequence_ends: Vec<usize>,
}

/// One sequence of [`Examples`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Example<'a> {
    examples: &'a Examples,
    start: usize,
    /// The labels that each token may have.
    pub(crate) masks: &'a [u64],
}

impl Example<'_> {
    pub(crate) fn features(&self, token: usize) -> &[u32] {
        let token = self.start + token;
        &self.examples.features[self.examples.token_start(token)..self.examples.token_ends[token]]
    }
}

impl Examples {
    pub(crate) fn push(&mut self, features: &Features, masks: &[u64]) {
        for token in 0..features.len() {
            self.features.extend_from_slice(features.token(token));
            self.token_ends.push(self.features.len());
        }
        self.masks.extend_from_slice(masks);
        self.sequence_ends.push(self.masks.len());
    }

    pub(crate) fn len(&self) -> usize {
        self.sequence_ends.len()
    }

    pub(crate) fn get(&self, sequence: usize) -> Example<'_> {
        let start = if sequence == 0 { 0 } else { self.sequence_ends[sequence - 1] };
        let masks = &self.masks[start..self.sequence_ends[sequence]];
        Example { examples: self, start, masks }
    }

    fn token_start(&self, token: usize) -> usize {
        if token == 0 { 0 } else { self.token_ends[token - 1] }
    }

    /// Drops the features that occur fewer than `min_count` times and numbers the others in order
    /// of first occurrence; returns the id and the count of each.
    pub(crate) fn number(&mut self, min_count: u32) -> Vec<(u32, u32)> {
        let mut counts: HashMap<u32, u32, BuildHasherDefault<IdHasher>> = HashMap::default();
        for &id in &self.features {
            *counts.entry(id).or_default() += 1;
        }
        // From here on an entry below `NUMBERED` is still a count, and one above it a number.
        const NUMBERED: u32 = 1 << 31;
        let mut kept = Vec::new();
        let mut written = 0;
        let mut start = 0;
        for end in &mut self.token_ends {
            for at in start..*end {
                let id = self.features[at];
                let Some(entry) = counts.get_mut(&id) else {
                    continue;
                };
                if *entry < NUMBERED {
                    if *entry < min_count {
                        continue;
                    }
                    kept.push((id, *entry));
                    *entry = NUMBERED | (kept.len() - 1) as u32;
                }
                self.features[written] = *entry & !NUMBERED;
                written += 1;
            }
            start = *end;
            *end = written;
        }
        self.features.truncate(written);
        self.features.shrink_to_fit();
        kept
    }
}

/// Feature ids are hashes already; a table only needs their bits spread to its control bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u32(u32::from(byte));
        }
    }

    fn write_u32(&mut self, id: u32) {
        self.0 = (self.0 ^ u64::from(id)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}
