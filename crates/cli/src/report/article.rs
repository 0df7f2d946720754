//! What a page, the overview and the search need of an article, taken out of its record.

use std::collections::{BTreeMap, BTreeSet};

use copydesk_document::{Annotation, AnnotationId, Document, Layer, Span, Value};
use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

use super::day::day;
use super::place::{Anchor, slug};

/// How many annotations of a layer that this page does not know are listed.
const MOST_OTHERS: usize = 100;

/// The layers that have a way of their own to be shown, or none.
const KNOWN: [&str; 12] = [
    "entity",
    "source",
    "cue",
    "content",
    "quote",
    "claim",
    "summary",
    "headline",
    "key_point",
    "token",
    "sentence",
    "paragraph",
];

/// An article.
#[derive(Debug, Default)]
pub struct Article {
    /// Its page.
    pub path: String,
    pub id: String,
    pub title: String,
    pub byline: Option<String>,
    pub published: Option<String>,
    pub day: Option<Date>,
    pub url: Option<String>,
    /// Where it is from: its address's host, or the folder that it lay in.
    pub outlet: Option<String>,
    /// The entities that it names, in the order in which it does.
    pub names: Vec<Name>,
    pub quotes: Vec<Quote>,
    /// The claims, those most worth checking first.
    pub claims: Vec<Claim>,
    /// The chosen sentences, in the order of the text.
    pub summary: Vec<String>,
    /// The entities and figures that carry the article, the weightiest first.
    pub points: Vec<String>,
    /// What stages found that this page knows nothing of.
    pub others: Vec<Other>,
    pub problems: Vec<Problem>,
    /// The stages that were run, with their versions.
    pub stages: Vec<String>,
}

/// An entity that an article names.
#[derive(Debug)]
pub struct Name {
    pub named: Named,
    /// Where it is first.
    pub anchor: Anchor,
    pub mentions: u32,
    pub roles: Vec<String>,
    /// The first mention: what stands before it, its words, what stands after.
    pub first: [String; 3],
}

/// An entity's name and label.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    pub name: String,
    pub label: String,
}

impl Named {
    /// The path of its page. Days and sums have none: they are too many and say too little.
    pub fn path(&self) -> Option<String> {
        let has = !matches!(&*self.label, "DATE" | "MONEY");
        has.then(|| format!("entities/{}", slug(&self.name, &[&self.label])))
    }
}

/// Somebody's words.
#[derive(Debug)]
pub struct Quote {
    /// Where what was said is, and where the words that say whose it is.
    pub anchor: Anchor,
    pub source_anchor: Anchor,
    pub kind: String,
    pub words: String,
    pub cue: Option<String>,
    /// The words that say whose it is.
    pub source: Option<String>,
    /// Whose it is, of [`Article::names`].
    pub speaker: Option<usize>,
    /// Who and what is named in it, but for the speaker, of [`Article::names`].
    pub about: Vec<usize>,
    pub details: String,
}

/// A claim.
#[derive(Debug)]
pub struct Claim {
    pub anchor: Anchor,
    /// What is claimed, in words that stand alone.
    pub words: String,
    /// How much it deserves checking, in hundredths.
    pub score: u32,
    /// The stance that the article takes on it, if it does.
    pub stance: Option<String>,
    /// Whose it is, of [`Article::names`].
    pub claimant: Option<usize>,
    /// The same for all claims of the article that say the same.
    pub group: Option<i64>,
    pub details: String,
}

/// A layer of a stage that these pages do not know.
#[derive(Debug)]
pub struct Other {
    pub layer: String,
    /// Of each annotation its number, its words, and what is said of them.
    pub found: Vec<(Anchor, String, String)>,
    /// How many more there are.
    pub more: usize,
}

/// What went wrong.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The stage and the sort of problem.
    pub sort: String,
    pub message: String,
}

/// Which of [`Article::names`] a mention stands for, by the number of the mention that all others of its
/// entity point to.
pub type NameOf = BTreeMap<AnnotationId, usize>;

/// The annotations of a layer.
pub fn layer<'a>(document: &'a Document, name: &str) -> &'a [Annotation] {
    document.layer(name).map(Layer::annotations).unwrap_or_default()
}

/// The layers that these pages know nothing of: those of other stages than the standard ones.
pub fn unknown(document: &Document) -> impl Iterator<Item = &Layer> {
    document.layers().iter().filter(|layer| !KNOWN.contains(&layer.name()))
}

/// The mention that all others of its entity point to.
pub fn canonical<'a>(document: &'a Document, mention: &'a Annotation) -> &'a Annotation {
    mention.link("entity").and_then(|id| document.annotation(id)).unwrap_or(mention)
}

