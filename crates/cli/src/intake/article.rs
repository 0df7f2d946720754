//! A raw article, looked into and made a document.

use copydesk_document::{Document, Meta, Problem};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::source::{Content, RawArticle};
use crate::output::record::{Record, SCHEMA};

/// The document of a raw article. What cannot be one is a document without text, with the reason as
/// its problem.
pub fn decode(raw: RawArticle) -> Document {
    let RawArticle { name, content } = raw;
    let result = match content {
        Content::Text(bytes) => text(&name, bytes),
        Content::Json(line) => json(&name, &line),
        Content::Unreadable(reason) => Err((name, reason)),
    };
    match result {
        Ok(document) => with_remarks(document),
        Err((id, reason)) => Document::unreadable(id, Problem::input(reason)),
    }
}

/// A document, or the id and the reason why there is none.
type Decoded = Result<Document, (String, String)>;

fn text(name: &str, bytes: Vec<u8>) -> Decoded {
    let fail = |reason: String| Err((name.to_owned(), reason));
    let bytes = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => rest.to_vec(),
        None => bytes,
    };
    match String::from_utf8(bytes) {
        Ok(text) => Document::new(name, text).or_else(|error| fail(error.to_string())),
        Err(error) => fail(not_utf8(error.as_bytes(), error.utf8_error().valid_up_to())),
    }
}

/// What to say of bytes that are not UTF-8.
fn not_utf8(bytes: &[u8], at: usize) -> String {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return "the text is UTF-16; convert it to UTF-8, for example with iconv -f UTF-16 -t UTF-8".to_owned();
    }
    // Text in an older encoding has no NULs; images, archives and programs nearly always do.
    if bytes.contains(&0) {
        return "this is a binary file and no text; leave it out of the collection".to_owned();
    }
    format!(
        "the text is not UTF-8 (byte {at} does not fit); convert it, for example with iconv -f WINDOWS-1252 -t UTF-8"
    )
}

/// The fields of an input object that matter. Others are passed over.
#[derive(Deserialize)]
struct Line<'a> {
    schema: Option<Value>,
    id: Option<Value>,
    text: Option<Value>,
    title: Option<Value>,
    url: Option<Value>,
    published: Option<Value>,
    language: Option<Value>,
    /// Read only when the object is a record of ours.
    #[serde(borrow)]
    annotations: Option<&'a RawValue>,
}

fn json(name: &str, line: &[u8]) -> Decoded {
    let fail = |reason: String| Err((name.to_owned(), reason));
    let line = match std::str::from_utf8(line) {
        Ok(line) => line.trim_start_matches('\u{FEFF}'),
        Err(error) => return fail(not_utf8(line, error.valid_up_to())),
    };
    let object: Line<'_> = match serde_json::from_str(line) {
        Ok(object) => object,
        Err(error) => {
            return fail(format!(
                "this line is no JSON object of an article: {}; mend the line or leave it out",
                plain(&error)
            ));
        }
    };
    let id = match object.id {
        Some(Value::String(id)) => id,
        Some(Value::Number(number)) => number.to_string(),
        _ => name.to_owned(),
    };
    if object.annotations.is_some()
        && object.schema.as_ref().and_then(Value::as_str) == Some(SCHEMA)
    {
        return match serde_json::from_str::<Record<'_>>(line) {
            Ok(record) => record.into_document().map_err(|reason| (id, reason)),
            Err(error) => {
                Err((id, format!("the record is not as the schema has it: {}", plain(&error))))
            }
        };
    }
    let Some(Value::String(text)) = object.text else {
        let reason = match object.text {
            None => "the object has no \"text\"; name the article's text so".to_owned(),
            Some(other) => format!("\"text\" is {} and should be a string", kind(&other)),
        };
        return Err((id, reason));
    };
    let known = |value: Option<Value>| match value {
        Some(Value::String(text)) if !text.is_empty() => Some(text),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let meta = Meta {
        title: known(object.title),
        url: known(object.url),
        published: known(object.published),
        language: known(object.language),
    };
    match Document::new(id.as_str(), text) {
        Ok(mut document) => {
            document.meta = meta;
            Ok(document)
        }
        Err(error) => Err((id, error.to_string())),
    }
}

/// The document, with what is odd about its text as problems.
fn with_remarks(mut document: Document) -> Document {
    let nuls = document.text().bytes().filter(|&byte| byte == 0).count();
    if document.text().trim().is_empty() {
        document
            .problems
            .push(Problem::input("the article is empty; there is nothing to find in it"));
    } else if nuls > 0 {
        document.problems.push(Problem::input(format!(
            "the text has {nuls} NUL {}, which text does not have; they were kept, look at where it comes from",
            if nuls == 1 { "byte" } else { "bytes" }
        )));
    }
    document
}

/// serde_json's words without its "at line 1 column 7", whose line is always 1 here.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let words = text.split(" at line ").next().unwrap_or(&text);
    format!("{words} (column {})", error.column())
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(content: Content) -> String {
        let document = decode(RawArticle { name: "a.jsonl:3".to_owned(), content });
        assert_eq!(document.problems.len(), 1, "{:?}", document.problems);
        document.problems[0].message.clone()
    }

    fn json_problem(line: &str) -> String {
        problem(Content::Json(line.as_bytes().to_vec()))
    }

    #[test]
    fn each_bad_input_is_one_sentence() {
        assert!(json_problem(r#"{"body":"x"}"#).starts_with("the object has no \"text\""));
        assert_eq!(json_problem(r#"{"text":7}"#), "\"text\" is a number and should be a string");
        assert!(
            json_problem(r#"{"text":"x""#)
                .starts_with("this line is no JSON object of an article: EOF")
        );
        assert!(json_problem(r#"{"text":""}"#).starts_with("the article is empty"));
        assert!(json_problem(r#"{"text":"a\u0000b"}"#).starts_with("the text has 1 NUL byte"));
        assert!(
            json_problem(r#"{"schema":"copydesk/1","annotations":{},"text":"x"}"#)
                .contains("missing field `id`")
        );
        assert!(problem(Content::Text(b"caf\xE9".to_vec())).contains("byte 3 does not fit"));
        assert!(problem(Content::Text(b"\xFF\xFEa\0".to_vec())).contains("UTF-16"));
        assert!(problem(Content::Text(b"\x7FELF\0\xFF".to_vec())).contains("binary"));
    }

    #[test]
    fn an_object_of_another_maker_is_taken_as_it_is() {
        let line = br#"{"id":12,"text":"Ruiz spoke.","title":"","published":2026,"annotations":"theirs","tokens":[1]}"#;
        let document = decode(RawArticle {
            name: "a.jsonl:3".to_owned(),
            content: Content::Json(line.to_vec()),
        });
        assert_eq!((document.id(), document.text()), ("12", "Ruiz spoke."));
        assert_eq!((document.meta.title, document.meta.published.as_deref()), (None, Some("2026")));
        assert_eq!(document.problems, []);
    }
}
