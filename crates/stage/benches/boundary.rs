//! What one crossing of the boundary costs: an article of 600 words in, 50 annotations with one text
//! attribute out, through the same tables and checks as in the host; and the same with the layers of
//! tokens and sentences going in, as most stages have them.
//!
//! `cargo bench -p copydesk-stage` prints the time an article and stage.

use std::hint::black_box;

use copydesk_document::{Annotation, Document, Layer};
use copydesk_stage::harness::Harness;
use copydesk_stage::{Article, Config, Failure, Output, Record, Span, Stage};
use criterion::{Criterion, criterion_group, criterion_main};

/// Emits fifty annotations and does nothing else.
struct Fifty;

impl Stage for Fifty {
    type Scratch = ();

    fn create(_: &Config<'_>) -> Result<Self, Failure> {
        Ok(Self)
    }

    fn process(&self, (): &mut (), _: &Article<'_>, out: &mut Output<'_>) -> Result<(), Failure> {
        for place in 0..50 {
            let span = Span::new(place * 70, place * 70 + 12);
            out.emit(
                "mention",
                Record::at(span).label("PERSON").score(0.9).text("name", "Ana Ruiz"),
            )?;
        }
        Ok(())
    }
}

const MANIFEST: &str = r#"{"abi": 1, "name": "fifty", "version": "0.1.0", "description": "",
    "optional": ["token", "sentence"],
    "provides": [{"layer": "mention", "description": "", "labels": ["PERSON", "ORG"],
                  "attrs": {"name": {"type": "text", "description": ""}}}]}"#;

/// An article of 600 words of six bytes, and its tokens and sentences.
fn article(with_layers: bool) -> Document {
    let mut article = Document::new("a", "words ".repeat(600)).expect("600 words are not too long");
    if with_layers {
        for (layer, step) in [("token", 6), ("sentence", 120)] {
            let spans =
                (0..3_600 / step).map(|place| Span::new(place * step, place * step + step - 1));
            let annotations: Vec<_> = spans
                .map(|span| Annotation::new(article.fresh_id(), span).with_label("NN"))
                .collect();
            article.insert(Layer::new(layer, annotations));
        }
    }
    article
}

fn crossing(criterion: &mut Criterion) {
    for (name, with_layers) in [("50 annotations out", false), ("630 in, 50 out", true)] {
        let article = article(with_layers);
        let mut stage = Harness::<Fifty>::new(MANIFEST, "{}").expect("the manifest is good");
        criterion.bench_function(name, |bench| {
            bench.iter(|| stage.run(black_box(&article)).expect("the records are good"));
        });
    }
    // What is left when nothing crosses: the same annotations made and put in order.
    let spans: Vec<_> = (0..50).map(|place| Span::new(place * 70, place * 70 + 12)).collect();
    criterion.bench_function("no boundary", |bench| {
        bench.iter(|| {
            let annotations = spans.iter().enumerate().map(|(place, &span)| {
                let id = copydesk_stage::AnnotationId::new(place as u32 + 1).expect("not 0");
                let mut annotation = Annotation::new(id, span).with_label("PERSON");
                annotation.attrs.push(copydesk_document::Attr {
                    key: "name".into(),
                    value: copydesk_document::Value::Text("Ana Ruiz".to_owned()),
                });
                annotation
            });
            Layer::new("mention", annotations.collect())
        });
    });
}

criterion_group!(benches, crossing);
criterion_main!(benches);
