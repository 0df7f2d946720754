//! Addresses: web pages, e-mail, handles and hash tags are one token each.

use crate::chars::{is_apostrophe, is_word};

/// Whether `chunk`, which holds no blank, can hold an address; a cheap first look.
pub(crate) fn may_hold_address(chunk: &str) -> bool {
    let mut bytes = chunk.bytes();
    bytes.any(|byte| matches!(byte, b'@' | b'#' | b'/'))
        || has_prefix(chunk, "www.")
        || chunk.contains("www.")
}

/// The longest name before the "@" of an e-mail address, as RFC 5321 has it.
const LONGEST_NAME: usize = 64;

/// The length of the address at the start of `rest`, which reaches to the next blank. `glued` says
/// whether a letter or digit touches it from the left.
pub(crate) fn address(rest: &str, glued: bool) -> Option<usize> {
    if glued {
        return None;
    }
    match rest.as_bytes().first()? {
        b'@' | b'#' => handle(rest),
        byte if byte.is_ascii_alphanumeric() => page(rest).or_else(|| mail(rest)),
        _ => None,
    }
}

fn has_prefix(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// "@name" or "#tag"; "#1" is a sign and a number.
fn handle(rest: &str) -> Option<usize> {
    let len = rest[1..].find(|c| !is_word(c)).unwrap_or(rest.len() - 1);
    rest[1..1 + len].chars().any(char::is_alphabetic).then_some(1 + len)
}

fn page(rest: &str) -> Option<usize> {
    let schemed =
        ["http://", "https://", "ftp://", "www."].iter().any(|prefix| has_prefix(rest, prefix));
    if !schemed && !is_bare_page(rest) {
        return None;
    }
    let stop =
        |c: char| matches!(c, '"' | '“' | '”' | '‘' | '<' | '>' | '«' | '»' | '—') || c == '’';
    let len = rest.find(stop).unwrap_or(rest.len());
    let ends_none = |c: char| {
        matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ']' | '}' | '…') || is_apostrophe(c)
    };
    let mut url = rest[..len].trim_end_matches(ends_none);
    // A closing bracket belongs to the address only where an opening one does.
    if !url.contains('(') {
        url = url.trim_end_matches(|c| c == ')' || ends_none(c));
    }
    (!url.is_empty()).then_some(url.len())
}

/// "example.org/page": a domain with a path.
fn is_bare_page(rest: &str) -> bool {
    let domain = rest
        .bytes()
        .take(80)
        .take_while(|&b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
        .count();
    let Some(dot) = rest[..domain].rfind('.') else { return false };
    let top = &rest[dot + 1..domain];
    dot > 1
        && (2..=4).contains(&top.len())
        && top.bytes().all(|b| b.is_ascii_lowercase())
        && rest[domain..].starts_with('/')
}

fn mail(rest: &str) -> Option<usize> {
    let is_name =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'%' | b'+' | b'-');
    let name = rest.bytes().take(LONGEST_NAME + 1).take_while(|&b| is_name(b)).count();
    let host = rest[name..].strip_prefix('@')?;
    let is_host = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
    let len = host.bytes().take_while(|&b| is_host(b)).count();
    let host = host[..len].trim_end_matches(['.', '-']);
    let dot = host.rfind('.')?;
    (dot > 0 && host.len() - dot > 2).then_some(name + 1 + host.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_before_the_marks_of_the_sentence() {
        for (rest, expected) in [
            ("https://example.org/a_(b).", Some("https://example.org/a_(b)")),
            ("www.example.org),", Some("www.example.org")),
            ("example.org/news,", Some("example.org/news")),
            ("ana.ruiz@example.org.", Some("ana.ruiz@example.org")),
            ("@anaruiz:", Some("@anaruiz")),
            ("#vote2026!", Some("#vote2026")),
            ("#1", None),
            ("and/or", None),
            ("name@host", None),
        ] {
            assert_eq!(address(rest, false).map(|len| &rest[..len]), expected, "in {rest:?}");
        }
    }
}
