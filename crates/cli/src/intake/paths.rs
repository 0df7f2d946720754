//! What was typed, as a list of files to read.

use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::cli::InputFormat;
use crate::failure::Failure;

/// Something to read articles from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Standard input.
    Stdin,
    /// A file, as text or as JSON Lines.
    File(PathBuf, InputFormat),
    /// A part of a folder that cannot be read, and why.
    Unreadable(PathBuf, String),
}

/// The sources that were typed, and what was left out of folders.
#[derive(Debug, Default)]
pub struct Sources {
    /// In the order in which they were typed; a folder's and a pattern's by name.
    pub list: Vec<Source>,
    /// Files in folders whose names say neither text nor JSON Lines.
    pub passed_over: Vec<PathBuf>,
}

/// Expands folders and patterns.
///
/// A file that was named is read whatever its name; in a folder, files count whose names end in
/// .txt, .text, .jsonl or .ndjson, with or without .gz or .zst. Hidden files in folders do not.
///
/// # Errors
/// When a path does not exist or a pattern matches nothing: a typing mistake should not cost a night.
pub fn expand(typed: &[PathBuf], format: Option<InputFormat>) -> Result<Sources, Failure> {
    let mut sources = Sources::default();
    for path in typed {
        if path.as_os_str() == "-" {
            sources.list.push(Source::Stdin);
        } else if path.exists() {
            add(path, format, &mut sources);
        } else {
            add_pattern(path, format, &mut sources)?;
        }
    }
    Ok(sources)
}

fn add_pattern(
    path: &Path,
    format: Option<InputFormat>,
    sources: &mut Sources,
) -> Result<(), Failure> {
    let pattern = path.to_str().filter(|text| text.contains(['*', '?', '[']));
    let missing = || {
        Failure::at(
            path,
            &io::Error::new(io::ErrorKind::NotFound, "there is no such file or folder"),
        )
    };
    let pattern = pattern.ok_or_else(missing)?;
    let matches = glob::glob(pattern)
        .map_err(|error| Failure::new(format!("{pattern}: not a pattern: {error}")))?;
    let mut any = false;
    for found in matches {
        any = true;
        match found {
            Ok(path) => add(&path, format, sources),
            Err(error) => sources
                .list
                .push(Source::Unreadable(error.path().to_owned(), error.error().to_string())),
        }
    }
    if any { Ok(()) } else { Err(Failure::new(format!("{pattern}: no file matches this pattern"))) }
}

fn add(path: &Path, format: Option<InputFormat>, sources: &mut Sources) {
    if !path.is_dir() {
        let by_name = format_of(path).unwrap_or(InputFormat::Text);
        sources.list.push(Source::File(path.to_owned(), format.unwrap_or(by_name)));
        return;
    }
    let hidden = |entry: &walkdir::DirEntry| {
        entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".")
    };
    for entry in WalkDir::new(path)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| !hidden(entry))
    {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => match format_of(entry.path()) {
                Some(by_name) => {
                    sources.list.push(Source::File(entry.into_path(), format.unwrap_or(by_name)));
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

/// What a file's name says it holds.
fn format_of(path: &Path) -> Option<InputFormat> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    match name.rsplit_once('.')?.1 {
        "txt" | "text" => Some(InputFormat::Text),
        "jsonl" | "ndjson" => Some(InputFormat::Jsonl),
        _ => None,
    }
}
