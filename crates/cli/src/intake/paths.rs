//! What was typed, as a list of files to read.

use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::format::{self, InputFormat};
use crate::failure::Failure;
use crate::output::folder;
use crate::output::place::Place;

/// Something to read articles from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Standard input.
    Stdin,
    /// A file, and what its name says that it holds, if it does.
    File(PathBuf, Option<InputFormat>),
    /// A part of a folder that cannot be read, and why.
    Unreadable(PathBuf, String),
}

impl Source {
    /// What was named as a file to read: `-` is standard input.
    pub fn of_name(path: &Path) -> Self {
        if path.as_os_str() == "-" {
            Self::Stdin
        } else {
            Self::File(path.to_owned(), format::of_name(path))
        }
    }
}

/// The sources that were typed, and what was left out of folders.
#[derive(Debug, Default)]
pub struct Sources {
    /// In the order in which they were typed; a folder's and a pattern's by name.
    pub list: Vec<Source>,
    /// Files in folders whose names say of no format that can be read.
    pub passed_over: Vec<PathBuf>,
}

/// Expands folders and patterns, for a command that writes to `output`, if to any place.
///
/// A file that was named is read whatever its name; in a folder, files count whose names end as
/// [`format::of_name`] knows them. Hidden files in folders do not, nor what copydesk has exported, nor an
/// earlier output in the same place.
///
/// # Errors
/// When a path does not exist, a pattern matches nothing, or a folder holds nothing that can be read: a
/// typing mistake should not cost a night. And when the output would replace one of the files.
pub fn expand(typed: &[PathBuf], output: Option<&Place<'_>>) -> Result<Sources, Failure> {
    let mut sources = Sources::default();
    for path in typed {
        let mut found = Sources::default();
        let mut is_named = true;
        if path.as_os_str() == "-" {
            found.list.push(Source::of_name(path));
        } else if path.exists() {
            add(path, true, &mut found);
            is_named = !path.is_dir();
        } else {
            add_pattern(path, &mut found)?;
            is_named = false;
        }
        if let Some(output) = output {
            output.spare(&mut found.list, !is_named)?;
            found.passed_over.retain(|file| !output.has_beside(file));
        }
        if found.list.is_empty() {
            return Err(nothing_in(path));
        }
        sources.list.append(&mut found.list);
        sources.passed_over.append(&mut found.passed_over);
    }
    Ok(sources)
}

/// The paths in a list, one a line; blank lines are passed over. `-` is standard input.
///
/// # Errors
/// When the list cannot be read.
pub fn from_list(list: &Path) -> Result<Vec<PathBuf>, Failure> {
    let text = if list.as_os_str() == "-" {
        io::read_to_string(io::stdin())
    } else {
        std::fs::read_to_string(list)
    };
    let text = text.map_err(|error| Failure::at(list, &error))?;
    Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(PathBuf::from).collect())
}

fn nothing_in(path: &Path) -> Failure {
    let place = if path.is_dir() { "in this folder" } else { "where this pattern leads" };
    Failure::new(format!(
        "{}: no file {place} has a name that says of a format that can be read, such as .txt, .html, .jsonl, .csv, .parquet, .warc or .zip; a file that is named itself is read whatever its name",
        path.display()
    ))
}

fn add_pattern(path: &Path, sources: &mut Sources) -> Result<(), Failure> {
    let pattern = path.to_str().filter(|text| text.contains(['*', '?', '[']));
    let missing = || match path.to_str().filter(|text| text.contains("://")) {
        Some(address) => Failure::new(format!(
            "{address}: copydesk fetches nothing; download it first, and name the file"
        )),
        None => Failure::at(path, &io::Error::from(io::ErrorKind::NotFound)),
    };
    let pattern = pattern.ok_or_else(missing)?;
    let matches = glob::glob(pattern)
        .map_err(|error| Failure::new(format!("{pattern}: not a pattern: {error}")))?;
    let mut any = false;
    for found in matches {
        any = true;
        match found {
            Ok(path) => add(&path, false, sources),
            Err(error) => sources
                .list
                .push(Source::Unreadable(error.path().to_owned(), error.error().to_string())),
        }
    }
    if any { Ok(()) } else { Err(Failure::new(format!("{pattern}: no file matches this pattern"))) }
}

/// Adds a file, or those in a folder. What was exported is read only where it `is_named` itself.
fn add(path: &Path, is_named: bool, sources: &mut Sources) {
    if !path.is_dir() {
        sources.list.push(Source::of_name(path));
        return;
    }
    let left_out = |entry: &walkdir::DirEntry| {
        let is_hidden = || entry.file_name().as_encoded_bytes().starts_with(b".");
        let is_export = || entry.file_type().is_dir() && folder::is_export(entry.path());
        let is_found = entry.depth() > 0;
        is_found && is_hidden() || (is_found || !is_named) && is_export()
    };
    for entry in WalkDir::new(path)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| !left_out(entry))
    {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => match format::of_name(entry.path()) {
                Some(by_name) => {
                    sources.list.push(Source::File(entry.into_path(), Some(by_name)));
                }
                None => sources.passed_over.push(entry.into_path()),
            },
            Err(error) => {
                let place = error.path().unwrap_or(path).to_owned();
                let reason = error
                    .io_error()
                    .map_or_else(|| "a link leads in a circle".to_owned(), ToString::to_string);
                sources.list.push(Source::Unreadable(place, reason));
            }
        }
    }
}
