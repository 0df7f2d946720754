//! Where a source begins and ends: without days, brackets and what happens meanwhile, with what somebody is.

use copydesk_learn::features::hash_str;

use crate::compose::finite;
use crate::extract::Attribution;
use crate::lexicon::{AUXILIARY, COORDINATOR, SUBORDINATOR};
use crate::reading::{Kind, Reading};
use crate::rules::edges::is_of_aside;
use crate::rules::sources::{LONGEST, names};
use crate::word::{Place, Word};

/// "Last week | Ada Norton, the chair,", "| The Quay Times | Saturday", "| Ada Norton | on Monday": a time at the edges
/// is not of who speaks.
pub(crate) fn without_time(reading: &Reading, one: &mut Attribution) {
    let Some(source) = &mut one.source else { return };
    let words = &reading.words;
    // "| Orbis Networks | today announced"
    let is_date = |at: usize| {
        reading.mention_at(at).map_or(words[at].is_one_of(&DAYS), |one| one.kind == Kind::Date)
    };
    // "09:12 | Police |", of a live blog
    let time = |word: &Word| {
        let length = word.end - word.start;
        word.first.is_ascii_digit()
            && (word.tag2 == *b"CD" && (4..=5).contains(&length)
                || word.shape == 4 && (4..=7).contains(&length))
    };
    let zone = |word: &Word| word.is_one_of(&["gmt", "bst", "est", "edt", "et", "am", "pm"]);
    let sentence = words[source.start].sentence as usize;
    if reading.sentences[sentence].words.start == source.start
        && source.len() > 1
        && time(&words[source.start])
        && !names(&words[source.start])
    {
        source.start += 1 + usize::from(source.len() > 2 && zone(&words[source.start + 1]));
    }
    // "In 2011 | organisers |"
    let within = usize::from(words[source.start].is_one_of(&["in", "on", "since", "by"]));
    let opening = source.start + within;
    let dates = (opening..source.end).take_while(|&at| is_date(at)).count();
    let plain = within > 0 && matches!(words[source.end - 1].tag2, [b'N', b'N'] | [b'P', b'R']);
    let opening = if dates > 0 { opening + dates } else { source.start };
    if opening > source.start && opening < source.end && (names(&words[opening]) || plain) {
        source.start = opening;
    }
    let closing = source.clone().rev().take_while(|&at| is_date(at)).count();
    let end = source.end - closing;
    let on = end > source.start && words[end - 1].is_one_of(&["on"]);
    let end = end - usize::from(on && closing > 0);
    // "the review released | on Tuesday |" tells which one it is.
    let phrase = end > source.start && !words[end - 1].is_verb();
    if closing > 0 && phrase && (on || words[end - 1].mention > 0) {
        source.end = end;
    }
}

/// Days that are no names.
const DAYS: [&str; 3] = ["today", "yesterday", "tonight"];

/// "| Velum Systems | (Nasdaq: VLUM) today announced", "| Orbis Networks |, a leader in water, today announced": what stands in
/// brackets behind a name, or only says when, is not who speaks.
pub(crate) fn before_brackets(reading: &Reading, one: &mut Attribution) {
    const FAR: usize = 10;
    let (Some(cue), Some(source)) = (&one.cue, &mut one.source) else { return };
    let words = &reading.words;
    let sentence = &reading.sentences[words[cue.start].sentence as usize].words;
    if source.end > cue.start || source.start < sentence.start {
        return;
    }
    let named = |end: usize| {
        let name = reading.mention_at(end.checked_sub(1)?)?;
        let start = reading.words_in(name.span).start;
        matches!(name.kind, Kind::Organisation | Kind::Person).then_some(start..end)
    };
    let from = sentence.start.max(source.start.saturating_sub(FAR));
    let before = &words[from..source.start];
    let open = before.iter().rposition(|word| word.first == b'(').map(|at| from + at);
    let closes = words[source.start..cue.start].iter().position(|word| word.first == b')');
    let open = open.filter(|&open| {
        closes.is_some() && words[open..source.start].iter().all(|word| word.first != b')')
    });
    if let Some(name) = open.and_then(named) {
        *source = name;
    } else if words[source.clone()].iter().all(|word| word.is_one_of(&DAYS))
        && let Some(first) = reading.mention_at(sentence.start)
        && let Some(name) = named(reading.words_in(first.span).end)
    {
        *source = name;
    }
}

