//! Trains the stage's models and says how they score.
//!
//!     cargo run --release -p copydesk-summaries --example train_summaries -- DATA_DIR
//!         [--stages DIR]    where the segments and entities libraries lie; default: above this program
//!         [--ablate]        also measures what each family of features brings
//!         [--out DIR]       writes the held-out summaries, and the first three sentences, as
//!                           records for a scorer
//!
//! Every figure is of a cross-validation: ten folds of articles, each summarised by a model that
//! has not seen it. The model written is trained on all articles. ROUGE here is near to, not the
//! same as, the published measure; see `rouge`.
#![expect(clippy::print_stdout, reason = "it reports its scores")]

use std::error::Error;
use std::path::{Path, PathBuf};

use copydesk_document::Document;
use copydesk_learn::classifier::{
    Classifier, ClassifierOptions, ClassifierTrainer, Platt, set_platt,
};
use copydesk_learn::eval::{average_precision, folds};
use copydesk_learn::features::ValuedFeatures;
use copydesk_pipeline::{Pipeline, Worker};
use copydesk_stage::harness;
use copydesk_summaries::choose::{Chooser, Limits};
use copydesk_summaries::features::{Families, Family};
use copydesk_summaries::membership::{Frequency, Membership, Scorer};
use copydesk_summaries::points::Trait;
use copydesk_summaries::sentences::Reading;
use rouge::{Reference, Rouge, Words};
use serde_json::{Value, json};

mod frequency;
mod rouge;
mod salience;

const FOLDS: usize = 10;
const DEFAULTS: Limits = Limits { sentences: 3, words: 0, share: 0.0 };

fn options() -> ClassifierOptions {
    ClassifierOptions { epochs: 60, rate: 0.1, l2: 10.0, min_count: 5, ..Default::default() }
}

/// An article with what is needed to learn from it.
struct Article {
    document: Document,
    reading: Reading,
    sentences: Vec<Words>,
    reference: Reference,
    oracle: Vec<usize>,
    highlights: String,
    /// How much the article counts: how well its sentences can say what its summary says.
    weight: f32,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let after = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).map(PathBuf::from)
    };
    let data = PathBuf::from(arguments.first().ok_or("name the data folder")?);
    let above = std::env::current_exe()?.ancestors().nth(2).map(Path::to_path_buf);
    let stages = after("--stages").or(above).ok_or("name the stages' folder")?;

    let table = frequency::table(&std::fs::read_to_string(data.join("raw/news.txt"))?);
    let frequency = Frequency::from_bytes(&table)?;
    let library = |stage: &str| {
        let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
        stages.join(format!("{prefix}copydesk_{stage}{suffix}"))
    };
    let libraries = Pipeline::builder().library(library("segments")).library(library("entities"));
    let pipeline = libraries.build()?;
    let mut worker = pipeline.worker()?;
    let articles = read(&data.join("summaries/cnndm.dev.jsonl"), &mut worker, frequency)?;
    let all = features(&articles, frequency, Families::ALL)?;

    let margins = cross_validate(&articles, &all)?;
    let platt = calibration(&articles, &margins);
    let chosen = choose(&articles, &margins, platt);
    let leads: Vec<Vec<usize>> =
        articles.iter().map(|article| (0..article.sentences.len().min(3)).collect()).collect();
    let oracles: Vec<_> = articles.iter().map(|article| article.oracle.clone()).collect();
    report("first three sentences", &articles, &leads);
    report("greedy oracle", &articles, &oracles);
    report("cross-validated", &articles, &chosen);
    report("best three one by one", &articles, &best_three(&margins));
    println!("average precision {:.4}, calibration {platt:?}", precision(&articles, &margins));
    if arguments.iter().any(|argument| argument == "--ablate") {
        ablate(&articles, frequency)?;
    }
    if let Some(out) = after("--out") {
        std::fs::create_dir_all(&out)?;
        std::fs::write(out.join("held-out.jsonl"), records(&articles, &chosen))?;
        std::fs::write(out.join("lead3.jsonl"), records(&articles, &leads))?;
    }

    let model = set_platt(train(&articles, &all, |_| true), platt)?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("model");
    let membership = Membership::new(&model, frequency)?;
    let texts = |without: Option<Trait>| texts(&articles, &margins, platt, frequency, without);
    let cnn = texts(None)?;
    let mut gum = |part: &str| {
        let path = data.join(format!("gum/gum.{part}.jsonl"));
        salience::of_gum(&path, &mut worker, |document, scorer| {
            harness::view(document, &["sentence", "token"], |view| scorer.score(view, &membership))
                .map_err(|failure| failure.message().to_owned())?;
            Ok(scorer.scores().to_vec())
        })
    };
    let (gum, dev) = (gum("train")?, gum("dev")?);
    let salience = salience::train(&cnn, &gum, &dev)?;
    if arguments.iter().any(|argument| argument == "--ablate") {
        salience::measure("all", &cnn)?;
        for group in Trait::ALL {
            salience::measure(&format!("without {group:?}"), &texts(Some(group))?)?;
        }
    }
    for (name, bytes) in [("frequency", &table), ("membership", &model), ("salience", &salience)] {
        println!("{name}.bin {} bytes", bytes.len());
        std::fs::write(folder.join(format!("{name}.bin")), bytes)?;
    }
    Ok(())
}

