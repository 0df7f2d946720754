//! The article and what was found in it.
//!
//! A [`Document`] is a text that never changes and, standing off it, named [`Layer`]s of
//! [`Annotation`]s. An annotation says *where* ([`Span`], half-open UTF-8 bytes), *what* (a label, a
//! score, attributes) and *with whom* (links to other annotations, by role). The stage that made a
//! layer is written beside it ([`Provenance`]), and what went wrong is data too ([`Problem`]).
//!
//! This crate knows no files, no threads and no plugins, and holds no unsafe code: it is linked into
//! every stage.
//!
//! ```
//! use copydesk_document::{Annotation, Document, Layer, Span};
//!
//! let mut article = Document::new("budget.txt", "Mayor Ana Ruiz signed the budget.")?;
//! let id = article.fresh_id();
//! let mention = Annotation::new(id, Span::new(6, 14)).with_label("PERSON");
//! article.insert(Layer::new("entity", vec![mention]));
//!
//! let layer = article.layer("entity").unwrap();
//! let span = layer.annotations()[0].span.unwrap();
//! assert_eq!(span.of(article.text()), "Ana Ruiz");
//! # Ok::<(), copydesk_document::TextTooLong>(())
//! ```
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod annotation;
mod document;
mod offsets;
mod problem;
mod span;

pub use annotation::{Annotation, AnnotationId, Attr, Link, Name, Targets, Value};
pub use document::{Document, Layer, Meta, Provenance, TextTooLong};
pub use offsets::{OffsetMap, OffsetUnit};
pub use problem::{Problem, ProblemKind};
pub use span::Span;
