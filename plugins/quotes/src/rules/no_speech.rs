//! Finds that are no speech, by their form: titles, what things are called, and participles that stand like adjectives.

use std::ops::Range;

use copydesk_learn::features::hash_str;

use crate::compose::finite;
use crate::extract::Attribution;
use crate::lexicon::{AUXILIARY, COMPLEMENTISER, COORDINATOR, DEFINITE, PREPOSITION, kind_name};
use crate::reading::Reading;
use crate::rules::sources::ASKING;
use crate::word::{Place, Word};

/// Whether nobody says anything there.
pub(crate) fn is_no_speech(text: &str, reading: &Reading, one: &Attribution) -> bool {
    is_title(reading, one)
        || is_called(reading, one)
        || is_modifier(reading, one)
        || is_compound(text, reading, one)
        || is_request(reading, one)
        || is_shown(reading, one)
        || is_yardstick(reading, one)
        || is_result(reading, one)
        || is_noun(reading, one)
        || is_this(reading, one)
}

/// "laughs so hard | that he has to sit down": what comes of it. In PolNeAR none of 39 counts.
fn is_result(reading: &Reading, one: &Attribution) -> bool {
    let Some(cue) = &one.cue else { return false };
    let Some(piece) = one.content.first().filter(|piece| piece.start >= cue.end) else {
        return false;
    };
    let words = &reading.words;
    let quality = |word: &Word| matches!(word.tag2, [b'J', b'J'] | [b'R', b'B']);
    let so = |at: usize| words[at].is_one_of(&["so"]) && quality(&words[at + 1]);
    words[piece.start].is_one_of(&["that"])
        && (cue.start..piece.start.saturating_sub(1)).any(so)
        && words[cue.start..piece.start]
            .iter()
            .all(|word| word.quotation == 0 && word.first != b',')
}

/// "| member | states | that refuse …", "20 | calls for | assistance": nouns that look like verbs of speech.
fn is_noun(reading: &Reading, one: &Attribution) -> bool {
    let Some(cue) = &one.cue else { return false };
    let words = &reading.words;
    let verb = &words[cue.start];
    let Some(before) = cue.start.checked_sub(1).map(|at| &words[at]) else { return false };
    let states = verb.is_one_of(&["states"]) && before.is_one_of(&["member", "swing"]);
    let calls = verb.is_one_of(&["calls"]) && before.tag2 == *b"CD" && cue.len() > 1;
    states || calls
}

/// "The governor stated | this while receiving farmers |": what he said stands elsewhere.
fn is_this(reading: &Reading, one: &Attribution) -> bool {
    const SAYING: [&str; 6] = ["announced", "disclosed", "known", "revealed", "said", "stated"];
    const WHERE: [&str; 9] =
        ["while", "when", "at", "in", "on", "during", "yesterday", "today", "after"];
    let (Some(cue), [piece]) = (&one.cue, one.content.as_slice()) else { return false };
    let words = &reading.words[piece.clone()];
    piece.start == cue.end
        && reading.words[cue.end - 1].is_one_of(&SAYING)
        && words[0].is_one_of(&["this"])
        && words.get(1).is_none_or(|next| next.is_one_of(&WHERE))
        && words.iter().all(|word| word.quotation == 0)
}

/// "more than | analysts | expected |", "worse than the 0.1% | forecast |": what was expected only measures something.
fn is_yardstick(reading: &Reading, one: &Attribution) -> bool {
    const FAR: usize = 7;
    const EXPECTING: [&str; 8] = [
        "expected",
        "forecast",
        "predicted",
        "estimated",
        "projected",
        "anticipated",
        "hoped",
        "feared",
    ];
    let Some(cue) = &one.cue else { return false };
    let words = &reading.words;
    let verb = cue.clone().find(|&at| words[at].is_one_of(&EXPECTING));
    let Some(verb) = verb.filter(|&verb| words[verb].quotation == 0) else { return false };
    // "more than analysts expected it to be" is one too, "expected that" is not.
    let that = words.get(cue.end).is_some_and(|word| word.is(COMPLEMENTISER));
    let sentence = &reading.sentences[words[verb].sentence as usize].words;
    let from = sentence.start.max(verb.saturating_sub(FAR));
    let Some(than) = (from..verb).rev().find(|&at| words[at].is_one_of(&["than"])) else {
        return false;
    };
    let compares = than > 0 && {
        let word = &words[than - 1];
        word.tag == hash_str("JJR") || word.tag == hash_str("RBR")
    };
    let plain = |word: &Word| {
        word.quotation == 0
            && !b",;:".contains(&word.first)
            && !(finite(word) && !word.is_be() && !word.is(AUXILIARY))
    };
    !that && compares && words[than + 1..verb].iter().all(plain)
}

