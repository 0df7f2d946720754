//! What the host does with a stage's records: checks each against the manifest and the text, copies
//! it, and in the end makes layers of them.
//!
//! One refused record spoils the stage's output for the article: half a result that looks whole is
//! worse than none.

use std::sync::Arc;

use copydesk_document::{
    Annotation, AnnotationId, Attr, Document, Layer, Link, Name, Span, Targets, Value,
};

use crate::abi::NO_SPAN;
use crate::manifest::{AttrKind, LayerSpec, Manifest};

mod refusal;

pub use refusal::Refusal;

/// Takes the records of one call of one stage.
#[derive(Debug)]
pub struct Collector {
    manifest: &'static Manifest,
    text: Arc<str>,
    first_id: u32,
    next_id: u32,
    /// By layer of the manifest, what was emitted.
    layers: Vec<Vec<Annotation>>,
    /// The layer that the last record went to, which is mostly the next one's as well.
    last: usize,
    /// By the address of a label in the stage, which it had among those declared the last time. A
    /// hint, and checked: stages have their labels as constants, and tokens have fifty of them.
    hints: [u8; HINTS],
    emitted: usize,
    most: usize,
    refusal: Option<Refusal>,
    after_refusal: usize,
    failure: Option<String>,
}

/// The number of hints to labels.
const HINTS: usize = 128;

/// The parts of a record that every annotation has, as they come over the boundary: not checked yet.
#[derive(Clone, Copy, Debug)]
pub struct Incoming<'a> {
    /// The record's number; 0 where the host is to give it one.
    pub id: u32,
    /// Its first byte; [`NO_SPAN`] here and as the end where it is about the whole article.
    pub start: u32,
    /// The first byte after it.
    pub end: u32,
    /// Its score; NaN where it has none.
    pub score: f32,
    /// Its label.
    pub label: &'a str,
}

/// The value of an attribute on its way in.
#[derive(Clone, Copy, Debug)]
pub enum Field<'a> {
    /// Words.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Number(f64),
    /// 0 or 1.
    Boolean(i64),
    /// The number of another annotation.
    Link(u32),
}

/// A record whose attributes are still coming in.
#[derive(Debug)]
pub struct Draft {
    layer: usize,
    annotation: Annotation,
}

impl Draft {
    /// Makes room for this many attributes and links, and for no more: there are many annotations and
    /// most have few.
    pub fn expect(&mut self, attrs: usize, links: usize) {
        self.annotation.attrs.reserve_exact(attrs);
        self.annotation.links.reserve_exact(links);
    }
}

impl Collector {
    /// A collector for one call of the stage with this manifest on `document`.
    ///
    /// The manifest lives as long as the program, as loaded libraries do, so that labels and keys
    /// need not be copied for each record.
    #[must_use]
    pub fn new(manifest: &'static Manifest, document: &Document) -> Self {
        let first_id = document.next_id().get();
        let text = document.shared_text();
        Self {
            manifest,
            first_id,
            next_id: first_id,
            layers: manifest.provides.iter().map(|_| Vec::new()).collect(),
            last: 0,
            hints: [0; HINTS],
            emitted: 0,
            // No analysis has more to say than a few things about each byte.
            most: 1_000 + 4 * text.len(),
            text,
            refusal: None,
            after_refusal: 0,
            failure: None,
        }
    }

    /// The same with room for so many records only, to see what a stage does when one is refused.
    #[must_use]
    pub fn taking_at_most(mut self, most: usize) -> Self {
        self.most = most;
        self
    }

    /// The next unused number.
    pub(crate) fn reserve(&mut self) -> AnnotationId {
        let id = AnnotationId::new(self.next_id).expect("numbers start at 1");
        // A stage that reserves without end gets the last number over and over, and is refused.
        self.next_id = self.next_id.saturating_add(1);
        id
    }

    /// Whether nothing more is wanted.
    pub(crate) fn is_closed(&self) -> bool {
        self.refusal.is_some()
    }

    /// Notes why the output is refused; the first reason counts.
    pub(crate) fn refuse(&mut self, refusal: Refusal) {
        self.refusal.get_or_insert(refusal);
    }

    /// Notes what the stage says of its failure; the first reason counts.
    pub(crate) fn fail(&mut self, message: &str) {
        self.failure.get_or_insert_with(|| message.to_owned());
    }

