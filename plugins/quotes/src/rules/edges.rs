//! Draws the edges of what the models found: at marks and commas, and to what surely belongs to a
//! piece or to a source by the form of the sentence.

use std::ops::Range;

use copydesk_learn::features::hash_str;

use crate::compose::finite;
use crate::extract::Attribution;
use crate::lexicon::{
    AUXILIARY, COMPLEMENTISER, COORDINATOR, PREPOSITION, SPEECH, SUBORDINATOR, is_told, kind_name,
};
use crate::reading::Reading;
use crate::rules::interrupted::{around_according, around_subject};
use crate::rules::no_speech::is_programme;
use crate::rules::unclaimed::{is_dash, is_long, is_whole};
use crate::settle::overlap;
use crate::word::{Place, Word};

/// The most words of a name with what stands behind it.
const LONGEST_NAME: usize = 12;

/// Moves edges that cut a quotation to its marks, and drops commas left at the edges.
pub(crate) fn snap(reading: &Reading, one: &mut Attribution) {
    let blocked = |words: &Range<usize>, other: &Option<Range<usize>>| {
        other.as_ref().is_some_and(|other| overlap(words, other))
    };
    // "Rosa Calder, chief executive, | comments:": the verb before a colon is the cue and not of the
    // source, whatever its tag.
    if let (Some(cue), Some(source)) = (&mut one.cue, &mut one.source)
        && source.end <= cue.start
        && let [.., comma, verb] = &reading.words[source.start..cue.start]
        && reading.words[cue.start].first == b':'
        && comma.first == b','
        && verb.is(SPEECH)
    {
        cue.start -= 1;
        source.end = source.end.min(cue.start);
    }
    // The same where that verb alone was taken for the source: it is what stands before, up to the sentence's
    // begin.
    if let (Some(cue), Some(source)) = (&mut one.cue, &mut one.source)
        && source.len() == 1
        && source.end == cue.start
        && reading.words[cue.start].first == b':'
        && reading.words[source.start].is(SPEECH)
    {
        let sentence = &reading.sentences[reading.words[cue.start].sentence as usize].words;
        let before = sentence.start..source.start;
        let words = &reading.words[before.clone()];
        if words.len() > 1
            && words.iter().all(is_of_aside)
            && words.last().is_some_and(|last| last.first == b',')
        {
            cue.start -= 1;
            *source = before;
        }
    }
    // "Tom Orr (44), | a baker |: …": with his name before.
    if let (Some(cue), Some(source)) = (&one.cue, &mut one.source)
        && source.end == cue.start
        && reading.words[cue.start].first == b':'
    {
        let sentence = &reading.sentences[reading.words[cue.start].sentence as usize].words;
        let before = sentence.start.min(source.start)..source.start;
        let comma = before.clone().last().is_some_and(|at| reading.words[at].first == b',');
        let person = reading.person_at(sentence.start).is_some();
        let aside = reading.words[before.clone()].iter().all(is_of_aside);
        if comma && person && aside && before.len() <= LONGEST_NAME {
            source.start = before.start;
        }
    }
    // "…, | telling | Radio Quay: …": the verb is the cue, and whom somebody tells is no source.
    if let Some(cue) = &mut one.cue
        && cue.len() == 1
        && reading.words[cue.start].first == b':'
        && let Some(verb) = telling(reading, cue.start)
    {
        *cue = verb..verb + 1;
        one.source.take_if(|source| source.start > verb);
    }
    // A colon behind a cue is of it, as in the corpus.
    if let Some(cue) = &mut one.cue
        && reading.words.get(cue.end).is_some_and(|word| word.first == b':')
        && one.content.iter().all(|piece| !piece.contains(&cue.end))
    {
        cue.end += 1;
    }
    for at in 0..one.content.len() {
        let mut piece = one.content[at].clone();
        for edge in [piece.start, piece.end - 1] {
            let word = &reading.words[edge];
            if word.quotation == 0 {
                continue;
            }
            let quoted = reading.quoted[word.quotation as usize - 1].clone();
            let closed = reading.quotations[word.quotation as usize - 1].closed;
            let inside = piece.end.min(quoted.end) - piece.start.max(quoted.start);
            // A piece that is the better part of the quotation is all of it; so is one that has an
            // end of a quotation elsewhere, of which the model sees only the ends.
            let elsewhere = one.cue.as_ref().is_some_and(|cue| {
                let sentence = |at: usize| reading.words[at].sentence;
                sentence(quoted.start) != sentence(cue.start)
                    && sentence(quoted.end - 1) != sentence(cue.start)
                    && quoted.len() > 10
            });
            let touches = piece.start == quoted.start || piece.end == quoted.end;
            let whole = touches && is_whole(reading, &quoted);
            // One that was never closed is taken from its mark on, to where it was cut.
            let opened = !closed && piece.start == quoted.start && 2 * inside >= quoted.len();
            if opened || closed && (2 * inside >= quoted.len() || elsewhere || whole) {
                let wider = piece.start.min(quoted.start)..piece.end.max(quoted.end);
                if !blocked(&wider, &one.cue) && !blocked(&wider, &one.source) {
                    piece = wider;
                }
            }
        }
        // A sentence of the reporter's that follows a closed quotation is none of it.
        let behind = (piece.start + 1..piece.end).find(|&at| {
            let [mark, word] = [&reading.words[at - 1], &reading.words[at]];
            mark.place == Place::Closing && word.quotation == 0 && word.sentence != mark.sentence
        });
        if let Some(end) = behind
            && one.cue.as_ref().is_none_or(|cue| cue.start < end)
        {
            piece.end = end;
        }
        piece.end = with_condition(reading, one, &piece);
        let loose =
            |word: &Word| b",;:".contains(&word.first) || word.first == b'.' && word.quotation == 0;
        while piece.len() > 1 && loose(&reading.words[piece.end - 1]) {
            piece.end -= 1;
        }
        while piece.len() > 1 && b",;:".contains(&reading.words[piece.start].first) {
            piece.start += 1;
        }
        within_brackets(reading, &mut piece);
        before_sign_off(reading, &mut piece);
        // One that was never closed ends with its comma, as those do that are.
        let head = &reading.words[piece.start];
        if head.place == Place::Opening
            && !reading.quotations[head.quotation as usize - 1].closed
            && reading.words.get(piece.end).is_some_and(|word| word.first == b',')
        {
            piece.end += 1;
        }
        one.content[at] = piece;
    }
    one.content.sort_by_key(|piece| piece.start);
    around_according(reading, one);
    around_subject(reading, one);
    // Nor out of brackets: "(whose | owner |, Ruiz, admitted it)".
    if let (Some(cue), Some(source)) = (&one.cue, &mut one.source)
        && source.end <= cue.start
        && let Some(open) = unclosed(reading, source).filter(|&open| open + 1 < source.end)
    {
        source.start = open + 1;
    }
    // A source does not run on into what it says.
    if let Some(source) = &mut one.source
        && let Some(piece) = one.content.iter().find(|piece| source.contains(&piece.start))
        && piece.start > source.start
    {
        source.end = piece.start;
        if source.len() > 1 && reading.words[source.end - 1].first == b',' {
            source.end -= 1;
        }
    }
    if let (Some(cue), Some(source)) = (&one.cue, &mut one.source)
        && reading.words[cue.end - 1].lower == hash_str("to")
        && source.len() > 1
        && reading.words[source.end - 1].first == b','
    {
        source.end -= 1;
    }
    // After "…," she said, words without marks are hardly ever hers.
    let cue = one.cue.clone().unwrap_or(0..0);
    if let Some(first) = one.content.first().cloned()
        && first.end <= cue.start
        && reading.words[first.start].place == Place::Opening
        && reading.words[first.end - 1].place == Place::Closing
    {
        let bare = |piece: &Range<usize>| {
            reading.words[piece.clone()].iter().all(|word| word.quotation == 0)
        };
        one.content.retain(|piece| piece.start < cue.start || !bare(piece));
    }
    // Nor is "There had been “progress”, he added, | on a deal …": what he said ends with the mark.
    if let [first, last] = one.content.as_slice()
        && first.end <= cue.start
        && last.start > cue.end
        && reading.words[first.end - 1].place == Place::Closing
        && reading.words[last.start].is(PREPOSITION)
        && reading.words[last.clone()].iter().all(|word| word.quotation == 0)
    {
        one.content.pop();
    }
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(one.content.len());
    for piece in one.content.drain(..) {
        match joined.last_mut() {
            Some(before) if piece.start < before.end => before.end = before.end.max(piece.end),
            _ => joined.push(piece),
        }
    }
    one.content = joined;
}

