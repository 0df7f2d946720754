//! A line of a gold file: an article with what ought to be found in it.
//!
//! It is a JSON object with `text`, with `id` where it is held against an output, and, for the task, one of
//! these fields. Positions are code points, half-open.
//!
//! | task | field |
//! |---|---|
//! | entities | `"entities": [{"start", "end", "label"}]` |
//! | sentences | `"sentences": [[start, end]]` |
//! | tags | `"tokens": [[start, end]]` and `"pos": ["NNP"]`, a tag for each |
//! | aliases | `"mentions": [{"start", "end", "wiki"}]`; mentions of one entity have the same name there |
//! | quotes | `"attributions": [{"content": [[start, end]], "source": […], "cue": […]}]` |
//! | claims | `"label": 1` for a text that deserves checking, else 0 |
//! | summaries | `"summary"`, with a line for each sentence |
//!
//! A record of copydesk's own, corrected by hand, is gold too: its layers stand for the fields
//! entities, sentences, tokens, mentions and attributions.

use std::cell::OnceCell;

use copydesk_document::{Document, OffsetMap, OffsetUnit};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::intake::records;
use crate::intake::source::RawArticle;
use crate::output::record::{Record, SCHEMA};

/// A half-open range of code points.
pub type Place = (u32, u32);

/// An article with gold annotations.
#[derive(Debug)]
pub struct Gold {
    /// File and line.
    pub place: String,
    /// The article's id, by which outputs are joined to it; its place where it has none.
    pub id: String,
    has_id: bool,
    /// The article's text.
    pub text: String,
    fields: Map<String, Value>,
    record: Option<Document>,
    length: OnceCell<u32>,
}

impl Gold {
    /// The gold article of a line.
    ///
    /// # Errors
    /// When the line cannot be read, is no JSON object, or has no text; with file and line.
    pub fn read(raw: &RawArticle) -> Result<Self, Failure> {
        let place = raw.name.clone();
        let failure = |reason: &str| Failure::new(format!("{place}: {reason}"));
        let mut fields: Map<String, Value> = serde_json::from_slice(records::bytes(raw)?)
            .map_err(|error| failure(&format!("this line is no JSON object: {error}")))?;
        let named = records::id(fields.get("id"));
        let (has_id, id) = (named.is_some(), named.unwrap_or_else(|| place.clone()));
        let of_ours = fields.get("schema").and_then(Value::as_str) == Some(SCHEMA);
        let record = if of_ours && fields.contains_key("annotations") {
            let record: Record<'_> = serde_json::from_slice(records::bytes(raw)?)
                .map_err(|error| failure(&error.to_string()))?;
            Some(record.into_document().map_err(|reason| failure(&reason))?)
        } else {
            None
        };
        let text = match fields.remove("text") {
            Some(Value::String(text)) => text,
            Some(_) => return Err(failure("\"text\" is no string")),
            None => return Err(failure("the object has no \"text\"")),
        };
        Ok(Self { place, id, has_id, text, fields, record, length: OnceCell::new() })
    }

    /// Makes sure that it has an id of its own.
    ///
    /// # Errors
    /// When it has none; with file and line.
    pub fn check_id(&self) -> Result<(), Failure> {
        if self.has_id {
            return Ok(());
        }
        Err(self.failure("the object has no \"id\", by which what was found is joined to it"))
    }

    /// The field `name`, which should be of the form `form`.
    ///
    /// # Errors
    /// When there is no such field or it is of another form; with file and line.
    pub fn field<T: DeserializeOwned>(&self, name: &str, form: &str) -> Result<T, Failure> {
        let value = self.fields.get(name).ok_or_else(|| {
            self.failure(&format!("there is no {name:?}; this task needs {form}"))
        })?;
        T::deserialize(value).map_err(|error| {
            self.failure(&format!("{name:?} is not as this task needs it, {form}: {error}"))
        })
    }

    /// The layer's annotations, where the gold article is a record of copydesk's own.
    pub fn layer(&self, name: &str) -> Option<Vec<(Place, &copydesk_document::Annotation)>> {
        let document = self.record.as_ref()?;
        let layer = document.layer(name)?;
        let map = OffsetMap::new(document.text(), OffsetUnit::Char);
        let placed = layer.annotations().iter();
        Some(placed.filter_map(|found| found.span.map(|span| (map.outward(span), found))).collect())
    }

    /// The range, if it lies in the text.
    ///
    /// # Errors
    /// When it does not; with file and line.
    pub fn checked(&self, (start, end): Place, what: &str) -> Result<Place, Failure> {
        let length = *self
            .length
            .get_or_init(|| u32::try_from(self.text.chars().count()).unwrap_or(u32::MAX));
        if start < end && end <= length {
            return Ok((start, end));
        }
        Err(self.failure(&format!(
            "{what} stands at {start}..{end}, but the text has {length} code points; positions count code points, and the end comes after the start"
        )))
    }

    /// A failure with the file and line of this article.
    pub fn failure(&self, reason: &str) -> Failure {
        Failure::new(format!("{}: {reason}", self.place))
    }
}
