//! Word vectors, for nets to learn from: words that are used alike have like vectors.
//!
//! They are those of the lowest layer of a sentence encoder, all-MiniLM-L6-v2 (Wang et al. 2020; Apache-2.0),
//! turned upon their first principal axes; `teacher/vectors.py` says how they are made. A net's model keeps the
//! product of each with its weights ([`recurrent`](crate::recurrent)), and nothing of them is in a stage.
//!
//! ```
//! use copydesk_learn::vectors::{DIMENSIONS, words};
//!
//! let of = |wanted: &str| words().find(|(word, _)| *word == wanted).unwrap().1;
//! let likeness = |one: &str, other: &str| -> f32 {
//!     (0..DIMENSIONS).map(|at| of(one)[at] * of(other)[at]).sum()
//! };
//! assert!(likeness("said", "told") > likeness("said", "bridge"));
//! ```

/// The number of numbers in a vector.
pub const DIMENSIONS: usize = 64;

/// Of each word, in order, the number of its bytes, those, and a signed byte for each number.
static WORDS: &[u8] = include_bytes!("../teacher/vectors.bin");

/// What a signed byte of one stands for: with it half of the vectors are longer than 3.
const UNIT: f32 = 1.0 / 64.0;

/// The words, in small letters and in order, each with its vector. Contractions are cut as the Penn Treebank
/// cuts them ("n't", "'s").
pub fn words() -> impl Iterator<Item = (&'static str, [f32; DIMENSIONS])> {
    let mut rest = WORDS;
    std::iter::from_fn(move || {
        let (&length, after) = rest.split_first()?;
        let (word, after) = after.split_at_checked(length.into())?;
        let (numbers, after) = after.split_first_chunk::<DIMENSIONS>()?;
        rest = after;
        Some((str::from_utf8(word).ok()?, numbers.map(|byte| f32::from(byte as i8) * UNIT)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read_to_its_end() {
        let read: usize = words().map(|(word, _)| 1 + word.len() + DIMENSIONS).sum();
        assert_eq!(read, WORDS.len());
    }

    #[test]
    fn the_words_are_in_order_and_each_is_there_once() {
        let words: Vec<&str> = words().map(|(word, _)| word).collect();
        assert!(words.is_sorted_by(|one, next| one < next));
        assert!(words.binary_search(&"allegedly").is_ok() && words.binary_search(&"n't").is_ok());
    }

    #[test]
    fn vectors_are_a_few_units_long() {
        let mut lengths: Vec<f32> = words()
            .map(|(_, vector)| vector.iter().map(|number| number * number).sum::<f32>().sqrt())
            .collect();
        lengths.sort_by(f32::total_cmp);
        assert!((lengths[lengths.len() / 2] - 3.0).abs() < 0.1);
    }
}
