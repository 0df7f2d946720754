//! my-stage: a copydesk stage that marks words to look out for.
//!
//! What it needs, gives and can be told stands in stage.json. Every layer, label, attribute and link
//! that `process` emits must be declared there, and every earlier layer that it reads be named under
//! "requires" or "optional": the host hands over those and no others.
#![forbid(unsafe_code)]

use copydesk_stage::{Article, Config, Failure, Output, Record, Span, Stage};

/// What the stage was told: a field for each key of "config" in stage.json.
#[derive(serde::Deserialize)]
struct MyStage {
    words: Vec<String>,
}

impl Stage for MyStage {
    /// A worker's own memory, kept from one article to the next. This stage needs none.
    type Scratch = ();

    /// Called once, at the start. Models are loaded here.
    fn create(config: &Config<'_>) -> Result<Self, Failure> {
        Ok(config.get()?)
    }

    /// Called for each article, from many threads at once. The result may depend on the article and
    /// the configuration only. All positions are bytes of the text.
    fn process(
        &self,
        _: &mut (),
        article: &Article<'_>,
        out: &mut Output<'_>,
    ) -> Result<(), Failure> {
        let text = article.text();
        let mut start = None;
        for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
            match (start, c.is_alphanumeric()) {
                (None, true) => start = Some(at),
                (Some(first), false) => {
                    start = None;
                    let found = text[first..at].to_lowercase();
                    if let Some(word) = self.words.iter().find(|word| **word == found) {
                        let span = Span::from_range(first..at);
                        out.emit("my_stage", Record::at(span).text("word", word))?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}

copydesk_stage::export!(MyStage, include_str!("../stage.json"));

#[cfg(test)]
mod tests {
    use copydesk_stage::assert_stage;
    use copydesk_stage::testing::Example;

    use super::MyStage;

    /// To see what a change did and take it: `cargo insta test --review`.
    #[test]
    fn words_are_found_whatever_their_case() {
        let article = "BREAKING: the bridge broke.\n\nAn exclusive by our reporter.";
        assert_stage!(MyStage, article, @r#"
        BREAKING: the bridge broke.
        ^^^^^^^^ my_stage word="breaking"

        An exclusive by our reporter.
           ^^^^^^^^^ my_stage
        "#);
    }

    #[test]
    fn it_looks_for_what_it_is_told() {
        let article = Example::new("The bridge broke.").set("words", vec!["bridge"]);
        assert_stage!(MyStage, article, @"
        The bridge broke.
            ^^^^^^ my_stage
        ");
    }
}