/// "as | Ada Norton | would say", "identified by | police |": who speaks does not begin with what joins him to the
/// sentence. Auxiliaries are nobody.
pub(crate) fn trimmed(reading: &Reading, one: &mut Attribution) {
    let Some(source) = &mut one.source else { return };
    let words = &reading.words;
    if source.len() > 1 && words[source.start].is_one_of(&["as", "by"]) {
        source.start += 1;
    }
    let nobody = words[source.clone()].iter().all(|word| word.is(AUXILIARY) && word.is_verb());
    one.source.take_if(|_| nobody);
}

/// "| Ruiz, who rang from the set of “Salt Road,” | said": who speaks is whom the clause is about.
pub(crate) fn with_clause(reading: &Reading, one: &mut Attribution) {
    let (Some(cue), Some(source)) = (&one.cue, &mut one.source) else { return };
    let words = &reading.words;
    let [.., before, last] = &words[..cue.start] else { return };
    let closes = last.first == b',' || last.place == Place::Closing && before.first == b',';
    let clause = words.get(source.end..cue.start).unwrap_or_default();
    let [.., name, comma] = &words[..source.start] else { return };
    if source.len() == 1
        && words[source.start].is_one_of(&["who"])
        && comma.first == b','
        && closes
        && clause.iter().any(finite)
        && clause.iter().all(|word| word.sentence == name.sentence)
        && let Some(person) = reading.mention_of(name).filter(|one| one.kind == Kind::Person)
    {
        *source = reading.words_in(person.span).start..cue.start;
    }
}

/// "Opening the case at noon, | Fiona Reid, prosecuting, | told the jury", "Commenting on the deal | Fiona Reid, |
/// said": what a person who is named does meanwhile is not of the source.
pub(crate) fn meanwhile(reading: &Reading, one: &mut Attribution) {
    let Some(source) = &mut one.source else { return };
    let first = &reading.words[source.start];
    if first.tag != hash_str("VBG")
        || reading.sentences[first.sentence as usize].words.start != source.start
    {
        return;
    }
    let is_comma = |&at: &usize| reading.words[at].first == b',';
    let mut begins = (source.start..source.end).filter(is_comma).map(|comma| comma + 1);
    let is_person = |at: &usize| *at < source.end && reading.person_at(*at).is_some();
    let set_off = begins.find(is_person);
    // Where the comma is lacking: the first person who is named, if a comma or the verb stands behind him. "Managing
    // director Fiona Reid" is all she.
    let title = reading.words.get(source.start + 1).is_some_and(|word| word.tag2 == *b"NN");
    let start = set_off.or_else(|| {
        let start = source.clone().find(is_person)?;
        let end = reading.words_in(reading.person_at(start)?.span).end;
        (!title && (end >= source.end || is_comma(&end))).then_some(start)
    });
    source.start = start.unwrap_or(source.start);
}

/// "“I knew,” says | Ruth Amos, | and her eyes fill with tears": what happens then is not of who speaks.
pub(crate) fn without_aside(reading: &Reading, one: &mut Attribution) {
    let (Some(cue), Some(source)) = (&one.cue, &mut one.source) else { return };
    let words = &reading.words;
    if source.start != cue.end {
        return;
    }
    let relative = |word: &Word| word.tag2[0] == b'W' && !word.is(SUBORDINATOR);
    let joins = |at: usize| {
        let comma = words[at - 1].first == b',';
        words[at].is_one_of(&["when", "while"]) || comma && words[at].is(COORDINATOR)
    };
    let aside = (source.start + 1..source.end).find(|&at| joins(at));
    if let Some(at) = aside
        && words[at..source.end].iter().any(finite)
        && !words[source.start..at].iter().any(|word| relative(word) || finite(word))
    {
        source.end = at - usize::from(words[at - 1].first == b',');
    }
}

