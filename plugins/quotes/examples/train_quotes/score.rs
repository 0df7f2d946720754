//! Scores quotes against the corpus: exact spans, content by letters covered, whole attributions,
//! each also by kind, and how far the scores can be taken at their word.

use std::collections::BTreeMap;
use std::ops::Range;

use copydesk_learn::eval::Counts;
use copydesk_quotes::compose::Quote;
use copydesk_quotes::reading::Reading;
use copydesk_stage::Span;

use crate::corpus::Gold;

/// The kinds, as the columns of the tables.
const KINDS: [&str; 4] = ["all", "direct", "mixed", "indirect"];

/// Figures summed over articles. The first of each four is for all kinds together.
#[derive(Debug, Default)]
pub struct Figures {
    exact: [[Counts; 3]; 4],
    soft: [[f64; 4]; 4],
    whole: [Counts; 4],
    direct: (u64, u64),
    /// By tenth of the score: quotes, and those that are whole.
    reliability: [(u64, u64); 10],
    /// What went wrong, by kind.
    errors: BTreeMap<(&'static str, &'static str), u64>,
}

/// The pieces of a part of an attribution.
type Role = fn(&One) -> &Vec<Range<u32>>;

/// An attribution in bytes, of the corpus or of the stage.
struct One {
    kind: usize,
    content: Vec<Range<u32>>,
    source: Vec<Range<u32>>,
    cue: Vec<Range<u32>>,
    letters: u32,
    score: f32,
}

fn ranges(spans: &[Span]) -> Vec<Range<u32>> {
    spans.iter().map(|span| span.start()..span.end()).collect()
}

/// The letters, no spaces, that both cover.
fn shared(text: &str, a: &[Range<u32>], b: &[Range<u32>]) -> u32 {
    let mut sum = 0;
    for a in a {
        for b in b {
            let (start, end) = (a.start.max(b.start) as usize, a.end.min(b.end) as usize);
            if start < end {
                let inside = text.get(start..end).unwrap_or_default();
                sum += inside.chars().filter(|c| !c.is_whitespace()).count() as u32;
            }
        }
    }
    sum
}

impl One {
    fn new(
        text: &str,
        kind: Option<usize>,
        content: &[Span],
        source: &[Span],
        cue: &[Span],
        score: f32,
    ) -> Self {
        let content = ranges(content);
        let letters = shared(text, &content, &content);
        // The corpus has no kinds; its contents have marks at the head, somewhere, or nowhere.
        let kind = kind.unwrap_or_else(|| {
            let marked = |range: &Range<u32>| {
                let words = &text[range.start as usize..range.end as usize];
                (words.starts_with(['“', '"', '‘', '\'']), words.contains(['“', '"', '”']))
            };
            match content.first().map(marked) {
                Some((true, _)) => 1,
                _ if content.iter().any(|range| marked(range).1) => 2,
                _ => 3,
            }
        });
        Self { kind, content, source: ranges(source), cue: ranges(cue), letters, score }
    }
}

