//! What is known of words and names beforehand: word classes and case counts from raw news, and
//! lists of names.

use copydesk_learn::ModelError;
use copydesk_learn::clusters::Path;
use copydesk_learn::features::{hash2, hash3};
use copydesk_learn::word_table::WordTable;

/// The lists of names, as bits.
pub mod list {
    /// Given names.
    pub const FIRST: u32 = 1 << 0;
    /// Surnames from a census.
    pub const LAST: u32 = 1 << 1;
    /// Given names that are mostly women's.
    pub const FEMALE: u32 = 1 << 2;
    /// Countries.
    pub const COUNTRY: u32 = 1 << 3;
    /// Museums.
    pub const MUSEUM: u32 = 1 << 4;
    /// Universities and schools.
    pub const SCHOOL: u32 = 1 << 5;
    /// Ministries and agencies.
    pub const AGENCY: u32 = 1 << 6;
    /// Companies and brands.
    pub const COMPANY: u32 = 1 << 7;
    /// Newspapers, broadcasters and web sites.
    pub const MEDIA: u32 = 1 << 8;
    /// Things that are sold.
    pub const PRODUCT: u32 = 1 << 9;
    /// Sports leagues.
    pub const LEAGUE: u32 = 1 << 10;
    /// Sports teams.
    pub const TEAM: u32 = 1 << 11;
    /// Awards.
    pub const AWARD: u32 = 1 << 12;
    /// Holidays and recurring events.
    pub const EVENT: u32 = 1 << 13;
    /// Roads.
    pub const ROAD: u32 = 1 << 14;
    /// Given names that are mostly men's.
    pub const MALE: u32 = 1 << 15;
    /// Cities of 100,000 people or more.
    pub const CITY: u32 = 1 << 16;
    /// Towns of 5,000 people or more.
    pub const TOWN: u32 = 1 << 17;
    /// All of these.
    pub const GIVEN: u32 = (1 << 18) - 1;
    /// Names of several words that were seen in texts without labels and taken for one of the first
    /// seven classes, all but dates and sums: a list for each.
    pub const SEEN: u32 = 0x7f << SEEN_SHIFT;
    /// The place of the first class's bit.
    pub const SEEN_SHIFT: u32 = 18;
}

/// What the lexicon knows of a word, packed into 32 bits.
///
/// | bits | what |
/// |---|---|
/// | 0–9 | word class, of 1023; 0 is none |
/// | 10–12 | how often the word is written with a capital inside sentences, in eighths, rounded down |
/// | 13–16 | logarithm of its count |
/// | 17 | the word is typical of a wire of the 1990s |
/// | 18–20 | longest list entry that begins with it, in words |
/// | 21 | it may follow a word of the same mention: see [`kept`](crate::kept) |
/// | 22–28 | what the word, with a capital, was taken for in raw news: see [`Entry::with_known`] |
/// | 29 | it may precede a word of the same mention |
/// | 30 | a mention may be of this word and others that tell as little |
/// | 31 | the word is typical of today's news from all over the world |
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

    /// The logarithm of the word's count.
    pub const fn count(self) -> u32 {
        self.0 >> 13 & 0xf
    }

    /// Whether the word was ever counted.
    pub const fn is_known(self) -> bool {
        self.count() != 0
    }

    /// How often the word has a capital inside a sentence, in eighths.
    pub const fn capitals(self) -> u32 {
        self.0 >> 10 & 7
    }

    /// Whether a mention may be of this word and others that are as plain.
    pub const fn is_anchor(self) -> bool {
        self.0 >> 30 & 1 == 1
    }

    /// Whether the word, plain as it is, may stand before another one of the same mention.
    pub const fn precedes(self) -> bool {
        self.0 >> 29 & 1 == 1
    }

    /// Whether the word, plain as it is, may stand after another one of the same mention.
    pub const fn follows(self) -> bool {
        self.0 >> 21 & 1 == 1
    }

    /// The same with what mentions do with the word where it is plain.
    pub fn with_plain(self, is_anchor: bool, precedes: bool, follows: bool) -> Self {
        let bits =
            u32::from(is_anchor) << 30 | u32::from(precedes) << 29 | u32::from(follows) << 21;
        Self(self.0 & !(1 << 30 | 1 << 29 | 1 << 21) | bits)
    }

    /// The length of the longest list entry that begins with the word.
    pub const fn longest(self) -> usize {
        (self.0 >> 18 & 7) as usize
    }

    /// What the word was taken for in raw news; 0 where it was not seen with a capital.
    pub const fn known(self) -> u32 {
        self.0 >> 22 & 0x7f
    }

    /// The same with what the word was taken for: the most frequent class, 1 to 9, or 10 for none;
    /// how often, of three shares; and whether it was seen often.
    pub fn with_known(self, class: u32, share: u32, often: bool) -> Self {
        let known = class << 3 | share.min(3) << 1 | u32::from(often);
        Self(self.0 & !(0x7f << 22) | (known & 0x7f) << 22)
    }

    /// Packs what is known of a word.
    pub fn pack(fine: u32, capitals: u32, count: u32) -> Self {
        let log = (32 - count.leading_zeros()).min(15);
        Self(fine.min(0x3ff) | capitals.min(7) << 10 | log << 13)
    }

    /// What kind of source the word is typical of: 1 for a wire of the 1990s, −1 for today's news
    /// from all over the world, 0 for neither.
    pub const fn source(self) -> i32 {
        (self.0 >> 17 & 1) as i32 - (self.0 >> 31) as i32
    }

    /// The same with another source.
    pub fn with_source(self, source: i32) -> Self {
        Self(
            self.0 & !(1 << 17 | 1 << 31)
                | u32::from(source > 0) << 17
                | u32::from(source < 0) << 31,
        )
    }

    /// The same, with a list entry of `words` words that begins with it.
    pub fn with_longest(self, words: usize) -> Self {
        let words = (words.min(LONGEST)).max(self.longest()) as u32;
        Self(self.0 & !(7 << 18) | words << 18)
    }
}

