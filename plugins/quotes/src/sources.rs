//! Who is the source, where the form of the sentence tells: the subject before a cue, the name behind one, and nobody
//! of whom something is said.

use std::ops::Range;

use copydesk_learn::features::hash_str;

use crate::compose::{finite, one_piece};
use crate::edges::is_of_aside;
use crate::extract::Attribution;
use crate::lexicon::{
    AUXILIARY, COORDINATOR, DOCUMENT, NAMING, OFFICES, PREPOSITION, SPEECH, SUBORDINATOR, TITLE,
    is_told, kind_name,
};
use crate::reading::{Kind, Reading};
use crate::settle::overlap;
use crate::word::{Place, Word};

/// The most words of a source that only its form gives away.
const LONGEST: usize = 14;

/// "Opening the case, Fiona Reid, prosecuting, told the jury that they lied": what stands before a cue
/// whose content begins with "that" is its subject and no content, whatever its commas. The source is
/// the last name there, or its last words.
pub(crate) fn subject(reading: &Reading, one: &mut Attribution) {
    let (Some(cue), None, [before, .., after]) = (&one.cue, &one.source, one.content.as_slice())
    else {
        return;
    };
    let that = hash_str("that");
    let stands_before = before.end <= cue.start && cue.end <= after.start;
    let plain = reading.words[before.clone()].iter().all(|word| word.quotation == 0);
    if one.content.len() != 2
        || !stands_before
        || !plain
        || reading.words[after.start].lower != that
    {
        return;
    }
    let parts = reading.words[before.clone()].split(|word| word.first == b',');
    let mut start = before.start;
    let mut source: Option<(Range<usize>, bool)> = None;
    for part in parts {
        let range = start..start + part.len();
        start = range.end + 1;
        let named = part
            .iter()
            .skip(usize::from(range.start == before.start))
            .any(|word| word.tag2 == *b"NN" && word.shape == 2);
        let nominal =
            part.last().is_some_and(|word| matches!(word.tag2, [b'N', b'N'] | [b'P', b'R']));
        if nominal && (named || source.as_ref().is_none_or(|(_, named)| !named)) {
            source = Some((range, named));
        }
    }
    if let Some((source, _)) = source {
        one.source = Some(source);
        one.content.remove(0);
    }
}

/// "| As a boy he sold nuts in the street |, recalls | a friend, Ben Fer |": a clause before a verb of saying and a name
/// behind it are what was said and who says it, and not the other way round.
pub(crate) fn reversed(reading: &Reading, one: &mut Attribution) {
    let (Some(cue), Some(source), [name]) = (&one.cue, &one.source, one.content.as_slice()) else {
        return;
    };
    let verb = &reading.words[cue.start];
    let says = matches!(kind_name(verb.kind), Some("said" | "added" | "explained" | "reported"));
    let [clause, behind] = [source, name].map(|words| &reading.words[words.clone()]);
    let relative = clause.iter().any(|word| word.tag2[0] == b'W');
    let comma = reading.words[cue.start.saturating_sub(1)].first == b',';
    if says
        && cue.len() == 1
        && comma
        && (source.end == cue.start || source.end + 1 == cue.start)
        && name.start == cue.end
        && name.len() <= LONGEST
        && clause.iter().any(finite)
        && !relative
        && noun_phrase(reading, name.start).is_some()
        && behind.iter().all(|word| word.quotation == 0 && !finite(word))
        && behind.iter().any(|word| word.mention > 0)
    {
        let sentence = &reading.sentences[verb.sentence as usize].words;
        let said = sentence.start.min(source.start)..cue.start - 1;
        (one.source, one.content) = (Some(name.clone()), vec![said]);
    }
}

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

