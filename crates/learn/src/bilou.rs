//! Spans as labels of single tokens and back: the BILOU scheme.
//!
//! A class has four labels, for the beginning, inside and last token of a span and for a span of
//! one token (unit); one label more stands for outside. For linear models this is worth about a
//! point of F1 over begin/inside/outside (Ratinov & Roth 2009).

use std::ops::Range;

/// The label of a token that is in no span.
pub const OUTSIDE: u8 = 0;

const BEGIN: u8 = 0;
const INSIDE: u8 = 1;
const LAST: u8 = 2;
const UNIT: u8 = 3;

/// The labels of a number of classes.
///
/// ```
/// use copydesk_learn::bilou::Bilou;
///
/// // The report · Human Rights Watch · and · Amnesty
/// const ORGANIZATION: u8 = 0;
/// let bilou = Bilou::new(9);
/// let spans = [(2..5, ORGANIZATION), (6..7, ORGANIZATION)];
/// let labels = bilou.encode(7, &spans);
/// assert_eq!(labels, [0, 0, 1, 2, 3, 0, 4]);
/// assert_eq!(bilou.decode(&labels).collect::<Vec<_>>(), spans);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bilou {
    classes: u8,
}

/// A span of tokens, half-open, and the classes that it may have, as bits; see [`Bilou::masks`].
pub type MaskedSpan = (Range<usize>, u64);

impl Bilou {
    /// The labels of the classes `0..classes`.
    ///
    /// # Panics
    ///
    /// When there are no classes or more than 15, as a tagger has at most 64 labels.
    pub fn new(classes: u8) -> Self {
        assert!((1..=15).contains(&classes), "1 to 15 classes, not {classes}");
        Self { classes }
    }

    /// The number of labels: four a class, and one for outside.
    pub fn labels(&self) -> usize {
        usize::from(self.classes) * 4 + 1
    }

    /// Whether one label may follow another; for
    /// [`TaggerTrainer::with_constraints`](crate::tagger::TaggerTrainer::with_constraints), where
    /// `None` stands for the start and the end.
    pub fn allowed(&self, prev: Option<u8>, next: Option<u8>) -> bool {
        let open = |(class, part): (u8, u8)| (part == BEGIN || part == INSIDE).then_some(class);
        let needs = |(class, part): (u8, u8)| (part == INSIDE || part == LAST).then_some(class);
        prev.and_then(split).and_then(open) == next.and_then(split).and_then(needs)
    }

    /// The labels of `tokens` tokens with these spans.
    ///
    /// # Panics
    ///
    /// When a span is empty or reaches beyond the tokens, or its class is not one of these.
    pub fn encode(&self, tokens: usize, spans: &[(Range<usize>, u8)]) -> Vec<u8> {
        let mut labels = vec![OUTSIDE; tokens];
        for (span, class) in spans {
            assert!(*class < self.classes, "class {class} of {}", self.classes);
            for token in span.clone() {
                labels[token] = label(*class, part(span, token));
            }
            assert!(!span.is_empty(), "a span has a token");
        }
        labels
    }

    /// Gold masks for [`TaggerTrainer::push`](crate::tagger::TaggerTrainer::push) from a corpus
    /// that says less than the tagger will.
    ///
    /// A span's token may have any of the span's classes. A token outside them may be outside or
    /// belong to a span of a class in `unmarked`: one that the corpus does not mark at all.
    ///
    /// ```
    /// use copydesk_learn::bilou::Bilou;
    ///
    /// const PERSON: u64 = 1 << 0;
    /// const PLACE: u64 = 1 << 1;
    /// const FACILITY: u64 = 1 << 2;
    /// const DATE: u64 = 1 << 3;
    /// // London · 1996-08-30, in a corpus without dates, where facilities are places.
    /// let masks = Bilou::new(4).masks(2, &[(0..1, PLACE | FACILITY)], DATE);
    /// assert_eq!(masks, [1 << 8 | 1 << 12, 1 | 0b1111 << 13]);
    /// ```
    ///
    /// # Panics
    ///
    /// When a span reaches beyond the tokens.
    pub fn masks(&self, tokens: usize, spans: &[MaskedSpan], unmarked: u64) -> Vec<u64> {
        let classes = |bits: u64| (0..self.classes).filter(move |class| bits >> class & 1 == 1);
        let any = classes(unmarked).fold(1, |mask, class| mask | 0b1111_u64 << label(class, BEGIN));
        let mut masks = vec![any; tokens];
        for (span, bits) in spans {
            for token in span.clone() {
                let part = part(span, token);
                masks[token] = classes(*bits).fold(0, |mask, class| mask | 1 << label(class, part));
            }
        }
        masks
    }

    /// The spans of a labelling, in order; those that a labelling leaves unfinished, which a
    /// constrained tagger's never does, are not among them.
    pub fn decode<'a>(&self, labels: &'a [u8]) -> impl Iterator<Item = (Range<usize>, u8)> + 'a {
        let mut open: Option<(usize, u8)> = None;
        labels.iter().enumerate().filter_map(move |(token, &label)| {
            let Some((class, part)) = split(label) else {
                open = None;
                return None;
            };
            let start = open.filter(|&(_, of)| of == class).map(|(start, _)| start);
            open = match part {
                BEGIN => Some((token, class)),
                INSIDE => start.map(|start| (start, class)),
                _ => None,
            };
            match part {
                UNIT => Some((token..token + 1, class)),
                LAST => start.map(|start| (start..token + 1, class)),
                _ => None,
            }
        })
    }
}

fn label(class: u8, part: u8) -> u8 {
    1 + class * 4 + part
}

fn split(label: u8) -> Option<(u8, u8)> {
    label.checked_sub(1).map(|label| (label / 4, label % 4))
}

fn part(span: &Range<usize>, token: usize) -> u8 {
    match (token == span.start, token + 1 == span.end) {
        (true, true) => UNIT,
        (true, false) => BEGIN,
        (false, true) => LAST,
        (false, false) => INSIDE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_must_be_finished_in_its_class() {
        let bilou = Bilou::new(2);
        let [b, i, l, u] = [1, 2, 3, 4];
        let other = |label: u8| label + 4;
        for (prev, next, allowed) in [
            (None, Some(OUTSIDE), true),
            (None, Some(b), true),
            (None, Some(i), false),
            (None, Some(l), false),
            (Some(b), Some(i), true),
            (Some(b), Some(l), true),
            (Some(b), Some(other(l)), false),
            (Some(b), Some(OUTSIDE), false),
            (Some(b), Some(u), false),
            (Some(i), Some(l), true),
            (Some(l), Some(other(b)), true),
            (Some(u), Some(i), false),
            (Some(u), None, true),
            (Some(l), None, true),
            (Some(b), None, false),
            (Some(i), None, false),
        ] {
            assert_eq!(bilou.allowed(prev, next), allowed, "{prev:?} {next:?}");
        }
    }

    #[test]
    fn touching_spans_stay_apart() {
        let bilou = Bilou::new(2);
        let spans = vec![(0..2, 1), (2..3, 1), (3..6, 1), (6..8, 0)];
        let labels = bilou.encode(9, &spans);
        assert_eq!(bilou.decode(&labels).collect::<Vec<_>>(), spans);
    }

    #[test]
    fn unfinished_spans_are_left_out() {
        // B · L of another class · B · outside · L · I · unit
        let labels = [1, 7, 1, 0, 3, 2, 4];
        assert_eq!(Bilou::new(2).decode(&labels).collect::<Vec<_>>(), [(6..7, 0)]);
    }
}
