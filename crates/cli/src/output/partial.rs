//! What is being written: under its name with `.partial` added, until it is whole.

use std::fs;
use std::path::{Path, PathBuf};

use crate::exclusive::beside;
use crate::failure::Failure;

/// A file or folder that has its name only when it is whole. One that is given up before goes away with
/// this value; what a killed process left is overwritten by the next.
#[derive(Debug)]
pub struct Partial {
    path: PathBuf,
    target: PathBuf,
}

impl Partial {
    /// What was begun for `target`, and is copydesk's own from now on.
    pub fn begun(target: &Path) -> Self {
        Self { path: beside(target, ".partial"), target: target.to_owned() }
    }

    /// Where it stands for now.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where it is to stand.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Gives it its name.
    ///
    /// # Errors
    /// When it cannot be moved.
    pub fn finish(self) -> Result<(), Failure> {
        fs::rename(&self.path, &self.target).map_err(|error| Failure::at(&self.target, &error))
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        // Once it has its name, nothing stands here any more.
        let _ = if self.path.is_dir() {
            fs::remove_dir_all(&self.path)
        } else {
            fs::remove_file(&self.path)
        };
    }
}
