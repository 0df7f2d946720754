//! Trains the model: `cargo run --release -p copydesk-entities --example train_entities -- DATA_DIR`.
//!
//! First the [`lexica`]: word classes, case counts, lists of names. Then a tagger for the first
//! pass, what it takes the words of raw news for, and a tagger for the second pass, which sees all
//! of that ([`fit`]). Last the scores on the development parts, as they are and with other capitals
//! ([`measure`]).
//!
//! | option | what |
//! |---|---|
//! | `--stages DIR` | where the segments library is; the folder above the example by default |
//! | `--model DIR` | where the model's files go; the crate's `model` by default |
//! | `--without BITS` | families of features to leave out, for measuring what each is worth |
//! | `--cache FILE` | keeps the lexica, or takes them from there |
//! | `--outside DIR` | trains nothing: builds the table of [`outside`] from its sources, which training takes as it is |
//! | `--vectors FILE` | trains nothing: builds the table of [`vectors`] from its source, which training takes as it is |
//! | `--fifth` | writes nothing: trains one pass on four fifths of the training parts and scores it on the last |
//! | `--evaluate` | trains nothing: scores of the model that is there |
//! | `--annotate IN OUT` | trains nothing: the stage's entities for a file of JSON Lines, for the scorer |

#![expect(clippy::print_stdout, reason = "the scores are for a person to read")]

mod corpus;
mod fit;
mod gum;
mod lexica;
mod measure;
mod outside;
mod plain;
mod recase;
mod texts;
mod vectors;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use copydesk_entities::features::family;
use copydesk_entities::tagging::Model;
use copydesk_learn::features::hash_str;
use copydesk_pipeline::{Pipeline, Worker};
use copydesk_stage::{Article as View, Document, harness};

use corpus::Article;
use lexica::{Given, Tables};

/// A development part: its name and its articles.
type Part = (&'static str, Vec<Article>);

/// What was typed.
struct Options {
    data: PathBuf,
    model: PathBuf,
    stages: PathBuf,
    families: u32,
    cache: Option<PathBuf>,
    evaluate: bool,
    fifth: bool,
    vectors: Option<PathBuf>,
    annotate: Option<(PathBuf, PathBuf)>,
    outside: Option<PathBuf>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut options = Options {
        data: PathBuf::new(),
        model: Path::new(env!("CARGO_MANIFEST_DIR")).join("model"),
        stages: std::env::current_exe()?
            .ancestors()
            .nth(2)
            .ok_or("no folder of stages")?
            .to_owned(),
        families: family::ALL,
        cache: None,
        evaluate: false,
        fifth: false,
        vectors: None,
        annotate: None,
        outside: None,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or("a value is missing");
        match argument.as_str() {
            "--model" => options.model = value()?.into(),
            "--stages" => options.stages = value()?.into(),
            "--without" => options.families = family::ALL & !value()?.parse::<u32>()?,
            "--cache" => options.cache = Some(value()?.into()),
            "--outside" => options.outside = Some(value()?.into()),
            "--vectors" => options.vectors = Some(value()?.into()),
            "--fifth" => options.fifth = true,
            "--evaluate" => options.evaluate = true,
            "--annotate" => options.annotate = Some((value()?.into(), value()?.into())),
            data => options.data = data.into(),
        }
    }
    run(&options)
}

fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    if let Some(file) = &options.vectors {
        return Ok(fs::write(options.model.join("vectors.bin"), vectors::build(file)?)?);
    }
    if let Some(folder) = &options.outside {
        return Ok(fs::write(options.model.join("outside.bin"), outside::build(folder)?)?);
    }
    let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let segments = options.stages.join(format!("{prefix}copydesk_segments{suffix}"));
    let pipeline = Pipeline::builder().library(&segments).build()?;
    let mut worker = pipeline.worker()?;
    if let Some((input, output)) = &options.annotate {
        return measure::annotate(input, output, &mut worker);
    }
    if !options.evaluate {
        train(options, &mut worker)?;
        if options.fifth {
            return Ok(());
        }
    }
    let read = |name: &str| fs::read(options.model.join(name));
    let given = Given::read(&options.model)?;
    let (words, names) = (read("words.bin")?, read("names.bin")?);
    let (first, second) = (read("first.bin")?, read("tagger.bin")?);
    let parts = [&words, &names, &given.outside, &given.vectors, &first, &second];
    println!("{} bytes", parts.map(Vec::len).iter().sum::<usize>());
    let lexicon = given.lexicon(&words, &names)?;
    let model = Model::new(lexicon, Some(&first), &second)?.with_families(options.families);
    measure::print(&model, &developments(options, &mut worker)?, &mut worker);
    println!("many genres: {}", measure::names(&model, &many_genres(options, &mut worker)?));
    Ok(())
}

