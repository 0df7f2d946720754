//! Cues whose form leaves no doubt, whatever the models say: "according to", and a subject with a
//! verb of speech that stands between commas or behind the last one.

use std::ops::Range;

use copydesk_learn::features::hash_str;

use crate::compose::finite;
use crate::extract::Attribution;
use crate::lexicon::{
    COMPLEMENTISER, COORDINATOR, DOCUMENT, HE, SHE, SPEECH, THEY, is_told, kind_name,
};
use crate::reading::{Kind, Reading};
use crate::word::{Place, Word};

/// The probability that such a cue is given.
pub(crate) const SURE: f32 = 0.9;
/// The most words of a content that only its form gives away.
const LONGEST: usize = 80;
/// The most words of a name before the verb.
const LONGEST_NAME: usize = 5;

/// Adds those cues in place of what the model made of their words.
pub fn add_cues(reading: &Reading, cues: &mut Vec<(Range<usize>, f32)>) {
    for (cue, _) in &mut *cues {
        cue.end = before_name(reading, cue);
    }
    let (according, to) = (hash_str("according"), hash_str("to"));
    let mut sure: Vec<Range<usize>> = Vec::new();
    for at in 0..reading.words.len() {
        let [before, word] = [&reading.words[at.saturating_sub(1)], &reading.words[at]];
        let told = at > 0 && word.is(SPEECH) && is_told(word.kind);
        if told && let Some(first) = second_verb(reading, at) {
            sure.push(first..first + 1);
        }
        let cue = if at > 0 && word.lower == to && before.lower == according {
            at - 1..at + 1
        } else if told
            && (set_off(reading, at).is_some()
                || second_verb(reading, at).is_some()
                || behind_marks(reading, at).is_some()
                || document_says(reading, at))
            || per(reading, at).is_some()
        {
            at..at + 1
        } else {
            continue;
        };
        if !reading.sentences[word.sentence as usize].boilerplate {
            sure.push(cue);
        }
    }
    sure.sort_by_key(|cue| cue.start);
    sure.dedup();
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

/// Where a cue right behind a quotation ends: before the name of who spoke, "…," | said | Nadia Kowalczyk.
fn before_name(reading: &Reading, cue: &Range<usize>) -> usize {
    let name = (cue.start + 1..cue.end).find(|&at| reading.person_at(at).is_some());
    name.filter(|_| behind_marks(reading, cue.start).is_some()).unwrap_or(cue.end)
}

/// Source and content of such a cue where the model finds no content.
pub fn arguments(reading: &Reading, cue: &Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    per(reading, cue.start).or_else(|| according_to(reading, cue)).or_else(|| {
        let subject = set_off(reading, cue.start)?;
        let sentence = &reading.sentences[reading.words[cue.start].sentence as usize];
        let comma = subject.start.min(cue.start) - 1;
        let content = sentence.words.start..comma;
        // "But, says Stein, “…”": words that only lead over are not said.
        let least = if subject.start < cue.start { 1 } else { 3 };
        let open =
            reading.words[comma].quotation == 0 && (least..=LONGEST).contains(&content.len());
        open.then_some((subject, content))
    })
}

/// The subject of a verb of speech that commas set off, on either side of it.
fn set_off(reading: &Reading, verb: usize) -> Option<Range<usize>> {
    parenthetical(reading, verb).or_else(|| before_subject(reading, verb))
}

/// Whether a verb is in the past or the present of the third person, outside of quotation marks.
fn is_indicative(word: &Word) -> bool {
    word.quotation == 0 && [hash_str("VBD"), hash_str("VBZ")].contains(&word.tag)
}

/// The subject of a verb of speech that stands in a parenthesis: ", he added, …", ", Ruiz said."
fn parenthetical(reading: &Reading, verb: usize) -> Option<Range<usize>> {
    let word = &reading.words[verb];
    let next = reading.words.get(verb + 1);
    let closes = next.is_none_or(|next| {
        next.sentence != word.sentence
            || b",.".contains(&next.first)
            || next.place == Place::Opening
            || addressee(reading, verb).is_some()
    });
    if !is_indicative(word) || !closes {
        return None;
    }
    let last = verb.checked_sub(1)?;
    let subject = &reading.words[last];
    let start = if subject.is(HE | SHE | THEY) {
        last
    } else {
        let name = subject.mention;
        let of_name = |&at: &usize| name > 0 && reading.words[at].mention == name;
        let length = (verb.saturating_sub(LONGEST_NAME)..verb).rev().take_while(of_name).count();
        if length == 0 {
            return None;
        }
        verb - length
    };
    let before = &reading.words[start.checked_sub(1)?];
    (before.first == b',' && before.sentence == word.sentence).then_some(start..verb)
}

/// The name behind a verb of saying that stands in a parenthesis: ", added | Ruiz |."
fn before_subject(reading: &Reading, verb: usize) -> Option<Range<usize>> {
    let word = &reading.words[verb];
    let says = matches!(kind_name(word.kind), Some("said" | "added" | "explained"));
    let comma = &reading.words[verb.checked_sub(1)?];
    let name = reading.words.get(verb + 1)?.mention;
    let length = reading.words[verb + 1..].iter().take_while(|word| word.mention == name).count();
    let subject = verb + 1..verb + 1 + length;
    let closes = reading
        .words
        .get(subject.end)
        .is_none_or(|next| next.sentence != word.sentence || b",.".contains(&next.first));
    (is_indicative(word)
        && says
        && closes
        && name > 0
        && length <= LONGEST_NAME
        && comma.first == b','
        && comma.sentence == word.sentence)
        .then_some(subject)
}

/// Whom a verb of telling tells, where nothing but a comma or the end follows: "…, she told | the union |."
pub(crate) fn addressee(reading: &Reading, verb: usize) -> Option<Range<usize>> {
    const LONGEST: usize = 5;
    if kind_name(reading.words[verb].kind) != Some("told") {
        return None;
    }
    let nominal = |word: &&Word| {
        matches!(word.tag2, [b'D', b'T'] | [b'N', b'N'] | [b'J', b'J'] | [b'P', b'R' | b'O'])
    };
    let length = reading.words[verb + 1..].iter().take(LONGEST + 1).take_while(nominal).count();
    let end = verb + 1 + length;
    let ends = reading.words.get(end).is_none_or(|word| {
        b",.".contains(&word.first) || word.sentence != reading.words[verb].sentence
    });
    ((1..=LONGEST).contains(&length) && ends).then_some(verb + 1..end)
}

/// "…," | said | an official. "…," she | added |.: the words of a quotation that a comma or the like ends,
/// where a verb of speech stands right behind it, or behind it and a pronoun or a name.
pub(crate) fn behind_marks(reading: &Reading, verb: usize) -> Option<Range<usize>> {
    let word = reading.words.get(verb)?;
    if !is_indicative(word) || !word.is(SPEECH) || !is_told(word.kind) {
        return None;
    }
    let last = &reading.words[verb.checked_sub(1)?];
    let named = |at: &usize| reading.words[*at].mention == last.mention;
    let subject = match () {
        () if last.place == Place::Closing => 0,
        () if last.is(HE | SHE | THEY) => 1,
        () if last.mention == 0 => return None,
        () => (verb.saturating_sub(LONGEST_NAME)..verb).rev().take_while(named).count(),
    };
    let mark = verb.checked_sub(1 + subject)?;
    let comma = b",!?".contains(&reading.words[mark.checked_sub(1)?].first);
    let closes = comma && reading.words[mark].place == Place::Closing;
    closes.then(|| reading.quoted[reading.words[mark].quotation as usize - 1].clone())
}

/// "…," | an official of the port | said: the words of a quotation that ends right before source and cue.
pub(crate) fn quotation_before(reading: &Reading, one: &Attribution) -> Option<Range<usize>> {
    let cue = one.cue.as_ref()?;
    let verb = &reading.words[cue.start];
    let start = match &one.source {
        Some(source) if source.end == cue.start => source.start,
        Some(source) if source.start != cue.end => return None,
        _ => cue.start,
    };
    // "“…,” was how | Moe | put it"
    let how = match &reading.words[..start] {
        [.., be, how] if be.is_be() && how.is_one_of(&["how"]) => 2,
        _ => 0,
    };
    let start = start - how;
    let [.., comma, mark] = &reading.words[..start] else { return None };
    if mark.place != Place::Closing || !b",!?".contains(&comma.first) {
        return None;
    }
    // "“…,” he | is quoted as saying |"
    let [.., as_, saying] = &reading.words[..cue.end] else { return None };
    let quoted = verb.is_be() && as_.is_one_of(&["as"]) && saying.is(SPEECH);
    let speaks = verb.is_speech_verb() && is_told(verb.kind) && finite(verb) || quoted;
    // "“Sunday Quay,” which tells …", "“No!” Moe begs for a break."
    let who = reading.words[start].tag2[0] != b'W';
    let of_another = reading.words[cue.clone()].iter().any(|word| word.is_one_of(&["for", "of"]));
    // "“Was it you?” Moe responded that it was not.": somebody else asks.
    let retold = |piece: &Range<usize>| {
        piece.start == cue.end && reading.words[piece.start].is(COMPLEMENTISER)
    };
    let answers = comma.first != b',' && one.content.iter().any(retold);
    let apart = reading.paragraph_of(start - 1) != reading.paragraph_of(start);
    (speaks && who && !of_another && !answers && !apart)
        .then(|| reading.quoted[mark.quotation as usize - 1].clone())
}

/// The place of the "and" that joins a verb of speech to one before: "and promised", "and remained
/// assured".
pub(crate) fn joined_by(reading: &Reading, verb: usize) -> Option<usize> {
    let linking = |at: usize| reading.words[at].is_one_of(&LINKING);
    let and = verb.checked_sub(1)?;
    let and = if linking(and) { and.checked_sub(1)? } else { and };
    reading.words[and].is(COORDINATOR).then_some(and)
}

/// Verbs that join a state of mind to its subject.
const LINKING: [&str; 3] = ["remained", "stayed", "felt"];

/// The verb of speech with which a later one shares its subject: "| said | the court was wrong and
/// promised to appeal".
fn second_verb(reading: &Reading, verb: usize) -> Option<usize> {
    let word = &reading.words[verb];
    let and = joined_by(reading, verb)?;
    let linked = and + 1 < verb;
    let follows = reading.words.get(verb + 1).is_some_and(|next| {
        next.sentence == word.sentence
            && (next.is(COMPLEMENTISER)
                || next.tag2 == *b"TO"
                || linked && next.lower == hash_str("of"))
    });
    let present = word.tag == hash_str("VBZ");
    let past = word.tag == hash_str("VBD") || word.tag == hash_str("VBN");
    if !past && !present || word.quotation > 0 || !follows {
        return None;
    }
    let start = reading.sentences[word.sentence as usize].words.start;
    let said = |at: &usize| {
        let first = &reading.words[*at];
        let like = match present {
            true => first.tag == hash_str("VBZ"),
            false => first.tag == hash_str("VBD") || linked && first.tag == hash_str("VBG"),
        };
        first.is(SPEECH) && like && first.quotation == 0
    };
    let first = (start.max(verb.saturating_sub(30))..and).rev().find(said)?;
    is_told(reading.words[first].kind).then_some(first)
}

/// "The ruling | states | that …", however the verb is tagged.
fn document_says(reading: &Reading, verb: usize) -> bool {
    let word = &reading.words[verb];
    let subject = &reading.words[verb - 1];
    let start = reading.sentences[word.sentence as usize].words.start;
    subject.is(DOCUMENT)
        && (start..start + 3).contains(&(verb - 1))
        && matches!(word.tag2, [b'V', b'B'] | [b'N', b'N'])
        && reading.words.get(verb + 1).is_some_and(|next| next.lower == hash_str("that"))
}

/// Source and content of "Per court documents, they parted" and "They parted, per People magazine.".
fn per(reading: &Reading, at: usize) -> Option<(Range<usize>, Range<usize>)> {
    const LONGEST_NAME: usize = 10;
    let words = &reading.words;
    let word = &words[at];
    if !word.is_one_of(&["per"]) || word.quotation > 0 || word.mention > 0 {
        return None;
    }
    let sentence = &reading.sentences[word.sentence as usize].words;
    let end = reading.before_stop(sentence);
    let opens = at == sentence.start;
    let comma = at > sentence.start + 2 && words[at - 1].first == b',';
    if !(opens || comma) || at + 1 >= end {
        return None;
    }
    let is_comma = |&at: &usize| words[at].first == b',';
    let close = (at + 1..end).take(LONGEST_NAME + 1).find(is_comma);
    let source = at + 1..close.unwrap_or(end);
    let says = source.clone().take(3).any(|at| {
        let named = reading.mention_at(at);
        let body = named.is_some_and(|one| matches!(one.kind, Kind::Organisation | Kind::Person));
        body || words[at].is(DOCUMENT)
    });
    let nominal =
        !words[source.clone()].iter().any(|word| word.quotation > 0 || word.tag2[0] == b'W');
    let content = match (opens, close) {
        (true, Some(close)) => close + 1..end,
        (false, None) => sentence.start..at - 1,
        _ => return None,
    };
    let verb = words[content.clone()].iter().any(finite);
    (says && nominal && verb && source.len() <= LONGEST_NAME).then_some((source, content))
}

/// Source and content of "According to X, …" by its form: up to the comma, and from there on.
pub(crate) fn according_to(
    reading: &Reading,
    cue: &Range<usize>,
) -> Option<(Range<usize>, Range<usize>)> {
    let head = reading.words.get(cue.start)?;
    let sentence = &reading.sentences[head.sentence as usize];
    if head.lower != hash_str("according") || cue.start > sentence.words.start + 2 {
        return None;
    }
    let comma = (cue.end..sentence.words.end.min(cue.end + LONGEST))
        .find(|&at| reading.words[at].first == b',')?;
    let comma = behind_apposition(reading, comma).unwrap_or(comma);
    let full_stop = b".!?".contains(&reading.words[sentence.words.end - 1].first);
    let end = sentence.words.end - usize::from(full_stop);
    (cue.end < comma && comma + 1 < end && end - comma <= LONGEST)
        .then(|| (cue.end..comma, comma + 1..end))
}

/// "her publisher, Jo Threlfall |,|", "Jo Threlfall, who prints it |,|": the comma behind words that say who was meant.
fn behind_apposition(reading: &Reading, comma: usize) -> Option<usize> {
    let nominal = reading.words[comma.checked_sub(1)?].shape == 1;
    if let Some(person) = reading.person_at(comma + 1) {
        let end = reading.words_in(person.span).end;
        let closes = reading.words.get(end).is_some_and(|word| word.first == b',');
        return (nominal && closes).then_some(end);
    }
    // Behind a name: what he is, or does. "a source, who asked not to be named |,|" has none.
    let first = reading.words.get(comma + 1)?;
    let relative = first.lower == hash_str("who");
    if reading.person_at(comma - 1).is_none() && !(relative && nominal) {
        return None;
    }
    let indefinite = first.is_one_of(&["a", "an"]);
    let same = |&at: &usize| reading.words[at].sentence == first.sentence;
    let end = (comma + 2..reading.words.len().min(comma + 40))
        .take_while(same)
        .find(|&at| reading.words[at].first == b',')?;
    let of_clause = |word: &Word| word.tag2[0] == b'W' || word.lower == hash_str("that");
    let aside = &reading.words[comma + 1..end];
    let verb = aside.iter().position(finite).unwrap_or(aside.len());
    let is_aside =
        relative || indefinite && (verb == aside.len() || aside[..verb].iter().any(of_clause));
    let rest = reading.words.get(end + 1)?;
    let goes_on = rest.tag2[0] != b'W' && !rest.is(COORDINATOR) && rest.tag2 != *b"VB";
    (is_aside && goes_on).then_some(end)
}
