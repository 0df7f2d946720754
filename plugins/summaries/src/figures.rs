//! Finds the figures in a sentence: percentages, sums of money, and numbers with the thing that is
//! counted. Years, dates, times, ages and bare numbers say nothing by themselves and are no figures.

use copydesk_learn::features::hash_bytes;
use copydesk_stage::Span;

use crate::sentences::is_one_of;

/// A token as the rules see it.
#[derive(Clone, Copy, Debug)]
pub struct Word<'a> {
    /// Where it stands.
    pub span: Span,
    /// Its text.
    pub text: &'a str,
    /// Its Penn Treebank tag.
    pub tag: &'a str,
}

/// What a figure measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// A sum of money.
    Money,
    /// A percentage.
    Percentage,
    /// A number of things.
    Number,
}

impl Measure {
    /// The name that the stage's output has for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Percentage => "percentage",
            Self::Number => "number",
        }
    }
}

/// A figure in a sentence.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// The number and its unit, or the thing that is counted.
    pub span: Span,
    /// What it measures.
    pub measure: Measure,
    /// The same for mentions of the same figure: "5.3 percent" and "5.3%".
    pub key: u64,
}

/// Adds the figures among the words of a sentence to `out`, in text order.
pub fn find(words: &[Word<'_>], out: &mut Vec<Figure>) {
    let mut at = 0;
    while at < words.len() {
        match figure(words, at) {
            Some((figure, end)) => {
                out.push(figure);
                at = end;
            }
            None => at += 1,
        }
    }
}

/// The same number for figures that differ in spaces, commas and short forms only: "$4.7bn" and
/// "$4.7 billion".
#[must_use]
pub fn key(measure: Measure, number: &str) -> u64 {
    let mut text: String = number
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '$' | '£' | '€' | '₹' | '₦'))
        .map(|c| c.to_ascii_lowercase())
        .collect();
    for (short, long) in [("bn", "billion"), ("mn", "million"), ("m", "million")] {
        let amount = text.strip_suffix(short);
        if let Some(amount) = amount.filter(|amount| amount.ends_with(|c: char| c.is_ascii_digit()))
        {
            text = format!("{amount}{long}");
            break;
        }
    }
    text.push_str(measure.name());
    hash_bytes(text.as_bytes())
}

