//! What a stage sees of an article: borrowed views over the tables that the host passes in.
#![expect(unsafe_code, reason = "reads what the host passed in")]

use std::fmt;

use copydesk_document::{AnnotationId, Span};

use super::plugin::{layers, records, trusted};
use super::{NO_SPAN, RawAnnotation, RawAttr, RawDocument, RawLayer, kind};

/// The article in hand: its text and metadata, and the layers that the stage declared.
#[derive(Clone, Copy)]
pub struct Article<'a> {
    // Invariant: made by `from_raw` alone, so everything reachable from it is what the header's
    // contract says: valid for 'a, strings UTF-8, spans on character boundaries of the text.
    raw: &'a RawDocument,
}

impl<'a> Article<'a> {
    /// # Safety
    /// `raw` and all that it points to must keep the header's contract for `'a`.
    pub(crate) unsafe fn from_raw(raw: &'a RawDocument) -> Self {
        Self { raw }
    }

    /// The text. Spans are byte ranges of it.
    #[must_use]
    pub fn text(&self) -> &'a str {
        // SAFETY: the type's invariant.
        unsafe { trusted(self.raw.text) }
    }

    /// The article's name in its collection.
    #[must_use]
    pub fn id(&self) -> &'a str {
        // SAFETY: the type's invariant.
        unsafe { trusted(self.raw.id) }
    }

    /// The headline where it is not part of the text; empty where unknown.
    #[must_use]
    pub fn title(&self) -> &'a str {
        // SAFETY: the type's invariant.
        unsafe { trusted(self.raw.title) }
    }

    /// When the article was published, as its source writes it; empty where unknown.
    #[must_use]
    pub fn published(&self) -> &'a str {
        // SAFETY: the type's invariant.
        unsafe { trusted(self.raw.published) }
    }

    /// Where the article stands; empty where unknown.
    #[must_use]
    pub fn url(&self) -> &'a str {
        // SAFETY: the type's invariant.
        unsafe { trusted(self.raw.url) }
    }

    /// The article's language as a BCP 47 tag; empty where unknown.
    #[must_use]
    pub fn language(&self) -> &'a str {
        // SAFETY: the type's invariant.
        unsafe { trusted(self.raw.language) }
    }

    /// The layer of this name.
    ///
    /// # Errors
    /// When the stage's manifest does not name the layer, or names it as optional and it is not
    /// there. Use [`optional`](Self::optional) for those.
    pub fn layer(&self, name: &'static str) -> Result<Layer<'a>, UndeclaredLayer> {
        self.optional(name).ok_or(UndeclaredLayer { name })
    }

    /// The layer of this name, or `None` when it is not there.
    #[must_use]
    pub fn optional(&self, name: &str) -> Option<Layer<'a>> {
        // SAFETY: the type's invariant.
        let all = unsafe { layers(self.raw) };
        all.iter().map(|raw| Layer { raw, text: self.text() }).find(|layer| layer.name() == name)
    }
}

impl fmt::Debug for Article<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Article").field("id", &self.id()).finish_non_exhaustive()
    }
}

/// A layer that the stage asked for and was not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UndeclaredLayer {
    name: &'static str,
}

impl fmt::Display for UndeclaredLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "there is no layer {:?}; name it under \"requires\" in the stage's manifest",
            self.name
        )
    }
}

impl std::error::Error for UndeclaredLayer {}

/// The annotations of one kind, in text order: by start, the longer first where two start together.
#[derive(Clone, Copy)]
pub struct Layer<'a> {
    // Invariant: reached from an `Article`.
    raw: &'a RawLayer,
    text: &'a str,
}

