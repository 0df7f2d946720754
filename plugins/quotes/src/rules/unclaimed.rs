//! Quotations that the models passed over, given to whom they belong by their form alone: speech
//! that goes on, names behind dashes, verbs of speech beside the marks, names that somebody is
//! called, and paragraphs that are one quotation.

use std::ops::Range;

use copydesk_learn::features::hash_str;

use crate::compose::{finite, one_piece};
use crate::extract::Attribution;
use crate::forms;
use crate::lexicon::{
    AUXILIARY, COORDINATOR, DEFINITE, NAMING, OTHER_PRONOUN, PREPOSITION, SPEECH,
};
use crate::reading::Reading;
use crate::rules::edges::is_of_aside;
use crate::rules::headlines::quoting;
use crate::rules::no_speech::{is_name, is_programme};
use crate::rules::phrases::by_phrase;
use crate::settle::{NEAR, overlap};
use crate::word::{Place, Word};

/// A quotation without attribution counts as speech from this many words on.
const LEAST_SPEECH: usize = 4;

/// The score of a quotation that only its form gives away: half of those in held-out articles were
/// attributions of the corpus (2026-11-24).
pub(crate) const FORM_SCORE: f32 = 0.5;

/// The subject of a sentence is looked for within this many words.
const FAR: usize = 150;

/// "| The email “in no way speaks for us,” | the director said": a quotation right before who speaks is said, with the
/// begin of its sentence, unless somebody else says it. Behind a whole one nothing else is but what is in marks too.
pub(crate) fn beside_speakers(reading: &Reading, found: &mut [Attribution]) {
    for at in 0..found.len() {
        let Some(before) = quotation_of(reading, &found[at]) else { continue };
        let claimed = |one: &Attribution| {
            let mut parts = one.content.iter().chain(&one.source).chain(&one.cue);
            parts.any(|words| overlap(words, &before))
        };
        let mut near = at.saturating_sub(NEAR)..found.len().min(at + NEAR + 1);
        if near.any(|other| other != at && claimed(&found[other])) {
            continue;
        }
        let whole = reading.words[before.start].place == Place::Opening;
        let content = &mut found[at].content;
        content.retain(|piece| {
            let marked = reading.words[piece.start].quotation > 0;
            piece.start >= before.end && (marked || !whole)
        });
        content.insert(0, before);
    }
}

/// The quotation that ends right before source and cue, if it is not of the content, with what of its sentence stands
/// before it.
fn quotation_of(reading: &Reading, one: &Attribution) -> Option<Range<usize>> {
    let quoted = forms::quotation_before(reading, one)?;
    if one.content.iter().any(|piece| piece.contains(&quoted.start)) {
        return None;
    }
    let sentence = &reading.sentences[reading.words[quoted.start].sentence as usize].words;
    let opening = &reading.words[sentence.start.min(quoted.start)..quoted.start];
    if !opening.iter().any(|word| (1..=6).contains(&word.shape)) {
        return Some(quoted);
    }
    // "In “Sunday Quay,” Moe wrote": no name of a work.
    let words = &reading.words[quoted.clone()];
    let small = words.iter().skip(2).any(|word| word.shape == 1 && !word.is(PREPOSITION));
    let verb = opening.iter().chain(words).any(finite);
    let retold = opening.iter().all(|word| word.quotation == 0 && !word.is_speech_verb());
    (small && verb).then_some(if retold { sentence.start..quoted.end } else { quoted })
}