/// The figure that begins at a word, and where the words after it begin.
fn figure(words: &[Word<'_>], at: usize) -> Option<(Figure, usize)> {
    let first = words[at];
    let signed = is_currency(first.text) && words.get(at + 1).is_some_and(|next| has_digit(next));
    let number = if signed { at + 1 } else { at };
    let glued = first.text.starts_with(['$', '£', '€', '¥', '₹', '₦']) && has_digit(&first);
    let digits = has_digit(&words[number]) && (glued || is_number(words[number].text));
    let scaled = words.get(number + 1).is_some_and(|next| is_scale(next.text));
    let spelled = words[number].tag == "CD" && scaled;
    if !digits && !spelled {
        return None;
    }
    let mut end = number + 1 + usize::from(scaled);
    let after = |at: usize, list: &[&str]| {
        words.get(at).is_some_and(|word| is_one_of(word.text.as_bytes(), list))
    };
    let key_end = words[end - 1].span.end();
    let measure = if signed || glued {
        Measure::Money
    } else if after(end, &["%", "percent", "pct"]) {
        end += 1;
        Measure::Percentage
    } else if (after(end, &["per"]) && after(end + 1, &["cent"]))
        || (after(end, &["percentage"]) && after(end + 1, &["point", "points"]))
    {
        end += 2;
        Measure::Percentage
    } else if words[number].text.ends_with('%') {
        Measure::Percentage
    } else if after(end, &["dollars", "euros", "pounds", "rupees", "yen", "yuan", "naira", "rand"])
    {
        end += 1;
        Measure::Money
    } else {
        end = counted(words, number, end)?;
        Measure::Number
    };
    let (from, to) = (first.span.start(), words[end - 1].span.end());
    let mut text = String::new();
    for word in words[at..end].iter().take_while(|word| word.span.end() <= key_end) {
        text.push_str(word.text.trim_end_matches('%'));
    }
    Some((Figure { span: Span::new(from, to), measure, key: key(measure, &text) }, end))
}

/// Where the noun phrase ends that a number counts: "34 people", "1,200 new homes". Nothing where
/// it is no count: a year, a time, an age.
fn counted(words: &[Word<'_>], number: usize, end: usize) -> Option<usize> {
    const NOUNS: usize = 3;
    let is_noun = |at: usize| words.get(at).is_some_and(|word| matches!(word.tag, "NN" | "NNS"));
    let text = words[number].text;
    let is_year = text.len() == 4 && (text.starts_with("19") || text.starts_with("20"));
    // "5 p.m.", "ten times".
    let units = ["am", "pm", "a.m.", "p.m.", "a.m", "p.m", "gmt", "o'clock", "times"];
    let mut to = end;
    while to < end + 2
        && words.get(to).is_some_and(|word| matches!(word.tag, "JJ" | "JJR" | "NNP" | "VBN"))
        && !words[to].text.ends_with('.')
    {
        to += 1;
    }
    let from = to;
    while to - from < NOUNS && is_noun(to) {
        to += 1;
    }
    let dates = ["old", "ago", "later", "earlier"];
    let is_date = words.get(to).is_some_and(|word| is_one_of(word.text.as_bytes(), &dates));
    let counts = to > from
        && words[to - 1].tag == "NNS"
        && !is_year
        && !is_date
        && !is_one_of(words[from].text.as_bytes(), &units);
    counts.then_some(to)
}

fn has_digit(word: &Word<'_>) -> bool {
    word.text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether this is digits with the marks of a number, and no date, score or code.
fn is_number(text: &str) -> bool {
    let text = text.strip_suffix('%').unwrap_or(text);
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'))
        && text.ends_with(|c: char| c.is_ascii_digit())
}

fn is_currency(text: &str) -> bool {
    matches!(text, "$" | "£" | "€" | "¥" | "₹" | "₦" | "US$" | "A$" | "C$" | "Rs" | "Rs.")
}

fn is_scale(text: &str) -> bool {
    let scales = ["thousand", "million", "billion", "trillion", "lakh", "crore", "bn", "mn"];
    is_one_of(text.as_bytes(), &scales)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_found_with_their_units() {
        let table = [
            ("killing/VBG 34/CD people/NNS in/IN 2015/CD", vec![("34 people", "number")]),
            (
                "rose/VBD 8.4/CD %/NN to/TO $/$ 1.27/CD billion/CD",
                vec![("8.4 %", "percentage"), ("$ 1.27 billion", "money")],
            ),
            ("fell/VBD 5.3/CD per/IN cent/NN", vec![("5.3 per cent", "percentage")]),
            ("two/CD million/CD dollars/NNS", vec![("two million dollars", "money")]),
            ("two/CD dogs/NNS at/IN 5/CD p.m./NN", vec![]),
            ("1,200/CD new/JJ council/NN homes/NNS", vec![("1,200 new council homes", "number")]),
            ("the/DT 2015/CD elections/NNS ,/, aged/VBN 52/CD", vec![]),
            ("47/CD Republican/NNP senators/NNS", vec![("47 Republican senators", "number")]),
            (
                "ten/CD times/NNS 12/CD times/NNS for/IN 15/CD years/NNS",
                vec![("15 years", "number")],
            ),
            ("52/CD years/NNS old/JJ on/IN 4/CD April/NNP", vec![]),
            ("won/VBD 3-2/CD games/NNS of/IN F-16/CD planes/NNS", vec![]),
        ];
        for (sentence, expected) in table {
            let (text, found) = found(sentence);
            let named: Vec<_> =
                found.iter().map(|f| (f.span.of(&text), f.measure.name())).collect();
            assert_eq!(named, expected);
        }
    }

    #[test]
    fn the_same_figure_has_the_same_key() {
        let (_, found) =
            found("5.3/CD percent/NN 5.3/CD %/NN 1,200/CD homes/NNS 1200/CD homes/NNS");
        assert_eq!(found[0].key, found[1].key);
        assert_eq!(found[2].key, found[3].key);
        assert_ne!(found[0].key, found[2].key);
        assert_eq!(key(Measure::Money, "£4.7bn"), key(Measure::Money, "£4.7 billion"));
        assert_ne!(key(Measure::Money, "£4.7bn"), key(Measure::Money, "€4.7bn"));
    }

    fn found(sentence: &str) -> (String, Vec<Figure>) {
        let pairs: Vec<_> =
            sentence.split(' ').map(|token| token.rsplit_once('/').unwrap()).collect();
        let text = pairs.iter().map(|pair| pair.0).collect::<Vec<_>>().join(" ");
        let mut at = 0;
        let mut words = Vec::new();
        for (text, tag) in pairs {
            words.push(Word { span: Span::from_range(at..at + text.len()), text, tag });
            at += text.len() + 1;
        }
        let mut found = Vec::new();
        find(&words, &mut found);
        (text, found)
    }
}
