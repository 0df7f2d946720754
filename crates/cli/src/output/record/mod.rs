//! The output record: one JSON object a line, a stable format under the name `copydesk/1`.
//!
//! ```json
//! {"schema":"copydesk/1","id":"budget.txt","offsets":"char","text":"Mayor Ana Ruiz signed the budget.",
//!  "annotations":{"entity":[{"id":7,"start":6,"end":14,"label":"PERSON","score":0.98,"text":"Ana Ruiz",
//!                            "attrs":{"name":"Ana Ruiz"},"links":{"entity":7}}]},
//!  "stages":[{"name":"entities","version":"0.1.0","library":"sha256:…","layers":["entity"]}],
//!  "problems":[]}
//! ```
//!
//! What is written can be read back: a document made from a record gives the same record. The types
//! here are the format, in both directions; `copydesk schema` prints the JSON Schema made from them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use copydesk_document::{AnnotationId, OffsetUnit, ProblemKind, Targets, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod document;
mod ordered;

pub use ordered::{Layers, Pairs};

/// The name of this format.
pub const SCHEMA: &str = "copydesk/1";

/// How every file of records begins, of whatever number the format is.
pub const BEGINNING: &str = "{\"schema\":\"copydesk/";

/// An article with what was found in it: one line of output.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Record<'a> {
    /// The format: "copydesk/1". A change that a reader could trip over gets another number.
    pub schema: Cow<'a, str>,
    /// The article's name in its collection: the "id" that it came with, or its path, with the line's
    /// number for an article from JSON Lines.
    pub id: Cow<'a, str>,
    /// The unit of every "start" and "end" in the record.
    #[schemars(with = "OffsetUnitName")]
    pub offsets: OffsetUnit,
    /// The article, as it came; empty when it could not be read.
    pub text: Cow<'a, str>,
    /// The headline, where it came beside the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Cow<'a, str>>,
    /// Who wrote it, if it came with that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byline: Option<Cow<'a, str>>,
    /// Where the article stands, if it came with that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Cow<'a, str>>,
    /// When it was published, as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Cow<'a, str>>,
    /// Its language as a BCP 47 tag, if it came with that or its words show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Cow<'a, str>>,
    /// By layer, what was found, in text order. A layer that was made is there even if it is empty.
    pub annotations: Layers<'a>,
    /// The stages that were run to the end, in that order.
    pub stages: Vec<StageRecord<'a>>,
    /// What went wrong, if anything.
    pub problems: Vec<ProblemRecord<'a>>,
}

/// One thing that was found.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct AnnotationRecord<'a> {
    /// Its number, unique in the record; links name it.
    #[schemars(with = "u32", range(min = 1))]
    pub id: AnnotationId,
    /// Its first position, in the record's unit. Missing when it is about the whole article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<u32>,
    /// The first position after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<u32>,
    /// What it is; missing in layers without labels.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub label: Cow<'a, str>,
    /// How sure its stage is, or how much it matters, as the layer says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f32>,
    /// The words between "start" and "end".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Cow<'a, str>>,
    /// Further properties.
    #[serde(default, skip_serializing_if = "Pairs::is_empty")]
    #[schemars(with = "BTreeMap<String, AttrValue>")]
    pub attrs: Pairs<'a, Cow<'a, Value>>,
    /// By role, the number of another annotation, or an array of numbers.
    #[serde(default, skip_serializing_if = "Pairs::is_empty")]
    #[schemars(with = "BTreeMap<String, OneOrMany>")]
    pub links: Pairs<'a, Cow<'a, Targets>>,
}

/// A stage that was run.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct StageRecord<'a> {
    /// Its name.
    pub name: Cow<'a, str>,
    /// Its version.
    pub version: Cow<'a, str>,
    /// Its library file's hash: "sha256:" and 64 hexadecimal digits.
    pub library: Cow<'a, str>,
    /// The layers of this record that it made.
    pub layers: Vec<Cow<'a, str>>,
}

/// Something that went wrong.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct ProblemRecord<'a> {
    /// The stage that it went wrong in; missing when it was in reading the article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Cow<'a, str>>,
    /// "input", "failed", "panicked", "refused", "skipped", "crashed", "overdue" or "disabled".
    #[schemars(with = "String")]
    pub kind: ProblemKind,
    /// What happened, and what to do.
    pub message: Cow<'a, str>,
    /// Where, if it is about one place, in the record's unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<u32>,
    /// Where it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<u32>,
}

/// For the schema: the names of the units.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "stands for OffsetUnit in the schema")]
enum OffsetUnitName {
    /// Unicode code points.
    Char,
    /// UTF-8 bytes.
    Utf8,
    /// UTF-16 code units.
    Utf16,
}

/// For the schema: the value of an attribute.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "stands for Value in the schema")]
enum AttrValue {
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<AttrValue>),
}

/// For the schema: the targets of a link.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "stands for Targets in the schema")]
enum OneOrMany {
    One(u32),
    Many(Vec<u32>),
}
