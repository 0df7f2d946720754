//! What a word says of itself to the tagger of sources and contents, summed up once for all cues of its sentence.
//!
//! Every cue has a window of its own, but most of what is asked of a word there is the same for each of
//! them on one side of it. It is computed for the first and kept for the others, so that a word more in the
//! list of cues costs little.

use copydesk_learn::features::Features;
use copydesk_learn::kept_sums::KeptSums;
use copydesk_learn::tagger::{Sums, Tagger, TaggerScratch};

use crate::arguments::{self, Window};
use crate::extract::Seen;
use crate::reading::Reading;

/// The number of labels of the tagger.
const LABELS: usize = 4 * arguments::CLASSES as usize + 1;

/// Sums of weights for each word of an article, for cues before it and for cues behind it.
#[derive(Debug, Default)]
pub(crate) struct WordSums {
    /// By word and side, where there are any.
    sums: Vec<Option<[i32; LABELS]>>,
    kept: KeptSums<{ arguments::COLUMNS }>,
    features: Features,
    scratch: TaggerScratch,
    missing: Vec<usize>,
}

impl WordSums {
    /// Forgets the article before.
    pub(crate) fn clear(&mut self, reading: &Reading) {
        self.sums.clear();
        self.sums.resize(2 * reading.words.len(), None);
    }

    /// Computes what is missing for the inner words of a window.
    pub(crate) fn fill(
        &mut self,
        tagger: &Tagger<'_>,
        reading: &Reading,
        window: &Window,
        seen: &Seen,
    ) {
        self.features.clear();
        self.missing.clear();
        for place in 0..window.words.len() {
            if window.is_inner(place) && self.sums[slot(window, place)].is_none() {
                arguments::write_shared(reading, window, seen, place, &mut self.features);
                self.features.end_token();
                self.missing.push(place);
            }
        }
        let fresh = tagger.sum(&self.features, &mut self.scratch);
        for (&place, fresh) in self.missing.iter().zip(fresh) {
            let mut sums = *fresh;
            add_alone(&mut self.kept, tagger, reading, window, place, &mut sums);
            self.sums[slot(window, place)] = sums.first_chunk().copied();
        }
    }

    /// Adds to the sums of a place what its word says of itself: of an inner one all that
    /// [`fill`](Self::fill) computed, of others what depends on single words.
    pub(crate) fn add(
        &mut self,
        tagger: &Tagger<'_>,
        reading: &Reading,
        window: &Window,
        place: usize,
        sums: &mut Sums,
    ) {
        let inner = window.is_inner(place).then(|| self.sums[slot(window, place)]).flatten();
        match inner {
            Some(kept) => sums.iter_mut().zip(kept).for_each(|(sum, kept)| *sum += kept),
            None => add_alone(&mut self.kept, tagger, reading, window, place, sums),
        }
    }
}

/// Where the sums of a place's word are.
fn slot(window: &Window, place: usize) -> usize {
    2 * window.words[place] + window.side(place)
}

fn add_alone(
    kept: &mut KeptSums<{ arguments::COLUMNS }>,
    tagger: &Tagger<'_>,
    reading: &Reading,
    window: &Window,
    place: usize,
    sums: &mut Sums,
) {
    window.for_each_alone(reading, place, |word, column| {
        kept.add(tagger, arguments::key(word), column, sums, |column, features| {
            arguments::write_alone(word, column, features);
        });
    });
}
