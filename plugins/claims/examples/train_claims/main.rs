//! Trains the check-worthiness model and prints how it scores.
//!
//! ```text
//! cargo run --release -p copydesk-claims --example train_claims -- DATA_DIR [--stages DIR]
//! ```
//!
//! `DATA_DIR` is laid out like the project's data folder; of it, `claims/`, `raw/` and
//! `quotes/` are read. The libraries of the stages segments, entities and quotes must stand in DIR, by
//! default the folder above this program. The models go to `plugins/claims/model/`.
#![expect(clippy::print_stdout, reason = "a program's report")]

mod corpus;
mod judged;
mod score;

use std::error::Error;
use std::path::{Path, PathBuf};

use copydesk_claims::check_worthiness::{CheckWorthiness, TOKEN};
use copydesk_learn::classifier::{
    Classifier, ClassifierOptions, ClassifierTrainer, Platt, set_platt,
};
use copydesk_learn::eval::{average_precision, folds};
use copydesk_learn::features::{hash_str, hash2};
use copydesk_learn::pooled::{PooledNet, PooledOptions, PooledScratch, PooledTrainer};
use corpus::{Item, Reader, pipeline, word_classes, word_vectors};
use score::{print_calibration, report};

/// Chosen by five-fold cross-validation on the training part, as are the net's.
fn linear_options() -> ClassifierOptions {
    ClassifierOptions {
        epochs: 20,
        rate: 0.05,
        l2: 3.0,
        min_count: 2,
        ..ClassifierOptions::default()
    }
}

fn net_options() -> PooledOptions {
    PooledOptions { epochs: 25, ..PooledOptions::default() }
}

const FOLDS: usize = 5;

/// The cross-validation is done with folds drawn from each of these.
const FOLD_SEEDS: [u64; 1] = [1];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let data = PathBuf::from(arguments.next().ok_or("which DATA_DIR?")?);
    let program = std::env::current_exe()?;
    let mut stages = program.parent().and_then(Path::parent).ok_or("no folder above")?.to_owned();
    if arguments.next().is_some_and(|flag| flag == "--stages") {
        stages = PathBuf::from(arguments.next().ok_or("--stages DIR")?);
    }
    let reader = Reader::new(&stages)?;
    let sentences = reader.sentences(&data)?;
    let classes = word_classes(&sentences);
    write("word_classes.bin", &classes)?;
    let vectors = word_vectors(&sentences);
    println!("{} words with vectors", vectors.len());
    let train = reader.read(&data.join("claims/claimbuster.train.jsonl"), &classes)?;
    let dev = reader.read(&data.join("claims/claimbuster.dev.jsonl"), &classes)?;

    let platt = Platt::fit(&cross_validate(&train, &vectors)?);
    let mut model = Model::fit(&train.iter().collect::<Vec<_>>(), &vectors);
    model.linear = set_platt(model.linear, platt)?;
    write("check_worthiness.bin", &model.linear)?;
    write("check_worthiness_net.bin", &model.net)?;

    let words = CheckWorthiness::from_bytes(&model.linear, &model.net, &classes)?;
    train_news(&data, &stages, &words)?;

    let seen = |items: &[Item]| model.margins(items.iter());
    let scored: Vec<_> =
        seen(&dev)?.into_iter().map(|seen| (platt.probability(seen.sum()), seen.worthy)).collect();
    println!("dev: {}", report(&scored, 0.5));
    println!("calibration on dev:");
    print_calibration(&scored);
    let debates = reader.read(&data.join("claims/checkthat19.train.jsonl"), &classes)?;
    let precisions: Vec<f64> = debates
        .chunk_by(|one, other| one.group == other.group)
        .filter(|group| group.iter().any(|item| item.worthy))
        .map(|group| Ok(average_precision(&Seen::sums(&seen(group)?))))
        .collect::<Result<_, Box<dyn Error>>>()?;
    println!(
        "CheckThat! 2019 training debates: mean average precision {:.2}",
        100.0 * precisions.iter().sum::<f64>() / precisions.len() as f64
    );
    Ok(())
}

