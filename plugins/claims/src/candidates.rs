//! What could be a claim: the content of each quote, sentence by sentence, and what is left of the
//! outlet's own sentences.

use copydesk_stage::Span;

use crate::lexicon as lex;
use crate::quotes::{Quote, Quotes};
use crate::words::{IN, MD, Sentence, TO, VB, VBZ, Words, flag};

/// A stretch of text that asserts something.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// Where it stands, edges trimmed of marks for statements, marks kept for quotes.
    pub span: Span,
    /// Its words, as a range of [`Candidates::picked`].
    pub picked: (usize, usize),
    /// The place of its quote in [`Quotes::all`]; none for the outlet's own sentence.
    pub quote: Option<usize>,
    /// The place of its sentence in [`Words::sentences`].
    pub sentence: usize,
    /// Its words with what `span` leaves out: a condition that follows ("if it rains"), and what
    /// comes after an interruption and is no sentence by itself.
    pub whole: (usize, usize),
    /// Whether a condition that follows it was left out.
    pub conditional: bool,
}

/// The candidates of an article, in text order.
#[derive(Debug, Default)]
pub struct Candidates {
    /// The candidates.
    pub all: Vec<Candidate>,
    /// Places of words in [`Words::words`], candidate by candidate.
    pub picked: Vec<u32>,
    /// For each sentence, whether a quote has a claim in it.
    covered: Vec<bool>,
}

/// Contents of fewer words assert nothing by themselves, unless with a verb that has tense: not "a
/// dictator", but "nobody swims".
const SHORTEST_CONTENT: usize = 3;

/// What is left of a sentence around quotes is a statement from this many words on.
const SHORTEST_REST: usize = 6;

impl Candidates {
    /// Finds the candidates.
    pub fn find(&mut self, words: &Words, quotes: &Quotes) {
        self.all.clear();
        self.picked.clear();
        self.covered.clear();
        self.covered.resize(words.sentences.len(), false);
        for place in 0..quotes.all.len() {
            self.add_quote(words, quotes, place);
        }
        for (place, sentence) in words.sentences.iter().enumerate() {
            self.add_statement(words, place, *sentence);
        }
        self.all.sort_by_key(|candidate| (candidate.span.start(), candidate.span.end()));
    }

    /// The words of a candidate with those that its span leaves out.
    #[must_use]
    pub fn whole_of(&self, candidate: &Candidate) -> &[u32] {
        &self.picked[candidate.whole.0..candidate.whole.1]
    }

    /// The words of a candidate.
    #[must_use]
    pub fn words_of(&self, candidate: &Candidate) -> &[u32] {
        &self.picked[candidate.picked.0..candidate.picked.1]
    }

    /// A claim for each sentence of a quote.
    fn add_quote(&mut self, words: &Words, quotes: &Quotes, place: usize) {
        let quote = &quotes.all[place];
        if is_own_voice(words, quotes, place) {
            return;
        }
        let first = self.picked.len();
        for &part in quotes.parts_of(quote) {
            self.picked.extend(words.inside(part).map(|at| at as u32));
        }
        let end = self.picked.len();
        let mut from = first;
        while from < end {
            let sentence = words.sentence_of(self.picked[from] as usize);
            let limit = sentence.map_or(0, |at| words.sentences[at].end) as u32;
            let mut to = from + 1;
            while to < end && self.picked[to] < limit {
                to += 1;
            }
            if let Some(sentence) = sentence {
                let mut part = from;
                while let Some(at) = second_clause(words, quote, &self.picked[part..to]) {
                    self.add_content(words, quotes, place, sentence, (part, part + at));
                    part += at + 1;
                }
                self.add_content(words, quotes, place, sentence, (part, to));
            }
            from = to;
        }
    }

