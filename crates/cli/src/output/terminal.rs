//! An article for a terminal: its text in colour, who said what, its claims and its summary.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Reset, Style};
use copydesk_document::{Annotation, AnnotationId, Document, Value};
use copydesk_stage::testing::carets;

const HEADING: Style = Style::new().bold().underline();
const QUOTE: Style = Style::new().italic();
const CUE: Style = Style::new().underline();
const FAINT: Style = Style::new().dimmed();

/// Whether standard output shows colour.
pub fn has_colour() -> bool {
    anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never
}

/// The text with its colours where standard output shows them.
pub fn coloured(text: &str) -> String {
    if has_colour() { text.to_owned() } else { anstream::adapter::strip_str(text).to_string() }
}

/// The rendering. Without colour, entities stand in brackets with their labels.
pub fn render(document: &Document, colour: bool) -> String {
    let mut out = String::new();
    let paint = Paint { colour };
    let title = document.meta.title.as_deref().unwrap_or(document.id());
    let _ = writeln!(out, "{}\n", paint.styled(HEADING, title));
    text(&mut out, document, paint);
    speakers(&mut out, document, paint);
    claims(&mut out, document, paint);
    summary(&mut out, document, paint);
    key_points(&mut out, document, paint);
    for problem in &document.problems {
        let _ = writeln!(
            out,
            "\n{} {problem}",
            paint.styled(AnsiColor::Yellow.on_default().bold(), "problem:")
        );
    }
    out
}

/// Puts styles around words, or leaves them plain.
#[derive(Clone, Copy)]
struct Paint {
    colour: bool,
}

impl Paint {
    fn styled(self, style: Style, words: &str) -> String {
        if self.colour { format!("{style}{words}{Reset}") } else { words.to_owned() }
    }
}

/// The colour of an entity's label: one for each kind of thing, distinct for colour-blind readers in
/// that people, places and organisations differ in brightness too.
fn of_label(label: &str) -> Style {
    let colour = match label {
        "PERSON" => AnsiColor::BrightYellow,
        "ORG" => AnsiColor::BrightBlue,
        "LOC" | "FAC" => AnsiColor::Cyan,
        "NORP" => AnsiColor::Magenta,
        "DATE" | "MONEY" => AnsiColor::Green,
        _ => AnsiColor::BrightMagenta,
    };
    colour.on_default().bold()
}

/// The text with entities, quotes, cues and boilerplate set off.
fn text(out: &mut String, document: &Document, paint: Paint) {
    let text = document.text();
    let all =
        |name: &str| document.layer(name).map(|layer| layer.annotations()).unwrap_or_default();
    // Later ones lie over earlier ones.
    let mut styles: Vec<(u32, u32, Style, &str)> = Vec::new();
    let mut add = |annotation: &Annotation, style: Style, label| {
        if let Some(span) = annotation.span {
            styles.push((span.start(), span.end(), style, label));
        }
    };
    all("paragraph")
        .iter()
        .filter(|paragraph| paragraph.label == "boilerplate")
        .for_each(|a| add(a, FAINT, ""));
    all("content").iter().for_each(|annotation| add(annotation, QUOTE, ""));
    all("cue").iter().for_each(|annotation| add(annotation, CUE, ""));
    let entities = all("entity").iter().map(|annotation| (annotation, &*annotation.label));
    entities.for_each(|(annotation, label)| add(annotation, of_label(label), label));
    if !paint.colour {
        styles.retain(|(_, _, _, label)| !label.is_empty());
    }

    let mut edges: Vec<u32> = styles.iter().flat_map(|&(start, end, ..)| [start, end]).collect();
    edges.extend([0, u32::try_from(text.len()).expect("a text is shorter than 4 GiB")]);
    edges.sort_unstable();
    edges.dedup();
    // Of the styles, those that began and have not ended: few at a time.
    styles.sort_by_key(|&(start, ..)| start);
    let mut coming = styles.iter().peekable();
    let mut open: Vec<&(u32, u32, Style, &str)> = Vec::new();
    for pair in edges.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        while let Some(next) = coming.next_if(|next| next.0 <= from) {
            open.push(next);
        }
        open.retain(|style| style.1 > from);
        let words = &text[from as usize..to as usize];
        if paint.colour {
            let style = open.iter().fold(Style::new(), |under, over| merge(under, over.2));
            let _ = if style.is_plain() {
                write!(out, "{words}")
            } else {
                write!(out, "{style}{words}{Reset}")
            };
        } else {
            let opening =
                open.iter().filter(|style| style.0 == from).map(|_| "[").collect::<String>();
            let closing = open
                .iter()
                .rev()
                .filter(|style| style.1 == to)
                .map(|style| format!(" {}]", style.3))
                .collect::<String>();
            let _ = write!(out, "{opening}{words}{closing}");
        }
    }
    out.push('\n');
}

fn merge(under: Style, over: Style) -> Style {
    let colour = over.get_fg_color().or(under.get_fg_color());
    under.fg_color(colour).effects(under.get_effects() | over.get_effects())
}

