//! What was said that runs on into the words of who reports it: "| … |, a court has been told", "| … |, a claim police called
//! false", "the claim that | … | has angered doctors".

use copydesk_learn::features::hash_str;

use crate::compose::finite;
use crate::extract::Attribution;
use crate::lexicon::{COMPLEMENTISER, COORDINATOR, SUBORDINATOR};
use crate::reading::Reading;
use crate::rules::told::HEARERS;
use crate::word::Word;

/// "| A builder conned pensioners |, a court | has been told |": who heard it is not said.
pub(crate) fn before_court(reading: &Reading, one: &mut Attribution) {
    const LONGEST: usize = 5;
    let Attribution { cue: Some(cue), content, .. } = one else { return };
    let Some(piece) = content.last_mut().filter(|piece| piece.end == cue.start) else { return };
    let words = &reading.words;
    let sentence = &reading.sentences[words[cue.start].sentence as usize].words;
    let hears = |at: usize| words[at].is_one_of(&["told", "heard", "hears"]);
    let from = sentence.start.max(cue.start.saturating_sub(LONGEST));
    let comma = (from..cue.start).rev().find(|&at| words[at].first == b',');
    if let Some(comma) = comma.filter(|&comma| comma > sentence.start)
        && cue.clone().any(hears)
        && let [article, .., court] = &words[comma + 1..cue.start]
        && article.tag2 == *b"DT"
        && court.is_one_of(&HEARERS)
        && piece.end > comma
    {
        // Where the court alone was taken for said, what stands before it is.
        let start = if piece.start > comma { sentence.start } else { piece.start };
        *piece = start..comma;
    }
}

/// Nouns for what somebody has said.
const CLAIMS: [&str; 12] = [
    "accusation",
    "allegation",
    "argument",
    "assertion",
    "charge",
    "claim",
    "description",
    "figure",
    "number",
    "statement",
    "suggestion",
    "characterization",
];

/// "said crime had doubled |, a claim police called false": what others make of it is not said.
pub(crate) fn apposed_claim(reading: &Reading, one: &mut Attribution) {
    let Some(cue) = &one.cue else { return };
    let Some(piece) = one.content.last_mut().filter(|piece| piece.start >= cue.end) else { return };
    let words = &reading.words;
    let apposed = |&at: &usize| {
        let [comma, article, noun] = &words[at..at + 3] else { return false };
        let next = &words[at + 3];
        // "a claim that Moe denied", "a charge Kyiv denies"; but "a figure of eight"
        let goes_on = next.is_one_of(&["that", "which"])
            || next.mention > 0
            || matches!(next.tag2, [b'D', b'T'] | [b'P', b'R'] | [b'N', b'N'] | [b'V', b'B']);
        comma.first == b','
            && comma.quotation == 0
            && article.is_one_of(&["a", "an"])
            && noun.is_one_of(&CLAIMS)
            && goes_on
    };
    let last = piece.end.saturating_sub(4);
    if let Some(comma) = (piece.start + 1..last.max(piece.start + 1)).find(apposed)
        && words[comma..piece.end].iter().any(Word::is_verb)
    {
        piece.end = comma;
    }
}

/// Nouns behind which "that" tells what was said.
const SAYINGS: [&str; 18] = [
    "accusation",
    "allegation",
    "allegations",
    "argument",
    "assertion",
    "assertions",
    "belief",
    "claim",
    "claims",
    "contention",
    "idea",
    "notion",
    "rumor",
    "rumour",
    "suggestion",
    "suggestions",
    "theory",
    "view",
];

/// "The | claim | that it heals | has angered doctors": where the noun is the subject, the sentence's verb is not said.
pub(crate) fn up_to_main_verb(reading: &Reading, one: &mut Attribution) {
    let Attribution { cue: Some(cue), content, .. } = one else { return };
    let [piece] = content.as_mut_slice() else { return };
    let words = &reading.words;
    let noun = &words[cue.end - 1];
    let sentence = &reading.sentences[noun.sentence as usize].words;
    let verb = |at: &usize| finite(&words[*at]) && words[*at].tag != hash_str("VB");
    if !noun.is_one_of(&SAYINGS)
        || noun.tag2 != *b"NN"
        || piece.start != cue.end
        || !words[piece.start].is_one_of(&["that"])
        || words[piece.clone()].iter().any(|word| word.quotation > 0)
        || (sentence.start..cue.end).any(|at| verb(&at))
        || (piece.end..sentence.end).any(|at| verb(&at))
    {
        return;
    }
    // Of each clause one verb; the one that is left over is the sentence's.
    let mut open = 1_usize;
    for at in piece.start + 1..piece.end {
        let word = &words[at];
        let clause = word.tag2[0] == b'W' || word.is(COMPLEMENTISER | SUBORDINATOR);
        if clause && !word.is_one_of(&["if", "as"]) {
            open += 1;
        } else if verb(&at) && !words[at - 1].is(COORDINATOR) {
            if open == 0 {
                piece.end = at;
                return;
            }
            open -= 1;
        }
    }
}
