//! A raw article, looked into and made a document.

use copydesk_document::{Document, Meta, Problem};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::fields::Fields;
use super::language::Languages;
use super::longest::Longest;
use super::source::{Content, RawArticle};
use super::{encoding, html, markdown, mojibake};
use crate::output::record::{Record, SCHEMA};

/// Makes documents of raw articles.
#[derive(Clone, Debug)]
pub struct Decoder {
    /// Where an object's fields are.
    pub fields: Fields,
    /// Which languages are wanted.
    pub languages: Languages,
    /// Whether text that was once decoded wrongly is mended.
    pub mend: bool,
    /// The longest text that stages should be run on.
    pub longest: Longest,
}

/// A document, and what was noticed on the way to it.
#[derive(Debug)]
pub struct Decoded {
    /// The document. What could not be one is one without text, with the reason as its problem.
    pub document: Document,
    /// The encoding that it was converted from, if not UTF-8.
    pub converted: Option<&'static str>,
    /// Its language, if that is none of the wanted ones: no stage should be run on it.
    pub unwanted: Option<String>,
    /// Whether it is longer than the stages should be run on; its problem says so.
    pub too_long: bool,
}

impl Decoder {
    /// The document of a raw article.
    pub fn decode(&self, raw: RawArticle) -> Decoded {
        let RawArticle { name, content } = raw;
        let mut converted = None;
        let mut words = |bytes, stated: Option<&str>| {
            let (text, from) =
                encoding::text_of(bytes, stated).map_err(|reason| (name.clone(), reason))?;
            converted = from;
            Ok::<_, (String, String)>(text)
        };
        let result = match content {
            Content::Text(bytes) => {
                words(bytes, None).and_then(|text| document(&name, text, Meta::default()))
            }
            Content::Markdown(bytes) => words(bytes, None).and_then(|source| {
                let (text, meta) = markdown::read(&source);
                document(&name, text, meta)
            }),
            Content::Html(bytes, carrier) => {
                let stated = carrier.charset.or_else(|| charset_in(&bytes));
                words(bytes, stated.as_deref()).and_then(|page| {
                    match html::read(&page, carrier.url.as_deref()) {
                        Ok((text, meta)) => document(&name, text, meta),
                        Err(reason) => Err((name.clone(), reason)),
                    }
                })
            }
            Content::Json(line) => words(line, None).and_then(|line| {
                let line = line.trim_start_matches('\u{FEFF}').trim_end_matches(['\r', '\n']);
                self.json(&name, line)
            }),
            Content::Row(row) => self.fields.document(&name, &row),
            Content::Unreadable(reason) => Err((name.clone(), reason)),
        };
        match result {
            Ok(document) => {
                // What was annotated before has its language, and is not read again.
                let fresh = document.layers().is_empty();
                let mended = (self.mend && fresh).then(|| mojibake::mended(document.text()));
                let document = match mended.flatten() {
                    Some(text) => {
                        converted = converted.or(Some("UTF-8 taken for windows-1252"));
                        with_text(&document, text)
                    }
                    None => document,
                };
                let mut document = with_remarks(document);
                let unwanted = if fresh { self.languages.mark(&mut document) } else { None };
                let too_long = fresh && self.is_too_long(&mut document);
                Decoded { document, converted, unwanted, too_long }
            }
            Err((id, reason)) => {
                let document = Document::unreadable(id, Problem::input(reason));
                Decoded { document, converted: None, unwanted: None, too_long: false }
            }
        }
    }

    /// Whether the text is longer than stages should be run on; then with a problem that says so.
    fn is_too_long(&self, document: &mut Document) -> bool {
        let Err(what) = self.longest.check(document.text()) else {
            return false;
        };
        let problem = Problem::input(format!(
            "{what}; it was passed on without annotations. Look at where it comes from, or let it through with --longest"
        ));
        if !document.problems.contains(&problem) {
            document.problems.push(problem);
        }
        true
    }

