//! Opens a source, undoes its compression, finds its format, and hands it to the reader for that.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::format::{self, InputFormat};
use super::paths::Source;
use super::position::Position;
use super::source::{Carrier, Content, MOST_BYTES, PassedOver, RawArticle, Sink};
use super::{archive, lines, parquet, table, warc};

/// Bytes that are about to be read.
pub struct Input<'a> {
    /// What its articles are named after.
    pub name: String,
    /// The bytes, no longer compressed.
    pub reader: Box<dyn BufRead + 'a>,
    /// The same bytes as a file, for formats whose table of contents stands at the end.
    pub file: Option<PathBuf>,
    /// In how many archives it lies.
    pub depth: usize,
}

/// Archives in archives deeper than this are no collection of articles.
const DEEPEST: usize = 4;

/// Reads a source to its end, or until the sink wants no more.
pub fn source(
    source: Source,
    format: Option<InputFormat>,
    passed_over: &PassedOver,
    position: &Position,
    sink: &mut Sink<'_>,
) -> ControlFlow<()> {
    let (name, opened) = match source {
        Source::Unreadable(path, reason) => {
            return sink(RawArticle::unreadable(
                display(&path),
                format!("cannot be read: {reason}"),
            ));
        }
        Source::Stdin => {
            let mut stdin = BufReader::new(io::stdin());
            // What gives nothing has no article: a filter is often given an empty part.
            if stdin.fill_buf().is_ok_and(<[u8]>::is_empty) {
                return ControlFlow::Continue(());
            }
            ("stdin".to_owned(), uncompressed(Box::new(stdin)))
        }
        Source::File(path, by_name) => {
            let name = display(&path);
            let opened = File::open(&path).and_then(|file| {
                uncompressed(Box::new(BufReader::with_capacity(1 << 16, position.count(file))))
            });
            return match opened {
                Ok((reader, plain)) => {
                    let input = Input { name, reader, file: plain.then_some(path), depth: 0 };
                    self::input(input, format.or(by_name), passed_over, sink)
                }
                Err(error) => {
                    sink(RawArticle::unreadable(name, format!("cannot be read: {error}")))
                }
            };
        }
    };
    match opened {
        Ok((reader, _)) => {
            input(Input { name, reader, file: None, depth: 0 }, format, passed_over, sink)
        }
        Err(error) => sink(RawArticle::unreadable(name, format!("cannot be read: {error}"))),
    }
}

/// Reads what an input holds.
pub fn input(
    mut input: Input<'_>,
    format: Option<InputFormat>,
    passed_over: &PassedOver,
    sink: &mut Sink<'_>,
) -> ControlFlow<()> {
    let format = match format {
        Some(format) => format,
        None => match peek(&mut input) {
            Ok(format) => format,
            Err(error) => return sink(RawArticle::unreadable(input.name, cut_short(&error))),
        },
    };
    if input.depth > DEEPEST {
        let reason = format!("an archive in {DEEPEST} others; unpack it first");
        return sink(RawArticle::unreadable(input.name, reason));
    }
    match format {
        InputFormat::Text => whole(input, Content::Text, sink),
        InputFormat::Markdown => whole(input, Content::Markdown, sink),
        InputFormat::Html => whole(input, |bytes| Content::Html(bytes, Carrier::default()), sink),
        InputFormat::Jsonl => lines::read(input, sink),
        InputFormat::Json => lines::read_array(input, sink),
        InputFormat::Csv => table::read(input, b',', sink),
        InputFormat::Tsv => table::read(input, b'\t', sink),
        InputFormat::Parquet => parquet::read(input, sink),
        InputFormat::Warc => warc::read(input, sink),
        InputFormat::Zip => archive::read_zip(input, passed_over, sink),
        InputFormat::Tar => archive::read_tar(input, passed_over, sink),
    }
}

/// The format by the first bytes, which are put back.
fn peek(input: &mut Input<'_>) -> io::Result<InputFormat> {
    let mut start = Vec::new();
    (&mut input.reader).take(format::LOOK as u64).read_to_end(&mut start)?;
    let format = format::of_bytes(&start);
    let rest = std::mem::replace(&mut input.reader, Box::new(io::empty()));
    input.reader = Box::new(BufReader::new(Cursor::new(start)).chain(rest));
    Ok(format)
}

/// The whole input is one article.
fn whole(
    input: Input<'_>,
    content: impl FnOnce(Vec<u8>) -> Content,
    sink: &mut Sink<'_>,
) -> ControlFlow<()> {
    sink(match all_bytes(input.reader) {
        Ok(bytes) => RawArticle { name: input.name, content: content(bytes) },
        Err(reason) => RawArticle::unreadable(input.name, reason),
    })
}

/// All bytes of a reader, or why not.
pub fn all_bytes(reader: impl Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    match reader.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes) {
        Ok(_) if bytes.len() > MOST_BYTES => Err(too_long()),
        Ok(_) => Ok(bytes),
        Err(error) => Err(cut_short(&error)),
    }
}

/// What to say of an article over [`MOST_BYTES`].
pub fn too_long() -> String {
    format!("longer than {MOST_BYTES} bytes, which is no article; split it")
}

/// What to say where reading failed on the way.
pub fn cut_short(error: &io::Error) -> String {
    format!("reading stopped here: {error}; if the file is compressed it may be cut off or damaged")
}

/// The path with forward slashes, so that an id does not hang on the system.
fn display(path: &Path) -> String {
    let path = path.display().to_string();
    if cfg!(windows) { path.replace('\\', "/") } else { path }
}

/// Undoes .gz and .zst, which show in the first bytes whatever the file is called, and says whether
/// there was nothing to undo.
pub fn uncompressed<'a>(
    mut reader: Box<dyn BufRead + 'a>,
) -> io::Result<(Box<dyn BufRead + 'a>, bool)> {
    let start = reader.fill_buf()?;
    Ok(if start.starts_with(&[0x1F, 0x8B]) {
        let decoder = flate2::bufread::MultiGzDecoder::new(reader);
        (Box::new(BufReader::with_capacity(1 << 16, decoder)), false)
    } else if start.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) {
        (Box::new(BufReader::with_capacity(1 << 16, zstd::Decoder::with_buffer(reader)?)), false)
    } else {
        (reader, true)
    })
}
