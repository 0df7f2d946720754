//! What is written together and is two words: "'s", "n't", "gonna"; and what an apostrophe shortens.

use crate::chars::{char_at, is_apostrophe, is_word};

/// The length of the clitic that `rest` starts with, right after an apostrophe.
pub(super) fn clitic(rest: &str) -> Option<usize> {
    let len = rest.bytes().take(3).take_while(u8::is_ascii_alphabetic).count();
    if char_at(rest, len).is_some_and(is_word) {
        return None;
    }
    let is = |word: &str| rest[..len].eq_ignore_ascii_case(word);
    ["s", "re", "ve", "ll", "d", "m"].into_iter().any(is).then_some(len)
}

/// The length of what an apostrophe shortens at the start of a word: "'90s", "'em".
pub(super) fn elision(rest: &str) -> Option<usize> {
    let len = rest.bytes().take(6).take_while(u8::is_ascii_alphanumeric).count();
    let word = &rest[..len];
    if char_at(rest, len).is_some_and(is_word) || len == 0 {
        return None;
    }
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let quoted =
        char_at(rest, len).is_some_and(|c| matches!(c, '.' | ',' | '%') || is_apostrophe(c));
    let year = digits == 2 && (&word[2..] == "s" || word.len() == 2 && !quoted);
    let is = |other: &&str| word.eq_ignore_ascii_case(other);
    (year
        || ["em", "n", "til", "cause", "tis", "twas", "bout", "cos", "cuz", "round"].iter().any(is))
    .then_some(len)
}

/// The length of "n't" at the start of `rest`.
pub(super) fn negation(rest: &str) -> Option<usize> {
    let mut chars = rest.chars();
    let n = chars.next().filter(|c| matches!(c, 'n' | 'N'))?;
    let mark = chars.next().filter(|&c| is_apostrophe(c))?;
    let t = chars.next().filter(|c| matches!(c, 't' | 'T'))?;
    chars.next().is_none_or(|c| !is_word(c)).then(|| n.len_utf8() + mark.len_utf8() + t.len_utf8())
}

/// Where words that are written together but are two are parted.
pub(super) fn contraction(word: &str) -> Option<usize> {
    let at = match word.len() {
        5 if ["gonna", "gotta", "wanna", "gimme", "lemme"]
            .iter()
            .any(|w| word.eq_ignore_ascii_case(w)) =>
        {
            3
        }
        6 if word.eq_ignore_ascii_case("cannot") => 3,
        _ => return None,
    };
    Some(at)
}
