//! The rows of a model in memory: one line of memory a look-up.
//!
//! Waiting for memory is what tagging would spend most of its time on. So the rows are laid out
//! anew when a model is read, which takes a millisecond or two, in *blocks* that are as large as
//! what memory hands over at once. A feature's block is named by the top bits of its id, and holds
//! its row unless that is long: long rows have a block each of their own, to which the first one
//! points. Features are looked up many at once, a sentence's at best, so that the waits overlap.
//!
//! | bytes of a block | what |
//! |---|---|
//! | 0..7 | the lowest byte of up to seven ids |
//! | 7 | 1 if rows of this block had no room and stand in the next |
//! | 8..15 | the second byte of each id |
//! | 15..22 | where the row of each begins, from 22 on, and in the top two bits two more bits of the id; 0 for none |
//! | 22..64 | the rows |
//!
//! A row begins with a head byte. Its top two bits are the scale, as in the file. Its low six bits are
//! the number of (label, weight) pairs less one; or [`DENSE`] for a weight for each label, padded, where
//! there are no more than [`INLINE`]; or [`DENSE`] for the number of the block that has these.

use std::hint::black_box;
use std::marker::PhantomData;
use std::sync::Arc;

use pulp::Arch;

use super::{DENSE, HEAD, MAX_BUCKET_BITS, MAX_LABELS};
use crate::memory::Memory;
use crate::model::{ModelError, Reader};

/// A line of memory of today's processors, in bytes: what memory hands over at once.
const LINE: usize = 64;

type Block = [u8; LINE];

/// How many rows a block can hold.
const SLOTS: usize = 7;
/// Where a block says that it was too small.
const SPILLED: usize = SLOTS;
/// Where the second bytes of the ids are.
const SECOND: usize = SLOTS + 1;
/// Where a block says where rows begin.
const STARTS: usize = SECOND + SLOTS;
/// Where the first row begins.
const ROWS: usize = STARTS + SLOTS;

/// The bits of a start that say where.
const START: u8 = 63;

/// Dense rows of this many labels or fewer are in the block of their feature.
pub(super) const INLINE: usize = 16;

/// How many features are looked up together.
pub(super) const TOGETHER: usize = 256;

/// The most pairs of a sparse row; longer ones are made dense, which are the faster to add.
const MOST_PAIRS: usize = 8;

/// The rows of a model.
#[derive(Clone, Debug)]
pub struct Rows<'a> {
    /// How many weights a row has.
    pub(crate) labels: usize,
    blocks: Arc<Memory>,
    /// The dense rows of more labels than [`INLINE`].
    long: Arc<Memory>,
    bits: u32,
    /// Which of the two bits above the low 16 of an id are known.
    known: u8,
    /// The bytes that the rows came from; a layout of the file's own could be read in place.
    bytes: PhantomData<&'a [u8]>,
    /// Which vector instructions there are.
    pub(super) arch: Arch,
}

/// The weights of one feature, in quantised units.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    head: u8,
    labels: usize,
    /// The weights of all labels, or pairs; and what lies behind them.
    bytes: &'a [u8],
}

/// Where a feature's row is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit<'a> {
    block: &'a Block,
    /// The number of the block.
    number: usize,
    /// Where in the block the row begins, with its head.
    start: u8,
}

impl<'a> Hit<'a> {
    /// The row's head.
    #[inline(always)]
    pub(super) fn head(self) -> u8 {
        self.block[usize::from(self.start)]
    }

    /// What follows the row's head in its block.
    #[inline(always)]
    fn row(self) -> &'a [u8] {
        &self.block[usize::from(self.start) + 1..]
    }

    /// Where in the bytes of all blocks the row begins.
    #[inline(always)]
    pub(super) fn place(self) -> u32 {
        (self.number * LINE) as u32 | u32::from(self.start)
    }

    /// The number of the block of a row that is long.
    #[inline(always)]
    pub(super) fn long(self) -> u32 {
        self.row().first_chunk().map_or(0, |number| u32::from_le_bytes(*number))
    }
}

impl Row<'_> {
    /// The weight for the only label of a model that has one.
    #[inline(always)]
    pub(crate) fn only(self) -> i32 {
        // A pair begins with its label.
        let weight = if self.head & DENSE == DENSE { self.bytes[0] } else { self.bytes[1] };
        i32::from(weight as i8) << shift(self.head)
    }

    /// Calls `add` with each label that has a weight, and the weight.
    #[inline(always)]
    pub(crate) fn for_each(self, mut add: impl FnMut(usize, i32)) {
        let shift = shift(self.head);
        if self.head & DENSE == DENSE {
            for (label, &weight) in self.bytes[..self.labels].iter().enumerate() {
                add(label, i32::from(weight as i8) << shift);
            }
        } else {
            for pair in self.bytes.chunks_exact(2) {
                add(usize::from(pair[0]), i32::from(pair[1] as i8) << shift);
            }
        }
    }
}

/// By how many bits the weights of a row are shifted.
#[inline(always)]
pub(super) fn shift(head: u8) -> u32 {
    u32::from(head >> 6) * 2
}

