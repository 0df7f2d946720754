//! How headlines quote: "'We will fight on': Gupta on ruling", "Labour leader accused of misleading voters", "Exclusive: Acme to
//! close, sources say".

use std::ops::Range;

use copydesk_learn::features::hash_str;

use crate::compose::one_piece;
use crate::extract::Attribution;
use crate::lexicon::{SPEECH, is_told, kind_name};
use crate::reading::{Kind, Reading};
use crate::rules::unclaimed::{FORM_SCORE, is_dash, is_whole};
use crate::settle::overlap;
use crate::word::{Place, Word};

/// What an editor puts before a headline and a colon.
const FLAGS: [&str; 13] = [
    "analysis",
    "breaking",
    "exclusive",
    "explainer",
    "factbox",
    "live",
    "opinion",
    "update",
    "updated",
    "video",
    "watch",
    "report",
    "revealed",
];

/// "| Exclusive: | Acme weighs a bid, sources say": what an editor put there is not said.
pub(crate) fn without_flag(reading: &Reading, one: &mut Attribution) {
    const LONGEST: usize = 4;
    let Some(cue) = &one.cue else { return };
    let Some(piece) = one.content.first_mut() else { return };
    let words = &reading.words;
    let sentence = &reading.sentences[words[piece.start].sentence as usize].words;
    // "1.15pm | “You can taste it,” says Ada Norton", of a live blog
    if let [time, open, ..] = &words[piece.clone()]
        && time.first.is_ascii_digit()
        && piece.start == sentence.start
        && time.quotation == 0
        && open.place == Place::Opening
        && piece.end <= cue.start
        && matches!(time.end - time.start, 4..=7)
    {
        piece.start += 1;
        return;
    }
    let colon = piece.clone().take(LONGEST).find(|&at| words[at].first == b':');
    if let Some(colon) = colon
        && piece.start == sentence.start
        && words[piece.start].is_one_of(&FLAGS)
        && colon + 1 < piece.end
        && piece.end <= cue.start
    {
        piece.start = colon + 1;
    }
}

/// "| Labour leader | accused of | misleading voters", "Minister slammed for “lying”": there "is" is left out, and whoever
/// is accused says nothing.
pub(crate) fn passive(reading: &Reading, one: &mut Attribution) {
    let Some(cue) = &one.cue else { return };
    let words = &reading.words;
    let of_others = |word: &Word| {
        let past = word.tag == hash_str("VBN") || word.tag == hash_str("VBD");
        past && matches!(kind_name(word.kind), Some("accused" | "criticised" | "praised"))
    };
    let Some(verb) = cue.clone().find(|&at| of_others(&words[at])) else { return };
    let preposition = words.get(verb + 1);
    // Who accuses, accuses somebody.
    if preposition.is_some_and(|word| word.is_one_of(&["of", "for", "over"])) {
        one.source.take_if(|source| source.end <= verb);
    }
}

/// "| House prices to fall |, says | lender": behind the last comma of a headline stands who says so.
pub(crate) fn says(reading: &Reading, one: &mut Attribution) {
    const LONGEST: usize = 5;
    let (Some(cue), Some(source), [piece]) = (&one.cue, &one.source, one.content.as_slice()) else {
        return;
    };
    let words = &reading.words;
    let verb = &words[cue.start];
    let sentence = &reading.sentences[verb.sentence as usize].words;
    let told = cue.len() == 1 && verb.is(SPEECH) && is_told(verb.kind);
    let behind = piece.start == cue.end && piece.end == sentence.end && piece.len() <= LONGEST;
    let comma = cue.start > sentence.start + 1 && words[cue.start - 1].first == b',';
    let before = source.start == sentence.start && source.end + 1 >= cue.start || source == piece;
    let noun = |word: &Word| matches!(word.tag2, [b'N', b'N'] | [b'J', b'J'] | [b'D', b'T']);
    if told && behind && comma && before && words[piece.clone()].iter().all(noun) {
        one.source = Some(piece.clone());
        one.content = one_piece(sentence.start..cue.start - 1);
    }
}

