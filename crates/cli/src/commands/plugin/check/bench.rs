//! What a case works with: the stage under test, the stages whose layers it needs, and a place to say
//! how far it got.

use std::cell::RefCell;
use std::fmt::Display;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

use copydesk_document::{Document, Layer};
use copydesk_pipeline::library::LibraryFile;
use copydesk_pipeline::probe::{Fault, Probe, Seat};
use copydesk_pipeline::search::SearchPath;
use copydesk_pipeline::{Pipeline, Worker, config, plan};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::texts::{self, Text};
use crate::failure::Failure;

/// The stage under test and its surroundings.
pub struct Bench {
    pub library: LibraryFile,
    /// Every key with its default.
    pub config: Map<String, Value>,
    earlier: RefCell<Worker>,
    /// The file that says which input is under way, for the process that watches this one.
    place: Option<PathBuf>,
}

impl Bench {
    /// The stage in `library`, with the stages on the search path that make the layers that it sees.
    ///
    /// # Errors
    /// When no stage makes a layer that it requires, or one that does cannot be used.
    pub fn new(
        library: LibraryFile,
        named: &[PathBuf],
        place: Option<PathBuf>,
    ) -> Result<Self, Failure> {
        let config = config::complete(&library.manifest, &[]).map_err(Failure::new)?;
        let earlier = RefCell::new(earlier(&library, named)?.worker()?);
        Ok(Self { library, config, earlier, place })
    }

    /// Loads the stage and creates it with its defaults.
    pub fn probe(&self) -> Result<Probe, Finding> {
        self.at("no article yet, in create");
        Probe::new(&self.library, &self.config)
            .map_err(|error| Finding::new("no article", "it loads and starts", error))
    }

    /// A worker's place at the stage.
    pub fn seat<'p>(&self, probe: &'p Probe) -> Result<Seat<'p>, Finding> {
        self.at("no article yet, in open");
        probe.seat().map_err(|error| Finding::new("no article", "scratch memory", error))
    }

    /// The article with the layers that earlier stages make, and notes that it is under way.
    pub fn document(&self, text: &Text) -> Document {
        let document = self.earlier.borrow_mut().annotate(self.bare(text));
        self.at(&describe(text));
        document
    }

    /// Every small text of the check, and the manifest's own examples, in which the stage is most
    /// likely to find something.
    pub fn all_small(&self) -> Vec<Text> {
        [texts::all_small(), self.examples()].concat()
    }

    /// The manifest's own examples, as they are and among characters of several bytes.
    pub fn examples(&self) -> Vec<Text> {
        let mut all = Vec::new();
        for (number, example) in (1..).zip(&self.library.manifest.examples) {
            all.push(Text { name: format!("example {number}"), text: example.text.clone() });
            let wide = format!("É🙂 {}", example.text.replace(' ', "  é "));
            all.push(Text { name: format!("example {number} among wide characters"), text: wide });
        }
        all
    }

    /// The article without layers.
    pub fn bare(&self, text: &Text) -> Document {
        Document::new(text.name.as_str(), text.text.as_str())
            .expect("the check's texts are not too long")
    }

    /// The same of several.
    pub fn documents(&self, texts: Vec<Text>) -> Vec<(Text, Document)> {
        texts
            .into_iter()
            .map(|text| {
                let document = self.document(&text);
                (text, document)
            })
            .collect()
    }

    /// Notes what is under way, for the report should this process not live to tell.
    pub fn at(&self, what: &str) {
        if let Some(place) = &self.place {
            let _ = fs::write(place, what);
        }
    }
}

/// The stages that make what the stage in `library` sees.
fn earlier(library: &LibraryFile, named: &[PathBuf]) -> Result<Pipeline, Failure> {
    let manifest = &library.manifest;
    let mut found = SearchPath::standard(named).find()?;
    // Another build of the same stage, or the same one, is no earlier stage.
    found.retain(|other| other.manifest.name != manifest.name);
    let all: Vec<_> = found.iter().map(|library| &library.manifest).collect();
    let mut wanted = Vec::new();
    for layer in manifest.visible() {
        let maker = all.iter().find(|other| other.layer(layer).is_some());
        match maker {
            Some(other) => wanted.push(other.name.clone()),
            None if manifest.requires.iter().any(|required| required == layer) => {
                return Err(Failure::new(format!(
                    "stage {} requires layer {layer:?}, which no stage on the search path makes; name one that does with --plugin-path",
                    manifest.name
                )));
            }
            None => {}
        }
    }
    let chosen = plan::closure(&all, &wanted)?;
    let builder = chosen
        .into_iter()
        .fold(Pipeline::builder(), |builder, place| builder.library(&found[place].path));
    Ok(builder.build()?)
}

/// What a case that passed has to say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// A measurement, or why there was nothing to test.
    pub note: Option<String>,
    /// What all of it came to, where other processes must come to the same.
    pub digest: Option<u64>,
}

impl Verdict {
    pub fn pass() -> Self {
        Self::default()
    }

    pub fn note(note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), digest: None }
    }
}

/// What a case found wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// On what.
    pub input: String,
    /// What should have come.
    pub expected: String,
    /// What came.
    pub found: String,
}

impl Finding {
    pub fn new(input: &str, expected: impl Into<String>, found: impl Display) -> Self {
        Self { input: input.to_owned(), expected: expected.into(), found: found.to_string() }
    }

    pub fn on(text: &Text, expected: impl Into<String>, found: impl Display) -> Self {
        Self::new(&describe(text), expected, found)
    }
}

/// An article's name, its first characters and its length.
fn describe(text: &Text) -> String {
    const SHOWN: usize = 40;
    let Text { name, text } = text;
    let start: String = text.chars().take(SHOWN).collect();
    let more = if start.len() < text.len() { "…" } else { "" };
    format!("article {name:?}: {start:?}{more}, {} bytes", text.len())
}

/// A digest of a result, on top of the one so far. The same in every process.
pub fn outcome(so_far: u64, result: &Result<Vec<Layer>, Fault>) -> u64 {
    // A hasher with fixed keys, over the whole of the layers in their order.
    let mut hasher = DefaultHasher::new();
    so_far.hash(&mut hasher);
    format!("{result:?}").hash(&mut hasher);
    hasher.finish()
}
