//! How much a claim deserves checking: the features of the model, and the model itself.
//!
//! A logistic regression over word n-grams, pieces of words, tags and a few counts, as in
//! ClaimBuster (Hassan et al. 2017), whose sentences it is trained on, and beside it a small net over
//! word vectors, which knows words that those sentences do not have. Their margins are added.
//! Training and inference both go through [`write_features`] and [`write_tokens`].

use copydesk_learn::ModelError;
use copydesk_learn::classifier::Classifier;
use copydesk_learn::clusters::Path;
use copydesk_learn::features::{Features, ValuedFeatures, hash_bytes, hash2, hash3, hash4};
use copydesk_learn::pooled::PooledNet;
use copydesk_learn::word_table::WordTable;

use crate::lexicon as lex;
use crate::words::{ENTITY_LABELS, Words, flag};

/// The classes of words, by the hash of their lower-case form with every digit as 0: paths in the
/// tree of [`copydesk_learn::clusters`].
static CLASSES_OF_WORDS: &[u8] = include_bytes!("../model/word_classes.bin");

/// The linear model of the release, with the calibration of the sum.
static LINEAR: &[u8] = include_bytes!("../model/check_worthiness.bin");

/// The net of the release.
static NET: &[u8] = include_bytes!("../model/check_worthiness_net.bin");

/// The check-worthiness model.
#[derive(Debug)]
pub struct CheckWorthiness<'a> {
    linear: Classifier<'a>,
    net: PooledNet<'a>,
    classes: WordTable<'a>,
}

/// Buffers for the features of one claim.
#[derive(Clone, Debug, Default)]
pub struct Buffers {
    of_all: ValuedFeatures,
    of_words: Features,
}

impl<'a> CheckWorthiness<'a> {
    /// The model of the release.
    ///
    /// # Errors
    /// When one of its files is damaged.
    pub fn load() -> Result<CheckWorthiness<'static>, ModelError> {
        CheckWorthiness::from_bytes(LINEAR, NET, CLASSES_OF_WORDS)
    }

    /// A model of these files: the linear one, the net, the classes of words.
    ///
    /// # Errors
    /// When one of them is damaged.
    pub fn from_bytes(
        linear: &'a [u8],
        net: &'a [u8],
        classes: &'a [u8],
    ) -> Result<Self, ModelError> {
        Ok(Self {
            linear: Classifier::from_bytes(linear)?,
            net: PooledNet::from_bytes(net)?,
            classes: WordTable::from_bytes(classes)?,
        })
    }

    /// The probability that a person would find the words worth checking. `picked` are places of
    /// words in text order; `buffers` are written over.
    #[must_use]
    pub fn score(&self, words: &Words, picked: &[u32], buffers: &mut Buffers) -> f32 {
        if !picked.iter().any(|&at| words.has(at as usize, flag::WORD)) {
            return 0.0;
        }
        write_features(words, picked, &self.classes, &mut buffers.of_all);
        write_tokens(words, picked, &mut buffers.of_words);
        let margin = self.linear.margin(&buffers.of_all) + self.net.margin(&buffers.of_words);
        self.linear.platt().probability(margin)
    }
}

// Template numbers. They are part of the model.
const UNIGRAM: u32 = 1;
const BIGRAM: u32 = 2;
const TRIGRAM: u32 = 3;
const PIECE: u32 = 4;
const TAG1: u32 = 5;
const TAG2: u32 = 6;
const TAG3: u32 = 7;
const FIRST_WORD: u32 = 8;
const CLASS: u32 = 9;
const CLASS_PAIR: u32 = 10;
const ENTITY: u32 = 11;
const COUNT: u32 = 12;
const LENGTH: u32 = 13;
const SHAPE: u32 = 14;
const TAG_WORD: u32 = 15;
const WORD_CLASS: u32 = 16;
const WORD_CLASS2: u32 = 17;
const WORD_CLASS3: u32 = 18;
const WORD_CLASS_COARSE: u32 = 19;
const WORD_CLASS_MIDDLE: u32 = 20;
const TOKEN_TAG: u32 = 22;
const TOKEN_ENTITY: u32 = 23;
const TOKEN_CLASS: u32 = 24;
const TOKEN_SHAPE: u32 = 25;
const TOKEN_ITSELF: u32 = 26;
const TOKEN_PAIR: u32 = 27;

/// The template of a word's own feature, which the net's vectors are for.
pub const TOKEN: u32 = 21;

/// What stands before the first word and after the last.
const EDGE: u64 = 0x4544_4745;

/// The classes that are features, alone and in pairs: who speaks about what amounts, in what mood.
const CLASSES: [lex::Classes; 22] = [
    lex::NUMBER,
    lex::MAGNITUDE,
    lex::PERCENT,
    lex::CURRENCY,
    lex::COMPARATIVE,
    lex::QUANTIFIER,
    lex::FIRST_SINGULAR,
    lex::FIRST_PLURAL,
    lex::SECOND,
    lex::THIRD,
    lex::MODAL,
    lex::HEDGE,
    lex::NEGATOR,
    lex::OPINION,
    lex::SPEECH,
    lex::CONDITION,
    lex::CAUSE,
    lex::LAW,
    lex::RECORD,
    lex::CHANGE,
    lex::FORECAST,
    lex::ABSOLUTE,
];

