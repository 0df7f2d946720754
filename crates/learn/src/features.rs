//! Feature hashing: a feature is a template number and what the template saw, folded to 32 bits.
//!
//! The caller writes one function that pushes the features of a token, and calls it both when it
//! trains and when it runs; nothing else has to agree between the two. There is no dictionary of
//! feature names (the "hashing trick", Weinberger et al. 2009). Two features that meet in one hash
//! share a weight: among a million features that befalls about one in four thousand.
//!
//! The functions are part of the model format. They will not change, and they give the same numbers
//! on every platform.

const K0: u64 = 0x9e37_79b9_7f4a_7c15;
const K1: u64 = 0xa076_1d64_78bd_642f;
const K2: u64 = 0xe703_7ed1_a0b4_28db;
const K3: u64 = 0x8ebc_6af0_9c88_c6e3;

/// The low and high halves of the 128-bit product, folded: the mixing step of wyhash.
#[inline]
const fn fold(a: u64, b: u64) -> u64 {
    let product = (a as u128) * (b as u128);
    (product as u64) ^ ((product >> 64) as u64)
}

/// The hash of a word, an affix or any other text.
///
/// ```
/// use copydesk_learn::features::hash_str;
///
/// assert_ne!(hash_str("Reuters"), hash_str("reuters"));
/// assert_eq!(hash_str("Reuters"), hash_str(&"xReuters"[1..]));
/// ```
#[inline]
pub fn hash_str(text: &str) -> u64 {
    hash_bytes(text.as_bytes())
}

/// The bracket that a word stands for where the Penn Treebank's conventions write it `-LRB-`; any other word as it is.
///
/// ```
/// use copydesk_learn::features::unescaped;
///
/// assert_eq!(["-LRB-", "-RSB-", "LRB", "("].map(unescaped), ["(", "]", "LRB", "("]);
/// ```
#[inline]
pub fn unescaped(word: &str) -> &str {
    match word {
        "-LRB-" => "(",
        "-RRB-" => ")",
        "-LSB-" => "[",
        "-RSB-" => "]",
        "-LCB-" => "{",
        "-RCB-" => "}",
        _ => word,
    }
}

/// The hash of a run of bytes; [`hash_str`] for bytes that need not be text.
#[inline]
pub fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut state = (bytes.len() as u64).wrapping_mul(K0) ^ K1;
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let mut word = [0; 8];
        word.copy_from_slice(chunk);
        state = fold(state ^ u64::from_le_bytes(word), K2);
    }
    let tail = chunks.remainder().iter().rev().fold(0, |word, &byte| (word << 8) | u64::from(byte));
    fold(state ^ tail, K3) ^ state.rotate_left(32)
}

/// The hash of a template that saw one piece, say a word hash or a shape number.
///
/// ```
/// use copydesk_learn::features::{hash2, hash_str};
///
/// const WORD: u32 = 1;
/// const PREVIOUS_WORD: u32 = 2;
/// let said = hash_str("said");
/// assert_ne!(hash2(WORD, said), hash2(PREVIOUS_WORD, said));
/// ```
#[inline]
pub const fn hash2(template: u32, piece: u64) -> u64 {
    fold(piece ^ K1, (template as u64).wrapping_mul(K0) ^ K2)
}

/// The hash of a template that saw two pieces, in order.
#[inline]
pub const fn hash3(template: u32, first: u64, second: u64) -> u64 {
    fold(hash2(template, first) ^ second, K3)
}

/// The hash of a template that saw three pieces, in order.
#[inline]
pub const fn hash4(template: u32, first: u64, second: u64, third: u64) -> u64 {
    fold(hash3(template, first, second) ^ third, K0)
}

/// The 32 bits of a 64-bit feature hash that models are keyed by.
#[inline]
pub const fn feature_id(hash: u64) -> u32 {
    (hash ^ (hash >> 32)) as u32
}

/// The binary features of a sequence, token by token, in a buffer that is used again.
///
/// ```
/// use copydesk_learn::features::{Features, hash2, hash_str};
///
/// let mut features = Features::new();
/// for word in ["Merkel", "spoke", "in", "Berlin"] {
///     features.push(hash2(1, hash_str(word)));
///     features.push(hash2(2, u64::from(word.starts_with(char::is_uppercase))));
///     features.end_token();
/// }
/// assert_eq!(features.len(), 4);
/// assert_eq!(features.token(0).len(), 2);
/// assert_eq!(features.token(0)[1], features.token(3)[1]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features {
    ids: Vec<u32>,
    ends: Vec<usize>,
}

impl Features {
    /// An empty sequence.
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets the features and keeps the memory.
    pub fn clear(&mut self) {
        self.ids.clear();
        self.ends.clear();
    }

    /// Adds a feature to the token being written.
    ///
    /// The hash must come from one of this module's functions: models take the spread of its bits
    /// for granted. A feature pushed twice counts twice.
    #[inline]
    pub fn push(&mut self, hash: u64) {
        self.ids.push(feature_id(hash));
    }

