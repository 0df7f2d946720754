//! An article's page: its text with what was found in it, who said what, its claims and its summary.

use std::collections::BTreeSet;

use copydesk_document::{Annotation, Document, Layer, Span, Value};
use serde::Serialize;

use super::names;

/// What an article's page shows.
#[derive(Debug, Serialize)]
pub struct Page {
    /// The page's file.
    pub file: String,
    pub id: String,
    pub title: String,
    pub byline: Option<String>,
    pub published: Option<String>,
    pub url: Option<String>,
    /// The paragraphs, each a run of pieces.
    pub paragraphs: Vec<Vec<Piece>>,
    pub quotes: Vec<Quote>,
    pub claims: Vec<Claim>,
    pub summary: Vec<String>,
    pub problems: Vec<String>,
}

/// A stretch of text in which the same things were found from end to end.
#[derive(Debug, Default, Serialize)]
pub struct Piece {
    pub text: String,
    /// Classes of style.css.
    pub classes: String,
    /// What to say of it.
    pub note: String,
    /// The page of the entity that it names.
    pub link: Option<String>,
    /// The quotes and claims that begin here, by their anchors.
    pub anchors: Vec<String>,
}

/// Somebody's words.
#[derive(Debug, Serialize)]
pub struct Quote {
    pub anchor: String,
    pub kind: String,
    pub words: String,
    pub cue: Option<String>,
    /// Who said it, as the article has it.
    pub source: Option<String>,
    /// Who that is, and the page.
    pub speaker: Option<Named>,
    /// Whom and what it is about.
    pub about: Vec<Named>,
}

/// A claim.
#[derive(Debug, Serialize)]
pub struct Claim {
    pub anchor: String,
    pub words: String,
    /// How much it deserves checking, in hundredths.
    pub score: u32,
    pub stance: Option<String>,
    pub claimant: Option<Named>,
}

/// An entity's name, label and page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Named {
    pub name: String,
    pub label: String,
    pub file: String,
}

/// The entity that a mention stands for.
pub fn entity(document: &Document, mention: &Annotation) -> Named {
    let canonical =
        mention.link("entity").and_then(|id| document.annotation(id)).unwrap_or(mention);
    let name = canonical.attr("name").and_then(Value::as_str).map(str::to_owned);
    let words = || canonical.span.map(|span| span.of(document.text()).to_owned());
    let name = name.or_else(words).unwrap_or_default();
    let label = canonical.label.to_string();
    let file = names::file(&name, &label);
    Named { name, label, file }
}

/// Whether an entity has a page: days and sums are too many and say too little.
pub fn has_page(label: &str) -> bool {
    !matches!(label, "DATE" | "MONEY")
}

fn layer<'a>(document: &'a Document, name: &str) -> &'a [Annotation] {
    document.layer(name).map(Layer::annotations).unwrap_or_default()
}

/// The page of an article.
pub fn page(document: &Document) -> Page {
    let text = document.text();
    let linked =
        |one: &Annotation, role: &str| one.link(role).and_then(|id| document.annotation(id));
    let words = |one: &Annotation| one.span.map(|span| span.of(text).to_owned());
    let named =
        |one: &Annotation, role: &str| linked(one, role).map(|found| entity(document, found));
    let quotes = layer(document, "quote").iter().map(|quote| {
        let speaker = named(quote, "speaker");
        let inside = |mention: &&Annotation| {
            has_page(&mention.label)
                && matches!((mention.span, quote.span), (Some(inner), Some(outer))
                    if outer.start() <= inner.start() && inner.end() <= outer.end())
        };
        let mentions = layer(document, "entity");
        let from = quote.span.map_or(0, |span| {
            mentions.partition_point(|m| m.span.is_none_or(|m| m.start() < span.start()))
        });
        let end = quote.span.map_or(0, Span::end);
        let mentions =
            mentions[from..].iter().take_while(|m| m.span.is_some_and(|m| m.start() < end));
        let about: BTreeSet<_> =
            mentions.filter(inside).map(|mention| entity(document, mention)).collect();
        Quote {
            anchor: format!("q{}", quote.id.get()),
            kind: quote.label.to_string(),
            words: said(document, quote),
            cue: linked(quote, "cue").and_then(words),
            source: linked(quote, "source").and_then(words),
            about: about.into_iter().filter(|one| speaker.as_ref() != Some(one)).collect(),
            speaker,
        }
    });
    let claims = layer(document, "claim").iter().map(|claim| Claim {
        anchor: format!("c{}", claim.id.get()),
        words: claim
            .attr("standalone")
            .and_then(Value::as_str)
            .map(str::to_owned)
            .or_else(|| words(claim))
            .unwrap_or_default(),
        score: (claim.score.unwrap_or_default() * 100.0).round() as u32,
        stance: claim
            .attr("stance")
            .and_then(Value::as_str)
            .filter(|stance| *stance != "none")
            .map(str::to_owned),
        claimant: named(claim, "claimant"),
    });
    let mut claims: Vec<_> = claims.collect();
    claims.sort_by_key(|claim| std::cmp::Reverse(claim.score));
    let headline = layer(document, "headline").first().and_then(words);
    let first_line = text.lines().map(str::trim).find(|line| !line.is_empty());
    // A first line that is no sentence is what the newsroom itself put over the article.
    let heading =
        first_line.filter(|line| line.len() < 160 && !line.ends_with(['.', ':', '”', '"']));
    let title = document.meta.title.clone().or(heading.map(str::to_owned)).or(headline);
    let title = title.or_else(|| first_line.map(|line| line.chars().take(120).collect()));
    Page {
        file: names::file(document.id(), ""),
        id: document.id().to_owned(),
        title: title.unwrap_or_else(|| document.id().to_owned()),
        byline: document.meta.byline.clone(),
        published: document.meta.published.clone(),
        url: document
            .meta
            .url
            .clone()
            .filter(|url| url.starts_with("https://") || url.starts_with("http://")),
        paragraphs: paragraphs(document),
        quotes: quotes.collect(),
        claims,
        summary: layer(document, "summary").iter().filter_map(words).collect(),
        problems: document.problems.iter().map(ToString::to_string).collect(),
    }
}