fn read(
    path: &Path,
    worker: &mut Worker,
    frequency: Frequency<'_>,
) -> Result<Vec<Article>, Box<dyn Error>> {
    let mut articles = Vec::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let row: Value = serde_json::from_str(line)?;
        let field = |name: &str| row[name].as_str().ok_or_else(|| format!("no {name}"));
        let document = worker.annotate(Document::new(field("id")?, field("text")?)?);
        let mut scorer = Scorer::default();
        harness::view(&document, &["sentence", "token"], |article| scorer.read(article, frequency))
            .map_err(|failure| failure.message().to_owned())?;
        let reading = scorer.reading().clone();
        let spans = reading.sentences().iter().map(|sentence| sentence.span);
        let sentences: Vec<_> = spans.map(|span| rouge::words(span.of(document.text()))).collect();
        // A few summaries have their points on one line: "… found .Divers searched …".
        let summary = field("summary")?;
        let summary =
            if summary.contains('\n') { summary.to_owned() } else { summary.replace(" .", " .\n") };
        let reference = Reference::new(&summary);
        let (oracle, best) = reference.oracle(&sentences);
        let weight = 4.0 * best as f32;
        let highlights = summary;
        articles.push(Article {
            document,
            reading,
            sentences,
            reference,
            oracle,
            highlights,
            weight,
        });
    }
    Ok(articles)
}

/// By article and sentence, the features.
fn features(
    articles: &[Article],
    frequency: Frequency<'_>,
    families: Families,
) -> Result<Vec<Vec<ValuedFeatures>>, Box<dyn Error>> {
    let mut scorer = Scorer::default();
    let mut all = Vec::new();
    for article in articles {
        let visible = ["sentence", "token"];
        harness::view(&article.document, &visible, |view| scorer.read(view, frequency))
            .map_err(|failure| failure.message().to_owned())?;
        let sentences = 0..article.sentences.len();
        all.push(sentences.map(|at| scorer.features(at, families).clone()).collect());
    }
    Ok(all)
}

/// The articles' entities and figures, with the sentences' held-out scores.
fn texts(
    articles: &[Article],
    margins: &[Vec<f32>],
    platt: Platt,
    frequency: Frequency<'_>,
    without: Option<Trait>,
) -> Result<Vec<salience::Text>, Box<dyn Error>> {
    let mut scorer = Scorer::default();
    let mut texts = Vec::new();
    for (article, margins) in articles.iter().zip(margins) {
        let Article { document, highlights, .. } = article;
        harness::view(document, &["sentence", "token"], |view| scorer.read(view, frequency))
            .map_err(|failure| failure.message().to_owned())?;
        let scores: Vec<_> = margins.iter().map(|&margin| platt.probability(margin)).collect();
        let collected = salience::collect(document, &scorer, &scores, without)?;
        texts.push(salience::of_highlights(document, collected, highlights));
    }
    Ok(texts)
}

fn train(
    articles: &[Article],
    features: &[Vec<ValuedFeatures>],
    wanted: impl Fn(usize) -> bool,
) -> Vec<u8> {
    let mut trainer = ClassifierTrainer::new(2, options());
    for (at, article) in articles.iter().enumerate().filter(|(at, _)| wanted(*at)) {
        for (sentence, features) in features[at].iter().enumerate() {
            let class = usize::from(article.oracle.contains(&sentence));
            trainer.push(features, class, article.weight);
        }
    }
    trainer.train()
}

