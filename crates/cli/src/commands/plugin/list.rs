//! `copydesk plugin list`, or `copydesk plugins`: which stages there are, from where, in which order, and what each costs.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use copydesk_document::Document;

use crate::cli::PluginsArguments;
use crate::failure::{Failure, Outcome};
use crate::output::file::Output;

/// Lists the stages in the order in which they run.
pub fn list(arguments: &PluginsArguments) -> Result<Outcome, Failure> {
    let pipeline = crate::commands::pipeline(&arguments.stages, None)?;
    let costs = measure(&pipeline)?;
    let mut text = String::new();
    for ((place, info), cost) in (1..).zip(pipeline.stages()).zip(costs) {
        let manifest = &info.manifest;
        let list = |names: &[String]| {
            if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
        };
        let provides: Vec<_> = manifest.provides.iter().map(|spec| spec.layer.clone()).collect();
        let _ = writeln!(
            text,
            "{place}. {} {}: {}",
            manifest.name, manifest.version, manifest.description
        );
        let _ = writeln!(text, "   from      {}", info.path.display());
        let _ = writeln!(text, "   library   sha256:{}", info.hash);
        let _ = writeln!(text, "   requires  {}", list(&manifest.requires));
        if !manifest.optional.is_empty() {
            let _ = writeln!(text, "   may use   {}", list(&manifest.optional));
        }
        let _ = writeln!(text, "   provides  {}", list(&provides));
        for (key, spec) in &manifest.config {
            let _ = writeln!(
                text,
                "   --set     {}.{key}={}  {}",
                manifest.name, info.config[key], spec.description
            );
        }
        let start_up = info.start_up.as_secs_f64() * 1e3;
        let _ = match cost {
            Some(cost) => writeln!(
                text,
                "   costs     {start_up:.1} ms to start, {:.2} ms an article of 600 words",
                cost.as_secs_f64() * 1e3
            ),
            None => writeln!(
                text,
                "   costs     {start_up:.1} ms to start; it failed on the article that costs are measured on"
            ),
        };
    }
    let mut output = Output::open(None)?;
    output.write(text.as_bytes())?;
    output.finish()?;
    Ok(Outcome::Done)
}

/// Each stage's time on an article of 600 words of news prose: the best of a few runs, which is what
/// it costs when nothing else disturbs.
fn measure(pipeline: &copydesk_pipeline::Pipeline) -> Result<Vec<Option<Duration>>, Failure> {
    const PROSE: &str = "The mayor of Port Elsing, Ana Ruiz, said on Monday that “nobody will lose their home” \
        to the new harbour. Engineers warned in March that the quay could fail within 12 years, at a cost of $40 million. \
        “We have waited long enough,” she told reporters, adding that work would begin before the winter.\n\n";
    let article = PROSE.repeat(12);
    let mut best: Vec<Option<Duration>> = pipeline.stages().map(|_| None).collect();
    let mut worker = pipeline.worker()?;
    let started = Instant::now();
    for _ in 0..5 {
        let before: Vec<_> = worker.costs().collect();
        let document = Document::new("a", article.as_str()).expect("600 words are not too long");
        let _ = worker.annotate(document);
        for ((best, before), after) in best.iter_mut().zip(before).zip(worker.costs()) {
            if after.problems == before.problems {
                let time = after.time - before.time;
                *best = Some(best.map_or(time, |best| best.min(time)));
            }
        }
        // A slow stage of a user's own should not make the list slow.
        if started.elapsed() > Duration::from_secs(2) {
            break;
        }
    }
    Ok(best)
}
