//! The frame reader: bytes as they might come from a child process, in which a stage's code has run.

use copydesk_pipeline::isolate::codec::{self, Names};
use copydesk_pipeline::isolate::frame;
use copydesk_pipeline::isolate::message::{self, ToChild, ToProgram};
use copydesk_stage::Collector;

use crate::stage::{MANIFEST, article, hold};

/// The longest body that is taken.
const MOST: usize = 1 << 16;

/// Reads frames to the end, each as a message to either side, and panics when what is taken breaks a
/// promise, or does not come back from a second journey as it was.
pub fn run(bytes: &[u8]) {
    let manifest: &'static copydesk_stage::Manifest = &MANIFEST;
    let names = Names::of(std::iter::once(manifest));
    let mut rest = bytes;
    let mut body = Vec::new();
    while let Ok(Some(kind)) = frame::read(&mut rest, MOST, &mut body) {
        assert!(body.len() <= MOST);
        if let Ok(ToChild::Article(task)) = ToChild::read(kind, &body, &names) {
            let document = task.document;
            for layer in document.layers() {
                for annotation in layer.annotations() {
                    assert!(annotation.span.is_none_or(|span| span.fits(document.text())));
                }
            }
        }
        if let Ok(ToProgram::Made(place, records)) = ToProgram::read(kind, &body) {
            let document = article();
            let mut collector = Collector::new(manifest, &document);
            if codec::take_records(records, &names, &mut collector, |number| number).is_err() {
                continue;
            }
            let Ok(layers) = collector.into_layers(&document) else { continue };
            hold(&document, &layers);
            let mut again = Vec::new();
            message::made(&mut again, &names, place, &layers).expect("they came in a frame");
            let kind = frame::read(&mut again.as_slice(), again.len(), &mut body)
                .expect("it is a frame")
                .expect("it is there");
            let Ok(ToProgram::Made(same, records)) = ToProgram::read(kind, &body) else {
                panic!("what was written is read");
            };
            let mut collector = Collector::new(manifest, &document);
            codec::take_records(records, &names, &mut collector, |number| number)
                .expect("what was taken is taken again");
            assert_eq!(
                (same, collector.into_layers(&document).expect("as before")),
                (place, layers)
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk_document::{Annotation, Attr, Layer, Link, ProblemKind, Span, Targets, Value};

    /// Real messages, which are the seeds: `WRITE_SEEDS=1 cargo test` writes them.
    #[test]
    fn the_seeds_are_what_this_release_writes() {
        let manifest: &'static copydesk_stage::Manifest = &MANIFEST;
        let names = Names::of(std::iter::once(manifest));
        let mut document = article();
        let entity = document.layer("entity").expect("it is there").annotations()[0].id;
        let mut note = Annotation::new(document.fresh_id(), Span::new(0, 2));
        note.span = None;
        let mut mark = Annotation::new(document.fresh_id(), Span::new(0, 2)).with_label("good");
        mark.score = Some(0.5);
        mark.attrs.push(Attr { key: "n".into(), value: Value::Int(-3) });
        mark.attrs.push(Attr { key: "x".into(), value: Value::Float(0.25) });
        mark.attrs.push(Attr { key: "sure".into(), value: Value::Bool(true) });
        let words = ["no", "É"].map(|word| Value::Text(word.to_owned()));
        mark.attrs.push(Attr { key: "words".into(), value: Value::List(words.to_vec()) });
        mark.links.push(Link { role: "to".into(), targets: Targets::One(mark.id) });
        mark.links.push(Link { role: "all".into(), targets: Targets::Many(vec![note.id]) });
        mark.links.push(Link { role: "who".into(), targets: Targets::One(entity) });
        let layers = [Layer::new("mark", vec![mark]), Layer::new("note", vec![note])];

        let mut seeds = vec![Vec::new(); 5];
        message::made(&mut seeds[0], &names, 0, &layers).expect("it is short");
        message::failed(&mut seeds[1], 0, ProblemKind::Panicked, "index out of bounds");
        message::unable(&mut seeds[2], "the model is not here");
        message::loading(&mut seeds[3], 1);
        message::article(&mut seeds[4], &names, 0, &[], &document, |_| true).expect("it is short");
        seeds.push(seeds.concat());
        for (name, seed) in
            ["made", "failed", "unable", "loading", "article", "all"].iter().zip(&seeds)
        {
            let path =
                std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/frames").join(name);
            if std::env::var_os("WRITE_SEEDS").is_some() {
                std::fs::write(&path, seed).expect("it can be written");
            }
            assert_eq!(std::fs::read(&path).ok().as_ref(), Some(seed), "{}", path.display());
            run(seed);
        }
    }
}
