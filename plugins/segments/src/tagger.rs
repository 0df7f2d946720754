//! The part-of-speech tagger: greedy from left to right, an averaged perceptron over the word, its
//! neighbours and the tags just given (Collins 2002; the features after Ratnaparkhi 1996), with a
//! tag dictionary and word classes.

use copydesk_learn::ModelError;
use copydesk_learn::features::{Features, hash2, hash3, hash4};
use copydesk_learn::greedy::{GreedyScratch, GreedyTagger};
use copydesk_learn::tagger::Sums;
use copydesk_learn::word_table::WordTable;

use crate::taught::{FurtherTags, Taught};
use crate::tokens::{Kind, Token};
use crate::words::{Lexicon, Seen, Word, forks};

/// The tagger with its model.
#[derive(Debug)]
pub(crate) struct Tagger<'m> {
    lexicon: Lexicon<'m>,
    model: GreedyTagger<'m>,
    /// What the model says in contexts so common that it need not be asked, by [`context`].
    habits: Option<WordTable<'m>>,
}

/// A worker's memory for tagging.
#[derive(Debug, Default)]
pub(crate) struct TaggerScratch {
    pub(crate) words: Vec<Word>,
    seen: Seen,
    lower: Vec<u8>,
    greedy: GreedyScratch,
}

impl Tagger<'static> {
    /// The tagger that comes with the stage.
    pub(crate) fn built_in() -> Result<Self, ModelError> {
        let lexicon = Lexicon {
            tags: WordTable::from_bytes(include_bytes!("../model/dictionary.bin"))?,
            classes: WordTable::from_bytes(include_bytes!("../model/classes.bin"))?,
        };
        let habits = WordTable::from_bytes(include_bytes!("../model/habits.bin"))?;
        Tagger::new(lexicon, include_bytes!("../model/tags.bin"), Some(habits))
    }
}

impl<'m> Tagger<'m> {
    pub(crate) fn new(
        lexicon: Lexicon<'m>,
        model: &'m [u8],
        habits: Option<WordTable<'m>>,
    ) -> Result<Self, ModelError> {
        Ok(Self { lexicon, model: GreedyTagger::from_bytes(model)?, habits })
    }

    /// The tags of a sentence's tokens, as numbers of [`TAGS`](crate::tags::TAGS).
    pub(crate) fn tag<'s>(
        &self,
        text: &str,
        tokens: &[Token],
        taught: Option<&Taught>,
        scratch: &'s mut TaggerScratch,
    ) -> &'s [u8] {
        self.look(text, tokens, scratch);
        self.tag_looked_at(taught, scratch)
    }

    /// The tags of the tokens that `scratch.words` tells of.
    pub(crate) fn tag_looked_at<'s>(
        &self,
        taught: Option<&Taught>,
        scratch: &'s mut TaggerScratch,
    ) -> &'s [u8] {
        let tokens = scratch.words.len();
        if let Some(taught) = taught {
            allow(&mut scratch.words, &taught.words);
            let words = &scratch.words;
            return self.model.decode_with(
                tokens,
                &mut scratch.greedy,
                |at, history, features| push(words, at, history, features),
                |features, sums| taught.tags.add(features, sums),
            );
        }
        let words = &scratch.words;
        self.model.decode(tokens, &mut scratch.greedy, |at, history, features| {
            let possible = words[at].possible;
            if possible.count_ones() <= 1 {
                return possible;
            }
            if let Some(tag) =
                self.habits.and_then(|habits| habits.get(context(words, at, history)))
            {
                return 1 << tag;
            }
            push(words, at, history, features)
        })
    }

    /// What the tagger knows of each token of a sentence, in `scratch.words`.
    pub(crate) fn look(&self, text: &str, tokens: &[Token], scratch: &mut TaggerScratch) {
        let TaggerScratch { words, seen, lower, .. } = scratch;
        look(text, tokens, &self.lexicon, seen, words, lower);
    }

    /// Pushes the features of the word `at` like [`push`], and sets the sums to the model's.
    pub(crate) fn score(
        &self,
        words: &[Word],
        (at, history): (usize, [u8; 2]),
        features: &mut Features,
        sums: &mut Sums,
        scratch: &mut TaggerScratch,
    ) -> u64 {
        let possible = push(words, at, history, features);
        if possible.count_ones() > 1 {
            *sums = *self.model.sum(features, &mut scratch.greedy);
        }
        possible
    }

    /// The model, without what was taught to it.
    pub(crate) fn model(&self) -> &GreedyTagger<'m> {
        &self.model
    }
}

/// Adds the tags that words can have beside those that the dictionary allows.
pub(crate) fn allow(words: &mut [Word], further: &FurtherTags) {
    for word in words {
        word.possible |= further.get(&word.lower).copied().unwrap_or(0);
    }
}

