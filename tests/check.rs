//! `copydesk plugin check`: each way of misbehaving is found, in the case that is about it, and good
//! stages pass.

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;
use support::{Ran, compile_c, copydesk, library, root, run};

/// Checks a library, and returns the report.
fn check(library: &Path, arguments: &[&str]) -> (Ran, Value) {
    let mut command = copydesk();
    command.args(["plugin", "check", "--json"]);
    let ran = run(command.args(arguments).arg(library));
    let report = serde_json::from_str(&ran.out)
        .unwrap_or_else(|error| panic!("{}: {error}: {}", library.display(), ran.err));
    (ran, report)
}

/// The cases of a report that came to this.
fn cases<'r>(report: &'r Value, result: &str) -> BTreeSet<&'r str> {
    let all = report["cases"].as_array().unwrap().iter();
    all.filter(|case| case["result"] == result).map(|case| case["case"].as_str().unwrap()).collect()
}

/// Builds a file of tests/rude for each row with the row's define, checks it, and holds which cases
/// fail and what the first of them says.
fn each(source: &str, rows: &[(&str, &[&str], &str)]) {
    let folder = tempfile::tempdir().unwrap();
    for (define, expected, says) in rows {
        let source = root().join("tests/rude").join(source);
        let library = compile_c(&source, &[define], "rude", folder.path());
        let (ran, report) = check(&library, &["--megabytes", "300"]);
        assert_eq!(
            cases(&report, "failed"),
            expected.iter().copied().collect(),
            "{define}: {report}"
        );
        assert_eq!(ran.code, Some(1), "{define}: {}", ran.err);
        let first = report["cases"]
            .as_array()
            .unwrap()
            .iter()
            .find(|case| case["case"] == expected[0])
            .unwrap();
        let found = first["found"].as_str().unwrap();
        assert!(found.contains(says), "{define}: {first}");
        let again = format!("copydesk plugin check {} --case {}", library.display(), expected[0]);
        assert_eq!(first["reproduce"], again.as_str(), "{define}");
    }
}

#[test]
fn what_a_library_may_not_be() {
    each(
        "stage.c",
        &[
            ("NO_MANIFEST", &["manifest"], "it has no manifest"),
            ("RUDE_MANIFEST_ABI=\"7\"", &["manifest"], "was built for stage ABI 7"),
            ("RUDE_ABI=2u", &["load"], "its table is of stage ABI 2"),
            ("RUDE_FINGERPRINT=1", &["load"], "its structs are laid out differently"),
            ("LYING_MANIFEST", &["load"], "the manifest in its table is not the one in the file"),
            ("NO_SYMBOL", &["load"], "does not export copydesk_stage_v1"),
            ("REFUSE_CREATE", &["load"], "would not start: the model of the year 1900 is not here"),
        ],
    );
}

/// On any article these are wrong, so the articles' cases fail with them; the case that is about it
/// stands first.
#[test]
fn what_records_may_not_be() {
    const ARTICLES: [&str; 10] = [
        "plain",
        "empty",
        "large",
        "one-line",
        "emoji",
        "combining",
        "crlf",
        "nul",
        "optional",
        "settings",
    ];
    let folder = tempfile::tempdir().unwrap();
    for (define, case, says) in [
        ("PAST_THE_END", "spans", "past the text's"),
        ("BACKWARDS", "spans", "is backwards"),
        ("WRONG_LABEL", "declared", "label \"evil\" is not among those"),
        ("WRONG_LAYER", "declared", "layer \"entity\" is not under \"provides\""),
        ("A_MILLION", "records", "records for one article"),
        ("DANGLING", "records", "leads to"),
        ("AFTER_FAILURE", "refusal", "1 more records after one that was refused"),
    ] {
        let library =
            compile_c(&root().join("tests/rude/stage.c"), &[define], "rude", folder.path());
        let (_, report) = check(
            &library,
            &["--case", &format!("plain,spans,declared,records,refusal,{}", ARTICLES.join(","))],
        );
        let failed = cases(&report, "failed");
        assert!(failed.contains(case) && failed.contains("plain"), "{define}: {report}");
        let about =
            ["spans", "declared", "records"].iter().filter(|case| failed.contains(*case)).count();
        assert_eq!(about, 1, "{define}: {failed:?}");
        let found =
            report["cases"].as_array().unwrap().iter().find(|found| found["case"] == case).unwrap();
        assert!(found["found"].as_str().unwrap().contains(says), "{define}: {found}");
    }
    // Wrong only where a character is more than a byte.
    let library =
        compile_c(&root().join("tests/rude/stage.c"), &["HALF_A_CHARACTER"], "rude", folder.path());
    let (_, report) = check(&library, &["--case", "plain,emoji,spans,declared,records"]);
    assert_eq!(cases(&report, "failed"), ["emoji", "spans"].into());
}

#[test]
fn how_a_stage_may_not_behave() {
    each(
        "conduct.c",
        &[
            ("SEGFAULT", &["plain"], "SIGSEGV"),
            ("ABORT", &["plain"], "SIGABRT"),
            ("EXIT", &["plain"], "the stage called exit(3)"),
            ("EXITS_WELL", &["plain"], "the stage called exit(0)"),
            ("EATS_MEMORY", &["plain"], "MB of memory in use, and was stopped"),
            ("ABORTS_IN_CREATE", &["load"], "SIGABRT"),
            ("CRASHES_ON_CLOSE", &["load"], "SIGSEGV"),
            (
                "CRASHES_ON_NOTHING",
                &[
                    "empty",
                    "declared",
                    "many-threads",
                    "optional",
                    "records",
                    "refusal",
                    "repeat",
                    "spans",
                ],
                "SIGSEGV",
            ),
            ("RECURSES", &["large", "one-line"], "stack overflow"),
            ("SLOW_START", &["start-up"], "ms at best"),
            ("REFUSES_A_SETTING", &["settings"], "nine is too many"),
            ("WRONG_EXAMPLE", &["examples"], "mark: [\"A\"]"),
        ],
    );
}

