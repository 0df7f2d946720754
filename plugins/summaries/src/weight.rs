//! How near each sentence is to the rest of its article.
//!
//! Sentences are vectors of counts times rarity (tf-idf), of length 1. A sentence's centrality is
//! the sum of its cosines with the sentences before it and, apart from those, with the sentences
//! after it: the directed edges of PacSum (Zheng & Lapata 2019). The sum of cosines with many
//! vectors is the cosine with their sum, so that all of them take one pass each way and not the
//! square of the number of sentences.

use crate::sentences::Reading;

/// Numbers about a sentence that are compared within the article.
#[derive(Clone, Copy, Debug, Default)]
pub struct Weight {
    /// The mean cosine with the sentences before.
    pub before: f32,
    /// The mean cosine with the sentences after.
    pub after: f32,
    /// The cosine with the whole article.
    pub article: f32,
    /// The mean logarithm of how often its content words stand in the article.
    pub frequency: f32,
    /// The mean count of its content words, as a share of the most frequent word's.
    pub prominence: f32,
    /// The sum over different words of the logarithm of their count.
    pub frequency_sum: f32,
    /// The sum over different words of count times rarity, by the article's words.
    pub topic_sum: f32,
    /// How many of its words are among the article's most frequent.
    pub top_words: f32,
    /// The mean rarity of its content words.
    pub rarity: f32,
    /// The share of its different words that the article's first sentence has.
    pub lead: f32,
    /// The share of the first sentence's words that it has.
    pub lead_covered: f32,
    /// The share of its different words that no sentence before it has.
    pub new: f32,
}

/// How many of a sentence's numbers are also compared with those of the other sentences.
pub const COMPARED: usize = 6;

/// A sentence's number in comparison with those of the other sentences.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standing {
    /// Its place by that number, the greatest first, from 0.
    pub place: u32,
    /// By how many standard deviations it is above the mean.
    pub deviation: f32,
}

/// The weights of an article's sentences, and the memory for working them out.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    weights: Vec<Weight>,
    standings: Vec<[Standing; COMPARED]>,
    /// The different words of the sentences and their share in the sentence's vector.
    vectors: Vec<(u32, f32)>,
    ends: Vec<usize>,
    total: Vec<f32>,
    before: Vec<f32>,
    in_lead: Vec<bool>,
    sorted: Vec<u32>,
    order: Vec<u32>,
}

impl Weights {
    /// Weighs the sentences of an article, in place of those weighed before.
    pub fn weigh(&mut self, reading: &Reading) {
        self.make_vectors(reading);
        self.weights.clear();
        let terms = reading.vocabulary();
        let most = terms.iter().filter(|t| t.rarity > 0.0).map(|t| t.count).max().unwrap_or(1);
        let most = most as f32;
        let content = terms.iter().filter(|term| term.rarity > 0.0);
        let (mut squares, mut tokens) = (0.0, 1.0);
        for term in content {
            squares += (term.count as f32 * term.rarity).powi(2);
            tokens += term.count as f32;
        }
        let length = f32::max(squares.sqrt(), 1e-6);
        let sentences = reading.sentences().len();
        let lead = self.ends.first().copied().unwrap_or(0);
        for &(term, _) in &self.vectors[..lead] {
            self.in_lead[term as usize] = true;
        }
        let mut start = 0;
        for (place, &end) in self.ends.iter().enumerate() {
            let vector = &self.vectors[start..end];
            let mut weight = Weight::default();
            let (mut all, mut own) = (0.0, 0.0);
            let (mut shared, mut new) = (0.0, 0.0);
            for &(number, value) in vector {
                let (at, term) = (number as usize, &terms[number as usize]);
                let count = term.count as f32;
                weight.before += value * self.before[at];
                all += value * self.total[at];
                own += value * value;
                weight.article += value * count * term.rarity / length;
                weight.frequency_sum += count.ln();
                weight.topic_sum += count * term.rarity / tokens;
                weight.top_words += f32::from(u8::from(count >= f32::max(3.0, most / 2.0)));
                shared += f32::from(u8::from(self.in_lead[at]));
                new += f32::from(u8::from(self.before[at] == 0.0));
            }
            for &(number, value) in vector {
                self.before[number as usize] += value;
            }
            let after = (all - weight.before - own).max(0.0);
            weight.after = after / (sentences - 1 - place).max(1) as f32;
            weight.before /= place.max(1) as f32;
            let different = vector.len().max(1) as f32;
            weight.new = new / different;
            if place > 0 {
                weight.lead = shared / different;
                weight.lead_covered = shared / lead.max(1) as f32;
            }
            let used = reading.terms_of(place);
            for &number in used {
                let term = &terms[number as usize];
                weight.frequency += (term.count as f32).ln();
                weight.prominence += term.count as f32 / most;
                weight.rarity += term.rarity;
            }
            let used = used.len().max(1) as f32;
            weight.frequency /= used;
            weight.prominence /= used;
            weight.rarity /= used;
            self.weights.push(weight);
            start = end;
        }
        self.compare();
    }

