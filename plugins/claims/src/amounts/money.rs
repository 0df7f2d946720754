//! Currencies: signs and codes before the digits, words after them, and whose a shared name is.

use super::{following, word_end_or};

/// What a sum of money is counted in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Money {
    /// The currency of this ISO 4217 code.
    Code(&'static str),
    /// One of those that go by a name.
    Named(&'static Currency),
}

/// A name of currencies.
#[derive(Debug, PartialEq)]
pub struct Currency {
    /// Its spellings, in the singular.
    spellings: &'static [&'static str],
    /// The ISO 4217 codes of those who have a currency of that name, each with what they and their
    /// people are called.
    issuers: &'static [(&'static str, &'static [&'static str])],
    /// Whether the first is meant where nothing says whose it is.
    has_usual: bool,
    /// Whether much of the world counts in the first's, as in dollars: it takes more to say that another's is meant.
    is_everywhere: bool,
    /// Whether the word means something else as often: a pound of flour, "won 3".
    is_doubtful: bool,
}

impl Currency {
    /// The ISO 4217 code of the one that is meant, else the name. `count` says how often an article has
    /// one of some names.
    pub fn whose(&self, count: impl Fn(&[&str]) -> usize) -> &'static str {
        let usual = if self.has_usual { self.issuers[0].0 } else { self.spellings[0] };
        // Much of the world counts in the first's: another's is meant where it is named and the first is not.
        if self.is_everywhere && count(self.issuers[0].1) > 0 {
            return usual;
        }
        let least = if self.is_everywhere { OFTEN } else { 1 };
        // Of equals the first, which is the more usual.
        let counted = self.issuers.iter().rev().map(|(code, names)| (count(names), *code));
        let local = |code: &&str| !self.is_everywhere || PLAIN_SIGN.contains(code);
        let most = counted.filter(|(_, code)| local(code)).max_by_key(|&(count, _)| count);
        most.filter(|&(count, _)| count >= least).map_or(usual, |(_, code)| code)
    }

    /// Whether an article, of which `count` tells how often it has some names, names one of its issuers.
    pub fn is_of(&self, count: impl Fn(&[&str]) -> usize) -> bool {
        self.issuers.iter().any(|(_, names)| count(names) > 0)
    }
}

/// How often who counts in dollars of its own is named at least, for those to be meant.
const OFTEN: usize = 3;

/// Dollars that papers at home write without a letter.
const PLAIN_SIGN: [&str; 6] = ["AUD", "CAD", "JMD", "NZD", "SGD", "TTD"];

/// A sum's currency as it is read: what it is, where the reading ends, and whether it is in doubt that
/// money is meant.
pub(super) struct Reading {
    pub(super) money: Money,
    /// By how much the number is multiplied: a hundredth for cents.
    pub(super) times: f64,
    pub(super) end: usize,
    pub(super) is_doubtful: bool,
}

impl Reading {
    /// Whole ones of a currency.
    fn of(money: Money, end: usize, is_doubtful: bool) -> Self {
        Self { money, times: 1.0, end, is_doubtful }
    }
}

/// A currency sign or code at `start`, with digits behind it; it ends where they begin.
pub(super) fn read_prefix(text: &str, start: usize) -> Option<Reading> {
    let rest = &text[start..];
    // Most words begin with no sign's first byte, and need not be compared with any.
    let first = rest.as_bytes().first()?;
    let digits = |after: &str| {
        let digits = after.trim_start_matches(['.', ' ', '\u{a0}']);
        digits.starts_with(|c: char| c.is_ascii_digit()).then(|| text.len() - digits.len())
    };
    for &(sign, of) in SIGNS.iter().filter(|(sign, _)| sign.as_bytes().first() == Some(first)) {
        if let Some(end) = rest.strip_prefix(sign).and_then(digits) {
            let money = named(of).map_or(Money::Code(of), Money::Named);
            // "N95" is a mask.
            let is_doubtful = sign.len() == 1 && first.is_ascii_alphabetic();
            return Some(Reading::of(money, end, is_doubtful));
        }
    }
    let code = code(rest.get(..3)?)?;
    let end = digits(&rest[3..])?;
    // "COP26" is a conference.
    Some(Reading::of(Money::Code(code), end, true))
}