/// The first bracket in a piece that none in it closes.
fn unclosed(reading: &Reading, piece: &Range<usize>) -> Option<usize> {
    let open = piece.clone().find(|&at| reading.words[at].first == b'(')?;
    let closed = (open..piece.end).any(|at| reading.words[at].first == b')');
    (!closed).then_some(open)
}

/// "(she said it was | closed |) and left": a piece that has one bracket of two ends before it; one that lacks but the
/// other has it, "| the port (and the quay |)".
fn within_brackets(reading: &Reading, piece: &mut Range<usize>) {
    // "1) listen, 2) answer", ":)"
    let numbers = |close: usize| {
        let before = close.checked_sub(1).map(|at| &reading.words[at]);
        before.is_some_and(|word| {
            let letter = word.end - word.start == 1 && word.first.is_ascii_alphabetic();
            word.shape == 4 || letter || b":;".contains(&word.first)
        })
    };
    let mut open = 0_usize;
    let mut unopened = None;
    for at in piece.clone() {
        match reading.words[at].first {
            b'(' => open += 1,
            b')' if open > 0 => open -= 1,
            b')' if !numbers(at) => unopened = unopened.or(Some(at)),
            _ => {}
        }
    }
    let closes = reading.words.get(piece.end).is_some_and(|word| word.first == b')');
    match unopened {
        Some(at) if at > piece.start => piece.end = at,
        None if open == 1 && closes => piece.end += 1,
        _ => {}
    }
}

