//! A map from words to numbers that is read in place: classes, gazetteer bits, tag dictionaries,
//! counts.
//!
//! Words are known by their 64-bit hash, of which the table keeps what it needs to be wrong about
//! an unseen word once in a billion look-ups.
//!
//! ```
//! use copydesk_learn::features::hash_str;
//! use copydesk_learn::word_table::{WordTable, WordTableBuilder};
//!
//! const CITY: u32 = 1;
//! const SURNAME: u32 = 2;
//! let mut builder = WordTableBuilder::new();
//! builder.add_bits(hash_str("Lincoln"), CITY);
//! builder.add_bits(hash_str("Lincoln"), SURNAME);
//! builder.insert(hash_str("Lagos"), CITY);
//! let bytes = builder.finish();
//!
//! let table = WordTable::from_bytes(&bytes)?;
//! assert_eq!(table.get(hash_str("Lincoln")), Some(CITY | SURNAME));
//! assert_eq!(table.get(hash_str("Monday")), None);
//! # Ok::<(), copydesk_learn::ModelError>(())
//! ```

use std::collections::BTreeMap;
use std::hint::black_box;

use crate::model::{Kind, ModelError, Reader, Writer};

/// Collects words and their numbers, and writes them as a [`WordTable`].
#[derive(Clone, Debug, Default)]
pub struct WordTableBuilder {
    words: BTreeMap<u64, u32>,
}

impl WordTableBuilder {
    /// A table without words.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives a word a number, in place of what it had; returns what it had.
    pub fn insert(&mut self, word: u64, value: u32) -> Option<u32> {
        self.words.insert(word, value)
    }

    /// Sets bits in a word's number, which is 0 for a new word.
    pub fn add_bits(&mut self, word: u64, bits: u32) {
        *self.words.entry(word).or_default() |= bits;
    }

    /// The number that a word has so far.
    pub fn get(&self, word: u64) -> Option<u32> {
        self.words.get(&word).copied()
    }

    /// The number of words.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there are no words.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The table's bytes, for [`WordTable::from_bytes`]. The order of the calls leaves no trace.
    ///
    /// A word takes five to ten bytes, as the largest number needs one, two or four.
    ///
    /// | bytes | what |
    /// |---|---|
    /// | 4 | width of a number in bytes: 1, 2 or 4 |
    /// | 4 | number of words |
    /// | 4 | number of slots |
    /// | 4 × slots | the low 32 bits of each slot's word, 0 for an empty slot |
    /// | width × slots | each slot's number |
    ///
    /// A word stands in the slot that the high 32 bits of its hash name, as a share of all slots,
    /// or in the next free one; the last slot is followed by the first.
    pub fn finish(self) -> Vec<u8> {
        let width = match self.words.values().max().copied().unwrap_or(0) {
            0..=0xff => 1,
            0x100..=0xffff => 2,
            _ => 4,
        };
        // A fifth of the slots is left empty: fewer make the walks long, and more cost memory. One
        // at least must be, for a walk to end.
        let slots = self.words.len() + self.words.len() / 4 + 1;
        let mut keys = vec![0_u32; slots];
        let mut values = vec![0_u8; slots * width];
        for (&word, value) in &self.words {
            let mut slot = home(word, slots);
            while keys[slot] != 0 {
                slot = (slot + 1) % slots;
            }
            keys[slot] = key(word);
            values[slot * width..][..width].copy_from_slice(&value.to_le_bytes()[..width]);
        }
        let mut writer = Writer::new(Kind::WordTable);
        writer.u32(width as u32);
        writer.u32(u32::try_from(self.words.len()).expect("a table has less than 2³² words"));
        writer.u32(u32::try_from(slots).expect("a table has less than 2³² slots"));
        for key in keys {
            writer.u32(key);
        }
        writer.bytes(&values);
        writer.finish()
    }
}

#[inline]
fn home(word: u64, slots: usize) -> usize {
    (((word >> 32) * slots as u64) >> 32) as usize
}

/// What is kept of a word; 0 is taken.
#[inline]
fn key(word: u64) -> u32 {
    (word as u32).max(1)
}

/// A map from word hashes to numbers, reading them from the bytes of a [`WordTableBuilder`].
#[derive(Clone, Copy, Debug)]
pub struct WordTable<'a> {
    width: usize,
    len: usize,
    slots: usize,
    keys: &'a [u8],
    values: &'a [u8],
}

