//! Reads one amount from text: digits or words, with magnitude, currency or percent sign.

mod money;
mod numbers;

use crate::dates::month_number;

pub use money::{Currency, Money};
use money::{read_pence, read_prefix, read_suffix};
use numbers::{
    is_of_millions, magnitude, read_digits, read_fraction, read_fraction_word, read_number_words,
};

/// What an amount counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unit {
    None,
    Percent,
    Points,
    Money(Money),
}

/// What it is that may be a sum of money, if it is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Doubt {
    /// A name, in which the number counts nothing: "N95", "COP 27", "720p".
    Name,
    /// So much of something else: "100,000 pounds".
    Amount,
}

/// An amount, and where it ends in its text.
#[derive(Clone, Copy, Debug)]
pub struct Amount {
    pub value: f64,
    pub fraction: Option<(u32, u32)>,
    pub scale: f64,
    pub unit: Unit,
    pub is_year: bool,
    /// What it is if nothing else says that it is money, where that is in doubt.
    pub doubt: Option<Doubt>,
    pub end: usize,
}

impl Default for Amount {
    fn default() -> Self {
        Self {
            value: 0.0,
            fraction: None,
            scale: 1.0,
            unit: Unit::None,
            is_year: false,
            doubt: None,
            end: 0,
        }
    }
}

impl Amount {
    /// "2 to 3 percent": the first number is of the second's kind.
    pub fn takes_unit_of(&self, next: &Self, text: &str) -> bool {
        let between = text.get(self.end..next.end).unwrap_or("");
        between.len() < 40 && !self.is_year && next.unit != Unit::None
    }

    /// Makes it a sum of money.
    fn count_in(&mut self, reading: &money::Reading, doubt: Doubt) {
        self.unit = Unit::Money(reading.money);
        self.value *= reading.times;
        self.doubt = reading.is_doubtful.then_some(doubt);
    }

    /// "2-3m" of money: as many times as much.
    pub fn scale_by(&mut self, scale: f64) {
        self.value *= scale;
        self.scale *= scale;
    }

    /// "2 to 3 million": the first number is in the second's magnitude, where it has none.
    pub fn scale_like(&mut self, next: &Self) {
        if self.scale == 1.0 && next.scale > 1.0 && self.value < 1000.0 {
            self.value *= next.scale;
        }
    }
}

/// Whether a number names rather than counts: "House Bill 417", "'97", "12 March", "7 p.m."
pub fn is_label(text: &str, start: usize, amount: &Amount) -> bool {
    let before = &text[..start];
    if amount.is_year || amount.scale != 1.0 {
        return false;
    }
    if !text[start..].starts_with(|c: char| c.is_ascii_digit()) {
        // "net zero", "zero tolerance"
        let none = amount.value == 0.0
            && (before.trim_end_matches([' ', '-']).ends_with("net")
                || text[amount.end..].trim_start_matches([' ', '-']).starts_with("tolerance"));
        return is_pronoun(before, &text[amount.end..])
            || none
            || amount.fraction == Some((1, 2)) && is_one_of_two_parts(before);
    }
    // "1) The pace": it numbers an item, unless the bracket was opened before it: "(18-35)".
    if text[amount.end..].starts_with(')') && !is_in_brackets(before) {
        return true;
    }
    if is_emergency_call(before, &text[start..amount.end], &text[amount.end..]) {
        return true;
    }
    if before.ends_with(['\'', '’', '‘', '#']) {
        return true;
    }
    let month = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_uppercase()) && month_number(word).is_some()
    };
    if following(text, amount.end).is_some_and(|(word, _)| month(word)) {
        return true;
    }
    if is_time_of_day(&text[amount.end..]) || is_clock(&text[start..]) {
        return true;
    }
    // "SW-200", and "2023-24" whose year was read.
    if let Some(joined) = before.strip_suffix(['-', '–', '/']) {
        let two = amount.end - start == 2;
        let year = joined.get(joined.len().saturating_sub(4)..).is_some_and(|year| {
            let digits = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
            digits && matches!(&year[..2], "19" | "20")
        });
        if joined.ends_with(|c: char| c.is_ascii_uppercase()) || two && year {
            return true;
        }
    }
    let Some(before) = before.strip_suffix(' ') else { return false };
    // "Oct. 7"
    let last_word =
        |words: &str| words.rsplit(|c: char| !c.is_alphabetic()).next().is_some_and(month);
    if before.strip_suffix('.').is_some_and(last_word) {
        return true;
    }
    // "gives Homeland 103 of the 240 seats"
    if text[amount.end..].starts_with(" of the ") {
        return false;
    }
    let from = before
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    // A claim's first word has its capital from its place.
    from > 0 && before[from..].starts_with(char::is_uppercase) && before[from..].len() > 1
}

/// Whether what stands before a number opened a bracket.
fn is_in_brackets(before: &str) -> bool {
    const LONGEST: usize = 300;
    let is_bracket = |byte: &u8| matches!(byte, b'(' | b')');
    before.bytes().rev().take(LONGEST).find(is_bracket) == Some(b'(')
}

