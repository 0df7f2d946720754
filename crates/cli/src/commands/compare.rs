//! `copydesk compare`: two outputs of the same articles, how far they agree and where they do not.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use copydesk_document::{Annotation, Document, Layer};

use super::names::Names;
use crate::cli::CompareArguments;
use crate::compare::Kind;
use crate::compare::changes::{Change, Differences, changes, in_words};
use crate::failure::{Failure, Outcome};
use crate::intake::records::{self, Records};
use crate::output::excerpt::{self, Mark};
use crate::output::file::Output;
use crate::plural::count;

/// How many sorts of disagreement are listed.
const SORTS: usize = 15;
/// How many changes of an article are shown.
const SHOWN: usize = 8;

/// Compares the two outputs.
pub fn compare(arguments: &CompareArguments) -> Result<Outcome, Failure> {
    let mut other = Records::open(&arguments.after)?;
    let mut sums = Sums { most: arguments.top, ..Sums::default() };
    let mut missing = Vec::new();
    let mut names = Names::of_records();
    for raw in records::lines(&arguments.before)? {
        let before = records::parse(&raw)?;
        names.add(&before);
        match other.get(before.id())? {
            Some(after) => {
                names.add(&after);
                sums.add(&before, &after, arguments);
            }
            None => missing.push(before.id().to_owned()),
        }
    }
    let more = other.left_over()?;
    // What a record has is known only now.
    let said = |option: &str, what: String| Failure::new(format!("--{option}: {what}"));
    names.check_layers(&arguments.layers).map_err(|what| said("layers", what))?;
    names.check_ignored(&arguments.ignore).map_err(|what| said("ignore", what))?;
    let mut text = sums.report();
    for (ids, path) in [(&missing, &arguments.before), (&more, &arguments.after)] {
        if let Some(first) = ids.first() {
            let (articles, first_is) = match ids.len() {
                1 => ("1 article is".to_owned(), ""),
                more => (format!("{more} articles are"), ", the first"),
            };
            let path = path.display();
            let _ = writeln!(text, "{articles} only in {path}{first_is}: {first:?}");
        }
    }
    let same = sums.differing == 0 && missing.is_empty() && more.is_empty();
    let mut output = Output::open(None)?;
    output.write(text.as_bytes())?;
    output.finish()?;
    Ok(if same || !arguments.exit_code { Outcome::Done } else { Outcome::Differs })
}

/// What is added up over the articles.
#[derive(Default)]
struct Sums {
    articles: u64,
    differing: u64,
    other_texts: u64,
    layers: BTreeMap<String, LayerSums>,
    /// How often each sort of change occurs.
    sorts: BTreeMap<String, u64>,
    /// The articles with the most changes, most first, already in words: few at a time.
    worst: Vec<(usize, String)>,
    most: usize,
}

#[derive(Default)]
struct LayerSums {
    same: u64,
    before: u64,
    after: u64,
    /// By [`Kind`].
    kinds: [u64; 5],
    /// Articles that have the layer on one side alone.
    one_sided: u64,
}

