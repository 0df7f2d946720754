//! Stems of English words, for ROUGE: the algorithm of Porter (1980) with the later amendments that
//! NLTK has on by default, because published ROUGE figures are computed with that one.
//!
//! Words are ASCII letters and digits in lower case. A digit counts as a consonant.

/// Words with stems of their own.
const IRREGULAR: [(&str, &str); 16] = [
    ("cannings", "canning"),
    ("canning", "canning"),
    ("dying", "die"),
    ("exceed", "exceed"),
    ("howe", "howe"),
    ("inning", "inning"),
    ("innings", "inning"),
    ("lying", "lie"),
    ("news", "news"),
    ("outing", "outing"),
    ("outings", "outing"),
    ("proceed", "proceed"),
    ("skies", "sky"),
    ("sky", "sky"),
    ("succeed", "succeed"),
    ("tying", "tie"),
];

/// Step 2: endings of two suffixes become one, if the stem before them has a vowel and a consonant.
const DOUBLE: [(&str, &str); 21] = [
    ("ational", "ate"),
    ("tional", "tion"),
    ("enci", "ence"),
    ("anci", "ance"),
    ("izer", "ize"),
    ("bli", "ble"),
    ("alli", "al"),
    ("entli", "ent"),
    ("eli", "e"),
    ("ousli", "ous"),
    ("ization", "ize"),
    ("ation", "ate"),
    ("ator", "ate"),
    ("alism", "al"),
    ("iveness", "ive"),
    ("fulness", "ful"),
    ("ousness", "ous"),
    ("aliti", "al"),
    ("iviti", "ive"),
    ("biliti", "ble"),
    ("fulli", "ful"),
];

/// Step 3, on the same condition.
const SINGLE: [(&str, &str); 7] = [
    ("icate", "ic"),
    ("ative", ""),
    ("alize", "al"),
    ("iciti", "ic"),
    ("ical", "ic"),
    ("ful", ""),
    ("ness", ""),
];

/// Step 4: these go where the stem before them is long.
const LAST: [&str; 19] = [
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou",
    "ism", "ate", "iti", "ous", "ive", "ize",
];

/// The stem of a word of three letters or more.
pub fn stem(word: &str) -> String {
    if let Some((_, stem)) = IRREGULAR.iter().find(|(form, _)| *form == word) {
        return (*stem).to_owned();
    }
    let mut word = word.to_owned();
    if word.len() > 2 {
        plural(&mut word);
        past(&mut word);
        final_y(&mut word);
        double(&mut word);
        if let Some((ending, put)) = SINGLE.iter().find(|(ending, _)| word.ends_with(ending)) {
            exchange_if(&mut word, ending, put, |stem| measure(stem) > 0);
        }
        last(&mut word);
        final_e(&mut word);
    }
    word
}

/// Step 1a: "caresses" to "caress", "ponies" to "poni", "cats" to "cat".
fn plural(word: &mut String) {
    if word.ends_with("sses") {
        cut(word, 2);
    } else if word.ends_with("ies") {
        // "ties" to "tie", but "flies" to "fli".
        let keep = if word.len() == 4 { 1 } else { 2 };
        cut(word, keep);
    } else if word.ends_with('s') && !word.ends_with("ss") {
        cut(word, 1);
    }
}

/// Step 1b: "agreed" to "agree", "plastered" to "plaster", "hopping" to "hop", "filing" to "file".
fn past(word: &mut String) {
    if word.ends_with("ied") {
        let keep = if word.len() == 4 { 1 } else { 2 };
        cut(word, keep);
        return;
    }
    if let Some(stem) = word.strip_suffix("eed") {
        if measure(stem) > 0 {
            cut(word, 1);
        }
        return;
    }
    let without = word.strip_suffix("ed").or_else(|| word.strip_suffix("ing"));
    let Some(stem) = without.filter(|stem| has_vowel(stem)) else { return };
    let length = stem.len();
    word.truncate(length);
    if ["at", "bl", "iz"].iter().any(|ending| word.ends_with(ending)) {
        word.push('e');
    } else if ends_double(word) {
        if !word.ends_with(['l', 's', 'z']) {
            cut(word, 1);
        }
    } else if measure(word) == 1 && ends_short(word) {
        word.push('e');
    }
}

