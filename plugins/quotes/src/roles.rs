//! Reads each sentence from the left and from the right, and says of each word what part it plays in what
//! somebody says: the source, the content, the cue. A recurrent net, whose probabilities the models behind it
//! have among their features.
//!
//! A linear chain sees a few words on either side and the label before; the net sees the sentence.

use std::ops::Range;

use copydesk_learn::features::{Features, hash2, hash3, hash4};
use copydesk_learn::recurrent::{KeptGates, RecurrentNet, RecurrentScratch};

use crate::reading::Reading;
use crate::word::{Word, coarse};

/// The parts: those of a source, of a content, of a cue, and the first of a cue.
pub const PARTS: usize = 4;
/// The number of sources.
pub const SOURCE: usize = 0;
/// That of contents.
pub const CONTENT: usize = 1;
/// That of cues.
pub const CUE: usize = 2;
/// That of a cue's first word.
pub const BEGIN: usize = 3;

/// The feature of a word, by its hash in lower case: the one that its [vector](copydesk_learn::vectors)
/// belongs to.
pub fn of_word(lower: u64) -> u64 {
    hash2(1, lower)
}

/// A hash of all that [`write_alone`] looks at.
fn key(word: &Word) -> u64 {
    hash4(1, word.lower, word.tag, u64::from(word.shape))
}

/// Writes the features that depend on one word alone.
fn write_alone(word: &Word, features: &mut Features) {
    features.push(of_word(word.lower));
    features.push(hash2(3, word.tag));
    features.push(hash2(4, word.stem));
    features.push(hash2(5, u64::from(word.shape)));
    features.push(hash2(6, coarse(word.class, 8)));
    features.push(hash3(8, u64::from(word.kind), u64::from(word.lex)));
}

/// A hash of what [`write_around`] looks at.
fn key_around(word: &Word) -> u64 {
    hash3(2, word.place as u64, u64::from(word.entity_part))
}

/// Writes the features that depend on where a word is.
fn write_around(word: &Word, features: &mut Features) {
    features.push(hash3(7, word.place as u64, u64::from(word.entity_part)));
}

/// Writes the features of a stretch of a sentence's words.
pub fn write_features(reading: &Reading, range: Range<usize>, features: &mut Features) {
    features.clear();
    for word in &reading.words[range] {
        write_alone(word, features);
        write_around(word, features);
        features.end_token();
    }
}

/// The most words of a sentence that are read at once; longer ones are cut.
const LONGEST: usize = 400;

/// The stretches of the article that are read: its sentences, long ones cut.
pub fn stretches(reading: &Reading) -> impl Iterator<Item = Range<usize>> + '_ {
    reading.sentences.iter().filter(|sentence| !sentence.boilerplate).flat_map(|sentence| {
        let words = sentence.words.clone();
        words.clone().step_by(LONGEST).map(move |start| start..words.end.min(start + LONGEST))
    })
}

/// The log-odds that a word plays each part.
pub type Odds = [f32; PARTS];

/// Those of a word that plays none, or that stands beyond the sentence.
pub const NONE: Odds = [-8.0; PARTS];

/// Working memory, kept from one article to the next. It remembers products of the net's weights, so that it
/// serves one net only.
#[derive(Debug, Default)]
pub struct Scratch {
    net: RecurrentScratch,
    kept: KeptGates,
    margins: Vec<f32>,
}

/// Writes the odds of each word of an article, in text order.
pub fn read(
    net: &RecurrentNet<'_>,
    reading: &Reading,
    scratch: &mut Scratch,
    odds: &mut Vec<Odds>,
) {
    odds.clear();
    odds.resize(reading.words.len(), NONE);
    let Scratch { net: running, kept, margins } = scratch;
    for range in stretches(reading) {
        let words = &reading.words[range.clone()];
        net.margins_with(words.len(), running, margins, |at, gates| {
            let word = &words[at];
            kept.add(net, key(word), gates, |features| write_alone(word, features));
            kept.add(net, key_around(word), gates, |features| write_around(word, features));
        });
        odds[range].as_flattened_mut().copy_from_slice(margins);
    }
}

/// Odds as one of 13 levels.
#[inline]
pub fn level(odds: f32) -> u64 {
    (odds.clamp(-6.0, 6.0) + 6.5) as u64
}
