//! Speakers where the source is not said: whoever spoke before goes on, or the subject of the sentence speaks.

use std::ops::Range;

use copydesk_learn::features::hash_str;

use super::{By, Speaker, Speakers, anchor};
use crate::compose::{Form, Quote, finite};
use crate::lexicon::{COORDINATOR, kind_name};
use crate::reading::{Kind, Reading};
use crate::word::Word;

/// Gives quotations that stand alone and have no speaker yet to whoever speaks before and after them.
pub(super) fn between(reading: &Reading, quotes: &[Quote], speakers: &mut [Option<Speaker>]) {
    /// In paragraphs, and in quotes.
    const FAR: usize = 4;
    const MOST: usize = 32;
    let paragraph = |at: usize| reading.paragraph_of(quotes[at].words.hull().start);
    let outer = |&at: &usize| quotes[at].within.is_none();
    for at in (0..quotes.len()).filter(outer) {
        let answers = at > 0 && is_answer(reading, &quotes[at - 1], &quotes[at]);
        if !quotes[at].carried || speakers[at].is_some() || answers {
            continue;
        }
        let near = |&other: &usize| paragraph(other).abs_diff(paragraph(at)) <= FAR;
        let mut before = (0..at).rev().take(MOST).filter(outer).take_while(near);
        let before = before.find_map(|one| speakers[one]);
        let attributed = |&one: &usize| !quotes[one].carried;
        let after = (at + 1..quotes.len()).take(MOST).filter(outer).filter(attributed);
        let after = after.take_while(near).take(1).find_map(|one| speakers[one]);
        if let (Some(before), Some(after)) = (before, after)
            && before.entity == after.entity
        {
            speakers[at] = Some(Speaker { by: By::Turn, ..before });
        }
    }
}

/// Who answers in an interview whose turns are "Q" and "A": the only person named before it begins, but for who asks.
pub(super) fn interviewee(reading: &Reading, quotes: &[Quote]) -> Option<usize> {
    let letter = |quote: &Quote, letter: &str| {
        quote.words.source.as_ref().is_some_and(|source| {
            source.len() == 1 && reading.words[source.start].is_one_of(&[letter])
        })
    };
    let first = quotes.iter().find(|quote| letter(quote, "q"))?.words.hull().start;
    // "Interview by Paul Givens", "spoke to the Ledger's Maya Feldstein"
    let asks = |at: usize| {
        let before = reading.words[at.saturating_sub(4)..at].iter();
        before.clone().any(|word| word.is_one_of(&["by", "to", "interview", "with"]))
    };
    let mut people = reading.mentions.iter().filter_map(|one| {
        let name = reading.words_in(one.span);
        let named = one.kind == Kind::Person && name.start < first && !asks(name.start);
        named.then_some(one.entity)
    });
    let person = people.next()?;
    people.all(|other| other == person).then_some(person)
}

/// "“Which money?” Kemp asked. ¶ “The money in the safe.”": whether another answers: behind short questions and those that
/// somebody asks. Who quotes himself asking goes on.
fn is_answer(reading: &Reading, before: &Quote, quote: &Quote) -> bool {
    const SHORT: usize = 8;
    let question = before.words.content.last().is_some_and(|piece| {
        reading.words[piece.clone()].iter().rev().take(2).any(|word| word.first == b'?')
    });
    let asks = before.words.cue.as_ref().is_some_and(|cue| {
        reading.words[cue.clone()].iter().any(|word| kind_name(word.kind) == Some("asked"))
    });
    let short = |quote: &Quote| quote.words.hull().len() <= SHORT;
    let joins = |word: &Word| word.is(COORDINATOR);
    let first =
        reading.words[quote.words.hull()].iter().find(|word| word.shape <= 6 && word.shape > 0);
    question && (asks || short(before) && short(quote)) && !first.is_some_and(joins)
}

