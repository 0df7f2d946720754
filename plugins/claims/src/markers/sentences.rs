//! Sentences that answer the one before: "It was not.", "In fact, …", "A photograph contradicts that."

use crate::lexicon as lex;
use crate::markers::{Marker, Range, Reach, after, own};
use crate::stance::Stance;
use crate::words::{Words, flag};

/// "contradicts that", "refuted his claim".
pub(super) fn contradiction(words: &Words, range: &Range, at: usize) -> Option<Marker> {
    if !own(words, at) || words.is(at, lex::DENYING) && words.has(at, flag::CUE) {
        return None;
    }
    let next = after(words, range, at, 1);
    let noun = (at + 1..range.end.min(at + 4)).any(|at| words.is(at, lex::CLAIM_NOUN));
    let about = matches!(next, "that" | "this" | "it" | "both") && range.end - at <= 4
        || noun
            && matches!(next, "that" | "this" | "the" | "his" | "her" | "their" | "those" | "both");
    // A person who refutes a claim speaks for themselves; a paper or a figure does not.
    let person = (range.start..at).any(|at| {
        words.words[at].entity == 1
            || words.is(at, lex::SPEECH)
            || matches!(
                words.lower(at),
                "he" | "she" | "they" | "spokesman" | "spokeswoman" | "minister"
            )
    });
    let hedged = (range.start..at).any(|at| words.is(at, lex::MODAL | lex::NEGATOR));
    (about && !person && !hedged).then(|| Marker::new(Stance::Disputed, at, at + 1, Reach::Before))
}

/// "It was not.", "They did not.", "Not so.", "False."
pub(super) fn refusal(words: &Words, range: &Range) -> Option<Marker> {
    // "They had not: the true figure was 204,530."
    let colon = range.clone().find(|&at| matches!(words.lower(at), ":" | "–" | "—" | "--"));
    let range = &(range.start..colon.map_or(range.end, |colon| colon + 1));
    let spoken: Vec<usize> =
        range.clone().filter(|&at| words.has(at, flag::WORD)).take(4).collect();
    if spoken.is_empty() || spoken.len() > 3 || range.clone().any(|at| !own(words, at)) {
        return None;
    }
    if words.lower_at(range.end.checked_sub(1)) != "." && colon.is_none() {
        return None;
    }
    let of = |nth: usize| spoken.get(nth).map_or("", |&at| words.lower(at));
    let pronoun = matches!(of(0), "it" | "that" | "they" | "he" | "she" | "there" | "this");
    let verb = matches!(
        of(1),
        "was"
            | "is"
            | "were"
            | "are"
            | "did"
            | "does"
            | "do"
            | "has"
            | "had"
            | "have"
            | "wasn't"
            | "didn't"
            | "isn't"
    );
    let full = pronoun
        && verb
        && (matches!(of(2), "not" | "n't") || of(1).ends_with("n't") && spoken.len() == 2);
    let curt = spoken.len() == 2 && of(0) == "not" && matches!(of(1), "so" | "true")
        || spoken.len() == 1 && of(0) == "false";
    (full || curt).then(|| Marker {
        window: 1,
        ..Marker::new(Stance::Disputed, range.start, range.end - 1, Reach::Before)
    })
}

/// "None of that is true.", "Neither is correct."
pub(super) fn none_true(words: &Words, range: &Range) -> Option<Marker> {
    let of = |nth: usize| after(words, range, range.start, nth);
    let be = match (of(0), of(1), of(2)) {
        ("none", "of", "that" | "this" | "it" | "those") => 3,
        ("neither", ..) => 1,
        _ => return None,
    };
    let verdict = matches!(of(be), "is" | "was" | "were" | "are")
        && matches!(of(be + 1), "true" | "correct" | "accurate" | "right")
        && of(be + 2) == ".";
    (verdict && range.clone().all(|at| own(words, at))).then(|| Marker {
        window: 1,
        ..Marker::new(Stance::Disputed, range.start, range.end - 1, Reach::Before)
    })
}

/// "In fact, …" after a claim about the same thing.
pub(super) fn contrast(words: &Words, range: &Range) -> Option<Marker> {
    let mut at = range.start;
    if matches!(words.lower_at(Some(at)), "but" | "however" | "yet") {
        at += 1;
        if words.lower_at(Some(at)) == "," {
            at += 1;
        }
    }
    let len = match (after(words, range, at, 0), after(words, range, at, 1)) {
        ("in", "fact" | "reality" | "truth" | "actuality") => 2,
        _ => return None,
    };
    if (at..at + len).any(|at| !own(words, at)) {
        return None;
    }
    // "In fact, it rose": the other way.
    let comma = usize::from(after(words, range, at, len) == ",");
    let pronoun = matches!(after(words, range, at, len + comma), "it" | "they" | "there");
    Some(Marker {
        window: 1,
        needs_overlap: !pronoun,
        needs_opposite: pronoun,
        ..Marker::new(Stance::Disputed, at, at + len, Reach::Before)
    })
}

/// "The true figure is 2%." after a claim.
pub(super) fn true_figure(words: &Words, range: &Range) -> Option<Marker> {
    let of = |nth: usize| after(words, range, range.start, nth);
    let true_figure = of(0) == "the"
        && matches!(of(1), "true" | "real" | "actual" | "correct")
        && matches!(of(2), "figure" | "number" | "total" | "sum" | "cost")
        && matches!(of(3), "is" | "was");
    (true_figure && range.clone().all(|at| own(words, at))).then(|| Marker {
        window: 1,
        ..Marker::new(Stance::Disputed, range.start, range.start + 3, Reach::Before)
    })
}
