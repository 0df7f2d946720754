//! Weights that are added to those of a finished model, and how they are written.
//!
//! They are text, so that they can be handed on as a configuration's value, compared, and looked at:
//!
//! ```text
//! copydesk-added 1 LABELS ROWS BASE
//! 0a1b2c3d 5:+12 9:-12
//! ```
//!
//! The first line has the number of labels, of rows, and the hash of the model that the weights are to be
//! added to. Each other line is a row: a feature's id in hexadecimal digits, and label numbers with
//! weights in the model's quantised units. The ids rise.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hash::BuildHasherDefault;

use crate::tagger::Sums;
use crate::tagger::examples::IdHasher;

/// What the first line begins with.
const HEAD: &str = "copydesk-added 1";

/// The weights of one feature: labels and quantised weights.
type Row = Vec<(u8, i32)>;

/// Weights by feature, to be added to a model's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddedWeights {
    labels: usize,
    base: u64,
    rows: HashMap<u32, Row, BuildHasherDefault<IdHasher>>,
}

impl AddedWeights {
    /// No weights yet, for a model of so many labels with this hash.
    pub(crate) fn new(labels: usize, base: u64) -> Self {
        Self { labels, base, rows: HashMap::default() }
    }

    /// Sets a feature's row. Without weights it has none.
    pub(crate) fn insert(&mut self, feature: u32, row: Row) {
        if !row.is_empty() {
            self.rows.insert(feature, row);
        }
    }

    /// The number of features that have weights.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no feature has any.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds the weights of a token's features to its sums.
    pub fn add(&self, features: &[u32], sums: &mut Sums) {
        for feature in features {
            for &(label, weight) in self.rows.get(feature).into_iter().flatten() {
                sums[usize::from(label)] += weight;
            }
        }
    }

    /// The weights as text. The same weights give the same text.
    pub fn to_text(&self) -> String {
        let mut rows: Vec<_> = self.rows.iter().collect();
        rows.sort_unstable();
        let mut text = format!("{HEAD} {} {} {:016x}\n", self.labels, rows.len(), self.base);
        for (feature, row) in rows {
            let _ = write!(text, "{feature:08x}");
            for (label, weight) in row {
                let _ = write!(text, " {label}:{weight:+}");
            }
            text.push('\n');
        }
        text
    }

    /// The weights that the text holds, for a model of so many labels with this hash.
    ///
    /// # Errors
    ///
    /// When it is no such text, is cut short, or belongs to another model; in words for a person.
    pub fn from_text(text: &str, labels: usize, base: u64) -> Result<Self, String> {
        let mut lines = text.lines();
        let head = lines.next().and_then(|line| line.strip_prefix(HEAD));
        let head = head.ok_or("this is no model that `copydesk train` made")?;
        let damaged = |line: usize| format!("line {line}: the model is damaged; train it again");
        let [of_labels, rows, of] = *head.split_whitespace().collect::<Vec<_>>() else {
            return Err(damaged(1));
        };
        if of_labels != labels.to_string() || of != format!("{base:016x}") {
            return Err("the model was trained with another release; train it again".to_owned());
        }
        let mut added = Self::new(labels, base);
        let mut last = None;
        for (number, line) in lines.enumerate() {
            let (feature, row) = row(line, labels)
                .filter(|&(f, _)| last < Some(f))
                .ok_or_else(|| damaged(number + 2))?;
            last = Some(feature);
            added.insert(feature, row);
        }
        if rows != added.len().to_string() {
            return Err("the model is cut short; train it again".to_owned());
        }
        Ok(added)
    }
}

fn row(line: &str, labels: usize) -> Option<(u32, Row)> {
    let mut words = line.split(' ');
    let feature = u32::from_str_radix(words.next()?, 16).ok()?;
    let pair = |word: &str| {
        let (label, weight) = word.split_once(':')?;
        let label: u8 = label.parse().ok().filter(|&label| usize::from(label) < labels)?;
        // Far more than any model's own weight, and far from where sums overflow.
        let weight: i32 = weight.parse().ok().filter(|weight: &i32| weight.abs() < 1 << 16)?;
        Some((label, weight))
    };
    let row: Row = words.map(pair).collect::<Option<_>>()?;
    (!row.is_empty()).then_some((feature, row))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_the_same_once_written_and_read() {
        let mut added = AddedWeights::new(3, 7);
        added.insert(9, vec![(0, 4), (2, -4)]);
        added.insert(1, vec![(1, 1)]);
        added.insert(2, vec![]);
        let text = added.to_text();
        assert_eq!(
            text,
            "copydesk-added 1 3 2 0000000000000007\n00000001 1:+1\n00000009 0:+4 2:-4\n"
        );
        assert_eq!(AddedWeights::from_text(&text, 3, 7), Ok(added));
    }

    #[test]
    fn what_is_no_such_text_is_told() {
        let good = "copydesk-added 1 3 1 0000000000000007\n00000001 1:+1\n";
        for (text, message) in [
            ("", "this is no model that `copydesk train` made"),
            ("copydesk-added 1 3\n", "line 1: the model is damaged; train it again"),
            (&good[..38], "the model is cut short; train it again"),
            (&good.replace("1:+1", "3:+1"), "line 2: the model is damaged; train it again"),
            (&good.replace("1:+1", "1:+99999"), "line 2: the model is damaged; train it again"),
            (&format!("{good}00000001 1:+1\n"), "line 3: the model is damaged; train it again"),
        ] {
            assert_eq!(AddedWeights::from_text(text, 3, 7).unwrap_err(), message, "{text}");
        }
        let other = AddedWeights::from_text(good, 3, 8).unwrap_err();
        assert_eq!(other, "the model was trained with another release; train it again");
    }
}
