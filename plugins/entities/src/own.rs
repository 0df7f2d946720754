//! Features that depend on one word alone, and on how far it is from the word in question.
//!
//! They are the same wherever the word occurs in sentences that use capitals alike, so that their
//! weights need to be fetched once only; see [`sums`](crate::sums).

use copydesk_learn::features::{Features, hash_bytes, hash2, hash3};

use crate::features::{EDGE, family};
use crate::reading::Case;
use crate::word::{Kind, Word};

/// How far away a word may be to have a say, in words, on either side.
pub const REACH: isize = 2;

/// What beside the word itself its own features depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// How its sentence uses capitals.
    pub case: Case,
    /// Whether the article reads like a wire.
    pub is_wire: bool,
}

impl Setting {
    /// A number for the word in this setting; `None` is what lies beyond the sentence.
    pub fn key(self, word: Option<&Word>) -> u64 {
        let setting = self.case as u32 * 2 + u32::from(self.is_wire);
        hash2(setting, word.map_or(EDGE, |word| word.cased))
    }
}

/// Writes what a word says of the one that it is `offset` words after; negative where it stands
/// before it. `letters` are the word's small letters.
pub fn write(
    word: Option<&Word>,
    letters: &str,
    offset: isize,
    setting: Setting,
    families: u32,
    features: &mut Features,
) {
    Own { word, offset, setting, families, features }.write(letters);
}

struct Own<'a> {
    word: Option<&'a Word>,
    offset: isize,
    setting: Setting,
    families: u32,
    features: &'a mut Features,
}

impl Own<'_> {
    fn see(&self, what: impl Fn(&Word) -> u64) -> u64 {
        self.word.map_or(EDGE, what)
    }

    /// Pushes a feature; there is one template for each offset.
    fn push(&mut self, template: u32, piece: u64) {
        let offset = (self.offset + REACH) as u32;
        self.features.push(hash2(template << 4 | offset, piece));
    }

    fn push2(&mut self, template: u32, first: u64, second: u64) {
        let offset = (self.offset + REACH) as u32;
        self.features.push(hash3(template << 4 | offset, first, second));
    }

    fn has(&self, family: u32) -> bool {
        self.families & family != 0
    }

    fn write(&mut self, letters: &str) {
        let path = |bits: u32| move |word: &Word| u64::from(word.path.prefix(bits).to_u32());
        let lower = self.see(|word| word.lower);
        let far = self.offset.abs();
        self.push(61, lower);
        let mode = self.setting.case as u64;
        let fine = self.see(path(31));
        let comment = self.see(|word| word.outside.class(word.kind == Kind::Lower).into());
        if self.has(family::CLASS) {
            self.push(62, fine);
        }
        if self.has(family::COMMENT) {
            self.push(63, comment);
        }
        if self.has(family::NEAR) {
            self.push(100, self.see(|word| word.near.small().into()));
            self.push(101, self.see(|word| word.near.middle().into()));
        }
        if far > 1 {
            return;
        }
        let shape = self.see(|word| word.shape);
        self.push2(64, shape, mode);
        if self.has(family::CLASS) {
            self.push(65, self.see(path(7)));
            self.push(66, self.see(path(10)));
        }
        if self.has(family::COMMENT) {
            self.push(67, comment & 63);
        }
        if self.has(family::NEAR) {
            self.push(102, self.see(|word| word.near.large().into()));
        }
        let is_wire = self.has(family::WIRE) && self.setting.is_wire;
        if is_wire {
            self.push(70, lower);
            self.push(71, self.see(path(7)));
        }
        let Some(word) = self.word.filter(|_| far == 0) else { return };

        let kind = word.kind as u64;
        if self.setting.case == Case::Running {
            self.push(80, word.cased);
        }
        let letters = letters.as_bytes();
        let n = letters.len();
        if self.has(family::AFFIX) {
            for length in [1, 2, 3, 4, 5] {
                if n > length {
                    if length > 1 {
                        self.push2(81, length as u64, hash_bytes(&letters[..length]));
                    }
                    self.push2(82, length as u64, hash_bytes(&letters[n - length..]));
                }
            }
        }
        if self.has(family::CLASS) {
            self.push2(83, fine, shape);
        }
        if self.has(family::CASE) {
            self.push2(84, u64::from(word.entry.case()) << 2 | mode, kind);
        }
        if self.has(family::KNOWN) {
            let known = u64::from(word.entry.known());
            self.push2(85, known, kind);
            self.push2(86, known, shape);
        }
        if self.has(family::COMMENT) {
            self.push2(87, comment, shape);
            self.push2(88, word.outside.class(true).into(), kind);
            self.push2(89, word.outside.class(false).into(), kind);
            self.push(90, comment & 15);
        }
        if self.has(family::NEAR) {
            self.push2(103, word.near.small().into(), shape);
            self.push2(104, word.near.middle().into(), shape);
            self.push2(105, word.near.large().into(), kind);
        }
        if is_wire {
            self.push(91, shape);
            self.push(92, fine);
            self.push2(93, fine, shape);
            self.push(94, hash_bytes(&letters[n.saturating_sub(4)..]));
        }
    }
}
