//! Speakers by a role: what the article says that somebody is, "the Ukrainian leader", and bodies by what
//! they are, "the ministry".

use std::ops::Range;

use copydesk_learn::features::hash_str;

use super::{REACH, Speakers};
use crate::compose::finite;
use crate::lexicon::{DEFINITE, OFFICES, PREPOSITION, SPEECH};
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

/// Words for several people, which no one person is, whatever stands before his name: "police chief".
const COLLECTIVES: [&str; 16] = [
    "police",
    "government",
    "opposition",
    "army",
    "military",
    "navy",
    "council",
    "staff",
    "family",
    "public",
    "media",
    "press",
    "campaign",
    "administration",
    "team",
    "group",
];

/// Words for a time, which may stand behind a role: "the minister yesterday".
const TIMES: [&str; 4] = ["yesterday", "today", "tonight", "tomorrow"];

/// Words for a body that need not be part of its name.
const COMPANIES: [&str; 14] = [
    "company",
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
    "ministry",
];

/// Words in the names of bodies that are not called by one of those.
const NO_COMPANIES: [&str; 6] = ["court", "congress", "senate", "parliament", "house", "assembly"];

impl Speakers {
    /// Notes the words right before a name ("Ukrainian President …") and those of an apposition
    /// after it ("…, a doctor from Leeds,").
    pub(super) fn add_roles(&mut self, reading: &Reading, mention: &Mention) {
        let words = reading.words_in(mention.span);
        let Some(first) = reading.words.get(words.start) else { return };
        let sentence = first.sentence;
        let entity = mention.entity;
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
        for word in told.clone().take_while(goes_on) {
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

    /// Notes a word of what somebody is, or of the body that he is it in.
    fn note(&mut self, reading: &Reading, word: &Word, entity: usize) {
        let of = if of_body(reading, word) { &mut self.bodies } else { &mut self.roles };
        of.push((word.lower, entity));
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
        let words = &reading.words[source.clone()];
        let first = words.first()?;
        let definite = first.is(DEFINITE) || first.tag2 == *b"NN";
        let end = words
            .iter()
            .position(|word| {
                b",(".contains(&word.first)
                    || word.is(PREPOSITION)
                    || word.tag2[0] == b'W'
                    || word.is_one_of(&TIMES)
            })
            .unwrap_or(words.len());
        let phrase = &words[..end];
        let head = phrase.iter().rev().find(|word| word.tag2 == *b"NN")?;
        if !definite || end < words.len() && words[end].is(PREPOSITION) && words.len() > end + 4 {
            return None;
        }
        let plural =
            [hash_str("NNS"), hash_str("NNPS")].contains(&head.tag) || head.is_one_of(&COLLECTIVES);
        let has = |word: u64, entity: usize| self.roles.binary_search(&(word, entity)).is_ok();
        let in_body = |word: u64, entity: usize| self.bodies.binary_search(&(word, entity)).is_ok();
        let of = |word: &Word| reading.mention_of(word).map(|mention| mention.entity);
        // "The Acme president", "the president of Acme": a president of Acme's.
        let told = words.iter().take_while(|word| !b",(".contains(&word.first));
        let bodies = told.filter(|word| of_body(reading, word)).map(|word| word.lower);
        let bodies: Vec<u64> = bodies.collect();
        let in_full = SHORT.iter().find(|(short, _)| head.is_one_of(&[short]));
        let sentence = head.sentence as usize;
        let mut best: Option<(f32, usize)> = None;
        for back in 0..=(4 * REACH).min(sentence) {
            for mention in &reading.mentions[self.near(reading, sentence - back, u32::MAX)] {
                let score = match mention.kind {
                    Kind::Person if plural => continue,
                    Kind::Person => {
                        let is = |role: &str| has(hash_str(role), mention.entity);
                        let head_fits = has(head.lower, mention.entity)
                            || head.is_one_of(&LEADS) && LEADERS.iter().any(|role| is(role))
                            || in_full
                                .is_some_and(|(_, office)| office.iter().all(|word| is(word)));
                        // "Under-Secretary Mr Tocca" is somebody else.
                        let is_of = |word: &Word| {
                            has(word.lower, mention.entity) || of(word) == Some(mention.entity)
                        };
                        let of_another = has_another_name(reading, words, &[Kind::Person], is_of);
                        let of_these = bodies.is_empty()
                            || bodies.iter().any(|&word| in_body(word, mention.entity));
                        if !head_fits || !of_these || of_another {
                            continue;
                        }
                        let modifiers = phrase.iter().filter(|word| {
                            matches!(word.tag2, [b'J', b'J'] | [b'N', b'N'])
                                && word.start != head.start
                                && (has(word.lower, mention.entity)
                                    || in_body(word.lower, mention.entity))
                        });
                        2.0 * modifiers.count() as f32
                    }
                    // "the ministry", "the company": a body whose name has the word.
                    Kind::Organisation if back <= REACH => {
                        let words = reading.words_in(mention.span);
                        let name = &reading.words[words];
                        let has_word = name.iter().any(|word| word.lower == head.lower);
                        // "Taiwan's ministry" is not whichever was named last.
                        let company = head.is_one_of(&COMPANIES)
                            && phrase[1..]
                                .iter()
                                .all(|word| word.shape == 1 || of(word) == Some(mention.entity))
                            && mention.span.end() <= first.start
                            && !name.iter().any(|word| word.is_one_of(&NO_COMPANIES));
                        // "the production company" is Port Productions.
                        let like = |word: &&Word| name.iter().any(|own| own.stem == word.stem);
                        let likes = phrase[1..].iter().filter(like).count() as f32;
                        let is_of = |word: &Word| name.iter().any(|own| own.lower == word.lower);
                        let both = [Kind::Person, Kind::Organisation];
                        let of_another = has_another_name(reading, phrase, &both, is_of);
                        if of_another {
                            continue;
                        } else if has_word {
                            0.0
                        } else if company && back <= 3 {
                            likes - 1.0
                        } else {
                            continue;
                        }
                    }
                    _ => continue,
                };
                let score = score - 0.15 * back as f32;
                if best.is_none_or(|(top, _)| score > top) {
                    best = Some((score, mention.entity));
                }
            }
        }
        best.map(|(_, entity)| entity)
    }
}

/// Whether the words of a source, up to a bracket, have a name that is not of `entity`, by its words: of another person or
/// body, or one that the entities stage did not see.
fn has_another_name(
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