impl Figures {
    /// Adds an article.
    pub fn add(&mut self, text: &str, reading: &Reading, gold: &[Gold], quotes: &[Quote]) {
        let gold: Vec<One> = gold
            .iter()
            .map(|one| One::new(text, None, &one.content, &one.source, &one.cue, 1.0))
            .collect();
        let span = |words: &Range<usize>| reading.span(words);
        let found: Vec<One> = quotes
            .iter()
            .map(|quote| {
                let words = &quote.words;
                let content: Vec<Span> = words.content.iter().map(span).collect();
                let source: Vec<Span> = words.source.iter().map(span).collect();
                let cue: Vec<Span> = words.cue.iter().map(span).collect();
                let kind = KINDS.iter().position(|kind| *kind == quote.form.label());
                One::new(text, kind, &content, &source, &cue, words.score)
            })
            .collect();
        for (kind, exact) in self.exact.iter_mut().enumerate() {
            let roles: [Role; 3] = [|one| &one.content, |one| &one.source, |one| &one.cue];
            for (counts, role) in exact.iter_mut().zip(roles) {
                let spans = |all: &[One], kind: usize| {
                    let of = all.iter().filter(|one| kind == 0 || one.kind == kind);
                    let mut spans: Vec<(u32, u32)> =
                        of.flat_map(role).map(|range| (range.start, range.end)).collect();
                    spans.sort_unstable();
                    spans.dedup();
                    spans
                };
                let (gold_spans, found_spans) = (spans(&gold, kind), spans(&found, kind));
                let all = (spans(&gold, 0), spans(&found, 0));
                // What a kind lacks may be right under another kind's name.
                let within = |some: &[(u32, u32)], all: &[(u32, u32)]| {
                    some.iter().filter(|span| all.binary_search(span).is_ok()).count() as u64
                };
                let correct = within(&found_spans, &all.0).min(within(&gold_spans, &all.1));
                *counts += Counts {
                    correct,
                    predicted: found_spans.len() as u64,
                    gold: gold_spans.len() as u64,
                };
            }
        }
        let best = |one: &One, others: &[One]| {
            let most = others.iter().map(|other| shared(text, &one.content, &other.content)).max();
            f64::from(most.unwrap_or(0)) / f64::from(one.letters.max(1))
        };
        let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
        for (x, p) in found.iter().enumerate() {
            let covered = best(p, &gold);
            for kind in [0, p.kind] {
                self.soft[kind][0] += covered;
                self.soft[kind][1] += 1.0;
            }
            for (y, g) in gold.iter().enumerate() {
                let both = shared(text, &p.content, &g.content);
                if both > 0 {
                    pairs.push((f64::from(both) / f64::from(p.letters + g.letters - both), x, y));
                }
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((b.1, b.2).cmp(&(a.1, a.2))));
        let mut of_gold: Vec<Option<usize>> = vec![None; gold.len()];
        let mut used = vec![false; found.len()];
        for (share, x, y) in pairs {
            if share >= 0.5 && !used[x] && of_gold[y].is_none() {
                used[x] = true;
                of_gold[y] = Some(x);
            }
        }
        let mut right = vec![false; found.len()];
        for (y, g) in gold.iter().enumerate() {
            let covered = best(g, &found);
            let p = of_gold[y].map(|x| &found[x]);
            let touched = |role: fn(&One) -> &Vec<Range<u32>>| match p {
                Some(p) if role(g).is_empty() => role(p).is_empty(),
                Some(p) => shared(text, role(p), role(g)) > 0,
                None => false,
            };
            let (source, cue) = (touched(|one| &one.source), touched(|one| &one.cue));
            let whole = source && cue;
            let first = g.content.first().map_or("", |range| &text[range.start as usize..]);
            if first.starts_with(['“', '"', '‘', '\'']) && !g.source.is_empty() {
                self.direct.1 += 1;
                self.direct.0 += u64::from(source);
            }
            if let Some(x) = of_gold[y] {
                right[x] = whole;
            }
            for kind in [0, g.kind] {
                self.soft[kind][2] += covered;
                self.soft[kind][3] += 1.0;
                self.whole[kind].gold += 1;
                self.whole[kind].correct += u64::from(whole);
            }
            let what = match p {
                None if covered == 0.0 => "missed",
                None => "content half or less",
                Some(_) if !source => "source wrong",
                Some(_) if !cue => "cue wrong",
                Some(p) if p.content != g.content => "content's edges",
                Some(_) => continue,
            };
            *self.errors.entry((KINDS[g.kind], what)).or_default() += 1;
        }
        for (p, right) in found.iter().zip(right) {
            for kind in [0, p.kind] {
                self.whole[kind].predicted += 1;
            }
            let tenth = &mut self.reliability[((10.0 * p.score) as usize).min(9)];
            tenth.0 += 1;
            tenth.1 += u64::from(right);
            if !right && best(p, &gold) == 0.0 {
                *self.errors.entry((KINDS[p.kind], "spurious")).or_default() += 1;
            }
        }
    }

    /// One line for comparing trainings.
    pub fn line(&self) -> String {
        let exact = |role: usize| 100.0 * self.exact[0][role].f1();
        let (p, r, soft) = self.soft_f1(0);
        let whole = self.whole[0];
        format!(
            "content {:.2} source {:.2} cue {:.2} soft {:.2} (P {:.1} R {:.1}) attribution {:.2} \
             (P {:.1} R {:.1}) direct speakers {:.2}",
            exact(0),
            exact(1),
            exact(2),
            soft,
            p,
            r,
            100.0 * whole.f1(),
            100.0 * whole.precision(),
            100.0 * whole.recall(),
            100.0 * self.direct.0 as f64 / self.direct.1.max(1) as f64
        )
    }

    fn soft_f1(&self, kind: usize) -> (f64, f64, f64) {
        let [p, predicted, r, gold] = self.soft[kind];
        let (p, r) = (100.0 * p / predicted.max(1.0), 100.0 * r / gold.max(1.0));
        (p, r, 2.0 * p * r / (p + r).max(1e-9))
    }

    /// The tables.
    pub fn print(&self) {
        println!("{}", self.line());
        println!("| kind | in the corpus | content | source | cue | content soft | attribution |");
        for (kind, name) in KINDS.iter().enumerate() {
            let exact = self.exact[kind].map(|counts| 100.0 * counts.f1());
            let (_, _, soft) = self.soft_f1(kind);
            println!(
                "| {name} | {} | {:.1} | {:.1} | {:.1} | {soft:.1} | {:.1} |",
                self.whole[kind].gold,
                exact[0],
                exact[1],
                exact[2],
                100.0 * self.whole[kind].f1()
            );
        }
        println!("| score | quotes | right, % |");
        for (tenth, (all, right)) in self.reliability.iter().enumerate().filter(|(_, t)| t.0 > 0) {
            let share = 100.0 * *right as f64 / *all as f64;
            println!("| 0.{tenth}– | {all} | {share:.0} |");
        }
        println!("| kind | what | number |");
        for ((kind, what), number) in &self.errors {
            println!("| {kind} | {what} | {number} |");
        }
    }
}
