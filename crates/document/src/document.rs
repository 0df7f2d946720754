//! The article with its layers.

use std::cmp::Reverse;
use std::fmt;
use std::sync::Arc;

use crate::{Annotation, AnnotationId, Name, Problem};

/// What is known of an article beside its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// The headline, where it is not part of the text.
    pub title: Option<String>,
    /// Who wrote it, as the source writes it, without "By".
    pub byline: Option<String>,
    /// Where the article stands.
    pub url: Option<String>,
    /// When it was published, as the source writes it.
    pub published: Option<String>,
    /// Its language as a BCP 47 tag ("en").
    pub language: Option<String>,
}

/// An article: its text, which never changes, and the layers of annotations that stand off it.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    id: String,
    text: Arc<str>,
    /// What is known of the article beside its text.
    pub meta: Meta,
    /// The stages that were run to the end, in that order.
    pub stages: Vec<Provenance>,
    /// What went wrong, in the order in which it did.
    pub problems: Vec<Problem>,
    layers: Vec<Layer>,
    next_id: u32,
}

impl Document {
    /// The longest text, in bytes, so that every span and every id fits 32 bits.
    pub const MAX_BYTES: usize = u32::MAX as usize / 4;

    /// An article without annotations. `id` names it in the collection.
    ///
    /// # Errors
    /// When the text is longer than [`Document::MAX_BYTES`] (1 GiB).
    pub fn new(id: impl Into<String>, text: impl Into<Arc<str>>) -> Result<Self, TextTooLong> {
        let text = text.into();
        if text.len() > Self::MAX_BYTES {
            return Err(TextTooLong { bytes: text.len() });
        }
        Ok(Self {
            id: id.into(),
            text,
            meta: Meta::default(),
            stages: Vec::new(),
            problems: Vec::new(),
            layers: Vec::new(),
            next_id: 1,
        })
    }

    /// An article that could not be read: no text, and the reason as its one problem.
    #[must_use]
    pub fn unreadable(id: impl Into<String>, problem: Problem) -> Self {
        let mut document = Self::new(id, "").expect("no text is not too long");
        document.problems.push(problem);
        document
    }

    /// The article's name in its collection.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The text. All spans of the document's annotations are byte ranges of it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text as a value of its own, without copying it.
    #[must_use]
    pub fn shared_text(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// The layers in the order in which they were put in.
    #[must_use]
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// The layer of this name, or `None`.
    #[must_use]
    pub fn layer(&self, name: &str) -> Option<&Layer> {
        self.layers.iter().find(|layer| layer.name == name)
    }

    /// The annotation of this number, or `None`.
    #[must_use]
    pub fn annotation(&self, id: AnnotationId) -> Option<&Annotation> {
        self.layers.iter().find_map(|layer| layer.by_id(id))
    }

    /// A number that no annotation of the document has had yet.
    pub fn fresh_id(&mut self) -> AnnotationId {
        let id = self.next_id();
        self.next_id += 1;
        id
    }

    /// The number that [`fresh_id`](Self::fresh_id) would give.
    #[must_use]
    pub fn next_id(&self) -> AnnotationId {
        AnnotationId::new(self.next_id).expect("ids start at 1")
    }

    /// Makes sure that [`fresh_id`](Self::fresh_id) gives numbers above `id` from now on.
    pub fn reserve_ids_through(&mut self, id: AnnotationId) {
        self.next_id = self.next_id.max(id.get() + 1);
    }

    /// Puts a layer in, in place of one of the same name.
    pub fn insert(&mut self, layer: Layer) {
        if let Some(last) = layer.annotations.iter().map(|annotation| annotation.id).max() {
            self.reserve_ids_through(last);
        }
        match self.layers.iter_mut().find(|other| other.name == layer.name) {
            Some(old) => *old = layer,
            None => self.layers.push(layer),
        }
    }

    /// Takes the layer of this name out, if there is one.
    pub fn remove(&mut self, name: &str) -> Option<Layer> {
        let at = self.layers.iter().position(|layer| layer.name == name)?;
        Some(self.layers.remove(at))
    }

    /// Drops each link whose target is no longer in the document, and returns how many there were.
    /// Needed only after [`remove`](Self::remove).
    pub fn drop_dangling_links(&mut self) -> usize {
        let known: std::collections::BTreeSet<_> = self
            .layers
            .iter()
            .flat_map(|layer| &layer.annotations)
            .map(|annotation| annotation.id)
            .collect();
        let mut dropped = 0;
        for annotation in self.layers.iter_mut().flat_map(|layer| &mut layer.annotations) {
            annotation.links.retain(|link| {
                let whole = link.targets.iter().all(|id| known.contains(&id));
                dropped += usize::from(!whole);
                whole
            });
        }
        dropped
    }
}

/// The annotations of one kind, in text order: by start, the longer first where two start together,
/// those of the whole document before all.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    name: Name,
    annotations: Vec<Annotation>,
    /// The places in `annotations`, ordered by id. Empty where that is the text order, as it mostly is.
    places: Vec<u32>,
    /// Who made it. The host stamps it; a stage cannot. `None` for a layer that came with the input.
    pub provenance: Option<Provenance>,
}

