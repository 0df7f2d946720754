//! Documents to bytes.

mod brat;
pub mod claim_review;
mod csv;
pub mod excerpt;
pub mod file;
pub mod folder;
mod parquet;
mod partial;
pub mod place;
pub mod record;
pub mod sink;
mod spacy;
mod sqlite;
mod tables;
pub mod terminal;
mod web_annotation;
