//! Finds quotations by their marks alone: straight, curly, single and angled ones, nested, run on
//! over paragraphs, and unclosed.
//!
//! Each paragraph is read on its own, so that one odd mark harms nothing beyond its paragraph. A
//! quotation that is still open at the end of its paragraph goes on in the next one if that begins
//! with the same opening mark, as printers do it, or closes it without opening.

use copydesk_stage::Span;

/// A stretch of text between quotation marks, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// Where it stands, marks included. One that was never closed ends with its paragraph.
    pub span: Span,
    /// The family of its marks.
    pub family: Family,
    /// Whether a closing mark was found in the paragraph.
    pub closed: bool,
    /// Whether it goes on with what the quotation before it, in the paragraph before, began.
    pub continues: bool,
    /// Whether it lies inside another quotation.
    pub nested: bool,
}

/// Marks that can close each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// `"`, curly doubles, low doubles and doubled apostrophes.
    Double,
    /// Single marks, which look like apostrophes.
    Single,
    /// Angled marks, in either direction.
    Angled,
}

/// A mark in the text: where, how long, and what it may do.
#[derive(Clone, Copy, Debug)]
struct Mark {
    start: usize,
    end: usize,
    family: Family,
    opens: bool,
    closes: bool,
    /// Whether it stands between spaces, so that it opens only what another one closes.
    loose: bool,
}

/// An opening mark that waits for its closing one.
#[derive(Clone, Copy, Debug)]
struct Open {
    family: Family,
    /// The quotation's place in the list.
    place: usize,
}

/// The most single marks that are looked at to find the one that closes.
const SINGLE_LOOKAHEAD: usize = 48;

/// The most headings and captions over which a quotation goes on.
const MOST_HEADINGS: usize = 3;

/// Whether a paragraph is a heading or a caption: a short line without marks, that does not end as a sentence does.
fn is_heading(paragraph: &str) -> bool {
    const LONGEST: usize = 100;
    let paragraph = paragraph.trim();
    !paragraph.is_empty()
        && paragraph.len() <= LONGEST
        && paragraph.ends_with(|c: char| c.is_alphanumeric() || c == ')')
        && !paragraph.contains(['"', '“', '”', '„', '«', '»', '‘', '`'])
}

/// Whether the next paragraphs begin with a single mark up to one that closes it behind a full stop or the like. "‘Abd" begins
/// so too.
fn single_goes_on<'t>(mut next: impl Iterator<Item = &'t str>) -> bool {
    const MOST: usize = 12;
    let opens = |paragraph: &&str| paragraph.trim_start().starts_with(['\'', '‘']);
    let closes = |paragraph: &str| {
        let ends = |(at, _): (usize, &str)| paragraph[..at].ends_with([',', '.', '!', '?', '…']);
        paragraph.match_indices(['\'', '’']).any(ends)
    };
    next.by_ref().take(MOST).take_while(opens).any(closes)
}

/// Finds the quotations of all paragraphs, in text order.
#[derive(Debug, Default)]
pub struct Marks {
    marks: Vec<Mark>,
    open: Vec<Open>,
    /// Whether the next paragraph begins with a single mark, so that one may run on into it.
    runs_on: bool,
}

impl Marks {
    /// Writes the quotations of `text`, whose paragraphs are `paragraphs`, to `found`.
    pub fn find(
        &mut self,
        text: &str,
        paragraphs: impl IntoIterator<Item = Span, IntoIter: Clone>,
        found: &mut Vec<Quotation>,
    ) {
        found.clear();
        // The family that the paragraph before left open, and how many headings were passed over since.
        let mut pending: Option<Family> = None;
        let mut headings = 0;
        let mut paragraphs = paragraphs.into_iter();
        while let Some(paragraph) = paragraphs.next() {
            let next = paragraphs.clone().map(|next| next.of(text));
            self.runs_on = single_goes_on(next);
            if pending.is_some() && headings < MOST_HEADINGS && is_heading(paragraph.of(text)) {
                headings += 1;
                continue;
            }
            headings = 0;
            pending = self.paragraph(text, paragraph, pending, found);
        }
    }

