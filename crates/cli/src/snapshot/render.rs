//! An article's results as the contents of a snapshot.
//!
//! The rendering is that of [`carets`], made steady: under a sentence by layer and from left to
//! right, without the attributes that the folder ignores, and with scores that do not flicker. A
//! score is kept with so many digits; one that would round otherwise now, but has moved by less than
//! one unit of the last digit from what is kept, stays as it is kept.

use std::collections::HashSet;

use copydesk_document::Document;

use super::folder::Config;
use copydesk_stage::testing::carets::{self, Line, MarkLine, Style};

/// The contents of the snapshot of `document`, where `kept` is what the snapshot holds so far.
pub fn render(document: &Document, config: &Config, kept: Option<&str>) -> String {
    let style = Style { layers: &config.layers, ignore: &config.ignore, sorted: true };
    let mut out = String::new();
    let kept = kept.unwrap_or_default();
    let kept: HashSet<&str> = kept.lines().collect();
    for line in carets::lines(document, &style) {
        match line {
            Line::Text(text) => out.push_str(text.trim_end()),
            Line::Mark(mark) => out.push_str(&steady(&mark, config.score_digits, &kept)),
        }
        out.push('\n');
    }
    out.trim_end_matches('\n').to_owned()
}

/// The mark's line, with the score that is kept for it if that is near enough.
fn steady(mark: &MarkLine, digits: usize, kept: &HashSet<&str>) -> String {
    let (Some(score), true) = (mark.score, digits > 0) else {
        return mark.with_score("");
    };
    let score = f64::from(score);
    let unit = 10_f64.powi(-i32::try_from(digits).unwrap_or(1));
    let rounded = mark.with_score(&format!("{score:.digits$}"));
    if kept.contains(&*rounded) {
        return rounded;
    }
    for near in [score - unit, score + unit] {
        let words = format!("{near:.digits$}");
        let line = mark.with_score(&words);
        let value: f64 = words.parse().unwrap_or(near);
        if kept.contains(&*line) && (value - score).abs() < unit {
            return line;
        }
    }
    rounded
}

#[cfg(test)]
mod tests {
    use copydesk_document::{Annotation, Layer, Name, Span};

    use super::*;

    fn document(score: f32, backwards: bool) -> Document {
        let mut document = Document::new("a", "Ana Ruiz said no.").unwrap();
        let mut one = Annotation::new(document.fresh_id(), Span::new(0, 8)).with_label("PERSON");
        one.score = Some(score);
        let other = Annotation::new(document.fresh_id(), Span::new(0, 8)).with_label("ORG");
        let mut mentions = vec![one, other];
        let mut layers = vec![("summary", Vec::new()), ("claim", Vec::new())];
        if backwards {
            mentions.reverse();
            layers.reverse();
        }
        layers.push(("entity", mentions));
        for (name, annotations) in layers {
            document.insert(Layer::new(Name::Borrowed(name), annotations));
        }
        document
    }

    #[test]
    fn small_moves_of_a_score_and_the_order_of_finding_do_not_show() {
        let config = Config::default();
        let kept = render(&document(0.449, false), &config, None);
        assert_eq!(kept, "Ana Ruiz said no.\n^^^^^^^^ entity ORG\n^^^^^^^^ entity PERSON 0.4");
        for score in [0.36, 0.4501, 0.499] {
            assert_eq!(render(&document(score, true), &config, Some(&kept)), kept, "{score}");
        }
        let moved = render(&document(0.51, false), &config, Some(&kept));
        assert!(moved.ends_with("PERSON 0.5"), "{moved}");
        let config = Config { score_digits: 0, ..config };
        assert!(render(&document(0.51, false), &config, None).ends_with("PERSON"));
    }
}