/// Writes the features of a run of words, which must be in text order, over what is in `features`.
pub fn write_features(
    words: &Words,
    picked: &[u32],
    classes: &WordTable<'_>,
    features: &mut ValuedFeatures,
) {
    features.clear();
    // Long sentences have more n-grams but no more evidence in proportion: without the damping
    // their scores run to 0 or 1.
    let length = picked.len().max(1) as f32;
    let damp = (12.0 / length.max(6.0)).sqrt();
    let (mut last, mut before_last) = (EDGE, EDGE);
    let (mut tag, mut tag_before) = (63_u64, 63_u64);
    let (mut class, mut class_before) = (Path::ROOT, Path::ROOT);
    let (mut seen, mut flags, mut entities) = (0, 0, 0_u16);
    let mut digits = 0_u32;
    for (nth, &at) in picked.iter().enumerate() {
        let at = at as usize;
        let word = &words.words[at];
        let hash = word.hash;
        features.push_value(hash2(UNIGRAM, hash), damp);
        features.push_value(hash3(BIGRAM, last, hash), damp);
        features.push_value(hash4(TRIGRAM, before_last, last, hash), damp);
        let now = u64::from(word.tag);
        features.push_value(hash2(TAG1, now), 0.3 * damp);
        features.push_value(hash3(TAG2, tag, now), 0.5 * damp);
        features.push_value(hash4(TAG3, tag_before, tag, now), 0.5 * damp);
        features.push_value(hash3(TAG_WORD, tag, hash), 0.5 * damp);
        let path = Path::from_u32(classes.get(hash).unwrap_or(0));
        if !path.is_empty() {
            features.push_value(hash2(WORD_CLASS, bits(path, 31)), 0.6 * damp);
            features.push_value(hash2(WORD_CLASS_MIDDLE, bits(path, 7)), 0.4 * damp);
            features.push_value(hash2(WORD_CLASS_COARSE, bits(path, 4)), 0.3 * damp);
        }
        features.push_value(hash3(WORD_CLASS2, bits(class, 12), bits(path, 12)), 0.5 * damp);
        features.push_value(
            hash4(WORD_CLASS3, bits(class_before, 7), bits(class, 7), bits(path, 7)),
            0.5 * damp,
        );
        (class_before, class) = (class, path);
        if nth < 2 {
            features.push(hash3(FIRST_WORD, nth as u64, hash));
        }
        if word.flags & flag::WORD != 0 && word.flags & flag::DIGIT == 0 {
            write_pieces(words.lower(at), 0.4 * damp, features);
        }
        digits += u32::from(word.flags & flag::DIGIT != 0);
        seen |= word.classes;
        flags |= word.flags;
        entities |= 1 << word.entity;
        (before_last, last) = (last, hash);
        (tag_before, tag) = (tag, now);
    }
    features.push_value(hash3(BIGRAM, last, EDGE), damp);
    write_counts(seen, flags, digits, features);
    for label in 1..=ENTITY_LABELS.len() {
        if entities & 1 << label != 0 {
            features.push_value(hash2(ENTITY, label as u64), 0.5);
        }
    }
    let bucket = (length.log2() * 2.0) as u64;
    features.push(hash2(LENGTH, bucket));
    features.push_value(hash2(LENGTH, 1 << 20), length.ln() / 3.0 - 1.0);
}

fn bits(path: Path, length: u32) -> u64 {
    u64::from(path.prefix(length).to_u32())
}

/// The four-letter pieces of a word, its edges marked, in place of a stemmer.
fn write_pieces(lower: &str, value: f32, features: &mut ValuedFeatures) {
    let mut padded = [b' '; 26];
    let len = lower.len().min(24);
    padded[1..=len].copy_from_slice(&lower.as_bytes()[..len]);
    for piece in padded[..len + 2].windows(4) {
        features.push_value(hash2(PIECE, hash_bytes(piece)), value);
    }
}

fn write_counts(seen: lex::Classes, flags: u8, digits: u32, features: &mut ValuedFeatures) {
    let mut present = [0_u64; CLASSES.len() + 1];
    let mut count = 0;
    for (number, &class) in CLASSES.iter().enumerate() {
        if seen & class != 0 {
            features.push_value(hash2(CLASS, number as u64), 0.7);
            present[count] = number as u64;
            count += 1;
        }
    }
    if digits > 0 {
        present[count] = CLASSES.len() as u64;
        count += 1;
    }
    for (nth, &first) in present[..count].iter().enumerate() {
        for &second in &present[nth + 1..count] {
            features.push_value(hash3(CLASS_PAIR, first, second), 0.4);
        }
    }
    features.push(hash2(COUNT, u64::from(digits.min(4))));
    if flags & flag::YEAR != 0 {
        features.push(hash2(SHAPE, 1));
    }
}

/// Writes the features of each word of a run for the net, over what is in `tokens`: the word, alone and
/// with the one before, its tag, what entity it is in, its classes.
pub fn write_tokens(words: &Words, picked: &[u32], tokens: &mut Features) {
    tokens.clear();
    let mut last = EDGE;
    for &at in picked {
        let word = &words.words[at as usize];
        tokens.push(hash2(TOKEN, word.hash));
        // The order of words, as far as two tell of it.
        tokens.push(hash3(TOKEN_PAIR, last, word.hash));
        last = word.hash;
        // Besides its vector, what the training part alone tells of a word.
        tokens.push(hash2(TOKEN_ITSELF, word.hash));
        tokens.push(hash2(TOKEN_TAG, u64::from(word.tag)));
        if word.entity != 0 {
            tokens.push(hash2(TOKEN_ENTITY, u64::from(word.entity)));
        }
        for (number, _) in
            CLASSES.iter().enumerate().filter(|&(_, class)| word.classes & class != 0)
        {
            tokens.push(hash2(TOKEN_CLASS, number as u64));
        }
        for shape in [flag::DIGIT, flag::YEAR, flag::CAPITAL] {
            if word.flags & shape != 0 {
                tokens.push(hash2(TOKEN_SHAPE, u64::from(shape)));
            }
        }
        tokens.end_token();
    }
}