/// Step 1c: a final y after a consonant becomes i, if there is more before that.
fn final_y(word: &mut String) {
    let without = word.strip_suffix('y').filter(|stem| stem.len() > 1);
    if without.is_some_and(|stem| consonants(stem).last() == Some(&true)) {
        cut(word, 1);
        word.push('i');
    }
}

/// Step 2.
fn double(word: &mut String) {
    // "…alli" is looked at again when it has become "…al".
    if word.strip_suffix("alli").is_some_and(|stem| measure(stem) > 0) {
        cut(word, 2);
    }
    if let Some((ending, put)) = DOUBLE.iter().find(|(ending, _)| word.ends_with(ending)) {
        exchange_if(word, ending, put, |stem| measure(stem) > 0);
    } else if word.ends_with("logi") && measure(&word[..word.len() - 3]) > 0 {
        cut(word, 1);
    }
}

/// Step 4.
fn last(word: &mut String) {
    if let Some(ending) = LAST.iter().find(|ending| word.ends_with(**ending)) {
        exchange_if(word, ending, "", |stem| {
            measure(stem) > 1 && (*ending != "ion" || stem.ends_with(['s', 't']))
        });
    }
}

/// Step 5: "probate" to "probat", "controll" to "control".
fn final_e(word: &mut String) {
    if let Some(stem) = word.strip_suffix('e') {
        let size = measure(stem);
        if size > 1 || size == 1 && !ends_short(stem) {
            cut(word, 1);
        }
    }
    if word.ends_with("ll") && measure(&word[..word.len() - 1]) > 1 {
        cut(word, 1);
    }
}

fn exchange_if(word: &mut String, ending: &str, put: &str, condition: impl Fn(&str) -> bool) {
    let length = word.len() - ending.len();
    if condition(&word[..length]) {
        word.truncate(length);
        word.push_str(put);
    }
}

fn cut(word: &mut String, letters: usize) {
    word.truncate(word.len() - letters);
}

/// For each letter whether it is a consonant; y is one at the start and after a vowel.
fn consonants(stem: &str) -> Vec<bool> {
    let mut flags: Vec<bool> = Vec::with_capacity(stem.len());
    for letter in stem.bytes() {
        flags.push(match letter {
            b'a' | b'e' | b'i' | b'o' | b'u' => false,
            b'y' => flags.last().is_none_or(|before| !before),
            _ => true,
        });
    }
    flags
}

/// How often a vowel is followed by a consonant.
fn measure(stem: &str) -> usize {
    consonants(stem).windows(2).filter(|pair| !pair[0] && pair[1]).count()
}

fn has_vowel(stem: &str) -> bool {
    consonants(stem).contains(&false)
}

/// Whether it ends in a consonant twice.
fn ends_double(word: &str) -> bool {
    let bytes = word.as_bytes();
    let same = bytes.len() >= 2 && bytes[bytes.len() - 1] == bytes[bytes.len() - 2];
    same && consonants(word).last() == Some(&true)
}

/// Whether it ends in consonant, vowel, consonant, the last not w, x or y; or is a vowel and a
/// consonant.
fn ends_short(word: &str) -> bool {
    match consonants(word)[..] {
        [false, true] => true,
        [.., true, false, true] => !word.ends_with(['w', 'x', 'y']),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_the_stems_of_the_paper_and_of_the_amendments() {
        for (word, expected) in [
            ("caresses", "caress"),
            ("ponies", "poni"),
            ("ties", "tie"),
            ("agreed", "agre"),
            ("plastered", "plaster"),
            ("sing", "sing"),
            ("conflated", "conflat"),
            ("hopping", "hop"),
            ("falling", "fall"),
            ("filing", "file"),
            ("happy", "happi"),
            ("enjoy", "enjoy"),
            ("relational", "relat"),
            ("radically", "radic"),
            ("biology", "biolog"),
            ("hopefulness", "hope"),
            ("electrical", "electr"),
            ("adjustment", "adjust"),
            ("adoption", "adopt"),
            ("controlled", "control"),
            ("cease", "ceas"),
            ("rate", "rate"),
            ("died", "die"),
            ("tried", "tri"),
            ("dying", "die"),
            ("news", "news"),
            ("2016", "2016"),
            ("100th", "100th"),
            ("owed", "owe"),
        ] {
            assert_eq!(stem(word), expected, "{word}");
        }
    }
}
