//! `copydesk export`: what a run found, in the forms that other tools read.

use std::path::Path;

use super::names::Names;
use crate::cli::{ClaimReviewArguments, ExportFormat, FormArguments};
use crate::failure::{Failure, Outcome, tell_problem};
use crate::intake::paths;
use crate::intake::source::RawArticles;
use crate::output::claim_review;
use crate::output::file::Output;
use crate::output::place::Place;
use crate::output::sink::{self, OutputFormat};

/// Exports in the format that was asked for.
pub fn export(format: &ExportFormat) -> Result<Outcome, Failure> {
    match format {
        ExportFormat::Claimreview(arguments) => claim_reviews(arguments),
        ExportFormat::Csv(to) => form(OutputFormat::Csv, &to.form, Some(&to.output)),
        ExportFormat::Parquet(to) => form(OutputFormat::Parquet, &to.form, Some(&to.output)),
        ExportFormat::Sqlite(to) => form(OutputFormat::Sqlite, &to.form, Some(&to.output)),
        ExportFormat::Brat(to) => form(OutputFormat::Brat, &to.form, Some(&to.output)),
        ExportFormat::W3c(to) => form(OutputFormat::W3c, &to.form, to.output.as_deref()),
        ExportFormat::Spacy(to) => form(OutputFormat::Spacy, &to.form, to.output.as_deref()),
    }
}

/// All that the records have, in another form.
fn form(
    format: OutputFormat,
    arguments: &FormArguments,
    output: Option<&Path>,
) -> Result<Outcome, Failure> {
    let place = Place::new(output, format.beginning())?;
    let sources = paths::expand(&arguments.paths, place.as_ref())?;
    let offsets = arguments.offsets.into();
    let decoder = arguments.input.decoder();
    let layers = &arguments.layers;
    let all = layers.is_empty() || layers.iter().any(|name| name == "all");
    let wanted = |layer: &str| all || layers.iter().any(|name| name == layer);
    let mut names = Names::of_records();
    let mut sink = sink::open(format, output, offsets)?.expect("every form but our own has a sink");
    let mut outcome = Outcome::Done;
    for raw in RawArticles::new(sources.list, arguments.input.format) {
        let document = decoder.decode(raw).document;
        if let Some(what) = super::never_run(&document) {
            tell_problem(document.id(), what);
            outcome = Outcome::HadProblems;
        }
        names.add(&document);
        sink.write(&document, &wanted)?;
    }
    // What records have is known only now; nothing has its name yet.
    if !all {
        let said = names.check_layers(layers);
        said.map_err(|what| Failure::new(format!("--layers: {what}")))?;
    }
    sink.finish()?;
    Ok(outcome)
}

/// One ClaimReview a line, article by article, in each the claims most worth checking first.
fn claim_reviews(arguments: &ClaimReviewArguments) -> Result<Outcome, Failure> {
    if !(0.0..=1.0).contains(&arguments.min_score) {
        return Err(Failure::new(format!(
            "--min-score {}: a score is between 0 and 1",
            arguments.min_score
        )));
    }
    let place = Place::new(arguments.output.as_deref(), Some(claim_review::BEGINNING))?;
    let sources = paths::expand(&arguments.paths, place.as_ref())?;
    let mut output = Output::open(arguments.output.as_deref())?;
    let decoder = arguments.input.decoder();
    let mut outcome = Outcome::Done;
    let mut problem = |id: &str, what: &str| {
        tell_problem(id, what);
        outcome = Outcome::HadProblems;
    };
    for raw in RawArticles::new(sources.list, arguments.input.format) {
        let name = raw.name.clone();
        let document = decoder.decode(raw).document;
        let Some(claims) = document.layer("claim") else {
            // An article that could not be read says so itself; one that was read has not been run.
            match document.problems.first() {
                Some(said) => problem(document.id(), &said.to_string()),
                None => problem(
                    &name,
                    "this is no record with claims; make one with `copydesk run`, the stage claims included",
                ),
            }
            continue;
        };
        for review in claim_review::reviews(&document, claims, arguments.min_score, arguments.most)
        {
            let mut line = serde_json::to_vec(&review).expect("a review is plain JSON");
            line.push(b'\n');
            output.write(&line)?;
        }
    }
    output.finish()?;
    Ok(outcome)
}
