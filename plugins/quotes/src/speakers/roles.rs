//! Speakers by a role: what the article says that somebody is, "the Ukrainian leader".

use std::ops::Range;

use copydesk_learn::features::hash_str;

use super::bodies::is_body;
use super::nouns::NO_PEOPLE;
use super::{REACH, Speakers};
use crate::compose::finite;
use crate::lexicon::{DEFINITE, DOCUMENT, OFFICES, PREPOSITION, SPEECH};
use crate::reading::{Kind, Mention, Reading};
use crate::word::Word;

/// Heads of states and governments, any of whom may be called a leader.
const LEADERS: [&str; 12] = [
    "president",
    "premier",
    "minister",
    "chancellor",
    "leader",
    "chairman",
    "chairwoman",
    "king",
    "queen",
    "governor",
    "mayor",
    "pm",
];

/// Words for one of them.
const LEADS: [&str; 4] = ["leader", "premier", "president", "chief"];

/// Offices by their initials: "the PM" is who was called prime minister.
const SHORT: [(&str, [&str; 2]); 4] = [
    ("pm", ["prime", "minister"]),
    ("cm", ["chief", "minister"]),
    ("vp", ["vice", "president"]),
    ("ceo", ["chief", "executive"]),
];

/// Members of parliaments, by their initials.
const MEMBERS: [&str; 9] = ["dce", "mca", "mep", "mla", "mna", "mp", "msp", "mce", "td"];

/// Who may be called a chief or a boss besides.
const BOSSES: [&str; 6] = ["chair", "commissioner", "director", "head", "manager", "secretary"];

/// Words for a time, which may stand behind a role: "the minister yesterday".
const TIMES: [&str; 4] = ["yesterday", "today", "tonight", "tomorrow"];

impl Speakers {
    /// Notes the words right before a name ("Ukrainian President …") and those of an apposition
    /// after it ("…, a doctor from Leeds,").
    pub(super) fn add_roles(&mut self, reading: &Reading, mention: &Mention) {
        let words = reading.words_in(mention.span);
        let Some(first) = reading.words.get(words.start) else { return };
        let sentence = first.sentence;
        let entity = mention.entity;
        self.note_home(reading, mention);
        self.note_offices(reading, words.start, entity);
        let mut at = words.start;
        let mut left = 4;
        while at > 0 && left > 0 {
            // "police superintendent (SP) Ana Ruiz", "the Harbour Party (HP) leader Ana Ruiz"
            if let Some([open, short, close]) = reading.words.get(at.saturating_sub(3)..at)
                && open.first == b'('
                && close.first == b')'
                && open.sentence == sentence
            {
                // The office's short name, or the body's.
                self.roles.push((short.lower, entity));
                self.bodies.push((short.lower, entity));
                at -= 3;
                continue;
            }
            at -= 1;
            let word = &reading.words[at];
            let nominal = matches!(word.tag2, [b'N', b'N'] | [b'J', b'J']);
            // "Minister Refutes Moe's Claims": a verb in a headline, whatever its tag.
            let heads = word.is(SPEECH) && word.shape == 2;
            if word.sentence != sentence || !nominal || word.quotation != first.quotation || heads {
                break;
            }
            if reading.person_at(at).is_some() {
                break;
            }
            self.note(reading, word, entity);
            left -= 1;
        }
        let after = reading.words.get(words.end..).unwrap_or_default();
        let [comma, next, ..] = after else { return };
        // "Emma Doyle is the head teacher of the school" says it too.
        let is = comma.is_one_of(&["is", "was", "became"]);
        let nominal =
            matches!(next.tag2, [b'D', b'T'] | [b'N', b'N'] | [b'J', b'J'] | [b'P', b'R']);
        if !(comma.first == b',' || is) || !nominal || next.sentence != sentence {
            return;
        }
        let told = after[1..].iter().take(8).take_while(|word| word.sentence == sentence);
        let goes_on =
            |word: &&Word| word.first != b',' && !word.is(PREPOSITION) && word.tag2[0] != b'W';
        // "In talks with Moe, the mayor openly laughed": somebody else.
        let verb = |word: &Word| finite(word) && word.end - word.start > 1;
        let mut aside = told.clone().take_while(goes_on).take_while(|word| word.first != b'(');
        if !is && aside.any(verb) {
            return;
        }
        // "Ana Ruiz, accused the governor": an article within it begins another phrase.
        let begins = |(at, word): &(usize, &Word)| *at > 0 && word.tag2 == *b"DT";
        let phrase = told.clone().take_while(goes_on).enumerate();
        for (_, word) in phrase.take_while(|one| !begins(one)) {
            if matches!(word.tag2, [b'N', b'N'] | [b'J', b'J']) {
                self.note(reading, word, entity);
            }
        }
        // "the Municipal Chief Executive (MCE)": "the MCE" from then on.
        if let Some(open) = told.clone().take_while(goes_on).position(|word| word.first == b'(')
            && let Some(short) = told.clone().nth(open + 1)
        {
            self.roles.push((short.lower, entity));
        }
        // "Emma Doyle, secretary of the Harbour Board": of which body.
        let behind = told.skip_while(goes_on).take_while(|word| word.first != b',');
        let body = behind.filter(|word| of_body(reading, word));
        self.bodies.extend(body.map(|word| (word.lower, entity)));
    }

