//! Claims that a reporter passes on with a stance where no quote was marked: "falsely claimed that
//! the bridge was closed", "the debunked theory that …". The clause becomes an attributed claim.

use copydesk_stage::{Layer, Span};

use crate::lexicon as lex;
use crate::quotes::{Quotes, Reference};
use crate::stance::LONGEST_SENTENCE;
use crate::words::{Sentence, VB, VBZ, Words, flag};

const ADVERB: lex::Classes =
    lex::DISPUTING_ADVERB | lex::UNSUPPORTED_ADVERB | lex::SUPPORTING_ADVERB;
const ADJECTIVE: lex::Classes = lex::DISPUTING_ADJECTIVE | lex::UNSUPPORTED_ADJECTIVE;

/// Adds such clauses to the quotes.
pub fn find(words: &mut Words, quotes: &mut Quotes, entities: Layer<'_>) {
    for place in 0..words.sentences.len() {
        let sentence = words.sentences[place];
        let marked = |at| {
            words.is(at, ADVERB | ADJECTIVE | lex::EVIDENCE | lex::LYING | lex::FALSEHOOD)
                && !words.has(at, flag::CONTENT)
        };
        let range = sentence.first..sentence.end;
        if range.len() > LONGEST_SENTENCE || !range.into_iter().any(marked) {
            continue;
        }
        for at in sentence.first..sentence.end {
            let Some((cue, start)) = opening(words, sentence, at) else { continue };
            let Some((first, end)) = clause(words, sentence, start) else { continue };
            let source = subject(words, sentence, cue)
                .and_then(|word| mention(entities, words.words[word].span));
            let span = words.words[first].span.hull(words.words[end - 1].span);
            let cue = words.words[cue].span;
            quotes.add(words, span, cue, source);
        }
    }
}

/// A cue at `at`, and the word at which its clause begins.
fn opening(words: &Words, sentence: Sentence, at: usize) -> Option<(usize, usize)> {
    let range = sentence.first..sentence.end;
    if words.has(at, flag::CONTENT | flag::CUE) {
        return None;
    }
    let that =
        |from: usize, to: usize| (from..to.min(range.end)).find(|&at| words.lower(at) == "that");
    if words.is(at, lex::CLAIM_NOUN)
        && words.lower_at(Some(at + 1)) == "that"
        && range.contains(&(at + 1))
    {
        let adjective =
            (range.start.max(at.saturating_sub(3))..at).any(|at| words.is(at, ADJECTIVE));
        let clause_follows = !words.is(at + 2, lex::BE | lex::AUXILIARY | lex::MODAL);
        return (adjective && clause_follows).then_some((at, at + 2));
    }
    // "He lied that …", "the myth that …"; "the lie that he told" has no clause.
    if words.is(at, lex::LYING | lex::FALSEHOOD) && words.lower_at(Some(at + 1)) == "that" {
        let clause = (at + 2..range.end.min(at + 14)).any(|at| words.is_finite_verb(at));
        let relative = is_relative(words, at + 2, range.end);
        return (clause && !relative && range.contains(&(at + 2))).then_some((at, at + 2));
    }
    if !words.is(at, lex::SPEECH) {
        return None;
    }
    let adverb_before = (range.start.max(at.saturating_sub(2))..at).any(|at| words.is(at, ADVERB));
    if let Some(that) = that(at + 1, at + 8) {
        let between = at + 1..that;
        // Only an aside about the saying may stand between.
        let aside = between.clone().any(|at| words.is(at, ADVERB))
            || between.clone().any(|at| matches!(words.lower(at), "without" | "no"));
        let evidence = between.clone().any(|at| words.is(at, ADVERB | lex::EVIDENCE));
        let listener = between.len() <= 3 && between.clone().all(|at| words.has(at, flag::WORD));
        let verbless = !between.clone().any(|at| words.is_finite_verb(at));
        if verbless
            && (adverb_before && (between.is_empty() || listener || aside) || aside && evidence)
        {
            return Some((at, that + 1));
        }
        return None;
    }
    // "falsely claimed the bridge was closed".
    let verb = words.lower(at);
    let bare = ["claim", "alleg", "assert", "insist", "suggest", "said", "say", "argu", "boast"];
    let clause = (at + 2..range.end.min(at + 14)).any(|at| words.is_finite_verb(at));
    let object = words.is(at + 1, lex::DETERMINER | lex::THIRD) || words.has(at + 1, flag::CAPITAL);
    (adverb_before && clause && object && bare.iter().any(|stem| verb.starts_with(stem)))
        .then_some((at, at + 1))
}