/// Gives quotations that nobody has claimed to whom they belong by their form.
pub(crate) fn unclaimed(
    text: &str,
    reading: &Reading,
    found: &mut Vec<Attribution>,
    taken: &mut [Option<usize>],
) {
    // What the models found is in the order of the cues.
    let modelled = found.len();
    // The quotation before that was speech: its place among them and its owner.
    let mut before: Option<(usize, usize)> = None;
    let mut previous = None;
    let same_mark = |a: usize, b: usize| reading.words[a].first == reading.words[b].first;
    for (place, quotation) in reading.quotations.iter().enumerate() {
        if quotation.nested || reading.quoted[place].is_empty() {
            continue;
        }
        // Whose the quotation is that this one goes on with, over a paragraph's end.
        let continued = before.filter(|(last, _)| quotation.continues && previous == Some(*last));
        let continued = continued.map(|(_, owner)| owner);
        previous = Some(place);
        if let Some(owner) = taken[place] {
            // Who speaks is said behind the last of its paragraphs only.
            if let Some(first) = continued
                && first + 1 == found.len()
                && first >= modelled
                && found[first].cue.is_none()
                && found[first].source.is_none()
                && same_mark(found[first].content[0].start, reading.quoted[place].start)
                && let Some(unsaid) = found.pop()
            {
                found[owner].content.extend(unsaid.content);
                found[owner].content.sort_unstable_by_key(|piece| piece.start);
            }
            before = Some((place, owner));
            continue;
        }
        let words = reading.quoted[place].clone();
        let sentence = &reading.sentences[reading.words[words.start].sentence as usize];
        if sentence.boilerplate || is_programme(reading, &words) || is_name(reading, words.start) {
            continue;
        }
        if let Some(owner) = continued {
            found[owner].content.push(words);
            taken[place] = Some(owner);
            before = Some((place, owner));
            continue;
        }
        // "The union, in a report titled “Broken Promises,” | said": of who speaks.
        let of_source = |one: &Attribution| {
            one.source.as_ref().is_some_and(|source| source.contains(&words.start))
        };
        if found[..modelled].iter().any(of_source) {
            continue;
        }
        let known = if quotation.closed {
            by_phrase(reading, &words).or_else(|| named_so(reading, &words, &found[..modelled]))
        } else {
            broken_off(reading, &words).or_else(|| introduced_by(reading, &words))
        };
        if let Some(one) = known {
            taken[place] = Some(found.len());
            if !quotation.closed {
                before = Some((place, found.len()));
            }
            found.push(one);
            continue;
        }
        if let Some(one) = quoting(reading, &words) {
            taken[place] = Some(found.len());
            found.push(one);
            continue;
        }
        let goes_on = reading.quotations[place + 1..].iter().find(|other| !other.nested);
        let goes_on = !quotation.closed && goes_on.is_some_and(|next| next.continues);
        let paragraph = sentence.paragraph;
        let alone = reading.paragraphs.get(paragraph).is_some_and(|&span| {
            let paragraph = reading.words_in(span);
            paragraph.start == words.start && paragraph.end <= words.end + 1
        });
        // One that nothing closes is speech only if a model says so.
        if !(alone || is_whole(reading, &words)) || !quotation.closed && !goes_on {
            continue;
        }
        if let Some((last, owner)) = before {
            let previous = reading.quoted[last].clone();
            let same = reading.paragraph_of(previous.start) == paragraph;
            // "…," she said. "…": nothing but her saying so stands between.
            let between = previous.end..words.start;
            let cue = found[owner].cue.clone().unwrap_or(0..0);
            let only_cue = between.contains(&cue.start) || between.len() <= 1;
            if same
                && only_cue
                && reading.words[between].iter().filter(|w| w.first == b'.').count() <= 1
            {
                found[owner].content.push(words);
                taken[place] = Some(owner);
                before = Some((place, owner));
                continue;
            }
        }
        if let Some(one) = by_name(text, reading, &words) {
            taken[place] = Some(found.len());
            before = Some((place, found.len()));
            found.push(one);
            continue;
        }
        // One that is a paragraph or whole sentences and nothing else is speech, whoever speaks: 20 of 24
        // such sentences in the training articles (2026-11-25).
        let last = &reading.sentences[reading.words[words.end - 1].sentence as usize];
        let sentences = sentence.words.start == words.start && last.words.end == words.end;
        // "“Gone?” ¶ “Gone.”": in a dialogue a paragraph may be a word.
        let line = &reading.words[words.clone()];
        let named = line.iter().filter(|word| (2..=6).contains(&word.shape)).count() > 2;
        let pronoun = line.iter().any(|word| word.tag2 == *b"PR");
        let heading = named && !pronoun && is_title_case(line);
        let answer = alone
            && quotation.closed
            && !heading
            && is_whole(reading, &words)
            && before.is_some_and(|(last, _)| {
                reading.paragraph_of(reading.quoted[last].start) + 1 == paragraph
            });
        if is_long(reading, &words) && (alone || sentences) || answer {
            taken[place] = Some(found.len());
            before = Some((place, found.len()));
            found.push(Attribution {
                cue: None,
                source: source_before(reading, &found[..modelled], &words),
                content: one_piece(words),
                score: FORM_SCORE,
            });
        }
    }
}

