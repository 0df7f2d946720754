//! Where the system is no Unix: no child processes yet, and a sentence that says so.

use std::process::ExitCode;
use std::sync::Arc;

use copydesk_document::Document;
use copydesk_stage::Manifest;

use super::Isolation;
use super::message::Ready;
use crate::Error;
use crate::in_process::{Outcome, StageOrder};

/// Would serve as a child process; here there are none.
#[must_use]
pub fn serve() -> ExitCode {
    ExitCode::FAILURE
}

/// There are no children: a value of this type cannot be made.
#[derive(Debug)]
pub(crate) struct Children {
    pub ready: Ready,
    never: Never,
}

#[derive(Clone, Copy, Debug)]
enum Never {}

impl Children {
    pub(crate) fn new(
        _: Isolation,
        _: Vec<StageOrder>,
        _: Vec<&'static Manifest>,
    ) -> Result<Self, Error> {
        Err(Error::Isolate(
            "stages cannot be isolated on this system yet; run without --isolate".to_owned(),
        ))
    }
}

/// Nor are there workers of theirs.
#[derive(Debug)]
pub(crate) struct Isolated(Never);

impl Isolated {
    pub(crate) fn new(children: Arc<Children>) -> Result<Self, Error> {
        match children.never {}
    }

    pub(crate) fn id(&self) -> Option<u32> {
        match self.0 {}
    }

    pub(crate) fn start_anew(&mut self) {
        match self.0 {}
    }

    pub(crate) fn run(&mut self, _: usize, _: &Document, _: &[usize]) -> Outcome {
        match self.0 {}
    }
}
