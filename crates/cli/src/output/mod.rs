//! Documents to bytes.

pub mod carets;
pub mod excerpt;
pub mod file;
pub mod record;
pub mod terminal;
