//! Offsets in the unit that a reader counts in.
//!
//! Inside, positions are UTF-8 bytes. Python counts code points, JavaScript and Java count UTF-16
//! units; a map translates a text's positions both ways without walking the text each time.

use serde::{Deserialize, Serialize};

use crate::Span;

/// The unit in which an output counts positions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OffsetUnit {
    /// Unicode code points: Python's `text[start:end]`. The default, because most readers of the
    /// output are Python programs.
    #[default]
    Char,
    /// UTF-8 bytes: Rust, Go, C.
    Utf8,
    /// UTF-16 code units: JavaScript, Java, C#.
    Utf16,
}

/// How many bytes lie between two stored positions: a look-up walks at most this far.
const STRIDE: usize = 64;

/// Translates byte positions of one text to another unit and back.
///
/// ```
/// use copydesk_document::{OffsetMap, OffsetUnit, Span};
///
/// let text = "«Müller» 🙂 said";
/// let said = Span::from_range(text.find("said").unwrap()..text.len());
/// assert_eq!(OffsetMap::new(text, OffsetUnit::Char).outward(said), (11, 15));
/// assert_eq!(OffsetMap::new(text, OffsetUnit::Utf16).outward(said), (12, 16));
/// assert_eq!(OffsetMap::new(text, OffsetUnit::Char).inward(11, 15), Some(said));
/// ```
#[derive(Clone, Debug)]
pub struct OffsetMap<'t> {
    text: &'t str,
    unit: OffsetUnit,
    /// Units before byte `k * STRIDE`, counting a character where it starts. Empty when both units
    /// agree throughout, as they do for ASCII.
    marks: Vec<u32>,
}

impl<'t> OffsetMap<'t> {
    /// The map of `text` for `unit`.
    #[must_use]
    pub fn new(text: &'t str, unit: OffsetUnit) -> Self {
        let mut marks = Vec::new();
        if unit != OffsetUnit::Utf8 && !text.is_ascii() {
            let mut units = 0;
            for chunk in text.as_bytes().chunks(STRIDE) {
                marks.push(units);
                units += count(chunk, unit);
            }
            marks.push(units);
        }
        Self { text, unit, marks }
    }

    /// The start and end of a span in this map's unit.
    ///
    /// # Panics
    /// When the span does not fit the text.
    #[must_use]
    pub fn outward(&self, span: Span) -> (u32, u32) {
        (self.unit_at(span.start()), self.unit_at(span.end()))
    }

    /// The span between two positions in this map's unit, or `None` when they lie outside the text,
    /// run backwards, or fall inside a character.
    #[must_use]
    pub fn inward(&self, start: u32, end: u32) -> Option<Span> {
        let span = Span::checked(self.byte_at(start)?, self.byte_at(end)?)?;
        span.fits(self.text).then_some(span)
    }

    fn unit_at(&self, byte: u32) -> u32 {
        if self.marks.is_empty() {
            return byte;
        }
        let mark = byte as usize / STRIDE;
        self.marks[mark] + count(&self.text.as_bytes()[mark * STRIDE..byte as usize], self.unit)
    }

    fn byte_at(&self, position: u32) -> Option<u32> {
        if self.marks.is_empty() {
            return (position as usize <= self.text.len()).then_some(position);
        }
        // The last mark that is not past the position; from there byte by byte.
        let mark = self.marks.partition_point(|&units| units <= position) - 1;
        let mut units = self.marks[mark];
        let bytes = self.text.as_bytes();
        let mut at = (mark * STRIDE).min(bytes.len());
        while units < position {
            units += width(*bytes.get(at)?, self.unit);
            at += 1;
        }
        // Continuation bytes belong to the character before.
        while bytes.get(at).is_some_and(|byte| byte & 0xC0 == 0x80) {
            at += 1;
        }
        (units == position).then(|| u32::try_from(at).expect("a text is shorter than 4 GiB"))
    }
}

/// How many units the characters that start in `bytes` take.
fn count(bytes: &[u8], unit: OffsetUnit) -> u32 {
    bytes.iter().map(|&byte| width(byte, unit)).sum()
}

/// How many units the character that starts with `byte` takes; none for a continuation byte.
const fn width(byte: u8, unit: OffsetUnit) -> u32 {
    match (unit, byte) {
        (OffsetUnit::Utf8, _) => 1,
        (_, 0x80..=0xBF) => 0,
        (OffsetUnit::Utf16, 0xF0..) => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_of_a_long_mixed_text_goes_there_and_back() {
        let text = "Łódź — “ça va”, 🙂🙂 said Núñez; plain ascii runs on here. ".repeat(9);
        for unit in [OffsetUnit::Char, OffsetUnit::Utf8, OffsetUnit::Utf16] {
            let map = OffsetMap::new(&text, unit);
            let mut units = 0;
            for (at, character) in text.char_indices() {
                let span = Span::from_range(at..at + character.len_utf8());
                let wide = match unit {
                    OffsetUnit::Char => 1,
                    OffsetUnit::Utf8 => character.len_utf8(),
                    OffsetUnit::Utf16 => character.len_utf16(),
                };
                let wide = u32::try_from(wide).unwrap();
                assert_eq!(map.outward(span), (units, units + wide), "{unit:?} at {at}");
                assert_eq!(map.inward(units, units + wide), Some(span), "{unit:?} at {at}");
                units += wide;
            }
        }
    }

    #[test]
    fn positions_outside_or_inside_a_character_are_refused() {
        assert_eq!(OffsetMap::new("🙂", OffsetUnit::Utf16).inward(0, 1), None);
        assert_eq!(OffsetMap::new("é", OffsetUnit::Utf8).inward(0, 1), None);
        assert_eq!(OffsetMap::new("é", OffsetUnit::Char).inward(0, 2), None);
        assert_eq!(OffsetMap::new("ab", OffsetUnit::Char).inward(1, 3), None);
        assert_eq!(OffsetMap::new("ab", OffsetUnit::Char).inward(2, 1), None);
    }
}
