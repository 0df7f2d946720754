//! What makes a sum one of money: a currency's sign, code or name, or a magnitude with its currency left
//! out ("from $5 million to 6 million").
//!
//! Capitals before a number look like a currency to the tagger, whose training texts have "GHS 200" and
//! "KD 890": a flight to "IAD 23:50" and the second team "CFC 2" are no sums. Of the sums in the training
//! part of English Worldwide Newswire 99 in 100 have such a word or sign.

use crate::labels::Class;
use crate::reading::Reading;
use crate::tagging::Mention;
use crate::word::Kind;

/// The score of a sum that its currency gives away.
const SCORE: f32 = 0.8;

/// Adds the sums whose form leaves no doubt, and takes out what was found within them. The mentions stay in text order.
pub fn add_sums(reading: &Reading, text: &str, mentions: &mut Vec<Mention>) {
    let mut at = 0;
    let mut found = Vec::new();
    let numeric = |at: usize| {
        let kind = reading.words.get(at).map(|word| word.kind);
        matches!(kind, Some(Kind::Digits | Kind::Alphanumeric))
    };
    while at < reading.words.len() {
        // Most words are no number and stand before none.
        let sum =
            if numeric(at) || numeric(at + 1) { sum(reading, text, mentions, at) } else { None };
        match sum {
            Some(end) => {
                found.push(at..end);
                at = end;
            }
            None => at += 1,
        }
    }
    for words in found {
        let inside =
            |mention: &Mention| mention.words.start < words.end && words.start < mention.words.end;
        let known = |mention: &Mention| {
            mention.class == Class::Money
                && mention.words.start <= words.start
                && words.end <= mention.words.end
        };
        if mentions.iter().any(|mention| inside(mention) && known(mention)) {
            continue;
        }
        mentions.retain(|mention| !inside(mention));
        let place = mentions.partition_point(|mention| mention.words.start < words.start);
        mentions.insert(place, Mention { words, class: Class::Money, score: SCORE });
    }
}

/// The end of the sum of money that begins at a word, if one does: "C$24 million", "N84m", "5.2 billion Swiss francs".
fn sum(reading: &Reading, text: &str, mentions: &[Mention], at: usize) -> Option<usize> {
    let word = |at: usize| reading.words.get(at).map_or("", |word| word.span.of(text));
    let magnitude = |at: usize| usize::from(MAGNITUDES.contains(&lower(reading, at)));
    let first = word(at);
    let sentence = reading.sentences.partition_point(|sentence| sentence.end <= at);
    let end = reading.sentences.get(sentence)?.end;
    let sum = if let Some(digits) = first.find(|c: char| c.is_ascii_digit()).filter(|&at| at > 0) {
        // "N84m", "Sh340,000"; "N95" is a mask and "R2" a droid.
        let (sign, number) = first.split_at(digits);
        let long = number.contains(',') || number.ends_with(|c: char| c.is_alphabetic());
        let clear = sign.len() > 1 || long || magnitude(at + 1) > 0;
        (PREFIXES.contains(&sign) && clear && is_number(number)).then(|| at + 1 + magnitude(at + 1))
    } else if PREFIXES.contains(&first.trim_end_matches('.')) {
        // CoNLL-2003 marks the "C$" of "C$ 0.45" as a name.
        let next = reading.words.get(at + 1)?;
        let apart = reading.words[at].span.end() < next.span.start();
        if reading.is_wire && apart && first.len() > 1 && first.ends_with('$') {
            return None;
        }
        let clear = first.len() > 1 || magnitude(at + 2) > 0;
        (clear && is_number(word(at + 1))).then(|| at + 2 + magnitude(at + 2))
    } else if is_number(first) {
        let from = at + 1 + magnitude(at + 1);
        // Whose it is: "Hong Kong dollars", "U.S. cents", "Danish crowns". CoNLL-2003 marks that alone.
        let most = if reading.is_wire { 0 } else { 2 };
        let names = (from..end.min(from + most))
            .take_while(|&at| reading.words[at].kind.is_capitalised())
            .count();
        let unit = from + names;
        let people = mentions
            .iter()
            .any(|mention| mention.class == Class::Norp && mention.words == (from..unit));
        let clear = from > at + 1
            || people
            || !DOUBTFUL.contains(&lower(reading, unit).trim_end_matches('s'));
        (unit < end && is_unit(lower(reading, unit)) && clear).then_some(unit + 1)
    } else {
        None
    };
    sum.filter(|&sum| sum <= end)
}

