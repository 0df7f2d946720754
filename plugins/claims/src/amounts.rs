//! Reads one amount from text: digits or words, with magnitude, currency or percent sign.

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unit {
    None,
    Percent,
    Points,
    Money(&'static str),
}

#[derive(Clone, Copy, Debug)]
pub struct Amount {
    pub value: f64,
    pub fraction: Option<(u32, u32)>,
    pub scale: f64,
    pub unit: Unit,
    pub is_year: bool,
    pub end: usize,
}

impl Amount {
    /// "2 to 3 percent": the first number is of the second's kind.
    pub fn takes_unit_of(&self, next: &Self, text: &str) -> bool {
        let between = text.get(self.end..next.end).unwrap_or("");
        between.len() < 40 && !self.is_year && next.unit != Unit::None
    }

    /// "2 to 3 million": the first number is in the second's magnitude, where it has none.
    pub fn scale_like(&mut self, next: &Self) {
        if self.scale == 1.0 && next.scale > 1.0 && self.value < 1000.0 {
            self.value *= next.scale;
        }
    }
}

/// Whether a number names rather than counts: "House Bill 417", "'97", "12 March".
pub fn is_label(text: &str, start: usize, amount: &Amount) -> bool {
    if amount.is_year
        || amount.scale != 1.0
        || !text[start..].starts_with(|c: char| c.is_ascii_digit())
    {
        return false;
    }
    let before = &text[..start];
    if before.ends_with(['\'', '’', '‘', '#']) {
        return true;
    }
    let month = |word: &str| {
        let full = word.starts_with(|c: char| c.is_ascii_uppercase()) && word.len() >= 3;
        full && MONTHS.contains(&&word[..3])
            && (word.len() < 5 || word.bytes().all(|b| b.is_ascii_alphabetic()))
    };
    if following(text, amount.end)
        .is_some_and(|(word, _)| word.is_char_boundary(3.min(word.len())) && month(word))
    {
        return true;
    }
    let Some(before) = before.strip_suffix(' ') else { return false };
    let from = before
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    // A claim's first word has its capital from its place.
    from > 0 && before[from..].starts_with(char::is_uppercase) && before[from..].len() > 1
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

pub fn is_range_mark(rest: &str) -> bool {
    let rest = rest.trim_start_matches(' ');
    ["to ", "and ", "or ", "-", "–"].iter().any(|mark| rest.starts_with(mark))
}

pub fn is_joiner(word: &str) -> bool {
    matches!(word, "to" | "and" | "or")
}

/// The start of the next word or amount at or after `at`.
pub fn next_word(text: &str, at: usize) -> Option<usize> {
    let offset = text.get(at..)?.find(|c: char| c.is_alphanumeric() || is_sign(c))?;
    Some(at + offset)
}

fn is_sign(c: char) -> bool {
    matches!(c, '$' | '£' | '€' | '₦' | '₹' | '¥' | '₱' | '₩' | '₵')
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
    let (money, digits_at) = read_prefix(text, start);
    let rest = &text[digits_at..];
    let (value, mut end, written_out) = if rest.starts_with(|c: char| c.is_ascii_digit()) {
        let (value, len) = read_digits(rest)?;
        (value, digits_at + len, false)
    } else if money.is_some() {
        return None;
    } else {
        if let Some(amount) = read_fraction_word(text, start) {
            return Some(amount);
        }
        let (value, end) = read_number_words(text, start)?;
        (value, end, true)
    };
    let mut amount =
        Amount { value, fraction: None, scale: 1.0, unit: Unit::None, is_year: false, end };
    // "9-year-old", "3rd", "4x4": a number inside a word is no amount of its own; "4.7bn" is.
    let mut next = end;
    if !written_out {
        let glued = &text[end..word_end_or(text, end)];
        if !glued.is_empty() {
            if let Some(scale) = magnitude(glued) {
                (amount.value, amount.scale) = (amount.value * scale, scale);
                end += glued.len();
                next = end;
            } else if is_percent(glued) {
                amount.unit = Unit::Percent;
                amount.end = end + glued.len();
                return Some(amount);
            } else {
                return None;
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
    if let Some(code) = money {
        amount.unit = Unit::Money(code);
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
        } else if let Some(code) = currency_word(word) {
            (amount.unit, amount.end) = (Unit::Money(code), after);
        } else if let Some((last, end)) = second
            && (is_nationality_of_money(word, last))
            && let Some(code) = currency_pair(word, last)
        {
            (amount.unit, amount.end) = (Unit::Money(code), end);
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

/// A currency sign or code before the digits: its code, and where the digits are.
fn read_prefix(text: &str, start: usize) -> (Option<&'static str>, usize) {
    let rest = &text[start..];
    for &(sign, code) in SIGNS {
        if let Some(after) = rest.strip_prefix(sign) {
            let digits = after.trim_start_matches(['.', ' ']);
            if digits.starts_with(|c: char| c.is_ascii_digit()) {
                return (Some(code), start + (rest.len() - digits.len()));
            }
        }
    }
    (None, start)
}

/// Longer signs before those that they begin with.
const SIGNS: &[(&str, &str)] = &[
    ("US$", "USD"),
    ("A$", "AUD"),
    ("AU$", "AUD"),
    ("NZ$", "NZD"),
    ("C$", "CAD"),
    ("CA$", "CAD"),
    ("HK$", "HKD"),
    ("S$", "SGD"),
    ("R$", "BRL"),
    ("$", "USD"),
    ("£", "GBP"),
    ("€", "EUR"),
    ("₦", "NGN"),
    ("₹", "INR"),
    ("¥", "JPY"),
    ("₱", "PHP"),
    ("₩", "KRW"),
    ("GH₵", "GHS"),
    ("₵", "GHS"),
    ("Rs", "INR"),
    ("RM", "MYR"),
    ("KSh", "KES"),
    ("Ksh", "KES"),
    ("Sh", "KES"),
    ("NGN", "NGN"),
    ("USD", "USD"),
    ("EUR", "EUR"),
    ("GBP", "GBP"),
    ("INR", "INR"),
    ("N", "NGN"),
    ("R", "ZAR"),
    ("K", "ZMW"),
];

fn currency_word(word: &str) -> Option<&'static str> {
    Some(match word {
        "dollar" | "dollars" | "USD" => "USD",
        "pound" | "pounds" | "GBP" => "GBP",
        "euro" | "euros" | "EUR" => "EUR",
        "naira" | "NGN" => "NGN",
        "rupee" | "rupees" | "INR" => "INR",
        "yen" => "JPY",
        "yuan" | "renminbi" => "CNY",
        "rand" => "ZAR",
        "shilling" | "shillings" => "KES",
        "cedi" | "cedis" => "GHS",
        "kwacha" => "ZMW",
        "rouble" | "roubles" | "ruble" | "rubles" => "RUB",
        "ringgit" => "MYR",
        "baht" => "THB",
        "rupiah" => "IDR",
        "zloty" | "zlotys" => "PLN",
        "hryvnia" | "hryvnias" => "UAH",
        "dirham" | "dirhams" => "AED",
        "riyal" | "riyals" => "SAR",
        "franc" | "francs" => "CHF",
        "peso" | "pesos" => "MXN",
        "cents" | "cent" => "cents",
        "pence" | "p" => "pence",
        _ => return None,
    })
}

/// "US dollars", "Australian dollars".
fn currency_pair(nation: &str, unit: &str) -> Option<&'static str> {
    Some(match (nation, unit) {
        ("US" | "U.S." | "American", "dollars" | "dollar") => "USD",
        ("Australian", "dollars") => "AUD",
        ("Canadian", "dollars") => "CAD",
        ("Singapore", "dollars") => "SGD",
        ("Zealand", "dollars") => "NZD",
        ("Kenyan" | "Kenya", "shillings") => "KES",
        ("Ugandan" | "Uganda", "shillings") => "UGX",
        ("Tanzanian" | "Tanzania", "shillings") => "TZS",
        ("Indian", "rupees") => "INR",
        ("Pakistani" | "Pakistan", "rupees") => "PKR",
        ("Nepali" | "Nepalese", "rupees") => "NPR",
        ("Sri", _) => return None,
        _ => return None,
    })
}

fn is_nationality_of_money(nation: &str, unit: &str) -> bool {
    nation.starts_with(|c: char| c.is_uppercase()) && currency_word(unit).is_some()
}

fn is_percent(word: &str) -> bool {
    matches!(word, "percent" | "pc" | "pct")
}

fn magnitude(word: &str) -> Option<f64> {
    Some(match word {
        "hundred" => 1e2,
        "thousand" | "k" | "K" => 1e3,
        "lakh" | "lakhs" => 1e5,
        "million" | "m" | "M" | "mn" | "mln" | "MILLION" => 1e6,
        "crore" | "crores" | "cr" => 1e7,
        "billion" | "bn" | "b" | "B" | "BILLION" => 1e9,
        "trillion" | "tn" | "trn" | "T" => 1e12,
        "dozen" => 12.0,
        _ => return None,
    })
}

/// Digits with commas and one point, and their length in bytes.
fn read_digits(text: &str) -> Option<(f64, usize)> {
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
    Some((value / 10_f64.powi(decimals), end))
}

/// "half", "two-thirds", "a quarter": exact, so kept as they are.
fn read_fraction_word(text: &str, start: usize) -> Option<Amount> {
    let end = word_end_or(text, start);
    let word = &text[start..end];
    let amount = |over, under, end| Amount {
        value: f64::from(over) / f64::from(under),
        fraction: Some((over, under)),
        scale: 1.0,
        unit: Unit::None,
        is_year: false,
        end,
    };
    if word == "half" || word == "Half" {
        return Some(amount(1, 2, end));
    }
    let over = match word {
        "a" | "one" | "One" | "A" => 1,
        "two" | "Two" => 2,
        "three" | "Three" => 3,
        "four" | "Four" => 4,
        _ => return None,
    };
    let (part, end) = following(text, end)?;
    let under = match part {
        "third" | "thirds" => 3,
        "quarter" | "quarters" => 4,
        "fifth" | "fifths" => 5,
        "tenth" | "tenths" => 10,
        _ => return None,
    };
    // "one third minister" is hardly ever written, "a third minister" is.
    let of = following(text, end).is_some_and(|(word, _)| word == "of");
    (of || word.len() > 1 && part.ends_with('s')).then(|| amount(over, under, end))
}

/// A number in words: its value and where it ends.
fn read_number_words(text: &str, start: usize) -> Option<(f64, usize)> {
    let (mut total, mut group, mut end) = (0.0_f64, 0.0_f64, None);
    let mut at = start;
    let mut word_at = (start, word_end_or(text, start));
    let article = matches!(&text[start..word_at.1], "a" | "A");
    for nth in 0..12 {
        let word = &text[word_at.0..word_at.1];
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
        if !is_percent(next) && currency_word(next).is_none() && next != "per" {
            return None;
        }
    }
    Some((value, end))
}

fn small_number(word: &str) -> Option<f64> {
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
