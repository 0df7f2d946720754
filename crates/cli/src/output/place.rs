//! Where an output may go: never where something would be lost that is read, or that somebody else made.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::intake::paths::Source;

/// What copydesk writes beside an output, by what is added to its name.
const BESIDE: [&str; 4] = [".store", ".store.partial", ".lock", ".partial"];

/// Where an output is to go.
#[derive(Debug)]
pub struct Place<'a> {
    path: &'a Path,
    /// The file or folder that stands there now, by its path without links and dots.
    there: Option<PathBuf>,
    /// Whether that is a file which an earlier run of the kind made, and so none of a folder's articles.
    is_ours: bool,
}

impl<'a> Place<'a> {
    /// The place at `path`, if one is named. Files of this output begin with `beginning`, if that tells
    /// them from others.
    ///
    /// # Errors
    /// When it is the name of standard input, there is no folder for it, or a file stands there that does
    /// not begin so.
    pub fn new(path: Option<&'a Path>, beginning: Option<&str>) -> Result<Option<Self>, Failure> {
        let Some(path) = path else { return Ok(None) };
        if path.as_os_str() == "-" {
            return Err(Failure::new(
                "-o -: leave it out for standard output, or name a file or folder to write to",
            ));
        }
        has_folder(path)?;
        let mut is_ours = false;
        if let Some(beginning) = beginning.filter(|_| path.is_file()) {
            is_ours = begins(path, beginning).map_err(|error| Failure::at(path, &error))?;
            if !is_ours {
                return Err(not_ours(path));
            }
        }
        // Devices and pipes hold nothing that could be lost.
        let is_kept = path.is_file() || path.is_dir();
        let there = if is_kept { path.canonicalize().ok() } else { None };
        Ok(Some(Self { path, there, is_ours }))
    }

    /// Makes sure that the output, and what is written beside it, replaces none of these inputs. Where they
    /// were found in a folder or by a pattern, an earlier output of the kind and what stands beside it are no
    /// articles, and are left out.
    ///
    /// # Errors
    /// When it would replace one, or a folder with one in it.
    pub fn spare(&self, inputs: &mut Vec<Source>, were_found: bool) -> Result<(), Failure> {
        let is_beside =
            |input: &Source| matches!(input, Source::File(path, _) if self.has_beside(path));
        if were_found {
            let is_output = |input: &Source| self.is_ours && self.is_replaced(input);
            inputs.retain(|input| !is_beside(input) && !is_output(input));
        }
        if inputs.iter().any(|input| is_beside(input) || self.is_replaced(input)) {
            return Err(Failure::new(format!(
                "{}: this is also read, and would be lost; name another place for the output",
                self.path.display()
            )));
        }
        Ok(())
    }

    /// Whether the file is one that copydesk writes beside the output.
    pub fn has_beside(&self, file: &Path) -> bool {
        fn name(path: &Path) -> Option<&str> {
            path.file_name()?.to_str()
        }
        let folder = |path: &Path| {
            let named = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            named.unwrap_or(Path::new(".")).canonicalize().ok()
        };
        let ending = name(self.path).and_then(|ours| name(file)?.strip_prefix(ours));
        ending.is_some_and(|ending| BESIDE.contains(&ending)) && folder(file) == folder(self.path)
    }

    fn is_replaced(&self, input: &Source) -> bool {
        let path = match input {
            // Where the system gives it a name, it may be a file.
            Source::Stdin => Path::new("/dev/stdin"),
            Source::File(path, _) => path,
            Source::Unreadable(..) => return false,
        };
        let there = self.there.as_ref();
        there.is_some_and(|there| path.canonicalize().is_ok_and(|path| path.starts_with(there)))
    }
}

/// Makes sure that there is a folder for a file or folder of this path.
///
/// # Errors
/// When there is none.
pub fn has_folder(path: &Path) -> Result<(), Failure> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else {
        return Ok(());
    };
    let what = if folder.is_dir() {
        return Ok(());
    } else if folder.exists() {
        "this is a file and no folder to write to; name another place"
    } else {
        "there is no such folder to write to; make it first"
    };
    Err(Failure::new(format!("{}: {what}", folder.display())))
}

/// The failure that what stands at `path` is not of copydesk's making.
pub fn not_ours(path: &Path) -> Failure {
    Failure::new(format!(
        "{}: something stands there that copydesk did not make; name another place, or take it away",
        path.display()
    ))
}

/// Whether the file begins with these words. An empty one is anybody's.
fn begins(path: &Path, beginning: &str) -> io::Result<bool> {
    let mut start = Vec::new();
    File::open(path)?.take(beginning.len() as u64).read_to_end(&mut start)?;
    Ok(start.is_empty() || start == beginning.as_bytes())
}
