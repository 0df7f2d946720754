//! Word vectors from raw text: words that stand among the same words have like vectors.
//!
//! The vectors are the first singular vectors of the matrix of positive pointwise mutual
//! information between words and the words near them, each times the square root of its singular
//! value, and of length 1 (Levy, Goldberg & Dagan 2015, with their smoothing of contexts). They are
//! found by orthogonal iteration (Golub & Van Loan 2013, section 8.2) from a seeded start.
//!
//! ```
//! use copydesk_learn::vectors::{VectorOptions, VectorTrainer};
//!
//! let mut trainer = VectorTrainer::new(VectorOptions {
//!     dimensions: 2,
//!     min_count: 1,
//!     ..Default::default()
//! });
//! for verb in ["said", "told"] {
//!     for name in ["Kenyatta", "Odinga", "Ruto"] {
//!         trainer.push([name, verb, "reporters"]);
//!     }
//! }
//! let vectors = trainer.train();
//! let of = |word: &str| vectors.iter().find(|(known, _)| known == word).unwrap().1.clone();
//! let likeness = |a: &str, b: &str| -> f32 { of(a).iter().zip(of(b)).map(|(a, b)| a * b).sum() };
//! assert!(likeness("Odinga", "Ruto") > likeness("Odinga", "said"));
//! ```

use std::collections::BTreeMap;

use crate::rng::Rng;

/// How word vectors are found.
#[derive(Clone, Debug, PartialEq)]
pub struct VectorOptions {
    /// The number of numbers in a vector.
    pub dimensions: usize,
    /// How many words on either side are near, at most 15. Of two words apart, vectors tell what
    /// part a word can play; of ten, what it is about.
    pub window: usize,
    /// Words that occur fewer times than this get no vector.
    pub min_count: u32,
    /// The power that counts of contexts are raised to, below 1 so that rare ones count for less.
    pub smoothing: f32,
    /// The number of iterations.
    pub rounds: u32,
    /// What the start is drawn from.
    pub seed: u64,
}

impl Default for VectorOptions {
    /// 100 dimensions over two words on either side, of words that occur at least five times.
    fn default() -> Self {
        Self { dimensions: 100, window: 2, min_count: 5, smoothing: 0.75, rounds: 6, seed: 1 }
    }
}

/// Collects sentences and finds the vectors of their words; [the module](self) has an example.
#[derive(Clone, Debug)]
pub struct VectorTrainer {
    options: VectorOptions,
    /// Words and their numbers, in order of first occurrence.
    numbers: BTreeMap<String, u32>,
    counts: Vec<u32>,
    sentences: Vec<Vec<u32>>,
}

impl VectorTrainer {
    /// A trainer.
    ///
    /// # Panics
    ///
    /// When the window is not 1 to 15 words.
    pub fn new(options: VectorOptions) -> Self {
        assert!((1..=15).contains(&options.window), "a window of 1 to 15, not {}", options.window);
        Self { options, numbers: BTreeMap::new(), counts: Vec::new(), sentences: Vec::new() }
    }

    /// Adds a sentence.
    pub fn push<'w>(&mut self, words: impl IntoIterator<Item = &'w str>) {
        let mut sentence = Vec::new();
        for word in words {
            let number = match self.numbers.get(word) {
                Some(&number) => number,
                None => {
                    let number = self.counts.len() as u32;
                    self.numbers.insert(word.to_owned(), number);
                    self.counts.push(0);
                    number
                }
            };
            self.counts[number as usize] += 1;
            sentence.push(number);
        }
        self.sentences.push(sentence);
    }

    /// Finds the vectors: each word with its own, in the order of the words.
    ///
    /// The same options and sentences in the same order give the same vectors.
    pub fn train(self) -> Vec<(String, Vec<f32>)> {
        let kept = |count: &u32| *count >= self.options.min_count;
        let mut rows = vec![None; self.counts.len()];
        let mut size = 0;
        for (row, _) in rows.iter_mut().zip(&self.counts).filter(|(_, count)| kept(count)) {
            *row = Some(size);
            size += 1;
        }
        let matrix = Matrix::of(&self.sentences, &rows, size as usize, &self.options);
        let columns = matrix.singular_vectors(&self.options);
        let words = self.numbers.into_iter();
        words
            .filter_map(|(word, number)| {
                let row = rows[number as usize]? as usize;
                let mut vector: Vec<f32> = columns.iter().map(|column| column[row]).collect();
                scale_to_one(&mut vector);
                Some((word, vector))
            })
            .collect()
    }
}

