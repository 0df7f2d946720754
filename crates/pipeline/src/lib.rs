//! Loads stages, plans their order, and runs them over batches of articles.
//!
//! The flow, in the order of the modules: [`library`] reads a stage's file and its manifest without
//! running it; [`search`] finds such files; [`plan`] puts stages in the order that their layers ask
//! for; [`config`] checks what the user tells them; [`Pipeline`] loads them and hands out
//! [`Worker`]s, which run them in this process or in child processes
//! ([`isolate`]), or take what is kept of an earlier run ([`store`]); [`batch`] keeps all cores busy with bounded memory and ordered results.
//!
//! This crate knows libraries and threads. It knows no file formats of articles: documents come in,
//! documents go out.
//!
//! ```no_run
//! use copydesk_document::Document;
//! use copydesk_pipeline::Pipeline;
//!
//! let pipeline = Pipeline::builder().library("target/release/libcopydesk_segments.so").build()?;
//! let mut worker = pipeline.worker()?;
//! let article = worker.annotate(Document::new("a", "Ana Ruiz signed the budget.")?);
//! assert_eq!(article.layer("token").unwrap().annotations().len(), 6);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![warn(missing_docs)]

pub mod batch;
pub mod budget;
pub mod config;
mod error;
mod in_process;
pub mod isolate;
pub mod library;
mod loader;
pub mod lock;
mod pipeline;
pub mod plan;
pub mod probe;
pub mod search;
pub mod store;
mod training;
mod worker;

pub use error::{Error, LoadError};
pub use pipeline::{Builder, Pipeline, StageInfo};
pub use training::Trainer;
pub use worker::{Cost, Worker};
