//! A site of plain files from the records of a run: an overview, a page an article, a page an entity,
//! and a search that needs no server.
//!
//! Articles are written as they come; what the overview and the entities' pages need is collected on the
//! way, capped, so that memory grows with the number of names and not with the text. Everything that
//! comes from an article is escaped by the templates, and marks that turn the direction of writing are
//! shown as what they are.

mod article;
mod collect;
mod names;

use std::fs;
use std::path::Path;

use copydesk_document::Document;
use minijinja::{AutoEscape, Environment, Value, context};

use crate::failure::Failure;
use crate::output::folder::Folder;
use collect::Collection;

const TEMPLATES: [(&str, &str); 5] = [
    ("page.html", include_str!("site/page.html")),
    ("index.html", include_str!("site/index.html")),
    ("article.html", include_str!("site/article.html")),
    ("entity.html", include_str!("site/entity.html")),
    ("list.html", include_str!("site/list.html")),
];

const FILES: [(&str, &str); 2] =
    [("style.css", include_str!("site/style.css")), ("site.js", include_str!("site/site.js"))];

/// How many entries a page of a list has.
const PAGE: usize = 500;

/// A site that is being written.
pub struct Site {
    folder: Folder,
    templates: Environment<'static>,
    collection: Collection,
}

impl Site {
    /// Begins a site that is to stand at `target`.
    ///
    /// # Errors
    /// When something stands there that copydesk did not make, or it cannot be written.
    pub fn open(target: &Path) -> Result<Self, Failure> {
        let folder = Folder::open(target, "report")?;
        for part in ["articles", "entities", "lists"] {
            let path = folder.path(part);
            fs::create_dir(&path).map_err(|error| Failure::at(&path, &error))?;
        }
        let mut templates = Environment::new();
        templates.set_auto_escape_callback(|_| AutoEscape::Html);
        for (name, source) in TEMPLATES {
            templates.add_template(name, source).expect("the program's own templates are sound");
        }
        templates.add_filter("shown", names::shown);
        Ok(Self { folder, templates, collection: Collection::default() })
    }

    /// Adds an article.
    ///
    /// # Errors
    /// When its page cannot be written.
    pub fn add(&mut self, document: &Document) -> Result<(), Failure> {
        let page = article::page(document);
        self.write(
            &format!("articles/{}", page.file),
            "article.html",
            context! { root => "../", page },
        )?;
        self.collection.add(document, &page);
        Ok(())
    }

    /// Writes the pages that need all articles and gives the site its name. Returns how many articles and
    /// how many entities have pages.
    ///
    /// # Errors
    /// When one cannot be written.
    pub fn finish(self) -> Result<(usize, usize), Failure> {
        let overview = self.collection.overview();
        self.write("index.html", "index.html", context! { root => "", overview })?;
        let mut entities = 0;
        for entity in self.collection.entities() {
            entities += 1;
            let file = format!("entities/{}", entity.file);
            self.write(&file, "entity.html", context! { root => "../", entity })?;
        }
        for (name, title, entries) in self.collection.lists() {
            let pages = entries.len().div_ceil(PAGE).max(1);
            for number in 1..=pages {
                let items = &entries[(number - 1) * PAGE..entries.len().min(number * PAGE)];
                let context = context! { root => "../", name, title, items, number, pages };
                self.write(&format!("lists/{name}-{number}.html"), "list.html", context)?;
            }
        }
        let index = format!("window.COPYDESK_INDEX = {};\n", self.collection.index());
        let own = FILES.into_iter().chain([("index.js", index.as_str())]);
        for (name, content) in own {
            let path = self.folder.path(name);
            fs::write(&path, content).map_err(|error| Failure::at(&path, &error))?;
        }
        let articles = self.collection.len();
        self.folder.finish()?;
        Ok((articles, entities))
    }

    fn write(&self, file: &str, template: &str, context: Value) -> Result<(), Failure> {
        let template = self.templates.get_template(template).expect("it is one of ours");
        let page = template
            .render(context)
            .map_err(|error| Failure::new(format!("{file}: the page cannot be made: {error}")))?;
        let path = self.folder.path(file);
        fs::write(&path, page).map_err(|error| Failure::at(&path, &error))
    }
}

#[cfg(test)]
mod tests {
    /// The colours of style.css as custom properties, light or dark.
    fn colours(block: &str) -> Vec<(String, [f64; 3])> {
        let of = |hex: &str, at: usize| {
            f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0
        };
        let line = |line: &str| {
            let (name, value) = line.trim().trim_end_matches(';').split_once(": #")?;
            Some((name.to_owned(), [of(value, 0), of(value, 2), of(value, 4)]))
        };
        block.lines().filter_map(line).collect()
    }

    /// The contrast ratio of WCAG 2.2.
    fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
        let linear =
            |c: f64| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
        let luminance =
            |[r, g, b]: [f64; 3]| 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn words_stand_out_from_what_is_behind_them() {
        let style = include_str!("site/style.css");
        let blocks: Vec<_> = style.split("/* theme */").skip(1).take(2).collect();
        assert_eq!(blocks.len(), 2, "a light and a dark theme");
        for block in blocks {
            let colours = colours(block.split('}').next().unwrap());
            let of = |name: &str| colours.iter().find(|(n, _)| n == name).expect(name).1;
            let backs =
                ["--paper", "--panel", "--person", "--org", "--place", "--other", "--claim"];
            for back in backs {
                let ratio = contrast(of("--ink"), of(back));
                assert!(ratio >= 4.5, "--ink on {back}: {ratio:.2}");
            }
            for front in ["--quiet", "--link"] {
                for back in ["--paper", "--panel"] {
                    let ratio = contrast(of(front), of(back));
                    assert!(ratio >= 4.5, "{front} on {back}: {ratio:.2}");
                }
            }
        }
    }
}
