//! What a stage hands back: records, pushed one by one and copied by the host.
#![expect(unsafe_code, reason = "calls the host's functions")]

use std::fmt;
use std::marker::PhantomData;

use copydesk_document::{AnnotationId, Span};

use super::{CallTable, NO_SPAN, RawAnnotation, RawAttr, Str, kind};

/// Where a stage puts its annotations.
pub struct Output<'a> {
    // Invariant: made by `from_raw` alone.
    call: &'a CallTable,
    // The host's functions belong to the thread of the call.
    _thread: PhantomData<*mut ()>,
}

impl<'a> Output<'a> {
    /// # Safety
    /// `call` must keep the header's contract for `'a`, and `'a` must end before `process` returns.
    pub(crate) unsafe fn from_raw(call: &'a CallTable) -> Self {
        Self { call, _thread: PhantomData }
    }

    /// A number for an annotation that will be emitted later, so that others can link to it first.
    pub fn reserve(&mut self) -> AnnotationId {
        // SAFETY: the type's invariant, and called on the thread of the call.
        let number = unsafe { (self.call.reserve)(self.call.ctx) };
        AnnotationId::new(number).expect("the host numbers annotations from 1")
    }

    /// Puts one annotation into `layer` and returns its number.
    ///
    /// # Errors
    /// When the host refuses it: the layer, label, attribute or role is not in the manifest, the span
    /// is outside the text or inside a character, or a link leads nowhere. The host knows why and
    /// says so in the article's problems; the stage returns the error.
    pub fn emit(&mut self, layer: &str, record: Record<'_>) -> Result<AnnotationId, Refused> {
        let attrs = record.attrs.as_slice();
        let raw = RawAnnotation { first_attr: 0, n_attrs: attrs.len() as u64, ..record.raw };
        // SAFETY: the type's invariant; the record's borrows live through the call.
        let number = unsafe {
            (self.call.emit)(
                self.call.ctx,
                Str::new(layer),
                &raw,
                1,
                attrs.as_ptr(),
                attrs.len() as u64,
            )
        };
        AnnotationId::new(number).ok_or(Refused)
    }

    /// Puts all annotations of `batch` into `layer`, in their order, at the price of one call.
    ///
    /// # Errors
    /// As for [`emit`](Self::emit); the first that is refused spoils the whole.
    pub fn emit_all(&mut self, layer: &str, batch: &Batch<'_>) -> Result<(), Refused> {
        if batch.is_empty() {
            return Ok(());
        }
        // SAFETY: the type's invariant; the batch's borrows live through the call.
        let number = unsafe {
            (self.call.emit)(
                self.call.ctx,
                Str::new(layer),
                batch.annotations.as_ptr(),
                batch.annotations.len() as u64,
                batch.attrs.as_ptr(),
                batch.attrs.len() as u64,
            )
        };
        if number == 0 { Err(Refused) } else { Ok(()) }
    }

    /// Whether the result is no longer wanted. Long loops should ask, and return.
    #[must_use]
    pub fn cancelled(&self) -> bool {
        // SAFETY: the type's invariant, and called on the thread of the call.
        unsafe { (self.call.cancelled)(self.call.ctx) != 0 }
    }
}

impl fmt::Debug for Output<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Output")
    }
}

/// The host refused a record. It knows why; the stage only passes this on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the host refused a record")
    }
}

impl std::error::Error for Refused {}

/// An annotation on its way out.
///
/// ```
/// use copydesk_stage::{Record, Span};
///
/// let mention = Record::at(Span::new(0, 8)).label("PERSON").score(0.98).text("name", "Ana Ruiz");
/// # let _ = mention;
/// ```
#[derive(Clone, Debug)]
pub struct Record<'r> {
    raw: RawAnnotation,
    attrs: Vec<RawAttr>,
    // The raw parts hold pointers into strings that live this long.
    _borrowed: PhantomData<&'r str>,
}

impl<'r> Record<'r> {
    /// An annotation at `span`.
    #[must_use]
    pub fn at(span: Span) -> Self {
        let raw = RawAnnotation {
            id: 0,
            start: span.start(),
            end: span.end(),
            score: f32::NAN,
            label: Str::EMPTY,
            first_attr: 0,
            n_attrs: 0,
        };
        Self { raw, attrs: Vec::new(), _borrowed: PhantomData }
    }

