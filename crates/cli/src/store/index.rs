//! Where in the file each article's last entry is: 16 bytes an article, so that ten million take 160 MB.

use std::sync::atomic::{AtomicU64, Ordering};

use copydesk_pipeline::store::Key;

/// Set in a place that the run at hand has used. No file is that long.
const USED: u64 = 1 << 63;
/// In place of a place that is of no use.
const GONE: u64 = u64::MAX;

/// Finds entries by the first half of their articles' keys. Of two articles that have it in common, one
/// is taken for not being there.
#[derive(Debug)]
pub struct Index(Box<[Slot]>);

#[derive(Debug)]
struct Slot {
    key: u64,
    place: AtomicU64,
}

/// Collects entries in the order of the file.
#[derive(Debug, Default)]
pub struct Builder(Vec<Slot>);

fn half(key: Key) -> u64 {
    u64::from_be_bytes(*key.0.first_chunk().expect("a key has 16 bytes"))
}

impl Builder {
    /// Adds an entry.
    pub fn add(&mut self, key: Key, place: u64) {
        self.0.push(Slot { key: half(key), place: AtomicU64::new(place) });
    }

    /// The index of the last entry of each article.
    pub fn finish(self) -> Index {
        let Self(mut slots) = self;
        slots
            .sort_unstable_by_key(|slot| (slot.key, u64::MAX - slot.place.load(Ordering::Relaxed)));
        slots.dedup_by_key(|slot| slot.key);
        Index(slots.into())
    }
}

impl Index {
    fn slot(&self, key: Key) -> Option<&AtomicU64> {
        let key = half(key);
        let at = self.0.binary_search_by_key(&key, |slot| slot.key).ok()?;
        Some(&self.0[at].place)
    }

    /// How many entries have not been forgotten.
    pub fn count(&self) -> usize {
        self.0.iter().filter(|slot| slot.place.load(Ordering::Relaxed) != GONE).count()
    }

    /// Where the entry of this article is.
    pub fn place(&self, key: Key) -> Option<u64> {
        let place = self.slot(key)?.load(Ordering::Relaxed);
        (place != GONE).then_some(place & !USED)
    }

    /// Notes that the entry is of use in this run. Returns whether it was not known to be.
    pub fn mark_used(&self, key: Key) -> bool {
        let Some(slot) = self.slot(key) else { return false };
        slot.fetch_or(USED, Ordering::Relaxed) & USED == 0
    }

    /// Whether the entry at this place is the last of its article, and of use.
    pub fn is_used(&self, key: Key, place: u64) -> bool {
        self.slot(key).is_some_and(|slot| slot.load(Ordering::Relaxed) == place | USED)
    }

    /// Notes that the entry is of no use any more. Returns what it was before.
    pub fn forget(&self, key: Key) -> Before {
        match self.slot(key).map(|slot| slot.swap(GONE, Ordering::Relaxed)) {
            None | Some(GONE) => Before::Gone,
            Some(place) if place & USED != 0 => Before::Used,
            Some(_) => Before::Unused,
        }
    }
}

/// What an entry was before it was forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    Gone,
    Unused,
    Used,
}
