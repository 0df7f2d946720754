//! Records of ours, read back one after another or by their ids.
//!
//! Two files of the same collection mostly have their articles in the same order; then [`Records::get`]
//! reads along and holds one record at a time. Where the order differs, it makes an index of where
//! each record stands: 24 bytes an article, whatever the articles' size.

use std::collections::HashMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use copydesk_document::Document;
use serde::Deserialize;
use serde_json::Value;

use super::format::InputFormat;
use super::paths::Source;
use super::source::{Content, RawArticle, RawArticles};
use crate::failure::Failure;
use crate::output::record::Record;

/// The raw lines of a JSON Lines file, compressed or not.
///
/// # Errors
/// When there is no such file.
pub fn lines(path: &Path) -> Result<RawArticles, Failure> {
    if path.is_dir() {
        let message = format!("{}: this is a folder; name a JSON Lines file", path.display());
        return Err(Failure::new(message));
    }
    File::open(path).map_err(|error| Failure::at(path, &error))?;
    Ok(RawArticles::new(vec![Source::File(path.to_owned(), Some(InputFormat::Jsonl))], None))
}

/// The bytes of a raw line without a byte order mark.
///
/// # Errors
/// When it could not be read; with file and line.
pub fn bytes(raw: &RawArticle) -> Result<&[u8], Failure> {
    match &raw.content {
        Content::Text(bytes)
        | Content::Markdown(bytes)
        | Content::Html(bytes, _)
        | Content::Json(bytes) => Ok(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)),
        Content::Row(_) => Err(Failure::new(format!("{}: a table's row, no line", raw.name))),
        Content::Unreadable(reason) => Err(Failure::new(format!("{}: {reason}", raw.name))),
    }
}

/// An article's id as a word, where it has one: a string, or a number as it is written.
pub fn id(value: Option<&Value>) -> Option<String> {
    match value {
        Some(Value::String(id)) => Some(id.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    }
}

/// The document of a line that has to be a record of ours.
///
/// # Errors
/// When it is not; with file and line.
pub fn parse(raw: &RawArticle) -> Result<Document, Failure> {
    let failure = |reason: String| {
        Failure::new(format!("{}: no record that `copydesk run` wrote: {reason}", raw.name))
    };
    let record: Record<'_> =
        serde_json::from_slice(bytes(raw)?).map_err(|error| failure(error.to_string()))?;
    record.into_document().map_err(failure)
}

/// A file of records.
pub struct Records {
    path: PathBuf,
    along: RawArticles,
    /// How many were read along.
    read: u64,
    index: Option<Index>,
}

struct Index {
    file: BufReader<File>,
    /// By the id's hash: where the line starts, its number, and whether it was asked for.
    places: HashMap<u64, (u64, u64, bool)>,
}

impl Records {
    /// The records of the file at `path`.
    ///
    /// # Errors
    /// When there is no such file.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        Ok(Self { path: path.to_owned(), along: lines(path)?, read: 0, index: None })
    }

    /// The record of the article `id`, or `None` if there is none.
    ///
    /// # Errors
    /// When the file cannot be read, a line is no record, two records share an id, or the order is
    /// not that of the questions and the file is compressed.
    pub fn get(&mut self, id: &str) -> Result<Option<Document>, Failure> {
        if self.index.is_none() {
            if let Some(raw) = self.along.next() {
                let document = parse(&raw)?;
                if document.id() == id {
                    self.read += 1;
                    return Ok(Some(document));
                }
            }
            self.index = Some(self.index()?);
        }
        let index = self.index.as_mut().expect("it was just made");
        let Some(place) = index.places.get_mut(&hash(id)) else { return Ok(None) };
        place.2 = true;
        let (start, number, _) = *place;
        let mut line = Vec::new();
        let read = index.file.seek(SeekFrom::Start(start));
        read.and_then(|_| index.file.read_until(b'\n', &mut line))
            .map_err(|error| Failure::at(&self.path, &error))?;
        let name = format!("{}:{number}", self.path.display());
        parse(&RawArticle { name, content: Content::Json(line) }).map(Some)
    }

    /// The ids of the records that nobody asked for, in the order of the file.
    ///
    /// # Errors
    /// When the file cannot be read or a line is no record.
    pub fn left_over(mut self) -> Result<Vec<String>, Failure> {
        let mut left = Vec::new();
        let Some(index) = &mut self.index else {
            for raw in self.along {
                left.push(parse(&raw)?.id().to_owned());
            }
            return Ok(left);
        };
        let mut places: Vec<_> = index.places.values().filter(|place| !place.2).collect();
        places.sort_unstable();
        for &&(start, number, _) in &places {
            let mut line = Vec::new();
            let read = index.file.seek(SeekFrom::Start(start));
            read.and_then(|_| index.file.read_until(b'\n', &mut line))
                .map_err(|error| Failure::at(&self.path, &error))?;
            let name = format!("{}:{number}", self.path.display());
            left.push(parse(&RawArticle { name, content: Content::Json(line) })?.id().to_owned());
        }
        Ok(left)
    }

    /// Where each record stands; those that were read along count as asked for.
    fn index(&self) -> Result<Index, Failure> {
        #[derive(Deserialize)]
        struct Named {
            id: Value,
        }
        let failed = |error| Failure::at(&self.path, &error);
        let mut file = BufReader::with_capacity(1 << 16, File::open(&self.path).map_err(failed)?);
        let start = file.fill_buf().map_err(failed)?;
        if start.starts_with(&[0x1F, 0x8B]) || start.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) {
            return Err(Failure::new(format!(
                "{}: its articles are in another order than those of the other file, and it is compressed; decompress it first",
                self.path.display()
            )));
        }
        let mut places = HashMap::new();
        let (mut start, mut line, mut seen) = (0, Vec::new(), 0);
        for number in 1.. {
            line.clear();
            let read = file.by_ref().read_until(b'\n', &mut line).map_err(failed)?;
            if read == 0 {
                break;
            }
            let at = start;
            start += read as u64;
            let words = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line);
            if words.trim_ascii().is_empty() {
                continue;
            }
            let id =
                serde_json::from_slice::<Named>(words).ok().and_then(|named| id(Some(&named.id)));
            let place = format!("{}:{number}", self.path.display());
            let Some(id) = id else {
                return Err(Failure::new(format!(
                    "{place}: no record that `copydesk run` wrote: it has no id"
                )));
            };
            if places.insert(hash(&id), (at, number, seen < self.read)).is_some() {
                return Err(Failure::new(format!(
                    "{place}: an earlier record has the id {id:?} too; give each article its own"
                )));
            }
            seen += 1;
        }
        Ok(Index { file, places })
    }
}