/// "quoting reference 24/113", "who asked not to be named": nobody says anything.
fn is_request(reading: &Reading, one: &Attribution) -> bool {
    const NAMED: [&str; 5] = ["named", "identified", "quoted", "anonymity", "anonymous"];
    let Some(cue) = &one.cue else { return false };
    let words = &reading.words;
    let next = words.get(cue.end);
    let verb = &words[cue.start];
    let reference = ["reference", "incident", "crime", "log", "ref", "case", "occurrence"];
    let quoting =
        verb.is_one_of(&["quoting"]) && next.is_some_and(|word| word.is_one_of(&reference));
    let asks = words[cue.clone()].iter().any(|word| word.is_one_of(&ASKING));
    let named = one.content.iter().any(|piece| {
        piece.len() <= 5
            && (words[piece.clone()].iter().any(|word| word.is_one_of(&NAMED))
                || words[piece.clone()].windows(2).any(|pair| {
                    pair[0].is_one_of(&["his", "her", "their"]) && pair[1].is_one_of(&["name"])
                }))
    });
    quoting || asks && named
}

/// "The jury | was read | a statement": whom something is shown to is not said.
fn is_shown(reading: &Reading, one: &Attribution) -> bool {
    const SHOWN: [&str; 5] = ["read", "shown", "handed", "played", "given"];
    let (Some(cue), None, [piece]) = (&one.cue, &one.source, one.content.as_slice()) else {
        return false;
    };
    let words = &reading.words[cue.clone()];
    piece.end <= cue.start
        && words.iter().any(Word::is_be)
        && words.iter().any(|word| word.is_one_of(&SHOWN))
        && reading.words[piece.clone()].iter().all(|word| word.quotation == 0)
}

/// What has a title.
const WORKS: [&str; 14] = [
    "album",
    "article",
    "book",
    "documentary",
    "episode",
    "essay",
    "film",
    "movie",
    "novel",
    "play",
    "poem",
    "show",
    "song",
    "video",
];

/// Whether all that somebody "wrote" is a title: capitals throughout, and nothing introduces it. What is "titled"
/// always is one.
fn is_title(reading: &Reading, one: &Attribution) -> bool {
    let Some(cue) = &one.cue else { return false };
    let last = &reading.words[cue.end - 1];
    let titled = last.is_one_of(&["titled", "entitled"]);
    if titled && reading.words.get(cue.end).is_some_and(|word| word.place == Place::Opening) {
        return true;
    }
    let [piece] = one.content.as_slice() else { return false };
    let (head, tail) = (&reading.words[piece.start], &reading.words[piece.end - 1]);
    // "wrote “Salt Road”", "her film “Salt Road”"
    let wrote = |word: &Word| kind_name(word.kind) == Some("wrote") || word.is_one_of(&WORKS);
    let words = reading.words[piece.clone()].iter();
    let small = PREPOSITION | COORDINATOR | DEFINITE;
    cue.end == piece.start
        && reading.words[cue.clone()].iter().any(wrote)
        && head.place == Place::Opening
        && tail.place == Place::Closing
        && piece.len() > 2
        && words.clone().all(|word| word.shape != 1 || word.is(small))
        // A comma before the closing mark is of the sentence.
        && !words.clone().rev().skip(1).any(|word| b".!?".contains(&word.first))
        && !words.clone().rev().skip(2).any(|word| word.first == b',')
}

/// Participles behind which a thing's name stands: "a boat | called | the “Slip Away”".
const CALLED: [&str; 6] = ["called", "named", "dubbed", "nicknamed", "christened", "termed"];

/// Whether a thing's name is all that somebody is said to say: "a script called “Wild Rose”", "a boy named Kofi".
fn is_called(reading: &Reading, one: &Attribution) -> bool {
    let (Some(cue), [piece]) = (&one.cue, one.content.as_slice()) else { return false };
    let words = &reading.words[piece.clone()];
    let article = words[0].tag2 == *b"DT" && words.len() > 1;
    let name = &words[usize::from(article)];
    let named = reading.words[cue.end - 1].is_one_of(&["named"]);
    let person = named && name.place == Place::Outside && matches!(name.shape, 2 | 3);
    piece.start == cue.end
        && (name.place == Place::Opening || person)
        && is_name(reading, piece.start + usize::from(article))
}

