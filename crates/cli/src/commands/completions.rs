//! `copydesk completions`: what a shell needs to complete what is typed.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::Arguments;
use crate::failure::{Failure, Outcome};
use crate::output::file::Output;

/// Prints the script for `shell`, made from the command line's own definition.
pub fn print(shell: Shell) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "copydesk", &mut script);
    let mut output = Output::open(None)?;
    output.write(&script)?;
    output.finish()?;
    Ok(Outcome::Done)
}
