//! Currencies: signs before the digits, words after them.

/// A currency sign or code before the digits: its code, and where the digits are.
pub(super) fn read_prefix(text: &str, start: usize) -> (Option<&'static str>, usize) {
    let rest = &text[start..];
    // Most words begin with no sign's first byte, and need not be compared with any.
    let first = rest.as_bytes().first();
    for &(sign, code) in SIGNS.iter().filter(|(sign, _)| sign.as_bytes().first() == first) {
        if let Some(after) = rest.strip_prefix(sign) {
            let digits = after.trim_start_matches(['.', ' ']);
            if digits.starts_with(|c: char| c.is_ascii_digit()) {
                return (Some(code), start + (rest.len() - digits.len()));
            }
        }
    }
    (None, start)
}

/// Longer signs before those that they begin with.
pub(super) const SIGNS: &[(&str, &str)] = &[
    ("US$", "USD"),
    ("A$", "AUD"),
    ("AU$", "AUD"),
    ("NZ$", "NZD"),
    ("C$", "CAD"),
    ("CA$", "CAD"),
    ("HK$", "HKD"),
    ("S$", "SGD"),
    ("R$", "BRL"),
    ("$", "USD"),
    ("£", "GBP"),
    ("€", "EUR"),
    ("₦", "NGN"),
    ("₹", "INR"),
    ("¥", "JPY"),
    ("₱", "PHP"),
    ("₩", "KRW"),
    ("GH₵", "GHS"),
    ("₵", "GHS"),
    ("Rs", "INR"),
    ("RM", "MYR"),
    ("KSh", "KES"),
    ("Ksh", "KES"),
    ("Sh", "KES"),
    ("NGN", "NGN"),
    ("USD", "USD"),
    ("EUR", "EUR"),
    ("GBP", "GBP"),
    ("INR", "INR"),
    ("N", "NGN"),
    ("R", "ZAR"),
    ("K", "ZMW"),
];

pub(super) fn currency_word(word: &str) -> Option<&'static str> {
    Some(match word {
        "dollar" | "dollars" | "USD" => "USD",
        "pound" | "pounds" | "GBP" => "GBP",
        "euro" | "euros" | "EUR" => "EUR",
        "naira" | "NGN" => "NGN",
        "rupee" | "rupees" | "INR" => "INR",
        "yen" => "JPY",
        "yuan" | "renminbi" => "CNY",
        "rand" => "ZAR",
        "shilling" | "shillings" => "KES",
        "cedi" | "cedis" => "GHS",
        "kwacha" => "ZMW",
        "rouble" | "roubles" | "ruble" | "rubles" => "RUB",
        "ringgit" => "MYR",
        "baht" => "THB",
        "rupiah" => "IDR",
        "zloty" | "zlotys" => "PLN",
        "hryvnia" | "hryvnias" => "UAH",
        "dirham" | "dirhams" => "AED",
        "riyal" | "riyals" => "SAR",
        "franc" | "francs" => "CHF",
        "peso" | "pesos" => "MXN",
        "cents" | "cent" => "cents",
        "pence" | "p" => "pence",
        _ => return None,
    })
}

/// "US dollars", "Australian dollars".
pub(super) fn currency_pair(nation: &str, unit: &str) -> Option<&'static str> {
    Some(match (nation, unit) {
        ("US" | "U.S." | "American", "dollars" | "dollar") => "USD",
        ("Australian", "dollars") => "AUD",
        ("Canadian", "dollars") => "CAD",
        ("Singapore", "dollars") => "SGD",
        ("Zealand", "dollars") => "NZD",
        ("Kenyan" | "Kenya", "shillings") => "KES",
        ("Ugandan" | "Uganda", "shillings") => "UGX",
        ("Tanzanian" | "Tanzania", "shillings") => "TZS",
        ("Indian", "rupees") => "INR",
        ("Pakistani" | "Pakistan", "rupees") => "PKR",
        ("Nepali" | "Nepalese", "rupees") => "NPR",
        ("Sri", _) => return None,
        _ => return None,
    })
}

pub(super) fn is_nationality_of_money(nation: &str, unit: &str) -> bool {
    nation.starts_with(|c: char| c.is_uppercase()) && currency_word(unit).is_some()
}
