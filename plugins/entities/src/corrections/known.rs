//! Names that are known for what they are, whatever the tagger makes of them: "Sinn Féin" is no man, "Police Scotland" no place.

use std::collections::HashMap;
use std::sync::LazyLock;

use copydesk_learn::features::hash_str;

use crate::labels::Class;
use crate::reading::Reading;
use crate::tagging::Mention;
use crate::word::Kind;

/// The score of one that the tagger did not find.
const SCORE: f32 = 0.8;

/// The words of a name, as tokens are cut.
type Name = (Vec<&'static str>, Class);

/// The names by the hashes of their first words.
static NAMES: LazyLock<HashMap<u64, Vec<Name>>> = LazyLock::new(|| {
    let mut class = Class::Org;
    let mut names: HashMap<u64, Vec<Name>> = HashMap::new();
    for line in include_str!("../known.txt").lines().filter(|line| !line.starts_with('#')) {
        match Class::ALL.into_iter().find(|class| line.strip_suffix(':') == Some(class.name())) {
            Some(known) => class = known,
            None => {
                let words = words(line);
                names.entry(hash_str(words[0])).or_default().push((words, class));
            }
        }
    }
    // Of two that begin alike the longer.
    names
        .values_mut()
        .for_each(|names| names.sort_by_key(|(words, _)| std::cmp::Reverse(words.len())));
    names
});

/// A name's words, the genitive's mark and a hyphen apart.
fn words(name: &'static str) -> Vec<&'static str> {
    let mut words = Vec::new();
    for word in name.split(' ') {
        match word.strip_suffix("'s") {
            Some(stem) => words.extend([stem, "'s"]),
            None => match word.split_once('-') {
                Some((before, after)) => words.extend([before, "-", after]),
                None => words.push(word),
            },
        }
    }
    words
}

/// Labels the mentions that are such a name, and adds those that are none yet or are cut or drawn too far. The mentions stay
/// in text order.
pub fn label(reading: &Reading, text: &str, mentions: &mut Vec<Mention>) {
    let mut at = 0;
    while at < reading.words.len() {
        let Some((end, class)) = known_at(reading, text, at) else {
            at += 1;
            continue;
        };
        put(reading, mentions, at, end, class);
        at = end;
    }
}

/// The end and the class of the name that begins at a word.
fn known_at(reading: &Reading, text: &str, at: usize) -> Option<(usize, Class)> {
    let word = |at: usize| reading.words[at].span.of(text);
    if !reading.words[at].kind.is_capitalised() {
        return None;
    }
    NAMES.get(&reading.words[at].cased)?.iter().find_map(|(name, class)| {
        let end = at + name.len();
        let same =
            |(at, part): (usize, &&str)| word(at) == *part || **part == *"'s" && word(at) == "’s";
        (end <= reading.words.len() && (at..end).zip(name).all(same)).then_some((end, *class))
    })
}

/// Puts a name in the place of what was found there. One within a longer name of another is left alone: "Easter Road".
fn put(reading: &Reading, mentions: &mut Vec<Mention>, from: usize, end: usize, class: Class) {
    let overlaps = |mention: &Mention| mention.words.start < end && from < mention.words.end;
    let first = mentions.partition_point(|mention| mention.words.end <= from);
    let found = mentions[first..].iter().take_while(|mention| overlaps(mention));
    let (count, same) = found.fold((0, false), |(count, same), mention| {
        (count + 1, same || mention.words == (from..end))
    });
    let longer = mentions[first..first + count]
        .iter()
        .find(|mention| mention.words.start < from || mention.words.end > end);
    if let Some(longer) = longer {
        // "Sinn Féin TD Ann Bell": a member of it, whose name stands behind.
        let title = reading.words[end.min(reading.words.len() - 1)].kind == Kind::Caps;
        if !(count == 1 && longer.words.start == from && longer.class == Class::Person && title) {
            return;
        }
        let rest = Mention { words: end + 1..longer.words.end, ..longer.clone() };
        let whole = Mention { words: from..end, class, score: SCORE };
        let rest = (!rest.words.is_empty()).then_some(rest);
        mentions.splice(first..first + 1, [whole].into_iter().chain(rest));
        return;
    }
    if same {
        mentions[first].class = class;
        return;
    }
    // One that has a capital beside it may be of a longer name.
    let beside = |at: Option<usize>| {
        at.and_then(|at| reading.words.get(at)).is_some_and(|word| word.kind == Kind::Initial)
    };
    if end - from > 1 || !beside(Some(end)) {
        let whole = Mention { words: from..end, class, score: SCORE };
        mentions.splice(first..first + count, [whole]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_and_name_is_read() {
        assert!(NAMES.values().flatten().any(|(_, class)| *class == Class::Date));
        assert_eq!(words("Lloyd's of London"), ["Lloyd", "'s", "of", "London"]);
        assert_eq!(words("Covid-19"), ["Covid", "-", "19"]);
        assert!(
            NAMES.values().flatten().all(|(words, _)| words.iter().all(|word| !word.is_empty()))
        );
    }
}