    /// Reads one paragraph and returns the family of the mark that it leaves open.
    fn paragraph(
        &mut self,
        text: &str,
        paragraph: Span,
        pending: Option<Family>,
        found: &mut Vec<Quotation>,
    ) -> Option<Family> {
        self.scan(text, paragraph);
        self.open.clear();
        let body = paragraph.of(text);
        let end = paragraph.start() as usize + body.trim_end().len();
        let first = paragraph.start() as usize + (body.len() - body.trim_start().len());
        let mut pending = pending;
        let mut at = 0;
        while at < self.marks.len() {
            let mark = self.marks[at];
            at += 1;
            let top = self.open.iter().rposition(|open| open.family == mark.family);
            if mark.closes
                && let Some(top) = top
            {
                // What was opened inside and never closed ends here too.
                for open in self.open.drain(top..) {
                    let quotation = &mut found[open.place];
                    let own = open.family == mark.family;
                    let close = if own { mark.end } else { mark.start };
                    quotation.span = Span::from_range(quotation.span.range().start..close);
                    quotation.closed = own;
                }
                continue;
            }
            let closed = || self.following(at, mark.family).next().is_some_and(|next| next.closes);
            if mark.opens && (!mark.loose || closed()) {
                let nested = top.is_some() && self.two_close(at, mark.family);
                let mut goes_on = false;
                if let Some(top) = top.filter(|_| !nested) {
                    // Opened twice: the first was never closed. It ends before this one, which goes on with it
                    // behind a sentence, as where a text has lost its paragraphs.
                    for open in self.open.drain(top..) {
                        let from = found[open.place].span.range().start;
                        let kept = text[from..mark.start].trim_end();
                        goes_on = kept.ends_with(['.', '!', '?', '…']);
                        found[open.place].span = Span::from_range(from..from + kept.len());
                    }
                }
                if mark.family == Family::Single && !self.single_closes(text, at) {
                    let before = text[first..mark.start].trim_end();
                    let begins = before.is_empty() || before.ends_with([':', ',']);
                    if !(self.runs_on && begins && self.open.is_empty()) {
                        continue;
                    }
                }
                let continues = goes_on || pending == Some(mark.family) && mark.start == first;
                pending = None;
                self.open.push(Open { family: mark.family, place: found.len() });
                found.push(Quotation {
                    span: Span::from_range(mark.start..end.max(mark.end)),
                    family: mark.family,
                    closed: false,
                    continues,
                    nested: self.open.len() > 1,
                });
            } else if mark.closes && pending == Some(mark.family) && mark.family != Family::Single {
                // It closes what the paragraph before opened, without having been opened again.
                pending = None;
                found.push(Quotation {
                    span: Span::from_range(first..mark.end),
                    family: mark.family,
                    closed: true,
                    continues: true,
                    nested: false,
                });
            }
        }
        let left = self.open.first().map(|open| open.family);
        left.filter(|&family| family != Family::Single || self.runs_on)
    }

    /// Lists the marks of a paragraph and makes up its mind about single ones: of those that could
    /// close, only one that has been chosen by [`Self::single_closes`] does.
    fn scan(&mut self, text: &str, paragraph: Span) {
        self.marks.clear();
        let bytes = text.as_bytes();
        let (from, to) = (paragraph.range().start, paragraph.range().end);
        let mut at = from;
        while at < to {
            let byte = bytes[at];
            let candidate = match byte {
                b'"' => Some((1, Family::Double, None)),
                b'\'' if bytes[at + 1..to].first() == Some(&b'\'') => {
                    // Three in a row are a single and a double; at the end the single comes first.
                    let triple = bytes[at + 2..to].first() == Some(&b'\'');
                    if triple && !is_open_place(text, from, at) {
                        Some((1, Family::Single, Some(false)))
                    } else {
                        Some((2, Family::Double, None))
                    }
                }
                b'`' if bytes[at + 1..to].first() == Some(&b'`') => {
                    Some((2, Family::Double, Some(true)))
                }
                b'\'' => Some((1, Family::Single, None)),
                0xe2 if at + 3 <= to => match (bytes[at + 1], bytes[at + 2]) {
                    (0x80, 0x9c) => Some((3, Family::Double, Some(true))),
                    (0x80, 0x9d) => Some((3, Family::Double, Some(false))),
                    (0x80, 0x9e | 0x9f) => Some((3, Family::Double, Some(true))),
                    (0x80, 0x98) => Some((3, Family::Single, Some(true))),
                    (0x80, 0x99) => Some((3, Family::Single, Some(false))),
                    (0x80, 0xb9) => Some((3, Family::Angled, Some(true))),
                    (0x80, 0xba) => Some((3, Family::Angled, Some(false))),
                    _ => None,
                },
                0xc2 if at + 2 <= to => match bytes[at + 1] {
                    0xab => Some((2, Family::Angled, Some(true))),
                    0xbb => Some((2, Family::Angled, Some(false))),
                    _ => None,
                },
                _ => None,
            };
            let Some((length, family, opens)) = candidate else {
                at += 1;
                continue;
            };
            self.add(text, paragraph, at..at + length, family, opens);
            at += length;
        }
    }

