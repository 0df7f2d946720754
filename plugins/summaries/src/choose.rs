//! Picks the set of sentences that makes the best summary for its length.
//!
//! The best sentences one by one do not make the best summary: a third one of 40 words that is
//! probably not needed costs more than it gives. If a sentence's score is the probability that its
//! words are wanted, a set's expected F1 against a reference of R words is 2 Σ score × words /
//! (Σ words + R), the ratio that a greedy search raises as long as it can (the precision and recall
//! of a whole set in place of single sentences, as in Narayan et al. 2018 and Zhong et al. 2020).
//! Measured in 2026 on CNN articles, this gains 1.1 ROUGE-1 over the three best sentences, with a
//! sixth fewer words; MMR's penalty on likeness to what is chosen gained nothing there, so that
//! only repetitions are kept out.

use std::collections::HashSet;

use crate::sentences::Reading;

/// How long a summary may be. 0 stands for no limit.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most sentences.
    pub sentences: u32,
    /// The most words, counted between spaces.
    pub words: u32,
    /// The share of the article's words, in place of `sentences`.
    pub share: f64,
}

/// A chosen sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pick {
    /// Its place in the [`Reading`].
    pub sentence: usize,
    /// Its place by score among the chosen, from 1.
    pub rank: u32,
}

/// R for a summary of up to three sentences. Anything from 20 to 30 does about as well.
const REFERENCE_WORDS: f64 = 25.0;
/// A summary stops short of its limits only with this many sentences: one alone is thin, and the
/// second costs nothing on CNN articles.
const LEAST: usize = 2;
/// How many of the best sentences left are looked at for the next one.
const WINDOW: usize = 12;
/// The share of a sentence's words that the summary may have already.
const REPEATED: f32 = 0.85;
/// Up to how many sentences a summary is looked through for a new one's words. In a longer one
/// most words of any sentence stand somewhere.
const SHORT: usize = 8;

/// Chooses, and keeps the memory for it.
#[derive(Debug, Default)]
pub struct Chooser {
    order: Vec<u32>,
    window: Vec<u32>,
    covered: Vec<bool>,
    prints: HashSet<u64>,
    chosen: Vec<Pick>,
}

/// What a set of limits comes to for one article.
struct Room {
    sentences: usize,
    words: f64,
    /// How many sentences there are even where the ratio falls.
    least: usize,
    /// Whether the room is there to be filled, and not only an upper limit.
    fill: bool,
    reference: f64,
}

impl Room {
    fn new(limits: &Limits, words: u32) -> Self {
        let no_limit = |limit: u32| if limit == 0 { f64::INFINITY } else { f64::from(limit) };
        let mut room = Self {
            sentences: if limits.sentences == 0 { usize::MAX } else { limits.sentences as usize },
            words: no_limit(limits.words),
            least: LEAST,
            fill: limits.sentences == 0 && limits.words > 0,
            reference: REFERENCE_WORDS,
        };
        if limits.share > 0.0 {
            room.sentences = usize::MAX;
            room.words = room.words.min(limits.share * f64::from(words));
            room.fill = true;
        }
        // Who asks for more than three sentences wants a longer summary, so that a reference of 25
        // words would end it too soon. The square fills all but requests near the article's length.
        let asked = if room.fill { room.words / 20.0 } else { f64::from(limits.sentences) };
        room.reference *= (asked / 3.0).max(1.0).powi(2);
        room
    }
}

impl Chooser {
    /// The sentences of the summary, in text order. `scores` has the probability of each sentence.
    pub fn choose(&mut self, reading: &Reading, scores: &[f32], limits: &Limits) -> &[Pick] {
        let mut room = Room::new(limits, reading.words());
        let length = |sentence: u32| f64::from(reading.sentences()[sentence as usize].words);
        let score = |sentence: u32| f64::from(scores[sentence as usize]);
        self.reset(reading, scores);
        let (mut next, mut gain, mut words) = (0, 0.0, 0.0);
        while self.chosen.len() < room.sentences {
            let first = self.chosen.is_empty();
            let most = room.words - words;
            // What does not fit now will not fit later either. A share must not come to nothing.
            let strict = limits.words > 0 || !first || limits.share == 0.0;
            let limit = if limits.words > 0 { most.min(f64::from(limits.words)) } else { most };
            let fits = |&sentence: &u32| !strict || length(sentence) <= limit;
            self.window.retain(fits);
            while self.window.len() < WINDOW
                && let Some(&sentence) = self.order.get(next)
            {
                next += 1;
                if fits(&sentence) {
                    self.window.push(sentence);
                }
            }
            let value = |sentence: u32| {
                let words = words + length(sentence);
                (gain + score(sentence) * length(sentence)) / (words + room.reference)
            };
            let better = |a: &(usize, f64), b: &(usize, f64)| a.1.total_cmp(&b.1);
            // Of equals the first of the window: the best score, then the first in the text.
            let values = self.window.iter().map(|&sentence| value(sentence)).enumerate().rev();
            let Some((place, best)) = values.max_by(better) else { break };
            if !first
                && !room.fill
                && self.chosen.len() >= room.least
                && best <= gain / (words + room.reference)
            {
                break;
            }
            let sentence = self.window.remove(place);
            if self.repeats(reading, sentence) {
                continue;
            }
            gain += score(sentence) * length(sentence);
            words += length(sentence);
            self.take(reading, sentence);
            if words >= room.words {
                room.sentences = self.chosen.len();
            }
        }
        self.rank(scores);
        &self.chosen
    }

