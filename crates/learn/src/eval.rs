//! The measures that models are judged by: precision, recall and F1 over spans, average precision,
//! and the folds of a cross-validation.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use crate::rng::Rng;

/// How many of the predicted items are gold items, of how many.
///
/// ```
/// use copydesk_learn::eval::Counts;
///
/// // 8 of 10 mentions found by the tagger are right; the gold standard has 16.
/// let counts = Counts { correct: 8, predicted: 10, gold: 16 };
/// assert_eq!(counts.precision(), 0.8);
/// assert_eq!(counts.recall(), 0.5);
/// assert!((counts.f1() - 0.615).abs() < 0.001);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Items both predicted and gold.
    pub correct: u64,
    /// Items predicted.
    pub predicted: u64,
    /// Items in the gold standard.
    pub gold: u64,
}

impl Counts {
    /// The share of predicted items that are right, 0 to 1; 0 where nothing is predicted.
    pub fn precision(&self) -> f64 {
        share(self.correct, self.predicted)
    }

    /// The share of gold items that are found, 0 to 1; 0 where there are none.
    pub fn recall(&self) -> f64 {
        share(self.correct, self.gold)
    }

    /// The harmonic mean of precision and recall, 0 to 1.
    pub fn f1(&self) -> f64 {
        share(2 * self.correct, self.predicted + self.gold)
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.correct += other.correct;
        self.predicted += other.predicted;
        self.gold += other.gold;
    }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Counts over spans with labels, for each label and in all.
///
/// A predicted span is right when a gold span has the same start, end and label (the measure of
/// CoNLL-2003); a gold span can be found only once.
///
/// ```
/// use copydesk_learn::eval::SpanCounts;
///
/// let mut counts = SpanCounts::new();
/// // "[Lagos State University] closed": the tagger found the right words and one name too many.
/// counts.add(&[(0, 3, "ORG")], &[(0, 3, "ORG"), (0, 1, "LOC")]);
/// // Touching is not enough.
/// counts.add(&[(4, 6, "ORG")], &[(4, 5, "ORG")]);
/// assert_eq!(counts.all().precision(), 1.0 / 3.0);
/// assert_eq!(counts.label(&"ORG").recall(), 0.5);
/// ```
#[derive(Clone, Debug)]
pub struct SpanCounts<L> {
    labels: BTreeMap<L, Counts>,
}

impl<L: Ord + Clone> Default for SpanCounts<L> {
    fn default() -> Self {
        Self { labels: BTreeMap::new() }
    }
}

impl<L: Ord + Clone> SpanCounts<L> {
    /// Counts of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the spans of one document or sentence: start, end and label each, in whatever unit.
    pub fn add(&mut self, gold: &[(usize, usize, L)], predicted: &[(usize, usize, L)]) {
        let mut open: BTreeMap<&(usize, usize, L), u64> = BTreeMap::new();
        for span in gold {
            *open.entry(span).or_default() += 1;
            self.labels.entry(span.2.clone()).or_default().gold += 1;
        }
        for span in predicted {
            let counts = self.labels.entry(span.2.clone()).or_default();
            counts.predicted += 1;
            if let Some(left) = open.get_mut(span).filter(|left| **left > 0) {
                *left -= 1;
                counts.correct += 1;
            }
        }
    }

    /// The counts over all labels (micro average).
    pub fn all(&self) -> Counts {
        let mut all = Counts::default();
        self.labels.values().for_each(|&counts| all += counts);
        all
    }

    /// The counts of one label.
    pub fn label(&self, label: &L) -> Counts {
        self.labels.get(label).copied().unwrap_or_default()
    }

    /// The labels seen and their counts, in the order of the labels.
    pub fn labels(&self) -> impl Iterator<Item = (&L, Counts)> {
        self.labels.iter().map(|(label, &counts)| (label, counts))
    }
}

/// The average precision of a ranking: the mean, over the positives, of the precision at each one's
/// rank; 0 to 1, and 0 without positives. Items of equal score count as one step, so that the order
/// in which they are given does not matter.
///
/// ```
/// use copydesk_learn::eval::average_precision;
///
/// // Sentences by claim-worthiness; the second of three is not a claim.
/// let ranked = [(0.9, true), (0.5, false), (0.4, true)];
/// assert!((average_precision(&ranked) - (1.0 + 2.0 / 3.0) / 2.0).abs() < 1e-9);
/// ```
pub fn average_precision(items: &[(f32, bool)]) -> f64 {
    let mut items = items.to_vec();
    items.sort_by(|a, b| b.0.total_cmp(&a.0));
    let positives = items.iter().filter(|item| item.1).count() as u64;
    let (mut seen, mut found, mut sum) = (0, 0, 0.0);
    for tied in items.chunk_by(|a, b| a.0 == b.0) {
        let new = tied.iter().filter(|item| item.1).count() as u64;
        seen += tied.len() as u64;
        found += new;
        sum += new as f64 * share(found, seen);
    }
    if positives == 0 { 0.0 } else { sum / positives as f64 }
}

/// Splits the items `0..items` into `k` folds of equal size (give or take one), at random but the
/// same for the same seed; each fold is in ascending order.
///
/// Items must be independent: give the number of articles, not of sentences.
///
/// # Panics
///
/// When `k` is 0.
///
/// ```
/// let folds = copydesk_learn::eval::folds(10, 3, 1);
/// assert_eq!(folds.iter().map(Vec::len).collect::<Vec<_>>(), [4, 3, 3]);
/// ```
pub fn folds(items: usize, k: usize, seed: u64) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..items).collect();
    Rng::new(seed).shuffle(&mut order);
    let mut folds = vec![Vec::new(); k];
    for (place, item) in order.into_iter().enumerate() {
        folds[place % k].push(item);
    }
    folds.iter_mut().for_each(|fold| fold.sort_unstable());
    folds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gold_span_is_found_once() {
        let mut counts = SpanCounts::new();
        counts.add(&[(0, 1, 'p')], &[(0, 1, 'p'), (0, 1, 'p')]);
        assert_eq!(counts.all(), Counts { correct: 1, predicted: 2, gold: 1 });
    }

    #[test]
    fn nothing_gives_zero_and_not_nan() {
        assert_eq!(Counts::default().f1(), 0.0);
        assert_eq!(average_precision(&[]), 0.0);
        assert_eq!(average_precision(&[(1.0, false)]), 0.0);
    }

    #[test]
    fn ties_do_not_depend_on_order() {
        let precision = average_precision(&[(1.0, true), (1.0, false)]);
        assert_eq!(precision, average_precision(&[(1.0, false), (1.0, true)]));
        assert_eq!(precision, 0.5);
    }

    #[test]
    fn folds_partition_the_items() {
        let folds = folds(101, 7, 3);
        let mut all: Vec<usize> = folds.concat();
        all.sort_unstable();
        assert_eq!(all, (0..101).collect::<Vec<_>>());
    }
}
