//! What differs between two documents of the same text, layer by layer.
//!
//! Annotations are paired from the nearest to the farthest: the same words with the same label
//! (agreeing, or *changed* where attributes or links differ), the same words (*relabelled*), words
//! that overlap (*moved*); what is left over is *lost* or *gained*. Links count as the same when
//! their targets stand at the same places, whatever the targets' numbers. Scores do not count.

use std::collections::BTreeMap;

use copydesk_document::{Annotation, Document, Layer, Name, Span, Value};

use super::Kind;
use copydesk_stage::testing::carets;

/// A difference.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// Which sort.
    pub kind: Kind,
    /// As the first document has it.
    pub before: Option<&'a Annotation>,
    /// As the second has it.
    pub after: Option<&'a Annotation>,
}

impl Change<'_> {
    /// Where it stands, for the order of a list.
    pub fn start(&self) -> u32 {
        let spans = [self.before, self.after].into_iter().flatten().filter_map(|one| one.span);
        spans.map(Span::start).min().unwrap_or(0)
    }

    /// What sort of disagreement it is, to count like ones together.
    pub fn name(&self, layer: &str) -> String {
        let label =
            |one: Option<&Annotation>| one.map_or(String::new(), |one| one.label.to_string());
        let (before, after) = (label(self.before), label(self.after));
        let (verb, label) = match self.kind {
            Kind::Gained => ("gained", after),
            Kind::Lost => ("lost", before),
            Kind::Changed => ("changed", after),
            Kind::Moved if before == after => ("moved", before),
            Kind::Moved => ("moved", format!("{before} to {after}")),
            Kind::Relabelled => ("relabelled", format!("{before} to {after}")),
        };
        let blank = if label.is_empty() { "" } else { " " };
        format!("{layer} {verb}{blank}{label}")
    }
}

/// What two layers have in common and what not.
#[derive(Debug, Default)]
pub struct Differences<'a> {
    /// How many annotations agree in place and label, changed ones among them.
    pub same: u64,
    /// The differences, in text order.
    pub changes: Vec<Change<'a>>,
}

/// Attributes and links of an annotation, in a form that means the same in another document.
type Properties = BTreeMap<String, String>;

/// The differences between the layer `name` of two documents, without regard to attributes in
/// `ignore` ("claim.group").
pub fn changes<'a>(
    (one, first): (&'a Document, &'a Layer),
    (other, second): (&'a Document, &'a Layer),
    ignore: &[String],
) -> Differences<'a> {
    let name = first.name();
    let mut found = Differences::default();
    let mut before = sorted(first);
    let mut after = sorted(second);
    // The same place and label: sorted alike, they meet like the two halves of a merge.
    let (mut lost, mut gained) = (Vec::new(), Vec::new());
    before.reverse();
    after.reverse();
    while let (Some(old), Some(new)) = (before.last(), after.last()) {
        match key(old).cmp(&key(new)) {
            std::cmp::Ordering::Less => lost.extend(before.pop()),
            std::cmp::Ordering::Greater => gained.extend(after.pop()),
            std::cmp::Ordering::Equal => {
                found.same += 1;
                if properties(one, name, old, ignore) != properties(other, name, new, ignore) {
                    found.changes.push(Change {
                        kind: Kind::Changed,
                        before: Some(old),
                        after: Some(new),
                    });
                }
                before.pop();
                after.pop();
            }
        }
    }
    lost.extend(before.into_iter().rev());
    gained.extend(after.into_iter().rev());
    let same_span = |old: &Annotation, new: &Annotation| old.span == new.span;
    pair(&mut lost, &mut gained, Kind::Relabelled, same_span, &mut found.changes);
    let overlap = |old: &Annotation, new: &Annotation| {
        old.span.zip(new.span).is_some_and(|(old, new)| old.overlaps(new))
    };
    let same_label =
        |old: &Annotation, new: &Annotation| old.label == new.label && overlap(old, new);
    pair(&mut lost, &mut gained, Kind::Moved, same_label, &mut found.changes);
    pair(&mut lost, &mut gained, Kind::Moved, overlap, &mut found.changes);
    let lost =
        lost.into_iter().map(|old| Change { kind: Kind::Lost, before: Some(old), after: None });
    found.changes.extend(lost);
    let gained =
        gained.into_iter().map(|new| Change { kind: Kind::Gained, before: None, after: Some(new) });
    found.changes.extend(gained);
    found.changes.sort_by_key(|change| (change.start(), change.kind));
    found
}

