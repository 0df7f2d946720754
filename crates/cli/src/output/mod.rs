//! Documents to bytes.

pub mod carets;
pub mod claim_review;
pub mod file;
pub mod record;
pub mod terminal;
