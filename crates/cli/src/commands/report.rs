//! `copydesk report`: a site to look at, from the records of a run.

use crate::cli::ReportArguments;
use crate::failure::{Failure, Outcome, PLAIN, YELLOW};
use crate::intake::paths;
use crate::intake::source::RawArticles;
use crate::report::Site;

/// Writes the site.
pub fn report(arguments: &ReportArguments) -> Result<Outcome, Failure> {
    let sources = paths::expand(&arguments.paths)?;
    let mut site = Site::open(&arguments.output)?;
    let decoder = arguments.input.decoder();
    let mut outcome = Outcome::Done;
    for raw in RawArticles::new(sources.list, arguments.input.format) {
        let document = decoder.decode(raw).document;
        if document.stages.is_empty() {
            let what = match document.problems.first() {
                Some(said) => said.to_string(),
                None => "no stage was run on this; make a record with `copydesk run`".to_owned(),
            };
            anstream::eprintln!("{YELLOW}problem:{PLAIN} {}: {what}", document.id());
            outcome = Outcome::HadProblems;
        }
        site.add(&document)?;
    }
    let (articles, entities) = site.finish()?;
    anstream::eprintln!(
        "{articles} articles and {entities} names; open {}",
        arguments.output.join("index.html").display()
    );
    Ok(outcome)
}