/// The article in a document, and which name each mention stands for.
pub fn read(document: &Document) -> (Article, NameOf) {
    let text = document.text();
    let meta = &document.meta;
    let words = |one: &Annotation| one.span.map(|span| span.of(text).to_owned());
    let (names, name_of) = names(document);
    let published = meta.published.clone();
    let parts = [meta.url.as_deref(), meta.title.as_deref(), published.as_deref(), Some(text)];
    let parts = parts.map(Option::unwrap_or_default);
    let mut summary: Vec<_> = layer(document, "summary").iter().collect();
    summary.sort_by_key(|one| one.span.map(Span::start));
    let mut points: Vec<_> = layer(document, "key_point").iter().collect();
    points.sort_by_key(|one| match one.attr("rank") {
        Some(&Value::Int(rank)) => rank,
        _ => i64::MAX,
    });
    let problem = |one: &copydesk_document::Problem| Problem {
        sort: match &one.stage {
            Some(stage) => format!("{stage}: {}", one.kind.as_str()),
            None => one.kind.as_str().to_owned(),
        },
        message: one.message.clone(),
    };
    let article = Article {
        path: format!("articles/{}", slug(document.id(), &parts)),
        id: document.id().to_owned(),
        title: title(document),
        byline: meta.byline.clone(),
        day: published.as_deref().and_then(day),
        published,
        url: meta
            .url
            .clone()
            .filter(|url| url.starts_with("https://") || url.starts_with("http://")),
        outlet: outlet(document),
        quotes: quotes(document, &name_of),
        claims: claims(document, &name_of),
        summary: summary.into_iter().filter_map(words).collect(),
        points: points.into_iter().filter_map(words).collect(),
        others: others(document),
        problems: document.problems.iter().map(problem).collect(),
        stages: document
            .stages
            .iter()
            .map(|one| format!("{} {}", one.stage, one.version))
            .collect(),
        names,
    };
    (article, name_of)
}

/// Its title; where it has none a first line that is no sentence, which is what the newsroom itself put
/// over the article, then the headline that a stage made, then the text's beginning.
fn title(document: &Document) -> String {
    let first = document.text().lines().map(str::trim).find(|line| !line.is_empty());
    let heading = first.filter(|line| line.len() < 160 && !line.ends_with(['.', ':', '”', '"']));
    let headline = || {
        let span = layer(document, "headline").first()?.span?;
        Some(span.of(document.text()).to_owned())
    };
    let given = document.meta.title.clone().filter(|title| !title.trim().is_empty());
    given
        .or_else(|| heading.map(str::to_owned))
        .or_else(headline)
        .or_else(|| first.map(|line| short(line, 120)))
        .unwrap_or_else(|| document.id().to_owned())
}

/// Where it is from: its address's host, or the folder or file that its id begins with.
fn outlet(document: &Document) -> Option<String> {
    if let Some((_, rest)) = document.meta.url.as_deref().and_then(|url| url.split_once("://")) {
        let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
        return Some(host.trim_start_matches("www.").to_owned());
    }
    document.id().rsplit_once('/').map(|(folder, _)| folder.to_owned())
}

fn names(document: &Document) -> (Vec<Name>, NameOf) {
    let text = document.text();
    let mut names: Vec<Name> = Vec::new();
    let mut known: BTreeMap<Named, usize> = BTreeMap::new();
    let mut name_of = NameOf::new();
    for mention in layer(document, "entity") {
        let canonical = canonical(document, mention);
        let at = *name_of.entry(canonical.id).or_insert_with(|| {
            let name = canonical.attr("name").and_then(Value::as_str).map(str::to_owned);
            let words = || canonical.span.map(|span| span.of(text).to_owned());
            // One spelling, however its accents are encoded.
            let name = name.or_else(words).unwrap_or_default().nfc().collect();
            let named = Named { name, label: canonical.label.to_string() };
            *known.entry(named.clone()).or_insert_with(|| {
                let first = mention.span.map(|span| around(text, span)).unwrap_or_default();
                let anchor = Anchor('e', names.len() as u32);
                names.push(Name { named, anchor, mentions: 0, roles: Vec::new(), first });
                names.len() - 1
            })
        });
        let name = &mut names[at];
        name.mentions += 1;
        let roles = mention.attrs.iter().filter(|attr| attr.key == "role");
        for role in roles.flat_map(|attr| match &attr.value {
            Value::List(items) => items.as_slice(),
            one => std::slice::from_ref(one),
        }) {
            let role = role.as_str().unwrap_or_default().to_owned();
            if !role.is_empty() && !name.roles.contains(&role) {
                name.roles.push(role);
            }
        }
    }
    (names, name_of)
}

/// The words at `span` with a few that stand before and after.
fn around(text: &str, span: Span) -> [String; 3] {
    let (start, end) = (span.start() as usize, span.end() as usize);
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let before = &text[line..start];
    let cut = before.char_indices().rev().nth(60).map_or(0, |(at, _)| at);
    // A cut word is left out, with the blank after it.
    let cut = if cut == 0 { 0 } else { before[cut..].find(' ').map_or(cut, |at| cut + at + 1) };
    let lead = if cut == 0 { "" } else { "…" };
    let after = text[end..].lines().next().unwrap_or_default();
    [format!("{lead}{}", &before[cut..]), span.of(text).to_owned(), short(after, 90)]
}

