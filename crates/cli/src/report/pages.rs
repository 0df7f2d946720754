//! The pages, as the templates in site/ have them.

use std::borrow::Cow;

use askama::Template;

use super::article::{Article, Claim, Name, Named, Quote};
use super::chart::Columns;
use super::collection::Entity;
use super::marked::Piece;
use super::place::{Anchor, At, Form};
use crate::plural::count;

/// What stands around every page of a folder.
#[derive(Debug, Template)]
#[template(path = "page.html", config = "crates/cli/src/report/askama.toml")]
pub struct Page<'a> {
    pub at: At<'a>,
    pub title: &'a str,
    pub content: &'a str,
}

/// A site in one file: each page is a section of it, and the one that the address names is shown.
#[derive(Debug, Template)]
#[template(path = "single.html", config = "crates/cli/src/report/askama.toml")]
pub struct Single<'a> {
    pub at: At<'a>,
    pub title: &'a str,
    pub style: &'a str,
    pub script: &'a str,
    /// The hashes of both, by which they may be used.
    pub style_hash: &'a str,
    pub script_hash: &'a str,
    /// What search looks through.
    pub index: &'a str,
    pub sections: &'a [Section],
}

/// A page of a single file.
#[derive(Debug)]
pub struct Section {
    pub path: String,
    pub content: String,
}

/// The links at the top of every page.
#[derive(Debug, Template)]
#[template(path = "top.html", config = "crates/cli/src/report/askama.toml")]
pub struct Top<'a> {
    pub at: At<'a>,
}

impl Page<'_> {
    fn top(&self) -> Top<'_> {
        Top { at: self.at }
    }
}

impl Single<'_> {
    fn top(&self) -> Top<'_> {
        Top { at: self.at }
    }
}

/// An article's page.
#[derive(Debug, Template)]
#[template(path = "article.html", config = "crates/cli/src/report/askama.toml")]
pub struct ArticlePage<'a> {
    at: At<'a>,
    article: &'a Article,
    paragraphs: &'a [Vec<Piece<'a>>],
    /// The addresses of the pages of its names.
    links: Vec<Option<String>>,
}

impl<'a> ArticlePage<'a> {
    pub fn new(form: Form, article: &'a Article, paragraphs: &'a [Vec<Piece<'a>>]) -> Self {
        let at = At { form, path: &article.path };
        let path = |named: &Named| named.path().map(|path| at.page(&path));
        let links = article.names.iter().map(|name| path(&name.named)).collect();
        Self { at, article, paragraphs, links }
    }

    fn link(&self, name: Option<usize>) -> Option<&str> {
        self.links.get(name?)?.as_deref()
    }

    /// A name with its address, if it has a page.
    fn named(&self, name: Option<usize>) -> Option<(&str, Option<&str>)> {
        Some((&self.article.names.get(name?)?.named.name, self.link(name)))
    }

    fn speaker(&self, quote: &Quote) -> Option<(&str, Option<&str>)> {
        self.named(quote.speaker)
    }

    fn claimant(&self, claim: &Claim) -> Option<(&str, Option<&str>)> {
        self.named(claim.claimant)
    }

    fn link_of(&self, piece: &Piece<'_>) -> Option<&str> {
        self.link(piece.name)
    }

    /// The sorts of names, each with those of it and their addresses.
    fn sorts(&self) -> Vec<Sort<'_>> {
        let sort = |(title, labels): (&'static str, &[&str])| {
            let names = self.article.names.iter().zip(self.links.iter().map(Option::as_deref));
            let of = names.filter(|(name, _)| match labels {
                [] => SORTS.iter().all(|(_, known)| !known.contains(&&*name.named.label)),
                labels => labels.contains(&&*name.named.label),
            });
            Sort { title, names: of.collect() }
        };
        SORTS.into_iter().map(sort).filter(|sort| !sort.names.is_empty()).collect()
    }
}

/// Names of one sort with their addresses.
#[derive(Debug)]
struct Sort<'a> {
    title: &'static str,
    names: Vec<(&'a Name, Option<&'a str>)>,
}

/// How an article's names are listed; what is in no other sort is in the one without labels.
const SORTS: [(&str, &[&str]); 6] = [
    ("People", &["PERSON"]),
    ("Organisations", &["ORG"]),
    ("Places", &["LOC", "FAC"]),
    ("Groups of people", &["NORP"]),
    ("Other names", &[]),
    ("Days and sums", &["DATE", "MONEY"]),
];