/// Whether a number in words stands for those who were named: "the two were friends".
fn is_pronoun(before: &str, rest: &str) -> bool {
    let verb = ["were", "are", "have", "had", "will", "would"];
    let the = before.trim_end().rsplit(' ').next();
    the.is_some_and(|word| word.eq_ignore_ascii_case("the"))
        && rest.split_whitespace().next().is_some_and(|word| verb.contains(&word))
}

/// Whether what stands before a half makes it a part of a game or a year: "the first half of 2021".
fn is_one_of_two_parts(before: &str) -> bool {
    const PARTS: [&str; 9] =
        ["first", "second", "latter", "other", "opening", "closing", "top", "bottom", "better"];
    let before = before.trim_end();
    before.ends_with('-')
        || before.ends_with(" at the")
        || before.rsplit(' ').next().is_some_and(|word| PARTS.contains(&word))
}

/// Whether a number is one that is dialled: "called 911", "a 999 call".
fn is_emergency_call(before: &str, number: &str, rest: &str) -> bool {
    const CALLING: [&str; 9] =
        ["call", "called", "calling", "calls", "dial", "dialed", "dialled", "phoned", "rang"];
    let beside = |word: Option<&str>| {
        word.is_some_and(|word| {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            CALLING.contains(&word) || matches!(word, "operator" | "dispatcher" | "dispatchers")
        })
    };
    matches!(number, "911" | "999" | "112" | "000")
        && (beside(before.split_whitespace().next_back()) || beside(rest.split_whitespace().next()))
}

/// Whether what follows a number makes it an hour.
fn is_time_of_day(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', '\u{a0}']);
    ["a.m.", "p.m.", "am", "pm", "o'clock", "o’clock"].iter().any(|mark| {
        let (first, after) = rest.split_at_checked(mark.len()).unwrap_or(("", rest));
        first.eq_ignore_ascii_case(mark) && !after.starts_with(char::is_alphanumeric)
    })
}

/// Whether digits are an hour of the day as armies and exchanges write it: "0930 GMT".
fn is_clock(text: &str) -> bool {
    const ZONES: [&str; 6] = ["GMT", "UTC", "BST", "CET", "EST", "ET"];
    let Some((hour, zone)) = text.split_once(' ') else { return false };
    let zone = zone.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or("");
    hour.len() == 4 && hour.bytes().all(|byte| byte.is_ascii_digit()) && ZONES.contains(&zone)
}

pub fn is_range_mark(rest: &str) -> bool {
    let trimmed = rest.trim_start_matches(' ');
    // "225.86 -12.99": the hyphen belongs to the number behind it.
    let minus = trimmed.len() < rest.len()
        && trimmed.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c != ' '));
    !minus && ["to ", "and ", "or ", "-", "–"].iter().any(|mark| trimmed.starts_with(mark))
}

/// Whether a minus stands before a number: "-5.44%", "(−3)", and not "2-3". "10 -15" may be a range.
fn is_negative(before: &str) -> bool {
    before.strip_suffix(['-', '−']).is_some_and(|before| {
        let word = before.trim_end_matches([' ', '\u{a0}', '(']);
        word.is_empty()
            || word.len() < before.len() && !word.ends_with(|c: char| c.is_ascii_digit())
    })
}

pub fn is_joiner(word: &str) -> bool {
    matches!(word, "to" | "and" | "or")
}

/// The start of the next word or amount at or after `at`.
pub fn next_word(text: &str, at: usize) -> Option<usize> {
    let offset = text.get(at..)?.find(|c: char| c.is_alphanumeric() || is_sign(c))?;
    Some(at + offset)
}

/// Whether a character is a currency's sign.
pub fn is_sign(c: char) -> bool {
    matches!(c, '$' | '¢'..='¥' | '৳' | '฿' | '\u{20a0}'..='\u{20cf}')
}

/// The end of what is no amount: a word, or digits with marks between, as in a time or a date.
pub fn skip(text: &str, start: usize) -> usize {
    let mut end = word_end(text, start);
    while let [b':' | b'/' | b'.', b'0'..=b'9', ..] = text.as_bytes()[end..] {
        end = word_end(text, end + 1);
    }
    end
}

fn word_end(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    let len = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    start + len.max(rest.chars().next().map_or(1, char::len_utf8))
}

