//! What a user can ask for, one file a command.

mod annotate;
pub mod claims;
pub mod compare;
pub mod completions;
pub mod eval;
pub mod export;
pub mod man;
mod names;
pub mod plugin;
pub mod report;
pub mod run;
pub mod schema;
pub mod show;
pub mod snapshot;
pub mod train;

use copydesk_document::Document;
use copydesk_pipeline::isolate::Isolation;
use copydesk_pipeline::search::SearchPath;
use copydesk_pipeline::{Builder, Pipeline};

use crate::cli::StageArguments;
use crate::failure::Failure;
use crate::{lockfile, settings};

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

/// The pipeline that was asked for, its stages in child processes if `isolation` says how.
fn pipeline(arguments: &StageArguments, isolation: Option<Isolation>) -> Result<Pipeline, Failure> {
    let mut builder = builder(arguments)?;
    if let Some(lock) = lockfile::read(arguments.config.as_deref(), arguments.locked)? {
        builder = builder.lock(lock);
    }
    if let Some(isolation) = isolation {
        builder = builder.isolate(isolation);
    }
    let pipeline = builder.build()?;
    if pipeline.stages().next().is_none() && arguments.without.is_empty() {
        return Err(no_stage(arguments));
    }
    Ok(pipeline)
}

/// What is wrong with an article that no stage was run on, where records of a run are wanted.
fn never_run(document: &Document) -> Option<String> {
    document.stages.is_empty().then(|| match document.problems.first() {
        Some(said) => said.to_string(),
        None => "no stage was run on this; make a record with `copydesk run`".to_owned(),
    })
}

/// The failure that there is no stage at all.
fn no_stage(arguments: &StageArguments) -> Failure {
    let searched: Vec<_> = SearchPath::standard(&arguments.plugin_path)
        .places()
        .map(|place| place.display().to_string())
        .collect();
    Failure::new(format!(
        "no stage was found in {}; build them with `cargo build --release` or name their folder with --plugin-path",
        searched.join(", ")
    ))
}
