//! What kinds of characters there are, as far as paragraphs and tokens care.

/// Whether `c` never belongs to a token: white space, controls (NUL among them) and the invisible
/// characters that web pages leave behind. Joiners are not blank, they hold emoji and words together.
#[inline]
pub(crate) fn is_blank(c: char) -> bool {
    if c.is_ascii() {
        return c <= ' ' || c == '\x7F';
    }
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Whether `c` ends a line.
#[inline]
pub(crate) fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\x0B' | '\x0C' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether `c` can be inside a word: letters, digits, the marks that combine with them, soft hyphens.
#[inline]
pub(crate) fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    c.is_alphanumeric() && !matches!(c, '¹' | '²' | '³') || is_joined(c)
}

/// Whether `c` only ever continues the character before it.
#[inline]
pub(crate) fn is_joined(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5BD}' | '\u{64B}'..='\u{65F}'
        | '\u{670}' | '\u{6D6}'..='\u{6ED}' | '\u{93C}' | '\u{94D}' | '\u{9BC}' | '\u{9CD}' | '\u{A4D}' | '\u{ACD}'
        | '\u{B4D}' | '\u{BCD}' | '\u{C4D}' | '\u{CCD}' | '\u{D4D}' | '\u{DCA}' | '\u{E31}'..='\u{E4E}'
        | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{200C}' | '\u{200D}' | '\u{20D0}'..='\u{20FF}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FE20}'..='\u{FE2F}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0020}'..='\u{E01EF}')
}

/// Whether `c` is an apostrophe, straight or curly.
#[inline]
pub(crate) const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

/// Whether `c` is a hyphen inside a word.
#[inline]
pub(crate) const fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// Whether `c` is a currency sign.
#[inline]
pub(crate) const fn is_currency(c: char) -> bool {
    matches!(c, '$' | '£' | '¢' | '¥' | '₠'..='\u{20CF}' | '﷼' | '฿' | '৳')
}

/// Whether `c` is one of the half letters that make up flags.
#[inline]
pub(crate) const fn is_flag_half(c: char) -> bool {
    matches!(c, '\u{1F1E6}'..='\u{1F1FF}')
}

/// The character that starts at byte `at`, if there is one.
#[inline]
pub(crate) fn char_at(text: &str, at: usize) -> Option<char> {
    let byte = *text.as_bytes().get(at)?;
    if byte < 0x80 { Some(char::from(byte)) } else { text.get(at..)?.chars().next() }
}

/// The character that ends at byte `at`, if there is one.
#[inline]
pub(crate) fn char_before(text: &str, at: usize) -> Option<char> {
    let byte = *text.as_bytes().get(at.checked_sub(1)?)?;
    if byte < 0x80 { Some(char::from(byte)) } else { text.get(..at)?.chars().next_back() }
}
