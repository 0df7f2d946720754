//! Walking through the changes that a check found, one article at a time.

use std::collections::VecDeque;
use std::io::{self, BufRead, IsTerminal};
use std::path::Path;

use console::{Key, Term};

use super::{in_words, print, take, width};
use crate::cli::SnapshotFolder;
use crate::failure::{Failure, Outcome, PLAIN, YELLOW};
use crate::snapshot::difference::difference;
use crate::snapshot::folder::{self, Folder, new_of, read_snap};

/// Walks through the changes.
pub fn review(arguments: &SnapshotFolder) -> Result<Outcome, Failure> {
    let pending = Folder::open(&arguments.folder)?.pending();
    let mut keys = Keys::new();
    let (mut accepted, mut rejected, mut skipped) = (0_u64, 0_u64, 0_u64);
    for (number, file) in pending.iter().enumerate() {
        let new = read_snap(&new_of(file))?;
        let kept = if file.exists() { read_snap(file)?.contents } else { String::new() };
        let (passages, tally) = difference(&kept, &new.contents);
        let mut text = format!(
            "\n{YELLOW}{}{PLAIN} ({} of {}): {}\n",
            new.id,
            number + 1,
            pending.len(),
            in_words(!file.exists(), &tally)
        );
        passages.iter().for_each(|passage| text.push_str(&passage.show(width())));
        text.push_str("a accept, r reject, s skip, q quit: ");
        print(&text)?;
        let answer = keys.next()?;
        match answer {
            Answer::Accept => {
                take(file)?;
                accepted += 1;
            }
            Answer::Reject => {
                folder::remove(&new_of(file))?;
                rejected += 1;
            }
            Answer::Skip => skipped += 1,
            Answer::Quit => skipped += (pending.len() - number) as u64,
        }
        print(&format!("{}\n", answer.word()))?;
        if answer == Answer::Quit {
            break;
        }
    }
    print(&format!("{accepted} accepted, {rejected} rejected, {skipped} left for later\n"))?;
    Ok(Outcome::Done)
}

/// What a reviewer says to a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Accept,
    Reject,
    Skip,
    Quit,
}

impl Answer {
    const fn word(self) -> &'static str {
        match self {
            Self::Accept => "accepted",
            Self::Reject => "rejected",
            Self::Skip => "skipped",
            Self::Quit => "quit",
        }
    }
}

/// A reviewer's keys: single ones at a terminal, else the letters of standard input.
struct Keys {
    terminal: Option<Term>,
    typed: VecDeque<char>,
}

impl Keys {
    fn new() -> Self {
        let terminal = io::stdin().is_terminal().then(Term::stdout);
        Self { terminal, typed: VecDeque::new() }
    }

    /// The next answer; the end of the input and Escape are [`Answer::Quit`].
    fn next(&mut self) -> Result<Answer, Failure> {
        let failed = |error: io::Error| Failure::at(Path::new("standard input"), &error);
        loop {
            let key = match &self.terminal {
                Some(terminal) => match terminal.read_key().map_err(failed)? {
                    Key::Char(key) => key,
                    Key::Enter => 's',
                    Key::Escape | Key::CtrlC | Key::Unknown => 'q',
                    _ => continue,
                },
                None => {
                    let mut line = String::new();
                    if self.typed.is_empty()
                        && io::stdin().lock().read_line(&mut line).map_err(failed)? == 0
                    {
                        return Ok(Answer::Quit);
                    }
                    self.typed.extend(line.chars());
                    self.typed.pop_front().unwrap_or(' ')
                }
            };
            match key.to_ascii_lowercase() {
                'a' => return Ok(Answer::Accept),
                'r' => return Ok(Answer::Reject),
                's' => return Ok(Answer::Skip),
                'q' => return Ok(Answer::Quit),
                _ => {}
            }
        }
    }
}
