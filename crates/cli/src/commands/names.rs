//! Names of layers and attributes that were typed, held against those that there are: a slip of the pen
//! would otherwise leave out all that was meant, and say nothing.

use std::collections::{BTreeMap, BTreeSet};

use copydesk_document::Document;
use copydesk_pipeline::Pipeline;
use copydesk_pipeline::config::{hint, nearest};

use crate::snapshot::folder::IGNORED;

/// The layers that there are, each with the attributes and links of its annotations.
#[derive(Clone, Debug)]
pub struct Names {
    layers: BTreeMap<String, BTreeSet<String>>,
    /// Whether they are known: not of articles that no stage was run on.
    are_known: bool,
    /// "no stage makes", "no record has".
    nobody: &'static str,
}

impl Names {
    /// Those that a pipeline's stages make.
    pub fn of_stages(pipeline: &Pipeline) -> Self {
        let provided = pipeline.stages().flat_map(|info| &info.manifest.provides);
        let layers = provided.map(|spec| {
            let keys = spec.attrs.keys().chain(spec.links.keys());
            (spec.layer.clone(), keys.cloned().collect())
        });
        Self { layers: layers.collect(), are_known: true, nobody: "no stage makes" }
    }

    /// Those that records have, of which there are none yet.
    pub fn of_records() -> Self {
        Self { layers: BTreeMap::new(), are_known: false, nobody: "no record has" }
    }

    /// Adds those of a record.
    pub fn add(&mut self, document: &Document) {
        self.are_known |= !document.stages.is_empty() || !document.layers().is_empty();
        for layer in document.layers() {
            let keys = match self.layers.get_mut(layer.name()) {
                Some(keys) => keys,
                None => self.layers.entry(layer.name().to_owned()).or_default(),
            };
            for one in layer.annotations() {
                let attrs = one.attrs.iter().map(|attr| &*attr.key);
                for key in attrs.chain(one.links.iter().map(|link| &*link.role)) {
                    if !keys.contains(key) {
                        keys.insert(key.to_owned());
                    }
                }
            }
        }
    }

    /// Makes sure that there are these layers. Where no stage was run on any record, nobody can tell.
    ///
    /// # Errors
    /// When there is none of such a name; with the nearest that is.
    pub fn check_layers<'a>(
        &self,
        named: impl IntoIterator<Item = &'a String>,
    ) -> Result<(), String> {
        named.into_iter().try_for_each(|name| self.keys(name).map(drop))
    }

    /// Makes sure that there are these attributes and links, each given as LAYER.NAME. One that no
    /// annotation happens to have may be meant all the same, unless there is one that is nearly called so.
    ///
    /// # Errors
    /// When there is no such layer, or the name must be a slip.
    pub fn check_ignored(&self, named: &[String]) -> Result<(), String> {
        for name in named.iter().filter(|name| *name != IGNORED) {
            let Some((layer, key)) = name.split_once('.') else {
                return Err(format!(
                    "{name:?} is no attribute or link of a layer; say LAYER.NAME, as in {IGNORED}"
                ));
            };
            let Some(keys) = self.keys(layer)?.filter(|keys| !keys.contains(key)) else { continue };
            if let Some(near) = nearest(key, keys.iter().map(String::as_str)) {
                return Err(format!(
                    "{name:?}: the layer {layer} has no attribute or link {key:?}; did you mean {near:?}?"
                ));
            }
        }
        Ok(())
    }

    /// What the annotations of a layer have; `None` where nobody can tell.
    fn keys(&self, layer: &str) -> Result<Option<&BTreeSet<String>>, String> {
        if !self.are_known {
            return Ok(None);
        }
        self.layers.get(layer).map(Some).ok_or_else(|| {
            let known: Vec<_> = self.layers.keys().map(String::as_str).collect();
            format!("{} a layer {layer:?}; {}", self.nobody, hint(layer, &known))
        })
    }
}