    /// Ends the token being written, which may have no features; the next push begins another.
    #[inline]
    pub fn end_token(&mut self) {
        self.ends.push(self.ids.len());
    }

    /// The number of tokens ended so far.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether no token has been ended.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The feature ids of a token, in the order in which they were pushed.
    ///
    /// # Panics
    ///
    /// When `token` is not less than [`len`](Self::len).
    #[inline]
    pub fn token(&self, token: usize) -> &[u32] {
        let start = if token == 0 { 0 } else { self.ends[token - 1] };
        &self.ids[start..self.ends[token]]
    }

    /// All ids, and where those of each token end.
    pub(crate) fn parts(&self) -> (&[u32], &[usize]) {
        (&self.ids, &self.ends)
    }

    /// The ids pushed since the last token ended.
    #[inline]
    pub fn open(&self) -> &[u32] {
        &self.ids[self.ends.last().copied().unwrap_or(0)..]
    }
}

/// The features of one item for a [classifier](crate::classifier), each with a value.
///
/// ```
/// use copydesk_learn::features::{ValuedFeatures, hash2, hash_str};
///
/// let mut features = ValuedFeatures::new();
/// features.push(hash2(1, hash_str("percent")));
/// features.push_value(hash2(2, 0), 0.25);
/// assert_eq!(features.len(), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ValuedFeatures {
    entries: Vec<(u32, f32)>,
}

impl ValuedFeatures {
    /// No features.
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets the features and keeps the memory.
    pub fn clear(&mut self) {
        self.entries.clear();
    }

    /// Adds a feature that is there: one with the value 1.
    #[inline]
    pub fn push(&mut self, hash: u64) {
        self.push_value(hash, 1.0);
    }

    /// Adds a feature with a value. Values should be of the order of 1 (a logarithm, a share, a
    /// standardised number): the step size of the training is the same for all of them.
    #[inline]
    pub fn push_value(&mut self, hash: u64, value: f32) {
        self.entries.push((feature_id(hash), value));
    }

    /// Adds the features of `other`, their values multiplied by `factor`.
    ///
    /// With a factor of −1 this gives the difference of two items, on which a pairwise ranker is
    /// trained; see [`classifier`](crate::classifier).
    pub fn push_all(&mut self, other: &Self, factor: f32) {
        self.entries.extend(other.entries.iter().map(|&(id, value)| (id, value * factor)));
    }

    /// The number of features pushed.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no feature has been pushed.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The feature ids and their values, in the order in which they were pushed.
    #[inline]
    pub fn entries(&self) -> &[(u32, f32)] {
        &self.entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stored models rest on these numbers: a change here makes every one of them useless.
    #[test]
    fn hashes_never_change() {
        let found = [
            hash_str(""),
            hash_str("said"),
            hash_str("correspondents"),
            hash2(1, 2),
            hash3(1, 2, 3),
            hash4(1, 2, 3, 4),
        ];
        let known = [
            11_111_030_159_771_477_216,
            12_858_369_137_403_460_398,
            2_906_863_109_352_040_505,
            2_569_058_862_464_329_941,
            6_521_007_523_491_674_871,
            5_474_678_902_279_099_078,
        ];
        assert_eq!(found, known);
    }

    #[test]
    fn short_texts_do_not_collide() {
        let mut hashes = Vec::new();
        for a in b'a'..=b'z' {
            for b in b'a'..=b'z' {
                let pair = [a, b];
                hashes.push(hash_bytes(&pair[..1]));
                hashes.push(hash_bytes(&pair));
                hashes.push(hash_bytes(&[a, b, 0]));
            }
        }
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), 26 + 26 * 26 * 2);
    }

    #[test]
    fn order_and_template_count() {
        assert_ne!(hash3(1, 2, 3), hash3(1, 3, 2));
        assert_ne!(hash3(1, 2, 3), hash3(2, 2, 3));
        assert_ne!(hash4(1, 2, 3, 4), hash4(1, 2, 4, 3));
    }

    /// The buckets of a model are chosen by the top bits, so those must spread for small numbers.
    #[test]
    fn small_numbers_spread_over_the_top_bits() {
        let mut buckets = [0_u32; 16];
        for piece in 0..1600 {
            buckets[(feature_id(hash2(7, piece)) >> 28) as usize] += 1;
        }
        assert!(buckets.iter().all(|&count| (60..150).contains(&count)), "{buckets:?}");
    }

    #[test]
    fn a_token_may_have_no_features() {
        let mut features = Features::new();
        features.end_token();
        features.push(hash2(1, 1));
        features.end_token();
        assert_eq!(features.token(0), &[] as &[u32]);
        assert_eq!(features.token(1), &[feature_id(hash2(1, 1))]);
        features.clear();
        assert!(features.is_empty());
    }
}
