//! The article in a web page.
//!
//! `dom_smoothie` (Readability's method) finds the part of the page that is the article; what news sites put
//! between its paragraphs (captions, related links, share bars, newsletter boxes, bylines) is taken
//! out before and after, by [`boxes`] and [`blocks`]. Paragraphs stay apart: quotes run over them.

mod blocks;
mod boxes;

use copydesk_document::Meta;
use dom_query::Document;
use dom_smoothie::{Config, ParsePolicy, Readability};

/// Pages nested deeper than this are no articles, and more than the methods here are made for.
const DEEPEST: usize = 512;

/// The article's text, a blank line between paragraphs, and what the page says of it.
///
/// # Errors
/// Why there is none, when no article is found in the page.
pub fn read(page: &str, url: Option<&str>) -> Result<(String, Meta), String> {
    let document = parse(page)?;
    let stated = stated_language(&document);
    boxes::remove(&document);
    let none = |error: &dyn std::fmt::Display| {
        format!(
            "no article is found in this page ({error}); give its text instead, or leave it out"
        )
    };
    // The address is not handed on: the method refuses relative ones, and needs it only for links.
    let config = Config { disable_json_ld: false, ..Config::default() };
    let mut method =
        Readability::with_document(document, None, Some(config)).map_err(|error| none(&error))?;
    let article = match method.parse() {
        Ok(article) => article,
        Err(error) => {
            let raw = method.parse_with_policy(ParsePolicy::Raw);
            raw.map_err(|_| none(&error))?
        }
    };
    let text = blocks::text(&Document::from(article.content), &article.title);
    if text.is_empty() {
        return Err(none(&"its paragraphs are all empty"));
    }
    let known = |value: Option<String>| {
        value.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let meta = Meta {
        title: known(Some(article.title)),
        byline: known(article.byline).map(|byline| without_by(&byline)),
        url: url.map(str::to_owned).or_else(|| known(article.url)),
        published: known(article.published_time),
        language: known(article.lang).or(stated),
    };
    Ok((text, meta))
}

/// The same of a field of an object or a table: a whole page, or the article alone, as content management systems and
/// feeds give it.
///
/// # Errors
/// As [`read`].
pub fn field(source: &str, title: &str, url: Option<&str>) -> Result<(String, Meta), String> {
    if has_tag(source, "html") || has_tag(source, "body") {
        return read(source, url);
    }
    Ok((fragment(source, title)?, Meta::default()))
}

/// The text of an article that stands in HTML without a page around it. Where it has no blocks such as `<p>`, its own
/// line ends are kept.
///
/// # Errors
/// When it is nested too deeply to be an article.
pub fn fragment(source: &str, title: &str) -> Result<String, String> {
    let document = parse(source)?;
    boxes::remove(&document);
    if BLOCKS.iter().any(|block| has_tag(source, block)) {
        return Ok(blocks::text(&document, title));
    }
    document.select("script, style, noscript, template").remove();
    Ok(document.select("body").text().to_string())
}

/// Elements that part paragraphs.
const BLOCKS: [&str; 9] = ["p", "br", "div", "li", "h1", "h2", "h3", "blockquote", "section"];

/// Whether there is such a tag in the source: `<p>`, `<p class=…`, `<br/>`.
fn has_tag(source: &str, name: &str) -> bool {
    source.match_indices('<').any(|(at, _)| {
        let tag = source.as_bytes().get(at + 1..).unwrap_or_default();
        tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
            && tag.get(name.len()).is_some_and(|next| b" \t\r\n/>".contains(next))
    })
}

/// How many marks of HTML a text holds that no plain text has: the tags of paragraphs and lines, and characters
/// written as `&quot;`.
pub fn markup_in(text: &str) -> usize {
    const TAGS: [&str; 7] = ["<p>", "</p>", "<p ", "<br>", "<br/>", "<br />", "</div>"];
    const CHARACTERS: [&str; 8] =
        ["&quot;", "&nbsp;", "&amp;", "&#39;", "&#8217;", "&rsquo;", "&ldquo;", "&#8220;"];
    let mut found = 0;
    for (at, _) in text.match_indices(['<', '&']) {
        let rest = &text[at..];
        found += usize::from(TAGS.iter().chain(&CHARACTERS).any(|mark| rest.starts_with(mark)));
    }
    found
}

/// The page as a tree.
///
/// # Errors
/// When it is nested too deeply to be an article.
fn parse(page: &str) -> Result<Document, String> {
    let too_deep = || {
        format!("the page is nested more than {DEEPEST} deep, which no article is; leave it out")
    };
    // The parser's time grows with the square of the depth, so that comes first.
    if left_open(page) > 8 * DEEPEST {
        return Err(too_deep());
    }
    let document = Document::from(page);
    if deeper_than(DEEPEST, &document) {
        return Err(too_deep());
    }
    Ok(document)
}

/// The most elements that are open at once in the page, about: of those that must be closed.
fn left_open(page: &str) -> usize {
    const CLOSE_THEMSELVES: [&str; 27] = [
        "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link",
        "meta", "optgroup", "option", "p", "param", "rp", "rt", "source", "tbody", "td", "tfoot",
        "th", "thead", "tr", "wbr",
    ];
    let (mut open, mut most) = (0_usize, 0);
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let (closes, tag) = rest.strip_prefix('/').map_or((false, rest), |tag| (true, tag));
        let end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
        let name = &tag[..end];
        if name.is_empty() || CLOSE_THEMSELVES.iter().any(|one| one.eq_ignore_ascii_case(name)) {
            continue;
        }
        if closes {
            open = open.saturating_sub(1);
            continue;
        }
        open += 1;
        most = most.max(open);
        // What stands in a script is not markup.
        if let Some(end) = ["script", "style"]
            .into_iter()
            .find(|one| one.eq_ignore_ascii_case(name))
            .and_then(|name| rest.find(&format!("</{name}")))
        {
            rest = &rest[end..];
        }
    }
    most
}