    fn json(&self, name: &str, line: &str) -> Made {
        let fail = |error: &serde_json::Error| {
            let reason = format!(
                "this line is no JSON object of an article: {}; mend the line or leave it out",
                plain(error)
            );
            Err((name.to_owned(), reason))
        };
        let object: Line<'_> = match serde_json::from_str(line) {
            Ok(object) => object,
            Err(error) => return fail(&error),
        };
        if object.annotations.is_some()
            && object.schema.as_ref().and_then(Value::as_str) == Some(SCHEMA)
        {
            let id = object.id.and_then(|id| id.as_str().map(str::to_owned));
            let id = id.unwrap_or_else(|| name.to_owned());
            return match serde_json::from_str::<Record<'_>>(line) {
                Ok(record) => record.into_document().map_err(|reason| (id, reason)),
                Err(error) => {
                    Err((id, format!("the record is not as the schema has it: {}", plain(&error))))
                }
            };
        }
        if self.fields.is_plain() && object.text.is_some() {
            return self.fields.document(name, &object.fields());
        }
        match serde_json::from_str::<Value>(line) {
            Ok(Value::Object(object)) => self.fields.document(name, &object),
            Ok(_) => Err((name.to_owned(), "this line is no JSON object of an article".to_owned())),
            Err(error) => fail(&error),
        }
    }
}

/// A document, or the id and the reason why there is none.
type Made = Result<Document, (String, String)>;

/// What is read of an object at first: what tells a record of ours from another's, and the fields
/// where most have them. The rest, which may be long, is passed over.
#[derive(Deserialize)]
struct Line<'a> {
    schema: Option<Value>,
    id: Option<Value>,
    #[serde(borrow)]
    annotations: Option<&'a RawValue>,
    text: Option<Value>,
    title: Option<Value>,
    byline: Option<Value>,
    url: Option<Value>,
    published: Option<Value>,
    language: Option<Value>,
}

impl Line<'_> {
    /// The fields that an article has under their own names.
    fn fields(self) -> Map<String, Value> {
        let Self { id, text, title, byline, url, published, language, .. } = self;
        let fields = [
            ("id", id),
            ("text", text),
            ("title", title),
            ("byline", byline),
            ("url", url),
            ("published", published),
            ("language", language),
        ];
        fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }
}

fn document(name: &str, text: String, meta: Meta) -> Made {
    match Document::new(name, text) {
        Ok(mut document) => {
            document.meta = meta;
            Ok(document)
        }
        Err(error) => Err((name.to_owned(), error.to_string())),
    }
}

/// The document with another text, and title and byline mended as that was.
fn with_text(document: &Document, text: String) -> Document {
    let words = |words: &Option<String>| {
        words.as_ref().map(|words| mojibake::mended(words).unwrap_or_else(|| words.clone()))
    };
    let Meta { title, byline, .. } = &document.meta;
    let meta = Meta { title: words(title), byline: words(byline), ..document.meta.clone() };
    let mut mended = Document::new(document.id(), text).expect("it is shorter than what was one");
    mended.meta = meta;
    mended
}

/// The encoding that a page names in its first bytes, as HTML has it.
fn charset_in(page: &[u8]) -> Option<String> {
    let look = String::from_utf8_lossy(&page[..page.len().min(2048)]).to_ascii_lowercase();
    let at = look.find("charset=")? + "charset=".len();
    let name = look[at..].trim_start_matches(['"', '\'', ' ']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c))?;
    (end > 0).then(|| name[..end].to_owned())
}

/// From so many marks of HTML on, a text is taken for it.
const LEAST_MARKUP: usize = 4;

/// The document, with what is odd about its text as problems. A record of ours has them already.
fn with_remarks(mut document: Document) -> Document {
    let nuls = document.text().bytes().filter(|&byte| byte == 0).count();
    let markup = html::markup_in(document.text());
    let remark = if document.text().trim().is_empty() {
        // Why it is empty may have been said.
        if !document.problems.is_empty() {
            return document;
        }
        Problem::input("the article is empty; there is nothing to find in it")
    } else if mojibake::mended(document.text()).is_some() {
        Problem::input(
            "the text looks like UTF-8 that was taken for windows-1252 (“donâ€™t” for “don’t”); it was taken as it stands, and what such characters are in is easily missed. --mend mends it",
        )
    } else if markup >= LEAST_MARKUP {
        Problem::input(format!(
            "the text looks like HTML, with {markup} tags and characters such as <p> and &quot;; it was taken as it stands. Where it is a field of a JSON object or a table, --field html=KEY reads it"
        ))
    } else if nuls > 0 {
        Problem::input(format!(
            "the text has {nuls} NUL {}, which text does not have; they were kept, look at where it comes from",
            if nuls == 1 { "byte" } else { "bytes" }
        ))
    } else {
        return document;
    };
    if !document.problems.contains(&remark) {
        document.problems.push(remark);
    }
    document
}

