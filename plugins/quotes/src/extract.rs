//! Runs the models over an article: a net that reads it, cues, for each cue its source and its content, and a
//! judgement on the three together.

use std::ops::Range;

use copydesk_learn::ModelError;
use copydesk_learn::bilou::Bilou;
use copydesk_learn::classifier::Classifier;
use copydesk_learn::features::{Features, ValuedFeatures};
use copydesk_learn::recurrent::RecurrentNet;
use copydesk_learn::tagger::{Tagger, TaggerScratch};
use copydesk_learn::word_table::WordTable;

use crate::arguments::{self, Buffers, Window};
use crate::compose::finite;
use crate::cues::{self, Part, probability};
use crate::forms;
use crate::judge::{self, Candidate, Evidence};
use crate::lexicon::{SPEECH, is_told};
use crate::reading::Reading;
use crate::roles::{self, Odds};
use crate::rules::unclaimed::is_whole;
use crate::settle::{self, overlap};
use crate::word::{Place, Word};
use crate::word_sums::WordSums;

/// The models, reading their weights where they lie.
#[derive(Clone, Debug)]
pub struct Models<'a> {
    /// Word classes.
    pub classes: WordTable<'a>,
    /// The net that reads sentences.
    pub roles: RecurrentNet<'a>,
    /// The classifier that says how far cues go.
    pub ends: Classifier<'a>,
    /// The tagger that finds source and content of a cue.
    pub arguments: Tagger<'a>,
    /// The classifier that judges what was found.
    pub judge: Classifier<'a>,
}

impl<'a> Models<'a> {
    /// Checks the bytes of the models.
    ///
    /// # Errors
    /// When they are not what the training wrote.
    pub fn from_bytes(
        classes: &'a [u8],
        roles: &'a [u8],
        ends: &'a [u8],
        arguments: &'a [u8],
        judge: &'a [u8],
    ) -> Result<Self, ModelError> {
        Ok(Self {
            classes: WordTable::from_bytes(classes)?,
            roles: RecurrentNet::from_bytes(roles)?,
            ends: Classifier::from_bytes(ends)?,
            arguments: Tagger::from_bytes(arguments)?,
            judge: Classifier::from_bytes(judge)?,
        })
    }
}

/// Speech that was found: the words of its parts, by place.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// The words that report it; none for speech that stands on its own.
    pub cue: Option<Range<usize>>,
    /// The words that name the speaker.
    pub source: Option<Range<usize>>,
    /// The pieces of what was said, in text order.
    pub content: Vec<Range<usize>>,
    /// How likely it is that cue, source and content are all right.
    pub score: f32,
}

impl Attribution {
    /// From the first word of its content to the last.
    pub fn hull(&self) -> Range<usize> {
        let start = self.content.first().map_or(0, |piece| piece.start);
        start..self.content.last().map_or(start, |piece| piece.end)
    }
}

/// What the net makes of an article.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The odds of each word.
    pub odds: Vec<Odds>,
    /// What each word more likely than not is.
    pub parts: Vec<Part>,
    /// How probable it is that a word is of a source, a content or a cue: two bits each.
    pub soft: Vec<u8>,
    /// The cues with their probability, in text order.
    pub cues: Vec<(Range<usize>, f32)>,
}

/// Working memory, kept from one article to the next. It remembers sums of the models' weights, so that
/// it serves one set of models only.
#[derive(Debug, Default)]
pub struct Scratch {
    /// The net's.
    pub roles: roles::Scratch,
    features: Features,
    tagger: TaggerScratch,
    word_sums: WordSums,
    window: Window,
    buffers: Buffers,
    valued: ValuedFeatures,
    /// What the net made of the article.
    pub seen: Seen,
    /// The cues with what was found of each.
    pub candidates: Vec<Candidate>,
    /// What was found.
    pub found: Vec<Attribution>,
}

/// A cue below this probability is not even looked at. The judge tells better than the net which of the unlikely
/// ones report speech.
const LEAST_CUE: f32 = 0.2;

/// The same while the models learn: the judge is the better for having seen what is not asked of it.
pub const LEAST_LEARNED: f32 = 0.1;

