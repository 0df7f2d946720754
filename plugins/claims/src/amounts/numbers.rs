//! Numbers in digits, words and fractions, and their magnitudes.

use super::money::is_currency;
use super::{Amount, following, is_percent, word_end_or};

pub(super) fn magnitude(word: &str) -> Option<f64> {
    Some(match word {
        "hundred" => 1e2,
        "thousand" | "k" | "K" => 1e3,
        "lakh" | "lakhs" => 1e5,
        "million" | "m" | "M" | "mn" | "mln" | "mil" | "Million" | "MILLION" => 1e6,
        "crore" | "crores" | "cr" => 1e7,
        "billion" | "bn" | "b" | "B" | "bil" | "Billion" | "BILLION" => 1e9,
        "trillion" | "tn" | "trn" | "T" | "Trillion" | "TRILLION" => 1e12,
        "dozen" => 12.0,
        _ => return None,
    })
}

/// Digits with commas and one point, and their length in bytes.
pub(super) fn read_digits(text: &str) -> Option<(f64, usize)> {
    let bytes = text.as_bytes();
    let (mut value, mut end, mut decimals) = (0.0_f64, 0, 0_i32);
    let mut point = false;
    while let Some(&byte) = bytes.get(end) {
        let digit_next = bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        match byte {
            b'0'..=b'9' => {
                value = value * 10.0 + f64::from(byte - b'0');
                decimals += i32::from(point);
            }
            // "29,8 %", as in much of Europe and of Africa; "4,5,6" are three.
            b',' if !point && digit_next && is_decimal(text, end) => point = true,
            b',' if !point && digit_next => {}
            b'.' if !point && digit_next => point = true,
            // A second point, or a colon or stroke between digits: a time, a date, a version.
            b'.' | b':' | b'/' if digit_next => return None,
            _ => break,
        }
        end += 1;
        if end > 40 {
            return None;
        }
    }
    // "over 1.000 people", as in much of Europe; nobody needs three noughts behind a point.
    if decimals == 3 && text[..end].ends_with(".000") {
        return Some((value, end));
    }
    Some((value / 10_f64.powi(decimals), end))
}

/// Whether the only comma of a number, at `at`, stands for a point: one or two digits follow, and no three.
fn is_decimal(text: &str, at: usize) -> bool {
    let behind = &text[at + 1..];
    let digits = behind.len() - behind.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let goes_on = behind[digits..].strip_prefix([',', '.']);
    let goes_on = goes_on.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    digits < 3 && !goes_on && !text[..at].contains(',')
}

/// Whether the "m" of "50m" is for millions, by the word behind it: of people or goods, and not of metres.
pub(super) fn is_of_millions(next: &str) -> bool {
    const OF_METRES: [&str; 6] = ["hurdles", "heats", "finals", "races", "sprints", "swimmers"];
    let plural = next.len() > 3 && next.ends_with('s') && !next.ends_with("ss");
    plural && !OF_METRES.contains(&next) || matches!(next, "people" | "children" | "women" | "men")
}

/// A fraction in figures: "½", "3/4". Over what, under what, and its length in bytes.
pub(super) fn read_fraction(text: &str) -> Option<(u32, u32, usize)> {
    const SIGNS: [(char, u32, u32); 7] =
        [('½', 1, 2), ('⅓', 1, 3), ('⅔', 2, 3), ('¼', 1, 4), ('¾', 3, 4), ('⅕', 1, 5), ('⅛', 1, 8)];
    let first = text.chars().next()?;
    if let Some(&(_, over, under)) = SIGNS.iter().find(|(sign, ..)| *sign == first) {
        return Some((over, under, first.len_utf8()));
    }
    // "9/11" and "24/7" are no fractions, nor is "1/2/2021".
    let (over, under) = match text.as_bytes() {
        [over @ b'1'..=b'9', b'/', under @ (b'2'..=b'5' | b'8'), rest @ ..]
            if over < under
                && !rest.first().is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'/') =>
        {
            (over - b'0', under - b'0')
        }
        _ => return None,
    };
    Some((u32::from(over), u32::from(under), 3))
}

/// The 5 of "one in five", and where it ends; a year or a time is none.
fn one_in(text: &str, word: &str, end: usize) -> Option<(u32, usize)> {
    let (joins, end) = following(text, end).filter(|_| matches!(word, "one" | "One"))?;
    if joins != "in" {
        return None;
    }
    let (many, end) = following(text, end)?;
    let figures = || {
        read_digits(&text[end - many.len()..])
            .map(|(under, length)| (under, end - many.len() + length))
    };
    let (under, end) = small_number(many).map(|under| (under, end)).or_else(figures)?;
    let next = following(text, end).map_or("", |(word, _)| word);
    let time = ["year", "day", "week", "month", "hour", "minute", "decade"];
    let rate = under.fract() == 0.0 && (2.0..=1e6).contains(&under);
    (rate && !time.iter().any(|time| next.starts_with(time))).then_some((under as u32, end))
}