impl<'a> Layer<'a> {
    /// What the layer is called.
    #[must_use]
    pub fn name(&self) -> &'a str {
        // SAFETY: the type's invariant.
        unsafe { trusted(self.raw.name) }
    }

    /// How many annotations there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records().0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All annotations.
    #[must_use]
    pub fn iter(&self) -> Annotations<'a> {
        self.slice(0, self.len())
    }

    /// The annotation at place `index` of the layer's order, or `None`.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Annotation<'a>> {
        let (annotations, attrs) = self.records();
        annotations.get(index).map(|raw| Annotation { raw, attrs, text: self.text })
    }

    /// The annotation with this id, or `None`. Looks at each one.
    #[must_use]
    pub fn by_id(&self, id: AnnotationId) -> Option<Annotation<'a>> {
        self.iter().find(|annotation| annotation.raw.id == id.get())
    }

    /// The annotations that lie wholly inside `span`: a sentence's tokens, a paragraph's sentences.
    /// Those of the whole document have no place in it and are not among them. Found by binary search.
    pub fn within(&self, span: Span) -> impl Iterator<Item = Annotation<'a>> + use<'a> {
        let (annotations, _) = self.records();
        // Annotations of the whole document stand before all others.
        let place =
            |byte: u32| annotations.partition_point(|raw| raw.start == NO_SPAN || raw.start < byte);
        // An empty span at the end of the wanted one is inside it.
        let (first, last) = (place(span.start()), place(span.end().saturating_add(1)));
        self.slice(first, last).filter(move |annotation| span.covers(annotation.span()))
    }

    fn slice(&self, first: usize, last: usize) -> Annotations<'a> {
        let (annotations, attrs) = self.records();
        Annotations { raw: annotations[first..last].iter(), attrs, text: self.text }
    }

    fn records(&self) -> (&'a [RawAnnotation], &'a [RawAttr]) {
        // SAFETY: the type's invariant.
        unsafe { records(self.raw) }
    }
}

impl<'a> IntoIterator for Layer<'a> {
    type Item = Annotation<'a>;
    type IntoIter = Annotations<'a>;

    fn into_iter(self) -> Annotations<'a> {
        self.iter()
    }
}

impl fmt::Debug for Layer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Layer").field("name", &self.name()).field("len", &self.len()).finish()
    }
}

/// The annotations of a layer, or a run of them, in text order.
#[derive(Clone, Debug)]
pub struct Annotations<'a> {
    raw: std::slice::Iter<'a, RawAnnotation>,
    attrs: &'a [RawAttr],
    text: &'a str,
}

impl<'a> Iterator for Annotations<'a> {
    type Item = Annotation<'a>;

    fn next(&mut self) -> Option<Annotation<'a>> {
        self.raw.next().map(|raw| Annotation { raw, attrs: self.attrs, text: self.text })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.raw.size_hint()
    }
}

impl ExactSizeIterator for Annotations<'_> {}

/// One annotation that an earlier stage made.
#[derive(Clone, Copy)]
pub struct Annotation<'a> {
    // Invariant: reached from a `Layer`.
    raw: &'a RawAnnotation,
    attrs: &'a [RawAttr],
    text: &'a str,
}

impl<'a> Annotation<'a> {
    /// Its number in the document, for links.
    ///
    /// # Panics
    /// Never: the host numbers from 1.
    #[must_use]
    pub fn id(&self) -> AnnotationId {
        AnnotationId::new(self.raw.id).expect("the host numbers annotations from 1")
    }

    /// Where it stands. An annotation of the whole document has the whole text's span.
    #[must_use]
    pub fn span(&self) -> Span {
        if self.raw.start == NO_SPAN {
            return Span::from_range(0..self.text.len());
        }
        Span::new(self.raw.start, self.raw.end)
    }

