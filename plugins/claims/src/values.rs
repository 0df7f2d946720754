//! The numbers, sums of money and percentages in a claim, read into a form that can be compared.
//!
//! | words | value |
//! |---|---|
//! | `N4.7 billion`, `4.7bn naira` | `4700000000 NGN` |
//! | `25%`, `25 per cent` | `25 percent` |
//! | `2 percentage points` | `2 percentage points` |
//! | `two dozen`, `1.5 lakh`, `38` | `24`, `150000`, `38` |
//! | `two-thirds`, `half` | `2/3`, `1/2` |
//!
//! `$` is USD and `£` is GBP. Of a name that several currencies have, that one is meant whose country the
//! article names, and most often: `Rs 500` is `500 PKR` in an article about Lahore. Where it names none, the
//! one that English news means by it unmarked, `500 INR`; or if there is no such one, the name stands in
//! the code's place: `163 peso`.

use std::cell::OnceCell;
use std::fmt::Write as _;
use std::ops::Range;

use copydesk_stage::{Layer, Span};

use crate::amounts::{
    Amount, Currency, Doubt, Money, Unit, is_joiner, is_label, is_range_mark, is_sign, next_word,
    read_amount, skip,
};

/// What the article tells of the amounts in it; read when it is first asked.
#[derive(Debug)]
pub struct Surroundings<'a> {
    /// Its entities.
    pub entities: Layer<'a>,
    told: OnceCell<Told<'a>>,
}

#[derive(Debug)]
struct Told<'a> {
    /// Where its sums of money stand, in text order.
    sums: Vec<Span>,
    /// What they are counted in, each once.
    units: Vec<Unit>,
    /// The places and peoples that it names, as often as it does, sorted.
    places: Vec<&'a str>,
    /// Where its names stand, in text order.
    names: Vec<Span>,
    /// Where its dates stand, in text order.
    dates: Vec<Span>,
}

impl<'a> Surroundings<'a> {
    /// Those of an article with these entities.
    pub fn new(entities: Layer<'a>) -> Self {
        Self { entities, told: OnceCell::new() }
    }

    fn told(&self) -> &Told<'a> {
        self.told.get_or_init(|| {
            let labelled = |labels: &'static [&str]| {
                self.entities.iter().filter(|entity| labels.contains(&entity.label()))
            };
            let (mut sums, mut units) = (Vec::new(), Vec::new());
            for sum in labelled(&["MONEY"]) {
                sums.push(sum.span());
                let unit = first_unit(sum.text());
                if !units.contains(&unit) {
                    units.push(unit);
                }
            }
            let mut places: Vec<&str> =
                labelled(&["LOC", "NORP"]).map(|place| place.text()).collect();
            places.sort_unstable();
            let names = labelled(&["PERSON", "ORG", "PRODUCT", "FAC", "MISC"]);
            let names = names.map(|name| name.span()).collect();
            let dates = labelled(&["DATE"]).map(|date| date.span()).collect();
            Told { sums, units, places, names, dates }
        })
    }

    /// Whether an amount, of which that is in doubt, is one of money: it is marked as such, or a sum
    /// marked elsewhere in the article is counted in the same, or the article names who counts in it.
    fn is_money(&self, span: Span, money: Money) -> bool {
        let told = self.told();
        let after = told.sums.partition_point(|sum| sum.end() <= span.start());
        told.sums.get(after).is_some_and(|sum| sum.start() < span.end())
            || told.units.contains(&Unit::Money(money))
            || matches!(money, Money::Named(currency) if currency.is_of(|names| self.count(names)))
    }

    /// Whether words are a part of a name: "S&P 500".
    fn is_named(&self, span: Span) -> bool {
        let names = &self.told().names;
        let after = names.partition_point(|name| name.start() <= span.start());
        after.checked_sub(1).is_some_and(|at| {
            span.end() <= names[at].end()
                && span.end() - span.start() < names[at].end() - names[at].start()
        })
    }

    /// Whether words are, or are of, a date.
    fn is_date(&self, span: Span) -> bool {
        let dates = &self.told().dates;
        let after = dates.partition_point(|date| date.end() <= span.start());
        dates.get(after).is_some_and(|date| date.start() <= span.start())
    }

    /// The currency of a name that is meant. Where an article writes "C$", its "$" is another.
    fn whose(&self, currency: &'static Currency) -> &'static str {
        let code = currency.whose(|names| self.count(names));
        let signed = self.told().units.contains(&Unit::Money(Money::Code(code)));
        if signed { currency.whose(|_| 0) } else { code }
    }

    /// How often places and peoples of these names are mentioned.
    fn count(&self, names: &[&str]) -> usize {
        let places = &self.told().places;
        let up_to = |name: &str| places.partition_point(|place| *place <= name);
        let before = |name: &str| places.partition_point(|place| *place < name);
        names.iter().map(|name| up_to(name) - before(name)).sum()
    }
}

