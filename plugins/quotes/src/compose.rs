//! Makes quotes of what the models found: draws edges at marks, takes in what surely belongs to a
//! piece, adds what only the form gives away, and tells direct from mixed and indirect speech.

use std::ops::Range;

use copydesk_learn::features::hash_str;
use copydesk_stage::Span;

use crate::extract::Attribution;
use crate::forms;
use crate::lexicon::{AUXILIARY, COMPLEMENTISER, NAMING, SPEECH};
use crate::reading::{Kind, Reading};
use crate::rules;
use crate::rules::interview::turns;
use crate::rules::unclaimed::{FORM_SCORE, unclaimed};
use crate::word::{Place, Word};

/// How somebody is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// In the speaker's own words.
    Direct,
    /// Partly in the speaker's own words.
    Mixed,
    /// In the reporter's words.
    Indirect,
}

impl Form {
    /// The label of the quote layer.
    pub fn label(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Mixed => "mixed",
            Self::Indirect => "indirect",
        }
    }
}

/// A quote, before its speaker is known.
#[derive(Clone, Debug)]
pub struct Quote {
    /// Its words.
    pub words: Attribution,
    /// How it is quoted.
    pub form: Form,
    /// What was said: from the first word of the first piece to the last of the last, without a
    /// leading conjunction.
    pub span: Span,
    /// The quote that this one is spoken within.
    pub within: Option<usize>,
    /// Whether the speaker is that of the quote before, for want of any other word on it.
    pub carried: bool,
}

/// Makes the quotes of an article, in text order.
pub fn compose(
    text: &str,
    reading: &Reading,
    found: &mut Vec<Attribution>,
    quotes: &mut Vec<Quote>,
) {
    rules::correct(text, reading, found);
    let mut taken = vec![None; reading.quotations.len()];
    for (number, one) in found.iter().enumerate() {
        for piece in &one.content {
            claim(reading, piece, number, &mut taken);
        }
    }
    unclaimed(text, reading, found, &mut taken);
    let turns = turns(reading, found);
    quotes.clear();
    // The turns of an interview are in the speaker's words.
    let found = found.drain(..).map(|one| (form(reading, &one), one));
    for (form, one) in found.chain(turns.into_iter().map(|turn| (Form::Direct, turn))) {
        let span = said(reading, &one);
        let carried = one.cue.is_none() && one.source.is_none();
        quotes.push(Quote { words: one, form, span, within: None, carried });
    }
    quotes.sort_by_key(|quote| (quote.span.start(), std::cmp::Reverse(quote.span.end())));
    nested(reading, quotes);
}

/// Notes which quotations a piece of content covers.
fn claim(reading: &Reading, piece: &Range<usize>, owner: usize, taken: &mut [Option<usize>]) {
    let mut at = piece.start;
    while at < piece.end {
        let quotation = reading.words[at].quotation as usize;
        if quotation == 0 {
            at += 1;
        } else {
            taken[quotation - 1].get_or_insert(owner);
            at = reading.quoted[quotation - 1].end.max(at + 1);
        }
    }
}

/// Adds speech quoted within a quotation: a nested one with a verb of speech before it.
fn nested(reading: &Reading, quotes: &mut Vec<Quote>) {
    let mut inner = Vec::new();
    let mut outer = 0;
    for (place, quotation) in reading.quotations.iter().enumerate() {
        let words = reading.quoted[place].clone();
        if !quotation.nested || words.len() < 3 {
            continue;
        }
        while outer + 1 < quotes.len() && quotes[outer + 1].span.start() <= quotation.span.start() {
            outer += 1;
        }
        let Some(holder) = quotes.get(outer) else { break };
        if !holder.span.covers(quotation.span) {
            continue;
        }
        let pieces = &holder.words.content;
        let piece = pieces.partition_point(|piece| piece.end <= words.start);
        let Some(piece) = pieces.get(piece).filter(|piece| piece.start <= words.start) else {
            continue;
        };
        let from = words.start.saturating_sub(5).max(piece.start);
        let verb = (from..words.start).rev().find(|&at| {
            let word = &reading.words[at];
            word.is(SPEECH) && !word.is(NAMING)
        });
        let Some(verb) = verb else { continue };
        if reading.words[verb..words.start].iter().any(|word| b".!?".contains(&word.first)) {
            continue;
        }
        // "They would often say, ‘…’": the subject stands before the auxiliaries.
        let helps = |at: &usize| {
            let word = &reading.words[*at];
            word.is(AUXILIARY) || matches!(word.tag2, [b'R', b'B'] | [b'M', b'D'])
        };
        // "I called her and said, ‘…’": it stands before the verb that comes first.
        let first = first_verb(reading, piece.start, verb).unwrap_or(verb);
        let subject = (piece.start..first).rev().take(4).find(|at| !helps(at)).filter(|&at| {
            let word = &reading.words[at];
            matches!(word.tag2, [b'P', b'R'] | [b'N', b'N'])
        });
        let words = Attribution {
            cue: Some(verb..verb + 1),
            source: subject.map(|at| at..at + 1),
            content: one_piece(words),
            score: FORM_SCORE * holder.words.score,
        };
        let span = quotation.span;
        let outer = Some(outer);
        inner.push(Quote { words, form: Form::Direct, span, within: outer, carried: false });
    }
    quotes.append(&mut inner);
}

