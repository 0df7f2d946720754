//! Runs a stage inside its own crate, without a host: for its tests and for training.
//!
//! Records go through the same tables and checks as in the host. What earlier stages would have made
//! must be in the document already.

use std::marker::PhantomData;

use copydesk_document::{Document, Layer};

use crate::abi::host::{CreateReason, Door};
use crate::abi::plugin;
use crate::{Article, Collector, Frame, Manifest, Stage};

/// A stage with its scratch memory, ready for one document after another.
pub struct Harness<S: Stage> {
    stage: plugin::Native,
    manifest: &'static Manifest,
    frame: Frame,
    door: Door,
    _stage: PhantomData<S>,
}

impl<S: Stage> Harness<S> {
    /// Makes the stage. `config` is a JSON object with every key that the manifest declares.
    ///
    /// # Errors
    /// When the manifest or the configuration is bad, in the words that the host would use.
    pub fn new(manifest: &'static str, config: &str) -> Result<Self, String> {
        let parsed = Manifest::parse(manifest).map_err(|error| error.to_string())?;
        let mut reason = CreateReason::default();
        let stage = plugin::Native::new::<S>(manifest, &reason.table(config));
        let stage = stage.ok_or_else(|| reason.0.unwrap_or_else(|| "create failed".to_owned()))?;
        // For the life of the program, as with a loaded library. A test makes few of these.
        let manifest: &'static Manifest = Box::leak(Box::new(parsed));
        Ok(Self {
            stage,
            manifest,
            frame: Frame::default(),
            door: Door::default(),
            _stage: PhantomData,
        })
    }

    /// Runs the stage on `document` and returns the layers that it makes.
    ///
    /// # Errors
    /// When the stage fails or panics, or a record is refused.
    pub fn run(&mut self, document: &Document) -> Result<Vec<Layer>, String> {
        let collector = Collector::new(self.manifest, document);
        let visible: Vec<_> = self.manifest.visible().collect();
        let (door, stage) = (&mut self.door, &mut self.stage);
        let (status, collector) = self
            .frame
            .with(document, &visible, |raw| door.with(collector, |call| stage.process(raw, call)));
        if let Some(refusal) = collector.refusal() {
            return Err(refusal.to_string());
        }
        if status != plugin::status::OK {
            return Err(collector
                .failure()
                .unwrap_or("the stage failed without a reason")
                .to_owned());
        }
        collector.into_layers(document).map_err(|refusal| refusal.to_string())
    }
}

impl<S: Stage> std::fmt::Debug for Harness<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Harness").field("stage", &self.manifest.name).finish_non_exhaustive()
    }
}

/// Runs the stage `S` on one document. See [`Harness`] for several.
///
/// # Errors
/// As [`Harness::new`] and [`Harness::run`].
pub fn run<S: Stage>(
    manifest: &'static str,
    config: &str,
    document: &Document,
) -> Result<Vec<Layer>, String> {
    Harness::<S>::new(manifest, config)?.run(document)
}

/// Passes `body` the view of `document` that a stage would have that sees the layers named in
/// `visible`: for training on the very features that the stage computes later.
///
/// ```
/// use copydesk_stage::{Document, harness};
///
/// let article = Document::new("a", "Ana Ruiz spoke.").unwrap();
/// assert_eq!(harness::view(&article, &[], |article| article.text().len()), 15);
/// ```
pub fn view<T>(document: &Document, visible: &[&str], body: impl FnOnce(&Article<'_>) -> T) -> T {
    Frame::default().with(document, visible, |raw| plugin::with_article(raw, body))
}
