//! An article with carets and labels under its words, for review by eye and for snapshots.
//!
//! ```text
//! Mayor Ana Ruiz said “nobody will lose their home”.
//!       ^^^^^^^^ entity PERSON name="Ana Ruiz"
//!                ^^^^ cue
//!                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ quote direct speaker→Ana Ruiz cue→said
//! ```
//!
//! Every layer is drawn but the ones that the text's own shape shows: paragraph, sentence, token. An
//! annotation that another one links to and that says nothing more, such as a quote's cue, shows in
//! the other's line. One that goes on past its sentence ends in `…`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use copydesk_document::{Annotation, AnnotationId, Document, Layer, Span, Value};
use unicode_width::UnicodeWidthStr;

/// The layers that are shown by the text's own shape.
const SHAPE: [&str; 3] = ["paragraph", "sentence", "token"];

/// The rendering of a whole article with those of its layers whose names `drawn` lets through. Links
/// into the others still show what they lead to.
#[must_use]
pub fn render(document: &Document, drawn: impl Fn(&str) -> bool) -> String {
    let lines = lines_of(document, &Style::default(), &drawn);
    lines.iter().map(|line| format!("{}\n", line.show(1))).collect()
}

/// What to leave out, and in which order the rest stands.
#[derive(Debug, Default)]
pub struct Style<'a> {
    /// The layers to draw; all where none is named.
    pub layers: &'a [String],
    /// Attributes to leave out, as "claim.group".
    pub ignore: &'a [String],
    /// Under each sentence by the layers' names and then from left to right, whatever the order in
    /// which stages ran and found things.
    pub sorted: bool,
}

/// A line of the rendering.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// A sentence, an empty line between paragraphs, or a problem.
    Text(String),
    /// An annotation of the sentence above it, or of the whole article.
    Mark(MarkLine),
}

/// An annotation in a line.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkLine {
    /// Carets, layer and label.
    pub lead: String,
    /// The score, unrounded.
    pub score: Option<f32>,
    /// Attributes and links, with a blank before each.
    pub rest: String,
}

impl MarkLine {
    /// The line with the score in these words.
    #[must_use]
    pub fn with_score(&self, score: &str) -> String {
        let blank = if score.is_empty() { "" } else { " " };
        format!("{}{blank}{score}{}", self.lead, self.rest)
    }
}

impl Line {
    /// The line, its score with so many digits after the point.
    #[must_use]
    pub fn show(&self, digits: usize) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Mark(mark) => mark
                .with_score(&mark.score.map_or(String::new(), |score| format!("{score:.digits$}"))),
        }
    }
}

/// The rendering's lines.
#[must_use]
pub fn lines(document: &Document, style: &Style<'_>) -> Vec<Line> {
    let named = |name: &str| style.layers.iter().any(|layer| layer == name);
    lines_of(document, style, &|name| style.layers.is_empty() || named(name))
}

fn lines_of(document: &Document, style: &Style<'_>, drawn: &dyn Fn(&str) -> bool) -> Vec<Line> {
    let mut out = Vec::new();
    let text = document.text();
    let shown = |layer: &&Layer| !SHAPE.contains(&layer.name()) && drawn(layer.name());
    let mut layers: Vec<_> = document.layers().iter().filter(shown).collect();
    if style.sorted {
        layers.sort_by_key(|layer| layer.name());
    }
    let told = told_by_others(document);
    let sentences = sentences(document);
    let mut last_paragraph = 0;
    for (number, &(sentence, boilerplate)) in sentences.iter().enumerate() {
        let between = &text[last_paragraph as usize..sentence.start() as usize];
        if number > 0 && between.contains('\n') {
            out.push(Line::Text(String::new()));
        }
        last_paragraph = sentence.end();
        let words = flat(sentence.of(text));
        let boilerplate = if boilerplate { "   [boilerplate]" } else { "" };
        out.push(Line::Text(format!("{words}{boilerplate}")));
        let first = if number == 0 { 0 } else { sentence.start() };
        let end_of_turn = sentences.get(number + 1).map_or(u32::MAX, |(next, _)| next.start());
        for layer in &layers {
            let mut marks = Vec::new();
            let starts = |annotation: &Annotation| annotation.span.map(Span::start);
            let all = layer.annotations();
            // In text order: those of this sentence stand together.
            let from = all.partition_point(|one| starts(one).is_none_or(|start| start < first));
            for annotation in &all[from..] {
                let Some(span) = annotation.span.filter(|span| span.start() < end_of_turn) else {
                    break;
                };
                if !told.contains(&annotation.id) {
                    marks.push((
                        span,
                        underline(document, sentence, layer, annotation, span, style),
                    ));
                }
            }
            if style.sorted {
                marks.sort_by(|(span, mark), (other, theirs)| {
                    (span.start(), other.end())
                        .cmp(&(other.start(), span.end()))
                        .then_with(|| (&mark.lead, &mark.rest).cmp(&(&theirs.lead, &theirs.rest)))
                });
            }
            out.extend(marks.into_iter().map(|(_, mark)| Line::Mark(mark)));
        }
    }
    for layer in layers {
        for annotation in layer.annotations().iter().filter(|annotation| annotation.span.is_none())
        {
            let mut mark = describe(document, layer, annotation, style);
            mark.lead.insert_str(0, "whole article: ");
            out.extend([Line::Text(String::new()), Line::Mark(mark)]);
        }
    }
    for problem in &document.problems {
        let problem = flat(&format!("problem: {problem}"));
        out.extend([Line::Text(String::new()), Line::Text(problem)]);
    }
    out
}

