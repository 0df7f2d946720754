//! One annotation: where, what, and with whom.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::Span;

/// A label, an attribute key or a link role. Names that a stage declares live as long as the program
/// and are borrowed; names read from a file are owned.
pub type Name = Cow<'static, str>;

/// The number of an annotation, unique within its document, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AnnotationId(u32);

impl AnnotationId {
    /// The id with this number, or `None` for 0, which stands for "no annotation" at the stage
    /// boundary.
    #[must_use]
    pub const fn new(number: u32) -> Option<Self> {
        if number == 0 { None } else { Some(Self(number)) }
    }

    /// The number, never 0.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

/// What a stage found at one place of a text, or about the text as a whole.
///
/// Fields are public: an annotation on its own has no invariant. The host checks it against its
/// document and against what the stage declared before it goes into a [`Layer`](crate::Layer).
#[derive(Clone, Debug, PartialEq)]
pub struct Annotation {
    /// The annotation's number in its document.
    pub id: AnnotationId,
    /// Where it stands; `None` for one that is about the whole document.
    pub span: Option<Span>,
    /// What it is, of the labels that the layer knows; empty where the layer needs none.
    pub label: Name,
    /// How sure the stage is, or how much it matters; what it means is the layer's to say.
    pub score: Option<f32>,
    /// Further properties, in the order in which the stage gave them.
    pub attrs: Vec<Attr>,
    /// Links to other annotations, in the order in which the stage gave them.
    pub links: Vec<Link>,
}

impl Annotation {
    /// An annotation at `span` with nothing else said of it yet.
    #[must_use]
    pub fn new(id: AnnotationId, span: Span) -> Self {
        Self {
            id,
            span: Some(span),
            label: Name::Borrowed(""),
            score: None,
            attrs: Vec::new(),
            links: Vec::new(),
        }
    }

    /// The same with a label.
    #[must_use]
    pub fn with_label(mut self, label: impl Into<Name>) -> Self {
        self.label = label.into();
        self
    }

    /// The value of the attribute `key`, or `None` where it has none.
    #[must_use]
    pub fn attr(&self, key: &str) -> Option<&Value> {
        self.attrs.iter().find(|attr| attr.key == key).map(|attr| &attr.value)
    }

    /// The first annotation that this one links to in the role `role`.
    #[must_use]
    pub fn link(&self, role: &str) -> Option<AnnotationId> {
        self.linked(role).next()
    }

    /// Every annotation that this one links to in the role `role`, in order.
    pub fn linked<'a>(&'a self, role: &'a str) -> impl Iterator<Item = AnnotationId> + 'a {
        self.links.iter().filter(move |link| link.role == role).flat_map(|link| link.targets.iter())
    }
}

/// A property of an annotation.
#[derive(Clone, Debug, PartialEq)]
pub struct Attr {
    /// What the property is called.
    pub key: Name,
    /// What it is.
    pub value: Value,
}

/// The value of an attribute. In JSON it is the plain string, number, truth value or array.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other finite number.
    Float(f64),
    /// Words.
    Text(String),
    /// Several, for an attribute that the stage declares as `many`.
    List(Vec<Value>),
}

impl Value {
    /// The words of a [`Value::Text`], else `None`.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

/// A link from one annotation to others of the same document.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// What the others are to this one: "speaker", "cue", "parts".
    pub role: Name,
    /// The others.
    pub targets: Targets,
}

/// Whom a link names. In JSON one target is its number and several are an array of numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Targets {
    /// Exactly one, for a role that the stage declares as such.
    One(AnnotationId),
    /// Any number, for a role that the stage declares as `many`.
    Many(Vec<AnnotationId>),
}

impl Targets {
    /// The targets in order.
    pub fn iter(&self) -> impl Iterator<Item = AnnotationId> + '_ {
        let slice = match self {
            Self::One(id) => std::slice::from_ref(id),
            Self::Many(ids) => ids.as_slice(),
        };
        slice.iter().copied()
    }
}
