//! What went wrong, as data beside a partial result.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Span;

/// Something that went wrong with one article, in reading it or in one stage.
///
/// A problem never stops a batch: it stands in the article's record beside whatever succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The stage that met it; `None` where the article could not be read as it should.
    pub stage: Option<String>,
    /// What sort of problem it is.
    pub kind: ProblemKind,
    /// What happened and what to do, in one sentence for a person.
    pub message: String,
    /// Where in the text, if it is about one place.
    pub span: Option<Span>,
}

/// The sorts of problem, from the reader's side to the stage's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ProblemKind {
    /// The article could not be read, or not in full; its text may be empty.
    Input,
    /// The stage said that it could not do its work on this article.
    Failed,
    /// The stage panicked. Its output for this article was dropped.
    Panicked,
    /// The stage handed over a record that the host refused. Its output for this article was dropped.
    Refused,
    /// The stage was not run, because a layer that it requires could not be made.
    Skipped,
    /// The process that the stage ran in came to an end: a signal, an exit, its memory limit.
    Crashed,
    /// The stage gave no answer within the time that it may take.
    Overdue,
    /// The stage was not run, because it had failed more often than it may.
    Disabled,
}

impl ProblemKind {
    /// The word for it in the output record.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Failed => "failed",
            Self::Panicked => "panicked",
            Self::Refused => "refused",
            Self::Skipped => "skipped",
            Self::Crashed => "crashed",
            Self::Overdue => "overdue",
            Self::Disabled => "disabled",
        }
    }
}

impl Problem {
    /// A problem in reading the article.
    #[must_use]
    pub fn input(message: impl Into<String>) -> Self {
        Self { stage: None, kind: ProblemKind::Input, message: message.into(), span: None }
    }

    /// A problem of `stage`.
    #[must_use]
    pub fn of_stage(stage: &str, kind: ProblemKind, message: impl Into<String>) -> Self {
        Self { stage: Some(stage.to_owned()), kind, message: message.into(), span: None }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(stage) = &self.stage {
            write!(f, "stage {stage} {}: ", self.kind.as_str())?;
        }
        f.write_str(&self.message)?;
        if let Some(span) = self.span {
            write!(f, " (bytes {span})")?;
        }
        Ok(())
    }
}
