//! The days that articles were published on, and how a span of time is cut for a chart.

use jiff::civil::Date;
use jiff::fmt::{rfc2822, strtime};
use jiff::{Span, ToSpan, Unit};

/// The most columns that a chart has.
const MOST: i64 = 60;

/// The day in what a source writes as the time of publication: ISO 8601, mail and feeds (RFC 2822), or
/// words ("October 5, 2016", "5 Oct 2016"). `None` where it is none of these.
pub fn day(published: &str) -> Option<Date> {
    let published = published.trim();
    let first = published.get(..10).unwrap_or(published);
    first.parse().ok().or_else(|| rfc2822::parse(published).ok().map(|time| time.date())).or_else(
        || {
            let forms = ["%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%Y/%m/%d"];
            forms.iter().find_map(|form| {
                let (parsed, _) = strtime::BrokenDownTime::parse_prefix(form, published).ok()?;
                parsed.to_date().ok()
            })
        },
    )
}

/// A span of time, cut into equal columns: days, weeks, months or years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    first: Date,
    unit: Unit,
    columns: usize,
}

impl Scale {
    /// The scale from the first to the last of `days`: by day, or by what longer unit gives no more columns
    /// than a chart can show. `None` where there are no days.
    pub fn over(days: impl Iterator<Item = Date> + Clone) -> Option<Self> {
        let (first, last) = (days.clone().min()?, days.max()?);
        let units = [Unit::Day, Unit::Week, Unit::Month, Unit::Year];
        let fits = |unit: &Unit| between(first, last, *unit) < MOST;
        let unit = units.into_iter().find(fits).unwrap_or(Unit::Year);
        let first = start(first, unit);
        let columns = usize::try_from(between(first, last, unit)).unwrap_or(0) + 1;
        Some(Self { first, unit, columns })
    }

    /// How many columns there are.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// In which column a day is; one outside of the scale is in the nearest.
    pub fn column(&self, day: Date) -> usize {
        let column = between(self.first, start(day, self.unit), self.unit);
        usize::try_from(column).unwrap_or(0).min(self.columns - 1)
    }

    /// What a column stands for: "2016-10-05", "week of 2016-10-03", "2016-10", "2016".
    pub fn name(&self, column: usize) -> String {
        let count = i64::try_from(column).unwrap_or(i64::MAX);
        let span = match self.unit {
            Unit::Day => Span::new().try_days(count),
            Unit::Week => Span::new().try_weeks(count),
            Unit::Month => Span::new().try_months(count),
            _ => Span::new().try_years(count),
        };
        let day = span.ok().and_then(|span| self.first.checked_add(span).ok());
        let day = day.unwrap_or(self.first);
        match self.unit {
            Unit::Day => day.to_string(),
            Unit::Week => format!("week of {day}"),
            Unit::Month => day.strftime("%Y-%m").to_string(),
            _ => day.year().to_string(),
        }
    }

    /// The word for a column's unit.
    pub fn unit(&self) -> &'static str {
        match self.unit {
            Unit::Day => "day",
            Unit::Week => "week",
            Unit::Month => "month",
            _ => "year",
        }
    }
}

/// The day that a week, a month or a year begins on.
fn start(day: Date, unit: Unit) -> Date {
    match unit {
        Unit::Week => {
            day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).unwrap_or(day)
        }
        Unit::Month => day.first_of_month(),
        Unit::Year => day.first_of_year(),
        _ => day,
    }
}

/// How many whole units lie between the starts of those that two days are in.
fn between(first: Date, last: Date, unit: Unit) -> i64 {
    let (first, last) = (start(first, unit), start(last, unit));
    let months = |day: Date| i64::from(day.year()) * 12 + i64::from(day.month());
    let days = || i64::from((last - first).get_days());
    match unit {
        Unit::Day => days(),
        Unit::Week => days() / 7,
        Unit::Month => months(last) - months(first),
        _ => i64::from(last.year()) - i64::from(first.year()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_sources_write_them() {
        for words in [
            "2016-10-05",
            "2016-10-05T23:30:00-04:00",
            "Wed, 05 Oct 2016 23:30:00 -0400",
            "October 5, 2016",
            "5 Oct 2016, 11 a.m.",
            " 2016/10/05",
        ] {
            assert_eq!(
                day(words).map(|day| day.to_string()).as_deref(),
                Some("2016-10-05"),
                "{words}"
            );
        }
        for words in ["", "yesterday", "2016-13-05", "…é…é…é"] {
            assert_eq!(day(words), None, "{words}");
        }
    }

    #[test]
    fn a_span_of_time_has_no_more_columns_than_can_be_seen() {
        let scale = |first: &str, last: &str| {
            let days = [first.parse().unwrap(), last.parse().unwrap()];
            (Scale::over(days.into_iter()).unwrap(), days[1])
        };
        for (first, last, columns, name) in [
            ("2016-10-05", "2016-10-05", 1, "2016-10-05"),
            ("2016-09-01", "2016-10-05", 35, "2016-10-05"),
            ("2015-12-30", "2016-10-05", 41, "week of 2016-10-03"),
            ("2014-10-31", "2016-10-05", 25, "2016-10"),
            ("1990-01-01", "2016-10-05", 27, "2016"),
        ] {
            let (scale, last) = scale(first, last);
            assert_eq!(scale.columns(), columns, "{first}");
            assert_eq!(scale.column(last), columns - 1, "{first}");
            assert_eq!(scale.name(columns - 1), name);
        }
        let (scale, _) = scale("0001-01-01", "9999-12-31");
        assert_eq!(scale.column("2016-10-05".parse().unwrap()), 2015);
    }
}