impl<'a> Rows<'a> {
    /// Reads and checks the rows; afterwards no look-up can fail.
    pub(crate) fn read(reader: &mut Reader<'a>, labels: usize) -> Result<Self, ModelError> {
        const CUT: ModelError = ModelError::Body("an entry is cut short");
        let bucket_bits = reader.u32()?;
        if bucket_bits > MAX_BUCKET_BITS {
            return Err(ModelError::Body("too many buckets"));
        }
        let length = reader.u32()? as usize;
        let offsets = reader.bytes(((1 << bucket_bits) + 1) * 4)?;
        let entries = reader.bytes(length)?;
        // With few buckets the file does not have all bits of an id. Else there are two to four rows a
        // block.
        let (bits, known) = if bucket_bits < 16 { (bucket_bits, 0) } else { (bucket_bits - 1, 3) };
        // Most rows are long ones, or next to none.
        let long = if labels > INLINE { length / (HEAD + labels) } else { 0 };
        let mut filler = Filler::new(labels, bits, long);
        let low_bits = if bucket_bits > 16 { (1 << (32 - bucket_bits)) - 1 } else { u32::MAX };
        let ends =
            offsets.chunks_exact(4).map(|end| u32::from_le_bytes([end[0], end[1], end[2], end[3]]));
        let mut at = 0;
        for (number, end) in ends.enumerate() {
            let end = end as usize;
            // Nothing lies before the first bucket.
            if end < at || end > entries.len() || number == 0 && end > 0 {
                return Err(ModelError::Body("bucket offsets are not in order"));
            }
            let id = ((number as u64).saturating_sub(1) << (32 - bucket_bits)) as u32;
            while let &[low, high, head, ref tail @ ..] = &entries[at..end] {
                let id = id | u32::from(u16::from_le_bytes([low, high])) & low_bits;
                let size = match head & DENSE {
                    DENSE => labels,
                    pairs => 2 * (usize::from(pairs) + 1),
                };
                filler.push(id, head, tail.get(..size).ok_or(CUT)?)?;
                at += HEAD + size;
            }
            if at != end {
                return Err(CUT);
            }
        }
        if at != entries.len() {
            return Err(ModelError::Body("entries left over"));
        }
        let Filler { mut blocks, long, .. } = filler;
        // Every block has a next one.
        blocks.count = blocks.count.max(1 << bits);
        blocks.push();
        if blocks.count.max(long.count) * LINE > u32::MAX as usize {
            return Err(ModelError::Body("it has more than 4 GB of weights"));
        }
        let (blocks, long) = (blocks.into_memory(), long.into_memory());
        Ok(Self { labels, blocks, long, bits, known, bytes: PhantomData, arch: Arch::new() })
    }

    /// Looks features up, and calls `add` with the place and the row of each that has one, in order.
    /// Of a few hundred at a time, memory hands over the first when the last is asked for.
    #[inline(always)]
    pub(super) fn find<'b>(
        &'b self,
        ids: impl Iterator<Item = u32> + Clone,
        mut add: impl FnMut(usize, Hit<'b>),
    ) {
        let (blocks, bits, known) = (self.lines(), self.bits, self.known);
        let home = |id: u32| (u64::from(id) >> (32 - bits)) as usize;
        let touched = ids.clone().fold(0, |touched, id| touched ^ blocks[home(id)][0]);
        black_box(touched);
        for (place, id) in ids.enumerate() {
            let mut number = home(id);
            let mut block = &blocks[number];
            loop {
                if let Some(start) = find_in(block, id, known) {
                    add(place, Hit { block, number, start });
                    break;
                }
                if block[SPILLED] == 0 {
                    break;
                }
                number += 1;
                block = &blocks[number];
            }
        }
    }

