//! Trains the stage's models and prints their scores: `train_segments DATA_DIR [OUT_DIR]`, with DATA_DIR laid
//! out as MODEL.md says. The same data give the same bytes.
//!
//! The flow: word classes from raw text; a first tagger from GUM; with it the hints of the
//! dictionary from raw text; three taggers whose agreement on raw news is further training text;
//! the final tagger; and its habits.
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use copydesk_learn::clusters::{ClusterOptions, ClusterTrainer};
use copydesk_learn::greedy::GreedyOptions;
use copydesk_segments::training::{self, Habits, Sentence, Trained, tag_name, tag_number};
use serde_json::Value;

/// One raw article in so many is tagged for training: all of them would drown the gold tags.
const SILVER_STEP: usize = 2;

/// How often the gold is taken, so that it outweighs the silver.
const GOLD_COPIES: usize = 4;

/// The passes of the final training. The other taggers make do with fewer.
const PASSES: u32 = 12;

/// The trainings of the final tagger, whose mean it is.
const TRAININGS: u32 = 4;

/// A third of the weights come from a single step of one of them, and are not worth their place.
const PRUNE: f32 = 0.26;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let data = PathBuf::from(arguments.next().ok_or("usage: train_segments DATA_DIR [OUT_DIR]")?);
    let out = match arguments.next() {
        Some(out) => PathBuf::from(out),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("model"),
    };
    let gum = read(&data.join("gum/gum.train.jsonl"))?;
    let mut reuters = read(&data.join("entities/conll03.train.jsonl"))?;
    to_gum(&mut reuters);
    let worldwide = read(&data.join("entities/worldwide.train.jsonl"))?;
    let politics = read(&data.join("quotes/polnear.train.jsonl"))?;
    let wire = fs::read_to_string(data.join("raw/news.txt"))?;
    let mut texts: Vec<&str> = [&gum, &reuters, &worldwide, &politics]
        .into_iter()
        .flatten()
        .map(|record| record.text.as_str())
        .collect();
    texts.push(&wire);

    let paths = word_classes(&texts);
    let classes_with = |settled: &BTreeMap<&str, u8>| {
        training::classes(paths.iter().map(|(word, path)| (word.as_str(), *path)), settled)
    };
    let classes = classes_with(&BTreeMap::new());

    let gold = cut(&gum);
    let options = GreedyOptions::default();
    let dictionary = {
        let dictionary = training::dictionary(&gold, &BTreeMap::new());
        let model = training::tagger(&gold, &dictionary, &classes, &options)?;
        let mut first = Trained::new(&dictionary, &classes, &model, None)?;
        let mut counts = BTreeMap::new();
        for text in &texts[gum.len()..] {
            first.count(&training::cut(text, &BTreeMap::new()), &mut counts);
        }
        training::dictionary(&gold, &counts)
    };

    let raw = worldwide.iter().chain(&politics).step_by(SILVER_STEP);
    let mut silver: Vec<_> =
        raw.flat_map(|record| training::cut(&record.text, &BTreeMap::new())).collect();
    let with_reuters: Vec<_> = gold.iter().cloned().chain(cut(&reuters)).collect();
    for (turn, (sentences, seed)) in
        [(&gold, 1), (&gold, 7), (&with_reuters, 3)].into_iter().enumerate()
    {
        let model = training::tagger(
            sentences,
            &dictionary,
            &classes,
            &GreedyOptions { seed, ..options.clone() },
        )?;
        let mut trained = Trained::new(&dictionary, &classes, &model, None)?;
        if turn == 0 {
            trained.assign(&mut silver);
        } else {
            trained.filter(&mut silver);
        }
    }
    let all: Vec<Sentence<'_>> =
        std::iter::repeat_n(&gold, GOLD_COPIES).flatten().chain(&silver).cloned().collect();
    let final_options =
        GreedyOptions { epochs: PASSES, trainings: TRAININGS, prune: PRUNE, ..options };
    let model = training::tagger(&all, &dictionary, &classes, &final_options)?;

    let mut habits = Habits::default();
    let mut trained = Trained::new(&dictionary, &classes, &model, None)?;
    for text in &texts {
        habits.add(&training::cut(text, &BTreeMap::new()), &mut trained);
    }
    let classes = classes_with(&habits.settled());
    let habits = habits.contexts();
    for (name, bytes) in
        [("dictionary", &dictionary), ("classes", &classes), ("tags", &model), ("habits", &habits)]
    {
        fs::write(out.join(name).with_extension("bin"), bytes)?;
        println!("{name}: {} bytes", bytes.len());
    }

    let dev = read(&data.join("gum/gum.dev.jsonl"))?;
    let is_news = |record: &Record| {
        ["_news_", "_interview_", "_speech_"].iter().any(|genre| record.id.contains(genre))
    };
    let mut trained = Trained::new(&dictionary, &classes, &model, Some(&habits))?;
    report("gum.dev", &dev, &mut trained);
    let news: Vec<Record> = dev.into_iter().filter(is_news).collect();
    report("its news, interviews and speeches", &news, &mut trained);
    Ok(())
}

