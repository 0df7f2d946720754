//! How a run talks on standard error: in words with a bar where a person watches, in plain lines where
//! not, in JSON for programs, or not at all.

use std::io::{IsTerminal, stderr, stdout};
use std::time::{Duration, Instant};

use copydesk_document::{Problem, ProblemKind};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::closing::{self, Step};
use super::events::{Event, SoFar};
use super::finished::Finished;
use super::progress::{Progress, next_line};
use super::tally::Tally;
use crate::cli::RunArguments;
use crate::failure::{PLAIN, YELLOW};

/// How many problems are printed; the records hold them all.
const PRINTED_PROBLEMS: u64 = 20;

/// How often the bar is drawn.
const BAR: Duration = Duration::from_millis(100);

/// How often programs are told.
const LOG: Duration = Duration::from_secs(10);

/// The steps of the bar.
const WHOLE: u64 = 1000;

/// What a run says.
pub struct Voice {
    manner: Manner,
    started: Instant,
    /// When to speak of the progress again.
    next: Duration,
}

enum Manner {
    Silent,
    Lines,
    Bar(ProgressBar),
    Json,
}

impl Voice {
    /// The voice that was asked for, of a run that started then. `known` says whether the inputs' size is.
    pub fn new(arguments: &RunArguments, started: Instant, known: bool) -> Self {
        let manner = if arguments.json_log {
            Manner::Json
        } else if arguments.quiet {
            Manner::Silent
        } else if is_watched(arguments) {
            Manner::Bar(bar(known))
        } else {
            Manner::Lines
        };
        let next = match manner {
            Manner::Bar(_) => Duration::ZERO,
            Manner::Json => LOG,
            Manner::Lines | Manner::Silent => next_line(Duration::ZERO),
        };
        Self { manner, started, next }
    }

    /// Says what is about to be done.
    pub fn start<'a>(&self, bytes: Option<u64>, stages: impl Iterator<Item = &'a str>) {
        if matches!(self.manner, Manner::Json) {
            Event::Start { bytes, stages: stages.collect() }.print();
        }
    }

    /// Says what went wrong with an article that `tally` has counted.
    pub fn problems(&self, finished: &Finished, tally: &Tally) {
        // That a stage is disabled is said once, at the end.
        let told = |problem: &&Problem| problem.kind != ProblemKind::Disabled;
        let told: Vec<_> = finished.document.problems.iter().filter(told).collect();
        let before = tally.problems - told.len() as u64;
        for (number, problem) in (before + 1..).zip(told) {
            let article = finished.document.id();
            if matches!(self.manner, Manner::Json) {
                let Problem { stage, kind, message, .. } = problem;
                let (stage, kind) = (stage.as_deref(), kind.as_str());
                Event::Problem { article, stage, kind, message }.print();
            } else if number <= PRINTED_PROBLEMS {
                self.line(&format!("{YELLOW}problem:{PLAIN} {article}: {problem}"));
            } else if number == PRINTED_PROBLEMS + 1 {
                self.line(&format!(
                    "{YELLOW}problem:{PLAIN} … further problems are in the records, under \"problems\""
                ));
            }
        }
    }

    /// Says how far the run has come, if it is time. `share` is what is done of the inputs.
    pub fn progress(&mut self, tally: &Tally, share: impl FnOnce() -> Option<f64>) {
        if matches!(self.manner, Manner::Silent) {
            return;
        }
        let now = self.started.elapsed();
        if now < self.next {
            return;
        }
        let progress =
            Progress { so_far: self.so_far(tally), problems: tally.problems, share: share() };
        self.next = match &self.manner {
            Manner::Bar(bar) => {
                if let Some(share) = progress.share {
                    bar.set_position((share * WHOLE as f64) as u64);
                }
                bar.set_message(progress.words());
                now + BAR
            }
            Manner::Json => {
                let Progress { so_far, share, .. } = progress;
                Event::Progress { so_far, share, seconds_left: progress.left() }.print();
                now + LOG
            }
            Manner::Lines | Manner::Silent => {
                self.line(&progress.words());
                next_line(now)
            }
        };
    }

    /// Says something that should be known and is no problem.
    pub fn remark(&self, message: &str) {
        match self.manner {
            Manner::Json => Event::Remark { message }.print(),
            _ => self.line(message),
        }
    }

    /// Takes the bar away, before the last words.
    pub fn end_of_progress(&self) {
        if let Manner::Bar(bar) = &self.manner {
            bar.finish_and_clear();
        }
    }

    /// Says what the run came to.
    pub fn closing(&self, tally: &Tally, steps: &[Step], timings: bool, exit_code: u8) {
        let so_far = self.so_far(tally);
        match self.manner {
            Manner::Json => {
                let (converted, other_languages) = (&tally.converted, &tally.unwanted);
                Event::Done { exit_code, so_far, converted, other_languages, steps }.print();
            }
            Manner::Silent => {
                if timings {
                    anstream::eprintln!("{}", closing::table(steps, tally.words));
                }
            }
            Manner::Lines | Manner::Bar(_) => {
                // Where every article was passed on there is nothing to tell.
                let stages = &steps[1..steps.len() - 1];
                if stages.iter().any(|step| step.articles + step.kept > 0) {
                    self.line(&closing::table(steps, tally.words));
                }
                for line in tally.remarks() {
                    self.line(&line);
                }
                self.line(&tally.closing_line(so_far.seconds));
            }
        }
    }

    fn line(&self, text: &str) {
        match &self.manner {
            Manner::Silent | Manner::Json => {}
            Manner::Lines => anstream::eprintln!("{text}"),
            Manner::Bar(bar) => bar.suspend(|| anstream::eprintln!("{text}")),
        }
    }

    fn so_far(&self, tally: &Tally) -> SoFar {
        let seconds = self.started.elapsed().as_secs_f64();
        let Tally { articles, words, with_problems, .. } = *tally;
        SoFar { seconds, articles, words, with_problems }
    }
}

impl Drop for Voice {
    fn drop(&mut self) {
        // A run that broke off leaves no half of a bar.
        self.end_of_progress();
    }
}

/// Whether a person sees standard error and nothing else there. Where the records come to the same
/// terminal, they are the progress.
fn is_watched(arguments: &RunArguments) -> bool {
    let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
    stderr().is_terminal() && !dumb && (arguments.output.is_some() || !stdout().is_terminal())
}

fn bar(known: bool) -> ProgressBar {
    let template = if known { "{bar:20} {percent:>3}% {wide_msg}" } else { "{spinner} {wide_msg}" };
    let style = ProgressStyle::with_template(template).expect("the template is one");
    let bar = ProgressBar::with_draw_target(Some(WHOLE), ProgressDrawTarget::stderr());
    bar.set_style(style.progress_chars("█▌·"));
    bar.enable_steady_tick(2 * BAR);
    bar
}
