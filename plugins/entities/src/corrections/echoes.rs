//! Names that the tagger missed, found by what it found with confidence elsewhere in the article: once
//! "Rosehill Mariners" is known, so is the same name three paragraphs on.
//!
//! Only a word for word repetition counts, with the same capitals, in running text, and only where
//! nothing beside it can be of the name too.

use std::collections::HashMap;

use crate::labels::Class;
use crate::lexicon::name_hash;
use crate::reading::{Case, Reading, Sentence};
use crate::tagging::Mention;
use crate::word::Kind;

/// What one name was taken for, by class.
type Weights = [f32; 9];

/// The longest name that is looked for, in words.
const LONGEST: usize = 6;

/// The least sum of scores on which a name is believed.
const LEAST: f32 = 0.9;

/// The score of a mention that is found so. They are few; of those in the development news two in three
/// are right.
const SCORE: f32 = 0.6;

/// Adds the mentions that repeat a name. They stay in text order.
pub fn add(reading: &Reading, mentions: &mut Vec<Mention>) {
    let known = known(reading, mentions);
    if known.is_empty() {
        return;
    }
    let mut found = Vec::new();
    let mut next = 0;
    for sentence in reading.sentences.iter().filter(|sentence| sentence.case == Case::Running) {
        let mut at = sentence.first;
        while at < sentence.end {
            while mentions.get(next).is_some_and(|mention| mention.words.end <= at) {
                next += 1;
            }
            let free = mentions.get(next).map_or(sentence.end, |mention| mention.words.start);
            if free <= at {
                at = mentions[next].words.end;
                continue;
            }
            match repetition(reading, &known, sentence, at, free.min(sentence.end)) {
                Some((end, class)) => {
                    found.push(Mention { words: at..end, class, score: SCORE });
                    at = end;
                }
                None => at += 1,
            }
        }
    }
    mentions.extend(found);
    mentions.sort_by_key(|mention| mention.words.start);
}

/// Names that the article has for certain, by the hash of their words as they are written.
fn known(reading: &Reading, mentions: &[Mention]) -> HashMap<u64, Weights> {
    let mut known: HashMap<u64, Weights> = HashMap::new();
    for mention in mentions {
        let mut words = mention.words.clone();
        if words.len() > 1 && matches!(reading.letters(words.end - 1), "'s" | "'") {
            words.end -= 1;
        }
        if matches!(mention.class, Class::Date | Class::Money | Class::Norp)
            || words.len() > LONGEST
        {
            continue;
        }
        let mut add = |words: std::ops::Range<usize>, score: f32| {
            let hash = words.fold(0, |hash, at| name_hash(hash, reading.words[at].cased));
            known.entry(hash).or_default()[mention.class as usize] += score;
        };
        add(words.clone(), mention.score);
        if mention.class == Class::Person && words.len() > 1 {
            add(words.end - 1..words.end, mention.score);
        }
    }
    known
}

/// The name that begins at a word, if it repeats a known one: its end and its class.
fn repetition(
    reading: &Reading,
    known: &HashMap<u64, Weights>,
    sentence: &Sentence,
    at: usize,
    free: usize,
) -> Option<(usize, Class)> {
    let word = &reading.words[at];
    let opens = at == sentence.first;
    if !word.kind.is_capitalised() && word.kind != Kind::Alphanumeric
        || word.letters.1 - word.letters.0 < 2
        || opens && reading.memory.has_small(at)
    {
        return None;
    }
    let mut hash = 0;
    let mut best = None;
    for end in at + 1..=free.min(at + LONGEST) {
        hash = name_hash(hash, reading.words[end - 1].cased);
        let Some(weights) = known.get(&hash) else { continue };
        let (class, weight) =
            (0..9).map(|class| (class, weights[class])).rev().max_by(|a, b| a.1.total_cmp(&b.1))?;
        if weight >= LEAST {
            best = Some((end, Class::ALL[class]));
        }
    }
    best.filter(|&(end, _)| stands_alone(reading, sentence, at, end))
}

/// Whether no neighbour can be of the name: none has a capital or hangs on it by a hyphen.
fn stands_alone(reading: &Reading, sentence: &Sentence, first: usize, end: usize) -> bool {
    let words = &reading.words;
    let capital = |at: usize| words[at].kind.is_capitalised();
    let hangs = |left: usize| {
        let sign = |at: usize| matches!(reading.letters(at), "-" | "/" | "_" | "@");
        words[left].span.end() == words[left + 1].span.start() && (sign(left) || sign(left + 1))
    };
    let before = first > sentence.first
        && (hangs(first - 1) || first - 1 > sentence.first && capital(first - 1));
    let after = end < sentence.end && (hangs(end - 1) || capital(end));
    !before && !after
}
