//! `copydesk show`: one article in the terminal, with what was found in it.

use copydesk_stage::testing::carets;

use crate::cli::ShowArguments;
use crate::failure::{Failure, Outcome};
use crate::intake::article::Decoded;
use crate::intake::paths;
use crate::intake::source::RawArticles;
use crate::output::file::Output;
use crate::output::terminal;

/// Shows the article that was named.
pub fn show(arguments: &ShowArguments) -> Result<Outcome, Failure> {
    let Decoded { document, too_long, .. } = find(arguments)?;
    // A record of ours has been annotated: it is shown as it is.
    let is_fresh = document.layers().is_empty() && !document.text().is_empty();
    let document = if is_fresh && !too_long {
        super::pipeline(&arguments.stages, None)?.worker()?.annotate(document)
    } else {
        document
    };
    let text = if arguments.carets {
        carets::render(&document, |_| true)
    } else {
        terminal::render(&document, terminal::has_colour())
    };
    let mut output = Output::open(None)?;
    output.write(text.as_bytes())?;
    output.finish()?;
    Ok(if document.problems.is_empty() { Outcome::Done } else { Outcome::HadProblems })
}

fn find(arguments: &ShowArguments) -> Result<Decoded, Failure> {
    let sources = paths::expand(std::slice::from_ref(&arguments.path), None)?;
    let decoder = arguments.input.decoder();
    let mut articles =
        RawArticles::new(sources.list, arguments.input.format).map(|raw| decoder.decode(raw));
    let path = arguments.path.display();
    match &arguments.id {
        None => articles
            .next()
            .ok_or_else(|| Failure::new(format!("{path}: there is no article in it"))),
        Some(id) => articles.find(|decoded| decoded.document.id() == id).ok_or_else(|| {
            Failure::new(format!("{path}: there is no article with the id {id:?} in it"))
        }),
    }
}
