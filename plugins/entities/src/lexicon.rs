//! What is known of words and names beforehand: word classes and case counts from raw news, and
//! lists of names.

use copydesk_learn::ModelError;
use copydesk_learn::clusters::Path;
use copydesk_learn::features::{hash2, hash3};
use copydesk_learn::word_table::WordTable;

/// The lists of names, as bits.
pub mod list {
    /// Given names.
    pub const FIRST: u16 = 1 << 0;
    /// Surnames from a census.
    pub const LAST: u16 = 1 << 1;
    /// Given names that are mostly women's.
    pub const FEMALE: u16 = 1 << 2;
    /// Countries.
    pub const COUNTRY: u16 = 1 << 3;
    /// Museums.
    pub const MUSEUM: u16 = 1 << 4;
    /// Universities and schools.
    pub const SCHOOL: u16 = 1 << 5;
    /// Ministries and agencies.
    pub const AGENCY: u16 = 1 << 6;
    /// Companies and brands.
    pub const COMPANY: u16 = 1 << 7;
    /// Newspapers, broadcasters and web sites.
    pub const MEDIA: u16 = 1 << 8;
    /// Things that are sold.
    pub const PRODUCT: u16 = 1 << 9;
    /// Sports leagues.
    pub const LEAGUE: u16 = 1 << 10;
    /// Sports teams.
    pub const TEAM: u16 = 1 << 11;
    /// Awards.
    pub const AWARD: u16 = 1 << 12;
    /// Holidays and recurring events.
    pub const EVENT: u16 = 1 << 13;
    /// Roads.
    pub const ROAD: u16 = 1 << 14;
    /// Given names that are mostly men's.
    pub const MALE: u16 = 1 << 15;
}

/// What the lexicon knows of a word, packed into 32 bits.
///
/// | bits | what |
/// |---|---|
/// | 0–9 | word class, of 1023; 0 is none |
/// | 10–12 | how often the word is written with a capital inside sentences, in eighths, rounded down |
/// | 13–16 | logarithm of its count |
/// | 18–21 | longest list entry that begins with it, in words |
/// | 22–29 | what the word, with a capital, was taken for in raw news: see [`Entry::with_known`] |
/// | 30 | a mention may begin with it in small letters |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entry(pub u32);

impl Entry {
    /// The word class; 0 where there is none.
    pub const fn fine(self) -> u32 {
        self.0 & 0x3ff
    }

    /// How often the word has a capital, in eighths, and the logarithm of its count.
    pub const fn case(self) -> u32 {
        self.0 >> 10 & 0x7f
    }

    /// Whether the word was ever counted.
    pub const fn is_known(self) -> bool {
        self.0 >> 13 & 0xf != 0
    }

    /// How often the word has a capital inside a sentence, in eighths.
    pub const fn capitals(self) -> u32 {
        self.0 >> 10 & 7
    }

    /// Whether a mention may begin with the word in small letters.
    pub const fn begins_mentions(self) -> bool {
        self.0 >> 30 & 1 == 1
    }

    /// The length of the longest list entry that begins with the word.
    pub const fn longest(self) -> usize {
        (self.0 >> 18 & 0xf) as usize
    }

    /// What the word was taken for in raw news; 0 where it was not seen with a capital.
    pub const fn known(self) -> u32 {
        self.0 >> 22 & 0xff
    }

    /// The same with what the word was taken for: the most frequent class, 1 to 9, or 10 for none;
    /// how often, of three shares; and whether it was seen often.
    pub fn with_known(self, class: u32, share: u32, often: bool) -> Self {
        let known = class << 3 | share.min(3) << 1 | u32::from(often);
        Self(self.0 & !(0xff << 22) | (known & 0xff) << 22)
    }

    /// Packs what is known of a word.
    pub fn pack(fine: u32, capitals: u32, count: u32, begins: bool) -> Self {
        let log = (32 - count.leading_zeros()).min(15);
        Self(fine.min(0x3ff) | capitals.min(7) << 10 | log << 13 | u32::from(begins) << 30)
    }

    /// The same, with a list entry of `words` words that begins with it.
    pub fn with_longest(self, words: usize) -> Self {
        let words = (words.min(15)).max(self.longest()) as u32;
        Self(self.0 & !(0xf << 18) | words << 18)
    }
}

/// Continues the hash of a name in small letters, which starts at 0, with a word's hash.
pub const fn name_hash(so_far: u64, word: u64) -> u64 {
    hash3(90, so_far, word)
}

/// The key under which the table of words has the path of a word class in the tree of classes.
pub const fn class_key(class: u32) -> u64 {
    hash2(91, class as u64)
}

/// The most word classes, and one more for no class.
pub const CLASSES: u32 = 1024;

/// The tables.
#[derive(Clone, Debug)]
pub struct Lexicon<'a> {
    words: WordTable<'a>,
    names: WordTable<'a>,
    paths: Vec<Path>,
}

impl<'a> Lexicon<'a> {
    /// Reads both tables in place.
    ///
    /// # Errors
    /// When the bytes are not word tables.
    pub fn from_bytes(words: &'a [u8], names: &'a [u8]) -> Result<Self, ModelError> {
        let (words, names) = (WordTable::from_bytes(words)?, WordTable::from_bytes(names)?);
        let path = |class| words.get(class_key(class)).map_or(Path::ROOT, Path::from_u32);
        Ok(Self { words, names, paths: (0..CLASSES).map(path).collect() })
    }

    /// What is known of a word, by the hash of its small letters.
    pub fn word(&self, lower: u64) -> Entry {
        Entry(self.words.get(lower).unwrap_or(0))
    }

    /// The way from the root of the tree of word classes to a word's class.
    pub fn path(&self, entry: Entry) -> Path {
        self.paths[entry.fine() as usize]
    }

    /// The lists that hold a name, by its [`name_hash`].
    pub fn lists(&self, name: u64) -> u16 {
        self.names.get(name).unwrap_or(0) as u16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_gives_back_what_was_packed() {
        let entry = Entry::pack(1023, 7, 70_000, true)
            .with_longest(4)
            .with_known(10, 3, true)
            .with_longest(2);
        assert_eq!((entry.fine(), entry.capitals()), (1023, 7));
        assert!(entry.begins_mentions() && entry.is_known());
        assert_eq!((entry.longest(), entry.known()), (4, 10 << 3 | 3 << 1 | 1));
        assert_eq!(Entry::default().longest(), 0);
        assert!(!Entry::default().is_known());
    }
}
