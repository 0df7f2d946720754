//! The dates in a claim: the words, or ISO 8601 where they name a day, a month or a year outright.
//! "Sunday" and "last week" stay as they are: what they mean depends on the day of publication.

/// The value of the words of a date.
///
/// "12 March 2021" and "March 12, 2021" are 2021-03-12, "March 2021" is 2021-03.
#[must_use]
pub fn normalised(words: &str) -> String {
    let (mut day, mut month, mut year) = (None, None, None);
    for word in words.split([' ', ',', '.', '\u{a0}']).filter(|word| !word.is_empty()) {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let slot = match (digits.len(), digits.parse::<u32>()) {
            (4, Ok(number)) if digits.len() == word.len() && (1000..2200).contains(&number) => {
                year.replace(number)
            }
            (1 | 2, Ok(number))
                if (1..=31).contains(&number)
                    && matches!(&word[digits.len()..], "" | "st" | "nd" | "rd" | "th") =>
            {
                day.replace(number)
            }
            _ => match month_number(word) {
                Some(number) => month.replace(number),
                // "the", "of" and weekdays say nothing more; anything else is beyond this reading.
                None if matches!(word, "the" | "of" | "on" | "in") || word.ends_with("day") => None,
                None => return words.to_owned(),
            },
        };
        if slot.is_some() {
            return words.to_owned();
        }
    }
    match (year, month, day) {
        (Some(year), Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
        (Some(year), Some(month), None) => format!("{year:04}-{month:02}"),
        (Some(year), None, None) => format!("{year:04}"),
        _ => words.to_owned(),
    }
}

/// The month that a word names, from 1 on.
pub fn month_number(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    const FULL: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let lower = word.to_lowercase();
    let at = FULL.iter().position(|&full| full == lower).or_else(|| {
        MONTHS.iter().position(|&short| short == lower || lower == "sept" && short == "sep")
    })?;
    Some(at as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::normalised;

    #[test]
    fn outright_dates_are_iso_and_others_stay() {
        for (words, expected) in [
            ("12 March 2021", "2021-03-12"),
            ("March 12, 2021", "2021-03-12"),
            ("Monday, 3rd of Sept. 2019", "2019-09-03"),
            ("March 2021", "2021-03"),
            ("2021", "2021"),
            ("Sunday", "Sunday"),
            ("last week", "last week"),
            ("March", "March"),
            ("2016-2018", "2016-2018"),
            ("between 2016 and 2018", "between 2016 and 2018"),
            ("", ""),
        ] {
            assert_eq!(normalised(words), expected);
        }
    }
}
