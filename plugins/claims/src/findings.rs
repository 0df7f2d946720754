//! What the clause before a claim says of it: "found no evidence that", "did not say that", "has not ruled out that".

use std::ops::Range;

use crate::words::Words;

/// What such a clause says of the claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Nothing more.
    None,
    /// That it may be: "has not ruled out that".
    Open,
    /// That it is not so, or was not said: "found no evidence that", "did not say that", "ruled out that".
    Denied,
}

/// Verbs of finding out.
const FINDING: [&str; 18] = [
    "conclude",
    "concluded",
    "concludes",
    "find",
    "finds",
    "found",
    "prove",
    "proved",
    "proves",
    "proven",
    "saw",
    "see",
    "seen",
    "sees",
    "show",
    "showed",
    "shown",
    "shows",
];

/// Verbs of saying that are no finding out.
const SAYING: [&str; 6] = ["claim", "claimed", "claims", "said", "say", "says"];

/// Words that deny a verb.
const NOT: [&str; 4] = ["cannot", "n't", "never", "not"];

/// Reads what stands between a cue's first word and the claim, and the words right before the cue.
pub fn finding(words: &Words, cue: Range<usize>, claim: usize) -> Finding {
    const FAR: usize = 8;
    if cue.is_empty() || claim < cue.end || claim > cue.end + FAR {
        return Finding::None;
    }
    let lower = |at: usize| words.lower(at);
    let told = cue.start..claim;
    let before = cue.start.saturating_sub(3);
    let out = |at: usize| {
        matches!(lower(at), "rule" | "rules" | "ruled" | "ruling") && lower(at + 1) == "out"
    };
    if told.clone().any(|at| at + 1 < claim && out(at)) {
        let not = (before..cue.end).any(|at| NOT.contains(&lower(at)));
        return if not { Finding::Open } else { Finding::Denied };
    }
    // "neither confirmed nor denied that"
    if (before..cue.end).any(|at| lower(at) == "neither") {
        return Finding::Open;
    }
    let is_verb = |at: &usize| FINDING.contains(&lower(*at)) || SAYING.contains(&lower(*at));
    let Some(verb) = told.into_iter().find(is_verb) else { return Finding::None };
    // "found no evidence that", "saw nothing to show that"; but "said, with no evidence, that"
    let no = |at: usize| {
        let noun =
            |at: usize| matches!(lower(at), "evidence" | "proof" | "sign" | "signs" | "indication");
        lower(at) == "no" && (at + 1..claim).take(3).any(noun)
            || lower(at) == "nothing" && words.lower_at(Some(at + 1)) == "to"
    };
    let set_off = (verb..claim).any(|at| lower(at) == ",");
    let none = FINDING.contains(&lower(verb)) && !set_off && (before..claim).any(no);
    // "did not find that"; but "could not say that", "did not say which"
    let right_before = |far: usize| (verb.saturating_sub(far)..verb).map(lower);
    let not = right_before(2).any(|word| NOT.contains(&word));
    let able = right_before(3).any(|word| matches!(word, "could" | "can" | "cannot"));
    let question = lower(claim).starts_with("wh") || matches!(lower(claim), "how" | "if");
    if none || not && !able && !question { Finding::Denied } else { Finding::None }
}
