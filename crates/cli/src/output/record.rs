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
use std::fmt;

use copydesk_document::{
    Annotation, AnnotationId, Attr, Document, Layer, Link, Meta, OffsetMap, OffsetUnit, Problem,
    ProblemKind, Provenance, Targets, Value,
};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The name of this format.
pub const SCHEMA: &str = "copydesk/1";

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

/// The layers of a record: an object with a list of annotations for each.
#[derive(Debug, Default)]
pub struct Layers<'a>(pub Vec<(Cow<'a, str>, Vec<AnnotationRecord<'a>>)>);

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

impl<'a> Record<'a> {
    /// The record of `document`, with the layers that `wanted` says yes to.
    pub fn of(document: &'a Document, offsets: OffsetUnit, wanted: impl Fn(&str) -> bool) -> Self {
        let map = OffsetMap::new(document.text(), offsets);
        let place = |span: Option<copydesk_document::Span>| match span.map(|span| map.outward(span))
        {
            Some((start, end)) => (Some(start), Some(end)),
            None => (None, None),
        };
        let annotation =
            |annotation: &'a Annotation| AnnotationRecord::of(annotation, document.text(), &map);
        let shown = || document.layers().iter().filter(|layer| wanted(layer.name()));
        let stage = |provenance: &'a Provenance| StageRecord {
            name: Cow::Borrowed(&provenance.stage),
            version: Cow::Borrowed(&provenance.version),
            library: Cow::Borrowed(&provenance.library),
            layers: shown()
                .filter(|layer| layer.provenance.as_ref() == Some(provenance))
                .map(|layer| Cow::Borrowed(layer.name()))
                .collect(),
        };
        let problem = |problem: &'a Problem| {
            let (start, end) = place(problem.span);
            ProblemRecord {
                stage: problem.stage.as_deref().map(Cow::Borrowed),
                kind: problem.kind,
                message: Cow::Borrowed(&problem.message),
                start,
                end,
            }
        };
        let known = |value: &'a Option<String>| value.as_deref().map(Cow::Borrowed);
        let meta = &document.meta;
        Self {
            schema: Cow::Borrowed(SCHEMA),
            id: Cow::Borrowed(document.id()),
            offsets,
            text: Cow::Borrowed(document.text()),
            title: known(&meta.title),
            byline: known(&meta.byline),
            url: known(&meta.url),
            published: known(&meta.published),
            language: known(&meta.language),
            annotations: Layers(
                shown()
                    .map(|layer| {
                        (
                            Cow::Borrowed(layer.name()),
                            layer.annotations().iter().map(annotation).collect(),
                        )
                    })
                    .collect(),
            ),
            stages: document.stages.iter().map(stage).collect(),
            problems: document.problems.iter().map(problem).collect(),
        }
    }

    /// The document of this record.
    ///
    /// # Errors
    /// When the format is another, a position lies outside the text or inside a character, a number
    /// is given twice, or a link leads nowhere; in one sentence.
    pub fn into_document(self) -> Result<Document, String> {
        if self.schema != SCHEMA {
            return Err(format!(
                "the record is of format {:?}, this copydesk reads {SCHEMA:?}",
                self.schema
            ));
        }
        let mut document =
            Document::new(self.id, &*self.text).map_err(|error| error.to_string())?;
        let owned = |value: Option<Cow<'a, str>>| value.map(Cow::into_owned);
        document.meta = Meta {
            title: owned(self.title),
            byline: owned(self.byline),
            url: owned(self.url),
            published: owned(self.published),
            language: owned(self.language),
        };
        document.stages = (self.stages.iter())
            .map(|stage| Provenance {
                stage: stage.name.to_string().into(),
                version: stage.version.to_string().into(),
                library: stage.library.to_string().into(),
            })
            .collect();
        let text = document.shared_text();
        let map = OffsetMap::new(&text, self.offsets);
        let place = |start: Option<u32>, end: Option<u32>, what: &str| {
            match (start, end) {
            (None, None) => Ok(None),
            (Some(start), Some(end)) => map
                .inward(start, end)
                .map(Some)
                .ok_or_else(|| format!("{what} stands at {start}..{end}, which is outside the text or inside a character")),
            _ => Err(format!("{what} has only one of \"start\" and \"end\"")),
        }
        };
        let mut ids = std::collections::BTreeSet::new();
        for (name, annotations) in self.annotations.0 {
            let mut layer = Vec::with_capacity(annotations.len());
            for record in annotations {
                let number = record.id.get();
                if !ids.insert(record.id) || number == 0 || number == u32::MAX {
                    return Err(format!(
                        "annotation {number} of layer {name:?} has a number that is taken or not allowed"
                    ));
                }
                let span = place(
                    record.start,
                    record.end,
                    &format!("annotation {number} of layer {name:?}"),
                )?;
                layer.push(Annotation {
                    id: record.id,
                    span,
                    label: record.label.into_owned().into(),
                    score: record.score,
                    attrs: record
                        .attrs
                        .0
                        .into_iter()
                        .map(|(key, value)| Attr {
                            key: key.into_owned().into(),
                            value: value.into_owned(),
                        })
                        .collect(),
                    links: record
                        .links
                        .0
                        .into_iter()
                        .map(|(role, targets)| Link {
                            role: role.into_owned().into(),
                            targets: targets.into_owned(),
                        })
                        .collect(),
                });
            }
            let mut layer = Layer::new(name.clone().into_owned(), layer);
            let maker = self.stages.iter().position(|stage| stage.layers.contains(&name));
            layer.provenance = maker.map(|place| document.stages[place].clone());
            document.insert(layer);
        }
        for problem in self.problems {
            let span = place(problem.start, problem.end, "a problem")?;
            document.problems.push(Problem {
                stage: owned(problem.stage),
                kind: problem.kind,
                message: problem.message.into_owned(),
                span,
            });
        }
        Ok(document)
    }
}