    /// Calls `add` with the value and the row of each of the features that has one, in order.
    #[inline(always)]
    pub(crate) fn for_each(&self, features: &[(u32, f32)], mut add: impl FnMut(f32, Row<'_>)) {
        for features in features.chunks(TOGETHER) {
            let ids = features.iter().map(|&(id, _)| id);
            self.find(ids, |place, hit| add(features[place].1, self.row(hit)));
        }
    }

    /// The blocks, one after the other.
    #[inline(always)]
    pub(super) fn bytes(&self) -> &[u8] {
        &self.blocks
    }

    #[inline(always)]
    fn lines(&self) -> &[Block] {
        self.blocks.as_chunks().0
    }

    /// The long rows.
    #[inline(always)]
    pub(super) fn long(&self) -> &[[u8; LINE]] {
        self.long.as_chunks().0
    }

    #[inline(always)]
    fn row<'b>(&'b self, hit: Hit<'b>) -> Row<'b> {
        let (head, row) = (hit.head(), hit.row());
        let bytes = match head & DENSE {
            DENSE if self.labels > INLINE => &self.long()[hit.long() as usize][..self.labels],
            DENSE => row,
            pairs => &row[..2 * (usize::from(pairs) + 1)],
        };
        Row { head, labels: self.labels, bytes }
    }
}

/// Where in a block a feature's row begins.
#[inline(always)]
fn find_in(block: &Block, id: u32, known: u8) -> Option<u8> {
    /// A one, and seven ones, in each byte.
    const LOWEST: u64 = u64::MAX / 255;
    const SEVEN: u64 = 127 * LOWEST;
    let [lowest, second, ..] = id.to_le_bytes();
    // All slots at once: a byte that is not 0 leaves a bit at its top.
    let [keys, ..] = block.as_chunks::<8>().0 else { return None };
    let other = u64::from_le_bytes(*keys) ^ (u64::from(lowest) * LOWEST);
    let mut matches = !(((other & SEVEN) + SEVEN) | other | SEVEN) & u64::MAX >> 8;
    while matches != 0 {
        let slot = matches.trailing_zeros() as usize / 8;
        let start = block[STARTS + slot];
        if block[SECOND + slot] == second
            && start & START != 0
            && (start >> 6 ^ more_of(id)) & known == 0
        {
            return Some(start & START);
        }
        matches &= matches - 1;
    }
    None
}

/// The two bits of an id above the low 16.
#[inline(always)]
fn more_of(id: u32) -> u8 {
    (id >> 16 & 3) as u8
}

/// Fills blocks with rows in the order of their ids.
struct Filler {
    labels: usize,
    bits: u32,
    blocks: Blocks,
    long: Blocks,
    /// How many rows the last block has, and where there is room in it.
    slots: usize,
    room: usize,
}

impl Filler {
    /// `long` is how many long rows there will be, about.
    fn new(labels: usize, bits: u32, long: usize) -> Self {
        let mut blocks = Blocks::with_room((1 << bits) + 64);
        blocks.push();
        Self { labels, bits, blocks, long: Blocks::with_room(long), slots: 0, room: ROWS }
    }

    /// Adds the row of a feature from the file.
    fn push(&mut self, id: u32, head: u8, row: &[u8]) -> Result<(), ModelError> {
        const LABEL: ModelError = ModelError::Body("a weight is for a label that is not there");
        if head & DENSE != DENSE {
            // The largest label of the row, without a branch for each: a large model has a million of
            // them, and this is most of what loading costs.
            let largest = row.chunks_exact(2).fold(0, |largest, pair| largest.max(pair[0]));
            if usize::from(largest) >= self.labels {
                return Err(LABEL);
            }
            if row.len() <= 2 * MOST_PAIRS {
                self.place(id, head, row);
                return Ok(());
            }
        }
        if let [only] = *row
            && self.labels == 1
        {
            // Without the padding, as a pair, so that more rows find room.
            self.place(id, head & !DENSE, &[0, only]);
            return Ok(());
        }
        let mut dense = [0; MAX_LABELS];
        if head & DENSE == DENSE {
            dense[..row.len()].copy_from_slice(row);
        } else {
            row.chunks_exact(2).for_each(|pair| dense[usize::from(pair[0])] = pair[1]);
        }
        if self.labels <= INLINE {
            self.place(id, head | DENSE, &dense[..self.labels.next_multiple_of(8)]);
        } else {
            let number = self.long.count as u32;
            *self.long.push() = dense;
            self.place(id, head | DENSE, &number.to_le_bytes());
        }
        Ok(())
    }

    /// Puts a row into the block of its feature or, where that is full, into the next one.
    fn place(&mut self, id: u32, head: u8, row: &[u8]) {
        let home = (u64::from(id) >> (32 - self.bits)) as usize;
        while self.blocks.count <= home {
            self.next();
        }
        if self.slots == SLOTS || self.room + 1 + row.len() > LINE {
            // Any feature of the blocks from its own on may have gone on to the next.
            self.blocks.last()[SPILLED] = 1;
            self.next();
        }
        let block = self.blocks.last();
        [block[self.slots], block[SECOND + self.slots], ..] = id.to_le_bytes();
        block[STARTS + self.slots] = self.room as u8 | more_of(id) << 6;
        block[self.room] = head;
        block[self.room + 1..][..row.len()].copy_from_slice(row);
        self.slots += 1;
        self.room += 1 + row.len();
    }

    fn next(&mut self) {
        self.blocks.push();
        (self.slots, self.room) = (0, ROWS);
    }
}

/// Blocks in memory of their own, to which more can be added.
struct Blocks {
    memory: Memory,
    count: usize,
}

impl Blocks {
    fn with_room(blocks: usize) -> Self {
        Self { memory: Memory::zeroed(blocks * LINE), count: 0 }
    }

    /// Adds an empty block.
    fn push(&mut self) -> &mut Block {
        let filled = self.count * LINE;
        if filled + LINE > self.memory.len() {
            let mut larger = Memory::zeroed(2 * filled + LINE);
            larger[..filled].copy_from_slice(&self.memory[..filled]);
            self.memory = larger;
        }
        self.count += 1;
        self.last()
    }

    /// The last block; there must be one.
    #[inline(always)]
    fn last(&mut self) -> &mut Block {
        let from = (self.count - 1) * LINE;
        self.memory[from..].first_chunk_mut().expect("room for the last block")
    }

    /// The memory, which may have room for more blocks.
    fn into_memory(self) -> Arc<Memory> {
        Arc::new(self.memory)
    }
}
