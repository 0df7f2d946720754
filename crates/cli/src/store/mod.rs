//! The results of a run, kept in a file beside its output.
//!
//! A run that was broken off, by whatever means, goes on with the same command: its output is written
//! from the beginning again, with what is kept in place of running the stages. So its bytes are those
//! of a run that nobody disturbed. The same file lets a later run, with another library or other
//! configuration, run only what changed.
//!
//! [`frames`] is the format of the file; what is in an entry is [`copydesk_pipeline::store::entry`]'s.
//! The file grows at its end only. Of an article that has several entries the last counts; when a run
//! has come to a good end and much of the file is of no more use, the rest is written anew.
//!
//! What is damaged is as good as not there: the article is done again. Nothing is synchronised to the
//! disk, since no kill of the process loses what the system has taken, and what a power cut loses shows
//! by the checksums.

pub mod frames;
mod index;

use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use copydesk_pipeline::store::{Key, Store};

use crate::exclusive::{self, beside};
use crate::failure::Failure;
use crate::output::place::has_folder;
use frames::{Frame, Frames, Head, Scar};
use index::{Before, Builder, Index};

/// How many times as many entries must be of use as are not, for the file to stay as it is.
const USEFUL: u64 = 4;

/// An open store. No other process can open it meanwhile.
#[derive(Debug)]
pub struct ResultStore {
    path: PathBuf,
    /// The entries of earlier runs.
    index: Index,
    file: Mutex<Open>,
    /// How many entries of earlier runs this one used as they are.
    used: AtomicU64,
    /// How many entries did not pass their checksum.
    damaged: AtomicU64,
    /// Whether it was of another format when it was opened, and is empty now.
    of_another_format: bool,
    /// What was wrong with the file when it was opened.
    scar: Scar,
}

#[derive(Debug)]
struct Open {
    file: File,
    /// Where the entries of earlier runs end, and how many they are.
    old: u64,
    old_entries: u64,
    /// Where the entries of this run end, and how many they are.
    end: u64,
    new_entries: u64,
    /// Why nothing is added any more, if so.
    broken: Option<io::Error>,
    buffer: Vec<u8>,
}