/// "| The mayor | said the bridge would close. “It is not safe.”": the source of what somebody is said to have said right
/// before a quotation.
fn source_before(
    reading: &Reading,
    found: &[Attribution],
    words: &Range<usize>,
) -> Option<Range<usize>> {
    let ends = |one: &&Attribution| {
        one.content.last().is_some_and(|piece| {
            piece.end <= words.start
                && reading.words[piece.end..words.start].iter().all(|word| word.first == b'.')
        })
    };
    let before = found.iter().rev().find(ends)?;
    let behind = before.cue.as_ref().is_some_and(|cue| cue.end <= before.content[0].start);
    let same = reading.paragraph_of(words.start) == reading.paragraph_of(before.content[0].start);
    // "…, which shows that it is old. “…”"
    let vague =
        |source: &Range<usize>| source.len() == 1 && reading.words[source.start].is(OTHER_PRONOUN);
    before.source.clone().filter(|source| behind && same && !vague(source))
}

/// Whether a quotation is a sentence or several: it begins with a capital and ends with a mark.
pub(crate) fn is_whole(reading: &Reading, words: &Range<usize>) -> bool {
    let words = &reading.words[words.clone()];
    let Some(first) = words.iter().find(|word| (1..=6).contains(&word.shape)) else {
        return false;
    };
    let ends = words.iter().rev().take(3).any(|word| b".,!?".contains(&word.first));
    matches!(first.shape, 2..=6) && ends
}

/// Whether a quotation is long enough to be speech by itself, and no heading.
pub(crate) fn is_long(reading: &Reading, words: &Range<usize>) -> bool {
    words.len() >= LEAST_SPEECH + 2 && !is_heading(reading, words)
}

/// Whether a quotation that is a line of its own is a heading between paragraphs: a short one of which
/// each word has a capital, or that does not end as a sentence does.
fn is_heading(reading: &Reading, words: &Range<usize>) -> bool {
    const LONGEST: usize = 12;
    const LONGEST_OPEN: usize = 16;
    let line = &reading.words[words.start..reading.words.len().min(words.end + 1)];
    let stop = line.iter().rev().take(3).any(|word| b".!?".contains(&word.first));
    let title = is_title_case(&line[..words.len()]);
    title && words.len() <= LONGEST || !stop && words.len() <= LONGEST_OPEN
}

/// Verbs that, with "back", answer: "“No!” Moe shot back."
const ANSWERS: [&str; 6] = ["barked", "bit", "fired", "hit", "shot", "snapped"];

/// Whether each word has a capital, but for those that have none in titles.
fn is_title_case(words: &[Word]) -> bool {
    let small = PREPOSITION | COORDINATOR | DEFINITE | AUXILIARY;
    words.iter().all(|word| word.shape != 1 || word.is(small))
}

