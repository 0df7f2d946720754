//! The features of a word, the same for training and for use.
//!
//! Window of two words on either side: forms, affixes, shapes, word classes, lists of names; and what
//! the rest of the article says of the word. Penn tags gained nothing (measured in November 2026) and
//! are not used.
//!
//! Half of the features depend on a single word and its place beside the word in question: those are
//! in [`own`], and their weights are kept summed up from one occurrence of the word to the next (see
//! [`sums`](crate::sums)). [`write()`] has the others.
//!
//! Two corpora differ in what they call what ("New York-based" is MISC in one and holds a LOC in the
//! other). Some features come a second time in articles that read like the one, so that what holds
//! in both is learned from both and the rest apart (after Daumé 2007).

use std::ops::Range;

use copydesk_learn::features::{Features, hash2, hash3, hash4};

use crate::labels::Class;
use crate::lexicon::list;
use crate::own::{self, REACH, Setting};
use crate::reading::{Reading, Sentence};
use crate::word::{Kind, Word};

/// Stands for the word before the first and after the last.
pub const EDGE: u64 = 0x005e_ed0f_e49e;

/// The families of features, as bits, so that the training can measure each.
pub mod family {
    /// Affixes.
    pub const AFFIX: u32 = 1 << 0;
    /// Word classes from raw news.
    pub const CLASS: u32 = 1 << 1;
    /// Lists of names.
    pub const LIST: u32 = 1 << 2;
    /// Case counts from raw news.
    pub const CASE: u32 = 1 << 3;
    /// How the article writes the word elsewhere.
    pub const MEMORY: u32 = 1 << 4;
    /// What stands beside the word elsewhere in the article.
    pub const OTHERS: u32 = 1 << 5;
    /// What the first pass made of the word elsewhere.
    pub const PASS: u32 = 1 << 6;
    /// What the article is about, by the first word of its headline.
    pub const TOPIC: u32 = 1 << 7;
    /// What the word was taken for in raw news.
    pub const KNOWN: u32 = 1 << 8;
    /// Word classes from web comments.
    pub const COMMENT: u32 = 1 << 9;
    /// Lists of places.
    pub const PLACE: u32 = 1 << 10;
    /// Copies of some features for articles that read like a wire of the 1990s.
    pub const WIRE: u32 = 1 << 11;
    /// What names of several words were taken for in texts without labels.
    pub const SEEN: u32 = 1 << 12;
    /// Word classes from vectors.
    pub const NEAR: u32 = 1 << 13;
    /// All of them.
    pub const ALL: u32 = (1 << 14) - 1;
    /// Those of a first pass, for which the later ones are not there yet.
    pub const FIRST: u32 = ALL & !(KNOWN | PASS | SEEN);
}

/// What [`write()`] goes by.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// The class that a first pass gave each word of the article; nothing in that pass.
    pub pass: Option<&'a [Option<Class>]>,
    /// The families of features.
    pub families: u32,
    /// Whether the features that depend on one word alone are written as well. Training wants them;
    /// a tagger that keeps their [sums](crate::sums) does not.
    pub own: bool,
}

/// Writes the features of the kept words in `run`, which lie in `sentence`.
pub fn write(
    reading: &Reading,
    sentence: &Sentence,
    run: Range<usize>,
    options: Options<'_>,
    features: &mut Features,
) {
    let setting = Setting { case: sentence.case, is_wire: reading.is_wire };
    for at in run {
        if options.own {
            for offset in -REACH..=REACH {
                let at = at.checked_add_signed(offset);
                let at = at.filter(|at| (sentence.first..sentence.end).contains(at));
                let word = at.map(|at| &reading.words[at]);
                let letters = at.map_or("", |at| reading.letters(at));
                own::write(word, letters, offset, setting, options.families, features);
            }
        }
        Writer { reading, sentence, at, features, families: options.families }.write(options.pass);
        features.end_token();
    }
}

struct Writer<'a> {
    reading: &'a Reading,
    sentence: &'a Sentence,
    at: usize,
    features: &'a mut Features,
    families: u32,
}

