//! Speakers by a pronoun: the most prominent person before it who agrees in gender and number.

use std::ops::Range;

use copydesk_learn::features::hash_str;

use super::{Gender, REACH, REACH_OF_BODIES, Speakers};
use crate::compose::Quote;
use crate::lexicon::{AUXILIARY, HE, PREPOSITION, SHE, THEY};
use crate::reading::{Kind, Reading};

/// Pronouns of the first person.
const FIRST_PERSONS: [&str; 2] = ["i", "we"];

impl Speakers {
    /// The antecedent of a pronoun.
    pub(super) fn pronoun(
        &self,
        reading: &Reading,
        quote: &Quote,
        at: usize,
        outer: Option<usize>,
    ) -> Option<usize> {
        let word = &reading.words[at];
        let gender = match () {
            () if word.is(HE) => Gender::Male,
            () if word.is(SHE) => Gender::Female,
            () if word.is(THEY) || word.lower == hash_str("it") => Gender::Plural,
            // "I" within a quote is who speaks it.
            () if FIRST_PERSONS.iter().any(|one| hash_str(one) == word.lower) => return outer,
            () => {
                let who = word.lower == hash_str("who");
                let relative = word.tag2[0] == b'W' || who;
                return self.right_before(reading, at, who).filter(|_| relative);
            }
        };
        let sentence = word.sentence as usize;
        let content = &quote.words.content;
        let inside =
            |words: &Range<usize>| content.iter().any(|piece| piece.contains(&words.start));
        let mut best: Option<(f32, usize)> = None;
        let mut offer = |score: f32, entity: usize| {
            if best.is_none_or(|(top, _)| score > top) {
                best = Some((score, entity));
            }
        };
        // A cataphoric pronoun hardly occurs in news; what is before counts, near first.
        let reach = if gender == Gender::Plural { REACH_OF_BODIES } else { REACH };
        for back in 0..=reach.min(sentence) {
            let number = sentence - back;
            let mut first = true;
            for mention in &reading.mentions[self.near(reading, number, word.start)] {
                let wanted = match gender {
                    Gender::Plural if !word.is(THEY) => mention.kind == Kind::Organisation,
                    // "Syrians", and not "Syrian".
                    Gender::Plural if mention.kind == Kind::People => {
                        let last = reading.words_in(mention.span).end.checked_sub(1);
                        let tag = last.map_or(0, |last| reading.words[last].tag);
                        [hash_str("NNS"), hash_str("NNPS")].contains(&tag)
                    }
                    Gender::Plural => mention.kind == Kind::Organisation,
                    _ => mention.kind == Kind::Person,
                };
                let words = reading.words_in(mention.span);
                if !wanted || words.is_empty() || back == 0 && words.start > at {
                    continue;
                }
                let known = self.genders.get(mention.entity).copied().unwrap_or_default();
                let agrees = match known {
                    Gender::Unknown => 0.0,
                    known if known == gender => 0.8,
                    _ => continue,
                };
                let quoted = reading.words[words.start].quotation > 0 || inside(&words);
                let mut score = agrees - 0.9 * back as f32;
                score += prominence(reading, &words, first) - if quoted { 2.0 } else { 0.0 };
                // A clause before with its own subject: "Trump said he …" is Trump.
                offer(score, mention.entity);
                first &= quoted;
            }
        }
        for &(place, speaker) in self.spoken.iter().rev().take(3) {
            let there = reading.words[place].sentence as usize;
            let back = sentence.abs_diff(there);
            if place > at || back > reach {
                continue;
            }
            let known = self.genders.get(speaker).copied().unwrap_or_default();
            let person = reading.mentions.get(speaker).is_some_and(|m| m.kind == Kind::Person);
            let agrees = match known {
                Gender::Unknown => 0.0,
                known if known == gender => 0.8,
                _ => continue,
            };
            if person == (gender != Gender::Plural) {
                offer(agrees + 1.5 - 0.7 * back as f32, speaker);
            }
        }
        best.map(|(_, entity)| entity)
    }
}

impl Speakers {
    /// What "who", "which" or "that" stands for: what is right before it; or for "who" behind a place or a body the
    /// person named before that, "Ama Diop of Quay College, | who | says".
    fn right_before(&self, reading: &Reading, at: usize, who: bool) -> Option<usize> {
        let before = at.checked_sub(1)?;
        let comma = reading.words[before].first == b',';
        let before = if comma { before.checked_sub(1)? } else { before };
        let mention = &reading.mentions[(reading.words[before].entity as usize).checked_sub(1)?];
        // "Democrats on the Hill, who have argued": several people.
        let next = reading.words.get(at + 1).map_or(0, |word| word.lower);
        let several = ["have", "are", "were"].iter().any(|verb| hash_str(verb) == next);
        if who && comma && !several && mention.kind != Kind::Person {
            let sentence = reading.words[at].sentence as usize;
            let near = &reading.mentions[self.near(reading, sentence, reading.words[at].start)];
            let person = near.iter().rev().find(|one| one.kind == Kind::Person);
            if let Some(person) = person {
                return Some(person.entity);
            }
        }
        matches!(mention.kind, Kind::Person | Kind::Organisation).then_some(mention.entity)
    }
}

/// How prominent a mention is in its sentence.
fn prominence(reading: &Reading, words: &Range<usize>, first: bool) -> f32 {
    let next = reading.words.get(words.end);
    let before = words.start.checked_sub(1).map(|at| &reading.words[at]);
    let possessive = next.is_some_and(|word| word.tag2 == *b"PO");
    let object = before.is_some_and(|word| word.is(PREPOSITION));
    let subject =
        next.is_some_and(|word| word.is_verb() || word.is(AUXILIARY) || word.tag2 == *b"MD");
    let mut score = if first { 1.0 } else { 0.0 };
    score += if subject { 0.7 } else { 0.0 };
    score -= if possessive { 0.5 } else { 0.0 };
    score - if object { 0.6 } else { 0.0 }
}