/// A quotation with a name behind a dash, or with a speech verb right beside it.
fn by_name(text: &str, reading: &Reading, words: &Range<usize>) -> Option<Attribution> {
    /// The most words of the name, with what he is.
    const LONGEST: usize = 16;
    let sentence_end = |word: &Word| b".!?".contains(&word.first);
    let paragraph = *reading.paragraphs.get(reading.paragraph_of(words.start))?;
    let rest = words.end..reading.words_in(paragraph).end;
    // A name may stand on a line of its own below.
    let below = rest.is_empty().then(|| reading.words.get(words.end)).flatten();
    let rest = match below {
        Some(dash)
            if is_dash(dash)
                && text[..dash.start as usize].trim_end().len() + 2 >= dash.start as usize =>
        {
            words.end..reading.sentences[dash.sentence as usize].words.end
        }
        _ => rest,
    };
    let after = reading.words.get(rest.clone())?;
    let attribution = |cue: Option<Range<usize>>, source: Option<Range<usize>>| Attribution {
        cue,
        source,
        content: one_piece(words.clone()),
        score: FORM_SCORE,
    };
    if let [dash, name, ..] = after
        && is_dash(dash)
        && matches!(name.shape, 2 | 3 | 6)
    {
        // The line is the name's: it ends there, or with a full stop.
        let line = after[1..].iter().zip(after).take_while(|(word, previous)| {
            let gap = &text[previous.end as usize..word.start as usize];
            !gap.contains('\n') && word.quotation == 0 && !b"!?".contains(&word.first)
        });
        let mut end = rest.start + 1 + line.count();
        while end > rest.start + 2 && sentence_end(&reading.words[end - 1]) {
            end -= 1;
        }
        if end - rest.start <= LONGEST {
            return Some(attribution(Some(rest.start..rest.start + 1), Some(rest.start + 1..end)));
        }
    }
    if let Some(one) = introduced_by(reading, words) {
        return Some(one);
    }
    // "…" she sighed. "…" sighed Mr Okafor. "…," Ada Riva, the minister.
    let near = after.iter().take(6).take_while(|word| !sentence_end(word) && word.quotation == 0);
    let mark = reading.words[words.end.saturating_sub(2)].first;
    let back = |at: usize| after.get(at + 1).is_some_and(|word| word.is_one_of(&["back"]));
    let answers = |at: usize, word: &Word| word.is_one_of(&ANSWERS) && back(at);
    let found = near.enumerate().find(|&(at, word)| word.is_speech_verb() || answers(at, word));
    let Some((verb, _)) = found else {
        let stop = usize::from(after.last().is_some_and(sentence_end));
        let name = rest.start..rest.end - stop;
        let begins = reading.sentences[reading.words[words.start].sentence as usize].words.start;
        let short = mark == b',' && begins == words.start && name.len() <= LONGEST;
        let named = short
            && name.clone().any(|at| reading.person_at(at).is_some())
            && reading.words[name.clone()].iter().all(is_of_aside);
        return named.then(|| attribution(None, Some(name)));
    };
    let verb = verb + rest.start;
    // "“… by law.” Others | see | it so": behind a full stop another sentence begins.
    let end = verb + 1 + usize::from(back(verb - rest.start));
    let closes = reading.words.get(end).is_none_or(|word| b".,;:!?".contains(&word.first));
    if mark == b'.' && !closes {
        return None;
    }
    let before = rest.start..verb;
    let source = if before.is_empty() {
        let inverted = reading.words[end..rest.end].iter();
        let long =
            inverted.take_while(|w| !b".,;:!?".contains(&w.first) && w.quotation == 0).count();
        (long > 0 && long <= 8).then(|| end..end + long)
    } else {
        Some(before)
    };
    Some(attribution(Some(verb..end), source))
}

pub(crate) fn is_dash(word: &Word) -> bool {
    word.first == b'-' || (word.first == 0xe2 && matches!(word.shape, 0x93..=0x95))
}

