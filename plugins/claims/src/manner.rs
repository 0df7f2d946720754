//! How a claim is put: hedged, negated, under a modal, on a condition.

use crate::dates;
use crate::findings::{Finding, finding};
use crate::lexicon as lex;
use crate::words::{MD, NN, NNP, PRP, VBD, VBN, VBP, VBZ, Words, flag};

/// How a claim is put.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Manner {
    /// Its truth is left open: "may", "reportedly", or a cue such as "suggested".
    pub hedged: bool,
    /// Its main clause is denied, or its speaker denies it.
    pub negated: bool,
    /// It depends on a condition.
    pub conditional: bool,
    /// The modal verb of its main clause, in its full form: "will" for "'ll"; none is "".
    pub modality: &'static str,
}

impl Manner {
    /// Reads the manner of a claim from its words and its cue's.
    #[must_use]
    pub fn read(
        words: &Words,
        picked: &[u32],
        cue: std::ops::Range<usize>,
        condition: bool,
    ) -> Self {
        let mut manner = Self { conditional: condition, ..Self::default() };
        let aside = aside(words, picked);
        let main = main_clause(words, picked, &aside);
        for (nth, &at) in picked.iter().enumerate() {
            let at = at as usize;
            let classes = words.words[at].classes;
            let asked = nth == 0 && cue.clone().any(|at| is_question(words.lower(at)));
            if classes & lex::CONDITION != 0 && !asked && opens_condition(words, picked, nth)
                || classes & (lex::MODAL | lex::AUXILIARY | lex::BE) != 0
                    && inverts(words, picked, nth)
            {
                manner.conditional = true;
            }
            if nth >= main || aside.contains(&nth) {
                continue;
            }
            if classes & lex::HEDGE != 0 && hedges(words, at) {
                manner.hedged = true;
            }
            if classes & lex::NEGATOR != 0 && negates(words, picked, nth) {
                manner.negated = true;
            }
            if manner.modality.is_empty() && classes & lex::MODAL != 0 {
                manner.modality = modality(words, at);
            }
            if manner.modality.is_empty() && matches!(words.lower(at), "going" | "gonna") {
                let next = picked.get(nth + 1).map_or("", |&next| words.lower(next as usize));
                // "going to the town" is no future: a verb must follow.
                let verb = picked
                    .get(nth + 2)
                    .is_some_and(|&at| matches!(words.words[at as usize].tag, 0 | 27));
                if words.lower(at) == "gonna" || next == "to" && verb {
                    manner.modality = "will";
                }
            }
        }
        for at in cue.clone() {
            manner.hedged |= words.is(at, lex::HEDGING_CUE);
            manner.negated |= words.is(at, lex::DENYING) || plays_down(words, at);
        }
        match finding(words, cue, picked.first().map_or(0, |&at| at as usize)) {
            Finding::None => {}
            Finding::Open => manner.hedged = true,
            Finding::Denied => manner.negated = true,
        }
        manner
    }
}

/// The relative clause between commas behind a claim's subject: "the Front, | which did not exist before |, took".
fn aside(words: &Words, picked: &[u32]) -> std::ops::Range<usize> {
    let lower = |nth: usize| words.lower(picked[nth] as usize);
    let opens = |nth: &usize| {
        matches!(lower(*nth), "which" | "who" | "whose" | "where")
            && *nth > 0
            && picked[*nth] > 0
            && words.lower(picked[*nth] as usize - 1) == ","
    };
    let Some(from) = (0..picked.len()).find(opens) else { return restriction(words, picked) };
    let verb = |nth: usize| words.is_finite_verb(picked[nth] as usize);
    let ends = |nth: &usize| lower(*nth) == ",";
    let end = (from + 1..picked.len()).find(ends).unwrap_or(picked.len());
    // The claim goes on behind it, and did not have its verb before.
    if (0..from).any(verb) || !(end..picked.len()).any(verb) {
        return 0..0;
    }
    from..end
}

