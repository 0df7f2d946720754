//! What `--json-log` prints on standard error, for programs that watch a run: one JSON object a line.
//!
//! Each has an "event". The first is "start" and the last is "done" or "error"; where there is neither,
//! the run was killed. More events and more fields may come with later versions.
//!
//! | event | fields |
//! |---|---|
//! | start | `bytes`: of all inputs as they lie on the disk, or null where nobody can know; `stages`: their names in order |
//! | progress | every ten seconds. `seconds`, `articles`, `words`, `with_problems`: until now; `share`: of the inputs that is done, 0 to 1, and `seconds_left`; both null where nobody can know |
//! | problem | `article`: its id; `stage`: missing where it was in reading; `kind` and `message` as in the record |
//! | remark | `message`: what should be known and is no problem, for a person |
//! | done | `exit_code`; `seconds`, `articles`, `words`, `with_problems`: of the run; `converted`: by encoding, how many articles; `other_languages`: by language, how many were passed on without annotations; `steps`: of reading, each stage and writing `name`, `seconds` (of all threads together), `articles` (that it was run on), `kept` (whose results were kept from an earlier run), `annotations`, `problems` |
//! | error | `exit_code`; `message`: why the run could not be done, or not to its end |

use std::collections::BTreeMap;

use serde::Serialize;

use super::closing::Step;
use crate::failure::COULD_NOT_RUN;

/// A line of the log.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event<'a> {
    Start {
        bytes: Option<u64>,
        stages: Vec<&'a str>,
    },
    Progress {
        #[serde(flatten)]
        so_far: SoFar,
        share: Option<f64>,
        seconds_left: Option<f64>,
    },
    Problem {
        article: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        stage: Option<&'a str>,
        kind: &'a str,
        message: &'a str,
    },
    Remark {
        message: &'a str,
    },
    Done {
        exit_code: u8,
        #[serde(flatten)]
        so_far: SoFar,
        converted: &'a BTreeMap<&'static str, u64>,
        other_languages: &'a BTreeMap<String, u64>,
        steps: &'a [Step],
    },
    Error {
        exit_code: u8,
        message: &'a str,
    },
}

/// What was done until now.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct SoFar {
    /// Since the start.
    pub seconds: f64,
    /// Those that are written.
    pub articles: u64,
    /// Their words.
    pub words: u64,
    /// Those among them that have problems.
    pub with_problems: u64,
}

impl<'a> Event<'a> {
    /// That the run could not be done, or not to its end.
    pub fn error(message: &'a str) -> Self {
        Self::Error { exit_code: COULD_NOT_RUN, message }
    }
    /// Prints it.
    pub fn print(&self) {
        let line = serde_json::to_string(self).expect("an event is plain JSON");
        anstream::eprintln!("{line}");
    }
}
