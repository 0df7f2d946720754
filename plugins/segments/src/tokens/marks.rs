//! Tokens of marks: stops, brackets, dashes, symbols, faces and emoji.

use copydesk_learn::features::unescaped;

use super::{Kind, Scanner};
use crate::chars::{
    char_at, char_before, is_blank, is_currency, is_flag_half, is_hyphen, is_joined,
};

/// How long a bracket is as treebanks write it.
const ESCAPED: usize = "-LRB-".len();

impl Scanner<'_> {
    /// A token of marks.
    pub(super) fn mark(&mut self, at: usize, c: char) -> usize {
        let one = at + c.len_utf8();
        let next = self.peek(one);
        if matches!(c, ':' | ';' | '=')
            && let Some(len) = emoticon(&self.text[at..]).filter(|_| self.after_blank(at))
        {
            return self.push(at, at + len, Kind::Emoticon);
        }
        let kind = match c {
            '.' => {
                let end = self.run(at, |c| matches!(c, '.' | '…'));
                if end > one {
                    return self.push(at, end, Kind::Ellipsis);
                }
                if next.is_some_and(|c| c.is_ascii_digit()) && !self.glued(at) {
                    return self.word(at);
                }
                Kind::Stop
            }
            '…' => return self.run_of(at, Kind::Ellipsis, |c| matches!(c, '.' | '…')),
            '!' | '?' | '‽' | '⁉' | '‼' | '？' | '！' => {
                return self.run_of(at, Kind::Shout, |c| {
                    matches!(c, '!' | '?' | '‽' | '⁉' | '‼' | '？' | '！')
                });
            }
            '。' | '．' => Kind::Stop,
            ',' | '，' | '、' | '،' => Kind::Comma,
            ';' | '；' => Kind::Semicolon,
            ':' | '：' => Kind::Colon,
            // "-LRB-", as treebanks write brackets.
            '-' if next.is_some_and(|c| matches!(c, 'L' | 'R'))
                && let Some(escaped) = self.text.get(at..at + ESCAPED)
                && let bracket = unescaped(escaped)
                && bracket != escaped =>
            {
                let opens = matches!(bracket, "(" | "[" | "{");
                let kind = if opens { Kind::OpenBracket } else { Kind::CloseBracket };
                return self.push(at, at + ESCAPED, kind);
            }
            '-' if next == Some('-') => return self.run_of(at, Kind::Dash, |c| c == '-'),
            '-' | '+' | '−' if next.is_some_and(|c| c.is_ascii_digit()) && self.after_blank(at) =>
            {
                return self.signed(at, one);
            }
            _ if is_hyphen(c) => Kind::Hyphen,
            '–' | '—' | '―' | '−' => Kind::Dash,
            '(' | '[' | '{' => Kind::OpenBracket,
            ')' | ']' | '}' => Kind::CloseBracket,
            '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›' | '＂' => {
                return self.quote(at, one, c);
            }
            '\'' | '’' | '‘' | '‚' | '‛' | '`' | '´' => return self.apostrophe(at, c),
            _ if is_currency(c) => Kind::Currency,
            '=' | '*' | '_' | '~' | '•' | '·' | '|' => {
                return self.run_of(at, Kind::Symbol, |d| d == c);
            }
            _ => return self.symbol(at, c),
        };
        self.push(at, one, kind)
    }

    fn run(&self, at: usize, belongs: impl Fn(char) -> bool) -> usize {
        let rest = &self.text[at..];
        at + rest.find(|c| !belongs(c)).unwrap_or(rest.len())
    }

    fn run_of(&mut self, at: usize, kind: Kind, belongs: impl Fn(char) -> bool) -> usize {
        let end = self.run(at, belongs);
        self.push(at, end, kind)
    }

    fn after_blank(&self, at: usize) -> bool {
        at == self.start || char_before(self.text, at).is_some_and(|c| is_blank(c) || c == '(')
    }

    fn signed(&mut self, at: usize, digits: usize) -> usize {
        let end = self.word(digits);
        if let Some(token) = self.tokens.last_mut() {
            token.start = at;
        }
        end
    }

    /// A symbol with all that joins it: emoji come as one character, a sequence or a pair of half flags.
    fn symbol(&mut self, at: usize, c: char) -> usize {
        let mut end = at + c.len_utf8();
        let mut before = c;
        if is_flag_half(c)
            && let Some(half) = self.peek(end).filter(|&c| is_flag_half(c))
        {
            end += half.len_utf8();
        }
        while let Some(c) = self.peek(end) {
            if !(is_joined(c) || before == '\u{200D}' && !is_blank(c)) {
                break;
            }
            end += c.len_utf8();
            before = c;
        }
        self.push(at, end, Kind::Symbol)
    }
}

/// The length of the face that `rest` starts with, if a blank or the end follows.
fn emoticon(rest: &str) -> Option<usize> {
    let nose = 1 + usize::from(rest[1..].starts_with('-'));
    let mouth = char_at(rest, nose)?;
    let ends =
        char_at(rest, nose + 1).is_none_or(|c| is_blank(c) || matches!(c, '.' | ',' | '!' | '?'));
    (matches!(mouth, ')' | '(' | 'D' | 'P' | '/') && ends).then_some(nose + 1)
}
