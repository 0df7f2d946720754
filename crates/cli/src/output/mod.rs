//! Documents to bytes.

pub mod excerpt;
pub mod file;
pub mod record;
pub mod terminal;
