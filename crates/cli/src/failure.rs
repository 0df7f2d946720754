//! What a command comes to: done, done with problems, or not done at all.

use std::fmt;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use anstyle::{AnsiColor, Reset, Style};

/// The exit code when some articles had problems.
pub const HAD_PROBLEMS: u8 = 1;
/// The exit code when nothing could be run, or not to its end.
pub const COULD_NOT_RUN: u8 = 2;

/// The colour of the word "error".
pub const RED: Style = AnsiColor::Red.on_default().bold();
/// The colour of the word "problem".
pub const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
/// The colour of what is new.
pub const GREEN: Style = AnsiColor::Green.on_default();
/// Back to the terminal's own.
pub const PLAIN: Reset = Reset;

/// Tells a person what is wrong with an article.
pub fn tell_problem(article: &str, what: impl fmt::Display) {
    anstream::eprintln!("{YELLOW}problem:{PLAIN} {article}: {what}");
}

/// What a command that ran to its end comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All went well.
    Done,
    /// Every article has its record, and some have problems in it.
    HadProblems,
    /// What was compared differs.
    Differs,
}

impl Outcome {
    /// The exit code.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::HadProblems | Self::Differs => HAD_PROBLEMS,
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(outcome.code())
    }
}

/// Why a command could not run, or not to its end: what happened, where, and what to do.
#[derive(Debug)]
pub struct Failure {
    message: String,
    kind: Option<io::ErrorKind>,
    signal: Option<i32>,
}

impl Failure {
    /// A failure in these words.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), kind: None, signal: None }
    }

    /// An input or output error at `path`.
    pub fn at(path: &Path, error: &io::Error) -> Self {
        // In the system's words it has a number, which tells nobody anything.
        let message = match error.kind() {
            io::ErrorKind::NotFound => {
                format!("{}: there is no such file or folder", path.display())
            }
            _ => format!("{}: {error}", path.display()),
        };
        Self { message, kind: Some(error.kind()), signal: None }
    }

    /// An end that a signal asked for.
    pub fn of_signal(signal: i32, message: impl Into<String>) -> Self {
        Self { message: message.into(), kind: None, signal: Some(signal) }
    }

    /// The same failure with more to say.
    #[must_use]
    pub fn with(mut self, more: &str) -> Self {
        self.message += more;
        self
    }

    /// The signal that asked for an end, if one did: the process is to end as it would have.
    pub fn signal(&self) -> Option<i32> {
        self.signal
    }

    /// Whether the reader of our output went away, as `head` does: no failure of ours.
    pub fn is_broken_pipe(&self) -> bool {
        self.kind == Some(io::ErrorKind::BrokenPipe)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<copydesk_pipeline::Error> for Failure {
    fn from(error: copydesk_pipeline::Error) -> Self {
        Self::new(error.to_string())
    }
}