/// What was said, without the words between that say who said it.
fn said(document: &Document, quote: &Annotation) -> String {
    let text = document.text();
    let parts = quote.linked("parts").filter_map(|part| document.annotation(part)?.span);
    let parts: Vec<&str> = parts.map(|span| span.of(text)).collect();
    match (parts.is_empty(), quote.span) {
        (true, Some(span)) => span.of(text).to_owned(),
        _ => parts.join(" … "),
    }
}

/// What is marked in the text, and from where to where.
struct Mark {
    span: Span,
    class: String,
    note: String,
    link: Option<String>,
    anchor: Option<String>,
}

/// The text, cut wherever something begins or ends.
fn paragraphs(document: &Document) -> Vec<Vec<Piece>> {
    let text = document.text();
    let mut marks = Vec::new();
    for name in ["entity", "quote", "claim", "source", "cue", "summary"] {
        for one in layer(document, name) {
            let Some(span) = one.span.filter(|span| !span.is_empty()) else { continue };
            let label = &*one.label;
            let mut mark = Mark {
                span,
                class: format!("m-{name}"),
                note: if label.is_empty() { name.to_owned() } else { format!("{name}: {label}") },
                link: None,
                anchor: None,
            };
            match name {
                "entity" => {
                    let entity = entity(document, one);
                    mark.class += &format!(" e-{}", label.to_ascii_lowercase());
                    mark.note = format!("{} ({label})", entity.name);
                    mark.link = has_page(label).then(|| format!("../entities/{}", entity.file));
                }
                "quote" => {
                    mark.anchor = Some(format!("q{}", one.id.get()));
                    // What was said, without the words between that say who said it.
                    let parts =
                        one.linked("parts").filter_map(|part| document.annotation(part)?.span);
                    let parts: Vec<Span> = parts.filter(|part| !part.is_empty()).collect();
                    if let [first, others @ ..] = parts.as_slice() {
                        mark.span = *first;
                        marks.extend(others.iter().map(|&span| Mark {
                            span,
                            class: mark.class.clone(),
                            note: mark.note.clone(),
                            link: None,
                            anchor: None,
                        }));
                    }
                }
                "claim" => mark.anchor = Some(format!("c{}", one.id.get())),
                _ => {}
            }
            if let Some(score) = one.score {
                mark.note += &format!(", {score:.2}");
            }
            marks.push(mark);
        }
    }
    marks.sort_by_key(|mark| (mark.span.start(), std::cmp::Reverse(mark.span.end())));
    let mut edges: BTreeSet<u32> =
        marks.iter().flat_map(|m| [m.span.start(), m.span.end()]).collect();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        edges.extend([at, at + line.trim_end_matches(['\n', '\r']).len() as u32]);
        at += line.len() as u32;
    }
    edges.insert(text.len() as u32);
    let edges: Vec<u32> = edges.into_iter().collect();
    let mut paragraphs = Vec::new();
    let mut paragraph: Vec<Piece> = Vec::new();
    let mut open: Vec<&Mark> = Vec::new();
    let mut next = marks.iter().peekable();
    for edge in edges.windows(2) {
        let (start, end) = (edge[0], edge[1]);
        open.retain(|mark| mark.span.end() > start);
        let mut piece = Piece::default();
        while let Some(mark) = next.next_if(|mark| mark.span.start() <= start) {
            piece.anchors.extend(mark.anchor.clone());
            open.push(mark);
        }
        let words = Span::new(start, end).of(text);
        if words.trim().is_empty() && words.contains('\n') {
            if !paragraph.is_empty() {
                paragraphs.push(std::mem::take(&mut paragraph));
            }
            continue;
        }
        piece.text = words.to_owned();
        let classes: Vec<&str> = open.iter().map(|mark| mark.class.as_str()).collect();
        piece.classes = classes.join(" ");
        let notes: Vec<&str> = open.iter().map(|mark| mark.note.as_str()).collect();
        piece.note = notes.join(" · ");
        piece.link = open.iter().rev().find_map(|mark| mark.link.clone());
        paragraph.push(piece);
    }
    if !paragraph.is_empty() {
        paragraphs.push(paragraph);
    }
    paragraphs
}
