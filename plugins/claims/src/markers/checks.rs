//! What came of checking: "could not be verified", "was wrong to say", "records bear that out".

use crate::lexicon as lex;
use crate::markers::{Marker, Range, Reach, after, before, own};
use crate::stance::Stance;
use crate::words::{Words, flag};

/// A marker whose last word is at `at`.
pub(super) fn check(words: &Words, range: &Range, at: usize) -> Option<Marker> {
    if !own(words, at) {
        return None;
    }
    match words.lower(at) {
        "verified" | "verify" | "confirmed" | "confirm" | "corroborated" | "substantiated"
        | "proven" | "proved" => unverified(words, range, at),
        "wrong" | "right" | "mistaken" | "correct" | "incorrect" => judged(words, range, at),
        "out" | "up" | "this" | "that" | "account" | "accounts" | "claim" | "claims"
        | "statement" => borne_out(words, range, at).or_else(|| fails(words, range, at)),
        "exists" | "existed" | "happened" | "exist" => never(words, range, at),
        "truth" => no_truth(words, range, at),
        "water" | "scrutiny" => fails(words, range, at),
        _ => None,
    }
}

/// "could not be independently verified", "has not been proven".
fn unverified(words: &Words, range: &Range, at: usize) -> Option<Marker> {
    let mut from = at;
    while from > range.start
        && at - from < 6
        && (words.is(from - 1, lex::BE) || words.lower(from - 1).ends_with("ly"))
    {
        from -= 1;
    }
    let not = from.checked_sub(1).filter(|at| range.contains(at))?;
    if !own(words, not) || !matches!(words.lower(not), "not" | "n't" | "never") {
        return None;
    }
    let verb = not.checked_sub(1).filter(|at| range.contains(at))?;
    let passive = (from..at).any(|at| words.is(at, lex::BE));
    let fits = match words.lower(verb) {
        "could" | "can" | "ca" => true,
        "has" | "have" | "had" | "was" | "were" | "is" | "are" => {
            passive || !matches!(words.lower(verb), "has" | "have" | "had")
        }
        _ => false,
    };
    if !fits {
        return None;
    }
    // Who could not verify it is the outlet, or an agency; not somebody who is quoted on it, nor
    // an officer ("police could not confirm the number").
    let subject = (range.start..verb).rev().take(6);
    let about = subject.into_iter().any(|at| words.is(at, lex::CLAIM_NOUN) && own(words, at));
    let of_claim = (at + 1..range.end.min(at + 6))
        .any(|at| words.is(at, lex::CLAIM_NOUN) || matches!(words.lower(at), "this" | "that"));
    let outlet = verb > range.start && words.words[verb - 1].entity == 2
        || before(words, range, verb, 1) == "we";
    let said =
        range.clone().any(|at| own(words, at) && words.says(at) && !words.has(at, flag::CUE));
    let relative = before(words, range, verb, 1) == "which";
    if said || !(if passive { about || relative } else { outlet && of_claim }) {
        return None;
    }
    let reach = if relative { Reach::Content } else { Reach::Either };
    Some(Marker::new(Stance::Unsupported, verb, at + 1, reach))
}

/// "was wrong to say", "is right that", "was mistaken when she said".
fn judged(words: &Words, range: &Range, at: usize) -> Option<Marker> {
    let be = at.checked_sub(1).filter(|at| range.contains(at))?;
    let (be, quite) = match words.lower(be) {
        "simply" | "quite" | "plainly" | "clearly" | "also" => (be.checked_sub(1)?, 1),
        _ => (be, 0),
    };
    let named = be > range.start
        && (words.has(be - 1, flag::CAPITAL)
            || matches!(words.lower(be - 1), "he" | "she" | "they"));
    if !words.is(be, lex::BE) || !named || range.start + 8 + quite < be {
        return None;
    }
    let says = |at: usize| words.is(at, lex::SPEECH) && range.contains(&at);
    let stance = match words.lower(at) {
        "right" | "correct" => Stance::Supported,
        _ => Stance::Disputed,
    };
    // "She was wrong." behind what she said.
    if after(words, range, at, 1) == "." && range.len() <= 5 {
        let pronoun = matches!(before(words, range, be, 1), "he" | "she" | "they");
        let marker = Marker::new(stance, at, at + 1, Reach::Before);
        return pronoun.then_some(Marker { window: 1, ..marker });
    }
    let telling = match after(words, range, at, 1) {
        "to" => says(at + 2),
        "in" => says(at + 2) && words.lower(at + 2).ends_with("ing"),
        "when" => says(at + 3) || says(at + 4),
        "that" => true,
        _ => return None,
    };
    let voiced =
        (range.start..be).any(|at| words.is(at, lex::SPEECH | lex::ACCUSING | lex::CONDITION));
    if !telling || voiced {
        return None;
    }
    Some(Marker {
        opens_clause: after(words, range, at, 1) == "that",
        ..Marker::new(stance, at, at + 1, Reach::Clause)
    })
}