    /// Notes the initials of the office that stands before a name: "Deputy Superintendent of Police Ali Raza", the DSP.
    fn note_offices(&mut self, reading: &Reading, name: usize, entity: usize) {
        const LONGEST: usize = 7;
        let first = &reading.words[name];
        let before = reading.words[name.saturating_sub(LONGEST)..name].iter().rev();
        let is_capitalised = |word: &Word| word.shape == 2 && word.mention == 0;
        let is_small = |word: &Word| word.is_one_of(&["of", "for", "and", "the"]);
        let office = before.take_while(|word| {
            word.sentence == first.sentence && (is_capitalised(word) || is_small(word))
        });
        let mut initials = String::new();
        for word in office.filter(|word| is_capitalised(word)) {
            initials.insert(0, char::from(word.first.to_ascii_lowercase()));
            if initials.len() > 1 {
                self.offices.push((hash_str(&initials), entity));
            }
        }
    }

    /// Notes a word of what somebody is, or of the body that he is it in.
    fn note(&mut self, reading: &Reading, word: &Word, entity: usize) {
        let of = if of_body(reading, word) { &mut self.bodies } else { &mut self.roles };
        of.push((word.lower, entity));
        if of_people(reading, word) {
            self.nations.push((entity, word.lower));
        }
    }

    /// Who has the office whose initials are all that a source has: "the DSP" is the deputy superintendent of police.
    pub(super) fn by_initials(&self, reading: &Reading, source: &Range<usize>) -> Option<usize> {
        let ([initials] | [_, initials]) = &reading.words[source.clone()] else { return None };
        let at = self.offices.partition_point(|&(office, _)| office < initials.lower);
        let mut holders = self.offices[at..].iter().take_while(|(own, _)| *own == initials.lower);
        let Some((_, holder)) = holders.next().filter(|_| initials.shape == 3) else {
            // "MNA Ana Ruiz", then "the MNA"
            let at = self.roles.partition_point(|&(role, _)| role < initials.lower);
            let mut people = self.roles[at..].iter().take_while(|(own, _)| *own == initials.lower);
            let member = initials.shape == 3 && initials.is_one_of(&MEMBERS);
            let (_, person) = people.next().filter(|_| member)?;
            return people.all(|(_, other)| other == person).then_some(*person);
        };
        holders.next().is_none().then_some(*holder)
    }

    /// Who holds the office in a body that a source ends with, where he has been called that: "the Reserve Bank
    /// governor" is Philip Moe of the Reserve Bank, and not the bank.
    pub(super) fn holder(&self, reading: &Reading, source: &Range<usize>) -> Option<usize> {
        let words = &reading.words[source.clone()];
        let office = words.last().is_some_and(|word| word.is_one_of(&OFFICES));
        let of = words.iter().any(|word| of_body(reading, word));
        (office && of).then(|| self.role(reading, source)).flatten()
    }

