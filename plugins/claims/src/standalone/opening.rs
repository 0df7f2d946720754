//! What the pronoun or role stands for that a claim begins with. A wrong name is worse than a pronoun, so
//! where there is a doubt the pronoun stays.

use copydesk_stage::{AnnotationId, Span};

use super::Names;
use crate::lexicon as lex;
use crate::quotes::Quote;
use crate::words::{VB, VBD, VBN, Words, flag};

/// What stands in the place of a claim's first words.
pub(super) struct Opening<'n> {
    /// The name.
    pub(super) words: &'n str,
    /// What follows the name: "’s", " is".
    pub(super) then: &'static str,
    /// Where the words end that it stands for, in bytes.
    pub(super) end: u32,
}

/// What a claim's opening pronoun or role noun stands for.
pub(super) fn opening<'n>(
    words: &Words,
    first: usize,
    quote: Option<&Quote>,
    names: &Names<'n>,
) -> Option<Opening<'n>> {
    let word = words.lower(first);
    let end = words.words[first].span.end();
    if word == "the" {
        return role(words, first, names);
    }
    let Some(quote) = quote else {
        let (pronouns, gender) = match word {
            "he" | "his" => (["he", "his"], "male"),
            "she" | "her" => (["she", "her"], "female"),
            _ => return None,
        };
        let name = names.name(person_before(words, first, names, pronouns, gender)?)?;
        return Some(in_place_of(words, first, name));
    };
    let speaker = quote.speaker?;
    let name = names.name(speaker)?;
    let (label, gender) = (names.label(speaker), names.gender(speaker));
    let open = |then, end| Some(Opening { words: name, then, end });
    if quote.direct {
        let next = words.lower_at(Some(first + 1));
        let next_end = words.words.get(first + 1).map_or(end, |word| word.span.end());
        return match (word, next) {
            ("i", "am" | "'m") => open(" is", next_end),
            ("i", "have" | "'ve") => open(" has", next_end),
            (
                "i",
                "was" | "will" | "can" | "could" | "would" | "should" | "must" | "may" | "might"
                | "had" | "did" | "never",
            ) => open("", end),
            ("i", _) if words.words.get(first + 1).is_some_and(|word| word.tag == VBD) => {
                open("", end)
            }
            ("my", _) => open("’s", end),
            _ => None,
        };
    }
    // In indirect speech an opening pronoun is the speaker, where it can be. "She said he had left": another.
    let person = label == "PERSON" && !is_doubtful(quote, speaker, names);
    let source =
        quote.source.map_or("", |source| words.lower_at(Some(words.inside(source.span).start)));
    let is_speaker = match word {
        "he" | "his" => person && gender != "female" && source != "she",
        "she" | "her" => person && gender != "male" && source != "he",
        "it" => matches!(label, "ORG" | "LOC") && speaks_of_itself(words, first, quote),
        "its" => matches!(label, "ORG" | "LOC"),
        _ => false,
    };
    is_speaker.then(|| in_place_of(words, first, name))
}

/// The name for "he", "his" and the like, with what is contracted behind the pronoun.
fn in_place_of<'n>(words: &Words, first: usize, name: &'n str) -> Opening<'n> {
    let end = words.words[first].span.end();
    let (then, end) = match words.lower(first) {
        "his" | "her" | "its" => ("’s", end),
        _ => in_full(words, first + 1).unwrap_or(("", end)),
    };
    Opening { words: name, then, end }
}