/// "A note posted on | Telegram | said": what stands there, and not the site.
pub(crate) fn reduced(reading: &Reading, one: &mut Attribution) {
    const LONGEST: usize = 12;
    const POSTS: [&str; 10] = [
        "audio",
        "caption",
        "clip",
        "image",
        "leaflet",
        "photo",
        "picture",
        "recording",
        "screenshot",
        "video",
    ];
    let (Some(cue), Some(source)) = (&one.cue, &mut one.source) else { return };
    let words = &reading.words;
    let sentence = &reading.sentences[words[cue.start].sentence as usize].words;
    let before = sentence.start..source.start.max(sentence.start);
    let [.., preposition] = &words[before.clone()] else { return };
    let noun =
        before.clone().take(4).position(|at| words[at].is(DOCUMENT) || words[at].is_one_of(&POSTS));
    let Some(noun) = noun.map(|noun| before.start + noun) else { return };
    let participle = |word: &Word| {
        word.tag == hash_str("VBN") || word.tag == hash_str("VBG") || word.tag == hash_str("VBD")
    };
    let begins = words.get(noun + 1).is_some_and(participle);
    let plain = words[before.clone()].iter().all(|word| word.quotation == 0 && word.first != b',');
    if preposition.is(PREPOSITION)
        && source.end == cue.start
        && begins
        && plain
        && words[before.start..noun].iter().all(|word| !finite(word))
        && cue.start - before.start <= LONGEST
    {
        source.start = before.start;
    }
}

/// "A trader who asked | not to be named | said | the market was shut |": he says what stands behind the second verb.
pub(crate) fn anonymous(reading: &Reading, one: &mut Attribution) {
    const FAR: usize = 8;
    let (Some(cue), [piece]) = (&one.cue, one.content.as_slice()) else { return };
    let words = &reading.words;
    let asks = words[cue.start].is_one_of(&["asked", "declined", "refused", "wished", "requested"]);
    let sentence = &reading.sentences[words[cue.start].sentence as usize].words;
    let who = cue.start.checked_sub(1).filter(|&at| words[at].is_one_of(&["who"]));
    let Some(who) = who.filter(|&who| asks && who > sentence.start) else { return };
    let named = (cue.end..sentence.end.min(cue.end + FAR))
        .find(|&at| words[at].is_one_of(&["named", "identified", "quoted", "name", "anonymity"]));
    let verb = named.map(|named| named + 1).filter(|&at| at < sentence.end);
    let verb = verb.map(|at| at + usize::from(words[at].first == b','));
    let told = |&at: &usize| {
        let word = &words[at];
        word.sentence == words[who].sentence
            && word.is(SPEECH)
            && is_told(word.kind)
            && finite(word)
    };
    let Some(verb) = verb.filter(|&at| at < words.len()).filter(told) else { return };
    let before = sentence.start..who;
    let stop = usize::from(b".!?".contains(&words[sentence.end - 1].first));
    let end = piece.end.max(sentence.end - stop);
    if verb + 1 < end && !words[before.clone()].iter().any(finite) {
        one.source = Some(before.start..verb);
        one.cue = Some(verb..verb + 1);
        one.content = one_piece(verb + 1..end);
    }
}

