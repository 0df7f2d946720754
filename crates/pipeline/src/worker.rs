//! Runs a pipeline's stages on one article after another, by either runner.

use std::sync::Arc;
use std::time::{Duration, Instant};

use copydesk_document::{Document, Problem, ProblemKind};

use crate::Pipeline;
use crate::in_process::{InProcess, Outcome, missing};
use crate::isolate::Isolated;

/// Runs a pipeline's stages on one article after another.
// Fields drop in this order: what the runner holds goes back before the stages that it belongs to.
#[derive(Debug)]
pub struct Worker {
    runner: Runner,
    costs: Vec<Cost>,
    pipeline: Pipeline,
}

/// How a worker runs a stage. The output is the same, byte for byte.
#[derive(Debug)]
pub(crate) enum Runner {
    /// In this process, on this thread.
    InProcess(InProcess),
    /// In a child process of this worker's own.
    Isolated(Isolated),
}

impl Runner {
    fn run(&mut self, place: usize, document: &Document, without: &[usize]) -> Outcome {
        match self {
            Self::InProcess(stages) => stages.run(place, document),
            Self::Isolated(child) => child.run(place, document, without),
        }
    }
}

/// What a stage did and what it took, in one worker or all together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// The time in the stage, the crossing of the boundary included.
    pub time: Duration,
    /// The articles that it was run on.
    pub articles: u64,
    /// The annotations that it made.
    pub annotations: u64,
    /// The articles that it failed on, or could not be run on.
    pub problems: u64,
}

impl std::ops::AddAssign for Cost {
    fn add_assign(&mut self, other: Self) {
        self.time += other.time;
        self.articles += other.articles;
        self.annotations += other.annotations;
        self.problems += other.problems;
    }
}

impl Worker {
    pub(crate) fn new(pipeline: Pipeline, runner: Runner) -> Self {
        let costs = pipeline.stages().map(|_| Cost::default()).collect();
        Self { runner, costs, pipeline }
    }

    /// Runs every stage on `document`. Layers of the same names that came with it are made anew; a
    /// stage that fails leaves a problem and no layers, and those that need its layers are not run.
    #[must_use]
    pub fn annotate(&mut self, document: Document) -> Document {
        self.annotate_without(document, &[])
    }

    /// Like [`annotate`](Self::annotate), but does not run the stages of the places named in
    /// `without`: each becomes a problem in place of its layers, with the words that stand there.
    #[must_use]
    pub fn annotate_without(
        &mut self,
        mut document: Document,
        without: &[(usize, String)],
    ) -> Document {
        let entries = Arc::clone(&self.pipeline.entries);
        self.clear(&mut document);
        if let Runner::Isolated(child) = &mut self.runner {
            child.next_article();
        }
        let places: Vec<_> = without.iter().map(|(place, _)| *place).collect();
        for (place, entry) in entries.iter().enumerate() {
            let cost = &mut self.costs[place];
            let outcome = if let Some((_, why)) = without.iter().find(|(other, _)| *other == place)
            {
                Err((ProblemKind::Disabled, why.clone()))
            } else if let Some(layer) = missing(entry.manifest, &document) {
                Err((ProblemKind::Skipped, format!("not run, because layer {layer:?} is missing")))
            } else {
                let started = Instant::now();
                let outcome = self.runner.run(place, &document, &places);
                cost.time += started.elapsed();
                cost.articles += 1;
                outcome
            };
            match outcome {
                Ok(layers) => {
                    document.stages.push(entry.provenance.clone());
                    for mut layer in layers {
                        cost.annotations += layer.annotations().len() as u64;
                        layer.provenance = Some(entry.provenance.clone());
                        document.insert(layer);
                    }
                }
                Err((kind, message)) => {
                    cost.problems += 1;
                    document.problems.push(Problem::of_stage(&entry.manifest.name, kind, message));
                }
            }
        }
        document
    }

    /// Takes out what these stages made in an earlier run: it is done anew.
    fn clear(&self, document: &mut Document) {
        let entries = &self.pipeline.entries;
        let mut stale = false;
        for spec in entries.iter().flat_map(|entry| &entry.manifest.provides) {
            stale |= document.remove(&spec.layer).is_some();
        }
        if stale {
            let dropped = document.drop_dangling_links();
            if dropped > 0 {
                document.problems.push(Problem::input(format!(
                    "{dropped} links led from layers that came with the article to layers that are made anew, and were dropped"
                )));
            }
        }
        let rerun = |name: &str| entries.iter().any(|entry| entry.manifest.name == name);
        document.stages.retain(|provenance| !rerun(&provenance.stage));
        document
            .problems
            .retain(|problem| problem.stage.as_deref().is_none_or(|stage| !rerun(stage)));
    }

    /// What each stage has cost this worker so far, in the order of the stages.
    pub fn costs(&self) -> impl Iterator<Item = Cost> {
        self.costs.iter().copied()
    }

    /// The number of the child process that this worker's stages run in at the moment; `None` where
    /// they run in this process, or where the last child has died and no article has come since.
    #[must_use]
    pub fn child(&self) -> Option<u32> {
        match &self.runner {
            Runner::InProcess(_) => None,
            Runner::Isolated(child) => child.id(),
        }
    }
}
