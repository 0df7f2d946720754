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
mod variants;

use std::error::Error;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread::ScopedJoinHandle;

use copydesk_claims::check_worthiness::{CheckWorthiness, of_word};
use copydesk_learn::classifier::Platt;
use copydesk_learn::eval::{average_precision, folds};
use copydesk_learn::features::hash_str;
use copydesk_learn::recurrent::{
    RecurrentNet, RecurrentOptions, RecurrentScratch, RecurrentTrainer, set_platt,
};
use copydesk_learn::vectors;
use corpus::{Item, Reader, pipeline};
use score::{print_calibration, report};

/// The folds of the training part. Neither the teacher nor the model has seen the first: there the model is
/// measured, and its probabilities calibrated.
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
    let train = reader.read(&data.join("claims/claimbuster.train.jsonl"))?;
    let dev = reader.read(&data.join("claims/claimbuster.dev.jsonl"))?;
    let held = folds(train.len(), FOLDS, 1).swap_remove(0);
    let taught = reader.taught(&data, &held)?;
    println!("{} sentences judged by people, {} by the teacher", train.len(), taught.len());

    let rest = || {
        let rest = train.iter().enumerate().filter(|(nth, _)| held.binary_search(nth).is_err());
        rest.map(|(_, item)| item)
    };
    let (alone, model) = std::thread::scope(|scope| {
        let both = scope.spawn(|| fit(rest().chain(&taught)));
        (fit(rest()), joined(both))
    });
    let held = || held.iter().map(|&nth| &train[nth]);
    let by_people = report(&margins(&alone, held())?, 0.0);
    println!("held out, learned from people's judgements alone: {by_people}");
    let seen = margins(&model, held())?;
    println!("held out, learned from the teacher's too: {}", report(&seen, 0.0));
    let platt = Platt::fit(&seen);
    let model = set_platt(model, platt)?;
    write("check_worthiness.bin", &model)?;

    train_news(&data, &stages, &CheckWorthiness::from_bytes(&model)?)?;

    let margins = |items: &[Item]| margins(&model, items.iter());
    let scored: Vec<_> = margins(&dev)?
        .into_iter()
        .map(|(margin, worthy)| (platt.probability(margin), worthy))
        .collect();
    println!("dev: {}", report(&scored, 0.5));
    println!("calibration on dev:");
    print_calibration(&scored);
    let debates = reader.read(&data.join("claims/checkthat19.train.jsonl"))?;
    let precisions: Vec<f64> = debates
        .chunk_by(|one, other| one.group == other.group)
        .filter(|group| group.iter().any(Item::worthy))
        .map(|group| Ok(average_precision(&margins(group)?)))
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

/// Trains a net on these.
fn fit<'i>(items: impl Iterator<Item = &'i Item>) -> Vec<u8> {
    let options = RecurrentOptions {
        inputs: 48,
        units: 48,
        epochs: 12,
        min_count: 12,
        ..RecurrentOptions::default()
    };
    let mut trainer = RecurrentTrainer::new(options);
    for (word, vector) in vectors::words() {
        trainer.vector(of_word(hash_str(word)), &vector);
    }
    for item in items {
        trainer.push(&item.features, item.probability);
    }
    trainer.train()
}

/// What a net makes of each, and whether people found it worth checking.
fn margins<'i>(
    model: &[u8],
    items: impl Iterator<Item = &'i Item>,
) -> Result<Vec<(f32, bool)>, Box<dyn Error>> {
    let net = RecurrentNet::from_bytes(model)?;
    let mut scratch = RecurrentScratch::default();
    Ok(items.map(|item| (net.margin(&item.features, &mut scratch), item.worthy())).collect())
}

/// What a thread returns; if it panicked, so does this.
fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}