/// Where a text stands in its article.
#[derive(Clone, Copy, Debug)]
pub struct Around<'s, 'a> {
    /// What the article tells.
    pub article: &'s Surroundings<'a>,
    /// Where the text begins in it, in bytes.
    pub start: u32,
}

impl Around<'_, '_> {
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.start + range.start as u32, self.start + range.end as u32)
    }
}

/// What was found in a claim. The buffers are used again.
#[derive(Debug, Default)]
pub struct Values {
    /// Plain numbers: "38", "1/2".
    pub numbers: Vec<String>,
    /// Sums of money, each with its currency's code, or else its name: "4700000000 NGN".
    pub money: Vec<String>,
    /// Percentages: "25 percent".
    pub percentages: Vec<String>,
    /// Years and the like that stand by themselves: "2021".
    pub years: Vec<String>,
}

impl Values {
    /// Forgets what was found.
    pub fn clear(&mut self) {
        self.numbers.clear();
        self.money.clear();
        self.percentages.clear();
        self.years.clear();
    }

    /// Whether nothing was found, years aside.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty() && self.money.is_empty() && self.percentages.is_empty()
    }

    /// Reads the values of `text` in place of those of before. Without what is around it, all that may be
    /// money is.
    pub fn read(&mut self, text: &str, around: Option<Around<'_, '_>>) {
        self.clear();
        let mut at = 0;
        // Whether the word before was a number without a unit that may take the next one's: the 2
        // of "2 to 3 percent".
        let mut open: Option<Amount> = None;
        // What the last sum of money was counted in.
        let mut sure: Option<Money> = None;
        while let Some(start) = next_word(text, at) {
            match read_amount(text, start) {
                Some(mut amount) => {
                    at = amount.end;
                    if let (Some(doubt), Some(around)) = (amount.doubt, around)
                        && let Unit::Money(money) = amount.unit
                        && sure != Some(money)
                        && !around.article.is_money(around.span(start..at), money)
                    {
                        if doubt == Doubt::Name {
                            continue;
                        }
                        amount.unit = Unit::None;
                    }
                    if let Unit::Money(money) = amount.unit {
                        sure = Some(money);
                    }
                    // "in 1892"
                    amount.is_year |= amount.unit == Unit::None
                        && amount.scale == 1.0
                        && text.as_bytes()[start..at]
                            .iter()
                            .filter(|byte| byte.is_ascii_digit())
                            .count()
                            == at - start
                        && (1000.0..1900.0).contains(&amount.value)
                        && around
                            .is_some_and(|around| around.article.is_date(around.span(start..at)));
                    let named = || {
                        around.is_some_and(|around| around.article.is_named(around.span(start..at)))
                    };
                    if amount.unit == Unit::None && (is_label(text, start, &amount) || named()) {
                        // "Brazil 7-1": with what is joined to it.
                        if text[at..].starts_with('-')
                            && text[at + 1..].starts_with(|c: char| c.is_ascii_digit())
                        {
                            at = skip(text, at + 1);
                        }
                        continue;
                    }
                    if let Some(mut first) = open.take() {
                        if let Unit::Money(_) = first.unit {
                            // "£2-3m", "between $4 and $5 billion"
                            let joins = text.get(first.end..start).unwrap_or("").trim();
                            let dash = matches!(joins, "-" | "–");
                            if amount.unit == Unit::None {
                                let scaled = amount.scale > 1.0;
                                // An "m" behind a plain number is metres.
                                if dash && !scaled && text[start..at].ends_with('m') {
                                    amount.unit = first.unit;
                                    amount.scale_by(1e6);
                                } else if scaled && (dash || joins == "to") {
                                    amount.unit = first.unit;
                                }
                            }
                            if amount.unit == first.unit {
                                first.scale_like(&amount);
                            }
                        } else if first.takes_unit_of(&amount, text) {
                            first.unit = amount.unit;
                            first.scale_like(&amount);
                        }
                        self.keep(&first, around);
                    }
                    let sum = is_bare_sum(text, &amount);
                    if (matches!(amount.unit, Unit::None) || sum)
                        && is_range_mark(&text[amount.end..])
                    {
                        open = Some(amount);
                    } else {
                        amount.end = at;
                        self.keep(&amount, around);
                    }
                }
                None => {
                    at = skip(text, start);
                    let word = &text[start..at];
                    if !is_joiner(word)
                        && let Some(first) = open.take()
                    {
                        self.keep(&first, around);
                    }
                }
            }
        }
        if let Some(first) = open {
            self.keep(&first, around);
        }
    }

    fn keep(&mut self, amount: &Amount, around: Option<Around<'_, '_>>) {
        let mut value = String::new();
        if let Some((over, under)) = amount.fraction {
            let _ = write!(value, "{over}/{under}");
        } else {
            write_number(amount.value, &mut value);
        }
        match amount.unit {
            Unit::None if amount.is_year => self.years.push(value),
            Unit::None => self.numbers.push(value),
            Unit::Percent => self.percentages.push(value + " percent"),
            Unit::Points => self.percentages.push(value + " percentage points"),
            Unit::Money(money) => {
                value.push(' ');
                value.push_str(match money {
                    Money::Code(code) => code,
                    Money::Named(currency) => around.map_or_else(
                        || currency.whose(|_| 0),
                        |around| around.article.whose(currency),
                    ),
                });
                self.money.push(value);
            }
        }
    }
}

