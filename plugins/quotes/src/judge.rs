//! Judges what was found: how likely it is that a cue with its source and its content is an attribution at
//! all.
//!
//! The net and the tagger see only their part; this classifier sees the whole, and its probability is
//! the score of the quote.

use std::ops::Range;

use copydesk_learn::features::{ValuedFeatures, hash2, hash3, hash4};

use crate::extract::{Attribution, Seen};
use crate::lexicon::{AUXILIARY, SPEECH, is_told};
use crate::reading::{Kind, Reading};
use crate::rivals;
use crate::roles;
use crate::word::{Word, coarse};

/// The probabilities that the net and the tagger gave to the parts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evidence {
    /// That of the cue.
    pub cue: f32,
    /// That of the source; 0 where there is none.
    pub source: f32,
    /// That of the pieces of content together.
    pub content: f32,
}

/// A cue with what was found of it, before it is judged.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The cue with its source and its content, of which there is at least one word.
    pub one: Attribution,
    /// The probabilities of its parts.
    pub evidence: Evidence,
}

/// The word of a cue that tells most: a verb of speech, else a verb, else the last.
pub fn head(reading: &Reading, cue: &Range<usize>) -> Word {
    let words = &reading.words[cue.clone()];
    let speech = words.iter().find(|word| word.is(SPEECH));
    let verb = || words.iter().find(|word| word.is_verb() && !word.is(AUXILIARY));
    speech.or_else(verb).or(words.last()).copied().unwrap_or(Word::NONE)
}

/// Log-odds, within reason.
fn odds(probability: f32) -> f32 {
    let p = probability.clamp(0.002, 0.998);
    (p / (1.0 - p)).ln()
}

/// A number of words as one of a few sizes.
fn size(count: usize) -> u64 {
    match count {
        0..=3 => count as u64,
        4..=5 => 4,
        6..=8 => 5,
        9..=14 => 6,
        15..=25 => 7,
        _ => 8,
    }
}

/// How many cues of its sentence are looked at on each side of one: more than any has but lists without an end.
const MOST_CUES: usize = 64;

