//! `copydesk run`: articles in, records out, in order, on all cores.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use copydesk_document::{Document, OffsetUnit, Problem, ProblemKind};
use copydesk_pipeline::batch::{Limits, run_ordered};
use copydesk_pipeline::budget::Verdict;
use copydesk_pipeline::isolate::Walls;
use copydesk_pipeline::{Cost, Pipeline, Worker};

use crate::cli::RunArguments;
use crate::failure::{Failure, Outcome, PLAIN, YELLOW};
use crate::intake::article::{Decoded, Decoder};
use crate::intake::paths;
use crate::intake::source::{RawArticle, RawArticles};
use crate::output::file::Output;
use crate::output::record::Record;
use crate::output::sink::{self, OutputFormat, Sink};
use crate::safeguards::Safeguards;

/// How many problems are printed; the records hold them all.
const PRINTED_PROBLEMS: u64 = 20;

/// Runs the stages over everything that was typed.
pub fn run(arguments: &RunArguments) -> Result<Outcome, Failure> {
    let started = Instant::now();
    let mut typed = arguments.paths.clone();
    if let Some(list) = &arguments.files_from {
        typed.extend(paths::from_list(list)?);
    }
    let sources = paths::expand(&typed)?;
    let safeguards = Safeguards::new(arguments)?;
    let pipeline = super::pipeline(&arguments.stages, safeguards.isolation.clone())?;
    let mut ledger = safeguards.ledger(&pipeline, arguments)?;
    let path = arguments.output.as_deref();
    let offsets: OffsetUnit = arguments.offsets.into();
    let form = arguments.to.unwrap_or_else(|| OutputFormat::of(path));
    let wanted = Wanted::new(&arguments.layers, &pipeline, form)?;
    let mut target = match sink::open(form, path, offsets)? {
        Some(sink) => Target::Other(sink),
        None => Target::Lines(Output::open(path)?),
    };

    let threads = arguments
        .threads
        .or_else(|| std::thread::available_parallelism().ok())
        .map_or(1, NonZeroUsize::get);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| {
        Failure::new(format!("{threads} threads could not be started: {error}"))
    })?;
    let workers =
        (0..threads).map(|_| pipeline.worker().map(Mutex::new)).collect::<Result<Vec<_>, _>>()?;

    let disabled = Disabled::new(ledger.may_disable());
    let decoder: Decoder = arguments.input.decoder();
    let articles = RawArticles::new(sources.list, arguments.input.format);
    let in_archives = articles.passed_over();
    let work = |thread: usize, raw: RawArticle| {
        let without = disabled.now();
        let kept = disabled.keep(&raw);
        let mut worker = workers[thread].lock().unwrap_or_else(PoisonError::into_inner);
        let finished = finish(&mut worker, decoder.decode(raw), &without, offsets, &wanted);
        (finished, kept.map(|raw| (raw, without)))
    };
    let mut spare = None;
    let mut tally = Tally::default();
    let mut ids = Ids::default();
    let broken = run_ordered(
        &pool,
        Limits::default(),
        articles,
        RawArticle::len,
        work,
        |(mut finished, kept)| {
            if let Some((raw, without)) = kept
                && disabled.differ_from(&without)
            {
                // It was under way when a stage was disabled on account of an article before it.
                let again = spare_worker(&mut spare, &pipeline).map(|worker| {
                    finish(worker, decoder.decode(raw), &disabled.now(), offsets, &wanted)
                });
                match again {
                    Ok(again) => finished = again,
                    Err(failure) => return ControlFlow::Break(failure),
                }
            }
            ids.check(&mut finished, offsets, &wanted);
            tally.add(&finished, arguments.quiet);
            let verdict = ledger.count(&finished.document);
            if let Err(failure) = target.write(&finished, &wanted) {
                return ControlFlow::Break(failure);
            }
            match verdict {
                Verdict::GoOn => {}
                Verdict::Disable => disabled.set(ledger.disabled()),
                Verdict::Stop(reason) => return ControlFlow::Break(Failure::new(reason)),
            }
            ControlFlow::Continue(())
        },
    );
    if !arguments.quiet {
        for line in ledger.report() {
            anstream::eprintln!("{line}");
        }
        if let Some(gaps) = pipeline.walls().map(Walls::gaps).filter(|gaps| !gaps.is_empty()) {
            anstream::eprintln!(
                "isolated, but this system cannot forbid the stages' processes to {}",
                gaps.join(", ")
            );
        }
    }
    if let Some(failure) = broken {
        return Err(failure);
    }
    target.finish()?;

    if !arguments.quiet {
        let mut passed_over: Vec<_> =
            sources.passed_over.iter().map(|path| path.display().to_string()).collect();
        passed_over.extend(in_archives.names());
        if let Some(first) = passed_over.first() {
            let count = passed_over.len();
            anstream::eprintln!(
                "passed over {count} files whose names say of no format that can be read, the first {first}"
            );
        }
        for line in tally.remarks() {
            anstream::eprintln!("{line}");
        }
        anstream::eprintln!("{}", tally.closing_line(started.elapsed()));
    }
    if arguments.timings {
        let workers = workers.into_iter().map(Mutex::into_inner);
        let workers = workers.map(|worker| worker.unwrap_or_else(PoisonError::into_inner));
        print_timings(&pipeline, workers.chain(spare), tally.words);
    }
    Ok(if tally.with_problems == 0 { Outcome::Done } else { Outcome::HadProblems })
}