fn report(name: &str, records: &[Record], trained: &mut Trained<'_>) {
    let (right, all, mistakes) = trained.accuracy(&cut(records));
    let gold: usize = records.iter().map(|record| record.gold.len()).sum();
    let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
    println!(
        "{name}: {:.2} % of {all} tokens have the right tag; {:.2} % of {gold} gold tokens are tokens of ours",
        percent(right, all),
        percent(all, gold)
    );
    let mut mistakes: Vec<_> = mistakes.into_iter().collect();
    mistakes.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let shown = mistakes.iter().take(10).map(|&((gold, given), count)| {
        format!("{} as {} {count}", tag_name(gold), tag_name(given))
    });
    println!("  most frequent mistakes: {}", shown.collect::<Vec<_>>().join(", "));
}

/// An article with gold tags by the bytes of its tokens.
struct Record {
    id: String,
    text: String,
    gold: BTreeMap<(usize, usize), u8>,
}

fn cut(records: &[Record]) -> Vec<Sentence<'_>> {
    records.iter().flat_map(|record| training::cut(&record.text, &record.gold)).collect()
}

fn read(path: &Path) -> Result<Vec<Record>, Box<dyn Error>> {
    let mut records = Vec::new();
    for line in fs::read_to_string(path)?.lines() {
        let mut json: Value = serde_json::from_str(line)?;
        let Value::String(text) = json["text"].take() else { return Err("no text".into()) };
        // Offsets in the corpora count characters.
        let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        bytes.push(text.len());
        let byte = |value: &Value| value.as_u64().and_then(|at| bytes.get(at as usize)).copied();
        let none = Vec::new();
        let list = |key: &str| json[key].as_array().unwrap_or(&none);
        let mut gold = BTreeMap::new();
        for (span, tag) in list("tokens").iter().zip(list("pos")) {
            if let (Some(start), Some(end), Some(tag)) =
                (byte(&span[0]), byte(&span[1]), tag.as_str().and_then(tag_number))
            {
                gold.insert((start, end), tag);
            }
        }
        records.push(Record { id: json["id"].as_str().unwrap_or_default().to_owned(), text, gold });
    }
    Ok(records)
}

/// Turns the older scheme of the Reuters corpus into GUM's, which has IN for the preposition "to".
/// Its brackets and quotation marks have tags of their own, which count as none.
fn to_gum(records: &mut [Record]) {
    let number = |name| tag_number(name).unwrap_or(training::UNKNOWN);
    let (to, verb, preposition) = (number("TO"), number("VB"), number("IN"));
    for record in records {
        let mut next = None;
        for tag in record.gold.values_mut().rev() {
            if *tag == to && next != Some(verb) {
                *tag = preposition;
            }
            next = Some(*tag);
        }
    }
}

/// The words of the texts with the paths to their classes.
fn word_classes(texts: &[&str]) -> Vec<(String, u32)> {
    let mut trainer = ClusterTrainer::new(ClusterOptions {
        classes: 500,
        rounds: 8,
        ..ClusterOptions::default()
    });
    for text in texts {
        for sentence in training::cut(text, &BTreeMap::new()) {
            trainer.push(sentence.words());
        }
    }
    let trained = trainer.train();
    trained
        .words()
        .map(|(word, class, _)| (word.to_owned(), trained.class_path(class).to_u32()))
        .collect()
}
