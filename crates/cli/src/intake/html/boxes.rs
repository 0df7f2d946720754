//! Boxes that are no part of an article, told by what their makers call them.

use dom_query::{Document, NodeRef};

/// A box with more text than this is the article itself, whatever it is called.
const LONGEST: usize = 1_500;

/// Words in class names, ids and roles that stand for such boxes.
const NAMES: [&str; 34] = [
    "caption",
    "figcaption",
    "credit",
    "newsletter",
    "signup",
    "sign-up",
    "subscribe",
    "subscription",
    "related",
    "recirc",
    "recommended",
    "recommendation",
    "readmore",
    "read-more",
    "read-next",
    "more-stories",
    "most-read",
    "mostread",
    "trending",
    "popular",
    "share",
    "sharing",
    "social",
    "advert",
    "advertisement",
    "ad-slot",
    "promo",
    "byline",
    "timestamp",
    "dateline-time",
    "gallery",
    "slideshow",
    "breadcrumb",
    "paywall",
];

/// Takes them out of the page.
pub fn remove(document: &Document) {
    let candidates = document.select(
        "figcaption, figure, aside, button, form, [class], [id], [itemprop=caption], [role=complementary], [role=navigation]",
    );
    for node in candidates.nodes() {
        if is_box(node) {
            node.remove_from_parent();
        }
    }
}

fn is_box(node: &NodeRef<'_>) -> bool {
    let tag = node.node_name().unwrap_or_default();
    if matches!(
        &*tag,
        "html" | "head" | "body" | "article" | "main" | "meta" | "link" | "title" | "script"
    ) {
        return false;
    }
    let by_kind = matches!(&*tag, "figcaption" | "figure" | "aside" | "button" | "form")
        || node.attr("itemprop").is_some_and(|name| &*name == "caption")
        || node.attr("role").is_some_and(|role| matches!(&*role, "complementary" | "navigation"));
    let named = |names: &str| names.split_whitespace().any(is_box_name);
    let by_name = node.class().is_some_and(|names| named(&names))
        || node.id_attr().is_some_and(|names| named(&names));
    (by_kind || by_name) && !longer_than(node, LONGEST)
}

/// Whether one of the words of a name such as "article__photo-caption" is one of [`NAMES`].
fn is_box_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    NAMES.iter().any(|word| {
        name.match_indices(word).any(|(at, _)| {
            let edge = |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_lowercase());
            let bytes = name.as_bytes();
            let end = at + word.len();
            let after = bytes.get(end);
            // "captions" too.
            let plural = after == Some(&b's') && edge(bytes.get(end + 1));
            edge(at.checked_sub(1).and_then(|before| bytes.get(before))) && (edge(after) || plural)
        })
    })
}

/// Whether a node holds more characters than this, looking no further than needed.
fn longer_than(node: &NodeRef<'_>, limit: usize) -> bool {
    let mut length = 0;
    for inner in node.descendants_it().filter(NodeRef::is_text) {
        length += inner.text().trim().len();
        if length > limit {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_word_by_word() {
        for name in [
            "photo-caption",
            "captions",
            "article__newsletter",
            "ShareBar share",
            "js-related_links",
        ] {
            assert!(name.split(' ').any(is_box_name), "{name}");
        }
        for name in ["captioned", "shareholder-report", "article-body", "unrelated", "creditors"] {
            assert!(!is_box_name(name), "{name}");
        }
    }
}
