//! The stages of a run, loaded and in order, and the workers that run them on articles.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use copydesk_document::{Name, Provenance};
use copydesk_stage::Manifest;
use rayon::prelude::*;
use serde_json::{Map, Value};

use crate::config::Setting;
use crate::in_process::{self, InProcess, StageOrder};
use crate::isolate::codec::Names;
use crate::isolate::{Children, Isolated, Isolation, Walls};
use crate::library::LibraryFile;
use crate::loader::{LoadedStage, LoadedTraining, cached_copy};
use crate::lock::Lock;
use crate::search::SearchPath;
use crate::store::Key;
use crate::store::key::Origin;
use crate::training::Trainer;
use crate::worker::{Runner, Worker};
use crate::{Error, LoadError, config, plan};

/// Stages that are loaded, configured and in order. Shared by all workers.
#[derive(Clone, Debug)]
pub struct Pipeline {
    pub(crate) entries: Arc<[Entry]>,
    /// By place, the key of the stage's run on an article where no stage before it failed.
    pub(crate) keys: Arc<[Key]>,
    stages: Stages,
}

/// Where the stages are loaded.
#[derive(Clone, Debug)]
enum Stages {
    Here(Arc<[LoadedStage]>),
    InChildren(Arc<Children>),
}

#[derive(Debug)]
pub(crate) struct Entry {
    /// For the life of the program, as loaded libraries are.
    pub manifest: &'static Manifest,
    pub provenance: Provenance,
    /// The stage's key, as it is loaded and told things.
    pub key: Key,
    /// For each layer that it can see, the place of the stage that makes it, if one does.
    pub inputs: Vec<Option<usize>>,
    /// The names in its manifest, for the results that are kept.
    pub names: Names,
    info: StageInfo,
}

impl Entry {
    /// The key of the stage's run on an article, by those of the stages before it on the same article:
    /// `None` for those that failed.
    pub fn run_key(&self, before: &[Option<Key>]) -> Key {
        let origin = |input: &Option<usize>| match input {
            None => Origin::Article,
            Some(place) => before[*place].map_or(Origin::Failed, Origin::Run),
        };
        Key::of_run(self.key, self.inputs.iter().map(origin))
    }
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
    isolation: Option<Isolation>,
    lock: Option<Lock>,
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

    /// Runs the stages in child processes, one for each worker.
    #[must_use]
    pub fn isolate(mut self, isolation: Isolation) -> Self {
        self.isolation = Some(isolation);
        self
    }

    /// Refuses libraries other than these, and to do without one of these that nobody left out.
    #[must_use]
    pub fn lock(mut self, lock: Lock) -> Self {
        self.lock = Some(lock);
        self
    }

