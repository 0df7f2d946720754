//! Reads the training articles and runs the earlier stages over them.

use std::error::Error;
use std::fs;
use std::path::Path;

use copydesk_document::{Layer, OffsetMap, OffsetUnit};
use copydesk_learn::word_table::WordTable;
use copydesk_pipeline::{Pipeline, Worker};
use copydesk_quotes::lexicon::Lexicon;
use copydesk_quotes::reading::Reading;
use copydesk_stage::{Document, Span, harness};
use serde_json::{Value, json};

use crate::texts;

/// An attribution as the corpus has it, in bytes.
#[derive(Clone, Debug)]
pub struct Gold {
    /// The parts of the source.
    pub source: Vec<Span>,
    /// The parts of the cue.
    pub cue: Vec<Span>,
    /// The parts of the content.
    pub content: Vec<Span>,
    /// How sure it is, up to 1: that of people is.
    pub sure: f32,
}

/// An article with the layers of the earlier stages.
#[derive(Debug)]
pub struct Item {
    /// The article.
    pub document: Document,
    /// What is said in it.
    pub gold: Vec<Gold>,
}

/// The layers that this stage sees.
pub const VISIBLE: [&str; 4] = ["paragraph", "sentence", "token", "entity"];

/// The stages before this one, of those in a folder.
pub fn earlier(stages: &Path) -> Result<Pipeline, Box<dyn Error>> {
    let mut builder = Pipeline::builder();
    for stage in ["segments", "entities"] {
        let file = stages.join(format!("libcopydesk_{stage}.so"));
        if file.exists() {
            builder = builder.library(file);
        }
    }
    Ok(builder.build()?)
}

/// Reads a file of the corpus and runs the stages in `stages` over it.
pub fn read(file: &Path, stages: &Path) -> Result<Vec<Item>, Box<dyn Error>> {
    let pipeline = earlier(stages)?;
    let mut worker = pipeline.worker()?;
    let mut items = Vec::new();
    for line in fs::read_to_string(file)?.lines() {
        let value: Value = serde_json::from_str(line)?;
        let text = value["text"].as_str().ok_or("no text")?;
        let id = value["id"].as_str().ok_or("no id")?;
        let points = OffsetMap::new(text, OffsetUnit::Char);
        let spans = |value: &Value| -> Vec<Span> {
            let pairs = value.as_array().into_iter().flatten();
            pairs
                .filter_map(|pair| {
                    let at = |n: usize| u32::try_from(pair[n].as_u64()?).ok();
                    points.inward(at(0)?, at(1)?)
                })
                .collect()
        };
        let gold = value["attributions"].as_array().into_iter().flatten();
        let gold = gold
            .map(|one| Gold {
                source: spans(&one["source"]),
                cue: spans(&one["cue"]),
                content: spans(&one["content"]),
                sure: 1.0,
            })
            .collect();
        items.push(Item { document: annotated(&mut worker, Document::new(id, text)?), gold });
    }
    Ok(items)
}

/// What the earlier stages make of a document.
pub fn annotated(worker: &mut Worker, document: Document) -> Document {
    let mut document = worker.annotate(document);
    if document.layer("entity").is_none() {
        document.insert(Layer::new("entity", Vec::new()));
    }
    document
}

/// The texts without labels, as JSON Lines.
pub fn list_texts(data: &Path) -> Result<String, Box<dyn Error>> {
    let texts = texts::read(data)?;
    let lines = texts.iter().map(|text| json!({ "id": text.id(), "text": text.text() }));
    Ok(lines.map(|line| format!("{line}\n")).collect())
}

/// The article as the stage reads it.
pub fn reading(document: &Document, lexicon: &Lexicon, classes: &WordTable<'_>) -> Reading {
    let mut reading = Reading::default();
    harness::view(document, &VISIBLE, |article| reading.read(article, lexicon, classes))
        .expect("the earlier stages have run");
    reading
}