/// How many gained annotations are looked at for each lost one. More than a few that overlap one
/// place are too unlike to pair.
const LOOKED_AT: usize = 64;

/// Pairs what was lost with what was gained, both in text order.
fn pair<'a>(
    lost: &mut Vec<&'a Annotation>,
    gained: &mut Vec<&'a Annotation>,
    kind: Kind,
    near: impl Fn(&Annotation, &Annotation) -> bool,
    changes: &mut Vec<Change<'a>>,
) {
    let mut taken = vec![false; gained.len()];
    let mut first = 0;
    lost.retain(|old| {
        let (start, end) = place(old);
        // Nothing that ends before this one starts is near it or any later one.
        while gained.get(first).is_some_and(|new| taken[first] || place(new).1 < start) {
            first += 1;
        }
        let coming = (first..gained.len()).take(LOOKED_AT);
        let partner = coming
            .take_while(|&at| place(gained[at]).0 <= end)
            .find(|&at| !taken[at] && near(old, gained[at]));
        match partner {
            Some(at) => {
                taken[at] = true;
                changes.push(Change { kind, before: Some(old), after: Some(gained[at]) });
                false
            }
            None => true,
        }
    });
    let mut taken = taken.into_iter();
    gained.retain(|_| !taken.next().unwrap_or(false));
}

/// By place and label.
fn sorted(layer: &Layer) -> Vec<&Annotation> {
    let mut all: Vec<_> = layer.annotations().iter().collect();
    all.sort_by(|one, other| key(one).cmp(&key(other)));
    all
}

fn place(annotation: &Annotation) -> (u32, u32) {
    annotation.span.map_or((0, 0), |span| (span.start(), span.end()))
}

fn key(annotation: &Annotation) -> (Option<(u32, u32)>, &Name) {
    (annotation.span.map(|span| (span.start(), span.end())), &annotation.label)
}

fn properties(
    document: &Document,
    layer: &str,
    annotation: &Annotation,
    ignore: &[String],
) -> Properties {
    let ignored = |key: &str| {
        let parts = ignore.iter().filter_map(|name| name.split_once('.'));
        parts.into_iter().any(|(one, other)| one == layer && other == key)
    };
    let mut all = Properties::new();
    for attr in annotation.attrs.iter().filter(|attr| !ignored(&attr.key)) {
        all.insert(attr.key.to_string(), value(&attr.value));
    }
    for link in annotation.links.iter().filter(|link| !ignored(&link.role)) {
        let places = link.targets.iter().map(|id| match document.annotation(id) {
            Some(target) => {
                target.span.map_or_else(|| target.label.to_string(), |span| span.to_string())
            }
            None => "nothing".to_owned(),
        });
        all.insert(format!("{}→", link.role), places.collect::<Vec<_>>().join(" "));
    }
    all
}

