//! Keeps the summed weights of what a word alone says, from one occurrence of it to the next.
//!
//! Fetching weights from all over the model is what tagging spends most of its time on, and more than
//! half of a word's features depend on one word and its distance ([`own`]). Most words of an article
//! have occurred shortly before, in it or in the one before. What is kept is what would be computed, so
//! that it makes no difference to the result what is in memory.

use copydesk_learn::features::Features;
use copydesk_learn::tagger::{Sums, Tagger};

use crate::own::{self, REACH, Setting};
use crate::reading::{Reading, Sentence};

/// The number of words that are kept; 8192 take 7 MB. A word has one place, by its key, where it
/// drives out the one before.
const PLACES: usize = 8192;

/// The distances from which a word has a say.
const OFFSETS: usize = 2 * REACH as usize + 1;

/// The sums of a tagger's weights by word.
#[derive(Debug, Default)]
pub struct KeptSums {
    /// The model whose sums these are.
    model: u64,
    /// The key of the word in each place.
    keys: Vec<u64>,
    /// For each place, the offsets for which there are sums, as bits.
    offsets: Vec<u8>,
    /// For each place, for each offset, a sum for each label.
    sums: Vec<i32>,
    features: Features,
}

impl KeptSums {
    /// Makes sure that what is kept is of this model, by its number.
    pub fn belong_to(&mut self, model: u64) {
        if self.model != model {
            self.keys.clear();
            self.offsets.clear();
            self.sums.clear();
            self.model = model;
        }
    }

    /// Adds what the words around the word `at`, and itself, say of it by themselves.
    pub fn add(
        &mut self,
        tagger: &Tagger<'_>,
        families: u32,
        reading: &Reading,
        sentence: &Sentence,
        at: usize,
        sums: &mut Sums,
    ) {
        let labels = tagger.labels().next_multiple_of(8);
        if self.keys.is_empty() {
            // No word has the key 0 but by an accident that is rarer than a fault of the machine.
            self.keys.resize(PLACES, 0);
            self.offsets.resize(PLACES, 0);
            self.sums.resize(PLACES * OFFSETS * labels, 0);
        }
        let setting = Setting { case: sentence.case, is_wire: reading.is_wire };
        for offset in -REACH..=REACH {
            let beside = at.checked_add_signed(offset);
            let beside = beside.filter(|at| (sentence.first..sentence.end).contains(at));
            let word = beside.map(|at| &reading.words[at]);
            let key = setting.key(word);
            let place = key as usize % PLACES;
            if self.keys[place] != key {
                (self.keys[place], self.offsets[place]) = (key, 0);
            }
            let number = (offset + REACH) as usize;
            let kept = &mut self.sums[(place * OFFSETS + number) * labels..][..labels];
            if self.offsets[place] >> number & 1 == 0 {
                self.offsets[place] |= 1 << number;
                self.features.clear();
                let letters = beside.map_or("", |at| reading.letters(at));
                own::write(word, letters, offset, setting, families, &mut self.features);
                self.features.end_token();
                kept.copy_from_slice(&tagger.sum(&self.features, 0)[..labels]);
            }
            sums.iter_mut().zip(kept).for_each(|(sum, kept)| *sum += *kept);
        }
    }
}