/// "“We will fight on”: | Gupta | on ruling", "“Best night of my life” – | Tom Orr | on late winner": a headline that begins
/// with what somebody says, whom it names behind a colon or a dash.
pub(crate) fn quoting(reading: &Reading, quoted: &Range<usize>) -> Option<Attribution> {
    const LEAST: usize = 5;
    const TITLE: usize = 3;
    let words = &reading.words;
    let sentence = &reading.sentences[words[quoted.start].sentence as usize].words;
    let mark = words.get(quoted.end)?;
    let stop = b".!?".contains(&words[sentence.end - 1].first)
        || words[sentence.end - 1].place == Place::Closing;
    if quoted.start != sentence.start
        || quoted.len() < LEAST
        || stop
        || mark.sentence != words[quoted.start].sentence
        || !(mark.first == b':' || is_dash(mark) && !is_whole(reading, quoted))
    {
        return None;
    }
    let plain = |word: &Word| matches!(word.tag2, [b'N', b'N'] | [b'J', b'J'] | [b'D', b'T']);
    let behind = quoted.end + 1..sentence.end;
    let name = behind.take(TITLE + 1).find_map(|at| reading.mention_at(at)).filter(|name| {
        let title = &words[quoted.end + 1..reading.words_in(name.span).start];
        matches!(name.kind, Kind::Person | Kind::Organisation) && title.iter().all(plain)
    });
    let Some(name) = name else {
        // The headline itself, whoever says so: "‘We lost everything’: family flee".
        let (cue, source, content) = (None, None, one_piece(quoted.clone()));
        let top = reading.paragraph_of(quoted.start) == 0 && sentence.end > quoted.end + 2;
        return top.then_some(Attribution { cue, source, content, score: FORM_SCORE });
    };
    Some(Attribution {
        cue: Some(quoted.end..quoted.end + 1),
        source: Some(quoted.end + 1..reading.words_in(name.span).end),
        content: one_piece(quoted.clone()),
        score: FORM_SCORE,
    })
}

/// "| Three men held over blast |: | police |", "| Prices to rise in May | – | Acme |": the headline of an article says behind its
/// last mark who says so, if that is a body or a person and the rest is in nobody's marks.
pub(crate) fn attributed(reading: &Reading, found: &mut Vec<Attribution>) {
    const LONGEST_NAME: usize = 4;
    const LEAST: usize = 3;
    let words = &reading.words;
    let [headline, next, ..] = reading.sentences.as_slice() else { return };
    let alone = next.paragraph > headline.paragraph;
    let headline = headline.words.clone();
    let Some(mark) = headline
        .clone()
        .rev()
        .take(LONGEST_NAME + 1)
        .find(|&at| words[at].first == b':' || is_dash(&words[at]))
    else {
        return;
    };
    let name = mark + 1..headline.end;
    let Some(first) = name.clone().next().and_then(|at| reading.mention_at(at)) else { return };
    let whole = reading.words_in(first.span) == name;
    let speaks = matches!(first.kind, Kind::Organisation | Kind::Person);
    let content = headline.start..mark;
    let free = found.iter().all(|one| {
        !overlap(&one.hull(), &headline)
            && one.cue.as_ref().is_none_or(|cue| !overlap(cue, &headline))
    });
    let plain = words[headline.clone()].iter().all(|word| word.quotation == 0);
    // "City 2 : United"
    let text =
        words[content.clone()].iter().filter(|word| word.shape == 1 || word.shape == 2).count();
    if alone && whole && speaks && free && plain && text >= LEAST && mark > headline.start {
        let one = Attribution {
            cue: Some(mark..mark + 1),
            source: Some(name),
            content: one_piece(content),
            score: FORM_SCORE,
        };
        let place = found.partition_point(|other| other.hull().start < headline.start);
        found.insert(place, one);
    }
}
