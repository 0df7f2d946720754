//! Keys and entries on a hand-made stage.

use std::sync::LazyLock;

use copydesk_document::{
    Annotation, AnnotationId, Attr, Document, Layer, Link, Span, Targets, Value,
};
use copydesk_stage::{Collector, Manifest};

use super::Key;
use super::entry::{self, Moved, Packer, Section, Writer};
use super::key::Origin;
use crate::isolate::codec::{self, Names};

static MANIFEST: LazyLock<Manifest> = LazyLock::new(|| {
    Manifest::parse(
        r#"{"abi":1,"name":"money","version":"0.1.0","description":"","requires":["entity"],
            "provides":[{"layer":"money","description":"","labels":["large"],
                         "attrs":{"amount":{"type":"number","description":""}},
                         "links":{"whose":{"to":"entity","description":""},
                                  "parts":{"to":"money","description":"","many":true}}}]}"#,
    )
    .unwrap()
});

/// An article with an entity of this number, and the next free number `free`.
fn article(entity: u32, free: u32) -> Document {
    let mut document = Document::new("a", "Ana Ruiz has $2m.").unwrap();
    let id = AnnotationId::new(entity).unwrap();
    document.insert(Layer::new("entity", vec![Annotation::new(id, Span::new(0, 8))]));
    document.reserve_ids_through(AnnotationId::new(free - 1).unwrap());
    document
}

/// The stage's layer: two annotations from number `first` on, the second linked to the first and to the
/// entity.
fn money(first: u32, entity: u32) -> Layer {
    let id = |number| AnnotationId::new(number).unwrap();
    let mut one = Annotation::new(id(first), Span::new(13, 14)).with_label("large");
    one.attrs.push(Attr { key: "amount".into(), value: Value::Float(2e6) });
    let mut two = Annotation::new(id(first + 1), Span::new(13, 16)).with_label("large");
    two.score = Some(0.5);
    two.links.push(Link { role: "whose".into(), targets: Targets::One(id(entity)) });
    two.links.push(Link { role: "parts".into(), targets: Targets::Many(vec![id(first)]) });
    Layer::new("money", vec![one, two])
}

fn names() -> Names {
    Names::of(std::iter::once(&*MANIFEST))
}

fn packed(first: u32, entity: u32) -> Vec<u8> {
    let (mut writer, mut packer) = (Writer::default(), Packer::default());
    let layer = money(first, entity);
    writer.pack(&mut packer, Key([7; 16]), (first, first + 2), &names(), &[&layer]);
    writer.finish().expect("it is small")
}

fn unpacked(section: &Section<'_>, document: &Document, moved: &Moved) -> Option<Vec<Layer>> {
    let mut packer = Packer::default();
    let mut collector = Collector::new(&MANIFEST, document);
    let body = packer.unpack(section).ok()?;
    codec::take_records(body, &names(), &mut collector, |number| moved.now(number)).ok()?;
    collector.into_layers(document).ok()
}

#[test]
fn what_was_put_in_comes_out_also_under_other_numbers() {
    let bytes = packed(10, 4);
    let [section] = entry::read(&bytes).unwrap()[..] else { panic!("one section") };
    assert_eq!(
        (section.key, section.first, section.next, section.annotations),
        (Key([7; 16]), 10, 12, 2)
    );
    let as_it_was = unpacked(&section, &article(4, 10), &Moved::default());
    assert_eq!(as_it_was.unwrap(), [money(10, 4)]);

    // The entity's stage now begins at 2 in place of 4, and this one at 30 in place of 10.
    let mut moved = Moved::default();
    let mut entities = section;
    (entities.first, entities.next) = (4, 5);
    moved.note(&entities, 2);
    moved.note(&section, 30);
    assert_eq!(unpacked(&section, &article(2, 30), &moved).unwrap(), [money(30, 2)]);
    // Where the link led is nothing now: it does not pass for a result.
    assert_eq!(unpacked(&section, &article(3, 30), &moved), None);

    let mut again = Writer::default();
    again.copy(&section);
    assert_eq!(again.finish().unwrap(), bytes);
}

#[test]
fn damaged_entries_are_none_or_do_not_pass_and_never_panic() {
    let bytes = packed(10, 4);
    let open = |bytes: &[u8]| {
        let sections = entry::read(bytes).unwrap_or_default();
        let section = sections.first().filter(|section| section.key == Key([7; 16]))?;
        unpacked(section, &article(4, 10), &Moved::default())
    };
    assert!(open(&bytes).is_some());
    for length in 0..bytes.len() {
        assert_eq!(open(&bytes[..length]), None, "cut to {length}");
    }
    for place in 0..bytes.len() {
        for bit in 0..8 {
            let mut damaged = bytes.clone();
            damaged[place] ^= 1 << bit;
            // The checksum that would notice is the file's; here it is enough that nothing breaks.
            open(&damaged);
        }
    }
}

#[test]
fn a_key_changes_with_all_that_a_stage_can_see_and_with_nothing_else() {
    let seen = |layer: &str| layer == "entity";
    let key = |change: &dyn Fn(&mut Document)| {
        let mut document = article(4, 10);
        change(&mut document);
        Key::of_article(&document, seen)
    };
    let plain = key(&|_| ());
    assert_eq!(plain, key(&|document| document.meta.byline = Some("By nobody".to_owned())));
    assert_eq!(plain, key(&|document| document.insert(Layer::new("unseen", Vec::new()))));
    let others = [
        key(&|document| document.meta.title = Some("Money".to_owned())),
        key(&|document| document.meta.url = Some("Money".to_owned())),
        key(&|document| document.meta.language = Some("en".to_owned())),
        key(&|document| *document = article(5, 10)),
        key(&|document| *document = Document::new("b", document.text()).unwrap()),
        key(&|document| *document = Document::new("a", "Ana Ruiz has $3m.").unwrap()),
    ];
    for (place, other) in others.iter().enumerate() {
        assert!(*other != plain && !others[..place].contains(other), "{place}");
    }

    let stage = Key::of_stage("sha", r#"{"n":1}"#);
    assert_ne!(stage, Key::of_stage("sha", r#"{"n":2}"#));
    assert_ne!(stage, Key::of_stage("she", r#"{"n":1}"#));
    let run = |origin| Key::of_run(stage, [origin].into_iter());
    let all = [Origin::Article, Origin::Failed, Origin::Run(stage), Origin::Run(plain)].map(run);
    for (place, other) in all.iter().enumerate() {
        assert!(!all[..place].contains(other), "{place}");
    }
}