/// Words like verbs that begin a title: "managing director".
const DOING: [&str; 5] = ["managing", "acting", "founding", "outgoing", "retired"];

/// "…," said Rosa Calder, | managing director of Brightwell Foods.: what she is belongs to the source.
pub(crate) fn apposition(reading: &Reading, one: &mut Attribution) {
    let (Some(cue), Some(source)) = (&one.cue, &mut one.source) else { return };
    let Some([comma, first, ..]) = reading.words.get(source.end..) else { return };
    let sentence = &reading.sentences[comma.sentence as usize].words;
    let nominal =
        matches!(first.tag2, [b'N', b'N'] | [b'J', b'J'] | [b'D', b'T']) || first.is_one_of(&DOING);
    let named = reading.words[source.end - 1].shape != 1;
    // "Rosa Calder, | chief executive, | comments: …"
    if source.end < cue.start && nominal && named && first.shape == 1 {
        let aside = &reading.words[source.end..cue.start];
        let inner = &aside[1..aside.len().max(2) - 1];
        if comma.first == b','
            && aside[aside.len() - 1].first == b','
            && (1..=LONGEST).contains(&inner.len())
            && inner.iter().all(is_of_aside)
        {
            source.end = cue.start;
        }
        return;
    }
    let said_before = one.content.iter().all(|piece| piece.end <= source.start);
    if source.start < cue.end
        || !said_before
        || comma.first != b','
        || !nominal
        || first.shape != 1
        || !named
    {
        return;
    }
    let plain =
        |word: &&Word| word.quotation == 0 && !b".,;:!?(".contains(&word.first) && !finite(word);
    let rest = &reading.words[source.end + 1..sentence.end.max(source.end + 1)];
    let length = rest.iter().take_while(plain).count();
    let ends = rest.get(length).is_none_or(|word| word.first == b'.' && length + 1 == rest.len());
    if ends && (1..=LONGEST).contains(&length) {
        source.end += 1 + length;
    }
}

/// "Acme | neither confirmed nor denied | the report": one cue, whatever the models made of its halves.
pub(crate) fn neither(reading: &Reading, one: &mut Attribution) {
    const FAR: usize = 3;
    let Attribution { cue: Some(cue), source, content, .. } = one else { return };
    let words = &reading.words;
    let is = |at: usize, word: &str| words.get(at).is_some_and(|one| one.is_one_of(&[word]));
    let Some(before) = cue.start.checked_sub(1).filter(|&at| is(at, "neither")) else { return };
    let Some(nor) = (cue.start + 1..cue.start + 1 + FAR).find(|&at| is(at, "nor")) else { return };
    let end = (nor + 2).max(cue.end);
    if !content.iter().all(|piece| piece.end > end || piece.end <= before) {
        return;
    }
    *cue = before..end;
    source.take_if(|source| source.start >= before);
    if let Some(source) = source {
        source.end = source.end.min(before);
    }
    for piece in content.iter_mut().filter(|piece| piece.end > end) {
        piece.start = piece.start.max(end);
    }
    // Who it is stands before, where the models took "neither" for it.
    let sentence = &reading.sentences[words[before].sentence as usize].words;
    if source.is_none()
        && sentence.start < before
        && words[sentence.start..before].iter().all(is_of_aside)
    {
        *source = Some(sentence.start..before);
    }
}

/// "…, according to | the commission |, the lowest since 1990": what comes behind the comma is of the sentence.
pub(crate) fn superlative(reading: &Reading, one: &mut Attribution) {
    let (Some(cue), Some(source)) = (&one.cue, &mut one.source) else { return };
    let words = &reading.words;
    let highest = |&at: &usize| {
        let [comma, the, most] = &words[at..at + 3] else { return false };
        let superlative = most.tag == hash_str("JJS") || most.tag == hash_str("RBS");
        comma.first == b',' && the.is_one_of(&["the"]) && superlative
    };
    if words[cue.start].is_one_of(&["according"])
        && source.start >= cue.end
        && let Some(comma) = (source.start + 1..source.end.saturating_sub(2)).find(highest)
    {
        source.end = comma;
    }
}