    /// What the stage said of its failure.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// Why a record was refused, if one was.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        self.refusal.as_ref()
    }

    /// How many records came after one had been refused.
    #[must_use]
    pub fn after_refusal(&self) -> usize {
        self.after_refusal
    }

    /// Takes numbers through `id` as reserved: for records that got theirs in another process.
    pub fn reserve_through(&mut self, id: u32) {
        self.next_id = self.next_id.max(id.saturating_add(1));
    }

    /// Begins a record.
    ///
    /// # Errors
    /// What is wrong with these parts of it.
    pub fn start(&mut self, layer: &str, incoming: Incoming<'_>) -> Result<Draft, Refusal> {
        if self.is_closed() {
            self.after_refusal += 1;
            return Err(Refusal::Closed);
        }
        let provides = &self.manifest.provides;
        if provides.get(self.last).is_none_or(|spec| spec.layer != layer) {
            let place = provides.iter().position(|spec| spec.layer == layer);
            self.last =
                place.ok_or_else(|| Refusal::UndeclaredLayer { layer: layer.to_owned() })?;
        }
        let place = self.last;
        let spec = &provides[place];
        self.emitted += 1;
        if self.emitted > self.most {
            return Err(Refusal::TooMany { most: self.most });
        }
        let Incoming { id, start, end, score, label } = incoming;
        let span = if start == NO_SPAN && end == NO_SPAN {
            None
        } else {
            let span = Span::checked(start, end).filter(|span| span.fits(&self.text));
            Some(span.ok_or(Refusal::Span {
                layer: layer.to_owned(),
                start,
                end,
                text: self.text.len(),
            })?)
        };
        let label = self.name(label, &spec.labels).ok_or_else(|| Refusal::UndeclaredLabel {
            layer: layer.to_owned(),
            label: label.to_owned(),
        })?;
        let score = match score {
            score if score.is_nan() => None,
            score if score.is_finite() => Some(score),
            _ => {
                return Err(Refusal::NotFinite {
                    layer: layer.to_owned(),
                    what: "score".to_owned(),
                });
            }
        };
        let id = if id == 0 { self.reserve().get() } else { id };
        if id < self.first_id || id >= self.next_id {
            return Err(Refusal::ForeignId { layer: layer.to_owned(), id });
        }
        let id = AnnotationId::new(id).expect("numbers start at 1");
        Ok(Draft {
            layer: place,
            annotation: Annotation { id, span, label, score, attrs: Vec::new(), links: Vec::new() },
        })
    }

    /// Adds an attribute or a link to a record.
    ///
    /// # Errors
    /// When the manifest does not have it so.
    pub fn add(&mut self, draft: &mut Draft, key: &str, field: Field<'_>) -> Result<(), Refusal> {
        let spec = &self.manifest.provides[draft.layer];
        if let Field::Link(target) = field {
            return add_link(spec, &mut draft.annotation, key, target);
        }
        add_attr(spec, &mut draft.annotation, key, field)
    }

    /// Takes a record in.
    pub fn finish(&mut self, draft: Draft) -> AnnotationId {
        let id = draft.annotation.id;
        self.layers[draft.layer].push(draft.annotation);
        id
    }

    /// Makes room for this many records of `layer`, as far as the text can have them.
    pub(crate) fn expect(&mut self, layer: &str, records: usize) {
        let place = self.manifest.provides.iter().position(|spec| spec.layer == layer);
        if let Some(place) = place {
            self.layers[place].reserve(records.min(self.most));
        }
    }

    /// The declared name equal to `text`; where none is declared, `text` itself. `None` for an
    /// undeclared one.
    fn name(&mut self, text: &str, declared: &'static [String]) -> Option<Name> {
        if declared.is_empty() {
            return Some(if text.is_empty() {
                Name::Borrowed("")
            } else {
                Name::Owned(text.to_owned())
            });
        }
        let hint = &mut self.hints[(text.as_ptr().addr() / 2) % HINTS];
        if let Some(name) = declared.get(usize::from(*hint)).filter(|name| *name == text) {
            return Some(Name::Borrowed(name.as_str()));
        }
        let place = declared.iter().position(|name| name == text)?;
        *hint = u8::try_from(place).unwrap_or(0);
        Some(Name::Borrowed(declared[place].as_str()))
    }

    /// The layers, in the manifest's order, each there even when it is empty.
    ///
    /// # Errors
    /// The first reason for which a record was refused: the call's own, or a number given twice, or a
    /// link to nothing or into the wrong layer, which only show in the end.
    pub fn into_layers(self, document: &Document) -> Result<Vec<Layer>, Refusal> {
        if let Some(refusal) = self.refusal {
            return Err(refusal);
        }
        // By number, the layer that it was emitted to.
        let count = (self.next_id - self.first_id) as usize;
        let mut home: Vec<Option<usize>> = vec![None; count.min(self.most)];
        for (place, annotations) in self.layers.iter().enumerate() {
            for annotation in annotations {
                let slot = home.get_mut((annotation.id.get() - self.first_id) as usize);
                if slot.is_none_or(|slot| slot.replace(place).is_some()) {
                    let layer = self.manifest.provides[place].layer.clone();
                    return Err(Refusal::RepeatedId { layer, id: annotation.id.get() });
                }
            }
        }
        for (spec, annotations) in self.manifest.provides.iter().zip(&self.layers) {
            for link in annotations.iter().flat_map(|annotation| &annotation.links) {
                let wanted = &spec.links[&*link.role].to;
                for target in link.targets.iter() {
                    let place = target
                        .get()
                        .checked_sub(self.first_id)
                        .and_then(|own| *home.get(own as usize)?);
                    let found = match place {
                        Some(place) => self.manifest.provides[place].layer == *wanted,
                        None => {
                            self.manifest.visible().any(|visible| visible == wanted)
                                && document
                                    .layer(wanted)
                                    .is_some_and(|layer| layer.by_id(target).is_some())
                        }
                    };
                    if !found {
                        let (layer, role) = (spec.layer.clone(), link.role.to_string());
                        return Err(Refusal::DanglingLink {
                            layer,
                            role,
                            target: target.get(),
                            wanted: wanted.clone(),
                        });
                    }
                }
            }
        }
        let named = self.manifest.provides.iter().zip(self.layers);
        Ok(named.map(|(spec, annotations)| Layer::new(spec.layer.as_str(), annotations)).collect())
    }
}

