//! Sentences of the outlet's that claim nothing: what they bid their readers do, who did not answer, and datelines.

use crate::markers::labels;
use crate::words::{Words, flag};

/// Whether a sentence is one of those.
pub fn is_none(words: &Words, picked: &[u32]) -> bool {
    requests(words, picked)
        || silence(words, picked)
        || dateline(words, picked)
        || contact(words, picked)
        || disclaimer(words, picked)
        || verdict(words, picked)
}

/// Whether it is the verdict of a fact check: "Verdict: False."
fn verdict(words: &Words, picked: &[u32]) -> bool {
    picked.first().and_then(|&at| words.sentence_of(at as usize)).is_some_and(|place| {
        let sentence = words.sentences[place];
        labels::is_verdict(words, &(sentence.first..sentence.end))
    })
}

/// Whether a word is of a sentence that asks for witnesses: "Anyone with information is urged to call 101."
pub fn is_appeal(words: &Words, at: usize) -> bool {
    words.sentence_of(at).is_some_and(|place| {
        let sentence = words.sentences[place];
        let calls =
            |at: usize| matches!(words.lower(at), "call" | "contact" | "phone" | "ring" | "email");
        words.lower(sentence.first) == "anyone" && (sentence.first..sentence.end).any(calls)
    })
}

/// Whether it is whom to call: "Media: Tom Orr, 212-555-0177".
fn contact(words: &Words, picked: &[u32]) -> bool {
    const LEAST: usize = 3;
    let verb = picked.iter().any(|&at| words.is_finite_verb(at as usize));
    let is_group =
        |word: &str| word.len() >= LEAST && word.bytes().all(|byte| byte.is_ascii_digit());
    // "212-555-0177", "(020) 7946 0000"
    let number = |&at: &u32| {
        let at = at as usize;
        let mut groups = words.lower(at).split('-');
        if groups.clone().count() > 1 {
            return groups.all(is_group);
        }
        let next = at + 1 + usize::from(matches!(words.lower_at(Some(at + 1)), "-" | ")"));
        is_group(words.lower(at)) && is_group(words.lower_at(Some(next)))
    };
    !verb && picked.iter().any(number)
}

/// Whether it is what lawyers have a company add: "This release contains forward-looking statements."
fn disclaimer(words: &Words, picked: &[u32]) -> bool {
    let lower = |nth: usize| picked.get(nth).map_or("", |&at| words.lower(at as usize));
    (0..picked.len()).any(|nth| match lower(nth) {
        "forward-looking" => true,
        "forward" => lower(nth + 1) == "-" && lower(nth + 2) == "looking",
        "undertakes" => lower(nth + 1) == "no" && lower(nth + 2) == "obligation",
        _ => false,
    })
}

/// Whether it says that somebody had no comment: "Osgood did not respond to a request for comment.", "The firm declined to
/// comment.", "We have approached the council for comment."; or that nothing was said: "He would not say whether he had
/// paid."
fn silence(words: &Words, picked: &[u32]) -> bool {
    const LONGEST: usize = 24;
    const ASKED: [&str; 8] =
        ["request", "email", "call", "message", "question", "reply", "repli", "response"];
    if picked.len() > LONGEST {
        return false;
    }
    // "Osgood, who earned £3m last year, did not respond …" tells more.
    let number = picked.iter().position(|&at| words.has(at as usize, flag::DIGIT));
    let number = number.unwrap_or(picked.len());
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
    // "declined to say whether", "did not say when", "has yet to say how"
    let untold = |nth: usize| {
        const SAYING: [&str; 5] = ["say", "said", "disclose", "reveal", "specify"];
        let asks = lower(nth + 1).starts_with("wh") || matches!(lower(nth + 1), "how" | "if");
        let refused = (nth.saturating_sub(3)..nth).any(|nth| {
            begins(nth, &["declin", "refus"])
                || matches!(lower(nth), "not" | "n't" | "yet" | "never")
        });
        // "Osgood, who has not said whether he will sign, left": he left.
        let within = (0..nth).any(|nth| lower(nth).starts_with("wh"));
        SAYING.contains(&lower(nth)) && asks && refused && !within
    };
    let silent = |nth: usize| unanswered(nth) || asked(nth) || declined(nth);
    (0..picked.len()).any(|nth| number == picked.len() && silent(nth)) || (0..number).any(untold)
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