/// Whether the words from `at` on, behind a "that", tell something about the noun before it and not
/// what it holds: "a myth that was repeated", "the lie that he told", "a myth that doctors have debunked
/// many times".
pub(crate) fn is_relative(words: &Words, at: usize, end: usize) -> bool {
    if words.is(at, lex::BE | lex::AUXILIARY | lex::MODAL) {
        return true;
    }
    let Some(verb) = (at..end.min(at + 8)).find(|&at| words.is_finite_verb(at)) else {
        return false;
    };
    // What is said, spread or refuted is the noun itself, if nothing else follows the verb.
    let last =
        (verb..end.min(verb + 4)).take_while(|&at| is_verb(words, at)).last().unwrap_or(verb);
    let handled = words.is(last, lex::SPEECH | lex::CONTRADICTING)
        || ["spread", "debunk", "dispel", "repeat", "believ", "shar", "push", "reject"]
            .iter()
            .any(|stem| words.lower(last).starts_with(stem));
    let object = last + 1 < end
        && (words.is(last + 1, lex::DETERMINER | lex::THIRD)
            || words.lower(last + 1) == "that"
            || words.has(last + 1, flag::CAPITAL | flag::DIGIT));
    handled && !object
}

fn is_verb(words: &Words, at: usize) -> bool {
    (VB..=VBZ).contains(&words.words[at].tag) || words.is_finite_verb(at)
}

/// The clause from `start`: to the sentence's end, a dash, or a comma before an aside.
fn clause(words: &Words, sentence: Sentence, start: usize) -> Option<(usize, usize)> {
    let mut end = start;
    while end < sentence.end {
        let next = words.lower_at(Some(end + 1));
        let aside = matches!(
            next,
            "a" | "an"
                | "which"
                | "though"
                | "although"
                | "despite"
                | "but"
                | "and"
                | "while"
                | "when"
                | "who"
                | "without"
                | "even"
                | "as"
                | "citing"
                | "something"
        );
        match words.lower(end) {
            "—" | "–" | "--" | ";" | "(" => break,
            "," if aside => break,
            "without" | "despite" => break,
            _ if words.has(end, flag::CONTENT | flag::CUE) => break,
            _ => end += 1,
        }
    }
    while end > start && !words.has(end - 1, flag::WORD) && words.lower(end - 1) != "\"" {
        end -= 1;
    }
    (end >= start + 3).then_some((start, end))
}

/// The person or organisation named right before a verb, auxiliaries and adverbs aside.
fn subject(words: &Words, sentence: Sentence, cue: usize) -> Option<usize> {
    for at in (sentence.first.max(cue.saturating_sub(5))..cue).rev() {
        if matches!(words.words[at].entity, 1 | 2) {
            return Some(at);
        }
        let light =
            words.is(at, lex::AUXILIARY | ADVERB | lex::BE) || words.lower(at).ends_with("ly");
        if !light {
            return None;
        }
    }
    None
}

/// The mention that covers a word, linked to its entity.
fn mention(entities: Layer<'_>, word: Span) -> Option<Reference> {
    let nearby = Span::new(word.start().saturating_sub(200), word.end().saturating_add(200));
    entities.within(nearby).find(|entity| entity.span().covers(word)).map(|entity| Reference {
        id: Some(entity.link("entity").unwrap_or_else(|| entity.id())),
        span: entity.span(),
    })
}
