//! `copydesk plugin`: what concerns the stages themselves, one file a command.

pub mod check;
pub mod list;
pub mod lock;
pub mod new;
