//! How far a run has come, and in which words that is said.

use std::time::Duration;

use super::events::SoFar;

/// How long a run lasts before anything is said of it in plain lines.
const FIRST: Duration = Duration::from_secs(30);

/// How far a run has come.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    pub so_far: SoFar,
    pub problems: u64,
    /// What is done of the inputs, from 0 to 1; `None` where nobody can know.
    pub share: Option<f64>,
}

impl Progress {
    /// The time that is left if it goes on like this; `None` where nobody can know, or too little is
    /// done to tell.
    pub fn left(&self) -> Option<f64> {
        let share = self.share.filter(|share| *share > 0.0)?;
        (self.so_far.articles > 0).then(|| self.so_far.seconds * (1.0 - share) / share)
    }

    /// The words for it: `12,345 articles (234/s), 152,000 words/s, 3 problems, 4 min left`.
    pub fn words(&self) -> String {
        let SoFar { seconds, articles, words, .. } = self.so_far;
        let rate = |count: u64| (count as f64 / seconds.max(1e-3)).round() as u64;
        let left = match self.left() {
            Some(left) => format!(", {} left", duration(left)),
            None => String::new(),
        };
        format!(
            "{} article{} ({}/s), {} words/s, {} problem{}{left}",
            thousands(articles),
            if articles == 1 { "" } else { "s" },
            thousands(rate(articles)),
            thousands(rate(words)),
            thousands(self.problems),
            if self.problems == 1 { "" } else { "s" },
        )
    }
}

/// When to say the next plain line, after one at `now`: the longer a run lasts, the rarer, so that a
/// night's log can be read. Half a minute, a minute, two, … and then every quarter of an hour.
pub fn next_line(now: Duration) -> Duration {
    now + now.clamp(FIRST, Duration::from_secs(15 * 60))
}

/// A number with commas between its thousands.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A length of time in its two largest units.
fn duration(seconds: f64) -> String {
    let seconds = seconds.round() as u64;
    match seconds {
        0..60 => format!("{seconds} s"),
        60..600 => format!("{} min {} s", seconds / 60, seconds % 60),
        600..3600 => format!("{} min", seconds / 60),
        3600..86_400 => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
        _ => format!("{} d {} h", seconds / 86_400, seconds / 3600 % 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_said_in_one_line() {
        let so_far = SoFar { seconds: 50.0, articles: 12_345, words: 7_600_000, with_problems: 1 };
        let progress = Progress { so_far, problems: 1, share: Some(0.25) };
        assert_eq!(
            progress.words(),
            "12,345 articles (247/s), 152,000 words/s, 1 problem, 2 min 30 s left"
        );
        let nobody_knows = Progress { share: None, ..progress };
        assert_eq!(nobody_knows.words(), "12,345 articles (247/s), 152,000 words/s, 1 problem");
        let nothing_yet = Progress { share: Some(0.0), ..progress };
        assert_eq!(nothing_yet.left(), None);
    }

    #[test]
    fn lines_come_rarely_and_never_in_a_short_run() {
        let (mut now, mut lines) = (FIRST, Vec::new());
        while now < Duration::from_secs(3600) {
            lines.push(now.as_secs());
            now = next_line(now);
        }
        assert_eq!(lines, [30, 60, 120, 240, 480, 960, 1860, 2760]);
    }

    #[test]
    fn times_have_two_units_at_most() {
        let said = [0.4, 75.0, 700.0, 7_300.0, 200_000.0].map(duration);
        assert_eq!(said, ["0 s", "1 min 15 s", "11 min", "2 h 1 min", "2 d 7 h"]);
    }
}