/// "| prices will rise in June |. – Bernama": the agency that signs is not of what was said.
fn before_sign_off(reading: &Reading, piece: &mut Range<usize>) {
    const LONGEST: usize = 6;
    let words = &reading.words;
    let from = piece.end.saturating_sub(LONGEST).max(piece.start + 1);
    let signs = |&at: &usize| words[at].first == b'.' && is_dash(&words[at + 1]);
    if let Some(stop) = (from..piece.end.saturating_sub(2)).find(signs)
        && words[stop + 2..piece.end].iter().all(|word| word.shape != 1 && word.quotation == 0)
    {
        piece.end = stop;
    }
}

/// The verb of telling before a colon, with whom it tells between.
fn telling(reading: &Reading, colon: usize) -> Option<usize> {
    const LONGEST: usize = 6;
    let told = |word: &Word| kind_name(word.kind) == Some("told") && word.tag2 == *b"VB";
    let verb = (colon.saturating_sub(LONGEST)..colon).rev().find(|&at| told(&reading.words[at]))?;
    let between = &reading.words[verb + 1..colon];
    let nominal =
        |word: &Word| matches!(word.tag2, [b'D', b'T'] | [b'N', b'N'] | [b'J', b'J'] | [b'P', _]);
    (!between.is_empty() && between.iter().all(nominal)).then_some(verb)
}

/// "The firm denies | ignoring warnings": what somebody denies or admits to have done is said, and of the content.
pub(crate) fn gerund(reading: &Reading, one: &mut Attribution) {
    let Attribution { cue: Some(cue), content, .. } = one else { return };
    let [.., verb, deed] = &reading.words[cue.clone()] else { return };
    let says = verb.is(SPEECH) && is_told(verb.kind) && !deed.is(SPEECH | AUXILIARY);
    if says
        && deed.tag == hash_str("VBG")
        && let Some(piece) = content.iter_mut().find(|piece| piece.start == cue.end)
    {
        (cue.end, piece.start) = (cue.end - 1, piece.start - 1);
    }
}

/// "Asked whether it was safe, Moe laughed. “Try it.”": what follows is the answer.
pub(crate) fn asked(reading: &Reading, one: &mut Attribution) {
    let Attribution { cue: Some(cue), content, .. } = one else { return };
    let verb = &reading.words[cue.start];
    let sentence = &reading.sentences[verb.sentence as usize].words;
    if kind_name(verb.kind) == Some("asked")
        && verb.tag == hash_str("VBN")
        && sentence.start == cue.start
        && content.first().is_some_and(|question| sentence.contains(&question.start))
    {
        content.retain(|piece| piece.start < sentence.end);
    }
}

/// "“Never!” Samir Haddad shouted | from the back of the hall": a cue does not end with a preposition or an article
/// behind which neither who speaks nor what is said begins.
pub(crate) fn dangling(reading: &Reading, one: &mut Attribution) {
    let Attribution { cue: Some(cue), source, content, .. } = one else { return };
    let open = |word: &Word| word.is(PREPOSITION) || word.tag2 == *b"DT";
    let goes_on = content.iter().chain(&*source).any(|words| words.start == cue.end);
    if goes_on || !open(&reading.words[cue.end - 1]) {
        return;
    }
    let phrase = (cue.start + 1..cue.end).find(|&at| open(&reading.words[at]));
    if let Some(phrase) = phrase
        && reading.words[phrase - 1].lower != hash_str("according")
    {
        cue.end = phrase;
    }
}

