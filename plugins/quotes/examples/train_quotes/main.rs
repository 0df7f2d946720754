//! Trains the models of the quotes stage and prints how they score.
//!
//!     cargo build --release -p copydesk-segments -p copydesk-entities
//!     cargo run --release -p copydesk-quotes --example train_quotes -- DATA_DIR [--stages DIR] [--out DIR]
//!
//! DATA_DIR is laid out like the project's data folder: quotes/polnear.train.jsonl and
//! quotes/polnear.dev.jsonl, raw/news.txt. DIR has the libraries of the earlier stages; unless
//! given, it is the folder above the running example's. The models go to the stage's model folder.
//!
//! With --texts FILE nothing is trained: the texts that `teacher/teach.py` asks its model about are
//! written, as JSON Lines.
//! With --held-out nothing but the classes is written: a quarter of the training part is kept back, the models learn
//! from the rest and are scored on it. That is what to develop on. With --score the models in the
//! folder are scored without training.
#![allow(clippy::print_stdout, reason = "a program that reports on the terminal")]

mod corpus;
mod learn;
mod score;
mod taught;
// The texts without labels that the entities are learned from, too.
#[path = "../../../entities/examples/train_entities/texts.rs"]
mod texts;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use copydesk_learn::word_table::WordTable;
use copydesk_quotes::compose;
use copydesk_quotes::extract::{self, Models, Scratch};
use copydesk_quotes::lexicon::Lexicon;
use copydesk_quotes::reading::Reading;
use copydesk_quotes::roles::PARTS;
use copydesk_stage::Document;
use corpus::Gold;
use learn::Trained;
use score::Figures;

/// An article as the models see it, and what is said in it.
#[derive(Debug)]
pub struct Article {
    /// Its text.
    pub text: String,
    /// Its words.
    pub reading: Reading,
    /// What the corpus has, or the teacher sees.
    pub gold: Vec<Gold>,
    /// How probable the teacher finds each part of each word, if `gold` is of it.
    pub taught: Option<Vec<[f32; PARTS]>>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut data = None;
    let mut stages =
        std::env::current_exe()?.ancestors().nth(2).map(Path::to_path_buf).unwrap_or_default();
    let mut out = Path::new(env!("CARGO_MANIFEST_DIR")).join("model");
    let (mut held_out, mut score_only, mut list) = (false, false, None);
    while let Some(argument) = arguments.next() {
        let mut path = || arguments.next().map(PathBuf::from).ok_or("a folder is missing");
        match argument.as_str() {
            "--stages" => stages = path()?,
            "--out" => out = path()?,
            "--texts" => list = Some(path()?),
            "--held-out" => held_out = true,
            "--score" => score_only = true,
            _ => data = Some(PathBuf::from(argument)),
        }
    }
    let data = data.ok_or(
        "usage: train_quotes DATA_DIR [--stages DIR] [--out DIR] [--texts FILE] [--held-out] [--score]",
    )?;
    if let Some(file) = list {
        return Ok(fs::write(file, corpus::list_texts(&data)?)?);
    }
    fs::create_dir_all(&out)?;
    let clock = Instant::now();
    let report = |what: &str| println!("{}s {what}", clock.elapsed().as_secs());

    let file = |name: &str| out.join(name);
    if !score_only {
        let raw = fs::read_to_string(data.join("raw/news.txt"))?;
        fs::write(file("classes.bin"), learn::train_classes(&raw))?;
        report("word classes");
    }
    let classes = fs::read(file("classes.bin"))?;
    let table = WordTable::from_bytes(&classes)?;
    let lexicon = Lexicon::new();
    let reading = |document: &Document| corpus::reading(document, &lexicon, &table);
    let read = |part: &str| -> Result<Vec<Article>, Box<dyn Error>> {
        let items = corpus::read(&data.join(format!("quotes/polnear.{part}.jsonl")), &stages)?;
        let article = |corpus::Item { document, gold }| Article {
            reading: reading(&document),
            text: document.text().to_owned(),
            gold,
            taught: None,
        };
        Ok(items.into_iter().map(article).collect())
    };
    let train = if score_only && !held_out { Vec::new() } else { read("train")? };
    let (learned, kept): (Vec<_>, Vec<_>) =
        train.iter().enumerate().partition(|(number, _)| !held_out || number % 4 != 3);
    let learned: Vec<&Article> = learned.into_iter().map(|(_, article)| article).collect();
    let kept: Vec<&Article> = kept.into_iter().map(|(_, article)| article).collect();
    let dev = if held_out { Vec::new() } else { read("dev")? };
    let tested = if held_out { kept } else { dev.iter().collect() };
    report(&format!("read {} and {} articles", learned.len(), tested.len()));

    if !score_only {
        let article = |taught: taught::Taught| {
            let reading = reading(&taught.document);
            let chances = taught.chances(&reading);
            let gold = taught::attributions(&reading, &chances);
            let text = taught.document.text().to_owned();
            Article { text, reading, gold, taught: Some(chances) }
        };
        let taught: Vec<Article> = taught::read(&data, &stages)?.into_iter().map(article).collect();
        report(&format!("read {} articles that the teacher judged", taught.len()));
        let all: Vec<&Article> = learned.iter().copied().chain(&taught).collect();
        let Trained { roles, ends, arguments, judge } = learn::train(&all, report);
        let models =
            [("roles", &roles), ("ends", &ends), ("arguments", &arguments), ("judge", &judge)];
        for (name, bytes) in models {
            println!("{name}.bin: {} bytes", bytes.len());
            fs::write(file(&format!("{name}.bin")), bytes)?;
        }
    }
    let [roles, ends, arguments, judge] =
        ["roles", "ends", "arguments", "judge"].map(|name| fs::read(file(&format!("{name}.bin"))));
    let (roles, ends, arguments, judge) = (roles?, ends?, arguments?, judge?);
    let models = Models::from_bytes(&classes, &roles, &ends, &arguments, &judge)?;
    let mut figures = Figures::default();
    let mut scratch = Scratch::default();
    let mut quotes = Vec::new();
    let clock = Instant::now();
    let mut words = 0;
    for article in &tested {
        extract::run(&models, &article.reading, &mut scratch);
        compose::compose(&article.text, &article.reading, &mut scratch.found, &mut quotes);
        words += article.reading.words.len();
        figures.add(&article.text, &article.reading, &article.gold, &quotes);
    }
    let seconds = clock.elapsed().as_secs_f64();
    figures.print();
    println!("{:.0} tokens a second", words as f64 / seconds);
    Ok(())
}
