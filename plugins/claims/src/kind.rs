//! What kind of claim it is, after Full Fact's scheme (Konstantinovskiy et al. 2018): a quantity, a
//! cause, a law, a voting record, a prediction, a position, an experience, or other.
//!
//! The first kind whose words are there is taken, in the order of [`kind`]: a forecast of a number is
//! a prediction, and a cause with a number in it is a cause.

use crate::lexicon as lex;
use crate::manner::Manner;
use crate::values::Values;
use crate::words::{NN, VB, VBD, Words, flag};

/// The kind of a claim. `direct` says whether its words are the speaker's own.
#[must_use]
pub fn kind(
    words: &Words,
    picked: &[u32],
    cue: std::ops::Range<usize>,
    manner: &Manner,
    values: &Values,
    direct: bool,
) -> &'static str {
    let seen = Seen::read(words, picked);
    let retold = !cue.is_empty();
    let pledging = cue.into_iter().any(|at| words.is(at, lex::PLEDGING));
    if pledging || seen.pledge {
        return "position";
    }
    if seen.record && !matches!(manner.modality, "will" | "would" | "shall") {
        return "record";
    }
    if seen.forecast && !seen.past_forecast
        || manner.modality == "will"
        || manner.modality == "shall"
    {
        return if seen.self_will { "position" } else { "prediction" };
    }
    // Retold, "will" becomes "would": a plan of the speaker's own, or a forecast.
    if manner.modality == "would" && !direct && !manner.conditional && retold && !seen.would_have {
        let own = picked.first().is_some_and(|&at| words.is(at as usize, lex::THIRD));
        return if own { "position" } else { "prediction" };
    }
    if direct && seen.experience && values.is_empty() {
        return "experience";
    }
    if seen.cause {
        return "cause";
    }
    if !values.is_empty() || seen.quantity {
        return "quantity";
    }
    if seen.law {
        return "law";
    }
    if seen.position || matches!(manner.modality, "should" | "must" | "ought") {
        return "position";
    }
    if direct && seen.experience {
        return "experience";
    }
    "other"
}

/// What the words of a claim tell about its kind.
#[derive(Debug, Default)]
struct Seen {
    pledge: bool,
    record: bool,
    forecast: bool,
    past_forecast: bool,
    self_will: bool,
    would_have: bool,
    experience: bool,
    cause: bool,
    quantity: bool,
    law: bool,
    position: bool,
}

