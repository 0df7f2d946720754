//! Quantised weight rows, one for each feature, read in place.
//!
//! A feature's 32-bit id names a bucket by its top bits and an entry in that bucket by its low 16
//! bits, so that a look-up touches two places in memory: the bucket's offset and its entries, which
//! hold the weights themselves. (With fewer than 2¹⁶ buckets some of the id's bits are not kept; an
//! unseen feature is then taken for a known one about once in 30,000 look-ups.)
//!
//! Waiting for those two places is what tagging would spend half of its time on. So most features
//! that have no row, which most features are, are told by a small filter that stays near the
//! processor; and the others are looked up many at once, step by step, so that the waits overlap.
//!
//! | bytes | what |
//! |---|---|
//! | 4 | log₂ of the number of buckets |
//! | 4 | length of the entries in bytes |
//! | 4 × (buckets + 1) | where each bucket's entries begin; the last is where they end |
//! | … | the entries |
//!
//! An entry is the low 16 bits of the id, a head byte, and the row. The head's top two bits are a
//! scale: weights are shifted left by 0, 2, 4 or 6. Its low six bits are the number of (label,
//! weight) pairs of one byte each less one, or 63 for a dense row: a weight for each label in turn.
//! A weight is a signed byte, so a row keeps seven bits of its largest weight, and the model a range
//! of thirteen.

use crate::model::{ModelError, Reader, Writer};

/// The most labels that a row can have.
pub(crate) const MAX_LABELS: usize = 64;

/// The largest quantised weight: 127 shifted by 6.
pub(crate) const MAX_WEIGHT: i32 = 127 << 6;

const DENSE: u8 = 63;
const MAX_BUCKET_BITS: u32 = 26;

/// The rows of a model in its bytes.
#[derive(Clone, Debug)]
pub(crate) struct Rows<'a> {
    labels: usize,
    bucket_bits: u32,
    offsets: &'a [u8],
    entries: &'a [u8],
    /// For each bucket, a bit for each of its entries, by the id's lowest three bits.
    filter: Vec<u8>,
}

/// How many features are looked up together.
const TOGETHER: usize = 32;

/// The weights of one feature, in quantised units.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    dense: bool,
    shift: u32,
    bytes: &'a [u8],
}

impl Row<'_> {
    /// Calls `add` with each label that has a weight, and the weight.
    #[inline(always)]
    pub(crate) fn for_each(self, mut add: impl FnMut(usize, i32)) {
        if self.dense {
            for (label, &weight) in self.bytes.iter().enumerate() {
                add(label, i32::from(weight as i8) << self.shift);
            }
        } else {
            for pair in self.bytes.chunks_exact(2) {
                add(usize::from(pair[0]), i32::from(pair[1] as i8) << self.shift);
            }
        }
    }
}

impl<'a> Rows<'a> {
    /// Reads and checks the rows; afterwards no look-up can fail.
    pub(crate) fn read(reader: &mut Reader<'a>, labels: usize) -> Result<Self, ModelError> {
        let bucket_bits = reader.u32()?;
        if bucket_bits > MAX_BUCKET_BITS {
            return Err(ModelError::Body("too many buckets"));
        }
        let length = reader.u32()? as usize;
        let offsets = reader.bytes(((1 << bucket_bits) + 1) * 4)?;
        let entries = reader.bytes(length)?;
        let mut rows = Self { labels, bucket_bits, offsets, entries, filter: Vec::new() };
        rows.filter = rows.check()?;
        Ok(rows)
    }

    /// Checks the entries and returns the filter for them.
    fn check(&self) -> Result<Vec<u8>, ModelError> {
        const CUT: ModelError = ModelError::Body("an entry is cut short");
        let mut filter = vec![0; 1 << self.bucket_bits];
        let mut at = 0;
        for (bucket, filter) in filter.iter_mut().enumerate() {
            let (start, end) = self.bucket(bucket);
            if start != at || end < start || end > self.entries.len() {
                return Err(ModelError::Body("bucket offsets are not in order"));
            }
            let mut rest = &self.entries[start..end];
            while let &[low, _, head, ref tail @ ..] = rest {
                *filter |= filter_bit(low.into());
                let size = self.row_size(head);
                let (row, next) = tail.split_at_checked(size).ok_or(CUT)?;
                // The largest label of the row, without a branch for each: a large model has a
                // million of them, and this is most of what loading costs.
                let sparse = head & DENSE != DENSE;
                let largest = row.chunks_exact(2).fold(0, |largest, pair| largest.max(pair[0]));
                if sparse && usize::from(largest) >= self.labels {
                    return Err(ModelError::Body("a weight is for a label that is not there"));
                }
                rest = next;
            }
            if !rest.is_empty() {
                return Err(CUT);
            }
            at = end;
        }
        if at == self.entries.len() {
            Ok(filter)
        } else {
            Err(ModelError::Body("entries left over"))
        }
    }

    #[inline]
    fn row_size(&self, head: u8) -> usize {
        match head & DENSE {
            DENSE => self.labels,
            pairs => 2 * (usize::from(pairs) + 1),
        }
    }

