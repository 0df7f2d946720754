//! Keeps the summed weights of what a word alone says, from one occurrence of it to the next.
//!
//! Fetching weights from all over the model is what tagging spends most of its time on, and many of a
//! token's features depend on one word alone: on itself, or on the word before. Most words of an
//! article have occurred shortly before, in it or in the one before. What is kept is what would be
//! computed, so that it makes no difference to the result what is in memory.

use crate::features::Features;
use crate::rows::{SumScratch, Sums};
use crate::tagger::Tagger;

/// The number of words that are kept. A word has one place, by its key, where it drives out the one
/// before.
const PLACES: usize = 4096;

/// The sums of one tagger's weights by word, for each of `COLUMNS` ways in which a word has a say: as
/// the token itself, as the word before, and so on.
///
/// ```
/// use copydesk_learn::features::{Features, hash2, hash_str};
/// use copydesk_learn::kept_sums::KeptSums;
/// use copydesk_learn::tagger::{Tagger, TaggerOptions, TaggerScratch, TaggerTrainer};
///
/// let alone = |word: &str, features: &mut Features| features.push(hash2(1, hash_str(word)));
/// let sentence = ["he", "said", "it"];
/// let mut features = Features::new();
/// for word in sentence {
///     alone(word, &mut features);
///     features.end_token();
/// }
/// let mut trainer = TaggerTrainer::new(2, TaggerOptions { min_count: 1, ..Default::default() });
/// trainer.push(&features, &[0b01, 0b10, 0b01])?;
/// let model = trainer.train();
/// let tagger = Tagger::from_bytes(&model)?;
///
/// // The same labels, whether the features are written out or their sums are kept.
/// let (mut scratch, mut kept) = (TaggerScratch::default(), KeptSums::<1>::default());
/// let labels = tagger.decode(&features, &mut scratch).to_vec();
/// features.clear();
/// sentence.iter().for_each(|_| features.end_token());
/// let kept = tagger.decode_with(&features, &mut scratch, |token, sums| {
///     kept.add(&tagger, hash_str(sentence[token]), 0, sums, |_, features| {
///         alone(sentence[token], features);
///     });
/// });
/// assert_eq!(kept, labels);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct KeptSums<const COLUMNS: usize> {
    /// The key of the word in each place.
    keys: Vec<u64>,
    /// For each place, for each column, a sum for each label.
    sums: Vec<i32>,
    features: Features,
    fresh: SumScratch,
}

impl<const COLUMNS: usize> Default for KeptSums<COLUMNS> {
    fn default() -> Self {
        Self {
            keys: Vec::new(),
            sums: Vec::new(),
            features: Features::new(),
            fresh: SumScratch::default(),
        }
    }
}

impl<const COLUMNS: usize> KeptSums<COLUMNS> {
    /// Adds to a token's sums what a word says of it in one of the columns.
    ///
    /// `key` is a hash of all that `write` looks at, which writes the features of a column. The sums
    /// are of the tagger of the first call; another needs sums of its own.
    ///
    /// # Panics
    ///
    /// When there is no such column.
    #[inline]
    pub fn add(
        &mut self,
        tagger: &Tagger<'_>,
        key: u64,
        column: usize,
        sums: &mut Sums,
        write: impl Fn(usize, &mut Features),
    ) {
        assert!(column < COLUMNS, "column {column} of {COLUMNS}");
        let labels = tagger.rows().labels;
        let place = key as usize % PLACES;
        // No word has the key 0 but by an accident that is rarer than a fault of the machine.
        if self.keys.get(place) != Some(&key) {
            self.keep(tagger, key, write);
        }
        let kept = &self.sums[(place * COLUMNS + column) * labels..][..labels];
        sums.iter_mut().zip(kept).for_each(|(sum, kept)| *sum += kept);
    }

    #[cold]
    fn keep(&mut self, tagger: &Tagger<'_>, key: u64, write: impl Fn(usize, &mut Features)) {
        let labels = tagger.rows().labels;
        self.keys.resize(PLACES, 0);
        self.sums.resize(PLACES * COLUMNS * labels, 0);
        self.features.clear();
        for column in 0..COLUMNS {
            write(column, &mut self.features);
            self.features.end_token();
        }
        let place = key as usize % PLACES;
        self.keys[place] = key;
        let kept = self.sums[place * COLUMNS * labels..].chunks_exact_mut(labels);
        tagger.rows().sum_tokens(&self.features, &mut self.fresh);
        for (kept, fresh) in kept.zip(&self.fresh.sums) {
            kept.copy_from_slice(&fresh[..labels]);
        }
    }
}
