//! Whom somebody tells is not what is said: "told the jury that they lied", "promised Congress that it would pay",
//! "Magistrates were told Marsh had drunk".

use std::ops::Range;

use copydesk_learn::features::hash_str;

use crate::compose::{finite, one_piece};
use crate::extract::Attribution;
use crate::lexicon::{
    AUXILIARY, COMPLEMENTISER, COORDINATOR, PREPOSITION, SPEECH, is_told, kind_name,
};
use crate::reading::{Kind, Reading};
use crate::rules::unclaimed::is_whole;
use crate::word::{Place, Word};

/// The most words of those who are told.
const LONGEST: usize = 16;

/// "told | the jury of seven women | that they lied", "assured | readers on Chirp, a site, | that", "agreed with | Moe |
/// that": whom a verb of telling tells is not said.
pub(crate) fn told_that(reading: &Reading, one: &mut Attribution) {
    let Some(cue) = &one.cue else { return };
    let last = &reading.words[cue.end - 1];
    let kind = reading.words[cue.clone()].iter().find_map(|word| kind_name(word.kind));
    let tells = matches!(kind, Some("told" | "promised" | "warned")) && !last.is(PREPOSITION)
        || matches!(kind, Some("told" | "said" | "announced")) && last.is(PREPOSITION)
        || kind == Some("agreed") && last.is_one_of(&["with"]);
    let asks = kind == Some("asked") && !last.is(PREPOSITION);
    let nominal = |word: &Word| {
        word.quotation == 0
            && (!word.is_verb() || word.is_one_of(&["call"]))
            && !b";:.".contains(&word.first)
            && !word.is_one_of(&["to"])
    };
    let begun = |piece: &Range<usize>| {
        kind == Some("agreed") && reading.words[piece.start].is_one_of(&["with"])
    };
    let Some(piece) = one.content.iter_mut().find(|piece| {
        let between = reading.words.get(cue.end..piece.start);
        between.is_some_and(|words| words.len() <= LONGEST && words.iter().all(nominal))
    }) else {
        return;
    };
    if !(tells || asks || begun(piece))
        || reading.words[cue.end - 1].sentence != reading.words[piece.start].sentence
    {
        return;
    }
    let words = &reading.words[piece.clone()];
    let that = hash_str("that");
    let asked = |word: &Word| asks && word.is_one_of(&QUESTIONS);
    let plain = |word: &&Word| nominal(word) && word.lower != that && !asked(word);
    let told = words.iter().take(LONGEST + 1).take_while(plain).count();
    let comma = |word: &Word| word.first == b',';
    let set_off = words[..told].last().is_some_and(comma) || !words[..told].iter().any(comma);
    // "that", and not "which": a subject stands behind it. "told the man that day" has none.
    let joins = words.get(told).zip(words.get(told + 1)).is_some_and(|(word, next)| {
        let article = matches!(next.tag2, [b'D', b'T'] | [b'P', b'R']);
        // "asked | the committee | whether the law had changed"
        asked(word)
            || !asks
                && word.lower == that
                && !finite(next)
                && !next.is(AUXILIARY)
                && (word.tag2 == *b"IN" || word.tag2[0] == b'W' || article)
    });
    if (1..=LONGEST).contains(&told) && set_off && joins && told + 1 < words.len() {
        piece.start += told;
    }
}

/// Words with which what is asked begins.
const QUESTIONS: [&str; 7] = ["whether", "if", "what", "how", "why", "who", "when"];

/// Who is told things together, in courts, councils and papers.
pub(crate) const HEARERS: [&str; 34] = [
    "assembly",
    "board",
    "chamber",
    "commission",
    "committee",
    "conference",
    "congress",
    "coroner",
    "council",
    "councillors",
    "court",
    "hearing",
    "house",
    "inquest",
    "inquiry",
    "journalists",
    "judge",
    "jurors",
    "jury",
    "lawmakers",
    "legislators",
    "magistrates",
    "meeting",
    "mps",
    "newspaper",
    "officers",
    "panel",
    "parliament",
    "police",
    "reporters",
    "senate",
    "senators",
    "summit",
    "tribunal",
];

