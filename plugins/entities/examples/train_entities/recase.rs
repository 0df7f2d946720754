//! Copies of articles with their capitals altered, as headlines and careless feeds have them.

use copydesk_stage::{Document, Span};

use crate::corpus::Article;

/// How capitals are altered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Upper,
    Title,
    Lower,
}

impl Style {
    pub const ALL: [Self; 3] = [Self::Upper, Self::Title, Self::Lower];
}

/// Altered copies of a quarter of the articles: half of them altered throughout, half here and there
/// and in the first sentence, where headlines are.
pub fn copies(articles: &[Article]) -> Vec<Article> {
    let mut dice = Dice(1);
    let mut copies = Vec::new();
    for article in articles {
        let style = Style::ALL[dice.throw(3) as usize];
        match dice.throw(8) {
            0 => copies.push(alter(article, |_| Some(style))),
            1 => copies.push(alter(article, |sentence| {
                (sentence == 0 || dice.throw(4) == 0).then(|| Style::ALL[dice.throw(3) as usize])
            })),
            _ => {}
        }
    }
    copies
}

/// A copy of the article with the sentences altered for which `style` says how. Letters whose other
/// case is of another length stay, so that all spans stay right.
pub fn alter(article: &Article, mut style: impl FnMut(usize) -> Option<Style>) -> Article {
    let text = article.document.text();
    let mut altered = String::with_capacity(text.len());
    let mut spans = Vec::new();
    let mut at = 0;
    for (number, sentence) in article.sentences.iter().enumerate() {
        let range = sentence.range();
        let Some(style) = style(number).filter(|_| range.start >= at) else { continue };
        altered.push_str(&text[at..range.start]);
        recase(&text[range.clone()], style, &mut altered);
        at = range.end;
        spans.push(*sentence);
    }
    altered.push_str(&text[at..]);
    let id = article.document.id().to_owned();
    let document = Document::new(id, altered).expect("as long as the text that it copies");
    Article { document, altered: spans, ..article.clone() }
}

fn recase(text: &str, style: Style, out: &mut String) {
    let mut inside = false;
    for (at, c) in text.char_indices() {
        let is_small_word = || {
            let word = text[at..].split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
            at > 0
                && [
                    "a", "an", "and", "as", "at", "by", "for", "in", "of", "on", "or", "the", "to",
                    "s",
                ]
                .contains(&word)
        };
        let upper = match style {
            Style::Upper => true,
            Style::Lower => false,
            Style::Title => c.is_uppercase() || !inside && !is_small_word(),
        };
        inside = c.is_alphanumeric() || inside && matches!(c, '\'' | '’');
        let mut other: (Option<char>, Option<char>) = if upper {
            let mut cs = c.to_uppercase();
            (cs.next(), cs.next())
        } else {
            let mut cs = c.to_lowercase();
            (cs.next(), cs.next())
        };
        if style == Style::Title && !upper {
            other = (Some(c), None);
        }
        match other {
            (Some(other), None) if other.len_utf8() == c.len_utf8() => out.push(other),
            _ => out.push(c),
        }
    }
}

/// A small generator of random numbers (SplitMix64), for which sentences are altered.
#[derive(Debug)]
struct Dice(u64);

impl Dice {
    /// A number from 0 to `sides` − 1.
    fn throw(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }
}

/// The spans that were altered hold this one, or nothing was.
pub fn counts(article: &Article, span: Span) -> bool {
    article.altered.is_empty() || {
        let after = article.altered.partition_point(|altered| altered.start() <= span.start());
        after > 0 && article.altered[after - 1].overlaps(span)
    }
}