    fn add_content(
        &mut self,
        words: &Words,
        quotes: &Quotes,
        place: usize,
        sentence: usize,
        picked: (usize, usize),
    ) {
        let quote = &quotes.all[place];
        let (mut from, mut to) = picked;
        let lower = |this: &Self, at: usize| words.lower(this.picked[at] as usize);
        // "his false claim that …": the claim is what follows.
        for at in from..to.min(from + 5) {
            if words.is(self.picked[at] as usize, lex::CLAIM_NOUN | lex::FALSEHOOD)
                && at + 2 < to
                && lower(self, at + 1) == "that"
            {
                from = at + 2;
                break;
            }
        }
        if from < to && lower(self, from) == "that" && to - from >= SHORTEST_CONTENT {
            from += 1;
        }
        let mut whole = (from, to);
        match sentence_part(words, &self.picked[from..to]) {
            Some((0, end)) => to = from + end,
            Some((start, _)) if !quote.direct => from += start,
            _ => {}
        }
        // "the mine, which he says he keeps open": the relative goes with what stands before it.
        if matches!(lower(self, whole.0), "which" | "who" | "whom") {
            whole.0 = from;
        }
        let condition = closing_condition(words, &self.picked[from..to]);
        if let Some(at) = condition {
            to = from + at;
        }
        let content = &self.picked[from..to];
        let letters = content.iter().filter(|&&at| words.has(at as usize, flag::WORD)).count();
        let finite = content.iter().any(|&at| words.is_finite_verb(at as usize));
        if letters < SHORTEST_CONTENT - usize::from(finite) || !asserts(words, content, quote) {
            return;
        }
        let span = hull(words, content);
        self.covered[sentence] = true;
        let (quote, conditional) = (Some(place), condition.is_some());
        self.all.push(Candidate { span, picked: (from, to), whole, quote, sentence, conditional });
    }

    /// The outlet's own sentence, or its longest stretch outside quotes that has a verb of its own.
    fn add_statement(&mut self, words: &Words, place: usize, sentence: Sentence) {
        let range = sentence.first..sentence.end;
        let (from, to) = if self.covered[place] {
            match longest_rest(words, range) {
                Some(rest) => rest,
                None => return,
            }
        } else {
            (range.start, range.end)
        };
        if !(from..to).any(|at| words.has(at, flag::WORD)) {
            return;
        }
        let first = self.picked.len();
        self.picked.extend((from..to).map(|at| at as u32));
        let span = hull(words, &self.picked[first..]);
        let picked = (first, self.picked.len());
        self.all.push(Candidate {
            span,
            picked,
            whole: picked,
            quote: None,
            sentence: place,
            conditional: false,
        });
    }
}

/// "I think …" in a text that is all somebody's own speech: the quote's source is the text's own
/// voice, so the sentence is that voice's statement.
fn is_own_voice(words: &Words, quotes: &Quotes, place: usize) -> bool {
    let quote = &quotes.all[place];
    let Some(source) = quote.source else { return false };
    !quote.direct
        && !quote.reported
        && words.inside(source.span).all(|at| words.is(at, lex::FIRST_SINGULAR | lex::FIRST_PLURAL))
}

/// Whether the content of a quote asserts something. In the speaker's own words a verb will do, or a
/// length that may hide one that the tags miss; retold words need a verb with tense, or a cue that
/// makes a claim of what has none: "pledged to plant trees", "accused the bank of hiding losses".
fn asserts(words: &Words, content: &[u32], quote: &Quote) -> bool {
    let tag = |at: &u32| words.words[*at as usize].tag;
    if content.iter().all(|at| tag(at) == 0) {
        return true;
    }
    if quote.direct {
        return content.len() >= 9
            || content.iter().any(|at| (VB..=VBZ).contains(&tag(at)) || tag(at) == MD);
    }
    let cue = || quote.cue.map_or(0..0, |cue| words.inside(cue.span));
    let first = words.lower(content[0] as usize);
    // What is asked is not asserted.
    if matches!(first, "whether" | "why")
        || first == "if" && cue().any(|at| words.lower(at).starts_with("ask"))
    {
        return false;
    }
    let opens =
        content[0].checked_sub(1).is_some_and(|before| words.lower(before as usize) == "that");
    opens
        || content.iter().any(|&at| words.is_finite_verb(at as usize))
        || cue().any(|at| {
            let word = words.lower(at);
            let claims = words.is(at, lex::PLEDGING | lex::ACCUSING | lex::FORECAST)
                && !word.starts_with("call");
            claims || TAKING_A_CLAUSE.iter().any(|stem| word.starts_with(stem))
        })
}

/// What verbs begin with behind which retold words are a clause, even where the tags miss its verb.
const TAKING_A_CLAUSE: [&str; 19] = [
    "said", "say", "claim", "alleg", "insist", "assert", "argu", "declar", "maintain", "conten",
    "add", "warn", "suggest", "told", "tell", "believ", "lied", "noted", "boast",
];

/// Of words that an attribution interrupts ("The plan is dead, she said, in its present form."), the
/// part that makes a sentence, if the other does not.
fn sentence_part(words: &Words, content: &[u32]) -> Option<(usize, usize)> {
    let at = 1 + content.windows(2).position(|pair| pair[1] != pair[0] + 1)?;
    let finite = |part: &[u32]| part.iter().any(|&at| words.is_finite_verb(at as usize));
    let (first, rest) = content.split_at(at);
    match (finite(first), finite(rest)) {
        (true, false) if first.len() > SHORTEST_CONTENT => Some((0, at)),
        (false, true) if rest.len() > SHORTEST_CONTENT => Some((at, content.len())),
        _ => None,
    }
}

