//! `copydesk plugin`: what stage authors need.

pub mod check;
pub mod new;

use crate::cli::PluginCommand;
use crate::failure::{Failure, Outcome};

/// Does what was asked for.
pub fn plugin(command: &PluginCommand) -> Result<Outcome, Failure> {
    match command {
        PluginCommand::Check(arguments) => check::check(arguments),
        PluginCommand::New(arguments) => new::new(arguments),
    }
}
