//! Speakers where the source is not said: whoever spoke before goes on, or the subject of the sentence speaks.

use std::ops::Range;

use copydesk_learn::features::hash_str;

use super::{By, Speaker, Speakers, anchor};
use crate::compose::{Form, Quote};
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
        if !quotes[at].carried || speakers[at].is_some() {
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
        let before = before?;
        let near = if quote.carried {
            let paragraph = |quote: &Quote| reading.paragraph_of(quote.words.hull().start);
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