    fn add(
        &mut self,
        text: &str,
        paragraph: Span,
        place: std::ops::Range<usize>,
        family: Family,
        opens: Option<bool>,
    ) {
        let open_place = is_open_place(text, paragraph.range().start, place.start);
        let next = text[place.end..paragraph.range().end].chars().next();
        let next_is_word = next.is_some_and(char::is_alphanumeric);
        let before_space = next.is_none_or(char::is_whitespace);
        let loose = family == Family::Double && opens.is_none() && open_place && before_space;
        let (opens, closes) = match (family, opens) {
            // "… left."It was late": the space before is lacking.
            (Family::Double, None) if !open_place && next.is_some_and(char::is_uppercase) => {
                (text[..place.start].ends_with(['.', '!', '?', ':', ',']), true)
            }
            (Family::Double, None) => (open_place, !open_place || before_space),
            // Closes German and Polish quotations, which begin low.
            (Family::Double, Some(true)) => {
                (!before_space || open_place, !open_place && !next_is_word)
            }
            // A closing mark where only an opening one makes sense is a slip of the keyboard.
            (Family::Double, Some(false)) => (open_place && next_is_word, true),
            (Family::Angled, Some(true)) => (open_place, !open_place),
            (Family::Angled, _) => (open_place && next_is_word, !open_place || before_space),
            (Family::Single, Some(true)) => (
                open_place && next.is_some_and(|c| !c.is_ascii_digit() && !c.is_whitespace()),
                false,
            ),
            (Family::Single, opens) => {
                let previous = text[..place.start].chars().next_back();
                let after_word = previous.is_some_and(|c| !c.is_whitespace());
                let begins = opens.is_none()
                    && open_place
                    && next.is_some_and(|c| c.is_alphabetic() || "“\"…$£€".contains(c));
                (begins, after_word && !next_is_word)
            }
        };
        if opens || closes {
            let (start, end) = (place.start, place.end);
            self.marks.push(Mark { start, end, family, opens, closes, loose });
        }
    }

    /// The marks of a family from place `from` of the list on.
    fn following(&self, from: usize, family: Family) -> impl Iterator<Item = &Mark> {
        self.marks[from..].iter().filter(move |mark| mark.family == family)
    }

    /// Whether of the marks from place `from` of the list on, the next two of the family close.
    fn two_close(&self, from: usize, family: Family) -> bool {
        let next = self.following(from, family).take(2);
        family != Family::Single && next.filter(|mark| mark.closes && !mark.opens).count() == 2
    }

    /// Whether a single mark that stands before place `from` of the list is an opening one, which
    /// it is if one of the following closes it; strikes out apostrophes up to that one.
    fn single_closes(&mut self, text: &str, from: usize) -> bool {
        let ahead = self.marks.len().min(from + SINGLE_LOOKAHEAD);
        let mut doubtful = None;
        let mut chosen = None;
        for place in from..ahead {
            let mark = self.marks[place];
            if mark.family != Family::Single {
                continue;
            }
            if mark.opens {
                break;
            }
            let previous = text[..mark.start].chars().next_back().unwrap_or(' ');
            if ".,!?…;—-”\"".contains(previous) || !matches!(previous, 's' | 'z' | 'x') {
                chosen = Some(place);
                break;
            }
            // After an s it may be a possessive: "the drivers' union".
            doubtful = doubtful.or(Some(place));
        }
        let Some(close) = chosen.or(doubtful) else { return false };
        for mark in &mut self.marks[from..close] {
            if mark.family == Family::Single {
                (mark.opens, mark.closes) = (false, false);
            }
        }
        true
    }
}

