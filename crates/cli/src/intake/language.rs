//! What language an article is in, so that stages made for English are not run over others.

use std::str::FromStr;

use copydesk_document::Document;
use whatlang::{Lang, detect};

/// What is typed for all languages.
const ANY: &str = "any";
/// How many letters of an article are looked at.
const LOOK: usize = 1_200;
/// Shorter texts do not tell their language: names and headlines look like anything.
const SHORTEST: usize = 200;

/// The languages that are wanted.
#[derive(Clone, Debug)]
pub struct Languages(Option<Vec<String>>);

/// A wanted language, as the first part of its tag, in lower case; or "any".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag(String);

impl FromStr for Tag {
    type Err = String;

    /// Takes a BCP 47 tag of a language that has two letters, or of one that has only three. What else is
    /// typed is no tag that an article can be found to have.
    fn from_str(typed: &str) -> Result<Self, String> {
        let tag = primary(typed);
        let is_known = tag == ANY
            || CODES.iter().any(|(_, two)| *two == tag)
            || OTHERS.split_whitespace().any(|two| two == tag);
        let named = Lang::all().iter().find(|language| {
            let names = [language.code(), language.eng_name(), language.name()];
            names.iter().any(|name| name.to_lowercase() == typed.trim().to_lowercase())
        });
        let is_rare = tag.len() == 3 && tag.bytes().all(|byte| byte.is_ascii_lowercase());
        match named.and_then(|language| code(*language)) {
            _ if is_known => Ok(Self(tag)),
            Some(two) => Err(format!("there is no language tag {typed:?}; did you mean {two:?}?")),
            None if is_rare => Ok(Self(tag)),
            None => Err(format!(
                "there is no language tag {typed:?}; say a BCP 47 tag, such as en, es or pt-BR, or any"
            )),
        }
    }
}

impl Languages {
    /// These languages; `any` among them means all. None means English, which the standard stages are
    /// made for.
    pub fn new(typed: &[Tag]) -> Self {
        if typed.iter().any(|tag| tag.0 == ANY) {
            return Self(None);
        }
        let tags = typed.iter().map(|tag| tag.0.clone()).collect::<Vec<_>>();
        Self(Some(if tags.is_empty() { vec!["en".to_owned()] } else { tags }))
    }

    /// Marks the document with its language, where that shows, and gives the language back if it is
    /// not a wanted one.
    ///
    /// What the words show counts more than what the article came with: feeds name the language of the
    /// site. Where the words do not tell, it is the language that it came with, or else taken to be
    /// wanted.
    pub fn mark(&self, document: &mut Document) -> Option<String> {
        if let Some(found) = of(document.text()) {
            let stated = document.meta.language.as_deref().map(primary);
            if stated.as_deref() != Some(found) {
                document.meta.language = Some(found.to_owned());
            }
        }
        let language = document.meta.language.as_deref().map(primary)?;
        let wanted = self.0.as_ref()?;
        (!wanted.contains(&language)).then_some(language)
    }
}

/// "en" of "en-GB", "en_US" and "EN".
fn primary(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or(tag).trim().to_ascii_lowercase()
}

/// The language of a text as an ISO 639-1 code, where it shows for certain.
///
/// Words with a capital do not count: an English table of Polish football results is full of Polish
/// names.
fn of(text: &str) -> Option<&'static str> {
    let is_name =
        |word: &&str| word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
    let words = text.split_whitespace().filter(|word| !is_name(word));
    let (mut look, mut letters) = (String::new(), 0);
    for c in words.flat_map(|word| word.chars().chain([' '])) {
        look.push(c);
        // A character of Chinese or Japanese says as much as a word.
        letters += if !c.is_alphabetic() {
            0
        } else if c >= '\u{2E80}' {
            4
        } else {
            1
        };
        if letters >= LOOK {
            break;
        }
    }
    if letters < SHORTEST {
        return None;
    }
    if is_english(&look) {
        return Some("en");
    }
    let found = detect(&look)?;
    if !found.is_reliable() {
        return None;
    }
    code(found.lang())
}

/// Whether a tenth of the words are such as English cannot do without and other languages do not have.
///
/// Of running English a sixth is. It spares nearly all articles the comparison with every language there
/// is, which was a fiftieth of all work (November 2026).
fn is_english(look: &str) -> bool {
    const ENGLISH: [&str; 16] = [
        "the", "and", "that", "with", "from", "this", "have", "were", "which", "their", "they",
        "would", "been", "will", "said", "for",
    ];
    let (mut words, mut english) = (0, 0);
    for word in look.split(' ') {
        words += 1;
        english += usize::from(ENGLISH.contains(&word));
    }
    english * 10 >= words
}