/// Where finished articles go: as our own records, whose lines the workers have written already, or in
/// another form.
enum Target {
    Lines(Output),
    Other(Box<dyn Sink>),
}

impl Target {
    fn write(&mut self, finished: &Finished, wanted: &Wanted) -> Result<(), Failure> {
        match self {
            Self::Lines(output) => output.write(&finished.line),
            Self::Other(sink) => sink.write(&finished.document, &|layer| wanted.has(layer)),
        }
    }

    fn finish(self) -> Result<(), Failure> {
        match self {
            Self::Lines(output) => output.finish(),
            Self::Other(sink) => sink.finish(),
        }
    }
}

/// The layers to write.
struct Wanted {
    /// Whether they are written as lines of our own.
    lines: bool,
    all: bool,
    named: Vec<String>,
    on_request: Vec<String>,
}

impl Wanted {
    fn new(named: &[String], pipeline: &Pipeline, form: OutputFormat) -> Result<Self, Failure> {
        let all = named.iter().any(|name| name == "all");
        for name in named.iter().filter(|name| *name != "all") {
            if !pipeline.layers().any(|(layer, _)| layer == name) {
                let known: Vec<_> = pipeline.layers().map(|(layer, _)| layer).collect();
                return Err(Failure::new(format!(
                    "no stage makes a layer {name:?}; there are {}",
                    known.join(", ")
                )));
            }
        }
        let on_request = pipeline
            .layers()
            .filter(|(_, on_request)| *on_request)
            .map(|(layer, _)| layer.to_owned());
        let lines = form == OutputFormat::Jsonl;
        Ok(Self { lines, all, named: named.to_vec(), on_request: on_request.collect() })
    }

    fn has(&self, layer: &str) -> bool {
        let contains = |names: &[String]| names.iter().any(|name| name == layer);
        self.all
            || if self.named.is_empty() {
                !contains(&self.on_request)
            } else {
                contains(&self.named)
            }
    }
}

/// The stages that have used their budgets up, as the writer finds out and the workers read. An
/// article that was begun before a stage was disabled on account of an earlier one is done anew, so
/// that the output does not hang on how far ahead the workers were.
struct Disabled {
    may_change: bool,
    now: RwLock<Arc<[(usize, String)]>>,
}

impl Disabled {
    fn new(may_change: bool) -> Self {
        Self { may_change, now: RwLock::new(Arc::new([])) }
    }

    fn now(&self) -> Arc<[(usize, String)]> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn set(&self, disabled: Vec<(usize, String)>) {
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = disabled.into();
    }

    /// A copy of the article, if it may have to be done anew.
    fn keep(&self, raw: &RawArticle) -> Option<RawArticle> {
        self.may_change.then(|| raw.clone())
    }

    /// Whether stages were disabled since `then`; once disabled, they stay so.
    fn differ_from(&self, then: &[(usize, String)]) -> bool {
        self.now().len() != then.len()
    }
}

/// The worker of the thread that writes, made when it is first needed.
fn spare_worker<'a>(
    spare: &'a mut Option<Worker>,
    pipeline: &Pipeline,
) -> Result<&'a mut Worker, Failure> {
    if spare.is_none() {
        *spare = Some(pipeline.worker()?);
    }
    Ok(spare.as_mut().expect("it was just made"))
}

/// An article that is done.
struct Finished {
    document: Document,
    converted: Option<&'static str>,
    unwanted: Option<String>,
    line: Vec<u8>,
    words: u64,
}

/// Runs the stages and writes the line, both on the worker.
fn finish(
    worker: &mut Worker,
    decoded: Decoded,
    without: &[(usize, String)],
    offsets: OffsetUnit,
    wanted: &Wanted,
) -> Finished {
    let Decoded { document, converted, unwanted } = decoded;
    // Where there is no text the problem is said already; stages would only add to it.
    let pass_on = document.text().is_empty() || unwanted.is_some();
    let document = if pass_on { document } else { worker.annotate_without(document, without) };
    let line = line(&document, offsets, wanted);
    let words = document.text().split_ascii_whitespace().count() as u64;
    Finished { document, converted, unwanted, line, words }
}