    #[inline]
    fn bucket(&self, bucket: usize) -> (usize, usize) {
        let at = bucket * 4;
        let mut pair = [0; 8];
        pair.copy_from_slice(&self.offsets[at..at + 8]);
        let pair = u64::from_le_bytes(pair);
        (pair as u32 as usize, (pair >> 32) as usize)
    }

    #[inline]
    fn bucket_of(&self, id: u32) -> usize {
        (u64::from(id) >> (32 - self.bucket_bits)) as usize
    }

    /// Calls `add` with the number and the row of each of the first `count` features that has one,
    /// in order; `id` gives a feature's id by its number.
    #[inline(always)]
    pub(crate) fn for_each(
        &self,
        count: usize,
        id: impl Fn(usize) -> u32,
        mut add: impl FnMut(usize, Row<'a>),
    ) {
        let mut likely = [(0, 0); TOGETHER];
        let mut found = [(0, 0, [0; 2]); TOGETHER];
        for first in (0..count).step_by(TOGETHER) {
            let mut kept = 0;
            for number in first..count.min(first + TOGETHER) {
                let id = id(number);
                likely[kept] = (number, id);
                let bits = self.filter[self.bucket_of(id)];
                kept += usize::from(bits & filter_bit(id) != 0);
            }
            let likely = &likely[..kept];
            let found = &mut found[..kept];
            for (found, &(_, id)) in found.iter_mut().zip(likely) {
                let (start, end) = self.bucket(self.bucket_of(id));
                *found = (start, end, [0; 2]);
            }
            for (start, _, key) in found.iter_mut() {
                // The filter has a bit for this bucket, so that it has an entry.
                key.copy_from_slice(&self.entries[*start..*start + 2]);
            }
            for (&(start, end, key), &(number, id)) in found.iter().zip(likely) {
                if let Some(row) = self.find(start, end, key, id) {
                    add(number, row);
                }
            }
        }
    }

    /// Looks for an id's entry in a bucket, whose first entry has this key.
    #[inline(always)]
    fn find(&self, start: usize, end: usize, mut key: [u8; 2], id: u32) -> Option<Row<'a>> {
        let mut rest = &self.entries[start..end];
        while let &[_, _, head, ref tail @ ..] = rest {
            let (bytes, next) = tail.split_at(self.row_size(head));
            if u16::from_le_bytes(key) == id as u16 {
                let shift = u32::from(head >> 6) * 2;
                return Some(Row { dense: head & DENSE == DENSE, shift, bytes });
            }
            if let &[low, high, ..] = next {
                key = [low, high];
            }
            rest = next;
        }
        None
    }

    /// Adds the rows of binary features to the labels' scores.
    pub(crate) fn accumulate(&self, ids: &[u32], scores: &mut [i32; MAX_LABELS]) {
        self.for_each(
            ids.len(),
            |number| ids[number],
            |_, row| row.for_each(|label, weight| scores[label % MAX_LABELS] += weight),
        );
    }
}

/// The bit of a feature in its bucket's filter.
#[inline]
fn filter_bit(id: u32) -> u8 {
    1 << (id & 7)
}

/// Collects rows of real weights and writes them quantised.
#[derive(Debug)]
pub(crate) struct RowsBuilder {
    labels: usize,
    rows: Vec<(u32, Vec<f32>)>,
}

impl RowsBuilder {
    pub(crate) fn new(labels: usize) -> Self {
        assert!((1..=MAX_LABELS).contains(&labels), "a model has 1 to 64 labels, not {labels}");
        Self { labels, rows: Vec::new() }
    }

    /// Adds a feature's row, one weight a label, unless all of it is nearer to zero than `prune`.
    pub(crate) fn push(&mut self, id: u32, row: &[f32], prune: f32) {
        debug_assert_eq!(row.len(), self.labels);
        let kept = |&weight: &f32| if weight.abs() < prune { 0.0 } else { weight };
        let row: Vec<f32> = row.iter().map(kept).collect();
        if row.iter().any(|&weight| weight != 0.0) {
            self.rows.push((id, row));
        }
    }

    /// The real weight of one quantised unit, such that all rows and `other` weights fit.
    pub(crate) fn scale(&self, other: impl IntoIterator<Item = f32>) -> f32 {
        let weights = self.rows.iter().flat_map(|(_, row)| row).copied();
        let largest = weights.chain(other).fold(0.0_f32, |largest, w| largest.max(w.abs()));
        if largest > 0.0 { largest / MAX_WEIGHT as f32 } else { 1.0 }
    }

    /// Writes the rows in units of `scale`.
    pub(crate) fn write(mut self, scale: f32, writer: &mut Writer) {
        // Sorted ids fall into the buckets in order. Of two rows that the format cannot tell apart
        // the first is kept; a lone unlucky feature is not worth a wider key.
        self.rows.sort_by_key(|&(id, _)| id);
        let bucket_bits = self.rows.len().max(2).ilog2().min(MAX_BUCKET_BITS);
        let mut offsets = Vec::with_capacity((1 << bucket_bits) + 1);
        let mut entries = Vec::new();
        for (id, row) in &self.rows {
            let bucket = (u64::from(*id) >> (32 - bucket_bits)) as usize;
            while offsets.len() <= bucket {
                offsets.push(entries.len() as u32);
            }
            encode_row(*id, row, scale, &mut entries);
        }
        while offsets.len() <= 1 << bucket_bits {
            offsets.push(entries.len() as u32);
        }
        writer.u32(bucket_bits);
        writer.u32(u32::try_from(entries.len()).expect("a model has less than 4 GB of weights"));
        for offset in offsets {
            writer.u32(offset);
        }
        writer.bytes(&entries);
    }
}

