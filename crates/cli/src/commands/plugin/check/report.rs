//! What the check prints: a table for people, or JSON.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use copydesk_pipeline::library::LibraryFile;
use serde_json::{Value, json};

use super::bench::{Finding, Verdict};
use super::cases::CASES;

/// The results of all cases of one stage.
pub struct Report {
    path: PathBuf,
    stage: Option<(String, String, String)>,
    lines: Vec<Line>,
}

/// The result of one case.
pub struct Line {
    case: &'static str,
    time: Duration,
    what: What,
}

enum What {
    Passed(Verdict),
    Failed(Finding),
    NotRun { because_of: &'static str },
}

impl Line {
    pub fn passed(case: &'static str, time: Duration, verdict: Verdict) -> Self {
        Self { case, time, what: What::Passed(verdict) }
    }

    pub fn failed(case: &'static str, time: Duration, finding: Finding) -> Self {
        Self { case, time, what: What::Failed(finding) }
    }

    /// A case that makes no sense because another failed.
    pub fn not_run(case: &'static str, because_of: &'static str) -> Self {
        Self { case, time: Duration::ZERO, what: What::NotRun { because_of } }
    }
}

impl Report {
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), stage: None, lines: Vec::new() }
    }

    pub fn describe(&mut self, library: &LibraryFile) {
        let manifest = &library.manifest;
        self.stage = Some((manifest.name.clone(), manifest.version.clone(), library.hash.clone()));
    }

    pub fn add(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// How many cases failed.
    pub fn failed(&self) -> usize {
        self.lines.iter().filter(|line| matches!(line.what, What::Failed(_))).count()
    }

    fn reproduce(&self, case: &str) -> String {
        format!("copydesk plugin check {} --case {case}", self.path.display())
    }

    /// One line a case, and under the table what failed and how.
    pub fn table(&self) -> String {
        let mut out = String::new();
        let _ = match &self.stage {
            Some((name, version, _)) => {
                writeln!(out, "{name} {version}, {}\n", self.path.display())
            }
            None => writeln!(out, "{}\n", self.path.display()),
        };
        let _ = writeln!(out, "{:<14}{:<9}{:>8}", "case", "result", "time");
        for Line { case, time, what } in &self.lines {
            let (result, note) = match what {
                What::Passed(verdict) => ("ok", verdict.note.clone().unwrap_or_default()),
                What::Failed(_) => ("FAILED", String::new()),
                What::NotRun { because_of } => ("not run", format!("{because_of} failed")),
            };
            let line = format!("{case:<14}{result:<9}{:>6.2} s   {note}", time.as_secs_f64());
            let _ = writeln!(out, "{}", line.trim_end());
        }
        let mut told: Vec<(&str, &str)> = Vec::new();
        for Line { case, what, .. } in &self.lines {
            let What::Failed(Finding { input, expected, found }) = what else { continue };
            let rule = CASES
                .iter()
                .find(|known| known.name == *case)
                .map_or("it can be used", |known| known.expected);
            let _ = writeln!(out, "\n{case}: {rule}");
            // A stage with one fault often fails many cases with it.
            match told.iter().find(|(_, before)| before == found) {
                Some((earlier, _)) => {
                    let _ = writeln!(out, "    on         {input}\n    found      as in {earlier}");
                }
                None => {
                    let _ = writeln!(
                        out,
                        "    on         {input}\n    expected   {expected}\n    found      {found}"
                    );
                    told.push((case, found));
                }
            }
            let _ = writeln!(out, "    reproduce  {}", self.reproduce(case));
        }
        let failed = self.failed();
        let _ = match failed {
            0 => writeln!(out, "\n{} cases, all passed", self.lines.len()),
            _ => writeln!(out, "\n{} cases, {failed} failed", self.lines.len()),
        };
        out
    }

    /// The same for programs: the library, the stage, and the cases with what each came to.
    pub fn json(&self) -> String {
        let case = |Line { case, time, what }: &Line| {
            let mut object =
                json!({"case": case, "seconds": (time.as_secs_f64() * 1e3).round() / 1e3});
            let mut add = |key: &str, value: Value| {
                object.as_object_mut().expect("an object").insert(key.to_owned(), value)
            };
            match what {
                What::Passed(verdict) => {
                    add("result", "ok".into());
                    if let Some(note) = &verdict.note {
                        add("note", note.as_str().into());
                    }
                }
                What::Failed(Finding { input, expected, found }) => {
                    add("result", "failed".into());
                    add("input", input.as_str().into());
                    add("expected", expected.as_str().into());
                    add("found", found.as_str().into());
                    add("reproduce", self.reproduce(case).into());
                }
                What::NotRun { because_of } => {
                    add("result", "not run".into());
                    add("because", (*because_of).into());
                }
            }
            object
        };
        let cases: Vec<_> = self.lines.iter().map(case).collect();
        let mut whole = json!({"library": self.path, "failed": self.failed(), "cases": cases});
        if let Some((name, version, hash)) = &self.stage {
            whole["stage"] =
                json!({"name": name, "version": version, "library": format!("sha256:{hash}")});
        }
        whole.to_string() + "\n"
    }
}
