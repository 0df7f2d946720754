//! One article of an evaluation: what ought to be found and what was, in the same unit.

use copydesk_document::{Annotation, Document, OffsetMap, OffsetUnit, Span};

use super::gold::{Gold, Place};
use crate::failure::Failure;
use crate::output::excerpt::Mark;

/// A gold article beside what was found in it.
pub struct Article<'a> {
    /// What ought to be found.
    pub gold: &'a Gold,
    /// What was.
    pub document: &'a Document,
    /// The text, one code point after another.
    pub chars: Vec<char>,
    map: OffsetMap<'a>,
}

impl<'a> Article<'a> {
    /// The two beside each other.
    ///
    /// # Errors
    /// When their texts differ, so that no position means the same in both.
    pub fn new(gold: &'a Gold, document: &'a Document) -> Result<Self, Failure> {
        if gold.text != document.text() {
            let same = gold.text.chars().zip(document.text().chars());
            let at = same.take_while(|(one, other)| one == other).count();
            let unix = |text: &str| text.replace("\r\n", "\n");
            let line_ends = unix(&gold.text) == unix(document.text());
            return Err(gold.failure(&format!(
                "the text of {:?} is another in the output, from code point {at} on{}; run copydesk on the gold file itself",
                gold.id,
                if line_ends { " (only the line ends differ)" } else { "" }
            )));
        }
        let map = OffsetMap::new(document.text(), OffsetUnit::Char);
        Ok(Self { gold, document, chars: gold.text.chars().collect(), map })
    }

    /// What was found in the layer, in text order, with its place. What is about the whole article
    /// is left out.
    pub fn found(&self, layer: &str) -> Vec<(Place, &'a Annotation)> {
        let layer = self.document.layer(layer).map(|layer| layer.annotations()).unwrap_or_default();
        let placed = layer.iter();
        placed.filter_map(|found| Some((self.map.outward(found.span?), found))).collect()
    }

    /// Where a span of the found annotations stands.
    pub fn place(&self, span: Span) -> Place {
        self.map.outward(span)
    }

    /// An error of the kind `kind`, with words of the text and what to say of each.
    pub fn error<'n>(
        &self,
        kind: impl Into<String>,
        marks: impl IntoIterator<Item = (Place, &'n str)>,
    ) -> Error {
        let mark = |((start, end), note): (Place, &str)| {
            self.map.inward(start, end).map(|span| Mark::new(span, note))
        };
        Error { kind: kind.into(), marks: marks.into_iter().filter_map(mark).collect() }
    }
}

/// Something that was found and ought not to be, or the other way round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The kind of error, under which it is counted.
    pub kind: String,
    /// The words in question, with what gold and output say of them.
    pub marks: Vec<Mark>,
}

/// Whether two ranges share a code point.
pub fn overlap(one: Place, other: Place) -> bool {
    one.0.max(other.0) < one.1.min(other.1)
}
