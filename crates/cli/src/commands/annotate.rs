//! Running stages over articles on all cores, for the commands that look at what comes out rather than
//! write it.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};

use copydesk_pipeline::batch::{Limits, run_ordered};
use copydesk_pipeline::{Pipeline, Worker};

use crate::failure::Failure;

/// Runs `work` on every item of `input`, on `threads` threads or on all cores, each with a worker of
/// its own, and passes the results to `output` in the order of the input. `weigh` tells an item's bytes.
///
/// # Errors
/// When threads or workers cannot be had, or with what `output` fails with, after which nothing more
/// is done.
pub fn in_order<I: Send, R: Send>(
    pipeline: &Pipeline,
    threads: Option<NonZeroUsize>,
    input: impl Iterator<Item = I> + Send,
    weigh: impl Fn(&I) -> usize + Sync,
    work: impl Fn(&mut Worker, I) -> R + Sync,
    mut output: impl FnMut(R) -> Result<(), Failure> + Send,
) -> Result<(), Failure> {
    let threads =
        threads.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(|error| {
        Failure::new(format!("{threads} threads could not be started: {error}"))
    })?;
    let workers =
        (0..threads).map(|_| pipeline.worker().map(Mutex::new)).collect::<Result<Vec<_>, _>>()?;
    let broken = run_ordered(
        &pool,
        Limits::default(),
        input,
        weigh,
        |thread, item| {
            let mut worker = workers[thread].lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut worker, item)
        },
        |result| match output(result) {
            Ok(()) => ControlFlow::Continue(()),
            Err(failure) => ControlFlow::Break(failure),
        },
    );
    broken.map_or(Ok(()), Err)
}
