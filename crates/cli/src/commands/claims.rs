//! `copydesk claims`: of all articles, the claims most worth checking, with who made them and where.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use copydesk_pipeline::config::hint;
use copydesk_stage::testing::carets::flat;
use serde::Serialize;

use crate::cli::ClaimsArguments;
use crate::failure::{Failure, GREEN, Outcome, PLAIN, YELLOW, tell_problem};
use crate::intake::paths;
use crate::intake::source::RawArticles;
use crate::output::file::Output;
use crate::output::terminal;
use crate::plural::count;
use crate::report::article::{self, Article, Claim};

/// The stances of the stage that comes with the program; "none" is that of all other claims.
const STANCES: [&str; 5] = ["disputed", "unsupported", "supported", "distanced", "none"];

/// A claim with what one needs to find it.
#[derive(Debug, Serialize)]
struct Found {
    /// How much it deserves checking, in hundredths.
    score: u32,
    claim: String,
    /// Whose it is, if a name can be given.
    claimant: Option<String>,
    /// The stance that the article takes on it, if it does.
    stance: Option<String>,
    /// The article's id.
    article: String,
    title: String,
    published: Option<String>,
    url: Option<String>,
}

/// Lists the claims.
pub fn claims(arguments: &ClaimsArguments) -> Result<Outcome, Failure> {
    let sources = paths::expand(&arguments.paths, None)?;
    let decoder = arguments.input.decoder();
    // The best so far, best first; among equals those of earlier articles.
    let mut best: Vec<Found> = Vec::new();
    let (mut all, mut articles) = (0_u64, 0_u64);
    let mut stances = BTreeSet::new();
    let mut outcome = Outcome::Done;
    for raw in RawArticles::new(sources.list, arguments.input.format) {
        let document = decoder.decode(raw).document;
        if let Some(what) = super::never_run(&document) {
            tell_problem(document.id(), what);
            outcome = Outcome::HadProblems;
        }
        let (article, _) = article::read(&document);
        articles += 1;
        stances.extend(article.claims.iter().filter_map(|claim| claim.stance.clone()));
        let mut groups = BTreeSet::new();
        for claim in article.claims.iter().filter(|claim| is_wanted(&article, claim, arguments)) {
            // What an article claims several times counts once: its claims come best first.
            if claim.group.is_some_and(|group| !groups.insert(group)) {
                continue;
            }
            all += 1;
            // Of equal claims the best one stays.
            if let Some(equal) = best.iter().position(|known| known.claim == claim.words) {
                if best[equal].score >= claim.score {
                    continue;
                }
                best.remove(equal);
            }
            let at = best.partition_point(|known| known.score >= claim.score);
            if at < arguments.top {
                best.insert(at, found(&article, claim));
                best.truncate(arguments.top);
            }
        }
    }
    // Other stages may make others.
    stances.extend(STANCES.map(str::to_owned));
    if let Some(stance) = arguments.stance.as_ref().filter(|stance| !stances.contains(*stance)) {
        let known: Vec<_> = stances.iter().map(String::as_str).collect();
        let hint = hint(stance, &known);
        return Err(Failure::new(format!("--stance: no claim has the stance {stance:?}; {hint}")));
    }
    let mut text = String::new();
    for found in &best {
        if arguments.json {
            text +=
                &serde_json::to_string(found).map_err(|error| Failure::new(error.to_string()))?;
            text.push('\n');
        } else {
            text += &in_words(found);
        }
    }
    let mut output = Output::open(None)?;
    output.write(terminal::coloured(&text).as_bytes())?;
    output.finish()?;
    anstream::eprintln!(
        "{} of {} in {}",
        best.len(),
        count(all, "claim"),
        count(articles, "article")
    );
    Ok(outcome)
}

fn is_wanted(article: &Article, claim: &Claim, arguments: &ClaimsArguments) -> bool {
    let name = |at: usize| &article.names[at].named.name;
    let by = arguments.by.as_ref().is_none_or(|by| {
        let by = by.to_lowercase();
        claim.claimant.is_some_and(|at| name(at).to_lowercase().contains(&by))
    });
    let stance = arguments.stance.as_deref();
    by && stance.is_none_or(|stance| claim.stance.as_deref().unwrap_or("none") == stance)
}

fn found(article: &Article, claim: &Claim) -> Found {
    Found {
        score: claim.score,
        claim: claim.words.clone(),
        claimant: claim.claimant.map(|at| article.names[at].named.name.clone()),
        stance: claim.stance.clone(),
        article: article.id.clone(),
        title: article.title.clone(),
        published: article.published.clone(),
        url: article.url.clone(),
    }
}

/// The score and the claim, and under it whose it is, what the article says to it, and where it stands.
fn in_words(found: &Found) -> String {
    let mut out = format!("{GREEN}{:>3}{PLAIN}  {}\n     ", found.score, flat(&found.claim));
    if let Some(claimant) = &found.claimant {
        let _ = write!(out, "{} · ", flat(claimant));
    }
    if let Some(stance) = &found.stance {
        let _ = write!(out, "{YELLOW}{stance}{PLAIN} · ");
    }
    if let Some(published) = &found.published {
        let _ = write!(out, "{} · ", flat(published));
    }
    let _ = writeln!(out, "{} ({})", flat(&found.title), flat(&found.article));
    out
}
