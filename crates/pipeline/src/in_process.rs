//! The plain runner: stages loaded into this process and called on this thread. A child process
//! runs its stages in the same way.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use copydesk_document::{Document, Layer, ProblemKind};
use copydesk_stage::abi::plugin::status;
use copydesk_stage::{Collector, Frame, Manifest};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::loader::{LoadedStage, Scratch};

/// What came of a stage: its layers, or the problem that it met.
pub(crate) type Outcome = Result<Vec<Layer>, (ProblemKind, String)>;

/// A stage to be loaded.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StageOrder {
    /// The copy to load, made by the program from the bytes that it looked at.
    pub(crate) copy: PathBuf,
    /// Where the library was found, for messages.
    pub(crate) path: PathBuf,
    /// The manifest as it stands in the library.
    pub(crate) manifest: String,
    /// The configuration as a JSON object.
    pub(crate) config: String,
}

/// Loads stages, several at once, and says how long each took. Of several that fail it is the first, in their
/// order, that is told of.
pub(crate) fn load(
    orders: &[StageOrder],
    manifests: &[&'static Manifest],
) -> Result<(Arc<[LoadedStage]>, Vec<Duration>), Error> {
    let loaded: Vec<_> = orders.par_iter().zip(manifests).map(|(o, m)| load_one(o, m)).collect();
    let loaded: Result<Vec<_>, Error> = loaded.into_iter().collect();
    let (stages, start_up): (Vec<_>, Vec<_>) = loaded?.into_iter().unzip();
    Ok((stages.into(), start_up))
}

/// Loads a stage and says how long it took.
pub(crate) fn load_one(
    order: &StageOrder,
    manifest: &'static Manifest,
) -> Result<(LoadedStage, Duration), Error> {
    let started = Instant::now();
    let stage = LoadedStage::new(order, manifest)?;
    Ok((stage, started.elapsed()))
}

/// Loaded stages with one worker's scratch memory.
// Fields drop in this order: scratch memory goes back before the stages that it belongs to.
#[derive(Debug)]
pub(crate) struct InProcess {
    scratch: Vec<Scratch>,
    frame: Frame,
    stages: Arc<[LoadedStage]>,
}

impl InProcess {
    /// Opens scratch memory for each stage.
    pub(crate) fn new(stages: Arc<[LoadedStage]>) -> Result<Self, Error> {
        let mut scratch = Vec::new();
        for stage in stages.iter() {
            scratch.push(stage.open().ok_or_else(|| Error::Create {
                stage: stage.manifest.name.clone(),
                message: "it gave a worker no scratch memory".to_owned(),
            })?);
        }
        Ok(Self { scratch, frame: Frame::default(), stages })
    }

    /// Runs the stage of this place on a document that has the layers that it requires.
    pub(crate) fn run(&mut self, place: usize, document: &Document) -> Outcome {
        let stage = &self.stages[place];
        let collector = Collector::new(stage.manifest, document);
        let (code, collector) =
            stage.process(&mut self.scratch[place], &mut self.frame, document, collector);
        if let Some(refusal) = collector.refusal() {
            return Err((ProblemKind::Refused, refusal.to_string()));
        }
        match code {
            status::OK => collector
                .into_layers(document)
                .map_err(|refusal| (ProblemKind::Refused, refusal.to_string())),
            code => {
                let kind = if code == status::PANICKED {
                    ProblemKind::Panicked
                } else {
                    ProblemKind::Failed
                };
                let message = collector
                    .failure()
                    .map_or_else(|| format!("it gave no reason (status {code})"), str::to_owned);
                Err((kind, message))
            }
        }
    }
}

/// The layer that a stage requires and the document lacks, if there is one.
pub(crate) fn missing<'a>(manifest: &'a Manifest, document: &Document) -> Option<&'a str> {
    let mut required = manifest.requires.iter();
    required.find(|layer| document.layer(layer).is_none()).map(String::as_str)
}
