//! What the user's sentences teach about sentence ends.

use copydesk_learn::added::AddedWeights;
use copydesk_learn::features::Features;
use copydesk_learn::greedy::adapt::{AdaptOptions, Lessons};

use super::{FOLDS, UNKNOWN};
use crate::sentences::ends::{BEGINS, Ends, RULED};

/// The sizes of step that are tried; the rules' word counts a thousand.
pub(super) const STEPS: [f32; 3] = [10.0, 40.0, 160.0];

/// The paragraphs to learn from.
#[derive(Debug, Default)]
pub(super) struct EndLessons {
    articles: Vec<usize>,
    ends: Vec<Ends>,
    /// By token, whether it begins a sentence.
    gold: Vec<Vec<u8>>,
}

impl EndLessons {
    /// Adds a paragraph of the article with this number.
    pub(super) fn push(&mut self, article: usize, ends: Ends, gold: Vec<u8>) {
        self.articles.push(article);
        self.ends.push(ends);
        self.gold.push(gold);
    }

    /// Learns from the articles that `takes` takes.
    pub(super) fn learn(
        &self,
        takes: impl Fn(usize) -> bool,
        most: f32,
        base: u64,
    ) -> AddedWeights {
        let of: Vec<usize> = (0..self.gold.len()).filter(|&n| takes(self.articles[n])).collect();
        let options = AdaptOptions { epochs: 5, margin: RULED as f32 / 4.0, most, seed: 1 };
        let lessons = Lessons { labels: 2, base, gold: &self.gold };
        lessons.adapt(&of, &options, |paragraph, at, _, features, sums| {
            if self.gold[paragraph][at] == UNKNOWN {
                return 1;
            }
            let ends = &self.ends[paragraph];
            ends.push(at, features);
            sums[usize::from(ends.is_ruled(at))] = RULED;
            u64::MAX
        })
    }

    /// The F1 of sentence ends inside paragraphs, each article's by what the others teach; without a
    /// size of step by the rules alone.
    pub(super) fn tested(&self, most: Option<f32>, base: u64) -> f64 {
        let (mut right, mut found, mut all) = (0, 0, 0);
        let mut features = Features::new();
        for fold in 0..FOLDS {
            let added = most.map(|most| self.learn(|article| article % FOLDS != fold, most, base));
            let tested = (0..self.gold.len()).filter(|&n| self.articles[n] % FOLDS == fold);
            for paragraph in tested {
                let (ends, gold) = (&self.ends[paragraph], &self.gold[paragraph]);
                for at in (0..gold.len()).filter(|&at| gold[at] != UNKNOWN) {
                    let begins = match &added {
                        Some(added) => ends.begins(at, added, &mut features),
                        None => ends.is_ruled(at),
                    };
                    right += usize::from(begins && gold[at] == BEGINS);
                    found += usize::from(begins);
                    all += usize::from(gold[at] == BEGINS);
                }
            }
        }
        200.0 * right as f64 / (found + all).max(1) as f64
    }
}
