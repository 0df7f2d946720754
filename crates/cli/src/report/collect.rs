//! What the overview, the entities' pages, the lists and the search need of all articles.

use std::collections::BTreeMap;

use copydesk_document::{Document, Layer};
use serde::Serialize;

use super::article::{self, Named, Page};

/// The most quotes, claims and articles that an entity's page lists, each.
const MOST: usize = 200;

/// How many entries a list of the overview has.
const SHORT: usize = 15;

/// Everything that was collected so far.
#[derive(Debug, Default)]
pub struct Collection {
    articles: Vec<Entry>,
    days: BTreeMap<String, u64>,
    sources: BTreeMap<String, u64>,
    entities: BTreeMap<(String, String), Entity>,
    about: BTreeMap<(Named, Named), u64>,
    claims: Vec<ClaimEntry>,
    stances: BTreeMap<String, u64>,
    problems: Vec<Entry>,
    quotes: u64,
    all_claims: u64,
}

/// A line of a list: words with a link, and a number or a remark behind them.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    pub words: String,
    pub file: String,
    pub more: String,
    /// The length of its bar, in hundredths of the longest.
    pub bar: u64,
}

/// An entity's page.
#[derive(Debug, Default, Serialize)]
pub struct Entity {
    pub file: String,
    pub name: String,
    pub label: String,
    pub roles: Vec<String>,
    pub mentions: u64,
    pub quote_count: u64,
    pub claim_count: u64,
    pub article_count: u64,
    pub articles: Vec<Entry>,
    pub quotes: Vec<Entry>,
    pub claims: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct ClaimEntry {
    score: u32,
    entry: Entry,
}

/// The overview.
#[derive(Debug, Serialize)]
pub struct Overview {
    articles: usize,
    quotes: u64,
    claims: u64,
    entities: usize,
    problems: usize,
    lists: Vec<List>,
}

#[derive(Debug, Serialize)]
struct List {
    title: &'static str,
    entries: Vec<Entry>,
    /// The list that goes on, if there is more.
    more: Option<&'static str>,
}

impl Collection {
    /// How many articles there are.
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// Adds what an article says.
    pub fn add(&mut self, document: &Document, page: &Page) {
        let file = format!("articles/{}", page.file);
        let day = page.published.as_deref().map(|published| published.chars().take(10).collect());
        let day: String = day.unwrap_or_default();
        let entry = |words: &str, anchor: &str, more: String| Entry {
            words: words.to_owned(),
            file: if anchor.is_empty() { file.clone() } else { format!("{file}#{anchor}") },
            more,
            bar: 0,
        };
        self.articles.push(entry(&page.title, "", day.clone()));
        if !day.is_empty() {
            *self.days.entry(day.clone()).or_default() += 1;
        }
        *self.sources.entry(source(page)).or_default() += 1;
        for problem in &page.problems {
            self.problems.push(entry(&page.title, "", problem.clone()));
        }
        let mut here: BTreeMap<Named, u64> = BTreeMap::new();
        for mention in document.layer("entity").map(Layer::annotations).unwrap_or_default() {
            if !article::has_page(&mention.label) {
                continue;
            }
            let named = article::entity(document, mention);
            if !article::has_page(&named.label) {
                continue;
            }
            let roles = mention.attrs.iter().filter(|attr| &*attr.key == "role");
            let entity = self.entity(&named);
            for role in roles {
                let mut add = |role: &str| {
                    if entity.roles.len() < 5 && !entity.roles.iter().any(|known| known == role) {
                        entity.roles.push(role.to_owned());
                    }
                };
                match &role.value {
                    copydesk_document::Value::List(items) => {
                        items.iter().filter_map(|item| item.as_str()).for_each(&mut add);
                    }
                    value => value.as_str().into_iter().for_each(&mut add),
                }
            }
            *here.entry(named).or_default() += 1;
        }
        for (named, count) in &here {
            let times =
                if *count == 1 { "1 mention".to_owned() } else { format!("{count} mentions") };
            let more = if day.is_empty() { times } else { format!("{day}, {times}") };
            let listed = entry(&page.title, "", more);
            let entity = self.entity(named);
            entity.mentions += count;
            entity.article_count += 1;
            push(&mut entity.articles, listed);
        }
        for quote in &page.quotes {
            self.quotes += 1;
            let Some(speaker) = quote.speaker.as_ref().filter(|one| article::has_page(&one.label))
            else {
                continue;
            };
            for about in &quote.about {
                *self.about.entry((speaker.clone(), about.clone())).or_default() += 1;
            }
            let listed = entry(
                &short(&quote.words),
                &quote.anchor,
                format!("{}, {}", quote.kind, page.title),
            );
            let entity = self.entity(speaker);
            entity.quote_count += 1;
            push(&mut entity.quotes, listed);
        }
        for claim in &page.claims {
            self.all_claims += 1;
            let stance = claim.stance.clone().unwrap_or_else(|| "not taken".to_owned());
            *self.stances.entry(stance).or_default() += 1;
            let words = short(&claim.words);
            let more = match &claim.stance {
                Some(stance) => format!("{:.2}, {stance}", f64::from(claim.score) / 100.0),
                None => format!("{:.2}", f64::from(claim.score) / 100.0),
            };
            let listed = entry(&words, &claim.anchor, more);
            if let Some(claimant) =
                claim.claimant.as_ref().filter(|one| article::has_page(&one.label))
            {
                let entity = self.entity(claimant);
                entity.claim_count += 1;
                push(&mut entity.claims, listed.clone());
            }
            if claim.score >= 50 {
                self.claims.push(ClaimEntry { score: claim.score, entry: listed });
            }
        }
        if self.claims.len() > 20_000 {
            self.keep_best_claims(5_000);
        }
    }