/// A currency that stands at `at`, behind a space or hyphen: "dollars", "Australian dollars", "KES".
pub(super) fn read_suffix(text: &str, at: usize) -> Option<Reading> {
    let (word, end) = following(text, at)?;
    if let Some(&(_, of, times)) = PARTS.iter().find(|(part, ..)| *part == singular(word)) {
        return Some(Reading { money: Money::Code(of), times, end, is_doubtful: false });
    }
    if let Some(currency) = named(word) {
        return Some(Reading::of(Money::Named(currency), end, currency.is_doubtful));
    }
    if let Some(code) = code(word) {
        return Some(Reading::of(Money::Code(code), end, true));
    }
    let start = end - word.len();
    // Whose it is stands before it, with a capital.
    if !word.starts_with(char::is_uppercase) {
        return None;
    }
    CURRENCIES.iter().find_map(|currency| {
        currency.issuers.iter().find_map(|&(code, names)| {
            names.iter().find_map(|name| {
                let after = text.len() - text[start..].strip_prefix(name)?.len();
                let (unit, end) = following(text, after)?;
                // "60 U.S. cents"
                let part =
                    PARTS.iter().find(|(part, of, _)| *part == singular(unit) && *of == code);
                if let Some(&(.., times)) = part {
                    return Some(Reading {
                        money: Money::Code(code),
                        times,
                        end,
                        is_doubtful: false,
                    });
                }
                let is_named = currency.spellings.contains(&singular(unit));
                is_named.then_some(Reading::of(Money::Code(code), end, false))
            })
        })
    })
}

/// "40p", whose letter is at `at`.
pub(super) fn read_pence(text: &str, at: usize) -> Option<Reading> {
    let end = word_end_or(text, at);
    // "7p.m." is a time.
    (&text[at..end] == "p" && !text[end..].starts_with(".m")).then_some(Reading {
        money: Money::Code("GBP"),
        times: 0.01,
        end,
        is_doubtful: true,
    })
}

/// The name that a word is.
fn named(word: &str) -> Option<&'static Currency> {
    let word = singular(word);
    CURRENCIES.iter().find(|currency| currency.spellings.contains(&word))
}

/// A word without the s of its plural.
fn singular(word: &str) -> &str {
    word.strip_suffix('s').filter(|rest| rest.len() > 2).unwrap_or(word)
}

/// Whether a word is a currency's name or a part of one.
pub(super) fn is_currency(word: &str) -> bool {
    named(word).is_some() || PARTS.iter().any(|(part, ..)| *part == singular(word))
}

/// The ISO 4217 code that a word is, if it is one of those known here.
fn code(word: &str) -> Option<&'static str> {
    if word.len() != 3 || !word.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let issuers = CURRENCIES.iter().flat_map(|currency| currency.issuers);
    issuers.map(|(code, _)| *code).find(|code| *code == word)
}

/// Signs, each with the code or the name that it stands for; longer ones before those that they begin with.
const SIGNS: &[(&str, &str)] = &[
    ("US$", "USD"),
    ("US $", "USD"),
    ("AUS$", "AUD"),
    ("A$", "AUD"),
    ("AU$", "AUD"),
    ("Aus$", "AUD"),
    ("NZ$", "NZD"),
    ("NT$", "TWD"),
    ("C$", "CAD"),
    ("CA$", "CAD"),
    ("HK$", "HKD"),
    ("Z$", "ZWL"),
    ("N$", "NAD"),
    ("J$", "JMD"),
    ("TT$", "TTD"),
    ("EC$", "XCD"),
    ("S$", "SGD"),
    ("R$", "BRL"),
    ("$", "dollar"),
    ("£", "GBP"),
    ("€", "EUR"),
    ("₦", "NGN"),
    ("₹", "INR"),
    ("¥", "JPY"),
    ("₱", "PHP"),
    ("₩", "KRW"),
    ("₪", "ILS"),
    ("₫", "VND"),
    ("₴", "UAH"),
    ("₺", "TRY"),
    ("₽", "RUB"),
    ("฿", "THB"),
    ("৳", "BDT"),
    ("GH₵", "GHS"),
    ("GH¢", "GHS"),
    ("₵", "GHS"),
    ("Rs", "rupee"),
    ("Re", "rupee"),
    ("Rp", "IDR"),
    ("RMB", "CNY"),
    ("RM", "MYR"),
    ("Tk", "BDT"),
    ("KSh", "KES"),
    ("Ksh", "KES"),
    ("TSh", "TZS"),
    ("USh", "UGX"),
    ("Shs", "shilling"),
    ("Sh", "shilling"),
    ("NGN", "NGN"),
    ("USD", "USD"),
    ("EUR", "EUR"),
    ("GBP", "GBP"),
    ("INR", "INR"),
    ("Dhs", "dirham"),
    ("Dh", "dirham"),
    ("N", "NGN"),
    ("P", "P"),
    ("R", "ZAR"),
    ("K", "ZMW"),
];