/// Whether what stands before is "by", with or without an adverb: "by almost".
fn is_by(before: &str) -> bool {
    let mut words = before.split_whitespace().rev();
    match words.next() {
        Some("by") => true,
        Some("almost" | "nearly" | "about" | "around" | "roughly" | "over" | "up") => {
            matches!(words.next(), Some("by"))
        }
        _ => false,
    }
}

/// "half", "two-thirds", "a quarter": exact, so kept as they are.
pub(super) fn read_fraction_word(text: &str, start: usize) -> Option<Amount> {
    let end = word_end_or(text, start);
    let word = &text[start..end];
    let amount = |over, under, end| Amount {
        value: f64::from(over) / f64::from(under),
        fraction: Some((over, under)),
        end,
        ..Amount::default()
    };
    if word == "half" || word == "Half" {
        // "half a million", "half-a-dozen"; but not "half-Dutch".
        let next = following(text, end);
        let next = next
            .filter(|(word, _)| *word == "a")
            .and_then(|(_, end)| following(text, end))
            .or(next);
        if let Some((word, end)) = next
            && let Some(scale) = magnitude(word).filter(|_| word.len() > 2)
        {
            return Some(Amount { value: 0.5 * scale, scale, end, ..Amount::default() });
        }
        let glued = text[end..].strip_prefix('-').filter(|rest| !rest.starts_with("a-"));
        return glued
            .is_none_or(|rest| !rest.starts_with(char::is_alphabetic))
            .then(|| amount(1, 2, end));
    }
    let over = match word {
        "a" | "one" | "One" | "A" => 1,
        "two" | "Two" => 2,
        "three" | "Three" => 3,
        "four" | "Four" => 4,
        _ => return None,
    };
    if let Some((under, end)) = one_in(text, word, end) {
        return Some(amount(1, under, end));
    }
    let (part, end) = following(text, end)?;
    let under = match part {
        "third" | "thirds" => 3,
        "quarter" | "quarters" => 4,
        "fifth" | "fifths" => 5,
        "tenth" | "tenths" => 10,
        _ => return None,
    };
    // "one third minister" is hardly ever written, "a third minister" is.
    let next = following(text, end).map_or("", |(word, _)| word);
    let of = next == "of";
    // "fell by a third", "by almost a fifth to 220p"
    let by = is_by(&text[..start])
        && matches!(
            next,
            "" | "to" | "in" | "since" | "this" | "last" | "from" | "over" | "on" | "compared"
        );
    (of || by || word.len() > 1 && part.ends_with('s')).then(|| amount(over, under, end))
}

/// A number in words: its value and where it ends.
pub(super) fn read_number_words(text: &str, start: usize) -> Option<(f64, usize)> {
    let (mut total, mut group, mut end) = (0.0_f64, 0.0_f64, None);
    let mut at = start;
    let mut word_at = (start, word_end_or(text, start));
    let article = matches!(&text[start..word_at.1], "a" | "A");
    for nth in 0..12 {
        let word = &text[word_at.0..word_at.1];
        // "SIX" is an exchange, and all of a heading's words may be in capitals.
        if word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_uppercase()) {
            break;
        }
        let lower = word.to_ascii_lowercase();
        if nth == 0 && article {
            // "a hundred", "a dozen", "a million".
            let (next, _) = following(text, word_at.1)?;
            magnitude(next).filter(|_| next.len() > 2)?;
            group = 1.0;
        } else if let Some(value) = small_number(&lower) {
            // "two" after "one" begins another number; after "twenty" it goes on.
            if group % 100.0 != 0.0 && !(value < 10.0 && group % 10.0 == 0.0) {
                break;
            }
            group += value;
            end = Some(word_at.1);
        } else if let Some(scale) = magnitude(&lower).filter(|_| lower.len() > 2 && group > 0.0) {
            if scale == 100.0 || scale == 12.0 {
                group *= scale;
            } else {
                total += group * scale;
                group = 0.0;
            }
            end = Some(word_at.1);
        } else if !(word == "and" && end.is_some() && (group >= 100.0 || total > 0.0)) {
            break;
        }
        at = word_at.1;
        match following(text, at) {
            Some((next, next_end)) => word_at = (next_end - next.len(), next_end),
            None => break,
        }
    }
    let _ = at;
    let value = total + group;
    let end = end?;
    // "one" is a pronoun and an article more often than an amount.
    if value == 1.0 {
        let (next, _) = following(text, end)?;
        if !is_percent(next) && !is_currency(next) && next != "per" {
            return None;
        }
    }
    Some((value, end))
}

pub(super) fn small_number(word: &str) -> Option<f64> {
    const WORDS: [&str; 28] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
    ];
    let at = WORDS.iter().position(|&known| known == word)?;
    Some(if at <= 20 { at as f64 } else { (at as f64 - 18.0) * 10.0 })
}