/// "Records bear that out.", "Official figures back this up.", "Payslips support her account."
fn borne_out(words: &Words, range: &Range, at: usize) -> Option<Marker> {
    if !matches!(after(words, range, at, 1), "." | "") || range.len() > 14 {
        return None;
    }
    let verb = (range.start.max(at.saturating_sub(3))..at).find(|&at| {
        matches!(
            words.lower(at),
            "bear"
                | "bears"
                | "bore"
                | "back"
                | "backs"
                | "backed"
                | "support"
                | "supports"
                | "supported"
                | "confirm"
                | "confirms"
                | "confirmed"
        )
    })?;
    let person = (range.start..verb).any(|at| {
        words.words[at].entity == 1
            || words.is(at, lex::SPEECH | lex::NEGATOR | lex::MODAL | lex::HEDGE)
            || matches!(words.lower(at), "he" | "she" | "they" | "i" | "we" | "police")
    });
    let record = (range.start..verb).any(|at| is_record(words, at));
    (record && !person).then(|| Marker::new(Stance::Supported, verb, at + 1, Reach::Before))
}

/// "That never happened.", "No such law exists."
fn never(words: &Words, range: &Range, at: usize) -> Option<Marker> {
    if range.len() > 6 || !matches!(after(words, range, at, 1), "." | "") {
        return None;
    }
    let opening = words.lower(range.start);
    let such = opening == "no" && after(words, range, range.start, 1) == "such";
    let no = matches!(opening, "that" | "this" | "it") && before(words, range, at, 1) == "never";
    (such || no).then(|| Marker {
        window: 1,
        ..Marker::new(Stance::Disputed, range.start, at + 1, Reach::Before)
    })
}

/// Whether a word names what a claim can be checked against, and nobody's word.
fn is_record(words: &Words, at: usize) -> bool {
    matches!(
        words.lower(at),
        "records"
            | "record"
            | "figures"
            | "data"
            | "documents"
            | "minutes"
            | "footage"
            | "photographs"
            | "statistics"
            | "emails"
            | "receipts"
            | "payslips"
            | "logs"
            | "invoices"
            | "audit"
            | "evidence"
    )
}

/// "There is no truth to that.", "There was little truth in the claim."
fn no_truth(words: &Words, range: &Range, at: usize) -> Option<Marker> {
    let no = at.checked_sub(1).filter(|&no| matches!(words.lower(no), "no" | "little"))?;
    let there = before(words, range, no, 2) == "there" && no <= range.start + 3;
    let about = matches!(after(words, range, at, 1), "to" | "in")
        && (matches!(after(words, range, at, 2), "that" | "this" | "it")
            || (at + 2..range.end.min(at + 5)).any(|at| words.is(at, lex::CLAIM_NOUN)));
    (there && about).then(|| Marker::new(Stance::Disputed, no, at + 1, Reach::Before))
}

/// "That claim does not hold up.", "It does not stand up to scrutiny.", "The figure doesn't add up."
fn fails(words: &Words, range: &Range, at: usize) -> Option<Marker> {
    if !matches!(after(words, range, at, 1), "." | "," | "") {
        return None;
    }
    let verb = (range.start.max(at.saturating_sub(3))..at).rev().find(|&at| {
        matches!(words.lower(at), "hold" | "stand" | "add" | "bear" | "survive" | "withstand")
    })?;
    let not = verb.checked_sub(1).filter(|&not| matches!(words.lower(not), "not" | "n't"))?;
    let auxiliary = not.checked_sub(1).filter(|&at| range.contains(&at))?;
    let subject = auxiliary.checked_sub(1).filter(|&at| range.contains(&at) && own(words, at))?;
    let does = matches!(words.lower(auxiliary), "does" | "do" | "did");
    let opening = subject - range.start;
    let clear = words.is(subject, lex::CLAIM_NOUN) && opening <= 3
        || opening == 0 && matches!(words.lower(subject), "that" | "this" | "it");
    let said = range.clone().any(|at| own(words, at) && words.says(at));
    (does && clear && !said)
        .then(|| Marker::new(Stance::Disputed, auxiliary, at + 1, Reach::Before))
}
