//! States and cities that go by several names, and how their names are abbreviated.

use std::collections::HashMap;
use std::sync::OnceLock;

/// The names of one place a line, in small letters without stops and accents; the first of each is
/// the one that the news uses. Abbreviations that are also common words, or more often stand for
/// something else, are left out ("LA", "IN", "OR", "ME").
const PLACES: &[&[&str]] = &[
    &["united states", "us", "usa", "united states of america", "america"],
    &["united kingdom", "uk", "great britain", "britain", "gb"],
    &["united arab emirates", "uae", "emirates"],
    &["european union", "eu"],
    &["united nations", "un"],
    &["african union", "au"],
    &["democratic republic of congo", "drc", "dr congo", "democratic republic of the congo"],
    &["central african republic", "car"],
    &["china", "prc", "peoples republic of china"],
    &["north korea", "dprk", "democratic peoples republic of korea"],
    &["south korea", "rok", "republic of korea", "korea republic"],
    &["russia", "russian federation"],
    &["saudi arabia", "ksa", "kingdom of saudi arabia"],
    &["czech republic", "czechia"],
    &["turkey", "turkiye"],
    &["myanmar", "burma"],
    &["ivory coast", "cote divoire"],
    &["eswatini", "swaziland"],
    &["east timor", "timor-leste"],
    &["papua new guinea", "png"],
    &["cape verde", "cabo verde"],
    &["north macedonia", "macedonia"],
    &["vatican", "vatican city", "holy see"],
    &["new york city", "nyc"],
    &["washington dc", "dc", "district of columbia"],
    &["hong kong", "hksar"],
    &["kyiv", "kiev"],
    &["alabama", "ala"],
    &["arizona", "ariz", "az"],
    &["arkansas", "ark"],
    &["california", "calif", "ca"],
    &["colorado", "colo"],
    &["connecticut", "conn", "ct"],
    &["delaware", "del"],
    &["florida", "fla", "fl"],
    &["georgia", "ga"],
    &["illinois", "ill", "il"],
    &["indiana", "ind"],
    &["kansas", "kan", "ks"],
    &["kentucky", "ky"],
    &["maryland", "md"],
    &["massachusetts", "mass"],
    &["michigan", "mich", "mi"],
    &["minnesota", "minn", "mn"],
    &["mississippi", "miss"],
    &["missouri", "mo"],
    &["montana", "mont"],
    &["nebraska", "neb", "ne"],
    &["nevada", "nev", "nv"],
    &["new hampshire", "nh"],
    &["new jersey", "nj"],
    &["new mexico", "nm"],
    &["north carolina", "nc"],
    &["north dakota", "nd"],
    &["oklahoma", "okla"],
    &["oregon", "ore"],
    &["pennsylvania", "pa", "penn"],
    &["rhode island", "ri"],
    &["south carolina", "sc"],
    &["south dakota", "sd"],
    &["tennessee", "tenn", "tn"],
    &["texas", "tex", "tx"],
    &["utah", "ut"],
    &["vermont", "vt"],
    &["virginia", "va"],
    &["washington state", "wash"],
    &["west virginia", "wv"],
    &["wisconsin", "wis", "wi"],
    &["wyoming", "wyo"],
    &["british columbia", "bc"],
    &["new south wales", "nsw"],
];

/// The most words of a name in the table.
pub const LONGEST: usize = 6;

/// The name under which a place's other names come together.
pub fn one_name(name: &str) -> Option<&'static str> {
    static BY_NAME: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    let by_name = BY_NAME.get_or_init(|| {
        PLACES.iter().flat_map(|names| names.iter().map(|&name| (name, names[0]))).collect()
    });
    by_name.get(name).copied()
}

/// What an abbreviation at the beginning of a name, or inside it, stands for: "St. Louis", "Mt. Kenya".
pub fn written_out(word: &str) -> Option<&'static str> {
    match word {
        "st" => Some("saint"),
        "ste" => Some("sainte"),
        "mt" => Some("mount"),
        "ft" => Some("fort"),
        _ => None,
    }
}

/// Words that may be left out behind a place's name.
pub fn is_generic(word: &str) -> bool {
    matches!(
        word,
        "city"
            | "town"
            | "village"
            | "island"
            | "islands"
            | "peninsula"
            | "desert"
            | "region"
            | "municipality"
    )
}

/// Words that may be left out before a place's name, with "of" behind them: "the Republic of Kenya".
pub fn is_generic_before(word: &str) -> bool {
    matches!(
        word,
        "republic"
            | "kingdom"
            | "state"
            | "commonwealth"
            | "city"
            | "town"
            | "village"
            | "province"
            | "county"
            | "district"
            | "islamic"
            | "federal"
            | "democratic"
            | "socialist"
            | "arab"
            | "of"
            | "the"
    )
}

/// Whether a place of this name is not the one that "City", "Island" or the like behind it makes:
/// Mexico City lies in Mexico.
pub fn is_larger(name: &str) -> bool {
    matches!(
        name,
        "mexico"
            | "kuwait"
            | "panama"
            | "guatemala"
            | "quebec"
            | "benin"
            | "kansas"
            | "oklahoma"
            | "iowa"
            | "congo"
            | "hong kong"
            | "washington"
            | "georgia"
            | "niger"
            | "belize"
            | "djibouti"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_of_two_places_and_none_is_too_long() {
        let mut names: Vec<_> = PLACES.iter().flat_map(|names| names.iter()).collect();
        assert!(names.iter().all(|name| name.split(' ').count() <= LONGEST));
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