/// Positive mutual information of words with their contexts, without its zeros, row by row.
struct Matrix {
    size: usize,
    ends: Vec<usize>,
    entries: Vec<(u32, f32)>,
}

impl Matrix {
    fn of(
        sentences: &[Vec<u32>],
        rows: &[Option<u32>],
        size: usize,
        options: &VectorOptions,
    ) -> Self {
        // A pair is a number that sorts by word, context and distance.
        let mut pairs: Vec<u64> = Vec::new();
        for sentence in sentences {
            for (at, &word) in sentence.iter().enumerate() {
                let Some(word) = rows[word as usize] else { continue };
                let near = sentence[at + 1..].iter().take(options.window).zip(1..);
                for (context, distance) in near {
                    let Some(context) = rows[*context as usize] else { continue };
                    let pair = |one: u32, other: u32| {
                        u64::from(one) << 34 | u64::from(other) << 4 | distance
                    };
                    pairs.extend([pair(word, context), pair(context, word)]);
                }
            }
        }
        pairs.sort_unstable();
        let mut counts: Vec<(u32, u32, f64)> = Vec::new();
        for pair in pairs {
            let (word, context) = ((pair >> 34) as u32, (pair >> 4) as u32 & 0x3fff_ffff);
            // Nearer words say more, in a window where that makes a difference.
            let weight = if options.window > 2 { 1.0 / (pair & 15) as f64 } else { 1.0 };
            match counts.last_mut() {
                Some(last) if (last.0, last.1) == (word, context) => last.2 += weight,
                _ => counts.push((word, context, weight)),
            }
        }
        let mut sums = vec![0.0; size];
        counts.iter().for_each(|&(word, _, count)| sums[word as usize] += count);
        let smooth: Vec<f64> = sums.iter().map(|sum| sum.powf(options.smoothing.into())).collect();
        let all: f64 = smooth.iter().sum();
        let mut matrix = Self { size, ends: Vec::with_capacity(size), entries: Vec::new() };
        for (word, context, count) in counts {
            while matrix.ends.len() < word as usize {
                matrix.ends.push(matrix.entries.len());
            }
            let expected = sums[word as usize] * smooth[context as usize] / all;
            let information = (count / expected).ln();
            if information > 0.0 {
                matrix.entries.push((context, information as f32));
            }
        }
        matrix.ends.resize(size, matrix.entries.len());
        matrix
    }

    fn row(&self, row: usize) -> &[(u32, f32)] {
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.entries[start..self.ends[row]]
    }

    fn times(&self, column: &[f32]) -> Vec<f32> {
        let product = |row| self.row(row).iter().map(|&(at, value)| value * column[at as usize]);
        (0..self.size).map(|row| product(row).sum()).collect()
    }

    fn transposed_times(&self, column: &[f32]) -> Vec<f32> {
        let mut product = vec![0.0; self.size];
        for (row, &factor) in column.iter().enumerate() {
            self.row(row).iter().for_each(|&(at, value)| product[at as usize] += value * factor);
        }
        product
    }

    /// The left singular vectors of the largest singular values, each times the root of its value.
    fn singular_vectors(&self, options: &VectorOptions) -> Vec<Vec<f32>> {
        let mut rng = Rng::new(options.seed);
        let mut columns: Vec<Vec<f32>> = (0..options.dimensions.min(self.size))
            .map(|_| (0..self.size).map(|_| rng.signed_unit()).collect())
            .collect();
        make_orthonormal(&mut columns);
        for _ in 0..options.rounds {
            for column in &mut columns {
                *column = self.times(&self.transposed_times(column));
            }
            make_orthonormal(&mut columns);
        }
        for column in &mut columns {
            let value = length(&self.transposed_times(column)).sqrt();
            column.iter_mut().for_each(|number| *number *= value);
        }
        columns
    }
}

