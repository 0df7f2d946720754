//! Runs the stages up to quotes over JSON Lines and writes what was found, for scoring and for eyes.
//!
//!     cargo run --release -p copydesk-quotes --example annotate_quotes -- IN.jsonl OUT.jsonl [--stages DIR]
//!
//! Offsets in the output are UTF-8 bytes. Prints the speed of the quotes stage alone.
#![allow(clippy::print_stdout, reason = "a program that reports on the terminal")]

use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use copydesk_document::Layer;
use copydesk_pipeline::Pipeline;
use copydesk_stage::harness::Harness;
use copydesk_stage::{Document, Value as Attr};
use serde_json::{Map, Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut files = Vec::new();
    let mut stages =
        std::env::current_exe()?.ancestors().nth(2).map(Path::to_path_buf).unwrap_or_default();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--stages" => stages = PathBuf::from(arguments.next().ok_or("a folder is missing")?),
            _ => files.push(argument),
        }
    }
    let [input, output] = files.as_slice() else {
        return Err("usage: annotate IN.jsonl OUT.jsonl [--stages DIR]".into());
    };
    let mut builder = Pipeline::builder();
    for stage in ["segments", "entities"] {
        let file = stages.join(format!("libcopydesk_{stage}.so"));
        if file.exists() {
            builder = builder.library(file);
        }
    }
    let pipeline = builder.build()?;
    let mut worker = pipeline.worker()?;
    let mut stage = Harness::<copydesk_quotes::Quotes>::new(copydesk_quotes::MANIFEST, "{}")?;
    let mut written = String::new();
    let (mut time, mut words) = (Duration::ZERO, 0);
    for line in fs::read_to_string(input)?.lines() {
        let value: Value = serde_json::from_str(line)?;
        let text = value["text"].as_str().ok_or("no text")?;
        let mut document = worker.annotate(Document::new("a", text)?);
        if document.layer("entity").is_none() {
            document.insert(Layer::new("entity", Vec::new()));
        }
        let clock = Instant::now();
        let layers = stage.run(&document)?;
        time += clock.elapsed();
        words += document.layer("token").map_or(0, |layer| layer.annotations().len());
        let mut annotations = Map::new();
        for layer in document.layers().iter().chain(&layers) {
            if !["entity", "source", "cue", "content", "quote"].contains(&layer.name()) {
                continue;
            }
            let list = layer.annotations().iter().map(|one| {
                let span = one.span.map_or(0..0, |span| span.range());
                let links = one.links.iter().map(|link| {
                    let ids: Vec<u32> = link.targets.iter().map(|id| id.get()).collect();
                    (
                        link.role.to_string(),
                        if link.role == "parts" { json!(ids) } else { json!(ids[0]) },
                    )
                });
                let attrs = one.attrs.iter().map(|attr| {
                    let value = match &attr.value {
                        Attr::Text(text) => json!(text),
                        other => json!(format!("{other:?}")),
                    };
                    (attr.key.to_string(), value)
                });
                json!({
                    "id": one.id.get(), "start": span.start, "end": span.end, "label": one.label,
                    "score": one.score, "text": &text[span],
                    "attrs": attrs.collect::<Map<_, _>>(), "links": links.collect::<Map<_, _>>(),
                })
            });
            annotations.insert(layer.name().to_owned(), list.collect());
        }
        let record = json!({
            "id": value["id"], "offsets": "utf8", "text": text, "annotations": annotations,
        });
        writeln!(written, "{record}")?;
    }
    fs::write(output, written)?;
    println!("{:.0} tokens a second", f64::from(words as u32) / time.as_secs_f64());
    Ok(())
}
