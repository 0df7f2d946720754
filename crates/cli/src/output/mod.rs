//! Documents to bytes.

pub mod file;
pub mod record;
pub mod terminal;
