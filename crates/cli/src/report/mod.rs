//! A site from the records of a run: an overview, a page an article, a page an entity, lists, and a search
//! that needs no server. It is a folder of plain files, or one file.
//!
//! Articles are read ([`article`]), their texts cut for the page ([`marked`]) and their pages made on all
//! cores, and written as they come. What the other pages need of them is kept ([`collection`]) until all
//! are there. What stands in a page is in site/, what may be put into it in [`pages`]; whatever comes from
//! an article goes through [`escape`].

pub mod article;
mod chart;
mod collection;
mod day;
mod entity;
mod escape;
mod lists;
mod marked;
mod overview;
mod pages;
mod place;
mod search;
#[cfg(test)]
mod style;

use std::fs;
use std::path::{Path, PathBuf};

use askama::Template;
use base64::prelude::{BASE64_STANDARD, Engine};
use copydesk_document::Document;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use sha2::{Digest, Sha256};

use crate::failure::Failure;
use crate::output::file::Output;
use crate::output::folder::Folder;
use crate::plural::count;
use article::Article;
use collection::Collection;
use day::Scale;
use lists::List;
use pages::{ArticlePage, Entries, ListPage, Page, Section, Single};
use place::{At, Form};

/// How a site in one file begins, which tells it from other pages.
pub const BEGINNING: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"generator\" content=\"copydesk\">";

const STYLE: &str = include_str!("site/style.css");
const SCRIPT: &str = include_str!("site/site.js");

/// A site that is being written.
#[derive(Debug)]
pub struct Site {
    target: PathBuf,
    /// `None` for a single file.
    folder: Option<Folder>,
}

/// An article whose page is made.
#[derive(Debug)]
pub struct Made {
    article: Article,
    /// What search finds it by.
    words: Vec<String>,
    /// Its page, where it is not a file of its own.
    section: Option<Section>,
}

/// What is known of the articles so far.
#[derive(Debug, Default)]
pub struct Articles {
    collection: Collection,
    words: search::Words,
    sections: Vec<Section>,
}

impl Articles {
    /// Adds an article; the order is that of the lists.
    pub fn add(&mut self, made: Made) {
        self.words.add(self.collection.articles.len() as u32, made.words);
        self.collection.add(made.article);
        self.sections.extend(made.section);
    }
}

impl Site {
    /// Begins a site that is to stand at `target`: one file where that ends in .html, else a folder.
    ///
    /// # Errors
    /// When something stands there that copydesk did not make, or it cannot be written.
    pub fn open(target: &Path) -> Result<Self, Failure> {
        let target = target.to_owned();
        if is_single(&target) {
            return Ok(Self { target, folder: None });
        }
        let folder = Folder::open(&target, "report")?;
        for part in ["articles", "entities", "lists", "words"] {
            let path = folder.path(part);
            fs::create_dir(&path).map_err(|error| Failure::at(&path, &error))?;
        }
        Ok(Self { target, folder: Some(folder) })
    }

    /// The file to open.
    pub fn entrance(&self) -> PathBuf {
        if self.folder.is_some() { self.target.join("index.html") } else { self.target.clone() }
    }

    fn form(&self) -> Form {
        if self.folder.is_some() { Form::Folder } else { Form::Single }
    }

