//! Words and numbers: how far they go, and which marks are inside them.

use super::clitics::{clitic, contraction, negation};
use super::{Kind, Scanner};
use crate::chars::{char_before, is_apostrophe, is_hyphen, is_word};

impl Scanner<'_> {
    /// A word or number. `at` may be at the point of ".5".
    pub(super) fn word(&mut self, at: usize) -> usize {
        if let Some(len) = negation(&self.text[at..]).filter(|_| self.glued(at)) {
            return self.push(at, at + len, Kind::Word);
        }
        let mut end = at;
        // The start of the run of letters and digits in hand, and whether full stops came before it.
        let mut segment = at;
        let mut stops = 0;
        let mut kind = match self.peek(at) {
            Some(c) if c.is_numeric() || c == '.' => Kind::Number,
            _ => Kind::Word,
        };
        while let Some(c) = self.peek(end) {
            let next = end + c.len_utf8();
            if is_word(c) {
                end = next;
                continue;
            }
            match self.joins(at, segment, end, c, stops) {
                Join::Inside => {
                    stops += usize::from(c == '.');
                    segment = next;
                    end = next;
                }
                Join::Last(last) => {
                    kind = last;
                    end = next;
                    break;
                }
                Join::Negation => {
                    // "do" + "n't": the n is the token's last character.
                    end -= 1;
                    break;
                }
                Join::Not => break,
            }
        }
        if stops > 0 && kind == Kind::Word {
            kind = if end - segment <= 2 { Kind::Acronym } else { Kind::Word };
        }
        if at == end {
            // A joiner without a word before it, or a point.
            end = at + self.peek(at).map_or(1, char::len_utf8);
        }
        if let Some(len) = contraction(&self.text[at..end]) {
            self.push(at, at + len, Kind::Word);
            return self.push(at + len, end, Kind::Word);
        }
        self.push(at, end, kind)
    }

    /// Whether the mark `c` at `end` belongs to the word that began at `at`.
    fn joins(&self, at: usize, segment: usize, end: usize, c: char, stops: usize) -> Join {
        let next = end + c.len_utf8();
        let before = char_before(self.text, end).filter(|_| end > at);
        let after = self.peek(next);
        let digits =
            before.is_some_and(|c| c.is_ascii_digit()) && after.is_some_and(|c| c.is_ascii_digit());
        let letters =
            before.is_some_and(is_word) && after.is_some_and(|c| is_word(c) && !c.is_numeric());
        let part = &self.text[segment..end];
        match c {
            '.' if digits => Join::Inside,
            '.' if end == at => {
                if after.is_some_and(|c| c.is_ascii_digit()) {
                    Join::Inside
                } else {
                    Join::Not
                }
            }
            '.' => self.full_stop(at, segment, end, stops),
            ',' if digits => {
                if self.is_thousand(next) {
                    Join::Inside
                } else {
                    Join::Not
                }
            }
            ':' | '/' if digits => Join::Inside,
            '/' if letters && part.len() == 1 && end - at == 1 && self.letters(next, 3) == 1 => {
                Join::Inside
            }
            '&' if letters && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_uppercase()) => {
                if after.is_some_and(char::is_uppercase) {
                    Join::Inside
                } else {
                    Join::Not
                }
            }
            '$' if part.len() <= 3
                && end - at == part.len()
                && part.bytes().all(|b| b.is_ascii_uppercase()) =>
            {
                Join::Last(Kind::Currency)
            }
            _ if is_apostrophe(c) => {
                if before == Some('n')
                    && after == Some('t')
                    && self.letters(next, 2) == 1
                    && end - at > 2
                {
                    return Join::Negation;
                }
                if before == Some('N')
                    && after == Some('T')
                    && self.letters(next, 2) == 1
                    && end - at > 2
                {
                    return Join::Negation;
                }
                if letters && clitic(&self.text[next..]).is_none() {
                    Join::Inside
                } else {
                    Join::Not
                }
            }
            _ if is_hyphen(c) => {
                let whole = digits
                    || letters
                        && after.is_some_and(char::is_lowercase)
                        && is_prefix(&self.text[at..end]);
                if whole { Join::Inside } else { Join::Not }
            }
            _ => Join::Not,
        }
    }

    /// The number of letters and digits from `at`, counted no further than `most`.
    pub(super) fn letters(&self, at: usize, most: usize) -> usize {
        self.text[at..].chars().take(most).take_while(|&c| is_word(c)).count()
    }

    /// Whether a comma before `at` groups digits: "1,000", "1,80,000".
    fn is_thousand(&self, at: usize) -> bool {
        let bytes = &self.text.as_bytes()[at..];
        let digits = bytes.iter().take(4).take_while(|b| b.is_ascii_digit()).count();
        digits == 3
            || digits == 2
                && bytes.get(2) == Some(&b',')
                && bytes.get(3).is_some_and(u8::is_ascii_digit)
    }
}

/// What a mark is to the word before it.
pub(super) enum Join {
    /// The word goes on after it.
    Inside,
    /// It is the word's last character.
    Last(Kind),
    /// It is the apostrophe of "n't", which starts one character earlier.
    Negation,
    Not,
}

/// Whether `word` is a prefix that GUM keeps together with a word in lower case after its hyphen.
fn is_prefix(word: &str) -> bool {
    const PREFIXES: [&str; 17] = [
        "anti", "co", "counter", "cross", "e", "inter", "mid", "mini", "multi", "non", "post",
        "pre", "pro", "re", "semi", "sub", "super",
    ];
    word.len() <= 7 && PREFIXES.iter().any(|prefix| word.eq_ignore_ascii_case(prefix))
}
