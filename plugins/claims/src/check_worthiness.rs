//! How much a claim deserves checking: the features of the model, and the model itself.
//!
//! A small recurrent net over the words, learned from the sentences of ClaimBuster (Hassan et al. 2017) and from what
//! two larger models make of many more. Training and inference both go through [`write_features`].

use copydesk_learn::ModelError;
use copydesk_learn::features::{Features, hash_bytes, hash2, hash3, hash4};
use copydesk_learn::recurrent::{KeptGates, RecurrentNet, RecurrentScratch};

use crate::lexicon as lex;
use crate::words::{Words, flag};

/// The net of the release.
static NET: &[u8] = include_bytes!("../model/check_worthiness.bin");

/// The check-worthiness model.
#[derive(Debug)]
pub struct CheckWorthiness<'a> {
    net: RecurrentNet<'a>,
}

/// Working memory, kept from one claim to the next. It remembers products of the model's weights, so that it
/// serves one model only.
#[derive(Clone, Debug, Default)]
pub struct Buffers {
    net: RecurrentScratch,
    kept: KeptGates,
}

impl<'a> CheckWorthiness<'a> {
    /// The model of the release.
    ///
    /// # Errors
    /// When its file is damaged.
    pub fn load() -> Result<CheckWorthiness<'static>, ModelError> {
        CheckWorthiness::from_bytes(NET)
    }

    /// A model of these bytes, as the training made them.
    ///
    /// # Errors
    /// When they are damaged.
    pub fn from_bytes(net: &'a [u8]) -> Result<Self, ModelError> {
        Ok(Self { net: RecurrentNet::from_bytes(net)? })
    }

    /// The probability that a person would find the words worth checking. `picked` are places of
    /// words in text order; `buffers` are written over.
    #[must_use]
    pub fn score(&self, words: &Words, picked: &[u32], buffers: &mut Buffers) -> f32 {
        if !picked.iter().any(|&at| words.has(at as usize, flag::WORD)) {
            return 0.0;
        }
        let Buffers { net: running, kept } = buffers;
        let margin = self.net.margin_with(picked.len(), running, |token, gates| {
            let at = picked[token] as usize;
            kept.add(&self.net, key(words, at), gates, |features| write_word(words, at, features));
        });
        self.net.probability(margin)
    }
}

// Template numbers. They are part of the model.
const WORD: u32 = 1;
const TAG: u32 = 2;
const ENTITY: u32 = 3;
const CLASS: u32 = 4;
const SHAPE: u32 = 5;
const BEGINNING: u32 = 6;
const ENDING: u32 = 7;

/// The classes that are features: who speaks about what amounts, in what mood.
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

/// The feature of a word, by its [hash](crate::words::Word::hash): the one that its vector belongs to.
#[must_use]
pub fn of_word(hash: u64) -> u64 {
    hash2(WORD, hash)
}

/// A hash of all that [`write_word`] looks at.
fn key(words: &Words, at: usize) -> u64 {
    let word = &words.words[at];
    let word_itself = hash3(u32::from(word.flags), word.hash, word.classes);
    hash4(1, word_itself, u64::from(word.tag), u64::from(word.entity))
}

/// Writes the features of a word: the word, its beginning and its ending, its tag, what entity it is in, its classes.
fn write_word(words: &Words, at: usize, features: &mut Features) {
    let word = &words.words[at];
    features.push(of_word(word.hash));
    if word.flags & flag::WORD != 0 && word.flags & flag::DIGIT == 0 {
        let lower = words.lower(at).as_bytes();
        features.push(hash2(BEGINNING, hash_bytes(&lower[..lower.len().min(4)])));
        features.push(hash2(ENDING, hash_bytes(&lower[lower.len().saturating_sub(3)..])));
    }
    features.push(hash2(TAG, u64::from(word.tag)));
    if word.entity != 0 {
        features.push(hash2(ENTITY, u64::from(word.entity)));
    }
    for (number, _) in CLASSES.iter().enumerate().filter(|&(_, class)| word.classes & class != 0) {
        features.push(hash2(CLASS, number as u64));
    }
    for shape in [flag::DIGIT, flag::YEAR, flag::CAPITAL] {
        if word.flags & shape != 0 {
            features.push(hash2(SHAPE, u64::from(shape)));
        }
    }
}

/// Writes the features of each word of a run over what is in `features`. `picked` are places of words in text order.
pub fn write_features(words: &Words, picked: &[u32], features: &mut Features) {
    features.clear();
    for &at in picked {
        write_word(words, at as usize, features);
        features.end_token();
    }
}
