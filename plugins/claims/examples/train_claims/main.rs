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
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread::ScopedJoinHandle;

use copydesk_claims::check_worthiness::{CheckWorthiness, TOKEN};
use copydesk_learn::classifier::{
    Classifier, ClassifierOptions, ClassifierTrainer, Platt, set_platt,
};
use copydesk_learn::eval::{average_precision, folds};
use copydesk_learn::features::{hash_str, hash2};
use copydesk_learn::pooled::{PooledNet, PooledOptions, PooledTrainer};
use corpus::{Item, Reader, pipeline, word_classes, word_vectors};
use score::{print_calibration, report};

/// Chosen on the held-out fold of the training part, as are the net's. With the teacher's judgements, which
/// are many and say how sure they are, both want less of a penalty than on people's alone.
fn linear_options() -> ClassifierOptions {
    ClassifierOptions {
        epochs: 20,
        rate: 0.05,
        l2: 0.3,
        min_count: 4,
        ..ClassifierOptions::default()
    }
}

fn net_options() -> PooledOptions {
    PooledOptions { epochs: 20, dropout: 0.25, l2: 0.0001, ..PooledOptions::default() }
}

/// The folds of the training part. The teacher has not seen the first: there the models are measured,
/// and their probabilities calibrated.
const FOLDS: usize = 5;

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

    let taught = reader.taught(&data, &classes)?;
    println!("{} sentences judged by people, {} by the teacher", train.len(), taught.len());

    let held = folds(train.len(), FOLDS, 1).swap_remove(0);
    let rest = || {
        let rest = train.iter().enumerate().filter(|(nth, _)| held.binary_search(nth).is_err());
        rest.map(|(_, item)| item)
    };
    let (alone, both, mut model) = std::thread::scope(|scope| {
        let alone = scope.spawn(|| Model::fit(rest(), &vectors));
        let both = scope.spawn(|| Model::fit(rest().chain(&taught), &vectors));
        let all = Model::fit(train.iter().chain(&taught), &vectors);
        (joined(alone), joined(both), all)
    });
    let held = || held.iter().map(|&nth| &train[nth]);
    print_held_out("people's judgements alone", &alone.margins(held())?);
    let seen = both.margins(held())?;
    print_held_out("the teacher's too", &seen);
    let platt = Platt::fit(&Seen::sums(&seen));
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
        .filter(|group| group.iter().any(Item::worthy))
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
    fn fit<'i>(items: impl Iterator<Item = &'i Item>, vectors: &[(String, Vec<f32>)]) -> Self {
        let mut linear = ClassifierTrainer::new(2, linear_options());
        let mut net = PooledTrainer::new(net_options());
        for (word, vector) in vectors {
            net.vector(hash2(TOKEN, hash_str(word)), vector);
        }
        for item in items {
            // What is a positive by 0.7 is seven tenths of one and three tenths of the other class.
            for (class, weight) in
                [1.0 - item.probability, item.probability].into_iter().enumerate()
            {
                if weight > 0.0 {
                    linear.push(&item.features, class, weight);
                }
            }
            net.push(&item.tokens, item.probability);
        }
        std::thread::scope(|scope| {
            let linear = scope.spawn(|| linear.train());
            let net = net.train();
            Self { linear: joined(linear), net }
        })
    }

    fn margins<'i>(
        &self,
        items: impl Iterator<Item = &'i Item>,
    ) -> Result<Vec<Seen>, Box<dyn Error>> {
        let linear = Classifier::from_bytes(&self.linear)?;
        let net = PooledNet::from_bytes(&self.net)?;
        let margins = items.map(|item| Seen {
            linear: linear.margin(&item.features),
            net: net.margin(&item.tokens),
            worthy: item.worthy(),
        });
        Ok(margins.collect())
    }
}

/// What a thread returns; if it panicked, so does this.
fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}

/// Says how well a model does that has not seen what it is asked.
fn print_held_out(learned_from: &str, seen: &[Seen]) {
    let precision = |of: fn(&Seen) -> f32| {
        let margins: Vec<_> = seen.iter().map(|seen| (of(seen), seen.worthy)).collect();
        100.0 * average_precision(&margins)
    };
    println!(
        "held out, learned from {learned_from}: average precision of the linear model {:.2}, of the \
         net {:.2}; of their sum: {}",
        precision(|seen| seen.linear),
        precision(|seen| seen.net),
        report(&Seen::sums(seen), 0.0)
    );
}
