//! Where output goes: standard output, or a file that is there whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::partial::Partial;
use crate::exclusive::beside;
use crate::failure::Failure;

/// An output that is being written.
///
/// A file is written under its name with `.partial` added, and gets its name when it is whole, so
/// that a broken-off run leaves nothing that looks finished.
pub struct Output {
    // Closed before the file is given up.
    writer: Box<dyn Write + Send>,
    /// `None` for what has no name to give it later.
    file: Option<Partial>,
}

impl Output {
    /// Opens the file at `path`, or standard output.
    pub fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else {
            return Ok(Self {
                writer: Box::new(BufWriter::with_capacity(1 << 16, io::stdout())),
                file: None,
            });
        };
        if path.is_dir() {
            return Err(Failure::new(format!(
                "{}: this is a folder; name a file to write to",
                path.display()
            )));
        }
        if path.exists() && !path.is_file() {
            // A pipe or a device has no name to give it later.
            let file = File::options()
                .write(true)
                .open(path)
                .map_err(|error| Failure::at(path, &error))?;
            return Ok(Self {
                writer: Box::new(BufWriter::with_capacity(1 << 16, file)),
                file: None,
            });
        }
        let file = File::create(beside(path, ".partial"));
        let file = file.map_err(|error| Failure::at(path, &error))?;
        let writer = Box::new(BufWriter::with_capacity(1 << 16, file));
        Ok(Self { writer, file: Some(Partial::begun(path)) })
    }

    /// Writes bytes.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.writer.write_all(bytes).map_err(|error| Failure::at(self.name(), &error))
    }

    /// Writes what is still held back and gives the file its name.
    pub fn finish(mut self) -> Result<(), Failure> {
        self.writer.flush().map_err(|error| Failure::at(self.name(), &error))?;
        self.file.map_or(Ok(()), Partial::finish)
    }

    fn name(&self) -> &Path {
        self.file.as_ref().map_or(Path::new("standard output"), Partial::target)
    }
}