    /// Who has the role that a description names: "the Ukrainian leader".
    pub(super) fn role(&self, reading: &Reading, source: &Range<usize>) -> Option<usize> {
        let told = Description::new(reading, source)?;
        let sentence = told.head.sentence as usize;
        let mut best: Option<(f32, usize)> = None;
        // Who is named behind the source is as a rule somebody of whom it speaks: "the president said he would meet
        // President Moe".
        let end = told.words.last().map_or(u32::MAX, |word| word.end);
        for back in 0..=(4 * REACH).min(sentence) {
            let end = if back == 0 { end } else { u32::MAX };
            for mention in &reading.mentions[self.near(reading, sentence - back, end)] {
                let score = match mention.kind {
                    Kind::Person => self.is_person(reading, &told, mention.entity),
                    Kind::Organisation if back <= REACH => is_body(reading, &told, mention, back),
                    _ => None,
                };
                let Some(score) = score.map(|score| score - 0.15 * back as f32) else { continue };
                if best.is_none_or(|(top, _)| score > top) {
                    best = Some((score, mention.entity));
                }
            }
        }
        best.map(|(_, entity)| entity).or_else(|| self.named_next(reading, &told))
    }

    /// The only one behind a description who has the role, where an article begins with that: "The prime minister has said …
    /// ¶ Beatrice Holloway, who became prime minister in 2024, …".
    fn named_next(&self, reading: &Reading, told: &Description<'_>) -> Option<usize> {
        const OPENING: usize = 4;
        const AHEAD: usize = 6;
        let sentence = told.head.sentence as usize;
        if sentence > OPENING || told.head.is_one_of(&LEADS) {
            return None;
        }
        let last = reading.sentences.len().min(sentence + AHEAD);
        let mut found = (sentence + 1..last)
            .flat_map(|number| self.near(reading, number, u32::MAX))
            .map(|at| &reading.mentions[at])
            .filter(|one| one.kind == Kind::Person)
            .filter(|one| self.is_person(reading, told, one.entity).is_some())
            .map(|one| one.entity);
        let first = found.next()?;
        found.all(|other| other == first).then_some(first)
    }

    /// How well a person fits a description, if he has the role.
    fn is_person(&self, reading: &Reading, told: &Description<'_>, entity: usize) -> Option<f32> {
        let Description { words, phrase, head, .. } = *told;
        let has = |word: u64| self.roles.binary_search(&(word, entity)).is_ok();
        let in_body = |word: u64| self.bodies.binary_search(&(word, entity)).is_ok();
        let of = |word: &Word| reading.mention_of(word).map(|mention| mention.entity);
        let is = |role: &str| has(hash_str(role));
        let in_full = SHORT.iter().find(|(short, _)| head.is_one_of(&[short]));
        // No president is a prime minister.
        let governs = ["minister", "premier", "chancellor", "pm", "governor", "mayor"];
        let leads = |role: &&&str| !(head.is_one_of(&["president"]) && governs.contains(role));
        let head_fits = has(head.lower)
            || head.is_one_of(&LEADS) && LEADERS.iter().filter(leads).any(|role| is(role))
            || in_full.is_some_and(|(_, office)| office.iter().all(|word| is(word)));
        // "the union chief" is the union's head, and "the band leader" no president.
        let noun = |word: &&Word| {
            word.tag2 == *b"NN" && word.shape == 1 && word.mention == 0 && word.start != head.start
        };
        let mut nouns = phrase.iter().filter(noun).peekable();
        let named =
            nouns.peek().is_none() || nouns.any(|word| has(word.lower) || in_body(word.lower));
        let boss =
            head.is_one_of(&["chief", "boss"]) && named && BOSSES.iter().any(|role| is(role));
        let leads = head.is_one_of(&LEADS) && !has(head.lower) && !named;
        if !told.one || !(head_fits || boss) || leads {
            return None;
        }
        // "The Acme president", "the president of Acme": a president of Acme's.
        let mut bodies = words
            .iter()
            .take_while(|word| !b",(".contains(&word.first))
            .filter(|word| of_body(reading, word))
            .peekable();
        let of_these = bodies.peek().is_none() || bodies.any(|word| in_body(word.lower));
        // "Under-Secretary Mr Tocca" is somebody else.
        let is_of = |word: &Word| has(word.lower) || of(word) == Some(entity);
        let of_another = has_another_name(reading, words, &[Kind::Person], is_of);
        // "The chancellor" is not her shadow, nor the vice president "the president".
        let second = |rank: &&str| is(rank) && !phrase.iter().any(|word| word.is_one_of(&[rank]));
        if self.is_elsewhere(reading, phrase, entity) || ["shadow", "vice"].iter().any(second) {
            return None;
        }
        // "The Zambian minister" is not Kenya's.
        let first = self.nations.partition_point(|&(whose, _)| whose < entity);
        let own = self.nations[first..].iter().take_while(|&&(whose, _)| whose == entity);
        let is_own = |word: &Word| own.clone().any(|&(_, nation)| nation == word.lower);
        let foreign = own.clone().next().is_some()
            && phrase.iter().any(|word| of_people(reading, word) && !is_own(word));
        if !of_these || of_another || foreign {
            return None;
        }
        let modifiers = phrase.iter().filter(|word| {
            matches!(word.tag2, [b'J', b'J'] | [b'N', b'N'])
                && word.start != head.start
                && (has(word.lower) || in_body(word.lower))
        });
        Some(2.0 * modifiers.count() as f32)
    }
}

