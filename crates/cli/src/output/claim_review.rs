//! Claims as drafts of schema.org's [ClaimReview](https://schema.org/ClaimReview), JSON-LD.
//!
//! A draft has what is known before anybody checked: the claim, who made it and where it appeared.
//! What only a fact-checker can say (`reviewRating`, and the review's own `author`, `datePublished`
//! and `url`) is not there; copydesk gives no verdict.
//!
//! | field | what it holds |
//! |---|---|
//! | `@context`, `@type` | `https://schema.org`, `ClaimReview` |
//! | `claimReviewed` | the claim, to be read alone (attribute `standalone`) |
//! | `position` | its place in the article by check-worthiness, from 1 |
//! | `keywords` | its type; then `stance: …` where the article takes one |
//! | `itemReviewed` | a `Claim`: |
//! | `itemReviewed.text` | the words as the article has them |
//! | `itemReviewed.author` | who made it: a `Person` or `Organization` with the entity's `name`; for a source without a name its words as `description`; missing for a pronoun, and for the outlet's own statement unless the article has an address, then the outlet by its `url` |
//! | `itemReviewed.datePublished` | the article's `published`, as it came |
//! | `itemReviewed.appearance` | a `NewsArticle` with `identifier` (the record's id), `url`, `headline`, `datePublished`, `inLanguage`, as far as known |
//!
//! Of the claims of one group only the one most worth checking is there.

use std::collections::BTreeSet;

use copydesk_document::{Annotation, Document, Layer, Value};
use serde::Serialize;

/// How every file of them begins.
pub const BEGINNING: &str =
    "{\"@context\":\"https://schema.org\",\"@type\":\"ClaimReview\",\"claimReviewed\":";

/// A draft of a review.
#[derive(Debug, Serialize)]
pub struct ClaimReview<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "claimReviewed")]
    claim_reviewed: &'a str,
    position: usize,
    keywords: Vec<String>,
    #[serde(rename = "itemReviewed")]
    item_reviewed: Claim<'a>,
}

#[derive(Debug, Serialize)]
struct Claim<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<Author<'a>>,
    #[serde(rename = "datePublished", skip_serializing_if = "Option::is_none")]
    date_published: Option<&'a str>,
    appearance: Article<'a>,
}

#[derive(Debug, Default, Serialize)]
struct Author<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Article<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    identifier: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    headline: Option<&'a str>,
    #[serde(rename = "datePublished", skip_serializing_if = "Option::is_none")]
    date_published: Option<&'a str>,
    #[serde(rename = "inLanguage", skip_serializing_if = "Option::is_none")]
    in_language: Option<&'a str>,
}

/// The drafts for an article's claims of at least `min_score`, the most check-worthy first, at most
/// `most` of them if that is said.
pub fn reviews<'a>(
    document: &'a Document,
    claims: &'a Layer,
    min_score: f32,
    most: Option<usize>,
) -> Vec<ClaimReview<'a>> {
    let score = |claim: &Annotation| claim.score.unwrap_or(0.0);
    let mut ranked: Vec<_> =
        claims.annotations().iter().filter(|claim| score(claim) >= min_score).collect();
    // Stable, so that claims of one score stay in the article's order.
    ranked.sort_by(|one, other| score(other).total_cmp(&score(one)));
    let mut groups = BTreeSet::new();
    ranked.retain(|claim| match claim.attr("group") {
        Some(&Value::Int(group)) => groups.insert(group),
        _ => true,
    });
    ranked.truncate(most.unwrap_or(usize::MAX));
    let reviews = ranked.into_iter().enumerate();
    reviews.map(|(place, claim)| review(document, claim, place + 1)).collect()
}

fn review<'a>(document: &'a Document, claim: &'a Annotation, position: usize) -> ClaimReview<'a> {
    let text = claim.span.map_or("", |span| span.of(document.text()));
    let attr = |key| claim.attr(key).and_then(Value::as_str).filter(|words| !words.is_empty());
    let mut keywords: Vec<_> = attr("type").map(str::to_owned).into_iter().collect();
    if let Some(stance) = attr("stance").filter(|stance| *stance != "none") {
        keywords.push(format!("stance: {stance}"));
    }
    let meta = &document.meta;
    ClaimReview {
        context: "https://schema.org",
        kind: "ClaimReview",
        claim_reviewed: attr("standalone").unwrap_or(text),
        position,
        keywords,
        item_reviewed: Claim {
            kind: "Claim",
            text,
            author: author(document, claim),
            date_published: meta.published.as_deref(),
            appearance: Article {
                kind: "NewsArticle",
                identifier: document.id(),
                url: meta.url.as_deref(),
                headline: meta.title.as_deref(),
                date_published: meta.published.as_deref(),
                in_language: meta.language.as_deref(),
            },
        },
    }
}

fn author<'a>(document: &'a Document, claim: &Annotation) -> Option<Author<'a>> {
    let words = |annotation: &'a Annotation| annotation.span.map(|span| span.of(document.text()));
    if let Some(entity) = claim.link("claimant").and_then(|id| document.annotation(id)) {
        let kind = if entity.label == "PERSON" { "Person" } else { "Organization" };
        let name = entity.attr("name").and_then(Value::as_str).or_else(|| words(entity));
        return Some(Author { kind, name, ..Author::default() });
    }
    if claim.label == "attributed" {
        let quote = claim.link("quote").and_then(|id| document.annotation(id))?;
        let source = quote.link("source").and_then(|id| document.annotation(id))?;
        // A pronoun that was not resolved names nobody.
        let described = source.label != "pronoun";
        let description = words(source).filter(|_| described)?;
        return Some(Author {
            kind: "Person",
            description: Some(description),
            ..Author::default()
        });
    }
    let url = origin(document.meta.url.as_deref()?)?;
    Some(Author { kind: "Organization", url: Some(url), ..Author::default() })
}

/// The scheme and host of an address: of `https://example.org/news/7` the part before `/news`.
fn origin(url: &str) -> Option<&str> {
    let host = url.find("://")? + 3;
    let end = url[host..].find(['/', '?', '#']).map_or(url.len(), |at| host + at);
    (end > host).then_some(&url[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_outlet() {
        for (url, expected) in [
            ("https://example.org/news/7", Some("https://example.org")),
            ("http://example.org?page=7", Some("http://example.org")),
            ("https://example.org", Some("https://example.org")),
            ("https:///news", None),
            ("news/7", None),
        ] {
            assert_eq!(origin(url), expected, "{url}");
        }
    }
}
