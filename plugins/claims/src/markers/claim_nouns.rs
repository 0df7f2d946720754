//! Adjectives of a noun for what was said: "a false claim that …", ", a debunked theory".

use crate::lexicon as lex;
use crate::markers::verdicts;
use crate::markers::{Marker, Range, Reach, after, own, stance_of};
use crate::stance::Stance;
use crate::unmarked::is_relative;
use crate::words::{Words, flag};

/// "a false claim that …", ", a debunked theory".
pub(super) fn attribute(words: &Words, range: &Range, at: usize) -> Option<Marker> {
    let noun = (at + 1..range.end.min(at + 4)).find(|&at| words.is(at, lex::CLAIM_NOUN))?;
    let loose = matches!(
        words.lower(noun),
        "figure"
            | "figures"
            | "number"
            | "numbers"
            | "story"
            | "idea"
            | "charge"
            | "remark"
            | "remarks"
            | "comment"
            | "comments"
            | "argument"
            | "arguments"
            | "statement"
            | "statements"
            | "suggestion"
            | "suggestions"
    );
    // Only adjectives and nouns may stand between: "false and misleading claims", "false election claims".
    if (at + 1..noun).any(|at| {
        words.is(at, lex::BE | lex::SPEECH | lex::AUXILIARY) || !words.has(at, flag::WORD)
    }) {
        return None;
    }
    for at in (range.start.max(at.saturating_sub(7))..at).rev() {
        if matches!(words.lower(at), "," | ";" | "—" | "–" | "--") {
            break;
        }
        if words.is(at, VOICE) || is_calling(words, at) || words.lower(at) == "no" {
            return None;
        }
    }
    let that = after(words, range, noun, 1) == "that";
    let mut marker = Marker::new(stance_of(words, at), at, at + 1, Reach::Content);
    if that {
        (marker.opens_clause, marker.inside_content) = (true, true);
        if let Some(next) = (noun + 2 < range.end).then_some(noun + 2) {
            // "a false claim that was repeated" goes with what stands before it.
            let relative = words.is(next, lex::BE | lex::AUXILIARY | lex::MODAL);
            marker.opens_clause = !relative;
        }
        marker.end = at + 1;
        if marker.opens_clause {
            // The noun is between marker and content; it is measured from the noun.
            return Some(Marker { end: at + 1, ..marker }).filter(|_| noun - at <= 3);
        }
        return Some(marker);
    }
    if words.has(noun, flag::CUE) && own(words, at) {
        return Some(Marker { reach: Reach::Cue, ..marker });
    }
    // In apposition: "…, a false claim.".
    let apposed = (range.start.max(at.saturating_sub(3))..at)
        .any(|at| matches!(words.lower(at), "," | "—" | "–" | "--" | "-"));
    (apposed && !loose && own(words, at)).then_some(marker)
}

/// "the myth that …", ", which is a lie.", "That is a lie."
pub(super) fn falsehood(words: &Words, range: &Range, at: usize) -> Option<Marker> {
    // It can stand where the content begins: "repeated | the lie that …".
    let heads = (1..4).any(|back| at >= range.start + back && own(words, at - back))
        && after(words, range, at, 1) == "that";
    if !own(words, at) && !heads || !names_something(words, range, at) {
        return None;
    }
    let said = |at: usize| words.is(at, VOICE) || is_calling(words, at) || words.says(at);
    if (range.start..at)
        .any(|other| own(words, other) && said(other) && !words.has(other, flag::CUE))
    {
        return None;
    }
    if after(words, range, at, 1) == "that" {
        // "the lie that he told": no clause follows.
        if is_relative(words, at + 2, range.end) && !heads {
            return None;
        }
        let marker = Marker::new(Stance::Disputed, at, at + 1, Reach::Content);
        return Some(Marker { opens_clause: true, inside_content: true, ..marker });
    }
    if !matches!(after(words, range, at, 1), "." | "" | "," | ";" | "!") {
        return None;
    }
    verdicts::predicate_of(words, range, at, Stance::Disputed, at)
}

/// Whether a noun has its article: "a lie", "the long-running myth".
fn names_something(words: &Words, range: &Range, at: usize) -> bool {
    (range.start.max(at.saturating_sub(3))..at)
        .any(|at| words.is(at, lex::DETERMINER) || matches!(words.lower(at), "another" | "old"))
}

/// "Contrary to his claim that …": the noun at `at`.
pub(super) fn contrary(words: &Words, range: &Range, at: usize) -> Option<Marker> {
    let from = (range.start.max(at.saturating_sub(6))..at)
        .find(|&from| words.lower(from) == "contrary" && words.lower_at(Some(from + 1)) == "to")?;
    (own(words, from) && after(words, range, at, 1) == "that").then(|| Marker {
        opens_clause: true,
        inside_content: true,
        // The content is measured from the noun.
        end: from + 2,
        anchor: at + 1,
        ..Marker::new(Stance::Disputed, from, from + 2, Reach::Content)
    })
}

const VOICE: lex::Classes = lex::ACCUSING | lex::DENYING;

/// Verbs by which somebody names what another says: "called it a lie".
fn is_calling(words: &Words, at: usize) -> bool {
    let word = words.lower(at);
    matches!(word, "as" | "against")
        || ["call", "describ", "brand", "label", "denounc"]
            .iter()
            .any(|stem| word.starts_with(stem))
}
