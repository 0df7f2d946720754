//! `copydesk report`: a site to look at, from the records of a run.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use copydesk_pipeline::batch::{Limits, run_ordered};

use crate::cli::ReportArguments;
use crate::failure::{Failure, Outcome, tell_problem};
use crate::intake::paths;
use crate::intake::source::{RawArticle, RawArticles};
use crate::output::place::Place;
use crate::plural::count;
use crate::report::{self, Articles, Made, Site};

/// Writes the site.
pub fn report(arguments: &ReportArguments) -> Result<Outcome, Failure> {
    let beginning = report::is_single(&arguments.output).then_some(report::BEGINNING);
    let place = Place::new(Some(&arguments.output), beginning)?;
    let sources = paths::expand(&arguments.paths, place.as_ref())?;
    let site = Site::open(&arguments.output)?;
    let decoder = arguments.input.decoder();
    let threads = arguments.threads.map_or(0, NonZeroUsize::get);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| Failure::new(format!("no threads can be started: {error}")))?;
    let mut articles = Articles::default();
    let mut outcome = Outcome::Done;
    let broken = run_ordered(
        &pool,
        Limits::default(),
        RawArticles::new(sources.list, arguments.input.format),
        RawArticle::len,
        |_, raw| -> Result<(Made, Option<(String, String)>), Failure> {
            let document = decoder.decode(raw).document;
            let unread = super::never_run(&document).map(|what| (document.id().to_owned(), what));
            Ok((site.article(&document)?, unread))
        },
        |made| match made {
            Ok((made, unread)) => {
                if let Some((id, what)) = unread {
                    tell_problem(&id, what);
                    outcome = Outcome::HadProblems;
                }
                articles.add(made);
                ControlFlow::Continue(())
            }
            Err(failure) => ControlFlow::Break(failure),
        },
    );
    if let Some(failure) = broken {
        return Err(failure);
    }
    let entrance = site.entrance();
    let (articles, entities) = pool.install(|| site.finish(articles))?;
    let (articles, names) = (count(articles as u64, "article"), count(entities as u64, "name"));
    anstream::eprintln!("{articles} and {names}; open {}", entrance.display());
    Ok(outcome)
}
