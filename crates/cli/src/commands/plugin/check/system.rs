//! What the system says of a process. Measured on Linux; `None` elsewhere.

use std::fs;
use std::time::Duration;

/// The time that this process's first thread has spent on a processor.
pub fn cpu_time() -> Option<Duration> {
    let text = fs::read_to_string("/proc/self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// How many threads this process has.
pub fn threads() -> Option<usize> {
    number("/proc/self/status", "Threads:").map(|count| count as usize)
}

/// The memory that is this process's own, in bytes: without the files that are mapped into it.
pub fn own_memory() -> Option<u64> {
    number("/proc/self/status", "RssAnon:").map(|kilobytes| kilobytes << 10)
}

/// All memory that the process `id` holds, in bytes.
pub fn memory_of(id: u32) -> Option<u64> {
    number(&format!("/proc/{id}/status"), "VmRSS:").map(|kilobytes| kilobytes << 10)
}

fn number(path: &str, field: &str) -> Option<u64> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(field))?;
    line.split_whitespace().next()?.parse().ok()
}

/// What a signal is called.
pub fn signal_name(signal: i32) -> String {
    let (name, meaning) = match signal {
        4 => ("SIGILL", "an instruction that does not exist"),
        6 => ("SIGABRT", "abort, or a panic or exception that left a function of the table"),
        7 => ("SIGBUS", "memory that is not there"),
        8 => ("SIGFPE", "an arithmetic error"),
        9 => ("SIGKILL", "killed from outside, perhaps for want of memory"),
        11 => ("SIGSEGV", "memory that is not the stage's, or a stack that is full"),
        other => return format!("signal {other}"),
    };
    format!("{name}: {meaning}")
}
