//! Who has spoken so far, named or not: "A neighbour said … “It shook,” he said." is the neighbour, and nobody who was
//! named before.

use std::ops::Range;

use copydesk_learn::features::hash_str;

use super::nouns::{PEOPLE, gender_of_noun};
use super::{Gender, Speaker, Speakers, anchor};
use crate::compose::{Quote, finite};
use crate::lexicon::{HE, PREPOSITION, SHE};
use crate::reading::{Kind, Reading};
use crate::word::Word;

/// Who was quoted somewhere.
#[derive(Clone, Copy, Debug)]
pub(super) struct Voice {
    /// The place of the cue or quote.
    pub(super) place: usize,
    /// The entity, or the one spoken for; none of somebody who is described only.
    pub(super) entity: Option<usize>,
    /// What is known of the gender.
    pub(super) gender: Gender,
    /// Whether it is one person.
    pub(super) person: bool,
    /// Whether it is a body, or somebody who speaks for one.
    pub(super) body: bool,
    /// Of somebody who is described, the noun.
    noun: u64,
    /// The gender of whom the quote is about, where a pronoun shows it.
    pub(super) about: Gender,
}

/// The gender of whom words are about, by the first pronoun that shows one.
pub(super) fn about(reading: &Reading, content: &[Range<usize>]) -> Gender {
    let mut words = content.iter().flat_map(|piece| &reading.words[piece.clone()]);
    match words.find(|word| word.is(HE | SHE)) {
        Some(word) if word.is(HE) => Gender::Male,
        Some(_) => Gender::Female,
        None => Gender::Unknown,
    }
}

/// What stands before a noun for somebody who was not named before.
const INDEFINITE: [&str; 4] = ["a", "an", "another", "one"];

/// Whose somebody's own people are: "his mother", "my boyfriend".
const WHOSE: [&str; 4] = ["his", "her", "their", "my"];

/// Whether what somebody is ends before a word. The "of" of a name is no end: "a Ministry of Health spokesman".
fn ends_phrase(word: &Word) -> bool {
    let preposition = word.mention == 0 && word.is(PREPOSITION);
    b",(".contains(&word.first) || preposition || word.tag2[0] == b'W'
}

impl Speakers {
    /// Who has spoken a quote, for the pronouns behind it.
    pub(super) fn voice(
        &self,
        reading: &Reading,
        quote: &Quote,
        speaker: Option<Speaker>,
    ) -> Option<Voice> {
        let place = anchor(quote);
        let source = quote.words.source.as_ref();
        let told = source.and_then(|source| self.described(reading, source));
        let about = about(reading, &quote.words.content);
        let Some(Speaker { entity, .. }) = speaker else {
            let (gender, noun) = told?;
            let (person, body) = (true, false);
            return Some(Voice { place, entity: None, gender, person, body, noun, about });
        };
        let body = reading.mentions[entity].kind != Kind::Person;
        let own = self.genders.get(entity).copied().unwrap_or_default();
        let told = told.filter(|_| body);
        let (gender, noun) = told.unwrap_or((own, 0));
        let person = !body || told.is_some();
        Some(Voice { place, entity: Some(entity), gender, person, body, noun, about })
    }

    /// The one person that a source describes without a name, "a neighbour", "his mother", or that a pronoun stands for
    /// which means such a one: the gender and the noun. "The neighbour" is one who spoke before.
    fn described(&self, reading: &Reading, source: &Range<usize>) -> Option<(Gender, u64)> {
        let words = &reading.words[source.clone()];
        if let [pronoun] = words
            && pronoun.is(HE | SHE)
        {
            let gender = if pronoun.is(HE) { Gender::Male } else { Gender::Female };
            let last = self.spoken.last().filter(|voice| voice.noun > 0)?;
            return Some((gender, last.noun));
        }
        let end = words.iter().position(ends_phrase).unwrap_or(words.len());
        self.someone(&words[..end])
    }

    /// The gender and the noun of whom a phrase describes.
    fn someone(&self, phrase: &[Word]) -> Option<(Gender, u64)> {
        let [first, .., head] = phrase else { return None };
        let gender = gender_of_noun(head);
        let someone = gender != Gender::Unknown || head.is_one_of(&PEOPLE);
        let spoke = || self.spoken.iter().rev().take(8).any(|voice| voice.noun == head.lower);
        let unnamed = first.is_one_of(&INDEFINITE)
            || first.is_one_of(&WHOSE)
            || first.is_one_of(&["the"]) && spoke();
        (unnamed && someone && head.tag == hash_str("NN") && head.mention == 0)
            .then_some((gender, head.lower))
    }

    /// The gender of somebody without a name with whom a sentence begins that says nothing: "A stallholder | was less sure."
    pub(super) fn unnamed_subject(&self, reading: &Reading, sentence: usize) -> Option<Gender> {
        const LONGEST: usize = 8;
        let words = reading.sentence_words(sentence);
        let verb = words.iter().take(LONGEST).position(finite)?;
        let phrase = &words[..verb];
        let end = phrase.iter().position(ends_phrase).unwrap_or(phrase.len());
        let quoted = phrase.iter().any(|word| word.quotation > 0 || word.mention > 0);
        let phrase = phrase[..end].split_first().filter(|_| !quoted)?;
        let (first, _) = phrase;
        let indefinite = first.is_one_of(&INDEFINITE);
        indefinite.then(|| self.someone(&words[..end])).flatten().map(|(gender, _)| gender)
    }
}
