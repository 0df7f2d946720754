//! One article between two runs: what is taken from its old entry, and what goes into the new one.

use std::sync::Arc;

use copydesk_document::{Document, Layer};
use copydesk_stage::Collector;

use super::Key;
use super::entry::{Moved, Packer, Section, Writer};
use crate::Pipeline;
use crate::in_process::missing;
use crate::isolate::codec;
use crate::pipeline::Entry;

/// What is kept of an article, while its stages are run.
#[derive(Debug)]
pub(crate) struct Recording<'a> {
    entries: Arc<[Entry]>,
    /// By place, the section that holds if no stage before it fails unexpectedly.
    expected: Vec<Option<Section<'a>>>,
    /// By place, the key of the run that made the stage's layers.
    made: Vec<Option<Key>>,
    moved: Moved,
    writer: Writer,
    /// Whether a stage had to be run and came to its end.
    anything_new: bool,
}

impl<'a> Recording<'a> {
    /// Begins with the sections of the old entry. `without` are the stages that are not to be run on
    /// this article, and what is to be said of that.
    pub(crate) fn of(
        pipeline: &Pipeline,
        sections: Vec<Section<'a>>,
        without: &[(usize, String)],
        document: &Document,
    ) -> Self {
        let entries = Arc::clone(&pipeline.entries);
        let mut expected = Vec::new();
        let mut before: Vec<Option<Key>> = Vec::new();
        for (place, entry) in entries.iter().enumerate() {
            let layer_there = |(layer, input): (&String, &Option<usize>)| match input {
                Some(provider) => before[*provider].is_some(),
                None => document.layer(layer).is_some(),
            };
            // The layers that it requires are the first of those that it can see.
            let runs = without.iter().all(|(other, _)| *other != place)
                && entry.manifest.requires.iter().zip(&entry.inputs).all(layer_there);
            let key = runs.then(|| entry.run_key(&before));
            let section = sections.iter().find(|section| Some(section.key) == key);
            expected.push(section.copied());
            before.push(key);
        }
        let (made, moved, writer) = (Vec::new(), Moved::default(), Writer::default());
        Self { entries, expected, made, moved, writer, anything_new: false }
    }

    /// Whether the stage of this place should not have to be run.
    pub(crate) fn expects(&self, place: usize) -> bool {
        self.expected[place].is_some()
    }

    /// The next place after this one whose stage should not have to be run.
    pub(crate) fn until(&self, place: usize) -> usize {
        (place + 1..self.expected.len())
            .find(|&later| self.expects(later))
            .unwrap_or(self.expected.len())
    }

    /// The layers that are kept of the stage of this place, if they hold.
    pub(crate) fn take(
        &mut self,
        place: usize,
        document: &Document,
        packer: &mut Packer,
    ) -> Option<Vec<Layer>> {
        let section = self.expected[place]?;
        self.made.resize(place, None);
        let entry = &self.entries[place];
        // A stage before it may have failed against expectation.
        if missing(entry.manifest, document).is_some() || entry.run_key(&self.made) != section.key {
            return None;
        }
        let first = document.next_id().get();
        let mut moved = self.moved.clone();
        moved.note(&section, first);
        let layers = open(entry, &section, document, &moved, packer)?;
        self.moved = moved;
        self.made.push(Some(section.key));
        if self.moved.is_empty() {
            self.writer.copy(&section);
        } else {
            let next = first.saturating_add(section.next - section.first);
            let layers: Vec<_> = layers.iter().collect();
            self.writer.pack(packer, section.key, (first, next), &entry.names, &layers);
        }
        Some(layers)
    }

    /// Notes that the stage of this place was run, and what it made: the layers that it provides, with
    /// numbers from `first`.
    pub(crate) fn made(
        &mut self,
        place: usize,
        first: u32,
        document: &Document,
        packer: &mut Packer,
    ) {
        self.made.resize(place, None);
        let entry = &self.entries[place];
        let key = entry.run_key(&self.made);
        self.made.push(Some(key));
        // One that was kept and did not pass: what links to it has the numbers of then.
        if let Some(section) = self.expected[place].filter(|section| section.key == key) {
            self.moved.note(&section, first);
        }
        self.anything_new = true;
        let provides = entry.manifest.provides.iter();
        let layers: Vec<_> = provides.filter_map(|spec| document.layer(&spec.layer)).collect();
        let numbers = (first, document.next_id().get());
        self.writer.pack(packer, key, numbers, &entry.names, &layers);
    }

    /// The new entry; `None` where the old one is as good.
    pub(crate) fn entry(self) -> Option<Vec<u8>> {
        if self.anything_new { self.writer.finish() } else { None }
    }
}

/// The layers of a section, checked as if the stage had just made them; `None` if they do not pass.
pub(crate) fn open(
    entry: &Entry,
    section: &Section<'_>,
    document: &Document,
    moved: &Moved,
    packer: &mut Packer,
) -> Option<Vec<Layer>> {
    let mut collector = Collector::new(entry.manifest, document);
    let body = packer.unpack(section).ok()?;
    codec::take_records(body, &entry.names, &mut collector, |number| moved.now(number)).ok()?;
    collector.into_layers(document).ok()
}
