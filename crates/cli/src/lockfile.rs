//! `copydesk.lock`: which stage libraries runs in a folder may load.
//!
//! It stands beside `copydesk.toml`, or where that would stand, and is meant to be kept under version
//! control with it. Where there is one, every run holds to it; `--locked` also refuses to run
//! without one.
//!
//! ```toml
//! format = 1
//!
//! [[stage]]
//! name = "entities"
//! version = "0.1.0"
//! sha256 = "37e0a314272f5218bec2152a09f488087b1bf221…"
//! ```

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use copydesk_pipeline::library::LibraryFile;
use copydesk_pipeline::lock::{Lock, Pin};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::settings;

/// The number of this format.
const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: u32,
    #[serde(default, rename = "stage")]
    stages: Vec<Pin>,
}

/// Where the lock file stands that belongs to this configuration file, or to none.
pub fn path(config: Option<&Path>) -> PathBuf {
    config.unwrap_or(Path::new(settings::DEFAULT)).with_file_name("copydesk.lock")
}

/// The lock to hold to, if there is one.
///
/// # Errors
/// When the file cannot be read, or there must be one and is none.
pub fn read(config: Option<&Path>, must: bool) -> Result<Option<Lock>, Failure> {
    let path = path(config);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound && must => {
            return Err(Failure::new(format!(
                "{}: there is no such file, which --locked needs; make it with `copydesk plugin lock`",
                path.display()
            )));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::at(&path, &error)),
    };
    let file: File = toml::from_str(&text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start).min(text.len());
        let line = 1 + text[..at].matches('\n').count();
        let what = error.message().trim();
        Failure::new(format!(
            "{}:{line}: {what}; make it anew with `copydesk plugin lock`",
            path.display()
        ))
    })?;
    if file.format != FORMAT {
        return Err(Failure::new(format!(
            "{}: it is of format {}, this copydesk reads format {FORMAT}; make it anew with `copydesk plugin lock`",
            path.display(),
            file.format
        )));
    }
    Ok(Some(Lock { origin: path.display().to_string(), stages: file.stages }))
}

/// Pins these libraries in a file at `path`, in place of what is there.
pub fn write(path: &Path, libraries: &[LibraryFile]) -> Result<(), Failure> {
    let stages = libraries.iter().map(Pin::of).collect();
    let text =
        toml::to_string(&File { format: FORMAT, stages }).expect("names and hashes are plain");
    let text = format!(
        "# The stage libraries that runs here may load. `copydesk plugin lock` makes this file anew.\n{text}"
    );
    // Whole or not at all: half a lock would refuse every stage that it lacks.
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    fs::write(&partial, text).map_err(|error| Failure::at(&partial, &error))?;
    fs::rename(&partial, path).map_err(|error| Failure::at(path, &error))
}
