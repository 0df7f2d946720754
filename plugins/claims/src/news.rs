//! How much a claim in a news article deserves checking, given what [`check_worthiness`] makes of
//! its words.
//!
//! That model learned from debates, where everybody speaks for themselves. Most of an article is
//! its reporter's narration (who said what where, on which day, at what age), which looks much like
//! what was worth checking in a debate and seldom is. Whether people would check it depends on whose
//! words they are and on what kind of thing is said, and the weights of that were fitted to a few
//! hundred claims of news articles that were judged by hand; so in an article, too, a score is the
//! probability that a person would find the claim worth checking.
//!
//! [`check_worthiness`]: crate::check_worthiness

use copydesk_learn::features::{ValuedFeatures, hash2, hash3};

use crate::lexicon as lex;
use crate::quotes::Quotes;
use crate::words::{MD, VB, VBD, VBN, VBP, Words, flag};

/// A text of fewer sentences is no article.
const FEWEST_SENTENCES: usize = 4;

/// Whether a text is an article in which a reporter tells what others say: one of several sentences
/// with a quote in the third person.
#[must_use]
pub fn is_article(words: &Words, quotes: &Quotes) -> bool {
    let first_person = |at| words.is(at, lex::FIRST_SINGULAR | lex::FIRST_PLURAL);
    words.sentences.len() >= FEWEST_SENTENCES
        && quotes.all.iter().any(|quote| {
            quote.source.is_some_and(|source| !words.inside(source.span).all(first_person))
        })
}

/// Whose words a claim's are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// The reporter's.
    Reporter = 0,
    /// A source's, retold.
    Retold = 1,
    /// A source's, as they were spoken.
    Direct = 2,
}

// Template numbers. They are part of the model.
const MARGIN: u32 = 1;
const VOICE: u32 = 2;
const CLASS: u32 = 3;
const VERB: u32 = 4;
const DIGITS: u32 = 5;
const PLACE: u32 = 6;
const LENGTH: u32 = 7;
const ENTITY: u32 = 8;
const FORM: u32 = 9;
const VOICE_MARGIN: u32 = 10;
const VOICE_CLASS: u32 = 11;

/// Groups of classes that are features by their presence.
const CLASSES: [lex::Classes; 17] = [
    lex::PERCENT,
    lex::CURRENCY | lex::MAGNITUDE,
    lex::COMPARATIVE,
    lex::QUANTIFIER,
    lex::FIRST_SINGULAR | lex::FIRST_PLURAL,
    lex::SECOND,
    lex::MODAL | lex::FORECAST,
    lex::HEDGE,
    lex::OPINION,
    lex::SPEECH,
    lex::CAUSE,
    lex::LAW,
    lex::RECORD,
    lex::CHANGE,
    lex::ABSOLUTE,
    lex::NEGATOR,
    lex::DAY,
];

/// Writes the features of a claim of an article, over what is in `features`. `picked` are places of
/// words in text order, at least one; `margin` is the log-odds that they are worth checking by
/// themselves.
pub fn write_features(
    words: &Words,
    picked: &[u32],
    voice: Voice,
    margin: f32,
    features: &mut ValuedFeatures,
) {
    features.clear();
    let margin = (margin / 3.0).clamp(-2.0, 2.0);
    let voice = voice as u64;
    features.push_value(hash2(MARGIN, 0), margin);
    features.push(hash2(VOICE, voice));
    features.push_value(hash2(VOICE_MARGIN, voice), margin);
    let (mut seen, mut flags, mut digits, mut entities) = (0, 0, 0_u32, 0_u16);
    let mut verb = None;
    let mut infinitive = false;
    for (nth, &at) in picked.iter().enumerate() {
        let word = &words.words[at as usize];
        seen |= word.classes;
        flags |= word.flags;
        entities |= 1 << word.entity;
        digits += u32::from(word.flags & flag::DIGIT != 0);
        if verb.is_none() && words.is_finite_verb(at as usize) {
            verb = Some(at as usize);
        }
        infinitive |= verb.is_none()
            && word.tag == VB
            && nth > 0
            && words.lower(picked[nth - 1] as usize) == "to";
    }
    for (number, _) in CLASSES.iter().enumerate().filter(|&(_, class)| seen & class != 0) {
        features.push_value(hash2(CLASS, number as u64), 0.7);
        features.push_value(hash3(VOICE_CLASS, voice, number as u64), 0.4);
    }
    features.push(hash2(VERB, kind_of(words, verb)));
    if infinitive {
        // "asked the council to resign": what is asked for is not asserted.
        features.push(hash2(FORM, 0));
    }
    if picked.last().is_some_and(|&at| words.lower(at as usize) == "?") {
        features.push(hash2(FORM, 1));
    }
    if flags & flag::YEAR != 0 {
        features.push_value(hash2(FORM, 2), 0.7);
    }
    features.push_value(hash2(DIGITS, u64::from(digits.min(3))), 0.7);
    for label in [1, 2, 3, 5] {
        if entities & 1 << label != 0 {
            features.push_value(hash2(ENTITY, label), 0.5);
        }
    }
    let sentence = words.sentence_of(picked[0] as usize).unwrap_or(0);
    if sentence < 3 {
        features.push(hash2(PLACE, u64::from(sentence == 0)));
    } else if sentence + 2 >= words.sentences.len() {
        features.push(hash2(PLACE, 2));
    }
    features.push_value(hash2(LENGTH, 0), (picked.len() as f32).ln() - 2.5);
}

/// What kind of verb a claim's first one with tense is.
fn kind_of(words: &Words, verb: Option<usize>) -> u64 {
    let Some(at) = verb else { return 0 };
    let next = (at + 1..words.words.len().min(at + 4)).find(|&at| words.words[at].tag == VBN);
    match words.words[at].tag {
        MD => 1,
        _ if words.is(at, lex::BE) && next.is_some() => 2,
        _ if words.is(at, lex::BE) => 3,
        _ if words.is(at, lex::AUXILIARY) => 4,
        _ if words.says(at) => 5,
        VBD => 6,
        VBP => 7,
        _ => 8,
    }
}
