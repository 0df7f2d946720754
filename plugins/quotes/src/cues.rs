//! Lists the cues: the words, mostly verbs, that report speech. Where one begins is what the net that reads the
//! sentences says; how far it goes a classifier decides word by word, which sees words where the net has seen
//! sentences.

use std::ops::Range;

use copydesk_learn::classifier::Classifier;
use copydesk_learn::features::{ValuedFeatures, hash2, hash3, hash4};

use crate::reading::Reading;
use crate::roles::{self, BEGIN, CONTENT, CUE, Odds, SOURCE};
use crate::word::{Word, coarse};

/// What a word more likely than not is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// Nothing of these.
    #[default]
    None,
    /// A word of a source.
    Source,
    /// A word of a content.
    Content,
    /// The first word of a cue.
    Begin,
    /// Another word of a cue.
    Inside,
}

impl Part {
    /// What the odds of a word say.
    pub fn of(odds: &Odds) -> Self {
        match odds {
            odds if odds[CUE] > 0.0 && begins(odds) => Self::Begin,
            odds if odds[CUE] > 0.0 => Self::Inside,
            odds if odds[SOURCE].max(odds[CONTENT]) <= 0.0 => Self::None,
            odds if odds[SOURCE] > odds[CONTENT] => Self::Source,
            _ => Self::Content,
        }
    }

    /// Whether it is of a cue.
    pub fn is_cue(self) -> bool {
        matches!(self, Self::Begin | Self::Inside)
    }
}

/// The probability of such odds.
pub(crate) fn probability(odds: f32) -> f32 {
    1.0 / (1.0 + (-odds).exp())
}

/// Whether a word of a cue is more likely its first one than another.
fn begins(odds: &Odds) -> bool {
    2.0 * probability(odds[BEGIN]) >= probability(odds[CUE])
}

/// Writes the features of the question whether a cue that begins with the word `start` goes on with the word
/// `at`.
pub fn write_features(
    reading: &Reading,
    odds: &[Odds],
    start: usize,
    at: usize,
    features: &mut ValuedFeatures,
) {
    features.clear();
    let word = |at: usize| reading.words.get(at).unwrap_or(&Word::NONE);
    let odds = |at: usize| odds.get(at).unwrap_or(&roles::NONE);
    let [first, last, next, after] = [start, at - 1, at, at + 1].map(word);
    let long = (at - start).min(4) as u64;
    let top = odds(start)[CUE].max(odds(at - 1)[CUE]);
    features.push_value(hash2(1, 0), odds(at)[CUE] / 3.0);
    features.push_value(hash2(2, 0), odds(at)[BEGIN] / 3.0);
    features.push_value(hash2(3, 0), (odds(at)[CUE] - top) / 3.0);
    features.push_value(hash2(4, 0), odds(at)[CONTENT] / 3.0);
    let [cue, begin, source, content] =
        [CUE, BEGIN, SOURCE, CONTENT].map(|part| roles::level(odds(at)[part]));
    let cue_after = roles::level(odds(at + 1)[CUE]);
    features.push(hash3(5, cue, roles::level(odds(at - 1)[CUE])));
    features.push(hash3(6, cue, cue_after));
    features.push(hash3(7, cue, begin));
    features.push(hash4(8, cue, source, content));
    features.push(hash3(9, cue, next.tag));
    features.push(hash3(10, cue, next.lower));
    features.push(hash3(11, next.lower, long));
    features.push(hash3(12, last.lower, next.lower));
    features.push(hash3(13, last.tag, next.tag));
    features.push(hash4(14, last.tag, next.tag, after.tag));
    features.push(hash3(15, next.lower, after.lower));
    features.push(hash3(16, next.lower, after.tag));
    features.push(hash3(17, first.stem, next.lower));
    features.push(hash3(18, last.stem, next.tag));
    features.push(hash3(19, last.lower, long));
    features.push(hash4(20, next.place as u64, last.place as u64, after.place as u64));
    features.push(hash3(21, coarse(next.class, 8), coarse(last.class, 8)));
    features.push(hash3(22, u64::from(next.entity_part), next.tag));
}

/// The most words of a cue.
const LONGEST: usize = 12;

/// A word whose odds of beginning a cue are no further than this below those of the cue's first word begins
/// another.
const BEGINS_ANEW: f32 = 1.0;

/// Lists the cues of a probability of `least` or more in text order, with their probabilities. `ends` says how
/// far they go.
pub fn list(
    ends: &Classifier<'_>,
    reading: &Reading,
    odds: &[Odds],
    least: f32,
    features: &mut ValuedFeatures,
    cues: &mut Vec<(Range<usize>, f32)>,
) {
    cues.clear();
    let least = (least / (1.0 - least)).ln();
    for sentence in &reading.sentences {
        let mut words = sentence.words.clone();
        while let Some(start) = words.find(|&at| odds[at][CUE] >= least) {
            let end = end(ends, reading, odds, start, features);
            let top = odds[start..end].iter().fold(least, |top, odds| top.max(odds[CUE]));
            cues.push((start..end, probability(top)));
            words.start = end;
        }
    }
}

/// Where the cue ends that begins with the word `start`.
fn end(
    ends: &Classifier<'_>,
    reading: &Reading,
    odds: &[Odds],
    start: usize,
    features: &mut ValuedFeatures,
) -> usize {
    let sentence = &reading.sentences[reading.words[start].sentence as usize];
    let last = sentence.words.end.min(start + LONGEST);
    let goes_on = |&at: &usize| {
        odds[at][BEGIN] < odds[start][BEGIN] - BEGINS_ANEW && {
            write_features(reading, odds, start, at, features);
            ends.score(features) >= 0.5
        }
    };
    start + 1 + (start + 1..last).take_while(goes_on).count()
}
