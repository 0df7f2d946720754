//! Who speaks where the verb is passive, or another quotes him: "is accused of", "the Herald quoted Moe as saying", "dubbed so by
//! soldiers".

use std::ops::Range;

use copydesk_learn::features::hash_str;

use crate::compose::finite;
use crate::extract::Attribution;
use crate::lexicon::{NAMING, SPEECH, is_told, kind_name};
use crate::reading::Reading;
use crate::rules::sources::LONGEST;
use crate::settle::overlap;
use crate::word::{Place, Word};

/// Participles of speech that also say how somebody feels or what he is up to: "is committed to".
const OF_ONESELF: [&str; 5] = ["committed", "determined", "worried", "agreed", "reserved"];

/// "The treasurer | is accused of | moving the money", "The duke | is said | to be ill": of whom something is said, says
/// nothing, and if he is accused, criticised or praised, he is not what is said. Of 200 such cues in PolNeAR 5 have a
/// source before them.
pub(crate) fn passive(reading: &Reading, one: &mut Attribution) {
    let Some(cue) = &one.cue else { return };
    let by_others = |at: &usize| {
        let word = &reading.words[*at];
        let before = reading.words[..*at].iter().rev().take(3).find(|word| word.tag2 != *b"RB");
        word.is(SPEECH)
            && word.tag2 == *b"VB"
            && word.tag != hash_str("VBG")
            && !word.is_one_of(&OF_ONESELF)
            && before.is_some_and(Word::is_be)
    };
    let Some(verb) = cue.clone().find(by_others) else { return };
    one.source.take_if(|source| source.end <= verb);
    let kind = kind_name(reading.words[verb].kind);
    if matches!(kind, Some("accused" | "criticised" | "praised"))
        && one.content.last().is_some_and(|piece| piece.start > verb)
    {
        one.content.retain(|piece| piece.start > verb);
    }
}

/// Verbs that report whom another reports.
const QUOTES: [&str; 6] = ["quoted", "quotes", "quoting", "cited", "cites", "citing"];

/// "The Herald quoted | Moe | as saying | it was late |", "| He | was quoted by the Herald as saying | “No” |": who is
/// quoted, speaks.
pub(crate) fn quoted_as(reading: &Reading, one: &mut Attribution) {
    let Attribution { cue: Some(cue), source, content, .. } = one else { return };
    let words = &reading.words;
    let Some(verb) = cue.clone().find(|&at| words[at].is_one_of(&QUOTES)) else { return };
    let Some(says) = as_saying(reading, verb).filter(|&says| says > verb + 1) else { return };
    // "as saying: “…”"
    let mark = |marks: &[u8]| words.get(says + 2).is_some_and(|word| marks.contains(&word.first));
    let end = says + 2 + usize::from(mark(b":"));
    let from = says + 2 + usize::from(mark(b":,"));
    let (who, verbs) = if words[cue.start..verb].iter().any(Word::is_be) {
        // Whoever stands behind "by" reports it, and what stands before is the subject.
        let subject = content.iter().find(|piece| piece.end == cue.start);
        let who = source.as_ref().filter(|source| source.end <= verb).or(subject).cloned();
        let by = words[verb + 1].lower == hash_str("by");
        let Some(who) = who.filter(|_| by) else { return };
        (who, cue.start..end)
    } else if !words[verb + 1..says].iter().any(finite) {
        (verb + 1..says, says..end)
    } else {
        return;
    };
    let behind = |piece: &Range<usize>| match piece.start > verb {
        true => piece.start.max(from)..piece.end.max(from),
        false => piece.clone(),
    };
    let mut said: Vec<_> = content.iter().map(behind).collect();
    said.retain(|piece| !piece.is_empty() && *piece != who);
    if said.is_empty() {
        // "The toll was late, | the Herald cited | Moe | as saying |."
        let sentence = &reading.sentences[words[verb].sentence as usize].words;
        let comma = source.as_ref().and_then(|source| source.start.checked_sub(1));
        let comma = comma.filter(|&at| at > sentence.start && words[at].first == b',');
        let Some(comma) = comma else { return };
        said.push(sentence.start..comma);
    }
    (*cue, *source, *content) = (verbs, Some(who), said);
}

/// Where "as saying" stands behind a verb.
fn as_saying(reading: &Reading, verb: usize) -> Option<usize> {
    let words = &reading.words;
    let within = |at: &usize| {
        let word = &words[*at];
        word.sentence == words[verb].sentence && word.quotation == words[verb].quotation
    };
    let says = |at: &usize| {
        let next = words.get(at + 1);
        words[*at].lower == hash_str("as")
            && next.is_some_and(|next| next.is(SPEECH) && next.tag == hash_str("VBG"))
    };
    (verb + 1..words.len()).take(LONGEST).take_while(within).find(says)
}

/// "a jail, dubbed | the “Quay Hilton” | by | soldiers who were held there", "he was asked by | the board | to pay": who calls
/// it so, or asks, stands behind "by".
pub(crate) fn agent(reading: &Reading, one: &mut Attribution) {
    let Attribution { cue: Some(cue), source, content, .. } = one else { return };
    let words = &reading.words;
    let verb = &words[cue.end - 1];
    if let [piece] = content.as_mut_slice()
        && verb.is(NAMING)
        && verb.is_verb()
        && piece.start == cue.end
    {
        let article = words[piece.start].tag2 == *b"DT";
        let name = words.get(piece.start + usize::from(article));
        let quoted = name.filter(|word| word.place == Place::Opening);
        let quoted = quoted.map(|word| &reading.quoted[word.quotation as usize - 1]);
        if let Some(quoted) = quoted
            && let Some(by) = behind_by(reading, quoted.end)
        {
            piece.end = quoted.end;
            *source = Some(by);
            return;
        }
    }
    let passive = verb.is(SPEECH)
        && is_told(verb.kind)
        && verb.tag == hash_str("VBN")
        && words[cue.clone()].iter().any(Word::is_be);
    if source.is_none()
        && passive
        && let Some(by) = behind_by(reading, cue.end)
        // "alarmed by the fact that …", "said by the minister of labour, roads and water"
        && !words.get(by.end).is_some_and(|word| word.is_one_of(&["that", ","]))
    {
        let mut said = content.clone();
        for piece in said.iter_mut().filter(|piece| overlap(piece, &(cue.end..by.end))) {
            piece.start = by.end.min(piece.end);
        }
        said.retain(|piece| !piece.is_empty());
        if !said.is_empty() {
            (*source, *content) = (Some(by), said);
        }
    }
}

/// The noun phrase behind the word "by" at `at`.
fn behind_by(reading: &Reading, at: usize) -> Option<Range<usize>> {
    let nominal = |word: &Word| {
        matches!(
            word.tag2,
            [b'D', b'T'] | [b'J', b'J'] | [b'N', b'N'] | [b'C', b'D'] | [b'P', b'O']
        )
    };
    let by = reading.words.get(at).filter(|word| word.is_one_of(&["by"]))?;
    let goes_on = |&end: &usize| {
        let word = &reading.words[end];
        let next = reading.words.get(end + 1);
        let of = end > at + 1 && word.is_one_of(&["of"]) && next.is_some_and(nominal);
        word.sentence == by.sentence
            && word.quotation == by.quotation
            && (nominal(word) || word.mention > 0 || of)
    };
    let length = (at + 1..reading.words.len()).take(LONGEST).take_while(goes_on).count();
    (length > 0).then_some(at + 1..at + 1 + length)
}