/// serde_json's words without its "at line 1 column 7", whose line is always 1 here.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let words = text.split(" at line ").next().unwrap_or(&text);
    format!("{words} (column {})", error.column())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoder() -> Decoder {
        Decoder {
            fields: Fields::default(),
            languages: Languages::new(&[]),
            mend: false,
            longest: Longest(Some(500)),
        }
    }

    fn decode(content: Content) -> Decoded {
        decoder().decode(RawArticle { name: "a.jsonl:3".to_owned(), content })
    }

    fn problem(content: Content) -> String {
        let Decoded { document, .. } = decode(content);
        assert_eq!(document.problems.len(), 1, "{:?}", document.problems);
        document.problems[0].message.clone()
    }

    fn json_problem(line: &str) -> String {
        problem(Content::Json(line.as_bytes().to_vec()))
    }

    #[test]
    fn each_bad_input_is_one_sentence() {
        assert!(
            json_problem(r#"{"body":"x"}"#).starts_with("the object has no \"text\", it has body;")
        );
        assert_eq!(json_problem(r#"{"text":7}"#), "\"text\" is a number and should be a string");
        assert!(
            json_problem(r#"{"text":"x""#)
                .starts_with("this line is no JSON object of an article: EOF")
        );
        assert!(json_problem("[1,2]").starts_with("this line is no JSON object"));
        assert!(json_problem(r#"{"text":""}"#).starts_with("the article is empty"));
        assert!(
            json_problem(r#"{"text":"<p>Ruiz &amp; Hill.</p><p>No.</p>"}"#)
                .starts_with("the text looks like HTML, with 5 tags")
        );
        let mangled = r#"{"text":"â€œNo,â€\u009d said Ruiz.","title":"JosÃ©â€™s"}"#;
        assert!(json_problem(mangled).starts_with("the text looks like UTF-8 that was taken"));
        let raw = RawArticle {
            name: "a:1".to_owned(),
            content: Content::Json(mangled.as_bytes().to_vec()),
        };
        let Decoded { document, converted, .. } = Decoder { mend: true, ..decoder() }.decode(raw);
        assert_eq!(document.text(), "“No,” said Ruiz.");
        assert_eq!(document.meta.title.as_deref(), Some("José’s"));
        assert_eq!(converted, Some("UTF-8 taken for windows-1252"));
        assert!(document.problems.is_empty(), "{:?}", document.problems);
        assert!(json_problem(r#"{"text":"a\u0000b"}"#).starts_with("the text has 1 NUL byte"));
        assert!(
            json_problem(r#"{"schema":"copydesk/1","annotations":{},"text":"x"}"#)
                .contains("missing field `id`")
        );
        assert!(problem(Content::Text(b"\x7FELF\0\xFF".to_vec())).contains("this is a program"));
    }

    #[test]
    fn an_object_of_another_maker_is_taken_as_it_is() {
        let line = br#"{"id":12,"text":"Ruiz spoke.","title":"","published":2026,"annotations":"theirs","tokens":[1]}"#;
        let Decoded { document, converted, unwanted, .. } = decode(Content::Json(line.to_vec()));
        assert_eq!((document.id(), document.text()), ("12", "Ruiz spoke."));
        assert_eq!((document.meta.title, document.meta.published.as_deref()), (None, Some("2026")));
        assert_eq!(document.problems, []);
        assert_eq!((converted, unwanted), (None, None));
    }

    #[test]
    fn an_article_without_end_keeps_its_text_and_gets_a_problem() {
        let text = "Ana Ruiz spoke. ".repeat(40);
        let Decoded { document, too_long, .. } = decode(Content::Text(text.clone().into_bytes()));
        assert!(too_long && document.text() == text);
        let message = &document.problems[0].message;
        assert!(message.starts_with("the text has 640 bytes, and over 500 "), "{message}");
        let long_enough = Content::Text(text.as_bytes()[..500].to_vec());
        let Decoded { document, too_long, .. } = decode(long_enough);
        assert!(!too_long && document.problems.is_empty());
    }

    #[test]
    fn other_encodings_are_converted() {
        let Decoded { document, converted, .. } =
            decode(Content::Text(b"The Caf\xE9 opened.".to_vec()));
        assert_eq!((document.text(), converted), ("The Café opened.", Some("windows-1252")));
        let page = b"<html><head><meta charset='iso-8859-2'></head><p>x".to_vec();
        assert_eq!(charset_in(&page).as_deref(), Some("iso-8859-2"));
    }
}