    fn entity(&mut self, named: &Named) -> &mut Entity {
        let key = (named.name.clone(), named.label.clone());
        self.entities.entry(key).or_insert_with(|| Entity {
            file: named.file.clone(),
            name: named.name.clone(),
            label: named.label.clone(),
            ..Entity::default()
        })
    }

    fn keep_best_claims(&mut self, most: usize) {
        self.claims.sort_by_key(|claim| std::cmp::Reverse(claim.score));
        self.claims.truncate(most);
    }

    /// The entities that have pages, by name.
    pub fn entities(&self) -> impl Iterator<Item = &Entity> {
        self.entities.values()
    }

    fn ranked(&self, keep: impl Fn(&Entity) -> bool, count: impl Fn(&Entity) -> u64) -> Vec<Entry> {
        let mut kept: Vec<_> =
            self.entities.values().filter(|one| keep(one) && count(one) > 0).collect();
        kept.sort_by_key(|one| (std::cmp::Reverse(count(one)), &one.name, &one.label));
        let most = kept.first().map_or(1, |one| count(one));
        let entry = |one: &Entity| Entry {
            words: one.name.clone(),
            file: format!("entities/{}", one.file),
            more: count(one).to_string(),
            bar: (100 * count(one)).div_ceil(most.max(1)),
        };
        kept.into_iter().map(entry).collect()
    }

    /// The lists that have pages of their own: name, title and entries.
    pub fn lists(&self) -> Vec<(&'static str, &'static str, Vec<Entry>)> {
        let is = |label: &'static str| move |one: &Entity| one.label == label;
        let mut claims = self.claims.clone();
        claims.sort_by_key(|claim| std::cmp::Reverse(claim.score));
        claims.truncate(5_000);
        vec![
            ("articles", "Articles", self.articles.clone()),
            ("people", "People, by mentions", self.ranked(is("PERSON"), |one| one.mentions)),
            (
                "organisations",
                "Organisations, by mentions",
                self.ranked(is("ORG"), |one| one.mentions),
            ),
            ("speakers", "Speakers, by quotes", self.ranked(|_| true, |one| one.quote_count)),
            (
                "claims",
                "Claims that deserve checking most",
                claims.into_iter().map(|one| one.entry).collect(),
            ),
            ("problems", "Problems", self.problems.clone()),
        ]
    }

