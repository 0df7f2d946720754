//! Full stops after words: an abbreviation's, an initial's, or the sentence's.

use super::words::Join;
use super::{Kind, Scanner};
use crate::abbreviations::{Abbreviation, abbreviation};
use crate::chars::{is_blank, is_word};
use crate::openers::starts_sentences;

impl Scanner<'_> {
    /// Whether the full stop at `end` belongs to the word that began at `at`.
    pub(super) fn full_stop(&self, at: usize, segment: usize, end: usize, stops: usize) -> Join {
        let next = end + 1;
        let part = &self.text[segment..end];
        let word = &self.text[at..end];
        let after = self.peek(next);
        let short = part.chars().take(3).count() <= 2 && part.chars().all(char::is_alphabetic);
        let capital = part.chars().next().is_some_and(char::is_uppercase);
        if let Some(after) = after.filter(|&c| is_word(c)) {
            let following = self.letters(next, 4);
            let ends = self.peek(
                next + self.text[next..].chars().take(following).map(char::len_utf8).sum::<usize>(),
            );
            if short
                && !after.is_numeric()
                && (following == 1 || following == 2 && ends == Some('.'))
            {
                return Join::Inside;
            }
            if part.chars().nth(1).is_none() && capital && !after.is_numeric() {
                // "J.Smith"
                return Join::Last(if stops > 0 { Kind::Acronym } else { Kind::Initial });
            }
            if after.is_numeric() {
                return match abbreviation(word) {
                    Some(kind @ (Abbreviation::BeforeNumber | Abbreviation::Date)) => {
                        Join::Last(Kind::Short(kind))
                    }
                    _ => Join::Not,
                };
            }
            if let Some(kind @ Abbreviation::Title) =
                abbreviation(word).filter(|_| after.is_uppercase())
            {
                return Join::Last(Kind::Short(kind));
            }
            // "example.com", "config.py"; "eye.She" lacks a space.
            return if after.is_lowercase() && part.len() > 1 { Join::Inside } else { Join::Not };
        }
        if after == Some('.') {
            return Join::Not;
        }
        let follows = self.following(next);
        if at == self.start
            && self.tokens.last().is_none_or(|token| token.end <= self.start)
            && follows.is_some()
            && after.is_some_and(is_blank)
            && is_section_number(word)
        {
            return Join::Last(Kind::ListMark);
        }
        if is_life_date(word)
            && self.tokens.last().is_some_and(|token| {
                token.start >= self.start
                    && matches!(token.kind, Kind::OpenBracket | Kind::Comma | Kind::Semicolon)
            })
            && follows.is_some_and(|c| c.is_ascii_digit() || c.is_uppercase())
        {
            return Join::Last(Kind::Short(Abbreviation::Inner));
        }
        if let Some(kind) = abbreviation(word) {
            let holds = match kind {
                Abbreviation::BeforeNumber => {
                    // "Law No. (10)"; "he said no. (10 did not.)"
                    let rest = self.text[next..].trim_start();
                    let in_brackets = rest.strip_prefix('(').is_some_and(|rest| {
                        word != "no" && rest.starts_with(|c: char| c.is_ascii_digit())
                    });
                    follows.is_some_and(|c| c.is_numeric()) || after == Some(',') || in_brackets
                }
                Abbreviation::Date => follows.is_some(),
                Abbreviation::Title => follows.is_some(),
                Abbreviation::State => {
                    self.tokens.last().is_some_and(|token| token.kind == Kind::Comma)
                        || follows.is_some_and(|c| c.is_lowercase() || c == ',')
                }
                // At a paragraph's end the full stop is the sentence's, so that the name ends before it.
                Abbreviation::Final => {
                    follows.is_some_and(|c| !matches!(c, '"' | '”' | '’' | '»' | ')'))
                }
                _ => true,
            };
            if holds {
                return Join::Last(Kind::Short(kind));
            }
        }
        if stops > 0 && short {
            return Join::Last(Kind::Acronym);
        }
        if part.len() == word.len()
            && capital
            && part.chars().nth(1).is_none()
            && self.is_initial(next, follows)
        {
            return Join::Last(Kind::Initial);
        }
        if word == "al" && self.tokens.last().is_some_and(|token| token.of(self.text) == "et") {
            return Join::Last(Kind::Short(Abbreviation::Inner));
        }
        Join::Not
    }

    /// The first character after the blanks from `at` on.
    fn following(&self, at: usize) -> Option<char> {
        self.text[at..].chars().find(|&c| !is_blank(c))
    }

    /// Whether a capital with a full stop, up to `at`, is somebody's initial rather than the end of
    /// "plan B."
    fn is_initial(&self, at: usize, follows: Option<char>) -> bool {
        let Some(follows) = follows else { return false };
        let last =
            self.tokens.last().filter(|token| token.start >= self.start).map(|token| token.kind);
        if !follows.is_uppercase() {
            return follows.is_lowercase()
                || follows == ','
                || last == Some(Kind::Initial) && follows.is_numeric();
        }
        if last == Some(Kind::Number) {
            return false;
        }
        let rest = self.text[at..].trim_start_matches(is_blank);
        let len: usize = rest
            .chars()
            .take(LONGEST_STARTER + 1)
            .take_while(|&c| is_word(c))
            .map(char::len_utf8)
            .sum();
        // "A. I. Lowe": an initial, not the article.
        len == 1 && rest[len..].starts_with('.') || !starts_sentences(&rest[..len])
    }
}

/// No word that begins sentences is longer.
const LONGEST_STARTER: usize = 9;

/// Whether `word` numbers an item or a section: "3", "4.1".
fn is_section_number(word: &str) -> bool {
    word.len() <= 6
        && word.split('.').all(|part| {
            (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// Whether `word` is short for "born", "circa", "died", "married" or "reigned": "(b. 1931)", "(c. 1818 – 1880)".
fn is_life_date(word: &str) -> bool {
    matches!(word, "b" | "c" | "d" | "m" | "r" | "ca" | "fl")
}
