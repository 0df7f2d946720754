//! A sentence of an article with carets under some of its words, for lists of errors and of changes.
//!
//! ```text
//!   Talks in Port Elsing began on Monday.
//!            ^^^^^^^^^^^ gold LOC
//!                 ^^^^^^ found PERSON
//! ```

use std::fmt::Write as _;

use copydesk_document::{Document, Layer, Span};
use unicode_width::UnicodeWidthStr;

use copydesk_stage::testing::carets::flat;

/// The most bytes of text that are shown before and after the words in question.
const AROUND: u32 = 160;

/// Words of a text and what to say under them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The words.
    pub span: Span,
    /// What to say.
    pub note: String,
}

impl Mark {
    /// What to say of these words.
    pub fn new(span: Span, note: impl Into<String>) -> Self {
        Self { span, note: note.into() }
    }
}

/// The sentence in which the first of `marks` starts, up to where the last ends if that is not far,
/// with carets under the words of each. Every line starts with `indent`.
///
/// Where no stage made sentences it is the line; of a long one only what stands around the words.
pub fn render(document: &Document, marks: &[Mark], indent: &str) -> String {
    let mut out = String::new();
    let text = document.text();
    let Some(hull) = marks.iter().map(|mark| mark.span).reduce(Span::hull) else {
        return out;
    };
    let shown = window(text, around(document, hull), hull);
    let (before, after) = (shown.start() > 0, shown.end() < text.len() as u32);
    let cut = |at: u32| at > 0 && !text[..at as usize].ends_with(['\n', ' ']);
    let lead = if before && cut(shown.start()) { "…" } else { "" };
    let tail =
        if after && !text[shown.end() as usize..].starts_with(['\n', ' ']) { "…" } else { "" };
    let _ = writeln!(out, "{indent}{lead}{}{tail}", flat(shown.of(text)));
    for mark in marks {
        let from = mark.span.start().clamp(shown.start(), shown.end());
        let to = mark.span.end().clamp(from, shown.end());
        let column = lead.width() + flat(Span::new(shown.start(), from).of(text)).width();
        let carets = flat(Span::new(from, to).of(text)).width().max(1);
        let more = if mark.span.end() > shown.end() { "…" } else { "" };
        let _ = writeln!(out, "{indent}{:column$}{}{more} {}", "", "^".repeat(carets), mark.note);
    }
    out
}

/// The sentences that `hull` starts and ends in, or the line that it starts in.
fn around(document: &Document, hull: Span) -> Span {
    let sentences = document.layer("sentence").map(Layer::annotations).unwrap_or_default();
    let at = |byte: u32| {
        let spans = sentences.iter().filter_map(|sentence| sentence.span);
        spans.into_iter().find(|span| span.contains(byte))
    };
    if let Some(first) = at(hull.start()) {
        return match at(hull.end().saturating_sub(1)) {
            Some(last) => first.hull(last),
            None => first.hull(hull),
        };
    }
    let text = document.text();
    let start = text[..hull.start() as usize].rfind('\n').map_or(0, |at| at + 1);
    let end =
        text[hull.end() as usize..].find('\n').map_or(text.len(), |at| hull.end() as usize + at);
    Span::from_range(start..end)
}

/// Of `whole`, what stands around `hull`, cut at blanks, and of a long `hull` only its beginning.
fn window(text: &str, whole: Span, hull: Span) -> Span {
    let mut start = whole.start();
    if hull.start() > start + AROUND {
        start = boundary(text, hull.start() - AROUND);
        let blank = text[start as usize..hull.start() as usize].find(' ');
        start += blank.map_or(0, |at| at as u32 + 1);
    }
    let mut end = whole.end().max(hull.start());
    let far = hull.end().min(hull.start().saturating_add(4 * AROUND)).saturating_add(AROUND);
    if end > far {
        end = boundary(text, far);
        let blank = text[hull.start() as usize..end as usize].rfind(' ');
        end = blank.map_or(end, |at| hull.start() + at as u32);
    }
    let words = text[start as usize..end as usize].trim_end();
    Span::from_range(start as usize..start as usize + words.len())
}

/// The nearest character boundary at or before a byte.
fn boundary(text: &str, mut byte: u32) -> u32 {
    byte = byte.min(text.len() as u32);
    while !text.is_char_boundary(byte as usize) {
        byte -= 1;
    }
    byte
}

#[cfg(test)]
mod tests {
    use copydesk_document::Annotation;

    use super::*;

    fn at(text: &str, words: &str) -> Span {
        let start = text.find(words).unwrap();
        Span::from_range(start..start + words.len())
    }

    #[test]
    fn the_sentence_is_shown_or_the_line_and_of_long_ones_what_is_near() {
        let text = "Rain fell. 東京 waited for Ana Ruiz.\nShe came.";
        let mut document = Document::new("a", text).unwrap();
        let mark = [Mark::new(at(text, "Ana Ruiz"), "gold PERSON")];
        let line = "  Rain fell. 東京 waited for Ana Ruiz.\n                             ^^^^^^^^ gold PERSON\n";
        assert_eq!(render(&document, &mark, "  "), line);
        let sentence = Annotation::new(document.fresh_id(), at(text, "東京 waited for Ana Ruiz."));
        document.insert(Layer::new("sentence", vec![sentence]));
        let sentence = "東京 waited for Ana Ruiz.\n                ^^^^^^^^ gold PERSON\n";
        assert_eq!(render(&document, &mark, ""), sentence);

        let text = format!("{}Ana Ruiz {}", "é long words ".repeat(40), "ß spoke ".repeat(90));
        let document = Document::new("a", text.as_str()).unwrap();
        let rendered = render(&document, &[Mark::new(at(&text, "Ana Ruiz"), "x")], "");
        assert!(rendered.lines().all(|line| line.chars().count() < 340), "{rendered}");
        assert!(rendered.contains("words Ana Ruiz ß"), "{rendered}");
    }
}
