//! The lists of a site: what stands in them, and in how many pages.

use super::collection::{Claim, Collection, Entity, Naming};
use super::pages::{Item, More};
use super::place::Anchor;

/// How many entries a page of a list has.
pub const PAGE: usize = 500;

/// A list with pages of its own.
#[derive(Debug)]
pub struct List<'a> {
    /// The path of its pages, without their numbers.
    pub path: String,
    pub title: String,
    /// A sentence on what is in it.
    pub about: &'static str,
    pub items: Vec<Item<'a>>,
}

/// The path of a list's page.
pub fn path(list: &str, number: usize) -> String {
    format!("{list}-{number}")
}

/// The lists of the whole collection.
pub fn all(collection: &Collection) -> Vec<List<'_>> {
    let list = |name: &str, title: &str, about, items| List {
        path: format!("lists/{name}"),
        title: title.to_owned(),
        about,
        items,
    };
    let by_mentions = |labels: &'static [&str]| {
        let has = move |one: &Entity| labels.contains(&&*one.named.label);
        entities(collection.ranked(has, |one| one.mentions))
    };
    let standard = ["PERSON", "ORG", "LOC", "FAC"];
    let others = |one: &Entity| !standard.contains(&&*one.named.label);
    let claims = || ranked_claims(collection, |_| true);
    let mut lists = vec![
        list("articles", "Articles", "The newest first.", articles(collection)),
        list("people", "People", "By how often they are named.", by_mentions(&["PERSON"])),
        list(
            "organisations",
            "Organisations",
            "By how often they are named.",
            by_mentions(&["ORG"]),
        ),
        list("places", "Places", "By how often they are named.", by_mentions(&["LOC", "FAC"])),
        list(
            "others",
            "Other names",
            "Groups of people, products, works, events; by how often they are named.",
            entities(collection.ranked(others, |one| one.mentions)),
        ),
        list(
            "speakers",
            "Speakers",
            "By how many quotes are theirs.",
            entities(collection.ranked(|_| true, |one| one.quotes.len() as u64)),
        ),
        list(
            "about",
            "Who talks about whom",
            "By how many quotes of the one name the other.",
            talks(collection),
        ),
        list(
            "claims",
            "Claims",
            "Those most worth checking first; the number is how many of a hundred like it are.",
            claims(),
        ),
        list(
            "problems",
            "Problems",
            "What went wrong, and in which article.",
            problems(collection),
        ),
    ];
    for stance in stances(collection) {
        let of = |one: &Claim| one.stance.as_deref() == Some(&stance);
        lists.push(List {
            path: stance_path(&stance),
            title: format!("Claims that the article marks as {stance}"),
            about: "Those most worth checking first.",
            items: ranked_claims(collection, of),
        });
    }
    lists
}

/// The stances that articles take on claims.
pub fn stances(collection: &Collection) -> Vec<String> {
    let all: std::collections::BTreeSet<_> =
        collection.claims.iter().filter_map(|claim| claim.stance.clone()).collect();
    all.into_iter().collect()
}

/// The path of the list of claims with a stance.
pub fn stance_path(stance: &str) -> String {
    format!("lists/claims-{}", super::place::slug(stance, &[]))
}

/// The newest first; those without a day last, in their order.
fn newest_first(collection: &Collection, articles: &mut [(u32, Item<'_>)]) {
    articles.sort_by_key(|(article, _)| {
        let day = collection.day(*article);
        (day.is_none(), std::cmp::Reverse(day), *article)
    });
}

/// In an order of articles, without their numbers.
fn sorted<'a>(collection: &Collection, mut items: Vec<(u32, Item<'a>)>) -> Vec<Item<'a>> {
    newest_first(collection, &mut items);
    items.into_iter().map(|(_, item)| item).collect()
}

fn articles(collection: &Collection) -> Vec<Item<'_>> {
    let items = collection.articles.iter().enumerate().map(|(number, article)| {
        let day = article.day.map(|day| More::Words(day.to_string()));
        let outlet = article.outlet.clone().map(More::Words);
        let more = day.into_iter().chain(outlet).collect();
        let to = Some(((&article.path).into(), None));
        (number as u32, Item { words: (&article.title).into(), to, more, ..Item::default() })
    });
    sorted(collection, items.collect())
}

/// Entities with a number each, and a bar for it.
pub fn entities<'a>(ranked: Vec<(&'a Entity, u64)>) -> Vec<Item<'a>> {
    let most = ranked.first().map_or(1, |(_, count)| *count);
    let item = |(one, count): (&'a Entity, u64)| Item {
        words: (&one.named.name).into(),
        to: Some(((&one.path).into(), None)),
        more: vec![More::Words(count.to_string())],
        bar: Some((100 * count).div_ceil(most)),
        ..Item::default()
    };
    ranked.into_iter().map(item).collect()
}

