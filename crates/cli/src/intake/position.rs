//! How far the reading of the sources has come, for those who watch and wonder how long it takes.

use std::fs;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::paths::Source;

/// How many bytes of the sources have been read, as they lie on the disk.
#[derive(Clone, Debug, Default)]
pub struct Position(Arc<AtomicU64>);

impl Position {
    /// The bytes until now.
    pub fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Says where the reading is, whatever was counted on the way: some formats are not read from
    /// their beginning to their end.
    pub fn set(&self, bytes: u64) {
        self.0.store(bytes, Ordering::Relaxed);
    }

    /// A reader whose bytes are counted here.
    pub fn count<R: Read>(&self, reader: R) -> Counted<R> {
        Counted { reader, position: self.clone() }
    }
}

/// A reader whose bytes are counted.
#[derive(Debug)]
pub struct Counted<R> {
    reader: R,
    position: Position,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.position.0.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// The bytes of a source; `None` where nobody can know before it is read, as of a pipe.
pub fn size(source: &Source) -> Option<u64> {
    match source {
        Source::Stdin => None,
        Source::File(path, _) => {
            fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|known| known.len())
        }
        Source::Unreadable(..) => Some(0),
    }
}

/// The bytes of all sources together; `None` where one's cannot be known.
pub fn total(sources: &[Source]) -> Option<u64> {
    sources.iter().map(size).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_counted_and_a_pipe_has_no_size() {
        let position = Position::default();
        position.set(7);
        io::copy(&mut position.count(&b"Ana Ruiz"[..]), &mut io::sink()).unwrap();
        assert_eq!(position.bytes(), 15);

        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), "Ana Ruiz").unwrap();
        let file = Source::File(file.path().to_owned(), None);
        assert_eq!(total(&[file.clone(), file.clone()]), Some(16));
        assert_eq!(total(&[file, Source::Stdin]), None);
    }
}
