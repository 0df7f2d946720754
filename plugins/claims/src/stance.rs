//! Where the author stands on a claim, by the words that show it: "falsely", "without evidence",
//! "rightly", "That is not true.".
//!
//! The voice decides. Only words outside everybody's quoted content count, and not those behind
//! another verb of saying: "the minister called it a lie" is the minister's view. Precision first:
//! where the voice or the claim meant is in doubt, there is no stance.

use copydesk_stage::Span;

use crate::candidates::{Candidate, Candidates};
use crate::groups::turn;
use crate::lexicon as lex;
use crate::markers::{self, Marker, Reach};
use crate::quotes::{Quote, Quotes};
use crate::scare_quotes;
use crate::words::{Words, flag};

/// What the author says about a claim's truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
    /// It is untrue.
    Disputed,
    /// Support for it is missing.
    Unsupported,
    /// It is true.
    Supported,
    /// A word of it is not the author's: scare quotes, "so-called".
    Distanced,
}

impl Stance {
    /// The value of the `stance` attribute.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Disputed => "disputed",
            Self::Unsupported => "unsupported",
            Self::Supported => "supported",
            Self::Distanced => "distanced",
        }
    }
}

/// A stance and the words that show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The stance.
    pub stance: Stance,
    /// Where the words stand.
    pub marker: Span,
}

/// Longer sentences are lists or broken text, and are not searched.
pub const LONGEST_SENTENCE: usize = 300;

/// Finds the author's stance on each candidate, in their order, into `shown`.
pub fn find(
    words: &Words,
    quotes: &Quotes,
    candidates: &Candidates,
    shown: &mut Vec<Option<Shown>>,
) {
    shown.clear();
    shown.resize(candidates.all.len(), None);
    lying_cues(words, quotes, candidates, shown);
    let mut found = Vec::new();
    for place in 0..words.sentences.len() {
        found.clear();
        markers::find(words, place, &mut found);
        for marker in &found {
            attach(words, quotes, candidates, place, marker, shown);
        }
    }
    scare_quotes::find(words, candidates, shown);
}

/// "He lied that …": the cue itself says it.
fn lying_cues(
    words: &Words,
    quotes: &Quotes,
    candidates: &Candidates,
    shown: &mut [Option<Shown>],
) {
    for (candidate, shown) in candidates.all.iter().zip(shown) {
        let quote = candidate.quote.map(|place| &quotes.all[place]).filter(|quote| !quote.reported);
        let Some(cue) = quote.and_then(|quote| quote.cue) else { continue };
        if let Some(at) = words.inside(cue.span).find(|&at| words.is(at, lex::LYING)) {
            *shown = Some(Shown { stance: Stance::Disputed, marker: words.words[at].span });
        }
    }
}

fn attach(
    words: &Words,
    quotes: &Quotes,
    candidates: &Candidates,
    sentence: usize,
    marker: &Marker,
    shown: &mut [Option<Shown>],
) {
    let found = Shown { stance: marker.stance, marker: marker.span(words) };
    // A cue in this sentence whose quote it can be about.
    if marker.reach != Reach::Before
        && let Some(quote) = nearest_quote(words, quotes, candidates, sentence, marker)
    {
        for place in claims_of(quotes, candidates, quote) {
            shown[place].get_or_insert(found);
        }
        return;
    }
    if matches!(marker.reach, Reach::Before | Reach::Either)
        && let Some(place) = claim_before(words, candidates, sentence, marker)
        && let Some(quote) = candidates.all[place].quote
    {
        for place in claims_of(quotes, candidates, quote) {
            shown[place].get_or_insert(found);
        }
    }
}

/// The places of the candidates that a quote has, which lie within its content.
fn claims_of<'a>(
    quotes: &Quotes,
    candidates: &'a Candidates,
    quote: usize,
) -> impl Iterator<Item = usize> + use<'a> {
    let hull = quotes.hull(&quotes.all[quote]);
    let all = &candidates.all;
    let first = all.partition_point(|candidate| candidate.span.start() < hull.start());
    let inside =
        all[first..].iter().take_while(move |candidate| candidate.span.start() < hull.end());
    let own = move |(nth, candidate): (usize, &Candidate)| {
        (candidate.quote == Some(quote)).then_some(first + nth)
    };
    inside.enumerate().filter_map(own)
}

