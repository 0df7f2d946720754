//! The first page: what there is, and the beginning of every list.

use std::collections::BTreeMap;

use super::chart::Columns;
use super::collection::{Collection, Entity};
use super::lists::{self, List};
use super::pages::{Cell, Item, Matrix, More, Overview, Part};
use super::place::At;

/// How many entries a list has on it.
const SHORT: usize = 12;

/// How many speakers, and people and things they talk about, the table of both has.
const TABLE: usize = 10;

/// The first page of a site with these lists.
pub fn overview<'a>(
    at: At<'a>,
    title: &'a str,
    collection: &'a Collection,
    all: &'a [List<'a>],
) -> Overview<'a> {
    let scale = collection.scale();
    let days = collection.articles.iter().filter_map(|article| {
        Some((article.day?, Some(article.outlet.as_deref().unwrap_or("unknown"))))
    });
    let days_only = days.clone().map(|(day, _)| day);
    let span = days_only.clone().min().zip(days_only.max());
    let listed = |name: &str| {
        let path = format!("lists/{name}");
        let list = all.iter().find(|list| list.path == path)?;
        Some(part(&list.title, &list.path, &list.items, SHORT))
    };
    let names = ["people", "organisations", "speakers", "places", "claims", "articles"];
    let mut parts: Vec<Part<'_>> = names.into_iter().filter_map(listed).collect();
    parts.extend([stances(collection), outlets(collection), problems(collection)]);
    parts.retain(|part: &Part<'_>| !part.items.is_empty());
    Overview {
        at,
        title,
        figures: vec![
            ("Articles", collection.articles.len(), "lists/articles-1"),
            ("Names", collection.entities.len(), "lists/people-1"),
            ("Quotes", collection.quotes.len(), "lists/speakers-1"),
            ("Claims", collection.claims.len(), "lists/claims-1"),
            ("Problems", collection.problems.len(), "lists/problems-1"),
        ],
        days: span.map(|(first, last)| {
            if first == last { first.to_string() } else { format!("{first} to {last}") }
        }),
        articles: Columns::new("articles", scale.as_ref(), days),
        worth: worth(collection),
        matrix: matrix(collection),
        parts,
        stages: collection.stages.keys().cloned().collect(),
        version: env!("CARGO_PKG_VERSION"),
    }
}

/// The beginning of a list, and where all of it is.
pub fn part<'a>(title: &'a str, path: &str, items: &[Item<'a>], most: usize) -> Part<'a> {
    let more = (items.len() > most).then(|| (lists::path(path, 1), items.len()));
    Part { title, items: items.iter().take(most).cloned().collect(), more }
}

/// How many there are of each, as entries with bars; `to` says which page each leads to.
fn counts<'a>(
    all: impl Iterator<Item = &'a str>,
    to: impl Fn(&str) -> Option<String>,
) -> Vec<Item<'a>> {
    let mut counts = BTreeMap::<&str, u64>::new();
    all.for_each(|one| *counts.entry(one).or_default() += 1);
    let mut ranked: Vec<_> = counts.into_iter().collect();
    ranked.sort_by_key(|&(name, count)| (std::cmp::Reverse(count), name));
    let most = ranked.first().map_or(1, |(_, count)| *count);
    let item = |(name, count): (&'a str, u64)| Item {
        words: name.into(),
        to: to(name).map(|path| (path.into(), None)),
        more: vec![More::Words(count.to_string())],
        bar: Some((100 * count).div_ceil(most)),
        ..Item::default()
    };
    ranked.into_iter().map(item).collect()
}

fn stances(collection: &Collection) -> Part<'_> {
    let all =
        collection.claims.iter().map(|one| one.stance.as_deref().unwrap_or("no stance taken"));
    let taken = lists::stances(collection);
    let to = |stance: &str| {
        let taken = taken.iter().any(|one| one == stance);
        taken.then(|| lists::path(&lists::stance_path(stance), 1))
    };
    Part { title: "Claims, by the article’s stance", items: counts(all, to), more: None }
}

fn outlets(collection: &Collection) -> Part<'_> {
    let all = collection.articles.iter().map(|one| one.outlet.as_deref().unwrap_or("unknown"));
    let mut items = counts(all, |_| None);
    if items.len() < 2 {
        items.clear();
    }
    items.truncate(SHORT);
    Part { title: "Articles, by source", items, more: None }
}

fn problems(collection: &Collection) -> Part<'_> {
    let all = collection.problems.iter().map(|(_, problem)| problem.sort.as_str());
    let items = counts(all, |_| Some(lists::path("lists/problems", 1)));
    Part { title: "Problems", items, more: None }
}

/// How many claims are in each tenth of the scores.
fn worth(collection: &Collection) -> Vec<(u64, u64)> {
    let mut tenths = vec![0_u64; if collection.claims.is_empty() { 0 } else { 10 }];
    for claim in &collection.claims {
        tenths[(claim.score as usize / 10).min(9)] += 1;
    }
    let most = tenths.iter().copied().max().unwrap_or(1).max(1);
    tenths.into_iter().map(|count| (count, (100 * count).div_ceil(most))).collect()
}

/// Those who speak most about others, and whom and what they speak about most.
fn matrix(collection: &Collection) -> Option<Matrix<'_>> {
    let mut speakers = collection.ranked(|_| true, |one| one.about.values().sum());
    speakers.truncate(TABLE);
    let mut sums = BTreeMap::<u32, u64>::new();
    for (&about, &count) in speakers.iter().flat_map(|(speaker, _)| &speaker.about) {
        *sums.entry(about).or_default() += count;
    }
    let mut about: Vec<(u32, u64)> = sums.into_iter().collect();
    about.sort_by_key(|&(one, count)| (std::cmp::Reverse(count), one));
    about.truncate(TABLE);
    let most = speakers.iter().flat_map(|(speaker, _)| speaker.about.values()).max().copied()?;
    let cells = |speaker: &Entity| -> Vec<Cell> {
        let counts = about.iter().map(|(one, _)| speaker.about.get(one).copied().unwrap_or(0));
        counts.map(|count| Cell { count, shade: (4 * count).div_ceil(most) }).collect()
    };
    let rows = speakers.iter().map(|(speaker, _)| (*speaker, cells(speaker)));
    let rows = rows.filter(|(_, cells)| cells.iter().any(|cell| cell.count > 0)).collect();
    Some(Matrix {
        about: about.iter().map(|(one, _)| &collection.entities[*one as usize]).collect(),
        rows,
    })
}