/// Reads an amount that begins at `start`, a word's start.
pub fn read_amount(text: &str, start: usize) -> Option<Amount> {
    let money = read_prefix(text, start);
    let digits_at = money.as_ref().map_or(start, |money| money.end);
    let rest = &text[digits_at..];
    let mut fraction = None;
    let (value, mut end, written_out) = if let Some((over, under, len)) = read_fraction(rest) {
        fraction = Some((over, under));
        (f64::from(over) / f64::from(under), digits_at + len, true)
    } else if rest.starts_with(|c: char| c.is_ascii_digit()) {
        let (value, len) = read_digits(rest)?;
        let end = digits_at + len;
        // "2 1/2", "1½".
        let part = text[end..].strip_prefix(' ').unwrap_or(&text[end..]);
        match read_fraction(part).filter(|_| value.fract() == 0.0 && !text[end..].starts_with("  "))
        {
            Some((over, under, len)) => {
                let end = text.len() - part.len() + len;
                (value + f64::from(over) / f64::from(under), end, false)
            }
            None => (if is_negative(&text[..digits_at]) { -value } else { value }, end, false),
        }
    } else if money.is_some() {
        return None;
    } else {
        if let Some(amount) = read_fraction_word(text, start) {
            return Some(amount);
        }
        let (value, end) = read_number_words(text, start)?;
        (value, end, true)
    };
    let mut amount = Amount { value, fraction, end, ..Amount::default() };
    // "9-year-old", "3rd", "4x4": a number inside a word is no amount of its own; "4.7bn" is.
    let mut next = end;
    if !written_out {
        let glued = &text[end..word_end_or(text, end)];
        if !glued.is_empty() {
            let metres = matches!(glued, "m" | "M")
                && money.is_none()
                && read_suffix(text, end + 1).is_none()
                && !following(text, end + 1).is_some_and(|(next, _)| is_of_millions(next));
            if metres {
                end += 1;
                next = end;
            } else if let Some(scale) = magnitude(glued) {
                (amount.value, amount.scale) = (amount.value * scale, scale);
                end += glued.len();
                next = end;
            } else if is_percent(glued) {
                amount.unit = Unit::Percent;
                amount.end = end + glued.len();
                return Some(amount);
            } else if is_measure(glued) && money.is_none() {
                amount.end = end + glued.len();
                return Some(amount);
            } else {
                let pence = read_pence(text, end)?;
                amount.count_in(&pence, Doubt::Name);
                amount.end = pence.end;
                return Some(amount);
            }
        }
    }
    // Magnitudes may follow one another: "two lakh crore".
    for _ in 0..2 {
        let Some((word, after)) = following(text, next) else { break };
        let Some(scale) = magnitude(word).filter(|_| word.len() > 1) else { break };
        (amount.value, amount.scale) = (amount.value * scale, amount.scale * scale);
        (end, next) = (after, after);
    }
    amount.end = end;
    amount.fraction = amount.fraction.filter(|_| amount.scale == 1.0 && money.is_none());
    if let Some(money) = money {
        amount.count_in(&money, Doubt::Name);
        // Masks and conferences are numbered without "million", and below a thousand.
        if text[digits_at..amount.end].contains([',', '.', ' ']) {
            amount.doubt = None;
        }
        return Some(amount);
    }
    if text[end..].trim_start_matches(' ').starts_with('%') {
        amount.unit = Unit::Percent;
        amount.end = end + text[end..].find('%').unwrap_or(0) + 1;
        return Some(amount);
    }
    if let Some((word, after)) = following(text, end) {
        let second = following(text, after);
        if is_percent(word) {
            (amount.unit, amount.end) = (Unit::Percent, after);
        } else if word == "per" && second.is_some_and(|(word, _)| word == "cent") {
            (amount.unit, amount.end) = (Unit::Percent, second.map_or(after, |(_, end)| end));
        } else if word == "percentage" && second.is_some_and(|(word, _)| word.starts_with("point"))
        {
            (amount.unit, amount.end) = (Unit::Points, second.map_or(after, |(_, end)| end));
        } else if let Some(money) = read_suffix(text, end) {
            amount.count_in(&money, Doubt::Amount);
            amount.end = money.end;
        }
    }
    let digits = &text[digits_at..amount.end];
    amount.is_year = amount.unit == Unit::None
        && digits.len() == 4
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && (digits.starts_with("19") || digits.starts_with("20"));
    Some(amount)
}

fn word_end_or(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())
}

/// The word after `at`, behind one space or hyphen, and where it ends.
fn following(text: &str, at: usize) -> Option<(&str, usize)> {
    let rest = text.get(at..)?;
    let gap = rest.strip_prefix([' ', '-', '\u{a0}'])?;
    let start = at + (rest.len() - gap.len());
    let end = word_end_or(text, start);
    (end > start).then(|| (&text[start..end], end))
}

/// Whether letters right behind digits are what is measured: "94mph", "340kg". An "m" may be for millions.
fn is_measure(glued: &str) -> bool {
    matches!(
        glued,
        "km" | "cm"
            | "mm"
            | "ft"
            | "kg"
            | "mg"
            | "g"
            | "lb"
            | "lbs"
            | "oz"
            | "mph"
            | "kph"
            | "kmh"
            | "ml"
            | "ha"
            | "kW"
            | "kWh"
            | "MW"
            | "MWh"
            | "GW"
            | "GWh"
            | "TWh"
            | "MB"
            | "GB"
            | "TB"
            | "Hz"
            | "MHz"
            | "GHz"
    )
}

fn is_percent(word: &str) -> bool {
    matches!(word, "percent" | "pc" | "pct")
}
