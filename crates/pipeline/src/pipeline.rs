//! The stages of a run, loaded and in order, and the workers that run them on articles.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use copydesk_document::{Document, Layer, Name, Problem, ProblemKind, Provenance};
use copydesk_stage::abi::plugin::status;
use copydesk_stage::{Collector, Frame, Manifest};
use serde_json::{Map, Value};

use crate::config::Setting;
use crate::library::LibraryFile;
use crate::loader::{LoadedStage, Scratch};
use crate::search::SearchPath;
use crate::{Error, config, plan};

/// Stages that are loaded, configured and in order. Shared by all workers.
#[derive(Clone, Debug)]
pub struct Pipeline {
    stages: Arc<[Entry]>,
}

#[derive(Debug)]
struct Entry {
    stage: LoadedStage,
    info: StageInfo,
    visible: Vec<&'static str>,
    provenance: Provenance,
}

/// A stage of a pipeline.
#[derive(Clone, Debug)]
pub struct StageInfo {
    /// What it says of itself.
    pub manifest: Manifest,
    /// The file that it was loaded from.
    pub path: PathBuf,
    /// The file's SHA-256, in 64 hexadecimal digits.
    pub hash: String,
    /// What it was told: every key that it knows.
    pub config: Map<String, Value>,
    /// How long loading and creating it took.
    pub start_up: Duration,
}

/// Which stages to load, and what to tell them.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    search: SearchPath,
    only: Vec<String>,
    without: Vec<String>,
    settings: BTreeMap<String, Vec<Setting>>,
}

impl Builder {
    /// Looks for stages in these places, in place of those given so far.
    #[must_use]
    pub fn search(mut self, path: SearchPath) -> Self {
        self.search = path;
        self
    }

    /// Loads this library, or those in this folder, too.
    #[must_use]
    pub fn library(mut self, path: impl Into<PathBuf>) -> Self {
        self.search = self.search.with(path);
        self
    }

    /// Loads only the stages of these names and those whose layers they require. With none named,
    /// all that are found.
    #[must_use]
    pub fn only(mut self, stages: impl IntoIterator<Item = String>) -> Self {
        self.only.extend(stages);
        self
    }

    /// Leaves the stages of these names out.
    #[must_use]
    pub fn without(mut self, stages: impl IntoIterator<Item = String>) -> Self {
        self.without.extend(stages);
        self
    }

    /// Tells the stage of this name something. What is said later counts.
    #[must_use]
    pub fn configure(mut self, stage: impl Into<String>, setting: Setting) -> Self {
        self.settings.entry(stage.into()).or_default().push(setting);
        self
    }

    /// The libraries of the stages that would be loaded, in the order in which they would run.
    /// Nothing of theirs runs.
    ///
    /// # Errors
    /// When a library cannot be used or the stages do not fit together.
    pub fn plan(&self) -> Result<Vec<LibraryFile>, Error> {
        let mut found = self.search.find()?;
        let all: Vec<_> = found.iter().map(|library| &library.manifest).collect();
        for name in self.without.iter().chain(self.settings.keys()) {
            if !all.iter().any(|stage| stage.name == *name) {
                return Err(plan::unknown_stage(name, &all));
            }
        }
        found.retain(|library| !self.without.contains(&library.manifest.name));
        if !self.only.is_empty() {
            let all: Vec<_> = found.iter().map(|library| &library.manifest).collect();
            let mut place = 0;
            let chosen = plan::closure(&all, &self.only)?;
            found.retain(|_| {
                place += 1;
                chosen.binary_search(&(place - 1)).is_ok()
            });
        }
        let order =
            plan::order(&found.iter().map(|library| &library.manifest).collect::<Vec<_>>())?;
        let mut found: Vec<_> = found.into_iter().map(Some).collect();
        Ok(order.into_iter().filter_map(|place| found[place].take()).collect())
    }

    /// Loads the stages.
    ///
    /// # Errors
    /// When a library cannot be used, the stages do not fit together, one was told something that it
    /// does not take, or one would not start.
    pub fn build(self) -> Result<Pipeline, Error> {
        let libraries = self.plan()?;
        // All configuration is checked before any stage's code runs.
        let mut configs = Vec::new();
        for library in &libraries {
            let said =
                self.settings.get(&library.manifest.name).map(Vec::as_slice).unwrap_or_default();
            configs.push(config::complete(&library.manifest, said).map_err(Error::Config)?);
        }
        let mut stages = Vec::new();
        for (library, config) in libraries.into_iter().zip(configs) {
            let started = Instant::now();
            let json = Value::Object(config.clone()).to_string();
            let stage = LoadedStage::new(&library, &json)?;
            let start_up = started.elapsed();
            let manifest = stage.manifest;
            let provenance = Provenance {
                stage: Name::Borrowed(&manifest.name),
                version: Name::Borrowed(&manifest.version),
                library: Name::Owned(format!("sha256:{}", library.hash)),
            };
            let LibraryFile { path, hash, manifest: owned, .. } = library;
            let info = StageInfo { manifest: owned, path, hash, config, start_up };
            stages.push(Entry { stage, info, visible: manifest.visible().collect(), provenance });
        }
        Ok(Pipeline { stages: stages.into() })
    }
}

