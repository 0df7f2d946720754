//! How long a text may be that stages are run on: nearly all longer ones are several articles run together.

use std::str::FromStr;

/// The longest text to run stages on, in bytes; `None` for no bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Longest(pub Option<usize>);

/// The bound where none is typed. No article of news is as long, and memory grows with it.
pub const USUAL: &str = "500K";

impl Longest {
    /// What is wrong with a text that is longer.
    pub fn check(self, text: &str) -> Result<(), String> {
        match self.0.filter(|longest| text.len() > *longest) {
            None => Ok(()),
            Some(longest) => Err(format!(
                "the text has {} bytes, and over {longest} it is taken to be no article but several run together",
                text.len()
            )),
        }
    }
}

impl FromStr for Longest {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        if typed == "any" {
            return Ok(Self(None));
        }
        let (digits, unit) = match typed.strip_suffix(['k', 'K']) {
            Some(digits) => (digits, 1_000),
            None => typed.strip_suffix(['m', 'M']).map_or((typed, 1), |digits| (digits, 1_000_000)),
        };
        let bytes = digits.parse::<usize>().ok().and_then(|number| number.checked_mul(unit));
        let bytes = bytes.filter(|bytes| *bytes > 0);
        bytes
            .map(|bytes| Self(Some(bytes)))
            .ok_or_else(|| "say 800000, 800K, 2M, or any".to_owned())
    }
}