    fn reset(&mut self, reading: &Reading, scores: &[f32]) {
        self.order.clear();
        self.order.extend(0..reading.sentences().len() as u32);
        let score = |&sentence: &u32| scores[sentence as usize];
        let fits =
            |&sentence: &u32| !reading.sentences()[sentence as usize].surface.is_out_of_place();
        if self.order.iter().filter(|sentence| fits(sentence)).count() >= LEAST {
            self.order.retain(fits);
        }
        self.order.sort_unstable_by(|a, b| score(b).total_cmp(&score(a)).then(a.cmp(b)));
        self.window.clear();
        self.covered.clear();
        self.covered.resize(reading.vocabulary().len(), false);
        self.prints.clear();
        self.chosen.clear();
    }

    /// Whether a sentence says little that the chosen ones do not say.
    fn repeats(&self, reading: &Reading, sentence: u32) -> bool {
        let terms = reading.terms_of(sentence as usize);
        if terms.len() < 3 {
            return false;
        }
        if self.prints.contains(&print(reading, sentence)) {
            return true;
        }
        let known = terms.iter().filter(|&&term| self.covered[term as usize]).count();
        self.chosen.len() <= SHORT && known as f32 >= REPEATED * terms.len() as f32
    }

    fn take(&mut self, reading: &Reading, sentence: u32) {
        for &term in reading.terms_of(sentence as usize) {
            self.covered[term as usize] = true;
        }
        self.prints.insert(print(reading, sentence));
        self.chosen.push(Pick { sentence: sentence as usize, rank: 0 });
    }

    fn rank(&mut self, scores: &[f32]) {
        let score = |pick: &Pick| scores[pick.sentence];
        self.chosen.sort_unstable_by(|a, b| {
            score(b).total_cmp(&score(a)).then(a.sentence.cmp(&b.sentence))
        });
        for (place, pick) in self.chosen.iter_mut().enumerate() {
            pick.rank = place as u32 + 1;
        }
        self.chosen.sort_unstable_by_key(|pick| pick.sentence);
    }
}

/// The same number for sentences of the same content words, in whatever order.
fn print(reading: &Reading, sentence: u32) -> u64 {
    let mix = |&term: &u32| u64::from(term + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let fold = |sum: u64, mixed: u64| sum.wrapping_add(mixed ^ (mixed >> 29));
    reading.terms_of(sentence as usize).iter().map(mix).fold(0, fold)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Label, document, no_frequency};

    fn choose(sentences: &[(&str, f32)], limits: Limits) -> Vec<(usize, u32)> {
        let layout: Vec<_> = sentences.iter().map(|&(text, _)| (Label::Body, text)).collect();
        let scores: Vec<_> = sentences.iter().map(|&(_, score)| score).collect();
        let mut reading = Reading::default();
        copydesk_stage::harness::view(&document(&layout), &["sentence", "token"], |article| {
            reading.read(article, no_frequency()).unwrap();
        });
        let mut chooser = Chooser::default();
        let picks = chooser.choose(&reading, &scores, &limits);
        picks.iter().map(|pick| (pick.sentence, pick.rank)).collect()
    }

    const FIVE: [(&str, f32); 5] = [
        ("the council met on monday evening", 0.2),
        ("it closed the old swimming pool", 0.6),
        ("residents shouted from the public gallery", 0.5),
        ("the pool opened decades before", 0.1),
        ("the vote was seven against two", 0.4),
    ];

    fn limits(sentences: u32, words: u32, share: f64) -> Limits {
        Limits { sentences, words, share }
    }

    #[test]
    fn limits_hold_and_the_text_order_stays() {
        for (limits, expected) in [
            (limits(3, 0, 0.0), vec![(1, 1), (2, 2), (4, 3)]),
            (limits(1, 0, 0.0), vec![(1, 1)]),
            (limits(3, 12, 0.0), vec![(1, 1), (2, 2)]),
            (limits(3, 4, 0.0), vec![]),
            (limits(5, 0, 0.0), vec![(0, 4), (1, 1), (2, 2), (4, 3)]),
            (limits(0, 18, 0.0), vec![(1, 1), (2, 2), (4, 3)]),
            (limits(1, 0, 0.45), vec![(1, 1), (2, 2)]),
            (limits(1, 0, 0.01), vec![(1, 1)]),
            (limits(1, 0, 1.0), vec![(0, 4), (1, 1), (2, 2), (3, 5), (4, 3)]),
        ] {
            assert_eq!(choose(&FIVE, limits), expected, "{limits:?}");
        }
    }

    #[test]
    fn a_long_doubtful_sentence_costs_more_than_it_gives() {
        let long = "people far away who know nothing of the matter wrote letters about rivers \
                    mountains trains taxes music weather football bread and very many other things";
        let found = choose(&[FIVE[1], FIVE[2], (long, 0.15)], limits(3, 0, 0.0));
        assert_eq!(found, [(0, 1), (1, 2)]);
        assert_eq!(choose(&[FIVE[1], (long, 0.15)], limits(3, 0, 0.0)), [(0, 1), (1, 2)]);
    }

    #[test]
    fn a_repetition_is_left_out() {
        let again = ("the old swimming pool it closed", 0.59);
        assert_eq!(choose(&[FIVE[1], again, FIVE[4]], limits(3, 0, 0.0)), [(0, 1), (2, 2)]);
    }

    #[test]
    fn nothing_comes_of_nothing() {
        assert_eq!(choose(&[], limits(3, 0, 0.5)), []);
    }
}
