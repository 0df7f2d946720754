//! The paragraphs of an article, without what news sites put between them.

use std::collections::BTreeSet;

use dom_query::{Document, NodeRef};

/// A run of text that stands by itself on the page.
#[derive(Debug, Default)]
struct Block {
    text: String,
    /// How many bytes of it are links.
    linked: usize,
    heading: bool,
}

/// A paragraph has at least this many bytes; shorter ones may be labels.
const PARAGRAPH: usize = 60;

/// The text of an article's part of the page, a blank line between paragraphs.
pub fn text(article: &Document, title: &str) -> String {
    let mut blocks = Blocks::default();
    blocks.walk(&article.root(), false);
    blocks.end();
    let mut blocks = blocks.done;

    let title = normal(title);
    let mut seen = BTreeSet::new();
    blocks.retain(|block| {
        let normal = normal(&block.text);
        // Twice the same is a caption or a pulled quote; the title stands apart.
        let again = normal.len() > 20 && !seen.insert(normal.clone());
        !again
            && normal != title
            && !is_links(block)
            && !is_label(&block.text)
            && !is_caption(&block.text)
    });
    // After the last paragraph come headings of boxes that are gone, and before the first what is
    // left of bylines.
    let is_paragraph = |block: &Block| {
        !block.heading && block.text.len() >= PARAGRAPH && ends_sentence(&block.text)
    };
    if let Some(last) = blocks.iter().rposition(is_paragraph) {
        let mut at = 0;
        blocks.retain(|block| {
            at += 1;
            at <= last + 1 || ends_sentence(&block.text)
        });
    }
    blocks.into_iter().map(|block| block.text).collect::<Vec<_>>().join("\n\n")
}

#[derive(Default)]
struct Blocks {
    done: Vec<Block>,
    open: Block,
}

impl Blocks {
    /// Depth is bounded by the caller.
    fn walk(&mut self, node: &NodeRef<'_>, linked: bool) {
        for child in node.children_it(false) {
            if child.is_text() {
                self.add(&child.text(), linked);
                continue;
            }
            let name = child.node_name().unwrap_or_default();
            match &*name {
                "script" | "style" | "noscript" | "iframe" | "figcaption" | "svg" | "button"
                | "template" => {}
                "br" => {
                    // Two in a row part paragraphs, one is a line in an address or a poem.
                    if self.open.text.ends_with('\n') {
                        self.end();
                    } else {
                        self.open.text.truncate(self.open.text.trim_end().len());
                        self.open.text.push('\n');
                    }
                }
                "p" | "div" | "section" | "article" | "main" | "header" | "footer"
                | "blockquote" | "pre" | "ul" | "ol" | "li" | "dl" | "dt" | "dd" | "table"
                | "tr" | "figure" | "hr" | "aside" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                    self.end();
                    self.open.heading = name.len() == 2 && name.starts_with('h') && &*name != "hr";
                    self.walk(&child, linked);
                    self.end();
                }
                "td" | "th" => {
                    self.add(" ", linked);
                    self.walk(&child, linked);
                }
                _ => self.walk(&child, linked || &*name == "a"),
            }
        }
    }

    /// Adds words with single spaces between them.
    fn add(&mut self, words: &str, linked: bool) {
        let before = self.open.text.len();
        for c in words.chars() {
            let c = if c.is_whitespace() { ' ' } else { c };
            if c != ' ' || !self.open.text.ends_with([' ', '\n']) && !self.open.text.is_empty() {
                self.open.text.push(c);
            }
        }
        if linked {
            self.open.linked += self.open.text.len() - before;
        }
    }

    fn end(&mut self) {
        let mut block = std::mem::take(&mut self.open);
        block.text.truncate(block.text.trim_end().len());
        if !block.text.is_empty() {
            self.done.push(block);
        }
    }
}

/// Letters and digits only, for comparing.
fn normal(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»', ' ']);
    text.ends_with(['.', '!', '?', '…', ':', '。', '！', '？', '．', '।', ';'])
}

/// A line that is nothing but a link leads elsewhere.
fn is_links(block: &Block) -> bool {
    block.linked * 10 >= block.text.len() * 9
        && block.text.len() < 250
        && !(ends_sentence(&block.text) && block.text.len() > 120)
}

/// Beginnings of lines that point elsewhere or belong to the page.
const LABELS: [&str; 52] = [
    "advertisement",
    "advert",
    "ad",
    "related",
    "related:",
    "related stories",
    "related articles",
    "read more",
    "read also",
    "read next",
    "see also",
    "see more",
    "also read",
    "more:",
    "more on this",
    "don't miss",
    "continue reading",
    "story continues",
    "article continues",
    "watch:",
    "listen:",
    "listen to",
    "download:",
    "subscribe",
    "sign up",
    "share this",
    "share on",
    "share with",
    "sharing is caring",
    "follow us",
    "follow me",
    "follow @",
    "click here",
    "get the latest",
    "media playback",
    "media caption",
    "image caption",
    "image copyright",
    "copyright ©",
    "© ",
    "all rights reserved",
    "this document is subject to copyright",
    "citation:",
    "you may also like",
    "you might also like",
    "want more stories",
    "like this story",
    "loading",
    "order reprints",
    "print article",
    "text size",
    "this slideshow requires",
];