/// What lists from outside the project's data know of a word: its class in web comments, and places.
///
/// | bits | what |
/// |---|---|
/// | 0–10 | word class where it has a capital; 0 is none |
/// | 11–21 | word class where it has none |
/// | 22–24 | longest place that begins with it, in words |
/// | 25 | the word is a city |
/// | 26 | the word is a town |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outside(pub u32);

impl Outside {
    /// This, or the other where nothing is known here.
    pub const fn or(self, other: Self) -> Self {
        if self.0 == 0 { other } else { self }
    }

    /// The class of the word, in small letters or with a capital; where only the other was seen, that
    /// one's.
    pub const fn class(self, small: bool) -> u32 {
        let (capital, lower) = (self.0 & 0x7ff, self.0 >> 11 & 0x7ff);
        if small || capital == 0 { lower } else { capital }
    }

    /// The length of the longest place that begins with the word.
    pub const fn longest(self) -> usize {
        (self.0 >> 22 & 7) as usize
    }

    /// The lists of places that hold the word, or the name.
    pub const fn places(self) -> u32 {
        ((self.0 >> 25 & 1) * list::CITY) | ((self.0 >> 26 & 1) * list::TOWN)
    }
}

/// The classes of words that have near vectors in newswire and an encyclopedia: one of many small
/// classes, one of fewer, one of few large ones. 0 is none.
///
/// | bits | what |
/// |---|---|
/// | 0–10 | class of 2000 |
/// | 11–19 | class of 500 |
/// | 20–26 | class of 120 |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Near(pub u32);

impl Near {
    /// The number of small classes.
    pub const SMALL: u32 = 2000;
    /// The number of classes of middling size.
    pub const MIDDLE: u32 = 500;
    /// The number of large classes.
    pub const LARGE: u32 = 120;

    /// Packs the three.
    pub const fn pack(small: u32, middle: u32, large: u32) -> Self {
        Self(small | middle << 11 | large << 20)
    }

    /// This, or the other where nothing is known here.
    pub const fn or(self, other: Self) -> Self {
        if self.0 == 0 { other } else { self }
    }

    /// The small class.
    pub const fn small(self) -> u32 {
        self.0 & 0x7ff
    }

    /// The class of middling size.
    pub const fn middle(self) -> u32 {
        self.0 >> 11 & 0x1ff
    }

    /// The large class.
    pub const fn large(self) -> u32 {
        self.0 >> 20 & 0x7f
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

/// The longest names of the lists, in words.
pub const LONGEST: usize = 7;

/// The most word classes, and one more for no class.
pub const CLASSES: u32 = 1024;

/// The tables.
#[derive(Clone, Debug)]
pub struct Lexicon<'a> {
    words: WordTable<'a>,
    names: WordTable<'a>,
    outside: WordTable<'a>,
    vectors: WordTable<'a>,
    paths: Vec<Path>,
}

impl<'a> Lexicon<'a> {
    /// Reads the tables of words, of names, of what comes from outside and of classes by vectors, all
    /// in place.
    ///
    /// # Errors
    /// When the bytes are not word tables.
    pub fn from_bytes(
        words: &'a [u8],
        names: &'a [u8],
        outside: &'a [u8],
        vectors: &'a [u8],
    ) -> Result<Self, ModelError> {
        let (words, names) = (WordTable::from_bytes(words)?, WordTable::from_bytes(names)?);
        let outside = WordTable::from_bytes(outside)?;
        let vectors = WordTable::from_bytes(vectors)?;
        let path = |class| words.get(class_key(class)).map_or(Path::ROOT, Path::from_u32);
        Ok(Self { words, names, outside, vectors, paths: (0..CLASSES).map(path).collect() })
    }

    /// What is known of a word, by the hash of its small letters.
    pub fn word(&self, lower: u64) -> Entry {
        Entry(self.words.get(lower).unwrap_or(0))
    }

    /// What lists from outside know of a word, by the hash of its small letters, or of a place, by its
    /// [`name_hash`].
    pub fn outside(&self, hash: u64) -> Outside {
        Outside(self.outside.get(hash).unwrap_or(0))
    }

    /// The classes of words that are near a word, by the hash of its small letters.
    pub fn near(&self, lower: u64) -> Near {
        Near(self.vectors.get(lower).unwrap_or(0))
    }

    /// The way from the root of the tree of word classes to a word's class.
    pub fn path(&self, entry: Entry) -> Path {
        self.paths[entry.fine() as usize]
    }

    /// The lists that hold a name, by its [`name_hash`].
    pub fn lists(&self, name: u64) -> u32 {
        self.names.get(name).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_gives_back_what_was_packed() {
        let entry = Entry::pack(1023, 7, 70_000)
            .with_longest(4)
            .with_known(10, 3, true)
            .with_longest(2)
            .with_plain(false, true, true)
            .with_source(-1);
        assert_eq!((entry.fine(), entry.capitals()), (1023, 7));
        assert!(entry.is_known() && !entry.is_anchor() && entry.precedes() && entry.follows());
        assert!(entry.with_plain(true, false, false).is_anchor() && entry.source() == -1);
        assert_eq!((entry.longest(), entry.known()), (4, 10 << 3 | 3 << 1 | 1));
        assert_eq!(Entry::default().longest(), 0);
        assert!(!Entry::default().is_known());
    }
}
