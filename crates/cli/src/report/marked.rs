//! An article's text, cut wherever something begins or ends, so that a page can mark what was found.
//!
//! Annotations of several layers overlap without nesting, which elements of a page cannot. So the text is
//! cut into flat pieces, each with all that was found there.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use copydesk_document::{Document, Span};

use super::article::{NameOf, canonical, layer, unknown};
use super::place::Anchor;

/// A stretch of text in which the same things were found from end to end.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Piece<'a> {
    pub text: &'a str,
    /// Classes of style.css.
    pub classes: String,
    /// The anchors of what was found here, the innermost first.
    pub of: String,
    /// The entity that it names, by its number in the article.
    pub name: Option<usize>,
    /// What begins here and is linked to.
    pub anchors: Vec<Anchor>,
    /// Where one can go from the end of it.
    pub jumps: Vec<Jump>,
}

/// A link from a quote to whom it is attributed to, or back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jump {
    pub to: Anchor,
    pub says: &'static str,
}

/// Something that was found.
struct Mark {
    span: Span,
    class: String,
    /// What the page tells more of.
    of: Option<Anchor>,
    name: Option<usize>,
    /// By which it is linked to.
    anchors: Vec<Anchor>,
}

/// The paragraphs of the text, each as its pieces. Joined, with the white space between paragraphs, they
/// are the text.
pub fn paragraphs<'a>(document: &'a Document, name_of: &NameOf) -> Vec<Vec<Piece<'a>>> {
    let text = document.text();
    let (mut marks, jumps) = marks(document, name_of);
    marks.retain(|mark| !mark.span.is_empty());
    marks.sort_by_key(|mark| (mark.span.start(), std::cmp::Reverse(mark.span.end())));
    let mut edges: BTreeSet<u32> =
        marks.iter().flat_map(|mark| [mark.span.start(), mark.span.end()]).collect();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        edges.extend([at, at + line.trim_end_matches(['\n', '\r']).len() as u32]);
        at += line.len() as u32;
    }
    edges.insert(text.len() as u32);
    let edges: Vec<u32> = edges.into_iter().collect();

    let (mut paragraphs, mut paragraph) = (Vec::new(), Vec::new());
    let mut open: Vec<&Mark> = Vec::new();
    let mut next = marks.iter().peekable();
    for edge in edges.windows(2) {
        let span = Span::new(edge[0], edge[1]);
        let words = span.of(text);
        if words.trim().is_empty() && words.contains('\n') {
            if !paragraph.is_empty() {
                paragraphs.push(std::mem::take(&mut paragraph));
            }
            continue;
        }
        open.retain(|mark| mark.span.end() > span.start());
        let mut piece = Piece { text: words, ..Piece::default() };
        while let Some(mark) = next.next_if(|mark| mark.span.start() <= span.start()) {
            piece.anchors.extend(&mark.anchors);
            open.push(mark);
        }
        for mark in open.iter().rev() {
            let _ = write!(piece.classes, "{} ", mark.class);
            let Some(of) = mark.of.map(|of| of.to_string()) else { continue };
            if !piece.of.split(' ').any(|known| known == of) {
                let _ = write!(piece.of, "{of} ");
            }
        }
        piece.classes.truncate(piece.classes.trim_end().len());
        piece.of.truncate(piece.of.trim_end().len());
        piece.name = open.iter().rev().find_map(|mark| mark.name);
        piece.jumps = jumps.get(&span.end()).cloned().unwrap_or_default();
        paragraph.push(piece);
    }
    if !paragraph.is_empty() {
        paragraphs.push(paragraph);
    }
    paragraphs
}

/// What is marked, and which links stand behind which byte.
fn marks(document: &Document, name_of: &NameOf) -> (Vec<Mark>, BTreeMap<u32, Vec<Jump>>) {
    let mut marks = Vec::new();
    let mut jumps: BTreeMap<u32, Vec<Jump>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for mention in layer(document, "entity") {
        let Some(span) = mention.span else { continue };
        let name = name_of.get(&canonical(document, mention).id).copied();
        let of = Anchor('e', name.unwrap_or_default() as u32);
        let anchors = if seen.insert(name) { vec![of] } else { Vec::new() };
        marks.push(Mark {
            span,
            class: kind(&mention.label).to_owned(),
            of: Some(of),
            name,
            anchors,
        });
    }
    let mut plain = |span, class: &str, of, anchors| {
        marks.push(Mark { span, class: class.to_owned(), of, name: None, anchors });
    };
    for quote in layer(document, "quote") {
        let Some(whole) = quote.span else { continue };
        let of = Anchor('q', quote.id.get());
        let spans = |role: &str| -> Vec<Span> {
            let spans = quote.linked(role).filter_map(|id| document.annotation(id)?.span);
            spans.filter(|span| !span.is_empty()).collect()
        };
        // What was said, without the words between that say who said it.
        let mut parts = spans("parts");
        if parts.is_empty() {
            parts.push(whole);
        }
        parts.sort();
        let mut anchors = vec![of];
        for &part in &parts {
            plain(part, "q", Some(of), std::mem::take(&mut anchors));
        }
        for cue in spans("cue") {
            plain(cue, "k", Some(of), Vec::new());
        }
        for source in spans("source") {
            let to = Anchor('s', quote.id.get());
            plain(source, "s", Some(of), vec![to]);
            let end = parts.last().map_or(whole.end(), |part| part.end());
            jumps.entry(end).or_default().push(Jump { to, says: "who says this" });
            let back = Jump { to: of, says: "what is said" };
            jumps.entry(source.end()).or_default().push(back);
        }
    }
    for one in layer(document, "summary") {
        one.span.into_iter().for_each(|span| plain(span, "y", None, Vec::new()));
    }
    let claims = layer(document, "claim").iter().map(|one| ("c", 'c', one));
    let others = unknown(document).flat_map(|layer| layer.annotations()).map(|one| ("x", 'x', one));
    for (class, sort, one) in claims.chain(others) {
        let of = Anchor(sort, one.id.get());
        one.span.into_iter().for_each(|span| plain(span, class, Some(of), vec![of]));
    }
    (marks, jumps)
}

/// The classes of a mention: what all have, and the sort of entity.
fn kind(label: &str) -> &'static str {
    match label {
        "PERSON" => "e person",
        "ORG" => "e org",
        "LOC" | "FAC" => "e place",
        "NORP" => "e group",
        "DATE" | "MONEY" => "e figure",
        _ => "e other",
    }
}
