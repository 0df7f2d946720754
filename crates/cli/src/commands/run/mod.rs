//! `copydesk run`: articles in, records out, in order, on all cores.

mod closing;
mod disabled;
pub mod events;
mod finished;
mod ids;
mod kept;
mod progress;
mod tally;
mod target;
mod voice;
mod wanted;

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::Instant;

use copydesk_document::OffsetUnit;
use copydesk_pipeline::batch::{Limits, run_ordered};
use copydesk_pipeline::budget::Verdict;
use copydesk_pipeline::isolate::Walls;
use copydesk_pipeline::{Pipeline, Worker};

use crate::cli::RunArguments;
use crate::failure::{Failure, Outcome};
use crate::intake::paths::{self, Source};
use crate::intake::position;
use crate::intake::source::{RawArticle, RawArticles};
use crate::interrupt::Interrupt;
use crate::output::file::Output;
use crate::output::place::Place;
use crate::output::sink::{self, OutputFormat};
use crate::safeguards::Safeguards;

use disabled::Disabled;
use finished::finish;
use ids::Ids;
use kept::{Kept, interrupted};
use tally::Tally;
use target::Target;
use voice::Voice;
use wanted::Wanted;

/// Runs the stages over everything that was typed.
pub fn run(arguments: &RunArguments) -> Result<Outcome, Failure> {
    let started = Instant::now();
    let mut typed = arguments.paths.clone();
    if let Some(list) = &arguments.files_from {
        typed.extend(paths::from_list(list)?);
    }
    let path = arguments.output.as_deref();
    let form = match arguments.to {
        Some(form) => form,
        None => OutputFormat::of(path)?,
    };
    let place = Place::new(path, form.beginning())?;
    if let Some(place) = &place {
        let mut lists = arguments.files_from.iter().map(|list| Source::of_name(list)).collect();
        place.spare(&mut lists, false)?;
    }
    let sources = paths::expand(&typed, place.as_ref())?;
    let safeguards = Safeguards::new(arguments)?;
    let pipeline = super::pipeline(&arguments.stages, safeguards.isolation.clone())?;
    let mut ledger = safeguards.ledger(&pipeline, arguments)?;
    let offsets: OffsetUnit = arguments.offsets.into();
    let wanted = Wanted::new(&arguments.layers, &pipeline, form)?;
    let kept = Kept::open(arguments)?;
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
    let decoder = arguments.input.decoder();
    let selection = arguments.selection.selection();
    let chosen = selection.choose(|| count(&sources.list, arguments))?;
    let bytes = position::total(&sources.list);
    let interrupt = Interrupt::listen()
        .map_err(|error| Failure::new(format!("Ctrl-C cannot be listened for: {error}")))?;
    let articles = RawArticles::new(sources.list, arguments.input.format).until(&interrupt);
    let in_archives = articles.passed_over();
    // Where in the inputs each article ends that is under way, for the progress.
    let (place, places) = mpsc::channel();
    let mut places = places.into_iter();
    let read = articles.position();
    let articles = chosen.of(articles).inspect(move |_| {
        // Nobody asks any more when the writer has broken off.
        let _ = place.send(read.bytes());
    });
    let work = |thread: usize, raw: RawArticle| {
        let without = disabled.now();
        let spare = disabled.keep(&raw);
        let mut worker = workers[thread].lock().unwrap_or_else(PoisonError::into_inner);
        let finished = finish(&mut worker, &decoder, raw, kept.store(), &without, offsets, &wanted);
        (finished, spare.map(|raw| (raw, without)))
    };
    let mut spare = None;
    let mut tally = Tally::default();
    let mut ids = Ids::default();
    let mut voice = Voice::new(arguments, started, bytes.is_some());
    voice.start(bytes, pipeline.stages().map(|info| info.manifest.name.as_str()));
    let broken = run_ordered(
        &pool,
        Limits::default(),
        articles,
        RawArticle::len,
        work,
        |(mut finished, again)| {
            if let Some(failure) = interrupted(&interrupt) {
                return ControlFlow::Break(failure);
            }
            if let Some((raw, without)) = again
                && disabled.differ_from(&without)
            {
                // It was under way when a stage was disabled on account of an article before it.
                let again = spare_worker(&mut spare, &pipeline).map(|worker| {
                    finish(worker, &decoder, raw, kept.store(), &disabled.now(), offsets, &wanted)
                });
                match again {
                    Ok(again) => finished = again,
                    Err(failure) => return ControlFlow::Break(failure),
                }
            }
            ids.check(&mut finished, offsets, &wanted);
            tally.add(&finished);
            voice.problems(&finished, &tally);
            let verdict = ledger.count(&finished.document);
            if let Err(failure) = target.write(&finished, &wanted) {
                return ControlFlow::Break(failure);
            }
            let place = places.next().unwrap_or_default();
            voice.progress(&tally, || share(place, bytes, tally.articles, chosen.limit()));
            match verdict {
                Verdict::GoOn => {}
                Verdict::Disable => disabled.set(ledger.disabled()),
                Verdict::Stop(reason) => return ControlFlow::Break(Failure::new(reason)),
            }
            ControlFlow::Continue(())
        },
    );
    voice.end_of_progress();
    for line in kept.remarks().into_iter().chain(ledger.report()) {
        voice.remark(&line);
    }
    if let Some(gaps) = pipeline.walls().map(Walls::gaps).filter(|gaps| !gaps.is_empty()) {
        voice.remark(&format!(
            "isolated, but this system cannot forbid the stages' processes to {}",
            gaps.join(", ")
        ));
    }
    // Also when it came while nothing was under way.
    if let Some(failure) = broken.or_else(|| interrupted(&interrupt)) {
        return Err(kept.broken_off(failure));
    }
    target.finish().map_err(|failure| kept.broken_off(failure))?;
    if let Some(untidy) = kept.finish(selection.is_everything()) {
        voice.remark(&untidy);
    }

    let mut passed_over: Vec<_> =
        sources.passed_over.iter().map(|path| path.display().to_string()).collect();
    passed_over.extend(in_archives.names());
    if let Some(first) = passed_over.first() {
        voice.remark(&match passed_over.len() {
            1 => format!("passed over {first}, whose name says of no format that can be read"),
            count => format!(
                "passed over {count} files whose names say of no format that can be read, the first {first}"
            ),
        });
    }
    let outcome = if tally.with_problems == 0 { Outcome::Done } else { Outcome::HadProblems };
    let workers = workers.into_iter().map(Mutex::into_inner);
    let workers = workers.map(|worker| worker.unwrap_or_else(PoisonError::into_inner));
    let costs = workers.chain(spare).map(|worker| worker.costs().collect());
    let steps = closing::steps(&pipeline, costs, &tally);
    voice.closing(&tally, &steps, arguments.timings, outcome.code());
    Ok(outcome)
}

/// How many articles there are, read once for that alone.
fn count(sources: &[Source], arguments: &RunArguments) -> Result<u64, Failure> {
    if position::total(sources).is_none() {
        return Err(Failure::new(
            "--sample N has to read the input twice, which cannot be done with standard input or a pipe; name files, or say a share, as --sample 1%",
        ));
    }
    Ok(RawArticles::new(sources.to_vec(), arguments.input.format).count() as u64)
}

/// What is done of the inputs, from 0 to 1, once the first `articles` are written, the last of which
/// ends at `place`; `None` where nobody can know.
fn share(place: u64, bytes: Option<u64>, articles: u64, limit: Option<u64>) -> Option<f64> {
    let of = |done: u64, all: u64| if all == 0 { 1.0 } else { (done as f64 / all as f64).min(1.0) };
    let by_bytes = bytes.map(|bytes| of(place, bytes));
    let by_limit = limit.map(|limit| of(articles, limit));
    match (by_bytes, by_limit) {
        (Some(bytes), Some(limit)) => Some(bytes.max(limit)),
        // Standard input may end before the limit; it is the best there is to tell.
        (one, other) => one.or(other),
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
