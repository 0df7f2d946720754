//! Quantised weight rows, one for each feature.
//!
//! A feature's 32-bit id names a bucket by its top bits and an entry in that bucket by its low 16
//! bits. (With fewer than 2¹⁶ buckets some of the id's bits are not kept; an unseen feature is then
//! taken for a known one about once in 30,000 look-ups.)
//!
//! | bytes | what |
//! |---|---|
//! | 4 | log₂ of the number of buckets |
//! | 4 | length of the entries in bytes |
//! | 4 × (buckets + 1) | where each bucket's entries begin; the last is where they end |
//! | … | the entries, in the order of their ids |
//!
//! An entry is the low 16 bits of the id, a head byte, and the row. The head's top two bits are a
//! scale: weights are shifted left by 0, 2, 4 or 6. Its low six bits are the number of (label,
//! weight) pairs of one byte each less one, or 63 for a dense row: a weight for each label in turn.
//! A weight is a signed byte, so a row keeps seven bits of its largest weight, and the model a range
//! of thirteen.
//!
//! [`look_up`] finds rows, and [`sum`] adds them up.

mod look_up;
mod sum;

use crate::model::{ModelError, Reader, Writer};
pub(crate) use look_up::{Row, Rows};
pub(crate) use sum::SumScratch;

/// The most labels that a row can have.
pub(crate) const MAX_LABELS: usize = 64;

/// Summed weights by label, in quantised units; 0 beyond a model's labels.
pub type Sums = [i32; MAX_LABELS];

/// The largest quantised weight: 127 shifted by 6.
pub(crate) const MAX_WEIGHT: i32 = 127 << 6;

const DENSE: u8 = 63;
const MAX_BUCKET_BITS: u32 = 26;

/// The bytes of an entry before its row.
const HEAD: usize = 3;

/// Evaluates an expression in which the number of labels, rounded up to a multiple of eight, is a constant:
/// loops over labels are then vector instructions, without an end to ask for.
macro_rules! padded {
    ($labels:expr, $padded:ident => $body:expr) => {
        padded!($labels, $padded => $body, 8 16 24 32 40 48 56 64)
    };
    ($labels:expr, $padded:ident => $body:expr, $($size:literal)*) => {
        match $labels.next_multiple_of(8) {
            $($size => {
                const $padded: usize = $size;
                $body
            })*
            labels => unreachable!("{labels} labels"),
        }
    };
}
pub(crate) use padded;

/// Reads what every model of rows begins with: the number of its labels (classes, units), which is
/// `least` or more, and the real weight of one quantised unit.
pub(crate) fn read_head(reader: &mut Reader<'_>, least: usize) -> Result<(usize, f32), ModelError> {
    let labels = reader.u32()? as usize;
    if !(least..=MAX_LABELS).contains(&labels) {
        return Err(ModelError::Body("it has too few labels, or more than 64"));
    }
    Ok((labels, reader.positive_f32()?))
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
    use crate::features::{Features, feature_id, hash2};
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
            let mut scratch = SumScratch::default();
            for (id, row) in &rows {
                let sum = found.sum_one(&[*id], &mut scratch);
                let largest = row.iter().fold(0.0_f32, |largest, w| largest.max(w.abs()));
                for (&units, &weight) in sum.iter().zip(row) {
                    let error = (units as f32 * scale - weight).abs();
                    assert!(error <= largest / 31.0 / 2.0 + scale, "{weight} off by {error}");
                }
            }
        }
    }

    #[test]
    fn many_rows_are_found_and_no_others() {
        for labels in [1, 2, 9, 20] {
            // Dense and sparse ones, as large as there are, so that blocks overflow.
            let row = |piece: u64| {
                let filled = 1 + piece as usize % labels;
                let weight = |label| if label < filled { piece as f32 } else { 0.0 };
                (feature_id(hash2(1, piece)), (0..labels).map(weight).collect())
            };
            let mut rows: Vec<(u32, Vec<f32>)> = (101..70_000).map(row).collect();
            rows.sort_by_key(|row| row.0);
            rows.dedup_by_key(|row| row.0);
            let (bytes, _) = written(&rows, labels);
            let mut reader = Reader::open(&bytes, Kind::Tagger).unwrap();
            let found = Rows::read(&mut reader, labels).unwrap();
            let mut scratch = SumScratch::default();
            for (id, row) in &rows {
                let sums = found.sum_one(&[*id], &mut scratch)[..labels].iter();
                assert!(sums.map(|&sum| sum > 0).eq(row.iter().map(|&weight| weight > 0.0)));
            }
            let mut others: Vec<u32> =
                (0..70_000).map(|piece| feature_id(hash2(2, piece))).collect();
            others.retain(|id| rows.binary_search_by_key(id, |row| row.0).is_err());
            assert_eq!(found.sum_one(&others, &mut scratch), &[0; MAX_LABELS]);
        }
    }

    #[test]
    fn tokens_are_summed_each_by_itself() {
        let row = |piece: u64| {
            let weights = [piece as f32, 0.0, -1.0, 5.0, 0.0, 0.0, 0.0, 0.0, 2.0];
            (feature_id(hash2(1, piece)), weights.to_vec())
        };
        let rows: Vec<(u32, Vec<f32>)> = (0..300).map(row).collect();
        let (bytes, _) = written(&rows, 9);
        let mut reader = Reader::open(&bytes, Kind::Tagger).unwrap();
        let found = Rows::read(&mut reader, 9).unwrap();
        let mut features = Features::new();
        for count in [1, 0, 700, 2, 0, 254, 3, 600, 0] {
            for piece in 0..count {
                features.push(hash2(1, piece));
            }
            features.end_token();
        }
        let mut scratch = SumScratch::default();
        let mut alone = SumScratch::default();
        found.sum_tokens(&features, &mut scratch);
        assert_eq!(scratch.sums.len(), features.len());
        for (token, sums) in scratch.sums.iter().enumerate() {
            let mut expected = [0; MAX_LABELS];
            for &id in features.token(token) {
                let one = found.sum_one(&[id], &mut alone);
                expected.iter_mut().zip(one).for_each(|(sum, one)| *sum += *one);
            }
            assert_eq!(*sums, expected, "token {token}");
        }
    }

    #[test]
    fn unseen_features_have_no_row() {
        let (bytes, _) = written(&[(feature_id(hash2(1, 1)), vec![1.0, 0.0])], 2);
        let mut reader = Reader::open(&bytes, Kind::Tagger).unwrap();
        let rows = Rows::read(&mut reader, 2).unwrap();
        let features: Vec<(u32, f32)> =
            (1..300).map(|piece| (feature_id(hash2(1, piece)), piece as f32)).collect();
        let mut found = Vec::new();
        rows.for_each(&features, |value, _| found.push(value));
        assert_eq!(found, [1.0]);
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
            let ids: Vec<u32> = (0..64).map(|id| id << 26).collect();
            rows.sum_one(&ids, &mut SumScratch::default());
            reader.end()
        });
    }
}