impl Seen {
    fn read(words: &Words, picked: &[u32]) -> Self {
        let mut seen = Self::default();
        let lower = |nth: usize| picked.get(nth).map_or("", |&at| words.lower(at as usize));
        let is =
            |nth: usize, class| picked.get(nth).is_some_and(|&at| words.is(at as usize, class));
        let is_verb =
            |nth: usize| picked.get(nth).is_some_and(|&at| words.words[at as usize].tag == VB);
        let (mut change, mut changed) = (false, false);
        let (mut amount, mut comparison) = (false, false);
        for nth in 0..picked.len() {
            let at = picked[nth] as usize;
            let classes = words.words[at].classes;
            if classes == 0 {
                continue;
            }
            let (before, word, next) =
                (nth.checked_sub(1).map_or("", lower), lower(nth), lower(nth + 1));
            let noun = (NN..=NN + 1).contains(&words.words[at].tag);
            let followed_by_noun = || {
                picked.get(nth + 1).is_some_and(|&at| {
                    let tag = words.words[at as usize].tag;
                    (NN..=NN + 3).contains(&tag)
                        || words.is(at as usize, lex::DETERMINER | lex::NUMBER)
                })
            };
            let infinitive = before == "to" || before == "the" || before == "a";
            if classes & lex::RECORD != 0
                && is_record(words, at, word, before, next, lower(nth + 2))
            {
                seen.record = true;
            }
            if classes & lex::FORECAST != 0 && classes & lex::MODAL == 0 {
                match word {
                    // "twice as likely to cough" compares.
                    "likely" | "unlikely" => {
                        let compared = matches!(before, "as" | "more" | "less" | "most" | "least");
                        seen.forecast |= (next == "to" || before == "will") && !compared;
                    }
                    "estimate" | "soon" | "eventually" => {}
                    // "property projects", but "the bank projects growth".
                    "projects" if noun && !followed_by_noun() => {}
                    "projects" | "forecast" | "projection" | "expect" if infinitive => {}
                    // "better-than-expected sales", "profit beat forecasts", "worse than predicted" tell how it came.
                    // So does "more than analysts expected".
                    _ if matches!(before, "-" | "as") => {}
                    _ if (1..=4).any(|back| nth.checked_sub(back).map_or("", lower) == "than") => {}
                    "forecasts" | "projections" | "estimates" if noun => {}
                    "expects" | "expect" | "expected" => seen.forecast |= next != "of",
                    _ => seen.forecast = true,
                }
            }
            if matches!(word, "will" | "'ll" | "shall") && words.words[at].tag != 12 {
                seen.forecast = true;
                seen.self_will |= matches!(before, "i" | "we");
            }
            seen.would_have |= word == "would" && (next == "have" || lower(nth + 2) == "have");
            if classes & lex::FIRST_SINGULAR != 0 {
                // "I saw", "I have seen", "my mother cried".
                seen.experience |= (1..=3).any(|step| {
                    is(nth + step, lex::EXPERIENCE)
                        || word == "i"
                            && step == 1
                            && picked.get(nth + 1).is_some_and(|&at| {
                                words.words[at as usize].tag == VBD
                                    && !words.is(at as usize, lex::OPINION | lex::SPEECH)
                            })
                });
            }
            if classes & lex::CAUSE != 0 {
                seen.cause |= match word {
                    // "is due to meet"
                    "due" => next == "to" && !is_verb(nth + 2),
                    "thanks" => next == "to",
                    "owing" => next == "to",
                    "led" | "lead" | "leads" | "leading" => next == "to",
                    "result" | "results" => matches!(next, "of" | "in"),
                    "linked" | "link" | "links" | "associated" => {
                        matches!(next, "to" | "with" | "between")
                    }
                    "responsible" => next == "for",
                    "cause" => before != "the" || next == "of",
                    "created" | "forced" | "drove" | "driven" | "blame" | "blamed" => false,
                    _ => true,
                };
            }
            if classes & lex::LAW != 0 {
                seen.law |= match word {
                    "rule" | "rules" | "act" | "sentence" | "requires" | "court" | "courts"
                    | "judge" | "judges" | "crime" | "criminal" | "required" | "permit"
                    | "permits" => {
                        matches!(word, "rules" | "requires" | "required")
                            && !matches!(before, "he" | "she")
                            || word == "act" && words.has(at, flag::CAPITAL)
                            || word == "court" && matches!(next, "ruled" | "found" | "held")
                    }
                    _ => true,
                };
            }
            // "declined to comment" is no change.
            if classes & lex::CHANGE != 0 && !(word.starts_with("declin") && next == "to") {
                change |= !(noun && word.starts_with("cost"));
                changed |= words.words[at].tag != VB;
            }
            // A currency's name in the singular is often another word: "real", "won", "pound".
            amount |= classes & (lex::PERCENT | lex::MAGNITUDE) != 0
                || classes & lex::CURRENCY != 0 && word.ends_with('s') && word != "'s";
            seen.quantity |= matches!(
                word,
                "most"
                    | "majority"
                    | "minority"
                    | "double"
                    | "doubled"
                    | "tripled"
                    | "halved"
                    | "average"
                    | "twice"
                    | "number"
                    | "record"
                    | "millions"
                    | "thousands"
                    | "hundreds"
                    | "dozens"
                    | "highest"
                    | "lowest"
                    | "largest"
                    | "smallest"
            ) && next != "important"
                && !(word == "number" && before == "the" && next != "of");
            comparison |=
                classes & lex::COMPARATIVE != 0 && word != "than" && lower(nth + 1) != "important";
            seen.quantity |= comparison && word == "than";
            if classes & lex::POSITION != 0
                && !(noun && word != "readiness")
                && !matches!(
                    word,
                    "call"
                        | "calls"
                        | "back"
                        | "plan"
                        | "plans"
                        | "need"
                        | "ready"
                        | "called"
                        | "calling"
                        | "commit"
                )
            {
                seen.position = true;
            }
            if matches!(word, "call" | "calls" | "called" | "calling")
                && matches!(next, "for" | "on")
            {
                seen.position = true;
            }
            if matches!(word, "vow" | "vowed" | "pledge" | "pledged" | "willing" | "readiness")
                && nth < 8
            {
                seen.pledge = true;
            }
        }
        seen.quantity |= change && changed || amount;
        seen
    }
}

fn is_record(words: &Words, at: usize, word: &str, before: &str, next: &str, after: &str) -> bool {
    match word {
        // Millions voted: that is no record of theirs.
        "voted" => !matches!(next, "" | "." | "," | "today" | "yesterday" | "early" | "and" | "on"),
        "vetoed" | "sponsored" | "co-sponsored" | "cosponsored" | "abstained" | "enacted"
        | "repealed" | "ratified" => true,
        "vote" | "votes" | "voting" => matches!(next, "against" | "for") || next == "record",
        "veto" | "vetoes" => before != "the" && before != "a",
        "signed" | "passed" | "blocked" | "introduced" | "approved" => {
            let nearby = [next, after, words.lower_at(Some(at + 3)), words.lower_at(Some(at + 4))];
            nearby.iter().any(|word| {
                matches!(
                    *word,
                    "bill"
                        | "bills"
                        | "law"
                        | "act"
                        | "legislation"
                        | "measure"
                        | "amendment"
                        | "budget"
                        | "resolution"
                        | "order"
                )
            })
        }
        _ => false,
    }
}
