//! What the tagger knows of a token before it looks at its neighbours.

use copydesk_learn::features::{hash_bytes, hash_str, hash2};
use copydesk_learn::word_table::WordTable;

use crate::abbreviations::Abbreviation;
use crate::chars::is_blank;
use crate::tags::{TAGS, tag};
use crate::tokens::{Kind, Token};

/// A token as the tagger's features see it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Word {
    /// The hash of the word in lower case, digits made zeros.
    pub(crate) lower: u64,
    /// The hashes of the last one, two, three and four letters.
    pub(crate) suffixes: [u32; 4],
    /// The hash of the first three letters.
    pub(crate) prefix: u32,
    /// Capitals, digits and marks, as bits.
    pub(crate) shape: u32,
    /// Whether it is an auxiliary, a modal or "to".
    pub(crate) is_auxiliary: bool,
    /// The hash of the nearest auxiliary, modal or "to" not far before; 0 where there is none.
    pub(crate) auxiliary: u64,
    /// The path to the word's class, 0 where it has none.
    pub(crate) class: u32,
    /// The tags that the dictionary knows for the word, packed; 0 where it knows none.
    pub(crate) known: u32,
    /// The tags that are possible, as bits.
    pub(crate) possible: u64,
}

/// The words that the tagger knows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lexicon<'m> {
    /// The tags of a word, packed by [`pack`].
    pub(crate) tags: WordTable<'m>,
    /// The class of a word, cased.
    pub(crate) classes: WordTable<'m>,
}

/// What was seen of words before: news says the same words over and over. A place for each of so
/// many hashes; the newest word has it.
#[derive(Debug)]
pub(crate) struct Seen {
    slots: Vec<(u64, Word)>,
}

const SEEN: usize = 2048;

impl Default for Seen {
    fn default() -> Self {
        // Every word's number is odd.
        Self { slots: vec![(0, Word::default()); SEEN] }
    }
}

impl Seen {
    /// What [`Word::new`] says of the token.
    #[inline]
    pub(crate) fn word(
        &mut self,
        text: &str,
        token: &Token,
        first: bool,
        lexicon: &Lexicon<'_>,
        lower: &mut Vec<u8>,
    ) -> Word {
        // Other kinds of token are looked at with what stands around them, or are seldom the same.
        if !matches!(token.kind, Kind::Word | Kind::Comma | Kind::Stop) {
            return Word::new(text, token, first, lexicon, lower);
        }
        let hash = hash2(u32::from(first), hash_str(token.of(text)));
        let number = hash | 1;
        let slot = &mut self.slots[(hash >> 32) as usize % SEEN];
        if slot.0 != number {
            *slot = (number, Word::new(text, token, first, lexicon, lower));
        }
        slot.1
    }
}

/// The bits of a class's number that hold its path; the rest hold the word's settled tag plus one.
pub(crate) const PATH_BITS: u32 = 24;

/// The hash by which a word is looked up: lower case, with zeros for digits.
pub(crate) fn key(word: &str, lower: &mut Vec<u8>) -> u64 {
    lower.clear();
    if word.is_ascii() {
        lower.extend(
            word.bytes()
                .map(|byte| if byte.is_ascii_digit() { b'0' } else { byte.to_ascii_lowercase() }),
        );
    } else {
        let mut utf8 = [0; 4];
        for c in word.chars() {
            // One apostrophe, so that curly and straight clitics are one word.
            let c = if c == '’' { '\'' } else { c };
            for c in c.to_lowercase() {
                lower.extend_from_slice(c.encode_utf8(&mut utf8).as_bytes());
            }
        }
    }
    hash_bytes(lower)
}

impl Word {
    /// Looks at `token`. `first` says whether it is its sentence's first word.
    pub(crate) fn new(
        text: &str,
        token: &Token,
        first: bool,
        lexicon: &Lexicon<'_>,
        lower: &mut Vec<u8>,
    ) -> Self {
        let word = token.of(text);
        let hash = key(word, lower);
        let len = lower.len();
        let suffix = |n: usize| hash_bytes(&lower[len.saturating_sub(n)..]) as u32;
        let known = lexicon.tags.get(hash).unwrap_or(0);
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        let found = lexicon.classes.get(hash_str(word));
        let settled = found.unwrap_or(0) >> PATH_BITS;
        let class =
            found.or_else(|| if capital { lexicon.classes.get(hash) } else { None }).unwrap_or(0)
                & ((1 << PATH_BITS) - 1);
        Self {
            lower: hash,
            suffixes: [suffix(1), suffix(2), suffix(3), suffix(4)],
            prefix: hash_bytes(&lower[..len.min(3)]) as u32,
            shape: shape(word, token.kind, first),
            is_auxiliary: is_auxiliary(lower),
            auxiliary: 0,
            class,
            known,
            possible: if settled > 0 {
                1 << (settled - 1)
            } else {
                possible(text, word, token, known, capital)
            },
        }
    }
}

