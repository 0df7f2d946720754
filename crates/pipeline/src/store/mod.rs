//! Results that are kept between runs, so that a run that was broken off goes on where it was, and a
//! later one runs only what changed.
//!
//! A stage is a pure function of the article, the layers that it declared and its configuration. So
//! what it made can stand in for running it again as long as all of these are the same, and they are
//! the same if their hashes are ([`key`]). What is kept of an article is one [`entry`], with a section
//! for each stage that was run to its end; a [`Worker`](crate::Worker) takes from it the sections that
//! still hold, and runs the other stages.
//!
//! Problems are not kept: a stage that failed, crashed or gave no answer is tried again, and so is
//! what used its layers where it could do without them.
//!
//! Where entries are kept is for the caller to say, with a [`Store`].

pub mod entry;
pub mod key;
pub(crate) mod recording;
#[cfg(test)]
mod tests;

pub use key::Key;

/// Where the results of articles are kept. Workers use it from several threads at once.
pub trait Store: Sync {
    /// The entry that was put last for this article, byte for byte, or `None`.
    fn get(&self, article: Key) -> Option<Vec<u8>>;

    /// Keeps an entry for this article, in place of the one before. That it cannot is no failure of the
    /// run: the next one has more to do.
    fn put(&self, article: Key, entry: &[u8]);
}