/// Writes the features of candidate `number` of an article's, which are in the order of their cues.
pub fn write_features(
    reading: &Reading,
    candidates: &[Candidate],
    number: usize,
    seen: &Seen,
    features: &mut ValuedFeatures,
) {
    features.clear();
    let Candidate { one, evidence } = &candidates[number];
    let (Some(cue), Some(first), Some(last)) = (&one.cue, one.content.first(), one.content.last())
    else {
        return;
    };
    let at = |place: usize| reading.words.get(place).unwrap_or(&Word::NONE);
    let verb = head(reading, cue);
    let told = u64::from(verb.is(SPEECH)) | u64::from(is_told(verb.kind)) << 1;
    let words = one.content.iter().map(ExactSizeIterator::len).sum();
    let quoted =
        |piece: &Range<usize>| reading.words[piece.clone()].iter().any(|w| w.quotation > 0);
    let quoted = u64::from(one.content.iter().any(quoted));
    let side = u64::from(first.start >= cue.end) | u64::from(last.start < cue.start) << 1;
    let gap = if first.start >= cue.end {
        first.start - cue.end
    } else {
        cue.start.saturating_sub(first.end)
    };
    let (source_kind, source_gap) = match &one.source {
        None => (0, 9),
        Some(source) => {
            let words = &reading.words[source.clone()];
            let mentions = words.iter().filter_map(|word| reading.mention_of(word));
            let kind = match mentions.map(|mention| mention.kind).next_back() {
                Some(Kind::Person) => 1,
                Some(Kind::Organisation) => 2,
                Some(Kind::Place) => 3,
                Some(Kind::People) => 4,
                Some(Kind::Date | Kind::Other) => 5,
                None if words.iter().any(|word| word.tag2 == *b"PR") => 6,
                None if words.iter().any(|word| word.tag2[0] == b'W') => 7,
                None => 8,
            };
            let gap = if source.end <= cue.start {
                cue.start - source.end
            } else {
                source.start.saturating_sub(cue.end)
            };
            (kind, size(gap) | u64::from(source.start > cue.start) << 4)
        }
    };
    for (template, probability) in [(1, evidence.cue), (2, evidence.content), (3, evidence.source)]
    {
        features.push_value(hash2(template, 0), odds(probability) / 3.0);
        let level = (10.0 * probability) as u64;
        features.push(hash3(template, 1, level));
        features.push(hash4(template, 2, level, told << 1 | quoted));
    }
    let level = |probability: f32| (5.0 * probability) as u64;
    features.push(hash4(4, level(evidence.cue), level(evidence.content), level(evidence.source)));
    features.push(hash3(5, level(evidence.cue), u64::from(verb.kind)));
    let head = at(first.start);
    let tail = at(last.end.saturating_sub(1));
    let next = at(last.end);
    let subject = one.source.as_ref().map_or(Word::NONE, |source| *at(source.end - 1));
    let inside = verb.quotation > 0;
    features.push(hash2(6, verb.lower));
    features.push(hash2(7, verb.stem));
    features.push(hash3(8, verb.tag, told));
    features.push(hash2(9, u64::from(verb.class)));
    features.push(hash2(10, u64::from(verb.kind)));
    features.push(hash3(11, coarse(verb.class, 8), side));
    features.push(hash3(12, size(words), told));
    features.push(hash3(13, size(words), quoted << 2 | side));
    features.push(hash4(14, size(gap), side, told));
    features.push(hash3(15, source_kind, told));
    features.push(hash3(16, source_kind, verb.stem));
    features.push(hash4(17, source_gap, source_kind, side));
    features.push(hash3(18, head.lower, side));
    features.push(hash3(19, head.tag, side));
    features.push(hash3(20, head.tag, verb.stem));
    features.push(hash3(21, head.lower, verb.stem));
    features.push(hash3(22, tail.tag, next.lower));
    features.push(hash2(23, next.tag));
    features.push(hash3(24, u64::from(inside), verb.place as u64));
    features.push(hash3(25, at(cue.start.wrapping_sub(1)).tag, verb.tag));
    features.push(hash3(26, at(cue.end).tag, verb.tag));
    features.push(hash3(27, size(cue.len()), at(cue.start).lower));
    features.push(hash3(28, size(cue.len()), at(cue.end - 1).lower));
    features.push(hash2(29, subject.lower));
    features.push(hash3(30, u64::from(subject.class), u64::from(verb.class)));
    features.push(hash3(31, one.content.len() as u64, side));
    let sentence = &reading.sentences[verb.sentence as usize];
    let rest = sentence.words.end.saturating_sub(last.end);
    features.push(hash4(
        32,
        size(rest),
        size(first.start.saturating_sub(sentence.words.start)),
        side,
    ));
    let marks = reading.opens_in(&sentence.words);
    features.push(hash3(33, u64::from(marks), quoted));
    // What else the net sees in the sentence, and what it makes of the words in question.
    let before = |place: usize| seen.cues.partition_point(|(cue, _)| cue.start < place);
    let here = before(cue.start);
    let from = before(sentence.words.start).max(here.saturating_sub(MOST_CUES));
    let to = before(sentence.words.end).min(here + MOST_CUES);
    let others = &seen.cues[from..to];
    let (mut higher, mut best, mut inside_other) = (0_u64, 0.0_f32, 0_u64);
    for (other, probability) in others {
        if other.start != cue.start {
            higher += u64::from(*probability > evidence.cue);
            best = best.max(*probability);
            let within = one.content.iter().any(|piece| piece.contains(&other.start));
            inside_other |= u64::from(within && *probability > 0.5);
        }
    }
    features.push(hash4(34, higher.min(2), level(best), level(evidence.cue)));
    features.push(hash3(35, inside_other, told));
    let soft =
        |at: usize, role: u32| u64::from(seen.soft.get(at).copied().unwrap_or(0) >> (2 * role) & 3);
    let mean = |words: &Range<usize>, role: u32| {
        let sum: u64 = words.clone().map(|at| soft(at, role)).sum();
        2 * sum / words.len().max(1) as u64
    };
    let content = one.content.iter().map(|piece| mean(piece, 1)).min().unwrap_or(0);
    let source = one.source.as_ref().map_or(7, |source| mean(source, 0));
    features.push(hash4(36, content, source, level(evidence.cue)));
    features.push(hash3(37, content, seen.parts[cue.start] as u64));
    features.push(hash3(38, soft(cue.start, 1), soft(cue.start, 2)));
    // What the net makes of them.
    let of_words = |words: &Range<usize>, role: usize| {
        let odds = seen.odds[words.clone()].iter().map(|odds| odds[role]);
        odds.sum::<f32>() / words.len().max(1) as f32
    };
    let cue_odds = seen.odds[cue.clone()]
        .iter()
        .fold(roles::NONE[roles::CUE], |top, odds| top.max(odds[roles::CUE]));
    let begin_odds = seen.odds[cue.start][roles::BEGIN];
    let content_odds =
        one.content.iter().map(|piece| of_words(piece, roles::CONTENT)).fold(8.0, f32::min);
    let source_odds = one
        .source
        .as_ref()
        .map_or(roles::NONE[roles::SOURCE], |source| of_words(source, roles::SOURCE));
    for (template, odds) in (60..).zip([cue_odds, begin_odds, content_odds, source_odds]) {
        features.push_value(hash2(template, 0), odds / 3.0);
        features.push(hash3(template, 1, roles::level(odds)));
    }
    features.push(hash4(64, roles::level(cue_odds), roles::level(content_odds), told));
    let second = at(first.start + 1);
    features.push(hash4(41, head.tag, second.tag, side));
    features.push(hash4(42, head.tag, told, size(words)));
    let has_verb =
        one.content.iter().any(|piece| reading.words[piece.clone()].iter().any(Word::is_verb));
    features.push(hash4(43, u64::from(has_verb), verb.stem, side));
    features.push(hash4(44, u64::from(has_verb), source_kind, head.tag));
    features.push(hash3(49, coarse(verb.class, 10), head.tag));
    rivals::write_features(candidates, number, &verb, features);
}
