//! Where in a text: a half-open range of UTF-8 bytes, a type of its own so that it is never mixed up
//! with code points, tokens or a pair of integers.

use std::fmt;

/// A half-open range of UTF-8 bytes: `start` is the first byte inside, `end` the first byte after.
///
/// A span does not know its text. Whoever makes one from outside input checks it with
/// [`Span::fits`]; the host does so for every record that a stage hands over.
///
/// The two readings of a boundary: two spans that *touch* (`0..4` and `4..9`) do not *overlap*, and
/// the end is not inside.
///
/// ```
/// use copydesk_document::Span;
///
/// let (name, verb) = (Span::new(0, 4), Span::new(4, 9));
/// assert!(!name.overlaps(verb));
/// assert!(!name.contains(4));
/// assert!(Span::new(0, 9).covers(name));
/// assert_eq!(name.of("Ruiz said"), "Ruiz");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The span from byte `start` up to, not including, byte `end`.
    ///
    /// # Panics
    /// When `start` is greater than `end`. Use [`Span::checked`] for numbers from outside.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Self {
        assert!(start <= end, "a span starts before it ends");
        Self { start, end }
    }

    /// Like [`Span::new`], but `None` when `start` is greater than `end`.
    #[must_use]
    pub const fn checked(start: u32, end: u32) -> Option<Self> {
        if start <= end { Some(Self { start, end }) } else { None }
    }

    /// The span of `range`, in bytes.
    ///
    /// # Panics
    /// When the range runs backwards or past 4 GiB, which no [`Document`](crate::Document) reaches.
    #[must_use]
    pub fn from_range(range: std::ops::Range<usize>) -> Self {
        let byte = |at: usize| u32::try_from(at).expect("a text is shorter than 4 GiB");
        Self::new(byte(range.start), byte(range.end))
    }

    /// The first byte inside.
    #[must_use]
    pub const fn start(self) -> u32 {
        self.start
    }

    /// The first byte after.
    #[must_use]
    pub const fn end(self) -> u32 {
        self.end
    }

    /// The length in bytes.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether the span holds no byte. An empty span marks a place between two characters.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The span as a range of `usize`, for slicing.
    #[must_use]
    pub const fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether the byte at `position` is inside; the byte at `end` is not.
    #[must_use]
    pub const fn contains(self, position: u32) -> bool {
        self.start <= position && position < self.end
    }

    /// Whether all of `other` lies inside this span, edges included.
    #[must_use]
    pub const fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte. Spans that only touch do not, and an empty span
    /// shares no byte with anything.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        let start = if self.start > other.start { self.start } else { other.start };
        let end = if self.end < other.end { self.end } else { other.end };
        start < end
    }

    /// The smallest span that covers both.
    ///
    /// ```
    /// use copydesk_document::Span;
    /// assert_eq!(Span::new(3, 5).hull(Span::new(9, 12)), Span::new(3, 12));
    /// ```
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether the span lies within `text` with both ends on character boundaries.
    ///
    /// ```
    /// use copydesk_document::Span;
    /// let text = "Müller";
    /// assert!(Span::new(0, 7).fits(text));
    /// assert!(!Span::new(0, 2).fits(text), "the ü is two bytes long");
    /// assert!(!Span::new(0, 8).fits(text), "past the end");
    /// ```
    #[must_use]
    pub fn fits(self, text: &str) -> bool {
        let range = self.range();
        text.is_char_boundary(range.start) && text.is_char_boundary(range.end)
    }

    /// The words that the span covers.
    ///
    /// # Panics
    /// When the span does not fit the text (see [`Span::fits`]).
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::Span;

    #[test]
    fn touching_spans_do_not_overlap() {
        assert!(!Span::new(0, 4).overlaps(Span::new(4, 8)));
        assert!(Span::new(0, 5).overlaps(Span::new(4, 8)));
    }

    #[test]
    fn an_empty_span_overlaps_nothing_and_is_covered_at_both_edges() {
        let empty = Span::new(4, 4);
        assert!(!empty.overlaps(Span::new(0, 8)));
        assert!(Span::new(0, 4).covers(empty));
        assert!(Span::new(4, 8).covers(empty));
        assert!(empty.fits("Ruiz") && !Span::new(5, 5).fits("Ruiz"));
    }

    #[test]
    fn a_backward_pair_is_no_span() {
        assert_eq!(Span::checked(5, 4), None);
        assert_eq!(Span::checked(4, 4), Some(Span::new(4, 4)));
    }
}