impl<'a> AnnotationRecord<'a> {
    /// The record of an annotation of `text`, with positions by `map`.
    pub fn of(annotation: &'a Annotation, text: &'a str, map: &OffsetMap<'_>) -> Self {
        let place = annotation.span.map(|span| map.outward(span));
        let attrs = annotation.attrs.iter();
        let links = annotation.links.iter();
        Self {
            id: annotation.id,
            start: place.map(|(start, _)| start),
            end: place.map(|(_, end)| end),
            label: Cow::Borrowed(&annotation.label),
            score: annotation.score,
            text: annotation.span.map(|span| Cow::Borrowed(span.of(text))),
            attrs: Pairs(
                attrs.map(|attr| (Cow::Borrowed(&*attr.key), Cow::Borrowed(&attr.value))).collect(),
            ),
            links: Pairs(
                links
                    .map(|link| (Cow::Borrowed(&*link.role), Cow::Borrowed(&link.targets)))
                    .collect(),
            ),
        }
    }
}

/// Keys with values, in order, written as a JSON object.
#[derive(Debug)]
pub struct Pairs<'a, T>(pub Vec<(Cow<'a, str>, T)>);

impl<T> Pairs<'_, T> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Default for Pairs<'_, T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Serialize> Serialize for Pairs<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write_map(&self.0, serializer)
    }
}

impl<'de, 'a, T: Deserialize<'de>> Deserialize<'de> for Pairs<'a, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InOrder(std::marker::PhantomData)).map(Self)
    }
}

impl Serialize for Layers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write_map(&self.0, serializer)
    }
}

impl<'de, 'a> Deserialize<'de> for Layers<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InOrder(std::marker::PhantomData)).map(Self)
    }
}

impl JsonSchema for Layers<'_> {
    fn schema_name() -> Cow<'static, str> {
        "Layers".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        <BTreeMap<String, Vec<AnnotationRecord<'static>>>>::json_schema(generator)
    }
}

