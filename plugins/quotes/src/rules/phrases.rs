//! Speech that a noun stands for: "her exact words were “…”", "in the words of Ada Norton, “…”".

use std::ops::Range;

use copydesk_learn::features::hash_str;

use crate::compose::{finite, one_piece};
use crate::extract::Attribution;
use crate::lexicon::NAMING;
use crate::reading::Reading;
use crate::rules::unclaimed::FORM_SCORE;
use crate::word::{Place, Word};

/// Nouns for what somebody says.
const SAID: [&str; 16] = [
    "advice",
    "answer",
    "assessment",
    "comment",
    "comments",
    "conclusion",
    "explanation",
    "message",
    "reaction",
    "remark",
    "remarks",
    "reply",
    "response",
    "verdict",
    "warning",
    "words",
];

/// The most words of who speaks, and of how he is said to.
const LONGEST: usize = 12;

/// "| Her | exact words |", "| Tom Orr’s | reply |": where the one ends and the other begins, of a phrase that ends
/// before the word at `end`.
fn possessor(reading: &Reading, end: usize) -> Option<(Range<usize>, Range<usize>)> {
    const MODIFIERS: usize = 3;
    let words = &reading.words;
    let noun = end.checked_sub(1).filter(|&at| words[at].is_one_of(&SAID))?;
    let modifies = |word: &Word| matches!(word.tag2, [b'J', b'J'] | [b'N', b'N'] | [b'C', b'D']);
    let before = words[..noun].iter().rev().take(MODIFIERS).take_while(|word| modifies(word));
    let owner = noun - before.count();
    let last = words.get(owner.checked_sub(1)?)?;
    if last.tag == hash_str("PRP$") {
        return Some((owner - 1..owner, owner..end));
    }
    let names = |word: &&Word| modifies(word) || word.mention > 0 || word.tag2 == *b"DT";
    let length = words[..owner - 1].iter().rev().take(LONGEST).take_while(names).count();
    (last.tag2 == *b"PO" && length > 0).then_some((owner - 1 - length..owner, owner..end))
}

/// "| His last words | were: |": the words are what he says, and who he is stands before.
pub(crate) fn possessed(reading: &Reading, one: &mut Attribution) {
    let (Some(cue), Some(source)) = (&mut one.cue, &mut one.source) else { return };
    if source.end == cue.start
        && reading.words[cue.start].is_be()
        && let Some((owner, _)) = possessor(reading, source.end)
        && source.start <= owner.start
    {
        (source.end, cue.start) = (owner.end, owner.end);
    }
}

/// "fled after what Moe described | as “a failure” |", "closer to | what | Moe called “a point of no return”": neither "what"
/// nor "as" is said.
pub(crate) fn what_called(reading: &Reading, one: &mut Attribution) {
    let Attribution { cue: Some(cue), content, .. } = one else { return };
    let words = &reading.words;
    if !words[cue.clone()].iter().any(|word| word.is(NAMING)) {
        return;
    }
    if let [what, name] = content.as_slice()
        && what.len() == 1
        && words[what.start].is_one_of(&["what", "which"])
        && name.start >= cue.end
    {
        content.remove(0);
    }
    if let [name] = content.as_mut_slice()
        && name.len() > 2
        && words[name.start].is_one_of(&["as"])
        && words[name.start + 1].place == Place::Opening
    {
        name.start += 1;
    }
}

/// The quotation at `words` as that of whom a phrase before it names.
pub(crate) fn by_phrase(reading: &Reading, words: &Range<usize>) -> Option<Attribution> {
    if let Some(cue) = came_reply(reading, words.end) {
        let (source, cue, score) = (None, Some(cue), FORM_SCORE);
        return Some(Attribution { cue, source, content: one_piece(words.clone()), score });
    }
    let (source, cue) =
        in_words_of(reading, words.start).or_else(|| words_were(reading, words.start))?;
    Some(Attribution {
        cue: Some(cue),
        source: Some(source),
        content: one_piece(words.clone()),
        score: FORM_SCORE,
    })
}

/// "“Not today,” | came the reply |."
fn came_reply(reading: &Reading, at: usize) -> Option<Range<usize>> {
    const REPLIES: [&str; 6] = ["answer", "cry", "reply", "response", "retort", "shout"];
    let words = reading.words.get(at..)?;
    let came = words.first()?.is_one_of(&["came"]);
    let back = usize::from(words.get(1)?.is_one_of(&["back"]));
    let the = words.get(1 + back)?.is_one_of(&["the", "a"]);
    let reply = words.get(2 + back)?.is_one_of(&REPLIES);
    (came && the && reply).then_some(at..at + 3 + back)
}

/// "in the words of | Ada Norton |, “…”": who speaks, and the words before.
fn in_words_of(reading: &Reading, quotation: usize) -> Option<(Range<usize>, Range<usize>)> {
    const PHRASE: [&str; 4] = ["in", "the", "words", "of"];
    let words = &reading.words;
    let comma = quotation.checked_sub(1)?;
    // "in the words of Ada Norton, a “new woman”"
    let article = words[comma].tag2 == *b"DT";
    let end = if article { comma } else { quotation };
    let comma = end.checked_sub(1)?;
    let end = if b",-".contains(&words[comma].first) { comma } else { end };
    let sentence = words[comma].sentence;
    let is_phrase = |&at: &usize| {
        let phrase = words.get(at..at + PHRASE.len()).unwrap_or_default();
        phrase.iter().zip(PHRASE).all(|(word, own)| word.lower == hash_str(own))
            && phrase.iter().all(|word| word.sentence == sentence && word.place == Place::Outside)
    };
    let start = (end.saturating_sub(LONGEST + PHRASE.len())..end).rev().find(is_phrase)?;
    let source = start + PHRASE.len()..end;
    let plain = |word: &Word| word.quotation == 0 && !finite(word) && word.tag2[0] != b'W';
    (!source.is_empty() && words[source.clone()].iter().all(plain))
        .then_some((source, start..start + PHRASE.len()))
}

/// "| Her | exact words were | “…”": who speaks, and the words before.
fn words_were(reading: &Reading, quotation: usize) -> Option<(Range<usize>, Range<usize>)> {
    let words = &reading.words;
    let before = quotation.checked_sub(1)?;
    let mark = usize::from(b":,".contains(&words[before].first));
    let be = before.checked_sub(mark)?;
    let (owner, said) = possessor(reading, be).filter(|_| words[be].is_be())?;
    let colon = usize::from(words[before].first == b':');
    (words[owner.start].sentence == words[be].sentence && words[be].quotation == 0)
        .then_some((owner, said.start..be + 1 + colon))
}
