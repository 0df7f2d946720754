//! What is kept of an article, as bytes.
//!
//! All numbers are little-endian. An entry is a byte with the number of its sections, then a head of
//! 36 bytes for each, then their bodies in the same order:
//!
//! | bytes | field | what it is |
//! |---|---|---|
//! | 16 | key | of the stage's run: [`Key::of_run`] |
//! | 4 | first | the first number that its annotations could have |
//! | 4 | next | the number after their last |
//! | 4 | annotations | how many there are |
//! | 4 | length | of the body when it is unpacked |
//! | 4 | packed | of the body as it stands here |
//!
//! A body is the stage's layers as [`codec::put_layer`] writes them, with the names of its own
//! manifest, packed with Zstandard. Numbers of annotations are those of the run that made the entry.
//! Where another stage now makes more or fewer annotations than then, those after it have other
//! numbers, and so have the links to them: [`Moved`] tells which.

use copydesk_document::Layer;

use super::Key;
use crate::isolate::codec::{self, Bytes, Malformed, Names};

/// Articles with more annotations than this are not kept: books in one piece, which would take more
/// memory for being packed than for being read.
const MOST_ANNOTATIONS: usize = 1 << 20;
/// No body unpacks to more: a record takes 22 bytes and its fields mostly fewer than 200.
const LONGEST: usize = 256 << 20;
/// The room that a packer keeps from one article to the next, in bytes.
const ROOM: usize = 1 << 20;
/// Level 1: others pack a few percent better and take several times as long.
const LEVEL: i32 = 1;

/// A stage's results as they are kept.
#[derive(Clone, Copy, Debug)]
pub struct Section<'a> {
    /// What they hang on.
    pub key: Key,
    /// The first number that the annotations could have.
    pub first: u32,
    /// The number after their last.
    pub next: u32,
    /// How many there are.
    pub annotations: u32,
    length: u32,
    packed: &'a [u8],
}

/// Reads the sections of an entry.
///
/// # Errors
/// When the bytes are not those of one.
pub fn read(entry: &[u8]) -> Result<Vec<Section<'_>>, Malformed> {
    let mut heads = Bytes::new(entry);
    let count = heads.u8()?;
    let mut sections = Vec::with_capacity(usize::from(count));
    for _ in 0..count {
        let key = Key(heads.array()?);
        let [first, next, annotations, length, packed] =
            [heads.u32()?, heads.u32()?, heads.u32()?, heads.u32()?, heads.u32()?];
        if first == 0 || next < first || length as usize > LONGEST {
            return Err(Malformed("the numbers of a section cannot be"));
        }
        sections.push((Section { key, first, next, annotations, length, packed: &[] }, packed));
    }
    let mut bodies = heads;
    let body = |(section, packed): (Section<'static>, u32)| {
        Ok(Section { packed: bodies.take(packed as usize)?, ..section })
    };
    sections.into_iter().map(body).collect()
}

/// Makes an entry of sections.
#[derive(Debug, Default)]
pub struct Writer {
    count: u8,
    heads: Vec<u8>,
    bodies: Vec<u8>,
    annotations: usize,
    too_large: bool,
}

impl Writer {
    /// Adds a section as it is.
    pub fn copy(&mut self, section: &Section<'_>) {
        self.annotations += section.annotations as usize;
        self.add(section);
    }

    /// Adds the layers that a stage made, whose annotations have numbers from `first` to below `next`.
    pub fn pack(
        &mut self,
        packer: &mut Packer,
        key: Key,
        (first, next): (u32, u32),
        names: &Names,
        layers: &[&Layer],
    ) {
        let annotations: usize = layers.iter().map(|layer| layer.annotations().len()).sum();
        self.annotations += annotations;
        if self.annotations > MOST_ANNOTATIONS {
            self.too_large = true;
            return;
        }
        let Packer { plain, packed, compressor, .. } = packer;
        plain.clear();
        plain.shrink_to(ROOM);
        packed.shrink_to(ROOM);
        for layer in layers {
            codec::put_layer(plain, names, layer);
        }
        packed.clear();
        packed.reserve(zstd::zstd_safe::compress_bound(plain.len()));
        if plain.len() > LONGEST || compressor.compress_to_buffer(plain, packed).is_err() {
            self.too_large = true;
            return;
        }
        let (annotations, length) = (annotations as u32, plain.len() as u32);
        self.add(&Section { key, first, next, annotations, length, packed });
    }

    fn add(&mut self, section: &Section<'_>) {
        let Section { key, first, next, annotations, length, packed } = *section;
        self.count = self.count.saturating_add(1);
        self.heads.extend(key.0);
        for number in [first, next, annotations, length, packed.len() as u32] {
            codec::put_u32(&mut self.heads, number);
        }
        self.bodies.extend(packed);
    }

    /// The entry; `None` where there is too much to keep.
    #[must_use]
    pub fn finish(self) -> Option<Vec<u8>> {
        if self.too_large || self.count == u8::MAX {
            return None;
        }
        let mut entry = vec![self.count];
        entry.extend(self.heads);
        entry.extend(self.bodies);
        Some(entry)
    }
}

/// Packs and unpacks sections, with room to work in. Each worker has one.
pub struct Packer {
    plain: Vec<u8>,
    packed: Vec<u8>,
    compressor: zstd::bulk::Compressor<'static>,
    decompressor: zstd::bulk::Decompressor<'static>,
}

impl std::fmt::Debug for Packer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Packer").finish_non_exhaustive()
    }
}

impl Default for Packer {
    fn default() -> Self {
        Self {
            plain: Vec::new(),
            packed: Vec::new(),
            compressor: zstd::bulk::Compressor::new(LEVEL).expect("level 1 is there"),
            decompressor: zstd::bulk::Decompressor::new().expect("no dictionary can be wrong"),
        }
    }
}

impl Packer {
    /// The body of a section, unpacked.
    ///
    /// # Errors
    /// When it cannot be.
    pub fn unpack(&mut self, section: &Section<'_>) -> Result<Bytes<'_>, Malformed> {
        let length = section.length as usize;
        self.plain.clear();
        self.plain.shrink_to(ROOM);
        self.plain.reserve(length);
        match self.decompressor.decompress_to_buffer(section.packed, &mut self.plain) {
            Ok(count) if count == length => Ok(Bytes::new(&self.plain)),
            _ => Err(Malformed("a section cannot be unpacked")),
        }
    }
}

/// How the numbers of annotations differ between an entry and the run at hand.
#[derive(Clone, Debug, Default)]
pub struct Moved(Vec<(u32, u32, u32)>);

impl Moved {
    /// Notes that the annotations of this section now have numbers from `now`.
    pub fn note(&mut self, section: &Section<'_>, now: u32) {
        if section.first != now {
            self.0.push((section.first, section.next, now));
        }
    }

    /// Whether all numbers are what they were.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The number that an annotation has now.
    #[must_use]
    pub fn now(&self, number: u32) -> u32 {
        let moved = self.0.iter().find(|(first, next, _)| (*first..*next).contains(&number));
        moved.map_or(number, |(first, _, now)| now.saturating_add(number - first))
    }
}