/// An entry of a list.
#[derive(Clone, Debug, Default)]
pub struct Item<'a> {
    pub words: Cow<'a, str>,
    /// Where it leads: a page, and a place in it.
    pub to: Option<(Cow<'a, str>, Option<Anchor>)>,
    pub more: Vec<More<'a>>,
    /// Words with what stands around them.
    pub first: Option<&'a [String; 3]>,
    /// The length of its bar, in hundredths of the longest.
    pub bar: Option<u64>,
}

impl Item<'_> {
    /// Whether what is said behind it is so much that it has lines of its own.
    fn is_long(&self) -> bool {
        self.more.len() > 2 || self.more.iter().any(|more| matches!(more, More::Link(..)))
    }
}

/// What is said behind an entry.
#[derive(Clone, Debug)]
pub enum More<'a> {
    Words(String),
    Link(&'a str, &'a str),
}

/// A list.
#[derive(Debug, Template)]
#[template(path = "entries.html", config = "crates/cli/src/report/askama.toml")]
pub struct Entries<'a> {
    pub at: At<'a>,
    pub items: &'a [Item<'a>],
}

/// A page with a list, one of several if it is long.
#[derive(Debug, Template)]
#[template(path = "list.html", config = "crates/cli/src/report/askama.toml")]
pub struct ListPage<'a> {
    pub at: At<'a>,
    pub title: &'a str,
    pub about: &'a str,
    pub entries: Entries<'a>,
    pub total: usize,
    pub number: usize,
    pub pages: usize,
    /// The path of this page and of those around it, without their numbers.
    pub path: &'a str,
}

impl ListPage<'_> {
    /// The path of the page so many pages on.
    fn page(&self, on: isize) -> String {
        super::lists::path(self.path, self.number.saturating_add_signed(on))
    }
}

/// Part of a page: a title, a list, and where it goes on.
#[derive(Debug)]
pub struct Part<'a> {
    pub title: &'a str,
    pub items: Vec<Item<'a>>,
    /// The page with all of it, and how many there are.
    pub more: Option<(String, usize)>,
}

/// An entity's page.
#[derive(Debug, Template)]
#[template(path = "entity.html", config = "crates/cli/src/report/askama.toml")]
pub struct EntityPage<'a> {
    pub at: At<'a>,
    pub entity: &'a Entity,
    pub charts: Vec<Columns>,
    pub parts: Vec<Part<'a>>,
}

impl EntityPage<'_> {
    fn counts(&self) -> String {
        let Entity { mentions, articles, quotes, claims, .. } = self.entity;
        format!(
            "{} in {} · {} · {}",
            count(*mentions, "mention"),
            count(articles.len() as u64, "article"),
            count(quotes.len() as u64, "quote"),
            count(claims.len() as u64, "claim")
        )
    }

    fn entries<'b>(&'b self, part: &'b Part<'b>) -> Entries<'b> {
        Entries { at: self.at, items: &part.items }
    }
}

/// Who talks about whom: speakers, each with how many of their quotes name each of some others.
#[derive(Debug)]
pub struct Matrix<'a> {
    pub about: Vec<&'a Entity>,
    pub rows: Vec<(&'a Entity, Vec<Cell>)>,
}

/// A number of quotes, and how dark to show it, from 0 to 4.
#[derive(Debug)]
pub struct Cell {
    pub count: u64,
    pub shade: u64,
}

/// The first page.
#[derive(Debug, Template)]
#[template(path = "index.html", config = "crates/cli/src/report/askama.toml")]
pub struct Overview<'a> {
    pub at: At<'a>,
    pub title: &'a str,
    /// What there is, how much of it, and where it is listed.
    pub figures: Vec<(&'static str, usize, &'static str)>,
    pub days: Option<String>,
    pub articles: Option<Columns>,
    /// Of each tenth of the scores how many claims, and how high that is in hundredths.
    pub worth: Vec<(u64, u64)>,
    pub matrix: Option<Matrix<'a>>,
    pub parts: Vec<Part<'a>>,
    pub stages: Vec<String>,
    pub version: &'static str,
}

impl Overview<'_> {
    fn entries<'b>(&'b self, part: &'b Part<'b>) -> Entries<'b> {
        Entries { at: self.at, items: &part.items }
    }
}