/// Whether a short line is a label of the page rather than a sentence of the article.
fn is_label(text: &str) -> bool {
    let lower = text
        .trim_start_matches(['|', '•', '-', '–', '—', '*', '►', '▶', ' '])
        .to_lowercase()
        .replace('’', "'");
    if lower.chars().all(|c| !c.is_alphanumeric()) {
        return true;
    }
    let starts = LABELS.iter().any(|label| {
        lower.strip_prefix(label).is_some_and(|rest| {
            !rest.starts_with(char::is_alphanumeric) || label.ends_with([' ', '@'])
        })
    });
    let words = lower.split_whitespace().count();
    // "Read more about what she said in court, where …" may be a sentence; a label is short or ends in none.
    (starts && (words <= 12 || !ends_sentence(&lower)))
        || is_date_line(&lower, words)
        || is_byline(text, words)
}

/// "Updated 5:27 am CST, Wednesday, November 20, 2026", "Published 1 day ago", "Nov. 20, 2026".
fn is_date_line(lower: &str, words: usize) -> bool {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    const OTHERS: [&str; 33] = [
        "published",
        "updated",
        "posted",
        "last",
        "modified",
        "on",
        "at",
        "ago",
        "day",
        "days",
        "hour",
        "hours",
        "minutes",
        "am",
        "pm",
        "a",
        "p",
        "m",
        "et",
        "est",
        "edt",
        "cst",
        "pst",
        "gmt",
        "utc",
        "ist",
        "bst",
        "original",
        "first",
        "th",
        "st",
        "nd",
        "rd",
    ];
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    if words > 16 || !lower.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    lower.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).all(|word| {
        OTHERS.contains(&word) || MONTHS.iter().chain(&DAYS).any(|start| word.starts_with(start))
    })
}

/// "By Tom Okafor", "By Tom Okafor and Ann Hill, Staff Writers": short, in names, and no sentence.
fn is_byline(text: &str, words: usize) -> bool {
    let by = text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("by "));
    by && (2..=10).contains(&words)
        && !ends_sentence(text)
        && text.split_whitespace().skip(1).all(|word| {
            word.chars().next().is_some_and(|c| !c.is_lowercase())
                || matches!(word, "and" | "for" | "in" | "of" | "the")
        })
}

/// Whether a block describes a picture, which its credit tells.
fn is_caption(text: &str) -> bool {
    const CREDITS: [&str; 16] = [
        "(photo by",
        "(ap photo",
        "(photo:",
        "(image:",
        "(image credit",
        "(picture:",
        "[file:",
        "photo:",
        "photo by ",
        "photograph by",
        "photo credit",
        "credit:",
        "image copyright",
        "getty images",
        "/afp",
        "/reuters",
    ];
    if text.len() > 500 {
        return false;
    }
    let lower = text.to_lowercase();
    CREDITS.iter().any(|credit| lower.rfind(credit).is_some_and(|at| lower.len() - at <= 80))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(html: &str) -> Vec<String> {
        let text = text(&Document::from(html), "Bridge to close");
        text.split("\n\n").map(str::to_owned).collect()
    }

    #[test]
    fn lines_of_the_page_are_told_from_sentences() {
        for line in [
            "Advertisement",
            "READ MORE: Who pays?",
            "Updated 5:27 am CST, Wednesday, November 20, 2026",
            "Published 1 day ago",
            "By Tom Okafor and Ann Hill",
            "|",
            "• • •",
            "Media caption What happened next",
            "DON’T MISS",
            "Nov. 20, 2026, 9:28 AM UTC",
        ] {
            assert!(is_label(line), "{line}");
        }
        for line in [
            "Related costs rose by a third, the council said, and would do so again next year unless it acted now.",
            "By Monday the bridge was closed.",
            "In May 2026 it reopened.",
            "Share prices fell.",
            "Adverts were banned in 1965.",
        ] {
            assert!(!is_label(line), "{line}");
        }
        assert!(is_caption("The bridge in May. (Photo by J. Hill/Agency)"));
        assert!(!is_caption(
            "Photographs by Hill hang in the hall, and the mayor passes them each day on the way to the office where she works."
        ));
    }

    #[test]
    fn blocks_line_breaks_and_doubles() {
        let paragraph =
            "The council of Port Elsing voted nine to two for closing the bridge at once.";
        let found = texts(&format!(
            "<div><h1>Bridge to close</h1><p>{paragraph}</p><p>{paragraph}</p>A line<br>of verse.<br><br>It ends here.\
            <ul><li><a href=/>Other bridges</a></li></ul><h2>What next</h2></div>"
        ));
        assert_eq!(found, [paragraph, "A line\nof verse.", "It ends here."]);
    }
}