    /// Makes an article's page.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn article(&self, document: &Document) -> Result<Made, Failure> {
        let (article, name_of) = article::read(document);
        let paragraphs = marked::paragraphs(document, &name_of);
        let page = ArticlePage::new(self.form(), &article, &paragraphs);
        let section = self.page(&article.path, &article.title, &page)?;
        // A single file is searched as it stands.
        let words = if self.folder.is_some() { search::words(document.text()) } else { Vec::new() };
        Ok(Made { article, words, section })
    }

    /// Writes the pages that need all articles and gives the site its name. Returns how many articles
    /// and how many entities have pages.
    ///
    /// # Errors
    /// When one cannot be written.
    pub fn finish(self, articles: Articles) -> Result<(usize, usize), Failure> {
        let Articles { collection, words, .. } = &articles;
        let lists = lists::all(collection);
        let title =
            format!("What was found in {}", count(collection.articles.len() as u64, "article"));
        let at = At { form: self.form(), path: "index" };
        let overview = overview::overview(at, &title, collection, &lists);
        let mut made = Vec::new();
        made.extend(self.page("index", &title, &overview)?);
        for list in &lists {
            made.extend(self.list(list)?);
        }
        let scale = collection.scale();
        let entities: Vec<_> = collection
            .entities
            .par_iter()
            .map(|entity| self.entity(collection, scale.as_ref(), entity))
            .collect::<Result<_, _>>()?;
        made.extend(entities.into_iter().flatten());
        let counts = (collection.articles.len(), collection.entities.len());
        let index = search::index(collection);
        match self.folder {
            Some(folder) => {
                let write = |name: &str, content: &str| {
                    let path = folder.path(name);
                    fs::write(&path, content).map_err(|error| Failure::at(&path, &error))
                };
                write("style.css", STYLE)?;
                write("site.js", SCRIPT)?;
                write("index.js", &format!("COPYDESK_INDEX={index};\n"))?;
                for (key, content) in words.files() {
                    write(&format!("words/{key}.js"), &content)?;
                }
                folder.finish()?;
            }
            None => {
                made.extend(articles.sections);
                write_single(&self.target, &title, &index, &made)?;
            }
        }
        Ok(counts)
    }

    /// Writes a page in a folder; in a single file, where it is a section, returns it.
    fn page(
        &self,
        path: &str,
        title: &str,
        content: &impl Template,
    ) -> Result<Option<Section>, Failure> {
        let failed = |error| Failure::new(format!("{path}: the page cannot be made: {error}"));
        let content = content.render().map_err(failed)?;
        let Some(folder) = &self.folder else {
            return Ok(Some(Section { path: path.to_owned(), content }));
        };
        let at = At { form: Form::Folder, path };
        let page = Page { at, title, content: &content }.render().map_err(failed)?;
        let file = folder.path(&format!("{path}.html"));
        fs::write(&file, page).map_err(|error| Failure::at(&file, &error))?;
        Ok(None)
    }

    /// Writes the pages of a list.
    fn list(&self, list: &List<'_>) -> Result<Vec<Section>, Failure> {
        let pages = list.items.len().div_ceil(lists::PAGE).max(1);
        let mut made = Vec::new();
        for number in 1..=pages {
            let from = (number - 1) * lists::PAGE;
            let items = &list.items[from..list.items.len().min(from + lists::PAGE)];
            let path = lists::path(&list.path, number);
            let at = At { form: self.form(), path: &path };
            let page = ListPage {
                at,
                title: &list.title,
                about: list.about,
                entries: Entries { at, items },
                total: list.items.len(),
                number,
                pages,
                path: &list.path,
            };
            made.extend(self.page(&path, &list.title, &page)?);
        }
        Ok(made)
    }

    /// Writes the page of an entity, and those of its lists that are too long for it.
    fn entity(
        &self,
        collection: &Collection,
        scale: Option<&Scale>,
        entity: &collection::Entity,
    ) -> Result<Vec<Section>, Failure> {
        let at = At { form: self.form(), path: &entity.path };
        let (page, lists) = entity::page(at, collection, scale, entity);
        let mut made = Vec::new();
        made.extend(self.page(&entity.path, &entity.named.name, &page)?);
        for list in &lists {
            made.extend(self.list(list)?);
        }
        Ok(made)
    }
}

/// Whether a site that is to stand at `target` is one file.
pub fn is_single(target: &Path) -> bool {
    let ending = target.extension().map(|ending| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ending == "html" || ending == "htm")
}

/// Writes a site in one file.
fn write_single(
    target: &Path,
    title: &str,
    index: &str,
    sections: &[Section],
) -> Result<(), Failure> {
    let hash = |text: &str| BASE64_STANDARD.encode(Sha256::digest(text));
    let page = Single {
        at: At { form: Form::Single, path: "index" },
        title,
        style: STYLE,
        script: SCRIPT,
        style_hash: &hash(STYLE),
        script_hash: &hash(SCRIPT),
        index,
        sections,
    };
    let mut output = Output::open(Some(target))?;
    let page = page.render();
    let page = page.map_err(|error| Failure::new(format!("the page cannot be made: {error}")))?;
    output.write(page.as_bytes())?;
    output.finish()
}
