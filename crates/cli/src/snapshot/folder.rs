//! A folder of snapshots: its configuration, and which file holds which article.
//!
//! `snapshot.toml` is made by `record` and is the user's to change:
//!
//! ```toml
//! # What to run on: paths as for `copydesk run`, from the folder in which the command is given.
//! inputs = ["news/"]
//! # The layers to keep; without this line, all that are not marked as on request.
//! layers = ["entity", "quote"]
//! # How many digits of scores to keep; 0 keeps none.
//! score_digits = 1
//! # Attributes whose changes do not matter.
//! ignore = ["claim.group"]
//! ```
//!
//! A file is named after the article's id. Which file is whose is read from the files themselves, so
//! they may be renamed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use walkdir::WalkDir;

use super::snap::Snap;
use crate::failure::Failure;

const CONFIG: &str = "snapshot.toml";
const HEAD: &str = "# What `copydesk snapshot` runs on, and what it keeps. Paths are as for `copydesk run`, from the folder\n\
    # in which the command is given. Of scores, score_digits digits are kept; a score that moves by less\n\
    # than half of the last digit's unit never shows as a change. ignore names attributes that do not matter.\n\n";
/// What is ignored where nobody says: a claim's group is a running number, and one claim more changes those
/// of all after it.
pub const IGNORED: &str = "claim.group";
/// How many characters of an id are in its file's name.
const LONGEST: usize = 100;

/// What `snapshot.toml` says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Paths of articles.
    pub inputs: Vec<PathBuf>,
    /// The layers to keep; all but those on request where none is named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub layers: Vec<String>,
    /// How many digits of scores are kept.
    pub score_digits: usize,
    /// Attributes to leave out, as "claim.group".
    pub ignore: Vec<String>,
}

impl Default for Config {
    fn default() -> Self {
        let ignore = vec![IGNORED.to_owned()];
        Self { inputs: Vec::new(), layers: Vec::new(), score_digits: 1, ignore }
    }
}

/// A folder of snapshots.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// What its `snapshot.toml` says.
    pub config: Config,
    /// By article id, the file of its snapshot, which may not exist yet where there is only a new one.
    files: BTreeMap<String, PathBuf>,
    /// The names in use, in lower case, for systems that take no notice of case.
    names: BTreeSet<String>,
}

impl Folder {
    /// The folder at `path`, which has to be one of snapshots.
    ///
    /// # Errors
    /// When it is not there, or a file of it cannot be read.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        if !path.join(CONFIG).is_file() {
            return Err(Failure::new(format!(
                "{}: no folder of snapshots; make one with `copydesk snapshot record {0} ARTICLES`",
                path.display()
            )));
        }
        Self::read(path)
    }

    /// The folder at `path`, which is made when its configuration is saved, where there is none.
    ///
    /// # Errors
    /// When it cannot be read, or is a folder of something else.
    pub fn open_or_begin(path: &Path) -> Result<Self, Failure> {
        let is_empty = match fs::read_dir(path) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => true,
            Err(error) => return Err(Failure::at(path, &error)),
        };
        // Old snapshots are removed where their articles are gone: never those of somebody else.
        if !path.join(CONFIG).exists() && !is_empty {
            return Err(Failure::new(format!(
                "{}: the folder holds other files; name a new or an empty one",
                path.display()
            )));
        }
        Self::read(path)
    }

    fn read(path: &Path) -> Result<Self, Failure> {
        let file = path.join(CONFIG);
        let config = match fs::read_to_string(&file) {
            Ok(text) => toml::from_str(&text).map_err(|error| {
                let at = error.span().map_or(0, |span| span.start.min(text.len()));
                let line = 1 + text[..at].matches('\n').count();
                Failure::new(format!("{}:{line}: {}", file.display(), error.message()))
            })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Config::default(),
            Err(error) => return Err(Failure::at(&file, &error)),
        };
        let mut folder =
            Self { path: path.to_owned(), config, files: BTreeMap::new(), names: BTreeSet::new() };
        if !path.exists() {
            return Ok(folder);
        }
        for entry in WalkDir::new(path).max_depth(1).sort_by_file_name() {
            let entry = entry.map_err(|error| Failure::new(error.to_string()))?;
            let Some(name) = entry.file_name().to_str() else { continue };
            let Some(stem) = name.strip_suffix(".new").unwrap_or(name).strip_suffix(".snap") else {
                continue;
            };
            let id = read_snap(entry.path())?.id;
            let file = path.join(format!("{stem}.snap"));
            if let Some(other) = folder.files.get(&id).filter(|other| **other != file) {
                return Err(Failure::new(format!(
                    "{} and {} are both snapshots of {id:?}; remove one",
                    other.display(),
                    file.display()
                )));
            }
            folder.names.insert(stem.to_lowercase());
            folder.files.insert(id, file);
        }
        Ok(folder)
    }

    /// Makes the folder, where there is none, and writes what `snapshot.toml` is to say from now on. Where it
    /// says that already it stays as it is, with the user's remarks.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn save_config(&mut self, config: Config) -> Result<(), Failure> {
        let path = self.config_path();
        if config == self.config && path.exists() {
            return Ok(());
        }
        let text = toml::to_string(&config).map_err(|error| {
            Failure::new(format!("a path cannot be written to {CONFIG}: {error}"))
        })?;
        fs::create_dir_all(&self.path).map_err(|error| Failure::at(&self.path, &error))?;
        self.config = config;
        write(&path, &format!("{HEAD}{text}"))
    }

    /// Where `snapshot.toml` stands, or is to stand.
    pub fn config_path(&self) -> PathBuf {
        self.path.join(CONFIG)
    }

    /// The file of the article's snapshot, named after the id where it has none yet.
    pub fn file_or_name(&mut self, id: &str) -> PathBuf {
        if let Some(file) = self.files.get(id) {
            return file.clone();
        }
        let mut name = file_name(id);
        // A name that another article has gets a hash of the id.
        if self.names.contains(&name.to_lowercase()) {
            name = format!("{name}-{:016x}", fnv(id));
        }
        self.names.insert(name.to_lowercase());
        let file = self.path.join(format!("{name}.snap"));
        self.files.insert(id.to_owned(), file.clone());
        file
    }

    /// The ids of all snapshots with their files.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Path)> {
        self.files.iter().map(|(id, file)| (id.as_str(), file.as_path()))
    }

    /// The files of the snapshots for which there is a new one, by name.
    pub fn pending(&self) -> Vec<PathBuf> {
        let mut files: Vec<_> =
            self.files.values().filter(|file| new_of(file).exists()).cloned().collect();
        files.sort();
        files
    }
}