/// Who stands on a line of his own before a paragraph that is a quotation: "Marion Kelso, 58, nurse".
fn header(reading: &Reading, quote: &Quote) -> Option<usize> {
    const LONGEST: usize = 14;
    let first = quote.words.content.first()?.start;
    let paragraph = reading.paragraph_of(first);
    let last = first.checked_sub(1)?;
    let here = reading.words_in(*reading.paragraphs.get(paragraph)?);
    let line = reading.words_in(*reading.paragraphs.get(paragraph.checked_sub(1)?)?);
    let words = reading.words.get(line.clone())?;
    let stop = words.last().is_none_or(|word| b".!?:,".contains(&word.first));
    let plain = words.iter().all(|word| word.quotation == 0 && !finite(word));
    let person = reading.person_at(line.start)?;
    let name = reading.words_in(person.span);
    let comma = reading.words.get(name.end).is_some_and(|word| word.first == b',');
    (here.start == first
        && line.contains(&last)
        && words.len() <= LONGEST
        && !stop
        && plain
        && comma
        && name.start == line.start)
        .then_some(person.entity)
}

impl Speakers {
    /// The speaker of the quote `at`, which has no source; `before` is the quote before it.
    pub(super) fn turn(
        &self,
        reading: &Reading,
        quotes: &[Quote],
        speakers: &[Option<Speaker>],
        at: usize,
        before: Option<usize>,
    ) -> Option<Speaker> {
        let quote = &quotes[at];
        // "Ruiz walked onto the stage, chanting “…”": the subject of the sentence.
        if let Some(cue) = &quote.words.cue
            && let Some(subject) = self.subject_of_participle(reading, cue)
        {
            return Some(Speaker { entity: subject, by: By::Turn });
        }
        // Whoever spoke last goes on speaking: in the same sentence, or in a quotation that stands
        // alone after another.
        if quote.carried
            && let Some(person) = header(reading, quote)
        {
            return Some(Speaker { entity: person, by: By::Turn });
        }
        let before = before?;
        let paragraph = |quote: &Quote| reading.paragraph_of(quote.words.hull().start);
        if quote.carried
            && paragraph(quote) > paragraph(&quotes[before])
            && is_answer(reading, &quotes[before], quote)
        {
            return self.other(reading, quote, speakers[before]);
        }
        let near = if quote.carried {
            let gap = paragraph(quote).saturating_sub(paragraph(&quotes[before]));
            gap <= 2 && quotes[before].form != Form::Indirect || gap <= 1
        } else {
            let sentence = |quote: &Quote| reading.words[anchor(quote)].sentence;
            let participle = quote
                .words
                .cue
                .as_ref()
                .is_some_and(|cue| reading.words[cue.start].tag == hash_str("VBG"));
            sentence(quote) == sentence(&quotes[before]) && participle
        };
        speakers[before].filter(|_| near).map(|one| Speaker { by: By::Turn, ..one })
    }

    /// Of two people who talk the one who has not spoken last.
    fn other(&self, reading: &Reading, quote: &Quote, last: Option<Speaker>) -> Option<Speaker> {
        const FAR: usize = 4;
        let last = last?.entity;
        let here = reading.paragraph_of(quote.words.hull().start);
        let near = self
            .spoken
            .iter()
            .rev()
            .take_while(|voice| here.saturating_sub(reading.paragraph_of(voice.place)) <= FAR);
        let mut others = near.map(|voice| voice.entity).filter(|&entity| entity != Some(last));
        let other = others.next()??;
        others
            .all(|entity| entity == Some(other))
            .then_some(Speaker { entity: other, by: By::Turn })
    }

    /// The person with whom a sentence begins, of a participle behind a comma in it.
    fn subject_of_participle(&self, reading: &Reading, cue: &Range<usize>) -> Option<usize> {
        let verb = &reading.words[cue.start];
        let comma = &reading.words[cue.start.checked_sub(1)?];
        let sentence = &reading.sentences[verb.sentence as usize];
        if verb.tag != hash_str("VBG") || comma.first != b',' || verb.quotation > 0 {
            return None;
        }
        let mention = self.by_sentence[verb.sentence as usize].clone().next()?;
        let mention = &reading.mentions[mention];
        let words = reading.words_in(mention.span);
        let acts = reading.words.get(words.end).is_some_and(Word::is_verb);
        let begins = words.start <= sentence.words.start + 1;
        (mention.kind == Kind::Person && begins && acts).then_some(mention.entity)
    }
}