/// From this probability on a cue has what the net takes for said, where the tagger finds nothing in its sentence.
const LEAST_READ: f32 = 0.5;

/// What is believed from this probability on. A find that is right with probability p raises F1 when p is
/// more than half of F1, which is about 0.67 for whole attributions and 0.8 for the words of contents; on
/// held-out articles the one is best from 0.25 on, the other from 0.2 on (2026-11-26).
const BELIEVED: f32 = 0.22;

/// The same for whole quotations, which hardly ever are nobody's speech.
const BELIEVED_QUOTED: f32 = 0.1;

/// The same for what has nothing in marks but scare quotes.
const BELIEVED_SCARE: f32 = 0.5;

/// The least score of an attribution whose cue is sure by its form.
const LEAST_SURE: f32 = 0.5;

impl Seen {
    /// Draws from the odds what else there is, and lists the cues of a probability of `least` or more.
    pub fn conclude(
        &mut self,
        ends: &Classifier<'_>,
        reading: &Reading,
        least: f32,
        features: &mut ValuedFeatures,
    ) {
        let Self { odds, parts, soft, cues } = self;
        parts.clear();
        parts.extend(odds.iter().map(Part::of));
        soft.clear();
        soft.extend(odds.iter().map(|odds| {
            let [source, content, cue] =
                [roles::SOURCE, roles::CONTENT, roles::CUE].map(|part| level(odds[part]));
            source | content << 2 | cue << 4
        }));
        cues::list(ends, reading, odds, least, features, cues);
        forms::add_cues(reading, cues);
        cues.sort_by_key(|(cue, _)| cue.start);
    }
}

/// The first of a class's four labels: begin, inside, last, unit.
fn first_label(class: u8) -> u8 {
    1 + 4 * class
}

/// Odds as one of four levels: of probabilities below 0.1, 0.4 and 0.8, and higher ones.
fn level(odds: f32) -> u8 {
    match odds {
        odds if odds < -2.2 => 0,
        odds if odds < -0.4 => 1,
        odds if odds < 1.4 => 2,
        _ => 3,
    }
}

/// Finds source and content of one cue.
fn find_arguments(
    tagger: &Tagger<'_>,
    reading: &Reading,
    cue: Range<usize>,
    scratch: &mut Scratch,
) -> (Attribution, Evidence) {
    let bilou = Bilou::new(arguments::CLASSES);
    let Scratch { features, tagger: decoding, word_sums, window, buffers, seen, .. } = scratch;
    window.set(reading, cue.clone());
    arguments::write_features(reading, window, seen, false, buffers, features);
    word_sums.fill(tagger, reading, window, seen);
    let labels = tagger.decode_with(features, decoding, |place, sums| {
        word_sums.add(tagger, reading, window, place, sums);
    });
    let labels = labels.to_vec();
    let marginals = tagger.marginals(decoding);
    let mut source: Option<(Range<usize>, f32)> = None;
    let mut content = Vec::new();
    let mut score = 1.0_f32;
    for (span, class) in bilou.decode(&labels) {
        let probability = marginals.path(span.start, &labels[span.clone()]);
        let words = window.fill(&span);
        // Nothing reaches over the cue: what is behind it is left out.
        let words = if words.contains(&cue.start) { words.start..cue.start } else { words };
        if words.is_empty() {
            continue;
        }
        if class == arguments::SOURCE {
            if source.as_ref().is_none_or(|(_, before)| probability > *before) {
                source = Some((words, probability));
            }
        } else {
            score *= probability;
            content.push(words);
        }
    }
    if let Some(behind) = arguments::behind_colon(reading, &cue)
        && content.iter().any(|piece| piece.contains(&behind))
    {
        content.retain(|piece| piece.end > behind);
    }
    let chances = |class: u8| {
        let first = usize::from(first_label(class));
        move |place: usize| {
            let all = marginals.token(place);
            (all[first] + all[first + 3], all[first + 1] + all[first + 2])
        }
    };
    if source.is_none() {
        source = likely_span(&labels, chances(arguments::SOURCE))
            .map(|(span, probability)| (window.fill(&span), probability));
    }
    if content.is_empty()
        && let Some((span, probability)) = likely_span(&labels, chances(arguments::CONTENT))
    {
        let words = window.fill(&span);
        if !words.contains(&cue.start) {
            content.push(words);
            score *= probability;
        }
    }
    let evidence = Evidence {
        cue: 0.0,
        source: source.as_ref().map_or(0.0, |(_, probability)| *probability),
        content: score,
    };
    let mut source = source.map(|(words, _)| words);
    // "There was progress, he added, on a deal": what is before the cue is said too.
    if content.iter().all(|piece| piece.start >= cue.end)
        && let Some((named, said)) = forms::arguments(reading, &cue)
        && (content.is_empty() || said.end <= cue.start)
    {
        score = if content.is_empty() { 0.3 } else { score };
        if let Some(told) = forms::addressee(reading, cue.start) {
            content.retain(|piece| !told.contains(&piece.start));
        }
        content.retain(|piece| !overlap(piece, &named));
        content.insert(0, said.clone());
        // A source that runs on into what is said is cut to its form.
        source = source
            .filter(|source| source.end <= named.end && !overlap(source, &said))
            .or(Some(named));
    }
    let evidence = Evidence { content: score, ..evidence };
    (Attribution { cue: Some(cue), source, content, score }, evidence)
}

