//! ROUGE (Lin 2004) for the oracle and for a look at the scores while training: words in lower case
//! without a plural s, where the published measure has Porter's stemmer.

use std::collections::HashMap;

use copydesk_summaries::vocabulary::stem;

/// The words of a sentence.
pub type Words = Vec<u64>;

/// F1 of single words, of pairs, and of longest common subsequences by sentence.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rouge {
    pub one: f64,
    pub two: f64,
    pub lsum: f64,
}

pub fn words(text: &str) -> Words {
    let mut buffer = String::new();
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| stem(word, &mut buffer))
        .collect()
}

/// A reference, counted.
pub struct Reference {
    sentences: Vec<Words>,
    ones: HashMap<u64, u32>,
    twos: HashMap<(u64, u64), u32>,
    words: usize,
}

impl Reference {
    pub fn new(summary: &str) -> Self {
        let sentences: Vec<_> = summary.lines().map(words).filter(|s| !s.is_empty()).collect();
        let flat = sentences.concat();
        let (mut ones, mut twos) = (HashMap::new(), HashMap::new());
        for &word in &flat {
            *ones.entry(word).or_insert(0) += 1;
        }
        for pair in flat.windows(2) {
            *twos.entry((pair[0], pair[1])).or_insert(0) += 1;
        }
        Self { sentences, ones, twos, words: flat.len() }
    }

    pub fn score(&self, chosen: &[&Words]) -> Rouge {
        let flat: Words = chosen.iter().flat_map(|sentence| sentence.iter().copied()).collect();
        let one = overlap(flat.iter().copied(), &self.ones);
        let two = overlap(flat.windows(2).map(|pair| (pair[0], pair[1])), &self.twos);
        let mut in_ones = self.ones.clone();
        let mut in_flat = HashMap::new();
        for &word in &flat {
            *in_flat.entry(word).or_insert(0_u32) += 1;
        }
        let mut hits = 0;
        for reference in &self.sentences {
            let mut union = vec![false; reference.len()];
            for sentence in chosen {
                mark_common(reference, sentence, &mut union);
            }
            for (&word, _) in reference.iter().zip(&union).filter(|(_, common)| **common) {
                let (Some(left), Some(right)) = (in_ones.get_mut(&word), in_flat.get_mut(&word))
                else {
                    continue;
                };
                if *left > 0 && *right > 0 {
                    (*left, *right, hits) = (*left - 1, *right - 1, hits + 1);
                }
            }
        }
        Rouge {
            one: f1(one, flat.len(), self.words),
            two: f1(two, flat.len().saturating_sub(1), self.words.saturating_sub(1)),
            lsum: f1(hits, flat.len(), self.words),
        }
    }

    /// The sentences, at most three, that a greedy search adds while ROUGE-1 and ROUGE-2 together
    /// rise (Nallapati et al. 2017), and that sum's half, which says how well the article's own
    /// sentences can say what the reference says.
    pub fn oracle(&self, sentences: &[Words]) -> (Vec<usize>, f64) {
        let (mut chosen, mut best) = (Vec::new(), 0.0);
        while chosen.len() < 3 {
            let mut top = None;
            for next in (0..sentences.len()).filter(|next| !chosen.contains(next)) {
                let mut all: Vec<_> = chosen.iter().copied().chain([next]).collect();
                all.sort_unstable();
                let flat: Words =
                    all.iter().flat_map(|&at| sentences[at].iter().copied()).collect();
                let one = overlap(flat.iter().copied(), &self.ones);
                let two = overlap(flat.windows(2).map(|pair| (pair[0], pair[1])), &self.twos);
                let value = f1(one, flat.len(), self.words)
                    + f1(two, flat.len().saturating_sub(1), self.words.saturating_sub(1));
                if value > best + 1e-9 {
                    (best, top) = (value, Some(next));
                }
            }
            let Some(next) = top else { break };
            chosen.push(next);
        }
        (chosen, best / 2.0)
    }
}

fn f1(common: u32, predicted: usize, gold: usize) -> f64 {
    if predicted + gold == 0 { 0.0 } else { 2.0 * f64::from(common) / (predicted + gold) as f64 }
}

fn overlap<T: Eq + std::hash::Hash>(
    items: impl Iterator<Item = T>,
    reference: &HashMap<T, u32>,
) -> u32 {
    let mut used: HashMap<&T, u32> = HashMap::new();
    let mut common = 0;
    for item in items {
        if let Some((key, &most)) = reference.get_key_value(&item) {
            let count = used.entry(key).or_insert(0);
            if *count < most {
                (*count, common) = (*count + 1, common + 1);
            }
        }
    }
    common
}

/// Marks the reference's words that are in a longest common subsequence with `sentence`.
fn mark_common(reference: &[u64], sentence: &[u64], union: &mut [bool]) {
    let width = sentence.len() + 1;
    let mut table = vec![0_u32; (reference.len() + 1) * width];
    for (i, word) in reference.iter().enumerate() {
        for (j, other) in sentence.iter().enumerate() {
            table[(i + 1) * width + j + 1] = if word == other {
                table[i * width + j] + 1
            } else {
                table[(i + 1) * width + j].max(table[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (reference.len(), sentence.len());
    while i > 0 && j > 0 {
        if reference[i - 1] == sentence[j - 1] {
            union[i - 1] = true;
            (i, j) = (i - 1, j - 1);
        } else if table[i * width + j - 1] > table[(i - 1) * width + j] {
            j -= 1;
        } else {
            i -= 1;
        }
    }
}