/// The words of a source that say what somebody is.
pub(super) struct Description<'r> {
    /// All of them.
    pub(super) words: &'r [Word],
    /// Those up to a comma, a bracket, a preposition or a relative clause.
    pub(super) phrase: &'r [Word],
    /// The noun that says it.
    pub(super) head: &'r Word,
    /// Whether it can be one person.
    one: bool,
}

impl<'r> Description<'r> {
    /// That of a source, if it is of somebody known: "the minister", and not "a minister".
    fn new(reading: &'r Reading, source: &Range<usize>) -> Option<Self> {
        let words = &reading.words[source.clone()];
        let first = words.first()?;
        let definite = first.is(DEFINITE) || first.tag2 == *b"NN";
        let ends = |word: &Word| {
            b",(".contains(&word.first)
                || word.is(PREPOSITION)
                || word.tag2[0] == b'W'
                || word.is_one_of(&TIMES)
        };
        let end = words.iter().position(ends).unwrap_or(words.len());
        let phrase = &words[..end];
        // "the 28-year-old": an age is no role.
        if phrase.iter().any(|word| word.is_one_of(&["year"])) && phrase.last()?.is_one_of(&["old"])
        {
            return None;
        }
        // "the general"
        let office = phrase.last().filter(|last| phrase.len() == 2 && last.is_one_of(&OFFICES));
        let head = phrase.iter().rev().find(|word| word.tag2 == *b"NN").or(office)?;
        let long = end < words.len() && words[end].is(PREPOSITION) && words.len() > end + 4;
        let plural = [hash_str("NNS"), hash_str("NNPS")].contains(&head.tag);
        // "the coast guard"
        let guards = |pair: &[Word]| {
            pair[0].is_one_of(&[
                "border",
                "civil",
                "coast",
                "national",
                "republican",
                "revolutionary",
            ]) && pair[1].is_one_of(&["guard"])
        };
        let several = head.is_one_of(&NO_PEOPLE) || phrase.windows(2).any(guards);
        let one = !plural && !several && !head.is(DOCUMENT);
        (definite && !long).then_some(Self { words, phrase, head, one })
    }
}

/// Whether the words of a source, up to a bracket, have a name that is not of `entity`, by its words: of another person or
/// body, or one that the entities stage did not see.
pub(super) fn has_another_name(
    reading: &Reading,
    words: &[Word],
    kinds: &[Kind],
    is_of: impl Fn(&Word) -> bool,
) -> bool {
    let first = usize::from(words.first().is_some_and(|first| first.is(DEFINITE)));
    let named = |word: &Word| {
        word.shape == 2 && reading.mention_of(word).is_none_or(|one| kinds.contains(&one.kind))
    };
    let mut words = words[first..].iter().take_while(|word| word.first != b'(');
    words.any(|word| named(word) && !is_of(word))
}

/// Whether a word is of a body's name.
fn of_body(reading: &Reading, word: &Word) -> bool {
    reading.mention_of(word).is_some_and(|one| one.kind == Kind::Organisation)
}

/// Whether a word is of a people's name: "Zambian".
fn of_people(reading: &Reading, word: &Word) -> bool {
    reading.mention_of(word).is_some_and(|one| one.kind == Kind::People)
}
