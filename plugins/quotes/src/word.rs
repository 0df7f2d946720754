//! A word as features and rules see it: how it is written, its stem, its class, and where it stands.

use copydesk_learn::clusters::Path;
use copydesk_learn::features::{hash_bytes, hash_str};
use copydesk_learn::word_table::WordTable;
use copydesk_stage::Span;

use crate::lexicon::{Lexicon, SPEECH};

/// A token with what features and rules ask of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Word {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    /// The hash of the word in lower case.
    pub lower: u64,
    /// The hash of its last three bytes in lower case.
    pub suffix: u64,
    /// The hash of its stem: one for all forms of a verb and the nouns made of it.
    pub stem: u64,
    /// The hash of its part-of-speech tag.
    pub tag: u64,
    /// The first two letters of the tag.
    pub tag2: [u8; 2],
    /// How it is written: 1 small letters, 2 a capital first, 3 all capitals, 4 with digits, 5 capitals
    /// inside, 6 one capital; else a mark.
    pub shape: u8,
    /// Its first byte.
    pub first: u8,
    /// Its word class from raw text, as a path in the tree of classes; 0 where it has none.
    pub class: u32,
    /// Bits of the [lexicon](crate::lexicon).
    pub lex: u16,
    /// The kind of speech that it stands for, as the lexicon numbers them.
    pub kind: u8,
    /// The place of its entity mention and one more; 0 where it has none.
    pub mention: u32,
    /// Its label's first letter and where in the mention it is: 0 outside.
    pub entity_part: u8,
    /// The place of its outermost quotation and one more; 0 outside.
    pub quotation: u32,
    /// Where in the quotation it is.
    pub place: Place,
    /// The number of its sentence.
    pub sentence: u32,
}

impl Word {
    /// Stands for a word beyond the first or the last.
    pub const NONE: Self = Self {
        start: 0,
        end: 0,
        lower: 1,
        suffix: 1,
        stem: 1,
        tag: 1,
        tag2: [0; 2],
        shape: 0,
        first: 0,
        class: 0,
        lex: 0,
        kind: 0,
        mention: 0,
        entity_part: 0,
        quotation: 0,
        place: Place::Outside,
        sentence: 0,
    };

    /// Whether the lexicon has one of `bits` for it.
    #[inline]
    pub fn is(&self, bits: u16) -> bool {
        self.lex & bits != 0
    }

    /// Where it stands in the text.
    pub fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }

    /// Whether it is one of these words, whose letters are small.
    pub fn is_one_of(&self, words: &[&str]) -> bool {
        words.iter().any(|word| hash_str(word) == self.lower)
    }

    /// Whether it is a form of "be" in full.
    pub fn is_be(&self) -> bool {
        self.is_one_of(&["is", "are", "was", "were", "be", "been", "being"])
    }

    /// Whether its tag is one of a verb's.
    pub fn is_verb(&self) -> bool {
        self.tag2 == *b"VB"
    }

    /// Whether it is a verb of speech, and not a noun that is written alike ("orders").
    pub fn is_speech_verb(&self) -> bool {
        self.is(SPEECH) && self.is_verb()
    }
}

/// Where a word is with respect to its outermost quotation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Place {
    /// Outside of all.
    #[default]
    Outside,
    /// It is, or holds, the opening mark.
    Opening,
    /// Between the marks.
    Inside,
    /// It is, or holds, the closing mark.
    Closing,
}

/// A word of the text with this tag; where it stands is not yet known.
pub(crate) fn word(text: &str, tag: &str, lexicon: &Lexicon, classes: &WordTable<'_>) -> Word {
    let mut buffer = [0_u8; 40];
    let lower = lower_case(text, &mut buffer);
    let hash = hash_bytes(lower);
    let suffix = hash_bytes(&lower[lower.len().saturating_sub(3)..]);
    let stem = hash_bytes(stem(lower));
    let (lex, kind) = lexicon.get(hash);
    let tag_bytes = tag.as_bytes();
    let second = tag_bytes.get(1).copied().unwrap_or(0);
    Word {
        lower: hash,
        suffix,
        stem,
        tag: hash_str(tag),
        tag2: [tag_bytes.first().copied().unwrap_or(0), second],
        shape: shape(text),
        first: text.as_bytes().first().copied().unwrap_or(0),
        class: classes.get(hash).unwrap_or(0),
        lex,
        kind,
        ..Word::default()
    }
}

/// The coarser class above a class: its first `bits` forks.
pub fn coarse(class: u32, bits: u32) -> u64 {
    if class == 0 { 0 } else { u64::from(Path::from_u32(class).prefix(bits).to_u32()) }
}

/// A word in lower case without the endings of verbs and of the nouns made of them: "denies", "denied",
/// "denying" and "denial" meet. A crude one, after Lovins (1968): only features use it.
fn stem(lower: &[u8]) -> &[u8] {
    const ENDINGS: [&[u8]; 20] = [
        b"ations", b"ation", b"ments", b"ment", b"tions", b"tion", b"ances", b"ance", b"sions",
        b"sion", b"ing", b"ies", b"ied", b"als", b"al", b"ers", b"er", b"ed", b"es", b"s",
    ];
    const LEAST: usize = 3;
    let fits = |ending: &&&[u8]| lower.ends_with(ending) && lower.len() >= LEAST + ending.len();
    let ending = ENDINGS.iter().find(fits).map_or(0, |ending| ending.len());
    let stem = &lower[..lower.len() - ending];
    match stem {
        [.., a, b] if ending > 1 && a == b && *b != b's' => &stem[..stem.len() - 1],
        [_, _, _, .., b'e' | b'y' | b'i'] => &stem[..stem.len() - 1],
        _ => stem,
    }
}

/// The first bytes of a word in lower case, curly apostrophes made straight.
pub fn lower_case<'b>(text: &str, buffer: &'b mut [u8; 40]) -> &'b [u8] {
    let mut length = 0;
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() && length < buffer.len() {
        if bytes[at..].starts_with("’".as_bytes()) {
            buffer[length] = b'\'';
            at += 3;
        } else {
            buffer[length] = bytes[at].to_ascii_lowercase();
            at += 1;
        }
        length += 1;
    }
    &buffer[..length]
}

/// How a word is written: lower case, capital first, all capitals, number, mark, mixed.
fn shape(text: &str) -> u8 {
    let bytes = text.as_bytes();
    let first = text.chars().next().unwrap_or(' ');
    let upper = bytes.iter().filter(|byte| byte.is_ascii_uppercase()).count();
    let digits = bytes.iter().any(u8::is_ascii_digit);
    match () {
        () if digits => 4,
        () if !first.is_alphanumeric() => match bytes[0] {
            byte if byte < 0x80 => byte | 0x80,
            _ => bytes.get(2).copied().unwrap_or(0) | 0x80,
        },
        () if upper > 1 && upper == bytes.len() => 3,
        () if first.is_uppercase() && bytes.len() == 1 => 6,
        () if first.is_uppercase() => 2,
        () if upper > 0 => 5,
        () => 1,
    }
}