/// Annotations that say nothing of their own and that others link to.
fn told_by_others(document: &Document) -> BTreeSet<AnnotationId> {
    let all = || document.layers().iter().flat_map(Layer::annotations);
    let linked = all().flat_map(|annotation| {
        let targets = annotation.links.iter().flat_map(|link| link.targets.iter());
        targets.filter(|id| *id != annotation.id)
    });
    let linked: BTreeSet<_> = linked.collect();
    let silent = |annotation: &&Annotation| {
        annotation.score.is_none() && annotation.attrs.is_empty() && annotation.links.is_empty()
    };
    all().filter(silent).map(|annotation| annotation.id).filter(|id| linked.contains(id)).collect()
}

/// The sentences, or the lines where no stage made sentences, each with whether it is boilerplate.
fn sentences(document: &Document) -> Vec<(Span, bool)> {
    let sentences = document.layer("sentence").map(Layer::annotations).unwrap_or_default();
    let with_span = |annotation: &Annotation| {
        annotation.span.map(|span| (span, annotation.label == "boilerplate"))
    };
    let spans: Vec<_> = sentences.iter().filter_map(with_span).collect();
    if !spans.is_empty() {
        return spans;
    }
    let text = document.text();
    let mut start = 0;
    let mut spans = Vec::new();
    for line in text.split_inclusive('\n') {
        let words = line.trim_end();
        if !words.is_empty() {
            spans.push((Span::from_range(start..start + words.len()), false));
        }
        start += line.len();
    }
    spans
}

fn underline(
    document: &Document,
    sentence: Span,
    layer: &Layer,
    annotation: &Annotation,
    span: Span,
    style: &Style<'_>,
) -> MarkLine {
    let text = document.text();
    let from = span.start().clamp(sentence.start(), sentence.end());
    let to = span.end().clamp(from, sentence.end());
    let indent = flat(Span::new(sentence.start(), from).of(text)).width();
    let carets = flat(Span::new(from, to).of(text)).width().max(1);
    let more = if span.end() > sentence.end() { "…" } else { "" };
    let mut mark = describe(document, layer, annotation, style);
    mark.lead.insert_str(0, &format!("{:indent$}{}{more} ", "", "^".repeat(carets)));
    mark
}

/// The layer, label, score, attributes and links of an annotation.
fn describe(
    document: &Document,
    layer: &Layer,
    annotation: &Annotation,
    style: &Style<'_>,
) -> MarkLine {
    let mut lead = layer.name().to_owned();
    if !annotation.label.is_empty() {
        let _ = write!(lead, " {}", annotation.label);
    }
    let mut words = String::new();
    let ignored = |key: &str| {
        let parts = style.ignore.iter().filter_map(|name| name.split_once('.'));
        parts.into_iter().any(|(one, other)| one == layer.name() && other == key)
    };
    let own_words = annotation.span.map(|span| span.of(document.text()));
    for attr in &annotation.attrs {
        // What is not so, and what the text says already, needs no saying.
        let needless = match &attr.value {
            Value::Bool(flag) => !flag,
            Value::Text(text) => text == "none" || Some(text.as_str()) == own_words,
            _ => false,
        };
        if needless || ignored(&attr.key) {
            continue;
        }
        let _ = write!(words, " {}={}", attr.key, plain(&attr.value));
    }
    for link in &annotation.links {
        // A link to oneself says only that there is nobody else.
        let targets: Vec<_> = link
            .targets
            .iter()
            .filter(|id| *id != annotation.id)
            .map(|id| name(document, id))
            .collect();
        if !targets.is_empty() {
            let _ = write!(words, " {}→{}", link.role, targets.join(" + "));
        }
    }
    MarkLine { lead, score: annotation.score, rest: words }
}

/// What to call the target of a link: its name, or its words, cut where they are long.
#[must_use]
pub fn name(document: &Document, id: AnnotationId) -> String {
    let Some(target) = document.annotation(id) else {
        return format!("#{}", id.get());
    };
    if let Some(name) = target.attr("name").and_then(Value::as_str) {
        return name.to_owned();
    }
    let words = target.span.map(|span| flat(span.of(document.text()))).unwrap_or_default();
    if words.chars().count() <= 40 {
        return words;
    }
    let mut short: String = words.chars().take(39).collect();
    short.push('…');
    short
}

fn plain(value: &Value) -> String {
    match value {
        Value::Bool(flag) => flag.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => format!("{number:.2}"),
        Value::Text(text) => format!("{text:?}"),
        Value::List(items) => {
            format!("[{}]", items.iter().map(plain).collect::<Vec<_>>().join(", "))
        }
    }
}

/// The words on one line: white space and control characters as plain spaces, one for one.
pub fn flat(text: &str) -> String {
    text.chars().map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_stand_under_their_words() {
        let mut document =
            Document::new("a", "Łucja 🙂 Núñez spoke.\n\nShe left. 東京 waited.").unwrap();
        let at = |words: &str| {
            Span::from_range(document.text().find(words).map(|at| at..at + words.len()).unwrap())
        };
        let spans = [at("Łucja 🙂 Núñez"), at("left. 東京"), at("東京")];
        let annotations =
            spans.map(|span| Annotation::new(document.fresh_id(), span).with_label("X"));
        document.insert(Layer::new("entity", annotations.to_vec()));
        let sentences = ["Łucja 🙂 Núñez spoke.", "She left.", "東京 waited."]
            .map(|words| {
                Span::from_range(
                    document.text().find(words).map(|at| at..at + words.len()).unwrap(),
                )
            })
            .map(|span| Annotation::new(document.fresh_id(), span));
        document.insert(Layer::new("sentence", sentences.to_vec()));
        assert_eq!(
            render(&document, |_| true),
            "Łucja 🙂 Núñez spoke.\n^^^^^^^^^^^^^^ entity X\n\nShe left.\n    ^^^^^… entity X\n東京 waited.\n^^^^ entity X\n"
        );
    }
}