/// The quote whose cue, or whose content where that must be next to the marker, is nearest.
fn nearest_quote(
    words: &Words,
    quotes: &Quotes,
    candidates: &Candidates,
    sentence: usize,
    marker: &Marker,
) -> Option<usize> {
    let sentence = words.sentences[sentence];
    let start = |quote: &Quote| quotes.parts_of(quote)[0].start();
    let first = quotes.all.partition_point(|quote| start(quote) < sentence.span.start());
    let mut best: Option<(usize, usize)> = None;
    // A quote over several sentences begins before this one; its cue can stand before its content.
    for (place, quote) in quotes.all.iter().enumerate().skip(first.saturating_sub(4)) {
        if start(quote) > sentence.span.end() {
            break;
        }
        if quote.reported {
            continue;
        }
        let distance = match marker.reach {
            Reach::Cue => quote.cue.and_then(|cue| cue_distance(words, marker, cue.span)),
            Reach::Content => content_distance(words, quotes, place, marker),
            Reach::Clause | Reach::Either => [
                quote.cue.and_then(|cue| clause_distance(words, marker, cue.span)),
                content_distance(words, quotes, place, marker),
            ]
            .into_iter()
            .flatten()
            .min(),
            Reach::Before => None,
        };
        if let Some(distance) = distance
            && best.is_none_or(|(least, _)| distance < least)
            && claims_of(quotes, candidates, place).next().is_some()
        {
            best = Some((distance, place));
        }
    }
    best.map(|(_, place)| place)
}

/// How far an adverb is from a cue that it can qualify. One that follows is nearer than one before
/// at the same distance: "falsely claimed", but also "claimed, falsely,".
fn cue_distance(words: &Words, marker: &Marker, cue: Span) -> Option<usize> {
    let cue = words.inside(cue);
    if cue.contains(&marker.from) {
        return Some(0);
    }
    if cue.start >= marker.end {
        let between = marker.end..cue.start;
        let light = |at: usize| {
            !words.has(at, flag::CONTENT) && words.is(at, lex::AUXILIARY | lex::BE)
                || is_light(words, at)
        };
        return (between.len() <= 3 && between.clone().all(light)).then_some(2 * between.len() + 1);
    }
    if cue.end <= marker.from {
        let between = cue.end..marker.from;
        let mark = |at: usize| !words.has(at, flag::WORD) || is_light(words, at);
        // "claimed to reporters falsely" is rare, "told reporters, wrongly, that" is not.
        let near = between.len() <= 4 && between.clone().all(|at| !words.has(at, flag::CONTENT));
        return (near
            && (between.clone().all(mark)
                || between.len() <= 4 && comma_before(words, marker.from)))
        .then_some(2 * between.len() + 2);
    }
    None
}

fn comma_before(words: &Words, at: usize) -> bool {
    matches!(words.lower_at(at.checked_sub(1)), "," | "-" | "--" | "—" | "–" | "(")
}

/// Adverbs and marks that can stand between an adverb and its verb.
fn is_light(words: &Words, at: usize) -> bool {
    let word = words.lower(at);
    matches!(
        word,
        "and"
            | "or"
            | "also"
            | "again"
            | "once"
            | "repeatedly"
            | "then"
            | ","
            | "that"
            | "has"
            | "had"
    ) || word.ends_with("ly")
}

/// How far a phrase like "without evidence" is from a cue in the reporter's words: few of them, and
/// no other verb, may stand between.
fn clause_distance(words: &Words, marker: &Marker, cue: Span) -> Option<usize> {
    let cue = words.inside(cue);
    let between = if cue.start >= marker.end {
        marker.end..cue.start
    } else if cue.end <= marker.from {
        cue.end..marker.from
    } else {
        return Some(0);
    };
    if words.sentence_of(cue.start) != words.sentence_of(marker.from) {
        return None;
    }
    let mut own = 0;
    for at in between {
        if words.has(at, flag::CONTENT) {
            continue;
        }
        own += 1;
        if words.is_finite_verb(at) || words.has(at, flag::CUE) {
            return None;
        }
    }
    (own <= 9).then_some(own + 1)
}

