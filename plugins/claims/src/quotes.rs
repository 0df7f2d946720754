//! The quotes of the article, as the claims need them: parts, cue, source and speaker in words.

use copydesk_stage::{AnnotationId, Article, Layer, Span, UndeclaredLayer};

use crate::lexicon as lex;
use crate::voice;
use crate::words::{Words, flag};

/// A quote, or a clause that a rule found to be somebody's claim where no quote was marked.
#[derive(Clone, Copy, Debug)]
pub struct Quote {
    /// The quote's number; none for a clause found by rule.
    pub id: Option<AnnotationId>,
    /// Whether it stands in quotation marks as a whole.
    pub direct: bool,
    /// Its parts, as a range of [`Quotes::parts`].
    pub parts: (usize, usize),
    /// Its cue.
    pub cue: Option<Reference>,
    /// The words that name its source.
    pub source: Option<Reference>,
    /// Whether the source is a pronoun.
    pub by_pronoun: bool,
    /// The canonical mention of its speaker.
    pub speaker: Option<AnnotationId>,
    /// The speaker of the quote before it.
    pub speaker_before: Option<AnnotationId>,
    /// Whether it is told in a clause inside what another source says: "the premier was angry when Moe said …".
    pub told_by_another: bool,
    /// Whether its cue stands inside what somebody else is quoted to say, so that the words around
    /// the cue are not the reporter's.
    pub reported: bool,
}

/// An annotation that a quote links to.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    /// Its number; none for words found by rule.
    pub id: Option<AnnotationId>,
    /// Where it stands.
    pub span: Span,
}

/// All quotes of an article, in text order.
#[derive(Debug, Default)]
pub struct Quotes {
    /// The quotes.
    pub all: Vec<Quote>,
    /// Their parts.
    pub parts: Vec<Span>,
}

impl Quotes {
    /// Reads the quotes and marks their words.
    ///
    /// # Errors
    /// When a layer was not handed over.
    pub fn read(
        &mut self,
        article: &Article<'_>,
        words: &mut Words,
    ) -> Result<(), UndeclaredLayer> {
        self.all.clear();
        self.parts.clear();
        let quotes = article.layer("quote")?;
        if quotes.is_empty() {
            return Ok(());
        }
        let cues = ById::new(article.layer("cue")?);
        let sources = ById::new(article.layer("source")?);
        let contents = ById::new(article.layer("content")?);
        for quote in quotes {
            let first = self.parts.len();
            self.parts.extend(
                quote.links("parts").filter_map(|id| contents.get(id)).map(|part| part.span()),
            );
            if self.parts.len() == first {
                self.parts.push(quote.span());
            }
            self.parts[first..].sort_unstable();
            let cue = quote.link("cue").and_then(|id| cues.get(id));
            if quote.label() != "direct" {
                let cue = cue.map(|cue| cue.span());
                self.parts[first] = without_aside(words, self.parts[first]);
                if voice::is_no_content(words, self.parts[first], cue) {
                    self.parts.truncate(first);
                    continue;
                }
                let last = self.parts.len() - 1;
                self.parts[last] = voice::without_verdict(words, self.parts[last], cue);
            }
            let reference = |found: Option<copydesk_stage::Annotation<'_>>| {
                found.map(|found| Reference { id: Some(found.id()), span: found.span() })
            };
            let source = quote.link("source").and_then(|id| sources.get(id));
            self.all.push(Quote {
                id: Some(quote.id()),
                direct: quote.label() == "direct",
                parts: (first, self.parts.len()),
                cue: reference(cue),
                source: reference(source),
                by_pronoun: source.is_some_and(|source| source.label() == "pronoun"),
                speaker: quote.link("speaker"),
                speaker_before: None,
                told_by_another: false,
                reported: false,
            });
        }
        for quote in &self.all {
            mark(words, quote, &self.parts);
        }
        for quote in &mut self.all {
            quote.reported = quote
                .cue
                .is_some_and(|cue| words.inside(cue.span).any(|at| words.has(at, flag::CONTENT)));
        }
        Ok(())
    }

    /// Adds a clause found by rule, and marks its words.
    pub fn add(&mut self, words: &mut Words, clause: Span, cue: Span, source: Option<Reference>) {
        let first = self.parts.len();
        self.parts.push(clause);
        let quote = Quote {
            id: None,
            direct: false,
            parts: (first, first + 1),
            cue: Some(Reference { id: None, span: cue }),
            source: source.map(|source| Reference { id: None, ..source }),
            by_pronoun: false,
            speaker: source.and_then(|source| source.id),
            speaker_before: None,
            told_by_another: false,
            reported: false,
        };
        mark(words, &quote, &self.parts);
        self.all.push(quote);
    }

    /// Puts the quotes into text order after clauses were added, and notes who spoke before.
    pub fn sort(&mut self, words: &Words) {
        let Self { all, parts } = self;
        all.sort_by_key(|quote| parts[quote.parts.0].start());
        let sentence_of =
            |cue: Option<Reference>| words.sentence_of(words.inside(cue?.span).next()?);
        let mut speaker_before = None;
        // The sentence of the last cue, its source and who spoke.
        let mut told: Option<(usize, Option<Span>, Option<AnnotationId>)> = None;
        for quote in all {
            quote.speaker_before = speaker_before;
            speaker_before = quote.speaker.or(speaker_before);
            let source = quote.source.map(|source| source.span);
            let sentence = sentence_of(quote.cue);
            if let (Some((before, their_source, speaker)), Some(sentence)) = (told, sentence) {
                let first = source.map(|source| words.inside(source).start);
                let opens = |at: usize| words.is(at, lex::SUBORDINATOR);
                quote.told_by_another = before == sentence
                    && their_source.is_some_and(|theirs| Some(theirs) != source)
                    && speaker != quote.speaker
                    && first.and_then(|at| at.checked_sub(1)).is_some_and(opens);
            }
            told = sentence.map(|sentence| (sentence, source, quote.speaker)).or(told);
        }
    }

    /// The parts of a quote, in text order.
    #[must_use]
    pub fn parts_of(&self, quote: &Quote) -> &[Span] {
        &self.parts[quote.parts.0..quote.parts.1]
    }

    /// From the first word of a quote's content to its last.
    #[must_use]
    pub fn hull(&self, quote: &Quote) -> Span {
        let parts = self.parts_of(quote);
        parts.iter().fold(parts[0], |hull, &part| hull.hull(part))
    }
}

