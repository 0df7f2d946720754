//! Documents to bytes.

pub mod claim_review;
pub mod excerpt;
pub mod file;
pub mod record;
pub mod terminal;
