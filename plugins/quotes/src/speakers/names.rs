//! Speakers by a name in the source: of a person, of a body, or of the body that a spokesman speaks for.

use std::ops::Range;

use copydesk_learn::features::hash_str;

use super::Speakers;
use crate::lexicon::PREPOSITION;
use crate::reading::{Kind, Reading};
use crate::word::{Place, Word};

/// Those who speak for a body, for whom it is named as the speaker where they have no name.
const SPEAKS_FOR: [&str; 5] =
    ["spokesman", "spokeswoman", "spokesperson", "spokespeople", "representative"];

impl Speakers {
    /// Somebody with the last name that a source has where the entities stage saw none: "Mr. King, 82,".
    pub(super) fn unmarked_name(&self, reading: &Reading, source: &Range<usize>) -> Option<usize> {
        let words = &reading.words[source.clone()];
        let end = words.iter().position(|word| word.first == b',').unwrap_or(words.len());
        let last = words[..end].last()?;
        if last.entity > 0 || !matches!(last.shape, 2 | 3) || last.tag2 != *b"NN" {
            return None;
        }
        let at = self.last_words.partition_point(|&(word, _)| word < last.lower);
        self.last_words.get(at).filter(|(word, _)| *word == last.lower).map(|&(_, entity)| entity)
    }
}

/// The person, else the body, that a source names.
pub(super) fn named(reading: &Reading, source: &Range<usize>) -> Option<usize> {
    let stop = |word: &Word| {
        word.first == b',' || word.is(PREPOSITION) || word.tag2[0] == b'W' || word.first == b'('
    };
    let words = &reading.words[source.clone()];
    let head = words.iter().position(stop).unwrap_or(words.len());
    let mention_at = |at: usize| {
        let word = reading.words.get(at)?;
        reading.mentions.get((word.entity as usize).checked_sub(1)?)
    };
    let possessive = |at: usize| {
        // Where a possessive is all that the source has, it is the source.
        let mut after = at;
        while after < source.end && mention_at(after).is_some() {
            after += 1;
        }
        after + 1 < source.end && reading.words[after].tag2 == *b"PO"
    };
    let person = |at: &usize| {
        reading.words[*at].place != Place::Closing
            && mention_at(*at).is_some_and(|m| m.kind == Kind::Person)
            && !possessive(*at)
    };
    // The head of the phrase: "Acme spokesman Ravi Patel, who works for …".
    if let Some(at) = (source.start..source.start + head).rev().find(person) {
        return mention_at(at).map(|mention| mention.entity);
    }
    // An apposition: "a spokesman, Ravi Patel,".
    let mut at = source.start + head;
    while at < source.end && reading.words[at].first == b',' {
        let next = (at + 1..source.end).find(|&at| stop(&reading.words[at])).unwrap_or(source.end);
        if let Some(found) = (at + 1..next).find(person) {
            return mention_at(found).map(|mention| mention.entity);
        }
        at = next;
    }
    // A body or a place, where it is what the phrase is about: its last word.
    let last = (source.start + head).checked_sub(1)?;
    let ends = mention_at(last).or_else(|| {
        // "Reuters news agency", "the Labour party".
        last.checked_sub(1).filter(|&at| at >= source.start).and_then(mention_at)
    })?;
    let body = match ends.kind {
        Kind::Organisation => true,
        Kind::Place => source.len() <= 3,
        _ => false,
    };
    body.then_some(ends.entity)
}

/// The body that a spokesman without a name speaks for: "a spokesman for Volvo", "a Volvo spokesman".
pub(super) fn spoken_for(reading: &Reading, source: &Range<usize>) -> Option<usize> {
    let speaks =
        |at: &usize| SPEAKS_FOR.iter().any(|word| hash_str(word) == reading.words[*at].lower);
    let head = source.clone().find(speaks)?;
    let behind = head + 1..source.end.min(head + 6);
    let bodies = behind.chain(source.start..head).filter_map(|at| {
        let mention = (reading.words[at].entity as usize).checked_sub(1)?;
        Some(&reading.mentions[mention])
    });
    let mut bodies = bodies.filter(|one| matches!(one.kind, Kind::Organisation | Kind::Place));
    bodies.next().map(|body| body.entity)
}
