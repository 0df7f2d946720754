//! Companies that go by one word of their name, and those that look like people or places: "Thornbury Capital … Thornbury",
//! "shares of Velmora", "the carmaker Velmora".

use std::collections::HashSet;

use crate::corrections::add_bodies;
use crate::labels::Class;
use crate::lexicon::list;
use crate::reading::Reading;
use crate::tagging::Mention;
use crate::titles::is_honorific;

/// Words behind the own name of a company, in small letters; sorted.
const KINDS: [&str; 90] = [
    "advisors",
    "aerospace",
    "air",
    "airlines",
    "airways",
    "analytics",
    "apparel",
    "asset",
    "automotive",
    "aviation",
    "bancorp",
    "bank",
    "beverages",
    "biosciences",
    "biotech",
    "brands",
    "breweries",
    "brewing",
    "builders",
    "capital",
    "cement",
    "chemicals",
    "communications",
    "construction",
    "consulting",
    "corp",
    "creameries",
    "dairy",
    "digital",
    "electric",
    "electronics",
    "energy",
    "engineering",
    "entertainment",
    "equity",
    "estates",
    "farms",
    "films",
    "financial",
    "foods",
    "footwear",
    "freight",
    "games",
    "gas",
    "group",
    "healthcare",
    "holdings",
    "homes",
    "industries",
    "insurance",
    "interactive",
    "investments",
    "logistics",
    "management",
    "marine",
    "maritime",
    "materials",
    "media",
    "minerals",
    "mining",
    "mobile",
    "motor",
    "motors",
    "networks",
    "oil",
    "packaging",
    "paper",
    "partners",
    "petroleum",
    "pharma",
    "pharmaceuticals",
    "plastics",
    "power",
    "properties",
    "railways",
    "realty",
    "resources",
    "retail",
    "robotics",
    "securities",
    "semiconductor",
    "shipping",
    "software",
    "solutions",
    "steel",
    "studios",
    "systems",
    "technologies",
    "telecom",
    "therapeutics",
];

/// What many companies' names begin with, and none goes by: "General Motors".
const GENERIC: [&str; 30] = [
    "american",
    "big",
    "british",
    "central",
    "city",
    "common",
    "community",
    "digital",
    "eastern",
    "european",
    "federal",
    "first",
    "general",
    "global",
    "great",
    "green",
    "international",
    "local",
    "mass",
    "national",
    "new",
    "news",
    "northern",
    "old",
    "pacific",
    "public",
    "royal",
    "social",
    "southern",
    "western",
];

/// Nouns for companies that stand right before their names; sorted.
const NOUNS: [&str; 22] = [
    "airline",
    "automaker",
    "bank",
    "brokerage",
    "buyer",
    "carmaker",
    "chain",
    "chipmaker",
    "consultancy",
    "drugmaker",
    "firm",
    "fund",
    "giant",
    "insurer",
    "lender",
    "maker",
    "operator",
    "retailer",
    "start-up",
    "startup",
    "supermarket",
    "supplier",
];

/// Words behind a name that only a company has.
const ITS: [&str; 10] = [
    "shares",
    "stock",
    "shareholders",
    "spokesman",
    "spokesperson",
    "spokeswoman",
    "executives",
    "customers",
    "bonds",
    "subsidiary",
];