    /// The weight of a sentence.
    #[must_use]
    pub fn of(&self, sentence: usize) -> &Weight {
        &self.weights[sentence]
    }

    /// How a sentence's numbers compare with those of the others.
    #[must_use]
    pub fn standing(&self, sentence: usize) -> &[Standing; COMPARED] {
        &self.standings[sentence]
    }

    fn make_vectors(&mut self, reading: &Reading) {
        let terms = reading.vocabulary();
        self.vectors.clear();
        self.ends.clear();
        for values in [&mut self.total, &mut self.before] {
            values.clear();
            values.resize(terms.len(), 0.0);
        }
        self.in_lead.clear();
        self.in_lead.resize(terms.len(), false);
        for sentence in 0..reading.sentences().len() {
            let start = self.vectors.len();
            self.sorted.clear();
            self.sorted.extend_from_slice(reading.terms_of(sentence));
            self.sorted.sort_unstable();
            let mut squares = 0.0;
            for run in self.sorted.chunk_by(|a, b| a == b) {
                let value = run.len() as f32 * terms[run[0] as usize].rarity;
                squares += value * value;
                self.vectors.push((run[0], value));
            }
            let length = f32::max(squares.sqrt(), 1e-6);
            for (number, value) in &mut self.vectors[start..] {
                *value /= length;
                self.total[*number as usize] += *value;
            }
            self.ends.push(self.vectors.len());
        }
    }

    fn compare(&mut self) {
        self.standings.clear();
        self.standings.resize(self.weights.len(), [Standing::default(); COMPARED]);
        let count = self.weights.len().max(1) as f32;
        for which in 0..COMPARED {
            let value = |sentence: u32| compared(&self.weights[sentence as usize])[which];
            let all = 0..self.weights.len() as u32;
            let mean = all.clone().map(value).sum::<f32>() / count;
            let squares = all.clone().map(|at| (value(at) - mean).powi(2)).sum::<f32>();
            let deviation = (squares / count).sqrt() + 1e-6;
            self.order.clear();
            self.order.extend(all);
            self.order.sort_unstable_by(|&a, &b| value(b).total_cmp(&value(a)).then(a.cmp(&b)));
            for (place, &sentence) in self.order.iter().enumerate() {
                self.standings[sentence as usize][which] = Standing {
                    place: place as u32,
                    deviation: (value(sentence) - mean) / deviation,
                };
            }
        }
    }
}

fn compared(weight: &Weight) -> [f32; COMPARED] {
    [
        weight.after,
        weight.before + weight.after,
        weight.article,
        weight.frequency,
        weight.frequency_sum,
        weight.topic_sum,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Label, document, no_frequency};

    #[test]
    fn sums_of_vectors_give_what_pairs_give() {
        let text = [
            "The/DT ferry/NN sank/VBD near/IN the/DT pier/NN",
            "Divers/NNS searched/VBD the/DT ferry/NN",
            "Rain/NN fell/VBD",
            "The/DT pier/NN was/VBD closed/VBN to/TO divers/NNS and/CC the/DT ferry/NN",
        ]
        .map(|sentence| (Label::Body, sentence));
        let document = document(&text);
        let (mut reading, mut weights) = (Reading::default(), Weights::default());
        copydesk_stage::harness::view(&document, &["sentence", "token"], |article| {
            reading.read(article, no_frequency()).unwrap();
        });
        weights.weigh(&reading);
        let vector = |sentence: usize| -> Vec<f32> {
            let mut vector = vec![0.0; reading.vocabulary().len()];
            for &term in reading.terms_of(sentence) {
                vector[term as usize] += reading.vocabulary()[term as usize].rarity;
            }
            let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
            vector.iter().map(|x| x / length).collect()
        };
        let cosine = |a: usize, b: usize| -> f32 {
            vector(a).iter().zip(vector(b)).map(|(x, y)| x * y).sum()
        };
        for at in 0..4 {
            let before = (0..at).map(|other| cosine(at, other)).sum::<f32>() / at.max(1) as f32;
            let after =
                (at + 1..4).map(|other| cosine(at, other)).sum::<f32>() / (3 - at).max(1) as f32;
            assert!((weights.of(at).before - before).abs() < 1e-5, "{at}");
            assert!((weights.of(at).after - after).abs() < 1e-5, "{at}");
        }
        assert_eq!(weights.standing(0)[0].place, 0, "the first is nearest to those after it");
    }
}