fn write_map<S: Serializer, T: Serialize>(
    pairs: &[(Cow<'_, str>, T)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(pairs.len()))?;
    for (key, value) in pairs {
        map.serialize_entry(key, value)?;
    }
    map.end()
}

/// Reads an object's entries in the order in which they stand.
struct InOrder<T>(std::marker::PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for InOrder<T> {
    type Value = Vec<(Cow<'static, str>, T)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let mut pairs = Vec::new();
        while let Some((key, value)) = map.next_entry::<String, T>()? {
            pairs.push((Cow::Owned(key), value));
        }
        Ok(pairs)
    }
}

#[cfg(test)]
mod tests {
    use copydesk_document::Span;

    use super::*;

    /// A document with one of everything, over text that is wider than ASCII.
    fn document() -> Document {
        let mut document = Document::new("łódź.txt", "“Nie,” Núñez 🙂 said.").unwrap();
        document.meta.title = Some("No".to_owned());
        let (speaker, quote, whole) =
            (document.fresh_id(), document.fresh_id(), document.fresh_id());
        let at = |words: &str| {
            Span::from_range(
                document.text().find(words).map(|start| start..start + words.len()).unwrap(),
            )
        };
        let mention = Annotation::new(speaker, at("Núñez")).with_label("PERSON");
        let mut said = Annotation::new(quote, at("“Nie,”")).with_label("direct");
        said.score = Some(0.1);
        said.links.push(Link { role: "speaker".into(), targets: Targets::One(speaker) });
        said.links.push(Link { role: "parts".into(), targets: Targets::Many(vec![quote]) });
        let mut figure = Annotation::new(whole, Span::new(0, 0));
        figure.span = None;
        for (key, value) in [
            ("ease", Value::Float(2.0)),
            ("words", Value::Int(-3)),
            ("name", Value::Text("a \"b\"\n".to_owned())),
            ("plain", Value::Bool(true)),
            ("numbers", Value::List(vec![Value::Text("7".to_owned())])),
        ] {
            figure.attrs.push(Attr { key: key.into(), value });
        }
        let mut problem = Problem::of_stage("claims", ProblemKind::Refused, "why");
        problem.span = Some(at("🙂"));
        let mut entities = Layer::new("entity", vec![mention]);
        let provenance = |stage: &'static str| Provenance {
            stage: stage.into(),
            version: "0.1.0".into(),
            library: "sha256:00".into(),
        };
        document.stages.extend([provenance("segments"), provenance("entities")]);
        entities.provenance = Some(provenance("entities"));
        document.insert(entities);
        document.insert(Layer::new("quote", vec![said]));
        document.insert(Layer::new("readability", vec![figure]));
        document.insert(Layer::new("claim", Vec::new()));
        document.problems.push(problem);
        document
    }

    #[test]
    fn what_is_written_is_read_back_whatever_the_unit() {
        for unit in [OffsetUnit::Char, OffsetUnit::Utf8, OffsetUnit::Utf16] {
            let document = document();
            let line = serde_json::to_string(&Record::of(&document, unit, |_| true)).unwrap();
            let record: Record<'_> = serde_json::from_str(&line).unwrap();
            let back = record.into_document().unwrap();
            assert_eq!(back, document);
            assert_eq!(serde_json::to_string(&Record::of(&back, unit, |_| true)).unwrap(), line);
        }
    }

    #[test]
    fn the_record_is_as_documented() {
        let document = document();
        let record = serde_json::to_value(Record::of(&document, OffsetUnit::Char, |layer| {
            layer == "entity"
        }))
        .unwrap();
        assert_eq!(
            record.to_string(),
            r#"{"schema":"copydesk/1","id":"łódź.txt","offsets":"char","text":"“Nie,” Núñez 🙂 said.","title":"No","annotations":{"entity":[{"id":1,"start":7,"end":12,"label":"PERSON","text":"Núñez"}]},"stages":[{"name":"segments","version":"0.1.0","library":"sha256:00","layers":[]},{"name":"entities","version":"0.1.0","library":"sha256:00","layers":["entity"]}],"problems":[{"stage":"claims","kind":"refused","message":"why","start":13,"end":14}]}"#
        );
    }

    #[test]
    fn a_bad_record_is_refused_with_the_place() {
        let with = |annotation: &str| {
            let line = format!(
                r#"{{"schema":"copydesk/1","id":"a","offsets":"char","text":"Ruiz","annotations":{{"entity":[{annotation}]}},"stages":[],"problems":[]}}"#
            );
            serde_json::from_str::<Record<'_>>(&line).unwrap().into_document().unwrap_err()
        };
        assert_eq!(
            with(r#"{"id":1,"start":0,"end":9}"#),
            "annotation 1 of layer \"entity\" stands at 0..9, which is outside the text or inside a character"
        );
        assert!(with(r#"{"id":1,"start":0}"#).contains("only one of"));
        assert!(
            with(r#"{"id":1,"start":0,"end":1},{"id":1,"start":0,"end":1}"#)
                .contains("a number that is taken")
        );
    }
}
