//! Which layers are written.

use copydesk_document::Document;
use copydesk_pipeline::Pipeline;

use crate::commands::names::Names;
use crate::failure::Failure;
use crate::output::sink::OutputFormat;

/// The layers to write.
pub struct Wanted {
    /// Whether they are written as lines of our own.
    pub lines: bool,
    all: bool,
    named: Vec<String>,
    on_request: Vec<String>,
}

impl Wanted {
    pub fn new(named: &[String], pipeline: &Pipeline, form: OutputFormat) -> Result<Self, Failure> {
        let all = named.iter().any(|name| name == "all");
        let names = Names::of_stages(pipeline);
        names.check_layers(named.iter().filter(|name| *name != "all")).map_err(Failure::new)?;
        let on_request = pipeline
            .layers()
            .filter(|(_, on_request)| *on_request)
            .map(|(layer, _)| layer.to_owned());
        let lines = form == OutputFormat::Jsonl;
        Ok(Self { lines, all, named: named.to_vec(), on_request: on_request.collect() })
    }

    pub fn has(&self, layer: &str) -> bool {
        self.all
            || if self.named.is_empty() {
                !contains(&self.on_request, layer)
            } else {
                contains(&self.named, layer)
            }
    }

    /// Whether the layer is written, or may be looked at in writing another, as a speaker's name is.
    pub fn needs(&self, layer: &str) -> bool {
        self.has(layer) || !contains(&self.on_request, layer)
    }

    /// Takes out of an article whose line is written what is in no line, so that articles that wait
    /// for those before them take little memory: tokens are most of an article.
    pub fn drop_others(&self, document: &mut Document) {
        if self.lines {
            let others: Vec<_> =
                document.layers().iter().map(|layer| layer.name().to_owned()).collect();
            for layer in others.iter().filter(|layer| !self.has(layer)) {
                document.remove(layer);
            }
        }
    }
}

fn contains(names: &[String], name: &str) -> bool {
    names.iter().any(|other| other == name)
}