impl Layer {
    /// A layer of these annotations, put into text order.
    #[must_use]
    pub fn new(name: impl Into<Name>, mut annotations: Vec<Annotation>) -> Self {
        annotations.sort_by_key(|annotation| {
            annotation.span.map(|span| (span.start(), Reverse(span.end())))
        });
        let mut places = Vec::new();
        if !annotations.is_sorted_by_key(|annotation| annotation.id) {
            places.extend(
                0..u32::try_from(annotations.len())
                    .expect("a layer has fewer than 2^32 annotations"),
            );
            places.sort_by_key(|&place| annotations[place as usize].id);
        }
        Self { name: name.into(), annotations, places, provenance: None }
    }

    /// What the layer is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The annotations in text order.
    #[must_use]
    pub fn annotations(&self) -> &[Annotation] {
        &self.annotations
    }

    /// The annotation of this number, or `None`. Found by binary search.
    #[must_use]
    pub fn by_id(&self, id: AnnotationId) -> Option<&Annotation> {
        let all = &self.annotations;
        let place = if self.places.is_empty() {
            all.binary_search_by_key(&id, |annotation| annotation.id).ok()?
        } else {
            let at = self.places.binary_search_by_key(&id, |&place| all[place as usize].id).ok()?;
            self.places[at] as usize
        };
        Some(&all[place])
    }
}

/// Who made a layer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Provenance {
    /// The stage's name.
    pub stage: Name,
    /// The stage's version.
    pub version: Name,
    /// The SHA-256 of the stage's library file, as "sha256:" and 64 hexadecimal digits.
    pub library: Name,
}

/// The text is longer than a document can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextTooLong {
    /// The text's length in bytes.
    pub bytes: usize,
}

impl fmt::Display for TextTooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the text is {} bytes long, the most is {}; split it into articles",
            self.bytes,
            Document::MAX_BYTES
        )
    }
}

impl std::error::Error for TextTooLong {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Link, Span, Targets};

    fn annotation(document: &mut Document, start: u32, end: u32) -> Annotation {
        Annotation::new(document.fresh_id(), Span::new(start, end))
    }

    #[test]
    fn a_layer_is_in_text_order_with_the_longer_first() {
        let mut article = Document::new("a", "Ana Ruiz spoke.").unwrap();
        let annotations =
            [(4, 8), (0, 3), (0, 8)].map(|(start, end)| annotation(&mut article, start, end));
        let layer = Layer::new("entity", annotations.to_vec());
        let spans: Vec<_> = layer.annotations().iter().map(|a| a.span.unwrap()).collect();
        assert_eq!(spans, [Span::new(0, 8), Span::new(0, 3), Span::new(4, 8)]);
        for annotation in &annotations {
            assert_eq!(
                layer.by_id(annotation.id),
                Some(annotation),
                "ids out of text order are found"
            );
        }
    }

    #[test]
    fn ids_stay_fresh_after_a_layer_from_outside() {
        let mut article = Document::new("a", "Ana").unwrap();
        let id = AnnotationId::new(40).unwrap();
        article.insert(Layer::new("entity", vec![Annotation::new(id, Span::new(0, 3))]));
        assert_eq!(article.fresh_id().get(), 41);
    }

    #[test]
    fn links_into_a_removed_layer_are_dropped_and_counted() {
        let mut article = Document::new("a", "Ana said so.").unwrap();
        let speaker = annotation(&mut article, 0, 3);
        let mut quote = annotation(&mut article, 9, 11);
        quote.links.push(Link { role: "speaker".into(), targets: Targets::One(speaker.id) });
        article.insert(Layer::new("entity", vec![speaker]));
        article.insert(Layer::new("quote", vec![quote]));
        article.remove("entity");
        assert_eq!(article.drop_dangling_links(), 1);
        assert!(article.layer("quote").unwrap().annotations()[0].links.is_empty());
    }
}
