//! Abbreviations: words whose full stop belongs to them. Closed classes of English news only.

/// How an abbreviation behaves before what follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Abbreviation {
    /// Stands before a name and never ends a sentence: "Mr."
    Title,
    /// Never ends a sentence: "e.g."
    Inner,
    /// Is one only before a number: "No. 10".
    BeforeNumber,
    /// A month or a day: "Jan. 5".
    Date,
    /// A US state after a comma: "Fresno, Calif."
    State,
    /// May end a sentence: "Inc."
    Final,
    /// Ends a sentence whenever a capital follows: "etc."
    Closing,
}

use Abbreviation::{BeforeNumber, Closing, Date, Final, Inner, State, Title};

/// What `word` (without its full stop) is short for, if it is an abbreviation.
pub(crate) fn abbreviation(word: &str) -> Option<Abbreviation> {
    if word.len() > LONGEST || !word.is_ascii() {
        return None;
    }
    let mut lower = [0; LONGEST];
    let lower = &mut lower[..word.len()];
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    let at = TABLE.binary_search_by(|(entry, _)| entry.as_bytes().cmp(lower)).ok()?;
    let kind = TABLE[at].1;
    let capital = word.as_bytes()[0].is_ascii_uppercase();
    // An engineer is "Ing.", a bank "ING".
    if word == "ING" {
        return None;
    }
    // "gen." or "miss." in lower case is a word at the end of a sentence.
    (capital || !matches!(kind, Title | Date | State | Final) || ALSO_LOWER.contains(&TABLE[at].0))
        .then_some(kind)
}

const LONGEST: usize = 8;

const ALSO_LOWER: [&str; 8] = ["a.m", "co", "inc", "jr", "ltd", "p.m", "ph.d", "sr"];

/// In byte order.
#[rustfmt::skip]
const TABLE: [(&str, Abbreviation); 148] = [
    ("abp", Title), ("adm", Title), ("ala", State), ("alh", Title), ("approx", Inner),
    ("apr", Date), ("apt", BeforeNumber), ("ariz", State), ("ark", State), ("art", BeforeNumber),
    ("assoc", Inner), ("asst", Title), ("att", Title), ("atty", Title), ("aug", Date),
    ("ave", Final), ("barr", Title), ("bldg", Final), ("blvd", Final), ("bp", Title),
    ("brig", Title), ("bros", Final), ("ca", Inner), ("calif", State), ("capt", Title),
    ("cf", Inner), ("chap", BeforeNumber), ("cllr", Title), ("cmdr", Title), ("co", Final),
    ("col", Title), ("colo", State), ("comdr", Title), ("conn", State), ("const", Title), ("corp", Final), ("coun", Title),
    ("cpl", Title), ("dec", Date), ("del", State), ("dept", Inner), ("det", Title),
    ("dist", Inner), ("dr", Title), ("drs", Title), ("e.g", Inner), ("ed", BeforeNumber),
    ("eds", BeforeNumber), ("eng", Title), ("engr", Title), ("eq", BeforeNumber), ("esq", Final),
    ("est", BeforeNumber), ("etc", Closing), ("feb", Date), ("fig", BeforeNumber),
    ("figs", BeforeNumber), ("fla", State), ("fr", Title), ("fri", Date), ("ft", BeforeNumber),
    ("ga", State), ("gen", Title), ("gov", Title), ("hon", Title), ("hwy", BeforeNumber),
    ("i.e", Inner), ("ill", State), ("inc", Final), ("ind", State), ("ing", Title), ("insp", Title),
    ("intl", Inner), ("jan", Date), ("jr", Final), ("jul", Date), ("jun", Date), ("kan", State),
    ("ky", State), ("la", State), ("lt", Title), ("ltd", Final), ("maj", Title), ("mar", Date),
    ("mass", State), ("md", State), ("messrs", Title), ("mich", State), ("minn", State),
    ("miss", State), ("mlle", Title), ("mme", Title), ("mo", State), ("mon", Date),
    ("mont", State), ("mr", Title), ("mrs", Title), ("ms", Title), ("msgr", Title), ("mt", Title),
    ("neb", State), ("nev", State), ("no", BeforeNumber), ("nos", BeforeNumber), ("nov", Date),
    ("oct", Date), ("okla", State), ("op", BeforeNumber), ("ore", State), ("p", BeforeNumber),
    ("pa", State), ("par", BeforeNumber), ("ph.d", Final), ("pl", Final), ("pp", BeforeNumber),
    ("pres", Title), ("prof", Title), ("profs", Title), ("pt", BeforeNumber), ("pte", Title), ("pvt", Title),
    ("rd", Final), ("rep", Title), ("reps", Title), ("rev", Title), ("rs", BeforeNumber),
    ("rtd", Inner), ("sat", Date), ("sec", BeforeNumber), ("sen", Title), ("sens", Title),
    ("sep", Date), ("sept", Date), ("sgt", Title), ("smt", Title), ("sr", Final), ("st", Title),
    ("ste", Title), ("supt", Title), ("tenn", State), ("tex", State), ("thu", Date),
    ("tue", Date), ("va", State), ("viz", Inner), ("vol", BeforeNumber), ("vs", Inner),
    ("wash", State),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_for_the_search() {
        assert!(TABLE.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(TABLE.iter().all(|(entry, _)| entry.len() <= LONGEST));
    }

    #[test]
    fn lower_case_words_at_a_sentence_end_are_none() {
        assert_eq!(abbreviation("Gen"), Some(Title));
        assert_eq!(abbreviation("gen"), None);
        assert_eq!(abbreviation("miss"), None);
        assert_eq!(abbreviation("etc"), Some(Closing));
        assert_eq!(abbreviation("Ing"), Some(Title));
        assert_eq!(abbreviation("ING"), None);
    }
}
