//! What a result hangs on, as hashes: of an article, and of a stage's run on it.

use std::fmt;

use copydesk_document::Document;
use sha2::{Digest, Sha256};

use crate::isolate::codec::{self, Names};

/// Changes when the same library would be given something else, or its results kept in another form.
const GENERATION: &str = "copydesk store 1";

/// A hash of 128 bits, the first of a SHA-256: two different things never have the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub [u8; 16]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({:032x})", u128::from_be_bytes(self.0))
    }
}

impl Key {
    fn of(bytes: &[u8]) -> Self {
        Self::first_of(&Sha256::digest(bytes))
    }

    fn first_of(digest: &[u8]) -> Self {
        Self(*digest.first_chunk().expect("a SHA-256 has 32 bytes"))
    }

    /// The key of an article: of all that a stage can see of it before any was run. Of the layers that
    /// it came with, those that `visible` says.
    pub fn of_article(document: &Document, visible: impl Fn(&str) -> bool) -> Self {
        let mut hasher = Sha256::new();
        let meta = &document.meta;
        let known = [&meta.title, &meta.url, &meta.published, &meta.language];
        let known = known.into_iter().map(|known| known.as_deref().unwrap_or_default());
        for part in [document.text(), document.id()].into_iter().chain(known) {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        let (names, mut bytes) = (Names::default(), Vec::new());
        for layer in document.layers().iter().filter(|layer| visible(layer.name())) {
            codec::put_layer(&mut bytes, &names, layer);
        }
        hasher.update(bytes);
        Self::first_of(&hasher.finalize())
    }

    /// The key of a stage as it is loaded: of its library, by hash, and of what it was told, as JSON.
    #[must_use]
    pub fn of_stage(library: &str, config: &str) -> Self {
        let mut bytes = Vec::new();
        for part in [GENERATION, env!("CARGO_PKG_VERSION"), library, config] {
            codec::put_str(&mut bytes, part);
        }
        Self::of(&bytes)
    }

    /// The key of a stage's run on an article: of the stage, and for each layer that it can see, of how
    /// that came to be.
    pub fn of_run(stage: Self, inputs: impl Iterator<Item = Origin>) -> Self {
        let mut bytes = stage.0.to_vec();
        for input in inputs {
            match input {
                Origin::Article => bytes.push(0),
                Origin::Failed => bytes.push(1),
                Origin::Run(key) => {
                    bytes.push(2);
                    bytes.extend(key.0);
                }
            }
        }
        Self::of(&bytes)
    }
}

/// How a layer that a stage can see came to be there, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// No stage makes it: it came with the article, whose key covers it, or not at all.
    Article,
    /// The stage that makes it did not.
    Failed,
    /// The stage that makes it did, in this run.
    Run(Key),
}