/// The span of a class that is most likely where the best path has none. `chances` has, for a place
/// in the window, the probabilities that one begins there and that it goes on.
fn likely_span(
    labels: &[u8],
    chances: impl Fn(usize) -> (f32, f32),
) -> Option<(Range<usize>, f32)> {
    const LEAST: f32 = 0.12;
    let mut best: Option<(usize, f32)> = None;
    for place in (0..labels.len()).filter(|&place| labels[place] == 0) {
        let (begins, _) = chances(place);
        if begins > LEAST && best.is_none_or(|(_, top)| begins > top) {
            best = Some((place, begins));
        }
    }
    let (start, probability) = best?;
    let goes_on = |&place: &usize| labels[place] == 0 && chances(place).1 > 0.5 * probability;
    let more = (start + 1..labels.len()).take_while(goes_on).count();
    Some((start..start + 1 + more, probability))
}

/// The words of a cue's sentence that the net by itself takes for what a verb of speech reports: up to the comma before
/// who speaks, or from the cue, a comma or a mark behind it on; with their mean probability.
fn read_content(reading: &Reading, seen: &Seen, cue: &Range<usize>) -> Option<(Range<usize>, f32)> {
    /// The most words between what was said and the cue.
    const FAR: usize = 16;
    /// How far from the cue it is looked for.
    const FARTHEST: usize = 80;
    let words = &reading.words;
    let says =
        |word: &Word| word.is(SPEECH) && is_told(word.kind) || word.is_one_of(&["according"]);
    if !words[cue.clone()].iter().any(says) {
        return None;
    }
    let sentence = &reading.sentences[words[cue.start].sentence as usize].words;
    let mut from = sentence.start.max(cue.start.saturating_sub(FARTHEST));
    let to = sentence.end.min(cue.end + FARTHEST);
    let is_content = |at: &usize| seen.parts[*at] == Part::Content;
    // The longest row of such words.
    let mut said = from..from;
    while let Some(first) = (from..to).find(is_content) {
        from = first + (first..to).take_while(is_content).count();
        let end = if words[from - 1].first == b',' { from - 1 } else { from };
        said = if end - first > said.len() { first..end } else { said };
    }
    let before = said.end <= cue.start;
    let between = if before { said.end..cue.start } else { cue.end.min(said.start)..said.start };
    let between = &words[between];
    if said.len() < 2 || overlap(&said, cue) || between.len() > FAR || between.iter().any(finite) {
        return None;
    }
    let sets_off = |word: &Word| b",:-".contains(&word.first) || word.place == Place::Opening;
    let whole = if before {
        // What stands before is said from the sentence's begin on.
        let part = said.len();
        said.start = sentence.start;
        between.first().is_some_and(sets_off) && 2 * part >= said.len()
    } else {
        let stops = |word: &Word| b",.;:!?".contains(&word.first);
        between.last().is_none_or(sets_off) && (said.end == sentence.end || stops(&words[said.end]))
    };
    let probabilities = said.clone().map(|at| probability(seen.odds[at][roles::CONTENT]));
    let mean = probabilities.sum::<f32>() / said.len() as f32;
    whole.then_some((said, mean))
}

