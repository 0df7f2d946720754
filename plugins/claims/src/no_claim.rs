//! Sentences of the outlet's that claim nothing: what they bid their readers do, who did not answer, and datelines.

use crate::words::{Words, flag};

/// Whether a sentence is one of those.
pub fn is_none(words: &Words, picked: &[u32]) -> bool {
    requests(words, picked) || silence(words, picked) || dateline(words, picked)
}

/// Whether it says that somebody had no comment: "Osgood did not respond to a request for comment.", "The firm declined to
/// comment.", "We have approached the council for comment."
fn silence(words: &Words, picked: &[u32]) -> bool {
    const LONGEST: usize = 24;
    const ASKED: [&str; 8] =
        ["request", "email", "call", "message", "question", "reply", "repli", "response"];
    // "Osgood, who earned £3m last year, did not respond …" tells more.
    if picked.len() > LONGEST || picked.iter().any(|&at| words.has(at as usize, flag::DIGIT)) {
        return false;
    }
    let lower = |nth: usize| picked.get(nth).map_or("", |&at| words.lower(at as usize));
    let begins = |nth: usize, stems: &[&str]| stems.iter().any(|stem| lower(nth).starts_with(stem));
    let has = |from: usize, stems: &[&str]| (from..picked.len()).any(|nth| begins(nth, stems));
    // The outlet: "We had not received a reply."
    let by_us = (0..picked.len()).any(|nth| lower(nth) == "we");
    let unanswered = |nth: usize| {
        begins(nth, &["respond", "repl", "return", "answer", "receive"])
            && (nth.saturating_sub(4)..nth).any(|nth| matches!(lower(nth), "not" | "n't"))
            && has(nth + 1, &ASKED)
            && (has(0, &["comment", "immediately", "publication"]) || by_us)
    };
    let for_it = |nth: usize| lower(nth) == "for" && begins(nth + 1, &["comment"]);
    let asked = |nth: usize| {
        begins(nth, &["reach", "available", "approach", "contact"])
            && (nth + 1..picked.len()).any(for_it)
    };
    let declined = |nth: usize| {
        begins(nth, &["declin", "refus"]) && lower(nth + 1) == "to" && lower(nth + 2) == "comment"
    };
    (0..picked.len()).any(|nth| unanswered(nth) || asked(nth) || declined(nth))
}

/// Whether it is where and when an agency's report was written: "LISBON, June 3 (Reuters) —".
fn dateline(words: &Words, picked: &[u32]) -> bool {
    const LONGEST: usize = 12;
    let (Some(&first), Some(&last)) = (picked.first(), picked.last()) else { return false };
    let verb = picked.iter().any(|&at| words.is_finite_verb(at as usize));
    let dash = matches!(words.lower(last as usize), "-" | "--" | "–" | "—");
    let agency = picked.iter().any(|&at| words.lower(at as usize) == ")");
    picked.len() <= LONGEST && !verb && dash && agency && words.has(first as usize, flag::CAPITAL)
}

/// Whether a sentence of the outlet's bids its readers do something: "Sign up for our newsletter."
fn requests(words: &Words, picked: &[u32]) -> bool {
    let lower = |nth: usize| picked.get(nth).map_or("", |&at| words.lower(at as usize));
    match lower(0) {
        "please" | "subscribe" | "click" => true,
        "sign" => lower(1) == "up",
        "follow" | "email" => matches!(lower(1), "us" | "our" | "him" | "her" | "me"),
        "call" | "contact" | "visit" => {
            let number = |&at: &u32| words.has(at as usize, flag::DIGIT);
            matches!(lower(1), "us" | "our" | "the") || picked.get(1).is_some_and(number)
        }
        _ => false,
    }
}
