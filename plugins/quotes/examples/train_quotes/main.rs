//! Trains the models of the quotes stage and prints how they score.
//!
//!     cargo build --release -p copydesk-segments -p copydesk-entities
//!     cargo run --release -p copydesk-quotes --example train_quotes -- DATA_DIR [--stages DIR] [--out DIR]
//!
//! DATA_DIR is laid out like the project's data folder: quotes/polnear.train.jsonl and
//! quotes/polnear.dev.jsonl, raw/news.txt. DIR has the libraries of the earlier stages; unless
//! given, it is the folder above the running example's. The models go to the stage's model folder.
#![allow(clippy::print_stdout, reason = "a program that reports on the terminal")]

mod corpus;

use std::error::Error;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Instant;

use copydesk_learn::bilou::Bilou;
use copydesk_learn::clusters::{ClusterOptions, ClusterTrainer};
use copydesk_learn::eval::Counts;
use copydesk_learn::features::{Features, hash_bytes};
use copydesk_learn::tagger::{Method, Tagger, TaggerOptions, TaggerTrainer};
use copydesk_learn::word_table::{WordTable, WordTableBuilder};
use copydesk_quotes::arguments::{self, Buffers, Labels, Window};
use copydesk_quotes::cues;
use copydesk_quotes::extract::{self, Models, Scratch};
use copydesk_quotes::lexicon::Lexicon;
use copydesk_quotes::reading::{Reading, lower_case};
use copydesk_stage::Span;
use corpus::Gold;

/// The parts in which the training set is cut to label each with a model of the others.
const FOLDS: usize = 4;

struct Article {
    reading: Reading,
    gold: Vec<Gold>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut data = None;
    let mut stages =
        std::env::current_exe()?.ancestors().nth(2).map(Path::to_path_buf).unwrap_or_default();
    let mut out = Path::new(env!("CARGO_MANIFEST_DIR")).join("model");
    while let Some(argument) = arguments.next() {
        let mut path = || arguments.next().map(PathBuf::from).ok_or("a folder is missing");
        match argument.as_str() {
            "--stages" => stages = path()?,
            "--out" => out = path()?,
            _ => data = Some(PathBuf::from(argument)),
        }
    }
    let data = data.ok_or("usage: train DATA_DIR [--stages DIR] [--out DIR]")?;
    let clock = Instant::now();
    let seconds = || clock.elapsed().as_secs();

    let classes_file = out.join("classes.bin");
    fs::write(&classes_file, train_classes(&fs::read_to_string(data.join("raw/news.txt"))?))?;
    println!("{}s classes", seconds());
    let classes = fs::read(&classes_file)?;
    let table = WordTable::from_bytes(&classes)?;
    let lexicon = Lexicon::new();
    let read = |part: &str| -> Result<Vec<Article>, Box<dyn Error>> {
        let items = corpus::read(&data.join(format!("quotes/polnear.{part}.jsonl")), &stages)?;
        Ok(items
            .into_iter()
            .map(|item| Article {
                reading: corpus::reading(&item, &lexicon, &table),
                gold: item.gold,
            })
            .collect())
    };
    let train = read("train")?;
    let dev = read("dev")?;
    println!("{}s read {} and {} articles", seconds(), train.len(), dev.len());

    // The second model learns from labels that the first gives to articles it has not seen.
    let mut windows = arguments_trainer();
    let mut scratch = Scratch::default();
    for fold in 0..FOLDS {
        let others = train.iter().enumerate().filter(|(n, _)| n % FOLDS != fold);
        let model = train_cues(others.map(|(_, article)| article), 6);
        let tagger = Tagger::from_bytes(&model)?;
        for (_, article) in train.iter().enumerate().filter(|(n, _)| n % FOLDS == fold) {
            extract::find_cues(&tagger, &article.reading, &mut scratch);
            push_windows(article, &scratch, &mut windows);
        }
        println!("{}s fold {fold}", seconds());
    }
    let cues = train_cues(train.iter(), 8);
    fs::write(out.join("cues.bin"), &cues)?;
    println!("{}s cues: {} bytes", seconds(), cues.len());
    let arguments = windows.train();
    fs::write(out.join("arguments.bin"), &arguments)?;
    println!("{}s arguments: {} bytes", seconds(), arguments.len());