/// Whether a word in lower case is an auxiliary, a modal or "to".
fn is_auxiliary(word: &[u8]) -> bool {
    if word.len() > 6 {
        return false;
    }
    matches!(
        word,
        b"be"
            | b"is"
            | b"are"
            | b"was"
            | b"were"
            | b"been"
            | b"being"
            | b"am"
            | b"'s"
            | b"'re"
            | b"'m"
            | b"have"
            | b"has"
            | b"had"
            | b"having"
            | b"'ve"
            | b"'d"
            | b"do"
            | b"does"
            | b"did"
            | b"will"
            | b"would"
            | b"can"
            | b"could"
            | b"may"
            | b"might"
            | b"shall"
            | b"should"
            | b"must"
            | b"'ll"
            | b"ca"
            | b"wo"
            | b"to"
            | b"get"
            | b"got"
            | b"gets"
            | b"let"
            | b"help"
    )
}

/// The first `count` forks of the path to a class: a coarser class (Turian et al. 2010).
#[inline]
pub(crate) fn forks(path: u32, count: u32) -> u64 {
    u64::from(path >> path.max(1).ilog2().saturating_sub(count))
}

fn shape(word: &str, kind: Kind, first: bool) -> u32 {
    let mut shape = match kind {
        Kind::Word => 0,
        Kind::Number => 1,
        Kind::Short(_) => 2,
        Kind::Initial => 3,
        Kind::Acronym => 4,
        Kind::Address => 5,
        Kind::Symbol => 6,
        _ => 7,
    };
    let (mut upper, mut lower, mut digits) = (false, false, false);
    for (at, c) in word.chars().take(24).enumerate() {
        if c.is_uppercase() {
            shape |= if at == 0 { 8 } else { 16 };
            upper = true;
        } else if c.is_lowercase() {
            lower = true;
        } else if c.is_numeric() {
            digits = true;
        } else if c == '-' {
            shape |= 32;
        }
    }
    shape
        | u32::from(upper && !lower) << 6
        | u32::from(digits) << 7
        | u32::from(lower) << 8
        | u32::from(first) << 9
        | u32::from(word.len() == 1) << 10
}

/// The most tags that the dictionary restricts a word to; a word with more can have any.
const MOST: usize = 5;

/// Packs tags into a dictionary's number, six bits each. `sure` says whether there are no others;
/// else they are no more than a hint.
pub(crate) fn pack(tags: &[u8], sure: bool) -> u32 {
    let packed = tags.iter().take(MOST).fold(0, |packed, &tag| packed << 6 | (u32::from(tag) + 1));
    packed | u32::from(sure && tags.len() <= MOST) << 31
}

/// The tags in a dictionary's number as bits, if it is sure of them.
fn unpack(mut packed: u32) -> Option<u64> {
    if packed >> 31 == 0 {
        return None;
    }
    packed &= 0x3fff_ffff;
    let mut bits = 0;
    while packed != 0 {
        bits |= 1 << ((packed & 63).saturating_sub(1));
        packed >>= 6;
    }
    Some(bits)
}

const fn bits(names: &[&str]) -> u64 {
    let mut bits = 0;
    let mut at = 0;
    while at < names.len() {
        bits |= 1 << tag(names[at]);
        at += 1;
    }
    bits
}

/// The tags of marks, which words never have.
const MARKS: u64 = bits(&["-LRB-", "-RRB-", "``", "''", ",", ".", ":", "$", "HYPH"]);

/// All tags.
pub(crate) const ALL: u64 = u64::MAX >> (64 - TAGS.len());

fn possible(text: &str, word: &str, token: &Token, known: u32, capital: bool) -> u64 {
    match token.kind {
        Kind::Stop | Kind::Shout => bits(&["."]),
        Kind::Comma => bits(&[","]),
        Kind::Semicolon | Kind::Colon | Kind::Ellipsis => bits(&[":"]),
        Kind::OpenBracket => bits(&["-LRB-"]),
        Kind::CloseBracket => bits(&["-RRB-"]),
        Kind::OpenQuote => bits(&["``"]),
        Kind::CloseQuote => {
            let apostrophe = matches!(word, "'" | "’");
            if apostrophe && text[..token.start].ends_with(['s', 'S', 'x', 'z']) {
                bits(&["''", "POS"])
            } else {
                bits(&["''"])
            }
        }
        Kind::Currency => bits(&["$"]),
        Kind::ListMark => bits(&["LS"]),
        Kind::Hyphen
            if text[token.end..].starts_with(|c: char| !is_blank(c))
                && text[..token.start].ends_with(|c: char| !is_blank(c)) =>
        {
            bits(&["HYPH", "SYM"])
        }
        Kind::Hyphen => bits(&[":", "SYM"]),
        Kind::Dash => bits(&[":", "SYM"]),
        Kind::Symbol | Kind::Emoticon => {
            unpack(known).unwrap_or(bits(&["SYM", ":", "CC", "NN", "NNS", "IN", "NFP"]))
        }
        Kind::Initial => bits(&["NNP", "NN", "LS"]),
        Kind::Short(Abbreviation::Title) => bits(&["NNP"]),
        Kind::Word | Kind::Number | Kind::Short(_) | Kind::Acronym | Kind::Address => {
            match unpack(known) {
                Some(tags) if capital => tags | bits(&["NNP", "NNPS"]),
                Some(tags) => tags,
                None => ALL & !MARKS,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_packed_and_come_back() {
        let tags = [tag("NN"), tag("VB"), tag("$")];
        assert_eq!(unpack(pack(&tags, true)), Some(bits(&["NN", "VB", "$"])));
        assert_eq!(unpack(pack(&tags, false)), None);
        assert_eq!(unpack(pack(&[0, 1, 2, 3, 4, 5], true)), None);
    }
}
