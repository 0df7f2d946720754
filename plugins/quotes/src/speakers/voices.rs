//! Who has spoken so far, named or not: "A neighbour said … “It shook,” he said." is the neighbour, and nobody who was
//! named before.

use std::ops::Range;

use copydesk_learn::features::hash_str;

use super::{Gender, Speaker, Speakers, anchor};
use crate::compose::Quote;
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

/// Nouns for women.
const WOMEN: [&str; 18] = [
    "actress",
    "aunt",
    "businesswoman",
    "chairwoman",
    "daughter",
    "girl",
    "grandmother",
    "lady",
    "mother",
    "mum",
    "niece",
    "policewoman",
    "saleswoman",
    "sister",
    "spokeswoman",
    "widow",
    "wife",
    "woman",
];

/// Nouns for men.
const MEN: [&str; 17] = [
    "boy",
    "brother",
    "businessman",
    "dad",
    "father",
    "fisherman",
    "gentleman",
    "grandfather",
    "husband",
    "man",
    "nephew",
    "policeman",
    "salesman",
    "son",
    "spokesman",
    "uncle",
    "widower",
];

/// The gender that a noun for somebody shows.
pub(super) fn gender_of_noun(word: &Word) -> Gender {
    match () {
        () if word.is_one_of(&WOMEN) => Gender::Female,
        () if word.is_one_of(&MEN) => Gender::Male,
        () => Gender::Unknown,
    }
}

/// Nouns for one person. "A neighbour" is one, "a blog" and "a company" are not.
const PEOPLE: [&str; 96] = [
    "activist",
    "administrator",
    "advocate",
    "aide",
    "analyst",
    "attendee",
    "attorney",
    "author",
    "bystander",
    "campaigner",
    "caller",
    "captain",
    "carer",
    "citizen",
    "classmate",
    "cleric",
    "coach",
    "colleague",
    "commuter",
    "constable",
    "consultant",
    "councillor",
    "customer",
    "dealer",
    "detective",
    "diplomat",
    "director",
    "doctor",
    "driver",
    "economist",
    "employee",
    "engineer",
    "executive",
    "expert",
    "eyewitness",
    "fan",
    "farmer",
    "firefighter",
    "friend",
    "guest",
    "guard",
    "historian",
    "insider",
    "inspector",
    "investigator",
    "investor",
    "journalist",
    "judge",
    "lawmaker",
    "lawyer",
    "lecturer",
    "local",
    "manager",
    "member",
    "minister",
    "motorist",
    "neighbor",
    "neighbour",
    "nurse",
    "officer",
    "official",
    "onlooker",
    "organiser",
    "owner",
    "parent",
    "participant",
    "partner",
    "passenger",
    "passerby",
    "patient",
    "penpal",
    "pilot",
    "player",
    "professor",
    "prosecutor",
    "protester",
    "pupil",
    "receptionist",
    "relative",
    "reporter",
    "representative",
    "researcher",
    "resident",
    "scientist",
    "shopkeeper",
    "soldier",
    "source",
    "spokesperson",
    "student",
    "supporter",
    "survivor",
    "teacher",
    "trader",
    "victim",
    "villager",
    "witness",
];

/// What stands before a noun for somebody who was not named before.
const INDEFINITE: [&str; 4] = ["a", "an", "another", "one"];

/// Whose somebody's own people are: "his mother", "my boyfriend".
const WHOSE: [&str; 4] = ["his", "her", "their", "my"];

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
        // The "of" of a name is no end: "a Ministry of Health spokesman".
        let ends = |word: &Word| {
            b",(".contains(&word.first)
                || word.mention == 0 && word.is(PREPOSITION)
                || word.tag2[0] == b'W'
        };
        let end = words.iter().position(ends).unwrap_or(words.len());
        let [first, .., head] = &words[..end] else { return None };
        let gender = gender_of_noun(head);
        let someone = gender != Gender::Unknown || head.is_one_of(&PEOPLE);
        let spoke = || self.spoken.iter().rev().take(8).any(|voice| voice.noun == head.lower);
        let unnamed = first.is_one_of(&INDEFINITE)
            || first.is_one_of(&WHOSE)
            || first.is_one_of(&["the"]) && spoke();
        (unnamed && someone && head.tag == hash_str("NN") && head.mention == 0)
            .then_some((gender, head.lower))
    }
}
