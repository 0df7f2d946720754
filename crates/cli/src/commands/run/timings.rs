//! What each stage cost, as a table.

use std::time::Duration;

use copydesk_pipeline::{Cost, Pipeline, Worker};

/// Prints the table to standard error.
pub fn print_timings(pipeline: &Pipeline, workers: impl Iterator<Item = Worker>, words: u64) {
    let mut costs: Vec<Cost> = pipeline.stages().map(|_| Cost::default()).collect();
    for worker in workers {
        for (sum, cost) in costs.iter_mut().zip(worker.costs()) {
            *sum += cost;
        }
    }
    let all: Duration = costs.iter().map(|cost| cost.time).sum();
    anstream::eprintln!(
        "{:<16} {:>9} {:>6} {:>12} {:>9} {:>9} {:>12} {:>9}",
        "stage",
        "seconds",
        "share",
        "words/s",
        "articles",
        "kept",
        "annotations",
        "problems"
    );
    for (info, cost) in pipeline.stages().zip(costs) {
        let seconds = cost.time.as_secs_f64();
        // Of which words the time was does not show where some articles' results were kept.
        let rate = match cost.reused {
            0 => format!("{:.0}", words as f64 / seconds.max(1e-9)),
            _ => String::new(),
        };
        anstream::eprintln!(
            "{:<16} {seconds:>9.3} {:>5.1}% {rate:>12} {:>9} {:>9} {:>12} {:>9}",
            info.manifest.name,
            100.0 * seconds / all.as_secs_f64().max(1e-9),
            cost.articles,
            cost.reused,
            cost.annotations,
            cost.problems
        );
    }
}
