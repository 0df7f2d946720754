//! The manifest: what a stage needs, gives and can be told. JSON in a section of the library file,
//! read by the host before any of the stage's code runs.
//!
//! ```json
//! {
//!   "abi": 1,
//!   "name": "money",
//!   "version": "0.1.0",
//!   "description": "sums of money over a threshold",
//!   "requires": ["token"],
//!   "provides": [{
//!     "layer": "money",
//!     "description": "a sum of money",
//!     "labels": ["large", "small"],
//!     "attrs": {"amount": {"type": "number", "description": "in units of the currency"}},
//!     "links": {"entity": {"to": "entity", "description": "whose money it is"}}
//!   }],
//!   "config": {"threshold": {"type": "number", "default": 1000000, "minimum": 0, "description": "…"}},
//!   "examples": [{"text": "It cost $2m.", "expect": {"money": ["$2m"]}}]
//! }
//! ```

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::abi::ABI;

/// What a stage says of itself. Unknown fields are refused, so that a misspelt one is not lost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The ABI that the library was built for.
    pub abi: u32,
    /// The stage's name, by which it is chosen and configured: lower-case letters, digits, hyphens.
    pub name: String,
    /// The stage's version.
    pub version: String,
    /// What the stage finds, in a few words.
    pub description: String,
    /// The terms under which it may be used, as an SPDX expression.
    #[serde(default)]
    pub license: Option<String>,
    /// The layers without which it cannot work. It sees these and no others.
    #[serde(default)]
    pub requires: Vec<String>,
    /// Further layers that it uses where another stage provides them.
    #[serde(default)]
    pub optional: Vec<String>,
    /// The layers that it makes.
    pub provides: Vec<LayerSpec>,
    /// What it can be told, by key.
    #[serde(default)]
    pub config: BTreeMap<String, ConfigSpec>,
    /// Texts with what the stage finds in them, for readers and for tests.
    #[serde(default)]
    pub examples: Vec<Example>,
}

/// A layer that a stage makes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayerSpec {
    /// What the layer is called.
    pub layer: String,
    /// What one of its annotations stands for.
    pub description: String,
    /// The labels that its annotations can have; none named means that any will do.
    #[serde(default)]
    pub labels: Vec<String>,
    /// The attributes that its annotations can have, by key.
    #[serde(default)]
    pub attrs: BTreeMap<String, AttrSpec>,
    /// The roles in which its annotations can link to others.
    #[serde(default)]
    pub links: BTreeMap<String, LinkSpec>,
    /// Whether the layer is left out of the output unless asked for, as tokens are.
    #[serde(default)]
    pub on_request: bool,
}

/// An attribute that annotations of a layer can have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttrSpec {
    /// What kind of value it has.
    #[serde(rename = "type")]
    pub kind: AttrKind,
    /// What it says.
    pub description: String,
    /// Whether it can be given several times; its value in the output is then always an array.
    #[serde(default)]
    pub many: bool,
}

/// The kinds of attribute value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AttrKind {
    /// Words.
    Text,
    /// A whole number.
    Integer,
    /// Any finite number.
    Number,
    /// Yes or no.
    Boolean,
}

/// A role in which annotations of a layer can link to others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkSpec {
    /// The layer that the targets are in, one that the stage requires, may use or provides.
    pub to: String,
    /// What the target is to the annotation.
    pub description: String,
    /// Whether there can be several; its value in the output is then always an array.
    #[serde(default)]
    pub many: bool,
}

/// A key of a stage's configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigSpec {
    /// What kind of value it takes.
    #[serde(rename = "type")]
    pub kind: ConfigType,
    /// The value where the user says nothing.
    pub default: Value,
    /// What it changes.
    pub description: String,
    /// The least number that it takes.
    #[serde(default)]
    pub minimum: Option<f64>,
    /// The greatest number that it takes.
    #[serde(default)]
    pub maximum: Option<f64>,
    /// The words that it takes, where not any will do.
    #[serde(default)]
    pub values: Vec<String>,
}

/// The kinds of configuration value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ConfigType {
    /// Words.
    Text,
    /// A whole number.
    Integer,
    /// Any finite number.
    Number,
    /// Yes or no.
    Boolean,
    /// An array of words.
    Texts,
    /// An object whose values are words.
    Table,
    /// The path of a UTF-8 text file, relative to the configuration file that names it. What the
    /// stage is told is not the path but what is in the file; without a file, the empty text.
    File,
}

/// A text with what the stage finds in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The article.
    pub text: String,
    /// By layer, the words that its annotations cover, in text order.
    pub expect: BTreeMap<String, Vec<String>>,
}