/// Lists for each cue that was seen what the tagger makes of it, in the order of the cues.
pub fn find_candidates(tagger: &Tagger<'_>, reading: &Reading, scratch: &mut Scratch) {
    let mut candidates = std::mem::take(&mut scratch.candidates);
    candidates.clear();
    scratch.word_sums.clear(reading);
    for number in 0..scratch.seen.cues.len() {
        let (ref cue, probability) = scratch.seen.cues[number].clone();
        let (mut one, mut evidence) = find_arguments(tagger, reading, cue.clone(), scratch);
        if one.content.is_empty() {
            one.content.extend(forms::behind_marks(reading, cue.start));
        }
        let sentence = &reading.sentences[reading.words[cue.start].sentence as usize].words;
        if probability >= LEAST_READ
            && !one.content.iter().any(|piece| overlap(piece, sentence))
            && let Some((words, likely)) = read_content(reading, &scratch.seen, cue)
        {
            let place = one.content.partition_point(|piece| piece.start < words.start);
            one.content.insert(place, words);
            evidence.content = likely;
        }
        if !one.content.is_empty() {
            let evidence = Evidence { cue: probability, ..evidence };
            candidates.push(Candidate { one, evidence });
        }
    }
    scratch.candidates = candidates;
}

/// Finds everything that the models can.
pub fn run(models: &Models<'_>, reading: &Reading, scratch: &mut Scratch) {
    roles::read(&models.roles, reading, &mut scratch.roles, &mut scratch.seen.odds);
    scratch.seen.conclude(&models.ends, reading, LEAST_CUE, &mut scratch.valued);
    find_candidates(&models.arguments, reading, scratch);
    let Scratch { candidates, seen, valued, found, .. } = scratch;
    found.clear();
    for number in 0..candidates.len() {
        judge::write_features(reading, candidates, number, seen, valued);
        let score = models.judge.score(valued);
        let Candidate { one, evidence } = &candidates[number];
        // The form leaves no doubt, or the models have none.
        let sure = evidence.cue >= forms::SURE && one.source.is_some();
        let score = if sure { score.max(LEAST_SURE) } else { score };
        if is_believed(reading, one, score) {
            found.push(Attribution { score, ..one.clone() });
        }
    }
    settle::settle(reading, found);
    // What is left may be without the quotation that it was believed for.
    found.retain(|one| is_believed(reading, one, one.score));
}

/// Whether a find with this score is likely enough.
fn is_believed(reading: &Reading, one: &Attribution, score: f32) -> bool {
    let quoted = one.content.iter().any(|piece| {
        reading.words[piece.start].place == Place::Opening
            && reading.words[piece.end - 1].place == Place::Closing
            && is_whole(reading, piece)
    });
    let least = match quoted {
        true => BELIEVED_QUOTED,
        false if has_scare_quotes(reading, one) => BELIEVED_SCARE,
        false => BELIEVED,
    };
    score >= least
}

/// "They sell “vegan” cheese": whether the only words in marks are single ones among others, with no word of
/// speech as the cue.
fn has_scare_quotes(reading: &Reading, one: &Attribution) -> bool {
    /// A word and its marks.
    const SINGLE: usize = 3;
    let speech = one.cue.iter().cloned().flatten().any(|at| reading.words[at].is(SPEECH));
    let quotations = one.content.iter().cloned().flatten().map(|at| reading.words[at].quotation);
    let mut marked = quotations.clone().filter(|&number| number > 0).peekable();
    !speech
        && quotations.clone().any(|number| number == 0)
        && marked.peek().is_some()
        && marked.all(|number| reading.quoted[number as usize - 1].len() <= SINGLE)
}
