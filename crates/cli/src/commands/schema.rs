//! `copydesk schema`: the JSON Schema of the output record.

use std::io::Write;

use schemars::generate::SchemaSettings;

use crate::failure::{Failure, Outcome};
use crate::output::file::Output;
use crate::output::record::Record;

/// Prints the schema, made from the types that are written and read.
pub fn print() -> Result<Outcome, Failure> {
    let schema =
        SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Record<'static>>();
    let mut text = Vec::new();
    serde_json::to_writer_pretty(&mut text, &schema).expect("a schema is plain JSON");
    let _ = text.write_all(b"\n");
    let mut output = Output::open(None)?;
    output.write(&text)?;
    output.finish()?;
    Ok(Outcome::Done)
}