fn train(options: &Options, worker: &mut Worker) -> Result<(), Box<dyn Error>> {
    let file = |name: &str| options.data.join("entities").join(name);
    let mut train = corpus::read(&file("conll03.train.jsonl"))?;
    train.extend(corpus::read(&file("worldwide.train.jsonl"))?);
    let texts = texts::read(&options.data)?;
    let mut tables = match options.cache.as_ref().filter(|cache| cache.exists()) {
        Some(cache) => Tables::thaw(&fs::read(cache)?),
        None => lexica::build(&texts, &options.data, &train)?,
    };
    if let Some(cache) = &options.cache {
        fs::write(cache, tables.freeze())?;
    }
    println!("{} words, {} names", tables.words.len(), tables.names.len());

    let marked = train.len();
    train.extend(gum::read(&options.data.join("gum/gum.train.jsonl"))?);
    train.extend(recase::copies(&train));
    annotate(&mut train, worker);
    let given = Given::read(&options.model)?;
    plain::mark(&train[..marked], &mut tables, &given)?;
    if options.fifth {
        let gum = many_genres(options, worker)?;
        return try_on_a_fifth(&train, &gum, &tables, &given, options.families);
    }
    let texts: Vec<Document> = texts.into_iter().map(|text| worker.annotate(text)).collect();
    let developments = developments(options, worker)?;
    let held_out: Vec<&Article> =
        developments.iter().flat_map(|(_, articles)| articles).filter(|a| fits(a)).collect();

    let parts = fit::fit(&train, &held_out, &texts, &tables, &given, options.families)?;
    for (name, bytes) in [
        ("words", &parts.words),
        ("names", &parts.names),
        ("first", &parts.first),
        ("tagger", &parts.second),
    ] {
        fs::write(options.model.join(format!("{name}.bin")), bytes)?;
    }
    Ok(())
}

/// The development parts with their names.
fn developments(options: &Options, worker: &mut Worker) -> Result<Vec<Part>, Box<dyn Error>> {
    let mut all = Vec::new();
    for name in ["conll03", "worldwide"] {
        let mut articles = corpus::read(&options.data.join(format!("entities/{name}.dev.jsonl")))?;
        annotate(&mut articles, worker);
        all.push((name, articles));
    }
    Ok(all)
}

/// The development part of GUM, of whose names not all are marked.
fn many_genres(options: &Options, worker: &mut Worker) -> Result<Vec<Article>, Box<dyn Error>> {
    let mut articles = gum::read(&options.data.join("gum/gum.dev.jsonl"))?;
    annotate(&mut articles, worker);
    Ok(articles)
}

/// Adds the layers of the stage before.
fn annotate(articles: &mut [Article], worker: &mut Worker) {
    for article in articles {
        article.document = worker.annotate(article.document.clone());
    }
}

/// Whether the probabilities are fitted on this article of a development part; it is told on the
/// others how good they are.
fn fits(article: &Article) -> bool {
    hash_str(article.document.id()).is_multiple_of(2)
}

/// Passes the view of a document that the stage has to `body`.
fn view<E: std::fmt::Debug>(document: &Document, body: impl FnOnce(&View<'_>) -> Result<(), E>) {
    harness::view(document, &["sentence", "token"], body).expect("the layers are there");
}

/// Trains one pass on four fifths of the training parts, and prints the scores on the last: to decide by,
/// in a minute and without a look at the development parts.
fn try_on_a_fifth(
    train: &[Article],
    gum: &[Article],
    tables: &Tables,
    given: &Given,
    families: u32,
) -> Result<(), Box<dyn Error>> {
    let (words, names) = (lexica::finish(&tables.words), lexica::finish(&tables.names));
    let lexicon = given.lexicon(&words, &names)?;
    let families = families & family::FIRST;
    // Copies with other capitals have the number of what they are copies of.
    let is_last = |article: &Article| (hash_str(article.document.id()) / 7).is_multiple_of(5);
    let first = fit::first_pass(train.iter().filter(|a| !is_last(a)), &lexicon, families);
    let model = Model::new(lexicon, None, &first)?.with_families(families);
    let last = train.iter().filter(|article| {
        is_last(article) && article.altered.is_empty() && article.open.is_empty()
    });
    let (four, nine): (Vec<Article>, _) = last.cloned().partition(|article| article.unmarked != 0);
    for (name, articles) in [("four classes", four), ("nine classes", nine)] {
        println!("{name}: {}", measure::score(&model, &articles));
    }
    println!("many genres: {}", measure::names(&model, gum));
    Ok(())
}
