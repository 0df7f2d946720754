//! For one cue, the words that may hold its source and its content, and their features for the
//! tagger that finds them.
//!
//! A window is the cue's sentence and the quotations that touch it. Of long quotations only the
//! first and last words are looked at, as marks decide the rest, so that a window is small however
//! long a speech is.

use std::ops::Range;

use copydesk_learn::features::{Features, hash2, hash3, hash4};

use crate::extract::Seen;
use crate::lexicon::{AUXILIARY, COMPLEMENTISER, SPEECH};
use crate::reading::Reading;
use crate::roles;
use crate::word::{Place, Word, coarse};

/// The class of sources in the labelling.
pub const SOURCE: u8 = 0;
/// The class of contents.
pub const CONTENT: u8 = 1;
/// The number of classes.
pub const CLASSES: u8 = 2;

/// The words kept at either end of a quotation outside the cue's sentence.
const HEAD: usize = 5;
/// The words kept of a long sentence on either side of the cue.
const REACH: usize = 80;

/// The words that are looked at for a cue.
#[derive(Clone, Debug, Default)]
pub struct Window {
    /// Places of words, in text order, with gaps where a quotation is cut short.
    pub words: Vec<usize>,
    /// The cue.
    pub cue: Range<usize>,
}

impl Window {
    /// Sets the window for a cue.
    pub fn set(&mut self, reading: &Reading, cue: Range<usize>) {
        self.words.clear();
        self.cue = cue.clone();
        let Some(head) = reading.words.get(cue.start) else { return };
        let number = head.sentence as usize;
        let sentence = &reading.sentences[number];
        let first = sentence.words.start.max(cue.start.saturating_sub(REACH));
        let last = sentence.words.end.min(cue.end + REACH).max(cue.end.min(sentence.words.end));
        // Leftwards: into a quotation that the sentence begins in, or that ends just before it.
        let mut left = None;
        let begins = &reading.words[first];
        if begins.place == Place::Inside || begins.place == Place::Closing {
            left = Some(begins.quotation as usize - 1);
        } else if first == sentence.words.start && first > 0 {
            let before = &reading.words[first - 1];
            let same = reading.sentences[before.sentence as usize].paragraph == sentence.paragraph;
            let colon = before.first == b':';
            if before.place == Place::Closing && (same || colon) {
                left = Some(before.quotation as usize - 1);
            }
        }
        if let Some(place) = left {
            let quoted = &reading.quoted[place];
            self.push_ends(quoted.start..first.min(quoted.end));
        }
        self.words.extend(first..last);
        // Rightwards: to the end of a quotation, and into the one that follows at once.
        let mut at = last;
        if at == sentence.words.end && at > first {
            let ends = &reading.words[at - 1];
            let open = matches!(ends.place, Place::Opening | Place::Inside);
            if open {
                let quoted = reading.quoted[ends.quotation as usize - 1].clone();
                self.push_ends(at.min(quoted.end)..quoted.end);
                at = quoted.end.max(at);
            }
            if let Some(next) = reading.words.get(at) {
                let there = reading.sentences[next.sentence as usize].paragraph;
                let colon = ends.first == b':' && there == sentence.paragraph + 1;
                let same = there == sentence.paragraph && !open;
                if next.place == Place::Opening && (same || colon) {
                    self.push_ends(reading.quoted[next.quotation as usize - 1].clone());
                }
            }
        }
    }

    /// Calls `with` with each word that has a say of the word at a place, and in which column; with none
    /// of the cue's words.
    #[inline]
    pub fn for_each_alone(
        &self,
        reading: &Reading,
        place: usize,
        mut with: impl FnMut(&Word, usize),
    ) {
        let at = self.words[place];
        if self.cue.contains(&at) {
            return;
        }
        let side = self.side(place);
        for (number, &by) in FROM.iter().enumerate() {
            let other = place.checked_add_signed(by).and_then(|place| self.words.get(place));
            with(other.map_or(&Word::NONE, |&at| &reading.words[at]), 2 * number + side);
        }
    }