    /// The overview.
    pub fn overview(&self) -> Overview {
        let mut lists: Vec<List> = Vec::new();
        let mut all = self.lists();
        let articles = all.remove(0);
        for (name, title, mut entries) in all.into_iter().chain([articles]) {
            if entries.is_empty() {
                continue;
            }
            let more = (entries.len() > SHORT).then_some(name);
            entries.truncate(SHORT);
            lists.push(List { title, entries, more });
        }
        let mut about: Vec<_> = self.about.iter().collect();
        about.sort_by_key(|&(pair, &times)| (std::cmp::Reverse(times), pair));
        let about = about.into_iter().take(SHORT).map(|((speaker, about), times)| Entry {
            words: format!("{} about {}", speaker.name, about.name),
            file: format!("entities/{}", speaker.file),
            more: times.to_string(),
            bar: 0,
        });
        for (title, entries) in [
            ("Who talks about whom", about.collect::<Vec<_>>()),
            ("Claims, by the article's stance", counted(&self.stances, true)),
            ("Articles by day", counted(&self.days, false)),
            ("Articles by source", counted(&self.sources, true)),
        ] {
            if !entries.is_empty() {
                lists.push(List { title, entries, more: None });
            }
        }
        Overview {
            articles: self.articles.len(),
            quotes: self.quotes,
            claims: self.all_claims,
            entities: self.entities.len(),
            problems: self.problems.len(),
            lists,
        }
    }

    /// What search looks through, as JSON: words, file, and what kind of thing it is.
    pub fn index(&self) -> String {
        let articles = self.articles.iter().map(|one| (&one.words, one.file.clone(), "article"));
        let entities = self.entities.values();
        let entities =
            entities.map(|one| (&one.name, format!("entities/{}", one.file), one.label.as_str()));
        let lines: Vec<_> = articles.chain(entities).collect();
        // Nothing in it can end the script or begin a tag, wherever it is put.
        let json = serde_json::to_string(&lines).expect("words are plain JSON");
        json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
    }
}

fn push(entries: &mut Vec<Entry>, entry: Entry) {
    if entries.len() < MOST {
        entries.push(entry);
    }
}

/// Counts as entries with bars: by count, or by name, of which then the last.
fn counted(counts: &BTreeMap<String, u64>, by_count: bool) -> Vec<Entry> {
    let mut all: Vec<_> = counts.iter().collect();
    if by_count {
        all.sort_by_key(|&(name, &count)| (std::cmp::Reverse(count), name));
        all.truncate(SHORT);
    } else {
        all.drain(..all.len().saturating_sub(60));
    }
    let most = all.iter().map(|(_, count)| **count).max().unwrap_or(1);
    let entry = |(name, &count): (&String, &u64)| Entry {
        words: name.clone(),
        file: String::new(),
        more: count.to_string(),
        bar: (100 * count).div_ceil(most),
    };
    all.into_iter().map(entry).collect()
}

/// Where an article is from: its address's host, or the file or folder that its id begins with.
fn source(page: &Page) -> String {
    if let Some((_, rest)) = page.url.as_deref().and_then(|url| url.split_once("://")) {
        return rest
            .split(['/', '?', '#'])
            .next()
            .unwrap_or(rest)
            .trim_start_matches("www.")
            .to_owned();
    }
    match page.id.rsplit_once('/') {
        Some((folder, _)) => folder.to_owned(),
        None => "unknown".to_owned(),
    }
}

/// The first 300 characters.
fn short(words: &str) -> String {
    match words.char_indices().nth(300) {
        Some((at, _)) => format!("{}…", &words[..at]),
        None => words.to_owned(),
    }
}
