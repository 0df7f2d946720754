//! A source, cut into raw articles without looking into them.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::vec;

use copydesk_document::Document;

use super::paths::Source;
use crate::cli::InputFormat;

/// The most bytes that one article may have. More is no article, and would be held in memory whole.
pub const MOST_BYTES: usize = Document::MAX_BYTES;

/// An article that nobody has looked into yet.
#[derive(Clone, Debug)]
pub struct RawArticle {
    /// Its path, with the line's number where there are several in a file.
    pub name: String,
    /// What it holds.
    pub content: Content,
}

/// What a raw article holds.
#[derive(Clone, Debug)]
pub enum Content {
    /// The bytes of a text.
    Text(Vec<u8>),
    /// The bytes of a JSON object.
    Json(Vec<u8>),
    /// Nothing: it could not be read, and this is why.
    Unreadable(String),
}

impl RawArticle {
    /// How many bytes it holds.
    pub fn len(&self) -> usize {
        match &self.content {
            Content::Text(bytes) | Content::Json(bytes) => bytes.len(),
            Content::Unreadable(_) => 0,
        }
    }
}

/// The raw articles of all sources, one after another. Never ends early: what cannot be read is an
/// article too, with the reason in place of its text.
pub struct RawArticles {
    sources: vec::IntoIter<Source>,
    format: Option<InputFormat>,
    lines: Option<Lines>,
}

struct Lines {
    name: String,
    reader: Box<dyn BufRead + Send>,
    number: u64,
}

impl RawArticles {
    /// The articles of these sources. `format` is that of standard input; where it is not said, a
    /// first byte `{` means JSON Lines.
    pub fn new(sources: Vec<Source>, format: Option<InputFormat>) -> Self {
        Self { sources: sources.into_iter(), format, lines: None }
    }

    /// The next article of a source that begins here, or `None` if it begins with no article.
    fn open(&mut self, source: Source) -> Option<RawArticle> {
        let (name, opened, format) = match source {
            Source::Unreadable(path, reason) => {
                return Some(unreadable(display(&path), format!("cannot be read: {reason}")));
            }
            Source::Stdin => ("stdin".to_owned(), open_stdin(), self.format),
            Source::File(path, format) => (display(&path), open_file(&path), Some(format)),
        };
        let mut reader = match opened {
            Ok(reader) => reader,
            Err(error) => return Some(unreadable(name, format!("cannot be read: {error}"))),
        };
        let format = match format {
            Some(format) => format,
            None => match reader.fill_buf() {
                Ok(start) if start.trim_ascii_start().first() == Some(&b'{') => InputFormat::Jsonl,
                _ => InputFormat::Text,
            },
        };
        if format == InputFormat::Jsonl {
            self.lines = Some(Lines { name, reader, number: 0 });
            return None;
        }
        let mut bytes = Vec::new();
        let content = match reader.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes) {
            Ok(_) if bytes.len() > MOST_BYTES => Content::Unreadable(too_long()),
            Ok(_) => Content::Text(bytes),
            Err(error) => Content::Unreadable(cut_short(&error)),
        };
        Some(RawArticle { name, content })
    }
}

impl Iterator for RawArticles {
    type Item = RawArticle;

    fn next(&mut self) -> Option<RawArticle> {
        loop {
            if let Some(lines) = &mut self.lines {
                match lines.next() {
                    Some(article) => return Some(article),
                    None => self.lines = None,
                }
            }
            let source = self.sources.next()?;
            if let Some(article) = self.open(source) {
                return Some(article);
            }
        }
    }
}

impl Lines {
    /// The next line that is not blank.
    fn next(&mut self) -> Option<RawArticle> {
        loop {
            self.number += 1;
            let mut line = Vec::new();
            let read = (&mut self.reader).take(MOST_BYTES as u64 + 1).read_until(b'\n', &mut line);
            let content = match read {
                Ok(0) => return None,
                Ok(_) if line.len() > MOST_BYTES => match self.skip_line() {
                    Ok(()) => Content::Unreadable(too_long()),
                    Err(error) => self.stop(&error),
                },
                Ok(_) if line.trim_ascii().is_empty() => continue,
                Ok(_) => Content::Json(line),
                Err(error) => self.stop(&error),
            };
            return Some(RawArticle { name: format!("{}:{}", self.name, self.number), content });
        }
    }

    /// Reads to the end of a line without keeping it.
    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.reader.fill_buf()?;
            let (used, done) = match buffer.iter().position(|&byte| byte == b'\n') {
                Some(at) => (at + 1, true),
                None => (buffer.len(), buffer.is_empty()),
            };
            self.reader.consume(used);
            if done {
                return Ok(());
            }
        }
    }

    /// After an error nothing more can be read.
    fn stop(&mut self, error: &io::Error) -> Content {
        self.reader = Box::new(io::empty());
        Content::Unreadable(cut_short(error))
    }
}

fn unreadable(name: String, reason: String) -> RawArticle {
    RawArticle { name, content: Content::Unreadable(reason) }
}

fn too_long() -> String {
    format!("longer than {MOST_BYTES} bytes, which is no article; split it")
}

fn cut_short(error: &io::Error) -> String {
    format!("reading stopped here: {error}; if the file is compressed it may be cut off or damaged")
}

/// The path with forward slashes, so that an id does not hang on the system.
fn display(path: &Path) -> String {
    let path = path.display().to_string();
    if cfg!(windows) { path.replace('\\', "/") } else { path }
}

fn open_stdin() -> io::Result<Box<dyn BufRead + Send>> {
    uncompressed(Box::new(BufReader::new(io::stdin())))
}

fn open_file(path: &Path) -> io::Result<Box<dyn BufRead + Send>> {
    uncompressed(Box::new(BufReader::with_capacity(1 << 16, File::open(path)?)))
}

/// Undoes .gz and .zst, which show in the first bytes whatever the file is called.
fn uncompressed(mut reader: Box<dyn BufRead + Send>) -> io::Result<Box<dyn BufRead + Send>> {
    let start = reader.fill_buf()?;
    Ok(if start.starts_with(&[0x1F, 0x8B]) {
        Box::new(BufReader::with_capacity(1 << 16, flate2::bufread::MultiGzDecoder::new(reader)))
    } else if start.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) {
        Box::new(BufReader::with_capacity(1 << 16, zstd::Decoder::with_buffer(reader)?))
    } else {
        reader
    })
}
