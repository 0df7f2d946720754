//! Runs a pipeline's stages on one article after another, by either runner.

use std::sync::Arc;
use std::time::{Duration, Instant};

use copydesk_document::{AnnotationId, Document, Layer, Problem, ProblemKind};

use crate::Pipeline;
use crate::in_process::{InProcess, Outcome, missing};
use crate::isolate::Isolated;
use crate::pipeline::Entry;
use crate::store::entry::{self, Moved, Packer, Section};
use crate::store::recording::{Recording, open};
use crate::store::{Key, Store};

/// Runs a pipeline's stages on one article after another.
// Fields drop in this order: what the runner holds goes back before the stages that it belongs to.
#[derive(Debug)]
pub struct Worker {
    runner: Runner,
    costs: Vec<Cost>,
    packer: Packer,
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

    /// What is run next is about another article, or not among what a child process was asked for.
    fn start_anew(&mut self) {
        if let Self::Isolated(child) = self {
            child.start_anew();
        }
    }
}

/// Puts a stage's layers in under its name, and returns how many annotations they have.
fn insert(document: &mut Document, entry: &Entry, layers: Vec<Layer>) -> u64 {
    document.stages.push(entry.provenance.clone());
    let mut annotations = 0;
    for mut layer in layers {
        annotations += layer.annotations().len() as u64;
        layer.provenance = Some(entry.provenance.clone());
        document.insert(layer);
    }
    annotations
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
    /// The articles whose results were kept from an earlier run, so that it was not run on them.
    pub reused: u64,
}

impl std::ops::AddAssign for Cost {
    fn add_assign(&mut self, other: Self) {
        self.time += other.time;
        self.articles += other.articles;
        self.annotations += other.annotations;
        self.problems += other.problems;
        self.reused += other.reused;
    }
}

impl Worker {
    pub(crate) fn new(pipeline: Pipeline, runner: Runner) -> Self {
        let costs = pipeline.stages().map(|_| Cost::default()).collect();
        Self { runner, costs, packer: Packer::default(), pipeline }
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
        self.clear(&mut document);
        self.run(&mut document, without, None);
        document
    }

    /// Like [`annotate_without`](Self::annotate_without), but takes from `store` what holds of the
    /// results that it has for this article, and puts there what had to be made.
    ///
    /// The document is the same, byte for byte, except that a layer that the caller does not need, as
    /// `needed` says, may be missing where no stage had to be run.
    #[must_use]
    pub fn annotate_kept(
        &mut self,
        mut document: Document,
        without: &[(usize, String)],
        store: &dyn Store,
        needed: &dyn Fn(&str) -> bool,
    ) -> Document {
        self.clear(&mut document);
        let pipeline = self.pipeline.clone();
        let visible = |layer: &str| {
            pipeline.entries.iter().any(|entry| entry.manifest.visible().any(|seen| seen == layer))
        };
        let article = Key::of_article(&document, visible);
        let kept = store.get(article);
        // What is no entry is as good as none.
        let sections = kept.as_deref().map_or(Ok(Vec::new()), entry::read).unwrap_or_default();
        if without.is_empty()
            && let Some(whole) = self.replay(&document, &sections, needed)
        {
            return whole;
        }
        let mut record = Recording::of(&pipeline, sections, without, &document);
        self.run(&mut document, without, Some(&mut record));
        if let Some(entry) = record.entry() {
            store.put(article, &entry);
        }
        document
    }

    /// Runs the stages one after another, but for those whose results are in the recording.
    fn run(
        &mut self,
        document: &mut Document,
        without: &[(usize, String)],
        mut record: Option<&mut Recording<'_>>,
    ) {
        let entries = Arc::clone(&self.pipeline.entries);
        self.runner.start_anew();
        let mut left_out = None;
        for (place, entry) in entries.iter().enumerate() {
            if let Some(record) = record.as_deref_mut()
                && record.expects(place)
            {
                // A child process has not been asked for this one, nor for those after it.
                self.runner.start_anew();
                left_out = None;
                if let Some(layers) = record.take(place, document, &mut self.packer) {
                    self.costs[place].reused += 1;
                    self.costs[place].annotations += insert(document, entry, layers);
                    continue;
                }
            }
            let cost = &mut self.costs[place];
            let outcome = if let Some((_, why)) = without.iter().find(|(other, _)| *other == place)
            {
                Err((ProblemKind::Disabled, why.clone()))
            } else if let Some(layer) = missing(entry.manifest, document) {
                Err((ProblemKind::Skipped, format!("not run, because layer {layer:?} is missing")))
            } else {
                let left_out = left_out.get_or_insert_with(|| {
                    let until =
                        record.as_deref().map_or(entries.len(), |record| record.until(place));
                    let disabled = without.iter().map(|(place, _)| *place);
                    disabled
                        .filter(|&place| place < until)
                        .chain(until..entries.len())
                        .collect::<Vec<_>>()
                });
                let started = Instant::now();
                let outcome = self.runner.run(place, document, left_out);
                cost.time += started.elapsed();
                cost.articles += 1;
                outcome
            };
            match outcome {
                Ok(layers) => {
                    let first = document.next_id().get();
                    cost.annotations += insert(document, entry, layers);
                    if let Some(record) = record.as_deref_mut() {
                        record.made(place, first, document, &mut self.packer);
                    }
                }
                Err((kind, message)) => {
                    cost.problems += 1;
                    document.problems.push(Problem::of_stage(&entry.manifest.name, kind, message));
                }
            }
        }
    }

    /// The document with what every stage made of it, if all of that is kept and holds. Layers that
    /// nobody needs are left out.
    fn replay(
        &mut self,
        document: &Document,
        sections: &[Section<'_>],
        needed: &dyn Fn(&str) -> bool,
    ) -> Option<Document> {
        let entries = Arc::clone(&self.pipeline.entries);
        if sections.len() != entries.len()
            || !(sections.iter().zip(&*self.pipeline.keys))
                .all(|(section, key)| section.key == *key)
        {
            return None;
        }
        // A layer is also needed where one that is needed links to it.
        let mut opened = vec![false; entries.len()];
        let mut linked: Vec<&str> = Vec::new();
        for (place, entry) in entries.iter().enumerate().rev() {
            let mut provides = entry.manifest.provides.iter();
            opened[place] =
                provides.any(|spec| needed(&spec.layer) || linked.contains(&spec.layer.as_str()));
            if opened[place] {
                let links = entry.manifest.provides.iter().flat_map(|spec| spec.links.values());
                linked.extend(links.map(|link| link.to.as_str()));
            }
        }
        let mut document = document.clone();
        let mut moved = Moved::default();
        for ((entry, section), opened) in entries.iter().zip(sections).zip(opened) {
            let first = document.next_id().get();
            moved.note(section, first);
            if opened {
                let layers = open(entry, section, &document, &moved, &mut self.packer)?;
                insert(&mut document, entry, layers);
            } else {
                let next = first.checked_add(section.next - section.first)?;
                if let Some(last) = AnnotationId::new(next - 1) {
                    document.reserve_ids_through(last);
                }
                document.stages.push(entry.provenance.clone());
            }
        }
        for (cost, section) in self.costs.iter_mut().zip(sections) {
            cost.reused += 1;
            cost.annotations += u64::from(section.annotations);
        }
        Some(document)
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
