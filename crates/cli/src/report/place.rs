//! Where pages are, and places in them: in a folder with a file for each, or all in one file.
//!
//! A page has a path such as "articles/court-1f2e3d4c5b6a", a place in it an [`Anchor`] such as "q714". In a
//! folder the path is the file's name without its ending; in a single file it is the id of the page's
//! section, and places in it have it before their own.

use std::fmt::{self, Display};

/// How a site is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A file a page, in a folder.
    Folder,
    /// One file that holds all pages.
    Single,
}

/// A place in an article: what sort of thing stands there, and its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Anchor(pub char, pub u32);

impl Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.0, self.1)
    }
}

/// The page that addresses are seen from.
#[derive(Clone, Copy, Debug)]
pub struct At<'a> {
    /// How the site is laid out.
    pub form: Form,
    /// The page's path.
    pub path: &'a str,
}

impl At<'_> {
    /// What leads from this page to the site's folder.
    pub fn root(&self) -> &'static str {
        if self.form == Form::Folder && self.path.contains('/') { "../" } else { "" }
    }

    /// The address of a page.
    pub fn page(&self, path: impl AsRef<str>) -> String {
        let path = path.as_ref();
        match self.form {
            Form::Folder => format!("{}{path}.html", self.root()),
            Form::Single => format!("#{path}"),
        }
    }

    /// The address of a place in a page; the page's own where there is none.
    pub fn place(&self, path: impl AsRef<str>, anchor: &Option<Anchor>) -> String {
        let mut address = self.page(path);
        if let Some(anchor) = anchor {
            address.push(if self.form == Form::Folder { '#' } else { '.' });
            address += &anchor.to_string();
        }
        address
    }

    /// The address of a place in this page.
    pub fn here(&self, anchor: &Anchor) -> String {
        format!("#{}", self.id(anchor))
    }

    /// The id of a place in this page.
    pub fn id(&self, anchor: &Anchor) -> String {
        format!("{}{anchor}", self.before())
    }

    /// The id of what the page tells of what stands at a place.
    pub fn info(&self, anchor: &Anchor) -> String {
        format!("{}i-{anchor}", self.before())
    }

    /// What ids begin with.
    fn before(&self) -> String {
        match self.form {
            Form::Folder => String::new(),
            Form::Single => format!("{}.", self.path),
        }
    }
}

/// The name of a page about `name`: a readable part, and a hash of it and of `more` that tells it from all
/// others. Letters and digits of ASCII and hyphens only, at most 53 of them.
pub fn slug(name: &str, more: &[&str]) -> String {
    let mut slug = String::new();
    // Of a long path or address the end says most.
    let skip = name.chars().count().saturating_sub(40);
    for c in name.chars().skip(skip).map(|c| c.to_ascii_lowercase()) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    if !slug.is_empty() && !slug.ends_with('-') {
        slug.push('-');
    }
    // FNV-1a, the same on every machine and in every version.
    let parts = [name].into_iter().chain(more.iter().copied());
    let bytes = parts.flat_map(|part| part.bytes().chain([0]));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{slug}{:012x}", hash >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_pages_are_plain_short_and_different() {
        let names = ["../../etc/passwd", "Łódź", "con", "a b", "a-b", "x".repeat(400).as_str(), ""]
            .map(|name| slug(name, &["PERSON"]));
        for name in &names {
            assert!((12..=53).contains(&name.len()), "{name}");
            assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'), "{name}");
        }
        let different: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!(different.len(), names.len());
        assert_ne!(slug("Georgia", &["LOC"]), slug("Georgia", &["PERSON"]));
        assert_ne!(slug("a", &["b", ""]), slug("a", &["", "b"]));
    }

    #[test]
    fn addresses_lead_from_page_to_page() {
        let folder = At { form: Form::Folder, path: "articles/court" };
        assert_eq!(folder.page("index"), "../index.html");
        assert_eq!(folder.place("entities/ana", &Some(Anchor('e', 3))), "../entities/ana.html#e3");
        assert_eq!(folder.here(&Anchor('q', 7)), "#q7");
        let single = At { form: Form::Single, ..folder };
        assert_eq!(single.page("index"), "#index");
        assert_eq!(single.place("entities/ana", &Some(Anchor('e', 3))), "#entities/ana.e3");
        assert_eq!(single.here(&Anchor('q', 7)), format!("#{}", single.id(&Anchor('q', 7))));
    }
}
