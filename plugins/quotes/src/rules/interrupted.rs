//! Speech that who says it interrupts: "The dam, Josef Novak warned, could burst", "Last year, said Ada Norton, it did",
//! "“It shook,” she said, pointing at the hill, “and fell.”"

use std::ops::Range;

use copydesk_learn::features::hash_str;

use crate::compose::{finite, one_piece};
use crate::extract::Attribution;
use crate::forms;
use crate::lexicon::{AUXILIARY, SPEECH, is_told};
use crate::reading::Reading;
use crate::rules::unclaimed::is_whole;
use crate::settle::overlap;
use crate::word::{Place, Word};

/// The most words that go on behind who speaks.
const LONGEST: usize = 80;

/// "The bridge was, according to Sofia Marin, | never inspected": what goes on after the source.
pub(crate) fn around_according(reading: &Reading, one: &mut Attribution) {
    // "According to her sister, Edith Marlow, | the house was empty |": what swallowed the source, or part of it.
    if let (Some(cue), [piece]) = (&one.cue, one.content.as_slice())
        && let Some((source, content)) = forms::according_to(reading, cue)
        && source.contains(&piece.start)
    {
        (one.source, one.content) = (Some(source), one_piece(content));
        return;
    }
    let (Some(cue), Some(source), [piece]) = (&one.cue, &one.source, one.content.as_slice()) else {
        return;
    };
    let sentence = &reading.sentences[reading.words[cue.start].sentence as usize];
    let broken = reading.words[piece.end - 1].is(AUXILIARY) && piece.end < cue.start;
    // A source that swallowed the rest ends at the comma.
    let comma = source.clone().find(|&at| reading.words[at].first == b',').unwrap_or(source.end);
    let source = source.start..comma;
    let Some(comma) = reading.words.get(comma) else { return };
    let rest = source.end + 1..sentence.words.end;
    let short = (2..=LONGEST).contains(&rest.len());
    if broken && cue.end <= source.start && comma.first == b',' && short {
        let full_stop = b".!?".contains(&reading.words[rest.end - 1].first);
        one.content.push(rest.start..rest.end - usize::from(full_stop));
        one.source = Some(source);
    }
}

/// "The dam, Josef Novak warned, | could burst |" and "In May, Josef Novak warned, | the dam had burst |": what
/// goes on where the clause before has no verb yet.
pub(crate) fn around_subject(reading: &Reading, one: &mut Attribution) {
    let (Some(cue), Some(source), [piece]) = (&one.cue, &one.source, one.content.as_slice()) else {
        return;
    };
    let sentence = &reading.sentences[reading.words[cue.start].sentence as usize].words;
    let comma = |at: usize| reading.words.get(at).is_some_and(|word| word.first == b',');
    let rest = cue.end + 1..sentence.end.max(cue.end + 1);
    let full_stop = rest.clone().next_back().is_some_and(|at| reading.words[at].first == b'.');
    let rest = rest.start..rest.end - usize::from(full_stop);
    let has_verb = |words: &Range<usize>| reading.words[words.clone()].iter().any(finite);
    let bare = |words: &Range<usize>| reading.words[words.clone()].iter().all(|w| w.quotation == 0);
    if piece.end < source.start
        && comma(piece.end)
        && source.end == cue.start
        && comma(cue.end)
        && piece.start >= sentence.start
        && (2..=LONGEST).contains(&rest.len())
        && !has_verb(piece)
        && has_verb(&rest)
        && bare(piece)
        && bare(&rest)
    {
        one.content.push(rest);
    }
}

/// "Last year, said | Ada Norton |, | it did |", "The truth, said | Norton |, | is that it did |": what goes on behind a
/// name that stands behind the verb, where the words before it have no verb yet.
pub(crate) fn around_inverted(reading: &Reading, one: &mut Attribution) {
    let (Some(cue), Some(source), [piece]) = (&one.cue, &one.source, one.content.as_slice()) else {
        return;
    };
    let words = &reading.words;
    let verb = &words[cue.start];
    let sentence = &reading.sentences[verb.sentence as usize].words;
    let is_comma = |&at: &usize| words[at].first == b',';
    let says = cue.len() == 1 && verb.is(SPEECH) && is_told(verb.kind) && finite(verb);
    let bare = |range: &Range<usize>| words[range.clone()].iter().all(|word| word.quotation == 0);
    let has_verb = |range: &Range<usize>| words[range.clone()].iter().any(finite);
    if !says
        || piece.start != sentence.start
        || piece.end + 1 != cue.start
        || !is_comma(&piece.end)
        || source.start != cue.end
        || has_verb(piece)
        || !bare(&(sentence.start..sentence.end))
    {
        return;
    }
    let end = reading.before_stop(sentence);
    let mut commas = (source.start + 1..end).filter(is_comma);
    let Some(mut comma) = commas.next() else { return };
    // "said Norton, the chair of the board, | is that it did": what she is, is of the source.
    if let Some(next) = commas.next()
        && !has_verb(&(comma + 1..next))
        && has_verb(&(next + 1..end))
    {
        comma = next;
    }
    let (name, rest) = (source.start..comma, comma + 1..end);
    let Some(first) = words.get(rest.start).filter(|_| (2..=LONGEST).contains(&rest.len())) else {
        return;
    };
    if !has_verb(&name) && has_verb(&rest) && first.tag2[0] != b'W' {
        one.source = Some(name);
        one.content.push(rest);
    }
}