impl Pipeline {
    /// A pipeline of no stages yet.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The stages in the order in which they run.
    pub fn stages(&self) -> impl Iterator<Item = &StageInfo> {
        self.stages.iter().map(|entry| &entry.info)
    }

    /// A worker. Each thread needs one of its own.
    ///
    /// # Errors
    /// When a stage will not give it scratch memory.
    pub fn worker(&self) -> Result<Worker, Error> {
        let mut lanes = Vec::new();
        for entry in self.stages.iter() {
            let scratch = entry.stage.open().ok_or_else(|| Error::Create {
                stage: entry.info.manifest.name.clone(),
                message: "it gave a worker no scratch memory".to_owned(),
            })?;
            lanes.push(Lane { scratch, cost: Cost::default() });
        }
        Ok(Worker { lanes, frame: Frame::default(), pipeline: self.clone() })
    }

    /// The layers that the stages provide, with whether each is left out of outputs by default.
    pub fn layers(&self) -> impl Iterator<Item = (&str, bool)> {
        self.stages()
            .flat_map(|info| &info.manifest.provides)
            .map(|spec| (spec.layer.as_str(), spec.on_request))
    }

    /// The library that a stage's results come from, for those who need to name it.
    #[must_use]
    pub fn library(&self, stage: &str) -> Option<&Path> {
        self.stages().find(|info| info.manifest.name == stage).map(|info| info.path.as_path())
    }
}

/// Runs a pipeline's stages on one article after another.
// Fields drop in this order: scratch memory goes back before the stages that it belongs to.
#[derive(Debug)]
pub struct Worker {
    lanes: Vec<Lane>,
    frame: Frame,
    pipeline: Pipeline,
}

#[derive(Debug)]
struct Lane {
    scratch: Scratch,
    cost: Cost,
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
    /// Runs every stage on `document`. Layers of the same names that came with it are made anew; a
    /// stage that fails leaves a problem and no layers, and those that need its layers are not run.
    #[must_use]
    pub fn annotate(&mut self, mut document: Document) -> Document {
        let stages = Arc::clone(&self.pipeline.stages);
        let mut stale = false;
        for spec in stages.iter().flat_map(|entry| &entry.info.manifest.provides) {
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
        // What these stages did in an earlier run is done anew.
        let rerun = |name: &str| stages.iter().any(|entry| entry.info.manifest.name == name);
        document.stages.retain(|provenance| !rerun(&provenance.stage));
        document
            .problems
            .retain(|problem| problem.stage.as_deref().is_none_or(|stage| !rerun(stage)));
        for (place, entry) in stages.iter().enumerate() {
            let lane = &mut self.lanes[place];
            let outcome = match entry
                .info
                .manifest
                .requires
                .iter()
                .find(|layer| document.layer(layer).is_none())
            {
                Some(missing) => Err((
                    ProblemKind::Skipped,
                    format!("not run, because layer {missing:?} is missing"),
                )),
                None => {
                    let started = Instant::now();
                    let outcome = run_stage(entry, &mut lane.scratch, &mut self.frame, &document);
                    lane.cost.time += started.elapsed();
                    lane.cost.articles += 1;
                    outcome
                }
            };
            match outcome {
                Ok(layers) => {
                    document.stages.push(entry.provenance.clone());
                    for mut layer in layers {
                        lane.cost.annotations += layer.annotations().len() as u64;
                        layer.provenance = Some(entry.provenance.clone());
                        document.insert(layer);
                    }
                }
                Err((kind, message)) => {
                    lane.cost.problems += 1;
                    document.problems.push(Problem::of_stage(
                        &entry.info.manifest.name,
                        kind,
                        message,
                    ));
                }
            }
        }
        document
    }

    /// What each stage has cost this worker so far, in the order of the stages.
    pub fn costs(&self) -> impl Iterator<Item = Cost> {
        self.lanes.iter().map(|lane| lane.cost)
    }
}

/// Runs one stage; an error is the problem that it comes to.
fn run_stage(
    entry: &Entry,
    scratch: &mut Scratch,
    frame: &mut Frame,
    document: &Document,
) -> Result<Vec<Layer>, (ProblemKind, String)> {
    let collector = Collector::new(entry.stage.manifest, document);
    let (code, collector) =
        entry.stage.process(scratch, frame, document, &entry.visible, collector);
    if let Some(refusal) = collector.refusal() {
        return Err((ProblemKind::Refused, refusal.to_string()));
    }
    match code {
        status::OK => collector
            .into_layers(document)
            .map_err(|refusal| (ProblemKind::Refused, refusal.to_string())),
        code => {
            let kind =
                if code == status::PANICKED { ProblemKind::Panicked } else { ProblemKind::Failed };
            let message = collector
                .failure()
                .map_or_else(|| format!("it gave no reason (status {code})"), str::to_owned);
            Err((kind, message))
        }
    }
}