impl<'a> WordTable<'a> {
    /// Checks a table's bytes and reads them in place.
    ///
    /// # Errors
    ///
    /// When the bytes are not a word table's, are cut short or have been altered.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, ModelError> {
        let mut reader = Reader::open(bytes, Kind::WordTable)?;
        let width = reader.u32()? as usize;
        let len = reader.u32()? as usize;
        let slots = reader.u32()? as usize;
        if !matches!(width, 1 | 2 | 4) {
            return Err(ModelError::Body("the width of a number is not 1, 2 or 4"));
        }
        let keys = reader.bytes(slots.saturating_mul(4))?;
        let values = reader.bytes(slots.saturating_mul(width))?;
        reader.end()?;
        if keys.chunks_exact(4).filter(|key| **key != [0; 4]).count() != len || len >= slots {
            return Err(ModelError::Body("the number of words is not that of the filled slots"));
        }
        Ok(Self { width, len, slots, keys, values })
    }

    /// The number of a word, by its [hash](crate::features::hash_str); nothing for a word that is
    /// not in the table.
    #[inline]
    pub fn get(&self, word: u64) -> Option<u32> {
        let key = key(word).to_le_bytes();
        let mut slot = home(word, self.slots);
        loop {
            let found = &self.keys[slot * 4..][..4];
            if found == key {
                let value = &self.values[slot * self.width..][..self.width];
                return Some(match *value {
                    [one] => one.into(),
                    [low, high] => u16::from_le_bytes([low, high]).into(),
                    [a, b, c, d] => u32::from_le_bytes([a, b, c, d]),
                    _ => unreachable!("a number of another width"),
                });
            }
            if found == [0; 4] {
                return None;
            }
            slot = if slot + 1 == self.slots { 0 } else { slot + 1 };
        }
    }

    /// Asks memory for what [`get`](Self::get) will look at for each of these words. A sentence's words
    /// are then there sooner than if memory were asked for one after the other.
    pub fn touch(&self, words: impl Iterator<Item = u64>) {
        let touched = words.fold(0, |touched, word| {
            let slot = home(word, self.slots);
            touched ^ self.keys[slot * 4] ^ self.values[slot * self.width]
        });
        black_box(touched);
    }

    /// The number of words.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no words.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::hash2;
    use crate::model::check_refuses_damage;

    #[test]
    fn all_words_come_back_in_each_width() {
        for largest in [200, 60_000, 3_000_000_000_u32] {
            let mut builder = WordTableBuilder::new();
            for word in 0..5000 {
                builder.insert(hash2(1, word), largest - word as u32 % 150);
            }
            let bytes = builder.finish();
            let table = WordTable::from_bytes(&bytes).unwrap();
            assert_eq!(table.len(), 5000);
            for word in 0..5000 {
                assert_eq!(table.get(hash2(1, word)), Some(largest - word as u32 % 150));
            }
            assert!((0..5000).all(|word| table.get(hash2(2, word)).is_none()));
        }
    }

    #[test]
    fn an_empty_table_has_no_words() {
        let bytes = WordTableBuilder::new().finish();
        let table = WordTable::from_bytes(&bytes).unwrap();
        assert!(table.is_empty());
        assert_eq!(table.get(0), None);
    }

    #[test]
    fn extreme_hashes_are_words_too() {
        let mut builder = WordTableBuilder::new();
        let words = [0, 2, u64::MAX, u64::MAX - 1, u64::MAX - 2];
        for (value, &word) in words.iter().enumerate() {
            builder.insert(word, value as u32);
        }
        let bytes = builder.finish();
        let table = WordTable::from_bytes(&bytes).unwrap();
        for (value, &word) in words.iter().enumerate() {
            assert_eq!(table.get(word), Some(value as u32));
        }
    }

    #[test]
    fn the_order_of_insertion_leaves_no_trace() {
        let mut forward = WordTableBuilder::new();
        let mut backward = WordTableBuilder::new();
        for word in 0..100 {
            forward.insert(hash2(1, word), word as u32);
            backward.insert(hash2(1, 99 - word), 99 - word as u32);
        }
        assert_eq!(forward.finish(), backward.finish());
    }

    #[test]
    fn damage_is_refused() {
        let mut builder = WordTableBuilder::new();
        for word in 0..20 {
            builder.insert(hash2(1, word), word as u32);
        }
        check_refuses_damage(&builder.finish(), |bytes| {
            let table = WordTable::from_bytes(bytes)?;
            for word in 0..100 {
                table.get(hash2(1, word));
            }
            Ok(())
        });
    }
}
