//! Where an article's text, title and so on stand in an object or a table.

use std::borrow::Cow;
use std::str::FromStr;

use copydesk_document::{Document, Meta};
use serde_json::{Map, Value};

use super::html;

/// The fields that an article may have.
const KNOWN: [&str; 8] = ["text", "html", "id", "title", "url", "published", "language", "byline"];

/// A field and the key it is under, as typed: `text=body`, `text=article.body`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    field: &'static str,
    /// The keys to go down by.
    key: Vec<String>,
}

impl FromStr for Mapping {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        let example = "say FIELD=KEY, as in text=body";
        let (field, key) = typed.split_once('=').ok_or(example)?;
        let known = KNOWN.iter().find(|known| **known == field);
        let field = *known.ok_or_else(|| {
            format!("an article has no field {field:?}; there are {}", KNOWN.join(", "))
        })?;
        if key.is_empty() {
            return Err(example.to_owned());
        }
        Ok(Self { field, key: key.split('.').map(str::to_owned).collect() })
    }
}

/// Which key each field is under.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<Mapping>);

impl Fields {
    /// These, and for fields that are not among them the key of the same name.
    pub fn new(mappings: &[Mapping]) -> Self {
        Self(mappings.to_vec())
    }

    /// Whether every field is under its own name.
    pub fn is_plain(&self) -> bool {
        self.0.is_empty()
    }

    /// The article in an object or row.
    ///
    /// # Errors
    /// The id and the reason, when there is no text.
    pub fn document(
        &self,
        name: &str,
        object: &Map<String, Value>,
    ) -> Result<Document, (String, String)> {
        let words = |field| match self.value(field, object) {
            Some(Value::String(text)) if !text.is_empty() => Some(text.clone()),
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        let id = words("id").unwrap_or_else(|| name.to_owned());
        // HTML is what somebody said to be so; then the title is, too.
        let marked_up = self.0.iter().any(|mapping| mapping.field == "html");
        let field = if marked_up { "html" } else { "text" };
        let text = match self.value(field, object) {
            Some(Value::String(text)) => text.as_str(),
            // A table's empty cell.
            Some(Value::Null) => "",
            Some(other) => {
                return Err((id, format!("{field:?} is {} and should be a string", kind(other))));
            }
            None => return Err((id, self.no_text(field, object))),
        };
        let plain = |words: Option<String>| match words {
            Some(words) if marked_up => html::fragment(&words, "").ok(),
            words => words,
        };
        let mut meta = Meta {
            title: plain(words("title")),
            byline: plain(words("byline")),
            url: words("url"),
            published: words("published"),
            language: words("language"),
        };
        let text = if marked_up {
            let title = meta.title.as_deref().unwrap_or_default();
            match html::field(text, title, meta.url.as_deref()) {
                Ok((text, told)) => {
                    // What the object says counts before what its page does.
                    meta.title = meta.title.or(told.title);
                    meta.byline = meta.byline.or(told.byline);
                    meta.url = meta.url.or(told.url);
                    meta.published = meta.published.or(told.published);
                    meta.language = meta.language.or(told.language);
                    Cow::Owned(text)
                }
                Err(reason) => return Err((id, reason)),
            }
        } else {
            Cow::Borrowed(text)
        };
        let mut document =
            Document::new(id.as_str(), text).map_err(|error| (id, error.to_string()))?;
        document.meta = meta;
        Ok(document)
    }

    fn value<'a>(&self, field: &str, object: &'a Map<String, Value>) -> Option<&'a Value> {
        let Some(mapping) = self.0.iter().find(|mapping| mapping.field == field) else {
            return object.get(field).or_else(|| {
                // Headers of tables are often capitalised.
                object
                    .iter()
                    .find(|(key, _)| key.eq_ignore_ascii_case(field))
                    .map(|(_, value)| value)
            });
        };
        // A key with dots in it is one key before it is several.
        object.get(&mapping.key.join(".")).or_else(|| {
            let (first, rest) = mapping.key.split_first()?;
            rest.iter().try_fold(object.get(first)?, |value, key| value.get(key))
        })
    }

    fn no_text(&self, field: &str, object: &Map<String, Value>) -> String {
        let wanted = self.0.iter().find(|mapping| mapping.field == field);
        let wanted = wanted.map_or_else(|| field.to_owned(), |mapping| mapping.key.join("."));
        let mut keys: Vec<_> = object.keys().take(8).map(String::as_str).collect();
        if object.len() > keys.len() {
            keys.push("…");
        }
        let keys = if keys.is_empty() { "nothing".to_owned() } else { keys.join(", ") };
        format!(
            "the object has no {wanted:?}, it has {keys}; say where the text is with --field {field}=KEY"
        )
    }
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
    use serde_json::json;

    use super::*;

    fn document(mappings: &[&str], object: &Value) -> Result<Document, (String, String)> {
        let mappings: Vec<Mapping> = mappings.iter().map(|typed| typed.parse().unwrap()).collect();
        Fields::new(&mappings).document("a.csv:2", object.as_object().unwrap())
    }

    #[test]
    fn fields_are_found_where_they_were_said_to_be() {
        let object = json!({"guid": 7, "article": {"body": "Ruiz spoke."}, "Title": "Council", "a.b": "dots"});
        let found = document(&["text=article.body", "id=guid"], &object).unwrap();
        assert_eq!((found.id(), found.text()), ("7", "Ruiz spoke."));
        assert_eq!(found.meta.title.as_deref(), Some("Council"));
        assert_eq!(document(&["text=a.b"], &object).unwrap().text(), "dots");
        let (id, reason) = document(&["text=body"], &object).unwrap_err();
        assert_eq!(id, "a.csv:2");
        assert!(
            reason.starts_with("the object has no \"body\", it has guid, article, Title, a.b;"),
            "{reason}"
        );
    }

    #[test]
    fn text_may_stand_in_html() {
        let object = json!({"content": {"rendered": "<p>Ruiz &amp; Hill spoke.</p><p>Nobody minded.</p>"},
            "title": "Bread &#8216;n&#8217; butter", "text": "short"});
        let found = document(&["html=content.rendered"], &object).unwrap();
        assert_eq!(found.text(), "Ruiz & Hill spoke.\n\nNobody minded.");
        assert_eq!(found.meta.title.as_deref(), Some("Bread ‘n’ butter"));
        let (_, reason) = document(&["html=body"], &object).unwrap_err();
        assert!(reason.ends_with("with --field html=KEY"), "{reason}");
    }

    #[test]
    fn a_mapping_of_no_known_field_is_refused() {
        assert!("body=text".parse::<Mapping>().unwrap_err().contains("no field \"body\""));
        assert!("text".parse::<Mapping>().is_err());
        assert!("text=".parse::<Mapping>().is_err());
    }
}