/// Parts of a currency, the code of the one that is meant, and what share of it they are.
const PARTS: &[(&str, &str, f64)] =
    &[("cent", "USD", 0.01), ("pence", "GBP", 0.01), ("kobo", "NGN", 0.01), ("paise", "INR", 0.01)];

/// A name that one has.
const fn only(
    spellings: &'static [&'static str],
    issuers: &'static [(&'static str, &'static [&'static str])],
) -> Currency {
    Currency { spellings, issuers, has_usual: true, is_everywhere: false, is_doubtful: false }
}

/// One that is another word as well.
const fn doubtful(currency: Currency) -> Currency {
    Currency { is_doubtful: true, ..currency }
}

/// One that several have, none of whom is meant more than the others.
const fn shared(currency: Currency) -> Currency {
    Currency { has_usual: false, ..currency }
}

/// The countries of the central African franc, and of the west African one.
const CENTRAL_AFRICA: &[&str] =
    &["Cameroon", "Cameroonian", "Chad", "Chadian", "Gabon", "Gabonese"];
const WEST_AFRICA: &[&str] = &[
    "Senegal",
    "Senegalese",
    "Ivory Coast",
    "Ivorian",
    "Mali",
    "Malian",
    "Niger",
    "Nigerien",
    "Burkina Faso",
    "Togo",
    "Togolese",
    "Benin",
    "Beninese",
];