    /// Which side of the cue a place is on: 0 before it, 1 behind it.
    pub(crate) fn side(&self, place: usize) -> usize {
        usize::from(self.words[place] >= self.cue.end)
    }

    /// Whether a place is not the cue's, and all words around it that its features look at are in the
    /// window: then they are the same for each cue on this side of it.
    pub(crate) fn is_inner(&self, place: usize) -> bool {
        let at = self.words[place];
        let next = |by: usize| self.words.get(place + by) == Some(&(at + by));
        !self.cue.contains(&at)
            && place > 0
            && self.words[place - 1] + 1 == at
            && next(1)
            && next(2)
    }

    /// Adds the first and the last of these words.
    fn push_ends(&mut self, words: Range<usize>) {
        if words.len() <= 2 * HEAD {
            self.words.extend(words);
        } else {
            self.words.extend(words.start..words.start + HEAD);
            self.words.extend(words.end - HEAD..words.end);
        }
    }

    /// The words from window place `places.start` to the one before `places.end`, gaps filled.
    pub fn fill(&self, places: &Range<usize>) -> Range<usize> {
        match self.words.get(places.clone()) {
            Some([first, .., last]) => *first..last + 1,
            Some([one]) => *one..one + 1,
            _ => 0..0,
        }
    }
}

/// "Her answer was short: “No.”": where a quotation begins that a cue with a colon introduces. It is all
/// that is said: nothing before the cue is.
pub(crate) fn behind_colon(reading: &Reading, cue: &Range<usize>) -> Option<usize> {
    let colon = cue.end - usize::from(reading.words[cue.end - 1].first == b':');
    let [mark, word] = reading.words.get(colon..colon + 2)? else { return None };
    (mark.first == b':' && word.place == Place::Opening).then_some(colon + 1)
}

/// A number of words as one of a few sizes.
fn bucket(count: usize) -> u64 {
    match count {
        0..=5 => count as u64,
        6..=7 => 6,
        8..=10 => 7,
        11..=15 => 8,
        16..=25 => 9,
        _ => 10,
    }
}

/// What lies between a word and the cue, gathered walking away from the cue.
#[derive(Clone, Copy, Debug, Default)]
struct Between {
    commas: u64,
    verbs: u64,
    cues: u64,
    that: u64,
    marks: u64,
}

impl Between {
    fn pass(&mut self, word: &Word, cue: bool) {
        self.commas += u64::from(word.first == b',');
        self.verbs += u64::from(word.is_verb() && !word.is(AUXILIARY));
        self.cues += u64::from(cue);
        self.that |= u64::from(word.is(COMPLEMENTISER));
        self.marks += u64::from(matches!(word.place, Place::Opening | Place::Closing));
    }

    fn code(&self) -> u64 {
        self.commas.min(2)
            | self.verbs.min(2) << 2
            | self.cues.min(1) << 4
            | self.that << 5
            | self.marks.min(2) << 6
    }
}

/// What is left of the sentence behind a word, up to the next comma and after it.
#[derive(Clone, Copy, Debug, Default)]
struct Rest {
    words: u64,
    to_comma: u64,
    commas: u64,
    cues: u64,
    verbs: u64,
}

impl Rest {
    fn pass(&mut self, word: &Word, cue: bool) {
        self.words += 1;
        self.to_comma += 1;
        self.cues |= u64::from(cue);
        self.verbs += u64::from(word.is_verb() && !word.is(AUXILIARY));
        if word.first == b',' {
            (self.commas, self.to_comma, self.verbs) = (self.commas + 1, 0, 0);
        }
    }

    fn code(&self) -> u64 {
        self.commas.min(2)
            | self.cues << 2
            | self.verbs.min(1) << 3
            | self.words.min(4) << 4
            | self.to_comma.min(2) << 7
    }
}

