//! What is wrong with a record, in one sentence.

use std::fmt;

use crate::manifest::AttrKind;

/// Why the host does not take a stage's records.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each message says what its fields are")]
pub enum Refusal {
    /// A pointer is null or misaligned, attributes lie outside their array, or bytes are not UTF-8.
    Memory,
    /// An earlier record was refused, and another came.
    Closed,
    /// More records than any text could need.
    TooMany { most: usize },
    /// A layer that the manifest does not provide.
    UndeclaredLayer { layer: String },
    /// A label that the layer does not have.
    UndeclaredLabel { layer: String, label: String },
    /// An attribute that the layer does not have.
    UndeclaredAttr { layer: String, key: String },
    /// A role that the layer does not have.
    UndeclaredLink { layer: String, key: String },
    /// An attribute of a kind that this ABI does not know.
    UnknownAttrKind { layer: String, key: String, kind: u32 },
    /// An attribute of another kind than declared.
    WrongAttrKind { layer: String, key: String, declared: AttrKind },
    /// Several values for what the manifest does not call "many".
    Repeated { layer: String, key: String },
    /// A span outside the text, backwards, or with an end inside a character.
    Span { layer: String, start: u32, end: u32, text: usize },
    /// An infinite score, or an infinite or undefined number.
    NotFinite { layer: String, what: String },
    /// A number that this call did not reserve.
    ForeignId { layer: String, id: u32 },
    /// A number that two records share.
    RepeatedId { layer: String, id: u32 },
    /// A link to nothing, or to an annotation of another layer than declared.
    DanglingLink { layer: String, role: String, target: u32, wanted: String },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory => f.write_str("a record has a bad pointer, attributes outside their array, or text that is not UTF-8"),
            Self::Closed => f.write_str("a record came after one had been refused"),
            Self::TooMany { most } => write!(f, "more than {most} records for one article"),
            Self::UndeclaredLayer { layer } => write!(f, "layer {layer:?} is not under \"provides\" in the manifest"),
            Self::UndeclaredLabel { layer, label } => write!(f, "label {label:?} is not among those of layer {layer:?} in the manifest"),
            Self::UndeclaredAttr { layer, key } => write!(f, "attribute {key:?} is not among those of layer {layer:?} in the manifest"),
            Self::UndeclaredLink { layer, key } => write!(f, "link {key:?} is not among those of layer {layer:?} in the manifest"),
            Self::UnknownAttrKind { layer, key, kind } => write!(f, "attribute {key:?} of layer {layer:?} is of kind {kind}, which ABI 1 does not have"),
            Self::WrongAttrKind { layer, key, declared } => write!(f, "attribute {key:?} of layer {layer:?} is declared as {declared:?} and came as something else"),
            Self::Repeated { layer, key } => write!(f, "{key:?} of layer {layer:?} came twice and is not declared as \"many\""),
            Self::Span { layer, start, end, text } => write!(
                f,
                "span {start}..{end} of layer {layer:?} is backwards, past the text's {text} bytes, or ends inside a character"
            ),
            Self::NotFinite { layer, what } => write!(f, "{what:?} of layer {layer:?} is not a finite number"),
            Self::ForeignId { layer, id } => write!(f, "annotation {id} of layer {layer:?} has a number that was not reserved in this call"),
            Self::RepeatedId { layer, id } => write!(f, "annotation {id} of layer {layer:?} has a number that another has too"),
            Self::DanglingLink { layer, role, target, wanted } => write!(
                f,
                "link {role:?} of layer {layer:?} leads to {target}, which is no annotation of layer {wanted:?} that the stage sees"
            ),
        }
    }
}

impl std::error::Error for Refusal {}
