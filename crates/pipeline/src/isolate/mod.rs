//! The other runner: stages in child processes, so that a stage that crashes, hangs or eats memory
//! costs its own layers of one article and nothing else.
//!
//! Each worker has one child, the same program started with other arguments, that has loaded the
//! same stages. The worker sends it an article; the child sends back each stage's layers as soon as
//! they are made ([`message`], [`codec`], [`frame`]). A child that dies, or gives no answer in time,
//! died in the first stage whose answer is missing: that stage has a problem with the cause, the
//! layers of the stages before it are kept, and a new child goes on with the stages after it.
//!
//! A child that had other articles before may have died of what they left behind (memory that was
//! never freed, a heap that was overwritten). So the stage is tried once more in a new child, and
//! only what kills a child on its own is blamed: the output does not hang on which articles a
//! child had before, and so not on the number of threads. A stage that gives no answer is not tried again.
//!
//! What a child may do is limited as far as the system can ([`Walls`]). What comes from it is checked
//! like a stage's own records.

#[cfg(unix)]
mod child;
pub mod codec;
#[cfg(not(unix))]
mod elsewhere;
pub mod frame;
#[cfg(unix)]
mod host;
pub mod message;
#[cfg(unix)]
mod sandbox;

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

#[cfg(unix)]
pub use child::serve;
#[cfg(not(unix))]
pub use elsewhere::serve;
#[cfg(not(unix))]
pub(crate) use elsewhere::{Children, Isolated};
#[cfg(unix)]
pub(crate) use host::{Children, Isolated};

/// How to start child processes, and what they may take.
#[derive(Clone, Debug)]
pub struct Isolation {
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<OsString>,
    pub(crate) deadline: Duration,
    pub(crate) memory: u64,
}

impl Isolation {
    /// How long a stage may take on an article where nothing else is said. News articles take
    /// milliseconds; a book of a million words takes a few seconds.
    pub const DEADLINE: Duration = Duration::from_secs(10);
    /// How much memory a child may take where nothing else is said, in bytes.
    pub const MEMORY: u64 = 1 << 30;

    /// Children are `program` with `arguments`, which must call [`serve`].
    #[must_use]
    pub fn new(
        program: impl Into<PathBuf>,
        arguments: impl IntoIterator<Item = impl Into<OsString>>,
    ) -> Self {
        Self {
            program: program.into(),
            arguments: arguments.into_iter().map(Into::into).collect(),
            deadline: Self::DEADLINE,
            memory: Self::MEMORY,
        }
    }

    /// Children are the running program with `arguments`, which must call [`serve`].
    ///
    /// # Errors
    /// When the system does not say where the program is.
    pub fn of_this_program(
        arguments: impl IntoIterator<Item = impl Into<OsString>>,
    ) -> io::Result<Self> {
        // The running file itself, even if another has taken its name meanwhile.
        let running = PathBuf::from("/proc/self/exe");
        let program = if cfg!(target_os = "linux") && running.exists() {
            running
        } else {
            std::env::current_exe()?
        };
        Ok(Self::new(program, arguments))
    }

    /// How long a stage may take on one article.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// How much memory a child may take in all, in bytes.
    #[must_use]
    pub fn memory(mut self, bytes: u64) -> Self {
        self.memory = bytes;
        self
    }
}

/// What the system forbids to a child process.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Walls {
    /// Writing, making, changing and removing files.
    pub files: bool,
    /// Using the network.
    pub network: bool,
    /// Starting threads and processes.
    pub threads: bool,
    /// Taking more memory than it may.
    pub memory: bool,
}

impl Walls {
    /// What is not forbidden, in words: empty where everything is.
    #[must_use]
    pub fn gaps(&self) -> Vec<&'static str> {
        [
            (self.files, "write files"),
            (self.network, "use the network"),
            (self.threads, "start threads and processes"),
            (self.memory, "take more memory than they may"),
        ]
        .into_iter()
        .filter_map(|(forbidden, what)| (!forbidden).then_some(what))
        .collect()
    }
}