fn hull(words: &Words, picked: &[u32]) -> Span {
    let first = words.words[picked[0] as usize].span;
    picked.last().map_or(first, |&last| first.hull(words.words[last as usize].span))
}

/// Where the "and" stands in retold words that are two claims: "the bill passed and that nobody read
/// it".
fn second_clause(words: &Words, quote: &Quote, content: &[u32]) -> Option<usize> {
    if quote.direct {
        return None;
    }
    let finite = |part: &[u32]| part.iter().any(|&at| words.is_finite_verb(at as usize));
    let lower = |at: usize| words.lower(content[at] as usize);
    (SHORTEST_CONTENT..content.len().saturating_sub(SHORTEST_CONTENT + 1)).find(|&at| {
        matches!(lower(at), "and" | "but")
            && lower(at + 1) == "that"
            && finite(&content[..at])
            // "and that is why": the word is a pronoun there.
            && !words.is_finite_verb(content[at + 2] as usize)
            && finite(&content[at + 2..])
    })
}

/// Where a condition begins that closes a clause of at least four words, if one does.
fn closing_condition(words: &Words, content: &[u32]) -> Option<usize> {
    let at = content.iter().position(|&at| matches!(words.lower(at as usize), "if" | "unless"))?;
    if at < 4 || content.len() - at < 4 {
        return None;
    }
    // "to see if", "asked if": not a condition. Nor is it one behind another clause's opening.
    let before = words.lower(content[at - 1] as usize);
    const ASKING: [&str; 14] = [
        "see",
        "know",
        "ask",
        "asked",
        "wonder",
        "check",
        "decide",
        "determine",
        "as",
        "even",
        "what",
        "only",
        "and",
        "say",
    ];
    if ASKING.contains(&before)
        || before == ","
        || content[at..].iter().any(|&at| words.lower(at as usize) == ",")
    {
        return None;
    }
    Some(at)
}

/// The longest run of a sentence's words outside contents, without the cue and its source, if it
/// has a verb of its own.
fn longest_rest(words: &Words, range: std::ops::Range<usize>) -> Option<(usize, usize)> {
    let mut best: Option<(usize, usize)> = None;
    let mut at = range.start;
    while at < range.end {
        if words.has(at, flag::CONTENT | flag::CUE) {
            at += 1;
            continue;
        }
        let from = at;
        while at < range.end && !words.has(at, flag::CONTENT | flag::CUE) {
            at += 1;
        }
        let (mut first, mut end) = (from, at);
        // The source beside the cue belongs to the attribution, with what lies between.
        if words.has(end, flag::CUE) {
            if let Some(source) = (first..end).rev().take(4).find(|&at| words.has(at, flag::SOURCE))
            {
                end = source;
                while end > first && words.has(end - 1, flag::SOURCE) {
                    end -= 1;
                }
            }
        } else if first > range.start && words.has(first - 1, flag::CUE) {
            while first < end && words.has(first, flag::SOURCE) {
                first += 1;
            }
        }
        let edge = |at: usize| {
            !words.has(at, flag::WORD)
                || words.is(
                    at,
                    lex::DISPUTING_ADVERB | lex::UNSUPPORTED_ADVERB | lex::SUPPORTING_ADVERB,
                )
                || matches!(words.lower(at), "and" | "but" | "or" | "that" | "while")
        };
        while first < end && edge(first) {
            first += 1;
        }
        // A preposition at the end has lost what follows it to a quote.
        while end > first
            && (edge(end - 1)
                || matches!(words.words[end - 1].tag, IN | TO)
                || words.lower(end - 1) == "even")
        {
            end -= 1;
        }
        // So has a verb or an article, and without that there is no sentence.
        if end > first
            && end < range.end
            && words.is(end - 1, lex::BE | lex::AUXILIARY | lex::MODAL | lex::DETERMINER)
        {
            continue;
        }
        // Without its subject it is no sentence: "said … and remained sure of it".
        let clause = words.is(first, lex::SUBORDINATOR | lex::CONDITION);
        if first > range.start && first < end && (clause || words.is_finite_verb(first)) {
            continue;
        }
        let count = (first..end).filter(|&at| words.has(at, flag::WORD)).count();
        if count >= SHORTEST_REST
            && words.are_clause(first..end)
            && best.is_none_or(|(from, to)| to - from < end - first)
        {
            best = Some((first, end));
        }
    }
    best
}
