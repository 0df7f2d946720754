//! Memory for what is looked up all over, a line at a time: in large pages where the system has them.
//!
//! The processor knows the places of a few thousand pages, and models take tens of megabytes: with pages
//! of 4 kB it has to look up first where most of what is wanted lies, which is as slow as the look-up
//! itself. With those of 2 MB the whole pipeline takes a twentieth less time (November 2026).

use std::fmt;
use std::sync::Arc;

use memmap2::{Mmap, MmapOptions};

use crate::model::ModelError;

/// A line of memory of today's processors, in bytes.
pub(crate) const LINE: usize = 64;

/// A large page, where the system has any.
const PAGE: usize = 2 << 20;

/// Lines that stay as they are.
#[derive(Clone)]
pub(crate) struct Lines {
    map: Arc<Mmap>,
    /// Where in the map they begin and end.
    from: usize,
    to: usize,
}

impl Lines {
    /// Takes a copy of `lines`.
    pub(crate) fn new(lines: &[[u8; LINE]]) -> Result<Self, ModelError> {
        const MEMORY: ModelError = ModelError::Body("there is no memory for it");
        let bytes = lines.as_flattened();
        // Large pages begin at a multiple of their size. What comes before is never touched, and so
        // takes up no memory.
        let mut map = MmapOptions::new().len(bytes.len() + PAGE).map_anon().map_err(|_| MEMORY)?;
        let from = map.as_ptr().addr().wrapping_neg() % PAGE;
        #[cfg(target_os = "linux")]
        {
            // Without them it goes as well.
            let _ = map.advise(memmap2::Advice::HugePage);
        }
        let to = from + bytes.len();
        map[from..to].copy_from_slice(bytes);
        let map = Arc::new(map.make_read_only().map_err(|_| MEMORY)?);
        Ok(Self { map, from, to })
    }

    /// All lines.
    #[inline(always)]
    pub(crate) fn as_slice(&self) -> &[[u8; LINE]] {
        self.map[self.from..self.to].as_chunks().0
    }
}

impl fmt::Debug for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines").field("len", &self.as_slice().len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_what_they_are_copies_of_and_no_line_lies_in_two() {
        for count in [0, 1, 3, 100_000] {
            let given: Vec<[u8; LINE]> = (0..count).map(|number| [number as u8; LINE]).collect();
            let lines = Lines::new(&given).unwrap();
            assert_eq!(lines.as_slice(), given);
            assert!(lines.clone().as_slice().as_ptr().addr().is_multiple_of(LINE));
        }
    }
}