/// Where a piece of reported speech ends when what surely belongs to it is taken in, up to the next
/// comma: a condition right after it, "he would resign | if it brought peace", or the verb of a
/// clause that has none yet, "claimed the company | had known for years".
fn with_condition(reading: &Reading, one: &Attribution, piece: &Range<usize>) -> usize {
    let conditional =
        |word: &Word| ["if", "unless", "once"].iter().any(|other| word.lower == hash_str(other));
    let Some(next) = reading.words.get(piece.end) else { return piece.end };
    let before = one.cue.as_ref().is_some_and(|cue| cue.end <= piece.start);
    let told = |cue: &Range<usize>| {
        let word = &reading.words[cue.end - 1];
        cue.end == piece.start && word.is(SPEECH) && is_told(word.kind) && word.tag2 == *b"VB"
    };
    let clause = one.cue.as_ref().is_some_and(told)
        && (finite(next) || next.tag2 == *b"MD")
        && !reading.words[piece.clone()].iter().any(finite);
    let apart = next.sentence != reading.words[piece.end - 1].sentence;
    if !before || !(conditional(next) || clause) || next.quotation > 0 || apart {
        return piece.end;
    }
    // "claimed the court was wrong | and promised to appeal"
    let anew = |at: usize| {
        let words = reading.words.get(at..at + 2).unwrap_or_default();
        matches!(words, [and, verb] if and.is(COORDINATOR) && verb.is_speech_verb())
    };
    let clause = (piece.end..reading.words.len().min(piece.end + 25)).take_while(|&at| {
        let word = &reading.words[at];
        let stops = word.quotation > 0 || b",;:.!?-".contains(&word.first) || anew(at);
        word.sentence == next.sentence && !stops
    });
    piece.end + clause.count()
}

/// "claims | that when he flew helicopters, | he came under fire |": what begins with a clause of when or why goes on
/// with what happened then.
pub(crate) fn main_clause(reading: &Reading, one: &mut Attribution) {
    let Some(cue) = &one.cue else { return };
    let Some(piece) = one.content.last_mut() else { return };
    let words = &reading.words[piece.clone()];
    let [that, opens, ..] = words else { return };
    let comma = reading.words.get(piece.end);
    let cut = cue.end <= piece.start
        && that.lower == hash_str("that")
        && opens.is(SUBORDINATOR)
        && words.iter().all(|word| word.quotation == 0 && word.first != b',')
        && comma.is_some_and(|comma| comma.first == b',' && comma.sentence == that.sentence);
    if !cut {
        return;
    }
    let rest = piece.end + 1..reading.sentences[that.sentence as usize].words.end;
    let stop = |at: &usize| b".!?;".contains(&reading.words[*at].first);
    let end = rest.clone().find(stop).unwrap_or(rest.end);
    let rest = &reading.words[rest.start.min(end)..end];
    let speaks = |word: &Word| word.is(SPEECH) && is_told(word.kind);
    if rest.iter().any(finite) && rest.iter().all(|word| word.quotation == 0 && !speaks(word)) {
        piece.end = end;
    }
}

/// "When Moe said | the toll was fair, Ruiz laughed |": where the sentence begins with a clause of when or why in which
/// somebody says so, what happened then is not said.
pub(crate) fn clause_before_main(reading: &Reading, one: &mut Attribution) {
    let (Some(cue), Some(source)) = (&one.cue, &one.source) else { return };
    let Some(piece) = one.content.last_mut() else { return };
    let sentence = reading.words[cue.start].sentence;
    let opens = reading.sentences[sentence as usize].words.start;
    let comma = |word: &Word| word.first == b',';
    let retold = |word: &Word| word.quotation == 0 && word.sentence == sentence;
    let words = &reading.words[piece.clone()];
    // "As Moe argues in | his book, tolls are unfair": he says both.
    let word_is = |at: usize, word: &str| reading.words[at].lower == hash_str(word);
    let both = word_is(opens, "as") && word_is(cue.end - 1, "in");
    if !reading.words[opens].is(SUBORDINATOR)
        || both
        || !(opens < source.start && source.end <= cue.start && cue.end <= piece.start)
        || reading.words[opens..piece.start].iter().any(comma)
        || words.iter().take(2).any(|word| word.is(SUBORDINATOR))
        || !words.iter().all(retold)
    {
        return;
    }
    let Some(end) = words.iter().position(comma) else { return };
    let rest = &words[end + 1..];
    let subject = rest.first().is_some_and(|word| {
        let nominal = matches!(word.tag2, [b'D', b'T'] | [b'N', b'N'] | [b'P', b'R']);
        nominal && !word.is(PREPOSITION | COORDINATOR | SUBORDINATOR)
    });
    let verb = rest.iter().position(finite).unwrap_or(rest.len());
    let relative =
        |word: &Word| word.tag2[0] == b'W' || word.lower == hash_str("that") || comma(word);
    if subject && verb < rest.len() && !rest[..verb].iter().any(relative) {
        piece.end = piece.start + end;
    }
}

