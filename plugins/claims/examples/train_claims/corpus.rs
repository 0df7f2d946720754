//! Reads the data through the earlier stages, as the stage sees it, and finds classes and vectors
//! of words in raw text.

use std::error::Error;
use std::path::Path;

use copydesk_claims::check_worthiness::{write_features, write_tokens};
use copydesk_claims::lexicon::Lexicon;
use copydesk_claims::words::{Layers, TagTable, Words};
use copydesk_document::Document;
use copydesk_learn::clusters::{ClusterOptions, ClusterTrainer};
use copydesk_learn::features::{Features, ValuedFeatures, hash_str};
use copydesk_learn::vectors::{VectorOptions, VectorTrainer};
use copydesk_learn::word_table::{WordTable, WordTableBuilder};
use copydesk_pipeline::{Pipeline, Worker};
use copydesk_stage::harness;

/// How many classes of words; of 150 to 600 the choice made no difference beyond noise.
const CLASSES: usize = 300;

/// Rarer words have no vector: a row of weights each is most of what the net takes, and with those of
/// words that occur five times it was no better.
const FEWEST_FOR_VECTOR: u32 = 10;

/// A sentence with what the model sees of it.
pub struct Item {
    /// For the linear model.
    pub features: ValuedFeatures,
    /// For the nets.
    pub tokens: Features,
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

/// What a larger model made of the lines of two corpora; `teacher/teach.py` says how the files
/// are made and what a byte means.
const TAUGHT: [(&str, &[u8]); 2] = [
    ("claims/checkthat19.train.jsonl", include_bytes!("teacher/debates.bin")),
    ("raw/news.txt", include_bytes!("teacher/news.bin")),
];

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

    /// The sentences of raw news and of the training part, as lists of folded words.
    pub fn sentences(&self, data: &Path) -> Result<Vec<Vec<String>>, Box<dyn Error>> {
        let mut worker = self.pipeline.worker()?;
        let mut words = Words::default();
        let news = std::fs::read_to_string(data.join("raw/news.txt"))?;
        let debates = std::fs::read_to_string(data.join("claims/claimbuster.train.jsonl"))?;
        let mut texts: Vec<String> = news.lines().map(str::to_owned).collect();
        for line in debates.lines() {
            let record: serde_json::Value = serde_json::from_str(line)?;
            texts.push(record["text"].as_str().unwrap_or("").to_owned());
        }
        let mut sentences = Vec::new();
        for text in texts {
            self.annotate(&mut worker, Document::new("", text)?, &mut words)?;
            for sentence in &words.sentences {
                sentences.push((sentence.first..sentence.end).map(|at| words.folded(at)).collect());
            }
        }
        Ok(sentences)
    }

    /// The sentences of a file, each line a document of its own.
    pub fn read(&self, path: &Path, classes: &[u8]) -> Result<Vec<Item>, Box<dyn Error>> {
        let (mut worker, classes) = (self.pipeline.worker()?, WordTable::from_bytes(classes)?);
        let mut words = Words::default();
        let mut items = Vec::new();
        for line in std::fs::read_to_string(path)?.lines() {
            let record: serde_json::Value = serde_json::from_str(line)?;
            let field = |key: &str| record[key].as_str().unwrap_or("").to_owned();
            self.annotate(&mut worker, Document::new(field("id"), field("text"))?, &mut words)?;
            let probability = f32::from(u8::from(record["label"] == 1));
            // CheckThat! names its debates before the line's number.
            let group = field("id").split(".tsv").next().unwrap_or("").to_owned();
            items.push(Item { group, ..item(&words, &classes, probability) });
        }
        Ok(items)
    }

    /// The lines that the teacher judged, each a document of its own, with its judgements in place of
    /// people's.
    pub fn taught(&self, data: &Path, classes: &[u8]) -> Result<Vec<Item>, Box<dyn Error>> {
        let (mut worker, classes) = (self.pipeline.worker()?, WordTable::from_bytes(classes)?);
        let mut words = Words::default();
        let mut items = Vec::new();
        for (name, judgements) in TAUGHT {
            let corpus = std::fs::read_to_string(data.join(name))?;
            if corpus.lines().count() != judgements.len() {
                return Err(format!("the teacher judged another {name}").into());
            }
            for (line, &judgement) in corpus.lines().zip(judgements) {
                if judgement == 0 {
                    continue;
                }
                let text = if name.ends_with(".jsonl") {
                    let record: serde_json::Value = serde_json::from_str(line)?;
                    record["text"].as_str().unwrap_or("").to_owned()
                } else {
                    line.to_owned()
                };
                self.annotate(&mut worker, Document::new("", text)?, &mut words)?;
                let log_odds = (f32::from(judgement) - 128.0) / 16.0;
                items.push(item(&words, &classes, 1.0 / (1.0 + (-log_odds).exp())));
            }
        }
        Ok(items)
    }
}

fn item(words: &Words, classes: &WordTable<'_>, probability: f32) -> Item {
    let picked: Vec<u32> = (0..words.words.len() as u32).collect();
    let (mut features, mut tokens) = (ValuedFeatures::new(), Features::new());
    write_features(words, &picked, classes, &mut features);
    write_tokens(words, &picked, &mut tokens);
    Item { features, tokens, probability, group: String::new() }
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

/// Classes of words, as model bytes.
pub fn word_classes(sentences: &[Vec<String>]) -> Vec<u8> {
    let mut trainer =
        ClusterTrainer::new(ClusterOptions { classes: CLASSES, min_count: 5, rounds: 10 });
    for sentence in sentences {
        trainer.push(sentence.iter().map(String::as_str));
    }
    let classes = trainer.train();
    let mut table = WordTableBuilder::new();
    for (word, class, _) in classes.words() {
        table.insert(hash_str(word), classes.class_path(class).to_u32());
    }
    table.finish()
}

/// Vectors of words, three units long.
pub fn word_vectors(sentences: &[Vec<String>]) -> Vec<(String, Vec<f32>)> {
    let options =
        VectorOptions { window: 5, min_count: FEWEST_FOR_VECTOR, ..VectorOptions::default() };
    let mut trainer = VectorTrainer::new(options);
    for sentence in sentences {
        trainer.push(sentence.iter().map(String::as_str));
    }
    let mut vectors = trainer.train();
    for (_, vector) in &mut vectors {
        vector.iter_mut().for_each(|number| *number *= 3.0);
    }
    vectors
}
