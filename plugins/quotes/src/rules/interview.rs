//! The turns of an interview or a transcript, "Name: what was said", which are in nobody's marks.

use std::ops::Range;

use crate::compose::{finite, one_piece};
use crate::extract::Attribution;
use crate::reading::{Kind, Reading};
use crate::rules::edges::is_of_aside;
use crate::rules::unclaimed::FORM_SCORE;
use crate::word::{Place, Word};

/// The turns of an interview, "Name: what was said", where an article has several. What was found inside
/// them is taken out. A transcript may have a mark before each paragraph, and then those without a name
/// go on with the turn.
pub(crate) fn turns(reading: &Reading, found: &mut Vec<Attribution>) -> Vec<Attribution> {
    const LEAST_TURNS: usize = 3;
    let mut turns: Vec<Attribution> = Vec::new();
    // Whether the paragraph before was of a turn behind a mark.
    let mut marked = false;
    let mut sentence = 0;
    for (number, _) in reading.paragraphs.iter().enumerate() {
        while sentence < reading.sentences.len() && reading.sentences[sentence].paragraph < number {
            sentence += 1;
        }
        let start = sentence;
        while sentence < reading.sentences.len() && reading.sentences[sentence].paragraph == number
        {
            sentence += 1;
        }
        if start == sentence || reading.sentences[start].boilerplate {
            continue;
        }
        let words = reading.sentences[start].words.start..reading.sentences[sentence - 1].words.end;
        let quoted = between_marks(reading, &words);
        if let Some(turn) = turn(reading, quoted.clone().unwrap_or(words)) {
            marked = quoted.is_some();
            turns.push(turn);
        } else if marked
            && let Some(quoted) = quoted
            && let Some(turn) = turns.last_mut()
        {
            turn.content.push(quoted);
        } else {
            marked = false;
        }
    }
    // Whoever talks is a name known as such, or speaks again: "Breakfast: …", "Lunch: …" is a list.
    let words = |turn: &Attribution| &reading.words[turn.source.clone().unwrap_or(0..0)];
    let name =
        |turn: &Attribution| -> Vec<u64> { words(turn).iter().map(|word| word.lower).collect() };
    // "LAHORE: The witness …" is a dateline.
    let talker = |word: &Word| {
        let kind = reading.mention_of(word).map(|mention| mention.kind);
        kind.is_some_and(|kind| !(kind == Kind::Place && word.shape == 3))
    };
    let mut names: Vec<Vec<u64>> = turns.iter().map(name).collect();
    names.sort_unstable();
    turns.retain(|turn| {
        let name = name(turn);
        let first = names.partition_point(|other| *other < name);
        words(turn).iter().any(talker) || names.get(first + 1) == Some(&name)
    });
    // Talk has verbs; "Rockledge (0-1): Blakely 15 points" is a table of results.
    let talks = |turn: &&Attribution| {
        turn.content.iter().cloned().flatten().any(|at| finite(&reading.words[at]))
    };
    if turns.len() < LEAST_TURNS || turns.iter().filter(talks).count() * 2 < turns.len() {
        turns.clear();
    }
    // What the models made of a turn is part of it.
    found.retain(|one| {
        let hull = one.hull();
        let at = turns.partition_point(|turn| turn.hull().end <= hull.start);
        turns.get(at).is_none_or(|turn| turn.hull().start >= hull.end)
    });
    turns
}

/// Words of which the labels of fact checks and lists are made, and no names: "THE FACTS: …", "Verdict: …".
const LABELS: [&str; 17] = [
    "background",
    "check",
    "claim",
    "conclusion",
    "context",
    "correction",
    "fact",
    "facts",
    "finding",
    "findings",
    "note",
    "rating",
    "reality",
    "ruling",
    "truth",
    "update",
    "verdict",
];

/// The words of a paragraph between its marks, where one opens it that closes at its end or never.
fn between_marks(reading: &Reading, words: &Range<usize>) -> Option<Range<usize>> {
    let quotation = (reading.words[words.start].quotation as usize).checked_sub(1)?;
    let whole = reading.words[words.start].place == Place::Opening
        && (!reading.quotations[quotation].closed || reading.quoted[quotation].end >= words.end);
    let closed = usize::from(reading.words[words.end - 1].place == Place::Closing);
    (whole && words.len() > 1 + closed).then(|| words.start + 1..words.end - closed)
}

/// The turn that a paragraph is: a name with capitals, maybe with what he is, a colon, and words that are not in marks of
/// their own.
fn turn(reading: &Reading, words: Range<usize>) -> Option<Attribution> {
    const LONGEST_NAME: usize = 8;
    const LONGEST_HEAD: usize = 20;
    let start = words.start;
    let head = &reading.words[start..words.end.min(start + LONGEST_HEAD + 1)];
    let colon = start + head.iter().position(|word| word.first == b':').filter(|&at| at > 0)?;
    let head = &head[..colon - start];
    let capital = |word: &Word| matches!(word.shape, 2 | 3 | 6) || word.first == b'.';
    // "BERLE (by telephone): …"
    let bracket = head.iter().position(|word| word.first == b'(').unwrap_or(head.len());
    let bracketed = reading.words[colon - 1].first == b')';
    let holder = bracketed && head.len() > 1 && reading.person_at(colon - 2).is_some();
    let (outside, _) = head.split_at(if bracketed { bracket } else { head.len() });
    // "ADA LUND, QTV ANCHOR: …"
    let comma = outside.iter().position(|word| word.first == b',').unwrap_or(outside.len());
    let (name, title) = outside.split_at(comma);
    let shouted = || name.iter().all(|word| matches!(word.shape, 3 | 6) || word.first == b'.');
    let titled = title.is_empty()
        || title.iter().all(is_of_aside)
            && (shouted() || (start..start + comma).all(|at| reading.person_at(at).is_some()));
    let label = name.last().is_some_and(|word| word.is_one_of(&LABELS));
    let named = (1..=LONGEST_NAME).contains(&name.len()) && name.iter().all(capital) && !label;
    let content = colon + 1..words.end;
    let whole = content.len() > 1
        && reading.words[content.start].quotation == reading.words[colon].quotation;
    (named && titled && whole).then(|| Attribution {
        cue: Some(colon..colon + 1),
        source: Some(start..if holder { colon } else { start + outside.len() }),
        content: one_piece(content),
        score: FORM_SCORE,
    })
}
