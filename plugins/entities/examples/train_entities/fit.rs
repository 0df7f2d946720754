//! Fits the taggers of both passes.

use std::error::Error;

use copydesk_entities::features::{self, Options, family};
use copydesk_entities::labels::bilou;
use copydesk_entities::lexicon::Lexicon;
use copydesk_entities::tagging::{Mention, Model, Scratch, next_run};
use copydesk_learn::features::{Features, hash_str};
use copydesk_learn::tagger::{Method, TaggerOptions, TaggerTrainer, calibrate};
use copydesk_stage::Document;

use crate::corpus::{self, Article};
use crate::lexica::{self, Given, Tables};
use crate::{recase, view};

/// The parts into which the articles are split, so that what a first pass says of an article comes
/// from a tagger that has not seen it, as it will for new articles.
const FOLDS: u64 = 4;

/// The bytes of the model's parts that are fitted here.
#[derive(Debug)]
pub struct Parts {
    pub words: Vec<u8>,
    pub names: Vec<u8>,
    pub first: Vec<u8>,
    pub second: Vec<u8>,
}

/// Fits both passes. The probabilities are calibrated on the articles in `held_out`.
pub fn fit(
    train: &[Article],
    held_out: &[&Article],
    texts: &[Document],
    tables: &Tables,
    given: &Given,
    families: u32,
) -> Result<Parts, Box<dyn Error>> {
    let (words, names) = (lexica::finish(&tables.words), lexica::finish(&tables.names));
    let plain = given.lexicon(&words, &names)?;
    let early = families & family::FIRST;
    let fold = |document: &Document| hash_str(document.id()) % FOLDS;

    let mut firsts = Vec::new();
    for left_out in 0..=FOLDS {
        // The last one is the one to keep: no article is in a fold of this number.
        let articles = train.iter().filter(|article| fold(&article.document) != left_out);
        firsts.push(first_pass(articles, &plain, early));
    }
    let models = firsts
        .iter()
        .map(|first| Ok(Model::new(plain.clone(), None, first)?.with_families(early)))
        .collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    // What is known of words to an article in training comes from other articles, as in use.
    let known: Vec<[Vec<u8>; 2]> = (0..)
        .zip(&models)
        .map(|(left_out, model)| {
            let others = |text: &&Document| text.id().is_empty() || fold(text) != left_out;
            let tables = lexica::with_known(tables, model, texts.iter().filter(others));
            [lexica::finish(&tables.words), lexica::finish(&tables.names)]
        })
        .collect();
    let lexicons = known
        .iter()
        .map(|[words, names]| given.lexicon(words, names))
        .collect::<Result<Vec<_>, _>>()?;
    println!("texts without labels tagged");

    let mut scratch = Scratch::default();
    scratch.reading.as_written = true;
    let mut pass = |model: usize, article: &Article| {
        let mut mentions = Vec::new();
        view(&article.document, |view| models[model].tag(view, &mut scratch, &mut mentions));
        mentions
    };
    let options = TaggerOptions {
        method: Method::Crf { rate: 0.1, l2: 0.5 },
        epochs: 10,
        min_count: 3,
        prune: 0.07,
        dropout: 0.5,
        averaged: 4,
        trainings: 4,
        ..Default::default()
    };
    let mut trainer = trainer(options);
    for article in train {
        let fold = fold(&article.document) as usize;
        let mentions = pass(fold, article);
        examples(article, &lexicons[fold], Some(&mentions), families, |features, masks| {
            trainer.push(features, masks).is_ok()
        });
    }
    println!("second pass: {} runs of words", trainer.len());
    let second = trainer.train();

    let last = FOLDS as usize;
    let mut calibration = Vec::new();
    for article in held_out {
        let mentions = pass(last, article);
        examples(article, &lexicons[last], Some(&mentions), families, |features, masks| {
            calibration.push((features.clone(), masks.to_vec()));
            true
        });
    }
    let second = calibrate(second, &calibration)?;
    drop((models, lexicons));
    let (Some([words, names]), Some(first)) = ({ known }.pop(), firsts.pop()) else {
        return Err("no folds".into());
    };
    Ok(Parts { words, names, first, second })
}

fn trainer(options: TaggerOptions) -> TaggerTrainer {
    TaggerTrainer::with_constraints(bilou().labels(), options, |prev, next| {
        bilou().allowed(prev, next)
    })
}

pub fn first_pass<'a>(
    articles: impl Iterator<Item = &'a Article>,
    lexicon: &Lexicon<'_>,
    families: u32,
) -> Vec<u8> {
    let options = TaggerOptions {
        method: Method::CRF,
        epochs: 6,
        min_count: 3,
        prune: 0.12,
        dropout: 0.5,
        averaged: 3,
        ..Default::default()
    };
    let mut trainer = trainer(options);
    for article in articles {
        examples(article, lexicon, None, families, |features, masks| {
            trainer.push(features, masks).is_ok()
        });
    }
    println!("first pass: {} runs of words", trainer.len());
    trainer.train()
}

/// Passes the features and gold masks of each run of an article to `take`.
fn examples(
    article: &Article,
    lexicon: &Lexicon<'_>,
    first: Option<&[Mention]>,
    families: u32,
    mut take: impl FnMut(&Features, &[u64]) -> bool,
) {
    let mut scratch = Scratch::default();
    scratch.reading.as_written = true;
    let mut features = Features::new();
    view(&article.document, |view| scratch.reading.read(view, lexicon));
    if let Some(first) = first {
        scratch.note(first);
    }
    let pass = first.map(|_| scratch.first_pass());
    let reading = &scratch.reading;
    for sentence in &reading.sentences {
        if !recase::counts(article, reading.span(sentence.first, sentence.end)) {
            continue;
        }
        let mut from = sentence.first;
        while let Some(run) = next_run(reading, sentence, from) {
            from = run.end;
            features.clear();
            let options = Options { pass, families, own: true };
            features::write(reading, sentence, run.clone(), options, &mut features);
            take(&features, &corpus::masks(article, reading, &run));
        }
    }
}
