//! Verdicts with "to be": "which is false", "That claim has been debunked.", "is not true".

use crate::lexicon as lex;
use crate::markers::{Marker, Range, Reach, after, before, own, stance_of};
use crate::stance::Stance;
use crate::words::{Words, flag};

/// "which is false", "That claim has been debunked."
pub(super) fn predicate(words: &Words, range: &Range, at: usize) -> Option<Marker> {
    if !own(words, at) {
        return None;
    }
    // What follows must let the sentence or the clause end: "false teeth" does not.
    let next = after(words, range, at, 1);
    if !matches!(
        next,
        "" | "."
            | ","
            | ";"
            | "!"
            | "—"
            | "–"
            | "--"
            | ")"
            | ":"
            | "and"
            | "or"
            | "by"
            | "but"
            | "as"
            | "\""
            | "many"
            | "repeatedly"
    ) {
        return None;
    }
    predicate_of(words, range, at, stance_of(words, at), at)
}

/// The rest of [`predicate`]: looks left from the predicate's first word for "be" and the subject.
pub(super) fn predicate_of(
    words: &Words,
    range: &Range,
    at: usize,
    stance: Stance,
    from: usize,
) -> Option<Marker> {
    // A verdict that somebody else is said to give: "which officials say is false". Who checks facts
    // for a living is as good as the author.
    if (range.start..range.end).any(|other| {
        own(words, other)
            && !(range.start..other).any(|at| words.is(at, lex::CHECKER))
            && (words.says(other) || words.is(other, lex::DENYING))
            && !words.has(other, flag::CUE)
            && !words.is(other, lex::CLAIM_NOUN | lex::CONTRADICTING)
    }) {
        return None;
    }
    let passive = matches!(
        words.lower(at),
        "debunked"
            | "discredited"
            | "disproved"
            | "disproven"
            | "refuted"
            | "fabricated"
            | "invented"
            | "exaggerated"
            | "overstated"
    );
    if passive
        && after(words, range, at, 1) == "by"
        && !(at..range.end.min(at + 6)).any(|at| {
            words.is(at, lex::CHECKER)
                || matches!(
                    words.lower(at),
                    "courts" | "scientists" | "researchers" | "experts" | "studies"
                )
        })
    {
        return None;
    }
    let mut be = from.checked_sub(1)?;
    let mut steps = 0;
    while range.contains(&be) && !words.is(be, lex::BE) {
        let skip = words.lower(be).ends_with("ly")
            || matches!(
                words.lower(be),
                "since"
                    | "a"
                    | "an"
                    | "another"
                    | "simply"
                    | "later"
                    | "found"
                    | "already"
                    | "also"
                    | "long"
                    | "proven"
                    | "proved"
                    | "shown"
                    | "to"
                    | "turned"
                    | "out"
                    | "just"
                    | "quite"
                    | "both"
            );
        steps += 1;
        if !skip || steps > 5 || be == 0 {
            return None;
        }
        be -= 1;
    }
    while be > range.start
        && (words.is(be - 1, lex::BE | lex::AUXILIARY)
            || matches!(
                words.lower(be - 1),
                "also" | "since" | "to" | "out" | "turned" | "proved" | "proven" | "shown"
            )
            || words.lower(be - 1).ends_with("ly"))
    {
        be -= 1;
    }
    let subject = be.checked_sub(1).filter(|at| range.contains(at))?;
    if !own(words, subject) {
        // "the claim that the bridge is safe | is false".
        let start = (range.start..subject).rev().find(|&at| own(words, at))?;
        let noun = (start.saturating_sub(1).max(range.start)..range.end.min(start + 5))
            .any(|at| words.is(at, lex::CLAIM_NOUN) && after(words, range, at, 1) == "that");
        return noun.then(|| Marker::new(stance, from, at + 1, Reach::Content));
    }
    let word = words.lower(subject);
    let relative = word == "which"
        || word == "that"
            && subject > range.start
            && (words.is(subject - 1, lex::CLAIM_NOUN)
                || matches!(before(words, range, subject, 1), "," | "something"));
    if relative {
        return Some(Marker::new(stance, from, at + 1, Reach::Content));
    }
    let opening = subject - range.start;
    let clear = match word {
        "that" | "this" | "both" | "neither" | "those" | "these" => opening <= 1,
        "it" => opening == 0 && range.end - at <= 2,
        _ => words.is(subject, lex::CLAIM_NOUN) && opening <= 4,
    };
    clear.then(|| Marker { window: 2, ..Marker::new(stance, from, at + 1, Reach::Before) })
}

/// "not true", "show otherwise", "little to support that", "is correct".
pub(super) fn plain(words: &Words, range: &Range, at: usize) -> Option<Marker> {
    let word = words.lower(at);
    match word {
        "not" | "n't" if own(words, at) => {
            let true_at = (at + 1..range.end.min(at + 4)).find(|&at| {
                matches!(words.lower(at), "true" | "correct" | "accurate" | "so" | "case")
            })?;
            let filler = (at + 1..true_at).all(|at| {
                matches!(words.lower(at), "the" | "entirely" | "quite" | "strictly" | "at" | "all")
            });
            let hedged = (at + 1..true_at)
                .any(|at| matches!(words.lower(at), "entirely" | "quite" | "strictly"));
            let next = after(words, range, true_at, 1);
            (filler && !hedged && matches!(next, "." | "," | "" | ";" | ":" | "—" | "and" | "!"))
                .then_some(())?;
            predicate_of(words, range, true_at, Stance::Disputed, at)
        }
        "true" | "correct" | "accurate" | "right" if own(words, at) => {
            // Short verdicts alone: "That is correct."
            let short = range.len() <= 6 && after(words, range, at, 1) == ".";
            let negated =
                (range.start..at).any(|at| words.is(at, lex::NEGATOR | lex::HEDGE | lex::MODAL));
            (short && !negated).then_some(())?;
            predicate_of(words, range, at, Stance::Supported, at)
        }
        // "The allegation is without merit."
        "merit" | "foundation" if own(words, at) && before(words, range, at, 1) == "without" => {
            let ends = matches!(after(words, range, at, 1), "." | "," | "" | ";" | "and");
            ends.then(|| predicate_of(words, range, at, Stance::Unsupported, at - 1)).flatten()
        }
        // "show | otherwise |" may be taken for said.
        "otherwise" => {
            let shown = matches!(
                before(words, range, at, 1),
                "show"
                    | "shows"
                    | "showed"
                    | "suggest"
                    | "suggests"
                    | "indicate"
                    | "indicates"
                    | "prove"
                    | "proves"
                    | "say"
                    | "says"
                    | "tell"
            );
            let person = (range.start..at).any(|at| {
                words.words[at].entity == 1
                    || matches!(words.lower(at), "he" | "she" | "they" | "i" | "we")
            });
            (shown && !person).then(|| Marker::new(Stance::Disputed, at - 1, at + 1, Reach::Before))
        }
        "little" | "nothing" if own(words, at) && after(words, range, at, 1) == "to" => {
            let verb = after(words, range, at, 2);
            let there = (1..=2).any(|back| before(words, range, at, back) == "there");
            (there && matches!(verb, "support" | "substantiate" | "back")).then(|| Marker {
                end: (at + 3).min(range.end),
                ..Marker::new(Stance::Unsupported, at, at + 1, Reach::Before)
            })
        }
        _ => None,
    }
}
