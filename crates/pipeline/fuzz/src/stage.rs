//! The stage that the bytes stand for: a manifest with every kind of layer, attribute and link, and
//! an article with an earlier layer.

use std::sync::LazyLock;

use copydesk_document::{Annotation, Document, Layer, Span};
use copydesk_stage::Manifest;

pub static MANIFEST: LazyLock<Manifest> = LazyLock::new(|| {
    Manifest::parse(
        r#"{"abi": 1, "name": "fuzzed", "version": "0.0.0", "description": "",
            "requires": ["entity"],
            "provides": [
              {"layer": "mark", "description": "", "labels": ["good", "bad"],
               "attrs": {"n": {"type": "integer", "description": ""},
                         "x": {"type": "number", "description": ""},
                         "sure": {"type": "boolean", "description": ""},
                         "words": {"type": "text", "many": true, "description": ""}},
               "links": {"to": {"to": "mark", "description": ""},
                         "all": {"to": "note", "many": true, "description": ""},
                         "who": {"to": "entity", "description": ""}}},
              {"layer": "note", "description": ""}]}"#,
    )
    .expect("the manifest is good")
});

/// An article with characters of one to four bytes and two entities.
pub fn article() -> Document {
    let mut document = Document::new("a", "É 🙂 Ana Łódź said “no” at 9.").expect("it is short");
    document.meta.title = Some("T".to_owned());
    let spans = [(8, 11), (12, 19)].map(|(start, end)| Span::new(start, end));
    let entities =
        spans.map(|span| Annotation::new(document.fresh_id(), span).with_label("PERSON"));
    document.insert(Layer::new("entity", entities.to_vec()));
    document
}

/// Panics unless the layers are what the collector promises, whatever came in.
pub fn hold(document: &Document, layers: &[Layer]) {
    let names: Vec<_> = MANIFEST.provides.iter().map(|spec| spec.layer.as_str()).collect();
    assert_eq!(layers.iter().map(Layer::name).collect::<Vec<_>>(), names);
    let mut whole = document.clone();
    let mut ids = Vec::new();
    for layer in layers {
        whole.insert(layer.clone());
    }
    for layer in layers {
        let spec = MANIFEST.layer(layer.name()).expect("it is declared");
        assert!(
            layer.annotations().is_sorted_by_key(|annotation| annotation.span.map(Span::start))
        );
        for annotation in layer.annotations() {
            assert!(annotation.span.is_none_or(|span| span.fits(document.text())));
            assert!(annotation.score.is_none_or(f32::is_finite));
            assert!(
                spec.labels.is_empty()
                    || spec.labels.iter().any(|label| *label == annotation.label)
            );
            assert!(annotation.attrs.iter().all(|attr| spec.attrs.contains_key(&*attr.key)));
            for link in &annotation.links {
                let to = &spec.links[&*link.role].to;
                let target = whole.layer(to).expect("its layer is there");
                assert!(link.targets.iter().all(|id| target.by_id(id).is_some()));
            }
            assert!(document.annotation(annotation.id).is_none(), "ids are new");
            ids.push(annotation.id);
        }
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "ids are unique");
    read_back(&whole);
}

/// Reads every record back through the views that stages have, and compares.
fn read_back(document: &Document) {
    use copydesk_document::Value;
    let names: Vec<_> = document.layers().iter().map(Layer::name).collect();
    copydesk_stage::harness::view(document, &names, |article| {
        assert_eq!(
            (article.text(), article.id(), article.title(), article.url()),
            (document.text(), "a", "T", "")
        );
        assert_eq!((article.language(), article.published()), ("", ""));
        assert!(article.optional("no such layer").is_none());
        for layer in document.layers() {
            let seen = article.optional(layer.name()).expect("it is visible");
            assert_eq!((seen.len(), seen.iter().len()), (layer.annotations().len(), seen.len()));
            let whole = Span::from_range(0..document.text().len());
            for (annotation, seen) in layer.annotations().iter().zip(seen) {
                assert_eq!(
                    (seen.id(), seen.label(), seen.score()),
                    (annotation.id, &*annotation.label, annotation.score)
                );
                assert_eq!(seen.span(), annotation.span.unwrap_or(whole));
                assert_eq!(seen.text(), seen.span().of(document.text()));
                for attr in &annotation.attrs {
                    match &attr.value {
                        Value::Int(integer) => {
                            assert_eq!(seen.integer_attr(&attr.key), Some(*integer))
                        }
                        Value::Float(number) => {
                            assert_eq!(seen.number_attr(&attr.key), Some(*number))
                        }
                        Value::Bool(flag) => assert_eq!(seen.flag(&attr.key), *flag),
                        Value::Text(text) => {
                            assert_eq!(seen.text_attr(&attr.key), Some(text.as_str()))
                        }
                        Value::List(items) => {
                            let items = items.iter().filter_map(Value::as_str);
                            assert!(seen.text_attrs(&attr.key).eq(items));
                        }
                    }
                }
                for link in &annotation.links {
                    assert!(seen.links(&link.role).eq(link.targets.iter()));
                }
            }
            let placed = layer.annotations().iter().filter(|annotation| annotation.span.is_some());
            assert_eq!(seen.within(whole).count(), placed.count(), "all is within the whole text");
        }
    });
}
