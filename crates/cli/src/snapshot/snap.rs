//! The file of a snapshot, in the form that insta reads and writes:
//!
//! ```text
//! ---
//! source: copydesk
//! expression: "news/court.txt"
//! ---
//! Ana Ruiz said no.
//! ^^^^^^^^ entity PERSON 1.0
//! ```
//!
//! Between the two lines of dashes is YAML: `source` is always "copydesk", `expression` the article's
//! id. The rest is the contents. Other tools may write further keys and quote as YAML allows.

/// An article's snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snap {
    /// The article's id.
    pub id: String,
    /// The rendering, without line breaks at its end.
    pub contents: String,
}

impl Snap {
    /// The file's text.
    pub fn print(&self) -> String {
        // A string of JSON is one of YAML too.
        let id = serde_json::Value::from(self.id.as_str());
        format!("---\nsource: copydesk\nexpression: {id}\n---\n{}\n", self.contents)
    }

    /// The snapshot in a file's text.
    ///
    /// # Errors
    /// When it has no such head; in one sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.replace("\r\n", "\n");
        let no_head =
            "it does not begin with the head of a snapshot: a line of ---, its keys, a line of ---";
        let rest = text.strip_prefix("---\n").ok_or(no_head)?;
        let (head, contents) = rest.split_once("\n---\n").ok_or(no_head)?;
        let id = head
            .lines()
            .find_map(|line| line.strip_prefix("expression:"))
            .ok_or("its head has no \"expression\", which is the article's id")?;
        Ok(Self { id: scalar(id.trim())?, contents: contents.trim_end_matches('\n').to_owned() })
    }
}

/// A YAML scalar on one line: plain, in single or in double quotation marks.
fn scalar(words: &str) -> Result<String, String> {
    if words.starts_with('"') {
        // YAML knows escapes that JSON does not; nobody writes them into an id of ours.
        return serde_json::from_str(words)
            .map_err(|_| format!("its expression {words} cannot be read"));
    }
    let single = words.strip_prefix('\'').and_then(|words| words.strip_suffix('\''));
    Ok(single.map_or_else(|| words.to_owned(), |inner| inner.replace("''", "'")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_read_back_and_so_is_what_other_tools_make_of_it() {
        let snap =
            Snap { id: "a \"b\": \\ é\n#1".to_owned(), contents: "Rain.\n\n---\n^^ x".to_owned() };
        assert_eq!(Snap::parse(&snap.print()).unwrap(), snap);
        let text = "---\r\nsource: copydesk\r\nassertion_line: 3\r\nexpression: news/it''s.txt\r\n---\r\nRain.\r\n";
        assert_eq!(Snap::parse(text).unwrap().id, "news/it''s.txt");
        assert_eq!(
            Snap::parse(&text.replace("news/it''s.txt", "'it''s: 1'")).unwrap().id,
            "it's: 1"
        );
        assert!(Snap::parse("Rain.").is_err());
        assert!(Snap::parse("---\nsource: x\n---\nRain.").unwrap_err().contains("expression"));
    }
}
