//! Trains the check-worthiness model and prints how it scores.
//!
//! ```text
//! cargo run --release -p copydesk-claims --example train_claims -- DATA_DIR [--stages DIR]
//! ```
//!
//! `DATA_DIR` is laid out like the project's data folder; of it, `claims/` is read. The libraries of
//! the stages segments and entities must stand in DIR, by default the folder above this program. The
//! model goes to `plugins/claims/model/check_worthiness.bin`.
#![expect(clippy::print_stdout, reason = "a program's report")]

use std::error::Error;
use std::path::{Path, PathBuf};

use copydesk_claims::check_worthiness::write_features;
use copydesk_claims::lexicon::Lexicon;
use copydesk_claims::words::{Layers, TagTable, Words};
use copydesk_document::Document;
use copydesk_learn::classifier::{
    Classifier, ClassifierOptions, ClassifierTrainer, Platt, set_platt,
};
use copydesk_learn::clusters::{ClusterOptions, ClusterTrainer};
use copydesk_learn::features::{ValuedFeatures, hash_str};
use copydesk_learn::word_table::{WordTable, WordTableBuilder};
use copydesk_pipeline::Worker;
use copydesk_stage::harness;

/// Chosen by five-fold cross-validation on the training part.
fn options() -> ClassifierOptions {
    ClassifierOptions {
        epochs: 20,
        rate: 0.05,
        l2: 3.0,
        min_count: 2,
        ..ClassifierOptions::default()
    }
}

const FOLDS: usize = 5;

/// How many classes of words; of 150 to 600 the choice made no difference beyond noise.
const CLASSES: usize = 300;

struct Item {
    features: ValuedFeatures,
    worthy: bool,
    group: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let data = PathBuf::from(arguments.next().ok_or("which DATA_DIR?")?);
    let program = std::env::current_exe()?;
    let mut stages = program.parent().and_then(Path::parent).ok_or("no folder above")?.to_owned();
    if arguments.next().is_some_and(|flag| flag == "--stages") {
        stages = PathBuf::from(arguments.next().ok_or("--stages DIR")?);
    }
    let mut reader = Reader::new(&stages)?;
    reader.classes = reader.word_classes(&data)?;
    std::fs::write(model_folder().join("word_classes.bin"), &reader.classes)?;
    println!("{} bytes of word classes", reader.classes.len());
    let train = reader.read(&data.join("claims/claimbuster.train.jsonl"))?;
    let dev = reader.read(&data.join("claims/claimbuster.dev.jsonl"))?;

    let (held_out, folds) = cross_validate(&train);
    println!("cross-validation on train: {}", report(&held_out));
    println!("  average precision by fold: {folds:.1?}");
    let platt = Platt::fit(&held_out);
    let model = set_platt(fit(&train, |_| true), platt)?;
    std::fs::write(model_folder().join("check_worthiness.bin"), &model)?;
    println!("{} bytes of weights", model.len());

    let classifier = Classifier::from_bytes(&model)?;
    let scored = |items: &[Item]| -> Vec<(f32, bool)> {
        items.iter().map(|item| (classifier.score(&item.features), item.worthy)).collect()
    };
    let seen = scored(&dev);
    println!("dev: {}", report(&seen));
    print_calibration(&seen);
    let debates = reader.read(&data.join("claims/checkthat19.train.jsonl"))?;
    println!(
        "CheckThat! 2019 training debates: mean average precision {:.2}",
        mean_by_group(&classifier, &debates)
    );
    Ok(())
}

fn model_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("model")
}

/// Reads data through the earlier stages, as the stage sees it.
struct Reader {
    pipeline: copydesk_pipeline::Pipeline,
    lexicon: Lexicon,
    tags: TagTable,
    classes: Vec<u8>,
}

