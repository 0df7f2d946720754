//! For the tests of a stage, in its own crate: an article with what earlier stages would have found,
//! and what the stage makes of it, drawn for review.
//!
//! Behind the feature `testing`, which a stage turns on among its dev-dependencies.
//! [`assert_stage!`](crate::assert_stage) compares the drawing with a snapshot, which `cargo insta
//! review` keeps up to date; [`draw`] is the drawing alone:
//!
//! ```
//! # use copydesk_stage::{Article, Config, Failure, Output, Record, Stage};
//! # struct Costs;
//! # impl Stage for Costs {
//! #     type Scratch = ();
//! #     fn create(_: &Config<'_>) -> Result<Self, Failure> { Ok(Self) }
//! #     fn process(&self, _: &mut (), article: &Article<'_>, out: &mut Output<'_>) -> Result<(), Failure> {
//! #         for sum in article.layer("entity")?.iter().filter(|entity| entity.label() == "MONEY") {
//! #             out.emit("cost", Record::at(sum.span()).link("entity", sum.id()))?;
//! #         }
//! #         Ok(())
//! #     }
//! # }
//! # const MANIFEST: &str = r#"{"abi": 1, "name": "costs", "version": "0.1.0", "description": "sums of money",
//! #     "requires": ["entity"], "provides": [{"layer": "cost", "description": "a sum of money",
//! #     "links": {"entity": {"to": "entity", "description": "the sum"}}}]}"#;
//! use copydesk_stage::testing::{Example, draw};
//!
//! let article = Example::new("The bridge cost $40 million.").mark("entity", "MONEY", "$40 million");
//! let drawn = draw::<Costs>(MANIFEST, &article);
//! assert_eq!(drawn, "The bridge cost $40 million.\n                ^^^^^^^^^^^ cost entity→$40 million\n");
//! ```

pub mod carets;

use copydesk_document::{Annotation, Document, Layer, Span};
use serde_json::{Map, Value};

use crate::{Manifest, Stage, harness};

/// An article for a test.
#[derive(Clone, Debug)]
pub struct Example {
    document: Document,
    config: Map<String, Value>,
}

impl Example {
    /// An article of this text, in which nothing is found yet.
    ///
    /// # Panics
    /// When the text is longer than [`Document::MAX_BYTES`].
    #[must_use]
    pub fn new(text: &str) -> Self {
        let document = Document::new("example", text).expect("a test's text is not too long");
        Self { document, config: Map::new() }
    }

    /// The same with one more annotation, as an earlier stage would have made it: in `layer`, with
    /// `label` (which may be empty), on the first place of `words` that the layer does not have yet.
    ///
    /// # Panics
    /// When the words are not there, or no further time.
    #[must_use]
    pub fn mark(mut self, layer: &str, label: &str, words: &str) -> Self {
        let mut annotations = self
            .document
            .remove(layer)
            .map(|layer| layer.annotations().to_vec())
            .unwrap_or_default();
        let free = |at: usize| {
            let span = Span::from_range(at..at + words.len());
            let taken = annotations.iter().any(|annotation| annotation.span == Some(span));
            (!taken).then_some(span)
        };
        let span = self.document.text().match_indices(words).find_map(|(at, _)| free(at));
        let span = span.unwrap_or_else(|| panic!("the text has no further {words:?}"));
        annotations
            .push(Annotation::new(self.document.fresh_id(), span).with_label(label.to_owned()));
        self.document.insert(Layer::new(layer.to_owned(), annotations));
        self
    }

    /// The same with an empty layer, as an earlier stage leaves where it finds nothing.
    #[must_use]
    pub fn nothing(mut self, layer: &str) -> Self {
        if self.document.layer(layer).is_none() {
            self.document.insert(Layer::new(layer.to_owned(), Vec::new()));
        }
        self
    }

    /// The same with this value for a key of the stage's configuration.
    #[must_use]
    pub fn set(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.config.insert(key.to_owned(), value.into());
        self
    }

    /// The article, for changes that the methods above do not cover.
    pub fn document_mut(&mut self) -> &mut Document {
        &mut self.document
    }
}

