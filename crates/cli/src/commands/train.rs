//! `copydesk train`: a stage learns from the user's own annotated articles.
//!
//! What a line needs beside its text is the stage's matter, and what is learned from it too: here the
//! articles are read, the stages before it are run on them, and the model is put into a file.

use std::fs;
use std::path::Path;

use copydesk_document::Document;
use serde_json::{Map, Value};

use crate::cli::TrainArguments;
use crate::failure::{Failure, Outcome};
use crate::intake::longest::Longest;
use crate::intake::records;
use crate::intake::source::RawArticle;
use crate::output::file::Output;

/// Trains the stage and writes its model.
pub fn train(arguments: &TrainArguments) -> Result<Outcome, Failure> {
    let TrainArguments { stage, data, out, longest, stages } = arguments;
    let mut trainer = super::builder(stages)?.trainer(stage)?;
    let mut articles = 0;
    for path in data {
        for raw in records::lines(path)? {
            let (document, line) = article(&raw, *longest)?;
            let taken = trainer.add(document, &line);
            taken.map_err(|what| Failure::new(format!("{}: {what}", raw.name)))?;
            articles += 1;
        }
    }
    let files = data.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
    if articles == 0 {
        return Err(Failure::new(format!("{files}: there is no article in it")));
    }
    let model = trainer
        .finish(|line| anstream::eprintln!("{line}"))
        .map_err(|what| Failure::new(format!("{files}: {what}")))?;
    fs::create_dir_all(out).map_err(|error| Failure::at(out, &error))?;
    let path = out.join(format!("{stage}.model"));
    let mut output = Output::open(Some(&path))?;
    output.write(model.as_bytes())?;
    output.finish()?;
    anstream::eprintln!(
        "{}; to use it, write into copydesk.toml:\n{}",
        path.display(),
        using(stage, &path)
    );
    Ok(Outcome::Done)
}

/// The lines of copydesk.toml that name the model.
fn using(stage: &str, path: &Path) -> String {
    // A literal string of TOML needs no escapes.
    format!("\n[stages.{stage}]\nmodel = '{}'", path.display())
}

/// The document of a line, and the line.
fn article(raw: &RawArticle, longest: Longest) -> Result<(Document, String), Failure> {
    let failure = |what: String| Failure::new(format!("{}: {what}", raw.name));
    let bytes = records::bytes(raw)?;
    let line = std::str::from_utf8(bytes).map_err(|error| failure(error.to_string()))?;
    let object: Map<String, Value> = serde_json::from_str(line)
        .map_err(|error| failure(format!("this line is no JSON object: {error}")))?;
    let text = object.get("text").and_then(Value::as_str);
    let text = text.ok_or_else(|| failure("the object has no \"text\"".to_owned()))?;
    longest.check(text).map_err(|what| {
        failure(format!("{what}; leave it out, or let it through with --longest"))
    })?;
    let id = records::id(object.get("id")).unwrap_or_else(|| raw.name.clone());
    let document = Document::new(id, text).map_err(|error| failure(error.to_string()))?;
    Ok((document, line.to_owned()))
}
