//! Adjectives made of names: "Boston-based" names Boston, "Oscar-winning" the Oscar.
//!
//! CoNLL-2003 marks them whole, as MISC (62 of 68 in its training part), English Worldwide Newswire the name alone (98 of
//! 98). What the tagger takes whole is left so in articles that read like the former.

use crate::labels::Class;
use crate::reading::Reading;
use crate::tagging::Mention;
use crate::word::Kind;

/// What such an adjective ends in, but for participles.
const ENDS: [&str; 9] =
    ["based", "bound", "era", "friendly", "heavy", "run", "style", "wide", "born"];

/// Prizes that somebody has won.
const WON: [&str; 2] = ["winning", "nominated"];

/// Cuts mentions of such adjectives down to the name, and labels it as it is labelled elsewhere.
pub fn cut(reading: &Reading, mentions: &mut [Mention]) {
    if reading.is_wire {
        return;
    }
    for mention in mentions {
        let words = &mention.words;
        if words.len() < 3 {
            continue;
        }
        let [name, hyphen, last] = [3, 2, 1].map(|back| words.end - back);
        let end = reading.letters(last);
        let participle = end.len() > 3 && (end.ends_with("ed") || end.ends_with("ing"));
        // "Li Ka-shing" is all name.
        let person = mention.class == Class::Person && !WON.contains(&end);
        if person
            || reading.letters(hyphen) != "-"
            || reading.words[last].kind != Kind::Lower
            || reading.letters(name).len() < 2
            || !(participle || end == "led" || ENDS.contains(&end))
        {
            continue;
        }
        let known = (reading.words[name].entry.known() >> 3) as usize;
        mention.class = match known.checked_sub(1).and_then(|at| Class::ALL.get(at)) {
            _ if WON.contains(&end) => Class::Misc,
            Some(&class) if words.len() == 3 => class,
            _ => mention.class,
        };
        mention.words.end = hyphen;
    }
}