impl From<&str> for Example {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<&Example> for Example {
    fn from(example: &Example) -> Self {
        example.clone()
    }
}

/// Runs a stage on an article and compares what it makes, drawn under the article's words, with a
/// snapshot.
///
/// The article is a text, for a stage that needs no earlier layers, or an
/// [`Example`](crate::testing::Example). The snapshot stands behind an `@` in the test itself, or,
/// without one, in a file of its own under `snapshots/`, as with [insta](https://insta.rs), which must
/// be among the crate's dev-dependencies. The manifest is the one that [`export!`](crate::export)
/// puts into the crate.
///
/// ```
/// # use copydesk_stage::{Article, Config, Failure, Output, Record, Span, Stage};
/// # struct Shouting;
/// # impl Stage for Shouting {
/// #     type Scratch = ();
/// #     fn create(_: &Config<'_>) -> Result<Self, Failure> { Ok(Self) }
/// #     fn process(&self, _: &mut (), article: &Article<'_>, out: &mut Output<'_>) -> Result<(), Failure> {
/// #         for (at, mark) in article.text().match_indices('!') {
/// #             out.emit("shout", Record::at(Span::from_range(at..at + mark.len())))?;
/// #         }
/// #         Ok(())
/// #     }
/// # }
/// # const MANIFEST: &str = r#"{"abi": 1, "name": "shouting", "version": "0.1.0", "description": "",
/// #     "provides": [{"layer": "shout", "description": "an exclamation mark"}]}"#;
/// # fn main() {
/// copydesk_stage::assert_stage!(Shouting, "We won! Again.", @"
/// We won! Again.
///       ^ shout
/// ");
/// # }
/// ```
///
/// A stage with layers to build on, and something to be told:
///
/// ```ignore
/// let article = Example::new("The bridge cost $2.5 million.").mark("entity", "MONEY", "$2.5 million");
/// assert_stage!(BigMoney, &article);
/// assert_stage!(BigMoney, article.set("threshold", 1e9));
/// ```
///
/// # Panics
/// When the drawing is not the snapshot's, and where [`draw`](crate::testing::draw) does.
#[macro_export]
#[allow(clippy::crate_in_macro_def, reason = "the manifest is the calling crate's")]
macro_rules! assert_stage {
    ($stage:ty, $article:expr $(, @$snapshot:literal)? $(,)?) => {
        ::insta::assert_snapshot!(
            $crate::testing::draw::<$stage>(
                crate::MANIFEST,
                &$crate::testing::Example::from($article)
            )
            $(, @$snapshot)?
        )
    };
}

/// Runs the stage `S` on the article, and draws what it makes under the article's words, as
/// `copydesk show --carets` does. What was marked before is not drawn.
///
/// # Panics
/// When the manifest is bad, a layer that it requires was not marked, the stage fails or panics, or
/// one of its records is refused; in the host's words.
#[must_use]
pub fn draw<S: Stage>(manifest: &'static str, article: &Example) -> String {
    let parsed = Manifest::parse(manifest).unwrap_or_else(|error| panic!("{error}"));
    for layer in &parsed.requires {
        assert!(
            article.document.layer(layer).is_some(),
            "stage {} requires layer {layer:?}: add .mark({layer:?}, …) or .nothing({layer:?})",
            parsed.name
        );
    }
    let mut config: Map<_, _> =
        parsed.config.iter().map(|(key, spec)| (key.clone(), spec.default.clone())).collect();
    for (key, value) in &article.config {
        let known = config.insert(key.clone(), value.clone()).is_some();
        assert!(known, "stage {} has no key {key:?} in its configuration", parsed.name);
    }
    let config = Value::Object(config).to_string();
    let layers = harness::run::<S>(manifest, &config, &article.document);
    let mut document = article.document.clone();
    for layer in layers.unwrap_or_else(|error| panic!("stage {}: {error}", parsed.name)) {
        document.insert(layer);
    }
    carets::render(&document, |layer| parsed.layer(layer).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_come_twice_are_marked_one_after_the_other() {
        let mut article = Example::new("Ruiz met Ruiz.")
            .mark("entity", "PERSON", "Ruiz")
            .mark("entity", "PERSON", "Ruiz");
        let spans: Vec<_> = article
            .document_mut()
            .layer("entity")
            .unwrap()
            .annotations()
            .iter()
            .map(|entity| entity.span)
            .collect();
        assert_eq!(spans, [Some(Span::new(0, 4)), Some(Span::new(9, 13))]);
    }

    #[test]
    #[should_panic(expected = "the text has no further \"Ana\"")]
    fn words_that_are_not_there_are_said() {
        let _ = Example::new("Ruiz met Ruiz.").mark("entity", "PERSON", "Ana");
    }
}