impl Sums {
    fn add(&mut self, before: &Document, after: &Document, arguments: &CompareArguments) {
        self.articles += 1;
        if before.text() != after.text() {
            self.other_texts += 1;
            self.differing += 1;
            return;
        }
        let mut all: Vec<(&str, Change<'_>)> = Vec::new();
        let mut one_sided = false;
        for name in names(before, after, &arguments.layers) {
            let sums = self.layers.entry(name.to_owned()).or_default();
            let (Some(first), Some(second)) = (before.layer(name), after.layer(name)) else {
                sums.one_sided += 1;
                one_sided = true;
                continue;
            };
            let Differences { same, changes } =
                changes((before, first), (after, second), &arguments.ignore);
            sums.same += same;
            sums.before += first.annotations().len() as u64;
            sums.after += second.annotations().len() as u64;
            for change in changes {
                sums.kinds[change.kind as usize] += 1;
                all.push((name, change));
            }
        }
        self.differing += u64::from(one_sided || !all.is_empty());
        for (layer, change) in &all {
            *self.sorts.entry(change.name(layer)).or_default() += 1;
        }
        let least = self.worst.last().map_or(0, |(count, _)| *count);
        let full = self.worst.len() >= self.most;
        if !all.is_empty() && self.most > 0 && (!full || all.len() > least) {
            let words = in_detail(before, after, &mut all, &arguments.ignore);
            let at = self.worst.partition_point(|(count, _)| *count >= all.len());
            self.worst.insert(at, (all.len(), words));
            self.worst.truncate(self.most);
        }
    }

    fn report(&self) -> String {
        let mut out = String::new();
        for (_, words) in &self.worst {
            out.push_str(words);
            out.push('\n');
        }
        let Self { articles, differing, .. } = self;
        let _ = writeln!(out, "{}, {differing} of them differ", count(*articles, "article"));
        if self.other_texts > 0 {
            let _ = writeln!(
                out,
                "{} have another text and were not compared further",
                self.other_texts
            );
        }
        let width = self.layers.keys().map(|name| name.chars().count()).max().unwrap_or(0).max(5);
        if !self.layers.is_empty() {
            let _ = writeln!(
                out,
                "{:width$} {:>7} {:>8} {:>8} {:>8} {:>7} {:>7} {:>7} {:>10} {:>7}",
                "layer",
                "F1",
                "before",
                "after",
                "same",
                "gained",
                "lost",
                "moved",
                "relabelled",
                "changed"
            );
        }
        for (name, sums) in &self.layers {
            let LayerSums { same, before, after, kinds, one_sided } = sums;
            // Where neither side has any, they agree.
            let both = before + after;
            let f1 = if both == 0 { 100.0 } else { 200.0 * *same as f64 / both as f64 };
            let _ = write!(out, "{name:width$} {f1:>7.2} {before:>8} {after:>8} {same:>8}");
            let [gained, lost, moved, relabelled, changed] = kinds;
            let _ =
                writeln!(out, " {gained:>7} {lost:>7} {moved:>7} {relabelled:>10} {changed:>7}");
            if *one_sided > 0 {
                let _ = writeln!(
                    out,
                    "{:width$} {one_sided} articles have this layer on one side alone",
                    ""
                );
            }
        }
        let mut sorts: Vec<_> = self.sorts.iter().collect();
        sorts.sort_by_key(|(_, count)| Reverse(**count));
        if !sorts.is_empty() {
            out.push('\n');
        }
        for (sort, count) in sorts.into_iter().take(SORTS) {
            let _ = writeln!(out, "{count:>7} {sort}");
        }
        out
    }
}

/// The layers of either document that are to be compared, in the order of the first.
fn names<'a>(before: &'a Document, after: &'a Document, wanted: &[String]) -> Vec<&'a str> {
    let mut names: Vec<&str> = before.layers().iter().map(Layer::name).collect();
    let more = after.layers().iter().map(Layer::name).filter(|name| before.layer(name).is_none());
    names.extend(more);
    names.retain(|name| wanted.is_empty() || wanted.iter().any(|one| one == name));
    names
}

/// The article's first changes, each with its sentence.
fn in_detail(
    before: &Document,
    after: &Document,
    all: &mut [(&str, Change<'_>)],
    ignore: &[String],
) -> String {
    all.sort_by_key(|(_, change)| change.start());
    let mut out = format!("{}: {}\n", before.id(), count(all.len() as u64, "disagreement"));
    for (layer, change) in all.iter().take(SHOWN) {
        let (old, new) = match (change.kind, change.before, change.after) {
            (Kind::Changed, Some(old), Some(new)) => {
                in_words((before, old), (after, new), layer, ignore)
            }
            _ => (String::new(), String::new()),
        };
        let mark = |sign: &str, one: Option<&Annotation>, more: &str| {
            let one = one?;
            let blank = if one.label.is_empty() { "" } else { " " };
            Some(Mark::new(one.span?, format!("{sign} {layer}{blank}{}{more}", one.label)))
        };
        let marks = [mark("-", change.before, &old), mark("+", change.after, &new)];
        let marks: Vec<_> = marks.into_iter().flatten().collect();
        if marks.is_empty() {
            let _ = writeln!(out, "  whole article: {}{old} ⇒{new}", change.name(layer));
        }
        // The one with sentences shows them.
        let document = if before.layer("sentence").is_some() { before } else { after };
        out.push_str(&excerpt::render(document, &marks, "  "));
    }
    if all.len() > SHOWN {
        let _ = writeln!(out, "  … and {} more", all.len() - SHOWN);
    }
    out
}
