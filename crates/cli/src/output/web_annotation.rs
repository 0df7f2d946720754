//! The [W3C Web Annotation](https://www.w3.org/TR/annotation-model/) model, JSON-LD: one annotation a
//! line, with the words' place in characters and, for readers whose text differs, the words themselves
//! with what stands around them.

use std::path::Path;

use copydesk_document::{Annotation, Document, OffsetMap, OffsetUnit, Span};
use serde_json::{Value, json};

use super::file::Output;
use super::sink::Sink;
use crate::failure::Failure;

/// How every file of them begins.
pub const BEGINNING: &str = "{\"@context\":[\"http://www.w3.org/ns/anno.jsonld\",{\"copydesk\":";

/// How many characters before and after the words are given.
const AROUND: usize = 32;

/// A file of annotations.
pub struct WebAnnotations {
    output: Output,
}

impl WebAnnotations {
    /// Begins the file at `path`, or on standard output.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn open(path: Option<&Path>) -> Result<Self, Failure> {
        Ok(Self { output: Output::open(path)? })
    }
}

impl Sink for WebAnnotations {
    fn write(&mut self, document: &Document, wanted: &dyn Fn(&str) -> bool) -> Result<(), Failure> {
        let map = OffsetMap::new(document.text(), OffsetUnit::Char);
        for layer in document.layers().iter().filter(|layer| wanted(layer.name())) {
            for one in layer.annotations() {
                let mut line = annotation(document, &map, layer.name(), one).to_string();
                line.push('\n');
                self.output.write(line.as_bytes())?;
            }
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), Failure> {
        self.output.finish()
    }
}

/// The address of an article: its own where it came with one, else a name made of its id.
fn article(document: &Document) -> String {
    document.meta.url.clone().unwrap_or_else(|| format!("urn:copydesk:{}", encoded(document.id())))
}

fn annotation(document: &Document, map: &OffsetMap<'_>, layer: &str, one: &Annotation) -> Value {
    let iri = |id: u32| format!("urn:copydesk:{}#{id}", encoded(document.id()));
    let mut bodies = vec![json!({
        "type": "TextualBody",
        "purpose": "classifying",
        "value": if one.label.is_empty() { layer.to_owned() } else { format!("{layer}/{}", one.label) },
    })];
    for attr in &one.attrs {
        let value = serde_json::to_value(&attr.value).unwrap_or(Value::Null);
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        bodies.push(json!({
            "type": "TextualBody",
            "purpose": "describing",
            "copydesk:attribute": &*attr.key,
            "value": value,
        }));
    }
    for link in &one.links {
        for target in link.targets.iter().filter(|target| *target != one.id) {
            bodies.push(json!({
                "type": "SpecificResource",
                "purpose": "linking",
                "copydesk:role": &*link.role,
                "source": iri(target.get()),
            }));
        }
    }
    let mut target = json!({"source": article(document)});
    if let Some(span) = one.span {
        let (start, end) = map.outward(span);
        let (prefix, suffix) = around(document.text(), span);
        target["selector"] = json!([
            {"type": "TextPositionSelector", "start": start, "end": end},
            {"type": "TextQuoteSelector", "exact": span.of(document.text()), "prefix": prefix, "suffix": suffix},
        ]);
    }
    let mut annotation = json!({
        "@context": ["http://www.w3.org/ns/anno.jsonld", {"copydesk": "urn:copydesk:"}],
        "id": iri(one.id.get()),
        "type": "Annotation",
        "motivation": "classifying",
        "body": bodies,
        "target": target,
    });
    if let Some(score) = one.score {
        annotation["copydesk:score"] = json!(score);
    }
    annotation
}

/// The characters just before and just after a span.
fn around(text: &str, span: Span) -> (&str, &str) {
    let (before, after) = (&text[..span.start() as usize], &text[span.end() as usize..]);
    let start = before.char_indices().rev().take(AROUND).last().map_or(before.len(), |(at, _)| at);
    let end = after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
    (&before[start..], &after[..end])
}

/// An id as part of an IRI: all but plain letters, digits and a few signs in per cent.
fn encoded(id: &str) -> String {
    id.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b':' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_around_are_cut_at_characters() {
        let text = format!("{}“Nie”{}", "é".repeat(40), "🙂".repeat(3));
        let start = text.find('“').unwrap();
        let end = text.find('”').unwrap() + '”'.len_utf8();
        let (prefix, suffix) = around(&text, Span::from_range(start..end));
        assert_eq!((prefix.chars().count(), suffix), (AROUND, "🙂🙂🙂"));
    }

    #[test]
    fn ids_make_addresses() {
        assert_eq!(encoded("news/a b#ü.txt:3"), "news/a%20b%23%C3%BC.txt:3");
    }
}
