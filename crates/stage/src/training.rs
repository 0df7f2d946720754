//! The trait of what learns from a user's own annotated articles.

use crate::{Article, Config, Failure};

/// A training of a stage, for `copydesk train`: it takes articles in and makes a model, which the stage
/// then takes as the value of its configuration key `model`.
///
/// All calls are on one thread. The same articles in the same order must give the same model.
pub trait Training: Sized + 'static {
    /// Begins, with the stage's own configuration.
    ///
    /// # Errors
    /// When it cannot work like that.
    fn begin(config: &Config<'_>) -> Result<Self, Failure>;

    /// Takes in an article with the layers that the stage requires, and the line of the user's file: a
    /// JSON object in which positions are code points.
    ///
    /// # Errors
    /// When the line is not as it should be: what is wrong with it. The host says where it is, and stops.
    fn add(&mut self, article: &Article<'_>, line: &str) -> Result<(), Failure>;

    /// Learns from all articles, and returns the model as text.
    ///
    /// # Errors
    /// When there is nothing to learn from.
    fn finish(&mut self, report: &mut Report<'_>) -> Result<String, Failure>;
}

/// Where a training says how it goes.
pub struct Report<'a> {
    pub(crate) say: &'a mut dyn FnMut(&str),
}

impl<'a> Report<'a> {
    /// A report whose lines go to `say`.
    pub fn new(say: &'a mut dyn FnMut(&str)) -> Self {
        Self { say }
    }

    /// Says a line, for the person who waits.
    pub fn say(&mut self, line: &str) {
        (self.say)(line);
    }
}

impl std::fmt::Debug for Report<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Report")
    }
}
