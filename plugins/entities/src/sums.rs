//! Keeps the summed weights of what a word alone says, from one occurrence of it to the next.
//!
//! Fetching weights from all over the model is what tagging spends most of its time on, and more than
//! half of a word's features depend on one word and its distance ([`own`]). Most words of an article
//! have occurred shortly before, in it or in the one before. What is kept is what would be computed, so
//! that it makes no difference to the result what is in memory.

use std::ops::Range;

use copydesk_learn::features::Features;
use copydesk_learn::memory::Memory;
use copydesk_learn::tagger::{Sums, Tagger, TaggerScratch};

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
    /// For each place, for each offset, a sum for each label: an integer of four bytes.
    sums: Option<Memory>,
    /// What is being fetched: its place and offset in `sums`, and its features.
    wanted: Vec<usize>,
    features: Features,
    fresh: TaggerScratch,
}

/// Whose sums are asked for, and in which sentence.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The tagger.
    pub tagger: &'a Tagger<'a>,
    /// The families of features that it has.
    pub families: u32,
    /// The article.
    pub reading: &'a Reading,
    /// The sentence.
    pub sentence: &'a Sentence,
}

impl KeptSums {
    /// Makes sure that what is kept is of this model, by its number.
    pub fn belong_to(&mut self, model: u64) {
        if self.model != model {
            self.keys.clear();
            self.offsets.clear();
            self.sums = None;
            self.model = model;
        }
    }

    /// Fetches what is not kept yet of what [`add`](Self::add) will ask for; all at once, which is
    /// faster than word by word.
    pub fn fetch(&mut self, source: &Source<'_>, words: Range<usize>) {
        for at in words {
            for offset in -REACH..=REACH {
                self.want(source, at, offset);
            }
        }
        self.settle(source);
    }

    /// Adds what the words around the word `at`, and itself, say of it by themselves.
    pub fn add(&mut self, source: &Source<'_>, at: usize, sums: &mut Sums) {
        let labels = source.tagger.labels().next_multiple_of(8);
        for offset in -REACH..=REACH {
            let number = self.want(source, at, offset);
            // Another word may have taken the place since.
            if !self.wanted.is_empty() {
                self.settle(source);
            }
            let Some(kept) = &self.sums else { continue };
            let kept = kept.as_chunks().0[number * labels..][..labels].iter();
            sums.iter_mut().zip(kept).for_each(|(sum, kept)| *sum += i32::from_le_bytes(*kept));
        }
    }

    /// The place and offset where the sums are of the word that is at `offset` from the word `at`;
    /// where they are not there yet, notes that they are wanted.
    fn want(&mut self, source: &Source<'_>, at: usize, offset: isize) -> usize {
        let Source { tagger, families, reading, sentence } = *source;
        if self.keys.is_empty() {
            // No word has the key 0 but by an accident that is rarer than a fault of the machine.
            self.keys.resize(PLACES, 0);
            self.offsets.resize(PLACES, 0);
            let labels = tagger.labels().next_multiple_of(8);
            self.sums = Some(Memory::zeroed(PLACES * OFFSETS * labels * size_of::<i32>()));
        }
        let setting = Setting { case: sentence.case, is_wire: reading.is_wire };
        let beside = at.checked_add_signed(offset);
        let beside = beside.filter(|at| (sentence.first..sentence.end).contains(at));
        let word = beside.map(|at| &reading.words[at]);
        let key = setting.key(word);
        let place = key as usize % PLACES;
        if self.keys[place] != key {
            (self.keys[place], self.offsets[place]) = (key, 0);
        }
        let bit = (offset + REACH) as usize;
        let number = place * OFFSETS + bit;
        if self.offsets[place] >> bit & 1 == 0 {
            self.offsets[place] |= 1 << bit;
            let letters = beside.map_or("", |at| reading.letters(at));
            own::write(word, letters, offset, setting, families, &mut self.features);
            self.features.end_token();
            self.wanted.push(number);
        }
        number
    }

    /// Sums what is wanted. Of two words that want one place the later has it, which has written what
    /// it wants behind the other.
    fn settle(&mut self, source: &Source<'_>) {
        let labels = source.tagger.labels().next_multiple_of(8);
        let fresh = source.tagger.sum(&self.features, &mut self.fresh);
        let kept = self.sums.as_mut().map_or(&mut [][..], |sums| sums.as_chunks_mut().0);
        for (&number, fresh) in self.wanted.iter().zip(fresh) {
            let kept = kept[number * labels..][..labels].iter_mut();
            kept.zip(fresh).for_each(|(kept, fresh)| *kept = fresh.to_le_bytes());
        }
        self.wanted.clear();
        self.features.clear();
    }
}