/// "| It should close, but only for a year |, Ruiz told the board": what a sentence says before who speaks goes up to
/// his comma.
pub(crate) fn up_to_comma(reading: &Reading, one: &mut Attribution) {
    let (Some(cue), Some(source), [piece]) = (&one.cue, &one.source, one.content.as_mut_slice())
    else {
        return;
    };
    let Some(comma) = source.start.min(cue.start).checked_sub(1) else { return };
    let verb = &reading.words[cue.start];
    let sentence = &reading.sentences[verb.sentence as usize].words;
    let told = verb.is_speech_verb() && is_told(verb.kind) && finite(verb);
    let left = &reading.words[piece.end.min(comma)..comma];
    if (source.end == cue.start || source.start == cue.end)
        && (told || verb.lower == hash_str("according"))
        && reading.words[comma].first == b','
        && piece.start >= sentence.start
        && piece.end <= comma
        && reading.words[sentence.start..comma].iter().all(|word| word.quotation == 0)
    {
        if left.len() > 1 && piece.start == sentence.start {
            piece.end = comma;
        }
        // Nor does it begin within a phrase.
        let opening = &reading.words[sentence.start..piece.start];
        let sets_off = |word: &Word| {
            b",;:-".contains(&word.first)
                || word.first == 0xe2
                || word.is(COORDINATOR | COMPLEMENTISER)
        };
        let speaks = |word: &Word| word.is_speech_verb() && is_told(word.kind);
        if opening.last().is_some_and(|last| !sets_off(last)) && !opening.iter().any(speaks) {
            piece.start = sentence.start;
        }
    }
}

/// "| On 9 May |, Ruiz tweeted, “…”", "| Turning to the mayor |, she said, “…”" and "Ruiz said on CBS’s | “Face the
/// Nation” |": the time before a quotation is not said, nor is the name of a programme; and who stands before a colon,
/// says it.
pub(crate) fn beside_quotation(reading: &Reading, one: &mut Attribution) {
    let Attribution { cue: Some(cue), source, content, .. } = one else { return };
    if content.len() < 2 {
        return;
    }
    let first = content[0].clone();
    let words = &reading.words[first.clone()];
    let retold = words.iter().all(|word| word.quotation == 0);
    // "| When Moe asked whether it was safe |, Ruiz said, “Mostly.”"
    let sentence = &reading.sentences[reading.words[cue.start].sentence as usize].words;
    if retold
        && words[0].is(SUBORDINATOR)
        && first.start == sentence.start
        && first.end < cue.start
        && reading.words[first.end].first == b','
        && content[1].start >= cue.end
        && is_whole(reading, &content[1])
    {
        content.remove(0);
        return;
    }
    let bare = retold && !words.iter().any(finite);
    if bare && first.end <= cue.start && reading.words[content[1].start].place == Place::Opening {
        if source.is_none() && cue.start == first.end && reading.words[cue.start].first == b':' {
            *source = Some(first);
            content.remove(0);
        } else if words[0].is(PREPOSITION)
            || words[0].tag == hash_str("VBG") && is_whole(reading, &content[1])
        {
            content.remove(0);
        }
    }
    if content.len() > 1 && content.last().is_some_and(|last| is_programme(reading, last)) {
        content.pop();
    }
}

/// "Ruiz said | the bridge would close |. “It is not safe.”": a quotation of whole sentences that follows what somebody is said
/// to have said is a quote of its own. (Without a cue of its own PolNeAR has 17 such as one attribution, 4 as two.)
pub(crate) fn next_quotation(reading: &Reading, one: &mut Attribution) {
    let Some(cue) = &one.cue else { return };
    let anew = one.content.windows(2).position(|pieces| {
        let [retold, quotation] = [&pieces[0], &pieces[1]];
        let words = &reading.words[retold.clone()];
        cue.end <= retold.start
            && words.iter().all(|word| word.quotation == 0)
            && reading.words[retold.end..quotation.start].iter().all(|word| word.first == b'.')
            && reading.words[quotation.start].sentence != words[0].sentence
            && is_whole(reading, quotation)
            && is_long(reading, quotation)
    });
    if let Some(place) = anew {
        one.content.truncate(place + 1);
    }
}

/// Whether a word can be of an aside that says who somebody is: outside of marks, and no verb of its own.
pub(crate) fn is_of_aside(word: &Word) -> bool {
    word.quotation == 0 && !finite(word) && word.first != b';'
}
