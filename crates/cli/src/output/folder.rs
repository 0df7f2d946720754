//! A folder of output that is there whole or not at all.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use super::partial::Partial;
use super::place::not_ours;
use crate::exclusive::beside;
use crate::failure::Failure;

/// The file that tells our folders from others, so that none of those is ever replaced.
const MARK: &str = "copydesk-export.json";

/// A folder that is being written: under its name with `.partial` added, until it is whole.
#[derive(Debug)]
pub struct Folder {
    partial: Partial,
}

impl Folder {
    /// Begins a folder that is to stand at `target`. What a broken-off run left is taken away.
    ///
    /// # Errors
    /// When a file stands there, or a folder that copydesk did not make, or it cannot be written.
    pub fn open(target: &Path, format: &str) -> Result<Self, Failure> {
        let stale = beside(target, ".partial");
        for path in [target, &stale] {
            if path.exists() && !is_ours(path) {
                return Err(not_ours(path));
            }
        }
        if stale.exists() {
            remove(&stale)?;
        }
        fs::create_dir(&stale).map_err(|error| Failure::at(target, &error))?;
        let partial = Partial::begun(target);
        let mark = serde_json::json!({"made_by": "copydesk", "format": format}).to_string();
        let place = partial.path().join(MARK);
        fs::write(&place, mark + "\n").map_err(|error| Failure::at(&place, &error))?;
        Ok(Self { partial })
    }

    /// Begins a file in it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn create(&self, name: &str) -> Result<BufWriter<File>, Failure> {
        let path = self.path(name);
        let file = File::create(&path).map_err(|error| Failure::at(&path, &error))?;
        Ok(BufWriter::with_capacity(1 << 16, file))
    }

    /// Where a file of this name stands for now.
    pub fn path(&self, name: &str) -> PathBuf {
        self.partial.path().join(name)
    }

    /// Gives the folder its name, in place of an earlier one of ours.
    ///
    /// # Errors
    /// When it cannot be moved.
    pub fn finish(self) -> Result<(), Failure> {
        if self.partial.target().exists() {
            remove(self.partial.target())?;
        }
        self.partial.finish()
    }
}

/// Whether copydesk made the folder at `path`, which then holds no articles.
pub fn is_export(path: &Path) -> bool {
    path.join(MARK).is_file()
}

/// An empty folder is anybody's.
fn is_ours(path: &Path) -> bool {
    is_export(path) || fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none())
}

/// Takes a folder of ours away, its mark last: what a kill leaves of it is still known to be ours.
fn remove(folder: &Path) -> Result<(), Failure> {
    let empty = || {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                fs::remove_dir_all(entry.path())?;
            } else if entry.file_name() != MARK {
                fs::remove_file(entry.path())?;
            }
        }
        fs::remove_dir_all(folder)
    };
    empty().map_err(|error| Failure::at(folder, &error))
}
