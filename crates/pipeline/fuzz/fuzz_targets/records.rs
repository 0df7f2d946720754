#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| copydesk_fuzz::records::run(bytes));

/// Without a fuzzer: runs the files that are named, such as those that a fuzzer found.
#[cfg(not(fuzzing))]
fn main() -> std::io::Result<()> {
    for path in std::env::args_os().skip(1) {
        copydesk_fuzz::records::run(&std::fs::read(path)?);
    }
    Ok(())
}
