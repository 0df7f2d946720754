//! Archives: what lies in a zip or a tar, each file by its name.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read, Seek};
use std::ops::ControlFlow;
use std::path::Path;

use super::format;
use super::read::{self, Input, all_bytes, cut_short};
use super::source::{PassedOver, RawArticle, Sink};

/// Reads a tar from its beginning to its end.
pub fn read_tar(
    input: Input<'_>,
    passed_over: &PassedOver,
    sink: &mut Sink<'_>,
) -> ControlFlow<()> {
    let Input { name, reader, depth, .. } = input;
    let broken = |error: std::io::Error| RawArticle::unreadable(name.clone(), cut_short(&error));
    let mut archive = tar::Archive::new(reader);
    let entries = match archive.entries() {
        Ok(entries) => entries,
        Err(error) => return sink(broken(error)),
    };
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => return sink(broken(error)),
        };
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let inner = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        member(&name, &inner, depth, entry, passed_over, sink)?;
    }
    ControlFlow::Continue(())
}

/// Reads a zip in the order of its table of contents, which stands at its end: an archive that does
/// not come from a file of its own is held in memory.
pub fn read_zip(
    input: Input<'_>,
    passed_over: &PassedOver,
    sink: &mut Sink<'_>,
) -> ControlFlow<()> {
    let Input { name, reader, file, depth } = input;
    match file {
        Some(path) => match File::open(&path) {
            Ok(file) => zip(&name, BufReader::new(file), depth, passed_over, sink),
            Err(error) => sink(RawArticle::unreadable(name, cut_short(&error))),
        },
        None => match all_bytes(reader) {
            Ok(bytes) => zip(&name, Cursor::new(bytes), depth, passed_over, sink),
            Err(reason) => sink(RawArticle::unreadable(name, reason)),
        },
    }
}

fn zip(
    name: &str,
    file: impl Read + Seek,
    depth: usize,
    passed_over: &PassedOver,
    sink: &mut Sink<'_>,
) -> ControlFlow<()> {
    let mut archive = match zip::ZipArchive::new(file) {
        Ok(archive) => archive,
        Err(error) => {
            let reason = format!("no zip that can be read: {error}; it may be cut off or damaged");
            return sink(RawArticle::unreadable(name, reason));
        }
    };
    if archive.index_for_name("[Content_Types].xml").is_some() {
        let reason =
            "this is an office document and no text; save it as text or HTML, or leave it out";
        return sink(RawArticle::unreadable(name, reason));
    }
    for index in 0..archive.len() {
        let inner = archive.name_for_index(index).and_then(Result::ok);
        let inner = inner.map_or_else(|| "?".to_owned(), Cow::into_owned);
        match archive.by_index(index) {
            Ok(entry) if entry.is_dir() => {}
            Ok(entry) => {
                member(name, &inner, depth, entry, passed_over, sink)?;
            }
            Err(error) => {
                let reason = format!("cannot be read: {error}");
                sink(RawArticle::unreadable(format!("{name}/{inner}"), reason))?;
            }
        }
    }
    ControlFlow::Continue(())
}

/// Reads a file in an archive, if its name says what it holds, as in a folder.
fn member(
    archive: &str,
    inner: &str,
    depth: usize,
    bytes: impl Read,
    passed_over: &PassedOver,
    sink: &mut Sink<'_>,
) -> ControlFlow<()> {
    let name = format!("{archive}/{inner}");
    let hidden =
        inner.split('/').any(|part| part.starts_with('.') && part != "." || part == "__MACOSX");
    let Some(format) = format::of_name(Path::new(inner)).filter(|_| !hidden) else {
        if !hidden {
            passed_over.push(name);
        }
        return ControlFlow::Continue(());
    };
    let reader: Box<dyn BufRead + '_> = Box::new(BufReader::with_capacity(1 << 16, bytes));
    match read::uncompressed(reader) {
        Ok((reader, _)) => {
            let input = Input { name, reader, file: None, depth: depth + 1 };
            read::input(input, Some(format), passed_over, sink)
        }
        Err(error) => sink(RawArticle::unreadable(name, cut_short(&error))),
    }
}
