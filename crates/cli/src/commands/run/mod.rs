//! `copydesk run`: articles in, records out, in order, on all cores.

mod disabled;
mod finished;
mod ids;
mod kept;
mod tally;
mod target;
mod timings;
mod wanted;

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use copydesk_document::OffsetUnit;
use copydesk_pipeline::batch::{Limits, run_ordered};
use copydesk_pipeline::budget::Verdict;
use copydesk_pipeline::isolate::Walls;
use copydesk_pipeline::{Pipeline, Worker};

use crate::cli::RunArguments;
use crate::failure::{Failure, Outcome};
use crate::intake::article::Decoder;
use crate::intake::paths;
use crate::intake::source::{RawArticle, RawArticles};
use crate::interrupt::Interrupt;
use crate::output::file::Output;
use crate::output::sink::{self, OutputFormat};
use crate::safeguards::Safeguards;

use disabled::Disabled;
use finished::finish;
use ids::Ids;
use kept::{Kept, interrupted};
use tally::Tally;
use target::Target;
use timings::print_timings;
use wanted::Wanted;

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
    let decoder: Decoder = arguments.input.decoder();
    let interrupt = Interrupt::listen()
        .map_err(|error| Failure::new(format!("Ctrl-C cannot be listened for: {error}")))?;
    let articles = RawArticles::new(sources.list, arguments.input.format).until(&interrupt);
    let in_archives = articles.passed_over();
    let work = |thread: usize, raw: RawArticle| {
        let without = disabled.now();
        let spare = disabled.keep(&raw);
        let mut worker = workers[thread].lock().unwrap_or_else(PoisonError::into_inner);
        let decoded = decoder.decode(raw);
        let finished = finish(&mut worker, decoded, kept.store(), &without, offsets, &wanted);
        (finished, spare.map(|raw| (raw, without)))
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
        |(mut finished, again)| {
            if let Some(failure) = interrupted(&interrupt) {
                return ControlFlow::Break(failure);
            }
            if let Some((raw, without)) = again
                && disabled.differ_from(&without)
            {
                // It was under way when a stage was disabled on account of an article before it.
                let again = spare_worker(&mut spare, &pipeline).map(|worker| {
                    let (decoded, without) = (decoder.decode(raw), disabled.now());
                    finish(worker, decoded, kept.store(), &without, offsets, &wanted)
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
        for line in kept.remarks() {
            anstream::eprintln!("{line}");
        }
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
    // Also when it came while nothing was under way.
    if let Some(failure) = broken.or_else(|| interrupted(&interrupt)) {
        return Err(kept.broken_off(failure));
    }
    target.finish().map_err(|failure| kept.broken_off(failure))?;
    let untidy = kept.finish(true);

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
        for line in untidy.into_iter().chain(tally.remarks()) {
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
