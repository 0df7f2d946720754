//! What was found, as tables: the same for CSV, Parquet and SQLite.
//!
//! The layers that everybody asks for have tables of their own, with names and words where the
//! record has links, so that a question is one query over one table. All other layers, users' own
//! among them, are in `annotations`. Every row says which article it is from, by its id.

use std::collections::HashMap;
use std::fmt::Write as _;

use copydesk_document::{
    Annotation, AnnotationId, Document, Layer, OffsetMap, OffsetUnit, Span, Value,
};
use serde_json::Value as Json;

use super::record::AnnotationRecord;

mod cell;
mod schema;

pub use cell::Cell;
use schema::{ANNOTATIONS, ARTICLES, CLAIMS, ENTITIES, MENTIONS, PROBLEMS, QUOTES, SUMMARIES};
pub use schema::{Column, Kind, TABLES, Table};

/// Hands each row of an article to `take`, with the place of its table in [`TABLES`].
///
/// # Errors
/// The first that `take` has.
pub fn rows<E>(
    document: &Document,
    offsets: OffsetUnit,
    wanted: &dyn Fn(&str) -> bool,
    mut take: impl FnMut(usize, &[Cell<'_>]) -> Result<(), E>,
) -> Result<(), E> {
    let mut mentions: HashMap<AnnotationId, usize> = HashMap::new();
    for mention in document.layer("entity").map(Layer::annotations).unwrap_or_default() {
        *mentions.entry(mention.link("entity").unwrap_or(mention.id)).or_default() += 1;
    }
    let view = View { document, map: OffsetMap::new(document.text(), offsets), mentions };
    let id = || Cell::from(document.id());
    let meta = &document.meta;
    take(
        ARTICLES,
        &[
            id(),
            Cell::from(meta.title.as_deref()),
            Cell::from(meta.byline.as_deref()),
            Cell::from(meta.url.as_deref()),
            Cell::from(meta.published.as_deref()),
            Cell::from(meta.language.as_deref()),
            Cell::from(document.text().split_whitespace().count()),
            Cell::from(document.problems.len()),
            Cell::from(document.text()),
        ],
    )?;
    for layer in document.layers().iter().filter(|layer| wanted(layer.name())) {
        for one in layer.annotations() {
            match layer.name() {
                "entity" => {
                    if view.entity(one).is_some_and(|canonical| canonical.id == one.id) {
                        take(
                            ENTITIES,
                            &[
                                id(),
                                Cell::from(one.id),
                                view.name(one),
                                Cell::from(&*one.label),
                                attr(one, "gender"),
                                attr(one, "role"),
                                Cell::from(view.mentions.get(&one.id).copied().unwrap_or(1)),
                            ],
                        )?;
                    }
                    let canonical = view.entity(one).unwrap_or(one);
                    let [start, end] = view.place(one);
                    take(
                        MENTIONS,
                        &[
                            id(),
                            Cell::from(one.id),
                            Cell::from(canonical.id),
                            view.name(canonical),
                            Cell::from(&*one.label),
                            Cell::from(one.score),
                            start,
                            end,
                            view.words(one),
                        ],
                    )?;
                }
                "quote" => take(QUOTES, &view.quote(one, id()))?,
                "claim" => take(CLAIMS, &view.claim(one, id()))?,
                "summary" => {
                    let [start, end] = view.place(one);
                    let rank = attr(one, "rank");
                    take(
                        SUMMARIES,
                        &[id(), rank, Cell::from(one.score), start, end, view.words(one)],
                    )?;
                }
                name => {
                    let [start, end] = view.place(one);
                    take(
                        ANNOTATIONS,
                        &[
                            id(),
                            Cell::from(name),
                            Cell::from(one.id),
                            Cell::from(Some(&*one.label).filter(|label| !label.is_empty())),
                            Cell::from(one.score),
                            start,
                            end,
                            view.words(one),
                            view.json(one, "attrs"),
                            view.json(one, "links"),
                        ],
                    )?;
                }
            }
        }
    }
    for problem in &document.problems {
        take(
            PROBLEMS,
            &[
                id(),
                Cell::from(problem.stage.as_deref()),
                Cell::Text(json_word(&problem.kind).into()),
                Cell::from(&*problem.message),
            ],
        )?;
    }
    Ok(())
}

/// An article whose links are being followed.
struct View<'a> {
    document: &'a Document,
    map: OffsetMap<'a>,
    /// By the mention that stands for it, how often an entity is mentioned.
    mentions: HashMap<AnnotationId, usize>,
}

impl<'a> View<'a> {
    fn words(&self, annotation: &Annotation) -> Cell<'a> {
        Cell::from(annotation.span.map(|span| span.of(self.document.text())))
    }

    fn place(&self, annotation: &Annotation) -> [Cell<'static>; 2] {
        match annotation.span.map(|span| self.map.outward(span)) {
            Some((start, end)) => [Cell::Integer(start.into()), Cell::Integer(end.into())],
            None => [Cell::Missing, Cell::Missing],
        }
    }

    fn target(&self, annotation: &Annotation, role: &str) -> Option<&'a Annotation> {
        annotation.link(role).and_then(|id| self.document.annotation(id))
    }

    /// The mention that stands for a mention's entity.
    fn entity(&self, mention: &Annotation) -> Option<&'a Annotation> {
        self.target(mention, "entity")
    }

    /// What an entity is called.
    fn name(&self, canonical: &'a Annotation) -> Cell<'a> {
        match canonical.attr("name").and_then(Value::as_str) {
            Some(name) => Cell::from(name),
            None => self.words(canonical),
        }
    }

    /// Name, label and number of the entity that a link leads to.
    fn linked(&self, annotation: &Annotation, role: &str) -> [Cell<'a>; 3] {
        match self.target(annotation, role) {
            Some(found) => {
                let found = self.entity(found).unwrap_or(found);
                [self.name(found), Cell::from(&*found.label), Cell::from(found.id)]
            }
            None => [Cell::Missing, Cell::Missing, Cell::Missing],
        }
    }

    fn quote(&self, quote: &'a Annotation, id: Cell<'a>) -> [Cell<'a>; 16] {
        let text = self.document.text();
        let parts: Vec<&str> = quote
            .linked("parts")
            .filter_map(|part| self.document.annotation(part)?.span)
            .map(|span: Span| span.of(text))
            .collect();
        let content = match parts.as_slice() {
            [] => self.words(quote),
            [one] => Cell::from(*one),
            several => Cell::Text(several.join(" ").into()),
        };
        let source = self.target(quote, "source");
        let cue = self.target(quote, "cue");
        let words = |found: Option<&Annotation>| found.map_or(Cell::Missing, |one| self.words(one));
        let [speaker, speaker_label, speaker_entity] = self.linked(quote, "speaker");
        let [start, end] = self.place(quote);
        [
            id,
            Cell::from(quote.id),
            Cell::from(&*quote.label),
            content,
            words(source),
            Cell::from(source.map(|source| &*source.label)),
            words(cue),
            attr(quote, "cue_kind"),
            attr(quote, "tense"),
            speaker,
            speaker_label,
            speaker_entity,
            Cell::from(quote.link("within")),
            Cell::from(quote.score),
            start,
            end,
        ]
    }

    fn claim(&self, claim: &'a Annotation, id: Cell<'a>) -> [Cell<'a>; 19] {
        let [claimant, claimant_label, claimant_entity] = self.linked(claim, "claimant");
        let [start, end] = self.place(claim);
        [
            id,
            Cell::from(claim.id),
            Cell::from(&*claim.label),
            Cell::from(claim.score),
            attr(claim, "standalone"),
            claimant,
            claimant_label,
            claimant_entity,
            attr(claim, "stance"),
            attr(claim, "marker"),
            attr(claim, "type"),
            attr(claim, "hedged"),
            attr(claim, "negated"),
            attr(claim, "group"),
            Cell::from(claim.link("quote")),
            start,
            end,
            self.words(claim),
            self.json(claim, "attrs"),
        ]
    }

    /// Attributes or links as our record has them.
    fn json(&self, annotation: &Annotation, key: &str) -> Cell<'static> {
        let record = AnnotationRecord::of(annotation, self.document.text(), &self.map);
        match serde_json::to_value(record) {
            Ok(Json::Object(mut fields)) => fields
                .remove(key)
                .map_or(Cell::Missing, |value| Cell::Text(value.to_string().into())),
            _ => Cell::Missing,
        }
    }
}

/// An attribute in one cell: several values stand behind each other, with "; " between them.
fn attr<'a>(annotation: &'a Annotation, key: &str) -> Cell<'a> {
    fn cell(value: &Value) -> Cell<'_> {
        match value {
            Value::Bool(flag) => Cell::Boolean(*flag),
            Value::Int(number) => Cell::Integer(*number),
            Value::Float(number) => Cell::Number(*number),
            Value::Text(text) => Cell::from(text.as_str()),
            Value::List(items) => {
                let mut joined = String::new();
                for (number, item) in items.iter().enumerate() {
                    let between = if number > 0 { "; " } else { "" };
                    let _ = write!(joined, "{between}{}", cell(item));
                }
                Cell::Text(joined.into())
            }
        }
    }
    annotation.attr(key).map_or(Cell::Missing, cell)
}

/// The word that serde writes for a value.
fn json_word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Json::String(word)) => word,
        _ => String::new(),
    }
}
