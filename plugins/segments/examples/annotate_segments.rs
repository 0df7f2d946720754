//! Writes the stage's output for a file of JSON Lines, in the form that scorers read:
//! `annotate_segments FILE.jsonl [TIMES] > OUTPUT.jsonl`. On standard error: the rate, reading and writing aside.
#![expect(clippy::print_stderr, reason = "a program for the terminal")]

use std::error::Error;
use std::io::{BufRead as _, Write as _};
use std::time::{Duration, Instant};

use copydesk_segments::{MANIFEST, Segments};
use copydesk_stage::{Document, harness::Harness};
use serde_json::{Map, Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: annotate_segments FILE.jsonl [TIMES]")?;
    // For measuring: each article is done so many times.
    let times: usize = std::env::args().nth(2).map_or(Ok(1), |times| times.parse())?;
    let mut stage = Harness::<Segments>::new(MANIFEST, "{}")?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let (mut spent, mut words) = (Duration::ZERO, 0);
    for line in std::io::BufReader::new(std::fs::File::open(path)?).lines() {
        let record: Value = serde_json::from_str(&line?)?;
        let (id, text) =
            (record["id"].as_str().ok_or("no id")?, record["text"].as_str().ok_or("no text")?);
        let document = Document::new(id, text)?;
        let start = Instant::now();
        let mut layers = stage.run(&document)?;
        for _ in 1..times {
            layers = stage.run(&document)?;
        }
        spent += start.elapsed();
        words += times * text.split_whitespace().count();
        let mut annotations = Map::new();
        for layer in &layers {
            let list = layer.annotations().iter().map(|annotation| {
                let span = annotation.span.map(|span| (span.start(), span.end()));
                let (start, end) = span.unwrap_or_default();
                json!({"start": start, "end": end, "label": annotation.label.as_ref()})
            });
            annotations.insert(layer.name().to_owned(), list.collect());
        }
        writeln!(
            out,
            "{}",
            json!({"id": id, "text": text, "offsets": "utf8", "annotations": annotations})
        )?;
    }
    eprintln!("{words} words, {:.0} words/s", words as f64 / spent.as_secs_f64());
    Ok(())
}
