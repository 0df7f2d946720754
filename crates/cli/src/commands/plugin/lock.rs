//! `copydesk plugin lock`: pins the stage libraries that a run here would load.

use crate::cli::PluginsArguments;
use crate::failure::{Failure, Outcome};
use crate::lockfile;

/// Writes the lock file beside the configuration file. No stage's code runs.
pub fn lock(arguments: &PluginsArguments) -> Result<Outcome, Failure> {
    let libraries = crate::commands::builder(&arguments.stages)?.plan()?;
    if libraries.is_empty() {
        return Err(crate::commands::no_stage(&arguments.stages));
    }
    let path = lockfile::path(arguments.stages.config.as_deref());
    lockfile::write(&path, &libraries)?;
    anstream::eprintln!(
        "{}: {} stages pinned; runs here refuse any other library until `copydesk plugin lock` is run again",
        path.display(),
        libraries.len()
    );
    Ok(Outcome::Done)
}