/// Who said what, by speaker in the order in which they first speak.
fn speakers(out: &mut String, document: &Document, paint: Paint) {
    let Some(quotes) = document.layer("quote").filter(|layer| !layer.annotations().is_empty())
    else {
        return;
    };
    let mut places: BTreeMap<Speaker, usize> = BTreeMap::new();
    let mut groups: Vec<(String, Vec<&Annotation>)> = Vec::new();
    for quote in quotes.annotations() {
        let (key, name) = speaker(document, quote);
        let place = *places.entry(key).or_insert_with(|| {
            groups.push((name, Vec::new()));
            groups.len() - 1
        });
        groups[place].1.push(quote);
    }
    let _ = writeln!(out, "\n{}", paint.styled(HEADING, "Who said what"));
    for (name, quotes) in groups {
        let _ = writeln!(out, "{}", paint.styled(of_label("PERSON"), &name));
        for quote in quotes {
            let words =
                quote.span.map(|span| one_line(span.of(document.text()))).unwrap_or_default();
            let indent = if quote.link("within").is_some() { "    " } else { "  " };
            let _ = writeln!(out, "{indent}{words} {}", paint.styled(FAINT, &how(document, quote)));
        }
    }
}

/// How something is quoted and by which words: "(direct, said)"; with the pronoun where that is all that
/// names the speaker: "(indirect, they deny)".
fn how(document: &Document, quote: &Annotation) -> String {
    let mut notes = vec![quote.label.to_string()];
    // A colon or a dash tells nothing that is not seen.
    let cue = quote.link("cue").map(|id| carets::name(document, id));
    let cue = cue.filter(|cue| cue.contains(char::is_alphanumeric));
    let source = quote.link("source").filter(|_| quote.link("speaker").is_none());
    let pronoun = source.and_then(|id| document.annotation(id));
    let pronoun = pronoun.filter(|source| source.label == "pronoun").and_then(|source| source.span);
    let pronoun = pronoun.map(|span| span.of(document.text()));
    notes.extend(
        pronoun.into_iter().map(str::to_owned).chain(cue).reduce(|a, b| format!("{a} {b}")),
    );
    format!("({})", notes.join(", "))
}

/// By whom a quote is grouped: an entity, the words that describe somebody, or nobody known.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Speaker {
    Entity(AnnotationId),
    Words(String),
    Unknown,
}

fn speaker(document: &Document, quote: &Annotation) -> (Speaker, String) {
    if let Some(id) = quote.link("speaker") {
        return (Speaker::Entity(id), carets::name(document, id));
    }
    // A pronoun that leads nowhere names nobody: two of them need not be one speaker.
    let source = quote.link("source").and_then(|id| document.annotation(id));
    match source.filter(|source| source.label != "pronoun").and_then(|source| source.span) {
        Some(span) => {
            let words = one_line(span.of(document.text()));
            (Speaker::Words(words.to_lowercase()), words)
        }
        None => (Speaker::Unknown, "(unknown speaker)".to_owned()),
    }
}

/// The claims that deserve checking most.
fn claims(out: &mut String, document: &Document, paint: Paint) {
    const MOST: usize = 5;
    let Some(layer) = document.layer("claim").filter(|layer| !layer.annotations().is_empty())
    else {
        return;
    };
    let mut claims: Vec<_> = layer.annotations().iter().collect();
    claims.sort_by(|a, b| b.score.unwrap_or(0.0).total_cmp(&a.score.unwrap_or(0.0)));
    let _ = writeln!(out, "\n{}", paint.styled(HEADING, "Claims worth checking"));
    for claim in claims.into_iter().take(MOST) {
        let words = claim.span.map(|span| one_line(span.of(document.text()))).unwrap_or_default();
        let mut notes = Vec::new();
        notes.extend(claim.link("claimant").map(|id| carets::name(document, id)));
        let stance =
            claim.attr("stance").and_then(Value::as_str).filter(|stance| *stance != "none");
        notes.extend(stance.map(|stance| match claim.attr("marker").and_then(Value::as_str) {
            Some(marker) => format!("{stance}: “{marker}”"),
            None => stance.to_owned(),
        }));
        let notes =
            if notes.is_empty() { String::new() } else { format!(" ({})", notes.join("; ")) };
        let _ = writeln!(
            out,
            "  {:.2} {words}{}",
            claim.score.unwrap_or(0.0),
            paint.styled(FAINT, &notes)
        );
    }
}

fn summary(out: &mut String, document: &Document, paint: Paint) {
    let Some(layer) = document.layer("summary").filter(|layer| !layer.annotations().is_empty())
    else {
        return;
    };
    let _ = writeln!(out, "\n{}", paint.styled(HEADING, "Summary"));
    for sentence in layer.annotations().iter().filter_map(|annotation| annotation.span) {
        let _ = writeln!(out, "  {}", one_line(sentence.of(document.text())));
    }
}

/// The entities and figures that carry the article, the most salient first.
fn key_points(out: &mut String, document: &Document, paint: Paint) {
    let Some(layer) = document.layer("key_point").filter(|layer| !layer.annotations().is_empty())
    else {
        return;
    };
    let mut points: Vec<_> = layer.annotations().iter().collect();
    points.sort_by(|a, b| b.score.unwrap_or(0.0).total_cmp(&a.score.unwrap_or(0.0)));
    let _ = writeln!(out, "\n{}", paint.styled(HEADING, "Key points"));
    for point in points {
        let entity = point.link("entity").filter(|_| point.label == "entity");
        let words = || point.span.map(|span| one_line(span.of(document.text())));
        let name = entity.map(|id| carets::name(document, id)).or_else(words).unwrap_or_default();
        let of_entity = entity.and_then(|id| document.annotation(id)).map(|entity| &*entity.label);
        let kind = of_entity.or_else(|| point.attr("measure").and_then(Value::as_str));
        let kind = kind.unwrap_or(&point.label);
        let score = point.score.unwrap_or(0.0);
        let _ = writeln!(out, "  {score:.2} {name} {}", paint.styled(FAINT, kind));
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