impl ResultStore {
    /// Opens the store at `path`, or begins one; `anew` throws away what is in it.
    ///
    /// # Errors
    /// When something else stands there, another process has it open, or it cannot be read and written.
    pub fn open(path: &Path, anew: bool) -> Result<Self, Failure> {
        has_folder(path)?;
        let fail = |error: io::Error| Failure::at(path, &error);
        let mut file = exclusive::open(path).map_err(fail)?.ok_or_else(|| {
            Failure::new(format!(
                "{}: another copydesk is using this store; wait until it is done, or name another with --store",
                path.display()
            ))
        })?;
        // What a compaction that was killed left.
        let _ = fs::remove_file(beside(path, ".partial"));
        let head = frames::head(&mut file).map_err(fail)?;
        match head {
            Head::Ours if !anew => {}
            Head::Ours | Head::Older | Head::None => frames::begin(&mut file).map_err(fail)?,
            Head::Foreign => {
                return Err(Failure::new(format!(
                    "{}: something stands there that is no store of copydesk's; take it away, or name another place with --store",
                    path.display()
                )));
            }
        }
        let mut index = Builder::default();
        let mut old_entries = 0;
        let mut frames = Frames::new(&mut file).map_err(fail)?;
        while let Some(Frame { key, place }) = frames.next().map_err(fail)? {
            index.add(key, place);
            old_entries += 1;
        }
        let (old, scar) = frames.finish();
        if scar.cut > 0 {
            file.set_len(old).map_err(fail)?;
        }
        let (broken, buffer) = (None, Vec::new());
        let file = Open { file, old, old_entries, end: old, new_entries: 0, broken, buffer };
        Ok(Self {
            path: path.to_owned(),
            index: index.finish(),
            file: Mutex::new(file),
            used: AtomicU64::new(0),
            damaged: AtomicU64::new(0),
            of_another_format: head == Head::Older && !anew,
            scar,
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What a user should know: damage, and why nothing more is kept.
    pub fn remarks(&self) -> Vec<String> {
        let path = self.path.display();
        let mut remarks = Vec::new();
        if self.of_another_format {
            remarks.push(format!(
                "{path}: it was of another version of copydesk, or damaged, and was begun anew"
            ));
        }
        if self.scar.cut > 0 {
            remarks.push(format!(
                "{path}: it ended in the middle of an entry, as after a kill; its last {} bytes were dropped",
                self.scar.cut
            ));
        }
        let damaged = self.scar.gaps + self.damaged.load(Ordering::Relaxed);
        if damaged > 0 {
            let places = if damaged == 1 { "place" } else { "places" };
            remarks.push(format!(
                "{path}: it was damaged in {damaged} {places}; what was kept there was done again"
            ));
        }
        if let Some(error) = &self.open_file().broken {
            remarks.push(format!(
                "{path}: from some article on no more could be kept: {error}; the output does not need it"
            ));
        }
        remarks
    }

    /// Ends a run that came to a good end. Where `whole`, it was of all the articles that the output is
    /// to have, and what it did not use is of no more use; otherwise what it replaced.
    ///
    /// # Errors
    /// When the file could not be written anew; it is as before then.
    pub fn finish(self, whole: bool) -> Result<(), Failure> {
        let Open { old_entries, new_entries, .. } = *self.open_file();
        let useful =
            if whole { self.used.load(Ordering::Relaxed) } else { self.index.count() as u64 };
        let few = old_entries.saturating_sub(useful) * USEFUL <= useful + new_entries;
        if few && self.scar.gaps == 0 {
            return Ok(());
        }
        let partial = beside(&self.path, ".partial");
        self.compact(&partial, whole).map_err(|error| {
            let _ = fs::remove_file(&partial);
            Failure::at(&partial, &error)
        })
    }

    /// Writes what is of use anew, and puts that in the file's place.
    fn compact(self, partial: &Path, whole: bool) -> io::Result<()> {
        let Open { mut file, old, .. } =
            self.file.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut target = BufWriter::with_capacity(1 << 18, File::create(partial)?);
        target.write_all(frames::HEAD)?;
        let mut frames = Frames::new(&mut file)?;
        let mut buffer = Vec::new();
        while let Some(Frame { key, place }) = frames.next()? {
            let useful = |place| match whole {
                true => self.index.is_used(key, place),
                false => self.index.place(key) == Some(place),
            };
            if place >= old || useful(place) {
                frames.copy(&mut buffer)?;
                target.write_all(&buffer)?;
            }
        }
        target.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(partial, &self.path)
    }

    fn open_file(&self) -> MutexGuard<'_, Open> {
        // The end is moved after the bytes are there, so a poisoned lock is as good as another.
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for ResultStore {
    fn get(&self, article: Key) -> Option<Vec<u8>> {
        let place = self.index.place(article)?;
        let mut frame = Vec::new();
        let read = frames::read(&mut self.open_file().file, place, article, &mut frame);
        let Ok(Some(entry)) = read else {
            if self.index.forget(article) != Before::Gone {
                self.damaged.fetch_add(1, Ordering::Relaxed);
            }
            return None;
        };
        if self.index.mark_used(article) {
            self.used.fetch_add(1, Ordering::Relaxed);
        }
        frame.drain(..entry.start);
        Some(frame)
    }

    fn put(&self, article: Key, entry: &[u8]) {
        let mut open = self.open_file();
        let Open { file, end, new_entries, broken, buffer, .. } = &mut *open;
        if broken.is_some() || !frames::write(buffer, article, entry) {
            return;
        }
        let written = file.seek(SeekFrom::Start(*end)).and_then(|_| file.write_all(buffer));
        if let Err(error) = written {
            // What was written of it goes now, or when the file is opened next.
            let _ = file.set_len(*end);
            *broken = Some(error);
            return;
        }
        *end += buffer.len() as u64;
        *new_entries += 1;
        buffer.shrink_to(1 << 20);
        drop(open);
        if self.index.forget(article) == Before::Used {
            self.used.fetch_sub(1, Ordering::Relaxed);
        }
    }
}