fn add_attr(
    spec: &'static LayerSpec,
    annotation: &mut Annotation,
    key: &str,
    field: Field<'_>,
) -> Result<(), Refusal> {
    let owned = || (spec.layer.clone(), key.to_owned());
    let Some((declared, attr)) = spec.attrs.get_key_value(key) else {
        let (layer, key) = owned();
        return Err(Refusal::UndeclaredAttr { layer, key });
    };
    let value = match (field, attr.kind) {
        (Field::Text(text), AttrKind::Text) => Value::Text(text.to_owned()),
        (Field::Integer(integer), AttrKind::Integer) => Value::Int(integer),
        (Field::Number(number), AttrKind::Number) if number.is_finite() => Value::Float(number),
        (Field::Number(_), AttrKind::Number) => {
            let (layer, what) = owned();
            return Err(Refusal::NotFinite { layer, what });
        }
        (Field::Boolean(flag @ 0..=1), AttrKind::Boolean) => Value::Bool(flag == 1),
        _ => {
            let (layer, key) = owned();
            return Err(Refusal::WrongAttrKind { layer, key, declared: attr.kind });
        }
    };
    match annotation.attrs.iter_mut().find(|other| other.key == key) {
        None => {
            let value = if attr.many { Value::List(vec![value]) } else { value };
            annotation.attrs.push(Attr { key: Name::Borrowed(declared), value });
        }
        Some(Attr { value: Value::List(items), .. }) => items.push(value),
        Some(_) => {
            let (layer, key) = owned();
            return Err(Refusal::Repeated { layer, key });
        }
    }
    Ok(())
}

fn add_link(
    spec: &'static LayerSpec,
    annotation: &mut Annotation,
    role: &str,
    target: u32,
) -> Result<(), Refusal> {
    let owned = || (spec.layer.clone(), role.to_owned());
    let Some((declared, link)) = spec.links.get_key_value(role) else {
        let (layer, key) = owned();
        return Err(Refusal::UndeclaredLink { layer, key });
    };
    let Some(id) = AnnotationId::new(target) else {
        let (layer, role) = owned();
        return Err(Refusal::DanglingLink { layer, role, target, wanted: link.to.clone() });
    };
    match annotation.links.iter_mut().find(|other| other.role == role) {
        None => {
            let targets = if link.many { Targets::Many(vec![id]) } else { Targets::One(id) };
            annotation.links.push(Link { role: Name::Borrowed(declared), targets });
        }
        Some(Link { targets: Targets::Many(ids), .. }) => ids.push(id),
        Some(_) => {
            let (layer, key) = owned();
            return Err(Refusal::Repeated { layer, key });
        }
    }
    Ok(())
}
