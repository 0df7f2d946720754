//! Quotation marks and apostrophes: which open, which close, and which belong to a word.

use super::clitics::{clitic, elision};
use super::{Kind, Scanner};
use crate::chars::{char_before, is_apostrophe, is_blank, is_currency, is_word};

impl Scanner<'_> {
    /// A double quotation mark or guillemet.
    pub(super) fn quote(&mut self, at: usize, one: usize, c: char) -> usize {
        let opens = match c {
            '“' | '„' | '‟' => true,
            // Closing, unless it stands where only an opening mark can.
            '”' => self.opens_by_place(at, one) == Some(true) && !self.open,
            _ => self.opens_by_place(at, one).unwrap_or(match c {
                '«' | '‹' => true,
                '»' | '›' => false,
                _ => !self.open,
            }),
        };
        self.open = opens;
        self.push(at, one, if opens { Kind::OpenQuote } else { Kind::CloseQuote })
    }

    /// Whether the mark at `at..one` opens or closes a quote, from what touches it. `None` when both could be.
    fn opens_by_place(&self, at: usize, one: usize) -> Option<bool> {
        let before = (at > self.start).then(|| char_before(self.text, at)).flatten();
        let open_before = before.is_none_or(|c| {
            is_blank(c) || matches!(c, '(' | '[' | '{' | '—' | '–' | '“' | '‘' | '«' | '/')
        });
        let after = self.peek(one);
        let open_after = after.is_some_and(|c| {
            is_word(c)
                || is_currency(c)
                || matches!(c, '…' | '[' | '(' | '“' | '‘' | '"' | '\'' | '@' | '#')
        });
        match (open_before, open_after) {
            (true, true) => Some(true),
            (false, false) => Some(false),
            // Before a blank or a mark nothing opens, after a blank nothing closes, spaced marks aside.
            (true, false) => {
                if after.is_none() {
                    Some(false)
                } else if after.is_some_and(is_blank) {
                    None
                } else {
                    Some(!self.open)
                }
            }
            (false, true) => {
                if before.is_some_and(is_word) && !self.open {
                    Some(true)
                } else {
                    None
                }
            }
        }
    }

    /// An apostrophe or a single quotation mark: a clitic, part of a word, or a mark.
    pub(super) fn apostrophe(&mut self, at: usize, c: char) -> usize {
        let one = at + c.len_utf8();
        // Two marks for one, as typewriters and TeX have it; longer runs are nothing of the kind.
        let twice = one + c.len_utf8();
        if matches!(c, '`' | '\'') && self.peek(one) == Some(c) && self.peek(twice) != Some(c) {
            let kind = if c == '`' { Kind::OpenQuote } else { Kind::CloseQuote };
            return self.push(at, twice, kind);
        }
        if is_apostrophe(c) || c == '‘' || c == '´' || c == '`' {
            if let Some(len) = clitic(&self.text[one..]).filter(|_| self.glued(at)) {
                return self.push(at, one + len, Kind::Word);
            }
            if is_apostrophe(c)
                && !self.glued(at)
                && let Some(len) = elision(&self.text[one..])
            {
                return self.push(at, one + len, Kind::Word);
            }
        }
        let opens = match c {
            '‘' | '‚' | '‛' | '`' => true,
            '’' => false,
            _ => self.opens_by_place(at, one).unwrap_or_else(|| !self.glued(at)),
        };
        self.push(at, one, if opens { Kind::OpenQuote } else { Kind::CloseQuote })
    }
}
