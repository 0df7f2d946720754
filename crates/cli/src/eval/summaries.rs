//! Summaries against one that a person wrote: the mean of each article's ROUGE-1, ROUGE-2 and
//! ROUGE-Lsum F1 (see [`rouge`](super::rouge)).
//!
//! The output's summary is its chosen sentences in the order of the text. A written summary without
//! line breaks is broken after each full stop that no blank follows, as those of CNN/DailyMail need.

use copydesk_document::Layer;
use serde_json::json;

use super::article::{Article, Error};
use super::counts::{percent, round1};
use super::rouge::{Rouge, rouge};
use super::{Measure, Report};
use crate::failure::Failure;

/// Below this ROUGE-1 a summary is listed among the errors: what it says is not what the person said.
const POOR: f64 = 0.2;

/// Sums over articles.
#[derive(Default)]
pub struct Summaries {
    sum: Rouge,
    words: u64,
    articles: u64,
}

impl Measure for Summaries {
    fn add(&mut self, article: &Article<'_>, errors: &mut Vec<Error>) -> Result<(), Failure> {
        let gold: String = article.gold.field("summary", "a text with a line for each sentence")?;
        let layer = article.document.layer("summary").map(Layer::annotations).unwrap_or_default();
        let text = article.document.text();
        let spans = layer.iter().filter_map(|sentence| sentence.span);
        let lines: Vec<String> = spans
            .map(|span| span.of(text).split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        let words = lines.iter().map(|line| line.split(' ').count()).sum::<usize>();
        let figures = rouge(&in_lines(&gold), &lines.join("\n"));
        self.sum.one += figures.one;
        self.sum.two += figures.two;
        self.sum.lsum += figures.lsum;
        self.words += words as u64;
        self.articles += 1;
        if figures.one < POOR {
            let written = gold.split_whitespace().collect::<Vec<_>>().join(" ");
            let note = format!("ROUGE-1 {:.2}; written: {written}", figures.one);
            let chosen = article.found("summary");
            let first = chosen.first().map_or((0, 1), |(place, _)| *place);
            errors.push(
                article.error("summary with few of the written one's words", [(first, &*note)]),
            );
        }
        Ok(())
    }

    fn report(&self) -> Report {
        let articles = self.articles.max(1) as f64;
        let mean = |sum: f64| percent(sum / articles);
        let (one, two, lsum) = (mean(self.sum.one), mean(self.sum.two), mean(self.sum.lsum));
        let words = round1(self.words as f64 / articles);
        Report {
            figures: Vec::new(),
            further: vec![
                ("ROUGE-1".to_owned(), one),
                ("ROUGE-2".to_owned(), two),
                ("ROUGE-Lsum".to_owned(), lsum),
                ("words in a summary".to_owned(), words),
            ],
            json: json!({
                "rouge1": one,
                "rouge2": two,
                "rougeLsum": lsum,
                "mean_words": words,
                "documents": self.articles,
            }),
        }
    }
}

/// The summary with a line for each sentence.
fn in_lines(summary: &str) -> String {
    if summary.contains('\n') {
        return summary.to_owned();
    }
    let mut lines = String::with_capacity(summary.len());
    let mut rest = summary.chars().peekable();
    while let Some(c) = rest.next() {
        let ends = c == '.' && rest.peek().is_some_and(|next| !next.is_whitespace());
        if ends {
            if lines.ends_with(' ') {
                lines.pop();
            }
            lines.push_str(" .\n");
        } else {
            lines.push(c);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::in_lines;

    #[test]
    fn a_full_stop_without_a_blank_ends_a_line() {
        assert_eq!(
            in_lines("Rain fell .She left.Then 1. more."),
            "Rain fell .\nShe left .\nThen 1. more."
        );
        assert_eq!(in_lines("As it is.\nHere."), "As it is.\nHere.");
    }
}