#[test]
fn what_a_stage_may_not_depend_on_or_leave_behind() {
    each(
        "conduct.c",
        &[
            ("GOES_ON", &["refusal"], "1 more records after one that was refused"),
            ("LEAKS", &["memory"], "KB more after 10,000 articles"),
            ("THREADS", &["own-threads"], "more while process ran"),
            ("REMEMBERS", &["repeat", "many-threads"], "after"),
            ("SHARES", &["many-threads"], "with four workers at once"),
            ("ADDRESS", &["repeat"], "a second process gave others"),
        ],
    );
}

#[test]
fn a_stage_that_never_ends_is_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let library = compile_c(&root().join("tests/rude/conduct.c"), &["LOOP"], "rude", folder.path());
    let (_, report) = check(&library, &["--seconds", "3"]);
    assert_eq!(cases(&report, "failed"), ["plain"].into());
    assert!(cases(&report, "not run").contains("emoji"), "{report}");
    let plain =
        report["cases"].as_array().unwrap().iter().find(|case| case["case"] == "plain").unwrap();
    assert!(plain["found"].as_str().unwrap().contains("no end after 3 s"), "{plain}");
    assert!(plain["input"].as_str().unwrap().starts_with("article \"news\""), "{plain}");
}

#[test]
fn a_panic_is_named_with_its_place() {
    let file =
        format!("{}rude_panic{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let built: PathBuf =
        Path::new(env!("CARGO_BIN_EXE_copydesk")).with_file_name("examples").join(file);
    let (_, report) = check(&built, &["--case", "plain,emoji,spans"]);
    assert_eq!(cases(&report, "failed"), ["emoji"].into(), "a panic is no refused span: {report}");
    let emoji =
        report["cases"].as_array().unwrap().iter().find(|case| case["case"] == "emoji").unwrap();
    let found = emoji["found"].as_str().unwrap();
    assert!(
        found.starts_with("it panicked: ") && found.contains("tests/rude/panic.rs:"),
        "{found}"
    );
}

#[test]
fn good_stages_pass() {
    let folder = tempfile::tempdir().unwrap();
    let conduct =
        compile_c(&root().join("tests/rude/conduct.c"), &["GOOD"], "conduct", folder.path());
    let readability = compile_c(
        &root().join("plugins/readability/readability.c"),
        &[],
        "readability",
        folder.path(),
    );
    let segments = library("segments");
    let earlier = ["--plugin-path", segments.to_str().unwrap()];
    for (stage, arguments) in [(&conduct, &[][..]), (&readability, &earlier), (&segments, &[])] {
        let (ran, report) = check(stage, arguments);
        assert_eq!((ran.code, report["failed"].as_u64()), (Some(0), Some(0)), "{report}");
        assert!(report["cases"].as_array().unwrap().len() > 20, "{report}");
    }
}

#[test]
fn what_cannot_be_checked_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let readability = compile_c(
        &root().join("plugins/readability/readability.c"),
        &[],
        "readability",
        folder.path(),
    );
    let path = readability.to_str().unwrap();
    for (arguments, says) in [
        (
            &[path][..],
            "stage readability requires layer \"sentence\", which no stage on the search path makes; name one",
        ),
        (&[path, "--case", "emojis"], "there is no case \"emojis\"; there are manifest, load, "),
        (&[path, "--in-process"], "--in-process runs one case: name it with --case"),
        (&["./no-such-file.so"], "error: ./no-such-file.so: there is no such file"),
        (
            &["readabilitty", "--plugin-path", path],
            "there is no file \"readabilitty\", nor a stage of that name; did you mean \"readability\"?",
        ),
    ] {
        let ran = run(copydesk().args(["plugin", "check"]).args(arguments));
        assert_eq!(ran.code, Some(2), "{arguments:?}");
        assert!(ran.err.contains(says), "{arguments:?}: {ran:?}");
    }
}

#[test]
fn a_stage_that_is_found_is_checked_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let library =
        compile_c(&root().join("tests/rude/conduct.c"), &["GOOD"], "conduct", folder.path());
    let ran = run(copydesk()
        .args(["plugin", "check", "conduct", "--case", "emoji", "--plugin-path"])
        .arg(folder.path()));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.out.contains(library.to_str().unwrap()), "{}", ran.out);
}

#[test]
fn the_table_says_on_what_and_how_to_see_it_again() {
    let folder = tempfile::tempdir().unwrap();
    let library =
        compile_c(&root().join("tests/rude/stage.c"), &["HALF_A_CHARACTER"], "rude", folder.path());
    let ran = run(copydesk().args(["plugin", "check", "--case", "emoji,spans"]).arg(&library));
    for line in [
        "emoji         FAILED",
        "    on         article \"emoji\": \"🙂 Ana Ruiz",
        "    expected   layers",
        "    found      the host refused a record: span 0..1 of layer \"mark\" is backwards, past the text's",
        &format!("    reproduce  copydesk plugin check {} --case emoji", library.display()),
        "3 cases, 2 failed",
    ] {
        assert!(ran.out.contains(line), "{line}: {}", ran.out);
    }
    // The same case in the process itself, for a debugger.
    let ran =
        run(copydesk().args(["plugin", "check", "--case", "emoji", "--in-process"]).arg(&library));
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.starts_with("error: case emoji: article \"emoji\""), "{}", ran.err);
}