/// Whether any node lies deeper than this. Without recursion, which a hostile page would exhaust.
fn deeper_than(limit: usize, document: &Document) -> bool {
    let mut open = vec![(document.root(), 0)];
    while let Some((node, depth)) = open.pop() {
        if depth > limit {
            return true;
        }
        open.extend(node.children_it(false).map(|child| (child, depth + 1)));
    }
    false
}

fn stated_language(document: &Document) -> Option<String> {
    let lang = document.select("html[lang]").attr("lang")?;
    let lang = lang.trim();
    (!lang.is_empty()).then(|| lang.to_owned())
}

fn without_by(byline: &str) -> String {
    let short =
        byline.get(..3).filter(|start| start.eq_ignore_ascii_case("by ")).map(|_| &byline[3..]);
    short.unwrap_or(byline).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page as news sites make them, around these paragraphs.
    fn page(body: &str) -> String {
        format!(
            "<!doctype html><html lang=en-GB><head><title>Bridge to close | Port Elsing Gazette</title>\
            <meta name=author content='By Tom Okafor'><meta property='article:published_time' content='2026-03-04T08:00:00Z'>\
            </head><body><nav><a href=/>Home</a> <a href=/news>News</a></nav><article><h1>Bridge to close</h1>{body}</article>\
            <footer>Contact us</footer></body></html>"
        )
    }

    const LEDE: &str = "<p>The bridge over the Elsing will close for nine weeks from Monday, the council said last night, \
        after engineers found cracks in two of its piers.</p>";
    const SECOND: &str = "<p>“We would rather have angry drivers than a <a href=/x>fallen bridge</a>,” said Ana Ruiz, the \
        mayor, who opened the works herself and stayed to answer the questions of shopkeepers.</p>";

    #[test]
    fn paragraphs_stay_apart_and_what_is_between_them_goes() {
        let body = format!(
            "<div class=share-bar><a href=#>Share</a></div><figure><img src=b.jpg><figcaption>The bridge in May. Photo: J. Hill</figcaption></figure>\
            {LEDE}<div class='related-links'><p><a href=/1>Five other bridges that closed</a></p></div>\
            <p class=promo><a href=/2>READ MORE: Who pays for the works?</a></p>{SECOND}\
            <aside class=newsletter><p>Sign up for our morning letter.</p></aside><p>Advertisement</p>"
        );
        let (text, meta) = read(&page(&body), Some("https://example.org/bridge")).unwrap();
        let paragraphs: Vec<_> = text.split("\n\n").collect();
        assert_eq!(paragraphs.len(), 2, "{text}");
        assert!(
            paragraphs[0].starts_with("The bridge over")
                && paragraphs[1].contains("a fallen bridge,” said")
        );
        assert_eq!(meta.byline.as_deref(), Some("Tom Okafor"));
        assert_eq!(meta.published.as_deref(), Some("2026-03-04T08:00:00Z"));
        assert_eq!(meta.language.as_deref(), Some("en-GB"));
        assert_eq!(meta.url.as_deref(), Some("https://example.org/bridge"));
        assert!(meta.title.unwrap().starts_with("Bridge to close"));
    }

    #[test]
    fn an_article_without_a_page_around_it() {
        let source = "<h2>Bridge &amp; tunnel</h2><p>The bridge &#8220;will close&#8221;<br>\n on Monday.</p>\n<figure><figcaption>It in May</figcaption></figure><p>Ana Ruiz said&nbsp;so, and she opened the works herself.</p>";
        assert_eq!(
            fragment(source, "Bridge & tunnel").unwrap(),
            "The bridge “will close”\non Monday.\n\nAna Ruiz said so, and she opened the works herself."
        );
        let lines = "Ruiz &amp; Hill said &quot;no&quot; to <em>all</em> of it.\n\nNobody <b>minded</b>: 3 &lt; 4.";
        assert_eq!(
            fragment(lines, "").unwrap(),
            "Ruiz & Hill said \"no\" to all of it.\n\nNobody minded: 3 < 4."
        );
        assert_eq!(fragment("", "").unwrap(), "");
        assert_eq!(fragment("No <b>way</b><script>x()</script>.", "").unwrap(), "No way.");
        let (text, meta) = field(&page(&format!("{LEDE}{SECOND}")), "", None).unwrap();
        assert!(text.starts_with("The bridge over") && meta.byline.is_some(), "{text}");
        assert!(fragment(&"<div>".repeat(200_000), "").unwrap_err().contains("nested more than"));
        assert_eq!((markup_in(source), markup_in("AT&T <3 Q&A, 3 < 4 && 5 > 4")), (8, 0));
    }

    #[test]
    fn a_page_without_an_article_says_so() {
        for page in ["", "<html></html>", "<!doctype html><body><script>x()</script></body>"] {
            assert!(read(page, None).unwrap_err().contains("no article is found"), "{page}");
        }
        let deep = format!("{}x", "<div>".repeat(200_000));
        assert!(read(&deep, None).unwrap_err().contains("nested more than"));
    }
}
