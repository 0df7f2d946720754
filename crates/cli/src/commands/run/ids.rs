//! Two articles of one id are a problem of the later one.

use copydesk_document::{OffsetUnit, Problem};

use super::finished::{Finished, line};
use super::wanted::Wanted;

/// The ids seen so far, by a hash of 64 bits: ten million articles take 160 MB that way, and the
/// chance that two of them are wrongly called equal is one in 400,000.
#[derive(Default)]
pub struct Ids {
    seen: std::collections::HashSet<u64>,
}

impl Ids {
    /// Adds a problem to an article whose id another has had before it.
    pub fn check(&mut self, finished: &mut Finished, offsets: OffsetUnit, wanted: &Wanted) {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        finished.document.id().hash(&mut hasher);
        if !self.seen.insert(hasher.finish()) {
            // The id, which others are found by, does not tell where this one is.
            let place = &finished.place;
            finished.document.problems.push(Problem::input(format!(
                "an earlier article of this run has the same id as this one ({place}); give each its own, or readers will mix them up"
            )));
            finished.line = line(&finished.document, offsets, wanted);
        }
    }
}