/// In words; of a fraction so many digits that another order of summing does not show.
fn value(value: &Value) -> String {
    match value {
        Value::Float(number) => format!("{number:.4}"),
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}

/// In words what differs in attributes and links: "speaker→Ana Ruiz", "hedged=true".
pub fn in_words(
    (one, before): (&Document, &Annotation),
    (other, after): (&Document, &Annotation),
    layer: &str,
    ignore: &[String],
) -> (String, String) {
    let (old, new) =
        (properties(one, layer, before, ignore), properties(other, layer, after, ignore));
    let differing =
        |document: &Document, annotation: &Annotation, own: &Properties, theirs: &Properties| {
            let mut words = String::new();
            for key in own.keys().filter(|key| own.get(*key) != theirs.get(*key)) {
                let shown = match key.strip_suffix('→') {
                    Some(role) => annotation
                        .linked(role)
                        .map(|id| carets::name(document, id))
                        .collect::<Vec<_>>()
                        .join(" + "),
                    None => own[key].clone(),
                };
                let sign = if key.ends_with('→') { "" } else { "=" };
                words.push_str(&format!(" {key}{sign}{shown}"));
            }
            words
        };
    (differing(one, before, &old, &new), differing(other, after, &new, &old))
}

#[cfg(test)]
mod tests {
    use copydesk_document::{Attr, Link, Targets};

    use super::*;

    const TEXT: &str = "Ana Ruiz met Hugh Hill of Port Elsing.";

    fn document(mentions: &[(u32, u32, &'static str)]) -> Document {
        let mut document = Document::new("a", TEXT).unwrap();
        let annotations = mentions
            .iter()
            .map(|&(start, end, label)| {
                Annotation::new(document.fresh_id(), Span::new(start, end)).with_label(label)
            })
            .collect();
        document.insert(Layer::new("entity", annotations));
        document
    }

    fn told(one: &Document, other: &Document) -> (u64, Vec<String>) {
        let layer = |document| -> &Layer { Document::layer(document, "entity").unwrap() };
        let found = changes((one, layer(one)), (other, layer(other)), &["entity.group".to_owned()]);
        (found.same, found.changes.iter().map(|change| change.name("entity")).collect())
    }

    #[test]
    fn each_kind_of_change_is_told() {
        let base = [(0, 8, "PERSON"), (13, 22, "PERSON"), (26, 37, "LOC")];
        type Case<'a> = (&'a [(u32, u32, &'static str)], u64, &'a [&'a str]);
        let cases: [Case<'_>; 6] = [
            (&base, 3, &[]),
            (&base[1..], 2, &["entity lost PERSON"]),
            (&[base[0], (9, 12, "MISC"), base[1], base[2]], 3, &["entity gained MISC"]),
            (&[(0, 8, "ORG"), base[1], base[2]], 2, &["entity relabelled PERSON to ORG"]),
            (
                &[base[0], (18, 22, "PERSON"), (26, 30, "ORG")],
                1,
                &["entity moved PERSON", "entity moved LOC to ORG"],
            ),
            (&[], 0, &["entity lost PERSON", "entity lost PERSON", "entity lost LOC"]),
        ];
        for (mentions, same, names) in cases {
            let (agreeing, found) = told(&document(&base), &document(mentions));
            assert_eq!(agreeing, same);
            assert_eq!(found, names);
        }
    }

    #[test]
    fn attributes_and_the_places_of_links_count_but_numbers_and_scores_do_not() {
        let mention = |id_from: u32, role: &str, target: u32, score: f32| {
            let mut document = Document::new("a", TEXT).unwrap();
            for _ in 0..id_from {
                document.fresh_id();
            }
            let ids = [document.fresh_id(), document.fresh_id()];
            let mut annotations: Vec<_> = [(0, 8), (13, 22)]
                .iter()
                .zip(ids)
                .map(|(&(start, end), id)| Annotation::new(id, Span::new(start, end)))
                .collect();
            let link = Targets::One(ids[target as usize]);
            annotations[0].links.push(Link { role: "entity".into(), targets: link });
            annotations[0].score = Some(score);
            let value = Value::Text(role.to_owned());
            annotations[0].attrs.push(Attr { key: "role".into(), value });
            let value = Value::Int(i64::from(id_from));
            annotations[0].attrs.push(Attr { key: "group".into(), value });
            document.insert(Layer::new("entity", annotations));
            document
        };
        let base = mention(0, "mayor", 0, 0.9);
        assert_eq!(told(&base, &mention(5, "mayor", 0, 0.2)).1, [] as [&str; 0]);
        assert_eq!(told(&base, &mention(0, "doctor", 0, 0.9)).1, ["entity changed"]);
        let other = mention(0, "mayor", 1, 0.9);
        assert_eq!(told(&base, &other).1, ["entity changed"]);
        let first =
            |document: &Document| document.layer("entity").unwrap().annotations()[0].clone();
        let words = in_words((&base, &first(&base)), (&other, &first(&other)), "entity", &[]);
        assert_eq!(words, (" entity→Ana Ruiz".to_owned(), " entity→Hugh Hill".to_owned()));
    }
}