fn quotes(document: &Document, name_of: &NameOf) -> Vec<Quote> {
    let text = document.text();
    let words = |one: &Annotation| one.span.map(|span| span.of(text).to_owned());
    let mentions = layer(document, "entity");
    let all = layer(document, "quote").iter().map(|quote| {
        let linked = |role: &str| quote.link(role).and_then(|id| document.annotation(id));
        let speaker = name_at(document, quote, "speaker", name_of);
        let (start, end) = quote.span.map_or((0, 0), |span| (span.start(), span.end()));
        let from = mentions.partition_point(|one| one.span.is_none_or(|span| span.start() < start));
        let spans =
            mentions[from..].iter().map(|one| (one, one.span.unwrap_or(Span::new(end, end))));
        let inside =
            spans.take_while(|(_, span)| span.start() < end).filter(|(_, span)| span.end() <= end);
        let about: BTreeSet<usize> = inside
            .filter_map(|(mention, _)| name_of.get(&canonical(document, mention).id).copied())
            .filter(|&name| Some(name) != speaker)
            .collect();
        Quote {
            anchor: Anchor('q', quote.id.get()),
            source_anchor: Anchor('s', quote.id.get()),
            kind: quote.label.to_string(),
            words: said(document, quote),
            cue: linked("cue").and_then(words).filter(|cue| cue.contains(char::is_alphanumeric)),
            source: linked("source").and_then(words),
            about: about.into_iter().collect(),
            speaker,
            details: details(quote, &["cue_kind", "tense"]),
        }
    });
    all.collect()
}

fn claims(document: &Document, name_of: &NameOf) -> Vec<Claim> {
    let text = document.text();
    let all = layer(document, "claim").iter().map(|claim| {
        let alone = claim.attr("standalone").and_then(Value::as_str).map(str::to_owned);
        let words = || claim.span.map(|span| span.of(text).to_owned());
        let stance = claim.attr("stance").and_then(Value::as_str);
        Claim {
            anchor: Anchor('c', claim.id.get()),
            words: alone.or_else(words).unwrap_or_default(),
            score: (claim.score.unwrap_or_default().clamp(0.0, 1.0) * 100.0).round() as u32,
            stance: stance.filter(|stance| *stance != "none").map(str::to_owned),
            claimant: name_at(document, claim, "claimant", name_of),
            group: claim.attr("group").and_then(|group| match group {
                Value::Int(group) => Some(*group),
                _ => None,
            }),
            details: details(claim, &["standalone", "stance", "group"]),
        }
    });
    let mut all: Vec<_> = all.collect();
    all.sort_by_key(|claim| std::cmp::Reverse(claim.score));
    all
}

/// The name of the mention that an annotation links to.
fn name_at(document: &Document, one: &Annotation, role: &str, name_of: &NameOf) -> Option<usize> {
    let mention = document.annotation(one.link(role)?)?;
    name_of.get(&canonical(document, mention).id).copied()
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

fn others(document: &Document) -> Vec<Other> {
    let text = document.text();
    let other = |layer: &Layer| {
        let all = layer.annotations();
        let found = all.iter().take(MOST_OTHERS).map(|one| {
            let words = one.span.map(|span| short(span.of(text), 80));
            let label = [&*one.label, &details(one, &[])].join(" ");
            (Anchor('x', one.id.get()), words.unwrap_or_default(), label.trim().to_owned())
        });
        let (found, more) = (found.collect(), all.len().saturating_sub(MOST_OTHERS));
        Other { layer: layer.name().to_owned(), found, more }
    };
    unknown(document).map(other).filter(|other| !other.found.is_empty()).collect()
}

/// Attributes and score in a few words: "negated, type quantity, numbers 212, score 0.91".
fn details(one: &Annotation, without: &[&str]) -> String {
    let attrs = one.attrs.iter().filter(|attr| !without.contains(&&*attr.key));
    let mut parts: Vec<String> = attrs
        .filter_map(|attr| {
            let key = attr.key.replace('_', " ");
            match &attr.value {
                Value::Bool(true) => Some(key),
                Value::Bool(false) => None,
                value => Some(format!("{key} {}", plain(value))),
            }
        })
        .collect();
    parts.extend(one.score.map(|score| format!("score {score:.2}")));
    parts.join(", ")
}

fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => format!("{number:.2}"),
        Value::Bool(yes) => yes.to_string(),
        Value::List(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
    }
}

/// The first characters of words, cut at a blank where there is one.
pub fn short(words: &str, most: usize) -> String {
    let Some((at, _)) = words.char_indices().nth(most) else { return words.to_owned() };
    let cut = words[..at].rfind(' ').filter(|&blank| blank > at / 2).unwrap_or(at);
    format!("{}…", words[..cut].trim_end())
}
