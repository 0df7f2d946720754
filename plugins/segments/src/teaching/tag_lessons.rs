//! What the user's tags teach the tagger.

use std::collections::BTreeMap;

use copydesk_learn::added::AddedWeights;
use copydesk_learn::greedy::adapt::{AdaptOptions, Lessons};

use super::{FOLDS, UNKNOWN};
use crate::tagger::{Tagger, TaggerScratch, allow};
use crate::taught::{FurtherTags, Taught};
use crate::tokens::Token;
use crate::training::TagCounts;
use crate::words::Word;

/// The sizes of step that are tried, as parts of a step of the model's own training.
pub(super) const STEPS: [f32; 3] = [0.05, 0.2, 0.8];

/// A tag that a word has once in so many times is taken for a slip.
const SLIP: u32 = 50;

/// The sentences to learn from.
#[derive(Debug, Default)]
pub(super) struct TagLessons {
    articles: Vec<usize>,
    words: Vec<Vec<Word>>,
    gold: Vec<Vec<u8>>,
    scratch: TaggerScratch,
}

impl TagLessons {
    /// Adds a sentence of the article with this number.
    pub(super) fn push(
        &mut self,
        article: usize,
        tagger: &Tagger<'_>,
        text: &str,
        tokens: &[Token],
        gold: Vec<u8>,
    ) {
        tagger.look(text, tokens, &mut self.scratch);
        self.articles.push(article);
        self.words.push(self.scratch.words.clone());
        self.gold.push(gold);
    }

    /// Learns from the articles that `takes` takes.
    pub(super) fn learn(
        &self,
        takes: impl Fn(usize) -> bool,
        most: f32,
        tagger: &Tagger<'_>,
    ) -> (FurtherTags, AddedWeights) {
        let of: Vec<usize> = (0..self.gold.len()).filter(|&n| takes(self.articles[n])).collect();
        let further = self.further(&of);
        let mut words = self.words.clone();
        words.iter_mut().for_each(|words| allow(words, &further));
        let step = tagger.model().step();
        let options = AdaptOptions { epochs: 5, margin: 5.0 * step, most: most * step, seed: 1 };
        let lessons = Lessons {
            labels: tagger.model().labels(),
            base: tagger.model().hash(),
            gold: &self.gold,
        };
        let mut scratch = TaggerScratch::default();
        let added = lessons.adapt(&of, &options, |sentence, at, history, features, sums| {
            tagger.score(&words[sentence], (at, history), features, sums, &mut scratch)
        });
        (further, added)
    }

    /// The tags that words have in the sentences and not in the dictionary.
    fn further(&self, of: &[usize]) -> FurtherTags {
        let mut counts: BTreeMap<u64, TagCounts> = BTreeMap::new();
        for &sentence in of {
            for (word, &tag) in self.words[sentence].iter().zip(&self.gold[sentence]) {
                if tag != UNKNOWN {
                    *counts.entry(word.lower).or_default().entry(tag).or_default() += 1;
                }
            }
        }
        let mut further = FurtherTags::new();
        for &sentence in of {
            for (word, &tag) in self.words[sentence].iter().zip(&self.gold[sentence]) {
                let Some(tags) = counts.get(&word.lower).filter(|_| tag != UNKNOWN) else {
                    continue;
                };
                let all: u32 = tags.values().sum();
                if word.possible >> tag & 1 == 0 && tags[&tag] * SLIP > all {
                    *further.entry(word.lower).or_default() |= 1 << tag;
                }
            }
        }
        further
    }

    /// How many of a hundred tags are right, each article's by what the others teach; without a size of
    /// step by the model as it came.
    pub(super) fn tested(&self, most: Option<f32>, tagger: &Tagger<'_>) -> f64 {
        let (mut right, mut all) = (0, 0);
        let mut scratch = TaggerScratch::default();
        for fold in 0..FOLDS {
            let taught = most.map(|most| {
                let (words, tags) = self.learn(|article| article % FOLDS != fold, most, tagger);
                Taught { words, tags, ends: AddedWeights::default() }
            });
            let tested = (0..self.gold.len()).filter(|&n| self.articles[n] % FOLDS == fold);
            for sentence in tested {
                scratch.words.clone_from(&self.words[sentence]);
                let given = tagger.tag_looked_at(taught.as_ref(), &mut scratch);
                let gold =
                    self.gold[sentence].iter().zip(given).filter(|(gold, _)| **gold != UNKNOWN);
                gold.for_each(|(gold, given)| {
                    right += usize::from(gold == given);
                    all += 1;
                });
            }
        }
        100.0 * right as f64 / all.max(1) as f64
    }
}