/// Retold words from "that" on, where an aside about the telling stands before it: "(insisted,)
/// despite a lack of evidence, that …".
fn without_aside(words: &Words, part: Span) -> Span {
    let inside = words.inside(part);
    for at in inside.clone().take(9) {
        if words.is_finite_verb(at) {
            break;
        }
        let comma = at > inside.start && !words.has(at - 1, flag::WORD);
        if comma && words.lower(at) == "that" && at + 2 < inside.end {
            return Span::new(words.words[at].span.start(), part.end());
        }
    }
    part
}

fn mark(words: &mut Words, quote: &Quote, parts: &[Span]) {
    for &part in &parts[quote.parts.0..quote.parts.1] {
        words.mark(part, flag::CONTENT);
    }
    if let Some(cue) = quote.cue {
        words.mark(cue.span, flag::CUE);
    }
    if let Some(source) = quote.source {
        words.mark(source.span, flag::SOURCE);
    }
}

/// A layer's annotations by number.
#[derive(Debug)]
pub struct ById<'a> {
    layer: Layer<'a>,
    /// Numbers and places, by number.
    places: Vec<(AnnotationId, usize)>,
}

impl<'a> ById<'a> {
    /// An index of `layer`.
    #[must_use]
    pub fn new(layer: Layer<'a>) -> Self {
        let mut places: Vec<_> =
            layer.iter().enumerate().map(|(place, annotation)| (annotation.id(), place)).collect();
        places.sort_unstable();
        Self { layer, places }
    }

    /// The annotation with this number.
    #[must_use]
    pub fn get(&self, id: AnnotationId) -> Option<copydesk_stage::Annotation<'a>> {
        let at = self.places.binary_search_by_key(&id, |&(id, _)| id).ok()?;
        self.layer.get(self.places[at].1)
    }
}