/// Whom the "he" or "she" means that a sentence begins with: the person who alone is named before the verb of the
/// sentence before, or of the one before sentences that begin with the pronoun too.
fn person_before(
    words: &Words,
    first: usize,
    names: &Names<'_>,
    pronouns: [&str; 2],
    gender: &str,
) -> Option<AnnotationId> {
    const FAR: usize = 4;
    let place = words.sentence_of(first).filter(|&place| words.sentences[place].first == first)?;
    let mut before = words.sentences[..place].iter().rev().take(FAR);
    let sentence = before.find(|sentence| !pronouns.contains(&words.lower(sentence.first)))?;
    let verb = (sentence.first..sentence.end).find(|&at| words.is_finite_verb(at))?;
    let subject = Span::new(sentence.span.start(), words.words[verb].span.start());
    let agrees = |&(person, _): &(AnnotationId, Span)| {
        let known = names.gender(person);
        known.is_empty() || known == gender
    };
    let mut people = names.people(subject).filter(agrees);
    let (person, named) = people.next()?;
    // "Lawyers for Ruiz's clients" and "the care of a Dr Ruiz" are not Ruiz, and "his brother Jo" is not who
    // was spoken of before.
    let named = words.inside(named);
    let genitive = [named.end - 1, named.end].iter().any(|&at| words.lower_at(Some(at)) == "'s");
    let other = |at: usize| pronouns.contains(&words.lower(at));
    let within = |at: usize| matches!(words.lower(at), "of" | "for" | "with" | "by" | "against");
    let leads = !(sentence.first..named.start).any(other)
        && !(sentence.first.max(named.start.saturating_sub(3))..named.start).any(within);
    (leads && !genitive && people.all(|(other, _)| other == person)).then_some(person)
}

/// Whether "he" in a quote may be another person than its speaker: the quote's source is a pronoun, and somebody else
/// spoke before whom that could mean as well, or the sentence tells before it what somebody else says.
pub(super) fn is_doubtful(quote: &Quote, speaker: AnnotationId, names: &Names<'_>) -> bool {
    let before = quote.speaker_before.filter(|&before| before != speaker);
    let alike = before.is_none_or(|before| {
        let (one, other) = (names.gender(before), names.gender(speaker));
        one.is_empty() || other.is_empty() || one == other
    });
    alike && (quote.by_pronoun && before.is_some() || quote.told_by_another)
}

/// What is contracted behind a pronoun, in full, and where it ends: "'s" is no genitive there.
fn in_full(words: &Words, at: usize) -> Option<(&'static str, u32)> {
    let end = words.words.get(at)?.span.end();
    let after = words.words.get(at + 1).map_or(0, |word| word.tag);
    let full = match words.lower(at) {
        "'s" if matches!(words.lower_at(Some(at + 1)), "been" | "had" | "got") => " has",
        "'s" if matches!(after, VBN | VBD) => is_or_has(words, at + 1)?,
        "'s" => " is",
        "'d" if after == VB && !is_participle(words.lower(at + 1)) => " would",
        "'d" => " had",
        "'ll" => " will",
        _ => return None,
    };
    Some((full, end))
}

/// Whether a word that may be tagged as an infinitive is none: "he'd paid".
fn is_participle(word: &str) -> bool {
    const IRREGULAR: [&str; 30] = [
        "been", "bought", "brought", "built", "caught", "done", "felt", "found", "given", "gone",
        "got", "had", "heard", "held", "kept", "known", "left", "lost", "made", "met", "paid",
        "said", "seen", "sent", "sold", "spent", "taken", "thought", "told", "won",
    ];
    word.ends_with("ed") || IRREGULAR.contains(&word)
}

/// What "'s" is before the participle at `at`: "has" where the participle has an object ("he's warned the
/// board"), "is" where something is done to him or moves him ("he's accused of theft", "he's worried
/// the board may"). It could be either in "he's warned", and with verbs that keep one of two
/// objects in the passive: "he's paid $4 million".
fn is_or_has(words: &Words, at: usize) -> Option<&'static str> {
    const MOVED: [&str; 14] = [
        "alarmed",
        "amazed",
        "ashamed",
        "concerned",
        "convinced",
        "delighted",
        "determined",
        "disappointed",
        "pleased",
        "satisfied",
        "shocked",
        "surprised",
        "thrilled",
        "worried",
    ];
    const OF_TWO_OBJECTS: [&str; 18] = [
        "allowed",
        "asked",
        "called",
        "considered",
        "denied",
        "elected",
        "found",
        "given",
        "named",
        "offered",
        "ordered",
        "owed",
        "paid",
        "promised",
        "sent",
        "shown",
        "taught",
        "told",
    ];
    let (word, next) = (words.lower(at), words.lower_at(Some(at + 1)));
    if matches!(next, "by" | "to" | "of") || MOVED.contains(&word) {
        return Some(" is");
    }
    let object = words.is(at + 1, lex::DETERMINER | lex::NUMBER)
        || words.has(at + 1, flag::DIGIT)
        || matches!(next, "$" | "£" | "€");
    let clear = object && !matches!(next, "that" | "this") && !OF_TWO_OBJECTS.contains(&word);
    clear.then_some(" has")
}

