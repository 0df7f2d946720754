//! Finds the cues: the words, mostly verbs, that report speech. The first of the two models.
//!
//! A linear chain over each sentence labels sources, cues and contents at once, as they hold each
//! other up; only its cues are kept, and its labels are features for the second model, which finds
//! source and content anew for each cue.

use std::ops::Range;

use copydesk_learn::features::{Features, hash2, hash3, hash4};

use crate::lexicon::{AUXILIARY, COMPLEMENTISER, PREPOSITION, SPEECH, SUBORDINATOR};
use crate::reading::Reading;
use crate::roles::{self, Odds};
use crate::word::{Place, Word, coarse};

/// The label of a word in nothing.
pub const OUTSIDE: u8 = 0;
/// The label of a word in a source.
pub const SOURCE: u8 = 1;
/// The label of a word in a content.
pub const CONTENT: u8 = 2;
/// The labels of a cue's words: its first, inner and last one, and a cue of one word. Only cues
/// need edges here, as the second model draws those of sources and contents.
pub const CUE: std::ops::RangeInclusive<u8> = BEGIN..=UNIT;
/// The number of labels.
pub const LABELS: usize = 7;

const BEGIN: u8 = 3;
const INSIDE: u8 = 4;
const LAST: u8 = 5;
const UNIT: u8 = 6;

/// Whether one label may follow another.
pub fn allowed(before: Option<u8>, after: Option<u8>) -> bool {
    let open = matches!(before, Some(BEGIN | INSIDE));
    open == matches!(after, Some(INSIDE | LAST))
}

/// Labels a cue.
pub fn label_cue(labels: &mut [u8]) {
    match labels {
        [] => {}
        [one] => *one = UNIT,
        [first, inner @ .., last] => {
            *first = BEGIN;
            inner.fill(INSIDE);
            *last = LAST;
        }
    }
}

/// The cues of a labelling.
pub fn cues(labels: &[u8]) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    labels.iter().enumerate().filter_map(move |(at, &label)| {
        if matches!(label, BEGIN | UNIT) {
            start = at;
        }
        matches!(label, LAST | UNIT).then_some(start..at + 1)
    })
}

/// The probability that a cue begins with a word, of the probabilities of its labels.
pub fn begins(probabilities: &[f32]) -> f32 {
    probabilities[usize::from(BEGIN)] + probabilities[usize::from(UNIT)]
}

/// The most words of a sentence that are labelled at once; longer ones are cut.
pub const LONGEST: usize = 400;

/// The words at `at + by`, or a stand-in beyond the sentence.
#[inline]
fn near(words: &[Word], at: usize, by: isize) -> &Word {
    at.checked_add_signed(by).and_then(|place| words.get(place)).unwrap_or(&Word::NONE)
}

/// The clause so far, as far as it can be told without a parser.
#[derive(Clone, Copy, Debug, Default)]
struct Clause {
    /// What its subject is: the class of its noun, the pronoun, or the sort of name.
    subject: u64,
    /// The stem of its last verb.
    verb: u64,
    behind_preposition: bool,
}

impl Clause {
    fn pass(&mut self, word: &Word) {
        match word.tag2 {
            [b'N', b'N'] | [b'P', b'R'] if !self.behind_preposition => {
                self.subject = match word.entity_part & 0x3f {
                    0 if word.tag2[0] == b'P' => word.lower,
                    0 => coarse(word.class, 8) << 8,
                    part => u64::from(part),
                };
            }
            [b'V', b'B'] | [b'M', b'D'] if word.is(AUXILIARY) => self.behind_preposition = false,
            [b'V', b'B'] => {
                *self = Self { subject: 1, verb: word.stem, behind_preposition: false };
            }
            [b'N', b'N'] | [b'P', b'R'] => {}
            _ if word.is(COMPLEMENTISER | SUBORDINATOR) => *self = Self::default(),
            _ if word.is(PREPOSITION) => self.behind_preposition = true,
            _ if word.first == b',' => self.behind_preposition = false,
            _ => {}
        }
    }
}

/// What comes within a few words: an opening mark, "that", "to", a colon.
fn ahead(words: &[Word], at: usize) -> u64 {
    let mut code = 0;
    for (far, word) in words.iter().enumerate().skip(at + 1).take(5) {
        let far = (far - at) as u64;
        let near = 1 + far.min(3) / 2;
        if word.place == Place::Opening {
            return code | near << 6;
        } else if word.is(COMPLEMENTISER) {
            return code | near << 4;
        } else if word.first == b':' {
            return code | near << 2;
        } else if word.tag2 == *b"TO" {
            return code | near;
        } else if word.is_verb() {
            return code | 1 << 8;
        } else if word.first == b',' {
            code |= 1 << 9;
        }
    }
    code
}

/// How many ways there are in which a word alone has a say; see [`write_alone`].
pub const COLUMNS: usize = 4;

