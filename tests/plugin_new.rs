//! `copydesk plugin new`: what it makes, and what it refuses to make. That a new stage in Rust builds,
//! passes its tests and the check, and runs, is held by continuous integration, which does what
//! crates/stage/TUTORIAL.md says.

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use support::{copydesk, library, root, run};

/// The names in a folder, hidden ones too.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_new_stage_in_c_builds_without_warnings_passes_its_snapshot_and_the_check() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(copydesk().current_dir(folder.path()).args([
        "plugin",
        "new",
        "top-words",
        "--lang",
        "c",
    ]));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("copydesk plugin check libtop_words"), "{}", ran.err);
    let made = folder.path().join("top-words");
    let header = |path: &Path| fs::read_to_string(path.join("copydesk_stage.h")).unwrap();
    assert_eq!(header(&made), header(&root().join("crates/stage/include")));
    let segments = library("segments");
    let mut make = Command::new("make");
    // The program under the name that the Makefile uses, with the search path of the tests.
    let program = copydesk();
    for (key, value) in program.get_envs() {
        match value {
            Some(value) => make.env(key, value),
            None => make.env_remove(key),
        };
    }
    make.arg("-C")
        .arg(&made)
        .arg("check")
        .arg(format!("COPYDESK={}", program.get_program().display()));
    let ran = run(make.env("CFLAGS", "-Werror").env("COPYDESK_PLUGIN_PATH", segments));
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("all passed"), "{}", ran.out);
}

#[test]
fn a_new_stage_in_rust_takes_the_sdk_from_where_it_is_told_or_from_the_registry() {
    let folder = tempfile::tempdir().unwrap();
    let sdk = root().join("crates/stage");
    let new = |name: &str, more: &[&str]| {
        let ran =
            run(copydesk().current_dir(folder.path()).args(["plugin", "new", name]).args(more));
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let manifest = fs::read_to_string(folder.path().join(name).join("Cargo.toml")).unwrap();
        let manifest: toml::Table = toml::from_str(&manifest).unwrap();
        (ran.err, manifest)
    };
    let (said, manifest) = new("from-here", &["--sdk", sdk.to_str().unwrap()]);
    let path = fs::canonicalize(&sdk).unwrap();
    assert_eq!(manifest["dependencies"]["copydesk-stage"]["path"].as_str(), path.to_str());
    assert_eq!(manifest["dev-dependencies"]["copydesk-stage"]["path"].as_str(), path.to_str());
    assert_eq!(manifest["package"]["name"].as_str(), Some("from-here"));
    assert!(said.contains(&format!("it takes copydesk-stage from {}", path.display())), "{said}");
    assert_eq!(
        names(&folder.path().join("from-here")),
        [".gitignore", "Cargo.toml", "README.md", "src", "stage.json"]
    );
}

#[test]
fn what_cannot_be_made_is_said_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("taken")).unwrap();
    for (arguments, says) in [
        (
            &["Top Words"][..],
            "error: \"Top Words\" is no name for a stage: up to 60 lower-case letters",
        ),
        (&["top_words"], "error: \"top_words\" is no name for a stage"),
        (&["../up"], "error: \"../up\" is no name for a stage"),
        (&["match"], "error: \"match\" means something else to the compiler"),
        (&["quotes"], "error: there is a stage of the name \"quotes\" already: quotes 0.1.0 ("),
        (&["quote"], "error: a stage makes a layer of the name \"quote\" already: quotes 0.1.0 ("),
        (&["taken"], "error: taken is there already; choose another name"),
        (&["new", "--into", "nowhere"], "error: nowhere: there is no such folder"),
        (&["new", "--sdk", "."], "error: . is not the SDK's folder"),
        (&["new", "--lang", "cobol"], "error: invalid value 'cobol' for '--lang <LANG>'"),
    ] {
        let mut command = copydesk();
        command.env(
            "COPYDESK_PLUGIN_PATH",
            std::env::join_paths(support::STANDARD.map(library)).unwrap(),
        );
        let ran = run(command.current_dir(folder.path()).args(["plugin", "new"]).args(arguments));
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.err);
        assert!(ran.err.starts_with(says), "{arguments:?}: {}", ran.err);
    }
    assert_eq!(names(folder.path()), ["taken"]);
}
