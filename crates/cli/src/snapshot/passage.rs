//! A sentence in which something has changed, drawn for a person.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::difference::carets;
use crate::compare::Kind;
use crate::failure::{GREEN, PLAIN, RED};

/// What differs in one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The sentence.
    pub sentence: String,
    /// Whether it is itself new or gone, with all that is under it.
    pub whole: Option<Kind>,
    /// The lines under it that are gone.
    pub lost: Vec<String>,
    /// The lines under it that are new.
    pub gained: Vec<String>,
}

impl Passage {
    /// The sentence, and under it in red what is gone and in green what is new; in lines of so many
    /// columns, if that is said, with the carets still under their words.
    pub fn show(&self, width: Option<usize>) -> String {
        let mut out = String::new();
        let sign = match self.whole {
            Some(Kind::Gained) => format!("{GREEN}+{PLAIN} "),
            Some(_) => format!("{RED}-{PLAIN} "),
            None => "  ".to_owned(),
        };
        let lost = self.lost.iter().map(|line| (RED, '-', line.as_str()));
        let gained = self.gained.iter().map(|line| (GREEN, '+', line.as_str()));
        let marks: Vec<_> = lost.chain(gained).collect();
        let rows = rows(&self.sentence, width.map_or(usize::MAX, |width| width.saturating_sub(2)));
        for (number, &(from, to, words)) in rows.iter().enumerate() {
            let last = number + 1 == rows.len();
            let _ = writeln!(out, "{sign}{words}");
            for &(colour, sign, line) in &marks {
                let Some((start, end, label)) = carets(line) else {
                    if last {
                        let _ = writeln!(out, "{colour}{sign} {line}{PLAIN}");
                    }
                    continue;
                };
                // Carets may go on where the words do not: they stand in the last row.
                let to = if last { usize::MAX } else { to };
                let (left, right) = (start.max(from), end.min(to));
                if left < right {
                    let (indent, carets) = (left - from, "^".repeat(right - left));
                    let label = if end <= to { label } else { "" };
                    let _ = writeln!(out, "{colour}{sign} {:indent$}{carets}{label}{PLAIN}", "");
                }
            }
        }
        out
    }
}

/// The words in rows of at most so many columns, cut at blanks where there are any: each row's first column,
/// the one behind its last, and its words.
fn rows(words: &str, width: usize) -> Vec<(usize, usize, &str)> {
    let (mut rows, mut start, mut from) = (Vec::new(), 0, 0);
    while start < words.len() {
        let rest = &words[start..];
        let end = start + fitting(rest, width.max(20));
        let columns = words[start..end].width();
        rows.push((from, from + columns, words[start..end].trim_end()));
        (start, from) = (end, from + columns);
    }
    if rows.is_empty() {
        rows.push((0, 0, ""));
    }
    rows
}

/// How many bytes of the words fit into a row.
fn fitting(words: &str, width: usize) -> usize {
    let mut blank = None;
    let mut columns = 0;
    for (at, c) in words.char_indices() {
        let wide = words[at..at + c.len_utf8()].width();
        if columns + wide > width && at > 0 {
            // The blank itself ends its row.
            return blank.map_or(at, |blank| blank + 1);
        }
        if c == ' ' {
            blank = Some(at);
        }
        columns += wide;
    }
    words.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_stay_under_their_words_in_a_narrow_terminal() {
        let passage = Passage {
            sentence: "東京 waited for Ana Ruiz of Port Elsing.".to_owned(),
            whole: None,
            lost: vec!["                ^^^^^^^^ entity ORG".to_owned()],
            gained: vec!["^^^^^^^^^^^^^^^^^^^^^^^^ quote".to_owned()],
        };
        let shown = |width| anstream::adapter::strip_str(&passage.show(width)).to_string();
        assert_eq!(
            shown(None),
            "  東京 waited for Ana Ruiz of Port Elsing.\n-                 ^^^^^^^^ entity ORG\n+ ^^^^^^^^^^^^^^^^^^^^^^^^ quote\n"
        );
        assert_eq!(
            shown(Some(22)),
            "  東京 waited for Ana\n-                 ^^^^\n+ ^^^^^^^^^^^^^^^^^^^^\n  Ruiz of Port Elsing.\n- ^^^^ entity ORG\n+ ^^^^ quote\n"
        );
    }
}
