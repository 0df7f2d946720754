//! One stage alone, for those who test stages: what it does with one document, whole.
//!
//! A [`Pipeline`](crate::Pipeline) turns what goes wrong into problems of the document; here it comes
//! back as it was. Nothing is put into the document, and required layers are the caller's to provide.

use copydesk_document::{Document, Layer};
use copydesk_stage::abi::plugin::status;
use copydesk_stage::{Collector, Frame, Manifest, Refusal};
use serde_json::{Map, Value};

use crate::in_process::StageOrder;
use crate::library::LibraryFile;
use crate::loader::{LoadedStage, Scratch, cached_copy};
use crate::{Error, LoadError};

/// A stage that is loaded and created.
#[derive(Debug)]
pub struct Probe {
    stage: LoadedStage,
}

/// One worker's place at a [`Probe`].
// Fields drop in this order, and the borrow keeps the stage longer than its scratch memory.
#[derive(Debug)]
pub struct Seat<'p> {
    scratch: Scratch,
    frame: Frame,
    probe: &'p Probe,
}

/// What a stage did with one document.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    /// The layers that it made, each there even when it is empty, or what was wrong.
    pub result: Result<Vec<Layer>, Fault>,
    /// How many records it sent after one had been refused, when it should have returned.
    pub after_refusal: usize,
}

/// What was wrong with a stage's call.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// A record was refused.
    Refused(Refusal),
    /// It returned this status, and said this.
    Failed(i32, String),
    /// It panicked, with this message.
    Panicked(String),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(refusal) => write!(f, "the host refused a record: {refusal}"),
            Self::Failed(code, message) if message.is_empty() => {
                write!(f, "it failed with status {code} and gave no reason")
            }
            Self::Failed(_, message) => write!(f, "it failed: {message}"),
            Self::Panicked(message) => write!(f, "it panicked: {message}"),
        }
    }
}

impl Probe {
    /// Loads the library and creates its stage with this configuration, which must have every key of
    /// the manifest ([`config::complete`](crate::config::complete) makes such a one).
    ///
    /// # Errors
    /// When the library cannot be used or the stage would not start.
    pub fn new(library: &LibraryFile, config: &Map<String, Value>) -> Result<Self, Error> {
        let copy = cached_copy(library).map_err(|error| Error::Load {
            path: library.path.clone(),
            reason: LoadError::Io(error),
        })?;
        let order = StageOrder {
            copy,
            path: library.path.clone(),
            manifest: library.manifest_text.clone(),
            config: Value::Object(config.clone()).to_string(),
        };
        // For the life of the program, as with every loaded stage.
        let manifest: &'static Manifest = Box::leak(Box::new(library.manifest.clone()));
        Ok(Self { stage: LoadedStage::new(&order, manifest)? })
    }

    /// What the stage says of itself.
    #[must_use]
    pub fn manifest(&self) -> &'static Manifest {
        self.stage.manifest
    }

    /// A place for one worker.
    ///
    /// # Errors
    /// When the stage gives it no scratch memory.
    pub fn seat(&self) -> Result<Seat<'_>, Error> {
        let scratch = self.stage.open().ok_or_else(|| Error::Create {
            stage: self.manifest().name.clone(),
            message: "it gave a worker no scratch memory".to_owned(),
        })?;
        Ok(Seat { scratch, frame: Frame::default(), probe: self })
    }
}

impl Seat<'_> {
    /// Runs the stage on `document`, of which it sees what its manifest names.
    pub fn process(&mut self, document: &Document) -> Observed {
        let collector = Collector::new(self.probe.manifest(), document);
        self.observe(document, collector)
    }

    /// The same with every record refused.
    pub fn process_refusing(&mut self, document: &Document) -> Observed {
        let collector = Collector::new(self.probe.manifest(), document).taking_at_most(0);
        self.observe(document, collector)
    }

    fn observe(&mut self, document: &Document, collector: Collector) -> Observed {
        let (code, collector) =
            self.probe.stage.process(&mut self.scratch, &mut self.frame, document, collector);
        let after_refusal = collector.after_refusal();
        let said = collector.failure().unwrap_or_default().to_owned();
        let result = match (collector.refusal(), code) {
            (Some(refusal), _) => Err(Fault::Refused(refusal.clone())),
            (None, status::OK) => collector.into_layers(document).map_err(Fault::Refused),
            (None, status::PANICKED) => Err(Fault::Panicked(said)),
            (None, code) => Err(Fault::Failed(code, said)),
        };
        Observed { result, after_refusal }
    }
}
