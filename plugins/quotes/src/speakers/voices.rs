//! Who has spoken so far, named or not: "A neighbour said … “It shook,” he said." is the neighbour, and nobody who was
//! named before.

use std::ops::Range;

use copydesk_learn::features::hash_str;

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

/// What a medium is called.
const MEDIA: [&str; 9] = [
    "broadcaster",
    "channel",
    "daily",
    "magazine",
    "newspaper",
    "outlet",
    "paper",
    "tabloid",
    "website",
];

/// Words in the names of bodies that are no media.
const NO_MEDIA: [&str; 8] = [
    "committee",
    "council",
    "court",
    "department",
    "government",
    "ministry",
    "police",
    "university",
];

/// Nouns for one person. "A neighbour" is one, "a blog" and "a company" are not.
const PEOPLE: [&str; 98] = [
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
    "stallholder",
    "worker",
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

    /// The body whose words or spokesman a source is, where it has just spoken: "Northern Rail said … a spokeswoman said",
    /// "the statement read", "the newspaper said".
    pub(super) fn of_body(&self, reading: &Reading, source: &Range<usize>) -> Option<usize> {
        const FAR: usize = 2;
        let words = &reading.words[source.clone()];
        let head = words.last().filter(|head| head.mention == 0 && words.len() <= 2)?;
        let statement = head.is_one_of(&["statement", "communique", "release"]);
        let spokesman = head.is_one_of(&["spokesman", "spokeswoman", "spokesperson"]);
        let medium = head.is_one_of(&MEDIA) && words[0].is_one_of(&["the"]);
        if !(statement || spokesman || medium) || words.iter().any(|word| word.mention > 0) {
            return None;
        }
        let here = reading.words[source.start].sentence as usize;
        // A ministry is no newspaper.
        let rules = |entity: usize| {
            let name = reading.words_in(reading.mentions[entity].span);
            reading.words[name].iter().any(|word| word.is_one_of(&NO_MEDIA))
        };
        let body = |entity: usize| {
            reading.mentions[entity].kind == Kind::Organisation && !(medium && rules(entity))
        };
        let spoke = self.spoken.iter().rev().take(2).find(|voice| {
            let there = reading.words[voice.place].sentence as usize;
            here.saturating_sub(there) <= if statement { 1 } else { FAR }
        });
        if let Some(voice) = spoke {
            return voice.entity.filter(|&entity| body(entity));
        }
        // "The party issued a statement."
        let before = here.checked_sub(1).filter(|_| statement)?;
        let opening = reading.sentences[before].words.start;
        let first = reading.mentions[self.near(reading, before, u32::MAX)].first()?;
        let opens = reading.words_in(first.span).start <= opening + 1;
        (opens && first.kind == Kind::Organisation).then_some(first.entity)
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
        let ends = |word: &Word| {
            b",(".contains(&word.first) || word.is(PREPOSITION) || word.tag2[0] == b'W'
        };
        let phrase = &words[..verb];
        let end = phrase.iter().position(ends).unwrap_or(phrase.len());
        let quoted = phrase.iter().any(|word| word.quotation > 0 || word.mention > 0);
        let phrase = phrase[..end].split_first().filter(|_| !quoted)?;
        let (first, _) = phrase;
        let indefinite = first.is_one_of(&INDEFINITE);
        indefinite.then(|| self.someone(&words[..end])).flatten().map(|(gender, _)| gender)
    }
}
