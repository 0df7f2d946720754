//! What spaCy reads with `Doc(vocab).from_json(…)`, one document a line: tokens, sentences, entities as
//! `ents`, and every other layer as a group of spans.
//!
//! spaCy's tokens cover the whole text, and its spans are made of tokens. So what no token of ours
//! covers becomes one, and a token that an annotation ends inside of is cut there.

use std::collections::BTreeSet;
use std::path::Path;

use copydesk_document::{Annotation, Document, Layer, OffsetMap, OffsetUnit, Span};
use serde_json::{Map, Value, json};

use super::file::Output;
use super::sink::Sink;
use crate::failure::Failure;

/// A file of spaCy's documents.
pub struct Spacy {
    output: Output,
}

impl Spacy {
    /// Begins the file at `path`, or on standard output.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn open(path: Option<&Path>) -> Result<Self, Failure> {
        Ok(Self { output: Output::open(path)? })
    }
}

impl Sink for Spacy {
    fn write(&mut self, document: &Document, wanted: &dyn Fn(&str) -> bool) -> Result<(), Failure> {
        let mut line = doc(document, wanted).to_string();
        line.push('\n');
        self.output.write(line.as_bytes())
    }

    fn finish(self: Box<Self>) -> Result<(), Failure> {
        self.output.finish()
    }
}

fn doc(document: &Document, wanted: &dyn Fn(&str) -> bool) -> Value {
    let text = document.text();
    let map = OffsetMap::new(text, OffsetUnit::Char);
    let layers = || document.layers().iter().filter(|layer| wanted(layer.name()));
    let spans = |name: &str| {
        let layer = document.layer(name).map(Layer::annotations).unwrap_or_default();
        layer.iter().filter_map(|one| Some((one, one.span.filter(|span| !span.is_empty())?)))
    };
    let mut edges: BTreeSet<u32> = BTreeSet::new();
    for one in layers().flat_map(Layer::annotations) {
        edges.extend(
            one.span.filter(|span| !span.is_empty()).iter().flat_map(|s| [s.start(), s.end()]),
        );
    }
    let known: Vec<_> = spans("token").collect();
    let with_sentences = document.layer("sentence").is_some() && wanted("sentence");
    let cut = tokens(text, &known, &edges);
    let tokens: Vec<Value> = cut
        .iter()
        .enumerate()
        .map(|(id, &(span, tag))| {
            let (start, end) = map.outward(span);
            let mut token = json!({"id": id, "start": start, "end": end});
            if !known.is_empty() {
                // All of them or none, spaCy says.
                token["tag"] = tag.unwrap_or_default().into();
            }
            token
        })
        .collect();
    let place = |span: Span| {
        let (start, end) = map.outward(span);
        json!({"start": start, "end": end})
    };
    let entity = |(one, span): (&Annotation, Span)| {
        let mut entity = place(span);
        entity["label"] = (&*one.label).into();
        let canonical = one.link("entity").and_then(|id| document.annotation(id)).unwrap_or(one);
        let name = canonical.attr("name").and_then(copydesk_document::Value::as_str);
        entity["kb_id"] = name.unwrap_or_default().into();
        entity
    };
    let mut groups = Map::new();
    for layer in layers().filter(|layer| !["token", "sentence", "entity"].contains(&layer.name())) {
        let group = spans(layer.name()).map(|(one, span)| {
            let mut group = place(span);
            let label = if one.label.is_empty() { layer.name() } else { &*one.label };
            group["label"] = label.into();
            group["kb_id"] = "".into();
            group
        });
        groups.insert(layer.name().to_owned(), group.collect());
    }
    let mut doc = json!({"text": text, "tokens": tokens, "spans": groups});
    if wanted("entity") {
        doc["ents"] = spans("entity").map(entity).collect();
    }
    if with_sentences {
        let starts = spans("sentence").map(|(_, span)| span.start()).skip(1);
        doc["sents"] = sentences(&cut, starts).into_iter().map(place).collect();
    }
    doc
}

/// spaCy's sentences leave no token out: each goes on to the last one before the next begins. `starts`
/// are those of all but the first.
fn sentences(tokens: &[(Span, Option<&str>)], starts: impl Iterator<Item = u32>) -> Vec<Span> {
    let mut rest = tokens;
    let mut found = Vec::new();
    for start in starts.chain([u32::MAX]) {
        let (one, others) = rest.split_at(rest.partition_point(|(token, _)| token.start() < start));
        if let (Some((first, _)), Some((last, _))) = (one.first(), one.last()) {
            found.push(first.hull(*last));
        }
        rest = others;
    }
    found
}

/// Tokens that cover the text but for single blanks between them, each with its tag where it is a
/// whole token of ours.
fn tokens<'a>(
    text: &str,
    known: &[(&'a Annotation, Span)],
    edges: &BTreeSet<u32>,
) -> Vec<(Span, Option<&'a str>)> {
    let mut out = Vec::new();
    let mut cut = |span: Span, tag: Option<&'a str>| {
        let inner = edges.range(span.start() + 1..span.end()).copied();
        let inner: Vec<u32> = inner.chain([span.end()]).collect();
        let mut start = span.start();
        let tag = tag.filter(|_| inner.len() == 1);
        for end in inner {
            out.push((Span::new(start, end), tag));
            start = end;
        }
    };
    let mut at = 0;
    let last = Span::new(text.len() as u32, text.len() as u32);
    for (one, span) in known.iter().map(|&(one, span)| (Some(one), span)).chain([(None, last)]) {
        if span.start() < at {
            continue;
        }
        for gap in gap(text, Span::new(at, span.start())) {
            cut(gap, None);
        }
        if let Some(one) = one {
            cut(span, Some(&*one.label).filter(|tag| !tag.is_empty()));
        }
        at = span.end();
    }
    out
}

/// The tokens in a stretch of text that none of ours covers: its words, and its white space but for a
/// single blank behind a word.
fn gap(text: &str, gap: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = gap.start() as usize;
    let end = gap.end() as usize;
    while at < end {
        let rest = &text[at..end];
        let white = rest.starts_with(char::is_whitespace);
        let length = rest.find(|c: char| c.is_whitespace() != white).unwrap_or(rest.len());
        // A blank that follows a token belongs to that token.
        let skip = usize::from(white && at > 0 && rest.starts_with(' '));
        if skip < length {
            found.push(Span::from_range(at + skip..at + length));
        }
        at += length;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_cover_the_text_and_end_where_annotations_do() {
        let text = " “Nie,”  Núñez said.\n\nYes";
        let mut document = Document::new("a", text).unwrap();
        let said = text.find("said").unwrap() as u32;
        let token =
            Annotation::new(document.fresh_id(), Span::new(said, said + 4)).with_label("VBD");
        let edges = BTreeSet::from([4, said + 2]);
        let whole = tokens(text, &[(&token, token.span.unwrap())], &edges);
        let words: Vec<_> = whole.iter().map(|(span, tag)| (span.of(text), *tag)).collect();
        assert_eq!(
            words.iter().map(|(words, _)| *words).collect::<Vec<_>>(),
            [" ", "“", "Nie,”", " ", "Núñez", "sa", "id", ".", "\n\n", "Yes"]
        );
        let tagged = tokens(text, &[(&token, token.span.unwrap())], &BTreeSet::new());
        assert!(tagged.iter().any(|(span, tag)| span.of(text) == "said" && *tag == Some("VBD")));
    }
}