    /// An annotation of the document as a whole.
    #[must_use]
    pub fn of_document() -> Self {
        let mut record = Self::at(Span::new(0, 0));
        (record.raw.start, record.raw.end) = (NO_SPAN, NO_SPAN);
        record
    }

    /// The same with a number from [`Output::reserve`].
    #[must_use]
    pub fn id(mut self, id: AnnotationId) -> Self {
        self.raw.id = id.get();
        self
    }

    /// The same with a label.
    #[must_use]
    pub fn label(mut self, label: &'r str) -> Self {
        self.raw.label = Str::new(label);
        self
    }

    /// The same with a score.
    #[must_use]
    pub fn score(mut self, score: f32) -> Self {
        self.raw.score = score;
        self
    }

    /// The same with a text attribute.
    #[must_use]
    pub fn text(self, key: &'r str, value: &'r str) -> Self {
        self.attr(key, RawAttr { text: Str::new(value), ..blank(kind::TEXT) })
    }

    /// The same with an integer attribute.
    #[must_use]
    pub fn integer(self, key: &'r str, value: i64) -> Self {
        self.attr(key, RawAttr { integer: value, ..blank(kind::INTEGER) })
    }

    /// The same with a number attribute, which must be finite.
    #[must_use]
    pub fn number(self, key: &'r str, value: f64) -> Self {
        self.attr(key, RawAttr { number: value, ..blank(kind::NUMBER) })
    }

    /// The same with a yes-or-no attribute.
    #[must_use]
    pub fn flag(self, key: &'r str, value: bool) -> Self {
        self.attr(key, RawAttr { integer: i64::from(value), ..blank(kind::BOOLEAN) })
    }

    /// The same with a link to another annotation in the role `role`.
    #[must_use]
    pub fn link(self, role: &'r str, target: AnnotationId) -> Self {
        self.attr(role, RawAttr { target: target.get(), ..blank(kind::LINK) })
    }

    /// The same with a link for each target.
    #[must_use]
    pub fn links(self, role: &'r str, targets: impl IntoIterator<Item = AnnotationId>) -> Self {
        targets.into_iter().fold(self, |record, target| record.link(role, target))
    }

    fn attr(mut self, key: &'r str, attr: RawAttr) -> Self {
        self.attrs.push(RawAttr { key: Str::new(key), ..attr });
        self
    }
}

/// Annotations of one layer on their way out together, for stages that have many: tokens, say. Kept
/// in the stage's scratch memory and cleared for each use, it allocates nothing.
///
/// ```
/// use copydesk_stage::{Batch, Record, Span};
///
/// let mut batch = Batch::default();
/// batch.push(Record::at(Span::new(0, 3)).label("NNP"));
/// batch.push(Record::at(Span::new(4, 8)).label("NNP"));
/// assert_eq!(batch.len(), 2);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Batch<'r> {
    annotations: Vec<RawAnnotation>,
    attrs: Vec<RawAttr>,
    // As in a record.
    _borrowed: PhantomData<&'r str>,
}

// SAFETY: the pointers are to strings borrowed for `'r`, and `&str` goes to other threads.
unsafe impl Send for Batch<'_> {}

impl<'r> Batch<'r> {
    /// Adds an annotation after the others.
    pub fn push(&mut self, record: Record<'r>) {
        let first_attr = self.attrs.len() as u64;
        self.attrs.extend_from_slice(&record.attrs);
        let n_attrs = record.attrs.len() as u64;
        self.annotations.push(RawAnnotation { first_attr, n_attrs, ..record.raw });
    }

    /// The number of annotations.
    #[must_use]
    pub fn len(&self) -> usize {
        self.annotations.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.annotations.is_empty()
    }

    /// Takes all annotations out.
    pub fn clear(&mut self) {
        self.annotations.clear();
        self.attrs.clear();
    }
}

/// An attribute of this kind with every value field 0.
const fn blank(kind: u32) -> RawAttr {
    RawAttr { key: Str::EMPTY, kind, target: 0, integer: 0, number: 0.0, text: Str::EMPTY }
}
