//! The trait that a stage implements, its configuration and its failures.

use std::fmt;

use serde::de::DeserializeOwned;

use crate::{Article, Output};

/// A stage: a pure function of an article's text, its declared layers and the configuration.
///
/// One value is made at the start and shared by all workers, so that a model is loaded once; each
/// worker has a [`Scratch`](Self::Scratch) of its own, so that nothing needs a lock. The result must
/// depend on the article alone, never on what the scratch or an earlier article left behind: it may be
/// kept, and stand in for running the stage again. The numbers of annotations are names for links and
/// nothing more; they may be others then, so no label, score or attribute must hang on them.
pub trait Stage: Sized + Send + Sync + 'static {
    /// A worker's own memory, kept from one article to the next to save allocations. After a panic
    /// it is made anew.
    type Scratch: Default + Send;

    /// Makes the stage from its configuration, which the host has checked against the manifest.
    ///
    /// # Errors
    /// When it cannot work like that; nothing is run then.
    fn create(config: &Config<'_>) -> Result<Self, Failure>;

    /// Reads one article and emits what was found.
    ///
    /// # Errors
    /// When the article cannot be done. Its records from this stage are dropped and the failure's
    /// words become a problem in the article's record. A panic counts as a failure.
    fn process(
        &self,
        scratch: &mut Self::Scratch,
        article: &Article<'_>,
        out: &mut Output<'_>,
    ) -> Result<(), Failure>;
}

/// A stage's configuration: a JSON object with every key of the manifest's `config`, defaults filled
/// in by the host.
#[derive(Clone, Copy, Debug)]
pub struct Config<'a> {
    json: &'a str,
}

impl<'a> Config<'a> {
    pub(crate) const fn new(json: &'a str) -> Self {
        Self { json }
    }

    /// The configuration as a value of the stage's own type.
    ///
    /// # Errors
    /// When the type asks for something else than the manifest declares.
    ///
    /// ```
    /// # use copydesk_stage::{Config, Failure};
    /// #[derive(serde::Deserialize)]
    /// struct Limits {
    ///     sentences: usize,
    /// }
    ///
    /// fn create(config: &Config<'_>) -> Result<Limits, Failure> {
    ///     Ok(config.get()?)
    /// }
    /// ```
    pub fn get<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.json)
    }
}

/// Why a stage could not do its work, in words for a person. Any error turns into one with `?`.
pub struct Failure {
    message: String,
}

impl Failure {
    /// A failure with these words: what happened, and what to do.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }

    /// The words.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut message = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            message.push_str(": ");
            message.push_str(&cause.to_string());
            source = cause.source();
        }
        Self { message }
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
