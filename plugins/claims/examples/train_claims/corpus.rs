//! Reads the data through the earlier stages, as the stage sees it.

use std::error::Error;
use std::path::Path;

use copydesk_claims::check_worthiness::write_features;
use copydesk_claims::lexicon::Lexicon;
use copydesk_claims::words::{Layers, TagTable, Words};
use copydesk_document::Document;
use copydesk_learn::features::Features;
use copydesk_pipeline::{Pipeline, Worker};
use copydesk_stage::harness;

use crate::variants::variants;

/// A sentence with what the model sees of it.
pub struct Item {
    /// The features of its words.
    pub features: Features,
    /// The probability that it is worth checking: 1 or 0 where people judged it.
    pub probability: f32,
    /// The debate that it is of, in CheckThat!.
    pub group: String,
}

impl Item {
    /// Whether people found it worth checking.
    pub fn worthy(&self) -> bool {
        self.probability > 0.5
    }
}

/// What two larger models, the teacher, made of the lines of two corpora; `teacher/teach.py` says how the files
/// are made and what a byte means.
const TAUGHT: [(&str, &[u8]); 2] = [
    (DEBATES, include_bytes!("teacher/debates.bin")),
    ("raw/news.txt", include_bytes!("teacher/news.bin")),
];

/// The corpus of debates whose sentences it judged altered, too.
const DEBATES: &str = "claims/checkthat19.train.jsonl";

/// What it made of those and of ClaimBuster's, altered, in the order of [`variants`].
static VARIANTS: &[u8] = include_bytes!("teacher/variants.bin");

/// Reads data through the stages segments and entities.
pub struct Reader {
    pipeline: Pipeline,
    lexicon: Lexicon,
    tags: TagTable,
}

impl Reader {
    /// A reader with the stages of a folder.
    pub fn new(stages: &Path) -> Result<Self, Box<dyn Error>> {
        let pipeline = pipeline(stages, &["segments", "entities"])?;
        Ok(Self { pipeline, lexicon: Lexicon::new(), tags: TagTable::new() })
    }

    fn annotate(
        &self,
        worker: &mut Worker,
        document: Document,
        words: &mut Words,
    ) -> Result<(), Box<dyn Error>> {
        let document = worker.annotate(document);
        Ok(harness::view(&document, &["paragraph", "sentence", "token", "entity"], |article| {
            words.read(&self.lexicon, &self.tags, Layers::of(article)?);
            Ok::<_, copydesk_stage::UndeclaredLayer>(())
        })?)
    }

    /// The sentences of a file, each line a document of its own.
    pub fn read(&self, path: &Path) -> Result<Vec<Item>, Box<dyn Error>> {
        let (mut worker, mut words) = (self.pipeline.worker()?, Words::default());
        let mut items = Vec::new();
        for line in std::fs::read_to_string(path)?.lines() {
            let record: serde_json::Value = serde_json::from_str(line)?;
            let field = |key: &str| record[key].as_str().unwrap_or("").to_owned();
            self.annotate(&mut worker, Document::new(field("id"), field("text"))?, &mut words)?;
            let probability = f32::from(u8::from(record["label"] == 1));
            // CheckThat! names its debates before the line's number.
            let group = field("id").split(".tsv").next().unwrap_or("").to_owned();
            items.push(Item { group, ..item(&words, probability) });
        }
        Ok(items)
    }

    /// The sentences that the teacher judged, each a document of its own, with its judgements in place of
    /// people's. Those of ClaimBuster's training part that are `held` out it has not seen, altered or not.
    pub fn taught(&self, data: &Path, held: &[usize]) -> Result<Vec<Item>, Box<dyn Error>> {
        let seen = texts(&data.join("claims/claimbuster.train.jsonl"))?;
        let seen = seen.into_iter().enumerate().filter(|(nth, _)| held.binary_search(nth).is_err());
        let mut altered: Vec<String> = seen.map(|(_, text)| text).collect();
        let is_judged = |(_, judgement): &(String, &u8)| **judgement != 0;
        let mut judged = Vec::new();
        for (name, judgements) in TAUGHT {
            let texts = texts(&data.join(name))?;
            if texts.len() != judgements.len() {
                return Err(format!("the teacher judged another {name}").into());
            }
            let texts = texts.into_iter().zip(judgements).filter(is_judged);
            if name == DEBATES {
                altered.extend(texts.clone().map(|(text, _)| text));
            }
            judged.extend(texts);
        }
        let variants = variants(&altered);
        if variants.len() != VARIANTS.len() {
            return Err("the teacher judged other altered sentences".into());
        }
        judged.extend(variants.into_iter().zip(VARIANTS).filter(is_judged));
        let (mut worker, mut words) = (self.pipeline.worker()?, Words::default());
        let mut items = Vec::new();
        for (text, &judgement) in judged {
            self.annotate(&mut worker, Document::new("", text)?, &mut words)?;
            let log_odds = (f32::from(judgement) - 128.0) / 16.0;
            items.push(item(&words, 1.0 / (1.0 + (-log_odds).exp())));
        }
        Ok(items)
    }
}

/// The texts of a corpus: a line each, or the field `text` of each line.
fn texts(path: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let records = path.extension().is_some_and(|extension| extension == "jsonl");
    let corpus = std::fs::read_to_string(path)?;
    let text = |line: &str| {
        if !records {
            return Ok(line.to_owned());
        }
        let record: serde_json::Value = serde_json::from_str(line)?;
        Ok(record["text"].as_str().unwrap_or("").to_owned())
    };
    corpus.lines().map(text).collect()
}

fn item(words: &Words, probability: f32) -> Item {
    let picked: Vec<u32> = (0..words.words.len() as u32).collect();
    let mut features = Features::new();
    write_features(words, &picked, &mut features);
    Item { features, probability, group: String::new() }
}

/// The stages of these names, whose libraries are in a folder.
pub fn pipeline(folder: &Path, names: &[&str]) -> Result<Pipeline, Box<dyn Error>> {
    let mut builder = Pipeline::builder();
    for name in names {
        builder = builder.library(folder.join(format!(
            "{}copydesk_{name}{}",
            std::env::consts::DLL_PREFIX,
            std::env::consts::DLL_SUFFIX
        )));
    }
    Ok(builder.build()?)
}
