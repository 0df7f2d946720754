//! Reads the training articles and runs the earlier stages over them.

use std::collections::BTreeMap;
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

/// The stages before this one.
fn earlier(stages: &Path) -> Result<Pipeline, Box<dyn Error>> {
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

fn annotated(worker: &mut Worker, document: Document) -> Document {
    let mut document = worker.annotate(document);
    if document.layer("entity").is_none() {
        document.insert(Layer::new("entity", Vec::new()));
    }
    document
}

/// What a larger model made of texts without labels (knowledge distillation; Hinton et al. 2015): the number of
/// the text as [`texts::read`] lists them, begin and end in code points, the role (c for cue, s for source, t
/// for content), and how sure it is in hundredths. `teacher/teach.py` says how it was asked.
const ROLES: &str = include_str!("teacher/roles.tsv");

/// The texts without labels, as JSON Lines.
pub fn list_texts(data: &Path) -> Result<String, Box<dyn Error>> {
    let texts = texts::read(data)?;
    let lines = texts.iter().map(|text| json!({ "id": text.id(), "text": text.text() }));
    Ok(lines.map(|line| format!("{line}\n")).collect())
}

/// The texts that the teacher judged, each span that it saw as an attribution of one part.
pub fn taught(data: &Path, stages: &Path) -> Result<Vec<Item>, Box<dyn Error>> {
    let mut by_text: BTreeMap<usize, Vec<[&str; 4]>> = BTreeMap::new();
    for line in ROLES.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [text, start, end, role, sure] = fields[..] else {
            return Err("a bad judgement".into());
        };
        by_text.entry(text.parse()?).or_default().push([start, end, role, sure]);
    }
    let other = "the teacher judged other texts";
    let texts = if by_text.is_empty() { Vec::new() } else { texts::read(data)? };
    let pipeline = earlier(stages)?;
    let mut worker = pipeline.worker()?;
    let mut items = Vec::new();
    for (number, judged) in by_text {
        let text = texts.get(number).ok_or(other)?.text();
        let points = OffsetMap::new(text, OffsetUnit::Char);
        let mut gold = Vec::new();
        for [start, end, role, sure] in judged {
            let span = vec![points.inward(start.parse()?, end.parse()?).ok_or(other)?];
            let sure = sure.parse::<f32>()? / 100.0;
            let none = Gold { source: Vec::new(), cue: Vec::new(), content: Vec::new(), sure };
            gold.push(match role {
                "c" => Gold { cue: span, ..none },
                "s" => Gold { source: span, ..none },
                _ => Gold { content: span, ..none },
            });
        }
        items.push(Item { document: annotated(&mut worker, Document::new("", text)?), gold });
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