    let models = Models::from_bytes(&classes, &cues, &arguments)?;
    let mut counts = [Counts::default(); 3];
    let clock = Instant::now();
    let mut words = 0;
    for article in &dev {
        extract::run(&models, &article.reading, &mut scratch);
        words += article.reading.words.len();
        let gold = |spans: fn(&Gold) -> &Vec<Span>| -> Vec<Span> {
            sorted(article.gold.iter().flat_map(spans).copied().collect())
        };
        let bytes = |words: &Range<usize>| article.reading.span(words);
        let found = &scratch.found;
        let sources =
            sorted(found.iter().filter_map(|one| one.source.as_ref()).map(bytes).collect());
        let cues = sorted(found.iter().filter_map(|one| one.cue.as_ref()).map(bytes).collect());
        let contents = sorted(found.iter().flat_map(|one| &one.content).map(bytes).collect());
        add(&mut counts[0], &gold(|one| &one.source), &sources);
        add(&mut counts[1], &gold(|one| &one.cue), &cues);
        add(&mut counts[2], &gold(|one| &one.content), &contents);
    }
    let speed = words as f64 / clock.elapsed().as_secs_f64();
    for (role, count) in ["source", "cue", "content"].iter().zip(counts) {
        println!(
            "dev {role}: P {:.1} R {:.1} F1 {:.2}",
            100.0 * count.precision(),
            100.0 * count.recall(),
            100.0 * count.f1()
        );
    }
    println!("{speed:.0} tokens a second in the models");
    Ok(())
}

fn sorted(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    spans.dedup();
    spans
}

fn add(counts: &mut Counts, gold: &[Span], found: &[Span]) {
    let correct = found.iter().filter(|span| gold.binary_search(span).is_ok()).count();
    *counts +=
        Counts { correct: correct as u64, predicted: found.len() as u64, gold: gold.len() as u64 };
}

/// Word classes of lower-case words, as paths.
fn train_classes(text: &str) -> Vec<u8> {
    let options = ClusterOptions { classes: 400, min_count: 5, rounds: 8 };
    let mut trainer = ClusterTrainer::new(options);
    let mut words = Vec::new();
    for line in text.lines() {
        words.clear();
        for word in line.split_whitespace() {
            let lower = word.to_lowercase().replace('’', "'");
            let core = lower.trim_matches(|c: char| !c.is_alphanumeric());
            let end = lower.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
            for piece in [core.trim_end_matches("'s"), &lower[end..]] {
                if !piece.is_empty() {
                    words.push(piece.to_owned());
                }
            }
        }
        trainer.push(words.iter().map(String::as_str));
    }
    let classes = trainer.train();
    let mut table = WordTableBuilder::new();
    for (word, class, _) in classes.words() {
        let mut buffer = [0; 40];
        table.insert(hash_bytes(lower_case(word, &mut buffer)), classes.class_path(class).to_u32());
    }
    table.finish()
}

/// The words of gold spans. A word that a span only begins in counts.
fn words(reading: &Reading, spans: &[Span]) -> Vec<Range<usize>> {
    let words = spans.iter().map(|&span| reading.words_in(span));
    words.filter(|range| !range.is_empty()).collect()
}

