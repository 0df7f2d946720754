//! Memory for what is looked up all over: in large pages, where the system has them.
//!
//! The processor knows the places of a few thousand pages, and models take tens of megabytes: with pages
//! of 4 kB it has to look up first where most of what is wanted lies, which is as slow as the look-up
//! itself. With those of 2 MB all stages together take a twentieth less time (November 2026).

use std::fmt;
use std::ops::{Deref, DerefMut};

use memmap2::{MmapMut, MmapOptions};

/// A large page, where the system has any.
const PAGE: usize = 2 << 20;

/// Bytes that begin as zeros and at the beginning of a page.
///
/// ```
/// use copydesk_learn::memory::Memory;
///
/// let mut memory = Memory::zeroed(3);
/// memory[1] = 7;
/// assert_eq!(*memory, [0, 7, 0]);
/// ```
pub struct Memory {
    map: MmapMut,
    /// Where in the map they begin and end.
    from: usize,
    to: usize,
}

impl Memory {
    /// So many bytes.
    ///
    /// # Panics
    ///
    /// When there is no memory for them.
    #[must_use]
    pub fn zeroed(len: usize) -> Self {
        // Large pages begin at a multiple of their size. What comes before is never touched, and so
        // takes up no memory.
        let map = MmapOptions::new().len(len + PAGE).map_anon().expect("memory for a model");
        let from = map.as_ptr().addr().wrapping_neg() % PAGE;
        #[cfg(target_os = "linux")]
        {
            // Not for a rest that would fill less than half of one. Without them it goes as well.
            let large = (len + PAGE / 2) / PAGE * PAGE;
            let _ = map.advise_range(memmap2::Advice::HugePage, from, large);
        }
        Self { map, from, to: from + len }
    }
}

impl Deref for Memory {
    type Target = [u8];

    #[inline(always)]
    fn deref(&self) -> &[u8] {
        &self.map[self.from..self.to]
    }
}

impl DerefMut for Memory {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.map[self.from..self.to]
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").field("len", &self.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_zeros_until_they_are_something_else() {
        for len in [0, 1, PAGE - 1, PAGE, 3 * PAGE + 5] {
            let mut memory = Memory::zeroed(len);
            assert_eq!(memory.len(), len);
            assert!(memory.as_ptr().addr().is_multiple_of(4096));
            assert!(memory.iter().all(|&byte| byte == 0));
            memory.fill(7);
            assert!(memory.iter().all(|&byte| byte == 7));
        }
    }
}
