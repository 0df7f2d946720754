//! Brings mentions that people have marked onto the words that the tagger sees.

use std::ops::Range;

use copydesk_learn::bilou::MaskedSpan;
use copydesk_stage::Span;

use crate::labels::bilou;
use crate::reading::Reading;

/// A marked mention: where, and the [classes](crate::labels::Class::bit) that it may be of, as bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gold {
    /// From where to where.
    pub span: Span,
    /// The classes. More than one where whoever marked it tells fewer classes apart.
    pub classes: u64,
}

/// The marked mentions in a run of words, by the places of the words in the run.
#[derive(Clone, Debug, Default)]
pub struct GoldWords {
    /// Those that are made of whole words, with their classes.
    pub whole: Vec<MaskedSpan>,
    /// The words of those that begin or end inside a word.
    pub torn: Vec<Range<usize>>,
}

impl GoldWords {
    /// Those of the mentions in `gold`, which is in text order, that lie in `run` wholly or in part.
    pub fn new(gold: &[Gold], reading: &Reading, run: &Range<usize>) -> Self {
        let words = &reading.words[run.clone()];
        let hull = reading.span(run.start, run.end);
        let mut within = Self::default();
        let first = gold.partition_point(|gold| gold.span.end() <= hull.start());
        for gold in gold[first..].iter().take_while(|gold| gold.span.start() < hull.end()) {
            let span = gold.span;
            let from = words.partition_point(|word| word.span.end() <= span.start());
            let to = words.partition_point(|word| word.span.start() < span.end());
            if from >= to {
                continue;
            }
            let exact =
                words[from].span.start() == span.start() && words[to - 1].span.end() == span.end();
            if exact {
                within.whole.push((from..to, gold.classes));
            } else {
                within.torn.push(from..to);
            }
        }
        within
    }

    /// The labels that each of the `words` words of the run may have, as bits. A word outside the
    /// mentions may be of the classes in `unmarked`.
    pub fn masks(&self, words: usize, unmarked: u64) -> Vec<u64> {
        let mut masks = bilou().masks(words, &self.whole, unmarked);
        // Words that a mention cuts through may be anything: nothing is learned from them.
        for word in self.torn.iter().cloned().flatten() {
            masks[word] = u64::MAX >> (64 - bilou().labels());
        }
        masks
    }
}