/// Whom an entity talks about, or who talks about it.
pub fn counted<'a>(
    collection: &'a Collection,
    counts: &std::collections::BTreeMap<u32, u64>,
) -> Vec<Item<'a>> {
    let all = counts.iter().map(|(&id, &count)| (&collection.entities[id as usize], count));
    let mut all: Vec<_> = all.collect();
    all.sort_by_key(|(one, count)| (std::cmp::Reverse(*count), &one.named));
    entities(all)
}

fn talks<'a>(collection: &'a Collection) -> Vec<Item<'a>> {
    let pairs = collection.entities.iter().flat_map(|one| {
        one.about
            .iter()
            .map(move |(&about, &count)| (one, &collection.entities[about as usize], count))
    });
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort_by_key(|(one, about, count)| (std::cmp::Reverse(*count), &one.named, &about.named));
    let most = pairs.first().map_or(1, |(_, _, count)| *count);
    let item = |(one, about, count): (&'a Entity, &'a Entity, u64)| Item {
        words: (&one.named.name).into(),
        to: Some(((&one.path).into(), None)),
        more: vec![
            More::Words("about".to_owned()),
            More::Link(&about.named.name, &about.path),
            More::Words(count.to_string()),
        ],
        bar: Some((100 * count).div_ceil(most)),
        ..Item::default()
    };
    pairs.into_iter().map(item).collect()
}

/// The claims that `keep` keeps, those most worth checking first.
pub fn ranked_claims(collection: &Collection, keep: impl Fn(&Claim) -> bool) -> Vec<Item<'_>> {
    let mut claims: Vec<_> = collection.claims.iter().filter(|claim| keep(claim)).collect();
    claims.sort_by_key(|claim| std::cmp::Reverse(claim.score));
    claims.into_iter().map(|claim| self::claim(collection, claim, true)).collect()
}

fn claim<'a>(collection: &'a Collection, claim: &'a Claim, whose: bool) -> Item<'a> {
    let article = &collection.articles[claim.article as usize];
    let mut more = vec![More::Words(claim.score.to_string())];
    more.extend(claim.stance.clone().map(More::Words));
    if let Some(claimant) = claim.claimant.filter(|_| whose) {
        let claimant = &collection.entities[claimant as usize];
        more.push(More::Link(&claimant.named.name, &claimant.path));
    }
    more.extend(article.day.map(|day| More::Words(day.to_string())));
    more.push(More::Link(&article.title, &article.path));
    let to = Some(((&article.path).into(), Some(claim.anchor)));
    Item { words: (&claim.words).into(), to, more, ..Item::default() }
}

fn problems(collection: &Collection) -> Vec<Item<'_>> {
    let item = |(article, problem): &'_ (u32, super::article::Problem)| {
        let article = &collection.articles[*article as usize];
        (article, More::Words(format!("{}: {}", problem.sort, problem.message)))
    };
    let items = collection.problems.iter().map(item);
    items
        .map(|(article, more)| Item {
            words: (&article.title).into(),
            to: Some(((&article.path).into(), None)),
            more: vec![more],
            ..Item::default()
        })
        .collect()
}

/// What an entity said, the newest first.
pub fn quotes_of<'a>(collection: &'a Collection, entity: &Entity) -> Vec<Item<'a>> {
    let items = entity.quotes.iter().map(|&id| {
        let quote = &collection.quotes[id as usize];
        let to = (quote.article, Some(quote.anchor));
        in_article(collection, to, &quote.words, vec![More::Words(quote.kind.clone())])
    });
    sorted(collection, items.collect())
}

/// What an entity claimed, the newest first.
pub fn claims_of<'a>(collection: &'a Collection, entity: &Entity) -> Vec<Item<'a>> {
    let items = entity.claims.iter().map(|&id| {
        let one = &collection.claims[id as usize];
        (one.article, claim(collection, one, false))
    });
    sorted(collection, items.collect())
}

/// The articles that name an entity, the newest first.
pub fn articles_of<'a>(collection: &'a Collection, entity: &'a Entity) -> Vec<Item<'a>> {
    let items = entity.articles.iter().map(|naming: &Naming| {
        let article = &collection.articles[naming.article as usize];
        let times = match naming.mentions {
            1 => "once".to_owned(),
            2 => "twice".to_owned(),
            more => format!("{more} times"),
        };
        let mut more = vec![More::Words(times)];
        more.extend(article.day.map(|day| More::Words(day.to_string())));
        let to = Some(((&article.path).into(), Some(naming.anchor)));
        let first = Some(&naming.first);
        (naming.article, Item { words: (&article.title).into(), to, more, first, bar: None })
    });
    sorted(collection, items.collect())
}

fn in_article<'a>(
    collection: &'a Collection,
    (number, anchor): (u32, Option<Anchor>),
    words: &'a str,
    mut more: Vec<More<'a>>,
) -> (u32, Item<'a>) {
    let article = &collection.articles[number as usize];
    more.extend(article.day.map(|day| More::Words(day.to_string())));
    more.push(More::Link(&article.title, &article.path));
    (
        number,
        Item {
            words: words.into(),
            to: Some(((&article.path).into(), anchor)),
            more,
            ..Item::default()
        },
    )
}