impl Manifest {
    /// Reads a manifest and checks that it makes sense by itself.
    ///
    /// # Errors
    /// When the text is no manifest, is for another ABI, or contradicts itself.
    pub fn parse(text: &str) -> Result<Self, ManifestError> {
        // The ABI first: a manifest of another ABI may have other fields.
        #[derive(Deserialize)]
        struct Header {
            abi: u32,
            #[serde(default)]
            name: String,
        }
        let header: Header = serde_json::from_str(text).map_err(ManifestError::Syntax)?;
        if header.abi != ABI {
            return Err(ManifestError::Abi { stage: header.name, theirs: header.abi });
        }
        let manifest: Self = serde_json::from_str(text).map_err(ManifestError::Syntax)?;
        manifest.check().map_err(ManifestError::Contradiction)?;
        Ok(manifest)
    }

    /// The layer of this name among those that the stage makes.
    #[must_use]
    pub fn layer(&self, name: &str) -> Option<&LayerSpec> {
        self.provides.iter().find(|spec| spec.layer == name)
    }

    /// The layers that the stage gets to see: required ones, then optional ones.
    pub fn visible(&self) -> impl Iterator<Item = &str> {
        self.requires.iter().chain(&self.optional).map(String::as_str)
    }

    fn check(&self) -> Result<(), String> {
        let is_name = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_lowercase())
                && name
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c))
        };
        for name in self
            .visible()
            .chain(self.provides.iter().map(|spec| spec.layer.as_str()))
            .chain([self.name.as_str()])
        {
            if !is_name(name) {
                return Err(format!(
                    "{name:?} is no name: lower-case letters, digits, - and _, starting with a letter"
                ));
            }
        }
        if self.provides.is_empty() {
            return Err("it provides no layer, so it could do nothing".to_owned());
        }
        for (at, spec) in self.provides.iter().enumerate() {
            let layer = &spec.layer;
            if self.visible().any(|other| other == layer) {
                return Err(format!(
                    "layer {layer:?} is both needed and provided; a correction is a new layer with links"
                ));
            }
            if self.provides[..at].iter().any(|other| other.layer == *layer) {
                return Err(format!("layer {layer:?} is provided twice"));
            }
            for (role, link) in &spec.links {
                if spec.attrs.contains_key(role) {
                    return Err(format!(
                        "{role:?} of layer {layer:?} is both an attribute and a link"
                    ));
                }
                if !self.visible().any(|other| other == link.to) && self.layer(&link.to).is_none() {
                    return Err(format!(
                        "link {role:?} of layer {layer:?} leads to layer {:?}, which the stage neither sees nor provides",
                        link.to
                    ));
                }
            }
        }
        for example in &self.examples {
            if let Some(layer) = example.expect.keys().find(|layer| self.layer(layer).is_none()) {
                return Err(format!(
                    "an example expects layer {layer:?}, which the stage does not provide"
                ));
            }
        }
        Ok(())
    }
}

/// Why a text is no manifest that this host can use.
#[derive(Debug)]
#[non_exhaustive]
pub enum ManifestError {
    /// It is not JSON, or not of this form.
    Syntax(serde_json::Error),
    /// It is for another ABI.
    Abi {
        /// The stage's name, where it says.
        stage: String,
        /// The ABI that it was built for.
        theirs: u32,
    },
    /// It contradicts itself, in these words.
    Contradiction(String),
}

impl fmt::Display for ManifestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(error) => write!(f, "the manifest cannot be read: {error}"),
            Self::Abi { stage, theirs } => write!(
                f,
                "stage {stage:?} was built for stage ABI {theirs}, this copydesk runs ABI {ABI}; {}",
                if *theirs > ABI {
                    "use a newer copydesk"
                } else {
                    "rebuild the stage with a newer SDK"
                }
            ),
            Self::Contradiction(what) => write!(f, "the manifest contradicts itself: {what}"),
        }
    }
}

impl std::error::Error for ManifestError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(json: &str) -> String {
        Manifest::parse(json).unwrap_err().to_string()
    }

    #[test]
    fn another_abi_is_named_with_both_sides_and_the_mend() {
        let message = error(r#"{"abi": 9, "name": "money", "shape": "unheard of"}"#);
        assert_eq!(
            message,
            "stage \"money\" was built for stage ABI 9, this copydesk runs ABI 1; use a newer copydesk"
        );
    }

    #[test]
    fn a_misspelt_field_is_named() {
        let message = error(
            r#"{"abi":1,"name":"a","version":"1","description":"","require":[],"provides":[]}"#,
        );
        assert!(message.contains("unknown field `require`"), "{message}");
    }

    #[test]
    fn a_link_must_lead_to_a_layer_that_the_stage_knows() {
        let message = error(
            r#"{"abi":1,"name":"a","version":"1","description":"","provides":[
                {"layer":"b","description":"","links":{"who":{"to":"entity","description":""}}}]}"#,
        );
        assert!(message.contains("leads to layer \"entity\""), "{message}");
    }
}