/// "“It shook,” she said, | pointing at | the hill, “and fell.”": what somebody does meanwhile is no cue, nor of what is
/// said.
pub(crate) fn gestures(reading: &Reading, found: &mut Vec<Attribution>) {
    for one in found.iter_mut() {
        without_action(reading, one);
        for piece in &mut one.content {
            if let Some(quoted) = behind_gesture(reading, piece.start..piece.end) {
                piece.start = quoted;
            }
        }
    }
    for at in (1..found.len()).rev() {
        let [before, one] = [&found[at - 1], &found[at]];
        let Some(quoted) = of_gesture(reading, before, one) else { continue };
        found.remove(at);
        found[at - 1].content.push(quoted);
    }
}

/// "She pours | the tea |. “Then he met Jean.”", "Asked about it, Moe smiled. “No comment.”": what somebody does before he speaks
/// is not said, nor how.
fn without_action(reading: &Reading, one: &mut Attribution) {
    let (Some(cue), Some(source), [thing, quoted]) =
        (&one.cue, &one.source, one.content.as_slice())
    else {
        return;
    };
    let words = &reading.words;
    let acts = !words[cue.clone()].iter().any(|word| word.is(SPEECH));
    let bare = words[thing.clone()].iter().all(|word| word.quotation == 0);
    let object = thing.start >= cue.end && !words[thing.clone()].iter().any(finite);
    let asked = thing.end <= source.start && words[thing.start].tag == hash_str("VBN");
    let open = &words[quoted.start];
    let anew = open.place == Place::Opening
        && quoted.start > cue.end
        && b".!?".contains(&words[quoted.start - 1].first)
        && is_whole(reading, &reading.quoted[open.quotation as usize - 1]);
    if acts && bare && anew && (object || asked) {
        let quoted = quoted.clone();
        one.cue = None;
        one.content = one_piece(quoted);
    }
}

/// The quotation that was taken for said with a gesture as cue, of whom the quotation before is.
fn of_gesture(reading: &Reading, before: &Attribution, one: &Attribution) -> Option<Range<usize>> {
    let ([first], Some(said), Some(cue)) = (before.content.as_slice(), &before.cue, &one.cue)
    else {
        return None;
    };
    let words = &reading.words;
    // "stirring his tea", "pointing at | the hill |": speech that goes on is of another verb.
    let (thing, quoted) = match one.content.as_slice() {
        [thing, quoted] => (thing.clone(), quoted.clone()),
        [quoted] if !words[cue.start].is(SPEECH) => (cue.clone(), quoted.clone()),
        _ => return None,
    };
    let between = first.end..cue.start;
    let gesture = words[cue.start].tag == hash_str("VBG")
        && !words[cue.start].is_one_of(&["according"])
        && cue.start > 0
        && words[cue.start - 1].first == b','
        && thing.start >= cue.start;
    let no_speech = words[thing.clone()].iter().all(|word| word.quotation == 0 && !finite(word));
    let goes_on = |at: usize| words[at].place == Place::Opening;
    (gesture
        && no_speech
        && overlap(&between, said)
        && goes_on(first.start)
        && goes_on(quoted.start)
        && thing.end < quoted.start
        && reading.paragraph_of(first.start) == reading.paragraph_of(quoted.start))
    .then_some(quoted)
}

/// Where the quotation opens in a piece that begins with what somebody does meanwhile: "| pulling on her boots, “is
/// that so?” |".
fn behind_gesture(reading: &Reading, piece: Range<usize>) -> Option<usize> {
    let words = &reading.words;
    let first = &words[piece.start];
    let comma = piece.start.checked_sub(1).is_some_and(|at| words[at].first == b',');
    let begins = first.tag == hash_str("VBG") && first.quotation == 0 && !first.is(SPEECH);
    let open = (piece.start + 1..piece.end).find(|&at| words[at].place == Place::Opening)?;
    let plain = |word: &Word| !finite(word);
    let set_off = b",.".contains(&words[open - 1].first);
    (comma && begins && set_off && words[piece.start..open].iter().all(plain)).then_some(open)
}
