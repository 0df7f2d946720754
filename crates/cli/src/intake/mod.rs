//! Bytes to articles.
//!
//! [`paths`] turns what was typed into a list of sources, [`source`] cuts each source into raw
//! articles without looking into them, and [`article`] makes a document of one. The first two run on
//! the reading thread and do as little as they can; the last runs on the workers.

pub mod article;
pub mod paths;
pub mod records;
pub mod source;