/// Whether a name stands at a word, in marks or without, by the participle before it: "a boat called the “Slip Away”".
/// "The mayor called the toll “absurd”", "what the mayor called “absurd”" and "dubbed “the Beast” by growers" tell who
/// says so.
pub(crate) fn is_name(reading: &Reading, name: usize) -> bool {
    /// How far back a word may be that makes what is called so somebody's words.
    const FAR: usize = 12;
    let words = &reading.words;
    let article = |at: &usize| words[*at].tag2 == *b"DT";
    let Some(before) = name.checked_sub(1) else { return false };
    let verb = if article(&before) { before.saturating_sub(1) } else { before };
    let sentence = &reading.sentences[words[name].sentence as usize].words;
    if !words[verb].is_one_of(&CALLED) || !sentence.contains(&verb) || sentence.start == verb {
        return false;
    }
    let thing = &words[verb - 1];
    let common = thing.tag2 == *b"NN" && thing.shape == 1 && thing.mention == 0;
    let whose = |word: &Word| word.tag2[0] == b'W' || word.is_one_of(&["that", "as"]);
    let by_somebody = words[sentence.start.max(verb.saturating_sub(FAR))..verb].iter().any(whose);
    let quotation = (words[name].quotation as usize).checked_sub(1);
    let quoted = quotation.map(|place| reading.quoted[place].clone());
    let by = quoted.as_ref().and_then(|quoted| words.get(quoted.end));
    let agent = by.is_some_and(|word| word.is_one_of(&["by"]));
    // "The captain called “Abandon ship!”"
    let called_out = quoted.is_some_and(|quoted| {
        words[quoted].iter().rev().take(2).any(|word| b"!?".contains(&word.first))
    });
    common && !by_somebody && !agent && !called_out
}

/// "the | observed | volume is higher": whether an article alone would be who speaks, of a cue that names no speech in its
/// sentence as "an | assessment of | the work" does.
fn is_modifier(reading: &Reading, one: &Attribution) -> bool {
    let Some(cue) = one.cue.as_ref().filter(|_| is_article(reading, one)) else { return false };
    let noun = reading.words[cue.clone()].iter().any(|word| word.tag2 == *b"NN");
    let sentence = |at: usize| reading.words[at].sentence;
    !noun || one.content.iter().all(|piece| sentence(piece.start) != sentence(cue.start))
}

/// Whether a source is an article and no more. "A: …" answers a question.
fn is_article(reading: &Reading, one: &Attribution) -> bool {
    let (Some(cue), Some(source)) = (&one.cue, &one.source) else { return false };
    let article = reading.words[source.start].is_one_of(&["the", "a", "an", "no"]);
    article && source.len() == 1 && reading.words[cue.start].first != b':'
}

/// "| An | assessment of | the work": an article is nobody.
pub(crate) fn articled(reading: &Reading, one: &mut Attribution) {
    if is_article(reading, one) {
        one.source = None;
    }
}

/// Whether a cue is the end of a word with hyphens: "the so-called “smart” bins".
fn is_compound(text: &str, reading: &Reading, one: &Attribution) -> bool {
    let Some(cue) = &one.cue else { return false };
    let before = text[..reading.words[cue.start].start as usize].strip_suffix('-');
    before.is_some_and(|before| before.ends_with(char::is_alphanumeric))
}

/// Whether a quotation is the name of a programme or a book, "on CBS’s “Face the Nation”".
pub(crate) fn is_programme(reading: &Reading, words: &Range<usize>) -> bool {
    const LONGEST: usize = 8;
    let small = PREPOSITION | COORDINATOR | DEFINITE;
    let before = words.start.checked_sub(1).map(|at| &reading.words[at]);
    let of =
        |word: &Word| word.tag2 == *b"PO" || word.lower == hash_str("on") || word.is_one_of(&WORKS);
    // A comma before the closing mark is of the sentence.
    let last = words.end.saturating_sub(2);
    words.len() <= LONGEST
        && reading.words[words.start].place == Place::Opening
        && before.is_some_and(of)
        && words.clone().all(|at| {
            let word = &reading.words[at];
            let plain = word.shape == 1 && !word.is(small);
            !plain && !b"!?".contains(&word.first) && (word.first != b',' || at == last)
        })
}
