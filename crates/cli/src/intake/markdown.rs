//! The article in a text in Markdown.

use copydesk_document::Meta;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// The text without its marks, a blank line between blocks, and what the front matter says. The title
/// is the front matter's, or else the first heading of the first level.
pub fn read(source: &str) -> (String, Meta) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut text = String::with_capacity(source.len());
    let mut meta = Meta::default();
    let mut heading: Option<usize> = None;
    let mut first_heading = None;
    let (mut in_front, mut in_image) = (false, false);
    for event in Parser::new_ext(source, options) {
        match event {
            Event::Start(Tag::MetadataBlock(_)) => in_front = true,
            Event::End(TagEnd::MetadataBlock(_)) => in_front = false,
            Event::Text(words) if in_front => front_matter(&words, &mut meta),
            // What stands for a picture is no sentence of the article.
            Event::Start(Tag::Image { .. }) => in_image = true,
            Event::End(TagEnd::Image) => in_image = false,
            Event::Text(_) | Event::Code(_) if in_image => {}
            Event::Text(words) | Event::Code(words) => text.push_str(&words),
            Event::SoftBreak => text.push(' '),
            Event::HardBreak => text.push('\n'),
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => {
                end_block(&mut text);
                heading = Some(text.len());
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some(start) = heading.take()
                    && first_heading.is_none()
                {
                    first_heading = Some(text[start..].trim().to_owned());
                }
                end_block(&mut text);
            }
            Event::End(TagEnd::TableCell) => text.push('\t'),
            Event::Start(
                Tag::Paragraph
                | Tag::Item
                | Tag::CodeBlock(_)
                | Tag::BlockQuote(_)
                | Tag::Heading { .. },
            )
            | Event::End(
                TagEnd::Paragraph
                | TagEnd::Item
                | TagEnd::CodeBlock
                | TagEnd::BlockQuote(_)
                | TagEnd::TableRow
                | TagEnd::TableHead,
            )
            | Event::Rule => end_block(&mut text),
            _ => {}
        }
    }
    text.truncate(text.trim_end().len());
    meta.title = meta.title.or(first_heading.filter(|title| !title.is_empty()));
    (text, meta)
}

fn end_block(text: &mut String) {
    text.truncate(text.trim_end().len());
    if !text.is_empty() {
        text.push_str("\n\n");
    }
}

/// Reads the lines `key: value` (YAML) or `key = value` (TOML) that articles have.
fn front_matter(lines: &str, meta: &mut Meta) {
    for line in lines.lines() {
        let Some((key, value)) = line.split_once([':', '=']) else { continue };
        let value = value.trim().trim_matches(['"', '\'']).trim();
        if value.is_empty() {
            continue;
        }
        let field = match key.trim() {
            "title" => &mut meta.title,
            "date" | "published" => &mut meta.published,
            "author" | "byline" => &mut meta.byline,
            "url" | "link" => &mut meta.url,
            "lang" | "language" => &mut meta.language,
            _ => continue,
        };
        *field = Some(value.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_stay_apart_and_marks_go() {
        let source = "---\ntitle: \"Bridge: closed\"\ndate: 2026-03-04\n---\n\n# Bridge closed\n\nMayor **Ana Ruiz** said\n\
            it was [safe](https://example.org/a) & sound.\n\n![The bridge](b.jpg)\n\n- first\n- second `x`\n\n> “No,” she said.\n\n\
            | a | b |\n|---|---|\n| 1 | 2 |\n\n<div>raw</div>\n";
        let (text, meta) = read(source);
        assert_eq!(
            text,
            "Bridge closed\n\nMayor Ana Ruiz said it was safe & sound.\n\nfirst\n\nsecond x\n\n“No,” she said.\n\na\tb\n\n1\t2"
        );
        assert_eq!(meta.title.as_deref(), Some("Bridge: closed"));
        assert_eq!(meta.published.as_deref(), Some("2026-03-04"));
    }
}