/// What decides on a word's tag most often: the word, the tag before it, and what is known of the
/// word after it.
#[inline]
pub(crate) fn context(words: &[Word], at: usize, history: [u8; 2]) -> u64 {
    let word = &words[at];
    let after = words.get(at + 1).map_or(0, |after| u64::from(after.known));
    hash4(60, word.lower ^ u64::from(word.shape & FORM), history[0].into(), after)
}

/// Writes what the tagger knows of each token of a sentence to `words`.
pub(crate) fn look(
    text: &str,
    tokens: &[Token],
    lexicon: &Lexicon<'_>,
    seen: &mut Seen,
    words: &mut Vec<Word>,
    lower: &mut Vec<u8>,
) {
    words.clear();
    let mut first = true;
    // The nearest auxiliary and how many words ago it stood.
    let (mut auxiliary, mut ago) = (0, 0);
    for token in tokens {
        let mut word = seen.word(text, token, first, lexicon, lower);
        if ago < FAR {
            word.auxiliary = auxiliary;
        }
        ago += 1;
        if word.is_auxiliary {
            (auxiliary, ago) = (word.lower, 0);
        } else if matches!(token.kind, Kind::Stop | Kind::Comma | Kind::Semicolon | Kind::Colon) {
            auxiliary = 0;
        }
        words.push(word);
        first &= !matches!(
            token.kind,
            Kind::Word | Kind::Number | Kind::Short(_) | Kind::Initial | Kind::Acronym
        );
    }
}

const FAR: u32 = 5;

/// Pushes the features of the word `at` and returns its possible tags. `history` has the tags of
/// the word before and of the one before that.
pub(crate) fn push(words: &[Word], at: usize, history: [u8; 2], features: &mut Features) -> u64 {
    let word = &words[at];
    if word.possible.count_ones() <= 1 {
        return word.possible;
    }
    let edge = Word::default();
    let near =
        |offset: isize| at.checked_add_signed(offset).and_then(|at| words.get(at)).unwrap_or(&edge);
    let (before, before2, after, after2) = (near(-1), near(-2), near(1), near(2));
    let (tag, tag2) = (u64::from(history[0]), u64::from(history[1]));
    let (known, after_known) = (u64::from(word.known), u64::from(after.known));
    let class = u64::from(word.class);
    let after_class = u64::from(after.class);
    let before_class = u64::from(before.class);
    let lower = word.lower;
    let (shape, form) = (u64::from(word.shape), u64::from(word.shape & FORM));
    let after_form = u64::from(after.shape & FORM);
    let suffixes = word.suffixes.map(u64::from);

    features.push(hash2(1, lower));
    features.push(hash3(2, lower, form));
    features.push(hash3(3, lower, tag));
    features.push(hash3(4, tag, tag2));
    features.push(hash2(5, tag));
    features.push(hash3(6, before.lower, lower));
    features.push(hash3(7, lower, after.lower));
    features.push(hash2(8, before.lower));
    features.push(hash2(9, after.lower));
    features.push(hash2(10, before2.lower));
    features.push(hash2(11, after2.lower));
    features.push(hash4(12, tag, lower, after_known));
    features.push(hash3(13, tag, after_known));
    features.push(hash3(14, known, after_known));
    features.push(hash2(17, class));
    features.push(hash2(19, before_class));
    features.push(hash2(20, after_class));
    features.push(hash3(21, class, after_class));
    features.push(hash3(22, before_class, class));
    features.push(hash2(25, forks(word.class, 10)));
    features.push(hash2(26, forks(after.class, 6)));
    features.push(hash2(27, forks(after.class, 10)));
    features.push(hash3(43, tag, after.lower));
    features.push(hash3(45, shape, after.shape.into()));
    features.push(hash2(46, after_form));
    features.push(hash3(47, word.auxiliary, lower));
    features.push(hash3(48, word.auxiliary, suffixes[1]));
    features.push(hash3(49, word.auxiliary, tag));
    features.push(hash3(50, word.auxiliary, known));
    if word.known >> 31 == 0 {
        // A word that the dictionary is not sure of, by its form.
        features.push(hash2(30, shape));
        features.push(hash2(32, suffixes[0]));
        features.push(hash2(33, suffixes[1]));
        features.push(hash2(34, suffixes[2]));
        features.push(hash2(35, suffixes[3]));
        features.push(hash2(37, word.prefix.into()));
        features.push(hash3(38, suffixes[2], form));
        features.push(hash3(39, suffixes[1], tag));
        features.push(hash3(40, form, after_form));
        features.push(hash3(42, suffixes[2], class));
    }
    word.possible
}

/// The bits of a shape that tell of capitals and digits.
const FORM: u32 = 0x3f8;