/// Pronouns that are subjects.
const SUBJECTS: [&str; 6] = ["i", "we", "you", "he", "she", "they"];

/// The first of the verbs of one subject, from `start` on, to which "and" adds another.
fn first_verb(reading: &Reading, start: usize, verb: usize) -> Option<usize> {
    let and = forms::joined_by(reading, verb).filter(|&and| and > start)?;
    let sentence = &reading.sentences[reading.words[and].sentence as usize].words;
    let has_subject = |at: &usize| {
        let [subject, word] = [&reading.words[at - 1], &reading.words[*at]];
        word.tag == reading.words[verb].tag && subject.is_one_of(&SUBJECTS) && finite(word)
    };
    (start.max(sentence.start) + 1..and).rev().find(has_subject)
}

/// How a quote is quoted.
fn form(reading: &Reading, one: &Attribution) -> Form {
    let all = one.content.iter().flat_map(|piece| &reading.words[piece.clone()]);
    let mut quoted = 0;
    let mut bare = 0;
    for word in all {
        if word.quotation > 0 {
            quoted += 1;
        } else if word.first.is_ascii_alphanumeric() {
            bare += 1;
        }
    }
    let Some(first) = one.content.first() else { return Form::Indirect };
    if quoted == 0 {
        return Form::Indirect;
    }
    let opening = &reading.words[first.start];
    let word = reading.words.get(first.start + 1);
    let capital = word.is_some_and(|word| matches!(word.shape, 2 | 3 | 6));
    let before = first.start.checked_sub(1).map(|at| &reading.words[at]);
    let introduced = before
        .is_none_or(|word| b",:.!?".contains(&word.first) || word.sentence != opening.sentence);
    let naming = one
        .cue
        .as_ref()
        .is_some_and(|cue| reading.words[cue.clone()].iter().any(|word| word.is(NAMING)));
    let long = first.len() > 8 && reading.words[first.clone()].iter().any(Word::is_verb);
    if bare == 0
        && opening.place == Place::Opening
        && (introduced || capital || long)
        && !(naming && first.len() < 8)
    {
        Form::Direct
    } else {
        Form::Mixed
    }
}

/// From the first to the last word of what was said: without "that", and without the one who is
/// called something.
fn said(reading: &Reading, one: &Attribution) -> Span {
    let mut hull = one.hull();
    let first = &reading.words[hull.start];
    let naming = one.cue.as_ref().is_some_and(|cue| {
        cue.end <= hull.start && reading.words[cue.clone()].iter().any(|word| word.is(NAMING))
    });
    let name = hull.clone().find(|&at| reading.words[at].place == Place::Opening);
    // "dismissed the claim as “nonsense”"
    let called_as = name.is_some_and(|at| {
        at > hull.start && reading.words[at - 1].lower == hash_str("as") && at > hull.start + 1
    });
    if naming || called_as {
        // What somebody or something is called, where that is quoted: its quotation, and an article.
        if let Some(mut name) = name
            && name - hull.start <= 6
            && reading.words[hull.start..name].iter().all(|word| !finite(word))
        {
            if name > hull.start && reading.words[name - 1].tag2 == *b"DT" {
                name -= 1;
            }
            hull.start = name;
        }
    } else if first.is(COMPLEMENTISER)
        && first.end - first.start == 4
        && matches!(first.tag2, [b'I', b'N'] | [b'D', b'T'] | [b'W', _] | [b'R', b'B'])
        && hull.len() > 2
        // "that was a mistake"
        && !finite(&reading.words[hull.start + 1])
        && !reading.words[hull.start + 1].is_be()
        && first.first.eq_ignore_ascii_case(&b't')
    {
        // "that, by these methods, it rose"
        hull.start += 1 + usize::from(reading.words[hull.start + 1].first == b',');
    }
    reading.span(&hull)
}

/// A content of one piece.
pub(crate) fn one_piece(words: Range<usize>) -> Vec<Range<usize>> {
    std::iter::once(words).collect()
}

/// Whether a word is a verb with a subject.
pub(crate) fn finite(word: &Word) -> bool {
    let finite = ["VBD", "VBZ", "VBP", "VB"].iter().any(|tag| word.tag == hash_str(tag));
    finite || word.tag2 == *b"MD"
}

/// The label of a source: how it names the speaker.
pub fn source_label(reading: &Reading, words: &Range<usize>) -> &'static str {
    let slice = &reading.words[words.clone()];
    let pronoun = |word: &Word| matches!(word.tag2, [b'P', b'R'] | [b'W', b'P'] | [b'W', b'D']);
    let closed = crate::lexicon::HE
        | crate::lexicon::SHE
        | crate::lexicon::THEY
        | crate::lexicon::OTHER_PRONOUN;
    if let [one] = slice
        && (pronoun(one) || one.is(closed))
        && !(one.mention > 0 && one.shape == 3)
    {
        return "pronoun";
    }
    let named = slice.iter().any(|word| {
        let kind = reading.mention_of(word).map(|mention| mention.kind);
        matches!(kind, Some(Kind::Person | Kind::Organisation | Kind::Place))
    });
    if named { "name" } else { "description" }
}