/// The names of currencies, with whose they are.
static CURRENCIES: &[Currency] = &[
    Currency {
        is_everywhere: true,
        ..only(
            &["dollar"],
            &[
                (
                    "USD",
                    &[
                        "US",
                        "U.S.",
                        "U. S.",
                        "American",
                        "Americans",
                        "America",
                        "United States",
                        "Washington",
                        "New York",
                    ],
                ),
                (
                    "AUD",
                    &[
                        "Australian",
                        "Australians",
                        "Australia",
                        "Canberra",
                        "Sydney",
                        "Melbourne",
                        "Brisbane",
                        "Perth",
                        "Adelaide",
                        "Queensland",
                        "New South Wales",
                        "NSW",
                        "Tasmania",
                    ],
                ),
                (
                    "CAD",
                    &[
                        "Canadian",
                        "Canadians",
                        "Canada",
                        "Ottawa",
                        "Toronto",
                        "Montreal",
                        "Vancouver",
                        "Calgary",
                        "Ontario",
                        "Quebec",
                        "Alberta",
                        "British Columbia",
                        "Manitoba",
                        "Saskatchewan",
                        "Nova Scotia",
                    ],
                ),
                ("HKD", &["Hong Kong"]),
                ("JMD", &["Jamaican", "Jamaicans", "Jamaica"]),
                (
                    "NZD",
                    &["New Zealand", "New Zealanders", "Wellington", "Auckland", "Christchurch"],
                ),
                ("SGD", &["Singapore", "Singaporean", "Singaporeans"]),
                ("TTD", &["Trinidad and Tobago", "Trinidad"]),
                ("TWD", &["Taiwan", "Taiwanese"]),
                ("LRD", &["Liberian", "Liberia"]),
                ("NAD", &["Namibian", "Namibia"]),
                ("ZWL", &["Zimbabwean"]),
            ],
        )
    },
    only(&["euro"], &[("EUR", &[])]),
    doubtful(only(
        &["pound"],
        &[
            ("GBP", &["Britain", "British", "UK", "England", "London", "Scotland", "Wales"]),
            ("EGP", &["Egypt", "Egyptian", "Cairo"]),
            ("LBP", &["Lebanon", "Lebanese", "Beirut"]),
            ("SDG", &["Sudan", "Sudanese", "Khartoum"]),
            ("SSP", &["South Sudan", "South Sudanese", "Juba"]),
            ("SYP", &["Syria", "Syrian", "Damascus"]),
        ],
    )),
    only(
        &["rupee"],
        &[
            ("INR", &["India", "Indian", "Delhi", "New Delhi", "Mumbai", "Kolkata", "Chennai"]),
            ("LKR", &["Sri Lanka", "Sri Lankan", "Colombo"]),
            ("MUR", &["Mauritius", "Mauritian"]),
            ("NPR", &["Nepal", "Nepali", "Nepalese", "Kathmandu"]),
            (
                "PKR",
                &[
                    "Pakistan",
                    "Pakistani",
                    "Islamabad",
                    "Karachi",
                    "Lahore",
                    "Peshawar",
                    "Quetta",
                    "Rawalpindi",
                ],
            ),
            ("SCR", &["Seychelles"]),
        ],
    ),
    only(
        &["shilling"],
        &[
            ("KES", &["Kenya", "Kenyan", "Nairobi", "Mombasa"]),
            ("SOS", &["Somalia", "Somali", "Mogadishu"]),
            ("TZS", &["Tanzania", "Tanzanian", "Dar es Salaam"]),
            ("UGX", &["Uganda", "Ugandan", "Kampala"]),
        ],
    ),
    shared(only(
        &["peso"],
        &[
            ("ARS", &["Argentina", "Argentine", "Argentinian", "Buenos Aires"]),
            ("CLP", &["Chile", "Chilean"]),
            ("COP", &["Colombia", "Colombian", "Bogotá", "Bogota"]),
            ("CUP", &["Cuba", "Cuban", "Havana"]),
            ("DOP", &["Dominican Republic", "Dominican"]),
            ("MXN", &["Mexico", "Mexican", "Mexico City"]),
            ("PHP", &["Philippines", "Philippine", "Filipino", "Manila"]),
            ("UYU", &["Uruguay", "Uruguayan", "Montevideo"]),
        ],
    )),
    shared(only(
        &["franc"],
        &[
            ("CHF", &["Switzerland", "Swiss", "Zurich", "Geneva"]),
            ("BIF", &["Burundi", "Burundian"]),
            ("CDF", &["Congo", "Congolese", "DRC", "DR Congo", "Kinshasa"]),
            ("DJF", &["Djibouti"]),
            ("GNF", &["Guinea", "Guinean", "Conakry"]),
            ("RWF", &["Rwanda", "Rwandan", "Kigali"]),
            ("XAF", CENTRAL_AFRICA),
            ("XOF", WEST_AFRICA),
        ],
    )),
    shared(only(&["CFA", "FCFA"], &[("XAF", CENTRAL_AFRICA), ("XOF", WEST_AFRICA)])),
    shared(only(
        &["dinar"],
        &[
            ("BHD", &["Bahrain", "Bahraini", "Manama"]),
            ("DZD", &["Algeria", "Algerian", "Algiers"]),
            ("IQD", &["Iraq", "Iraqi", "Baghdad"]),
            ("JOD", &["Jordan", "Jordanian", "Amman"]),
            ("KWD", &["Kuwait", "Kuwaiti"]),
            ("LYD", &["Libya", "Libyan", "Tripoli"]),
            ("RSD", &["Serbia", "Serbian", "Belgrade"]),
            ("TND", &["Tunisia", "Tunisian", "Tunis"]),
        ],
    )),
    shared(only(
        &["rial", "riyal"],
        &[
            ("IRR", &["Iran", "Iranian", "Tehran"]),
            ("OMR", &["Oman", "Omani", "Muscat"]),
            ("QAR", &["Qatar", "Qatari", "Doha"]),
            ("SAR", &["Saudi Arabia", "Saudi", "Riyadh"]),
            ("YER", &["Yemen", "Yemeni", "Sanaa"]),
        ],
    )),
    shared(only(
        &["dirham", "Dh", "Dhs"],
        &[
            ("AED", &["UAE", "United Arab Emirates", "Emirati", "Dubai", "Abu Dhabi"]),
            ("MAD", &["Morocco", "Moroccan", "Rabat", "Casablanca"]),
        ],
    )),
    // What both the peso of the Philippines and the pula are written as.
    only(
        &["P"],
        &[
            ("PHP", &["Philippines", "Philippine", "Filipino", "Manila"]),
            ("BWP", &["Botswana", "Gaborone", "Batswana"]),
        ],
    ),
    shared(only(
        &["crown"],
        &[
            ("CZK", &["Czech", "Czech Republic", "Prague"]),
            ("DKK", &["Denmark", "Danish", "Copenhagen"]),
            ("ISK", &["Iceland", "Icelandic", "Reykjavik"]),
            ("NOK", &["Norway", "Norwegian", "Oslo"]),
            ("SEK", &["Sweden", "Swedish", "Stockholm"]),
        ],
    )),
    shared(only(
        &["krone", "kroner"],
        &[("DKK", &["Denmark", "Danish", "Copenhagen"]), ("NOK", &["Norway", "Norwegian", "Oslo"])],
    )),
    shared(only(
        &["krona", "kronor"],
        &[
            ("ISK", &["Iceland", "Icelandic", "Reykjavik"]),
            ("SEK", &["Sweden", "Swedish", "Stockholm"]),
        ],
    )),
    doubtful(only(
        &["won"],
        &[
            ("KRW", &["South Korea", "South Korean", "Seoul", "Korea", "Korean"]),
            ("KPW", &["North Korea", "North Korean", "Pyongyang"]),
        ],
    )),
    only(
        &["kwacha"],
        &[("ZMW", &["Zambia", "Zambian", "Lusaka"]), ("MWK", &["Malawi", "Malawian", "Lilongwe"])],
    ),
    only(
        &["rouble", "ruble"],
        &[("RUB", &["Russia", "Russian"]), ("BYN", &["Belarus", "Belarusian", "Minsk"])],
    ),
    only(&["leu", "lei"], &[("RON", &["Romania", "Romanian"]), ("MDL", &["Moldova", "Moldovan"])]),
    only(&["naira"], &[("NGN", &["Nigerian"])]),
    only(&["cedi"], &[("GHS", &["Ghanaian", "Ghana"])]),
    only(&["yen"], &[("JPY", &["Japanese"])]),
    only(&["yuan", "renminbi"], &[("CNY", &["Chinese"])]),
    only(&["rand"], &[("ZAR", &["South African"])]),
    only(&["ringgit"], &[("MYR", &["Malaysian"])]),
    only(&["baht"], &[("THB", &["Thai"])]),
    only(&["rupiah"], &[("IDR", &["Indonesian"])]),
    only(&["zloty", "złoty"], &[("PLN", &["Polish"])]),
    only(&["hryvnia", "hryvnya"], &[("UAH", &["Ukrainian"])]),
    only(&["shekel"], &[("ILS", &["Israeli", "new Israeli"])]),
    only(&["lira"], &[("TRY", &["Turkish"])]),
    only(&["taka"], &[("BDT", &["Bangladeshi"])]),
    only(&["kyat"], &[("MMK", &["Myanmar", "Burmese"])]),
    only(&["riel"], &[("KHR", &["Cambodian"])]),
    only(&["tenge"], &[("KZT", &["Kazakh"])]),
    only(&["forint"], &[("HUF", &["Hungarian"])]),
    only(&["koruna"], &[("CZK", &["Czech"])]),
    only(&["birr"], &[("ETB", &["Ethiopian"])]),
    only(&["dalasi"], &[("GMD", &["Gambian"])]),
    only(&["kwanza"], &[("AOA", &["Angolan"])]),
    only(&["metical", "meticai"], &[("MZN", &["Mozambican"])]),
    only(&["pula"], &[("BWP", &["Botswana"])]),
    only(&["afghani"], &[("AFN", &["Afghan"])]),
    only(&["boliviano"], &[("BOB", &["Bolivian"])]),
    only(&["lempira"], &[("HNL", &["Honduran"])]),
    only(&["gourde"], &[("HTG", &["Haitian"])]),
    only(&["reai", "reais"], &[("BRL", &["Brazilian"])]),
    doubtful(only(&["dong"], &[("VND", &["Vietnamese"])])),
    doubtful(only(&["leone"], &[("SLE", &["Sierra Leonean"])])),
    doubtful(only(&["sol", "sole"], &[("PEN", &["Peruvian"])])),
];
