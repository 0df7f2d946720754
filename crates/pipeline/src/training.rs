//! Trains a stage: runs the stages that it requires on each article, and hands it the result with the
//! user's line.

use copydesk_document::Document;

use crate::loader::LoadedTraining;
use crate::{Error, Pipeline, Worker};

/// A training under way, from [`Builder::trainer`](crate::Builder::trainer).
// Fields drop in this order: what the stage began ends before the libraries' workers go.
#[derive(Debug)]
pub struct Trainer {
    training: LoadedTraining,
    worker: Worker,
    place: usize,
}

impl Trainer {
    pub(crate) fn new(
        pipeline: &Pipeline,
        place: usize,
        training: LoadedTraining,
    ) -> Result<Self, Error> {
        Ok(Self { training, worker: pipeline.worker()?, place })
    }

    /// Takes in an article, with its line of the user's file: a JSON object in which positions are code
    /// points.
    ///
    /// # Errors
    /// What is wrong with the line, in the stage's words; or that a stage before it failed.
    pub fn add(&mut self, document: Document, line: &str) -> Result<(), String> {
        let itself = [(self.place, "it is being trained".to_owned())];
        let document = self.worker.annotate_without(document, &itself);
        // The last problem is that the stage itself was left out.
        if let [.., problem, _] = document.problems.as_slice() {
            return Err(problem.to_string());
        }
        self.training.add(&document, line)
    }

    /// Learns, and returns the model: text, for a file that the stage's configuration key `model` names.
    /// `say` gets a line now and then for the person who waits.
    ///
    /// # Errors
    /// When there is nothing to learn from, in the stage's words.
    pub fn finish(self, mut say: impl FnMut(&str)) -> Result<String, String> {
        self.training.finish(&mut say)
    }
}