/// "told | the hearing | the road was “a death trap”": who hears it, where a clause with a subject of its own follows.
pub(crate) fn told_hearers(reading: &Reading, one: &mut Attribution) {
    let Some(cue) = &one.cue else { return };
    let Some(piece) = one.content.iter_mut().find(|piece| piece.start == cue.end) else { return };
    if kind_name(reading.words[cue.end - 1].kind) != Some("told") {
        return;
    }
    let words = &reading.words[piece.clone()];
    let article = usize::from(words[0].tag2 == *b"DT");
    let Some(hearers) = words.iter().take(article + 3).position(|word| word.is_one_of(&HEARERS))
    else {
        return;
    };
    let [subject, clause @ ..] = &words[hearers + 1..] else { return };
    let begins = matches!(subject.tag2, [b'D', b'T'] | [b'P', b'R'])
        || subject.tag == hash_str("NNP")
        || subject.is_one_of(&["there"]);
    if begins && clause.iter().any(finite) && words[..=hearers].iter().all(|w| w.quotation == 0) {
        piece.start += hearers + 1;
    }
}

/// "told | BBC Quayside | the ward was full": a medium or another body right behind a verb of telling, where a clause with a
/// subject of its own follows.
pub(crate) fn told_body(reading: &Reading, one: &mut Attribution) {
    let Some(cue) = &one.cue else { return };
    let Some(piece) = one.content.iter_mut().find(|piece| piece.start == cue.end) else { return };
    if kind_name(reading.words[cue.end - 1].kind) != Some("told") {
        return;
    }
    let Some(body) = reading.mention_at(piece.start).filter(|one| one.kind == Kind::Organisation)
    else {
        return;
    };
    let rest = reading.words_in(body.span).end..piece.end;
    let [subject, clause @ ..] = &reading.words[rest.start.min(piece.end)..piece.end] else {
        return;
    };
    let begins =
        matches!(subject.tag2, [b'D', b'T'] | [b'P', b'R']) || subject.is_one_of(&["there"]);
    if begins && clause.iter().any(finite) {
        piece.start = rest.start;
    }
}

/// "Magistrates were told | Marsh, of Bell Street, had drunk |": what somebody is told, and not he.
pub(crate) fn was_told(reading: &Reading, one: &mut Attribution) {
    let (Some(cue), None) = (&one.cue, &one.source) else { return };
    let words = &reading.words;
    let [first, .., verb] = &words[cue.clone()] else { return };
    let passive = first.is_be() && verb.is_one_of(&["told"]);
    let sentence = &reading.sentences[verb.sentence as usize].words;
    let Some(next) = words.get(cue.end).filter(|next| next.sentence == verb.sentence) else {
        return;
    };
    let names = next.mention > 0 || matches!(next.tag2, [b'D', b'T'] | [b'P', b'R'] | [b'N', b'N']);
    if !passive || !names || words[sentence.clone()].iter().any(|word| word.quotation > 0) {
        return;
    }
    let behind = one.content.iter().find(|piece| piece.start >= cue.end);
    let end = behind.map_or(reading.before_stop(sentence), |piece| piece.end);
    let said = cue.end..end.max(cue.end);
    if words[said.clone()].iter().any(finite) {
        one.content = one_piece(said);
    }
}

/// "bragged | to his boyfriend: | “Nobody saw.”", "reacted to | the ruling: | “We will appeal.”": words without a verb before a
/// colon and a whole quotation are not said.
pub(crate) fn before_colon(reading: &Reading, one: &mut Attribution) {
    let (Some(cue), [piece]) = (&one.cue, one.content.as_mut_slice()) else { return };
    let words = &reading.words;
    let open = piece.clone().find(|&at| words[at].place == Place::Opening);
    let Some(open) = open.filter(|&open| open > piece.start && piece.start >= cue.end) else {
        return;
    };
    let quoted = &reading.quoted[words[open].quotation as usize - 1];
    let told = &words[piece.start..open - 1];
    // "dismissed the charge: “…”" is about the charge.
    let verb = &words[cue.clone()];
    let about = verb.iter().any(|word| word.is(SPEECH) && is_told(word.kind))
        && !words[piece.start].is(PREPOSITION | COMPLEMENTISER)
        && !words[cue.end - 1].is(PREPOSITION);
    let bare = !about && told.iter().all(|word| word.quotation == 0 && !finite(word));
    if words[open - 1].first == b':' && bare && quoted.end == piece.end && is_whole(reading, quoted)
    {
        piece.start = open;
    }
}

/// "said in a filing to | the stock exchanges |": to whom it went is not said, where what was said stands before.
pub(crate) fn addressed(reading: &Reading, one: &mut Attribution) {
    let Some(cue) = &one.cue else { return };
    let last = &reading.words[cue.end - 1];
    let [.., before, piece] = one.content.as_slice() else { return };
    let words = &reading.words[piece.clone()];
    let bare =
        words.iter().all(|word| word.quotation == 0 && !finite(word) && !word.is(COORDINATOR));
    if last.is_one_of(&["to"]) && piece.start == cue.end && before.end < cue.start && bare {
        one.content.pop();
    }
}
