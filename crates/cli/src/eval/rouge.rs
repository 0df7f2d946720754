//! ROUGE (Lin 2004): how many of a written summary's words another has.
//!
//! Words are runs of ASCII letters and digits in lower case, those of four letters and more by their
//! stems; a sentence is a line. As the `rouge-score` package of Google Research computes it, whose
//! figures are the ones that are published.

use std::collections::BTreeMap;

use super::porter;

/// F1 of single words, of pairs, and of longest common subsequences by sentence; each 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rouge {
    /// ROUGE-1.
    pub one: f64,
    /// ROUGE-2.
    pub two: f64,
    /// ROUGE-Lsum.
    pub lsum: f64,
}

/// The figures of `found` against `reference`.
pub fn rouge(reference: &str, found: &str) -> Rouge {
    let lines = |text: &str| -> Vec<Vec<String>> {
        text.split('\n').filter(|line| !line.is_empty()).map(words).collect()
    };
    let (reference_words, found_words) = (words(reference), words(found));
    Rouge {
        one: of_runs(&reference_words, &found_words, 1),
        two: of_runs(&reference_words, &found_words, 2),
        lsum: of_subsequences(&lines(reference), &lines(found)),
    }
}

fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| if word.len() > 3 { porter::stem(word) } else { word.to_owned() }).collect()
}

/// F1 of runs of `length` words.
fn of_runs(reference: &[String], found: &[String], length: usize) -> f64 {
    fn counted(words: &[String], length: usize) -> BTreeMap<&[String], usize> {
        let mut counts = BTreeMap::new();
        words.windows(length).for_each(|run| *counts.entry(run).or_default() += 1);
        counts
    }
    let (in_reference, in_found) = (counted(reference, length), counted(found, length));
    let common =
        in_reference.iter().map(|(run, &count)| count.min(*in_found.get(run).unwrap_or(&0)));
    let runs = |words: &[String]| (words.len() + 1).saturating_sub(length);
    f1(common.sum(), runs(reference), runs(found))
}

/// F1 of the words of each reference sentence that are in a longest common subsequence with some
/// found sentence; a word counts as often as both texts have it.
fn of_subsequences(reference: &[Vec<String>], found: &[Vec<String>]) -> f64 {
    let mut left: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    reference.iter().flatten().for_each(|word| left.entry(word).or_default().0 += 1);
    found.iter().flatten().for_each(|word| left.entry(word).or_default().1 += 1);
    let mut hits = 0;
    for sentence in reference {
        let mut common = vec![false; sentence.len()];
        found.iter().for_each(|other| mark_common(sentence, other, &mut common));
        for (word, _) in sentence.iter().zip(common).filter(|(_, common)| *common) {
            let (ours, theirs) = left.get_mut(&**word).expect("every word was counted");
            if *ours > 0 && *theirs > 0 {
                (*ours, *theirs, hits) = (*ours - 1, *theirs - 1, hits + 1);
            }
        }
    }
    let total = |lines: &[Vec<String>]| lines.iter().map(Vec::len).sum();
    f1(hits, total(reference), total(found))
}

/// Marks the words of `sentence` that are in a longest common subsequence with `other`. Where there
/// are several, the one that a walk from the end finds that goes back in `sentence` first.
fn mark_common(sentence: &[String], other: &[String], common: &mut [bool]) {
    let width = other.len() + 1;
    let mut longest = vec![0_u32; (sentence.len() + 1) * width];
    for (i, word) in sentence.iter().enumerate() {
        for (j, theirs) in other.iter().enumerate() {
            longest[(i + 1) * width + j + 1] = if word == theirs {
                longest[i * width + j] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (sentence.len(), other.len());
    while i > 0 && j > 0 {
        if sentence[i - 1] == other[j - 1] {
            common[i - 1] = true;
            (i, j) = (i - 1, j - 1);
        } else if longest[i * width + j - 1] > longest[(i - 1) * width + j] {
            j -= 1;
        } else {
            i -= 1;
        }
    }
}

/// From the unrounded precision and recall, as the package does.
fn f1(common: usize, reference: usize, found: usize) -> f64 {
    let precision = common as f64 / found.max(1) as f64;
    let recall = common as f64 / reference.max(1) as f64;
    if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_those_that_a_hand_counts() {
        // Reference: the mayor open the quay (5 words); found: the mayor close the quay (5).
        let figures = rouge("The mayor opens the quay.", "The mayor closed the quay!");
        let near = |figure: f64, expected: f64| (figure - expected).abs() < 1e-9;
        assert!(near(figures.one, 0.8), "the, mayor, the, quay: {figures:?}");
        assert!(near(figures.two, 0.5), "“the mayor” and “the quay”, of four pairs: {figures:?}");
        assert!(near(figures.lsum, 0.8), "{figures:?}");
        // The order of the sentences does not matter to Lsum, the order of words does.
        let figures = rouge("Rain fell.\nShe left.", "She left.\nFell rain.");
        assert_eq!(figures.one, 1.0);
        assert_eq!(figures.lsum, 0.75);
        assert_eq!(rouge("", "x"), Rouge::default());
        assert_eq!(rouge("x", "…"), Rouge::default());
    }
}