/// How far a marker is behind or before a quote's content in the reporter's words.
fn content_distance(
    words: &Words,
    quotes: &Quotes,
    place: usize,
    marker: &Marker,
) -> Option<usize> {
    let quote = &quotes.all[place];
    let hull = words.inside(quotes.hull(quote));
    if hull.is_empty() || hull.contains(&marker.from) {
        // "his false claim that …" where the whole is the content.
        let at_start = marker.from < hull.start + 3 && !quote.direct;
        return (!hull.is_empty() && at_start && marker.inside_content).then_some(0);
    }
    let same = |at: usize| words.sentence_of(at) == words.sentence_of(marker.from);
    if hull.end <= marker.from && same(hull.end - 1) && !marker.opens_clause {
        let between = hull.end..marker.from;
        // The attribution may stand between: "…," she said, a claim that is false.
        let own = between
            .clone()
            .filter(|&at| words.has(at, flag::WORD) && !words.has(at, flag::CUE | flag::SOURCE))
            .count();
        let own_cue = quote.cue.map_or(0..0, |cue| words.inside(cue.span));
        let spoken = between.into_iter().any(|at| {
            // Another quote's cue is nearer to the marker than this content.
            words.has(at, flag::CUE) && !own_cue.contains(&at)
                || words.says(at) && !words.has(at, flag::CUE)
        });
        return (own <= 6 && !spoken).then_some(own + 1);
    }
    if hull.start >= marker.anchor && same(hull.start) && marker.opens_clause {
        let between = hull.start - marker.anchor;
        return (between <= 3).then_some(between + 1);
    }
    None
}

/// The attributed claim that a sentence like "There is no evidence for that." is about: of this
/// paragraph or the end of the one before, the nearest that shares a word with the sentence, or
/// else the nearest in the sentence before.
fn claim_before(
    words: &Words,
    candidates: &Candidates,
    sentence: usize,
    marker: &Marker,
) -> Option<usize> {
    let here = words.sentences[sentence];
    let first_word = here.first;
    let end =
        candidates.all.partition_point(|candidate| candidate.span.start() < here.span.start());
    // A sentence that quotes somebody has that somebody's voice in it.
    let quoted = (here.first..here.end).filter(|&at| words.has(at, flag::CONTENT)).count() > 3;
    if quoted {
        return None;
    }
    let window = marker.window;
    // "Our verdict" on a line of its own between them is passed over.
    let bare = sentence.checked_sub(1).is_some_and(|before| {
        let before = words.sentences[before];
        markers::labels::is_bare(words, before.first..before.end)
    });
    let skipped = usize::from(bare);
    let recent = |place: &usize| {
        let candidate = &candidates.all[*place];
        candidate.quote.is_some()
            && candidate.sentence + window + skipped >= sentence
            && candidate.sentence < sentence
            && words.sentences[candidate.sentence].paragraph + 1 + skipped >= here.paragraph
    };
    let shares = |place: &usize| {
        candidates.words_of(&candidates.all[*place]).iter().take(LONGEST_SENTENCE).any(|&other| {
            is_content_word(words, other as usize)
                && (first_word..here.end)
                    .any(|at| is_content_word(words, at) && same_stem(words, at, other as usize))
        })
    };
    let near = (0..end).rev().take(24).filter(recent);
    if marker.needs_opposite {
        let now = turn(words, here.first..here.end);
        let goes = |&place: &usize| {
            let places = candidates.words_of(&candidates.all[place]).iter();
            turn(words, places.map(|&at| at as usize)).is_against(now)
        };
        return near.into_iter().find(goes);
    }
    let sharing = near.clone().find(shares);
    if marker.needs_overlap {
        return sharing;
    }
    sharing.or_else(|| {
        let mut near = near;
        near.find(|&place| candidates.all[place].sentence + 1 + skipped >= sentence)
    })
}

fn is_content_word(words: &Words, at: usize) -> bool {
    const THIN: lex::Classes =
        lex::STOP | lex::EVIDENCE | lex::CLAIM_NOUN | lex::GIVING | lex::MODAL;
    words.has(at, flag::WORD) && !words.is(at, THIN) && words.lower(at).len() > 2
}

/// Whether two words begin alike for five letters, or are equal.
fn same_stem(words: &Words, one: usize, other: usize) -> bool {
    let (one, other) = (words.lower(one), words.lower(other));
    one == other || matches!((one.get(..5), other.get(..5)), (Some(a), Some(b)) if a == b)
}
