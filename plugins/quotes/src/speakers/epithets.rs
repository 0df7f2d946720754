//! Speakers by what the article has not said that they are: "the 29-year-old", "the father of three", "the striker".
//!
//! Whoever is called so is as a rule the only person who was named near.

use std::ops::Range;

use copydesk_learn::features::hash_str;

use super::nouns::{EPITHETS, gender_of_noun, is_several};
use super::{Gender, Speakers};
use crate::reading::{Kind, Mention, Reading};
use crate::word::Word;

/// How many sentences back somebody may have been named.
const REACH: usize = 3;

/// Who somebody is in a club, where it is named.
const OF_CLUBS: [&str; 6] = ["boss", "captain", "coach", "head", "manager", "skipper"];

/// What stands before a noun for what somebody was.
const FORMER: [&str; 4] = ["former", "retired", "ex", "veteran"];

/// Ends of words for one of a people: "the Welshman", "the Belgian", "the Spaniard".
const ENDS_OF_PEOPLES: [&str; 9] = ["man", "ian", "ard", "ane", "ede", "cot", "urk", "oat", "erb"];

impl Speakers {
    /// The person near whom such a phrase stands for.
    pub(super) fn epithet(&self, reading: &Reading, source: &Range<usize>) -> Option<usize> {
        let (gender, age) = read(reading, source)?;
        let here = reading.words[source.start].sentence as usize;
        let agrees = |entity: usize| {
            let known = self.genders.get(entity).copied().unwrap_or_default();
            known == Gender::Unknown || gender == Gender::Unknown || known == gender
        };
        if let Some(age) = age {
            let aged = reading.mentions.iter().filter(|one| one.kind == Kind::Person);
            let mut aged = aged.filter(|one| has_age(reading, reading.words_in(one.span), age));
            if let Some(one) = aged.next().filter(|one| agrees(one.entity)) {
                return Some(one.entity);
            }
        }
        // Who has another age is not meant.
        let age_fits =
            |one: &Mention| age.is_none_or(|_| !has_any_age(reading, reading.words_in(one.span)));
        // Else the only one that was named near.
        let mut near = (here.saturating_sub(REACH)..=here)
            .flat_map(|number| self.near(reading, number, reading.words[source.start].start))
            .map(|at| &reading.mentions[at])
            .filter(|one| one.kind == Kind::Person && agrees(one.entity) && age_fits(one))
            .filter(|one| {
                let first = reading.words_in(one.span).start;
                reading.words.get(first).is_some_and(|word| word.quotation == 0)
            })
            .map(|one| one.entity);
        let first = near.next()?;
        near.all(|other| other == first).then_some(first)
    }
}

