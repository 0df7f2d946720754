//! Whose words they are: what a quote was given as content but is the reporter's own, such as the
//! verdict behind retold words ("…, which is false") and what was not offered ("no evidence").
//!
//! A relative or an apposition behind a comma that judges what was retold is taken as the
//! reporter's. It could be the speaker's, but a speaker who calls their own claim false is rare.

use copydesk_stage::Span;

use crate::lexicon as lex;
use crate::words::{Words, flag};

const ADVERB: lex::Classes =
    lex::DISPUTING_ADVERB | lex::UNSUPPORTED_ADVERB | lex::SUPPORTING_ADVERB;
const ADJECTIVE: lex::Classes = lex::DISPUTING_ADJECTIVE | lex::UNSUPPORTED_ADJECTIVE;

/// Whether a content says nothing of its own: the "no evidence" of "offered no evidence", the "that
/// is false" of "a claim that is false".
#[must_use]
pub fn is_no_content(words: &Words, content: Span, cue: Option<Span>) -> bool {
    let inside = words.inside(content);
    if inside.is_empty() {
        return false;
    }
    let cued = |classes| {
        cue.is_some_and(|cue| words.inside(cue).any(|at| words.is(at, classes)))
            || inside.start > 0 && words.is(inside.start - 1, classes)
    };
    let proof = inside.clone().take(6).find(|&at| words.is(at, lex::EVIDENCE));
    if let Some(proof) = proof
        && cued(lex::GIVING)
        && !inside.clone().any(|at| words.is_finite_verb(at) && at < proof)
    {
        return words.is(inside.start, lex::NEGATOR)
            || matches!(
                words.lower(inside.start),
                "any" | "evidence" | "proof" | "little" | "scant" | "a"
            );
    }
    let verdict = inside.clone().any(|at| words.is(at, ADJECTIVE) || words.lower(at) == "true");
    let opens =
        words.lower(inside.start) == "that" && words.is(inside.start + 1, lex::BE | lex::AUXILIARY);
    opens && verdict && inside.len() <= 7 && cued(lex::CLAIM_NOUN)
}

/// A retold content without a verdict on it at its end.
#[must_use]
pub fn without_verdict(words: &Words, content: Span, cue: Option<Span>) -> Span {
    let inside = words.inside(content);
    let cut = |at: usize| match at.checked_sub(1).filter(|last| *last > inside.start) {
        Some(last) => Span::new(content.start(), words.words[last].span.end()),
        None => content,
    };
    // "the claim that the bridge is safe is false": the last predicate judges the first.
    let named = cue.is_some_and(|cue| words.inside(cue).any(|at| words.is(at, lex::CLAIM_NOUN)))
        || inside.start > 0 && words.is(inside.start - 1, lex::CLAIM_NOUN)
        || inside
            .clone()
            .take(4)
            .any(|at| words.is(at, lex::CLAIM_NOUN) && words.lower_at(Some(at + 1)) == "that");
    if named && let Some(be) = last_predicate(words, inside.clone()) {
        return cut(be);
    }
    for at in inside.clone().skip(2).rev().take(14) {
        let mark = matches!(words.lower(at), "," | "—" | "–" | "--" | ";");
        if mark && judges(words, at + 1, inside.end) {
            return cut(at);
        }
        // "blamed migrants without providing evidence": retold in a noun, so the rest is not.
        let blaming =
            cue.is_some_and(|cue| words.inside(cue).any(|at| words.is(at, lex::ACCUSING)));
        if blaming && words.lower(at) == "without" && lacks_proof(words, at, inside.end) {
            return cut(at);
        }
    }
    content
}

/// The "is" of an "is false" at the end of words that have a verb with tense before it.
fn last_predicate(words: &Words, inside: std::ops::Range<usize>) -> Option<usize> {
    let last = inside.clone().rev().find(|&at| words.has(at, flag::WORD))?;
    if !words.is(last, ADJECTIVE | lex::FALSEHOOD) && words.lower(last) != "true" {
        return None;
    }
    let mut be =
        (inside.start.max(last.saturating_sub(4))..last).rev().find(|&at| words.is(at, lex::BE))?;
    while be > inside.start && words.is(be - 1, lex::BE | lex::AUXILIARY) {
        be -= 1;
    }
    let clause = inside.start..be;
    clause.into_iter().any(|at| words.is_finite_verb(at)).then_some(be)
}

/// Whether the words from `at` on, which follow a comma, judge what stands before it.
fn judges(words: &Words, at: usize, end: usize) -> bool {
    let rest = at..end;
    if rest.is_empty() || rest.len() > 13 {
        return false;
    }
    let adverb = words.is(at, ADVERB);
    if adverb && rest.clone().filter(|&at| words.has(at, flag::WORD)).count() == 1 {
        return true;
    }
    match words.lower(at) {
        "which" => {
            words.is(at + 1, lex::BE | lex::AUXILIARY)
                && rest.into_iter().any(|at| {
                    words.is(at, ADJECTIVE) && words.lower(at) != "wrong"
                        || words.is(at, lex::FALSEHOOD)
                        || matches!(words.lower(at), "true" | "case")
                            && words.is(at - 1, lex::NEGATOR | lex::DETERMINER)
                })
        }
        "a" | "an" | "another" | "something" => {
            rest.clone().take(5).any(|at| words.is(at, lex::FALSEHOOD))
                || rest.clone().take(5).any(|at| words.is(at, lex::CLAIM_NOUN))
                    && rest
                        .into_iter()
                        .any(|at| words.is(at, ADJECTIVE | lex::NEGATOR | lex::CHECKER))
        }
        "without" | "with" | "despite" | "citing" | "offering" | "providing" | "giving"
        | "presenting" | "but" | "though" | "although" | "even" => lacks_proof(words, at, end),
        _ => false,
    }
}

/// "without providing evidence", "citing no evidence", "despite a lack of proof".
fn lacks_proof(words: &Words, at: usize, end: usize) -> bool {
    let proof = (at..end.min(at + 8)).find(|&at| {
        matches!(
            words.lower(at),
            "evidence" | "proof" | "substantiation" | "corroboration" | "details" | "sources"
        )
    });
    let Some(proof) = proof else { return false };
    let giving = (at..proof).any(|at| words.is(at, lex::GIVING));
    let missing = (at..proof).any(|at| {
        words.is(at, lex::NEGATOR) || matches!(words.lower(at), "lack" | "little" | "scant")
    });
    match words.lower(at) {
        "without" => giving || proof <= at + 3,
        "but" | "though" | "although" | "even" => {
            missing && (giving || (at..proof).any(|at| words.lower(at) == "there"))
        }
        _ => missing,
    }
}
