//! Bytes to articles.
//!
//! 1. [`paths`] turns what was typed into a list of sources.
//! 2. [`source`] reads the sources one after another on a thread of its own and cuts each into raw
//!    articles without looking into them: a file is one ([`read`]), or holds many: [`lines`],
//!    [`table`], [`parquet`], [`warc`], [`archive`].
//! 3. [`article`] makes a document of a raw article, on the workers: [`encoding`] finds its text,
//!    [`html`] and [`markdown`] find the article in its page, [`fields`] finds it in an object,
//!    [`mojibake`] mends what was decoded wrongly before, and [`language`] says what it is written in.

mod archive;
pub mod article;
mod encoding;
pub mod fields;
pub mod format;
mod html;
pub mod language;
mod lines;
pub mod longest;
mod markdown;
mod mojibake;
mod parquet;
pub mod paths;
pub mod position;
mod read;
pub mod records;
pub mod selection;
pub mod source;
mod table;
mod warc;
