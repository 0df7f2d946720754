//! What is known of all articles together, once they have been read: who is named, who speaks and about
//! whom, what is claimed.
//!
//! It keeps titles, names, and quotes and claims cut to a length, not the articles: some 20 KB for an
//! article of 700 words.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::article::{Article, Named, Problem, short};
use super::day::Scale;
use super::place::Anchor;

/// How many characters of a quote or a claim are kept.
const LONGEST: usize = 240;

/// All articles together.
#[derive(Debug, Default)]
pub struct Collection {
    pub articles: Vec<Line>,
    pub entities: Vec<Entity>,
    pub quotes: Vec<Quote>,
    pub claims: Vec<Claim>,
    /// Of which article each is.
    pub problems: Vec<(u32, Problem)>,
    /// The stages that were run, with how many articles each was run on.
    pub stages: BTreeMap<String, u32>,
    by_name: BTreeMap<Named, u32>,
}

/// What the lists say of an article.
#[derive(Debug)]
pub struct Line {
    pub path: String,
    pub title: String,
    pub day: Option<Date>,
    pub outlet: Option<String>,
}

/// An entity in all articles.
#[derive(Debug)]
pub struct Entity {
    pub named: Named,
    /// The path of its page.
    pub path: String,
    pub mentions: u64,
    pub roles: Vec<String>,
    /// The articles that name it, in their order.
    pub articles: Vec<Naming>,
    /// Its quotes and claims, by their numbers in the collection.
    pub quotes: Vec<u32>,
    pub claims: Vec<u32>,
    /// Whom it talks about, and who talks about it, each with the number of quotes.
    pub about: BTreeMap<u32, u64>,
    pub about_by: BTreeMap<u32, u64>,
}

/// An article that names an entity.
#[derive(Debug)]
pub struct Naming {
    pub article: u32,
    pub mentions: u32,
    /// Where the first mention is.
    pub anchor: Anchor,
    /// What stands before it, its words, what stands after.
    pub first: [String; 3],
}

/// A quote.
#[derive(Debug)]
pub struct Quote {
    pub article: u32,
    pub anchor: Anchor,
    pub kind: String,
    pub words: String,
}

/// A claim.
#[derive(Debug)]
pub struct Claim {
    pub article: u32,
    pub anchor: Anchor,
    pub words: String,
    /// In hundredths.
    pub score: u32,
    pub stance: Option<String>,
    /// Whose it is, of [`Collection::entities`].
    pub claimant: Option<u32>,
}

impl Collection {
    /// Adds an article.
    pub fn add(&mut self, article: Article) {
        let number = self.articles.len() as u32;
        for stage in article.stages {
            *self.stages.entry(stage).or_default() += 1;
        }
        self.problems.extend(article.problems.into_iter().map(|problem| (number, problem)));
        // The entity of each name in the article; none for days and sums.
        let mut entities: Vec<Option<u32>> = Vec::with_capacity(article.names.len());
        for name in article.names {
            let Some(path) = name.named.path() else {
                entities.push(None);
                continue;
            };
            let id = self.entity(name.named, path);
            let entity = &mut self.entities[id as usize];
            entity.mentions += u64::from(name.mentions);
            for role in name.roles {
                if entity.roles.len() < 5 && !entity.roles.contains(&role) {
                    entity.roles.push(role);
                }
            }
            entity.articles.push(Naming {
                article: number,
                mentions: name.mentions,
                anchor: name.anchor,
                first: name.first,
            });
            entities.push(Some(id));
        }
        let known = |name: Option<usize>| entities.get(name?).copied().flatten();
        for quote in article.quotes {
            let id = self.quotes.len() as u32;
            if let Some(speaker) = known(quote.speaker) {
                self.entities[speaker as usize].quotes.push(id);
                for about in quote.about.iter().filter_map(|&name| known(Some(name))) {
                    *self.entities[speaker as usize].about.entry(about).or_default() += 1;
                    *self.entities[about as usize].about_by.entry(speaker).or_default() += 1;
                }
            }
            let words = short(&quote.words, LONGEST);
            self.quotes.push(Quote {
                article: number,
                anchor: quote.anchor,
                kind: quote.kind,
                words,
            });
        }
        for claim in article.claims {
            let claimant = known(claim.claimant);
            if let Some(claimant) = claimant {
                self.entities[claimant as usize].claims.push(self.claims.len() as u32);
            }
            self.claims.push(Claim {
                article: number,
                anchor: claim.anchor,
                words: short(&claim.words, LONGEST),
                score: claim.score,
                stance: claim.stance,
                claimant,
            });
        }
        self.articles.push(Line {
            path: article.path,
            title: article.title,
            day: article.day,
            outlet: article.outlet,
        });
    }

    fn entity(&mut self, named: Named, path: String) -> u32 {
        if let Some(&id) = self.by_name.get(&named) {
            return id;
        }
        let id = self.entities.len() as u32;
        self.by_name.insert(named.clone(), id);
        self.entities.push(Entity {
            named,
            path,
            mentions: 0,
            roles: Vec::new(),
            articles: Vec::new(),
            quotes: Vec::new(),
            claims: Vec::new(),
            about: BTreeMap::new(),
            about_by: BTreeMap::new(),
        });
        id
    }

    /// The scale of the charts, if the articles have days.
    pub fn scale(&self) -> Option<Scale> {
        Scale::over(self.articles.iter().filter_map(|article| article.day))
    }

    /// The day of an article.
    pub fn day(&self, article: u32) -> Option<Date> {
        self.articles[article as usize].day
    }

    /// The entities for which `count` is not 0 and that `keep` keeps, the highest first.
    pub fn ranked(
        &self,
        keep: impl Fn(&Entity) -> bool,
        count: impl Fn(&Entity) -> u64,
    ) -> Vec<(&Entity, u64)> {
        let kept = self.entities.iter().filter(|one| keep(one)).map(|one| (one, count(one)));
        let mut kept: Vec<_> = kept.filter(|(_, count)| *count > 0).collect();
        kept.sort_by_key(|(one, count)| (std::cmp::Reverse(*count), &one.named));
        kept
    }
}
