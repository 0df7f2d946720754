//! Cues whose form leaves no doubt, whatever the models say: "according to", and a subject with a
//! verb of speech that stands between commas or behind the last one.

use std::ops::Range;

use copydesk_learn::features::hash_str;

use crate::lexicon::{HE, SHE, SPEECH, THEY, is_told};
use crate::reading::{Place, Reading};

/// The probability that such a cue is given.
const SURE: f32 = 0.9;
/// The most words of a content that only its form gives away.
const LONGEST: usize = 80;
/// The most words of a name before the verb.
const LONGEST_NAME: usize = 5;

/// Adds those cues in place of what the model made of their words.
pub fn add_cues(reading: &Reading, cues: &mut Vec<(Range<usize>, f32)>) {
    let (according, to) = (hash_str("according"), hash_str("to"));
    let mut sure: Vec<Range<usize>> = Vec::new();
    for at in 1..reading.words.len() {
        let [before, word] = [&reading.words[at - 1], &reading.words[at]];
        let cue = if word.lower == to && before.lower == according {
            at - 1..at + 1
        } else if word.is(SPEECH) && is_told(word.kind) && parenthetical(reading, at).is_some() {
            at..at + 1
        } else {
            continue;
        };
        if !reading.sentences[word.sentence as usize].boilerplate {
            sure.push(cue);
        }
    }
    // Where the model has a longer one, "said on Monday", that stays.
    sure.retain(|cue| {
        let long = cues.binary_search_by(|(other, _)| {
            if other.end <= cue.start {
                std::cmp::Ordering::Less
            } else if other.start > cue.start {
                std::cmp::Ordering::Greater
            } else {
                std::cmp::Ordering::Equal
            }
        });
        let Ok(place) = long else { return true };
        cues[place].1 = cues[place].1.max(SURE);
        false
    });
    cues.extend(sure.into_iter().map(|cue| (cue, SURE)));
}

/// Source and content of such a cue where the model finds no content.
pub fn arguments(reading: &Reading, cue: &Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    according_to(reading, cue).or_else(|| {
        let subject = parenthetical(reading, cue.start)?;
        let sentence = &reading.sentences[reading.words[cue.start].sentence as usize];
        let comma = subject.start - 1;
        let content = sentence.words.start..comma;
        let open = reading.words[comma].quotation == 0 && (1..=LONGEST).contains(&content.len());
        open.then_some((subject, content))
    })
}

/// The subject of a verb of speech that stands in a parenthesis: ", he added, …", ", Ruiz said."
fn parenthetical(reading: &Reading, verb: usize) -> Option<Range<usize>> {
    let word = &reading.words[verb];
    let finite = word.tag == hash_str("VBD") || word.tag == hash_str("VBZ");
    let next = reading.words.get(verb + 1);
    let closes = next.is_none_or(|next| {
        next.sentence != word.sentence
            || b",.".contains(&next.first)
            || next.place == Place::Opening
    });
    if !finite || !closes || word.quotation > 0 {
        return None;
    }
    let last = verb.checked_sub(1)?;
    let subject = &reading.words[last];
    let start = if subject.is(HE | SHE | THEY) {
        last
    } else {
        let name = subject.entity;
        let of_name = |&at: &usize| name > 0 && reading.words[at].entity == name;
        let length = (verb.saturating_sub(LONGEST_NAME)..verb).rev().take_while(of_name).count();
        if length == 0 {
            return None;
        }
        verb - length
    };
    let before = &reading.words[start.checked_sub(1)?];
    (before.first == b',' && before.sentence == word.sentence).then_some(start..verb)
}

/// Source and content of "According to X, …" by its form: up to the comma, and from there on.
fn according_to(reading: &Reading, cue: &Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    let head = reading.words.get(cue.start)?;
    let sentence = &reading.sentences[head.sentence as usize];
    if head.lower != hash_str("according") || cue.start > sentence.words.start + 2 {
        return None;
    }
    let comma = (cue.end..sentence.words.end.min(cue.end + LONGEST))
        .find(|&at| reading.words[at].first == b',')?;
    let full_stop = b".!?".contains(&reading.words[sentence.words.end - 1].first);
    let end = sentence.words.end - usize::from(full_stop);
    (cue.end < comma && comma + 1 < end && end - comma <= LONGEST)
        .then(|| (cue.end..comma, comma + 1..end))
}
