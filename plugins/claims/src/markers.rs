//! The words by which an author takes a stance, found sentence by sentence in the author's own voice.

mod adverbs;
mod checks;
mod claim_nouns;
mod evidence;
pub(crate) mod labels;
mod sentences;
mod verdicts;

use copydesk_stage::Span;

use crate::lexicon as lex;
use crate::stance::{LONGEST_SENTENCE, Stance};
use crate::words::{Words, flag};

/// Which claim a marker can be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// That of the cue beside it: an adverb.
    Cue,
    /// That of a cue in the same clause, or the content beside it: "without evidence".
    Clause,
    /// That of the content beside it: "a claim that is false".
    Content,
    /// An earlier sentence's: "That is false.".
    Before,
    /// One in the sentence, or else an earlier one: "there is no evidence".
    Either,
}

/// A marker of stance.
#[derive(Clone, Copy, Debug)]
pub struct Marker {
    /// What it says.
    pub stance: Stance,
    /// Its first word.
    pub from: usize,
    /// The word after its last.
    pub end: usize,
    /// Which claim it can be about.
    pub reach: Reach,
    /// The word from which what follows it is measured; its end, if no noun stands between.
    pub anchor: usize,
    /// Whether the content follows it: "the false claim that …".
    pub opens_clause: bool,
    /// Whether it may itself stand at the start of an indirect quote's content.
    pub inside_content: bool,
    /// How many sentences back the claim can be.
    pub window: usize,
    /// Whether the claim before must share a word with the marker's sentence.
    pub needs_overlap: bool,
    /// Whether what the claim says went up must go down in the marker's sentence, or the other way round.
    pub needs_opposite: bool,
}

impl Marker {
    fn new(stance: Stance, from: usize, end: usize, reach: Reach) -> Self {
        Self {
            stance,
            from,
            end,
            reach,
            anchor: end,
            opens_clause: false,
            inside_content: false,
            window: 2,
            needs_overlap: false,
            needs_opposite: false,
        }
    }

    /// Where its words stand.
    #[must_use]
    pub fn span(&self, words: &Words) -> Span {
        words.words[self.from].span.hull(words.words[self.end - 1].span)
    }
}

const ADVERB: lex::Classes =
    lex::DISPUTING_ADVERB | lex::UNSUPPORTED_ADVERB | lex::SUPPORTING_ADVERB;
const ADJECTIVE: lex::Classes = lex::DISPUTING_ADJECTIVE | lex::UNSUPPORTED_ADJECTIVE;

/// Finds the markers of a sentence, by its place, and adds them to `found`.
pub fn find(words: &Words, sentence: usize, found: &mut Vec<Marker>) {
    let whole = words.sentences[sentence].first..words.sentences[sentence].end;
    if whole.len() > LONGEST_SENTENCE {
        return;
    }
    found.extend(labels::verdict(words, &whole));
    let range = labels::without_label(words, whole);
    for at in range.clone() {
        let word = &words.words[at];
        if word.classes & ADVERB != 0 {
            found.extend(adverbs::adverb(words, &range, at));
        }
        if word.classes & lex::EVIDENCE != 0 {
            found.extend(evidence::evidence(words, &range, at));
        }
        if word.classes & ADJECTIVE != 0 {
            found.extend(
                claim_nouns::attribute(words, &range, at)
                    .or_else(|| verdicts::predicate(words, &range, at)),
            );
        }
        if word.classes & lex::CONTRADICTING != 0 {
            found.extend(sentences::contradiction(words, &range, at));
        }
        if word.classes & lex::FALSEHOOD != 0 {
            found.extend(claim_nouns::falsehood(words, &range, at));
        }
        if word.classes & lex::CLAIM_NOUN != 0 {
            found.extend(claim_nouns::contrary(words, &range, at));
        }
        found.extend(checks::check(words, &range, at));
        if word.classes == 0 || word.classes & (lex::NEGATOR | lex::STOP) != 0 {
            found.extend(verdicts::plain(words, &range, at));
        }
    }
    found.extend(sentences::refusal(words, &range));
    found.extend(sentences::none_true(words, &range));
    found.extend(sentences::contrast(words, &range));
    found.extend(sentences::true_figure(words, &range));
}

type Range = std::ops::Range<usize>;

fn own(words: &Words, at: usize) -> bool {
    !words.has(at, flag::CONTENT)
}

fn stance_of(words: &Words, at: usize) -> Stance {
    if words.is(at, lex::UNSUPPORTED_ADVERB | lex::UNSUPPORTED_ADJECTIVE) {
        Stance::Unsupported
    } else if words.is(at, lex::SUPPORTING_ADVERB) {
        Stance::Supported
    } else {
        Stance::Disputed
    }
}

/// The lower-case word `back` places before `at`, within the sentence.
fn before<'w>(words: &'w Words, range: &Range, at: usize, back: usize) -> &'w str {
    words.lower_at(at.checked_sub(back).filter(|at| range.contains(at)))
}

fn after<'w>(words: &'w Words, range: &Range, at: usize, ahead: usize) -> &'w str {
    words.lower_at(Some(at + ahead).filter(|at| range.contains(at)))
}

/// Whether a word of these classes stands in the author's words of the sentence before `at`, within
/// `back` words, with no comma or conjunction between.
fn governed_by(
    words: &Words,
    range: &Range,
    at: usize,
    back: usize,
    classes: lex::Classes,
) -> bool {
    for at in (range.start.max(at.saturating_sub(back))..at).rev() {
        if matches!(words.lower(at), "," | ";" | "and" | "but" | "—" | "–" | "--")
            || !own(words, at)
        {
            return false;
        }
        if words.is(at, classes) && (classes != lex::SPEECH || words.says(at)) {
            return true;
        }
    }
    false
}
