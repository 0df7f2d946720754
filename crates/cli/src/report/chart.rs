//! Charts: columns over time, as plain SVG that grows with the page.

use askama::Template;
use jiff::civil::Date;

use super::day::Scale;

/// How many series have a colour of their own.
const SERIES: usize = 4;

/// Columns over time, each of one piece or of several on top of one another.
#[derive(Debug, Template)]
#[template(path = "columns.html", config = "crates/cli/src/report/askama.toml")]
pub struct Columns {
    /// What is counted: "articles".
    what: &'static str,
    /// By what it is counted: "week".
    unit: &'static str,
    columns: Vec<Column>,
    /// How many columns there are room for.
    count: usize,
    series: Vec<String>,
    /// The highest column.
    most: u64,
    first: String,
    last: String,
}

/// What is counted in one unit of time.
#[derive(Debug)]
struct Column {
    at: usize,
    name: String,
    total: u64,
    /// From the bottom up: which series, how many, and how many there are up to its top.
    pieces: Vec<(usize, u64, u64)>,
}

impl Columns {
    /// Counts `days`, each with its series; `None` where nothing has a day, or all have the same.
    pub fn new<'a>(
        what: &'static str,
        scale: Option<&Scale>,
        days: impl Iterator<Item = (Date, Option<&'a str>)> + Clone,
    ) -> Option<Self> {
        let scale = scale.filter(|scale| scale.columns() > 1)?;
        let series = main_series(days.clone().filter_map(|(_, series)| series));
        let mut counts = vec![vec![0_u64; series.len().max(1)]; scale.columns()];
        for (day, one) in days {
            let place = series.iter().position(|known| Some(known.as_str()) == one);
            counts[scale.column(day)][place.unwrap_or(series.len().saturating_sub(1))] += 1;
        }
        let column = |(at, counts): (usize, Vec<u64>)| {
            let mut total = 0;
            let pieces = counts.into_iter().enumerate().filter(|(_, count)| *count > 0);
            let pieces = pieces.map(|(series, count)| {
                total += count;
                (series, count, total)
            });
            let pieces = pieces.collect();
            Column { at, name: scale.name(at), total, pieces }
        };
        let columns = counts.into_iter().enumerate().map(column).filter(|column| column.total > 0);
        let columns: Vec<_> = columns.collect();
        let most = columns.iter().map(|column| column.total).max()?;
        let (first, last) = (scale.name(0), scale.name(scale.columns() - 1));
        Some(Self {
            what,
            unit: scale.unit(),
            columns,
            count: scale.columns(),
            series,
            most,
            first,
            last,
        })
    }
}

impl Columns {
    fn series_name(&self, series: &usize) -> Option<&String> {
        self.series.get(*series)
    }
}

/// The commonest series by name, and what is left as one; none where there is only one.
fn main_series<'a>(all: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut counts = std::collections::BTreeMap::<&str, u64>::new();
    all.for_each(|series| *counts.entry(series).or_default() += 1);
    let mut ranked: Vec<_> = counts.into_iter().collect();
    ranked.sort_by_key(|&(name, count)| (std::cmp::Reverse(count), name));
    let more = ranked.len() > SERIES;
    ranked.truncate(SERIES);
    let mut names: Vec<String> = ranked.into_iter().map(|(name, _)| name.to_owned()).collect();
    if more {
        names.push("all others".to_owned());
    }
    if names.len() < 2 { Vec::new() } else { names }
}
