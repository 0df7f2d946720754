//! The labels of fact checks: "Verdict: False.", "THE FACTS: That is wrong.", "We rate the claim Mostly False."

use crate::markers::{Marker, Range, Reach};
use crate::stance::Stance;
use crate::words::{Words, flag};

/// What such a label is made of, besides articles and "our".
const LABELS: [&str; 12] = [
    "claim",
    "conclusion",
    "fact",
    "facts",
    "finding",
    "findings",
    "rating",
    "reality",
    "ruling",
    "truth",
    "verdict",
    "check",
];

/// The words of a sentence behind its label and colon, if it has one.
pub(super) fn without_label(words: &Words, range: Range) -> Range {
    match label_end(words, &range) {
        Some(colon) if colon + 1 < range.end => colon + 1..range.end,
        _ => range,
    }
}

/// Where the colon of the label stands with which a sentence begins.
fn label_end(words: &Words, range: &Range) -> Option<usize> {
    const LONGEST: usize = 3;
    let colon = range.clone().take(LONGEST + 1).find(|&at| words.lower(at) == ":")?;
    is_label(words, range.start..colon).then_some(colon)
}

fn is_label(words: &Words, range: Range) -> bool {
    let mut own = range.filter(|&at| !matches!(words.lower(at), "the" | "our" | "a"));
    own.clone().next().is_some() && own.all(|at| LABELS.contains(&words.lower(at)))
}

/// Whether a sentence is nothing but a label: "Our verdict".
#[must_use]
pub fn is_bare(words: &Words, range: Range) -> bool {
    const LONGEST: usize = 4;
    let end = range.clone().rev().take_while(|&at| matches!(words.lower(at), ":" | ".")).count();
    range.len() <= LONGEST && is_label(words, range.start..range.end - end)
}

/// Whether a sentence is a verdict and nothing else: "Verdict: False.", "We rate this claim Mostly False."
#[must_use]
pub fn is_verdict(words: &Words, range: &Range) -> bool {
    verdict(words, range).is_some() || is_bare(words, range.clone())
}

/// "Verdict: False.", "We rate this claim Mostly False.", about the claim before.
pub(super) fn verdict(words: &Words, range: &Range) -> Option<Marker> {
    const LONGEST: usize = 12;
    if range.len() > LONGEST {
        return None;
    }
    let last = range.clone().rev().find(|&at| words.has(at, flag::WORD))?;
    let rated =
        range.clone().any(|at| matches!(words.lower(at), "rate" | "rated" | "rule" | "ruled"))
            && range.clone().any(|at| matches!(words.lower(at), "we" | "claim" | "statement"));
    let from = match label_end(words, range) {
        Some(colon) => colon + 1,
        None if rated => last,
        None => return None,
    };
    let lower = |at: usize| words.lower(at);
    let stance = match lower(last) {
        "false" | "untrue" | "wrong" | "fake" | "misleading" | "incorrect" | "inaccurate"
        | "fabricated" | "altered" => Stance::Disputed,
        "unsupported" | "unproven" | "unfounded" | "baseless" => Stance::Unsupported,
        "true" | "correct" | "accurate" => Stance::Supported,
        _ => return None,
    };
    let negated = (from..last).any(|at| matches!(lower(at), "not" | "n't"));
    let degrees = ["mostly", "largely", "partly", "half", "entirely", "completely", "-"];
    let plain = (from..last).all(|at| degrees.contains(&lower(at)));
    // "Partly true" is neither.
    let partly = (range.start..last).any(|at| matches!(lower(at), "partly" | "half"));
    (!negated && (plain || rated) && !partly)
        .then(|| Marker { window: 2, ..Marker::new(stance, last, last + 1, Reach::Before) })
}
