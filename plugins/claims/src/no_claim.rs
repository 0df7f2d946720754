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
    let lower = |nth: usize| picked.get(nth).map_or("", |&at| words.lower(at as usize));
    let all = 0..picked.len().min(LONGEST);
    let begins = |nth: usize, stems: &[&str]| stems.iter().any(|stem| lower(nth).starts_with(stem));
    let has = |from: usize, stems: &[&str]| (from..all.end).any(|nth| begins(nth, stems));
    // "Osgood, who earned £3m last year, did not respond …" tells more.
    if picked.len() > LONGEST || picked.iter().any(|&at| words.has(at as usize, flag::DIGIT)) {
        return false;
    }
    let for_comment = has(0, &["comment"]);
    all.clone().any(|nth| {
        let answers = begins(nth, &["respond", "repl", "return", "answer", "receive"]);
        let not = (nth.saturating_sub(4)..nth).any(|nth| matches!(lower(nth), "not" | "n't"));
        let asked =
            ["request", "email", "call", "message", "question", "reply", "repli", "response"];
        let to_us =
            has(nth + 1, &asked) && (for_comment || has(0, &["immediately", "we", "publication"]));
        let for_it = |at: usize| lower(at) == "for" && begins(at + 1, &["comment"]);
        let reached = begins(nth, &["reach", "available", "approach", "contact"])
            && (nth + 1..all.end).any(for_it);
        let declined = begins(nth, &["declin", "refus"])
            && lower(nth + 1) == "to"
            && lower(nth + 2) == "comment";
        not && answers && to_us || reached || declined
    })
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