impl Reader {
    fn new(stages: &Path) -> Result<Self, Box<dyn Error>> {
        let library = |name: &str| {
            stages.join(format!(
                "{}copydesk_{name}{}",
                std::env::consts::DLL_PREFIX,
                std::env::consts::DLL_SUFFIX
            ))
        };
        let mut builder = copydesk_pipeline::Pipeline::builder();
        for name in ["segments", "entities"] {
            builder = builder.library(library(name));
        }
        Ok(Self {
            pipeline: builder.build()?,
            lexicon: Lexicon::new(),
            tags: TagTable::new(),
            classes: Vec::new(),
        })
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

    /// Classes of the words of raw news and of the training sentences.
    fn word_classes(&self, data: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
        let mut worker = self.pipeline.worker()?;
        let mut words = Words::default();
        let mut trainer =
            ClusterTrainer::new(ClusterOptions { classes: CLASSES, min_count: 5, rounds: 10 });
        let news = std::fs::read_to_string(data.join("raw/news.txt"))?;
        let debates = std::fs::read_to_string(data.join("claims/claimbuster.train.jsonl"))?;
        let mut texts: Vec<String> = news.lines().map(str::to_owned).collect();
        for line in debates.lines() {
            let record: serde_json::Value = serde_json::from_str(line)?;
            texts.push(record["text"].as_str().unwrap_or("").to_owned());
        }
        for text in texts {
            self.annotate(&mut worker, Document::new("", text)?, &mut words)?;
            for sentence in &words.sentences {
                let folded: Vec<String> =
                    (sentence.first..sentence.end).map(|at| words.folded(at)).collect();
                trainer.push(folded.iter().map(String::as_str));
            }
        }
        let classes = trainer.train();
        let mut table = WordTableBuilder::new();
        for (word, class, _) in classes.words() {
            table.insert(hash_str(word), classes.class_path(class).to_u32());
        }
        Ok(table.finish())
    }

    fn read(&self, path: &Path) -> Result<Vec<Item>, Box<dyn Error>> {
        let mut worker = self.pipeline.worker()?;
        let mut words = Words::default();
        let mut items = Vec::new();
        let classes = WordTable::from_bytes(&self.classes)?;
        for line in std::fs::read_to_string(path)?.lines() {
            let record: serde_json::Value = serde_json::from_str(line)?;
            let field = |key: &str| record[key].as_str().unwrap_or("").to_owned();
            self.annotate(&mut worker, Document::new(field("id"), field("text"))?, &mut words)?;
            let picked: Vec<u32> = (0..words.words.len() as u32).collect();
            let mut features = ValuedFeatures::new();
            write_features(&words, &picked, &classes, &mut features);
            // CheckThat! names its debates before the line's number.
            let group = field("id").split(".tsv").next().unwrap_or("").to_owned();
            items.push(Item { features, worthy: record["label"] == 1, group });
        }
        Ok(items)
    }
}

fn fit(items: &[Item], keep: impl Fn(usize) -> bool) -> Vec<u8> {
    let mut trainer = ClassifierTrainer::new(2, options());
    for (_, item) in items.iter().enumerate().filter(|&(nth, _)| keep(nth)) {
        trainer.push(&item.features, usize::from(item.worthy), 1.0);
    }
    trainer.train()
}

/// The margin of each item under a model that has not seen it, and each fold's average precision.
fn cross_validate(items: &[Item]) -> (Vec<(f32, bool)>, Vec<f64>) {
    let (mut all, mut scores) = (Vec::new(), Vec::new());
    for fold in 0..FOLDS {
        let model = fit(items, |nth| nth % FOLDS != fold);
        let classifier = Classifier::from_bytes(&model).expect("a model just made");
        let of_fold = items.iter().skip(fold).step_by(FOLDS);
        let seen: Vec<_> =
            of_fold.map(|item| (classifier.margin(&item.features), item.worthy)).collect();
        scores.push(100.0 * average_precision(&seen));
        all.extend(seen);
    }
    (all, scores)
}

fn report(seen: &[(f32, bool)]) -> String {
    // Margins are cut at 0, probabilities at a half.
    let cut = if seen.iter().any(|&(score, _)| score < 0.0) { 0.0 } else { 0.5 };
    let count = |test: &dyn Fn(f32, bool) -> bool| {
        seen.iter().filter(|&&(score, worthy)| test(score, worthy)).count() as f64
    };
    let hits = count(&|score, worthy| score >= cut && worthy);
    let precision = hits / count(&|score, _| score >= cut).max(1.0);
    let recall = hits / count(&|_, worthy| worthy).max(1.0);
    format!(
        "average precision {:.2}, at {cut}: precision {:.2} recall {:.2} F1 {:.2}, of {} items",
        100.0 * average_precision(seen),
        100.0 * precision,
        100.0 * recall,
        200.0 * precision * recall / (precision + recall).max(1e-9),
        seen.len()
    )
}

fn average_precision(seen: &[(f32, bool)]) -> f64 {
    let mut order: Vec<_> = seen.to_vec();
    order.sort_by(|one, other| other.0.total_cmp(&one.0));
    let (mut hits, mut sum) = (0.0, 0.0);
    for (nth, &(_, worthy)) in order.iter().enumerate() {
        if worthy {
            hits += 1.0;
            sum += hits / (nth + 1) as f64;
        }
    }
    sum / f64::max(hits, 1.0)
}

fn mean_by_group(classifier: &Classifier<'_>, items: &[Item]) -> f64 {
    let scores: Vec<f64> = items
        .chunk_by(|one, other| one.group == other.group)
        .map(|group| {
            group
                .iter()
                .map(|item| (classifier.margin(&item.features), item.worthy))
                .collect::<Vec<_>>()
        })
        .filter(|seen| seen.iter().any(|&(_, worthy)| worthy))
        .map(|seen| average_precision(&seen))
        .collect();
    100.0 * scores.iter().sum::<f64>() / scores.len().max(1) as f64
}

fn print_calibration(seen: &[(f32, bool)]) {
    println!(
        "calibration on dev:\n| score | items | mean score | worth checking |\n|---|---|---|---|"
    );
    for tenth in 0..10 {
        let (low, high) = (tenth as f32 / 10.0, (tenth + 1) as f32 / 10.0);
        let inside: Vec<_> = seen
            .iter()
            .filter(|&&(score, _)| score >= low && (score < high || tenth == 9))
            .collect();
        if inside.is_empty() {
            continue;
        }
        let mean =
            inside.iter().map(|&&(score, _)| f64::from(score)).sum::<f64>() / inside.len() as f64;
        let share = inside.iter().filter(|item| item.1).count() as f64 / inside.len() as f64;
        println!("| {low:.1} to {high:.1} | {} | {mean:.2} | {share:.2} |", inside.len());
    }
}
