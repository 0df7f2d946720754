//! Where finished articles go.

use crate::failure::Failure;
use crate::output::file::Output;
use crate::output::sink::Sink;

use super::finished::Finished;
use super::wanted::Wanted;

/// Where finished articles go: as our own records, whose lines the workers have written already, or in
/// another form.
pub enum Target {
    Lines(Output),
    Other(Box<dyn Sink>),
}

impl Target {
    pub fn write(&mut self, finished: &Finished, wanted: &Wanted) -> Result<(), Failure> {
        match self {
            Self::Lines(output) => output.write(&finished.line),
            Self::Other(sink) => sink.write(&finished.document, &|layer| wanted.has(layer)),
        }
    }

    pub fn finish(self) -> Result<(), Failure> {
        match self {
            Self::Lines(output) => output.finish(),
            Self::Other(sink) => sink.finish(),
        }
    }
}