/// The two letters of the languages that `whatlang` knows by three.
const CODES: [(&str, &str); 69] = [
    ("afr", "af"),
    ("aka", "ak"),
    ("amh", "am"),
    ("ara", "ar"),
    ("aze", "az"),
    ("bel", "be"),
    ("ben", "bn"),
    ("bul", "bg"),
    ("cat", "ca"),
    ("ces", "cs"),
    ("cmn", "zh"),
    ("cym", "cy"),
    ("dan", "da"),
    ("deu", "de"),
    ("ell", "el"),
    ("eng", "en"),
    ("epo", "eo"),
    ("est", "et"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("guj", "gu"),
    ("heb", "he"),
    ("hin", "hi"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("hye", "hy"),
    ("ind", "id"),
    ("ita", "it"),
    ("jav", "jv"),
    ("jpn", "ja"),
    ("kan", "kn"),
    ("kat", "ka"),
    ("khm", "km"),
    ("kor", "ko"),
    ("lat", "la"),
    ("lav", "lv"),
    ("lit", "lt"),
    ("mal", "ml"),
    ("mar", "mr"),
    ("mkd", "mk"),
    ("mya", "my"),
    ("nep", "ne"),
    ("nld", "nl"),
    ("nob", "nb"),
    ("ori", "or"),
    ("pan", "pa"),
    ("pes", "fa"),
    ("pol", "pl"),
    ("por", "pt"),
    ("ron", "ro"),
    ("rus", "ru"),
    ("sin", "si"),
    ("slk", "sk"),
    ("slv", "sl"),
    ("sna", "sn"),
    ("spa", "es"),
    ("srp", "sr"),
    ("swe", "sv"),
    ("tam", "ta"),
    ("tel", "te"),
    ("tgl", "tl"),
    ("tha", "th"),
    ("tuk", "tk"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("urd", "ur"),
    ("uzb", "uz"),
    ("vie", "vi"),
    ("yid", "yi"),
];

/// The two letters of the other languages that have any (ISO 639-1).
const OTHERS: &str = "aa ab ae an as av ay ba bh bi bm bo br bs ce ch co cr cs cu cv dv dz ee eu ff fj fo fy ga gd gl gn gv \
    ha ho ht hz ia ie ig ii ik io is iu kg ki kj kk kl kr ks ku kv kw ky lb lg li ln lo lu mg mh mi mn \
    ms mt na nd ng nn no nr nv ny oc oj om os pi ps qu rm rn rw sa sc sd se sg sh sm so sq ss st su \
    sw tg ti tn to ts tt tw ty ug ve vo wa wo xh yo za zu";

/// The two letters of a language.
fn code(language: Lang) -> Option<&'static str> {
    let three = language.code();
    CODES.iter().find(|(known, _)| *known == three).map(|(_, two)| *two)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPANISH: &str = "El ayuntamiento aprobó anoche el presupuesto después de un debate de seis horas en el que la \
        alcaldesa defendió las cuentas y la oposición pidió que se retrasara la votación. Los vecinos que esperaban \
        fuera del edificio dijeron que la decisión llega tarde para las escuelas del barrio.";
    const ENGLISH: &str = "The council passed the budget last night after a debate of six hours in which the mayor defended \
        the accounts and the opposition asked for the vote to be put off. Neighbours who were waiting outside the \
        building said that the decision comes too late for the schools of the district.";

    const RESULTS: &str = "Results of first division matches played on Saturday:\n\
        Wisła Brzezina 3 Górnik Zawiercie 0\nCzarni Olszanka 1 Unia Skarżysko 1\nPogoń Gródek 2 Stal Rzeczyca 2\n\
        Polonia Wieluń 0 Sokół Ostrzeszów 4\nWarta Miłosław 1 Jagiellonka Nysa 0\nOdra Szczytno 2 Ruch Łobez 1";

    fn mark(text: &str, stated: Option<&str>, wanted: &[&str]) -> (Option<String>, Option<String>) {
        let mut document = Document::new("a", text).unwrap();
        document.meta.language = stated.map(str::to_owned);
        let wanted: Vec<_> = wanted.iter().map(|tag| tag.parse().unwrap()).collect();
        let unwanted = Languages::new(&wanted).mark(&mut document);
        (document.meta.language, unwanted)
    }

    #[test]
    fn the_words_count_more_than_what_the_feed_says() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(mark(SPANISH, Some("en"), &[]), (some("es"), some("es")));
        assert_eq!(mark(SPANISH, None, &["en", "ES-mx"]), (some("es"), None));
        assert_eq!(mark(SPANISH, None, &["any"]), (some("es"), None));
        assert_eq!(mark(ENGLISH, Some("en-GB"), &[]), (some("en-GB"), None));
        assert_eq!(mark(RESULTS, None, &[]), (None, None));
        // Too short to tell: what it came with counts.
        assert_eq!(mark("Buenos días, Ruiz.", None, &[]), (None, None));
        assert_eq!(mark("Buenos días, Ruiz.", Some("es"), &[]), (some("es"), some("es")));
    }

    #[test]
    fn what_is_no_tag_is_refused_with_the_one_that_may_be_meant() {
        for known in ["en", "EN-gb", "pt_BR", " es", "sw", "haw", "any"] {
            assert!(known.parse::<Tag>().is_ok(), "{known}");
        }
        for (typed, hint) in [
            ("english", "did you mean \"en\"?"),
            ("Deutsch", "did you mean \"de\"?"),
            ("eng", "did you mean \"en\"?"),
            ("xx", "say a BCP 47 tag"),
            ("", "say a BCP 47 tag"),
            ("en;es", "say a BCP 47 tag"),
        ] {
            let message = typed.parse::<Tag>().unwrap_err();
            assert!(message.starts_with("there is no language tag"), "{message}");
            assert!(message.contains(hint), "{message}");
        }
    }

    #[test]
    fn english_is_known_by_its_words_and_no_other_language_by_them() {
        assert!(is_english(ENGLISH));
        let dutch = "de gemeente heeft gisteren met ruime meerderheid voor de begroting gestemd en dat was een opluchting";
        let german = "der Rat hat gestern nach einer langen Debatte den Haushalt beschlossen und das war eine Erleichterung";
        for text in [SPANISH, dutch, german] {
            assert!(!is_english(text), "{text}");
        }
        // What its words do not settle is settled by comparison with all languages.
        assert_eq!(of(&"ferry services stop tonight ".repeat(20)), Some("en"));
    }
}
