//! Where stages are looked for.
//!
//! In this order: the folder of the running binary, the user's folder, folders and files named on
//! the command line, and those in the environment variable [`VARIABLE`]. The current folder is
//! never searched by itself.

use std::collections::BTreeSet;
use std::env;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::Error;
use crate::library::LibraryFile;

/// The environment variable with further folders or files, separated as in `PATH`.
pub const VARIABLE: &str = "COPYDESK_PLUGIN_PATH";

/// The places to look for stages.
#[derive(Clone, Debug, Default)]
pub struct SearchPath {
    places: Vec<(PathBuf, Manner)>,
}

/// How a place is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// A folder that may be missing and may hold other libraries too.
    Shared,
    /// A file or folder that somebody named: it must be there, and its libraries must be stages.
    Named,
}

impl SearchPath {
    /// No place yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The standard places, with `named` ones among them in their rank.
    #[must_use]
    pub fn standard(named: &[PathBuf]) -> Self {
        let mut path = Self::new();
        let binary = env::current_exe().and_then(std::fs::canonicalize).ok();
        if let Some(folder) = binary.as_deref().and_then(Path::parent) {
            path.places.push((folder.to_owned(), Manner::Shared));
        }
        if let Some(folder) = user_folder() {
            path.places.push((folder, Manner::Shared));
        }
        path.places.extend(named.iter().map(|place| (place.clone(), Manner::Named)));
        if let Some(variable) = env::var_os(VARIABLE) {
            let places = env::split_paths(&variable).filter(|place| !place.as_os_str().is_empty());
            path.places.extend(places.map(|place| (place, Manner::Named)));
        }
        path
    }

    /// The same with a file or folder that must be there.
    #[must_use]
    pub fn with(mut self, place: impl Into<PathBuf>) -> Self {
        self.places.push((place.into(), Manner::Named));
        self
    }

    /// The places in order.
    pub fn places(&self) -> impl Iterator<Item = &Path> {
        self.places.iter().map(|(place, _)| place.as_path())
    }

    /// Every stage in these places, by place and then by file name. A file found twice, or two with
    /// the same bytes, count once.
    ///
    /// # Errors
    /// When a named place is not there, or a library in one cannot be used, or a stage in a shared
    /// folder cannot be used. Other libraries in a shared folder are passed over.
    pub fn find(&self) -> Result<Vec<LibraryFile>, Error> {
        let mut found: Vec<LibraryFile> = Vec::new();
        let mut seen = BTreeSet::new();
        for (place, manner) in &self.places {
            // Several at once: reading and hashing models is much of what it takes to start.
            let read = |path| match manner {
                Manner::Named => LibraryFile::read(path).map(Some),
                Manner::Shared => LibraryFile::probe(path),
            };
            let libraries: Vec<_> = libraries(place, *manner)?.into_par_iter().map(read).collect();
            for library in libraries {
                if let Some(library) = library?
                    && seen.insert(library.hash.clone())
                {
                    found.push(library);
                }
            }
        }
        Ok(found)
    }
}

/// The library files of one place, by name.
fn libraries(place: &Path, manner: Manner) -> Result<Vec<PathBuf>, Error> {
    let fail = |reason| Error::Folder { path: place.to_owned(), reason };
    if manner == Manner::Named && place.is_file() {
        return Ok(vec![place.to_owned()]);
    }
    if manner == Manner::Named && !place.exists() {
        return Err(fail(io::ErrorKind::NotFound.into()));
    }
    let entries = match std::fs::read_dir(place) {
        Ok(entries) => entries,
        Err(_) if manner == Manner::Shared => return Ok(Vec::new()),
        Err(reason) => return Err(fail(reason)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(fail)?.path();
        if path.extension().is_some_and(|ending| ending == env::consts::DLL_EXTENSION)
            && path.is_file()
        {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Where a user keeps stages of their own: `copydesk/stages` in the data folder that the system has
/// for programs.
#[must_use]
pub fn user_folder() -> Option<PathBuf> {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let data = if cfg!(windows) {
        set("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        set("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        set("XDG_DATA_HOME").or_else(|| set("HOME").map(|home| home.join(".local/share")))
    };
    data.map(|data| data.join("copydesk").join("stages"))
}
