//! Files that one process at a time may have.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use same_file::Handle;

use crate::failure::Failure;

/// Opens the file at `path`, for reading and writing, and makes it if it is not there; `None` where
/// another process has it. Where the system knows no locks, nobody is kept out.
pub fn open(path: &Path) -> io::Result<Option<File>> {
    loop {
        let file =
            File::options().read(true).write(true).create(true).truncate(false).open(path)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) if error.kind() != io::ErrorKind::Unsupported => {
                return Err(error);
            }
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        // It may have been removed or replaced between being opened and being locked.
        let ours = Handle::from_file(file.try_clone()?)?;
        if Handle::from_path(path).is_ok_and(|there| there == ours) {
            return Ok(Some(file));
        }
    }
}

/// What keeps other processes from writing the same output: a file with `.lock` added to its name,
/// which goes away with this value. That of a process that was killed stays and locks nobody out.
#[derive(Debug)]
pub struct OutputLock {
    path: PathBuf,
    _file: File,
}

impl OutputLock {
    /// Takes the lock of the output at `path`. There is none for what is no file or folder.
    ///
    /// # Errors
    /// When another process has it, or it cannot be made.
    pub fn take(path: &Path) -> Result<Option<Self>, Failure> {
        if path.exists() && !path.is_file() && !path.is_dir() {
            return Ok(None);
        }
        let lock = beside(path, ".lock");
        match open(&lock) {
            Ok(Some(file)) => Ok(Some(Self { path: lock, _file: file })),
            Ok(None) => Err(Failure::new(format!(
                "{}: another copydesk is writing this; wait until it is done, or name another output",
                path.display()
            ))),
            Err(error) => Err(Failure::at(&lock, &error)),
        }
    }
}

impl Drop for OutputLock {
    fn drop(&mut self) {
        // Left behind, it would only be in the way of the eye.
        let _ = fs::remove_file(&self.path);
    }
}

/// The path with `ending` added to the file's or folder's name.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    // Without a slash at the end, behind which the ending would be a file in the folder.
    let mut name = path.components().as_path().as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_output_is_one_processs_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("out.parquet/");
        let lock = OutputLock::take(&output).unwrap();
        let refusal = OutputLock::take(&output).unwrap_err().to_string();
        assert!(refusal.contains("another copydesk is writing this"), "{refusal}");
        drop(lock);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(OutputLock::take(&output).unwrap().is_some());
    }
}
