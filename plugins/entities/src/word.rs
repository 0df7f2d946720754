//! A token as the features see it: hashes of its forms, its shape, what the lexicon knows of it.

use copydesk_learn::clusters::Path;
use copydesk_learn::features::{hash_bytes, hash_str};
use copydesk_stage::Span;

use crate::lexicon::{Entry, Near, Outside};

/// The letters and signs that a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Letters, none of them a capital.
    Lower,
    /// A capital and small letters.
    Initial,
    /// Two capitals or more and no small letter.
    Caps,
    /// One capital, alone or with a stop.
    Single,
    /// Capitals among small letters, in whatever other way.
    Mixed,
    /// Digits, perhaps with stops and commas.
    Digits,
    /// Digits with letters.
    Alphanumeric,
    /// A currency sign.
    Currency,
    /// Other signs.
    Sign,
}

impl Kind {
    /// Whether the token has a capital.
    pub const fn is_capitalised(self) -> bool {
        matches!(self, Self::Initial | Self::Caps | Self::Single | Self::Mixed)
    }
}

/// One token.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// Where it stands in the text.
    pub span: Span,
    /// The hash of the word as it is written.
    pub cased: u64,
    /// The hash of the word in small letters.
    pub lower: u64,
    /// The hash of its small letters without accents and other marks.
    pub plain: u64,
    /// The hash of the word's shape: "Xx", "X.X.", "dddd".
    pub shape: u64,
    /// Its letters and signs.
    pub kind: Kind,
    /// What the lexicon knows of it.
    pub entry: Entry,
    /// The path of its word class in the tree of classes.
    pub path: Path,
    /// What lists from outside know of it.
    pub outside: Outside,
    /// The classes of words that are near it.
    pub near: Near,
    /// Where its small letters begin in the buffer of them, and where they end.
    pub letters: (u32, u32),
}

impl Word {
    /// Looks at a token. Its small letters are put at the end of `lowered`.
    pub fn new(text: &str, span: Span, lowered: &mut String) -> Self {
        let from = lowered.len();
        lower_into(text, lowered);
        let (shape, kind) = shape_of(text);
        let letters = &lowered[from..];
        let lower = hash_str(letters);
        let plain = if letters.is_ascii() { lower } else { hash_str(&without_marks(letters)) };
        Self {
            span,
            cased: hash_str(text),
            lower,
            plain,
            shape,
            kind,
            entry: Entry::default(),
            path: Path::ROOT,
            outside: Outside::default(),
            near: Near::default(),
            letters: (from as u32, lowered.len() as u32),
        }
    }
}

/// Appends `text` in small letters, with straight apostrophes.
pub fn lower_into(text: &str, lowered: &mut String) {
    if text.is_ascii() {
        let from = lowered.len();
        lowered.push_str(text);
        lowered[from..].make_ascii_lowercase();
        return;
    }
    for c in text.chars() {
        match c {
            '’' | '‘' | '`' => lowered.push('\''),
            '–' | '—' | '‑' => lowered.push('-'),
            c => lowered.extend(c.to_lowercase()),
        }
    }
}

/// The name as it is written where diacritics are dropped. The letters of Latin-1 and Latin
/// Extended-A are enough for nearly all names of places in print.
pub fn without_marks(name: &str) -> String {
    const PLAIN: [(&str, &str); 30] = [
        ("àáâãäåāăąǎ", "a"),
        ("çćĉċč", "c"),
        ("ďđḑḍ", "d"),
        ("èéêëēĕėęěệế", "e"),
        ("ĝğġģ", "g"),
        ("ĥħḩḥ", "h"),
        ("ìíîïĩīĭįıị", "i"),
        ("ĵ", "j"),
        ("ķ", "k"),
        ("ĺļľŀł", "l"),
        ("ñńņňŋ", "n"),
        ("òóôõöøōŏőơộ", "o"),
        ("ŕŗř", "r"),
        ("śŝşšșş", "s"),
        ("ţťŧțṭ", "t"),
        ("ùúûüũūŭůűųưủ", "u"),
        ("ŵ", "w"),
        ("ýÿŷ", "y"),
        ("źżžẕ", "z"),
        ("ÀÁÂÃÄÅĀĂĄ", "A"),
        ("ÇĆĈĊČ", "C"),
        ("ĎĐḐ", "D"),
        ("ÈÉÊËĒĖĘĚ", "E"),
        ("ĜĞĠĢ", "G"),
        ("ÌÍÎÏĪĮİ", "I"),
        ("ĹĻĽŁ", "L"),
        ("ÒÓÔÕÖØŌŐ", "O"),
        ("ŚŜŞŠȘ", "S"),
        ("ÙÚÛÜŪŮŰŲ", "U"),
        ("ŹŻŽ", "Z"),
    ];
    let plain = |c: char| PLAIN.iter().find(|(marked, _)| marked.contains(c));
    let mut plainly = String::with_capacity(name.len());
    for c in name.chars() {
        match plain(c) {
            _ if c.is_ascii() => plainly.push(c),
            Some((_, letter)) => plainly.push_str(letter),
            None => plainly.push(c),
        }
    }
    plainly
}