/// By how many words what a column is about is away from the word that has the say.
const FROM: [isize; COLUMNS] = [0, -1, 1, -2];

/// A hash of all that [`write_alone`] looks at.
#[inline]
pub fn key(word: &Word) -> u64 {
    hash4(1, word.lower, word.tag, u64::from(word.shape))
}

/// Writes the features that depend on one word alone: of the word itself, and of those around it for
/// which it is the word before, the next, and the one before the last.
pub fn write_alone(word: &Word, column: usize, features: &mut Features) {
    let mut f = |template: u32, piece: u64| features.push(hash2(template, piece));
    match FROM[column] {
        0 => {
            f(7, word.tag);
            f(8, u64::from(word.shape));
            f(17, word.stem);
            f(19, coarse(word.class, 10));
            features.push(hash3(38, word.stem, word.tag));
        }
        -1 => {
            f(2, word.lower);
            f(10, u64::from(word.class));
        }
        1 => f(11, u64::from(word.class)),
        _ => f(4, word.lower),
    }
}

/// Calls `with` with each word that has a say of the word `at`, and in which column.
#[inline]
pub fn for_each_alone(words: &[Word], at: usize, mut with: impl FnMut(&Word, usize)) {
    for (column, &by) in FROM.iter().enumerate() {
        with(near(words, at, by), column);
    }
}

/// Writes the features of a stretch of a sentence's words; those of words alone only if `alone`.
///
/// The templates are those that were left when each that the held-out articles do as well without was
/// taken out (2026-11-25): with more of them, the model learns the training articles by heart.
pub fn write_features(
    reading: &Reading,
    range: Range<usize>,
    odds: &[Odds],
    alone: bool,
    features: &mut Features,
) {
    features.clear();
    let odds = &odds[range.clone()];
    let odds_near = |at: usize, by: isize| {
        at.checked_add_signed(by).and_then(|place| odds.get(place)).unwrap_or(&roles::NONE)
    };
    let words = &reading.words[range.clone()];
    let quoted = words.iter().any(|word| word.quotation > 0);
    let before = range.start.checked_sub(1).map_or(&Word::NONE, |at| &reading.words[at]);
    let after = reading.words.get(range.end).unwrap_or(&Word::NONE);
    let sentence = u64::from(quoted)
        | u64::from(before.place == Place::Closing) << 1
        | u64::from(after.place == Place::Opening) << 2
        | u64::from(words.first().is_some_and(|word| word.place == Place::Inside)) << 3;
    // The words since the last mention of a person; the verbs so far.
    let (mut person, mut verbs) = (9_u64, 0_u64);
    let mut clause = Clause::default();
    for at in 0..words.len() {
        let [w1, w, n1] = [-1, 0, 1].map(|by| near(words, at, by));
        if alone {
            for_each_alone(words, at, |word, column| write_alone(word, column, features));
        }
        let place = w.place as u64;
        let places = place | (w1.place as u64) << 2 | (n1.place as u64) << 4;
        features.push(hash2(14, sentence << 8 | places));
        features.push(hash2(15, person << 8 | u64::from(w.kind)));
        let mut f = |template: u32, a: u64, b: u64| features.push(hash3(template, a, b));
        f(21, w.lower, n1.lower);
        f(23, w.tag, n1.tag);
        f(34, u64::from(w.kind) << 2 | place, n1.lower);
        f(36, w.tag, (at.min(3) as u64) << 4 | verbs.min(4));
        f(50, clause.subject, w.stem);
        f(53, w.stem, ahead(words, at));
        f(55, clause.verb, w.tag);
        let [o1, o, on] = [-1, 0, 1].map(|by| odds_near(at, by).map(roles::level));
        f(60, o[roles::CUE], o[roles::BEGIN]);
        f(61, o[roles::SOURCE], o[roles::CONTENT]);
        f(62, o[roles::CUE], w.tag);
        f(63, o[roles::CUE] << 4 | o1[roles::CUE], on[roles::CUE]);
        f(64, o[roles::CONTENT] << 4 | o1[roles::CONTENT], on[roles::CONTENT]);
        f(65, o[roles::SOURCE] << 4 | o1[roles::SOURCE], on[roles::SOURCE]);
        features.end_token();
        clause.pass(w);
        person = match w.entity_part {
            0 => (person + 1).min(9),
            part if part & 0x3f == b'P' & 0x3f => 0,
            _ => 5,
        };
        verbs += u64::from(w.is_verb() && !w.is(AUXILIARY) || w.is(SPEECH));
    }
}

/// The stretches of the article that are labelled: its sentences, long ones cut.
pub fn stretches(reading: &Reading) -> impl Iterator<Item = Range<usize>> + '_ {
    reading.sentences.iter().filter(|sentence| !sentence.boilerplate).flat_map(|sentence| {
        let words = sentence.words.clone();
        words.clone().step_by(LONGEST).map(move |start| start..words.end.min(start + LONGEST))
    })
}