fn line(document: &Document, offsets: OffsetUnit, wanted: &Wanted) -> Vec<u8> {
    if !wanted.lines {
        return Vec::new();
    }
    let mut line = Vec::with_capacity(document.text().len() * 4);
    serde_json::to_writer(&mut line, &Record::of(document, offsets, |layer| wanted.has(layer)))
        .expect("a record is plain JSON");
    line.push(b'\n');
    line
}

/// The ids seen so far, by a hash of 64 bits: ten million articles take 160 MB that way, and the
/// chance that two of them are wrongly called equal is one in 400,000.
#[derive(Default)]
struct Ids {
    seen: std::collections::HashSet<u64>,
}

impl Ids {
    /// Adds a problem to an article whose id another has had before it.
    fn check(&mut self, finished: &mut Finished, offsets: OffsetUnit, wanted: &Wanted) {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        finished.document.id().hash(&mut hasher);
        if !self.seen.insert(hasher.finish()) {
            finished.document.problems.push(Problem::input(
                "an earlier article of this run has the same id; give each its own, or readers will mix them up",
            ));
            finished.line = line(&finished.document, offsets, wanted);
        }
    }
}

/// What the closing line says.
#[derive(Default)]
struct Tally {
    articles: u64,
    words: u64,
    with_problems: u64,
    problems: u64,
    /// By encoding, how many articles were converted from it.
    converted: BTreeMap<&'static str, u64>,
    /// By language, how many articles were passed on without annotations.
    unwanted: BTreeMap<String, u64>,
}

impl Tally {
    fn add(&mut self, finished: &Finished, quiet: bool) {
        let Finished { document, words, converted, unwanted, .. } = finished;
        if let Some(encoding) = converted {
            *self.converted.entry(encoding).or_default() += 1;
        }
        if let Some(language) = unwanted {
            *self.unwanted.entry(language.clone()).or_default() += 1;
        }
        self.articles += 1;
        self.words += words;
        self.with_problems += u64::from(!document.problems.is_empty());
        // That a stage is disabled is said once, at the end.
        let told = |problem: &&Problem| problem.kind != ProblemKind::Disabled;
        for problem in document.problems.iter().filter(told) {
            self.problems += 1;
            if !quiet && self.problems <= PRINTED_PROBLEMS {
                anstream::eprintln!("{YELLOW}problem:{PLAIN} {}: {problem}", document.id());
            } else if !quiet && self.problems == PRINTED_PROBLEMS + 1 {
                anstream::eprintln!(
                    "{YELLOW}problem:{PLAIN} … further problems are in the records, under \"problems\""
                );
            }
        }
    }

    /// What was done with articles that are no problem but should be known.
    fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        let list = |counts: &mut dyn Iterator<Item = (&str, u64)>| {
            counts.map(|(what, count)| format!("{count} {what}")).collect::<Vec<_>>().join(", ")
        };
        if !self.converted.is_empty() {
            let list = list(&mut self.converted.iter().map(|(name, count)| (*name, *count)));
            remarks.push(format!("converted to UTF-8: {list}"));
        }
        if !self.unwanted.is_empty() {
            let count: u64 = self.unwanted.values().sum();
            let list = list(&mut self.unwanted.iter().map(|(tag, count)| (tag.as_str(), *count)));
            remarks.push(format!(
                "passed on without annotations: {count} in other languages ({list}); --languages any runs the stages on them too"
            ));
        }
        remarks
    }

    fn closing_line(&self, time: Duration) -> String {
        let seconds = time.as_secs_f64();
        let rate = self.words as f64 / seconds.max(1e-9);
        let problems = match self.with_problems {
            0 => "none with problems".to_owned(),
            some => format!("{some} with problems"),
        };
        let plural = if self.articles == 1 { "" } else { "s" };
        format!(
            "{} article{plural}, {} words in {seconds:.2} s ({rate:.0} words/s), {problems}",
            self.articles, self.words
        )
    }
}

fn print_timings(pipeline: &Pipeline, workers: impl Iterator<Item = Worker>, words: u64) {
    let mut costs: Vec<Cost> = pipeline.stages().map(|_| Cost::default()).collect();
    for worker in workers {
        for (sum, cost) in costs.iter_mut().zip(worker.costs()) {
            *sum += cost;
        }
    }
    let all: Duration = costs.iter().map(|cost| cost.time).sum();
    anstream::eprintln!(
        "{:<16} {:>9} {:>6} {:>12} {:>12} {:>9}",
        "stage",
        "seconds",
        "share",
        "words/s",
        "annotations",
        "problems"
    );
    for (info, cost) in pipeline.stages().zip(costs) {
        let seconds = cost.time.as_secs_f64();
        anstream::eprintln!(
            "{:<16} {seconds:>9.3} {:>5.1}% {:>12.0} {:>12} {:>9}",
            info.manifest.name,
            100.0 * seconds / all.as_secs_f64().max(1e-9),
            words as f64 / seconds.max(1e-9),
            cost.annotations,
            cost.problems
        );
    }
}
