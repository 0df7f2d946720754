//! Runs a case in a process of its own, and says how it ended.
//!
//! The case's result comes back in a file and not over standard output, which a stage may write to.
//! (clap-validator works in the same way.) The pipes and frames of isolated stages are not used
//! here: a case runs a stage in process, in one thread and in several, and measures the process.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::bench::{Finding, Verdict};
use super::system;

/// What a case came to.
#[derive(Debug, Serialize, Deserialize)]
pub enum CaseResult {
    Passed(Verdict),
    Failed(Finding),
}

/// What a process needs to run a case.
pub struct Order<'a> {
    pub library: &'a Path,
    pub plugin_path: &'a [PathBuf],
    pub case: &'a str,
    pub deadline: Duration,
    /// In bytes.
    pub most_memory: u64,
    /// A folder for the files that pass between the processes.
    pub folder: &'a Path,
}

/// The option that names the folder to a child.
pub const FOLDER_OPTION: &str = "--report-to";
const RESULT: &str = "result.json";
const PLACE: &str = "place.txt";

/// Where a child says which input is under way.
pub fn place(folder: &Path) -> PathBuf {
    folder.join(PLACE)
}

/// Leaves the result for the parent.
pub fn report(folder: &Path, result: &CaseResult) -> io::Result<()> {
    let text = serde_json::to_vec(result).expect("a result is plain JSON");
    fs::write(folder.join(RESULT), text)
}

/// Runs the case and waits for its end, which the deadline or the limit on memory may bring.
pub fn run(order: &Order<'_>) -> io::Result<CaseResult> {
    for file in [RESULT, PLACE] {
        match fs::remove_file(order.folder.join(file)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    let said = order.folder.join("stderr.txt");
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["plugin", "check"]).arg(order.library).args(["--case", order.case]);
    for place in order.plugin_path {
        command.arg("--plugin-path").arg(place);
    }
    command.arg("--in-process").arg(FOLDER_OPTION).arg(order.folder);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(fs::File::create(&said)?);
    let mut child = command.spawn()?;
    let end = watch(&mut child, order)?;

    let result = fs::read(order.folder.join(RESULT)).ok();
    let result = result.and_then(|text| serde_json::from_slice(&text).ok());
    let found = match (end, result) {
        (End::Exited(status), Some(result)) if status.success() => return Ok(result),
        (End::Exited(status), Some(_)) => {
            format!(
                "the process ended badly after the case, in close, destroy or at exit: {}",
                ended(status)
            )
        }
        (End::Exited(status), None) => format!("the process ended: {}", ended(status)),
        (End::TooLong, _) => {
            format!("no end after {} s, and was stopped", order.deadline.as_secs_f64())
        }
        (End::TooMuch(bytes), _) => format!("{} MB of memory in use, and was stopped", bytes >> 20),
    };
    let said = fs::read_to_string(said).unwrap_or_default();
    let last = said.lines().rfind(|line| !line.trim().is_empty());
    let found = match last {
        Some(line) => format!("{found}; its last words: {line}"),
        None => found,
    };
    let input = fs::read_to_string(place(order.folder))
        .unwrap_or_else(|_| "no article yet, in loading the library".to_owned());
    Ok(CaseResult::Failed(Finding {
        input,
        expected: "the process lives and ends by itself".to_owned(),
        found,
    }))
}

/// How a process ended.
enum End {
    Exited(ExitStatus),
    TooLong,
    TooMuch(u64),
}

/// Waits for the child, and ends it when it takes too long or too much.
fn watch(child: &mut Child, order: &Order<'_>) -> io::Result<End> {
    let started = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(End::Exited(status));
        }
        let memory = system::memory_of(child.id()).filter(|&bytes| bytes > order.most_memory);
        let end = match memory {
            Some(bytes) => End::TooMuch(bytes),
            None if started.elapsed() > order.deadline => End::TooLong,
            None => {
                std::thread::sleep(pause);
                pause = (pause * 2).min(Duration::from_millis(20));
                continue;
            }
        };
        child.kill()?;
        child.wait()?;
        return Ok(end);
    }
}

#[cfg(unix)]
fn ended(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match status.signal() {
        Some(signal) => system::signal_name(signal),
        None => exited(status),
    }
}

#[cfg(not(unix))]
fn ended(status: ExitStatus) -> String {
    exited(status)
}

fn exited(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("the stage called exit({code}), or the like"),
        None => status.to_string(),
    }
}
