//! The page of an entity: when it is named, speaks and claims something, and what.

use jiff::civil::Date;

use super::chart::Columns;
use super::collection::{Collection, Entity};
use super::day::Scale;
use super::lists::{self, List};
use super::overview::part;
use super::pages::{EntityPage, Part};
use super::place::At;

/// How many quotes, claims and articles stand on the page itself, and how many names.
const MOST: usize = 25;
const FEW: usize = 8;

/// The page of an entity, and the lists that are too long for it.
pub fn page<'a>(
    at: At<'a>,
    collection: &'a Collection,
    scale: Option<&Scale>,
    entity: &'a Entity,
) -> (EntityPage<'a>, Vec<List<'a>>) {
    let day = |article: u32| -> Option<(Date, Option<&'static str>)> {
        collection.day(article).map(|day| (day, None))
    };
    let named = entity.articles.iter().flat_map(|naming| {
        std::iter::repeat_n(naming.article, naming.mentions as usize).filter_map(day)
    });
    let said = entity.quotes.iter().filter_map(|&id| day(collection.quotes[id as usize].article));
    let claimed =
        entity.claims.iter().filter_map(|&id| day(collection.claims[id as usize].article));
    let charts = [
        Columns::new("mentions", scale, named),
        Columns::new("quotes", scale, said),
        Columns::new("claims", scale, claimed),
    ];
    let all = [
        ("Quotes", "quotes", MOST, lists::quotes_of(collection, entity)),
        ("Talks about", "about", FEW, lists::counted(collection, &entity.about)),
        ("Is talked about by", "about-by", FEW, lists::counted(collection, &entity.about_by)),
        ("Claims", "claims", MOST, lists::claims_of(collection, entity)),
        ("Articles", "articles", MOST, lists::articles_of(collection, entity)),
    ];
    let (mut parts, mut long) = (Vec::new(), Vec::new());
    for (title, name, most, items) in all {
        if items.is_empty() {
            continue;
        }
        let path = format!("{}.{name}", entity.path);
        let part: Part<'a> = part(title, &path, &items, most);
        if part.more.is_some() {
            let title = format!("{}: {}", entity.named.name, title.to_lowercase());
            long.push(List { path, title, about: "", items });
        }
        parts.push(part);
    }
    (EntityPage { at, entity, charts: charts.into_iter().flatten().collect(), parts }, long)
}
