//! Writes quotes as annotations: sources, cues, contents, and the quotes that link them.

use std::collections::BTreeMap;
use std::ops::Range;

use copydesk_learn::features::hash_str;
use copydesk_stage::{AnnotationId, Article, Output, Record, Refused};

use crate::compose::{Quote, source_label};
use crate::lexicon::{AUXILIARY, SPEECH, kind_name};
use crate::reading::Reading;
use crate::speakers::Speaker;
use crate::word::Word;

/// Emits all layers. `speakers` has each quote's speaker.
pub fn write(
    article: &Article<'_>,
    reading: &Reading,
    quotes: &[Quote],
    speakers: &[Option<Speaker>],
    out: &mut Output<'_>,
) -> Result<(), Refused> {
    // A source or cue that several quotes share is written once.
    let mut sources: BTreeMap<(usize, usize), AnnotationId> = BTreeMap::new();
    let mut cues = BTreeMap::new();
    let ids: Vec<AnnotationId> = quotes.iter().map(|_| out.reserve()).collect();
    for (at, quote) in quotes.iter().enumerate() {
        if out.cancelled() {
            break;
        }
        let mut record =
            Record::at(quote.span).id(ids[at]).label(quote.form.label()).score(quote.words.score);
        let mut parts = Vec::with_capacity(quote.words.content.len());
        for piece in &quote.words.content {
            parts.push(out.emit("content", Record::at(reading.span(piece)))?);
        }
        record = record.links("parts", parts);
        let key = |words: &Range<usize>| (words.start, words.end);
        if let Some(words) = &quote.words.source {
            let id = match sources.get(&key(words)) {
                Some(id) => *id,
                None => {
                    let label = source_label(reading, words);
                    let id = out.emit("source", Record::at(reading.span(words)).label(label))?;
                    sources.insert(key(words), id);
                    id
                }
            };
            record = record.link("source", id);
        }
        if let Some(words) = &quote.words.cue {
            let id = match cues.get(&key(words)) {
                Some(id) => *id,
                None => {
                    let id = out.emit("cue", Record::at(reading.span(words)))?;
                    cues.insert(key(words), id);
                    id
                }
            };
            record = record.link("cue", id);
            let (kind, tense) = describe(&reading.words[words.clone()], article.text());
            if let Some(kind) = kind {
                record = record.text("cue_kind", kind);
            }
            if let Some(tense) = tense {
                record = record.text("tense", tense);
            }
        }
        if let Some(speaker) = speakers[at] {
            record = record.link("speaker", reading.mentions[speaker.entity].canonical);
            record = record.number("speaker_score", speaker.by.score());
        }
        record = record.text("speaker_kind", speaker_kind(reading, quote, speakers[at]));
        if let Some(outer) = quote.within {
            record = record.link("within", ids[outer]);
        }
        out.emit("quote", record)?;
    }
    Ok(())
}

/// Whether the speaker is an entity, or described in words that name nobody ("a senior official"), or
/// unknown: where nothing says who speaks, or a pronoun that leads nowhere.
fn speaker_kind(reading: &Reading, quote: &Quote, speaker: Option<Speaker>) -> &'static str {
    match &quote.words.source {
        _ if speaker.is_some() => "entity",
        Some(source) if source_label(reading, source) != "pronoun" => "described",
        _ => "unknown",
    }
}

/// The kind of speech that a cue stands for, and its tense.
fn describe(cue: &[Word], text: &str) -> (Option<&'static str>, Option<&'static str>) {
    let according = |word: &Word| word.span().of(text).eq_ignore_ascii_case("according");
    if cue.first().is_some_and(according) {
        return (Some("said"), None);
    }
    let verb = cue.iter().find(|word| word.is_speech_verb());
    let verb = verb.or_else(|| cue.iter().find(|word| word.is(SPEECH)));
    let kind = verb.and_then(|word| kind_name(word.kind));
    let helped =
        |name: &str| cue.iter().any(|word| word.is(AUXILIARY) && word.lower == hash_str(name));
    let head = verb.or_else(|| cue.iter().find(|word| word.is_verb()));
    let tag = |name: &str| head.is_some_and(|word| word.tag == hash_str(name));
    let tense = match () {
        () if helped("will") || helped("'ll") => Some("future"),
        () if helped("is") || helped("are") || helped("has") || helped("have") => Some("present"),
        () if helped("was") || helped("were") || helped("had") || helped("did") => Some("past"),
        () if tag("VBD") => Some("past"),
        () if tag("VBZ") || tag("VBP") => Some("present"),
        () => None,
    };
    (kind, tense)
}
