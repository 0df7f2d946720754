//! Titles: of the article, of its parts.

use crate::abbreviations::Abbreviation;
use crate::tokens::{Kind, Token};

/// Whether the paragraph is a title: short, without a full stop, without a sentence inside.
pub(super) fn is_heading(tokens: &[Token], words: usize, first: bool) -> bool {
    let ends = |kind: Kind| {
        matches!(
            kind,
            Kind::Stop | Kind::Ellipsis | Kind::Colon | Kind::Semicolon | Kind::Comma | Kind::Dash
        )
    };
    let Some((last, before)) = tokens.split_last() else { return false };
    let last_kind = match last.kind {
        Kind::CloseQuote | Kind::CloseBracket => before.last().map_or(last.kind, |token| {
            if ends(token.kind) || token.kind == Kind::Shout { token.kind } else { last.kind }
        }),
        kind => kind,
    };
    if ends(last_kind) || matches!(last_kind, Kind::Short(Abbreviation::Closing)) {
        return false;
    }
    if last_kind == Kind::Shout && (!first || last.kind != Kind::Shout) {
        return false;
    }
    let inside = before.iter().any(|token| matches!(token.kind, Kind::Stop | Kind::Shout));
    let listed = tokens[0].kind == Kind::ListMark || tokens[0].kind == Kind::Symbol;
    let colon = before.iter().take(6).any(|token| token.kind == Kind::Colon);
    let spoken = tokens[0].kind == Kind::OpenQuote && last.kind == Kind::CloseQuote && !first;
    // An article may begin with a sentence that lacks its full stop; no title is as long.
    let longest = match () {
        () if first => 23,
        () if colon => 10,
        () => 14,
    };
    !inside && !listed && !spoken && words <= longest
}