/// "The minister left to cries of | “Resign!” |": who hears it does not say it.
pub(crate) fn cries(reading: &Reading, one: &mut Attribution) {
    const CRIES: [&str; 6] = ["chants", "cries", "jeers", "shouts", "calls", "screams"];
    let (Some(_), Some(source)) = (&one.cue, &one.source) else { return };
    let words = &reading.words;
    let Some(first) = one.content.first().filter(|piece| piece.start >= 2) else { return };
    let [cry, of] = [&words[first.start - 2], &words[first.start - 1]];
    let opens = words[first.start].place == Place::Opening;
    if opens && of.is_one_of(&["of"]) && cry.is_one_of(&CRIES) && source.end < first.start - 1 {
        one.source = None;
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

/// Whether a noun phrase that names somebody may begin with a word.
fn names(word: &Word) -> bool {
    word.mention > 0 || matches!(word.tag2, [b'D', b'T'] | [b'P', b'R'])
}

/// What stands for somebody of whom another speaks.
const RELATIVES: [&str; 6] = ["who", "whom", "which", "what", "where", "how"];

/// "Tom Orr, who | the police | said had left", "according to what | the ministry | announced": of whom somebody
/// speaks, is not who speaks.
pub(crate) fn behind_relative(reading: &Reading, one: &mut Attribution) {
    let Attribution { cue: Some(cue), source: Some(source), content, .. } = one else { return };
    let words = &reading.words;
    let is_relative = |&at: &usize| words[at].is_one_of(&RELATIVES) && words[at].mention == 0;
    let Some(relative) = source.clone().rev().find(is_relative) else { return };
    let subject = &words[relative + 1..source.end];
    let [first, ..] = subject else { return };
    let last = &subject[subject.len() - 1];
    let beside = cue.start == source.end || cue.end == source.start && relative == source.start;
    if beside
        && (names(first) || matches!(first.tag2, [b'N', b'N'] | [b'J', b'J']))
        && last.tag2 != *b"RB"
        && subject.iter().all(|word| !finite(word) && word.first != b',')
    {
        source.start = relative + 1;
        // "… said had left |, was not hurt": there the clause ends.
        let ends = |at: &usize| words[*at].first == b',' && words.get(at + 1).is_some_and(finite);
        let piece = content.iter_mut().find(|piece| piece.start == cue.end);
        if let Some(piece) = piece
            && let Some(comma) = (piece.start + 1..piece.end).find(ends)
            && words[relative.saturating_sub(1)].first == b','
        {
            piece.end = comma;
        }
    }
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

/// "Rosa Calder, | chief of the water board | said …": the name that a sentence begins with, or that stands behind a
/// quotation, and what she is are one source. "Calder, the chief said, has left" is about her.
pub(crate) fn apposed(reading: &Reading, one: &mut Attribution) {
    const SHORTEST: usize = 3;
    let (Some(cue), Some(source)) = (&one.cue, &mut one.source) else { return };
    let words = &reading.words;
    let Some(comma) = source.start.checked_sub(1).filter(|&at| words[at].first == b',') else {
        return;
    };
    let sentence = &reading.sentences[words[comma].sentence as usize].words;
    let first = &words[source.start];
    let told = &words[source.clone()];
    let nominal = matches!(first.tag2, [b'N', b'N'] | [b'J', b'J'] | [b'D', b'T']);
    let parenthesis = words.get(cue.end).is_some_and(|word| word.first == b',');
    if source.len() < SHORTEST
        || source.end > cue.start
        || parenthesis
        || !nominal
        || first.mention > 0
        || !told.iter().any(|word| word.is_one_of(&OFFICES) || word.lower == hash_str("of"))
    {
        return;
    }
    // "Ebenezer Moe II"
    let number = usize::from(comma > 0 && words[comma - 1].shape == 3);
    let Some(name) = (0..=number).find_map(|far| reading.person_at(comma.checked_sub(1 + far)?))
    else {
        return;
    };
    let mut start = reading.words_in(name.span).start;
    let of_name = |word: &Word| word.is(TITLE) || word.shape == 2 && word.tag2 == *b"NN";
    while start > sentence.start && of_name(&words[start - 1]) {
        start -= 1;
    }
    let begins = words[sentence.start..start].iter().all(|word| word.is_one_of(&["as"]));
    if begins || words[start - 1].place == Place::Closing {
        source.start = start;
    }
}

/// "“They should look elsewhere,” | its chairman, Yakubu Danladi, | fumed": words between a quotation that ends in a
/// comma and the cue that are taken for said are the source, unless they have a verb of their own.
fn named_behind(reading: &Reading, one: &Attribution) -> Option<Range<usize>> {
    let (Some(cue), None, [piece, ..]) = (&one.cue, &one.source, one.content.as_slice()) else {
        return None;
    };
    let quotation = (reading.words[piece.start].quotation as usize).checked_sub(1)?;
    let quoted = reading.quoted[quotation].clone();
    let rest = quoted.end..cue.start;
    let comma = |at: usize| reading.words[at].first == b',';
    ((piece.end == cue.start || piece.end + 1 == cue.start && comma(piece.end))
        && piece.end > quoted.end
        && quoted.start == piece.start
        && quoted.len() > 2
        && comma(quoted.end - 2)
        && (1..=LONGEST).contains(&rest.len())
        && reading.words[rest.clone()].iter().all(is_of_aside))
    .then_some(rest)
}

/// Gives what has no source the few words that stand beside its cue.
pub(crate) fn beside_cue(reading: &Reading, one: &mut Attribution) {
    if let Some(source) = named_behind(reading, one) {
        one.content[0].end = source.start;
        one.source = Some(source);
        return;
    }
    let (Some(cue), None, Some(first)) = (&one.cue, &one.source, one.content.first()) else {
        return;
    };
    if let Some(name) = inverted(reading, cue, &one.content).or_else(|| of_according(reading, cue))
    {
        cut_out(reading, &mut one.content, &name);
        one.source = Some(name);
        return;
    }
    if let Some(place) = one.content.iter().position(|piece| is_subject(reading, cue, piece))
        && one.content.len() > 1
    {
        one.source = Some(one.content.remove(place));
        return;
    }
    // "“Nikah” refers to | a marriage |": nobody speaks.
    let names = reading.words[cue.clone()].iter().any(|word| word.is(NAMING));
    if reading.words[first.start].place != Place::Opening || first.end > cue.start || names {
        return;
    }
    let sentence = reading.words[cue.start].sentence;
    let plain = |word: &&Word| {
        word.sentence == sentence && word.quotation == 0 && !b".,;:!?(".contains(&word.first)
    };
    let before = reading.words[first.end..cue.start].iter().filter(plain).count();
    let after = reading.words[cue.end..].iter().take(9).take_while(plain).count();
    let nominal = |at: usize| matches!(reading.words[at].tag2, [b'N', b'N'] | [b'P', b'R']);
    if before > 0 && before <= 6 && before == cue.start - first.end && nominal(cue.start - 1) {
        one.source = Some(first.end..cue.start);
    } else if before == 0 && after > 0 && after <= 8 && nominal(cue.end + after - 1) {
        one.source = Some(cue.end..cue.end + after);
    }
}

/// Takes a source out of the piece of what was said that begins with it. What is left goes on saying something if it
/// has a verb of its own, or is quoted.
fn cut_out(reading: &Reading, content: &mut Vec<Range<usize>>, source: &Range<usize>) {
    let Some(place) = content.iter().position(|piece| piece.contains(&source.start)) else {
        return;
    };
    let comma = reading.words.get(source.end).is_some_and(|word| word.first == b',');
    let piece = &mut content[place];
    piece.start = piece.end.min(source.end + usize::from(comma));
    let rest = &reading.words[piece.clone()];
    let relative = rest.first().is_some_and(|word| word.tag2[0] == b'W');
    if relative || !rest.iter().any(|word| finite(word) || word.quotation > 0) {
        content.remove(place);
    }
}

/// Words of the sentence from `start` on, up to a mark: none where one of them is a verb with a subject or in quotation
/// marks, or where they do not begin as a noun phrase does.
fn noun_phrase(reading: &Reading, start: usize) -> Option<Range<usize>> {
    let first = reading.words.get(start)?;
    let sentence = &reading.sentences[first.sentence as usize].words;
    let ends = |at: &usize| {
        let word = &reading.words[*at];
        b".,;:!?-".contains(&word.first) && word.tag2 != *b"HY" || word.tag == hash_str("VBG")
    };
    let end = (start..sentence.end).find(ends).unwrap_or(sentence.end);
    let words = &reading.words[start..end];
    let begins = matches!(first.tag2, [b'N', b'N'] | [b'D', b'T'] | [b'J', b'J'] | [b'C', b'D'])
        || first.tag == hash_str("PRP$");
    let plain = |word: &Word| word.quotation == 0 && !finite(word) && word.tag2[0] != b'W';
    (begins && (1..=LONGEST).contains(&words.len()) && words.iter().all(plain))
        .then_some(start..end)
}

/// "…, said | Daniel Osei", "But, says | Stein |, “…”", "…, say | farmers": what stands behind a verb of speech and has
/// no verb, where what was said is before it.
fn inverted(
    reading: &Reading,
    cue: &Range<usize>,
    content: &[Range<usize>],
) -> Option<Range<usize>> {
    let verb = &reading.words[cue.start];
    let sentence = &reading.sentences[verb.sentence as usize].words;
    let ends = |mark: &Word| b",-".contains(&mark.first) || mark.place == Place::Closing;
    let set_off = sentence.start == cue.start || ends(&reading.words[cue.start - 1]);
    let before = content.len() > 1 || content.iter().any(|piece| piece.end <= cue.start);
    let told = cue.len() == 1 && verb.is(SPEECH) && is_told(verb.kind) && finite(verb);
    let name = noun_phrase(reading, cue.end).filter(|_| before && told && set_off)?;
    // "The States, now free of debt, demanded reform": without a verb before it, only "said" is behind what was said.
    let clause = |piece: &Range<usize>| reading.words[piece.clone()].iter().any(finite);
    let behind = kind_name(verb.kind) == Some("said") || content.iter().any(clause);
    // "…, said on Monday" has a source elsewhere, if at all.
    (behind && reading.words[name.end - 1].tag2 == *b"NN").then_some(name)
}

/// "according to | the statistics office |, …".
fn of_according(reading: &Reading, cue: &Range<usize>) -> Option<Range<usize>> {
    let [according, to] = &reading.words[cue.clone()] else { return None };
    let like = according.lower == hash_str("according") && to.lower == hash_str("to");
    noun_phrase(reading, cue.end).filter(|_| like)
}

/// Verbs that tell how something looks, of whatever stands before them; and "'s", which may be "is".
const LOOKS: [&str; 9] =
    ["seem", "seems", "seemed", "appear", "appears", "appeared", "see", "seen", "'s"];

/// "| Growers | have always expected | a good year |": what stands right before a verb that is active, and has no verb
/// itself, is nothing that was said.
fn is_subject(reading: &Reading, cue: &Range<usize>, piece: &Range<usize>) -> bool {
    let verbs = &reading.words[cue.clone()];
    let subject = &reading.words[piece.clone()];
    let Some(verb) = verbs.iter().find(|word| word.tag2 != *b"RB") else { return false };
    let last = &subject[subject.len() - 1];
    piece.end == cue.start
        && piece.len() <= LONGEST
        && finite(verb)
        && verbs.iter().any(Word::is_speech_verb)
        && !verbs.iter().any(|word| word.is_be() || word.is_one_of(&LOOKS))
        && matches!(last.tag2, [b'N', b'N'] | [b'P', b'R'] | [b'W', _])
        && subject.iter().all(|word| word.quotation == 0 && !finite(word))
}

/// "| Ruiz | denied the charge | and said | that …", "…, said | Ruiz |, | adding | that …": who speaks goes on.
pub(crate) fn shared(reading: &Reading, found: &mut [Attribution]) {
    for place in 1..found.len() {
        let [first, second] = &mut found[place - 1..=place] else { continue };
        let (Some(said), Some(name), Some(cue), None) =
            (&first.cue, &first.source, &second.cue, &second.source)
        else {
            continue;
        };
        let from = said.end.min(cue.start);
        let [said, verb] = [said, cue].map(|cue| &reading.words[cue.start]);
        let Some(before) = cue.start.checked_sub(1).map(|at| &reading.words[at]) else { continue };
        let goes_on = match verb.tag {
            tag if tag == hash_str("VBG") => before.first == b',' && verb.is(SPEECH),
            tag => before.is(COORDINATOR) && tag == said.tag && finite(verb) && !verb.is_be(),
        } && said.is_verb();
        let inside = first.content.iter().any(|piece| piece.contains(&cue.start));
        // "…, which ruled for him and ordered …" has another subject.
        let anew = |pair: &[Word]| {
            let [mark, word] = pair else { return false };
            word.tag2[0] == b'W' && (mark.first == b',' || mark.is(COORDINATOR))
                || word.first == b';'
        };
        let another = reading.words[from..cue.start].windows(2).any(anew);
        if goes_on && !inside && !another && said.sentence == verb.sentence && verb.quotation == 0 {
            second.source = Some(name.clone());
        }
    }
}

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

/// "told her deputy, | Mark Dunn, | that she was done": whom somebody tells does not say it; the sentence's first person does.
pub(crate) fn told_name(reading: &Reading, one: &mut Attribution) {
    let (Some(cue), Some(source)) = (&one.cue, &mut one.source) else { return };
    let words = &reading.words;
    let verb = &words[cue.start];
    let told = cue.len() == 1 && kind_name(verb.kind) == Some("told");
    let between = words.get(cue.end..source.start).unwrap_or_default();
    let [whom @ .., comma] = between else { return };
    let noun = whom.last().is_some_and(|last| last.tag2 == *b"NN")
        && whom.iter().all(|word| word.quotation == 0 && !finite(word) && word.first != b',');
    let behind = one.content.iter().all(|piece| piece.start >= source.end);
    if !told || comma.first != b',' || !noun || !behind {
        return;
    }
    let sentence = &reading.sentences[verb.sentence as usize].words;
    let person = (sentence.start..cue.start).find_map(|at| reading.person_at(at));
    one.source = person.map(|person| reading.words_in(person.span));
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

/// "allegations | Moe Dumas | harassed a clerk", "said | the mayor | was wrong": who stands between a cue and a verb
/// that has no other subject, is not who says so.
pub(crate) fn subject_of_content(reading: &Reading, one: &mut Attribution) {
    let (Some(cue), Some(source), Some(piece)) = (&one.cue, &one.source, one.content.first_mut())
    else {
        return;
    };
    let verb = &reading.words[piece.start];
    let according = reading.words[cue.start].lower == hash_str("according");
    if source.start == cue.end && source.end == piece.start && finite(verb) && !according {
        piece.start = source.start;
        one.source = None;
    }
}