fn lower(reading: &Reading, at: usize) -> &str {
    if at < reading.words.len() { reading.letters(at) } else { "" }
}

/// Digits, perhaps with commas and stops, and letters behind them that stand for a magnitude.
fn is_number(word: &str) -> bool {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.'));
    rest.len() < word.len()
        && word.starts_with(|c: char| c.is_ascii_digit())
        && (rest.is_empty() || MAGNITUDES.contains(&rest.to_ascii_lowercase().as_str()))
}

/// Whether a word is a currency's name or a part of one, and no magnitude.
fn is_unit(word: &str) -> bool {
    is_name(word) && !MAGNITUDES.contains(&word.trim_end_matches('s'))
        || matches!(word, "crown" | "crowns")
}

/// Words and letters by which a sum is multiplied.
const MAGNITUDES: [&str; 16] = [
    "b", "bil", "billion", "bn", "crore", "hundred", "k", "lakh", "m", "mil", "million", "mln",
    "mn", "thousand", "tn", "trillion",
];

/// Signs and letters that stand before a sum.
const PREFIXES: [&str; 46] = [
    "$", "£", "€", "¥", "₦", "₹", "₱", "₩", "₪", "₫", "₴", "₺", "₽", "฿", "৳", "₵", "US$", "A$",
    "AU$", "Aus$", "NZ$", "NT$", "C$", "CA$", "HK$", "S$", "J$", "TT$", "EC$", "R$", "Z$", "N$",
    "GH₵", "GH¢", "Rs", "Rp", "RM", "RMB", "Tk", "KSh", "Ksh", "Sh", "Dh", "N", "P", "R",
];

/// Names of currencies that mean other things too: they count where a magnitude or whose they are stands before them.
const DOUBTFUL: [&str; 20] = [
    "buck", "colon", "crown", "dong", "dram", "ether", "florin", "kip", "lek", "lev", "loti",
    "mark", "pound", "real", "sen", "sol", "som", "sum", "tala", "won",
];

/// Takes out the sums of money that name no currency.
pub fn drop_without(reading: &Reading, text: &str, mentions: &mut Vec<Mention>) {
    mentions.retain(|mention| {
        mention.class != Class::Money
            || is_money(reading.span(mention.words.start, mention.words.end).of(text))
    });
}

/// Whether a text names a currency or a magnitude.
fn is_money(text: &str) -> bool {
    let is_sign = |c: char| matches!(c, '$' | '¢'..='¥' | '\u{20a0}'..='\u{20cf}');
    text.contains(is_sign)
        || text.split(|c: char| !c.is_alphabetic()).any(|word| {
            !word.is_empty() && (SHORT.contains(&word) || CODES.contains(&word) || is_name(word))
        })
}

fn is_name(word: &str) -> bool {
    NAMES.iter().any(|name| {
        let rest = word.get(..name.len()).filter(|start| start.eq_ignore_ascii_case(name));
        rest.is_some() && matches!(&word[name.len()..], "" | "s" | "S")
    })
}

/// Abbreviations of currencies and magnitudes, as they are written.
const SHORT: &[&str] = &[
    "A", "AU", "B", "Bs", "C", "CA", "Dh", "Dhs", "GH", "HK", "K", "KD", "KSh", "Kes", "Ksh", "L",
    "M", "N", "NT", "NZ", "P", "Php", "QR", "R", "RM", "RMB", "Re", "Rp", "Rs", "S", "SR", "Sh",
    "Shs", "TSh", "Tk", "UGX", "US", "USh", "Z", "ZL", "b", "bn", "c", "cr", "k", "kr", "m", "mln",
    "mn", "p", "t", "tn", "trn", "zł",
];