/// The relative clause without commas behind a claim's subject: "A trader | who could not pay | killed himself".
fn restriction(words: &Words, picked: &[u32]) -> std::ops::Range<usize> {
    let lower = |nth: usize| words.lower(picked[nth] as usize);
    let finite = |nth: &usize| {
        let word = &words.words[picked[*nth] as usize];
        matches!(word.tag, VBD | VBZ | VBP | MD)
    };
    let Some(verb) = (0..picked.len()).find(finite) else { return 0..0 };
    let opens = |nth: &usize| {
        let noun = (NN..=NNP + 1).contains(&words.words[picked[*nth - 1] as usize].tag);
        let anybody =
            matches!(lower(*nth - 1), "those" | "one" | "anyone" | "everyone" | "someone");
        matches!(lower(*nth), "who" | "that" | "which") && (noun || anybody)
    };
    let Some(from) = (1..verb).rev().take(3).find(opens) else { return 0..0 };
    let joins = |nth: usize| {
        let word = lower(nth);
        matches!(word, "and" | "or" | "," | "but" | "to" | "that") || word.starts_with("wh")
    };
    // "… could not pay his debts killed himself": such a verb may be tagged as a participle.
    let past = |nth: &usize| {
        let at = picked[*nth] as usize;
        words.words[at].tag == VBN && words.words.get(at + 1).is_some_and(|next| next.tag == PRP)
    };
    let main = (verb + 1..picked.len()).find(|nth| finite(nth) || past(nth));
    match main.filter(|&main| !joins(main - 1)) {
        Some(main) if !(verb..main).any(|nth| lower(nth) == ",") => from..main,
        _ => 0..0,
    }
}

/// How many of the words belong to the main clause: those before a subordinator that follows a verb. The "since" of
/// "since May" is none.
fn main_clause(words: &Words, picked: &[u32], aside: &std::ops::Range<usize>) -> usize {
    let mut verb = false;
    for (nth, &at) in picked.iter().enumerate() {
        let at = at as usize;
        if aside.contains(&nth) {
            continue;
        }
        let since = words.lower(at) == "since"
            && (words.has(at + 1, flag::DIGIT) || is_date(words.lower_at(Some(at + 1))));
        if verb && words.is(at, lex::SUBORDINATOR) && words.lower(at) != "so" && !since {
            return nth;
        }
        verb |=
            words.is_finite_verb(at) || words.words[at].tag == 0 && words.lower(at).ends_with("ed");
    }
    picked.len()
}

/// Whether a word is a month's or a day's, or stands for one.
fn is_date(word: &str) -> bool {
    dates::month_number(word).is_some()
        || word.len() > 5 && word.ends_with("day")
        || matches!(word, "then" | "last")
}

/// A cue behind which "if" means "whether".
fn is_question(cue: &str) -> bool {
    ["ask", "wonder", "question", "inquire", "enquire", "check"]
        .iter()
        .any(|stem| cue.starts_with(stem))
}

/// "if" that is no "whether": not behind a verb of asking.
fn opens_condition(words: &Words, picked: &[u32], nth: usize) -> bool {
    let lower = |nth: usize| picked.get(nth).map_or("", |&at| words.lower(at as usize));
    let before = nth.checked_sub(1).map_or("", lower);
    match lower(nth) {
        // "asked him if"
        "if" if nth > 1 && is_question(lower(nth - 2)) => false,
        "if" => !matches!(
            before,
            "ask"
                | "asked"
                | "asks"
                | "see"
                | "know"
                | "wonder"
                | "as"
                | "decide"
                | "check"
                | "even"
        ),
        "unless" => true,
        "provided" | "providing" | "assuming" => lower(nth + 1) == "that",
        _ => false,
    }
}

/// Whether a verb before its subject stands for "if": "should the bank fail", "Had the deal failed, …"; but "Should the
/// bank fail?"
fn inverts(words: &Words, picked: &[u32], nth: usize) -> bool {
    let lower = |nth: usize| picked.get(nth).map_or("", |&at| words.lower(at as usize));
    let (Some(&verb), Some(&subject)) = (picked.get(nth), picked.get(nth + 1)) else {
        return false;
    };
    let (verb, subject) = (verb as usize, subject as usize);
    if !matches!(lower(nth), "should" | "had" | "were")
        || !(words.is(subject, lex::DETERMINER) || matches!(words.words[subject].tag, NNP | PRP))
    {
        return false;
    }
    let asks = |at: usize| words.lower_at(Some(at)) == "?";
    let last = picked[picked.len() - 1] as usize;
    let opens = nth == 0 && (nth + 2..picked.len()).any(|nth| lower(nth) == ",");
    let behind = lower(nth) == "should" && nth > 3 && words.has(verb - 1, flag::WORD);
    (opens || behind) && !asks(last) && !asks(last + 1)
}

