//! One article from bytes read to a line that can be written: what a worker does.

use std::time::{Duration, Instant};

use copydesk_document::{Document, OffsetUnit};
use copydesk_pipeline::Worker;
use copydesk_pipeline::store::Store;

use crate::intake::article::{Decoded, Decoder};
use crate::intake::source::RawArticle;
use crate::output::record::Record;

use super::wanted::Wanted;

/// An article that is done.
pub struct Finished {
    /// Its path, with the line's or the record's number where there are several in a file.
    pub place: String,
    pub document: Document,
    pub converted: Option<&'static str>,
    pub unwanted: Option<String>,
    pub line: Vec<u8>,
    pub words: u64,
    /// What making a document of it took.
    pub reading: Duration,
    /// What making its line took.
    pub writing: Duration,
}

/// Makes a document, runs the stages, as far as the store has not what they make, and writes the line,
/// all on the worker.
pub fn finish(
    worker: &mut Worker,
    decoder: &Decoder,
    raw: RawArticle,
    store: Option<&dyn Store>,
    without: &[(usize, String)],
    offsets: OffsetUnit,
    wanted: &Wanted,
) -> Finished {
    let started = Instant::now();
    let place = raw.name.clone();
    let Decoded { document, converted, unwanted, too_long } = decoder.decode(raw);
    let reading = started.elapsed();
    // Where there is no text the problem is said already; stages would only add to it.
    let pass_on = document.text().is_empty() || unwanted.is_some() || too_long;
    let mut document = match store {
        _ if pass_on => document,
        Some(store) => worker.annotate_kept(document, without, store, &|layer| wanted.needs(layer)),
        None => worker.annotate_without(document, without),
    };
    let started = Instant::now();
    let line = line(&document, offsets, wanted);
    wanted.drop_others(&mut document);
    let words = document.text().split_ascii_whitespace().count() as u64;
    let writing = started.elapsed();
    Finished { place, document, converted, unwanted, line, words, reading, writing }
}

/// The line of an article, if lines are what is written.
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