/// Labels companies as bodies, and adds those that go by a word of a name that the article has. The mentions stay in text
/// order.
pub fn label(reading: &Reading, mentions: &mut Vec<Mention>) {
    let names = own_names(reading, mentions);
    let shown: HashSet<u64> = mentions
        .iter()
        .filter(|mention| mention.words.len() == 1 && is_shown(reading, mention))
        .map(|mention| reading.words[mention.words.start].cased)
        .filter(|name| !is_persons(reading, mentions, *name))
        .collect();
    for mention in mentions.iter_mut() {
        let words = mention.words.clone();
        let name = reading.words[words.start].cased;
        let known = match mention.class {
            Class::Person | Class::Product => names.contains(&name) || shown.contains(&name),
            // A town may be the company's home.
            Class::Loc => {
                let lists = reading.lists[words.start][3];
                shown.contains(&name) && lists & (list::CITY | list::COUNTRY) == 0
                    || names.contains(&name) && is_its(reading, words.end)
            }
            _ => false,
        };
        if words.len() == 1 && known {
            mention.class = Class::Org;
        }
    }
    if !names.is_empty() {
        let is_own =
            |at: usize| names.contains(&reading.words[at].cased) && is_its(reading, at + 1);
        add_bodies(reading, mentions, is_own);
    }
}

/// Whether a word says what kind of company it is, behind its own name.
pub fn is_kind(word: &str) -> bool {
    KINDS.binary_search(&word.trim_end_matches('.')).is_ok()
}

/// The own names of companies: "Thornbury" of "Thornbury Capital". Not those that a person of the article has, too.
fn own_names(reading: &Reading, mentions: &[Mention]) -> HashSet<u64> {
    let mut names = HashSet::new();
    for mention in mentions.iter().filter(|mention| mention.class == Class::Org) {
        let words = mention.words.clone();
        let company =
            words.len() > 1 && words.clone().skip(1).all(|at| is_kind(reading.letters(at)));
        let name = reading.words[words.start].cased;
        let own = !GENERIC.contains(&reading.letters(words.start));
        if company && own && !is_persons(reading, mentions, name) {
            names.insert(name);
        }
    }
    names
}

/// Whether a person of the article has the name among others, or a title before it.
fn is_persons(reading: &Reading, mentions: &[Mention], name: u64) -> bool {
    mentions.iter().filter(|mention| mention.class == Class::Person).any(|person| {
        let has = person.words.clone().any(|at| reading.words[at].cased == name);
        let first = person.words.start;
        let titled = first > 0 && is_honorific(reading.letters(first - 1));
        has && (person.words.len() > 1 || titled)
    })
}

/// Whether the words beside a name show that it is a company's: "shares of Bosch", "analysts at Bosch", "the carmaker
/// Bosch", "Bosch, the company that".
fn is_shown(reading: &Reading, mention: &Mention) -> bool {
    if !matches!(mention.class, Class::Person | Class::Loc | Class::Product) {
        return false;
    }
    let letters = |at: Option<usize>| {
        at.filter(|&at| at < reading.words.len()).map_or("", |at| reading.letters(at))
    };
    let (first, end) = (mention.words.start, mention.words.end);
    let (before, second) = (letters(first.checked_sub(1)), letters(first.checked_sub(2)));
    let of = matches!(before, "of" | "in") && matches!(second, "shares" | "stock" | "stake")
        || matches!(before, "at" | "with")
            && matches!(
                second,
                "analyst" | "analysts" | "economist" | "economists" | "strategist" | "strategists"
            );
    let noun = mention.class == Class::Person && NOUNS.binary_search(&before).is_ok();
    // "Velmora, the Leeds company that"
    let apposed = letters(Some(end)) == ","
        && matches!(letters(Some(end + 1)), "the" | "a" | "an")
        && (end + 2..end + 6).any(|at| {
            matches!(
                letters(Some(at)),
                "company" | "firm" | "startup" | "start-up" | "maker" | "chain"
            ) && matches!(letters(Some(at + 1)), "that" | "which" | "behind" | "," | ".")
        });
    of || noun || apposed
}

/// Whether what stands behind a name shows that it is a company's.
fn is_its(reading: &Reading, at: usize) -> bool {
    let letters = |at: usize| if at < reading.words.len() { reading.letters(at) } else { "" };
    let at = if matches!(letters(at), "'s" | "'") { at + 1 } else { at };
    ITS.contains(&letters(at)) || matches!(letters(at), "said" | "says")
}
