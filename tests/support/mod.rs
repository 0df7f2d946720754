//! What the tests share: the real program, the real stages, and folders that go away.
#![allow(dead_code, reason = "each test program uses a part")]
#![allow(clippy::print_stdout, reason = "what a test prints is for who reads its output")]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;

/// The stages that come with the program.
pub const STANDARD: [&str; 5] = ["segments", "entities", "quotes", "claims", "summaries"];

/// The root of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file or folder under fixtures/.
pub fn fixture(path: &str) -> PathBuf {
    root().join("fixtures").join(path)
}

/// Data that is kept beside the project and not in it; prints why and gives `None` where it is not
/// there, so that the test is passed over.
pub fn shared(path: &str) -> Option<PathBuf> {
    let place = root().join("../shared").join(path);
    if !place.exists() {
        println!("passed over: {} is not there", place.display());
        return None;
    }
    Some(place)
}

/// The library file of a standard stage, where cargo built it for these tests.
pub fn library(stage: &str) -> PathBuf {
    let file =
        format!("{}copydesk_{stage}{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let beside = std::env::current_exe().expect("a test has a file");
    let built = beside
        .ancestors()
        .skip(1)
        .take(2)
        .map(|folder| folder.join(&file))
        .find(|path| path.exists());
    built.unwrap_or_else(|| {
        panic!("{file} is not beside {}; run the tests with `cargo test`", beside.display())
    })
}

/// The program in another folder, best one in `CARGO_TARGET_TMPDIR`. It is a link where that can be: the program is large,
/// and a copy cannot be run as long as a child that another thread started meanwhile has it open for writing.
pub fn program_in(folder: &Path) -> PathBuf {
    let (program, there) = (env!("CARGO_BIN_EXE_copydesk"), folder.join("copydesk"));
    fs::hard_link(program, &there)
        .or_else(|_| fs::copy(program, &there).map(drop))
        .expect("the program in another folder");
    there
}

/// The program with a search path of its own: no stage but those that a test names, and no cache but
/// its own.
pub fn copydesk() -> Command {
    // A copy, because the program also looks for stages in its own folder.
    static PROGRAM: OnceLock<TempDir> = OnceLock::new();
    let folder = PROGRAM.get_or_init(|| {
        let folder =
            tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder for the program");
        program_in(folder.path());
        folder
    });
    let mut command = Command::new(folder.path().join("copydesk"));
    command.env("COPYDESK_CACHE", concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"));
    command
        .env("XDG_DATA_HOME", folder.path())
        .env_remove("COPYDESK_PLUGIN_PATH")
        .env("NO_COLOR", "1");
    command.current_dir(root()).stdin(Stdio::null());
    command
}

/// The program with the standard stages.
pub fn standard<S: AsRef<OsStr>>(
    subcommand: &str,
    arguments: impl IntoIterator<Item = S>,
) -> Command {
    let mut command = copydesk();
    command.arg(subcommand);
    for stage in STANDARD {
        command.arg("--plugin-path").arg(library(stage));
    }
    command.args(arguments);
    command
}

/// What a command printed and how it ended.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Ran {
    let Output { status, stdout, stderr } = command.output().expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("the program prints UTF-8");
    Ran { code: status.code(), out: text(stdout), err: text(stderr) }
}

/// Runs a command with these bytes on its standard input.
pub fn run_with_input(command: &mut Command, input: &[u8]) -> Ran {
    use std::io::Write;
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("it was asked for");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // The program may end before it has read everything.
        let _ = stdin.write_all(&input);
    });
    let Output { status, stdout, stderr } = child.wait_with_output().expect("the program ends");
    writer.join().expect("the writer ends");
    let text = |bytes| String::from_utf8(bytes).expect("the program prints UTF-8");
    Ran { code: status.code(), out: text(stdout), err: text(stderr) }
}

/// Takes a file or a folder away.
pub fn remove(path: &Path) {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    removed.expect("it can be taken away");
}

/// The records of an output, in order.
pub fn records(out: &str) -> Vec<serde_json::Value> {
    out.lines().map(|line| serde_json::from_str(line).expect("each line is a record")).collect()
}

/// By layer, the words that its annotations cover.
pub fn words(record: &serde_json::Value) -> BTreeMap<String, Vec<String>> {
    let layers = record["annotations"].as_object().expect("a record has annotations");
    let texts = |layer: &serde_json::Value| {
        let annotations = layer.as_array().expect("a layer is a list").iter();
        annotations
            .map(|annotation| annotation["text"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    layers.iter().map(|(name, layer)| (name.clone(), texts(layer))).collect()
}

/// Builds a shared library from a C file with the header alone.
pub fn compile_c(source: &Path, defines: &[&str], name: &str, folder: &Path) -> PathBuf {
    compile_c_with(&root().join("crates/stage/include"), source, defines, name, folder)
}

/// The same with the header in the folder `include`.
pub fn compile_c_with(
    include: &Path,
    source: &Path,
    defines: &[&str],
    name: &str,
    folder: &Path,
) -> PathBuf {
    let library = folder.join(format!(
        "{}{name}{}",
        std::env::consts::DLL_PREFIX,
        std::env::consts::DLL_SUFFIX
    ));
    let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
    let output = Command::new(&compiler)
        .args([
            "-std=c99",
            "-Wall",
            "-Wextra",
            "-pedantic",
            "-Werror",
            "-O1",
            "-shared",
            "-fPIC",
            "-pthread",
        ])
        .args(defines.iter().map(|define| format!("-D{define}")))
        .arg("-I")
        .arg(include)
        .arg(source)
        .arg("-o")
        .arg(&library)
        .arg("-lm")
        .output()
        .expect("a C compiler is needed for this test");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    library
}