/// ISO 4217, with a few older codes.
const CODES: &[&str] = &[
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AZN", "BAM", "BBD", "BDT", "BGN", "BHD",
    "BIF", "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CFA",
    "CFCFA", "CHF", "CLP", "CNY", "COP", "CRC", "CUC", "CUP", "CVE", "CZK", "DEM", "DJF", "DKK",
    "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FCFA", "FJD", "FRF", "GBP", "GEL", "GHC", "GHS",
    "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HRK", "HTG", "HUF", "IDR", "ILS", "INR", "IQD",
    "IRR", "ISK", "ITL", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KRW", "KWD", "KYD",
    "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT",
    "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NIS", "NOK",
    "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD",
    "RUB", "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SLL", "SOS", "SRD",
    "SSP", "SYP", "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH",
    "USD", "USDC", "USDT", "UYU", "UZS", "VES", "VND", "VUV", "WST", "XAF", "XCD", "XOF", "XPF",
    "YER", "ZAR", "ZMK", "ZMW", "ZWL",
];

/// Names of currencies, their parts, and magnitudes, in the singular.
const NAMES: &[&str] = &[
    "afghani",
    "ariary",
    "baht",
    "balboa",
    "billion",
    "birr",
    "bitcoin",
    "bolivar",
    "boliviano",
    "buck",
    "cedi",
    "cent",
    "centavo",
    "centime",
    "colon",
    "colones",
    "cordoba",
    "crore",
    "dalasi",
    "denar",
    "deutschmark",
    "dinar",
    "dirham",
    "dobra",
    "dollar",
    "dong",
    "dram",
    "escudo",
    "ether",
    "ethereum",
    "euro",
    "eurocent",
    "fils",
    "florin",
    "forint",
    "franc",
    "gourde",
    "greenback",
    "grivna",
    "guarani",
    "guilder",
    "hryvnia",
    "hundred",
    "kina",
    "kip",
    "kobo",
    "kopeck",
    "koruna",
    "krona",
    "krone",
    "kroner",
    "kronor",
    "króna",
    "kuna",
    "kwacha",
    "kwanza",
    "kyat",
    "lakh",
    "lari",
    "lei",
    "lek",
    "lempira",
    "leone",
    "leu",
    "lev",
    "leva",
    "lira",
    "lire",
    "loti",
    "manat",
    "mark",
    "metical",
    "million",
    "naira",
    "nakfa",
    "ngultrum",
    "ouguiya",
    "paanga",
    "paisa",
    "paise",
    "pataca",
    "pence",
    "penny",
    "pesewa",
    "peseta",
    "peso",
    "pound",
    "pula",
    "quetzal",
    "quid",
    "rand",
    "real",
    "reais",
    "renminbi",
    "rial",
    "riel",
    "ringgit",
    "riyal",
    "rouble",
    "ruble",
    "rufiyaa",
    "rupee",
    "rupiah",
    "sen",
    "shekel",
    "shilling",
    "sol",
    "soles",
    "som",
    "somoni",
    "sterling",
    "sum",
    "taka",
    "tala",
    "tenge",
    "thousand",
    "trillion",
    "tugrik",
    "vatu",
    "won",
    "yen",
    "yuan",
    "zloty",
    "zlotys",
    "złoty",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_names_its_currency() {
        for text in [
            "$5",
            "£1.3 million",
            "US$164",
            "N4.7 billion",
            "₡1000",
            "Rs 1,240 crore",
            "40p",
            "R50m",
            "GHS 200",
            "KD 890",
            "Dh2,500",
            "a few hundred yuan",
            "6 million",
            "20 POUNDS",
            "50 złoty",
            "two dollars and 50 cents",
            "RM8",
        ] {
            assert!(is_money(text), "{text}");
        }
        for text in
            ["IAD 23:50", "CFC 2", "415 153 7092", "KING KUSAE", "2013", "1", "G20", "", "éa 5"]
        {
            assert!(!is_money(text), "{text}");
        }
    }
}