/// 64 bits for an id: the chance that two of ten million are taken for one is one in 400,000.
fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn line(id: &str) -> String {
        format!(
            r#"{{"schema":"copydesk/1","id":"{id}","offsets":"char","text":"Ruiz spoke.","annotations":{{}},"stages":[],"problems":[]}}"#
        )
    }

    fn file(lines: &[String], end: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), lines.join(end) + end).unwrap();
        file
    }

    #[test]
    fn records_are_found_in_any_order_and_with_any_line_end() {
        for end in ["\n", "\r\n", "\n\n"] {
            let file = file(&["a", "b", "c", "d"].map(line), end);
            let mut records = Records::open(file.path()).unwrap();
            let mut get = |id: &str| records.get(id).unwrap().map(|found| found.id().to_owned());
            assert_eq!(get("a").as_deref(), Some("a"));
            assert_eq!(get("c").as_deref(), Some("c"), "skipping one");
            assert_eq!(get("z"), None);
            assert_eq!(get("b").as_deref(), Some("b"), "and going back");
            assert_eq!(records.left_over().unwrap(), ["d"]);
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_the_line() {
        let bad = file(&[line("a"), "{\"id\":\"b\"".to_owned()], "\n");
        let mut records = Records::open(bad.path()).unwrap();
        assert!(records.get("a").unwrap().is_some());
        let message = records.get("b").unwrap_err().to_string();
        assert!(message.contains(":2: no record that `copydesk run` wrote: EOF"), "{message}");
        let twice = file(&["a", "b", "a"].map(line), "\n");
        let message = Records::open(twice.path()).unwrap().get("b").unwrap_err().to_string();
        assert!(message.contains(":3: an earlier record has the id \"a\" too"), "{message}");
    }
}
