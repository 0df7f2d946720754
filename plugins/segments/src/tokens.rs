//! Tokens in the Penn Treebank's way, as OntoNotes 5 and GUM have it: hyphens, clitics and marks are
//! tokens of their own, so that the edges of names are edges of tokens.
//!
//! A scanner goes through the text once: [`words`] says how far a word goes, with the help of
//! [`full_stops`] and [`clitics`]; [`quotation`] and [`marks`] have the rest.

mod clitics;
mod full_stops;
mod marks;
mod quotation;
#[cfg(test)]
mod tests;
mod words;

use crate::abbreviations::Abbreviation;
use crate::chars::{char_at, char_before, is_blank, is_word};
use crate::web;

/// A token: a span of bytes and what it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind,
}

impl Token {
    /// The token's characters.
    #[inline]
    pub(crate) fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.end]
    }
}

/// What a token looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters, perhaps with digits and marks among them.
    Word,
    /// Starts with a digit.
    Number,
    /// A word with its full stop.
    Short(Abbreviation),
    /// A capital with its full stop.
    Initial,
    /// Letters and full stops in turn: "U.S."
    Acronym,
    /// The number or letter of an item at a paragraph's start, with its full stop.
    ListMark,
    /// An address on the web, an e-mail address, a handle or a hash tag.
    Address,
    Stop,
    /// Question and exclamation marks.
    Shout,
    Ellipsis,
    Comma,
    Semicolon,
    Colon,
    Hyphen,
    Dash,
    OpenQuote,
    CloseQuote,
    OpenBracket,
    CloseBracket,
    Currency,
    Symbol,
    /// A face made of marks.
    Emoticon,
}

/// Writes the tokens of `text[start..end]`, a paragraph, to the end of `tokens`.
pub(crate) fn split(text: &str, start: usize, end: usize, tokens: &mut Vec<Token>) {
    let mut scanner = Scanner {
        text: &text[..end],
        start,
        tokens,
        open: false,
        address_until: start,
        chunk: start,
    };
    let mut at = start;
    while let Some(c) = char_at(scanner.text, at) {
        if is_blank(c) {
            at += c.len_utf8();
        } else {
            at = scanner.token(at, c);
        }
    }
}

struct Scanner<'a> {
    text: &'a str,
    /// Where the paragraph starts.
    start: usize,
    tokens: &'a mut Vec<Token>,
    /// Whether a straight quotation mark is open.
    open: bool,
    /// The end of the run of characters between blanks that holds an address; before it, look for one.
    address_until: usize,
    /// The end of the run that was last searched for signs of an address.
    chunk: usize,
}

impl Scanner<'_> {
    /// Adds the token that starts at `at` with `c`; returns its end.
    fn token(&mut self, at: usize, c: char) -> usize {
        if at >= self.chunk {
            let rest = &self.text[at..];
            self.chunk = at + rest.find(is_blank).unwrap_or(rest.len());
            if web::may_hold_address(&self.text[at..self.chunk]) {
                self.address_until = self.chunk;
            }
        }
        if at < self.address_until
            && let Some(len) = web::address(&self.text[at..self.chunk], self.glued(at))
        {
            return self.push(at, at + len, Kind::Address);
        }
        if is_word(c) {
            return self.word(at);
        }
        self.mark(at, c)
    }

    fn push(&mut self, start: usize, end: usize, kind: Kind) -> usize {
        self.tokens.push(Token { start, end, kind });
        end
    }

    /// Whether a letter or digit ends right before `at`.
    fn glued(&self, at: usize) -> bool {
        at > self.start && char_before(self.text, at).is_some_and(is_word)
    }

    fn peek(&self, at: usize) -> Option<char> {
        char_at(self.text, at)
    }
}
