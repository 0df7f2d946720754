//! What the search of a site looks through, without a server.
//!
//! The index of names and headlines is one file, loaded when somebody turns to the search. The words of
//! the articles' texts are in many: one for all words that begin with the same two characters, so that
//! a search loads only a few. Words are compared without accents and case, by the same rule as in site.js.

use std::collections::BTreeMap;

use serde_json::json;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::collection::Collection;
use super::escape::shown;

/// In which articles each word stands.
#[derive(Debug, Default)]
pub struct Words(BTreeMap<String, Vec<u32>>);

impl Words {
    /// Adds the words of an article with this number; numbers rise.
    pub fn add(&mut self, article: u32, words: Vec<String>) {
        for word in words {
            self.0.entry(word).or_default().push(article);
        }
    }

    /// The files: each one's key, and what is in it.
    pub fn files(&self) -> impl Iterator<Item = (String, String)> {
        let mut files: BTreeMap<String, Vec<(&String, &Vec<u32>)>> = BTreeMap::new();
        for (word, articles) in &self.0 {
            files.entry(key(word)).or_default().push((word, articles));
        }
        files.into_iter().map(|(key, words)| {
            let file = format!("COPYDESK_WORDS[{}]={};\n", json!(key), json!(words));
            (key, file)
        })
    }
}

/// The words of a text of two characters and more, each once, in order.
pub fn words(text: &str) -> Vec<String> {
    let plain = plain(text);
    let words =
        plain.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().nth(1).is_some());
    let mut words: Vec<&str> = words.collect();
    words.sort_unstable();
    words.dedup();
    words.into_iter().map(str::to_owned).collect()
}

/// Text without accents and case.
fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfd().filter(|c| !is_combining_mark(*c)).collect::<String>().to_lowercase()
}

/// The name of the file that a word is in: its first two characters, those that are not of ASCII as
/// numbers.
fn key(word: &str) -> String {
    let part = |c: char| if c.is_ascii() { c.to_string() } else { format!("-{:x}", u32::from(c)) };
    word.chars().take(2).map(part).collect()
}

/// The index of names and headlines, as JSON: the articles in the order of the collection, with title,
/// page and day, and the entities, those named most first, with name, page, label and mentions.
pub fn index(collection: &Collection) -> String {
    let articles = collection.articles.iter().map(|one| {
        let day = one.day.map(|day| day.to_string()).unwrap_or_default();
        json!([shown(&one.title), one.path, day])
    });
    let names = collection.ranked(|_| true, |one| one.mentions);
    let names = names.into_iter().map(|(one, mentions)| {
        json!([shown(&one.named.name), one.path, one.named.label, mentions])
    });
    let index =
        json!({"articles": articles.collect::<Vec<_>>(), "names": names.collect::<Vec<_>>()});
    // Nothing in it can end a script or begin a tag, wherever it is put.
    let index = index.to_string().replace('<', "\\u003c");
    index.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_without_accents_and_by_their_beginnings() {
        let all = words("Łódź’s mayor, José E. Ruiz: ruiz 東京都 said “no” 42.");
        assert_eq!(all, ["42", "jose", "mayor", "no", "ruiz", "said", "łodz", "東京都"]);
        let mut index = Words::default();
        index.add(0, words("Rain in Rabat"));
        index.add(1, words("rain again, 東京"));
        let files: Vec<_> = index.files().collect();
        let keys: Vec<_> = files.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["-6771-4eac", "ag", "in", "ra"]);
        assert_eq!(files[3].1, "COPYDESK_WORDS[\"ra\"]=[[\"rabat\",[0]],[\"rain\",[0,1]]];\n");
    }
}
