//! [brat's standoff](https://brat.nlplab.org/standoff.html): for each article a text and a file of
//! annotations, and one `annotation.conf` that tells brat of the types.
//!
//! A type is the layer with the label behind it: `entity-PERSON`, `quote-direct`. What goes over
//! several lines, or a tab, is discontinuous, as brat wants it. Links to other annotations are relations, what
//! is so or not so is an attribute, and everything else stands in a note.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;

use copydesk_document::{Annotation, AnnotationId, Document, OffsetMap, OffsetUnit, Span, Value};

use super::folder::Folder;
use super::sink::Sink;
use crate::failure::Failure;

/// A folder in brat's form.
pub struct Brat {
    folder: Folder,
    articles: u64,
    types: BTreeSet<String>,
    relations: BTreeSet<String>,
    attributes: BTreeSet<String>,
}

impl Brat {
    /// Begins it.
    pub fn new(folder: Folder) -> Self {
        let none = BTreeSet::new;
        Self { folder, articles: 0, types: none(), relations: none(), attributes: none() }
    }

    /// The lines of an article's annotations.
    fn standoff(&mut self, document: &Document, wanted: &dyn Fn(&str) -> bool) -> String {
        let text = document.text();
        let map = OffsetMap::new(text, OffsetUnit::Char);
        let layers = || document.layers().iter().filter(|layer| wanted(layer.name()));
        let mut numbers: BTreeMap<AnnotationId, usize> = BTreeMap::new();
        let all = || {
            layers()
                .flat_map(|layer| layer.annotations().iter().map(move |one| (layer.name(), one)))
        };
        let mut out = String::new();
        for (layer, one) in all() {
            let fragments = fragments(text, one.span);
            if fragments.is_empty() {
                continue;
            }
            let number = numbers.len() + 1;
            numbers.insert(one.id, number);
            let kind = name(&match &*one.label {
                "" => layer.to_owned(),
                label => format!("{layer}-{label}"),
            });
            let places: Vec<_> = fragments
                .iter()
                .map(|&span| map.outward(span))
                .map(|(start, end)| format!("{start} {end}"))
                .collect();
            let words: Vec<_> = fragments.iter().map(|span| span.of(text)).collect();
            let _ = writeln!(out, "T{number}\t{kind} {}\t{}", places.join(";"), words.join(" "));
            self.types.insert(kind);
        }
        let (mut relations, mut attributes, mut notes) = (0, 0, 0);
        for (_, one) in all() {
            let Some(number) = numbers.get(&one.id) else { continue };
            for link in &one.links {
                for target in link.targets.iter().filter(|target| *target != one.id) {
                    let Some(target) = numbers.get(&target) else { continue };
                    relations += 1;
                    let role = name(&link.role);
                    let _ = writeln!(out, "R{relations}\t{role} Arg1:T{number} Arg2:T{target}");
                    self.relations.insert(role);
                }
            }
            for attr in one.attrs.iter().filter(|attr| attr.value == Value::Bool(true)) {
                attributes += 1;
                let key = name(&attr.key);
                let _ = writeln!(out, "A{attributes}\t{key} T{number}");
                self.attributes.insert(key);
            }
            let note = note(one);
            if !note.is_empty() {
                notes += 1;
                let _ = writeln!(out, "#{notes}\tAnnotatorNotes T{number}\t{note}");
            }
        }
        out
    }

    fn configuration(&self) -> String {
        let mut out = String::from("[entities]\n");
        let lines = |names: &BTreeSet<String>, rest: &str| {
            names.iter().map(|name| format!("{name}{rest}\n")).collect::<String>()
        };
        out += &lines(&self.types, "");
        out += "\n[relations]\n";
        out += &lines(&self.relations, "\tArg1:<ENTITY>, Arg2:<ENTITY>");
        out += "<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>\n";
        out += "\n[events]\n\n[attributes]\n";
        out += &lines(&self.attributes, "\tArg:<ENTITY>");
        out
    }
}

impl Sink for Brat {
    fn write(&mut self, document: &Document, wanted: &dyn Fn(&str) -> bool) -> Result<(), Failure> {
        self.articles += 1;
        let stem = format!("{:06}-{}", self.articles, stem(document.id()));
        let standoff = self.standoff(document, wanted);
        for (ending, content) in [("txt", document.text()), ("ann", &standoff)] {
            let path = self.folder.path(&format!("{stem}.{ending}"));
            fs::write(&path, content).map_err(|error| Failure::at(&path, &error))?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), Failure> {
        let name = "annotation.conf";
        let mut file = self.folder.create(name)?;
        file.write_all(self.configuration().as_bytes())
            .and_then(|()| file.flush())
            .map_err(|error| Failure::at(&self.folder.path(name), &error))?;
        drop(file);
        self.folder.finish()
    }
}

/// The parts of a span between ends of lines and tabs, which end fields, without the white space at
/// their ends.
fn fragments(text: &str, span: Option<Span>) -> Vec<Span> {
    let Some(span) = span else { return Vec::new() };
    let mut at = span.start() as usize;
    let mut found = Vec::new();
    for line in span.of(text).split_inclusive(['\n', '\r', '\t']) {
        let start = at + (line.len() - line.trim_start().len());
        let end = at + line.trim_end().len();
        if start < end {
            found.push(Span::from_range(start..end));
        }
        at += line.len();
    }
    found
}

/// A type's name: what brat allows in one.
fn name(words: &str) -> String {
    words.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect()
}

/// The end of a file's name, from an id: the last 60 of its characters, nothing but plain ones.
fn stem(id: &str) -> String {
    let stem: Vec<char> = name(id).chars().collect();
    stem[stem.len().saturating_sub(60)..].iter().collect()
}

/// Score and attributes on one line.
fn note(annotation: &Annotation) -> String {
    let mut words: Vec<String> =
        annotation.score.map(|score| format!("score={score}")).into_iter().collect();
    for attr in &annotation.attrs {
        match &attr.value {
            Value::Bool(_) => {}
            value => {
                let value = serde_json::to_string(value).unwrap_or_default();
                words.push(format!("{}={value}", attr.key));
            }
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_over_lines_is_discontinuous() {
        let text = "“One.\n\n  Zwei é 🙂\r\n”";
        let whole = Span::from_range(0..text.len());
        let words: Vec<_> =
            fragments(text, Some(whole)).into_iter().map(|span| span.of(text)).collect();
        assert_eq!(words, ["“One.", "Zwei é 🙂", "”"]);
        assert!(fragments("\n \n", Some(Span::new(0, 3))).is_empty());
        assert!(fragments("a", None).is_empty());
    }

    #[test]
    fn names_are_what_brat_and_file_systems_allow() {
        assert_eq!(name("key_point-Ä b"), "key_point-__b");
        assert_eq!(stem("../news/a b.txt"), "___news_a_b_txt");
        assert_eq!(stem(&"x".repeat(300)).len(), 60);
    }
}
