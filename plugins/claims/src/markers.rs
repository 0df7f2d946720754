//! The words by which an author takes a stance, found sentence by sentence in the author's own voice.

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
    /// Whether the content follows it: "the false claim that …".
    pub opens_clause: bool,
    /// Whether it may itself stand at the start of an indirect quote's content.
    pub inside_content: bool,
    /// How many sentences back the claim can be.
    pub window: usize,
    /// Whether the claim before must share a word with the marker's sentence.
    pub needs_overlap: bool,
}

impl Marker {
    fn new(stance: Stance, from: usize, end: usize, reach: Reach) -> Self {
        Self {
            stance,
            from,
            end,
            reach,
            opens_clause: false,
            inside_content: false,
            window: 2,
            needs_overlap: false,
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
    let range = words.sentences[sentence].first..words.sentences[sentence].end;
    if range.len() > LONGEST_SENTENCE {
        return;
    }
    for at in range.clone() {
        let word = &words.words[at];
        if word.classes & ADVERB != 0 {
            found.extend(adverb(words, &range, at));
        }
        if word.classes & lex::EVIDENCE != 0 {
            found.extend(evidence(words, &range, at));
        }
        if word.classes & ADJECTIVE != 0 {
            found.extend(attribute(words, &range, at).or_else(|| predicate(words, &range, at)));
        }
        if word.classes & lex::CONTRADICTING != 0 {
            found.extend(contradiction(words, &range, at));
        }
        if word.classes == 0 || word.classes & (lex::NEGATOR | lex::STOP) != 0 {
            found.extend(plain(words, &range, at));
        }
    }
    found.extend(refusal(words, &range));
    found.extend(contrast(words, &range));
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

/// "falsely claimed", "claimed, wrongly, that".
fn adverb(words: &Words, range: &Range, at: usize) -> Option<Marker> {
    if !own(words, at) {
        return None;
    }
    let (last, next) = (before(words, range, at, 1), after(words, range, at, 1));
    // "rightly or wrongly", "not falsely", "whether correctly", "was wrongly convicted of".
    if matches!(last, "or" | "not" | "n't" | "whether" | "if" | "as") || next == "or" {
        return None;
    }
    // "accused of falsely claiming", "said she wrongly told": somebody else's view, unless the verb
    // is the cue that the adverb itself qualifies.
    if governed_by(words, range, at, 8, lex::ACCUSING) {
        return None;
    }
    if governed_by(words, range, at, 8, lex::SPEECH)
        && !words.has(at, flag::CUE)
        && !adjacent_cue_before(words, range, at)
    {
        return None;
    }
    Some(Marker::new(stance_of(words, at), at, at + 1, Reach::Cue))
}

fn adjacent_cue_before(words: &Words, range: &Range, at: usize) -> bool {
    (1..=3).any(|back| {
        at.checked_sub(back).is_some_and(|at| range.contains(&at) && words.has(at, flag::CUE))
    }) && !(1..=3).any(|ahead| range.contains(&(at + ahead)) && words.has(at + ahead, flag::CUE))
}

/// Words that can stand between "without" or "no" and "evidence".
fn pads(words: &Words, at: usize) -> bool {
    words.is(at, lex::GIVING)
        || matches!(
            words.lower(at),
            "any"
                | "a"
                | "an"
                | "the"
                | "shred"
                | "scrap"
                | "iota"
                | "hint"
                | "piece"
                | "bit"
                | "of"
                | "further"
                | "supporting"
                | "credible"
                | "concrete"
                | "hard"
                | "clear"
                | "specific"
                | "solid"
                | "factual"
                | "slightest"
                | "immediate"
                | "much"
                | "real"
                | "direct"
                | "documentary"
                | "substantive"
                | "corroborating"
                | "public"
                | "conclusive"
                | "scientific"
                | "reliable"
                | "actual"
                | "single"
                | "verifiable"
                | "immediately"
                | "being"
                | "there"
                | "able"
                | "to"
        )
}

/// "without evidence", "offered no proof", "there is no evidence", "despite evidence to the contrary".
fn evidence(words: &Words, range: &Range, at: usize) -> Option<Marker> {
    if !own(words, at) {
        return None;
    }
    let noun = words.lower(at);
    // "despite evidence to the contrary".
    if after(words, range, at, 1) == "to" && after(words, range, at, 3) == "contrary" {
        let from = (range.start.max(at.saturating_sub(5))..at)
            .rev()
            .find(|&at| words.lower(at) == "despite")?;
        return Some(Marker::new(Stance::Disputed, from, at + 4, Reach::Clause));
    }
    let strict = matches!(
        noun,
        "evidence"
            | "proof"
            | "basis"
            | "substantiation"
            | "corroboration"
            | "foundation"
            | "documentation"
    );
    let mut from = at;
    while from > range.start && at - from < 7 && pads(words, from - 1) && own(words, from - 1) {
        from -= 1;
    }
    let opener = from.checked_sub(1).filter(|at| range.contains(at) && own(words, *at))?;
    let giving_inside = (from..at).find(|&at| words.is(at, lex::GIVING));
    match words.lower(opener) {
        "to" if before(words, range, opener, 1) == "contrary" => {
            Some(Marker::new(Stance::Disputed, opener - 1, at + 1, Reach::Clause))
        }
        "without" if strict || giving_inside.is_some() => {
            let basis = matches!(noun, "basis" | "foundation");
            // "without the support of": only nouns of proof stand alone.
            if before(words, range, opener, 1) == "not"
                || basis && after(words, range, at, 1) == "for"
            {
                return None;
            }
            Some(Marker::new(Stance::Unsupported, opener, at + 1, Reach::Clause))
        }
        "no" | "little" | "scant" | "zero" | "lack"
            if strict || matches!(noun, "details" | "sources" | "data" | "support") =>
        {
            no_evidence(words, range, opener, at, strict)
        }
        "not" | "n't" | "never" | "failed" | "declined" | "refused" | "unable"
            if giving_inside.is_some() && strict =>
        {
            let start = if matches!(words.lower(opener), "not" | "n't") {
                opener.saturating_sub(1).max(range.start)
            } else {
                opener
            };
            given_by_speaker(words, range, start)
                .then(|| Marker::new(Stance::Unsupported, start, at + 1, Reach::Either))
        }
        _ => None,
    }
}

/// "no evidence", by what stands before it.
fn no_evidence(words: &Words, range: &Range, no: usize, at: usize, strict: bool) -> Option<Marker> {
    let last = no.checked_sub(1).filter(|at| range.contains(at))?;
    if !own(words, last) {
        return (strict && words.lower(last) == ",")
            .then(|| Marker::new(Stance::Unsupported, no, at + 1, Reach::Clause));
    }
    let word = words.lower(last);
    let marker = |from, reach| Some(Marker::new(Stance::Unsupported, from, at + 1, reach));
    match word {
        "with" | "despite" | "on" if strict => marker(last, Reach::Clause),
        "a" | "the" if words.lower(no) == "lack" && strict => marker(last, Reach::Clause),
        "have" | "has" | "had" if strict => given_by_speaker(words, range, last)
            .then(|| Marker::new(Stance::Unsupported, last, at + 1, Reach::Before)),
        // "citing no evidence" goes with a verb, "she cited no evidence" is a sentence.
        _ if words.is(last, lex::GIVING) => {
            if word.ends_with("ing") {
                return marker(last, Reach::Clause);
            }
            (strict && given_by_speaker(words, range, last))
                .then(|| Marker::new(Stance::Unsupported, last, at + 1, Reach::Either))
        }
        "is" | "was" | "'s" | "are" | "been" if strict => {
            let there = (1..=3).any(|back| before(words, range, last, back) == "there");
            let spoken = (range.clone()).any(|at| {
                words.says(at) && own(words, at) && !words.has(at, flag::CUE) && at < last
            });
            (there && !spoken).then(|| Marker::new(Stance::Unsupported, no, at + 1, Reach::Either))
        }
        _ => None,
    }
}

/// Whether the verb at `at` has a short subject at the start of its sentence or clause, so that it is
/// the author who says that the speaker gave no evidence: not "police said she offered no proof".
fn given_by_speaker(words: &Words, range: &Range, at: usize) -> bool {
    !(range.start..at).any(|other| {
        own(words, other)
            && (words.says(other) || words.is(other, lex::ACCUSING))
            && !words.has(other, flag::CUE)
    })
}

/// "a false claim that …", ", a debunked theory".
fn attribute(words: &Words, range: &Range, at: usize) -> Option<Marker> {
    let noun = (at + 1..range.end.min(at + 4)).find(|&at| words.is(at, lex::CLAIM_NOUN))?;
    let loose = matches!(
        words.lower(noun),
        "figure"
            | "figures"
            | "number"
            | "numbers"
            | "story"
            | "idea"
            | "charge"
            | "remark"
            | "remarks"
            | "comment"
            | "comments"
            | "argument"
            | "arguments"
            | "statement"
            | "statements"
            | "suggestion"
            | "suggestions"
    );
    // Only adjectives and nouns may stand between: "false and misleading claims", "false election claims".
    if (at + 1..noun).any(|at| {
        words.is(at, lex::BE | lex::SPEECH | lex::AUXILIARY) || !words.has(at, flag::WORD)
    }) {
        return None;
    }
    const VOICE: lex::Classes = lex::ACCUSING | lex::DENYING;
    let calling = |at: usize| {
        matches!(
            words.lower(at),
            "call"
                | "called"
                | "calls"
                | "calling"
                | "describe"
                | "described"
                | "describes"
                | "describing"
                | "brand"
                | "branded"
                | "branding"
                | "label"
                | "labelled"
                | "labeled"
                | "denounced"
                | "denounces"
                | "as"
                | "against"
        )
    };
    for at in (range.start.max(at.saturating_sub(7))..at).rev() {
        if matches!(words.lower(at), "," | ";" | "—" | "–" | "--") {
            break;
        }
        if words.is(at, VOICE) || calling(at) || words.lower(at) == "no" {
            return None;
        }
    }
    let that = after(words, range, noun, 1) == "that";
    let mut marker = Marker::new(stance_of(words, at), at, at + 1, Reach::Content);
    if that {
        (marker.opens_clause, marker.inside_content) = (true, true);
        if let Some(next) = (noun + 2 < range.end).then_some(noun + 2) {
            // "a false claim that was repeated" goes with what stands before it.
            let relative = words.is(next, lex::BE | lex::AUXILIARY | lex::MODAL);
            marker.opens_clause = !relative;
        }
        marker.end = at + 1;
        if marker.opens_clause {
            // The noun is between marker and content; it is measured from the noun.
            return Some(Marker { end: at + 1, ..marker }).filter(|_| noun - at <= 3);
        }
        return Some(marker);
    }
    if words.has(noun, flag::CUE) && own(words, at) {
        return Some(Marker { reach: Reach::Cue, ..marker });
    }
    // In apposition: "…, a false claim.".
    let apposed = (range.start.max(at.saturating_sub(3))..at)
        .any(|at| matches!(words.lower(at), "," | "—" | "–" | "--" | "-"));
    (apposed && !loose && own(words, at)).then_some(marker)
}

/// "which is false", "That claim has been debunked."
fn predicate(words: &Words, range: &Range, at: usize) -> Option<Marker> {
    if !own(words, at) {
        return None;
    }
    // What follows must let the sentence or the clause end: "false teeth" does not.
    let next = after(words, range, at, 1);
    if !matches!(
        next,
        "" | "."
            | ","
            | ";"
            | "!"
            | "—"
            | "–"
            | "--"
            | ")"
            | ":"
            | "and"
            | "or"
            | "by"
            | "but"
            | "as"
            | "\""
            | "many"
            | "repeatedly"
    ) {
        return None;
    }
    predicate_of(words, range, at, stance_of(words, at), at)
}

/// The rest of [`predicate`]: looks left from the predicate's first word for "be" and the subject.
fn predicate_of(
    words: &Words,
    range: &Range,
    at: usize,
    stance: Stance,
    from: usize,
) -> Option<Marker> {
    // A verdict that somebody else is said to give: "which officials say is false".
    if (range.start..range.end).any(|other| {
        own(words, other)
            && (words.says(other) || words.is(other, lex::DENYING))
            && !words.has(other, flag::CUE)
            && !words.is(other, lex::CLAIM_NOUN | lex::CONTRADICTING)
    }) {
        return None;
    }
    let passive = matches!(
        words.lower(at),
        "debunked"
            | "discredited"
            | "disproved"
            | "disproven"
            | "refuted"
            | "fabricated"
            | "invented"
    );
    if passive
        && after(words, range, at, 1) == "by"
        && !(at..range.end.min(at + 6)).any(|at| {
            words.is(at, lex::CHECKER)
                || matches!(
                    words.lower(at),
                    "courts" | "scientists" | "researchers" | "experts" | "studies"
                )
        })
    {
        return None;
    }
    let mut be = from.checked_sub(1)?;
    let mut steps = 0;
    while range.contains(&be) && !words.is(be, lex::BE) {
        let skip = words.lower(be).ends_with("ly")
            || matches!(
                words.lower(be),
                "since"
                    | "later"
                    | "found"
                    | "already"
                    | "also"
                    | "long"
                    | "proven"
                    | "proved"
                    | "shown"
                    | "to"
                    | "turned"
                    | "out"
                    | "just"
                    | "quite"
                    | "both"
            );
        steps += 1;
        if !skip || steps > 5 || be == 0 {
            return None;
        }
        be -= 1;
    }
    while be > range.start
        && (words.is(be - 1, lex::BE | lex::AUXILIARY)
            || matches!(
                words.lower(be - 1),
                "also" | "since" | "to" | "out" | "turned" | "proved" | "proven" | "shown"
            )
            || words.lower(be - 1).ends_with("ly"))
    {
        be -= 1;
    }
    let subject = be.checked_sub(1).filter(|at| range.contains(at) && own(words, *at))?;
    let word = words.lower(subject);
    let relative = word == "which"
        || word == "that"
            && subject > range.start
            && (words.is(subject - 1, lex::CLAIM_NOUN)
                || matches!(before(words, range, subject, 1), "," | "something"));
    if relative {
        return Some(Marker::new(stance, from, at + 1, Reach::Content));
    }
    let opening = subject - range.start;
    let clear = match word {
        "that" | "this" | "both" | "neither" | "those" | "these" => opening <= 1,
        "it" => opening == 0 && range.end - at <= 2,
        _ => words.is(subject, lex::CLAIM_NOUN) && opening <= 4,
    };
    clear.then(|| Marker { window: 2, ..Marker::new(stance, from, at + 1, Reach::Before) })
}

/// "contradicts that", "refuted his claim".
fn contradiction(words: &Words, range: &Range, at: usize) -> Option<Marker> {
    if !own(words, at) || words.is(at, lex::DENYING) && words.has(at, flag::CUE) {
        return None;
    }
    let next = after(words, range, at, 1);
    let noun = (at + 1..range.end.min(at + 4)).any(|at| words.is(at, lex::CLAIM_NOUN));
    let about = matches!(next, "that" | "this" | "it" | "both") && range.end - at <= 4
        || noun
            && matches!(next, "that" | "this" | "the" | "his" | "her" | "their" | "those" | "both");
    // A person who refutes a claim speaks for themselves; a paper or a figure does not.
    let person = (range.start..at).any(|at| {
        words.words[at].entity == 1
            || words.is(at, lex::SPEECH)
            || matches!(
                words.lower(at),
                "he" | "she" | "they" | "spokesman" | "spokeswoman" | "minister"
            )
    });
    let hedged = (range.start..at).any(|at| words.is(at, lex::MODAL | lex::NEGATOR));
    (about && !person && !hedged).then(|| Marker::new(Stance::Disputed, at, at + 1, Reach::Before))
}

/// "not true", "show otherwise", "little to support that", "is correct".
fn plain(words: &Words, range: &Range, at: usize) -> Option<Marker> {
    let word = words.lower(at);
    match word {
        "not" | "n't" if own(words, at) => {
            let true_at = (at + 1..range.end.min(at + 4)).find(|&at| {
                matches!(words.lower(at), "true" | "correct" | "accurate" | "so" | "case")
            })?;
            let filler = (at + 1..true_at).all(|at| {
                matches!(words.lower(at), "the" | "entirely" | "quite" | "strictly" | "at" | "all")
            });
            let hedged = (at + 1..true_at)
                .any(|at| matches!(words.lower(at), "entirely" | "quite" | "strictly"));
            let next = after(words, range, true_at, 1);
            (filler && !hedged && matches!(next, "." | "," | "" | ";" | ":" | "—" | "and" | "!"))
                .then_some(())?;
            predicate_of(words, range, true_at, Stance::Disputed, at)
        }
        "true" | "correct" | "accurate" | "right" if own(words, at) => {
            // Short verdicts alone: "That is correct."
            let short = range.len() <= 6 && after(words, range, at, 1) == ".";
            let negated =
                (range.start..at).any(|at| words.is(at, lex::NEGATOR | lex::HEDGE | lex::MODAL));
            (short && !negated).then_some(())?;
            predicate_of(words, range, at, Stance::Supported, at)
        }
        "otherwise" if own(words, at) => {
            let shown = matches!(
                before(words, range, at, 1),
                "show"
                    | "shows"
                    | "showed"
                    | "suggest"
                    | "suggests"
                    | "indicate"
                    | "indicates"
                    | "prove"
                    | "proves"
                    | "say"
                    | "says"
                    | "tell"
            );
            let person = (range.start..at).any(|at| {
                words.words[at].entity == 1
                    || matches!(words.lower(at), "he" | "she" | "they" | "i" | "we")
            });
            (shown && !person).then(|| Marker::new(Stance::Disputed, at - 1, at + 1, Reach::Before))
        }
        "little" | "nothing" if own(words, at) && after(words, range, at, 1) == "to" => {
            let verb = after(words, range, at, 2);
            let there = (1..=2).any(|back| before(words, range, at, back) == "there");
            (there && matches!(verb, "support" | "substantiate" | "back")).then(|| Marker {
                end: (at + 3).min(range.end),
                ..Marker::new(Stance::Unsupported, at, at + 1, Reach::Before)
            })
        }
        _ => None,
    }
}

/// "It was not.", "They did not.", "Not so.", "False."
fn refusal(words: &Words, range: &Range) -> Option<Marker> {
    let spoken: Vec<usize> =
        range.clone().filter(|&at| words.has(at, flag::WORD)).take(4).collect();
    if spoken.is_empty() || spoken.len() > 3 || range.clone().any(|at| !own(words, at)) {
        return None;
    }
    if words.lower_at(range.end.checked_sub(1)) != "." {
        return None;
    }
    let of = |nth: usize| spoken.get(nth).map_or("", |&at| words.lower(at));
    let pronoun = matches!(of(0), "it" | "that" | "they" | "he" | "she" | "there" | "this");
    let verb = matches!(
        of(1),
        "was"
            | "is"
            | "were"
            | "are"
            | "did"
            | "does"
            | "do"
            | "has"
            | "had"
            | "have"
            | "wasn't"
            | "didn't"
            | "isn't"
    );
    let full = pronoun
        && verb
        && (matches!(of(2), "not" | "n't") || of(1).ends_with("n't") && spoken.len() == 2);
    let curt = spoken.len() == 2 && of(0) == "not" && matches!(of(1), "so" | "true")
        || spoken.len() == 1 && of(0) == "false";
    (full || curt).then(|| Marker {
        window: 1,
        ..Marker::new(Stance::Disputed, range.start, range.end - 1, Reach::Before)
    })
}

/// "In fact, …" after a claim about the same thing.
fn contrast(words: &Words, range: &Range) -> Option<Marker> {
    let mut at = range.start;
    if matches!(words.lower_at(Some(at)), "but" | "however" | "yet") {
        at += 1;
        if words.lower_at(Some(at)) == "," {
            at += 1;
        }
    }
    let len = match (after(words, range, at, 0), after(words, range, at, 1)) {
        ("in", "fact" | "reality" | "truth" | "actuality") => 2,
        _ => return None,
    };
    if (at..at + len).any(|at| !own(words, at)) {
        return None;
    }
    Some(Marker {
        window: 1,
        needs_overlap: true,
        ..Marker::new(Stance::Disputed, at, at + len, Reach::Before)
    })
}
