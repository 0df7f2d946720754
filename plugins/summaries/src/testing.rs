//! Articles with hand-made layers for the tests.

use std::sync::LazyLock;

use copydesk_learn::word_table::WordTableBuilder;
use copydesk_stage::{Document, Span};

use crate::membership::Frequency;

/// What a sentence is labelled.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Label {
    Body,
    /// A body sentence in the paragraph of the one before.
    Next,
    Heading,
    Boilerplate,
}

/// An article of these sentences. A token is written with its tag, "spoke/VBD", or without one for
/// a common noun (a name, if it is capitalised; a full stop, if it is one); a bar at the end of its
/// word glues it to the token before: "said ,|/, who/WP".
pub(crate) fn document(sentences: &[(Label, &str)]) -> Document {
    let (mut text, mut sentence_spans, mut tokens) = (String::new(), Vec::new(), Vec::new());
    for &(label, sentence) in sentences {
        if !text.is_empty() {
            text.push(if matches!(label, Label::Next) { ' ' } else { '\n' });
        }
        let from = text.len();
        for token in sentence.split_whitespace() {
            let (word, tag) = token.rsplit_once('/').unwrap_or((token, guess(token)));
            let glued = word.strip_suffix('|');
            if glued.is_none() && text.len() > from {
                text.push(' ');
            }
            let start = text.len();
            text.push_str(glued.unwrap_or(word));
            tokens.push((start..text.len(), tag.to_owned()));
        }
        let label = match label {
            Label::Body | Label::Next => "body",
            Label::Heading => "heading",
            Label::Boilerplate => "boilerplate",
        };
        sentence_spans.push((from..text.len(), label.to_owned()));
    }
    let mut document = Document::new("test", text).unwrap();
    for (name, spans) in [("sentence", sentence_spans), ("token", tokens)] {
        let annotations = spans
            .into_iter()
            .map(|(range, label)| {
                let id = document.fresh_id();
                copydesk_document::Annotation::new(id, Span::from_range(range)).with_label(label)
            })
            .collect();
        document.insert(copydesk_document::Layer::new(name, annotations));
    }
    document
}

fn guess(token: &str) -> &'static str {
    match token {
        ".|" => ".",
        ",|" => ",",
        _ if token.starts_with(char::is_uppercase) => "NNP",
        _ => "NN",
    }
}

/// A table in which every word is rare.
pub(crate) fn no_frequency() -> Frequency<'static> {
    static EMPTY: LazyLock<Vec<u8>> = LazyLock::new(|| WordTableBuilder::new().finish());
    Frequency::from_bytes(&EMPTY).unwrap()
}