/// Whether a sum of money has no magnitude of its own, so that it may have that of the next: "$4 and $5 billion", "£2-3m".
fn is_bare_sum(text: &str, amount: &Amount) -> bool {
    let money = matches!(amount.unit, Unit::Money(_)) && amount.scale == 1.0;
    let rest = text[amount.end..].trim_start_matches([' ', '-', '–']);
    let rest = rest.strip_prefix("to ").or_else(|| rest.strip_prefix("and ")).unwrap_or(rest);
    money && rest.starts_with(|c: char| c.is_ascii_digit() || is_sign(c))
}

/// What the first amount of a text counts.
fn first_unit(text: &str) -> Unit {
    let mut at = 0;
    while let Some(start) = next_word(text, at) {
        match read_amount(text, start) {
            Some(amount) => return amount.unit,
            None => at = skip(text, start),
        }
    }
    Unit::None
}

/// Writes a number without an exponent and without what floating point adds: 4.7e9 is 4700000000.
fn write_number(value: f64, to: &mut String) {
    let rounded = value.round();
    if (value - rounded).abs() < 1e-6 * value.abs().max(1.0) && value.abs() >= 1000.0
        || value == rounded
    {
        let _ = write!(to, "{rounded:.0}");
        return;
    }
    let _ = write!(to, "{value:.4}");
    let kept = to.trim_end_matches('0').trim_end_matches('.').len();
    to.truncate(kept);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> String {
        let mut values = Values::default();
        values.read(text, None);
        let all = [&values.numbers, &values.money, &values.percentages, &values.years];
        all.map(|list| list.join(", ")).join(" | ")
    }

    #[test]
    fn amounts_are_read_with_their_units() {
        for (text, expected) in [
            ("The road cost N4.7 billion.", " | 4700000000 NGN |  | "),
            ("₦1.2 billion went missing", " | 1200000000 NGN |  | "),
            ("It costs $2bn a year", " | 2000000000 USD |  | "),
            ("two billion dollars a year", " | 2000000000 USD |  | "),
            ("It fell by 25% in 2021.", " |  | 25 percent | 2021"),
            ("up 4.7 per cent on 1,250 cases", "1250 |  | 4.7 percent | "),
            ("gains of 2 to 3 percent", " |  | 2 percent, 3 percent | "),
            ("between 2 and 3 million pounds", " | 2000000 GBP, 3000000 GBP |  | "),
            ("rose 2 percentage points", " |  | 2 percentage points | "),
            ("only 11 of the 38 kilometres", "11, 38 |  |  | "),
            ("two dozen goats and a hundred sheep", "24, 100 |  |  | "),
            ("Rs 3.5 lakh for 1,20,000 saplings", "120000 | 350000 INR |  | "),
            ("one hundred and twenty-five houses", "125 |  |  | "),
            ("two-thirds of pupils, half of them girls", "2/3, 1/2 |  |  | "),
            ("a quarter of the budget", "1/4 |  |  | "),
            ("at 9:30, the 3rd 40-year-old", "40 |  |  | "),
            (
                "At -5.44% and −3, from 12.99 -1.62 and 2-3",
                "-3, 12.99, 1.62, 2, 3 |  | -5.44 percent | ",
            ),
            ("1 1/2 cups, 3/4 of it, ½ a cup, 2½ years on 9/11", "1.5, 3/4, 1/2, 2.5 |  |  | "),
            ("The SIX exchange had six floors", "6 |  |  | "),
            (
                "the 50m butterfly, 5m people, £3m, 2m euros",
                "50, 5000000 | 3000000 GBP, 2000000 EUR |  | ",
            ),
            ("over 1.000 persons in the first half, 1.500 in all", "1000, 1.5 |  |  | "),
            ("half a dozen of half a million half-Dutch half-pints", "6, 500000 |  |  | "),
            ("It beat Brazil 7-1 and won 2-0", "2, 0 |  |  | "),
            ("1) Limits; 2) the pace (18-35)", "18, 35 |  |  | "),
            ("a Z$100 trillion note", " | 100000000000000 ZWL |  | "),
            ("She called 911, then 12 men", "12 |  |  | "),
            ("The two were seen with the two dogs", "2 |  |  | "),
            ("No one spoke.", " |  |  | "),
            ("70 cents of every dollar", " | 0.7 USD |  | "),
            ("it costs 40p at 7 p.m., not at 8 PM", " | 0.4 GBP |  | "),
            ("at 9 o’clock 8 pmq", "8 |  |  | "),
            ("163 pesos a day", " | 163 peso |  | "),
            ("Rs 500, CHF 20 and 5 million KES", " | 500 INR, 20 CHF, 5000000 KES |  | "),
            ("1.4 billion U.S. dollars", " | 1400000000 USD |  | "),
            ("61 million Hong Kong dollars", " | 61000000 HKD |  | "),
            ("300 Pakistani rupees, 2 Swiss francs", " | 300 PKR, 2 CHF |  | "),
            ("3.8 million shekels, or ₪900", " | 3800000 ILS, 900 ILS |  | "),
            ("House Bill 417 passed on 12 March 2021, as in '97", " |  |  | 2021"),
            (
                "between $4 and $5 billion, or £2-3m",
                " | 4000000000 USD, 5000000000 USD, 2000000 GBP, 3000000 GBP |  | ",
            ),
            ("She paid $5 and 3 million people saw it", "3000000 | 5 USD |  | "),
            ("£2-3 and £5 and €7", " | 2 GBP, 3 GBP, 5 GBP, 7 EUR |  | "),
            ("gusts of 94mph, 340kg of it 46km away", "94, 340, 46 |  |  | "),
            ("one in five children, one in 10 years", "1/5, 10 |  |  | "),
            ("down by a third this year, by almost a fifth", "1/3, 1/5 |  |  | "),
            ("seen by a third party", " |  |  | "),
            ("due on Oct. 7 for 2023-24 at 0930 GMT", " |  |  | 2023"),
            ("models SW-200 and é-24, ¥1–24", "24, 24 | 1 JPY |  | "),
            ("gives Homeland 103 of the 240 seats", "103, 240 |  |  | "),
            ("the US$600 fine", " | 600 USD |  | "),
            (
                "$7.3 Billion, US$1,2 million and P2.4 billion",
                " | 7300000000 USD, 1200000 USD, 2400000000 PHP |  | ",
            ),
            ("29,8% of 1,20,000 and 4,500", "120000, 4500 |  | 29.8 percent | "),
            ("60.4 U.S. cents, 300 Danish crowns", " | 0.604 USD, 300 DKK |  | "),
            ("one in 10,000 had net zero, zero tolerance or a half-back", "1/10000 |  |  | "),
            ("30 Marines and 5 Mayors on 3 June", "30, 5 |  |  | "),
            ("5 million Australian dollars", " | 5000000 AUD |  | "),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn odd_text_is_no_trouble() {
        for text in [
            "",
            "$",
            "₦",
            "9",
            "1,2,3,",
            "....",
            "é9é",
            "N",
            "$ €5",
            "5\u{a0}million",
            "٣",
            "-",
            "%",
            "1.",
        ] {
            found(text);
        }
        found(&"9".repeat(10_000));
        found(&"one ".repeat(10_000));
    }
}