impl Writer<'_> {
    fn word(&self, offset: isize) -> Option<&Word> {
        let at = self.at.checked_add_signed(offset)?;
        (self.sentence.first..self.sentence.end).contains(&at).then(|| &self.reading.words[at])
    }

    fn see<const N: usize>(&self, offsets: [isize; N], what: impl Fn(&Word) -> u64) -> [u64; N] {
        offsets.map(|offset| self.word(offset).map_or(EDGE, &what))
    }

    fn push(&mut self, template: u32, piece: u64) {
        self.features.push(hash2(template, piece));
    }

    fn push2(&mut self, template: u32, first: u64, second: u64) {
        self.features.push(hash3(template, first, second));
    }

    fn push3(&mut self, template: u32, first: u64, second: u64, third: u64) {
        self.features.push(hash4(template, first, second, third));
    }

    fn has(&self, family: u32) -> bool {
        self.families & family != 0
    }

    fn write(&mut self, pass: Option<&[Option<Class>]>) {
        let word = self.reading.words[self.at];
        // Where capitals tell nothing, what is learned from them in running text must not be used.
        let mode = self.sentence.case as u64;
        let is_first = u64::from(self.at == self.sentence.first);
        let is_wire = self.has(family::WIRE) && self.reading.is_wire;

        let [l2, l1, l0, r1, r2] = self.see([-2, -1, 0, 1, 2], |word| word.lower);
        self.push2(6, l1, l0);
        self.push2(7, l0, r1);
        self.push2(8, l2, l1);
        self.push2(9, r1, r2);
        self.push2(10, l1, r1);

        let [s1, s0, t1] = self.see([-1, 0, 1], |word| word.shape);
        self.push3(15, s1, s0, mode);
        self.push3(16, s0, t1, mode);
        let [k2, k1, k0, q1, q2] = self.see([-2, -1, 0, 1, 2], |word| word.kind as u64);
        self.push3(17, s1, s0, t1);
        self.push3(18, k0, k1 ^ q1 << 8, (k2 & 0xff) ^ q2 << 8 ^ mode << 32);
        self.push3(19, k0, is_first, mode);
        self.push2(20, l1, s0);
        self.push2(21, s0, r1);
        if is_wire {
            self.push2(22, s1, s0);
            self.push2(23, s0, t1);
        }

        if self.has(family::NEAR) {
            let [m2, m1, m0, n1, n2] = self.see([-2, -1, 0, 1, 2], |word| word.near.large().into());
            self.push2(140, m1, m0);
            self.push2(141, m0, n1);
            self.push2(142, m2, m1);
            self.push2(143, n1, n2);
            self.push3(144, m1, s0, n1);
        }
        if self.has(family::LIST) {
            self.lists(0, 70);
            if self.at > self.sentence.first {
                self.lists(-1, 71);
            }
            if self.at + 1 < self.sentence.end {
                self.lists(1, 72);
            }
        }
        if self.has(family::CASE) {
            let case = u64::from(word.entry.case());
            self.push3(76, case >> 3, is_first, k0);
            let [c1, d1] = self.see([-1, 1], |word| word.entry.capitals().into());
            self.push3(77, case & 7, c1, d1);
        }
        if self.has(family::MEMORY) {
            let cases = self.reading.memory.cases(self.at);
            self.push3(80, cases, k0, mode);
            self.push3(81, cases, is_first, k0);
        }
        if self.has(family::OTHERS) && word.kind.is_capitalised() {
            self.others();
        }
        if self.has(family::TOPIC) {
            let topic = self.reading.words[0].lower;
            self.push2(100, topic, k0);
            self.push2(101, topic, word.path.prefix(10).to_u32().into());
            self.push3(102, topic, s0, t1);
            self.push3(103, topic, s1, s0);
        }
        if self.has(family::KNOWN) {
            let [n1, n0, o1] = self.see([-1, 0, 1], |word| word.entry.known().into());
            self.push3(112, n1 >> 2, n0 >> 2, o1 >> 2);
            self.push2(113, n1, k0);
            self.push2(114, o1, k0);
            self.push2(115, n0, l1);
            self.push2(116, n0, r1);
        }
        if self.has(family::PASS)
            && let Some(pass) = pass
        {
            self.passed(pass, s0);
        }
    }

    /// Each list that a word's name is in, with the place in the name; and the lists together.
    fn lists(&mut self, offset: isize, template: u32) {
        let mut lists = self.reading.lists[self.at.wrapping_add_signed(offset)];
        if !self.has(family::PLACE) {
            lists = lists.map(|bits| bits & !(list::CITY | list::TOWN));
        }
        if !self.has(family::SEEN) {
            lists = lists.map(|bits| bits & !list::SEEN);
        }
        for (place, &bits) in lists.iter().enumerate() {
            let mut rest = bits;
            while rest != 0 {
                self.push2(template, place as u64, rest.trailing_zeros().into());
                rest &= rest - 1;
            }
        }
        if offset == 0 {
            let kind = self.reading.words[self.at].kind as u64;
            let [begin, inside, last, unit] = lists.map(|bits| u64::from(bits & list::GIVEN));
            self.push3(73, begin | inside << 18 | last << 36, unit, kind);
            let [begin, inside, last, _] = lists.map(|bits| u64::from(bits & list::SEEN));
            if begin | inside | last != 0 {
                self.push2(74, begin | inside << 8 | last << 16, kind);
            }
        }
    }

    /// The words beside the other occurrences of a capitalised word.
    fn others(&mut self) {
        let reading = self.reading;
        let mut seen = [0_u64; 12];
        let mut count = 0;
        for other in reading.memory.others(self.at, 2) {
            let mut see = |at: usize, template: u32| {
                let Some(word) = reading.words.get(at) else { return };
                let capital = u64::from(word.kind.is_capitalised());
                let class = u64::from(word.path.prefix(7).to_u32());
                for hash in [hash2(template, word.lower), hash3(template + 1, class, capital)] {
                    if !seen[..count].contains(&hash) && count < seen.len() {
                        seen[count] = hash;
                        count += 1;
                    }
                }
            };
            if other > 0 {
                see(other - 1, 84);
            }
            see(other + 1, 86);
        }
        for hash in seen[..count].iter() {
            self.features.push(*hash);
        }
    }

    /// What the first pass made of the word elsewhere, and of the words beside it here.
    fn passed(&mut self, pass: &[Option<Class>], shape: u64) {
        let majority = |at: usize| self.reading.memory.majority(at, pass[at]);
        let code = |at: isize| -> u64 {
            match self
                .at
                .checked_add_signed(at)
                .filter(|at| (self.sentence.first..self.sentence.end).contains(at))
            {
                Some(at) => majority(at).map_or(99, |code| code),
                None => 98,
            }
        };
        let (left, own, right) = (code(-1), code(0), code(1));
        if own != 99 {
            self.push2(90, own, shape);
            self.push(91, own);
            self.push3(92, left, own, right);
        }
        let word = &self.reading.words[self.at];
        let kind = word.kind;
        if kind == Kind::Caps
            && let Some(class) = self.reading.memory.stands_for(word.lower)
        {
            self.push(95, class as u64);
        }
        if kind != Kind::Lower && (left < 98 || right < 98) {
            self.push2(93, left, shape);
            self.push2(94, right, shape);
        }
    }
}