/// Fits the model of news to the judged claims.
fn train_news(
    data: &Path,
    stages: &Path,
    words: &CheckWorthiness<'_>,
) -> Result<(), Box<dyn Error>> {
    let stages = pipeline(stages, &["segments", "entities", "quotes"])?;
    let judged = judged::read(data, &stages, words)?;
    let alone: Vec<_> = judged.iter().map(|judged| (judged.alone, judged.kept)).collect();
    println!("judged claims of news by their words alone: {}", report(&alone, 0.0));
    let judged::Trained { model, seen } = judged::train(&judged)?;
    println!("  in cross-validation: {}", report(&seen, 0.5));
    print_calibration(&seen);
    write("news.bin", &model)?;
    Ok(())
}

fn write(name: &str, bytes: &[u8]) -> std::io::Result<()> {
    println!("{name}: {} bytes", bytes.len());
    std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("model").join(name), bytes)
}

/// The linear model and the net beside it.
struct Model {
    linear: Vec<u8>,
    net: Vec<u8>,
}

/// What a model makes of a sentence.
#[derive(Clone, Copy)]
struct Seen {
    linear: f32,
    net: f32,
    worthy: bool,
}

impl Seen {
    fn sum(self) -> f32 {
        self.linear + self.net
    }

    fn sums(all: &[Self]) -> Vec<(f32, bool)> {
        all.iter().map(|seen| (seen.sum(), seen.worthy)).collect()
    }
}

impl Model {
    fn fit(items: &[&Item], vectors: &[(String, Vec<f32>)]) -> Self {
        let mut linear = ClassifierTrainer::new(2, linear_options());
        for item in items {
            linear.push(&item.features, usize::from(item.worthy), 1.0);
        }
        let mut net = PooledTrainer::new(net_options());
        for (word, vector) in vectors {
            net.vector(hash2(TOKEN, hash_str(word)), vector);
        }
        items.iter().for_each(|item| net.push(&item.tokens, item.worthy));
        Self { linear: linear.train(), net: net.train() }
    }

    fn margins<'i>(
        &self,
        items: impl Iterator<Item = &'i Item>,
    ) -> Result<Vec<Seen>, Box<dyn Error>> {
        let linear = Classifier::from_bytes(&self.linear)?;
        let net = PooledNet::from_bytes(&self.net)?;
        let mut scratch = PooledScratch::default();
        let margins = items.map(|item| Seen {
            linear: linear.margin(&item.features),
            net: net.margin(&item.tokens, &mut scratch),
            worthy: item.worthy,
        });
        Ok(margins.collect())
    }
}

/// The margin of each item under a model that has not seen it, once for each seed of folds.
fn cross_validate(
    items: &[Item],
    vectors: &[(String, Vec<f32>)],
) -> Result<Vec<(f32, bool)>, Box<dyn Error>> {
    let mut all = Vec::new();
    for seed in FOLD_SEEDS {
        let mut precisions = [Vec::new(), Vec::new(), Vec::new()];
        for fold in folds(items.len(), FOLDS, seed) {
            let rest = (0..items.len()).filter(|nth| fold.binary_search(nth).is_err());
            let model = Model::fit(&rest.map(|nth| &items[nth]).collect::<Vec<_>>(), vectors);
            let seen = model.margins(fold.iter().map(|&nth| &items[nth]))?;
            let of: [&dyn Fn(&Seen) -> f32; 3] =
                [&|seen| seen.linear, &|seen| seen.net, &|seen| seen.sum()];
            for (precisions, margin) in precisions.iter_mut().zip(of) {
                let margins: Vec<_> = seen.iter().map(|seen| (margin(seen), seen.worthy)).collect();
                precisions.push(100.0 * average_precision(&margins));
            }
            all.extend(Seen::sums(&seen));
        }
        let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len() as f64;
        println!(
            "cross-validation on train, folds {seed}: average precision of the linear model {:.2},              of the net {:.2}, of their sum {:.2} ({:.1?})",
            mean(&precisions[0]),
            mean(&precisions[1]),
            mean(&precisions[2]),
            precisions[2]
        );
    }
    println!("all of it: {}", report(&all, 0.0));
    Ok(all)
}