/// A quotation that a speech verb with a colon or comma introduces: "Judge Nwosu said: “…".
fn introduced_by(reading: &Reading, words: &Range<usize>) -> Option<Attribution> {
    const LONGEST: usize = 12;
    let mark = words.start.checked_sub(1)?;
    let sentence = &reading.sentences[reading.words[mark].sentence as usize];
    if !b":,".contains(&reading.words[mark].first) {
        return None;
    }
    let from = sentence.words.start.max(mark.saturating_sub(6));
    let verb = (from..mark).rev().find(|&at| reading.words[at].is_speech_verb())?;
    let subject = sentence.words.start..verb;
    let plain = |at: usize| reading.words[at].first != b',' && reading.words[at].quotation == 0;
    let long = subject.rev().take_while(|&at| plain(at)).count();
    Some(Attribution {
        cue: Some(verb..verb + 1),
        source: (long > 0 && long <= LONGEST).then(|| verb - long..verb),
        content: one_piece(words.clone()),
        score: FORM_SCORE,
    })
}

/// What somebody calls something: "labelling him a “dictator”". The source is that of the speech
/// reported before in the sentence, else its subject.
fn named_so(reading: &Reading, words: &Range<usize>, found: &[Attribution]) -> Option<Attribution> {
    let sentence = &reading.sentences[reading.words[words.start].sentence as usize];
    let from = sentence.words.start.max(words.start.saturating_sub(6));
    let cue = (from..words.start).rev().find(|&at| reading.words[at].is(NAMING))?;
    let before = cue.checked_sub(1).map(|at| &reading.words[at]);
    let between = &reading.words[cue + 1..words.start];
    // "is called “…”" and "so-called" name a thing; nobody in the article speaks.
    let passive = before.is_none_or(|word| word.is(AUXILIARY) || b"-,(".contains(&word.first))
        && reading.words[cue].tag != hash_str("VBG");
    if !reading.words[cue].is_verb()
        || passive
        || between.is_empty()
        || between.iter().any(|word| b",;:.".contains(&word.first) || finite(word))
    {
        return None;
    }
    let start = sentence.words.start.max(cue.saturating_sub(FAR));
    let begins = |one: &Attribution| one.cue.as_ref().map_or(0, |cue| cue.start);
    let last = found[..found.partition_point(|one| begins(one) < words.start)].last();
    let last = last.filter(|one| begins(one) >= start);
    let source = last.and_then(|one| one.source.clone()).or_else(|| {
        let nominal = |at: &usize| {
            let word = &reading.words[*at];
            word.mention > 0 || word.tag == hash_str("PRP")
        };
        let first = (start..cue).find(nominal)?;
        let more = (first + 1..cue).take_while(|at| {
            reading.words[*at].mention > 0
                && reading.words[*at].mention == reading.words[first].mention
        });
        Some(first..first + 1 + more.count())
    });
    let to = usize::from(reading.words[cue + 1].lower == hash_str("to"));
    if cue + 1 + to >= words.end {
        return None;
    }
    Some(Attribution {
        cue: Some(cue..cue + 1 + to),
        source,
        content: one_piece(cue + 1 + to..words.end),
        score: FORM_SCORE,
    })
}

/// A quotation that lacks its closing mark: "“We saw the smoke, said Tomas Ruiz."
fn broken_off(reading: &Reading, words: &Range<usize>) -> Option<Attribution> {
    let tail = words.end.saturating_sub(9).max(words.start)..words.end;
    let comma = tail.rev().find(|&at| reading.words[at].first == b',')?;
    let rest = comma + 1..words.end - usize::from(reading.words[words.end - 1].first == b'.');
    let verb = rest.clone().find(|&at| reading.words[at].is(SPEECH))?;
    let source = if verb == rest.start { verb + 1..rest.end } else { rest.start..verb };
    let name = reading.words.get(source.start)?;
    let names =
        matches!(name.tag2, [b'P', b'R'] | [b'D', b'T']) || name.mention > 0 || name.shape == 2;
    let short = verb <= rest.start + 4 && !source.is_empty() && comma > words.start + 1;
    (names && short).then(|| Attribution {
        cue: Some(verb..verb + 1),
        source: Some(source),
        content: one_piece(words.start..comma + 1),
        score: FORM_SCORE / 2.0,
    })
}