    /// The words that it covers.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.span().of(self.text)
    }

    /// Its label; empty where the layer has none.
    #[must_use]
    pub fn label(&self) -> &'a str {
        // SAFETY: the type's invariant.
        unsafe { trusted(self.raw.label) }
    }

    /// Its score, where it has one.
    #[must_use]
    pub fn score(&self) -> Option<f32> {
        (!self.raw.score.is_nan()).then_some(self.raw.score)
    }

    /// The words of the text attribute `key`, or `None`.
    #[must_use]
    pub fn text_attr(&self, key: &str) -> Option<&'a str> {
        self.text_attrs(key).next()
    }

    /// The words of each text attribute `key`, for one that its stage declares as "many".
    pub fn text_attrs<'k>(&self, key: &'k str) -> impl Iterator<Item = &'a str> + use<'a, 'k> {
        // SAFETY: the type's invariant.
        self.all(key, kind::TEXT).map(|attr| unsafe { trusted(attr.text) })
    }

    /// The value of the integer attribute `key`, or `None`.
    #[must_use]
    pub fn integer_attr(&self, key: &str) -> Option<i64> {
        self.find(key, kind::INTEGER).map(|attr| attr.integer)
    }

    /// The value of the number attribute `key`, or `None`.
    #[must_use]
    pub fn number_attr(&self, key: &str) -> Option<f64> {
        self.find(key, kind::NUMBER).map(|attr| attr.number)
    }

    /// The value of the yes-or-no attribute `key`; no where it is missing.
    #[must_use]
    pub fn flag(&self, key: &str) -> bool {
        self.find(key, kind::BOOLEAN).is_some_and(|attr| attr.integer != 0)
    }

    /// The annotation that this one links to in the role `role`, the first if there are several.
    #[must_use]
    pub fn link(&self, role: &str) -> Option<AnnotationId> {
        self.links(role).next()
    }

    /// The annotations that this one links to in the role `role`.
    pub fn links<'r>(&self, role: &'r str) -> impl Iterator<Item = AnnotationId> + use<'a, 'r> {
        self.all(role, kind::LINK).filter_map(|attr| AnnotationId::new(attr.target))
    }

    fn find(&self, key: &str, kind: u32) -> Option<&'a RawAttr> {
        self.all(key, kind).next()
    }

    fn all<'k>(&self, key: &'k str, kind: u32) -> impl Iterator<Item = &'a RawAttr> + use<'a, 'k> {
        let first = usize::try_from(self.raw.first_attr).unwrap_or(usize::MAX);
        let count = usize::try_from(self.raw.n_attrs).unwrap_or(0);
        let own = self.attrs.get(first..first.saturating_add(count)).unwrap_or_default();
        own.iter().filter(move |attr| {
            // SAFETY: the type's invariant.
            attr.kind == kind && unsafe { trusted(attr.key) } == key
        })
    }
}

impl fmt::Debug for Annotation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({:?} {:?} {:?})", self.raw.id, self.span(), self.label(), self.text())
    }
}

#[cfg(test)]
mod tests {
    use copydesk_document::{Annotation, Document, Layer, Span};

    #[test]
    fn what_is_within_a_span_is_found_beside_an_annotation_of_the_whole_document() {
        let mut article = Document::new("a", "Ana Ruiz spoke.").unwrap();
        let mut whole = Annotation::new(article.fresh_id(), Span::new(0, 0));
        whole.span = None;
        let words = [(0, 3), (4, 8), (9, 14)].map(|(start, end)| Span::new(start, end));
        let words = words.map(|span| Annotation::new(article.fresh_id(), span));
        article.insert(Layer::new("x", [&[whole], &words[..]].concat()));
        for (span, expected) in [
            (Span::new(0, 15), &["Ana", "Ruiz", "spoke"][..]),
            (Span::new(0, 8), &["Ana", "Ruiz"]),
            (Span::new(4, 8), &["Ruiz"]),
            (Span::new(5, 9), &[]),
            (Span::new(15, 15), &[]),
        ] {
            let found = crate::harness::view(&article, &["x"], |article| {
                let layer = article.layer("x").unwrap();
                layer.within(span).map(|word| word.text().to_owned()).collect::<Vec<_>>()
            });
            assert_eq!(found, expected, "{span}");
        }
    }
}
