//! From documents to records, and back.

use std::borrow::Cow;

use copydesk_document::{
    Annotation, Attr, Document, Layer, Link, Meta, OffsetMap, OffsetUnit, Problem, Provenance,
};

use super::{AnnotationRecord, Layers, Pairs, ProblemRecord, Record, SCHEMA, StageRecord};

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

#[cfg(test)]
mod tests {
    use copydesk_document::{ProblemKind, Span, Targets, Value};

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