/// Working memory for [`write_features`].
#[derive(Clone, Debug, Default)]
pub struct Buffers {
    between: Vec<Between>,
    tail: Vec<u64>,
}

/// How many ways there are in which a word alone has a say; see [`write_alone`].
pub const COLUMNS: usize = 2 * FROM.len();

/// By how many words what a column is about is away from the word that has the say.
const FROM: [isize; 4] = [0, -1, 1, 2];

/// A hash of all that [`write_alone`] looks at.
#[inline]
pub fn key(word: &Word) -> u64 {
    hash4(1, word.lower, word.tag, u64::from(word.shape))
}

/// Writes the features that depend on one word alone: of the word itself, and of those around it for
/// which it is the word before or one of the next two, before the cue and behind it.
pub fn write_alone(word: &Word, column: usize, features: &mut Features) {
    let side = column as u64 % 2;
    let mut f = |template: u32, piece: u64| features.push(hash2(template, piece << 1 | side));
    match FROM[column / 2] {
        0 => {
            f(3, word.lower);
            f(6, word.tag);
            f(7, u64::from(word.class));
            f(15, u64::from(word.shape));
            f(18, word.suffix);
            f(19, word.stem);
        }
        -1 => f(4, word.lower),
        1 => f(5, word.lower),
        _ => f(17, word.lower),
    }
}

/// Writes the features of the word at a place and of those beside it, the same for all cues on a side.
pub(crate) fn write_shared(
    reading: &Reading,
    window: &Window,
    seen: &Seen,
    place: usize,
    features: &mut Features,
) {
    let words = &window.words;
    let side = window.side(place) as u64;
    let beside = |place: Option<usize>| place.and_then(|place| words.get(place)).copied();
    let (before, after) = (beside(place.checked_sub(1)), beside(Some(place + 1)));
    let word_at = |at: Option<usize>| at.map_or(&Word::NONE, |at| &reading.words[at]);
    let part_at = |at: Option<usize>| at.map_or(63, |at| seen.parts[at] as u64);
    let (w, p1, n1) = (&reading.words[words[place]], word_at(before), word_at(after));
    let here = here(window, place, [p1, w, n1]);
    let played = part_at(Some(words[place])) << 1 | side;
    let part = u64::from(w.entity_part) << 1 | side;
    let mut f = |template: u32, a: u64, b: u64| features.push(hash3(template, a, b));
    f(11, played, part_at(before));
    f(12, played, part_at(after));
    f(13, part, u64::from(p1.entity_part));
    f(14, part, u64::from(n1.entity_part));
    f(21, w.tag, n1.tag);
    f(37, here, w.lower);
    f(39, here, p1.lower);
    f(43, coarse(w.class, 6), coarse(n1.class, 6));
    f(44, coarse(w.class, 6), coarse(p1.class, 6));
    f(47, u64::from(seen.soft[words[place]]), here);
    let odds_at = |at: Option<usize>| at.map_or(roles::NONE, |at| seen.odds[at]).map(roles::level);
    let [o1, o, on] = [before, Some(words[place]), after].map(odds_at);
    f(60, o[roles::SOURCE] << 4 | o[roles::CONTENT], here);
    f(61, o[roles::CONTENT] << 1 | side, o1[roles::CONTENT]);
    f(62, o[roles::CONTENT] << 1 | side, on[roles::CONTENT]);
    f(63, o[roles::SOURCE] << 1 | side, o1[roles::SOURCE]);
    f(64, o[roles::SOURCE] << 1 | side, on[roles::SOURCE]);
    f(65, o[roles::CUE] << 1 | side, w.tag);
}

/// Where a word is with respect to quotations, to the ends of its sentence, and to the cue.
fn here(window: &Window, place: usize, [p1, w, n1]: [&Word; 3]) -> u64 {
    let here = w.place as u64 | (p1.place as u64) << 2 | (n1.place as u64) << 4;
    let first = p1.sentence != w.sentence || place == 0;
    let last = n1.sentence != w.sentence || place + 1 == window.words.len();
    here << 3 | u64::from(last) << 2 | u64::from(first) << 1 | window.side(place) as u64
}

