//! What a run comes to, stage by stage: the closing table.

use std::fmt::Write;

use copydesk_pipeline::{Cost, Pipeline};
use serde::Serialize;

use super::tally::Tally;

/// What one step of the flow took and gave: reading, a stage, or writing.
#[derive(Debug, PartialEq, Serialize)]
pub struct Step {
    /// The stage's name, or "reading" or "writing".
    pub name: String,
    /// The time of all threads together.
    pub seconds: f64,
    /// The articles that it was run on.
    pub articles: u64,
    /// The articles whose results were kept from an earlier run.
    pub kept: u64,
    /// The annotations that it made.
    pub annotations: u64,
    /// The articles that it failed on, or could not be run on.
    pub problems: u64,
}

/// The steps, in the order of the flow. Reading is making documents of what was read, and writing is
/// making records of documents; what the disk takes happens beside the work.
pub fn steps(
    pipeline: &Pipeline,
    costs: impl Iterator<Item = Vec<Cost>>,
    tally: &Tally,
) -> Vec<Step> {
    let mut sums: Vec<_> = pipeline.stages().map(|_| Cost::default()).collect();
    for costs in costs {
        for (sum, cost) in sums.iter_mut().zip(costs) {
            *sum += cost;
        }
    }
    let step = |name: &str, cost: Cost| {
        let Cost { time, articles, reused: kept, annotations, problems } = cost;
        let seconds = time.as_secs_f64();
        Step { name: name.to_owned(), seconds, articles, kept, annotations, problems }
    };
    let beside = |time| Cost { time, articles: tally.articles, ..Cost::default() };
    let reading = Cost { problems: tally.of_input, ..beside(tally.reading) };
    let mut steps = vec![step("reading", reading)];
    steps.extend(pipeline.stages().zip(sums).map(|(info, cost)| step(&info.manifest.name, cost)));
    steps.push(step("writing", beside(tally.writing)));
    steps
}

/// The steps as a table for a person.
pub fn table(steps: &[Step], words: u64) -> String {
    let all: f64 = steps.iter().map(|step| step.seconds).sum();
    let mut table = format!(
        "{:<16} {:>9} {:>6} {:>12} {:>9} {:>9} {:>12} {:>9}",
        "stage", "seconds", "share", "words/s", "articles", "kept", "annotations", "problems"
    );
    for step in steps {
        // Which words the time went into does not show where the results of some articles were kept.
        let rate = match step.kept {
            0 => format!("{:.0}", words as f64 / step.seconds.max(1e-9)),
            _ => String::new(),
        };
        let _ = write!(
            table,
            "\n{:<16} {:>9.3} {:>5.1}% {rate:>12} {:>9} {:>9} {:>12} {:>9}",
            step.name,
            step.seconds,
            100.0 * step.seconds / all.max(1e-9),
            step.articles,
            step.kept,
            step.annotations,
            step.problems
        );
    }
    table
}
