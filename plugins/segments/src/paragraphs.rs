//! Paragraphs: lines, or runs of lines where the text was wrapped by hand.

use std::ops::Range;

use crate::chars::{char_at, char_before, is_blank, is_line_end};

/// Writes the spans of the paragraphs of `text` to `paragraphs`, in order, without surrounding blanks.
///
/// Every line is a paragraph, except in a block of lines that a typist or a program wrapped at a
/// fixed width: there lines are joined as long as the next line's first word would not have fitted.
pub(crate) fn split(text: &str, lines: &mut Vec<Line>, paragraphs: &mut Vec<Range<usize>>) {
    paragraphs.clear();
    split_lines(text, lines);
    let mut rest = &lines[..];
    while let Some(first) = rest.first() {
        if first.span.is_empty() {
            rest = &rest[1..];
            continue;
        }
        let size = rest.iter().position(|line| line.span.is_empty()).unwrap_or(rest.len());
        let (block, after) = rest.split_at(size);
        join_block(text, block, paragraphs);
        rest = after;
    }
}

/// A line without its surrounding blanks.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    span: Range<usize>,
    /// Its length in characters, as a typist counts.
    width: usize,
}

fn split_lines(text: &str, lines: &mut Vec<Line>) {
    lines.clear();
    let mut start = 0;
    let mut width = 0;
    for (at, c) in text.char_indices() {
        if is_line_end(c) {
            lines.push(line(text, start..at, width));
            // "\r\n" is one line end.
            start = at + c.len_utf8();
            width = 0;
            if c == '\n' && at > 0 && text.as_bytes()[at - 1] == b'\r' {
                lines.pop();
            }
        } else {
            width += 1;
        }
    }
    lines.push(line(text, start..text.len(), width));
}

fn line(text: &str, span: Range<usize>, width: usize) -> Line {
    let (mut start, mut end) = (span.start, span.end);
    while let Some(c) = char_at(text, start).filter(|&c| start < end && is_blank(c)) {
        start += c.len_utf8();
    }
    while let Some(c) = char_before(text, end).filter(|&c| start < end && is_blank(c)) {
        end -= c.len_utf8();
    }
    Line { span: start..end, width }
}

/// The widths at which text is wrapped by hand. Narrower blocks are lists or verse.
const WRAP: Range<usize> = 45..121;

fn join_block(text: &str, block: &[Line], paragraphs: &mut Vec<Range<usize>>) {
    let width = block.iter().map(|line| line.width).max().unwrap_or(0);
    let wrapped = WRAP.contains(&width) && looks_wrapped(text, block, width);
    let mut current: Option<Range<usize>> = None;
    for (at, line) in block.iter().enumerate() {
        let joins = wrapped && at > 0 && was_full(text, &block[at - 1], line, width);
        match &mut current {
            Some(span) if joins => span.end = line.span.end,
            _ => paragraphs.extend(current.replace(line.span.clone())),
        }
    }
    paragraphs.extend(current);
}

/// Whether most lines of the block are full and some sentence runs over a line's end.
fn looks_wrapped(text: &str, block: &[Line], width: usize) -> bool {
    let pairs = block.windows(2);
    let all = pairs.len();
    let full = pairs.clone().filter(|pair| was_full(text, &pair[0], &pair[1], width)).count();
    let runs_on = pairs.filter(|pair| {
        let before = char_before(text, pair[0].span.end);
        let after = char_at(text, pair[1].span.start);
        before.is_some_and(|c| c.is_alphanumeric() || c == ',')
            && after.is_some_and(char::is_lowercase)
    });
    full * 3 >= all * 2 && runs_on.count() * 3 >= all
}

/// Whether the first word of `next` would not have fitted onto `line`.
fn was_full(text: &str, line: &Line, next: &Line, width: usize) -> bool {
    let word = text[next.span.clone()].chars().take(width).take_while(|&c| !is_blank(c)).count();
    line.width + 1 + word > width
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let mut paragraphs = Vec::new();
        split(text, &mut Vec::new(), &mut paragraphs);
        let found: Vec<&str> = paragraphs.into_iter().map(|span| &text[span]).collect();
        assert_eq!(found, expected, "in {text:?}");
    }

    #[test]
    fn lines_and_blocks_are_paragraphs() {
        for (text, expected) in [
            ("", &[][..]),
            (" \n\t\n", &[]),
            ("One.\n\nTwo.", &["One.", "Two."]),
            ("One.\nTwo.\r\nThree.\rFour.", &["One.", "Two.", "Three.", "Four."]),
            (" \u{A0}One.\u{A0} \n\0\n\u{2028}Two.\0", &["One.", "Two."]),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn lines_wrapped_by_hand_are_joined() {
        let one = "The council of the small harbour town has voted to keep its\n\
            ferry running through the winter, although the cost of the\n\
            fuel has doubled.";
        let two = "The mayor spoke.";
        check(&format!("{one}\n{two}"), &[one, two]);
    }

    #[test]
    fn lists_are_not_joined() {
        let list = "Bread, which is baked in the old oven every day\nMilk from the farm\nEggs";
        check(list, &list.split('\n').collect::<Vec<_>>());
    }
}
