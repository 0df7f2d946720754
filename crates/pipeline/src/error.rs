//! Why a pipeline cannot be built: each in one sentence that names the thing and the mend.

use std::fmt;
use std::io;
use std::path::PathBuf;

use copydesk_stage::ManifestError;

/// Why a pipeline cannot be built.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A library cannot be used.
    Load {
        /// The library.
        path: PathBuf,
        /// Why not.
        reason: LoadError,
    },
    /// A folder of the search path cannot be searched.
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why not.
        reason: io::Error,
    },
    /// The stages do not fit together, or one that was asked for is not there; in these words.
    Plan(String),
    /// A stage was told something that it does not take; in these words.
    Config(String),
    /// The child processes that stages run in cannot be started; in these words.
    Isolate(String),
    /// A stage refused to start, or panicked in starting.
    Create {
        /// The stage.
        stage: String,
        /// What it said.
        message: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Load { path, reason } => write!(f, "{}: {reason}", path.display()),
            Self::Folder { path, reason } if reason.kind() == io::ErrorKind::NotFound => {
                write!(f, "{}: there is no such file or folder to take stages from", path.display())
            }
            Self::Folder { path, reason } => {
                write!(f, "{}: the folder cannot be searched for stages: {reason}", path.display())
            }
            Self::Plan(message) | Self::Config(message) | Self::Isolate(message) => {
                f.write_str(message)
            }
            Self::Create { stage, message } => {
                write!(f, "stage {stage} would not start: {message}")
            }
        }
    }
}

impl std::error::Error for Error {}

/// Why a library file cannot be used as a stage.
#[derive(Debug)]
#[non_exhaustive]
pub enum LoadError {
    /// It cannot be read, or not copied to where it is loaded from.
    Io(io::Error),
    /// It is no shared library.
    NoLibrary,
    /// It is a library without a manifest.
    NoManifest,
    /// The manifest is not UTF-8.
    ManifestText,
    /// The manifest cannot be used.
    Manifest(ManifestError),
    /// Anybody may write to the file or its folder, so that anybody's code would run.
    WorldWritable(PathBuf),
    /// The system's loader refused it.
    Open(libloading::Error),
    /// It exports no stage.
    NoSymbol,
    /// The exported table is of another ABI than the manifest says.
    TableAbi(u32),
    /// The structs were laid out differently when it was built.
    Fingerprint {
        /// As this host lays them out.
        ours: u64,
        /// As the library does.
        theirs: u64,
    },
    /// The exported table is too short or lacks a function.
    Table(&'static str),
    /// The manifest that the running code has is not the one in the file's section.
    LyingManifest,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "the library cannot be read: {error}"),
            Self::NoLibrary => f.write_str("this is no shared library; name the .so, .dylib or .dll that the stage's build made"),
            Self::NoManifest => f.write_str(
                "this library is no copydesk stage: it has no manifest; in Rust use copydesk_stage::export!, in C COPYDESK_MANIFEST",
            ),
            Self::ManifestText => f.write_str("the manifest is not UTF-8"),
            Self::Manifest(error) => error.fmt(f),
            Self::WorldWritable(path) => write!(
                f,
                "not loaded, because anybody may write to {}; take that right away (chmod o-w)",
                path.display()
            ),
            Self::Open(error) => {
                write!(f, "the system would not load it: {error}")?;
                let mut source = std::error::Error::source(error);
                while let Some(cause) = source {
                    write!(f, ": {cause}")?;
                    source = cause.source();
                }
                Ok(())
            }
            Self::NoSymbol => write!(f, "the library does not export {}", copydesk_stage::abi::SYMBOL),
            Self::TableAbi(theirs) => write!(
                f,
                "its table is of stage ABI {theirs}, this copydesk runs ABI {}; rebuild the stage",
                copydesk_stage::abi::ABI
            ),
            Self::Fingerprint { ours, theirs } => write!(
                f,
                "its structs are laid out differently (fingerprint {theirs:016x}, this copydesk's {ours:016x}); rebuild the stage with this release's SDK or header"
            ),
            Self::Table(what) => write!(f, "its table {what}; rebuild the stage with this release's SDK or header"),
            Self::LyingManifest => f.write_str(
                "the manifest in its table is not the one in the file; build the library anew, with the manifest in one place",
            ),
        }
    }
}

impl std::error::Error for LoadError {}
