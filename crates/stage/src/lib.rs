//! What a copydesk stage is.
//!
//! A stage is a pure function: an article's text, the layers it declared and its configuration in,
//! new layers out. It is built on its own as a shared library and loaded by the host at run time.
//!
//! In Rust a stage is a struct that implements [`Stage`], a manifest in JSON, and one line that
//! exports it. The crate needs no unsafe code of its own:
//!
//! ```
//! #![forbid(unsafe_code)]
//! use copydesk_stage::{Article, Config, Failure, Output, Record, Span, Stage};
//!
//! /// Marks exclamation marks, for editors who want fewer of them.
//! struct Shouting;
//!
//! impl Stage for Shouting {
//!     type Scratch = ();
//!
//!     fn create(_config: &Config) -> Result<Self, Failure> {
//!         Ok(Self)
//!     }
//!
//!     fn process(&self, _: &mut (), article: &Article<'_>, out: &mut Output<'_>) -> Result<(), Failure> {
//!         for (at, mark) in article.text().match_indices('!') {
//!             out.emit("shout", Record::at(Span::from_range(at..at + mark.len())))?;
//!         }
//!         Ok(())
//!     }
//! }
//!
//! copydesk_stage::export!(Shouting, r#"{
//!     "abi": 1,
//!     "name": "shouting",
//!     "version": "0.1.0",
//!     "description": "exclamation marks",
//!     "provides": [{"layer": "shout", "description": "an exclamation mark"}]
//! }"#);
//! # fn main() {
//! # let article = copydesk_stage::Document::new("a", "Goal! Again!").unwrap();
//! # let layers = copydesk_stage::harness::run::<Shouting>(MANIFEST, "{}", &article).unwrap();
//! # assert_eq!(layers[0].annotations().len(), 2);
//! # }
//! ```
//!
//! Stages in C or C++ are written against `include/copydesk_stage.h`, which is also the full
//! contract: call order, threads, memory, growth.
//!
//! The two sides of the boundary stand side by side here so that they cannot drift apart: [`abi`]
//! has the layout, what a stage sees ([`Article`], [`Output`]) and what a host needs ([`Frame`],
//! [`Collector`]). How libraries are found, ordered and run is the host's matter, and unknown here.
#![warn(missing_docs)]

pub mod abi;
mod collect;
mod export;
pub mod harness;
mod manifest;
mod stage;
#[cfg(feature = "testing")]
pub mod testing;
mod training;

pub use abi::article::{Annotation, Annotations, Article, Layer, UndeclaredLayer};
pub use abi::host::Frame;
pub use abi::output::{Batch, Output, Record, Refused};
pub use collect::{Collector, Draft, Field, Incoming, Refusal};
#[doc(hidden)]
pub use export::{ManifestBytes, is_version_of, table, table_with_training};
pub use manifest::{
    AttrKind, AttrSpec, ConfigSpec, ConfigType, Example, LayerSpec, LinkSpec, Manifest,
    ManifestError,
};
pub use stage::{Config, Failure, Stage};
pub use training::{Report, Training};

pub use copydesk_document::{AnnotationId, Document, Span, Value};
