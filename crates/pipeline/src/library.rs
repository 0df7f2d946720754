//! A stage's library file, read without running any of its code.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use copydesk_stage::Manifest;
use copydesk_stage::abi::SECTIONS;
use object::{Object, ObjectSection};
use sha2::{Digest, Sha256};

use crate::{Error, LoadError};

/// A library file with a manifest that this host can use.
#[derive(Clone, Debug)]
pub struct LibraryFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Its SHA-256, in 64 hexadecimal digits.
    pub hash: String,
    /// What it says of itself.
    pub manifest: Manifest,
    /// The manifest as it stands in the file.
    pub(crate) manifest_text: String,
    /// The file. Kept, so that what is loaded is what was looked at.
    pub(crate) bytes: Vec<u8>,
}

impl LibraryFile {
    /// Reads the file at `path`.
    ///
    /// # Errors
    /// When it cannot be read, may be written by anybody, is no library, or has no usable manifest.
    pub fn read(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let path = path.into();
        match Self::examine(&path) {
            Ok(Some((bytes, manifest_text, manifest))) => {
                let hash = Sha256::digest(&bytes).iter().fold(String::new(), |mut hex, byte| {
                    let _ = write!(hex, "{byte:02x}");
                    hex
                });
                Ok(Self { path, hash, manifest, manifest_text, bytes })
            }
            Ok(None) => Err(Error::Load { path, reason: LoadError::NoManifest }),
            Err(reason) => Err(Error::Load { path, reason }),
        }
    }

    /// Like [`read`](Self::read), but `None` for a file that is no library or has no manifest.
    ///
    /// # Errors
    /// When it is a stage and cannot be used.
    pub fn probe(path: impl Into<PathBuf>) -> Result<Option<Self>, Error> {
        match Self::read(path) {
            Err(Error::Load {
                reason: LoadError::NoManifest | LoadError::NoLibrary | LoadError::Io(_),
                ..
            }) => Ok(None),
            other => other.map(Some),
        }
    }

    fn examine(path: &Path) -> Result<Option<(Vec<u8>, String, Manifest)>, LoadError> {
        refuse_world_writable(path)?;
        let bytes = fs::read(path).map_err(LoadError::Io)?;
        let Some(text) = section(&bytes)? else {
            return Ok(None);
        };
        let text = String::from_utf8(text).map_err(|_| LoadError::ManifestText)?;
        let manifest = Manifest::parse(&text).map_err(LoadError::Manifest)?;
        Ok(Some((bytes, text, manifest)))
    }
}

/// The manifest's section, or `None` where the library has none. A C string's closing NUL, and the
/// padding that some linkers add, are not part of it.
fn section(bytes: &[u8]) -> Result<Option<Vec<u8>>, LoadError> {
    let file = object::File::parse(bytes).map_err(|_| LoadError::NoLibrary)?;
    let section =
        file.sections().find(|section| section.name().is_ok_and(|name| SECTIONS.contains(&name)));
    let Some(section) = section else {
        return Ok(None);
    };
    let data = section.data().map_err(|_| LoadError::NoLibrary)?;
    let end = data.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
    Ok(Some(data[..end].to_vec()))
}

/// Refuses a file that anybody may write to, or that lies below a folder where anybody may put another
/// in its place. A folder with the sticky bit lets only a file's owner do that.
#[cfg(unix)]
fn refuse_world_writable(path: &Path) -> Result<(), LoadError> {
    use std::os::unix::fs::PermissionsExt;
    let real = fs::canonicalize(path).map_err(LoadError::Io)?;
    let file = fs::metadata(&real).map_err(LoadError::Io)?;
    if file.permissions().mode() & 0o002 != 0 {
        return Err(LoadError::WorldWritable(real));
    }
    for folder in real.ancestors().skip(1) {
        let mode = fs::metadata(folder).map_err(LoadError::Io)?.permissions().mode();
        if mode & 0o002 != 0 && mode & 0o1000 == 0 {
            return Err(LoadError::WorldWritable(folder.to_owned()));
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_world_writable(_path: &Path) -> Result<(), LoadError> {
    Ok(())
}
