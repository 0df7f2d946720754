//! Support that is missing: "without evidence", "offered no proof".

use crate::lexicon as lex;
use crate::markers::{Marker, Range, Reach, after, before, own};
use crate::stance::Stance;
use crate::words::{Words, flag};

/// Words that can stand between "without" or "no" and "evidence".
fn pads(words: &Words, at: usize) -> bool {
    words.is(at, lex::GIVING)
        || matches!(
            words.lower(at),
            "any"
                | "a"
                | "an"
                | "the"
                | "shred"
                | "scrap"
                | "iota"
                | "hint"
                | "piece"
                | "bit"
                | "of"
                | "further"
                | "supporting"
                | "credible"
                | "concrete"
                | "hard"
                | "clear"
                | "specific"
                | "solid"
                | "factual"
                | "slightest"
                | "immediate"
                | "much"
                | "real"
                | "direct"
                | "documentary"
                | "substantive"
                | "corroborating"
                | "public"
                | "conclusive"
                | "scientific"
                | "reliable"
                | "actual"
                | "single"
                | "verifiable"
                | "immediately"
                | "being"
                | "there"
                | "able"
                | "to"
        )
}

/// "without evidence", "offered no proof", "there is no evidence", "despite evidence to the contrary".
pub(super) fn evidence(words: &Words, range: &Range, at: usize) -> Option<Marker> {
    if !own(words, at) {
        return None;
    }
    let noun = words.lower(at);
    // "despite evidence to the contrary".
    if after(words, range, at, 1) == "to" && after(words, range, at, 3) == "contrary" {
        let from = (range.start.max(at.saturating_sub(5))..at)
            .rev()
            .find(|&at| words.lower(at) == "despite")?;
        return Some(Marker::new(Stance::Disputed, from, at + 4, Reach::Clause));
    }
    let strict = matches!(
        noun,
        "evidence"
            | "proof"
            | "basis"
            | "substantiation"
            | "corroboration"
            | "foundation"
            | "documentation"
    );
    let mut from = at;
    while from > range.start && at - from < 7 && pads(words, from - 1) && own(words, from - 1) {
        from -= 1;
    }
    let opener = from.checked_sub(1).filter(|at| range.contains(at) && own(words, *at))?;
    let giving_inside = (from..at).find(|&at| words.is(at, lex::GIVING));
    match words.lower(opener) {
        "to" if before(words, range, opener, 1) == "contrary" => {
            Some(Marker::new(Stance::Disputed, opener - 1, at + 1, Reach::Clause))
        }
        "without" if strict || giving_inside.is_some() => {
            let basis = matches!(noun, "basis" | "foundation");
            // "without the support of": only nouns of proof stand alone.
            if before(words, range, opener, 1) == "not"
                || basis && after(words, range, at, 1) == "for"
            {
                return None;
            }
            Some(Marker::new(Stance::Unsupported, opener, at + 1, Reach::Clause))
        }
        "no" | "little" | "scant" | "zero" | "lack"
            if strict || matches!(noun, "details" | "sources" | "data" | "support") =>
        {
            no_evidence(words, range, opener, at, strict)
        }
        // "That claim lacks evidence."
        "lacks" | "lacked" if strict => {
            let subject = before(words, range, opener, 1);
            let claim = opener <= range.start + 3
                && (words.is(opener.checked_sub(1)?, lex::CLAIM_NOUN)
                    || matches!(subject, "that" | "this" | "it"));
            claim.then(|| Marker::new(Stance::Unsupported, opener, at + 1, Reach::Before))
        }
        "not" | "n't" | "never" | "failed" | "declined" | "refused" | "unable"
            if giving_inside.is_some() && strict =>
        {
            let start = if matches!(words.lower(opener), "not" | "n't") {
                opener.saturating_sub(1).max(range.start)
            } else {
                opener
            };
            given_by_speaker(words, range, start)
                .then(|| Marker::new(Stance::Unsupported, start, at + 1, Reach::Either))
        }
        _ => None,
    }
}

/// "no evidence", by what stands before it.
fn no_evidence(words: &Words, range: &Range, no: usize, at: usize, strict: bool) -> Option<Marker> {
    let last = no.checked_sub(1).filter(|at| range.contains(at))?;
    if !own(words, last) {
        return (strict && words.lower(last) == ",")
            .then(|| Marker::new(Stance::Unsupported, no, at + 1, Reach::Clause));
    }
    let word = words.lower(last);
    let marker = |from, reach| Some(Marker::new(Stance::Unsupported, from, at + 1, reach));
    match word {
        "with" | "despite" | "on" if strict => marker(last, Reach::Clause),
        "a" | "the" if words.lower(no) == "lack" && strict => marker(last, Reach::Clause),
        "have" | "has" | "had" if strict => given_by_speaker(words, range, last)
            .then(|| Marker::new(Stance::Unsupported, last, at + 1, Reach::Before)),
        // "citing no evidence" goes with a verb, "she cited no evidence" is a sentence.
        _ if words.is(last, lex::GIVING) => {
            if word.ends_with("ing") {
                return marker(last, Reach::Clause);
            }
            (strict && given_by_speaker(words, range, last))
                .then(|| Marker::new(Stance::Unsupported, last, at + 1, Reach::Either))
        }
        "is" | "was" | "'s" | "are" | "been" if strict => {
            let there = (1..=3).any(|back| before(words, range, last, back) == "there");
            let spoken = (range.clone()).any(|at| {
                words.says(at) && own(words, at) && !words.has(at, flag::CUE) && at < last
            });
            (there && !spoken).then(|| Marker::new(Stance::Unsupported, no, at + 1, Reach::Either))
        }
        _ => None,
    }
}

/// Whether the verb at `at` has a short subject at the start of its sentence or clause, so that it is
/// the author who says that the speaker gave no evidence: not "police said she offered no proof".
fn given_by_speaker(words: &Words, range: &Range, at: usize) -> bool {
    !(range.start..at).any(|other| {
        own(words, other)
            && (words.says(other) || words.is(other, lex::ACCUSING))
            && !words.has(other, flag::CUE)
    })
}