/// Writes the features of a window; those that other cues share only if `all`, or where they do not.
///
/// The templates are those that cannot be missed on held-out articles: with more of them, the model learns the
/// training articles by heart.
pub fn write_features(
    reading: &Reading,
    window: &Window,
    seen: &Seen,
    all: bool,
    buffers: &mut Buffers,
    features: &mut Features,
) {
    features.clear();
    let Seen { parts, soft, .. } = seen;
    let words = &window.words;
    let cue = window.cue.clone();
    let sentence = reading.words[cue.start].sentence;
    let last = &reading.words[cue.end - 1];
    let head = (cue.start..cue.end)
        .map(|at| &reading.words[at])
        .find(|word| word.is(SPEECH))
        .or_else(|| {
            cue.clone()
                .map(|at| &reading.words[at])
                .find(|word| word.is_verb() && !word.is(AUXILIARY))
        })
        .unwrap_or(last);
    let begin = words.partition_point(|&at| at < cue.start);
    let end = words.partition_point(|&at| at < cue.end);
    buffers.between.clear();
    buffers.between.resize(words.len(), Between::default());
    let mut between = Between::default();
    for place in end..words.len() {
        buffers.between[place] = between;
        between.pass(&reading.words[words[place]], parts[words[place]].is_cue());
    }
    between = Between::default();
    for place in (0..begin).rev() {
        buffers.between[place] = between;
        between.pass(&reading.words[words[place]], parts[words[place]].is_cue());
    }
    let word_at = |place: Option<usize>| {
        place.and_then(|place| words.get(place)).map_or(&Word::NONE, |&at| &reading.words[at])
    };
    // What is left of the sentence behind a word: commas, verbs, cues, and how many words.
    buffers.tail.clear();
    buffers.tail.resize(words.len(), 0);
    let mut rest = Rest::default();
    for place in (0..words.len()).rev() {
        let word = &reading.words[words[place]];
        if word.sentence != sentence {
            continue;
        }
        buffers.tail[place] = rest.code();
        rest.pass(word, parts[words[place]].is_cue());
    }
    let after = word_at(Some(end));
    let before = word_at(begin.checked_sub(1));
    let before_place = before.place as u64 | (after.place as u64) << 2;
    // What surrounds the cue says where content and source will be.
    let frame = hash3(90, before.tag, after.tag);
    for place in 0..words.len() {
        let w = &reading.words[words[place]];
        if place >= begin && place < end {
            features.push(hash2(1, 0));
            features.push(hash2(2, (place - begin) as u64));
            features.end_token();
            continue;
        }
        let side = window.side(place) as u64;
        let distance = if side == 1 { place - end } else { begin - 1 - place };
        let near = bucket(distance) << 1 | side;
        let code = buffers.between[place].code() << 1 | side;
        let p1 = word_at(place.checked_sub(1));
        let here = here(window, place, [p1, w, word_at(Some(place + 1))]);
        let played = (parts[words[place]] as u64) << 1 | side;
        let softly = u64::from(soft[words[place]]);
        let soft1 = place.checked_sub(1).map_or(63, |place| u64::from(soft[words[place]]));
        let outside = u64::from(w.sentence != sentence);
        if all {
            window.for_each_alone(reading, place, |word, column| {
                write_alone(word, column, features);
            });
        }
        if all || !window.is_inner(place) {
            write_shared(reading, window, seen, place, features);
        }
        let mut f = |template: u32, a: u64, b: u64| features.push(hash3(template, a, b));
        f(28, code, w.lower);
        f(30, code, here);
        f(32, u64::from(head.class), near);
        f(33, frame, near);
        f(38, before_place << 1 | outside, here);
        f(41, played, near);
        f(45, softly << 6 | soft1, code);
        f(48, buffers.tail[place], code);
        features.end_token();
    }
}