fn hedges(words: &Words, at: usize) -> bool {
    let next = words.lower_at(Some(at + 1));
    match words.lower(at) {
        "suggest" | "suggests" | "suggested" => words.lower_at(at.checked_sub(1)) != "to",
        // The month.
        "may" => !words.has(at, flag::CAPITAL) || words.words[at].tag == MD,
        // "could not" reports a failure.
        "could" => next != "not" && next != "n't",
        // "I thought", "believed" as the main verb is the speaker's opinion; "is believed to" hedges.
        "believed" | "thought" | "alleged" => {
            let before = words.lower_at(at.checked_sub(1));
            matches!(
                before,
                "is" | "are" | "was" | "were" | "be" | "the" | "an" | "been" | "widely"
            )
        }
        "appeared" | "appear" | "appears" => next == "to" || next == "that",
        // "34 per cent less likely", "far more likely", "likely voters"
        "likely" => {
            let before = |back: usize| words.lower_at(at.checked_sub(back));
            let compared = matches!(before(1), "less" | "more")
                && (matches!(before(2), "cent" | "percent" | "%" | "times" | "far" | "much"));
            !compared && next != "voters"
        }
        _ => true,
    }
}

fn negates(words: &Words, picked: &[u32], nth: usize) -> bool {
    let at = picked[nth] as usize;
    let next = picked.get(nth + 1).map_or("", |&next| words.lower(next as usize));
    // "for no good reason", "despite not winning", "no fewer than"
    let before = nth.checked_sub(1).map_or("", |nth| words.lower(picked[nth] as usize));
    let within = matches!(before, "for" | "at" | "in" | "with" | "despite" | "by" | "of");
    let bound = matches!(next, "fewer" | "less" | "more" | "later" | "sooner");
    // "in no way", "by no means", "at no time"
    let whole = before == "at" && next == "time"
        || matches!(next, "way" | "means" | "point" | "case" | "sense" | "circumstances");
    // "a no-fault divorce", "pleaded no contest", "voted no", "Greed, not drought, caused it"
    let touches = |one: usize| {
        let pair = words.words.get(one..one + 2);
        pair.is_some_and(|pair| pair[0].span.end() == pair[1].span.start())
    };
    let joined = words.lower_at(Some(at + 1)) == "-" && touches(at)
        || before == "-" && at > 0 && touches(at - 1)
        || next == "contest";
    let voted = matches!(before, "vote" | "votes" | "voted" | "voting") && next != "longer";
    if joined || voted || before == "," && is_contrast(words, picked, nth) {
        return false;
    }
    match words.lower(at) {
        "not" | "n't" | "no" if within && !whole && (nth > 1 || before != "for") => false,
        // What somebody pleads is no denial of what is told.
        "not" if next == "guilty" => false,
        "no" if bound
            && picked.get(nth + 2).is_some_and(|&at| words.lower(at as usize) == "than") =>
        {
            false
        }
        "not" | "n't" => {
            !matches!(next, "only" | "just" | "least") || next == "just" && words.lower(at) == "n't"
        }
        // "No. 10", "no doubt", "no matter".
        "no" => {
            !matches!(next, "." | "doubt" | "matter")
                && !next.starts_with(|c: char| c.is_ascii_digit())
        }
        "nothing" => next != "but",
        "none" => next != "other",
        "without" => false,
        "nor" | "neither" => true,
        _ => true,
    }
}

/// "played down fears that"
fn plays_down(words: &Words, at: usize) -> bool {
    words.lower(at).starts_with("play") && words.lower_at(Some(at + 1)) == "down"
}

/// Whether a "not" behind a comma is of a phrase that ends with another comma: "Greed, not drought, caused it".
fn is_contrast(words: &Words, picked: &[u32], nth: usize) -> bool {
    const LONGEST: usize = 5;
    let mut phrase = picked[nth + 1..].iter().take(LONGEST).map(|&at| at as usize);
    phrase
        .find(|&at| words.lower(at) == "," || words.is_finite_verb(at))
        .is_some_and(|at| words.lower(at) == ",")
}

fn modality(words: &Words, at: usize) -> &'static str {
    let word = &words.words[at];
    if word.tag != MD && word.tag != 0 {
        return "";
    }
    match words.lower(at) {
        "will" | "'ll" | "wo" => "will",
        "shall" => "shall",
        "would" => "would",
        "can" | "ca" | "cannot" => "can",
        "could" => "could",
        "may" if word.tag == MD || word.flags & flag::CAPITAL == 0 => "may",
        "might" => "might",
        "must" => "must",
        "should" => "should",
        "ought" => "ought",
        _ => "",
    }
}
