//! A stage in Rust that panics as careless ones do: it takes the first byte for the first character.
#![forbid(unsafe_code)]

use copydesk_stage::{Article, Config, Failure, Output, Record, Span, Stage};

struct FirstByte;

impl Stage for FirstByte {
    type Scratch = ();

    fn create(_: &Config<'_>) -> Result<Self, Failure> {
        Ok(Self)
    }

    fn process(
        &self,
        (): &mut (),
        article: &Article<'_>,
        out: &mut Output<'_>,
    ) -> Result<(), Failure> {
        let text = article.text();
        if !text.is_empty() {
            out.emit("mark", Record::at(Span::from_range(0..1)).text("initial", &text[..1]))?;
        }
        Ok(())
    }
}

copydesk_stage::export!(
    FirstByte,
    concat!(
        r#"{"abi": 1, "name": "first-byte", "version": ""#,
        env!("CARGO_PKG_VERSION"),
        r#"", "description": "", "provides": [{"layer": "mark", "description": "",
            "attrs": {"initial": {"type": "text", "description": ""}}}]}"#
    )
);
