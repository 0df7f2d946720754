//! Where people live is a place, whatever it is called: "Ama Osei, 34, of Walker, Newcastle,", "Co Kerry".

use crate::labels::Class;
use crate::reading::Reading;
use crate::tagging::Mention;
use crate::word::Kind;

/// Labels the places of addresses.
pub fn label(reading: &Reading, mentions: &mut [Mention]) {
    let letters = |at: usize| (at < reading.words.len()).then(|| reading.letters(at));
    for at in 0..mentions.len() {
        let (before, rest) = mentions.split_at_mut(at);
        let mention = &mut rest[0];
        let (first, class) = (mention.words.start, mention.class);
        if !matches!(class, Class::Person | Class::Org) {
            continue;
        }
        // "Co Kerry", and not "Marsh & Co".
        let county = first > 0
            && matches!(reading.letters(first - 1), "co" | "co.")
            && reading.words[first - 1].kind == Kind::Initial
            && (first < 2
                || matches!(
                    reading.letters(first - 2),
                    "," | "in" | "from" | "of" | "across" | "(" | "at" | "near"
                ));
        let set_off = matches!(letters(mention.words.end), Some("," | "." | "(" | ")") | None);
        let address = set_off
            && before.last().is_some_and(|one| {
                let behind = one.words.end;
                match one.class {
                    // "Ama Osei, 34, of | Walker |,", "Ama Osei, of | Walker |,"
                    Class::Person if first == behind + 4 => {
                        letters(behind) == Some(",")
                            && reading.words[behind + 1].kind == Kind::Digits
                            && letters(behind + 2) == Some(",")
                            && matches!(letters(behind + 3), Some("of" | "from"))
                    }
                    Class::Person if first == behind + 2 => {
                        class == Class::Person
                            && letters(behind) == Some(",")
                            && letters(behind + 1) == Some("of")
                    }
                    // "of Walker, | Newcastle |,"
                    Class::Loc | Class::Fac => {
                        first == behind + 1
                            && letters(behind) == Some(",")
                            && matches!(letters(mention.words.end), Some(","))
                            && is_of_person(reading, before)
                    }
                    _ => false,
                }
            });
        if county || address {
            mention.class = Class::Loc;
        }
    }
}

/// Whether the last place of the mentions is where the person before it lives: "Ama Osei, 34, of | Walker |".
fn is_of_person(reading: &Reading, before: &[Mention]) -> bool {
    let [.., person, place] = before else { return false };
    let between = person.words.end..place.words.start;
    person.class == Class::Person
        && (2..=4).contains(&between.len())
        && matches!(reading.letters(between.end - 1), "of" | "from")
        && reading.letters(between.start) == ","
}