    /// The libraries of the stages that would be loaded, in the order in which they would run.
    /// Nothing of theirs runs.
    ///
    /// # Errors
    /// When a library cannot be used, is not as it is pinned, or the stages do not fit together.
    pub fn plan(&self) -> Result<Vec<LibraryFile>, Error> {
        let mut found = self.search.find()?;
        let all: Vec<_> = found.iter().map(|library| library.manifest.clone()).collect();
        let all: Vec<_> = all.iter().collect();
        let is_there = |name: &str| all.iter().any(|stage| stage.name == name);
        if let Some(name) = self.without.iter().find(|name| !is_there(name)) {
            return Err(plan::unknown_stage(name, &all));
        }
        if let Some((name, said)) = self.settings.iter().find(|(name, _)| !is_there(name)) {
            let origin = said.first().map_or("", |setting| &setting.origin);
            return Err(Error::Config(format!("{origin}: {}", plan::unknown_stage(name, &all))));
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
        let left: Vec<_> = found.iter().map(|library| &library.manifest).collect();
        plan::nothing_lacks(&left, &all, &self.without)?;
        let order =
            plan::order(&found.iter().map(|library| &library.manifest).collect::<Vec<_>>())?;
        let mut found: Vec<_> = found.into_iter().map(Some).collect();
        let found: Vec<_> = order.into_iter().filter_map(|place| found[place].take()).collect();
        if let Some(lock) = &self.lock {
            let chosen = !self.only.is_empty();
            lock.check(&found, |name| chosen || self.without.iter().any(|other| other == name))?;
        }
        Ok(found)
    }

    /// Begins a training of the stage of this name, with the stages that it requires.
    ///
    /// # Errors
    /// As for [`build`](Self::build), and when the stage offers no training.
    pub fn trainer(mut self, stage: &str) -> Result<Trainer, Error> {
        self.only = vec![stage.to_owned()];
        let libraries = self.plan()?;
        let named = |library: &&LibraryFile| library.manifest.name == stage;
        let Some(library) = libraries.iter().find(named) else {
            return Err(plan::unknown_stage(stage, &[]));
        };
        let said = self.settings.get(stage).map(Vec::as_slice).unwrap_or_default();
        let config = config::complete(&library.manifest, said).map_err(Error::Config)?;
        let order = order(library, &config)?;
        let pipeline = self.build()?;
        let place = pipeline.entries.iter().position(|entry| entry.manifest.name == stage);
        let place = place.expect("it was planned");
        let training = LoadedTraining::begin(&order, pipeline.entries[place].manifest)?
            .ok_or_else(|| Error::Plan(format!("the stage {stage} offers no training")))?;
        Trainer::new(&pipeline, place, training)
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
        let orders: Vec<_> = libraries
            .par_iter()
            .zip(&configs)
            .map(|(library, config)| order(library, config))
            .collect();
        let orders = orders.into_iter().collect::<Result<Vec<_>, Error>>()?;
        let settings = self.settings;
        let with_file = |error| match error {
            Error::Create { stage, message } => {
                let said = settings.get(&stage).map(Vec::as_slice).unwrap_or_default();
                let manifest = libraries.iter().map(|library| &library.manifest);
                let manifest = manifest.clone().find(|manifest| manifest.name == stage);
                let message = manifest
                    .map(|manifest| config::with_file(manifest, said, &message))
                    .unwrap_or(message);
                Error::Create { stage, message }
            }
            other => other,
        };
        let leaked =
            |library: &LibraryFile| &*Box::leak::<'static>(Box::new(library.manifest.clone()));
        let manifests: Vec<&'static Manifest> = libraries.iter().map(leaked).collect();
        let (stages, start_up) = match self.isolation {
            None => {
                let (stages, start_up) =
                    in_process::load(&orders, &manifests).map_err(with_file)?;
                (Stages::Here(stages), start_up)
            }
            Some(isolation) => {
                let children = Children::new(isolation, orders.clone(), manifests.clone());
                let children = children.map_err(with_file)?;
                let start_up = children.ready.start_up.clone();
                (Stages::InChildren(Arc::new(children)), start_up)
            }
        };
        let mut entries = Vec::new();
        for (place, (library, config)) in libraries.into_iter().zip(configs).enumerate() {
            let manifest = manifests[place];
            let provenance = Provenance {
                stage: Name::Borrowed(&manifest.name),
                version: Name::Borrowed(&manifest.version),
                library: Name::Owned(format!("sha256:{}", library.hash)),
            };
            let key = Key::of_stage(&library.hash, &orders[place].config);
            let provider =
                |layer: &str| manifests.iter().position(|stage| stage.layer(layer).is_some());
            let inputs = manifest.visible().map(provider).collect();
            let names = Names::of(std::iter::once(manifest));
            let LibraryFile { path, hash, manifest: owned, .. } = library;
            let start_up = start_up.get(place).copied().unwrap_or_default();
            let info = StageInfo { manifest: owned, path, hash, config, start_up };
            entries.push(Entry { manifest, provenance, key, inputs, names, info });
        }
        let mut keys = Vec::new();
        for entry in &entries {
            keys.push(Some(entry.run_key(&keys)));
        }
        let keys = keys.into_iter().flatten().collect();
        Ok(Pipeline { entries: entries.into(), keys, stages })
    }
}

/// What is needed to load a library and create its stage.
fn order(library: &LibraryFile, config: &Map<String, Value>) -> Result<StageOrder, Error> {
    let fail = |error| Error::Load { path: library.path.clone(), reason: LoadError::Io(error) };
    Ok(StageOrder {
        copy: cached_copy(library).map_err(fail)?,
        path: library.path.clone(),
        manifest: library.manifest_text.clone(),
        config: Value::Object(config.clone()).to_string(),
    })
}

impl Pipeline {
    /// A pipeline of no stages yet.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The stages in the order in which they run.
    pub fn stages(&self) -> impl Iterator<Item = &StageInfo> {
        self.entries.iter().map(|entry| &entry.info)
    }

    /// A worker. Each thread needs one of its own.
    ///
    /// # Errors
    /// When a stage will not give it scratch memory, or its child process cannot be started.
    pub fn worker(&self) -> Result<Worker, Error> {
        let runner = match &self.stages {
            Stages::Here(stages) => Runner::InProcess(InProcess::new(Arc::clone(stages))?),
            Stages::InChildren(children) => Runner::Isolated(Isolated::new(Arc::clone(children))?),
        };
        Ok(Worker::new(self.clone(), runner))
    }

    /// What the system forbids to the child processes that the stages run in; `None` where they run in
    /// this one.
    #[must_use]
    pub fn walls(&self) -> Option<&Walls> {
        match &self.stages {
            Stages::Here(_) => None,
            Stages::InChildren(children) => Some(&children.ready.walls),
        }
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
