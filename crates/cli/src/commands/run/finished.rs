//! One article from bytes read to a line that can be written: what a worker does.

use copydesk_document::{Document, OffsetUnit};
use copydesk_pipeline::Worker;
use copydesk_pipeline::store::Store;

use crate::intake::article::Decoded;
use crate::output::record::Record;

use super::wanted::Wanted;

/// An article that is done.
pub struct Finished {
    pub document: Document,
    pub converted: Option<&'static str>,
    pub unwanted: Option<String>,
    pub line: Vec<u8>,
    pub words: u64,
}

/// Runs the stages, as far as the store has not what they make, and writes the line, both on the
/// worker.
pub fn finish(
    worker: &mut Worker,
    decoded: Decoded,
    store: Option<&dyn Store>,
    without: &[(usize, String)],
    offsets: OffsetUnit,
    wanted: &Wanted,
) -> Finished {
    let Decoded { document, converted, unwanted } = decoded;
    // Where there is no text the problem is said already; stages would only add to it.
    let pass_on = document.text().is_empty() || unwanted.is_some();
    let document = match store {
        _ if pass_on => document,
        Some(store) => worker.annotate_kept(document, without, store, &|layer| wanted.needs(layer)),
        None => worker.annotate_without(document, without),
    };
    let line = line(&document, offsets, wanted);
    let words = document.text().split_ascii_whitespace().count() as u64;
    Finished { document, converted, unwanted, line, words }
}

pub fn line(document: &Document, offsets: OffsetUnit, wanted: &Wanted) -> Vec<u8> {
    if !wanted.lines {
        return Vec::new();
    }
    let mut line = Vec::with_capacity(document.text().len() * 4);
    serde_json::to_writer(&mut line, &Record::of(document, offsets, |layer| wanted.has(layer)))
        .expect("a record is plain JSON");
    line.push(b'\n');
    line
}