/// Whether an opening mark may stand at byte `at`: at the paragraph's start, after a space, an
/// opening bracket, a dash or another opening mark.
fn is_open_place(text: &str, paragraph: usize, at: usize) -> bool {
    let mut before = text[paragraph..at].chars().rev();
    match before.next() {
        None => true,
        Some(c) if c.is_whitespace() => true,
        Some(c) if "([{—–-/“‘«‹„‚`".contains(c) => true,
        // Another straight mark that itself could open.
        Some('"' | '\'') => before.next().is_none_or(|c| c.is_whitespace() || "([—–'".contains(c)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let mut paragraphs = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let end = start + line.trim_end().len();
            paragraphs.push(Span::from_range(start..end));
            start += line.len();
        }
        let mut quotations = Vec::new();
        Marks::default().find(text, paragraphs, &mut quotations);
        quotations
            .iter()
            .map(|quotation| {
                let nested = if quotation.nested { ">" } else { "" };
                let open = if quotation.closed { "" } else { "~" };
                let continues = if quotation.continues { "+" } else { "" };
                format!("{continues}{nested}{}{open}", quotation.span.of(text))
            })
            .collect()
    }

    #[test]
    fn every_family_of_marks() {
        for (text, expected) in [
            ("He said \"no\" twice.", vec!["\"no\""]),
            ("“Stay,” she said. “Please.”", vec!["“Stay,”", "“Please.”"]),
            ("''We won,'' he said.", vec!["''We won,''"]),
            ("``We won,'' he said.", vec!["``We won,''"]),
            ("«Non», dit-il, and »ja« they said.", vec!["«Non»", "»ja«"]),
            ("„Nein“ is German.", vec!["„Nein“"]),
            ("'We can't wait,' the drivers' leader said.", vec!["'We can't wait,'"]),
            ("‘It’s the boss’s fault,’ she said.", vec!["‘It’s the boss’s fault,’"]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn apostrophes_are_no_marks() {
        assert!(found("The drivers' union in '97 didn't strike; rock 'n' roll's day.").len() <= 1);
        assert_eq!(found("The Pells’ house and the boys’ room."), Vec::<String>::new());
    }

    #[test]
    fn nested_ones_know_it() {
        let text = "“He told me ‘never again,’ and left,” she said.";
        assert_eq!(found(text), ["“He told me ‘never again,’ and left,”", ">‘never again,’"]);
        let text = "'He told me \"never\" and left,' she said.";
        assert_eq!(found(text), ["'He told me \"never\" and left,'", ">\"never\""]);
    }

    #[test]
    fn like_marks_nest_where_two_close() {
        let text = "“What he calls “hell” is here.” Then “so” it goes.";
        assert_eq!(found(text), ["“What he calls “hell” is here.”", ">“hell”", "“so”"]);
    }

    #[test]
    fn odd_marks_harm_only_their_paragraph() {
        let text = "The 12\" pipe broke.\n“We saw it. He left.\n“It was loud,” he said.\n";
        assert_eq!(found(text), ["“We saw it. He left.~", "+“It was loud,”"]);
        let text = "\"We saw it, he said.\nShe said \"it was loud\" and left.\n";
        assert_eq!(found(text), ["\"We saw it, he said.~", "\"it was loud\""]);
    }

    #[test]
    fn spaces_may_lack_or_be_too_many() {
        let text = "\"We left,\" said the guard.\"It was late.\" They ran.";
        assert_eq!(found(text), ["\"We left,\"", "\"It was late.\""]);
        let text = "She left. \" It was late. \" They ran.";
        assert_eq!(found(text), ["\" It was late. \""]);
        let text = "\" Stay , \" she said . \" Please . \"";
        assert_eq!(found(text), ["\" Stay , \"", "\" Please . \""]);
        assert_eq!(found("The 12 \" pipe broke."), Vec::<String>::new());
    }

    #[test]
    fn a_quotation_runs_on_where_the_next_paragraph_opens_again_or_closes() {
        assert_eq!(found("“One.\n“Two.\n“Three.”\n"), ["“One.~", "+“Two.~", "+“Three.”"]);
        assert_eq!(found("She said: “One.\nTwo.”\n"), ["“One.~", "+Two.”"]);
        assert_eq!(found("She said: “One.\nThe old mill\n“Two.”\n"), ["“One.~", "+“Two.”"]);
        assert_eq!(found("She said: \"One. \"Two.\" Three."), ["\"One.~", "+\"Two.\""]);
        assert_eq!(found("She said: 'One.\n'Two.\n'Three.'\n"), ["'One.~", "+'Two.~", "+'Three.'"]);
        assert_eq!(found("She said: ‘One.\n‘It’s two.’\n"), ["‘One.~", "+‘It’s two.’"]);
        assert_eq!(
            found("‘Abd left.\n‘Abd went to sea.\n‘Abd’s boat sank.\n"),
            Vec::<String>::new()
        );
        assert_eq!(found("Get 'em.\n'One,' she said.\n"), ["'One,'"]);
        assert_eq!(found("She said: “One.\nIt burned.\n“Two.”\n"), ["“One.~", "“Two.”"]);
    }
}
