//! Reads the training articles and runs the earlier stages over them.

use std::error::Error;
use std::fs;
use std::path::Path;

use copydesk_document::Layer;
use copydesk_learn::word_table::WordTable;
use copydesk_pipeline::Pipeline;
use copydesk_quotes::lexicon::Lexicon;
use copydesk_quotes::reading::Reading;
use copydesk_stage::{Document, Span, harness};
use serde_json::Value;

/// An attribution as the corpus has it, in bytes.
#[derive(Clone, Debug)]
pub struct Gold {
    /// The parts of the source.
    pub source: Vec<Span>,
    /// The parts of the cue.
    pub cue: Vec<Span>,
    /// The parts of the content.
    pub content: Vec<Span>,
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

/// Reads a file of the corpus and runs the stages in `stages` over it.
pub fn read(file: &Path, stages: &Path) -> Result<Vec<Item>, Box<dyn Error>> {
    let mut builder = Pipeline::builder();
    for stage in ["segments", "entities"] {
        let file = stages.join(format!("libcopydesk_{stage}.so"));
        if file.exists() {
            builder = builder.library(file);
        }
    }
    let pipeline = builder.build()?;
    let mut worker = pipeline.worker()?;
    let mut items = Vec::new();
    for line in fs::read_to_string(file)?.lines() {
        let value: Value = serde_json::from_str(line)?;
        let text = value["text"].as_str().ok_or("no text")?;
        let id = value["id"].as_str().ok_or("no id")?;
        let bytes: Vec<u32> =
            text.char_indices().map(|(at, _)| at as u32).chain([text.len() as u32]).collect();
        let spans = |value: &Value| -> Vec<Span> {
            let pairs = value.as_array().into_iter().flatten();
            pairs
                .filter_map(|pair| {
                    let at = |n: usize| bytes.get(pair[n].as_u64()? as usize).copied();
                    Span::checked(at(0)?, at(1)?)
                })
                .collect()
        };
        let gold = value["attributions"].as_array().into_iter().flatten();
        let gold = gold
            .map(|one| Gold {
                source: spans(&one["source"]),
                cue: spans(&one["cue"]),
                content: spans(&one["content"]),
            })
            .collect();
        let mut document = worker.annotate(Document::new(id, text)?);
        if document.layer("entity").is_none() {
            document.insert(Layer::new("entity", Vec::new()));
        }
        items.push(Item { document, gold });
    }
    Ok(items)
}

/// The article as the stage reads it.
pub fn reading(item: &Item, lexicon: &Lexicon, classes: &WordTable<'_>) -> Reading {
    let mut reading = Reading::default();
    harness::view(&item.document, &VISIBLE, |article| reading.read(article, lexicon, classes))
        .expect("the earlier stages have run");
    reading
}