/// What bodies do, and plans, sums and storms do not.
const ACTS: [&str; 74] = [
    "accept",
    "allow",
    "announce",
    "appeal",
    "apply",
    "approve",
    "ask",
    "ban",
    "bid",
    "block",
    "build",
    "buy",
    "challenge",
    "charge",
    "close",
    "comply",
    "consider",
    "consult",
    "contest",
    "continue",
    "cooperate",
    "cut",
    "defend",
    "demand",
    "deploy",
    "donate",
    "expand",
    "fight",
    "fund",
    "grant",
    "halt",
    "hire",
    "hold",
    "honor",
    "honour",
    "impose",
    "introduce",
    "invest",
    "investigate",
    "invite",
    "join",
    "launch",
    "negotiate",
    "offer",
    "open",
    "oppose",
    "pay",
    "publish",
    "pull",
    "pursue",
    "recall",
    "recruit",
    "refund",
    "reject",
    "release",
    "reopen",
    "repay",
    "resist",
    "respond",
    "resume",
    "retaliate",
    "review",
    "seek",
    "sell",
    "send",
    "spend",
    "stop",
    "strike",
    "submit",
    "sue",
    "support",
    "suspend",
    "vote",
    "withdraw",
];

/// Whether the "it" that a body's words begin with is the body: it tells what it does, has done or
/// intends. "The centre said it would cost millions" is about something else.
fn speaks_of_itself(words: &Words, first: usize, quote: &Quote) -> bool {
    const OF_OWN_ACTS: [&str; 12] = [
        "announc",
        "promis",
        "pledg",
        "vow",
        "agree",
        "admit",
        "acknowledg",
        "apologi",
        "den",
        "threaten",
        "plan",
        "commit",
    ];
    const OF_OWN_MIND: [&str; 14] = [
        "plan", "intend", "expect", "hope", "want", "believe", "support", "oppose", "take",
        "remain", "regret", "welcome", "stand", "condemn",
    ];
    const MODALS: [&str; 8] = ["would", "will", "'ll", "'d", "could", "can", "may", "must"];
    let begins = |word: &str, stems: &[&str]| stems.iter().any(|stem| word.starts_with(stem));
    let mut cue = quote.cue.map_or(0..0, |cue| words.inside(cue.span));
    let (verb, after) = (words.lower_at(Some(first + 1)), words.words.get(first + 2));
    // "it would cut 300 jobs", "it will not appeal": what only somebody does.
    let mut acts = (first + 2..first + 5).map(|at| words.lower_at(Some(at)));
    let act =
        acts.find(|word| !matches!(*word, "not" | "n't" | "also" | "now") && !word.ends_with("ly"));
    if MODALS.contains(&verb) && act.is_some_and(|act| ACTS.contains(&act)) {
        return true;
    }
    cue.any(|at| begins(words.lower(at), &OF_OWN_ACTS))
        || begins(verb, &OF_OWN_MIND)
        || matches!(verb, "had" | "has" | "'d")
            && after.is_some_and(|word| matches!(word.tag, VBN | VBD))
}

/// "the mayor" and "the former finance minister": the longest role that one person has, who was named
/// nearby.
fn role<'n>(words: &Words, first: usize, names: &Names<'n>) -> Option<Opening<'n>> {
    if names.roles.is_empty() {
        return None;
    }
    let mut phrase = String::new();
    let mut found = None;
    for at in first + 1..words.words.len().min(first + 5) {
        if !words.has(at, flag::WORD) {
            break;
        }
        if !phrase.is_empty() {
            phrase.push(' ');
        }
        phrase.push_str(words.lower(at));
        if let Some(id) = names.with_role(&phrase) {
            found = Some((id, at));
        }
    }
    let (id, last) = found?;
    if !names.is_near(id, words, first) {
        return None;
    }
    // "the mayor's office" is not the mayor, nor is "the mayor of" another place.
    let next = words.lower_at(Some(last + 1));
    if matches!(next, "'s" | "of" | "for" | "and" | "'") {
        return None;
    }
    // "The mayor, Ana Ruiz, won": who that is, is said.
    if next == "," && names.is_near_after(id, words, last) {
        return None;
    }
    Some(Opening { words: names.name(id)?, then: "", end: words.words[last].span.end() })
}