/// What such a phrase says of somebody: the gender, and the age as the hash of its number.
fn read(reading: &Reading, source: &Range<usize>) -> Option<(Gender, Option<u64>)> {
    let words = &reading.words[source.clone()];
    let [the, rest @ ..] = words else { return None };
    if !the.is_one_of(&["the"]) {
        return None;
    }
    // "68,", "who …"
    let end = rest.iter().position(|word| word.first == b',').unwrap_or(rest.len());
    let phrase = &rest[..end];
    if let [adjectives @ .., number, hyphen, year, other, old] = phrase
        && adjectives.len() <= 2
        && hyphen.first == b'-'
        && year.is_one_of(&["year"])
        && other.first == b'-'
        && old.is_one_of(&["old"])
    {
        return Some((Gender::Unknown, Some(number.lower)));
    }
    let parent = |noun: &Word| gender_of_noun(noun) != Gender::Unknown;
    // "the father of three", "the father-of-three"
    if let [noun, of, number] | [noun, _, of, _, number] = phrase
        && parent(noun)
        && of.is_one_of(&["of"])
        && number.tag2 == *b"CD"
    {
        return Some((gender_of_noun(noun), None));
    }
    // "the head of state"
    if let [head, of, state] = phrase
        && head.is_one_of(&["head"])
        && of.is_one_of(&["of"])
        && state.is_one_of(&["state"])
    {
        return Some((Gender::Unknown, None));
    }
    // "the world number four"
    if let [world, number, rank] = phrase
        && world.is_one_of(&["world"])
        && number.is_one_of(&["number", "no", "no."])
        && rank.tag2 == *b"CD"
    {
        return Some((Gender::Unknown, None));
    }
    if let [people] = phrase
        && reading.mention_of(people).is_some_and(|one| one.kind == Kind::People)
        && ENDS_OF_PEOPLES.iter().any(|end| people.suffix == hash_str(end))
    {
        return Some((Gender::Unknown, None));
    }
    let [modifiers @ .., head] = phrase else { return None };
    let plain = |word: &Word| {
        let mark = !word.first.is_ascii_alphanumeric();
        matches!(word.tag2, [b'N', b'N'] | [b'J', b'J'] | [b'V', b'B']) || mark
    };
    let party = head.is_one_of(&["republican", "democrat"]);
    let singular = (head.tag == hash_str("NN") && head.mention == 0) || party;
    let former = modifiers.first().is_some_and(|word| word.is_one_of(&FORMER));
    // "the Harwell manager"
    let of_club = head.is_one_of(&OF_CLUBS)
        && modifiers.iter().any(|word| matches!(word.shape, 2 | 3) && word.mention > 0);
    let someone = former && !is_several(head) || of_club;
    // "the cleric", "the top diplomat", unless one without a name was told of before.
    let of_another = modifiers.iter().any(|word| word.tag2 == *b"PO");
    let calling =
        head.is_one_of(&CALLINGS) && !of_another && !is_introduced(reading, head, source.start);
    (modifiers.len() <= 6
        && modifiers.iter().all(plain)
        && singular
        && (head.is_one_of(&EPITHETS) || someone || calling))
        .then(|| (gender_of_noun(head), None))
}

/// Callings by which somebody is meant who was named, unless another has the same.
const CALLINGS: [&str; 14] = [
    "academic",
    "campaigner",
    "clergyman",
    "cleric",
    "diplomat",
    "doctor",
    "economist",
    "lawyer",
    "official",
    "pastor",
    "physician",
    "priest",
    "professor",
    "scientist",
];

/// Whether somebody without a name is called so before: "a senior | doctor |", "two officials".
fn is_introduced(reading: &Reading, head: &Word, before: usize) -> bool {
    const FAR: usize = 400;
    const MODIFIERS: usize = 3;
    let from = before.saturating_sub(FAR);
    let one = |at: usize| reading.words[at].is_one_of(&["a", "an", "another", "one"]);
    (from..before).any(|at| {
        let word = &reading.words[at];
        let plural = word.stem == head.stem && word.tag == hash_str("NNS");
        plural || word.lower == head.lower && (at.saturating_sub(MODIFIERS)..at).any(one)
    })
}

/// Whether an age stands beside a name.
fn has_any_age(reading: &Reading, name: Range<usize>) -> bool {
    let behind = reading.words.get(name.end..name.end + 2);
    let number = |word: &Word| word.tag2 == *b"CD" && word.shape == 4;
    let behind = behind.is_some_and(|words| words[0].first == b',' && number(&words[1]));
    let apposed = reading.words.get(name.end..name.end + 5).is_some_and(|words| {
        words[0].first == b',' && number(&words[2]) && words[4].is_one_of(&["year"])
    });
    behind || apposed
}

/// Whether somebody's age stands beside his name: "Ama Osei, 29,", "29-year-old Ama Osei".
fn has_age(reading: &Reading, name: Range<usize>, age: u64) -> bool {
    let behind = reading.words.get(name.end..name.end + 2);
    let behind = behind.is_some_and(|words| words[0].first == b',' && words[1].lower == age);
    let before = name.start.checked_sub(5).map(|from| &reading.words[from..name.start]);
    behind || before.is_some_and(|words| words[0].lower == age && words[2].is_one_of(&["year"]))
}