fn encode_row(id: u32, row: &[f32], scale: f32, entries: &mut Vec<u8>) {
    let largest = row.iter().fold(0.0_f32, |largest, w| largest.max(w.abs())) / scale;
    let step = (0..3).find(|step| largest < 127.5 * f32::from(1_u16 << (2 * step))).unwrap_or(3);
    let unit = scale * f32::from(1_u16 << (2 * step));
    let quantised: Vec<i8> =
        row.iter().map(|w| (w / unit).round().clamp(-127.0, 127.0) as i8).collect();
    let filled = quantised.iter().filter(|&&weight| weight != 0).count();
    if filled == 0 {
        return;
    }
    entries.extend_from_slice(&(id as u16).to_le_bytes());
    if 2 * filled > row.len() {
        entries.push((step << 6) | DENSE);
        entries.extend(quantised.iter().map(|&weight| weight as u8));
    } else {
        entries.push((step << 6) | (filled - 1) as u8);
        for (label, &weight) in quantised.iter().enumerate() {
            if weight != 0 {
                entries.extend_from_slice(&[label as u8, weight as u8]);
            }
        }
    }
}

/// A real weight in units of `scale`, as an integer.
pub(crate) fn quantise(weight: f32, scale: f32) -> i16 {
    (weight / scale).round().clamp(-(MAX_WEIGHT as f32), MAX_WEIGHT as f32) as i16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{feature_id, hash2};
    use crate::model::{Kind, check_refuses_damage};
    use crate::rng::Rng;

    fn written(rows: &[(u32, Vec<f32>)], labels: usize) -> (Vec<u8>, f32) {
        let mut builder = RowsBuilder::new(labels);
        for (id, row) in rows {
            builder.push(*id, row, 0.0);
        }
        let scale = builder.scale([]);
        let mut writer = Writer::new(Kind::Tagger);
        builder.write(scale, &mut writer);
        (writer.finish(), scale)
    }

    #[test]
    fn rows_come_back_to_seven_bits() {
        for labels in [1, 2, 9, 37, 64] {
            let mut rng = Rng::new(labels as u64);
            let rows: Vec<(u32, Vec<f32>)> = (0..500)
                .map(|piece| {
                    let size = [0.01, 0.1, 1.0][rng.below(3)];
                    let density = 1 + rng.below(labels);
                    let mut row = vec![0.0; labels];
                    for _ in 0..density {
                        row[rng.below(labels)] = size * rng.signed_unit();
                    }
                    (feature_id(hash2(1, piece)), row)
                })
                .collect();
            let (bytes, scale) = written(&rows, labels);
            let mut reader = Reader::open(&bytes, Kind::Tagger).unwrap();
            let found = Rows::read(&mut reader, labels).unwrap();
            reader.end().unwrap();
            for (id, row) in &rows {
                let mut sum = [0; MAX_LABELS];
                found.accumulate(&[*id], &mut sum);
                let largest = row.iter().fold(0.0_f32, |largest, w| largest.max(w.abs()));
                for (&units, &weight) in sum.iter().zip(row) {
                    let error = (units as f32 * scale - weight).abs();
                    assert!(error <= largest / 31.0 / 2.0 + scale, "{weight} off by {error}");
                }
            }
        }
    }

    #[test]
    fn unseen_features_have_no_row() {
        let (bytes, _) = written(&[(feature_id(hash2(1, 1)), vec![1.0, 0.0])], 2);
        let mut reader = Reader::open(&bytes, Kind::Tagger).unwrap();
        let rows = Rows::read(&mut reader, 2).unwrap();
        let ids: Vec<u32> = (1..300).map(|piece| feature_id(hash2(1, piece))).collect();
        let mut found = Vec::new();
        rows.for_each(ids.len(), |number| ids[number], |number, _| found.push(number));
        assert_eq!(found, [0]);
    }

    #[test]
    fn damage_is_refused() {
        let rows: Vec<(u32, Vec<f32>)> = (0..9)
            .map(|piece| (feature_id(hash2(1, piece)), vec![piece as f32, 0.0, 0.0, 1.0]))
            .collect();
        let (bytes, _) = written(&rows, 4);
        check_refuses_damage(&bytes, |bytes| {
            let mut reader = Reader::open(bytes, Kind::Tagger)?;
            let rows = Rows::read(&mut reader, 4)?;
            let mut scores = [0; MAX_LABELS];
            rows.accumulate(&(0..64).map(|id| id << 26).collect::<Vec<_>>(), &mut scores);
            reader.end()
        });
    }
}
