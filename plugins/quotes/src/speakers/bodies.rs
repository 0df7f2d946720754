//! Bodies by what they are: "the ministry", "the company", and whose "the statement" and "a spokesman" are.

use std::ops::Range;

use super::Speakers;
use super::roles::{Description, has_another_name};
use crate::lexicon::DOCUMENT;
use crate::reading::{Kind, Mention, Reading};
use crate::word::Word;

/// What a police's name ends in.
const POLICE: [&str; 7] =
    ["constabulary", "department", "division", "force", "office", "police", "service"];

/// Words for a body that need not be part of its name.
pub(super) const COMPANIES: [&str; 24] = [
    "airline",
    "carmaker",
    "chain",
    "chipmaker",
    "company",
    "developer",
    "giant",
    "insurer",
    "lender",
    "operator",
    "publisher",
    "supplier",
    "firm",
    "group",
    "agency",
    "organisation",
    "organization",
    "party",
    "club",
    "union",
    "charity",
    "retailer",
    "bank",
    "manufacturer",
];

/// Those that trade, and words in the names of bodies that do not.
const FIRMS: [&str; 15] = [
    "airline",
    "bank",
    "carmaker",
    "chain",
    "chipmaker",
    "company",
    "firm",
    "giant",
    "insurer",
    "lender",
    "manufacturer",
    "operator",
    "publisher",
    "retailer",
    "supplier",
];

const NO_FIRMS: [&str; 13] = [
    "alliance",
    "association",
    "authority",
    "board",
    "commission",
    "committee",
    "confederation",
    "council",
    "federation",
    "institute",
    "party",
    "society",
    "union",
];

/// Words in the names of bodies that are not called by one of those; media report of others what they say.
const NO_COMPANIES: [&str; 25] = [
    "afp",
    "assembly",
    "bbc",
    "bloomberg",
    "cdc",
    "church",
    "cnn",
    "college",
    "congress",
    "court",
    "department",
    "herald",
    "house",
    "ministry",
    "news",
    "parliament",
    "police",
    "post",
    "reuters",
    "school",
    "senate",
    "times",
    "tribune",
    "tv",
    "university",
];

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

impl Speakers {
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
}

/// How well a body that was named so many sentences before fits a description: "the ministry", whose name has the
/// word, better than "the company".
pub(super) fn is_body(
    reading: &Reading,
    told: &Description<'_>,
    mention: &Mention,
    back: usize,
) -> Option<f32> {
    const NEAR: usize = 3;
    let Description { words, phrase, head, .. } = *told;
    let name = &reading.words[reading.words_in(mention.span)];
    let of = |word: &Word| reading.mention_of(word).map(|mention| mention.entity);
    let is_of = |word: &Word| name.iter().any(|own| own.lower == word.lower);
    if has_another_name(reading, phrase, &[Kind::Person, Kind::Organisation], is_of) {
        return None;
    }
    // "The report" is no magazine called so; "police" are no association of theirs.
    if head.is(DOCUMENT) {
        return None;
    }
    if is_of(head) {
        let theirs = name.last().is_some_and(|last| last.is_one_of(&POLICE));
        return (!head.is_one_of(&["police"]) || theirs).then_some(0.0);
    }
    // "The lead lender" is one of several.
    let known = ["company", "firm", "bank", "group"];
    if head.is_one_of(&FIRMS) && !head.is_one_of(&known) {
        let giant = head.is_one_of(&["giant"]) && phrase.len() == 3;
        if phrase.len() != 2 && !giant {
            return None;
        }
    }
    // "Taiwan's bank" is not whichever was named last, and "the group of parents" is no company.
    let company = head.is_one_of(&COMPANIES)
        && back <= NEAR
        && phrase[1..].iter().all(|word| word.shape == 1 || of(word) == Some(mention.entity))
        && words.get(phrase.len()).is_none_or(|word| !word.is_one_of(&["of"]))
        && mention.span.end() <= words[0].start
        && !name.iter().any(|word| word.is_one_of(&NO_COMPANIES))
        && !(head.is_one_of(&FIRMS) && name.iter().any(|word| word.is_one_of(&NO_FIRMS)));
    // "the production company" is Port Productions.
    let like = |word: &&Word| name.iter().any(|own| own.stem == word.stem);
    company.then(|| phrase[1..].iter().filter(like).count() as f32 - 1.0)
}
