//! What a user can ask for, one file a command.

pub mod export;
pub mod plugins;
pub mod run;
pub mod schema;
pub mod show;

use copydesk_pipeline::search::SearchPath;
use copydesk_pipeline::{Builder, Pipeline};

use crate::cli::StageArguments;
use crate::failure::Failure;
use crate::settings;

/// The pipeline that was asked for, not yet loaded. What the command line says counts more than what
/// the configuration file says.
fn builder(arguments: &StageArguments) -> Result<Builder, Failure> {
    let mut builder = Pipeline::builder()
        .search(SearchPath::standard(&arguments.plugin_path))
        .only(arguments.stages.iter().cloned())
        .without(arguments.without.iter().cloned());
    for (stage, setting) in settings::from_file(arguments.config.as_deref())? {
        builder = builder.configure(stage, setting);
    }
    for typed in &arguments.set {
        let (stage, setting) = settings::from_option(typed)?;
        builder = builder.configure(stage, setting);
    }
    Ok(builder)
}

/// The pipeline that was asked for.
fn pipeline(arguments: &StageArguments) -> Result<Pipeline, Failure> {
    let pipeline = builder(arguments)?.build()?;
    if pipeline.stages().next().is_none() && arguments.without.is_empty() {
        let searched: Vec<_> = SearchPath::standard(&arguments.plugin_path)
            .places()
            .map(|place| place.display().to_string())
            .collect();
        return Err(Failure::new(format!(
            "no stage was found in {}; build them with `cargo build --release` or name their folder with --plugin-path",
            searched.join(", ")
        )));
    }
    Ok(pipeline)
}