/// Gram–Schmidt, in its stable form.
fn make_orthonormal(columns: &mut [Vec<f32>]) {
    for at in 0..columns.len() {
        let (done, rest) = columns.split_at_mut(at);
        let column = &mut rest[0];
        for other in done {
            let shared = dot(column, other);
            column.iter_mut().zip(other).for_each(|(number, other)| *number -= shared * *other);
        }
        scale_to_one(column);
    }
}

/// Eight sums at a time, which the processor can do at once.
fn dot(one: &[f32], other: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 8];
    let (ones, others) = (one.chunks_exact(8), other.chunks_exact(8));
    let rest = ones.remainder().iter().zip(others.remainder()).map(|(a, b)| a * b).sum::<f32>();
    for (ones, others) in ones.zip(others) {
        for (sum, (a, b)) in sums.iter_mut().zip(ones.iter().zip(others)) {
            *sum += a * b;
        }
    }
    rest + sums.iter().sum::<f32>()
}

fn length(numbers: &[f32]) -> f32 {
    dot(numbers, numbers).sqrt()
}

fn scale_to_one(numbers: &mut [f32]) {
    let length = length(numbers);
    if length > 0.0 {
        numbers.iter_mut().for_each(|number| *number /= length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences() -> Vec<Vec<String>> {
        let mut sentences = Vec::new();
        for city in ["Lagos", "Nairobi", "Accra"] {
            for verb in ["rose", "fell"] {
                for amount in ["two", "three"] {
                    let words = ["prices", "in", city, verb, "by", amount, "percent"];
                    sentences.push(words.map(str::to_owned).to_vec());
                }
            }
        }
        sentences
    }

    fn vectors(options: VectorOptions) -> BTreeMap<String, Vec<f32>> {
        let mut trainer = VectorTrainer::new(options);
        for sentence in sentences() {
            trainer.push(sentence.iter().map(String::as_str));
        }
        trainer.train().into_iter().collect()
    }

    #[test]
    fn words_of_one_kind_are_nearest_to_each_other() {
        let vectors = vectors(VectorOptions { dimensions: 4, min_count: 1, ..Default::default() });
        for (one, same, other) in
            [("Lagos", "Accra", "rose"), ("rose", "fell", "two"), ("two", "three", "Nairobi")]
        {
            let like = |word: &str| dot(&vectors[one], &vectors[word]);
            assert!(like(same) > 0.9 && like(same) > like(other) + 0.2, "{one}");
        }
        assert!(vectors.values().all(|vector| (length(vector) - 1.0).abs() < 1e-4));
    }

    #[test]
    fn the_same_sentences_give_the_same_vectors() {
        let options = VectorOptions { dimensions: 3, window: 5, ..Default::default() };
        assert_eq!(vectors(options.clone()), vectors(options));
    }

    #[test]
    fn rare_words_have_no_vector() {
        let vectors = vectors(VectorOptions { dimensions: 2, min_count: 6, ..Default::default() });
        assert!(vectors.contains_key("rose") && !vectors.contains_key("Lagos"));
    }

    /// The iteration against a matrix whose singular values are known: 3, 2 and 1.
    #[test]
    fn singular_values_are_found() {
        let ends = vec![1, 2, 3];
        let entries = vec![(1, 3.0), (0, 2.0), (2, 1.0)];
        let matrix = Matrix { size: 3, ends, entries };
        let options = VectorOptions { dimensions: 3, rounds: 30, ..Default::default() };
        for (column, (row, value)) in
            matrix.singular_vectors(&options).iter().zip([(0, 3.0_f32), (1, 2.0), (2, 1.0)])
        {
            assert!((column[row].abs() - value.sqrt()).abs() < 1e-3, "{column:?}");
        }
    }

    #[test]
    fn no_words_have_no_vectors() {
        assert!(VectorTrainer::new(VectorOptions::default()).train().is_empty());
    }
}
