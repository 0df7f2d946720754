//! Who is the source, where the form of the sentence tells: the subject before a cue, the name behind one, and nobody
//! of whom something is said.

use std::ops::Range;

use copydesk_learn::features::hash_str;

use crate::compose::{finite, one_piece};
use crate::extract::Attribution;
use crate::lexicon::{
    COORDINATOR, DOCUMENT, NAMING, OFFICES, PREPOSITION, SPEECH, TITLE, is_told, kind_name,
};
use crate::reading::Reading;
use crate::rules::edges::is_of_aside;
use crate::word::{Place, Word};

/// The most words of a source that only its form gives away.
pub(crate) const LONGEST: usize = 14;

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

/// Verbs of those who do not want to be named.
pub(crate) const ASKING: [&str; 5] = ["asked", "declined", "refused", "wished", "requested"];

/// "A trader who asked | not to be named | said | the market was shut |": he says what stands behind the second verb.
pub(crate) fn anonymous(reading: &Reading, one: &mut Attribution) {
    const FAR: usize = 8;
    let (Some(cue), [piece]) = (&one.cue, one.content.as_slice()) else { return };
    let words = &reading.words;
    let asks = words[cue.start].is_one_of(&ASKING);
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
    let end = piece.end.max(reading.before_stop(sentence));
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

/// Whether a noun phrase that names somebody may begin with a word.
pub(crate) fn names(word: &Word) -> bool {
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

/// "| Asked about | the deal, Ruiz laughed": who is asked, asks nothing.
pub(crate) fn asked(reading: &Reading, one: &mut Attribution) {
    let Some(cue) = &one.cue else { return };
    let verb = &reading.words[cue.start];
    let opens = reading.sentences[verb.sentence as usize].words.start == cue.start;
    let participle = verb.tag == hash_str("VBN") || verb.tag == hash_str("VBD");
    if opens && participle && kind_name(verb.kind) == Some("asked") {
        // "Asked by Ruiz whether": she does.
        let by = |at: usize| reading.words[at].is_one_of(&["by"]);
        one.source.take_if(|source| source.start > cue.start && !by(source.start - 1));
    }
}

/// "A group | calling | itself Lynx claimed …": what it is called is not said, and it says what stands behind the verb.
pub(crate) fn calling_itself(reading: &Reading, one: &mut Attribution) {
    let Attribution { cue: Some(cue), source: Some(source), content, .. } = one else { return };
    let [piece] = content.as_mut_slice() else { return };
    let words = &reading.words;
    let calling = cue.len() == 1 && words[cue.start].is_one_of(&["calling"]);
    let itself = words[piece.start].is_one_of(&["itself", "himself", "herself", "themselves"]);
    if !calling || !itself || piece.start != cue.end || source.end > cue.start {
        return;
    }
    let says = |&at: &usize| words[at].is_speech_verb() && finite(&words[at]);
    if let Some(verb) = (piece.start + 1..piece.end.saturating_sub(1)).find(says) {
        source.end = verb;
        *cue = verb..verb + 1;
        piece.start = verb + 1;
    }
}
