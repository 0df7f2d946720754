//! The file of a store.
//!
//! It begins with a line that says what it is ([`HEAD`]). After that come frames, one behind the other,
//! all numbers little-endian:
//!
//! | bytes | field | what it is |
//! |---|---|---|
//! | 4 | mark | `CD 65 6E 74` |
//! | 16 | key | of the article |
//! | 4 | length | of the entry |
//! | 4 | sum | CRC-32 of the entry |
//! | 4 | head sum | CRC-32 of the 28 bytes before |
//! | length | entry | as [`copydesk_pipeline::store::entry`] has it |
//!
//! A reader goes from head to head without looking at the entries. Where a head is damaged, it looks
//! for the next mark that begins a whole one. Where there is none, the file ends with the frame before.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::ops::Range;

use copydesk_pipeline::store::Key;

/// The first line of a store. The number after its name is that of the format.
pub const HEAD: &[u8] =
    b"copydesk store 1: results of `copydesk run`, kept so that the same command goes on where it \
    was broken off, and runs only what changed. May be deleted at any time.\n";
/// What the first line of every format begins with.
const NAME: &[u8] = b"copydesk store ";
const MARK: [u8; 4] = [0xCD, b'e', b'n', b't'];
/// The bytes of a frame before its entry.
const FRAME: usize = 32;

/// How a file begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Head {
    /// As a store of this format.
    Ours,
    /// As a store of another format: its results are of no use here.
    Older,
    /// Not at all, or in the middle of the first line.
    None,
    /// As something else.
    Foreign,
}

/// Says how a file begins.
///
/// # Errors
/// When it cannot be read.
pub fn head(file: &mut File) -> io::Result<Head> {
    let mut start = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(HEAD.len() as u64).read_to_end(&mut start)?;
    Ok(if start == HEAD {
        Head::Ours
    } else if HEAD.starts_with(&start) {
        Head::None
    } else if start.starts_with(NAME) {
        Head::Older
    } else {
        Head::Foreign
    })
}

/// Makes the file a store with nothing in it.
///
/// # Errors
/// When it cannot be written.
pub fn begin(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.seek(SeekFrom::Start(0))?;
    file.write_all(HEAD)
}

/// Puts a frame into `buffer`, in place of what is in it. `false` where the entry is too long for one.
pub fn write(buffer: &mut Vec<u8>, key: Key, entry: &[u8]) -> bool {
    let Ok(length) = u32::try_from(entry.len()) else {
        return false;
    };
    buffer.clear();
    buffer.extend(MARK);
    buffer.extend(key.0);
    buffer.extend(length.to_le_bytes());
    buffer.extend(crc32fast::hash(entry).to_le_bytes());
    buffer.extend(crc32fast::hash(buffer).to_le_bytes());
    buffer.extend(entry);
    true
}

/// Reads the frame at `place` into `buffer`, and returns where in it the entry is; `None` where it is
/// damaged or another article's.
///
/// # Errors
/// When the file cannot be read.
pub fn read(
    file: &mut File,
    place: u64,
    key: Key,
    buffer: &mut Vec<u8>,
) -> io::Result<Option<Range<usize>>> {
    file.seek(SeekFrom::Start(place))?;
    buffer.clear();
    file.take(FRAME as u64).read_to_end(buffer)?;
    let Some(head) = buffer.first_chunk().and_then(FrameHead::read).filter(|head| head.key == key)
    else {
        return Ok(None);
    };
    buffer.reserve_exact(head.length as usize);
    file.take(head.length.into()).read_to_end(buffer)?;
    let entry = FRAME..FRAME + head.length as usize;
    let whole = buffer.get(entry.clone()).is_some_and(|entry| crc32fast::hash(entry) == head.sum);
    Ok(whole.then_some(entry))
}

struct FrameHead {
    key: Key,
    length: u32,
    sum: u32,
}

impl FrameHead {
    fn read(bytes: &[u8; FRAME]) -> Option<Self> {
        let number = |at: usize| u32::from_le_bytes([0, 1, 2, 3].map(|byte| bytes[at + byte]));
        let whole = bytes.starts_with(&MARK) && number(28) == crc32fast::hash(&bytes[..28]);
        let key = Key(*bytes[4..].first_chunk()?);
        whole.then_some(Self { key, length: number(20), sum: number(24) })
    }
}

/// Where a frame is, and of which article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The article.
    pub key: Key,
    /// The frame's first byte in the file.
    pub place: u64,
}

/// What was wrong with a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scar {
    /// How often a frame's head was damaged and another frame came behind it.
    pub gaps: u64,
    /// The bytes at the end that are of no whole frame.
    pub cut: u64,
}

/// Goes over the frames of a file.
pub struct Frames<'a> {
    reader: BufReader<&'a mut File>,
    length: u64,
    /// The last frame's first byte, and the byte behind it.
    last: u64,
    place: u64,
    gaps: u64,
}

impl<'a> Frames<'a> {
    /// Begins behind the first line.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn new(file: &'a mut File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        let place = HEAD.len() as u64;
        file.seek(SeekFrom::Start(place))?;
        // Little is read ahead: the entries are passed over.
        let reader = BufReader::with_capacity(2 * FRAME, file);
        Ok(Self { reader, length, last: place, place, gaps: 0 })
    }

    /// The next frame that is all there; whether its entry is undamaged does not show yet.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn next(&mut self) -> io::Result<Option<Frame>> {
        let mut damaged = false;
        let mut place = self.place;
        while place + FRAME as u64 <= self.length {
            let mut head = [0; FRAME];
            self.reader.read_exact(&mut head)?;
            if let Some(FrameHead { key, length, .. }) = FrameHead::read(&head) {
                let end = place + FRAME as u64 + u64::from(length);
                if end <= self.length {
                    self.reader.seek_relative(length.into())?;
                    (self.last, self.place) = (place, end);
                    self.gaps += u64::from(damaged);
                    return Ok(Some(Frame { key, place }));
                }
            }
            damaged = true;
            match self.next_mark(place + 1)? {
                Some(next) => place = next,
                None => break,
            }
        }
        Ok(None)
    }

    /// Puts the frame that was read last into `buffer`, in place of what is in it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn copy(&mut self, buffer: &mut Vec<u8>) -> io::Result<()> {
        buffer.clear();
        self.reader.seek(SeekFrom::Start(self.last))?;
        (&mut self.reader).take(self.place - self.last).read_to_end(buffer).map(drop)
    }

    /// The first mark from `from` on, with the reader before it.
    fn next_mark(&mut self, from: u64) -> io::Result<Option<u64>> {
        let mut from = from;
        let mut window = Vec::new();
        loop {
            self.reader.seek(SeekFrom::Start(from))?;
            window.clear();
            (&mut self.reader).take(1 << 16).read_to_end(&mut window)?;
            if let Some(at) = window.windows(MARK.len()).position(|bytes| bytes == MARK) {
                let place = from + at as u64;
                self.reader.seek(SeekFrom::Start(place))?;
                return Ok(Some(place));
            }
            if window.len() < MARK.len() {
                return Ok(None);
            }
            // A mark may lie across two windows.
            from += (window.len() + 1 - MARK.len()) as u64;
        }
    }

    /// The end of the last whole frame, and what was wrong on the way there.
    pub fn finish(self) -> (u64, Scar) {
        (self.place, Scar { gaps: self.gaps, cut: self.length.saturating_sub(self.place) })
    }
}