/// The hash of the shape, runs of letters shortened to one and digits counted up to four; and the
/// kind.
fn shape_of(text: &str) -> (u64, Kind) {
    const LONGEST: usize = 16;
    let mut shape = [0_u8; LONGEST];
    let (mut len, mut last) = (0, 0);
    let (mut upper, mut small, mut digits, mut currency, mut letters) = (0, 0, 0, 0, 0);
    let mut first_upper = false;
    for (at, c) in text.chars().enumerate() {
        let sign = match c {
            'a'..='z' => b'x',
            'A'..='Z' => b'X',
            '0'..='9' => b'd',
            '$' | '€' | '£' | '¥' | '₹' | '₡' | '₦' | '₱' | '₩' | '₪' | '₽' | '₺' | '฿' | '₵' => {
                b'$'
            }
            '’' | '‘' => b'\'',
            '–' | '—' => b'-',
            '“' | '”' => b'"',
            c if c.is_ascii() => c as u8,
            c if c.is_uppercase() => b'X',
            c if c.is_alphabetic() => b'x',
            c if c.is_numeric() => b'd',
            _ => b'?',
        };
        match sign {
            b'X' => upper += 1,
            b'x' => small += 1,
            b'd' => digits += 1,
            b'$' => currency += 1,
            _ => {}
        }
        letters = upper + small;
        first_upper |= at == 0 && sign == b'X';
        let repeated = sign == last && matches!(sign, b'x' | b'X' | b'-' | b'.')
            || sign == b'd' && len >= 4 && shape[len - 4..len] == *b"dddd";
        if !repeated && len < LONGEST {
            shape[len] = sign;
            len += 1;
        }
        last = sign;
    }
    let kind = match () {
        () if letters == 0 && digits > 0 => Kind::Digits,
        () if digits > 0 => Kind::Alphanumeric,
        () if letters == 0 && currency > 0 => Kind::Currency,
        () if letters == 0 => Kind::Sign,
        () if upper == 0 => Kind::Lower,
        () if upper == 1 && small == 0 => Kind::Single,
        () if small == 0 => Kind::Caps,
        () if upper == 1 && first_upper => Kind::Initial,
        () => Kind::Mixed,
    };
    (hash_bytes(&shape[..len]), kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_tell_words_apart() {
        let table = [
            ("minister", Kind::Lower),
            ("Minister", Kind::Initial),
            ("Élysée", Kind::Initial),
            ("NATO", Kind::Caps),
            ("U.S.", Kind::Caps),
            ("J.", Kind::Single),
            ("McLeod", Kind::Mixed),
            ("Anglo-French", Kind::Mixed),
            ("1,250", Kind::Digits),
            ("G7", Kind::Alphanumeric),
            ("$", Kind::Currency),
            ("US$", Kind::Caps),
            ("—", Kind::Sign),
            ("", Kind::Sign),
        ];
        for (text, kind) in table {
            assert_eq!(shape_of(text).1, kind, "{text:?}");
        }
    }

    #[test]
    fn shapes_shorten_letters_but_not_years() {
        let same = |a: &str, b: &str| shape_of(a).0 == shape_of(b).0;
        assert!(same("Ruiz", "Okonkwo"));
        assert!(same("1998", "2024"));
        assert!(same("20245", "2024"));
        assert!(!same("998", "2024"));
        assert!(!same("Ruiz", "RUIZ"));
    }
}