/// Where the new snapshot stands beside the one in use.
pub fn new_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".new");
    name.into()
}

/// The snapshot in a file.
///
/// # Errors
/// When it cannot be read or is none.
pub fn read_snap(path: &Path) -> Result<Snap, Failure> {
    let text = fs::read_to_string(path).map_err(|error| Failure::at(path, &error))?;
    Snap::parse(&text)
        .map_err(|reason| Failure::new(format!("{}: no snapshot: {reason}", path.display())))
}

/// Writes a file so that it is there whole or not at all.
///
/// # Errors
/// When it cannot be written.
pub fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let written = fs::write(&partial, text).and_then(|()| fs::rename(&partial, path));
    written.map_err(|error| Failure::at(path, &error))
}

/// Removes a file if it is there.
///
/// # Errors
/// When it is there and cannot be removed.
pub fn remove(path: &Path) -> Result<bool, Failure> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Failure::at(path, &error)),
    }
}

/// The id as a file's name on any system: letters, digits, dots, lines; all else a hyphen. A long one,
/// one without a letter or digit, and one that Windows keeps for devices get a hash.
fn file_name(id: &str) -> String {
    const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
    let safe = |c: char| if c.is_alphanumeric() || "._-".contains(c) { c } else { '-' };
    let name: String = id.chars().map(safe).take(LONGEST).collect();
    let name = name.trim_matches(['.', '-']).to_owned();
    let base = name.split('.').next().unwrap_or_default().to_lowercase();
    let port = |kind: &str| base.strip_prefix(kind).is_some_and(|rest| rest.len() == 1);
    let device = DEVICES.contains(&&*base) || port("com") || port("lpt");
    if device || name.is_empty() || id.chars().count() > LONGEST {
        let name = if name.is_empty() { "article" } else { &name };
        return format!("{name}-{:016x}", fnv(id));
    }
    name
}

/// The hash FNV-1a, which is the same on every system and in every release.
fn fnv(id: &str) -> u64 {
    id.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_and_short() {
        for (id, name) in [
            ("fixtures/articles/court.txt", "fixtures-articles-court.txt"),
            ("../../etc/passwd", "etc-passwd"),
            ("Łódź 1: a?", "Łódź-1--a"),
            ("a\u{202E}b\0", "a-b"),
        ] {
            assert_eq!(file_name(id), name);
        }
        for id in ["", "…", "con.txt", "COM1", &"x".repeat(300)] {
            assert!(file_name(id).len() < 130 && file_name(id).contains('-'), "{id}");
        }
    }

    #[test]
    fn articles_with_like_ids_have_files_of_their_own() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("snaps");
        let mut folder = Folder::open_or_begin(&path).unwrap();
        let files: BTreeSet<_> =
            ["a/b", "a-b", "A-B", "a/b"].map(|id| folder.file_or_name(id)).into();
        assert_eq!(files.len(), 3);
        folder.save_config(Config::default()).unwrap();
        for (id, file) in folder.all() {
            let snap = Snap { id: id.to_owned(), contents: String::new() };
            write(file, &snap.print()).unwrap();
        }
        // Whoever comes first next time, each finds its own file.
        let mut again = Folder::open(&path).unwrap();
        assert_eq!(again.config, Config::default());
        for id in ["A-B", "a-b", "a/b"] {
            assert_eq!(again.file_or_name(id), folder.file_or_name(id));
        }
    }

    #[test]
    fn a_folder_of_something_else_is_left_alone() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("thesis.txt"), "").unwrap();
        assert!(
            Folder::open_or_begin(home.path()).unwrap_err().to_string().contains("other files")
        );
        assert!(Folder::open(home.path()).unwrap_err().to_string().contains("snapshot record"));
    }
}