/// Trains the first model.
fn train_cues<'a>(articles: impl Iterator<Item = &'a Article>, epochs: u32) -> Vec<u8> {
    let method = Method::Crf { rate: 0.1, l2: 1.0 };
    let mut options = TaggerOptions::default();
    (options.method, options.epochs, options.min_count, options.prune) = (method, epochs, 5, 0.06);
    let mut trainer = TaggerTrainer::with_constraints(cues::LABELS, options, cues::allowed);
    let mut features = Features::new();
    for Article { reading, gold } in articles {
        // Cues win over sources, and those over contents.
        let mut labels = vec![cues::OUTSIDE; reading.words.len()];
        for range in gold.iter().flat_map(|one| words(reading, &one.content)) {
            labels[range].fill(cues::CONTENT);
        }
        for range in gold.iter().flat_map(|one| words(reading, &one.source)) {
            labels[range].fill(cues::SOURCE);
        }
        for range in gold.iter().flat_map(|one| words(reading, &one.cue)) {
            let free = labels[range.clone()].iter().all(|label| !cues::CUE.contains(label));
            if free && reading.words[range.start].sentence == reading.words[range.end - 1].sentence
            {
                cues::label_cue(&mut labels[range]);
            }
        }
        for range in cues::stretches(reading) {
            cues::write_features(reading, range.clone(), &mut features);
            let labels = &labels[range];
            let masks: Vec<u64> = labels.iter().map(|&label| 1 << label).collect();
            // A cue cut by the end of a long stretch leaves no path; the stretch is left out.
            let _ = trainer.push(&features, &masks);
        }
    }
    trainer.train()
}

fn arguments_trainer() -> TaggerTrainer {
    let bilou = Bilou::new(arguments::CLASSES);
    let mut options = TaggerOptions::default();
    let method = Method::Crf { rate: 0.1, l2: 1.0 };
    (options.method, options.epochs, options.min_count, options.prune) = (method, 8, 5, 0.08);
    TaggerTrainer::with_constraints(bilou.labels(), options, move |a, b| bilou.allowed(a, b))
}

/// Adds the windows of an article's cues, those of the corpus and those that the first model found
/// besides, which have neither source nor content.
fn push_windows(article: &Article, scratch: &Scratch, trainer: &mut TaggerTrainer) {
    let bilou = Bilou::new(arguments::CLASSES);
    let Article { reading, gold } = article;
    let (mut window, mut buffers, mut features) =
        (Window::default(), Buffers::default(), Features::new());
    let overlap = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
    let golden: Vec<(Range<usize>, &Gold)> = gold
        .iter()
        .filter_map(|one| Some((words(reading, &one.cue).first()?.clone(), one)))
        .collect();
    let mut examples: Vec<(Range<usize>, Option<&Gold>)> = Vec::new();
    for (cue, _) in &scratch.cues {
        let one = golden.iter().find(|(gold, _)| overlap(gold, cue)).map(|(_, one)| *one);
        if one.is_some() {
            examples.push((cue.clone(), one));
        }
    }
    for (cue, one) in &golden {
        if !scratch.cues.iter().any(|(found, _)| found == cue) {
            examples.push((cue.clone(), Some(one)));
        }
    }
    for (cue, one) in examples {
        if reading.sentences[reading.words[cue.start].sentence as usize].boilerplate {
            continue;
        }
        window.set(reading, cue.clone());
        let mut classes = vec![(u8::MAX, 0); window.words.len()];
        let mut number = 0;
        if let Some(one) = one {
            for (class, spans) in
                [(arguments::CONTENT, &one.content), (arguments::SOURCE, &one.source)]
            {
                for range in words(reading, spans) {
                    number += 1;
                    for (at, slot) in window.words.iter().zip(&mut classes) {
                        if range.contains(at) && !cue.contains(at) {
                            *slot = (class, number);
                        }
                    }
                }
            }
        }
        let mut spans: Vec<(Range<usize>, u8)> = Vec::new();
        let mut at = 0;
        while at < classes.len() {
            let run = classes[at..].iter().take_while(|other| **other == classes[at]).count();
            if classes[at].0 != u8::MAX {
                spans.push((at..at + run, classes[at].0));
            }
            at += run;
        }
        let labels = Labels { best: &scratch.labels, soft: &scratch.soft };
        arguments::write_features(reading, &window, labels, &mut buffers, &mut features);
        let labels = bilou.encode(window.words.len(), &spans);
        let masks: Vec<u64> = labels.iter().map(|&label| 1 << label).collect();
        trainer.push(&features, &masks).expect("spans make an allowed path");
    }
}