/// By article and sentence, the margin of a model that was trained without the article's fold.
fn cross_validate(
    articles: &[Article],
    features: &[Vec<ValuedFeatures>],
) -> Result<Vec<Vec<f32>>, Box<dyn Error>> {
    let mut margins = vec![Vec::new(); articles.len()];
    for fold in folds(articles.len(), FOLDS, 1) {
        let model = train(articles, features, |at| fold.binary_search(&at).is_err());
        let classifier = Classifier::from_bytes(&model)?;
        for at in fold {
            margins[at] = features[at].iter().map(|one| classifier.margin(one)).collect();
        }
    }
    Ok(margins)
}

/// Margins and whether each sentence is in the oracle.
fn seen(articles: &[Article], margins: &[Vec<f32>]) -> Vec<(f32, bool)> {
    let mut seen = Vec::new();
    for (article, margins) in articles.iter().zip(margins) {
        let rows = margins.iter().enumerate();
        seen.extend(rows.map(|(at, &margin)| (margin, article.oracle.contains(&at))));
    }
    seen
}

fn calibration(articles: &[Article], margins: &[Vec<f32>]) -> Platt {
    Platt::fit(&seen(articles, margins))
}

fn precision(articles: &[Article], margins: &[Vec<f32>]) -> f64 {
    average_precision(&seen(articles, margins))
}

fn choose(articles: &[Article], margins: &[Vec<f32>], platt: Platt) -> Vec<Vec<usize>> {
    let mut chooser = Chooser::default();
    let mut chosen = Vec::new();
    for (article, margins) in articles.iter().zip(margins) {
        let scores: Vec<_> = margins.iter().map(|&margin| platt.probability(margin)).collect();
        let picks = chooser.choose(&article.reading, &scores, &DEFAULTS);
        chosen.push(picks.iter().map(|pick| pick.sentence).collect());
    }
    chosen
}

fn best_three(margins: &[Vec<f32>]) -> Vec<Vec<usize>> {
    let three = |margins: &Vec<f32>| {
        let mut order: Vec<_> = (0..margins.len()).collect();
        order.sort_by(|&a, &b| margins[b].total_cmp(&margins[a]));
        order.truncate(3);
        order.sort_unstable();
        order
    };
    margins.iter().map(three).collect()
}

fn report(name: &str, articles: &[Article], chosen: &[Vec<usize>]) {
    let (mut sum, mut words) = (Rouge::default(), 0);
    for (article, chosen) in articles.iter().zip(chosen) {
        let sentences: Vec<_> = chosen.iter().map(|&at| &article.sentences[at]).collect();
        let score = article.reference.score(&sentences);
        sum.one += score.one;
        sum.two += score.two;
        sum.lsum += score.lsum;
        words += chosen.iter().map(|&at| article.reading.sentences()[at].words).sum::<u32>();
    }
    let count = articles.len() as f64;
    let mean = |sum: f64| 100.0 * sum / count;
    println!(
        "{name:<24} R1 {:.2}  R2 {:.2}  RLsum {:.2}  words {:.1}",
        mean(sum.one),
        mean(sum.two),
        mean(sum.lsum),
        f64::from(words) / count
    );
}

fn ablate(articles: &[Article], frequency: Frequency<'_>) -> Result<(), Box<dyn Error>> {
    let measure = |name: String, families: Families| -> Result<(), Box<dyn Error>> {
        let features = features(articles, frequency, families)?;
        let margins = cross_validate(articles, &features)?;
        let platt = calibration(articles, &margins);
        report(&name, articles, &choose(articles, &margins, platt));
        Ok(())
    };
    measure("only Position".to_owned(), Families::only(Family::Position))?;
    measure(
        "Position and Length".to_owned(),
        Families::only(Family::Position).with(Family::Length),
    )?;
    for family in Family::ALL {
        measure(format!("without {family:?}"), Families::ALL.without(family))?;
    }
    Ok(())
}

fn records(articles: &[Article], chosen: &[Vec<usize>]) -> String {
    let mut lines = String::new();
    for (article, chosen) in articles.iter().zip(chosen) {
        let text = article.document.text();
        let summary: Vec<_> = chosen
            .iter()
            .map(|&at| {
                let span = article.reading.sentences()[at].span;
                json!({"start": span.start(), "end": span.end(), "text": span.of(text)})
            })
            .collect();
        let record = json!({
            "schema": "copydesk/1", "id": article.document.id(), "offsets": "utf8", "text": text,
            "annotations": {"summary": summary}
        });
        lines.push_str(&record.to_string());
        lines.push('\n');
    }
    lines
}
